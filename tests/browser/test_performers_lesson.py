"""Lesson 13 as a learner plays it: two takes by keys, mouse and finger, the slider, an answer."""

from collections.abc import Callable

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

LESSON = "13_the_average_performance.ipynb"
WRONG = 'check("13.others", lambda curves, me: np.corrcoef(curves[me], curves.mean(axis=0))[0, 1])'
RIGHT = (
    'check("13.others", lambda curves, me: '
    "np.corrcoef(curves[me], np.delete(curves, me, axis=0).mean(axis=0))[0, 1])"
)
TAKES = "from meantone.exercises import my_takes\nprint([set(t.velocities) for t in my_takes()])"
SLOW = 60_000  # milliseconds for Python to answer on a loaded machine
MOST = 150  # taps, until thirty came through

pytestmark = pytest.mark.browser


@pytest.fixture
def pad(visit: Visit) -> Locator:
    found = visit.page.get_by_role("group", name="Tap the melody")
    found.scroll_into_view_if_needed()
    return found


def says(pad: Locator, words: str) -> Locator:
    return pad.get_by_role("status").filter(has_text=words)


def tap(visit: Visit, pad: Locator, start: str, tap_once: Callable[[int], object]) -> None:
    """Start a take and tap until the page says that it is over: a bounced tap is tapped again."""
    pad.get_by_role("button", name=start).press("Enter")
    expect(says(pad, "Tap now.")).to_be_visible(timeout=SLOW)
    for number in range(MOST):
        tap_once(number)
        visit.page.wait_for_timeout(60)
        if not pad.locator(".meantone-next").count():  # all are tapped
            return
    raise AssertionError("the take does not end")


def test_a_take_by_keys_with_accents(visit: Visit, pad: Locator) -> None:
    expect(says(pad, "No take yet.")).to_be_visible(timeout=SLOW)
    keys = visit.page.keyboard
    tap(visit, pad, "Start a take", lambda number: keys.press("j" if number % 4 == 0 else "Space"))
    expect(says(pad, "Take 1: ")).to_be_visible(timeout=SLOW)
    expect(pad.locator("figcaption")).to_have_text(["take 1"], timeout=SLOW)
    expect(pad.locator(".meantone-picture img")).to_be_visible()
    visit.expect_heard("13.tap")


def test_a_take_by_mouse_and_finger_whose_force_counts(visit: Visit, pad: Locator) -> None:
    page = visit.page
    wide = pad.get_by_role("button", name="Tap here")
    touch = page.context.new_cdp_session(page)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def press(number: int) -> None:
        box = wide.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        if number % 2:
            page.mouse.click(x, y)
            return
        point = {"x": x, "y": y, "force": 0.7}
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    tap(visit, pad, "Start the second take", press)
    touch.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    expect(says(pad, "Both takes are there.")).to_be_visible(timeout=SLOW)
    visit.run(TAKES)
    kept = page.locator(".jp-OutputArea-output").filter(has_text="[{64, 100}, {64, 95}]").last
    expect(kept).to_be_visible(timeout=SLOW)


def test_timing_is_tested_and_a_take_is_thrown_away(visit: Visit, pad: Locator) -> None:
    found, too_few = says(pad, "clicks your taps came"), says(pad, "too few taps were heard")
    for _ in range(10):  # on a busy machine seconds may pass between two taps
        pad.get_by_role("button", name="Test my timing").click()
        for _ in range(MOST):
            visit.page.keyboard.press("f")
            visit.page.wait_for_timeout(150)
            if too_few.or_(found).count():
                break
        if not too_few.count():
            break
    expect(found).to_be_visible(timeout=SLOW)
    pad.get_by_role("button", name="Throw the last take away").click()
    expect(says(pad, "One more.")).to_be_visible(timeout=SLOW)
    pad.get_by_role("button", name="Start the second take").press("Enter")
    visit.page.keyboard.press("Escape")
    expect(says(pad, "Stopped. Nothing was kept.")).to_be_visible(timeout=SLOW)
    pad.get_by_role("button", name="Throw the last take away").click()
    expect(says(pad, "No take yet.")).to_be_visible(timeout=SLOW)


def test_more_performers_by_keys_and_others_by_mouse(visit: Visit) -> None:
    slider = visit.page.get_by_role("slider", name="Performers in the average")
    instrument = visit.page.locator(".meantone-instrument").filter(has=slider)
    instrument.scroll_into_view_if_needed()
    words = instrument.get_by_role("status")
    expect(words).to_contain_text("The average of 3 simulated performers:", timeout=SLOW)
    slider.focus()
    visit.page.keyboard.press("End")
    expect(words).to_contain_text("The average of 12 simulated performers:", timeout=SLOW)
    visit.page.keyboard.press("ArrowLeft")
    expect(words).to_contain_text("The average of 11 simulated performers:", timeout=SLOW)
    before = instrument.locator("img").get_attribute("src") or ""
    instrument.get_by_role("button", name="Draw another").click()
    expect(instrument.locator("img")).not_to_have_attribute("src", before, timeout=SLOW)


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("13.others", WRONG, "Max's line", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
