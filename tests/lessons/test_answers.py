"""Every lesson answered rightly and wrongly, in one run, where no other machine can be reached.

It is the live edition with nothing typed: each gap fails, is filled in by the cell below it, and
says then what the lesson says. Each exercise gets its solution, then all known-wrong answers, the
last of which stays for what follows; each question gets a prediction. And the lesson comes to its
end. That it does so with no answer at all is the stored lesson, which is compared elsewhere.
"""

import copy
import re
import shutil
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from offline import run_offline, without_network

from meantone.exercises import COURSE
from meantone.teaching import Lesson, known_answers, live_edition, read_master, run, to_text
from meantone.teaching.publishing.editions import FILL_IN

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = PROJECT / "instructor_notes" / "masters"
ANSWERS = PROJECT / "instructor_notes" / "answers"
NAMES = sorted(path.stem for path in (PROJECT / "lessons").glob("[0-9][0-9]_*.ipynb"))

_CHECK = re.compile(r"^check\(\"([\w.]+)\", (\w+)\)$", re.MULTILINE)
_PREDICT = re.compile(r"^predict\(.*\Z", re.MULTILINE | re.DOTALL)

BALLOTS = {"16.before", "16.after"}
"""Votes: they are recorded, and nothing is measured beside them."""

_COMPARED = re.compile(
    r"(?:No prediction was recorded|You predicted |Your curve is )(?:.|\n)*?; measured: (?:.|\n)*"
)

# Each wrong answer takes the learner's name in turn; the last of them stays for what follows.
_WRONG = """
from pathlib import Path as _Path
from meantone.teaching import known_answers as _known_answers
for _wrong in _known_answers(_Path("{path}"))["{short}"].wrong:
    {function} = _wrong.answer
    print("said:", check("{name}", {function}))
"""
_RECORD = """
_style = _asked.style
_ends = {{"Choice": lambda: _style.options[0], "Number": lambda: _style.low,
    "Curve": lambda: [_style.low] * len(_style.xs)}}
print("said:", "{name}", _asked.record(_ends[type(_style).__name__]()))
"""


def wrong_answers(source: str) -> str:
    """Return code that gives the check of a cell all its known-wrong answers, one after another."""
    name, function = _CHECK.search(source).groups()
    number, _, short = name.partition(".")
    path = (ANSWERS / f"lesson{number}.py").as_posix()
    return _WRONG.format(name=name, function=function, short=short, path=path)


def predicted(lesson: NotebookNode) -> NotebookNode:
    """Return the lesson with the least of what can be predicted recorded everywhere."""
    result = copy.deepcopy(lesson)
    for cell in result.cells:
        if cell.cell_type == "code" and (found := _PREDICT.search(cell.source)):
            name = re.search(r'"([\w.]+)"', found[0])[1]
            cell.source = cell.source.replace(found[0], f"_asked = {found[0]}\n")
            cell.source += _RECORD.format(name=name)
    return result


def said(notebook: NotebookNode) -> str:
    """Return all that a notebook's cells print and show, as text."""
    return "\n".join(
        str(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def verdicts(text: str) -> list[str]:
    """Return what the checks said, each on one line."""
    found = re.findall(r"^said: (\d\d\.\w+: (?:.|\n  )*)", text, re.MULTILINE)
    return [re.sub(r"\n  ", " ", words) for words in found]


def is_to_fill_in(cell: NotebookNode) -> bool:
    return FILL_IN in cell.metadata.get("tags", [])


def is_gap(cell: NotebookNode) -> bool:
    """Tell whether lines are missing from a cell, so that it has to fail."""
    return "# TYPE: " in cell.source and not is_to_fill_in(cell)


def answered(edition: NotebookNode) -> NotebookNode:
    """Return a live edition in which every exercise is answered rightly, then wrongly."""
    cells = []
    for cell in edition.cells:
        if is_gap(cell):
            cell.metadata["tags"] = ["raises-exception"]
        cells.append(cell)
        if "# A solution" in cell.source and is_to_fill_in(cell):
            # Twice, so that it runs: the cell above it did not fail.
            cells += [cell, new_code_cell(wrong_answers(cell.source))]
    numbered = [{**cell, "id": f"cell-{number}"} for number, cell in enumerate(cells)]
    return nbformat.from_dict({**edition, "cells": numbered})


def outputs(cell: NotebookNode) -> list[str]:
    """Return what a cell said, in words: pictures are of the same data.

    Beside a prediction a measurement is told in other words; nbval compares it as it is without.
    """
    shown = [
        output.get("text") or output.get("data", {}).get("text/plain")
        for output in cell.get("outputs", [])
    ]
    return [_COMPARED.sub("COMPARED", text) for text in shown if text]


def stored_outputs(name: str) -> dict[str, list[str] | None]:
    """Return what each cell of a stored lesson said; None where that differs between machines."""
    stored = nbformat.read(PROJECT / "lessons" / f"{name}.ipynb", as_version=4)
    free = [cell for cell in stored.cells if "nbval-ignore-output" in cell.metadata.get("tags", [])]
    return {cell.source: None if cell in free else outputs(cell) for cell in stored.cells}


def check_gaps(done: NotebookNode, expected: dict[str, list[str] | None]) -> None:
    """Assert that each gap failed, and said what the lesson says once it was filled in."""
    gaps = [cell for cell in done.cells if cell.metadata.get("tags") == ["raises-exception"]]
    assert gaps
    assert [cell.source for cell in gaps if cell.outputs[-1].output_type != "error"] == []
    for cell in filter(is_to_fill_in, done.cells):
        whole = cell.source.split("\n", 2)[-1]
        if "BEGIN SOLUTION" not in whole:
            assert expected[whole] in (None, outputs(cell))


def check_verdicts(done: NotebookNode, lesson: Lesson) -> None:
    """Assert that each right answer is done, and each wrong one told what is wrong with it."""
    names = [f"{lesson.number}.{name}" for name in lesson.exercises]
    again = [cell for above, cell in pairwise(done.cells) if above.source == cell.source]
    right = [outputs(cell)[-1] for cell in again if "check(" in cell.source]
    assert right == [f"{name}: done" for name in names]
    known = known_answers(ANSWERS / f"lesson{lesson.number}.py")
    expected = [
        (f"{lesson.number}.{short}", wrong.says)
        for short in lesson.exercises
        for wrong in known[short].wrong
    ]
    found = verdicts(said(done))
    assert len(found) == len(expected)
    for words, (name, says) in zip(found, expected, strict=True):
        assert words.startswith(f"{name}: not right yet")
        assert says in words


def check_predictions(text: str, lesson: Lesson) -> None:
    """Assert that each prediction was recorded, and stands beside what was measured."""
    for name in lesson.predictions:
        assert f"said: {lesson.number}.{name} Recorded: " in text
    compared = re.findall(r"^You predicted .*; measured: |^Your curve is ", text, re.MULTILINE)
    asked = {f"{lesson.number}.{name}" for name in lesson.predictions}
    assert len(compared) == len(asked - BALLOTS)
    assert "No prediction was recorded" not in text


@pytest.mark.runs_lessons
@pytest.mark.parametrize("name", NAMES)
def test_right_and_wrong_answers_and_no_network_stop_nothing(name: str, tmp_path: Path) -> None:
    lesson = next(lesson for lesson in COURSE.lessons if lesson.number == name[:2])
    edition = live_edition(read_master(MASTERS / f"{name}.py"))
    notebook = shutil.copytree(PROJECT / "lessons", tmp_path / "lessons") / "attempt.ipynb"
    notebook.write_text(to_text(predicted(answered(edition))), encoding="utf-8")
    failure, attempts = run_offline(notebook, without_network())
    assert (failure, attempts) == ("", "")
    done = nbformat.read(notebook, as_version=4)
    check_gaps(done, stored_outputs(name))
    check_verdicts(done, lesson)
    check_predictions(said(done), lesson)


def test_what_is_put_in_is_what_a_learner_would_type() -> None:
    check = 'check("02.framed", framed)'
    notebook = new_notebook(
        cells=[
            new_code_cell("from meantone.exercises import check, predict, reveal"),
            new_code_cell(f"def framed(tune, size):\n    ...\n\n\n{check}"),
            new_code_cell(wrong_answers(check)),
            new_code_cell(
                'predict(\n    "02.first",\n    "Which?",\n    choices=["this", "that"],\n)'
            ),
            new_code_cell('reveal("02.first", "that")'),
        ]
    )
    text = said(run(predicted(notebook), PROJECT / "lessons"))
    assert [words.split(": ")[0] for words in verdicts(text)] == ["02.framed"] * 11
    assert "said: 02.first Recorded: this." in text
    assert "You predicted this; measured: that." in text
