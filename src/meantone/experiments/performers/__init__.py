"""Performers: what the average of several performances keeps, and what it loses.

Takes as curves, three parts of their variance, averages, who is recognized. Lesson 13.
"""

from meantone.experiments.performers.averages import Kept, by_count, correlation, kept, like_others
from meantone.experiments.performers.classes import ClassTakes, read_class
from meantone.experiments.performers.parts import NAMES, Parts, centered, decompose, picture
from meantone.experiments.performers.performances import Performances, average, from_curves
from meantone.experiments.performers.pianists import beat_curves, pianists_table, repeated
from meantone.experiments.performers.pictures import curves_picture
from meantone.experiments.performers.recognition import Named, recognized
from meantone.experiments.performers.simulated import Recipe, simulate

__all__ = [
    "NAMES",
    "ClassTakes",
    "Kept",
    "Named",
    "Parts",
    "Performances",
    "Recipe",
    "average",
    "beat_curves",
    "by_count",
    "centered",
    "correlation",
    "curves_picture",
    "decompose",
    "from_curves",
    "kept",
    "like_others",
    "pianists_table",
    "picture",
    "read_class",
    "recognized",
    "repeated",
    "simulate",
]
