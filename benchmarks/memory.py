"""`course.py bench memory [NN ...]`: what the kernel of each lesson holds, and where it peaks.

A class on one server needs as many times this as it has learners.
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from benchmarks.machine import publish
from meantone.teaching import run

LESSONS = Path(__file__).resolve().parents[1] / "lessons"
AFTER, PEAK = 700, 1000
"""MiB that a lesson may hold after Run All, and at its highest."""

BEFORE = """
def _memory(*_):
    with open("/proc/self/status") as file:
        found = dict(line.split(":", 1) for line in file)
    return [int(found[name].split()[0]) >> 10 for name in ("VmRSS", "VmHWM")]
_memories = []
get_ipython().events.register("post_run_cell", lambda _: _memories.append(_memory()))
"""
AT_THE_END = 'import json as _json\nprint("memories", _json.dumps(_memories))'


@dataclass(frozen=True)
class Held:
    """The memory of a lesson's kernel, in MiB.

    Parameters
    ----------
    lesson : str
    after : int
        When all cells have run.
    peak : int
        The most at any time.
    cell : str
        The first line of the cell that raised the peak most.
    """

    lesson: str
    after: int
    peak: int
    cell: str

    def row(self) -> str:
        """Return a row of the page's table."""
        reached = "reached" if self.after <= AFTER and self.peak <= PEAK else "missed"
        return f"| {self.lesson} | {self.after} | {self.peak} | `{self.cell}` | {reached} |"


def probed(lesson: NotebookNode) -> NotebookNode:
    """Return a lesson that writes down its kernel's memory after each cell, and prints it."""
    result = copy.deepcopy(lesson)
    first, last = (new_code_cell(code) for code in (BEFORE, AT_THE_END))  # type: ignore[no-untyped-call]
    result.cells = [first, *result.cells, last]
    return result


def held(name: str, done: NotebookNode) -> Held:
    """Read what a probed lesson printed.

    Parameters
    ----------
    name : str
    done : NotebookNode
        It has run.
    """
    cells = [cell for cell in done.cells[1:-1] if cell.cell_type == "code"]
    text = done.cells[-1].outputs[0].text
    pairs = json.loads(text.removeprefix("memories "))[-len(cells) :]
    peaks = [peak for _, peak in pairs]
    rises = [later - before for before, later in zip([0, *peaks], peaks, strict=False)]
    rises[0] = 0  # the first cell's is mostly the kernel's own
    worst = cells[rises.index(max(rises))].source.strip().splitlines()[0]
    return Held(name, pairs[-1][0], peaks[-1], worst[:60])


def measure(names: Sequence[str]) -> list[Held]:
    """Run lessons one after another, each in a kernel of its own."""
    found = []
    for path in sorted(LESSONS.glob("[0-9][0-9]_*.ipynb")):
        if not names or path.stem[:2] in names:
            lesson = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
            done = run(probed(lesson), LESSONS)
            found.append(held(path.stem, done))
            print(found[-1].row(), flush=True)
    return found


def page(found: Sequence[Held]) -> str:
    """Return the page of results."""
    rows = "\n".join(one.row() for one in found)
    most = max(one.after for one in found)
    return f"""# The memory of each lesson

Made by `python course.py bench memory` (Linux). Each lesson is run from its first cell to its
last in a kernel of its own. MiB of resident memory: when all has run, and at the highest. The
budget is {AFTER} after and {PEAK} at the highest. Libraries count in full, though learners on one
server share their pages: a class needs at most {most} MiB for each learner.

| lesson | after | highest | raised most by | |
| --- | ---: | ---: | --- | --- |
{rows}
"""


def main(arguments: list[str]) -> int:
    """Run the lessons named, or all, and publish what they held.

    Parameters
    ----------
    arguments : list of str
        Numbers of lessons; with any, nothing is written.
    """
    parser = argparse.ArgumentParser(prog="course.py bench memory", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="NN", help="lessons; none: all, as a page")
    names = parser.parse_args(arguments).lessons
    found = measure(names)
    if not names:
        publish("memory", page(found), ["meantone", "torch", "numpy", "ipykernel"])
    return 0
