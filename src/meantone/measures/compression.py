"""Compressibility: how much of a tune can be told by pointing back at what came before."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.spread import Floats
from meantone.models.sequence_model import Numbers
from meantone.tunes.tokens import as_tokens

COPIES = 8
"""Shuffled copies that a tune is held against."""


def lempel_ziv(tunes: Sequence[ArrayLike]) -> Numbers:
    """Return the Lempel-Ziv complexity of each tune: in how many new phrases it can be told.

    From where the last phrase ended, the next is the shortest run of tokens that has not begun
    earlier in the tune (it may overlap with itself); what is left at the end counts as one (Lempel
    and Ziv 1976). It is biased on tunes of forty notes, and grows with length and vocabulary: use
    `compressibility`, which holds a tune against its own shuffles.

    Parameters
    ----------
    tunes : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of int, shape (tunes,)
        0 for an empty tune.

    Examples
    --------
    >>> lempel_ziv([[1, 0, 1, 0, 1, 0, 1, 0], [7, 7, 7], [7], []])  # 1, 0, 101010; 7, 77; 7
    array([3, 2, 1, 0])
    """
    arrays = as_tokens(tunes)
    lengths = np.array([len(array) for array in arrays], dtype=np.int64)
    phrases = np.zeros(len(arrays), dtype=np.int64)
    for length in np.unique(lengths[lengths > 0]).tolist():
        places = np.flatnonzero(lengths == length)
        phrases[places] = _phrases(np.stack([arrays[place] for place in places]))
    return phrases


def compressibility(
    tunes: Sequence[ArrayLike], rng: np.random.Generator, copies: int = COPIES
) -> Floats:
    """Return how many phrases each tune needs, for each that its own notes shuffled need.

    ``lempel_ziv(tune) / mean(lempel_ziv(shuffled copies))``: below 1 where order makes a tune
    shorter to tell, 1 for a tune of one note repeated, whose shuffles are itself. The bias of the
    complexity on short tunes is in both, and most of it goes away. Lesson 09's profile
    has it as a row.

    Parameters
    ----------
    tunes : sequence of array_like of int
    rng : numpy.random.Generator
    copies : int
        Shuffled copies of each tune, 1 or more.

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
        nan for an empty tune.

    Raises
    ------
    ValueError
        If `copies` is below 1.

    Examples
    --------
    >>> compressibility([[1, 2, 3, 4] * 4, [5] * 9, []], np.random.default_rng(0)).round(2)
    array([0.57, 1.  ,  nan])
    """
    if copies < 1:
        raise ValueError(f"there are {copies} shuffled copies; 1 or more are needed")
    arrays = as_tokens(tunes)
    mixed = [rng.permutation(array) for array in arrays for _ in range(copies)]
    of_mixed = lempel_ziv(mixed).reshape(len(arrays), copies).mean(axis=1)
    shares = np.full(len(arrays), np.nan)
    np.divide(lempel_ziv(arrays), of_mixed, out=shares, where=of_mixed > 0)
    return shares


def _phrases(table: NDArray[np.int64]) -> Numbers:
    """Return the complexity of tunes of one length, shape (tunes, time)."""
    known = _longest_known(table)
    count, length = table.shape
    rows = np.arange(count)
    at, phrases = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    while (going := at < length).any():
        phrases += going
        # What is known, and one token more: that makes it new.
        at = np.where(going, at + known[rows, np.minimum(at, length - 1)] + 1, at)
    return phrases


def _longest_known(table: NDArray[np.int64]) -> Numbers:
    """Return how long the longest run from each place is that began earlier too."""
    count, length = table.shape
    known = np.zeros((count, length), dtype=np.int64)
    for lag in range(1, length):
        same = table[:, lag:] == table[:, :-lag]
        # From each place on, how far to the first token that differs from the one `lag` before.
        stops = np.where(same, length - lag, np.arange(length - lag))
        ahead = np.minimum.accumulate(stops[:, ::-1], axis=1)[:, ::-1] - np.arange(length - lag)
        np.maximum(known[:, lag:], ahead, out=known[:, lag:])
    return known
