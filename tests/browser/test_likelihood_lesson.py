"""Lesson 04 as a learner plays it: both explorers by mouse and by keys, an exercise answered."""

import pytest
from lab_page import Visit, expect_loaded
from lab_server import Lab
from playwright.sync_api import Locator, expect

WRONG = 'check("04.one_note_more", lambda bits, left: bits.min(axis=1))'
RIGHT = 'check("04.one_note_more", lambda bits, left: np.min(bits + left, axis=1))'

LESSON = "04_likelihood.ipynb"

# What anywidget does where its module took longer than two seconds to load.
_TOO_LATE = """() => {
    const timeout = AbortSignal.timeout;
    const late = { addEventListener: (_, tell) => { window.tooLate = true; tell(); } };
    AbortSignal.timeout = given => given === 2000 ? late : timeout.call(AbortSignal, given);
    window.inTimeAgain = () => { AbortSignal.timeout = timeout; };
}"""

pytestmark = pytest.mark.browser


def explorer(visit: Visit, slider: str) -> Locator:
    """The explorer that has a slider of this name."""
    found = visit.page.locator(".meantone-instrument").filter(
        has=visit.page.get_by_role("slider", name=slider, exact=True)
    )
    found.scroll_into_view_if_needed()
    return found


def parts(shown: Locator) -> list[tuple[Locator, str]]:
    """Return the picture, its words, and the two sounds, each with the attribute that changes."""
    picture, sounds = shown.locator("img"), shown.locator("audio")
    return [(picture, "src"), (picture, "alt"), (sounds.first, "src"), (sounds.last, "src")]


def sees_and_hears(shown: Locator) -> list[str]:
    """Return what is seen and heard by now."""
    return [part.get_attribute(name) or "" for part, name in parts(shown)]


def expect_all_new(shown: Locator, before: list[str]) -> None:
    """Expect nothing to be as it was."""
    for (part, name), was in zip(parts(shown), before, strict=True):
        expect(part).not_to_have_attribute(name, was)


def test_the_coin_changes_by_keys(visit: Visit) -> None:
    coins = explorer(visit, "Flips")
    words = coins.get_by_role("status")
    expect(words).to_contain_text("10 flips, 60")
    before = sees_and_hears(coins)
    flips = coins.get_by_role("slider", name="Flips")
    expect(flips).to_have_attribute("aria-valuetext", "10")
    flips.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(words).to_contain_text("20 flips, 60")
    expect(flips).to_have_attribute("aria-valuetext", "20")
    expect_all_new(coins, before)
    chance = coins.get_by_role("slider", name="Chance of heads")
    chance.focus()
    for _ in range(20):  # faster than Python answers, and beyond the end
        visit.page.keyboard.press("ArrowLeft")
    expect(words).to_contain_text("20 flips, 50")
    expect(words).to_contain_text("all are alike")
    expect(chance).to_have_attribute("aria-valuetext", "0.5")


def test_tunes_grow_longer_by_keys_and_another_order_is_chosen(visit: Visit) -> None:
    tunes = explorer(visit, "Notes")
    words = tunes.get_by_role("status")
    expect(words).to_contain_text("8 notes: the most likely tune has")
    before = sees_and_hears(tunes)
    tunes.get_by_role("slider", name="Notes").focus()
    visit.page.keyboard.press("End")
    expect(words).to_contain_text("128 notes: the most likely tune has")
    expect(words).to_contain_text("No tune by people is that long")
    expect(tunes.locator("figcaption").last).to_have_text("most likely: 128 notes, 32 heard")
    expect_all_new(tunes, before)
    after = sees_and_hears(tunes)
    order = tunes.get_by_role("slider", name="Order")
    order.focus()
    order.press("Home")
    expect(order).to_have_attribute("aria-valuetext", "1")
    expect_all_new(tunes, after)


def test_another_draw_is_another_sound_and_the_most_likely_stays(visit: Visit) -> None:
    tunes = explorer(visit, "Notes")
    before = sees_and_hears(tunes)
    tunes.get_by_role("button", name="Draw another").click()
    expect(tunes.locator("audio").first).not_to_have_attribute("src", before[2])
    after = sees_and_hears(tunes)
    assert (before[:2], before[3]) == (after[:2], after[3])
    expect_loaded(tunes.locator("audio").first, 1)


def test_a_mode_that_is_played_counts_as_heard(visit: Visit) -> None:
    visit.play(visit.page.get_by_label("Sound of order 4, 64 notes").first, "04.modes")


def test_a_widget_that_was_slow_to_load_hears_python_all_the_same(visit: Visit) -> None:
    visit.page.evaluate(_TOO_LATE)
    visit.run("late = CoinExplorer()\nlate.value = [20, 0.6]\nlate")
    visit.page.wait_for_function("() => window.tooLate")
    visit.page.evaluate("() => window.inTimeAgain()")
    coins = visit.page.locator(".meantone-instrument:has-text('Chance of heads')").last
    words, flips = coins.get_by_role("status"), coins.get_by_role("slider", name="Flips")
    expect(words).to_contain_text("20 flips, 60")  # said before it could hear
    flips.press("Home")
    expect(words).to_contain_text("1 flip, 60")


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("04.one_note_more", WRONG, "What does it cost from there?", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
