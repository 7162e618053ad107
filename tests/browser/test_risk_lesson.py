"""Lesson 14 as a learner plays it: a bar made safe by mouse, touch and keys, words, an answer."""

import re

import pytest
from lab_page import Visit, box_of, touch
from lab_server import Lab
from playwright.sync_api import Locator, expect

WRONG = 'check("14.riskiest", lambda bits, bars: bars[bits.argmax()])'
RIGHT = (
    'check("14.riskiest", lambda bits, bars: '
    "max(dict.fromkeys(bars.tolist()), key=lambda n: bits[bars == n].mean()))"
)

TYPE_AND_RECORD = """(group, texts) => {
    const box = group.querySelector("textarea");
    for (const text of texts) {
        box.value = text;
        box.dispatchEvent(new Event("input"));
    }
    group.querySelector("button").click();  // before Python has answered anything
}"""

LESSON = "14_risk.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The risk explorer, with the tune as it was."""
    found = visit.page.get_by_role("group", name="Make it safe")
    found.scroll_into_view_if_needed()
    undo = found.get_by_role("button", name="Undo")
    while undo.is_enabled():
        undo.click()
    expect(found.get_by_role("status")).not_to_contain_text("Before, it had")  # Python's answer
    return found


def test_the_riskiest_bar_is_made_safe_by_mouse_and_undone(explorer: Locator) -> None:
    words, sounds = explorer.get_by_role("status"), explorer.locator("audio")
    bar = explorer.get_by_role("button", name="bar 12, ")
    bar.click()
    expect(bar).to_have_attribute("aria-pressed", "true")
    expect(words).to_contain_text("Bar 12 of 16 (1 2 5, 3): ")
    expect(sounds).to_have_count(1)
    picture = explorer.locator("img").get_attribute("src")
    explorer.get_by_role("button", name="Make this bar safe").click()
    expect(words).to_contain_text("Bar 12 of 16 (1 7, 1 2): ")
    expect(words).to_contain_text("3 notes of 62 are others now")
    expect(sounds).to_have_count(2)
    assert explorer.locator("img").get_attribute("src") != picture
    explorer.get_by_role("button", name="Undo").click()
    expect(words).to_contain_text("(1 2 5, 3)")
    expect(sounds).to_have_count(1)
    assert explorer.locator("img").get_attribute("src") == picture


def test_bars_are_walked_and_made_safe_by_keys(visit: Visit, explorer: Locator) -> None:
    words, keyboard = explorer.get_by_role("status"), visit.page.keyboard
    explorer.get_by_role("button", name="bar 12, ").focus()
    keyboard.press("Home")
    expect(words).to_contain_text("Bar 1 of 16")
    keyboard.press("ArrowRight")
    expect(words).to_contain_text("Bar 2 of 16")
    expect(explorer.get_by_role("button", name="bar 2, ")).to_be_focused()
    explorer.get_by_role("button", name="Make the 5 riskiest notes safe").focus()
    keyboard.press("Enter")
    expect(words).to_contain_text("Before, it had ")
    expect(explorer.locator("figcaption").last).to_have_text("made safe")


def test_a_bar_is_chosen_by_touch_where_it_is_drawn(explorer: Locator) -> None:
    bar = explorer.get_by_role("button", name="bar 5, ")
    box, picture = box_of(bar), box_of(explorer.locator("img"))
    assert picture["x"] < box["x"] < box["x"] + box["width"] < picture["x"] + picture["width"]
    assert box["y"] + box["height"] < picture["y"] + picture["height"]
    touch(bar)
    expect(explorer.get_by_role("status")).to_contain_text("Bar 5 of 16")


def test_a_press_outlives_an_answer_that_arrives_under_it(visit: Visit, explorer: Locator) -> None:
    words, bar = explorer.get_by_role("status"), explorer.get_by_role("button", name="bar 7, ")
    bar.hover()
    visit.page.mouse.down()
    explorer.get_by_role("button", name="Make the 5 riskiest notes safe").dispatch_event("click")
    expect(words).to_contain_text("Before, it had ")
    visit.page.mouse.up()
    expect(words).to_contain_text("Bar 7 of 16")
    expect(explorer.locator("img")).to_have_attribute("alt", re.compile(r"Bar 7 of 16"))


def test_another_tune_begins_as_it_is(explorer: Locator) -> None:
    explorer.get_by_role("button", name="Make this bar safe").click()
    expect(explorer.get_by_role("button", name="Undo")).to_be_enabled()
    explorer.get_by_role("button", name="Another tune").click()
    expect(explorer.get_by_role("status")).to_contain_text(" of 12 ")
    expect(explorer.get_by_role("button", name="Undo")).to_be_disabled()
    for _ in range(4):
        explorer.get_by_role("button", name="Another tune").click()
    expect(explorer.get_by_role("status")).to_contain_text("Bar 12 of 16")


def test_a_paragraph_is_kept_whole_however_fast_it_is_recorded(visit: Visit) -> None:
    visit.run(
        "from meantone.exercises import paragraph, written\n"
        'asked = paragraph("14.browser", "Why does it go there?")\n'
        "asked"
    )
    asked = visit.page.get_by_role("group", name="Why does it go there?").last
    asked.evaluate(TYPE_AND_RECORD, ["It", "It goes up because I did."])
    expect(visit.page.get_by_text("Kept on this machine: 6 words.").last).to_be_visible()
    visit.run('print("found:", written("14.browser"))')
    expect(
        visit.page.locator(".jp-OutputArea-output").filter(has_text="found: It goes up").last
    ).to_be_visible()


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("14.riskiest", WRONG, "costliest", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
