"""What every model answers: three calls of its own, and what follows from them for any model."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.tunes.tokens import as_tokens

State = TypeVar("State")

Numbers = NDArray[np.int64]
"""Whole numbers: tokens, places, counts."""

Rows = NDArray[np.float64]
"""Real numbers, mostly rows of probabilities, one for each tune of a batch."""

States = NDArray[np.integer[Any]]
"""States that are numbers, shape (batch,)."""

NEARLY = 1e-4
"""By how much a row of probabilities may miss the sum of 1."""


class SequenceModel(ABC, Generic[State]):
    """A model that predicts the next token from the ones before, many tunes at once.

    Tokens are 0 to ``size - 1``; the token `size` says that the tune ends. So a row of
    probabilities has ``size + 1`` columns. Lesson 02 builds the first of these models.

    A state is an array, or a (nested) tuple of arrays, whose first axis is the batch. A model of
    your own is a class with `size` and the first three methods, ``class Mine(SequenceModel)``;
    everything else follows from them. It may do the rest better in a way of its own.

    Attributes
    ----------
    size : int
        Symbols in the vocabulary, the end not counted.

    Examples
    --------
    >>> class Even(SequenceModel[States]):
    ...     size = 3
    ...     def start(self, batch):
    ...         return np.zeros(batch, dtype=int)
    ...     def probabilities(self, state):
    ...         return np.full((len(state), self.size + 1), 1 / (self.size + 1))
    ...     def advance(self, state, tokens):
    ...         return state
    >>> surprise(Even(), [0, 2])
    array([2., 2., 2.])
    """

    size: int

    @abstractmethod
    def start(self, batch: int) -> State:
        """Return the state before the first token, for `batch` tunes."""

    @abstractmethod
    def probabilities(self, state: State) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""

    @abstractmethod
    def advance(self, state: State, tokens: Numbers) -> State:
        """Return the state after one more token in each tune.

        Parameters
        ----------
        state : state of the model
        tokens : numpy.ndarray of int, shape (batch,)
            From 0 to `size`.

        Returns
        -------
        state of the model
        """

    def likelihood(self, state: State, tokens: Numbers) -> Rows:
        """Return the probability of one token in each tune of the batch.

        It is ``probabilities(state)[b, tokens[b]]``, which a model may know without whole rows.

        Parameters
        ----------
        state : state of the model
        tokens : numpy.ndarray of int, shape (batch,)

        Returns
        -------
        numpy.ndarray of float, shape (batch,)

        Raises
        ------
        ValueError
            If what the model predicts are no distributions.
        """
        rows = as_predicted(self, self.probabilities(state), len(tokens))
        return rows[np.arange(len(tokens)), tokens]

    def surprises(self, tunes: Sequence[ArrayLike]) -> list[Rows]:
        """Return the bits of each token and end, tune by tune: see the function `surprises`.

        A model that reads whole tunes at once, as a network does, has a way of its own.
        """
        tokens, places = with_ends(tunes, self.size)
        given = np.empty(len(tokens))
        for here, state in walk(self, tokens, places):
            given[here] = self.likelihood(state, tokens[here])
        with np.errstate(divide="ignore"):
            bits = -np.log2(given) + 0.0  # certainty is 0 bits, not -0
        return [bits[a:b] for a, b in pairwise(places.tolist())]

    @property
    def finite(self) -> FiniteModel | None:
        """The model as two tables if its states can be numbered; None if they cannot.

        This is how a model says that it can be searched exactly. Here it is None.
        """
        return None

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The models that this one is made of, such as those of a mixture; here, none."""
        return ()


class FiniteModel(SequenceModel[States]):
    """A model whose states can be numbered: all it knows is two tables.

    Its state is a number, and a tune a walk from number to number: a probabilistic finite
    automaton. So it can be searched exactly, which lesson 04 does. A Markov chain is one, and an
    n-gram model has one in `finite`.

    Parameters
    ----------
    table : array_like of float, shape (states, size + 1)
        The probability of each next token in each state.
    next : array_like of int, shape (states, size + 1)
        The state that each token leads to. ``next[:, size]``, the state after the end, is never
        left: its row of `table` is the end with probability 1.
    first : int
        The state before the first token.

    Attributes
    ----------
    size : int
        Symbols in the vocabulary, the end not counted.
    table, next : numpy.ndarray
        Read-only.
    first : int

    Raises
    ------
    ValueError
        If the two tables differ in shape, or there is no such first state.

    Examples
    --------
    >>> coin = FiniteModel([[0.5, 0.5], [0, 1]], next=[[0, 1], [1, 1]], first=0)
    >>> surprise(coin, [0, 0])
    array([1., 1., 1.])
    >>> coin.finite is coin
    True
    """

    def __init__(self, table: ArrayLike, next: ArrayLike, first: int) -> None:
        self._table: Rows = np.asarray(table, dtype=np.float64)[:]  # views, so that no array of
        leads = np.asarray(next)  # small integers stay small; none is larger than a place can be
        leads = leads if np.can_cast(leads.dtype, np.intp) else leads.astype(np.intp)
        self._next: States = leads[:]  # the caller's becomes read-only
        if self._table.ndim != 2 or self._table.shape != self._next.shape:
            raise ValueError(
                f"the tables have the shapes {self._table.shape} and {self._next.shape}; both "
                "have to be (states, size + 1)"
            )
        if not 0 <= first < len(self._next):
            raise ValueError(f"there is no state {first}; there are 0 to {len(self._next) - 1}")
        self._table.flags.writeable = self._next.flags.writeable = False
        self.size, self.first = self._next.shape[1] - 1, first

    @property
    def table(self) -> Rows:
        """The probability of each next token in each state, shape (states, size + 1)."""
        return self._table

    @property
    def next(self) -> States:
        """The state that each token leads to, shape (states, size + 1)."""
        return self._next

    def start(self, batch: int) -> States:
        """Return the state before the first token, for `batch` tunes: shape (batch,)."""
        return np.full(batch, self.first)

    def probabilities(self, state: States) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        return np.take(self._table, state, axis=0)

    def likelihood(self, state: States, tokens: Numbers) -> Rows:
        """Return the probability of one token in each tune, shape (batch,)."""
        return np.take(self._table, self._places(state, tokens))

    def advance(self, state: States, tokens: Numbers) -> States:
        """Return the state after one more token in each tune, shape (batch,)."""
        return np.take(self._next, self._places(state, tokens))

    def _places(self, state: States, tokens: Numbers) -> NDArray[np.intp]:
        """Return where states and tokens stand in the tables, read as one line."""
        return np.asarray(state * (self.size + 1) + tokens, dtype=np.intp)

    @property
    def finite(self) -> FiniteModel:
        """The model itself: it is two tables."""
        return self


def as_predicted(model: SequenceModel[Any], rows: ArrayLike, batch: int) -> Rows:
    """Return what a model predicts, once it is seen to be a distribution for each tune.

    A model of one's own that predicts something else would be scored all the same, and what came
    out would be wrong.

    Parameters
    ----------
    model : SequenceModel
        Whose name the message gives.
    rows : array_like of float, shape (batch, size + 1)
    batch : int
        How many tunes there are.

    Returns
    -------
    numpy.ndarray of float, shape (batch, size + 1)
        The same numbers.

    Raises
    ------
    ValueError
        If they have another shape, or a row is no distribution.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> as_predicted(MarkovChain.fit([[0, 1]], size=2), [[0.5, 0.5, 0.5]], 1)
    Traceback (most recent call last):
    ValueError: MarkovChain predicts a row that sums to 1.5, its least being 0.5; ...
    """
    predicted = in_shape(model, rows, batch)
    if (wrong := first_wrong(predicted)) is not None:
        raise ValueError(f"{told_of(model, predicted[wrong])}, and sum to 1")
    return predicted


def in_shape(model: SequenceModel[Any], rows: ArrayLike, batch: int) -> Rows:
    """Return what a model predicts, once it is seen to be a row of the right length for each tune.

    Parameters
    ----------
    model, rows, batch
        As for `as_predicted`.

    Returns
    -------
    numpy.ndarray of float, shape (batch, size + 1)

    Raises
    ------
    ValueError
        If they have another shape.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> in_shape(MarkovChain.fit([[0, 1]], size=2), [[0.5, 0.5]], 1)
    Traceback (most recent call last):
    ValueError: MarkovChain predicts rows of the shape (1, 2) for a batch of 1; ...
    """
    predicted: Rows = np.asarray(rows)
    if predicted.shape != (batch, model.size + 1):
        raise ValueError(
            f"{type(model).__name__} predicts rows of the shape {predicted.shape} for a batch of "
            f"{batch}; it has to be {(batch, model.size + 1)}: a probability for each of "
            f"{model.size} tokens, and one for the end"
        )
    return predicted


def told_of(model: SequenceModel[Any], row: Rows) -> str:
    """Return the beginning of a sentence on a row that a model should not have predicted.

    Parameters
    ----------
    model : SequenceModel
    row : numpy.ndarray of float, shape (size + 1,)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> told_of(MarkovChain.fit([[0]], size=1), np.array([1.5, -0.5]))
    'MarkovChain predicts a row that sums to 1, its least being -0.5; probabilities are ...'
    """
    return (
        f"{type(model).__name__} predicts a row that sums to {row.sum():.6g}, its least being "
        f"{row.min():.6g}; probabilities are zero or more"
    )


def first_wrong(rows: Rows) -> int | None:
    """Return the number of the first row that is no distribution; None if all are.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (..., vocabulary)

    Examples
    --------
    >>> first_wrong(np.array([[0.5, 0.5], [1.5, -0.5], [1.0, np.nan]]))
    1
    """
    right = np.abs(rows.sum(axis=-1) - 1) < NEARLY  # so that what is not a number is wrong
    if not rows.min(initial=0) >= 0:
        right &= (rows >= 0).all(axis=-1)
    return None if right.all() else int(np.argmin(right))


def surprise(model: SequenceModel[State], tokens: ArrayLike) -> Rows:
    """Return how many bits each token of a tune surprises a model, the end included.

    The surprise (information content) of a token is ``-log2 p(token | the ones before)``
    (Shannon 1948): 0 bits where the model was certain, 1 where it gave one half, infinite where
    it thought the token impossible. Lessons 02 and 04.

    Parameters
    ----------
    model : SequenceModel
    tokens : array_like of int, shape (time,)
        The tune, without the end.

    Returns
    -------
    numpy.ndarray of float, shape (time + 1,)
        Bits for each token and for the end.

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> surprise(chain, [0, 1]).round(3)
    array([0.   , 0.585, 0.   ])
    """
    return surprises(model, [tokens])[0]


def surprises(model: SequenceModel[State], tunes: Sequence[ArrayLike]) -> list[Rows]:
    """Return the `surprise` of each tune, all of them walked through side by side.

    Parameters
    ----------
    model : SequenceModel
    tunes : sequence of array_like of int

    Returns
    -------
    list of numpy.ndarray of float, each of shape (time + 1,)
        In the order of the tunes; bits for each token and for the end.

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> [bits.round(3).tolist() for bits in surprises(chain, [[0, 1], [0, 0]])]
    [[0.0, 0.585, 0.0], [0.0, 1.585, inf]]
    """
    return model.surprises(tunes)


def walk(
    model: SequenceModel[State], tokens: Numbers, places: NDArray[np.intp]
) -> Iterator[tuple[Numbers, State]]:
    """Go through some tunes side by side, from the first token of all to the end of the longest.

    Parameters
    ----------
    model : SequenceModel
    tokens, places : numpy.ndarray of int
        The tunes, as `with_ends` returns them.

    Yields
    ------
    here : numpy.ndarray of int, shape (batch,)
        Where in `tokens` the next token of each tune is that has not ended.
    state : state of the model
        The model's state before these tokens.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1]], size=2)
    >>> for here, state in walk(chain, *with_ends([[0], [0, 1]], size=2)):
    ...     print(here, state)
    [2 0] [3 3]
    [3 1] [0 0]
    [4] [1]
    """
    lengths = np.diff(places)
    longest_first = np.argsort(-lengths, kind="stable")
    begins = places[:-1][longest_first]
    # How many tunes have a token at each time: the longest ones, which come first.
    ended = np.searchsorted(np.sort(lengths), np.arange(lengths.max(initial=0)), "right")
    if not len(lengths):
        return
    state = model.start(len(lengths))
    for time, count in enumerate((len(lengths) - ended).tolist()):
        here = begins[:count] + time
        if time:
            state = model.advance(take(state, slice(count)), tokens[here - 1])
        yield here, state


def take(state: State, rows: Numbers | slice) -> State:
    """Return the state of some tunes of the batch only, or of some more than once.

    Parameters
    ----------
    state : array or (nested) tuple of arrays
        The first axis of each array is the batch.
    rows : numpy.ndarray of int or bool, or slice
        Which tunes.

    Returns
    -------
    array or (nested) tuple of arrays
        As `state`, with a batch of these tunes.

    Examples
    --------
    >>> take((np.array([1, 2, 3]), (np.eye(3),)), np.array([2, 2]))
    (array([3, 3]), (array([[0., 0., 1.], [0., 0., 1.]]),))
    """
    if isinstance(state, tuple):
        kind: Any = type(state)
        parts = [take(part, rows) for part in state]
        return cast(State, tuple(parts) if kind is tuple else kind(*parts))  # a named tuple
    array: Any = state
    return cast(State, array[rows])


def with_ends(tunes: Sequence[ArrayLike], size: int) -> tuple[Numbers, NDArray[np.intp]]:
    """Return all tokens in one array, each tune followed by its end, and where tunes begin.

    Parameters
    ----------
    tunes : sequence of array_like of int
    size : int
        Symbols in the vocabulary; the number of the end.

    Returns
    -------
    tokens : numpy.ndarray of int, shape (tokens and ends,)
    places : numpy.ndarray of int, shape (tunes + 1,)
        Tune `i` and its end are ``tokens[places[i] : places[i + 1]]``.

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> with_ends([[0, 1], [], [1]], size=2)
    (array([0, 1, 2, 2, 1, 2]), array([0, 3, 4, 6]))
    """
    arrays = as_tokens(tunes, size)
    lengths = 1 + np.fromiter(map(len, arrays), np.intp, len(arrays))
    places = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    tokens = np.full(places[-1], size, dtype=np.int64)
    if arrays:
        is_token = np.ones(len(tokens), dtype=bool)
        is_token[places[1:] - 1] = False
        tokens[is_token] = np.concatenate(arrays)
    return tokens, places


def cut_ends(places: NDArray[np.intp], ended: ArrayLike | None) -> NDArray[np.intp]:
    """Return where the ends are that nobody wrote: those of tunes that were cut off.

    Parameters
    ----------
    places : numpy.ndarray of int, shape (tunes + 1,)
        Where tunes begin, as `with_ends` returns them.
    ended : array_like of bool, shape (tunes,), or None
        Which tunes came to their end; None: all of them.

    Returns
    -------
    numpy.ndarray of int

    Raises
    ------
    ValueError
        If it is not said of each tune whether it ended.

    Examples
    --------
    >>> cut_ends(np.array([0, 3, 4, 6]), [True, False, True])
    array([3])
    """
    whole = np.ones(len(places) - 1, dtype=bool) if ended is None else np.asarray(ended, dtype=bool)
    if whole.shape != (len(places) - 1,):
        raise ValueError(f"{len(places) - 1} tunes, but {whole.size} of them ended or not")
    return np.asarray(places[1:][~whole] - 1)


def cross_entropy(model: SequenceModel[State], tunes: Sequence[ArrayLike]) -> float:
    """Return the mean surprise over all tokens and ends of some tunes, in bits per token.

    ``H = mean(-log2 p)``; ``2 ** H`` is the perplexity, the number of equally likely tokens that
    would be as hard to guess. Lesson 02.

    Parameters
    ----------
    model : SequenceModel
    tunes : sequence of array_like of int

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If there is no tune, or a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> round(cross_entropy(chain, [[0, 1], [0, 0, 1]]), 3)
    0.394
    """
    if not len(tunes):
        raise ValueError("cross-entropy is a mean over tunes; there is none")
    return float(np.mean(np.concatenate(surprises(model, tunes))))
