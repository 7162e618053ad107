"""Contexts: everything that some tunes say of what comes next, after each few events.

An n-gram model of order n looks at the last n - 1 events. Here each context of 0 to n - 1 events
that occurs in training gets a number, and with the number goes what came next and how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.sequence_model import Numbers, with_ends

LARGEST_GRID = 2**23
"""Up to so many pairs of context and token are counted on a grid; more of them are sorted."""


class Contexts:
    """All contexts of up to ``order - 1`` events in some tunes, and what came next.

    Contexts are numbered level by level: 0 is the empty context, 1 the start of a tune, then come
    the other contexts of one event, those of two, and so on. The number after the last context is
    the end of the tune. The start counts as an event that contexts may begin with; it is written
    once. Lesson 03 counts contexts by hand.

    What came next is kept as *entries*, one for each context and token that followed it.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary. Among what came next, the end has the number `size`; in
        contexts, the start has the number ``size + 1``.
    order : int
        Contexts have 0 to ``order - 1`` events.
    levels : numpy.ndarray of int, shape (order + 1,)
        The first context of 0, 1, ... events; at last, how many contexts there are.
    keys : numpy.ndarray of int, shape (entries,)
        For each entry ``context * (size + 1) + token``, rising.
    counts : numpy.ndarray of int, shape (entries,)
        How often that token came next.
    shorter : numpy.ndarray of int, shape (entries,)
        The entry of the same token after the context without its oldest event; -1 for entries of
        the empty context.

    Examples
    --------
    >>> contexts = Contexts.of([[0, 1], [0, 0, 1]], size=2, order=2)
    >>> [contexts.events(s) for s in range(len(contexts))]  # 3 is the start
    [(), (3,), (0,), (1,)]
    >>> contexts.rows(np.arange(len(contexts)))  # what came next: 0, 1, the end
    array([[3., 2., 2.],
           [2., 0., 0.],
           [1., 2., 0.],
           [0., 0., 2.]])
    """

    def __init__(
        self,
        size: int,
        order: int,
        levels: Numbers,
        keys: Numbers,
        counts: Numbers,
        shorter: Numbers,
    ) -> None:
        self.size, self.order, self.levels = size, order, levels
        self.keys, self.counts, self.shorter = keys, counts, shorter

    @classmethod
    def of(cls, tunes: Sequence[ArrayLike], size: int, order: int) -> Contexts:
        """Find, number and count the contexts of some tunes.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Tokens from 0 to ``size - 1``.
        size : int
            Symbols in the vocabulary, at least 1.
        order : int
            At least 1: an order-n model predicts from n - 1 events.

        Raises
        ------
        ValueError
            If there is no tune, a token is out of range, or size or order is below 1.
        """
        if size < 1 or order < 1:
            raise ValueError(f"size is {size} and order is {order}; both have to be 1 or more")
        if not len(tunes):
            raise ValueError("contexts are counted in tunes; there is none")
        tokens, places = with_ends(tunes, size)
        return cls(size, order, *_count(tokens, places[:-1], size, order))

    def __len__(self) -> int:
        return int(self.levels[-1])

    @property
    def first(self) -> int:
        """The context at the start of a tune: the start, or nothing if there is no memory."""
        return 1 if self.order > 1 else 0

    @cached_property
    def tokens(self) -> Numbers:
        """The token of each entry, shape (entries,)."""
        return self.keys % (self.size + 1)

    @cached_property
    def owners(self) -> Numbers:
        """The context of each entry, shape (entries,)."""
        return (self.keys // (self.size + 1)).astype(np.intp)

    @cached_property
    def offsets(self) -> Numbers:
        """Where the entries of each context begin, shape (contexts + 2,); the end has none."""
        widths = np.bincount(self.owners, minlength=len(self) + 1)
        return np.concatenate([[0], np.cumsum(widths)])

    @cached_property
    def grows(self) -> NDArray[np.bool_]:
        """Whether an entry's context and token make a longer context, shape (entries,)."""
        inner = self.owners < self.levels[self.order - 1]
        return np.asarray(inner & (self.tokens != self.size))

    @cached_property
    def leads_to(self) -> Numbers:
        """The longest known context once an entry's token was played, shape (entries,)."""
        after = np.full(len(self.keys), -1)
        after[self.grows] = 2 + np.arange(self.grows.sum())  # numbered as the entries are
        at_full_length = ~self.grows & (self.tokens != self.size)
        # A context cannot have more than order - 1 events: the oldest one is forgotten.
        after[at_full_length] = after[self.shorter[at_full_length]] if self.order > 1 else 0
        after[self.tokens == self.size] = len(self)
        return after

    @cached_property
    def prefix(self) -> Numbers:
        """Each context without its newest event, shape (contexts + 1,); -1 where it has none."""
        return self._per_context(-1, 0, self.owners[self.grows])

    @cached_property
    def newest(self) -> Numbers:
        """The newest event of each context, shape (contexts + 1,); -1 where it has none."""
        return self._per_context(-1, self.size + 1, self.tokens[self.grows])

    @cached_property
    def suffix(self) -> Numbers:
        """Each context without its oldest event, shape (contexts + 1,); -1 where it has none."""
        shorter = self.shorter[self.grows]
        return self._per_context(-1, 0, np.where(shorter < 0, 0, self.leads_to[shorter]))

    @cached_property
    def depth(self) -> Numbers:
        """The number of events in each context, shape (contexts + 1,); -1 for the end."""
        return np.append(np.repeat(np.arange(self.order), np.diff(self.levels)), -1)

    @cached_property
    def from_start(self) -> NDArray[np.bool_]:
        """Whether a context begins with the start of a tune, shape (contexts + 1,)."""
        begun = np.zeros(len(self) + 1, dtype=bool)
        begun[1 : self.first + 1] = True
        for depth in range(2, self.order):
            begun[self.level(depth)] = begun[self.prefix[self.level(depth)]]
        return begun

    @property
    def full(self) -> NDArray[np.bool_]:
        """Whether no event is missing from a context: it has full length, or is the whole past.

        Shape (contexts + 1,). The others are in use where what was played is not known in full.
        """
        return np.asarray(self.from_start | (self.depth == self.order - 1))

    def level(self, depth: int) -> slice:
        """Return which contexts have `depth` events."""
        return slice(int(self.levels[depth]), int(self.levels[depth + 1]))

    def entries(self, depth: int) -> slice:
        """Return which entries belong to contexts of `depth` events."""
        first, stop = self.offsets[self.levels[depth : depth + 2]]
        return slice(int(first), int(stop))

    def events(self, context: int) -> tuple[int, ...]:
        """Return the events of a context, the oldest first; the start is ``size + 1``."""
        events: list[int] = []
        while self.prefix[context] >= 0:
            events.append(int(self.newest[context]))
            context = int(self.prefix[context])
        return tuple(reversed(events))

    def locate(self, events: Sequence[int]) -> int | None:
        """Return the number of the context of some events, None if it did not occur.

        Examples
        --------
        >>> contexts = Contexts.of([[0, 1], [0, 0, 1]], size=2, order=3)
        >>> contexts.locate([3, 0]), contexts.locate([1, 1])
        (4, None)
        """
        if len(events) >= self.order:
            raise ValueError(
                f"a context of order {self.order} has up to {self.order - 1} events; "
                f"{tuple(events)} has {len(events)}"
            )
        context = 0
        for place, event in enumerate(events):
            if place == 0 and event == self.size + 1:
                context = self.first
                continue
            entry = self.find(np.array([context]), np.array([event]))[0]
            if not 0 <= event < self.size or entry < 0:
                return None
            context = int(self.leads_to[entry])
        return context

    def rows(
        self, contexts: Numbers, values: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return what came next after some contexts, a row for each.

        Parameters
        ----------
        contexts : numpy.ndarray of int, shape (n,)
        values : numpy.ndarray of float, shape (entries,), optional
            What to put into the rows; the counts if left out.

        Returns
        -------
        numpy.ndarray of float, shape (n, size + 1)
        """
        content = self.counts if values is None else values
        widths = self.offsets[contexts + 1] - self.offsets[contexts]
        row = np.repeat(np.arange(len(contexts)), widths)
        # 0, 1, 2, ... within each context's own stretch of entries
        within = np.arange(len(row)) - np.repeat(np.cumsum(widths) - widths, widths)
        entry = self.offsets[contexts][row] + within
        rows = np.zeros((len(contexts), self.size + 1))
        rows[row, self.tokens[entry]] = content[entry]
        return rows

    def chains(self, contexts: Numbers) -> Numbers:
        """Return the contexts that come of forgetting the oldest event again and again.

        Parameters
        ----------
        contexts : numpy.ndarray of int, shape (n,)

        Returns
        -------
        numpy.ndarray of int, shape (n, order)
            Column `d` has the one of `d` events; -1 where a context is shorter than that.
        """
        chains = np.full((len(contexts), self.order), -1)
        rows = np.arange(len(contexts))
        while len(rows):
            chains[rows, self.depth[contexts]] = contexts
            longer = contexts > 0
            rows, contexts = rows[longer], self.suffix[contexts[longer]]
        return chains

    def find(self, contexts: Numbers, tokens: Numbers) -> Numbers:
        """Return the entry of each context and token, shape (n,); -1 where that never came next."""
        wanted = contexts * (self.size + 1) + tokens
        entry = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[entry] == wanted, entry, -1)

    def successors(self) -> NDArray[np.int32]:
        """Return the longest known context after each context and token, as a table.

        After a token that never came next it is the one after the suffix, found one level below.

        Returns
        -------
        numpy.ndarray of int, shape (contexts + 1, size + 1)
        """
        table = np.zeros((len(self) + 1, self.size + 1), dtype=np.int32)
        for depth in range(self.order):
            level, entries = self.level(depth), self.entries(depth)
            if depth:
                table[level] = table[self.suffix[level]]
            table.ravel()[self.keys[entries]] = self.leads_to[entries]
        table[:, self.size] = table[-1] = len(self)
        return table

    def follow(self, contexts: Numbers, tokens: Numbers) -> Numbers:
        """Return ``successors()[contexts, tokens]`` without that table, which may be large.

        Parameters
        ----------
        contexts, tokens : numpy.ndarray of int, shape (n,)

        Returns
        -------
        numpy.ndarray of int, shape (n,)
        """
        ended = (tokens == self.size) | (contexts == len(self))
        after = np.where(ended, len(self), 0)
        rows = np.flatnonzero(~ended)
        while len(rows):
            entry = self.find(contexts[rows], tokens[rows])
            after[rows[entry >= 0]] = self.leads_to[entry[entry >= 0]]
            rows = rows[(entry < 0) & (contexts[rows] > 0)]
            contexts = self.suffix[contexts]
        return after

    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """Return all there is to save, as named arrays."""
        return {
            "shape": np.array([self.size, self.order], dtype=np.int64),
            "levels": self.levels.astype(np.int64),
            "keys": self.keys,
            "counts": self.counts.astype(np.int64),
            "shorter": self.shorter.astype(np.int64),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Contexts:
        """Return the contexts that `arrays` was called on.

        Raises
        ------
        ValueError
            If arrays are missing, or contradict each other.
        """
        try:
            size, order = arrays["shape"].tolist()
            names = ("levels", "keys", "counts", "shorter")
            kinds = (np.intp, np.int64, np.int64, np.intp)
            given = zip(names, kinds, strict=True)
            contexts = cls(size, order, *(arrays[name].astype(kind) for name, kind in given))
            sound = contexts._is_sound()
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ValueError(f"no counted contexts: {error!r}") from error
        if not sound:
            raise ValueError("no counted contexts: the arrays contradict each other")
        return contexts

    def _is_sound(self) -> bool:
        """Tell whether the numbers fit together, so that none points outside."""
        keys, levels, shorter = self.keys, self.levels, self.shorter
        grown = 2 + self.grows.sum() if self.order > 1 else 1
        return bool(
            self.size >= 1
            and levels.shape == (self.order + 1,)
            and (levels[:2] == [0, 1]).all()
            and (np.diff(levels) >= 0).all()
            and len(self) == grown
            and len(keys) == len(self.counts) == len(shorter) > 0
            and (np.diff(keys) > 0).all()
            and 0 <= keys[0] <= keys[-1] < len(self) * (self.size + 1)
            and (self.counts > 0).all()
            and ((shorter < 0) == (self.owners == 0)).all()
            and (shorter < np.arange(len(keys))).all()
        )

    def _per_context(self, empty: int, start: int, longer: Numbers) -> Numbers:
        """Return an array with a value for the empty context, the start, the others, the end."""
        beginning = [empty, start] if self.order > 1 else [empty]
        return np.concatenate([beginning, longer, [-1]])


def _count(
    following: Numbers, begins: Numbers, size: int, order: int
) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Return levels, keys, counts and shorter, as `Contexts` has them.

    A context of `d` events is one of ``d - 1`` events and the token that came next. So the
    entries of one level, but for ends, are the contexts of the level above.

    Parameters
    ----------
    following : numpy.ndarray of int, shape (places,)
        What came next at each place: all tunes, each with its end.
    begins : numpy.ndarray of int, shape (tunes,)
        The places where nothing but the start lies behind.
    """
    context = np.zeros(len(following), dtype=np.int64)  # before each place; -1: too few events
    entry = np.full(len(following), -1)  # at each place, on the level below
    levels, found, total = [0, 1], [], 0
    for depth in range(order):
        here = np.flatnonzero(context >= 0)
        lowest = levels[depth] * (size + 1)
        keys, number, counts = distinct(context[here] * (size + 1) + following[here] - lowest)
        shorter = np.empty(len(keys), dtype=np.intp)
        shorter[number] = entry[here]  # all places of one entry say the same
        found.append((keys + lowest, counts, shorter))
        entry[here] = total + number
        total += len(keys)
        if depth < order - 1:
            grows = keys % (size + 1) != size
            opening = depth == 0  # the start comes before the other contexts of one event
            longer = levels[-1] + opening + np.cumsum(grows) - 1
            levels.append(levels[-1] + opening + int(grows.sum()))
            context = np.full(len(following), -1, dtype=np.int64)
            context[begins] = 1 if opening else -1
            going_on = following[here] != size
            context[here[going_on] + 1] = longer[number[going_on]]
    keys, counts, shorter = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return np.array(levels), keys, counts, shorter


def distinct(keys: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the different keys, rising; which one each key is; and how often each occurs.

    The same as ``np.unique`` with its inverse and counts. Keys in a small range are counted on a
    grid, which is several times as fast as sorting them.

    Examples
    --------
    >>> distinct(np.array([5, 3, 5]))
    (array([3, 5]), array([1, 0, 1]), array([1, 2]))
    """
    if len(keys) and keys.max() >= LARGEST_GRID:
        return np.unique(keys, return_inverse=True, return_counts=True)
    grid = np.bincount(keys.astype(np.intp))
    found = np.flatnonzero(grid)
    number = np.empty(len(grid), dtype=np.intp)
    number[found] = np.arange(len(found))
    return found, number[keys], grid[found]
