import browsers

browser = browsers.browser  # a fixture
