"""Copying: how much of a tune was there before, note for note.

Human tunes share runs of notes too. So a figure of this kind means something only beside that of
human tunes that were kept out of training.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.runs import joined, paired, runs, small
from meantone.models.sequence_model import Numbers

USUAL = 0.95
"""So many of people's tunes copy no longer run than the limit."""


class SharedRuns(NamedTuple):
    """The longest run of each tune that a training tune holds too, and where both stand.

    Parameters
    ----------
    lengths : numpy.ndarray of int, shape (tunes,)
        In tokens; 0 where nothing is shared.
    starts : numpy.ndarray of int, shape (tunes,)
        The token of the tune that the run begins with, from 0: of equally long ones the first.
    sources : numpy.ndarray of int, shape (tunes,)
        A training tune that holds it; -1 where nothing is shared.
    places : numpy.ndarray of int, shape (tunes,)
        The token of that training tune that the run begins with.
    """

    lengths: Numbers
    starts: Numbers
    sources: Numbers
    places: Numbers


def longest_runs(tunes: Sequence[ArrayLike], training: Sequence[ArrayLike]) -> SharedRuns:
    """Return, for each tune, the longest run of tokens that a training tune holds too, and whose.

    A run is unbroken, and lies within one training tune. Exact, by sorting all places of all tunes
    by what follows there (Manber and Myers 1993): what has the longest run in common with a place
    stands next to it. A tune that is itself in `training` copies itself whole: leave it out there
    before you ask. Where several training tunes hold the run, one of them is named. Lesson 16.

    Parameters
    ----------
    tunes : sequence of array_like of int
    training : sequence of array_like of int

    Returns
    -------
    SharedRuns

    Examples
    --------
    >>> found = longest_runs([[9, 1, 2, 3], [7], []], [[5, 5], [0, 1, 2, 3, 4]])
    >>> found.lengths, found.starts, found.sources, found.places
    (array([3, 0, 0]), array([1, 0, 0]), array([ 1, -1, -1]), array([1, 0, 0]))
    """
    count = len(tunes)
    lengths, starts, places = (np.zeros(count, dtype=np.int64) for _ in range(3))
    found = SharedRuns(lengths, starts, np.full(count, -1), places)
    text, left, owner = joined([*tunes, *training])
    here, there = (np.flatnonzero((left > 0) & of) for of in (owner < count, owner >= count))
    if not len(here) or not len(there):
        return found
    run, other = _longest_at(text, here, there, left[here])
    # The first of the longest runs of each tune.
    first = np.lexsort((here, -run, owner[here]))
    mine, at = np.unique(owner[here][first], return_index=True)
    best = first[at]
    some = run[best] > 0
    mine, best = mine[some], best[some]
    begins = np.searchsorted(owner, np.arange(count + len(training)))
    whose = owner[other[best]]
    found.lengths[mine], found.sources[mine] = run[best], whose - count
    found.starts[mine] = here[best] - begins[mine]
    found.places[mine] = other[best] - begins[whose]
    return found


def longest_copies(tunes: Sequence[ArrayLike], training: Sequence[ArrayLike]) -> Numbers:
    """Return, for each tune, how long the longest run of tokens is that a training tune holds too.

    As `longest_runs`, which also says where it stands. Lessons 03 and 09.

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
    return longest_runs(tunes, training).lengths


def usual_limit(copies: ArrayLike) -> int:
    """Return the longest copy that is still usual: so many of people's tunes have none longer.

    ``limit = quantile of people's longest copies at USUAL``, the next length above. Lesson 16.

    Parameters
    ----------
    copies : array_like of int, shape (tunes,)
        The longest copy of each of people's tunes, which were not learned from.

    Returns
    -------
    int
        In tokens.

    Raises
    ------
    ValueError
        If there is no tune.

    Examples
    --------
    >>> usual_limit([5] * 96 + [9] * 4), usual_limit([5] * 90 + [9] * 10)
    (5, 9)
    """
    lengths = np.asarray(copies)
    if not lengths.size:
        raise ValueError("people's longest copies set the limit; there is none")
    return int(np.quantile(lengths, USUAL, method="higher"))


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


def _longest_at(
    text: Numbers, here: Numbers, there: Numbers, left: Numbers
) -> tuple[Numbers, Numbers]:
    """Return the longest run from each place `here` that some place `there` has, and which place.

    What lies behind the end of our own tune, `left` tokens on, is no part of it.
    """
    names = _names(text, left.max())
    there = there[np.argsort(names[-1][there], kind="stable")]
    spot = np.searchsorted(names[-1][there], names[-1][here])
    run, other = np.zeros(len(here), dtype=np.int64), np.zeros(len(here), dtype=np.int64)
    for neighbor in (spot - 1, spot):
        place = there[neighbor.clip(0, len(there) - 1)]
        shared = np.minimum(_shared(names, here, place), left)
        longer = shared > run
        run[longer], other[longer] = shared[longer], place[longer]
    return run, other


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
