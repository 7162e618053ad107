"""The three calls that every model answers, and what follows from them for any model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

State = TypeVar("State")


class SequenceModel(Protocol[State]):
    """A model that predicts the next token from the ones before, many tunes at once.

    Tokens are 0 to ``size - 1``; the token `size` says that the tune ends. So a row of
    probabilities has ``size + 1`` columns. Lesson 02 builds the first of these models.

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

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> surprise(chain, [0, 1]).round(3) + 0.0
    array([0.   , 0.585, 0.   ])
    """
    state = model.start(1)
    bits = []
    for token in [*np.asarray(tokens, dtype=np.int64).tolist(), model.size]:
        bits.append(model.probabilities(state)[0, token])
        state = model.advance(state, np.array([token]))
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log2(np.array(bits, dtype=np.float64)))


def cross_entropy(model: SequenceModel[State], tunes: Sequence[ArrayLike]) -> float:
    """Return the mean surprise over all tokens and ends of some tunes, in bits per token.

    ``H = mean(-log2 p)``; ``2 ** H`` is the perplexity, the number of equally likely tokens that
    would be as hard to guess. Lesson 02.

    Raises
    ------
    ValueError
        If there is no tune.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> round(cross_entropy(chain, [[0, 1], [0, 0, 1]]), 3)
    0.394
    """
    if not len(tunes):
        raise ValueError("cross-entropy is a mean over tunes; there is none")
    return float(np.mean(np.concatenate([surprise(model, tokens) for tokens in tunes])))
