"""A learner at work: reads a lesson from its top, predicts, listens, solves; all in the real lab.

What a learner types is the instructor's solution; everything else is done as a page is used: a
choice is clicked, a number typed, a button pressed, a player started.
"""

import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lab_page import LESSON_SECONDS, PLAY, Visit
from playwright.sync_api import Locator, expect

from meantone.teaching import Lesson, read_master
from meantone.teaching.publishing.editions import for_reader, solved, stub, without_cues

MASTERS = Path(__file__).resolve().parents[2] / "instructor_notes" / "masters"

PREDICT = re.compile(r"^predict\(\s*\"([\w.]+)\"", re.MULTILINE)
HEAR = re.compile(r"^hear\(\s*\"([\w.]+)\"", re.MULTILINE)

PATIENCE = 240
"""Seconds until what was done on a page must be on record: a kernel answers when it has time."""

_CODE_CELLS = """() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(
    (cell, place) => cell.model.type === "code" && cell.model.sharedModel.source.trim()
        ? [[place, cell.model.sharedModel.source]] : [])"""
_READ = """async ([place, source]) => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    notebook.activeCellIndex = place;
    if (source !== null) notebook.activeCell.model.sharedModel.setSource(source);
    document.querySelectorAll("[data-read]").forEach(cell => cell.removeAttribute("data-read"));
    await notebook.scrollToItem(place, "start");
    notebook.activeCell.node.setAttribute("data-read", "");
}"""
_RUN = """seconds => Promise.race([
    window.jupyterapp.commands.execute("notebook:run-cell"),
    new Promise((_, fail) => setTimeout(() => fail(new Error("the cell hangs")), 1000 * seconds)),
])"""
_FAILED = """() => {
    const cell = window.jupyterapp.shell.currentWidget.content.activeCell;
    return (cell.model.sharedModel.outputs ?? [])
        .filter(output => output.output_type === "error")
        .map(output => `${output.ename}: ${output.evalue}`);
}"""

Key = tuple[str, str]


def solutions(name: str) -> dict[str, str]:
    """Return what is typed into the cells of a lesson that ask for an answer, by their stubs."""
    cells = without_cues(for_reader(read_master(MASTERS / f"{name}.py"), "student")).cells
    found = {stub(cell.source): solved(cell.source) for cell in cells if cell.cell_type == "code"}
    return {asked: answer for asked, answer in found.items() if asked != answer}


def asked_for(lesson: Lesson) -> set[Key]:
    """Return all that a lesson wants on record."""
    wanted = {"done": lesson.exercises, "predicted": lesson.predictions, "heard": lesson.sounds}
    named = {(kind, f"{lesson.number}.{name}") for kind, names in wanted.items() for name in names}
    return named | {("stamped", lesson.number)}


@dataclass
class Learner:
    """Somebody who works through lessons, and whose progress lies in a file of their own."""

    visit: Visit
    progress: Path

    def records(self) -> set[Key]:
        """Return what is on record by now."""
        if not self.progress.exists():
            return set()
        with closing(sqlite3.connect(f"file:{self.progress}?mode=ro", uri=True)) as file:
            return {(str(kind), str(name)) for kind, name in file.execute(
                "SELECT kind, name FROM records")}  # fmt: skip

    def work_through(self, name: str) -> None:
        """Work through the lesson that is open, cell by cell."""
        answers = solutions(name)
        for place, source in self.visit.page.evaluate(_CODE_CELLS):
            self.work(place, source, answers.get(source))
        self.visit.ran_to_its_end = True

    def work(self, place: int, source: str, answer: str | None) -> None:
        """Read a cell, type its answer, run it, and do what it asks for."""
        self.visit.page.evaluate(_READ, [place, answer])
        self.visit.page.evaluate(_RUN, LESSON_SECONDS)
        failed = self.visit.page.evaluate(_FAILED)
        assert not failed, f"cell {place + 1}: {failed}\n{answer or source}"
        cell = self.visit.page.locator("[data-read]")
        for name in PREDICT.findall(source):
            self.predict(cell, name)
        for name in HEAR.findall(source):
            self.listen(cell, name)

    def predict(self, cell: Locator, name: str) -> None:
        """Answer a question: the first choice, or the numbers halfway; and record it."""
        question = cell.locator(".meantone-prediction").first
        expect(question).to_be_visible(timeout=1000 * PATIENCE)
        choices, numbers = question.get_by_role("radio"), question.get_by_role("spinbutton")
        if choices.count():
            choices.first.check()
        for number in numbers.all():
            low, high = (float(number.get_attribute(end) or 0) for end in ("min", "max"))
            number.fill(f"{(low + high) / 2:g}")
        cell.get_by_role("button", name="Record").first.click()
        self.expect_on_record("predicted", name)

    def listen(self, cell: Locator, name: str) -> None:
        """Start the first player of a cell, without a sound; the explorer has a button instead."""
        player, explorer = cell.locator("audio").first, cell.locator(".meantone-explorer")
        expect(player.or_(explorer).first).to_be_attached(timeout=1000 * PATIENCE)
        if explorer.count():
            explorer.get_by_role("button", name=re.compile("Hear")).first.click()
            self.expect_on_record("heard", name)
            explorer.get_by_role("button", name=re.compile("Stop")).click()
            return
        self.until(lambda: player.evaluate("player => player.readyState > 1"), f"{name} to load")
        player.evaluate(PLAY)
        self.expect_on_record("heard", name)

    def expect_on_record(self, kind: str, name: str) -> None:
        """Wait until something is in the file."""
        self.until(lambda: (kind, name) in self.records(), f"{name} to be {kind}")

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Wait until something holds, as long as a very busy machine may need."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"waited {PATIENCE} s for {what}"
            self.visit.page.wait_for_timeout(100)  # meanwhile the page goes on
