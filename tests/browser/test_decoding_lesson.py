"""Lesson 08 as a learner plays it: the explorer from end to end by keys, an answer typed in."""

import re

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

LESSON = "08_decoding.ipynb"
WRONG = 'check("08.kept", lambda rows, mass: np.zeros(len(rows), dtype=int))'
RIGHT = (
    "def kept(rows, mass):\n"
    "    return np.array([1 + sum(np.cumsum(sorted(row)[::-1])[:-1] < mass) for row in rows])\n\n"
    'check("08.kept", kept)'
)
SLOW = 60_000  # milliseconds for an answer on a loaded machine

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    found = visit.page.locator(".meantone-explorer")
    found.scroll_into_view_if_needed(timeout=SLOW)
    return found


def test_keys_go_from_the_mode_to_noise(visit: Visit, explorer: Locator) -> None:
    words = explorer.get_by_role("status").filter(has_text="n-gram of order 5 on folk")
    slider = explorer.get_by_role("slider", name="temperature")
    slider.focus()
    visit.page.keyboard.press("Home")
    expect(words).to_contain_text("temperature 0:", timeout=SLOW)
    expect(words).to_contain_text("10 of 10 measures lie outside", timeout=SLOW)
    visit.page.keyboard.press("End")
    expect(words).to_contain_text("temperature 100:", timeout=SLOW)
    loaded = "player => player.duration > 0.5"
    visit.page.wait_for_function(loaded, arg=explorer.locator("audio").first.element_handle())


def test_the_lessons_network_stands_beside_the_n_gram(explorer: Locator) -> None:
    explorer.get_by_role("button", name="Compare two").click()
    models = explorer.get_by_label("Model", exact=True)
    expect(models).to_have_count(2)
    models.last.select_option("LSTM")
    second = explorer.get_by_role("status").filter(has_text=re.compile("B: LSTM on folk"))
    expect(second).to_contain_text("measures lie outside people's band", timeout=SLOW)
    explorer.get_by_role("button", name="Compare two").click()


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    boxes = visit.page.locator(".jp-OutputArea-output")
    visit.run(WRONG)
    wrong = boxes.filter(has_text="08.kept: not right yet").first
    expect(wrong).to_contain_text("at least one has to stay", timeout=SLOW)
    visit.run(RIGHT)
    expect(boxes.filter(has_text="08.kept: done").first).to_be_visible(timeout=SLOW)


@pytest.mark.parametrize("theme", ["JupyterLab Dark", "JupyterLab Light"])
def test_nothing_that_the_lesson_shows_keeps_a_reader_out(visit: Visit, theme: str) -> None:
    visit.change_theme(theme)
    assert visit.barriers() == []


def test_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    assert (visit.outside, lab.attempts.read_text(encoding="utf-8")) == ([], "")
    assert visit.complaints == []
