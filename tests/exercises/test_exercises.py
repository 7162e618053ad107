"""Every exercise: right answers in any form pass, each wrong one is told why."""

from __future__ import annotations

from pathlib import Path

import pytest

from meantone.exercises import COURSE
from meantone.teaching import Lesson, known_answers, verify_lesson

PROJECT = Path(__file__).resolve().parents[2]
WITH_EXERCISES = [lesson for lesson in COURSE.lessons if lesson.exercises]


@pytest.mark.parametrize("lesson", WITH_EXERCISES, ids=lambda lesson: lesson.number)
def test_the_exercises_of_a_lesson_are_fit_to_teach_with(lesson: Lesson) -> None:
    answers = known_answers(PROJECT / f"instructor_notes/answers/lesson{lesson.number}.py")
    assert verify_lesson(lesson, answers) == []


@pytest.mark.parametrize("lesson", WITH_EXERCISES, ids=lambda lesson: lesson.number)
def test_no_solution_is_installed(lesson: Lesson) -> None:
    module = PROJECT / "src/meantone/exercises" / f"lesson{lesson.number}.py"
    installed = squeezed(module.read_text(encoding="utf-8"))
    (master,) = (PROJECT / "instructor_notes/masters").glob(f"{lesson.number}_*.py")
    solved = master.read_text(encoding="utf-8").split("### BEGIN SOLUTION\n")[1:]
    solutions = [text.partition("### END SOLUTION")[0].splitlines() for text in solved]
    assert len(solutions) >= len(lesson.exercises)
    for lines in solutions:
        longest = max((squeezed(line.strip().removeprefix("return ")) for line in lines), key=len)
        assert longest not in installed


def squeezed(text: str) -> str:
    """Return a text without what may differ in writing."""
    return "".join(text.split())
