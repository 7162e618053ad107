"""Every exercise: right answers in any form pass, each wrong one is told why; nothing is installed
that a learner should find."""

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
