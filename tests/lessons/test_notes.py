"""What a teacher relies on: minutes that add up, and notes with every part."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from meantone.commands.build import RECAST
from meantone.teaching import read_master
from meantone.teaching.publishing.editions import lesson_name

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = sorted((PROJECT / "instructor_notes" / "masters").glob("[0-9][0-9]_*.py"))
PARTS = (
    "Aim",
    "Minutes",
    "Have ready",
    "What learners will believe",
    "Where to cut",
    "When it fails",
    "To discuss",
    "On the board",
)

ANSWERS = "Answers to expect"
"""A part of the notes of recast lessons: predictions, exercises, and the stored run's figures."""


@pytest.fixture(params=MASTERS, ids=lambda path: path.stem)
def master(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_sections_and_exercises_add_up_to_the_lessons_minutes(master: Path) -> None:
    notebook = read_master(master)
    if lesson_name(master) in RECAST:
        return  # their minutes are counted: see test_anatomy
    stated = notebook.metadata["meantone"]["minutes"]
    assert sum(cell.metadata.get("minutes", 0) for cell in notebook.cells) == stated
    assert f"({stated} minutes)" in notebook.cells[0].source
    assert stated <= 60


def test_the_notes_have_every_part(master: Path) -> None:
    notes = (PROJECT / "instructor_notes" / f"{master.stem}.md").read_text(encoding="utf-8")
    found = [line[3:] for line in notes.splitlines() if line.startswith("## ")]
    assert tuple(part for part in found if part != ANSWERS) == PARTS
    if lesson_name(master) in RECAST:
        assert found.index(ANSWERS) == found.index("What learners will believe") + 1
    minutes = read_master(master).metadata["meantone"]["minutes"]
    assert f"\n{minutes} in all." in notes
    parts = notes.split("\n## ")[1:]
    assert all(len(part.split()) > 15 for part in parts)
    assert f"| {minutes}" in notes or f"-{minutes} |" in notes


def test_the_notes_speak_of_the_lesson_as_it_is(master: Path) -> None:
    """No gap between its minutes; exercises and predictions that it names are there."""
    notes = (PROJECT / "instructor_notes" / f"{master.stem}.md").read_text(encoding="utf-8")
    lesson = master.read_text(encoding="utf-8")
    rows = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+)-(\d+) \|", notes, re.MULTILINE)]
    assert rows[0][0] == 0
    assert all(before[1] == after[0] for before, after in pairwise(rows))
    named = {
        r"[Ee]xercise (\d)": r"Exercise (\d)",
        r'[Pp]rediction "(\w+)"': rf'predict\w*\(\s*"{master.stem[:2]}\.(\w+)"',
    }
    for said, there in named.items():
        assert set(re.findall(said, notes)) <= set(re.findall(there, lesson))
