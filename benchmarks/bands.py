"""People's bands for sets of a given size: a case that several sweeps share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from benchmarks.cases import Case, Figures
from benchmarks.grounds import MEASURES, ground
from meantone.measures import human_band


@dataclass(frozen=True)
class Bands(Case):
    """What people's tunes have in each measure, and where a further set of so many would lie."""

    corpus: str
    view: str
    tunes: int

    guess: ClassVar[float] = 8.0

    def measure(self) -> Figures:
        """Return of each measure people's figure, the ends of the band, and shuffled tunes'."""
        reference = ground(self.corpus, self.view).reference
        return {one.name: tuple(human_band(one, reference, self.tunes)) for one in MEASURES}


SIZES = {"folk": 200, "irish": 100}
"""Tunes in a set, where a sweep does not take as many as there are."""
