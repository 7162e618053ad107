"""Attribution: of whose tunes an n-gram makes up what it expects of these, and of how many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from meantone.experiments.attribution import Attribution, effective_sources
from meantone.measures.spread import named_rng
from meantone.models import NGram
from meantone.models.sequence_model import Numbers, Rows
from meantone.report.yardsticks import JUDGE, Yardstick
from meantone.tunes import Tune

MOST = 100
"""Tunes of each side that are asked, drawn at random if there are more."""

SHOWN = 3
"""Sources that are named."""

DRAWS = 1000
"""Sets of people's tunes that the band is made of."""


class Source(NamedTuple):
    """A training tune, and its share in what is expected of these tunes.

    Parameters
    ----------
    tune : Tune
    share : float
    """

    tune: Tune
    share: float


@dataclass(frozen=True)
class Sources:
    """Of how many training tunes a set is made in the eyes of an n-gram, beside people's tunes.

    Parameters
    ----------
    count : int
        Tunes that were asked.
    mean, human, shuffled : float
        The mean over tunes of `effective_sources`: of the set, of people's and of shuffled tunes.
    band : tuple of (float, float)
        Where that mean of as many of people's tunes lies, 19 times of 20.
    largest : tuple of Source
        The training tunes with the largest shares in the set as a whole.
    """

    count: int
    mean: float
    human: float
    shuffled: float
    band: tuple[float, float]
    largest: tuple[Source, ...]


def sources(mine: Sequence[Tune], yard: Yardstick, seed: int = 0) -> Sources:
    """Return of whose tunes an n-gram of order 5 makes up its probabilities of some tunes' notes.

    It learned from the yardstick's training tunes. Shares are exact: see `Attribution`. Lesson 16.

    Parameters
    ----------
    mine : sequence of Tune
        Of two notes or more each.
    yard : Yardstick
    seed : int

    Returns
    -------
    Sources
    """
    rng = named_rng(seed, "sources")
    learned = yard.tokens(yard.training)
    asked = Attribution(NGram.fit(learned, len(yard.view.vocabulary), JUDGE), learned)
    ours, theirs = (_some(tunes, yard, rng) for tunes in (mine, yard.human))
    shares = asked.means(ours)
    people = _numbers(asked.means(theirs))
    drawn = rng.choice(people, (DRAWS, len(ours))).mean(axis=1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    whole = shares.mean(axis=0)
    largest = np.argsort(-whole, kind="stable")[:SHOWN].tolist()
    return Sources(
        len(ours), float(_numbers(shares).mean()), float(people.mean()),
        float(_numbers(asked.means([rng.permutation(tune) for tune in theirs])).mean()),
        (float(low), float(high)),
        tuple(Source(yard.training[place], float(whole[place])) for place in largest),
    )  # fmt: skip


def _some(tunes: Sequence[Tune], yard: Yardstick, rng: np.random.Generator) -> list[Numbers]:
    """Return the measured openings of at most `MOST` tunes."""
    chosen = rng.permutation(len(tunes))[:MOST]
    return [
        tokens[: yard.reference.length]
        for tokens in yard.tokens([tunes[i] for i in np.sort(chosen)])
        if len(tokens)
    ]


def _numbers(shares: Rows) -> Rows:
    """Return the effective number of sources of each tune."""
    return np.array([effective_sources(row) for row in shares])
