"""Lesson 02 as a learner plays it: each instrument by mouse and by keys, an exercise answered."""

import re

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Locator, expect

COUNT_TONES = """() => {
    const start = OscillatorNode.prototype.start;
    window.tones = 0;
    OscillatorNode.prototype.start = function (...when) {
        window.tones += 1;
        return start.apply(this, when);
    };
}"""
PRESS = """(matrix, names) => names.forEach(
    name => matrix.querySelector(`button[aria-label^="${name}: "]`).click())"""
RIGHT = (
    'def framed(tune, size):\n    return [size] + list(tune) + [size]\n\ncheck("02.framed", framed)'
)
WRONG = 'check("02.framed", lambda tune, size: list(tune) + [size])'

LESSON = "02_markov_chains.ipynb"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def tones(visit: Visit) -> None:
    """Have the page count the tones that it plays."""
    visit.page.evaluate(COUNT_TONES)


@pytest.fixture
def matrix(visit: Visit) -> Locator:
    """The explorer, before the first step."""
    matrix = visit.page.locator(".meantone-matrix")
    matrix.scroll_into_view_if_needed()
    again = matrix.get_by_role("button", name="Start again")
    if again.is_enabled():
        again.click()
    expect(matrix.get_by_role("status")).to_contain_text("has not begun")
    visit.page.evaluate("() => { window.tones = 0; }")
    return matrix


def test_a_click_takes_a_step_that_sounds(visit: Visit, matrix: Locator) -> None:
    matrix.get_by_label("from start to 5: ").click()
    expect(matrix.get_by_role("status")).to_contain_text("after the beginning came 5")
    matrix.get_by_label("from 5 to 3: ").click()
    expect(matrix.get_by_role("status")).to_contain_text("Step 2: after 5 came 3")
    assert visit.page.evaluate("() => window.tones") == 2
    matrix.get_by_role("button", name="Back").click()
    expect(matrix.get_by_role("status")).to_contain_text("Step 1")


def test_a_row_where_the_walk_is_not_cannot_be_played(matrix: Locator) -> None:
    matrix.get_by_label("from 3 to 2: ").click(force=True)  # it says that it is disabled
    matrix.get_by_label("from start to 5: ").click()
    expect(matrix.get_by_role("status")).to_contain_text("Step 1: after the beginning came 5")


def test_who_is_quicker_than_the_answer_goes_on_where_the_walk_is(matrix: Locator) -> None:
    matrix.evaluate(PRESS, ["from start to 5", "from start to 5", "from 5 to 3"])
    expect(matrix.get_by_role("status")).to_contain_text("Step 2: after 5 came 3")


def test_the_keyboard_is_enough(visit: Visit, matrix: Locator) -> None:
    matrix.get_by_role("button", name="Chance: next note").press("Enter")
    expect(matrix.get_by_role("status")).to_contain_text("Step 1")
    here = matrix.locator("td button[tabindex='0']")
    here.focus()
    before = here.get_attribute("aria-label") or ""
    visit.page.keyboard.press("ArrowLeft")
    expect(here).not_to_have_attribute("aria-label", before)
    visit.page.keyboard.press("Enter")
    expect(matrix.get_by_role("status")).to_contain_text("Step 2")
    assert visit.page.evaluate("() => window.tones") == 2


def instrument(visit: Visit, label: str) -> Locator:
    """The instrument whose control has this label."""
    found = visit.page.locator(".meantone-instrument").filter(
        has=visit.page.get_by_label(label, exact=True)
    )
    found.scroll_into_view_if_needed()
    return found


def sees_and_hears(shown: Locator) -> tuple[str | None, str | None, str | None]:
    """Return the picture, its words, and the sound."""
    picture, sound = shown.locator("img"), shown.locator("audio")
    return (
        picture.get_attribute("src"),
        picture.get_attribute("alt"),
        sound.get_attribute("src"),
    )


def test_another_corpus_is_chosen_by_keys(visit: Visit) -> None:
    switch = instrument(visit, "Learn from")
    words = switch.get_by_role("status")
    expect(words).to_contain_text("kinder: 170 tunes")
    before = sees_and_hears(switch)
    names = switch.get_by_label("Learn from")
    names.focus()
    names.press("s")  # a list goes to what begins with the letter
    expect(words).to_contain_text("starter: 32 tunes")
    expect(names).to_have_value("starter")
    expect(switch.locator("figcaption")).to_contain_text("taught by starter")
    after = sees_and_hears(switch)
    assert all(old != new for old, new in zip(before, after, strict=True))
    switch.get_by_role("button", name="Another tune").press("Enter")
    expect(switch.locator("audio")).not_to_have_attribute("src", after[2] or "")
    assert sees_and_hears(switch)[:2] == after[:2]  # the same machine
    names.press("k")
    expect(words).to_contain_text("kinder: 170 tunes")


def test_the_slider_moves_by_keys_and_sound_and_picture_follow(visit: Visit) -> None:
    shown = instrument(visit, "Temperature")
    slider = shown.get_by_role("slider", name="Temperature")
    expect(slider).to_have_value("0.3")
    before = sees_and_hears(shown)
    slider.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(shown.locator("figcaption")).to_contain_text("temperature 0.4")
    expect(shown.get_by_role("status")).to_contain_text("At temperature 0.4")
    after = sees_and_hears(shown)
    assert all(old != new for old, new in zip(before, after, strict=True))
    for _ in range(40):  # faster than Python answers, and beyond the end
        visit.page.keyboard.press("ArrowRight")
    expect(shown.get_by_role("status")).to_contain_text("At temperature 3 ")
    expect(slider).to_have_value("3")
    loaded = "player => player.duration > 1"
    visit.page.wait_for_function(loaded, arg=shown.locator("audio").element_handle())


def test_what_is_played_counts_as_heard(visit: Visit) -> None:
    shown = instrument(visit, "Temperature")
    visit.play(shown.locator("audio"), "02.temperature")


def test_a_sketched_curve_is_drawn_beside_the_measured_one(visit: Visit) -> None:
    asked = visit.page.get_by_role("group", name=re.compile("at each temperature"))
    asked.scroll_into_view_if_needed()
    height = asked.get_by_label("bits per note at temperature 0.6")
    height.focus()
    height.press("ArrowUp")
    expect(height).to_have_value("2.6")
    asked.get_by_role("button", name="Record").click()
    expect(asked.get_by_role("status")).to_contain_text("2.6 at 0.6")
    visit.run('reveal("02.bits", measured, axes=("temperature", "bits per note"))')
    words = re.compile("Curve of bits per note by temperature: predicted 2.5 at 0.3, 2.6 at 0.6")
    expect(visit.page.get_by_alt_text(words)).to_be_visible()


def test_two_questions_have_each_their_answer(visit: Visit) -> None:
    ask = "predict('02.{0}', 'Which {0}?', choices=['up', 'down'])"
    visit.run(f"display({ask.format('one')}, {ask.format('two')})")
    one = visit.page.get_by_role("group", name="Which one?")
    two = visit.page.get_by_role("group", name="Which two?")
    one.get_by_label("up").check()
    two.get_by_label("down").check()
    expect(one.get_by_label("up")).to_be_checked()
    expect(two.get_by_label("down")).to_be_checked()


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    visit.expect_judged("02.framed", WRONG, "How will the machine know how a tune begins?", RIGHT)


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)
