"""What `bench popularity` measures: survival, the best of many, tuning to a score, feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike

from benchmarks.bands import SIZES, Bands
from benchmarks.cases import Case, Figures
from benchmarks.grounds import LENGTH, Ground, Model, figures, ground
from benchmarks.networks import trained
from meantone.experiments.popularity import (
    Nearness,
    Pool,
    Score,
    Usualness,
    draw,
    feed,
    survival,
    tune,
    versions,
)
from meantone.measures import bootstrap_interval
from meantone.models import NGram, modified_kneser_ney
from meantone.storage import cache_folder

GROUNDS = (("folk", "degrees"), ("folk", "degrees and durations"), ("irish", "degrees"))

RIVALS = (1, 4, 16, 64, 256)
"""Of so many the best is kept."""

NETWORK_RIVALS = (1, 2, 4, 16, 64)
PENALTIES = (0.3, 1.0)
POWERS = (0.5, 1.0, 1.5)
FOLLOWS = (0.0, 0.02)
"""How much of the way to what is played taste moves with each play."""

STYLES, PLAYS, RUNS = 12, 4000, 200


@dataclass(frozen=True)
class Survived(Case):
    """Whether it can be foretold which songs were kept in several versions."""

    corpus: str
    view: str

    guess: ClassVar[float] = 5.0

    def measure(self) -> Figures:
        """Return surprise by number of versions, and how well versions are foretold."""
        held = ground(self.corpus, self.view)
        model = NGram.fit(held.parts["train"], held.size, 5, modified_kneser_ney)
        counts = versions(held.corpus.clusters)
        others = held.corpus.parts != "train"
        kept = held.corpus.select(others)
        _, firsts = np.unique(kept.clusters, return_index=True)
        tunes = [held.view.encode(kept[int(place)]) for place in firsts]
        rng = np.random.default_rng(self.digits)
        found = survival(model, tunes, counts[others][firsts], rng)
        return {
            "groups": {
                name: [songs, bits, *ends] for name, (songs, bits, ends) in found.groups.items()
            },
            "foretold": {name: [*area] for name, area in found.foretold.items()},
            "chance": found.chance,
        }


@dataclass(frozen=True)
class Winners(Case):
    """The best of N tunes by a score, for rising N."""

    corpus: str
    view: str
    seed: int

    guess: ClassVar[float] = 30.0

    def measure(self) -> Figures:
        """Return for each N the figures of the winners, and what both judges say."""
        held = ground(self.corpus, self.view)
        model = NGram.fit(held.parts["train"], held.size, 5, modified_kneser_ney)
        return hits(model, held, RIVALS, SIZES[self.corpus], np.random.default_rng(self.digits))


@dataclass(frozen=True)
class NetworkWinners(Case):
    """The same for a small network, untuned."""

    seed: int

    guess: ClassVar[float] = 30.0

    def measure(self) -> Figures:
        """Return for each N the figures of the winners."""
        held = ground("folk", "degrees")
        rng = np.random.default_rng(self.digits)
        return hits(network(self.seed), held, NETWORK_RIVALS, SIZES["folk"], rng)


@dataclass(frozen=True)
class TunedTo(Case):
    """A small network, tuned to the score with a penalty."""

    penalty: float
    seed: int

    guess: ClassVar[float] = 30.0

    def measure(self) -> Figures:
        """Return the figures of its tunes, and how far it went."""
        held, rng = ground("folk", "degrees"), np.random.default_rng(self.digits)
        score, second = judges("folk", "degrees")
        tuned = tune(network(self.seed), score, self.penalty, rng, notes=LENGTH)  # type: ignore[arg-type]
        tunes = draw(tuned.model, SIZES["folk"], rng, LENGTH)
        return {**judged(tunes, held, score, second, rng), "bits": tuned.bits()}


@dataclass(frozen=True)
class Fed(Case):
    """A feed in which equally good styles are shown as they were played."""

    power: float
    follows: float

    guess: ClassVar[float] = 3.0

    def measure(self) -> Figures:
        """Return who won, with which share, and how many styles are left, run by run."""
        rng = np.random.default_rng(self.digits)
        found = feed(STYLES, PLAYS, self.power, rng, runs=RUNS, follows=self.follows)
        return {
            "winners": np.bincount(found.winners, minlength=STYLES).tolist(),
            "share": found.shares.max(axis=1).round(3).tolist(),
            "effective": found.effective.round(2).tolist(),
        }


def cases(seeds: int) -> list[Case]:
    """Return all cases of the sweep."""
    found: list[Case] = []
    for corpus, view in GROUNDS:
        found += [Bands(corpus, view, SIZES[corpus]), Survived(corpus, view)]
        found += [Winners(corpus, view, seed) for seed in range(seeds)]
    for seed in range(seeds):
        found.append(NetworkWinners(seed))
        found += [TunedTo(penalty, seed) for penalty in PENALTIES]
    return [*found, *(Fed(power, follows) for power in POWERS for follows in FOLLOWS)]


def network(seed: int) -> Model:
    """Return the small LSTM of `bench neural`."""
    held = ground("folk", "degrees")
    kept = cache_folder() / "bench-neural"
    return trained("LSTM, live", seed, held.parts, held.size, kept).model


@cache
def judges(corpus: str, view: str) -> tuple[Score, Score]:
    """Return the score, by people's training tunes, and the second judge, by the valid part."""
    held = ground(corpus, view)
    learned, others = (
        [one[:LENGTH] for one in held.parts[part] if len(one) >= LENGTH]
        for part in ("train", "valid")
    )
    judge = held.reference.judge
    assert isinstance(judge, NGram)
    return Nearness.of(learned, held.size), Usualness.of(others, judge)


def hits(
    model: Model, held: Ground, rivals: Sequence[int], count: int, rng: np.random.Generator
) -> Figures:
    """Return for each N the figures of the best of N, all from one pool."""
    score, second = judges(*name_of(held))
    pool = Pool.of(model, count * max(rivals), score, rng, LENGTH)
    return {str(many): judged(pool.best(many, count), held, score, second, rng) for many in rivals}


def name_of(held: Ground) -> tuple[str, str]:
    """Return the corpus and the view of a ground, by which it is known."""
    return next(pair for pair in GROUNDS if ground(*pair) is held)


def judged(
    tunes: Sequence[Any], held: Ground, score: Score, second: Score, rng: np.random.Generator
) -> Figures:
    """Return the figures of a set, and both judges' means with their intervals."""
    said = {"score": score(tunes), "second": second(tunes)}
    means = {name: [values.mean(), *interval(values, rng)] for name, values in said.items()}
    return {**figures(tunes, held, None, rng), **means}


def interval(values: ArrayLike, rng: np.random.Generator) -> tuple[float, float]:
    """Return the interval of a mean."""
    low, high = bootstrap_interval(values, rng)
    return float(low), float(high)
