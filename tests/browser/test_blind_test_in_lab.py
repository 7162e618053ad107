"""Lesson 00 as a learner takes it: the blind test by keys alone, left in the middle, finished."""

import re
from pathlib import Path

import pytest
from lab_page import READY, Visit, box_of
from lab_server import Lab
from needed_cells import sources_needed
from playwright.sync_api import Locator, expect

LESSONS = Path(__file__).resolve().parents[2] / "lessons"
LESSON = "00_start_here.ipynb"
HEARING = re.compile("Stop the tune|Play it again")
"""What the button says once a tune was started: the second, if the tune has ended by then."""
LEFT = 5
"""Answers after which the learner closes the page, and the kernel stops."""

_TO_THE_END = """() => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.length - 1;
}"""
_RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart()"

KEEP = "import os; os.environ['MEANTONE_PROGRESS'] = 'learner.sqlite'"
"""Labs under test forget with their kernel; this learner's answers are to stay."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def kept(visit: Visit) -> None:
    visit.page.evaluate(_TO_THE_END)  # other tests may have clicked elsewhere
    visit.run(f"{KEEP}\nblind = BlindTest(tunes, '00.blind')\nblind")


def blind_test(visit: Visit) -> Locator:
    found = visit.page.get_by_role("group", name="Blind test").last
    found.scroll_into_view_if_needed()
    return found


def expect_tune(test: Locator, place: int) -> None:
    expect(test.get_by_role("status").first).to_have_text(f"Tune {place} of 12")


def press(visit: Visit, *keys: str) -> None:
    for key in keys:
        visit.page.keyboard.press(key)


def answer_by_keys(visit: Visit, test: Locator, place: int) -> None:
    """Play the tune and answer, from the button that has the focus: no mouse."""
    expect_tune(test, place)
    play = test.get_by_role("button", name=f"Play tune {place}")
    expect(play).to_be_focused()
    press(visit, "Enter")
    expect(test.get_by_role("button", name=HEARING)).to_be_focused()
    expect(test.get_by_role("button", name="Keep this answer")).to_be_enabled()
    press(visit, "Tab", "Space", *["ArrowRight"] * (place % 7))  # how much do you like it
    press(visit, "Tab", "Space", *["ArrowRight"] * (place % 2))  # a person or a machine
    press(visit, "Tab", "Space", *["ArrowRight"] * (place % 3))  # how sure
    press(visit, "Tab", "Tab", "Enter")  # past what was known before


def test_nothing_can_be_answered_before_it_sounds(visit: Visit) -> None:
    test = blind_test(visit)
    expect_tune(test, 1)
    expect(test.get_by_role("button", name="Keep this answer")).to_be_disabled()
    expect(test.get_by_role("radio", name="a person")).to_be_disabled()
    expect(test.get_by_role("radio")).to_have_count(7 + 2 + 3)


def test_an_answer_that_lacks_something_is_not_kept(visit: Visit) -> None:
    test = blind_test(visit)
    test.get_by_role("button", name="Play tune 1").click()
    test.get_by_role("radio", name="a machine").check()
    test.get_by_role("button", name="Keep this answer").click()
    expect(test.get_by_role("status").last).to_have_text(
        "Still missing: how much you like it, how sure you are."
    )
    expect_tune(test, 1)


def test_the_keyboard_is_enough_and_a_closed_page_loses_nothing(visit: Visit, lab: Lab) -> None:
    test = blind_test(visit)
    test.get_by_role("button", name=HEARING).focus()
    press(visit, "Enter", "Enter")
    expect(test.get_by_role("button", name=HEARING)).to_be_focused()
    press(visit, "Tab", "Space", "Tab", "Tab", "Space", "Tab", "Tab", "Enter")
    for place in range(2, LEFT + 1):
        answer_by_keys(visit, test, place)
    expect_tune(test, LEFT + 1)
    visit.run("blind.results")
    outputs = visit.page.locator(".jp-OutputArea-output")
    expect(outputs.filter(has_text=f"{LEFT} of 12 tunes answered").last).to_be_visible()

    visit.page.evaluate(_RESTART)
    visit.open(lab.address(LESSON))
    visit.run(KEEP)  # below the title
    visit.run_cells(sources_needed(LESSONS / LESSON, Path(__file__).read_text(encoding="utf-8")))
    test = blind_test(visit)
    expect_tune(test, LEFT + 1)
    test.get_by_role("button", name=f"Play tune {LEFT + 1}").focus()
    for place in range(LEFT + 1, 13):
        answer_by_keys(visit, test, place)
    expect(test.get_by_role("status").first).to_have_text("The blind test is over")
    expect(test.get_by_role("status").last).to_contain_text("All 12 tunes answered: your baseline.")
    expect(test.get_by_role("button", name="Take the test again")).to_be_focused()


def test_the_results_show_and_sound(visit: Visit) -> None:
    visit.run("blind.results")
    outputs = visit.page.locator(".jp-OutputArea-output")
    shown = outputs.filter(has_text="your baseline, 12 of 12 tunes").last
    expect(shown).to_be_visible()
    players = shown.locator("audio")
    expect(players).to_have_count(12)
    assert box_of(players.first)["width"] > 200  # narrower ones have no triangle to press
    expect(shown.get_by_role("img", name=re.compile("taken for a person"))).to_be_visible()
    for name in ("a person", "drawn, T = 1", "drawn, T = 0.5", "most probable"):
        expect(shown.get_by_role("rowheader", name=name, exact=True)).to_have_count(1)
    assert visit.too_wide() == []


def test_it_stays_over_when_the_cell_runs_again(visit: Visit) -> None:
    visit.run("BlindTest(tunes, '00.blind')")
    again = visit.page.get_by_role("group", name="Blind test").last
    expect(again.get_by_role("status").first).to_have_text("The blind test is over")
    again.get_by_role("button", name="Take the test again").click()
    expect(again.get_by_role("status").first).to_have_text("Tune 1 of 12, attempt 2")
    stop = again.get_by_role("button", name="Stop here")
    stop.click()
    sure = again.get_by_role("button", name="Really stop, with 12 tunes to go")
    expect(again.get_by_role("status").last).to_contain_text("cannot be gone on with")
    sure.click()
    expect(again.get_by_role("status").first).to_have_text("The blind test is over, attempt 2")


def test_nothing_keeps_a_reader_out_and_nothing_left_this_machine(visit: Visit, lab: Lab) -> None:
    visit.expect_open_to_all(lab)


def test_a_kernel_that_is_gone_is_told(visit: Visit) -> None:
    """The page waits ten seconds for Python before it says so."""
    visit.run("BlindTest(tunes, '00.other')")
    test = visit.page.get_by_role("group", name="Blind test").last
    expect_tune(test, 1)
    visit.page.evaluate(_RESTART)
    visit.page.wait_for_timeout(1000)
    test.get_by_role("button", name="Play tune 1").click()
    expect(test.get_by_role("status").last).to_contain_text("Run this cell again", timeout=READY)
