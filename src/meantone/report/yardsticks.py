"""Yardsticks: people's tunes, whom a folder is held against, and the judge who knows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.measures import Reference
from meantone.models import NGram, SequenceModel
from meantone.report.gathering import Gathered
from meantone.tunes import Corpus, Degree, Interval, Tune, Viewpoint, load
from meantone.tunes.collections import one_of_each
from meantone.tunes.collections.near_duplicates import clusters, near_duplicates

JUDGE = 5
"""The order of the judge, an n-gram model."""

NOTES = 32
"""Notes of each tune that are measured: its opening, as on the dials of the explorer."""

FEWEST = 8
"""And no fewer."""


@dataclass(frozen=True, eq=False)
class Yardstick:
    """People's tunes, in two halves: one that the judge learned from, one to be held against.

    Parameters
    ----------
    name : str
        Whose tunes.
    view : Viewpoint
        How both sides are read.
    learned, human : tuple of Tune
        No tune of the one has a near-duplicate in the other.
    training : tuple of Tune
        What copies are looked for in: `learned`, or a folder of the user's.
    judge : SequenceModel
    reference : Reference
    """

    name: str
    view: Viewpoint
    learned: tuple[Tune, ...]
    human: tuple[Tune, ...]
    training: tuple[Tune, ...]
    judge: SequenceModel[Any]
    reference: Reference

    @property
    def why_this_view(self) -> str:
        """How both sides are read, and why so."""
        if isinstance(self.view, Degree):
            return "as degrees of the scale, for every tune on both sides names its tonic"
        return "as intervals between notes, for not every tune names its tonic"

    def tokens(self, tunes: Sequence[Tune]) -> list[NDArray[np.int64]]:
        """Return tunes as the tokens that are compared."""
        return [self.view.encode(tune) for tune in tunes]


def yardstick(
    people: Corpus | Gathered,
    mine: Sequence[Tune],
    rng: np.random.Generator,
    training: Sequence[Tune] = (),
) -> Yardstick:
    """Return people's tunes as a measure for others.

    Of a set of the course the judge learns from the part `train`, and `valid` and `test` are held
    against. Of tunes of one's own, each half by near-duplicates: no song is on both sides.

    Parameters
    ----------
    people : Corpus or Gathered
        A data set, or a folder of people's tunes.
    mine : sequence of Tune
        What will be measured: the vocabulary holds it too.
    rng : numpy.random.Generator
    training : sequence of Tune
        What the machine learned from, if it is known.

    Returns
    -------
    Yardstick

    Raises
    ------
    ValueError
        If people's tunes are too few, or too short.

    Examples
    --------
    >>> kinder = load("kinder")
    >>> found = yardstick(kinder, list(kinder)[:3], np.random.default_rng(0))
    >>> found.name, found.why_this_view[:24], found.reference.length
    ('kinder', 'as degrees of the scale,', 26)
    """
    if isinstance(people, Gathered):
        name, (learned, human) = people.name, _halved(people.tunes, rng)
    else:
        name = people.name
        learned = [tune for tune, part in zip(people, people.parts, strict=True) if part == "train"]
        human = [tune for tune, part in zip(people, people.parts, strict=True) if part != "train"]
    if not learned or not human:
        raise ValueError(f"{name}: there are too few of people's tunes; a report needs 16 or more")
    every = [*learned, *human, *mine, *training]
    kind = Degree if all(tune.tonic for tune in every) else Interval
    view = kind.of(every)
    judge = NGram.fit([view.encode(tune) for tune in learned], len(view.vocabulary), JUDGE)
    reference = Reference.of(
        human, view, rng=rng, judge=judge, training=[*training] or learned, length=window(mine)
    )
    return Yardstick(
        name, view, tuple(learned), tuple(human), tuple(training or learned), judge, reference
    )


def window(mine: Sequence[Tune]) -> int:
    """Return how many tokens of each tune are measured: `NOTES`, or fewer where tunes are short.

    Examples
    --------
    >>> window([Tune((60,) * 40, (24,) * 40)]), window([Tune((60,) * 20, (24,) * 20)])
    (32, 19)
    """
    lengths = sorted((len(tune.notes) - 1 for tune in mine), reverse=True)
    if lengths[len(lengths) // 2] >= NOTES:
        return NOTES
    return max(min(NOTES, lengths[3 * len(lengths) // 4]), FEWEST)


def people_named(name: str) -> Corpus:
    """Return a data set of the course, one version of each song.

    Parameters
    ----------
    name : str
        Such as ``folk``.
    """
    corpus = load(name)
    return corpus.select(one_of_each(corpus.clusters.tolist()))


def _halved(tunes: Sequence[Tune], rng: np.random.Generator) -> tuple[list[Tune], list[Tune]]:
    """Deal tunes into two halves, one version of each song."""
    owner = clusters(near_duplicates(tunes), len(tunes))
    _, first = np.unique(owner, return_index=True)
    order = rng.permutation(first)
    half = len(order) // 2
    return [tunes[i] for i in order[:half]], [tunes[i] for i in order[half:]]
