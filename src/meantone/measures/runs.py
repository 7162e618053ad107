"""Runs of tokens (n-grams) as numbers, so that counting them is arithmetic and never a loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.int64]

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


def distinct_per_tune(found: Runs, tunes: int) -> tuple[Numbers, Numbers]:
    """Return how many runs each tune has, and how many different ones; both of shape (tunes,).

    Examples
    --------
    >>> distinct_per_tune(runs([[7, 8, 7, 8], [7]], length=2), tunes=2)
    (array([3, 0]), array([2, 0]))
    """
    order = np.lexsort((found.numbers, found.owners))
    number, owner = found.numbers[order], found.owners[order]
    first = np.ones(len(order), dtype=bool)  # of its kind in its tune
    first[1:] = (number[1:] != number[:-1]) | (owner[1:] != owner[:-1])
    return np.bincount(owner, minlength=tunes), np.bincount(owner[first], minlength=tunes)


def joined(tunes: Sequence[ArrayLike]) -> tuple[Numbers, Numbers, Numbers]:
    """Join tunes in one text, with a 0 behind each: text, tokens left in the tune, which tune.

    Tokens become numbers above 0, in their order.

    Examples
    --------
    >>> joined([[5, 7], [], [5]])
    (array([6, 8, 0, 0, 6, 0]), array([2, 1, 0, 0, 1, 0]), array([0, 0, 0, 1, 2, 2]))
    """
    arrays = [np.asarray(tune, dtype=np.int64) for tune in tunes]
    lengths = np.array([len(array) + 1 for array in arrays], dtype=np.int64)
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
    """Return numbers that may be multiplied by `base`: as they are, or numbered anew in order."""
    if int(numbers.max(initial=0)) < 2**62 // base:
        return numbers
    return np.unique(numbers, return_inverse=True)[1]


def _ranked(tokens: Numbers) -> Numbers:
    """Return tokens as small numbers from 0 on, in their order."""
    if 0 <= tokens.min() <= tokens.max() < SMALL:
        return tokens
    return np.unique(tokens, return_inverse=True)[1]
