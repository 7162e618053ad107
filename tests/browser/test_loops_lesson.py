"""Lesson 11 as a learner plays it: a loop set going by mouse and keys, heard, and answers typed."""

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

LESSON = "11_feedback_loops.ipynb"
WRONG = 'check("11.enough", lambda share, risk: int(np.ceil(1 / share)))'
RIGHT = (
    "def enough(share, risk):\n"
    "    return int(np.ceil(np.log(risk) / np.log(1 - share)))\n\n"
    'check("11.enough", enough)'
)

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    found = visit.page.get_by_role("group", name="Feedback loop")
    found.scroll_into_view_if_needed()
    return found


def test_a_key_on_the_slider_sets_a_loop_going(visit: Visit, explorer: Locator) -> None:
    words = explorer.get_by_role("status")
    expect(words).to_contain_text("Replace, temperature 1.0. Generation 10")
    picture = explorer.locator(".meantone-picture img")
    before = picture.get_attribute("src") or ""
    explorer.get_by_role("slider", name="Temperature").focus()
    visit.page.keyboard.press("ArrowLeft")
    expect(picture).not_to_have_attribute("src", before)  # drawn while it runs
    expect(words).to_contain_text("temperature 0.9. Generation 10 of 10")
    expect(explorer.locator("audio")).to_have_count(3)


def test_kind_and_person_are_chosen_by_hand(explorer: Locator) -> None:
    words = explorer.get_by_role("status")
    explorer.get_by_label("Each learns from").select_option("accumulate")
    expect(words).to_contain_text("Accumulate, temperature")
    explorer.get_by_label("A person picks").select_option("2")
    expect(words).to_contain_text("a person picks one of 2. Generation 10")
    expect(explorer.get_by_role("progressbar")).to_be_hidden()


def test_fresh_songs_by_a_click_on_the_slider(explorer: Locator) -> None:
    slider = explorer.get_by_role("slider", name="Fresh by people")
    slider.click()  # in its middle
    expect(slider).to_have_value("0.5")
    expect(explorer.get_by_role("status")).to_contain_text("50 % fresh")


def test_what_is_played_counts_as_heard(visit: Visit, explorer: Locator) -> None:
    visit.play(explorer.locator("audio").last, "11.loop")


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("11.enough", WRONG, "on average", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(
    visit: Visit, lab: Lab, explorer: Locator
) -> None:
    visit.expect_open_to_all(lab)
