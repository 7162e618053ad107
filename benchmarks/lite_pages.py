"""`course.py bench lite --chromium`: the lessons of the browser edition in Chromium, as learners.

Each is opened in a browser of its own, and all of its cells are run, as by the lab's menu.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HELPERS = ("tests", "tests/browser", "tests/website", "site")
"""Where the tests' own visitor, host and browser are."""

PATIENCE = 1_800_000
"""Milliseconds."""

_OUTPUTS = """() => window.jupyterapp.shell.currentWidget.content.widgets.map(cell =>
    (cell.model.sharedModel.outputs ?? []).map(output => ({
        error: output.output_type === "error" ? `${output.ename}: ${output.evalue}` : "",
        markdown: [output.data?.["text/markdown"] ?? ""].flat().join("")})))"""
_RUN_ALL = "() => window.jupyterapp.commands.execute('notebook:run-all-cells')"
_PLAYERS = """() => {
    const held = new Map();
    const note = page => page.querySelectorAll("audio[src]").forEach(
        player => held.set(player.getAttribute("src")));
    for (const cell of window.jupyterapp.shell.currentWidget.content.widgets)
        for (const output of cell.model.sharedModel.outputs ?? []) {
            const html = [output.data?.["text/html"] ?? ""].flat().join("");
            note(new DOMParser().parseFromString(html, "text/html"));
        }
    note(document);
    return Promise.all([...held.keys()].map(source => new Promise(done => {
        const player = new Audio(source);
        player.onloadedmetadata = () => done(player.duration > 0);
        player.onerror = () => done(false);
    })));
}"""
_PICTURES = """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(cell =>
    (cell.model.sharedModel.outputs ?? []).flatMap(output => {
        const data = output.data ?? {};
        const html = [data["text/html"] ?? ""].flat().join("");
        const drawn = html.match(/<(img|svg|canvas)[ >]/g) ?? [];
        return Object.keys(data).some(kind => kind.includes("vegalite")) ? [...drawn, ""] : drawn;
    })).length"""

_CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.filter(cell =>
    cell.model.type === "code" && cell.model.sharedModel.source.trim()).length"""


@dataclass(frozen=True)
class Visited:
    """How a lesson went.

    Parameters
    ----------
    lesson : str
    cells, ran, instead : int
        Code cells; those that ran; those that say that they cannot run in a browser.
    failed : tuple of str
        What the others say.
    sounds, heard : int
        Different sounds of the page; those of which the browser finds a length.
    pictures : int
        Scores, rolls and charts of the outputs.
    complaints : tuple of str
        What the browser's console says.
    seconds : tuple of float
        Until the kernel rests, and of all cells.
    """

    lesson: str
    cells: int
    ran: int
    instead: int
    failed: tuple[str, ...]
    sounds: int
    heard: int
    pictures: int
    complaints: tuple[str, ...]
    seconds: tuple[float, float]

    def row(self) -> str:
        """Return a row of the page's table."""
        opened, run = self.seconds
        return (
            f"| {self.lesson} | {self.ran} of {self.cells} | {self.instead} | {len(self.failed)} | "
            f"{self.heard} of {self.sounds} | {self.pictures} | {len(self.complaints)} | "
            f"{opened:.0f} | {run:.0f} |"
        )


@contextmanager
def visits(pictures: Path | None) -> Iterator[Callable[[str], Visited]]:
    """Build the edition, start a host and a browser; yield a function that visits a lesson.

    Parameters
    ----------
    pictures : Path, optional
        A folder for pictures of each lesson from its top to its end.
    """
    sys.path[:0] = [str(ROOT / folder) for folder in HELPERS]
    from browsers import FLAGS
    from playwright.sync_api import sync_playwright
    from static_host import hosting
    from website import lite
    from website.pyodide import checked_wheels

    from meantone.commands.chromium import ADVICE, find_chromium

    if not (path := find_chromium()):
        raise SystemExit(f"There is no Chromium. {ADVICE}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        lite.make(Path(folder), checked_wheels())
        with hosting(Path(folder)) as host:

            def visit(lesson: str) -> Visited:
                browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
                try:
                    return visited(browser, host.address, lesson, pictures)
                finally:
                    browser.close()

            yield visit


def visited(browser: Any, address: str, lesson: str, pictures: Path | None) -> Visited:
    """Open a lesson, run its cells, and note what the page shows.

    Parameters
    ----------
    browser : Browser
        Playwright's.
    address : str
        Of the host.
    lesson : str
        Its number.
    pictures : Path, optional
        As for `visits`.
    """
    from lab_page import Visit
    from website import editions

    name = editions.lessons()[lesson].name
    visit = Visit(browser.new_page(viewport={"width": 1366, "height": 768}))
    visit.page.set_default_timeout(PATIENCE)
    begun = time.monotonic()
    visit.page.goto(f"{address}/lite/lab/index.html?path={name}")
    visit.expect_open(name, PATIENCE)
    opened = time.monotonic()
    visit.page.evaluate(_RUN_ALL)
    done = time.monotonic()
    outputs = visit.page.evaluate(_OUTPUTS)
    if pictures:
        visit.photograph(pictures, lesson, most=80)
    errors = [output["error"] for cell in outputs for output in cell if output["error"]]
    sounds, not_run = visit.page.evaluate(_PLAYERS), len(visit.cells_not_run())
    cells = visit.page.evaluate(_CELLS)
    instead = sum(any("Not in the browser" in o["markdown"] for o in cell) for cell in outputs)
    return Visited(
        lesson,
        cells,
        cells - not_run - len(errors) - instead,
        instead,
        (*errors, *["it did not run, because one before failed"] * not_run),
        len(sounds),
        sum(sounds),
        visit.page.evaluate(_PICTURES),
        tuple(visit.complaints),
        (opened - begun, done - opened),
    )


def section(found: Sequence[Visited]) -> str:
    """Return the part of the page of results that is about Chromium."""
    rows = "\n".join(one.row() for one in found)
    said = [
        f"- {one.lesson}: {words[:200]}"
        for one in found
        for words in dict.fromkeys((*one.failed, *one.complaints))
    ]
    return f"""## In Chromium

Made by `python course.py bench lite --chromium`: each lesson as a learner gets it, opened in a
browser of its own, all cells run by the lab's menu; exercises are not solved. A cell that cannot
run in a browser, or goes on from one, says so in a sentence and shows the stored result.

| lesson | cells run | say that they cannot | fail | sounds with a length | pictures | \
complaints | s, until the kernel rests | s, all cells |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}

What fails and what the console says:

{chr(10).join(said) or "- nothing"}
"""
