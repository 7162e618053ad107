"""Memories: where in the past the same notes came before, for contexts of any length.

A *place* is where a note stands, or the end of a tune. To know what may come next, look for the
places that the same notes came before: those that share the last note, of them those that share the
last two, and so on. What stands there is counted, depth by depth. There are two memories: of the
tunes a model was trained on, which never change, and of the tune at hand, which grows.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.sequence_model import Numbers, with_ends

AtHand = tuple[Numbers, Numbers, Numbers]
"""What `begin` and `remember` return: three arrays of shape (batch, time)."""


class Memory:
    """The places of all training tunes, sorted by what came before them, read backwards.

    Sorted so, all places after one context lie side by side. A context is therefore a *block*, two
    numbers: from, and up to. How often each token came after it is the difference of two rows of
    running totals; and where the block of the next longer context lies follows from the same
    totals. So contexts have any length, there is no tree, and a larger memory is no slower.
    (The sorting is that of Burrows and Wheeler 1994, the search that of Ferragina and Manzini
    2000.) Contexts never reach across the beginning of a tune. The totals take 4 bytes for each
    place and symbol: 40 MB for 300,000 notes and 33 symbols. Lesson 03.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Tokens from 0 to ``size - 1``. There may be none.
    size : int
        Symbols in the vocabulary; the end of a tune has this number.
    opening : {1, 0}
        How many events the beginning of a tune is: 1 if contexts may begin with it as with a note,
        0 if nothing comes before a first note.

    Raises
    ------
    ValueError
        If a token is out of range, or the size is below 1.

    Examples
    --------
    >>> memory = Memory([[0, 1], [0, 0, 1]], size=2, opening=0)
    >>> blocks = memory.advance(memory.start(1), np.array([0]))
    >>> memory.counts(blocks)  # of 0, 1 and the end: anywhere, and after a 0
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
        self.totals = np.zeros((self.places + 1, size + 1), dtype=np.int32)
        np.cumsum(tokens[order][:, None] == np.arange(size + 1), axis=0, out=self.totals[1:])
        # First of all come the beginnings, then the places after the lowest note, and so on.
        beginnings = int((past == 0).sum())
        self.first = beginnings + np.cumsum(self.totals[-1]) - self.totals[-1]
        self.opening = np.array([[0, self.places], [0, beginnings]])[: 1 + opening]
        self._sorted = tokens, past + opening, order

    def start(self, batch: int) -> Numbers:
        """Return the blocks before the first token, shape (batch, depths, 2)."""
        return np.tile(self.opening, (batch, 1, 1))

    def advance(self, blocks: Numbers, tokens: Numbers) -> Numbers:
        """Return the blocks after one more token; depths that no tune reaches are left out.

        Parameters
        ----------
        blocks : numpy.ndarray of int, shape (batch, depths, 2)
            ``blocks[b, d]`` is where the places lie that the last `d` events came before.
        tokens : numpy.ndarray of int, shape (batch,)
            From 0 to ``size - 1``. After the end of a tune nothing is remembered.

        Returns
        -------
        numpy.ndarray of int, shape (batch, depths, 2)
        """
        going_on = (tokens < self.size)[:, None, None]
        tokens = np.minimum(tokens, self.size - 1)
        longer = self.first[tokens][:, None, None] + self.totals[blocks, tokens[:, None, None]]
        everywhere = np.broadcast_to(self.opening[:1], (len(blocks), 1, 2))
        after = np.concatenate([everywhere, np.where(going_on, longer, 0)], axis=1)
        depths = 1 + int((after[:, 1:, 0] < after[:, 1:, 1]).any(axis=0).sum())
        return after[:, :depths]

    def counts(self, blocks: Numbers) -> Numbers:
        """Return how often each token came after each context, shape (batch, depths, size + 1)."""
        return np.asarray(self.totals[blocks[..., 1]] - self.totals[blocks[..., 0]], dtype=np.int64)

    def news(self, blocks: Numbers) -> Numbers:
        """Return the update-excluded counts, shape (batch, depths, size + 1).

        Update exclusion (Moffat 1990) counts a token only in the contexts in which it is new, and
        in the longest in which it is not. What is left is the number of different contexts, one
        event longer, after which it came; a context that is a whole past counts every time.
        """
        depth = np.arange(blocks.shape[1])[:, None]
        kinds = np.arange(self.size + 1, dtype=np.int64)  # keys outgrow 32 bits
        keys = (kinds * (self.places + 1) + depth) * (self.places + 1)
        # Counted are the first in the block and all that share with the one before no more than it.
        begin, stop = (
            np.searchsorted(self._shared, keys + blocks[:, :, side, None]) for side in (0, 1)
        )
        return np.asarray((self.counts(blocks) > 0) + stop - begin)

    @cached_property
    def _shared(self) -> Numbers:
        """Keys of (token, depth, place in order), sorted, that `news` looks up.

        The depth is that of the context which a place shares with the last one before it in the
        order that has the same token. The first places of all tokens are left out: they are the
        first in every block they lie in.
        """
        tokens, past, order = self._sorted
        by_token = np.argsort(
            tokens[order], kind="stable"
        )  # of equal tokens, in the order of pasts
        one, other = order[by_token[:-1]], order[by_token[1:]]
        same = np.flatnonzero(tokens[one] == tokens[other])
        depth = shared_past(tokens, past, one[same], other[same])
        width = self.places + 1
        keys = (tokens[other[same]] * width + depth) * width + by_token[1:][same]
        return np.sort(keys)

    def longest(self, blocks: Numbers, tokens: Numbers) -> Numbers:
        """Return the depth of the longest context after which a token came, shape (batch,).

        It is 0 if it came after none.
        """
        edges = self.totals[blocks, tokens[:, None, None]]  # (batch, depths, 2)
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


def news_at_hand(at_hand: AtHand, size: int, deepest: int) -> Numbers:
    """Return the update-excluded counts in the tune at hand; see `Memory.news`.

    Parameters and shapes as for `counts_at_hand`.
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
