"""The lab as a page: its style, folded code, the pages beside the lessons, the learner's tune."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from lab_page import Visit, box_of
from lab_server import Lab, running
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Browser, expect

from meantone.commands.lab import lay_out
from meantone.exercises import my_tune, passport, stamp
from meantone.teaching import student_edition, to_text

SLOW = 60_000
"""Milliseconds that a busy machine may take to draw."""

PAGES = ("warm_up.ipynb", "notes_on_one_page.ipynb", "glossary.ipynb")
TEXT = "la " * 60
MASTER = new_notebook(
    cells=[
        new_markdown_cell(f"# 98 · Can it sing?\n\n{TEXT}"),
        new_markdown_cell("## Build: a loop"),
        new_code_cell("print(1)\nprint(2)", metadata={"fold": "prints two numbers"}),
        new_markdown_cell("## Repair"),
        new_code_cell("from meantone.exercises import my_tune, tune_picker\n\ntune_picker()"),
        new_code_cell("my_tune()"),
    ]
)
STEP = """heading => {
    const mark = getComputedStyle(heading, "::before");
    return [parseInt(mark.height), getComputedStyle(heading).color];
}"""

CONTRAST = """headings => headings.map(heading => {
    const linear = part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    const light = color => {
        const [red, green, blue] = color.match(/[\\d.]+/g).map(part => linear(part / 255));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const groundOf = element => getComputedStyle(element).backgroundColor;
    let ground = heading;
    while (/, 0\\)$/.test(groundOf(ground))) ground = ground.parentElement;
    const both = [getComputedStyle(heading).color, groundOf(ground)].map(light);
    return (Math.max(...both) + 0.05) / (Math.min(...both) + 0.05);
})"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def lab(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A lab of its own: pages of other tests save their layout whenever they like."""
    with running(project, tmp_path_factory.mktemp("page")) as own:
        yield own


@pytest.fixture(scope="module")
def page(browser: Browser, lab: Lab) -> Iterator[Visit]:
    """A small lesson of all the parts, in the layout of a lab that was never used."""
    name = "98_page.ipynb"
    (lab.folder / name).write_text(to_text(student_edition(MASTER)), encoding="utf-8")
    config = lab.folder / ".lab" / "config"
    for layout in (config / "lab" / "workspaces").iterdir():
        layout.unlink()  # of an earlier test
    lay_out(config)
    visit = Visit(browser.new_page())
    visit.resize("1366x768")
    visit.open(lab.address(name).replace("?reset&", "?"))
    # The notebook is there before its cells are drawn, by seconds on a busy machine.
    expect(visit.page.locator(".jp-RenderedMarkdown h2")).to_have_count(2, timeout=SLOW)
    expect(visit.page.locator(".jp-InputPlaceholder").first).to_be_visible(timeout=SLOW)
    yield visit
    visit.leave()


def test_the_table_of_contents_is_open_and_has_the_steps(page: Visit) -> None:
    entries = page.page.locator(".jp-TableOfContents .jp-tocItem-content:visible")
    expect(entries).to_contain_text(["98 · Can it sing?", "Build: a loop", "Repair"], timeout=SLOW)


def test_a_line_has_about_seventy_characters(page: Visit) -> None:
    paragraph = page.page.locator(".jp-RenderedMarkdown p").first
    lines = box_of(paragraph)["height"] / (17 * 1.6)  # the size of type, and a line's height
    assert 60 <= len(TEXT) / round(lines) <= 90


def test_a_step_is_marked_in_its_color(page: Visit) -> None:
    headings = page.page.locator(".jp-RenderedMarkdown h2")
    for number in range(2):  # the style sheet may come after the headings
        mark = headings.nth(number).element_handle()
        page.page.wait_for_function(f"heading => ({STEP})(heading)[0] === 6", arg=mark)
    blue, red = (headings.nth(n).evaluate(STEP)[1] for n in range(2))
    assert blue != red


def test_folded_code_is_one_line_that_opens(page: Visit) -> None:
    line = page.page.locator(".jp-InputPlaceholder").first
    expect(line).to_contain_text("# Prints two numbers", timeout=SLOW)
    assert box_of(line)["height"] < 40
    expect(page.page.get_by_text("print(1)")).to_have_count(0)
    line.locator(".jp-Placeholder-content").click()
    expect(page.page.locator(".cm-line", has_text="print(1)")).to_be_visible()


def test_the_tune_is_picked_with_mouse_and_keys_and_kept(page: Visit, lab: Lab) -> None:
    page.run_all()
    beats = page.page.locator(".meantone-beat")
    say = page.page.locator(".meantone-instrument p[role=status]")
    expect(beats).to_have_count(16, timeout=SLOW)
    beats.nth(1).locator(".meantone-cell").nth(3).click()
    expect(say).to_have_text("Your tune: 1 5 3 5 6 5 3 - 4 3 2 5, 1 - - -")
    beats.nth(1).press("ArrowUp")
    expect(say).to_have_text("Your tune: 1 6 3 5 6 5 3 - 4 3 2 5, 1 - - -")
    beats.nth(1).press("ArrowRight")
    beats.nth(2).press("-")
    expect(say).to_have_text("Your tune: 1 6 - 5 6 5 3 - 4 3 2 5, 1 - - -")
    beats.nth(2).press("r")
    expect(say).to_have_text("Your tune: 1 6 rest 5 6 5 3 - 4 3 2 5, 1 - - -")
    assert page.barriers() == []
    page.run("print(my_tune().pitches[:4])")
    printed = page.page.locator(".jp-OutputArea-output", has_text="(60, 69, -1, 67)")
    expect(printed.last).to_be_visible()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_stands_out_from_its_ground(page: Visit, theme: str, album: tuple[Path, int]) -> None:
    page.change_theme(theme)
    headings = page.page.locator(".jp-RenderedMarkdown h2")
    expect(headings).not_to_have_count(0)
    contrast = headings.evaluate_all(CONTRAST)
    page.photograph(album[0], f"page-{theme[11:]}", album[1])
    page.change_theme("JupyterLab Light")
    assert min(contrast) >= 4.5


@pytest.mark.parametrize("name", PAGES)
def test_a_page_beside_the_lessons_runs_and_shows_all(
    page: Visit, lab: Lab, name: str, album: tuple[Path, int]
) -> None:
    page.turn_to(lab, name)
    page.run_all()
    failed = [error for error in page.errors() if "IndexError" not in error]  # one is on purpose
    assert failed == []
    assert page.too_wide() == []
    assert page.without_words() == []
    assert page.barriers() == []
    page.photograph(album[0], Path(name).stem, album[1])
    assert (page.outside, page.complaints) == ([], [])


def test_the_passport_plays_without_a_network(browser: Browser, tmp_path: Path) -> None:
    stuck = my_tune().excerpt(0, 2)
    stamp("08", my_tune(), 2.5, "People have 2.8.", failure=("Stuck on 1 and 2.", stuck))
    visit = Visit(browser.new_page())
    visit.page.context.set_offline(True)
    visit.page.goto(passport().write(tmp_path / "my_passport.html").as_uri())
    players = visit.page.locator("audio")
    expect(players.nth(2)).to_be_attached()
    for player in players.all():
        visit.page.wait_for_function("player => player.duration > 0.5", arg=player.element_handle())
    assert players.first.evaluate("player => player.play().then(() => true)")
    expect(visit.page.locator(".stamp .number").first).to_have_text("2.5")
    visit.page.context.set_offline(False)
    visit.page.screenshot(path=tmp_path / "passport.png")
    visit.page.close()
    assert (visit.outside, visit.complaints) == ([], [])
