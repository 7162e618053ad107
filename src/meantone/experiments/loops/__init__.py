"""Feedback loops: models that learn from what models wrote, generation after generation.

What each generation learns from, what is measured of it, and a result with table and picture.
"""

from meantone.experiments.loops.feeding import (
    KEPT,
    Keep,
    Likes,
    Loop,
    Pick,
    accumulate,
    like_people,
    likeliest,
    replace,
    subsample,
)
from meantone.experiments.loops.generations import Generation, generations
from meantone.experiments.loops.network import NETWORK_TABLE, network_loop
from meantone.experiments.loops.result import LoopResult, LoopRun, follow
from meantone.experiments.loops.ruler import Reading, Ruler, Share, in_minor, ruler_of

__all__ = [
    "KEPT",
    "NETWORK_TABLE",
    "Generation",
    "Keep",
    "Likes",
    "Loop",
    "LoopResult",
    "LoopRun",
    "Pick",
    "Reading",
    "Ruler",
    "Share",
    "accumulate",
    "follow",
    "generations",
    "in_minor",
    "like_people",
    "likeliest",
    "network_loop",
    "replace",
    "ruler_of",
    "subsample",
]
