"""Every lesson is what its master gives, and what a lesson must be. Nothing runs here."""

from collections.abc import Callable
from pathlib import Path

import anatomy
import nbformat
import pytest

from meantone.commands.build import RECAST, edition_of, find_masters
from meantone.teaching import differences
from meantone.teaching.publishing.editions import lesson_name

PROJECT = Path(__file__).resolve().parents[2]
MASTERS = find_masters()
LESSONS = sorted((PROJECT / "lessons").glob("*.ipynb"))


def complaint(lesson: Path, found: list[str]) -> str:
    lines = "\n  ".join(found)
    return f"lessons/{lesson.name}:\n  {lines}\nthen: python course.py build {lesson_name(lesson)}"


def test_every_master_has_its_lesson_and_no_lesson_is_without() -> None:
    assert MASTERS
    assert [path.stem for path in LESSONS] == sorted(path.stem for path in MASTERS)
    assert sorted((PROJECT / "instructor_notes" / "masters").glob("*.py")) == sorted(
        path for path in MASTERS if path.suffix == ".py"
    )


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_a_lesson_is_what_its_master_gives(master: Path) -> None:
    lesson = PROJECT / "lessons" / f"{master.stem}.ipynb"
    if not lesson.exists():
        pytest.fail(complaint(lesson, ["it is missing"]))
    found = differences(nbformat.read(lesson, as_version=4), edition_of(master))
    assert not found, complaint(lesson, found)


@pytest.mark.parametrize("rule", anatomy.RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_keeps_the_rules(lesson: Path, rule: Callable) -> None:
    found = rule(nbformat.read(lesson, as_version=4))
    assert not found, complaint(lesson, found)


def test_recast_lessons_are_lessons() -> None:
    assert set(RECAST) <= {lesson_name(master) for master in MASTERS}
    assert len(set(RECAST)) == len(RECAST)


@pytest.mark.parametrize("rule", anatomy.RECAST_RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize(
    "lesson", [path for path in LESSONS if lesson_name(path) in RECAST], ids=lambda path: path.stem
)
def test_a_recast_lesson_keeps_the_whole_anatomy(lesson: Path, rule: Callable) -> None:
    found = rule(nbformat.read(lesson, as_version=4))
    assert not found, complaint(lesson, found)
