"""What makes teaching out of code: checks, hints, predictions, progress, editions. No music.

Lessons use the first group, authors of exercises the second, `course.py build` the third.
"""

from meantone.teaching.checking import (
    Diagnosis,
    check,
    hint,
    items,
    numbers,
    obeys_rng,
    smallest,
    verify,
    verify_lesson,
)
from meantone.teaching.claims import Claim, claim
from meantone.teaching.exercise import Exercise, Lesson, Wrong, lessons, register
from meantone.teaching.lesson_error import LessonError
from meantone.teaching.publishing import (
    differences,
    instructor_edition,
    live_edition,
    notes_notebook,
    read_master,
    run,
    student_edition,
    to_page,
    to_slides,
    to_text,
    with_notes,
)
from meantone.teaching.records import (
    combine,
    export_progress,
    hear,
    heard,
    overview,
    predict,
    progress_bar,
    reveal,
)

__all__ = [
    "Claim",
    "Diagnosis",
    "Exercise",
    "Lesson",
    "LessonError",
    "Wrong",
    "check",
    "claim",
    "combine",
    "differences",
    "export_progress",
    "hear",
    "heard",
    "hint",
    "instructor_edition",
    "items",
    "lessons",
    "live_edition",
    "notes_notebook",
    "numbers",
    "obeys_rng",
    "overview",
    "predict",
    "progress_bar",
    "read_master",
    "register",
    "reveal",
    "run",
    "smallest",
    "student_edition",
    "to_page",
    "to_slides",
    "to_text",
    "verify",
    "verify_lesson",
    "with_notes",
]
