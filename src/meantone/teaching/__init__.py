"""What makes teaching out of code: checks, hints, predictions, progress, editions. No music.

Lessons use the first group, authors of exercises the second, `course.py build` the third.
"""

from meantone.teaching.checking import (
    Answers,
    Case,
    Diagnosis,
    Wrong,
    agrees,
    alike,
    items,
    known_answers,
    number,
    numbers,
    obeys_rng,
    plain,
    share,
    solutions,
    truth,
    verify,
    verify_lesson,
    whole,
)
from meantone.teaching.claims import Claim, claim
from meantone.teaching.course import Course
from meantone.teaching.exercise import Exercise, Lesson
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
    predict,
    reveal,
)

__all__ = [
    "Answers",
    "Case",
    "Claim",
    "Course",
    "Diagnosis",
    "Exercise",
    "Lesson",
    "LessonError",
    "Wrong",
    "agrees",
    "alike",
    "claim",
    "combine",
    "differences",
    "export_progress",
    "hear",
    "heard",
    "instructor_edition",
    "items",
    "known_answers",
    "live_edition",
    "notes_notebook",
    "number",
    "numbers",
    "obeys_rng",
    "plain",
    "predict",
    "read_master",
    "reveal",
    "run",
    "share",
    "solutions",
    "student_edition",
    "to_page",
    "to_slides",
    "to_text",
    "truth",
    "verify",
    "verify_lesson",
    "whole",
    "with_notes",
]
