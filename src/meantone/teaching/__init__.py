"""What makes teaching out of code: checks, hints, predictions, progress, editions. No music.

Lessons use the first group, authors of exercises the second, `course.py build` the third.
"""

from meantone.teaching.answers import Diagnosis, items, numbers, obeys_rng, smallest
from meantone.teaching.checks import check
from meantone.teaching.editions import (
    differences,
    instructor_edition,
    live_edition,
    read_master,
    student_edition,
    to_text,
)
from meantone.teaching.exercise import Exercise, Lesson, Wrong, lessons, register
from meantone.teaching.hints import hint
from meantone.teaching.lesson_error import LessonError
from meantone.teaching.notes import notes_notebook, with_notes
from meantone.teaching.pages import to_page
from meantone.teaching.predictions import predict, reveal
from meantone.teaching.progress import hear, heard
from meantone.teaching.reports import combine, export_progress, overview, progress_bar
from meantone.teaching.running import run
from meantone.teaching.slides import to_slides
from meantone.teaching.verifying import verify, verify_lesson

__all__ = [
    "Diagnosis",
    "Exercise",
    "Lesson",
    "LessonError",
    "Wrong",
    "check",
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
