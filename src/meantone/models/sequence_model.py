"""The three calls that every model answers, and what follows from them for any model."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Protocol, TypeVar, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

State = TypeVar("State")
States = NDArray[np.integer[Any]]
"""States that are numbers, shape (batch,)."""


class SequenceModel(Protocol[State]):
    """A model that predicts the next token from the ones before, many tunes at once.

    Tokens are 0 to ``size - 1``; the token `size` says that the tune ends. So a row of
    probabilities has ``size + 1`` columns. Lesson 02 builds the first of these models.

    A state is an array, or a (nested) tuple of arrays, whose first axis is the batch.

    Attributes
    ----------
    size : int
        Symbols in the vocabulary, the end not counted.
    """

    size: int

    def start(self, batch: int) -> State:
        """Return the state before the first token, for `batch` tunes."""

    def probabilities(self, state: State) -> NDArray[np.float64]:
        """Return the probability of each next token, shape (batch, size + 1)."""

    def advance(self, state: State, tokens: NDArray[np.int64]) -> State:
        """Return the state after one more token in each tune; `tokens` has shape (batch,)."""


class FiniteModel(SequenceModel[States], Protocol):
    """A model whose states can be numbered: all it knows is two tables.

    Its state is a number, and a tune a walk from number to number. So it can be searched exactly,
    which lesson 04 does. A Markov chain is one, and so is an n-gram model.

    Attributes
    ----------
    size : int
        Symbols in the vocabulary, the end not counted.
    table : numpy.ndarray of float, shape (states, size + 1)
        The probability of each next token in each state.
    next : numpy.ndarray of int, shape (states, size + 1)
        The state that each token leads to. ``next[:, size]``, the state after the end, is never
        left: its row of `table` is the end with probability 1.
    first : int
        The state before the first token.
    """

    first: int

    @property
    def table(self) -> NDArray[np.float64]:
        """The probabilities, shape (states, size + 1)."""

    @property
    def next(self) -> States:
        """The state after each state and token, shape (states, size + 1)."""


def surprise(model: SequenceModel[State], tokens: ArrayLike) -> NDArray[np.float64]:
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


def surprises(model: SequenceModel[State], tunes: Sequence[ArrayLike]) -> list[NDArray[np.float64]]:
    """Return the `surprise` of each tune, all of them walked through side by side.

    A network reads whole tunes at once: a model that has a method `surprises` is asked instead.

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
    quick = getattr(model, "surprises", None)
    if quick is not None:
        return cast(list[NDArray[np.float64]], quick(tunes))
    if not len(tunes):
        return []
    tokens, places = with_ends(tunes, model.size)
    lengths = np.diff(places)
    longest_first = np.argsort(-lengths, kind="stable")
    begins = places[:-1][longest_first]
    # How many tunes have a token at each time: the longest ones, which come first.
    going = len(lengths) - np.searchsorted(np.sort(lengths), np.arange(lengths.max()), "right")
    given = np.empty(len(tokens))
    state = model.start(len(lengths))
    for time, count in enumerate(going.tolist()):
        here = begins[:count] + time
        if time:
            state = model.advance(take(state, slice(count)), tokens[here - 1])
        given[here] = likelihood(model, state, tokens[here])
    with np.errstate(divide="ignore"):
        bits = -np.log2(given) + 0.0  # certainty is 0 bits, not -0
    return [bits[a:b] for a, b in pairwise(places.tolist())]


def likelihood(
    model: SequenceModel[State], state: State, tokens: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the probability of one token in each tune of the batch.

    It is ``probabilities(state)[b, tokens[b]]``. A model that can say it without making whole rows
    has a method `likelihood`, which is asked instead.

    Parameters
    ----------
    model : SequenceModel
    state : state of the model
    tokens : numpy.ndarray of int, shape (batch,)

    Returns
    -------
    numpy.ndarray of float, shape (batch,)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> likelihood(chain, chain.start(2), np.array([0, 1]))
    array([1., 0.])
    """
    quick = getattr(model, "likelihood", None)
    if quick is not None:
        return cast(NDArray[np.float64], quick(state, tokens))
    return model.probabilities(state)[np.arange(len(tokens)), tokens]


def take(state: State, rows: NDArray[np.int64] | slice) -> State:
    """Return the state of some tunes of the batch only, or of some more than once.

    Parameters
    ----------
    state : array or (nested) tuple of arrays
        The first axis of each array is the batch.
    rows : numpy.ndarray of int or bool, or slice
        Which tunes.

    Examples
    --------
    >>> take((np.array([1, 2, 3]), (np.eye(3),)), np.array([2, 2]))
    (array([3, 3]), (array([[0., 0., 1.], [0., 0., 1.]]),))
    """
    if isinstance(state, tuple):
        parts = [take(part, rows) for part in state]
        make = getattr(type(state), "_make", tuple)  # a named tuple stays one
        return cast(State, make(parts))
    return cast(State, cast(NDArray[Any], state)[rows])


def with_ends(tunes: Sequence[ArrayLike], size: int) -> tuple[NDArray[np.int64], NDArray[np.intp]]:
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
    arrays = [np.asarray(tune, dtype=np.int64) for tune in tunes]
    lengths = np.fromiter((len(tune) + 1 for tune in arrays), np.intp, len(arrays))
    places = np.concatenate([[0], np.cumsum(lengths)]).astype(np.intp)
    tokens = np.full(places[-1], size, dtype=np.int64)
    if arrays:
        is_token = np.ones(len(tokens), dtype=bool)
        is_token[places[1:] - 1] = False
        played = np.concatenate(arrays)
        if len(played) and not 0 <= played.min() <= played.max() < size:
            outside = [bool(((tune < 0) | (tune >= size)).any()) for tune in arrays]
            raise ValueError(f"tune {outside.index(True)} holds a token outside 0 to {size - 1}")
        tokens[is_token] = played
    return tokens, places


def cross_entropy(model: SequenceModel[State], tunes: Sequence[ArrayLike]) -> float:
    """Return the mean surprise over all tokens and ends of some tunes, in bits per token.

    ``H = mean(-log2 p)``; ``2 ** H`` is the perplexity, the number of equally likely tokens that
    would be as hard to guess. Lesson 02.

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
