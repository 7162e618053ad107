"""Sampling: the next token is drawn from the model's own probabilities, or from reshaped ones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models import SequenceModel
from meantone.models.sequence_model import State

Rows = NDArray[np.float64]


def temperature(probabilities: ArrayLike, degree: float) -> Rows:
    """Return rows of probabilities made sharper (below 1) or flatter (above 1).

    ``p ** (1 / T)``, divided by its sum (Ackley, Hinton and Sejnowski 1985). At 1 nothing
    changes; towards 0 the largest takes all, and those that tie for it share evenly. Lesson 02
    hears it.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    degree : float
        The temperature, zero or above, and finite.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If the temperature is negative, infinite or not a number, or a row has no probability.

    Examples
    --------
    >>> temperature([0.5, 0.25, 0.25], 0.5).round(3)
    array([0.667, 0.167, 0.167])
    >>> temperature([0.4, 0.4, 0.2], 0)
    array([0.5, 0.5, 0. ])
    """
    if not 0 <= degree < np.inf:
        raise ValueError(f"the temperature is {degree}; it has to be zero or above, and finite")
    rows = np.asarray(probabilities, dtype=np.float64)
    largest = rows.max(axis=-1, keepdims=True)
    if not (largest > 0).all():
        raise ValueError("a row has no probability in it: there is nothing to make sharper")
    # Dividing by the largest first keeps the power from underflowing to a row of zeros.
    scaled = rows / largest
    raised = scaled ** (1 / degree) if degree > 1e-6 else (scaled == 1).astype(np.float64)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def choose(probabilities: Rows, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw one token from each row.

    One random number falls somewhere between 0 and the row's sum; the token is the one whose
    share of that line it falls on.

    Parameters
    ----------
    probabilities : numpy.ndarray of float, shape (batch, vocabulary)
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray of int, shape (batch,)

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> choose(rows, np.random.default_rng(0))
    array([1, 0])
    """
    edges = np.cumsum(probabilities, axis=1)
    marks = rng.random((len(edges), 1)) * edges[:, -1:]
    return np.asarray((edges > marks).argmax(axis=1))


def sample(
    model: SequenceModel[State],
    count: int,
    rng: np.random.Generator,
    reshape: Callable[[Rows], Rows] = lambda rows: rows,
    longest: int = 256,
) -> list[NDArray[np.int64]]:
    """Draw tunes from a model, token after token, all of them side by side.

    Ancestral sampling: each token is drawn from ``p(token | those before)``. Lesson 02 builds it.

    Parameters
    ----------
    model : SequenceModel
    count : int
        How many tunes.
    rng : numpy.random.Generator
    reshape : function of rows to rows
        What is done to the probabilities first, as in
        ``lambda rows: temperature(rows, 0.5)``. Left out, nothing is.
    longest : int
        Tunes that have not ended after so many tokens are cut off there.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (time,)
        Without the end token.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 2], [0, 2]], size=3)
    >>> [tune.tolist() for tune in sample(chain, 3, np.random.default_rng(0))]
    [[0, 1, 2], [0, 2], [0, 2]]
    """
    state = model.start(count)
    going = np.ones(count, dtype=bool)
    columns: list[NDArray[np.int64]] = []
    while len(columns) < longest and going.any():
        tokens = choose(reshape(model.probabilities(state)), rng)
        tokens[~going] = model.size  # an ended tune stays ended, whatever the model says
        going &= tokens != model.size
        columns.append(tokens)
        state = model.advance(state, tokens)
    tokens = np.stack(columns, axis=1) if columns else np.empty((count, 0), dtype=np.int64)
    return [row[row != model.size] for row in tokens]
