"""What learners are asked to write: each exercise with its check, hints and known-wrong answers.

The room above all others: a module for each lesson. Lessons import `check` and its like from
here, which enters the exercises that they ask for.
"""

from meantone.teaching import (
    Lesson,
    check,
    export_progress,
    hear,
    hint,
    overview,
    predict,
    progress_bar,
    register,
    reveal,
)

__all__ = [
    "LESSONS",
    "check",
    "export_progress",
    "hear",
    "hint",
    "overview",
    "predict",
    "progress_bar",
    "reveal",
]

LESSONS = (
    Lesson(
        number="00",
        title="Can you tell a tune from a heap of notes?",
        module="meantone.exercises.lesson00",
        exercises=("last_against_first", "octave_lower"),
        predictions=("person", "steps"),
        sounds=("trio",),
    ),
    Lesson(
        number="01",
        title="What does the machine see of a tune?",
        module="meantone.exercises.lesson01",
        exercises=("is_minor", "octave_and_step", "contour"),
        predictions=("trip", "degrees", "shuffle", "misread", "minor", "twins"),
        sounds=("trip",),
    ),
    Lesson(
        number="02",
        title="What can a machine do that remembers one note?",
        module="meantone.exercises.lesson02",
        exercises=("transition_matrix", "framed", "draw", "long_run", "temperature"),
        predictions=("home", "viewpoint", "bits"),
        sounds=("failures", "corpora", "temperature"),
    ),
    Lesson(
        number="03",
        title="Is more memory better?",
        module="meantone.exercises.lesson03",
        exercises=("unseen", "borrowing", "companions_of", "discounted"),
        predictions=("first", "impossible", "curve", "composer"),
        sounds=("theft", "duo", "loop"),
    ),
    Lesson(
        number="04",
        title="What is the most likely tune?",
        module="meantone.exercises.lesson04",
        exercises=("perplexity", "bits_per_flip", "one_note_more", "read_back"),
        predictions=("mode", "heads", "human"),
        sounds=("modes", "typical"),
    ),
)

for lesson in LESSONS:
    register(lesson)
