"""N-gram models: the next token depends on the last few events, and on how they were smoothed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.contexts import Contexts
from meantone.models.sequence_model import (
    FiniteModel,
    Numbers,
    Rows,
    SequenceModel,
    States,
    walk,
    with_ends,
)
from meantone.models.smoothing import (
    Formula,
    Own,
    RowMaker,
    Smoothing,
    modified_kneser_ney,
    rule_named,
)
from meantone.storage import DamagedError, read_arrays, write_arrays

LARGEST_TABLE = 2**25
"""Entries up to which a model keeps its tables: probabilities of 256 MB, successors of 128."""


class ModelFileError(ValueError):
    """A file does not hold the model that was to be read from it."""


class NGram(SequenceModel[States]):
    """An order-n model: the next token depends on the n - 1 events before, as far as known.

    Its state is a context: the longest end of what was played (and the start before it) that
    occurs in training. So it is an automaton with a row of probabilities in each state, and the
    same object samples, scores, and is searched: `finite` has its tables, as long as they are not
    too large to keep. Lesson 03 builds it.

    Parameters
    ----------
    contexts : Contexts
        What was counted in training.
    smoothing : Smoothing or function
        The rule that turns counts into probabilities; a function ``formula(counts, lower)`` of
        one's own is one, see `meantone.models.smoothing`.
    base : array_like of float, shape (size + 1,), optional
        The probabilities below the empty context; even if left out.

    Attributes
    ----------
    size, order : int
    first : int
        The state before the first token.
    contexts : Contexts
    smoothing : Smoothing

    Raises
    ------
    ValueError
        If `base` is no distribution over the tokens and the end.

    Examples
    --------
    >>> model = NGram.fit([[0, 1], [0, 0, 1]], size=2, order=3)
    >>> model
    <NGram of order 3, 7 contexts, modified_kneser_ney>
    >>> model.context(5), model.table[5].round(3)
    ((0, 0), array([0.188, 0.74 , 0.073]))
    """

    def __init__(
        self,
        contexts: Contexts,
        smoothing: Smoothing | Formula = modified_kneser_ney,
        base: ArrayLike | None = None,
    ) -> None:
        self.contexts, self.size, self.order = contexts, contexts.size, contexts.order
        self.smoothing = smoothing if isinstance(smoothing, Smoothing) else Own(smoothing)
        self.base = _checked(base, self.size)
        self.first = contexts.first
        self._maker: RowMaker = self.smoothing.row_maker(contexts, self.base)
        self._finite: FiniteModel | None = None
        if (len(contexts) + 1) * (self.size + 1) <= LARGEST_TABLE:
            self._finite = FiniteModel(self._maker.table(), contexts.successors(), self.first)

    @classmethod
    def fit(
        cls,
        tunes: Sequence[ArrayLike],
        size: int,
        order: int,
        smoothing: Smoothing | Formula = modified_kneser_ney,
        base: ArrayLike | None = None,
        *,
        ended: ArrayLike | None = None,
    ) -> NGram:
        """Learn a model from tunes: count what came next, and smooth.

        Parameters
        ----------
        tunes : sequence of array_like of int
            Tokens from 0 to ``size - 1``.
        size : int
            Symbols in the vocabulary.
        order : int
            The model predicts from ``order - 1`` events.
        smoothing, base
            As in `NGram`.
        ended : array_like of bool, shape (tunes,), optional
            Which tunes came to their end: `Samples.ended`. No end is learned from the others,
            which were cut off. All, if left out.

        Returns
        -------
        NGram

        Raises
        ------
        ValueError
            If there is no tune, a token is out of range, or size or order is below 1.
        """
        return cls(Contexts.of(tunes, size, order, ended), smoothing, base)

    @property
    def finite(self) -> FiniteModel | None:
        """The model as two tables; None if they are too large to keep."""
        return self._finite

    @property
    def table(self) -> Rows:
        """The probability of each next token in each state, shape (states, size + 1)."""
        return self._tables().table

    @property
    def next(self) -> States:
        """The state that each token leads to, shape (states, size + 1)."""
        return self._tables().next

    def start(self, batch: int) -> Numbers:
        """Return the state before the first token, for `batch` tunes: shape (batch,)."""
        return np.full(batch, self.first)

    def probabilities(self, state: States) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        if self._finite is not None:
            return self._finite.probabilities(state)
        rows = np.zeros((len(state), self.size + 1))
        going = state < len(self.contexts)
        rows[going] = self._maker.rows(state[going].astype(np.int64))
        rows[~going, self.size] = 1
        return rows

    def likelihood(self, state: States, tokens: Numbers) -> Rows:
        """Return the probability of one token in each tune, shape (batch,)."""
        if self._finite is not None:
            return self._finite.likelihood(state, tokens)
        return super().likelihood(state, tokens)

    def advance(self, state: States, tokens: Numbers) -> States:
        """Return the state after one more token in each tune, shape (batch,)."""
        if self._finite is not None:
            return self._finite.advance(state, tokens)
        return self.contexts.follow(state.astype(np.int64), tokens)

    def context(self, state: int) -> tuple[int, ...]:
        """Return the events that a state remembers, the oldest first; the start is ``size + 1``.

        After the end of the tune nothing is remembered.

        Examples
        --------
        >>> model = NGram.fit([[0, 1]], size=2, order=3)
        >>> [model.context(state) for state in range(6)]
        [(), (3,), (0,), (1,), (3, 0), (0, 1)]
        """
        return self.contexts.events(state)

    def counts(self, context: Sequence[int]) -> NDArray[np.int64]:
        """Return how often each token, and the end, came next after some events in training.

        Parameters
        ----------
        context : sequence of int
            Up to ``order - 1`` events, the oldest first; the start is ``size + 1``.

        Returns
        -------
        numpy.ndarray of int, shape (size + 1,)
            Zeros if the context did not occur.

        Raises
        ------
        ValueError
            If the context is longer than the model remembers.

        Examples
        --------
        >>> model = NGram.fit([[0, 1], [0, 0, 1]], size=2, order=3)
        >>> model.counts([0]), model.counts([1, 1])
        (array([1, 2, 0]), array([0, 0, 0]))
        """
        state = self.contexts.locate(context)
        found = np.array([state] if state is not None else [], dtype=np.int64)
        return np.asarray(self.contexts.rows(found).sum(axis=0), dtype=np.int64)

    def unseen(self, tunes: Sequence[ArrayLike]) -> list[NDArray[np.bool_]]:
        """Tell for each token of some tunes whether it never followed its context in training.

        The context is the ``order - 1`` events before, or all there are. Where this is true
        maximum likelihood has nothing to say, or says that it cannot be. Lesson 03 plots its
        share against the order.

        Returns
        -------
        list of numpy.ndarray of bool, each of shape (time + 1,)
            For each token and for the end.

        Examples
        --------
        >>> model = NGram.fit([[0, 1], [0, 0, 1]], size=2, order=3)
        >>> model.unseen([[0, 1, 1]])
        [array([False, False,  True,  True])]
        """
        tokens, places = with_ends(tunes, self.size)
        state = np.empty(len(tokens), dtype=np.int64)
        for here, at in walk(self, tokens, places):
            state[here] = at
        missing = (self.contexts.find(state, tokens) < 0) | ~self.contexts.full[state]
        return np.split(missing, places[1:-1])

    def save(self, path: str | Path) -> None:
        """Write the model to a file: what was counted, the rule's name, and a checksum.

        Parameters
        ----------
        path : str or Path
            Its folder is made if it does not exist.

        Raises
        ------
        ValueError
            If its rule is a function of your own, which a file cannot hold.
        OSError
            If it cannot be written. What was there before stays.

        Examples
        --------
        >>> model = NGram.fit([[0, 1]], size=2, order=2)
        >>> model.save(getfixture("tmp_path") / "small.npz")
        >>> NGram.load(getfixture("tmp_path") / "small.npz")
        <NGram of order 2, 4 contexts, modified_kneser_ney>
        """
        if isinstance(self.smoothing, Own):
            raise ValueError(
                "its rule is a function of your own, which cannot be saved; save what it was "
                "trained on, or use one of the rules in meantone.models.smoothing"
            )
        rule = np.frombuffer(repr(self.smoothing).encode("ascii"), np.uint8)
        write_arrays(Path(path), {**self.contexts.arrays(), "rule": rule, "base": self.base})

    @classmethod
    def load(cls, path: str | Path) -> NGram:
        """Read a model that `save` wrote.

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ModelFileError
            If the file is damaged, or holds something else; the message says what to do.
        """
        try:
            arrays = read_arrays(Path(path))
        except FileNotFoundError:
            raise FileNotFoundError(f"there is no file {path}; save a model there first") from None
        except DamagedError as error:
            raise ModelFileError(f"{error}; train the model again and save it anew") from error
        try:
            rule = rule_named(arrays["rule"].tobytes().decode("ascii"))
            return cls(Contexts.from_arrays(arrays), rule, arrays["base"])
        except (KeyError, ValueError) as error:
            raise ModelFileError(
                f"{path} holds no n-gram model of this version of the course ({error}); "
                "train the model again and save it anew"
            ) from error

    def __repr__(self) -> str:
        return f"<NGram of order {self.order}, {len(self.contexts)} contexts, {self.smoothing}>"

    def _tables(self) -> FiniteModel:
        if self._finite is None:
            raise ValueError(
                f"a table of {len(self.contexts) + 1:,} states and {self.size + 1} tokens is too "
                "large to keep: this model predicts, scores and samples without one, but cannot be "
                "searched. A lower order or a smaller vocabulary has a table"
            )
        return self._finite


def _checked(base: ArrayLike | None, size: int) -> Rows:
    """Return the level below the empty context."""
    if base is None:
        return np.full(size + 1, 1 / (size + 1))
    row = np.array(base, dtype=np.float64)
    if row.shape != (size + 1,) or (row < 0).any() or not np.isclose(row.sum(), 1):
        raise ValueError(f"base is no distribution over {size} tokens and the end: {base}")
    return row
