"""Every lesson is what its master gives, and what a lesson must be. Nothing runs here."""

from collections.abc import Callable
from pathlib import Path

import anatomy
import nbformat
import pytest

from meantone.teaching import differences, read_master, student_edition

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = sorted((PROJECT / "instructor_notes" / "masters").glob("*.py"))
LESSONS = sorted((PROJECT / "lessons").glob("*.ipynb"))


def complaint(lesson: Path, found: list[str]) -> str:
    lines = "\n  ".join(found)
    return f"lessons/{lesson.name}:\n  {lines}\nthen: python course.py build {lesson.stem[:2]}"


def test_every_master_has_its_lesson_and_no_lesson_is_without() -> None:
    assert MASTERS
    assert [path.stem for path in LESSONS] == [path.stem for path in MASTERS]


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_lesson_is_what_its_master_gives(master: Path) -> None:
    lesson = PROJECT / "lessons" / f"{master.stem}.ipynb"
    if not lesson.exists():
        pytest.fail(complaint(lesson, ["it is missing"]))
    found = differences(nbformat.read(lesson, as_version=4), student_edition(read_master(master)))
    assert not found, complaint(lesson, found)


@pytest.mark.parametrize("rule", anatomy.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_the_rules(lesson: Path, rule: Callable) -> None:
    found = rule(nbformat.read(lesson, as_version=4))
    assert not found, complaint(lesson, found)
