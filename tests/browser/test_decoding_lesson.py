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

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    found = visit.page.locator(".meantone-explorer")
    found.scroll_into_view_if_needed()
    return found


def test_keys_go_from_the_mode_to_noise(visit: Visit, explorer: Locator) -> None:
    words = explorer.locator(".meantone-words")
    slider = explorer.get_by_role("slider", name="temperature")
    slider.focus()
    visit.page.keyboard.press("Home")
    expect(words).to_contain_text("order 5 on folk, temperature 0:")
    expect(words).to_contain_text("more alike than people (1; people")
    visit.page.keyboard.press("End")
    expect(words).to_contain_text("temperature 100: less alike than people")
    visit.page.keyboard.press("m")
    playing = re.compile("machine [2-8]")  # each for two seconds: a busy page may miss some
    expect(explorer).to_have_attribute("data-playing", playing)
    visit.page.keyboard.press("m")


def test_another_machine_stands_beside_the_n_gram(explorer: Locator) -> None:
    explorer.get_by_role("button", name="Two machines").click()
    models = explorer.get_by_label("Model", exact=True)
    expect(models).to_have_count(2)
    models.last.select_option("Markov chain")
    expect(explorer.locator(".meantone-words")).to_contain_text("B: Markov chain on folk")
    expect(explorer.locator(".roll.second")).to_have_count(8)
    explorer.get_by_role("button", name="Only one machine again").click()


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("08.kept", WRONG, "at least one has to stay", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
