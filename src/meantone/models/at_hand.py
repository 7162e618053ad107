"""The memory of the tune at hand: what came after the latest notes before, in the same tune.

It grows with each note. `meantone.models.memory` does the same for the tunes of training, which
stay as they are.
"""

from __future__ import annotations

import math

import numpy as np

from meantone.models.sequence_model import Numbers

AtHand = tuple[Numbers, Numbers, Numbers]
"""What `begin` and `remember` return: three arrays of shape (batch, time)."""


def begin(batch: int) -> AtHand:
    """Return the memory of `batch` tunes of which nothing has been played.

    Returns
    -------
    played : numpy.ndarray of int, shape (batch, time)
        The tokens so far: none yet.
    match : numpy.ndarray of int, shape (batch, time)
        How many of the notes before each place are also the latest notes.
    known : numpy.ndarray of int, shape (batch, time)
        The depth of the longest context after which a place's token had come before.
    """
    nothing = np.zeros((batch, 0), dtype=np.int64)
    return nothing, nothing, nothing


def remember(at_hand: AtHand, tokens: Numbers, longest: Numbers) -> AtHand:
    """Return the memory of the tunes at hand after one more token in each.

    Parameters
    ----------
    at_hand : tuple of numpy.ndarray
        What `begin` or `remember` returned.
    tokens : numpy.ndarray of int, shape (batch,)
    longest : numpy.ndarray of int, shape (batch,)
        `Memory.longest` of the tokens; 0 if there is no other memory.

    Returns
    -------
    tuple of numpy.ndarray
        As `begin` returns it, one note longer.

    Examples
    --------
    >>> at_hand = begin(1)
    >>> for token in [0, 1, 0, 1]:
    ...     at_hand = remember(at_hand, np.array([token]), np.array([0]))
    >>> at_hand[1]  # before the third place, where a 0 stands, came 0 1, which are the latest
    array([[0, 0, 2, 0]])
    """
    played, match, known = at_hand
    same = played == tokens[:, None]  # (batch, time)
    earlier = np.max(match, axis=1, where=same, initial=0)
    # A place matches one note more if the note before it, too, is the latest.
    after = np.where(same, match + 1, 0)
    return (
        np.column_stack([played, tokens]),
        np.column_stack([np.zeros_like(tokens), after]),
        np.column_stack([known, np.maximum(longest, earlier)]),
    )


def counts_at_hand(at_hand: AtHand, size: int, deepest: int) -> Numbers:
    """Return how often each token came after each context in the tune at hand.

    Parameters
    ----------
    at_hand : tuple of numpy.ndarray
    size : int
        Symbols in the vocabulary.
    deepest : int
        No contexts of more events are looked at.

    Returns
    -------
    numpy.ndarray of int, shape (batch, depths, size + 1)

    Examples
    --------
    >>> at_hand = begin(1)
    >>> for token in [0, 1, 0, 1]:
    ...     at_hand = remember(at_hand, np.array([token]), np.array([0]))
    >>> counts_at_hand(at_hand, size=2, deepest=9)  # of 0, 1, the end
    array([[[2, 2, 0],
            [1, 0, 0],
            [1, 0, 0]]])
    """
    return _stacked(at_hand[0], np.zeros_like(at_hand[1]), at_hand[1], size, deepest)


def update_excluded_at_hand(at_hand: AtHand, size: int, deepest: int) -> Numbers:
    """Return the update-excluded counts in the tune at hand; see `Memory.update_excluded`.

    Parameters
    ----------
    at_hand, size, deepest
        As for `counts_at_hand`.

    Returns
    -------
    numpy.ndarray of int, shape (batch, depths, size + 1)
    """
    return _stacked(at_hand[0], at_hand[2], at_hand[1], size, deepest)


def _stacked(tokens: Numbers, low: Numbers, high: Numbers, size: int, deepest: int) -> Numbers:
    """Return an array in which each place counts, for its token, from depth `low` up to `high`."""
    low, high = np.minimum(low, deepest), np.minimum(high, deepest)
    shape = (2 + int(high.max(initial=0)), len(tokens), size + 1)  # (depths + 1, batch, tokens)
    tune, place = np.nonzero(low <= high)
    token, low, high = tokens[tune, place], low[tune, place], high[tune, place]
    # From the highest depth on down there is one more, from below the lowest one less.
    ups, downs = (
        np.bincount(np.ravel_multi_index((depth, tune, token), shape), minlength=math.prod(shape))
        for depth in (high + 1, low)
    )
    counts = (ups - downs).reshape(shape)
    for depth in range(shape[0] - 2, 0, -1):  # ten times as fast as np.cumsum
        counts[depth] += counts[depth + 1]
    return np.moveaxis(counts[1:], 0, 1)
