"""The loop itself: learn, write, hand on, for ever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Samples
from meantone.experiments.loops.feeding import Loop
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers

Fit = Callable[[Samples], SequenceModel[Any]]
"""Learns a model from tunes of which it is known whether they ended."""


@dataclass(frozen=True)
class Generation:
    """A model, and what it wrote.

    Parameters
    ----------
    number : int
        0 is the model that learned from people alone.
    model : SequenceModel
    learned : Samples
        What it learned from.
    written : Samples
        What it wrote, or what was picked of that.
    """

    number: int
    model: SequenceModel[Any]
    learned: Samples
    written: Samples


def generations(
    fit: Fit, people: Sequence[ArrayLike], loop: Loop, rng: np.random.Generator
) -> Iterator[Generation]:
    """Yield one generation after the other, without end: take as many as you like.

    Generation 0 learns from people's tunes. Each generation writes; its tunes, with the share of
    fresh ones, are what `loop.keep` makes the next one's lesson of. Lesson 11 builds it.

    Parameters
    ----------
    fit : function of Samples to SequenceModel
        As ``lambda tunes: NGram.fit(tunes, size, order=5, ended=tunes.ended)``. Who leaves out
        `ended` teaches that tunes end where they were cut off.
    people : sequence of array_like of int
        What the first generation learns from, and where fresh tunes come from, in random order;
        when all were used, they come again.
    loop : Loop
    rng : numpy.random.Generator

    Yields
    ------
    Generation

    Raises
    ------
    ValueError
        If people have fewer tunes than a generation writes.

    Examples
    --------
    >>> from meantone.models import NGram
    >>> people = [[0, 1, 0], [0, 0, 1], [1, 0]]
    >>> fit = lambda tunes: NGram.fit(tunes, 2, order=2, ended=tunes.ended)
    >>> loop = generations(fit, people, Loop(tunes=3), np.random.default_rng(0))
    >>> [len(next(loop).written) for _ in range(3)]
    [3, 3, 3]
    """
    if len(people) < loop.tunes:
        raise ValueError(
            f"people have {len(people)} tunes, and a generation writes {loop.tunes}; "
            "give more, or let it write fewer"
        )
    pool = _over_and_over(people, rng)
    history = [_by_people(pool, loop.tunes)]
    for number in count():
        learned = loop.keep(history, rng)
        model = fit(learned)
        written = loop.write(model, rng)
        yield Generation(number, model, learned, written)
        kept = written[: loop.machine_tunes]
        fresh = _by_people(pool, loop.tunes - len(kept))
        history.append(Samples([*kept, *fresh], np.append(kept.ended, fresh.ended)))


def _over_and_over(people: Sequence[ArrayLike], rng: np.random.Generator) -> Iterator[Numbers]:
    """Yield people's tunes in random order, and again in another one when all were used."""
    tunes = [np.asarray(tune, dtype=np.int64) for tune in people]
    while True:
        yield from (tunes[place] for place in rng.permutation(len(tunes)))


def _by_people(pool: Iterator[Numbers], many: int) -> Samples:
    """Take the next tunes by people; all of them came to their end."""
    return Samples(islice(pool, many), np.ones(many, dtype=bool))
