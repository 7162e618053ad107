"""Lesson 12 as a learner plays it: a vote, the hit-maker by mouse and keys, an answer."""

import pytest
from lab_page import Visit, box_of
from lab_server import Lab
from playwright.sync_api import Locator, expect

WRONG = 'check("12.chances", lambda count, rivals: (np.arange(1, count + 1) / count) ** rivals)'
RIGHT = 'check("12.chances", lambda n, k: [((r + 1) / n) ** k - (r / n) ** k for r in range(n)])'

LESSON = "12_popularity.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture
def maker(visit: Visit) -> Locator:
    """The hit-maker."""
    found = visit.page.locator(".meantone-instrument").filter(
        has=visit.page.get_by_role("slider", name="Best of", exact=True)
    )
    found.scroll_into_view_if_needed()
    return found


def test_a_candidate_that_is_played_counts_as_heard(visit: Visit) -> None:
    visit.play(visit.page.get_by_label("Sound of C").first, "12.vote")


def test_the_hit_maker_changes_by_keys(visit: Visit, maker: Locator) -> None:
    words, picture = maker.get_by_role("status"), maker.locator("img")
    expect(words).to_contain_text("Best of 64: score ")
    before = picture.get_attribute("src"), maker.locator("audio").first.get_attribute("src")
    rivals = maker.get_by_role("slider", name="Best of", exact=True)
    rivals.focus()
    for _ in range(9):  # faster than Python answers, and beyond the end
        visit.page.keyboard.press("ArrowLeft")
    expect(words).to_contain_text("Best of 1: score ")
    expect(rivals).to_have_attribute("aria-valuetext", "1")
    expect(maker.locator("figcaption").first).to_have_text("best of 1: 1")
    after = picture.get_attribute("src"), maker.locator("audio").first.get_attribute("src")
    assert all(a != b for a, b in zip(before, after, strict=True))
    penalty = maker.get_by_role("slider", name="Penalty of the tuned network")
    penalty.focus()
    visit.page.keyboard.press("Home")
    expect(words).to_contain_text("Tuned, penalty 0: score ")
    expect(words).to_contain_text("People's: ")


def test_the_hit_maker_changes_by_mouse_and_plays_others(visit: Visit, maker: Locator) -> None:
    penalty = maker.get_by_role("slider", name="Penalty of the tuned network")
    box = box_of(penalty)
    penalty.click(position={"x": box["width"] - 2, "y": box["height"] / 2})
    expect(maker.get_by_role("status")).to_contain_text("Tuned, penalty 1: score ")
    sound = maker.locator("audio").last
    before = sound.get_attribute("src")
    maker.get_by_role("button", name="Draw another").click()
    expect(maker.locator("audio").last).not_to_have_attribute("src", before or "")
    loaded = "player => player.duration > 9"
    visit.page.wait_for_function(loaded, arg=maker.locator("audio").last.element_handle())


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("12.chances", WRONG, "exactly r?", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
