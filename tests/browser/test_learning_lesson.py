"""Lesson 05 as a learner plays it: the monitor by mouse and by keys, an answer typed in."""

import re

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

# A monitor of its own, quick and with far more epochs than anybody waits for.
MONITOR = """from meantone.models.neural import Plan, SoftmaxBigram, Training
patient = Plan(epochs=100_000, patience=100_000)
learning = Training(SoftmaxBigram(width), patient)
TrainingMonitor(learning, train[:2000], valid[:100], wide, {"a line to beat": 2.5})"""
RIGHT = (
    "def windows(tune, length, boundary):\n"
    "    whole = [boundary] * length + list(tune) + [boundary]\n"
    "    return [(whole[i : i + length], whole[i + length]) for i in range(len(tune) + 1)]\n\n"
    'check("05.windows", windows)'
)
WRONG = 'check("05.softmax", lambda scores: np.exp(scores) / np.exp(scores).sum())'

LESSON = "05_counting_to_learning.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def monitor(visit: Visit) -> Locator:
    visit.run(MONITOR)
    monitors = visit.page.get_by_role("group", name="Training monitor")
    found = monitors.filter(has_text="100000 epochs")  # the lesson's own has fewer
    found.scroll_into_view_if_needed()
    return found


def test_it_has_not_begun(monitor: Locator) -> None:
    expect(monitor.get_by_role("status")).to_contain_text("has not begun")
    expect(monitor.get_by_role("button", name="Stop")).to_be_disabled()
    expect(monitor.locator("figcaption")).to_have_count(1)
    expect(monitor.locator("img")).to_be_hidden()


def test_a_press_starts_it_and_every_epoch_is_seen_and_heard(monitor: Locator) -> None:
    monitor.get_by_role("button", name="Start").click()
    expect(monitor.get_by_role("status")).to_contain_text(re.compile(r"After \d+ of 100000 epochs"))
    expect(monitor.locator("img")).to_be_visible()
    words = re.compile("Curves of bits per note over epochs.*a line to beat")
    expect(monitor.locator("img")).to_have_attribute("alt", words)
    expect(monitor.locator("figcaption")).to_have_count(4)
    expect(monitor.locator("figcaption").first).to_contain_text("before learning")
    expect(monitor.get_by_role("button", name="Stop")).to_be_enabled()


def test_other_cells_run_while_it_learns(visit: Visit, monitor: Locator) -> None:
    visit.run('print("the page is", "alive")')
    outputs = visit.page.locator(".jp-OutputArea-output")
    expect(outputs.filter(has_text="the page is alive").last).to_be_visible()
    expect(monitor.get_by_role("status")).to_contain_text("learning on")


def test_a_player_that_is_there_stays_while_it_learns(visit: Visit, monitor: Locator) -> None:
    first = monitor.locator("audio").first.element_handle()
    words = monitor.get_by_role("status").text_content()
    expect(monitor.get_by_role("status")).not_to_have_text(words or "")
    assert first.evaluate("player => player.isConnected")


def test_keys_stop_it_and_go_on(visit: Visit, monitor: Locator) -> None:
    monitor.get_by_role("button", name="Stop").press("Enter")
    again = monitor.get_by_role("button", name="Go on")
    expect(again).to_be_enabled()
    expect(again).to_be_focused()  # a disabled button would have lost it
    expect(monitor.get_by_role("status")).not_to_contain_text("learning on")
    words = monitor.get_by_role("status").text_content()
    visit.page.keyboard.press("Enter")
    expect(monitor.get_by_role("status")).not_to_have_text(words or "")
    expect(monitor.get_by_role("status")).to_contain_text("learning on")
    monitor.get_by_role("button", name="Stop").click()
    expect(again).to_be_enabled()


def test_an_answer_typed_in_is_judged(visit: Visit, monitor: Locator) -> None:
    boxes = visit.page.locator(".jp-OutputArea-output")
    visit.run(WRONG)
    wrong = boxes.filter(has_text="05.softmax: not right yet").first
    expect(wrong).to_contain_text("Only differences matter")
    visit.run(RIGHT)
    expect(boxes.filter(has_text="05.windows: done").first).to_be_visible()


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
