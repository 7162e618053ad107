"""The browser that tests of the lab and of the site drive."""

import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from meantone.commands.chromium import ADVICE, find_chromium

expect.set_options(timeout=180_000)  # Python on a busy machine may need more than the usual 5 s

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MISSING = (
    f"The tests of the lab need Chromium, and there is none here. {ADVICE}\n"
    f"Or let Playwright fetch one: {sys.executable} -m playwright install chromium"
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = find_chromium() or pytest.fail(MISSING, pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
