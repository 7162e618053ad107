"""The blind test: who made this tune? One sitting, a class, and their statistics.

Lesson 00 begins with it.
"""

from meantone.widgets.blind_test.blind_test import BlindTest
from meantone.widgets.blind_test.results import BlindResults, ClassResults, baseline, class_results
from meantone.widgets.blind_test.tunes import BlindTune, blind_duel, blind_tunes

__all__ = [
    "BlindResults",
    "BlindTest",
    "BlindTune",
    "ClassResults",
    "baseline",
    "blind_duel",
    "blind_tunes",
    "class_results",
]
