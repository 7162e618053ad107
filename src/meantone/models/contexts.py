"""Contexts: a trie of everything that some tunes say of what comes next, after each few events.

An n-gram model of order n looks at the last n - 1 events. Here each context of 0 to n - 1 events
that occurs in training is a node of a trie: its parent lacks the newest event, its suffix link
leads to the context without the oldest one. With each node goes what came next and how often.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from operator import index
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.counting import Counted, count_ngrams
from meantone.models.sequence_model import Numbers, Rows, cut_ends, with_ends

Indices = NDArray[np.intp]


class Contexts:
    """All contexts of up to ``order - 1`` events in some tunes, and what came next.

    Contexts are numbered level by level: 0 is the empty context, 1 the start of a tune, then come
    the other contexts of one event, those of two, and so on. The number after the last context is
    the end of the tune. The start counts as an event that contexts may begin with; it is written
    once. Lesson 03 counts contexts by hand.

    What came next is kept as *n-grams*, one for each context and token that followed it.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary. Among what came next, the end has the number `size`; in
        contexts, the start has the number ``size + 1``.
    order : int
        Contexts have 0 to ``order - 1`` events.
    counted : Counted
        The n-grams, as `count_ngrams` returns them.

    Attributes
    ----------
    size, order : int
    levels, keys, counts, suffixes : numpy.ndarray of int
        Those of `counted`.

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

    def __init__(self, size: int, order: int, counted: Counted) -> None:
        self.size, self.order = size, order
        self.levels, self.keys, self.counts, self.suffixes = counted

    @classmethod
    def of(
        cls, tunes: Sequence[ArrayLike], size: int, order: int, ended: ArrayLike | None = None
    ) -> Contexts:
        """Find, number and count the contexts of some tunes.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Tokens from 0 to ``size - 1``.
        size : int
            Symbols in the vocabulary, at least 1.
        order : int
            At least 1: an order-n model predicts from n - 1 events.
        ended : array_like of bool, shape (tunes,), optional
            Which tunes came to their end: `Samples.ended`. No end is learned from the others,
            which were cut off. All, if left out.

        Returns
        -------
        Contexts

        Raises
        ------
        ValueError
            If there is no tune, it is not said of each whether it ended, a token is out of
            range, or size or order is below 1.
        """
        if index(size) < 1 or index(order) < 1:
            raise ValueError(f"size is {size} and order is {order}; both have to be 1 or more")
        tokens, places = with_ends(tunes, size)
        if not len(tokens):
            raise ValueError("contexts are counted in tunes; there is none")
        cut = cut_ends(places, ended)
        return cls(size, order, count_ngrams(tokens, places[:-1], size, order, cut))

    def __len__(self) -> int:
        return int(self.levels[-1])

    @property
    def first(self) -> int:
        """The context at the start of a tune: the start, or nothing if there is no memory."""
        return 1 if self.order > 1 else 0

    @cached_property
    def tokens(self) -> Numbers:
        """The token of each n-gram, shape (n-grams,)."""
        return self.keys % (self.size + 1)

    @cached_property
    def context(self) -> Indices:
        """The context of each n-gram, shape (n-grams,)."""
        return (self.keys // (self.size + 1)).astype(np.intp)

    @cached_property
    def offsets(self) -> Indices:
        """Where the n-grams of each context begin, shape (contexts + 2,); the end has none."""
        first_keys = np.arange(len(self) + 2) * (self.size + 1)
        return np.searchsorted(self.keys, first_keys)

    @cached_property
    def grows(self) -> NDArray[np.bool_]:
        """Whether an n-gram is a longer context itself, shape (n-grams,)."""
        inner = self.context < self.levels[self.order - 1]
        return np.asarray(inner & (self.tokens != self.size))

    @cached_property
    def after(self) -> Indices:
        """The longest known context once an n-gram's token was played, shape (n-grams,)."""
        after = np.full(len(self.keys), -1)
        after[self.grows] = 2 + np.arange(self.grows.sum())  # numbered as the n-grams are
        at_full_length = ~self.grows & (self.tokens != self.size)
        # A context cannot have more than order - 1 events: the oldest one is forgotten.
        after[at_full_length] = after[self.suffixes[at_full_length]] if self.order > 1 else 0
        after[self.tokens == self.size] = len(self)
        return after

    @cached_property
    def parent(self) -> Indices:
        """Each context without its newest event, shape (contexts + 1,); -1 where it has none."""
        return self._per_context(-1, 0, self.context[self.grows])

    @cached_property
    def newest(self) -> Numbers:
        """The newest event of each context, shape (contexts + 1,); -1 where it has none."""
        return self._per_context(-1, self.size + 1, self.tokens[self.grows])

    @cached_property
    def suffix_link(self) -> Indices:
        """Each context without its oldest event, shape (contexts + 1,); -1 where it has none."""
        suffixes = self.suffixes[self.grows]
        return self._per_context(-1, 0, np.where(suffixes < 0, 0, self.after[suffixes]))

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
            begun[self.level(depth)] = begun[self.parent[self.level(depth)]]
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

    def ngrams(self, depth: int) -> slice:
        """Return which n-grams have a context of `depth` events."""
        first, stop = self.offsets[self.levels[depth : depth + 2]]
        return slice(int(first), int(stop))

    def events(self, context: int) -> tuple[int, ...]:
        """Return the events of a context, the oldest first; the start is ``size + 1``."""
        events: list[int] = []
        while self.parent[context] >= 0:
            events.append(int(self.newest[context]))
            context = int(self.parent[context])
        return tuple(reversed(events))

    def locate(self, events: Sequence[int]) -> int | None:
        """Return the number of the context of some events, None if it did not occur.

        Raises
        ------
        ValueError
            If they are more than `order - 1`.

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
            ngram = self.find(np.array([context]), np.array([event]))[0]
            if not 0 <= event < self.size or ngram < 0:
                return None
            context = int(self.after[ngram])
        return context

    def rows(self, contexts: Indices, values: Rows | None = None) -> Rows:
        """Return what came next after some contexts, a row for each.

        Parameters
        ----------
        contexts : numpy.ndarray of int, shape (n,)
        values : numpy.ndarray of float, shape (n-grams,), optional
            What to put into the rows; the counts if left out.

        Returns
        -------
        numpy.ndarray of float, shape (n, size + 1)
        """
        content = self.counts if values is None else values
        first = self.offsets[contexts]
        widths = self.offsets[contexts + 1] - first
        row = np.repeat(np.arange(len(contexts)), widths)
        # 0, 1, 2, ... within the n-grams of each context
        within = np.arange(len(row)) - np.repeat(np.cumsum(widths) - widths, widths)
        ngram = first[row] + within
        rows = np.zeros((len(contexts), self.size + 1))
        rows[row, self.tokens[ngram]] = content[ngram]
        return rows

    def suffix_chains(self, contexts: Numbers) -> Numbers:
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
            rows, contexts = rows[longer], self.suffix_link[contexts[longer]]
        return chains

    def find(self, contexts: Indices, tokens: Numbers) -> Indices:
        """Return the n-gram of each context and token, shape (n,); -1 where that never came next.

        Parameters
        ----------
        contexts, tokens : numpy.ndarray of int, shape (n,)

        Returns
        -------
        numpy.ndarray of int, shape (n,)
        """
        wanted = contexts * np.int64(self.size + 1) + tokens
        ngram = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return np.where(self.keys[ngram] == wanted, ngram, -1)

    def successors(self) -> NDArray[np.int32]:
        """Return the longest known context after each context and token, as a table.

        After a token that never came next it is where the suffix link leads with that token.

        Returns
        -------
        numpy.ndarray of int, shape (contexts + 1, size + 1)
        """
        table = np.zeros((len(self) + 1, self.size + 1), dtype=np.int32)
        for depth in range(self.order):
            level, ngrams = self.level(depth), self.ngrams(depth)
            if depth:
                table[level] = table[self.suffix_link[level]]
            table.ravel()[self.keys[ngrams]] = self.after[ngrams]
        table[:, self.size] = table[-1] = len(self)
        return table

    def follow(self, contexts: Indices, tokens: Numbers) -> Indices:
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
            ngram = self.find(contexts[rows], tokens[rows])
            after[rows[ngram >= 0]] = self.after[ngram[ngram >= 0]]
            rows = rows[(ngram < 0) & (contexts[rows] > 0)]
            contexts = self.suffix_link[contexts]
        return after

    def arrays(self) -> dict[str, NDArray[np.int64]]:
        """Return all there is to save, as named arrays."""
        counted = Counted(self.levels, self.keys, self.counts, self.suffixes)._asdict()
        return {
            "shape": np.array([self.size, self.order], dtype=np.int64),
            **{name: array.astype(np.int64) for name, array in counted.items()},
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
            kinds = zip(Counted._fields, (np.intp, np.int64, np.int64, np.intp), strict=True)
            contexts = cls(size, order, Counted(*(arrays[name].astype(k) for name, k in kinds)))
            sound = contexts._is_sound()
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ValueError(f"no counted contexts: {error!r}") from error
        if not sound:
            raise ValueError("no counted contexts: the arrays contradict each other")
        return contexts

    def _is_sound(self) -> bool:
        """Tell whether the numbers fit together, so that none points outside."""
        keys, levels, suffixes = self.keys, self.levels, self.suffixes
        grown = 2 + self.grows.sum() if self.order > 1 else 1
        return bool(
            self.size >= 1
            and levels.shape == (self.order + 1,)
            and (levels[:2] == [0, 1]).all()
            and (np.diff(levels) >= 0).all()
            and len(self) == grown
            and len(keys) == len(self.counts) == len(suffixes) > 0
            and (np.diff(keys) > 0).all()
            and 0 <= keys[0] <= keys[-1] < len(self) * (self.size + 1)
            and (self.counts > 0).all()
            and ((suffixes < 0) == (self.context == 0)).all()
            and (suffixes < np.arange(len(keys))).all()
        )

    def _per_context(self, empty: int, start: int, longer: NDArray[Any]) -> NDArray[Any]:
        """Return an array with a value for the empty context, the start, the others, the end."""
        beginning = [empty, start] if self.order > 1 else [empty]
        return np.concatenate([beginning, longer, [-1]])
