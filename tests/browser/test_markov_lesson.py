"""Lesson 02 as a learner plays it: the matrix by mouse and by keys, and an exercise answered."""

from collections.abc import Iterator

import pytest
from lab_page import Visit
from lab_server import Lab
from playwright.sync_api import Browser, Locator, expect

COUNT_TONES = """() => {
    const start = OscillatorNode.prototype.start;
    window.tones = 0;
    OscillatorNode.prototype.start = function (...when) {
        window.tones += 1;
        return start.apply(this, when);
    };
}"""
RIGHT = (
    'def framed(tune, size):\n    return [size] + list(tune) + [size]\n\ncheck("02.framed", framed)'
)
WRONG = 'check("02.framed", lambda tune, size: list(tune) + [size])'

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def visit(browser: Browser, lab: Lab) -> Iterator[Visit]:
    visit = Visit(browser.new_page())
    visit.resize("1366x768")
    visit.open(lab.address("02_markov_chains.ipynb"))
    visit.run_all()
    visit.page.evaluate(COUNT_TONES)
    yield visit
    visit.leave()


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
    expect(matrix.get_by_role("status")).to_contain_text("has not begun")


def test_the_keyboard_is_enough(visit: Visit, matrix: Locator) -> None:
    matrix.get_by_role("button", name="Chance: next note").press("Enter")
    expect(matrix.get_by_role("status")).to_contain_text("Step 1")
    here = matrix.locator("td button[tabindex='0']")
    here.focus()
    before = here.get_attribute("aria-label")
    visit.page.keyboard.press("ArrowLeft")
    assert here.get_attribute("aria-label") != before
    visit.page.keyboard.press("Enter")
    expect(matrix.get_by_role("status")).to_contain_text("Step 2")
    assert visit.page.evaluate("() => window.tones") == 2


def test_an_answer_typed_in_is_judged(visit: Visit) -> None:
    # The lesson's own cell may have been scrolled out of the page, so a new one is used.
    def run(source: str) -> None:
        page = visit.page
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:insert-cell-below')")
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:enter-edit-mode')")
        page.keyboard.insert_text(source)
        page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")

    boxes = visit.page.locator(".jp-OutputArea-output")
    run(WRONG)
    expect(boxes.filter(has_text="02.framed: not right yet").first).to_contain_text(
        "How will the machine know how a tune begins?"
    )
    run(RIGHT)
    expect(boxes.filter(has_text="02.framed: done").first).to_be_visible()
