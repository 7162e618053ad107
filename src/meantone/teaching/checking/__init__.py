"""Checks of answers: is one right, not begun yet, or wrong, and then what is wrong; and hints.

A learner's code runs behind a guard, so that it always comes back and starts nothing else.
"""

from meantone.teaching.checking.answers import Diagnosis, obeys_rng
from meantone.teaching.checking.values import (
    Case,
    agrees,
    alike,
    items,
    known_mistake,
    number,
    numbers,
    plain,
    shaped,
    share,
    truth,
    whole,
)
from meantone.teaching.checking.verifying import (
    Answers,
    Wrong,
    known_answers,
    solutions,
    verify,
    verify_lesson,
)

__all__ = [
    "Answers",
    "Case",
    "Diagnosis",
    "Wrong",
    "agrees",
    "alike",
    "items",
    "known_answers",
    "known_mistake",
    "number",
    "numbers",
    "obeys_rng",
    "plain",
    "shaped",
    "share",
    "solutions",
    "truth",
    "verify",
    "verify_lesson",
    "whole",
]
