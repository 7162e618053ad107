"""Every exercise: the solution passes, the stub is "not yet", each wrong answer is told why."""

from __future__ import annotations

import pytest

from meantone.exercises import LESSONS
from meantone.teaching import Lesson, verify_lesson


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_the_exercises_of_a_lesson_are_fit_to_teach_with(lesson: Lesson) -> None:
    assert verify_lesson(lesson) == []
