"""Two figures that together tell collapse from noise: how alike tunes are, and how much returns.

Neither says it alone. Tunes may be as varied as people's and each repeat itself to death, as those
of a memory of the tune at hand do; or wander without a return and be no more alike than people's.
Both depend on the window and on the number of tunes, so every set is measured through the same one:
the first `NOTES` notes of `TUNES` tunes. Lesson 08 sets them beside a slider.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.repetition import repeated_shares
from meantone.measures.runs import Kinds, joined, kinds, runs
from meantone.measures.spread import Floats, mean
from meantone.models.sequence_model import Numbers

RUN = 4
"""Notes in a run."""

NOTES = 32
"""Notes of a tune's opening that are looked at."""

TUNES = 200
"""Tunes in a set."""


class Dials(NamedTuple):
    """How alike the tunes of a set are, and how much returns in each.

    Parameters
    ----------
    alike : float
        As `alike` gives it.
    returns : float
        As `returns` gives it.
    """

    alike: float
    returns: float


class PeoplesDials(NamedTuple):
    """The same two figures for people's tunes, with their bands, and for shuffled tunes.

    Parameters
    ----------
    human : Dials
        Of all these tunes.
    low, high : Dials
        Between these lie 95 of 100 sets of `TUNES`.
    shuffled : Dials
        The means over such sets with each tune's notes in random order.
    """

    human: Dials
    low: Dials
    high: Dials
    shuffled: Dials


def openings(tunes: Sequence[ArrayLike], notes: int = NOTES, count: int = TUNES) -> list[Numbers]:
    """Return the first notes of the first tunes that are long enough: one window for all sets.

    A collection stands in the order of its sources: draw tunes at random before.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Tokens that are a note each.
    notes : int
        Notes of each opening; shorter tunes are left out.
    count : int
        The most tunes that are taken.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (notes,)
        Fewer than `count` if there are not enough.

    Examples
    --------
    >>> openings([[1, 2, 3, 4], [5, 6], [7, 8, 9]], notes=3, count=2)
    [array([1, 2, 3]), array([7, 8, 9])]
    """
    long = [tune[:notes] for tune in map(np.asarray, tunes) if len(tune) >= notes]
    return long[:count]


def alike(tunes: Sequence[ArrayLike], length: int = RUN) -> float:
    """Return how much of a tune other tunes have too: mean share of them that has a run of it.

    For a run that `df` of N tunes have, ``(df - 1) / (N - 1)`` is the share of the *other* tunes
    that have it. The mean is taken over the different runs of a tune, then over tunes. It is 1 for
    copies of one tune and 0 for tunes without a run in common, so it is best drawn on a logarithmic
    axis. As a set sharpens from noise to its mode it rises all the way. Lesson 08.

    Parameters
    ----------
    tunes : sequence of array_like of int
        As `openings` cuts them: a longer window has more runs, and those shared by many come first.
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    float
        From 0 to 1; nan for fewer than two tunes, or if none is as long as `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> alike([[1, 2, 3], [1, 2, 4], [1, 2, 3]], length=2)  # 1 2: all; 2 3: two; 2 4: one
    0.6666666666666666
    """
    found = kinds(runs(tunes, length))
    if len(tunes) < 2:
        return float("nan")
    total = np.bincount(found.owners, _shares(found, len(tunes)), len(tunes))
    different = np.bincount(found.owners, minlength=len(tunes))
    return mean(np.divide(total, different, np.full(len(tunes), np.nan), where=different > 0))


def returns(tunes: Sequence[ArrayLike], length: int = RUN) -> float:
    """Return how much of a tune came before in it: the mean of `repeated_shares`. Lesson 08.

    Parameters
    ----------
    tunes : sequence of array_like of int
        As `openings` cuts them: the longer a tune, the more has come before.
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    float
        From 0 to 1; nan if no tune is as long as `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> returns([[1, 2, 1, 2], [1, 2, 3, 4]], length=2)
    0.16666666666666666
    """
    return mean(repeated_shares(tunes, length))


def dials(tunes: Sequence[ArrayLike]) -> Dials:
    """Return both figures of a set, seen through the one window: about a millisecond.

    Examples
    --------
    >>> dials([[1, 2] * 16, [3, 4] * 20, [5, 6]])  # the last is too short
    Dials(alike=0.0, returns=0.9310344827586207)
    """
    seen = openings(tunes)
    return Dials(alike(seen), returns(seen))


def shared_notes(tunes: Sequence[ArrayLike], length: int = RUN) -> list[Floats]:
    """Return for each note how common its run is: the share of the other tunes that has it.

    Of the runs that a note is part of, the most common one counts. This is what the explorer
    colors; the mean of it is no `alike`, which counts each run of a tune once. Lesson 11.

    Parameters
    ----------
    tunes : sequence of array_like of int
        The whole set, of which a few may then be drawn.
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    list of numpy.ndarray of float, each of shape (time,)
        From 0 to 1; 0 throughout for a tune shorter than `length`, and for a tune alone.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> shared_notes([[1, 2, 3, 4], [0, 1, 2], [2, 1]], length=2)
    [array([0.5, 0.5, 0. , 0. ]), array([0. , 0.5, 0.5]), array([0., 0.])]
    """
    found = kinds(runs(tunes, length))
    text, left, _ = joined(tunes)
    begins = np.zeros(len(text))  # for each note the share of the run that begins with it
    begins[left >= length] = _shares(found, len(tunes))[found.places]
    covers = begins.copy()
    for step in range(1, length):
        np.maximum(covers[step:], begins[:-step], out=covers[step:])
    ends = np.flatnonzero(left == 0)
    return [part[:-1] for part in np.split(covers, ends + 1)[:-1]]


def peoples_dials(
    tunes: Sequence[ArrayLike], rng: np.random.Generator, draws: int = 200
) -> PeoplesDials:
    """Return what the two figures are for people's tunes, of which sets of `TUNES` vary so far.

    Of N tunes random sets of ``1 / (1 / TUNES + 1 / N)`` are drawn, none twice in a set: the mean
    over such a set varies as much as that over `TUNES` new tunes would (its variance is that of one
    tune times ``1 / size - 1 / N``). So the band is right for small collections too, where sets of
    `TUNES` would all be much the same.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Many of them, without near-duplicates (`one_of_each`): two versions of a song are
        alike because they are one song.
    rng : numpy.random.Generator
    draws : int
        How many sets.

    Returns
    -------
    PeoplesDials

    Raises
    ------
    ValueError
        If no tune is as long as an opening.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> noise = list(rng.integers(0, 7, (400, 32)))
    >>> found = peoples_dials(noise, rng, draws=20)
    >>> found.low.alike < found.human.alike < found.high.alike
    True
    """
    every = np.array(openings(tunes, count=len(tunes)))
    if not len(every):
        raise ValueError(f"none of {len(tunes)} tunes is as long as an opening; give longer ones")
    size = max(round(1 / (1 / TUNES + 1 / len(every))), 1)
    sets = [every[rng.choice(len(every), size, replace=False)] for _ in range(draws)]
    figures = np.array([dials(list(some)) for some in sets])  # (draws, 2)
    mixed = np.array([dials(list(rng.permuted(some, axis=1))) for some in sets])
    low, high = np.quantile(figures, [0.025, 0.975], axis=0)
    others = (Dials(*pair.tolist()) for pair in (low, high, mixed.mean(axis=0)))
    # Of all: neither figure depends on how many tunes there are, only how far it varies.
    return PeoplesDials(Dials(alike([*every]), returns([*every])), *others)


def _shares(found: Kinds, tunes: int) -> Floats:
    """Return the share of the other tunes that has each run."""
    return (found.tunes_with - 1) / max(tunes - 1, 1)
