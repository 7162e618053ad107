"""`course.py bench lite`: what runs in the browser edition, under Node beside this Python.

With `--chromium` in a browser instead: see `benchmarks.lite_pages`.

Each lesson of the edition is run cell by cell, and its checks get every answer that is known, right
or wrong, in both.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import RESULTS, publish

SITE = Path(__file__).resolve().parents[1] / "site"
NEEDS = "needs PyTorch"
CHROMIUM, MACHINE = "## In Chromium", "## The machine"
PACKAGES = ("meantone", "numpy", "pandas", "scipy")


@dataclass(frozen=True)
class Ran:
    """How a lesson went there, beside here.

    Parameters
    ----------
    lesson : str
    cells : int
    ran : int
        Cells that ran there.
    torch : int
        Cells that say that they need PyTorch, or that need what such a cell would have made.
    failed : tuple of str
        What the others say.
    answers : int
        Right and wrong answers that were given to its checks.
    agree : int
        Those of which both say the same.
    left_out : int
        Right ones that are written with PyTorch.
    seconds : tuple of float
        Of the cells there and here, of the checks there and here.
    """

    lesson: str
    cells: int
    ran: int
    torch: int
    failed: tuple[str, ...]
    answers: int
    agree: int
    left_out: int
    seconds: tuple[float, float, float, float]

    def row(self) -> str:
        """Return a row of the page's table."""
        cells_there, cells_here, checks_there, checks_here = self.seconds
        agree = f"{self.agree} of {self.answers - self.left_out}"
        return (
            f"| {self.lesson} | {self.ran} of {self.cells} | {self.torch} | "
            f"{len(self.failed)} | {agree} | {self.left_out} | {cells_there:.0f} | "
            f"{cells_here:.0f} | {checks_there:.0f} | {checks_here:.0f} |"
        )


def sources(lesson: str) -> list[str]:
    """Return the code of a lesson's cells, solutions filled in."""
    from meantone.teaching import read_master
    from meantone.teaching.publishing.editions import for_reader, with_solutions

    folder = SITE.parent / "instructor_notes" / "masters"
    master = read_master(next(folder.glob(f"{lesson}_*.py")))
    whole = with_solutions(for_reader(master, "student"))
    return [cell.source for cell in whole.cells if cell.cell_type == "code"]


def here(cells: Sequence[str], folder: Path) -> list[dict[str, Any]]:
    """Run cells in a new Python like this one."""
    program = (
        f"import json, sys; sys.path.insert(0, {str(SITE)!r})\n"
        "from website.cells import run_cells\n"
        "print(json.dumps(run_cells(json.load(sys.stdin))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    found: list[dict[str, Any]] = json.loads(done.stdout.splitlines()[-1])
    return found


def lacks_torch(cells: Sequence[dict[str, Any]]) -> list[int]:
    """Return the places of cells that need PyTorch, or something that one of these would make."""
    found: list[int] = []
    for place, cell in enumerate(cells):
        follows = found and cell["error"].startswith("NameError")
        if NEEDS in cell["error"] or follows:
            found.append(place)
    return found


def measure(lesson: str, folder: Path) -> Ran:
    """Run a lesson and its checks there and here.

    Parameters
    ----------
    lesson : str
        Its number.
    folder : Path
        An empty one.
    """
    from website import answers
    from website.under_node import pyodide

    cells = sources(lesson)
    with pyodide(folder) as python:
        python.ask("website.core:1")
        begun = time.monotonic()
        said = python.ask(f"website.answers:verdicts({lesson!r})", seconds=3600)
        print(f"{lesson}: checks {time.monotonic() - begun:.0f} s", flush=True)
        there = python.ask(f"website.cells:run_cells({cells!r})", seconds=7200)
    ours, beside = answers.verdicts(lesson), here(cells, folder)
    different, left_out = answers.apart(ours["said"], said["said"])
    print("\n".join(different), end="\n" if different else "")
    torch = lacks_torch(there)
    failed = [cell["error"] for n, cell in enumerate(there) if cell["error"] and n not in torch]
    return Ran(
        lesson,
        len(cells),
        sum(not cell["error"] for cell in there),
        len(torch),
        tuple(failed),
        len(said["said"]),
        len(said["said"]) - len(different) - len(left_out),
        len(left_out),
        (
            sum(cell["seconds"] for cell in there),
            sum(cell["seconds"] for cell in beside),
            said["seconds"],
            ours["seconds"],
        ),
    )


def page(found: Sequence[Ran]) -> str:
    """Return the page of results."""
    rows = "\n".join(one.row() for one in found)
    words = [f"- {one.lesson}: {line[:200]}" for one in found for line in dict.fromkeys(one.failed)]
    others = "\n".join(words) or "- none"
    return f"""# What runs in the browser edition

Made by `python course.py bench lite`. Pyodide under Node, which computes as a browser does, beside
the Python of the course on the same machine. Cells are those of the lessons with their solutions;
checks get every right and wrong answer that teachers know, and agree if they say the same, word
for word. A cell that needs PyTorch says so, and its stored result stays; counted with it are cells
that use what it would have made. Right answers that are written in PyTorch cannot be given there.
Seconds include what is loaded. Pyodide 0.27.7 has Python 3.12, NumPy 2.0.2, pandas 2.2.3 and SciPy
1.14.1; the versions below are those of the course.

| lesson | cells run | need PyTorch | fail otherwise | checks that agree | \
in PyTorch | s, cells there | here | s, checks there | here |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
{rows}

## What fails otherwise

{others}
"""


def stored_part(head: str) -> str:
    """Return a part of the page of results as it was written last, from its head on."""
    text = (RESULTS / "lite.md").read_text(encoding="utf-8").partition(MACHINE)[0]
    return "".join(text.partition(head)[1:])


def in_chromium(lessons: Sequence[str], pictures: Path | None, whole: bool) -> int:
    """Visit lessons in Chromium, and publish what was seen there.

    Parameters
    ----------
    lessons : sequence of str
    pictures : Path, optional
        A folder for pictures.
    whole : bool
        Whether these are all lessons: only then it is published.

    Returns
    -------
    int
        1 if a cell fails.
    """
    from benchmarks.lite_pages import section, visits

    found = []
    with visits(pictures) as visit:
        for lesson in lessons:
            found.append(visit(lesson))
            print(found[-1].row(), *found[-1].failed, *found[-1].complaints, sep="\n", flush=True)
    if whole:
        under_node = stored_part("# What").partition(CHROMIUM)[0]
        publish("lite", under_node + section(found), PACKAGES)
    return int(any(one.failed for one in found))


def main(arguments: list[str]) -> int:
    """Run the lessons named, or all of the edition, and publish what ran.

    Parameters
    ----------
    arguments : list of str
        Numbers of lessons; with any, nothing is written.

    Returns
    -------
    int
        1 if a check says something else there than here.
    """
    sys.path.insert(0, str(SITE))
    from website.editions import IN_BROWSER

    from meantone.tunes.collections.sets import obtain, set_names

    parser = argparse.ArgumentParser(prog="course.py bench lite", description=__doc__)
    parser.add_argument("lessons", nargs="*", metavar="NN", help="lessons; none: all, as a page")
    parser.add_argument("--chromium", action="store_true", help="as learners, in a browser")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="of each lesson, there")
    options = parser.parse_args(arguments)
    names = options.lessons
    if options.chromium:
        return in_chromium(names or IN_BROWSER, options.pictures, whole=not names)
    found = []
    for lesson in names or IN_BROWSER:
        with tempfile.TemporaryDirectory() as work:
            folder = Path(work)
            (folder / "cache").mkdir()
            for name in set_names():
                if path := obtain(name).path:
                    shutil.copy(path, folder / "cache")
            found.append(measure(lesson, folder))
        print(found[-1].row(), flush=True)
        print("\n".join(found[-1].failed), end="\n" if found[-1].failed else "", flush=True)
    if not names:
        publish("lite", page(found) + stored_part(CHROMIUM), PACKAGES)
    return int(any(one.agree < one.answers - one.left_out for one in found))
