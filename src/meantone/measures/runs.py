"""Runs of tokens (n-grams) as numbers, so that counting them is arithmetic and never a loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.sequence_model import Numbers
from meantone.tunes.tokens import as_tokens

SMALL = 2**15
"""Tokens below this are numbered as they are; others anew, in their order."""


class Runs(NamedTuple):
    """All runs of one length in some tunes, in the order in which they are played.

    Parameters
    ----------
    numbers : numpy.ndarray of int, shape (runs,)
        Equal runs have equal numbers, others different ones.
    owners : numpy.ndarray of int, shape (runs,)
        Which tune each run is in.
    """

    numbers: Numbers
    owners: Numbers


def runs(tunes: Sequence[ArrayLike], length: int) -> Runs:
    """Return every run of so many tokens in some tunes as a number.

    A run lies within one tune. Numbers of one call can be compared with each other, not with those
    of another call: to compare two sets of tunes, number them together.

    Parameters
    ----------
    tunes : sequence of array_like of int
    length : int
        Tokens in a run (the n of its n-gram), 1 or more.

    Returns
    -------
    Runs

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> numbers, owners = runs([[7, 8, 7, 8], [7, 8], [9]], length=2)
    >>> [int(sum(numbers == number)) for number in numbers], owners
    ([3, 1, 3, 3], array([0, 0, 0, 1]))
    """
    if length < 1:
        raise ValueError(f"the length is {length}; a run has 1 token or more")
    text, left, owner = joined(tunes)
    numbers = text
    for step in range(1, length):
        numbers = paired(numbers, text, step)
    whole = left >= length  # a run does not reach into the next tune
    return Runs(numbers[whole], owner[whole])


class Kinds(NamedTuple):
    """The different runs of each tune: an entry for each tune and each run that it has.

    In the order of the runs, and for one run in the order of the tunes that have it.

    Parameters
    ----------
    numbers, owners : numpy.ndarray of int, shape (kinds,)
        The run, and whose it is.
    counts : numpy.ndarray of int, shape (kinds,)
        How often the tune has the run: 1 or more.
    places : numpy.ndarray of int, shape (runs,)
        For each run as it is played, its entry.
    """

    numbers: Numbers
    owners: Numbers
    counts: Numbers
    places: Numbers

    @property
    def tunes_with(self) -> Numbers:
        """In how many tunes the run of each entry occurs; shape (kinds,)."""
        starts = np.flatnonzero(_first(self.numbers))
        sizes = np.diff(np.append(starts, len(self.numbers)))
        return np.repeat(sizes, sizes)


def kinds(found: Runs) -> Kinds:
    """Return the different runs of each tune, and how often it has each.

    Examples
    --------
    >>> found = kinds(runs([[7, 8, 7, 8], [7, 8]], length=2))
    >>> found.owners, found.counts, found.tunes_with, found.places
    (array([0, 1, 0]), array([2, 1, 1]), array([2, 2, 1]), array([0, 2, 0, 1]))
    """
    order = np.lexsort((found.owners, found.numbers))
    numbers, owners = found.numbers[order], found.owners[order]
    first = _first(numbers) | _first(owners)
    starts = np.flatnonzero(first)
    places = np.empty(len(order), dtype=np.intp)
    places[order] = np.cumsum(first) - 1
    counts = np.diff(np.append(starts, len(order)))
    return Kinds(numbers[starts], owners[starts], counts, places)


def _first(values: Numbers) -> NDArray[np.bool_]:
    """Return where a value differs from the one before it."""
    first = np.ones(len(values), dtype=bool)
    first[1:] = values[1:] != values[:-1]
    return first


def joined(tunes: Sequence[ArrayLike]) -> tuple[Numbers, Numbers, Numbers]:
    """Join tunes in one text, with a 0 behind each: text, tokens left in the tune, which tune.

    Tokens become numbers above 0, in their order.

    Examples
    --------
    >>> joined([[5, 7], [], [5]])
    (array([6, 8, 0, 0, 6, 0]), array([2, 1, 0, 0, 1, 0]), array([0, 0, 0, 1, 2, 2]))
    """
    arrays = as_tokens(tunes)
    lengths = np.array([len(array) + 1 for array in arrays], dtype=np.intp)
    ends = np.cumsum(lengths) - 1  # where the zeros are
    text = np.zeros(lengths.sum(), dtype=np.int64)
    played = np.ones(len(text), dtype=bool)
    played[ends] = False
    if played.any():
        text[played] = 1 + _ranked(np.concatenate(arrays))
    return (
        text,
        np.repeat(ends, lengths) - np.arange(len(text)),
        np.repeat(np.arange(len(arrays)), lengths),
    )


def paired(first: Numbers, second: Numbers, step: int) -> Numbers:
    """Return numbers for pairs: of what is at a place, and `step` places on (0 behind the end).

    Equal pairs get equal numbers, others different ones, in the order of the pairs.

    Parameters
    ----------
    first, second : numpy.ndarray of int, shape (places,)
        Not below 0.
    step : int
        How many places on the second of a pair is.

    Returns
    -------
    numpy.ndarray of int, shape (places,)

    Examples
    --------
    >>> paired(np.array([1, 2, 1, 2]), np.array([1, 2, 1, 2]), 1)
    array([5, 7, 5, 6])
    """
    base = int(second.max(initial=0)) + 1
    pairs = small(first, base) * base
    pairs[: max(len(second) - step, 0)] += second[step:]
    return pairs


def small(numbers: Numbers, base: int = 2**31) -> Numbers:
    """Return numbers that may be multiplied by `base`: as they are, or numbered anew in order.

    Parameters
    ----------
    numbers : numpy.ndarray of int, shape (places,)
        Not below 0.
    base : int

    Returns
    -------
    numpy.ndarray of int, shape (places,)
    """
    if int(numbers.max(initial=0)) < 2**62 // base:
        return numbers
    return np.unique(numbers, return_inverse=True)[1].astype(np.int64)


def _ranked(tokens: Numbers) -> Numbers:
    """Return tokens as small numbers from 0 on, in their order."""
    if 0 <= tokens.min() <= tokens.max() < SMALL:
        return tokens
    return np.unique(tokens, return_inverse=True)[1]
