"""What learners are asked to write: each exercise with its check and its hints.

The room above all others: a module for each lesson, loaded when it is first asked for. Lessons
import `check` and its like from here.
"""

from meantone.exercises.capstones import capstone
from meantone.exercises.course import COURSE
from meantone.exercises.debate import debate
from meantone.exercises.facts import facts
from meantone.exercises.stamps import my_tune, passport, stamp, tune_picker
from meantone.exercises.takes import export_takes, melody, my_takes, tap_pad
from meantone.teaching import (
    claim,
    export_progress,
    give_back_memory,
    hand_in,
    hear,
    paragraph,
    predict,
    reveal,
    written,
)

__all__ = [
    "COURSE",
    "capstone",
    "check",
    "claim",
    "debate",
    "export_progress",
    "export_takes",
    "facts",
    "hand_in",
    "hear",
    "hint",
    "melody",
    "my_takes",
    "my_tune",
    "overview",
    "paragraph",
    "passport",
    "predict",
    "progress_bar",
    "reveal",
    "stamp",
    "tap_pad",
    "tune_picker",
    "written",
]

check, hint = COURSE.check, COURSE.hint
progress_bar, overview = COURSE.progress_bar, COURSE.overview

give_back_memory()  # every lesson imports from here
