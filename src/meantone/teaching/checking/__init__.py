"""Checks of answers: is one right, not begun yet, or wrong, and then what is wrong; and hints.

A learner's code runs behind a guard, so that it always comes back.
"""

from meantone.teaching.checking.answers import Diagnosis, items, numbers, obeys_rng, smallest
from meantone.teaching.checking.checks import check
from meantone.teaching.checking.hints import hint
from meantone.teaching.checking.verifying import verify, verify_lesson

__all__ = [
    "Diagnosis",
    "check",
    "hint",
    "items",
    "numbers",
    "obeys_rng",
    "smallest",
    "verify",
    "verify_lesson",
]
