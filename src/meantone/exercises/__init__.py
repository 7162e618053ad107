"""What learners are asked to write: each exercise with its check, hints and known-wrong answers.

The room above all others: a module for each lesson. Lessons import `check` and its like from
here, which enters the exercises that they ask for.
"""

from meantone.teaching import (
    Lesson,
    check,
    hint,
    overview,
    predict,
    progress_bar,
    register,
    reveal,
)

__all__ = ["LESSONS", "check", "hint", "overview", "predict", "progress_bar", "reveal"]

LESSONS = (
    Lesson(
        number="02",
        title="What can a machine do that remembers one note?",
        module="meantone.exercises.lesson02",
        exercises=("transition_matrix", "framed", "draw", "long_run", "temperature"),
        predictions=("first", "viewpoint"),
    ),
)

for lesson in LESSONS:
    register(lesson)
