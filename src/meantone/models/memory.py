"""The memory of a model with contexts of any length: an index of all tunes it was trained on.

A *place* is where a note stands, or the end of a tune. To know what may come next, look for the
places that the same notes came before: those that share the last note, of them those that share the
last two, and so on. What stands there is counted, depth by depth. `meantone.models.at_hand` does
the same for the tune that is being played.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.sequence_model import Numbers, with_ends


class Memory:
    """The places of all training tunes, sorted by what came before them, read backwards.

    An FM-index: a suffix array (of prefixes, here) and its ranks. Sorted so, all places after one
    context lie side by side, in a *range* of two numbers: from, and up to. How often each token
    came after the context is the difference of two rows of ranks (running totals of each token);
    and where the range of the next longer context lies follows from the same ranks. So contexts
    have any length, there is no tree, and a larger memory is no slower. (The sorting is that of
    Burrows and Wheeler 1994, the search that of Ferragina and Manzini 2000.) Contexts never reach
    across the beginning of a tune. Ranks take 4 bytes for each place and symbol: 40 MB for 300,000
    notes and 33 symbols. Lesson 03.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Tokens from 0 to ``size - 1``. There may be none.
    size : int
        Symbols in the vocabulary; the end of a tune has this number.
    opening : {1, 0}
        1 if the beginning of a tune is an event that contexts may begin with, as with a note; 0 if
        nothing comes before a first note.

    Raises
    ------
    ValueError
        If a token is out of range, or the size is below 1.

    Examples
    --------
    >>> memory = Memory([[0, 1], [0, 0, 1]], size=2, opening=0)
    >>> ranges = memory.advance(memory.start(1), np.array([0]))
    >>> memory.counts(ranges)  # of 0, 1 and the end: anywhere, and after a 0
    array([[[3, 2, 2],
            [1, 2, 0]]])
    """

    def __init__(self, tunes: Sequence[ArrayLike], size: int, opening: int) -> None:
        if size < 1:
            raise ValueError(f"size is {size}; a vocabulary has at least one symbol")
        tokens, begins = with_ends(tunes, size)
        # How many notes come before each place in its own tune.
        past = np.arange(len(tokens)) - np.repeat(begins[:-1], np.diff(begins))
        order = sorted_by_past(tokens, past)
        self.size, self.places = size, len(tokens)
        self.ranks = np.zeros((self.places + 1, size + 1), dtype=np.int32)
        np.cumsum(tokens[order][:, None] == np.arange(size + 1), axis=0, out=self.ranks[1:])
        # First of all come the beginnings, then the places after the lowest note, and so on.
        beginnings = int((past == 0).sum())
        self.first = beginnings + np.cumsum(self.ranks[-1]) - self.ranks[-1]
        self.opening = np.array([[0, self.places], [0, beginnings]])[: 1 + opening]
        self._sorted = tokens, past + opening, order

    def start(self, batch: int) -> Numbers:
        """Return the ranges before the first token, shape (batch, depths, 2)."""
        return np.tile(self.opening, (batch, 1, 1))

    def advance(self, ranges: Numbers, tokens: Numbers) -> Numbers:
        """Return the ranges after one more token; depths that no tune reaches are left out.

        Parameters
        ----------
        ranges : numpy.ndarray of int, shape (batch, depths, 2)
            ``ranges[b, d]`` is where the places lie that the last `d` events came before.
        tokens : numpy.ndarray of int, shape (batch,)
            From 0 to ``size - 1``. After the end of a tune nothing is remembered.

        Returns
        -------
        numpy.ndarray of int, shape (batch, depths, 2)
        """
        going_on = (tokens < self.size)[:, None, None]
        tokens = np.minimum(tokens, self.size - 1)
        longer = self.first[tokens][:, None, None] + self.ranks[ranges, tokens[:, None, None]]
        everywhere = np.broadcast_to(self.opening[:1], (len(ranges), 1, 2))
        after = np.concatenate([everywhere, np.where(going_on, longer, 0)], axis=1)
        depths = 1 + int((after[:, 1:, 0] < after[:, 1:, 1]).any(axis=0).sum())
        return after[:, :depths]

    def counts(self, ranges: Numbers) -> Numbers:
        """Return how often each token came after each context, shape (batch, depths, size + 1)."""
        return np.asarray(self.ranks[ranges[..., 1]] - self.ranks[ranges[..., 0]], dtype=np.int64)

    def update_excluded(self, ranges: Numbers) -> Numbers:
        """Return the update-excluded counts, shape (batch, depths, size + 1).

        Update exclusion (Moffat 1990) counts a token in a context only if no longer context has
        predicted it: where it is new, and in the longest context where it is not. That makes the
        number of different contexts, one event longer, after which it came; a context that is a
        whole past counts every time.
        """
        depth = np.arange(ranges.shape[1])[:, None]
        kinds = np.arange(self.size + 1, dtype=np.int64)  # keys outgrow 32 bits
        keys = (kinds * (self.places + 1) + depth) * (self.places + 1)
        # Counted are the first in the range and all that share with the one before no more than it.
        begin, stop = (
            np.searchsorted(self._shared_depths, keys + ranges[:, :, side, None]) for side in (0, 1)
        )
        return np.asarray((self.counts(ranges) > 0) + stop - begin)

    @cached_property
    def _shared_depths(self) -> Numbers:
        """Keys of (token, depth, place in order), sorted, that `update_excluded` looks up.

        The depth is that of the context which a place shares with the last one before it in the
        order that has the same token. The first places of all tokens are left out: they are the
        first in every range they lie in.
        """
        tokens, past, order = self._sorted
        # By token; equal ones stay in the order of their pasts.
        by_token = np.argsort(tokens[order], kind="stable")
        one, other = order[by_token[:-1]], order[by_token[1:]]
        same = np.flatnonzero(tokens[one] == tokens[other])
        depth = shared_past(tokens, past, one[same], other[same])
        width = self.places + 1
        keys = (tokens[other[same]] * width + depth) * width + by_token[1:][same]
        return np.sort(keys)

    def longest(self, ranges: Numbers, tokens: Numbers) -> Numbers:
        """Return the depth of the longest context after which each token came.

        Parameters
        ----------
        ranges : numpy.ndarray of int, shape (batch, depths, 2)
        tokens : numpy.ndarray of int, shape (batch,)

        Returns
        -------
        numpy.ndarray of int, shape (batch,)
            0 if it came after none.
        """
        edges = self.ranks[ranges, tokens[:, None, None]]  # (batch, depths, 2)
        return np.asarray(np.maximum((edges[..., 0] < edges[..., 1]).sum(axis=1) - 1, 0))


def sorted_by_past(tokens: Numbers, past: Numbers) -> Numbers:
    """Return the places in the order of what came before them: latest note first, then backwards.

    Where nothing came before is first of all; equal pasts stay in their order. Each round doubles
    how far back is compared (Manber and Myers 1990).

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (places,)
        All tunes, one after the other.
    past : numpy.ndarray of int, shape (places,)
        How many notes come before each place in its own tune.

    Returns
    -------
    numpy.ndarray of int, shape (places,)

    Examples
    --------
    >>> sorted_by_past(np.array([0, 1, 9, 0, 0, 9]), np.array([0, 1, 2, 0, 1, 2]))
    array([0, 3, 1, 4, 5, 2])
    """
    places = np.arange(len(tokens))
    rank = np.where(past > 0, tokens[places - 1] + 1, 0)
    reach = 1
    while reach < past.max(initial=0):
        before = np.where(past >= reach, rank[places - reach], 0)
        pairs = rank * (rank.max() + 1) + before
        rank = np.unique(pairs, return_inverse=True)[1].astype(np.int64)
        reach *= 2
    return np.argsort(rank, kind="stable")


def shared_past(tokens: Numbers, past: Numbers, one: Numbers, other: Numbers) -> Numbers:
    """Return how many events two places have in common before them, pair by pair.

    Parameters
    ----------
    tokens, past : numpy.ndarray of int, shape (places,)
        As for `sorted_by_past`. If `past` is one more, the beginning counts as an event: the end of
        the tune before stands for it.
    one, other : numpy.ndarray of int, shape (pairs,)

    Returns
    -------
    numpy.ndarray of int, shape (pairs,)

    Examples
    --------
    >>> tokens, past = np.array([0, 1, 9, 1, 1, 9]), np.array([0, 1, 2, 0, 1, 2])
    >>> shared_past(tokens, past, np.array([2, 3]), np.array([5, 4]))
    array([1, 0])
    """
    shared = np.zeros(len(one), dtype=np.int64)
    within = np.minimum(past[one], past[other])
    going = np.arange(len(one))
    back = 0
    while len(going):
        back += 1
        alike = tokens[one[going] - back] == tokens[other[going] - back]
        going = going[alike & (within[going] >= back)]
        shared[going] = back
    return shared
