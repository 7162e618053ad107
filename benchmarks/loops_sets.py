"""What `bench loops` measures: models that learn from models, ten generations long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.bands import SIZES, Bands
from benchmarks.cases import Case, Figures
from benchmarks.grounds import LENGTH, Ground, ground
from meantone.decoding import Samples
from meantone.experiments.loops import (
    Loop,
    Pick,
    Ruler,
    Share,
    accumulate,
    follow,
    like_people,
    likeliest,
)
from meantone.experiments.loops.feeding import bits_per_note
from meantone.models import NGram, SequenceModel, modified_kneser_ney, witten_bell

GROUNDS = (("folk", "degrees"), ("folk", "degrees and durations"), ("irish", "degrees"))

LAST = 10
"""Generations after the first."""

TUNES = {"degrees": 1000, "degrees and durations": 400}
"""That each generation writes; fewer where it takes long."""

ORDER = 5
MODELS = {"Kneser-Ney": modified_kneser_ney, "Witten-Bell": witten_bell}

REPLACED, SHARPENED = "replaced, T = 1", "replaced, T = 0.8"
LOOPS: dict[str, Loop] = {
    REPLACED: Loop(),
    SHARPENED: Loop(temperature=0.8),
    "accumulated, T = 1": Loop(accumulate),
    "accumulated, T = 0.8": Loop(accumulate, temperature=0.8),
    "a fifth fresh, T = 1": Loop(fresh=0.2),
    "a fifth fresh, T = 0.8": Loop(fresh=0.2, temperature=0.8),
    "picked as people are": Loop(),
    "picked as likeliest": Loop(),
}
"""The loops; of the last two somebody picks one of four."""


@dataclass(frozen=True)
class Looped(Case):
    """A loop, followed for ten generations."""

    corpus: str
    view: str
    model: str
    loop: str
    seed: int

    guess: ClassVar[float] = 5.0

    def measure(self) -> Figures:
        """Return the figures of each generation."""
        held = ground(self.corpus, self.view)
        rng = np.random.default_rng(self.digits)
        smoothing = MODELS[self.model]

        def fit(tunes: Samples) -> SequenceModel[Any]:
            return NGram.fit(tunes, held.size, ORDER, smoothing, ended=tunes.ended)

        ruler = Ruler(
            people(held), held.size, {"minor": in_minor(held)}, LENGTH, SIZES[self.corpus]
        )
        found = follow(fit, held.parts["train"], loop_of(self.loop, held), ruler, rng, LAST)
        return {
            "generations": [reading.row for reading in found.runs[0].readings],
            "people": asdict(found.people),
        }


def cases(seeds: int) -> list[Case]:
    """Return all cases of the sweep; the slowest view with one model."""
    found: list[Case] = [Bands(corpus, view, SIZES[corpus]) for corpus, view in GROUNDS]
    for corpus, view in GROUNDS:
        names = [*MODELS][:1] if view == "degrees and durations" else MODELS
        found += [
            Looped(corpus, view, name, loop, seed)
            for name in names
            for loop in LOOPS
            for seed in range(seeds)
        ]
    return found


def people(held: Ground) -> list[Any]:
    """Return people's tunes that no model learns from, whole ones: of near-duplicates one."""
    test = held.corpus.select(held.corpus.parts == "test")
    _, firsts = np.unique(test.clusters, return_index=True)
    order = np.random.default_rng(0).permutation(firsts)  # a collection stands in order
    return [held.parts["test"][place] for place in order]


def loop_of(name: str, held: Ground) -> Loop:
    """Return a loop, with somebody who picks where it has one; the judge is no model's pupil."""
    loop = LOOPS[name]
    if not name.startswith("picked"):
        return loop
    judge = held.reference.judge
    assert judge is not None
    if name == "picked as likeliest":
        return replace(loop, pick=Pick(4, judge, likeliest))
    usual = bits_per_note(judge, people(held))
    return replace(loop, pick=Pick(4, judge, like_people(usual)))


def in_minor(held: Ground) -> Share:
    """Return what tells how many of all tunes have more minor thirds than major ones."""
    heights = held.view.vocabulary
    degrees = np.array([h[0] if isinstance(h, tuple) else h for h in heights]) % 12
    signs = np.where(degrees == 3, 1, 0) - np.where(degrees == 4, 1, 0)

    def share(tunes: Sequence[ArrayLike]) -> float:
        return float(np.mean([signs[np.asarray(tune, np.intp)].sum() > 0 for tune in tunes]))

    return share
