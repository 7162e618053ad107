"""A learner who predicts, and answers every exercise wrongly, still comes to a lesson's end.

And does so without a network, on a machine where each attempt to reach another is written down.
Right answers are the live edition's, and no answer is the stored lesson: tested elsewhere.
"""

import copy
import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from offline import run_offline, without_network

from meantone.exercises import LESSONS
from meantone.teaching import Lesson, read_master, run, student_edition, to_text
from meantone.teaching.exercise import find

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = {path.stem[:2]: path for path in PROJECT.glob("instructor_notes/masters/[0-9][0-9]_*.py")}

_CHECK = re.compile(r"^check\(\"([\w.]+)\", (\w+)\)$", re.MULTILINE)
_PREDICT = re.compile(r"^predict\(.*\Z", re.MULTILINE | re.DOTALL)

# Each wrong answer takes the learner's name in turn; the last of them stays for what follows.
_WRONG = """
from meantone.teaching.exercise import find as _find
for _wrong in _find("{name}").wrong:
    {function} = _wrong.answer
    print("said:", check("{name}", {function}))
"""
_RECORD = """
_style = _asked.style
_ends = {{"Choice": lambda: _style.options[0], "Number": lambda: _style.low,
    "Curve": lambda: [_style.low] * len(_style.xs)}}
print("said:", "{name}", _asked.record(_ends[type(_style).__name__]()))
"""


def answered_wrongly(lesson: NotebookNode) -> NotebookNode:
    """Return the lesson with every check given all its known-wrong answers, one after another."""
    result = copy.deepcopy(lesson)
    for cell in result.cells:
        if cell.cell_type == "code" and (found := _CHECK.search(cell.source)):
            answers = _WRONG.format(name=found[1], function=found[2])
            cell.source = cell.source.replace(found[0], answers)
    return result


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


@pytest.mark.runs_lessons
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_wrong_answers_and_no_network_stop_nothing(lesson: Lesson, tmp_path: Path) -> None:
    edition = student_edition(read_master(MASTERS[lesson.number]))
    notebook = shutil.copytree(PROJECT / "lessons", tmp_path / "lessons") / "attempt.ipynb"
    notebook.write_text(to_text(predicted(answered_wrongly(edition))), encoding="utf-8")
    failure, attempts = run_offline(notebook, without_network())
    assert (failure, attempts) == ("", "")
    text = said(nbformat.read(notebook, as_version=4))

    names = [f"{lesson.number}.{name}" for name in lesson.exercises]
    expected = [(name, wrong.says) for name in names for wrong in find(name).wrong]
    found = verdicts(text)
    assert len(found) == len(expected)
    for words, (name, says) in zip(found, expected, strict=True):
        assert words.startswith(f"{name}: not right yet")
        assert says in words

    for name in lesson.predictions:
        assert f"said: {lesson.number}.{name} Recorded: " in text
    compared = re.findall(r"^You predicted .*; measured: |^Your curve is ", text, re.MULTILINE)
    assert len(compared) == len(lesson.predictions)
    assert "No prediction was recorded" not in text


def test_what_is_put_in_is_what_a_learner_would_type() -> None:
    source = 'def framed(tune, size):\n    ...\n\n\ncheck("02.framed", framed)'
    notebook = new_notebook(
        cells=[
            new_code_cell("from meantone.exercises import check, predict, reveal"),
            new_code_cell(source),
            new_code_cell(
                'predict(\n    "02.first",\n    "Which?",\n    choices=["this", "that"],\n)'
            ),
            new_code_cell('reveal("02.first", "that")'),
        ]
    )
    text = said(run(predicted(answered_wrongly(notebook)), PROJECT / "lessons"))
    assert [words.split(": ")[0] for words in verdicts(text)] == ["02.framed"] * 7
    assert "said: 02.first Recorded: this." in text
    assert "You predicted this; measured: that." in text
