"""Lesson 16 as a learner plays it: bars chosen by mouse, finger and keys, heard, an answer."""

import pytest
from lab_page import Visit, touch
from lab_server import Lab
from playwright.sync_api import Locator, expect

LESSON = "16_whose_music.ipynb"
WRONG = 'check("16.sources", lambda shares: 1 / np.sum(np.square(shares)))'
RIGHT = (
    "def sources(shares):\n"
    "    some = shares[shares > 0] / np.sum(shares)\n"
    "    return float(np.exp(-np.sum(some * np.log(some))))\n\n"
    'check("16.sources", sources)'
)

NOTE_PLAYED = """() => {
    const play = HTMLMediaElement.prototype.play;
    window.played = [];
    HTMLMediaElement.prototype.play = function () {
        window.played.push(this.src);
        return play.call(this);
    };
}"""
ALONE = "sound => window.played.length === 1 && window.played[0] === sound"

pytestmark = pytest.mark.browser


@pytest.fixture
def explorer(visit: Visit) -> Locator:
    """The source explorer."""
    found = visit.page.locator(".meantone-sources")
    found.scroll_into_view_if_needed()
    return found


def bar(explorer: Locator, number: int) -> Locator:
    return explorer.get_by_role("button", name=f"bar {number}: ")


def silence(explorer: Locator) -> None:
    """A bar that is chosen sounds at once; nobody is to hear the tests."""
    explorer.evaluate("root => root.querySelectorAll('audio').forEach(a => { a.muted = true; })")


def test_a_bar_chosen_by_mouse_is_shown_and_sounds(visit: Visit, explorer: Locator) -> None:
    words, picture = explorer.get_by_role("status"), explorer.locator(".meantone-picture img")
    expect(words).to_contain_text("my tune, bar 1: the largest source is ")
    before = picture.get_attribute("src") or ""
    silence(explorer)
    visit.page.evaluate(NOTE_PLAYED)
    bar(explorer, 2).click()
    expect(words).to_contain_text("my tune, bar 2: the largest source is ")
    expect(bar(explorer, 2)).to_have_attribute("aria-pressed", "true")
    expect(picture).not_to_have_attribute("src", before)
    expect(explorer.locator("figcaption").first).to_have_text("bar 2, then its source's")
    sound = explorer.locator("audio").first.get_attribute("src")
    visit.page.wait_for_function(ALONE, arg=sound)  # the bar's own, not the one before
    visit.expect_heard("16.explorer")


def test_tune_and_bar_are_chosen_by_keys(visit: Visit, explorer: Locator) -> None:
    words, slider = explorer.get_by_role("status"), explorer.get_by_role("slider")
    slider.focus()
    visit.page.keyboard.press("Home")
    for _ in range(9):  # faster than Python answers, and beyond the end
        visit.page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "T = 0.2")
    expect(words).to_contain_text("T = 0.2, bar 1: ")
    expect(explorer.locator(".meantone-cell")).to_have_count(8)
    bar(explorer, 1).focus()
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        visit.page.keyboard.press(key)
    expect(words).to_contain_text("T = 0.2, bar 3: ")
    expect(bar(explorer, 3)).to_be_focused()


def test_a_finger_chooses_a_bar_and_the_button_another_tune(explorer: Locator) -> None:
    touch(bar(explorer, 5))
    expect(explorer.get_by_role("status")).to_contain_text("bar 5: ")
    picture = explorer.locator(".meantone-picture img")
    before = picture.get_attribute("src") or ""
    explorer.get_by_role("button", name="Another tune").click()
    expect(picture).not_to_have_attribute("src", before)


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("16.sources", WRONG, "another kind", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
