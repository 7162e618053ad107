"""What `course.py teach` opens in the real lab: notes, solutions, gaps that can be filled in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import Visit
from lab_server import Lab, running
from playwright.sync_api import Browser, expect

CELLS = "window.jupyterapp.shell.currentWidget.content.widgets"
SAID = f"""index => {CELLS}[index].model.sharedModel.outputs
    .map(output => output.text ?? output.data?.["text/plain"] ?? output.ename).join("")"""
FIND = f"words => {CELLS}.findIndex(cell => cell.model.sharedModel.source.includes(words))"
COUNTS = f"""() => {CELLS}.filter(cell => cell.model.type === "code").slice(0, 4)
    .map(cell => cell.model.executionCount)"""
ACTIVATE = """index => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
}"""
COLLAPSED = f"index => {CELLS}[index].inputHidden"

pytestmark = pytest.mark.browser


def command(visit: Visit, name: str) -> None:
    visit.page.evaluate("name => window.jupyterapp.commands.execute(name)", name)


def run_to(visit: Visit, index: int) -> None:
    """Run all cells above one, then that one."""
    visit.page.evaluate(ACTIVATE, index)
    command(visit, "notebook:run-all-above")
    visit.page.evaluate(ACTIVATE, index)
    command(visit, "notebook:run-cell")


def photograph(visit: Visit, album: tuple[Path, int], name: str) -> None:
    visit.page.wait_for_timeout(500)  # for the last output to be drawn
    visit.page.screenshot(path=album[0] / f"teach-{name}.png")


@pytest.fixture(scope="module")
def teacher(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(project, tmp_path_factory.mktemp("teach"), "teach", "2") as lab:
        yield lab


@pytest.fixture(scope="module")
def in_class(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    with running(project, tmp_path_factory.mktemp("live"), "teach", "2", "--live") as lab:
        yield lab


@pytest.fixture(scope="module")
def live(browser: Browser, in_class: Lab) -> Iterator[Visit]:
    """The live edition, opened in class."""
    visit = Visit(browser.new_page())
    visit.resize("1366x768")
    visit.open(in_class.address("live 02.ipynb"))
    yield visit
    visit.leave()


def test_the_instructors_edition_opens_run_with_its_notes_on_top_and_runs(
    browser: Browser, teacher: Lab, album: tuple[Path, int]
) -> None:
    visit = Visit(browser.new_page())
    visit.resize("1920x1080")
    visit.open(teacher.address("instructor 02.ipynb"))
    expect(visit.page.get_by_role("heading", name="Notes: 02")).to_be_visible()
    expect(visit.page.get_by_role("columnheader", name="minutes")).to_be_visible()
    stored = visit.page.evaluate(SAID, visit.page.evaluate(FIND, "follows = defaultdict"))
    assert "after 5: {" in stored
    assert visit.page.evaluate(FIND, "### BEGIN SOLUTION") > 0
    photograph(visit, album, "instructor")
    solution = visit.page.evaluate(FIND, "### BEGIN SOLUTION")
    assert "02.draw: done" in visit.page.evaluate(SAID, solution)
    run_to(visit, solution)
    counts = visit.page.evaluate(COUNTS)
    assert counts == [*range(1, len(counts) + 1)]
    assert len(counts) > 2
    assert visit.errors() == []
    assert "02.draw: done" in visit.page.evaluate(SAID, solution)
    visit.page.locator(".jp-Cell:has-text('def draw')").first.scroll_into_view_if_needed()
    photograph(visit, album, "solution")
    visit.leave()
    assert (visit.outside, visit.complaints) == ([], [])
    assert teacher.attempts.read_text(encoding="utf-8") == ""


def test_a_gap_left_open_fails_and_the_next_cell_fills_it_in(
    live: Visit, album: tuple[Path, int]
) -> None:
    gap = live.page.evaluate(FIND, "# TYPE: ")
    live.page.wait_for_function(COLLAPSED, arg=gap + 1)
    assert not live.page.evaluate(COLLAPSED, gap)
    run_to(live, gap)
    assert "Error" in live.page.evaluate(SAID, gap)
    photograph(live, album, "gap")
    live.page.keyboard.press("Escape")
    live.page.evaluate(ACTIVATE, gap + 1)
    command(live, "notebook:run-cell")
    assert "Counter({" in live.page.evaluate(SAID, gap + 1)
    photograph(live, album, "filled-in")
    exercise = live.page.evaluate(FIND, "# your code here")
    live.page.wait_for_function(COLLAPSED, arg=exercise + 1)
    assert (live.outside, live.complaints) == ([], [])


def test_the_lab_has_no_parts_of_tools_that_come_with_the_course(live: Visit) -> None:
    plugins = live.page.evaluate("() => window.jupyterapp.listPlugins()")
    assert any("anywidget" in name for name in plugins)
    assert [name for name in plugins if "jupytext" in name or "nbdime" in name] == []
