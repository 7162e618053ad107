"""Counting n-grams: every run of up to n events in some tunes, level by level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.models.sequence_model import Numbers

_NOWHERE = np.empty(0, dtype=np.intp)

LARGEST_GRID = 2**23
"""Up to this many pairs of context and token are counted on a grid; more of them are sorted."""


class Counted(NamedTuple):
    """The n-grams of some tunes: a context and the token that came next, with their counts.

    A context of `d` events is one of ``d - 1`` events and the token that came next. So the n-grams
    of one level, those with an end apart, are the contexts of the next: a trie. Numbers are given
    level by level; context 0 is empty, context 1 is the start of a tune.

    Attributes
    ----------
    levels : numpy.ndarray of int, shape (order + 1,)
        The first context of 0, 1, ... events; at last, how many contexts there are.
    keys : numpy.ndarray of int, shape (n-grams,)
        ``context * (size + 1) + token``, rising.
    counts : numpy.ndarray of int, shape (n-grams,)
        How often that token came next.
    suffixes : numpy.ndarray of int, shape (n-grams,)
        The n-gram without its oldest event; -1 where the context is empty.
    """

    levels: NDArray[np.intp]
    keys: Numbers
    counts: Numbers
    suffixes: NDArray[np.intp]


def count_ngrams(
    tokens: Numbers,
    begins: NDArray[np.intp],
    size: int,
    order: int,
    cut: NDArray[np.intp] = _NOWHERE,
) -> Counted:
    """Count all n-grams of 1 to `order` events.

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (places,)
        All tunes, each with its end, as `with_ends` returns them.
    begins : numpy.ndarray of int, shape (tunes,)
        Where tunes begin.
    size : int
        Symbols in the vocabulary; the number of the end.
    order : int
        1 or more.
    cut : numpy.ndarray of int, optional
        Places of ends that nobody wrote, since the tune was cut off there: they do not count.

    Returns
    -------
    Counted

    Examples
    --------
    >>> counted = count_ngrams(np.array([0, 0, 1, 2]), np.array([0]), size=2, order=2)
    >>> counted.levels, counted.keys, counted.counts  # contexts: none, the start, 0, 1
    (array([0, 1, 4]), array([ 0,  1,  2,  3,  6,  7, 11]), array([2, 1, 1, 1, 1, 1, 1]))
    """
    context = np.zeros(len(tokens), dtype=np.int64)  # before each place; from 0 on in each level
    suffix = np.full(len(tokens), -1)  # the n-gram at each place, one event shorter
    levels, found, total = [0, 1], [], 0
    for depth in range(order):
        first, contexts = levels[-2], levels[-1] - levels[-2]
        keys, ngram, counts = distinct(context * (size + 1) + tokens)
        suffixes = np.empty(len(keys), dtype=np.intp)
        suffixes[ngram] = suffix  # all places of an n-gram say the same
        # Places with too few events before them share a context behind the last one: leave it out.
        known = int(np.searchsorted(keys, contexts * (size + 1)))
        counts = counts - np.bincount(ngram[cut], minlength=len(keys))
        found.append((keys[:known] + first * (size + 1), counts[:known], suffixes[:known]))
        suffix = total + ngram
        total += known
        if depth < order - 1:
            child, contexts = _children(keys, known, size, starts=int(depth == 0))
            context[1:] = child[ngram[:-1]]
            context[0] = contexts  # nothing comes before it
            if depth == 0:
                context[begins] = 0  # but the start, from which contexts of one event are numbered
            levels.append(levels[-1] + contexts)
    keys, counts, suffixes = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return _met(Counted(np.array(levels), keys, counts, suffixes))


def _met(counted: Counted) -> Counted:
    """Leave out ends that were cut off and never met. They make no context of the next level."""
    met = counted.counts > 0
    if met.all():
        return counted
    number = np.append(np.cumsum(met) - 1, -1)  # of an n-gram of one event, -1, stays -1
    return Counted(
        counted.levels, counted.keys[met], counted.counts[met], number[counted.suffixes][met]
    )


def _children(keys: Numbers, known: int, size: int, starts: int) -> tuple[Numbers, int]:
    """Return the context that each n-gram of a level makes, and how many contexts that gives.

    They are numbered from `starts` on. An n-gram with an end makes none, and neither do those from
    the number `known` on: they get the number behind the last one.
    """
    grows = np.flatnonzero(keys[:known] % (size + 1) != size)
    contexts = starts + len(grows)
    child = np.full(len(keys), contexts, dtype=np.int64)
    child[grows] = starts + np.arange(len(grows))
    return child, contexts


def distinct(keys: Numbers) -> tuple[Numbers, NDArray[np.intp], Numbers]:
    """Return the different keys, rising; which one each key is; and how often each occurs.

    The same as ``np.unique`` with its inverse and counts. Keys in a small range are counted on a
    grid, which is several times as fast as sorting them.

    Parameters
    ----------
    keys : numpy.ndarray of int, shape (n,)
        Not below 0.

    Returns
    -------
    found : numpy.ndarray of int, shape (different keys,)
    number : numpy.ndarray of int, shape (n,)
    counts : numpy.ndarray of int, shape (different keys,)

    Examples
    --------
    >>> distinct(np.array([5, 3, 5]))
    (array([3, 5]), array([1, 0, 1]), array([1, 2]))
    """
    if len(keys) and keys.max() >= LARGEST_GRID:
        return np.unique(keys, return_inverse=True, return_counts=True)
    places = keys.astype(np.intp)
    grid = np.bincount(places)
    found = np.flatnonzero(grid)
    number = np.empty(len(grid), dtype=np.intp)
    number[found] = np.arange(len(found))
    return found, number[places], grid[found]
