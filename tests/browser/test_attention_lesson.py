"""Lesson 07 as a learner plays it: the explorer by mouse and by keys, an answer typed in."""

import re

import pytest
from lab_page import Visit, expect_loaded
from lab_server import Lab
from playwright.sync_api import Locator, expect

LESSON = "07_attention.ipynb"
WRONG = 'check("07.masked", lambda scores: np.tril(scores))'
RIGHT = (
    "def masked(scores):\n"
    "    return np.where(np.tri(len(scores), dtype=bool), scores, -np.inf)\n\n"
    'check("07.masked", masked)'
)

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    found = visit.page.locator(".meantone-attention")
    found.scroll_into_view_if_needed()
    return found


def test_keys_go_from_note_to_note(visit: Visit, explorer: Locator) -> None:
    words, picture = explorer.get_by_role("status"), explorer.locator("img")
    note = explorer.get_by_role("slider", name="Note that comes next")
    note.focus()
    visit.page.keyboard.press("Home")
    expect(words).to_contain_text("Before note 1 of")
    expect(explorer.locator("audio")).to_have_count(0)
    before = picture.get_attribute("src") or ""
    for _ in range(4):  # faster than Python answers
        visit.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("Before note 5 of")
    expect(picture).not_to_have_attribute("src", before)
    expect(picture).to_have_attribute("alt", re.compile("Piano roll of .*Before note 5"))
    expect(explorer.locator("figcaption").first).to_have_text(
        "what it has just heard, up to note 4"
    )
    visit.page.keyboard.press("End")
    expect(words).to_contain_text("Before the end of")


def test_another_head_says_so(explorer: Locator) -> None:
    heads = explorer.get_by_label("Head", exact=True)
    expect(heads.locator("option")).to_have_count(8)
    heads.select_option("layer 2, head 3")
    expect(explorer.get_by_role("status")).to_contain_text("layer 2, head 3")


def test_another_tune_is_seen_and_heard(explorer: Locator) -> None:
    words = explorer.get_by_role("status")
    explorer.get_by_role("slider", name="Note that comes next").press("End")
    expect(words).to_contain_text("Before the end of")
    said = words.text_content() or ""
    explorer.get_by_role("button", name="Another tune").click()
    expect(words).not_to_have_text(said)
    expect_loaded(explorer.locator("audio").first, 0.5)


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("07.masked", WRONG, "e to what is 0", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
