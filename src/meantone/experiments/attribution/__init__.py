"""Attribution: what is copied, of whom a tune's probability is made, and what a refit says.

Exact for n-grams that interpolate (Witten-Bell, Kneser-Ney). Lesson 16.
"""

from meantone.experiments.attribution.copying import CopyDetector
from meantone.experiments.attribution.debts import TEMPERATURES, Debt, Debts, Figure, debts
from meantone.experiments.attribution.left_out import LeftOut, Without, left_out
from meantone.experiments.attribution.shares import (
    OWED_BY,
    Attribution,
    Owed,
    effective_sources,
    ngrams_at,
)

__all__ = [
    "OWED_BY",
    "TEMPERATURES",
    "Attribution",
    "CopyDetector",
    "Debt",
    "Debts",
    "Figure",
    "LeftOut",
    "Owed",
    "Without",
    "debts",
    "effective_sources",
    "left_out",
    "ngrams_at",
]
