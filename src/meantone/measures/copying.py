"""Copying: how much of a tune was there before, note for note.

Human tunes share runs of notes too. So a figure of this kind means something only beside that of
human tunes that were kept out of training.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.runs import joined, paired, runs, small
from meantone.models.sequence_model import Numbers


def longest_copies(tunes: Sequence[ArrayLike], training: Sequence[ArrayLike]) -> Numbers:
    """Return, for each tune, how long the longest run of tokens is that a training tune holds too.

    A run is unbroken, and lies within one training tune. Exact, by sorting all places of all tunes
    by what follows there (Manber and Myers 1993): what has the longest run in common with a place
    stands next to it. A tune that is itself in `training` copies itself whole: leave it out there
    before you ask. Lessons 03 and 09.

    Parameters
    ----------
    tunes : sequence of array_like of int
    training : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of int, shape (tunes,)
        In tokens; 0 for an empty tune, and without training.

    Examples
    --------
    >>> longest_copies([[1, 2, 3, 9], [7], []], [[0, 1, 2, 3, 4], [9, 9]])
    array([3, 0, 0])
    """
    text, left, owner = joined([*tunes, *training])
    ours = (owner < len(tunes)) & (left > 0)
    theirs = (owner >= len(tunes)) & (left > 0)
    longest = np.zeros(len(tunes), dtype=np.int64)
    if not ours.any() or not theirs.any():
        return longest
    names = _names(text, left[ours].max())
    here = np.flatnonzero(ours)
    places = np.flatnonzero(theirs)
    places = places[np.argsort(names[-1][places], kind="stable")]
    spot = np.searchsorted(names[-1][places], names[-1][here])
    for neighbor in (spot - 1, spot):
        shared = _shared(names, here, places[neighbor.clip(0, len(places) - 1)])
        # What lies behind the end of our own tune is no part of it.
        np.maximum.at(longest, owner[here], np.minimum(shared, left[here]))
    return longest


def longest_copy(tokens: ArrayLike, training: Sequence[ArrayLike]) -> int:
    """Return how long the longest run of one tune's tokens is that a training tune holds too.

    For many tunes `longest_copies` is much faster.

    Parameters
    ----------
    tokens : array_like of int, shape (time,)
    training : sequence of array_like of int

    Returns
    -------
    int
        In tokens; 0 for an empty tune, and without training.

    Examples
    --------
    >>> longest_copy([1, 2, 3, 9], [[0, 1, 2, 3, 4], [9, 9]])
    3
    """
    return int(longest_copies([tokens], training)[0])


def copied_shares(
    tunes: Sequence[ArrayLike], training: Sequence[ArrayLike], length: int
) -> NDArray[np.float64]:
    """Return which share of each tune's runs of so many tokens is found in a training tune too.

    ``share = (n-grams of the tune that occur in training) / (n-grams of the tune)``, each counted
    as often as the tune has it, n being `length`. A tune that is itself in `training` is found
    whole: leave it out there before you ask. Lessons 03 and 09.

    Parameters
    ----------
    tunes : sequence of array_like of int
    training : sequence of array_like of int
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
        From 0 to 1; nan for a tune shorter than `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> copied_shares([[1, 2, 3, 9], [7, 8], [5]], [[0, 1, 2, 3, 4]], length=2).round(2)
    array([0.67, 0.  ,  nan])
    """
    found, all_runs = _copied(tunes, training, length)
    with np.errstate(invalid="ignore"):
        return np.asarray(found / all_runs)


def copied_share(tunes: Sequence[ArrayLike], training: Sequence[ArrayLike], length: int) -> float:
    """Return which share of all runs of so many tokens is found in a training tune too.

    As `copied_shares`, of all tunes taken together, so that a long tune counts for more.

    Parameters
    ----------
    tunes : sequence of array_like of int
    training : sequence of array_like of int
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
    >>> copied_share([[1, 2, 3, 9], [7, 8], [5]], [[0, 1, 2, 3, 4]], length=2)
    0.5
    """
    found, all_runs = _copied(tunes, training, length)
    return float(found.sum() / all_runs.sum()) if all_runs.any() else float("nan")


def _copied(
    tunes: Sequence[ArrayLike], training: Sequence[ArrayLike], length: int
) -> tuple[Numbers, Numbers]:
    """Return how many runs of each tune are in training, and how many it has."""
    numbers, owners = runs([*tunes, *training], length)
    ours = owners < len(tunes)
    found = np.isin(numbers[ours], numbers[~ours])
    count = len(tunes)
    return (
        np.bincount(owners[ours][found], minlength=count),
        np.bincount(owners[ours], minlength=count),
    )


def _names(text: Numbers, longest: int) -> list[Numbers]:
    """Return numbers for the runs of 1, 2, 4, ... tokens from every place, in dictionary order.

    ``names[k][i] == names[k][j]`` if and only if the same 2 ** k tokens follow at `i` and `j`. The
    last runs are longer than `longest`. Numbers of long runs come from those of their two halves
    (Karp, Miller and Rosenberg 1972).
    """
    names, half = [text], 1
    while half <= longest:
        names[-1] = small(names[-1])
        names.append(paired(names[-1], names[-1], half))
        half *= 2
    return names


def _shared(names: list[Numbers], one: Numbers, two: Numbers) -> Numbers:
    """Return how many tokens the texts from places `one` and from places `two` have in common."""
    shared = np.zeros_like(one)
    last = len(names[0]) - 1
    for power, name in reversed(list(enumerate(names))):
        same = name[(one + shared).clip(max=last)] == name[(two + shared).clip(max=last)]
        shared += same << power
    return shared
