"""Popularity: whether it can be foretold, and what becomes of variety where a score is maximized.

Survival in versions, best of N, a network tuned to a score, a second judge, a feed. Lesson 12.
"""

from meantone.experiments.popularity.feeds import Feed, effective, feed, shown
from meantone.experiments.popularity.frontier import (
    BEST,
    RIVALS,
    TUNED,
    Frontier,
    Hits,
    Jury,
    compete,
)
from meantone.experiments.popularity.judges import FIGURES, Nearness, Score, Usualness, figures
from meantone.experiments.popularity.pools import Pool, bits_between, bits_of_best, draw, unended
from meantone.experiments.popularity.survival import (
    Area,
    Survival,
    area,
    area_of,
    survival,
    versions,
)
from meantone.experiments.popularity.tuning import Step, Tuned, tune

__all__ = [
    "BEST",
    "FIGURES",
    "RIVALS",
    "TUNED",
    "Area",
    "Feed",
    "Frontier",
    "Hits",
    "Jury",
    "Nearness",
    "Pool",
    "Score",
    "Step",
    "Survival",
    "Tuned",
    "Usualness",
    "area",
    "area_of",
    "bits_between",
    "bits_of_best",
    "compete",
    "draw",
    "effective",
    "feed",
    "figures",
    "shown",
    "survival",
    "tune",
    "unended",
    "versions",
]
