"""Weights of a mixture that are learned from tunes: which model to trust, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.entropy import entropies
from meantone.models.mixture import Weighting
from meantone.models.sequence_model import Numbers, Rows, SequenceModel, walk, with_ends


def learn_weights(
    models: Sequence[SequenceModel[Any]],
    tunes: Sequence[ArrayLike],
    judge: int | None = None,
    buckets: int = 12,
) -> Weighting:
    """Return the weighting of a linear mixture with which tunes surprise it least.

    One weight for each model; or, with a judge, for each degree of its certainty: the entropies of
    its predictions are sorted into buckets that are equally full, and each has weights of its own.
    A memory of the tune at hand is a good judge: where it is certain it has heard the figure
    before. Deleted interpolation (Jelinek and Mercer 1980) by expectation maximization. Lesson 07.

    Parameters
    ----------
    models : sequence of SequenceModel
        As they will be in the `Mixture`.
    tunes : sequence of array_like of int
        That none of the models has learned from.
    judge : int, optional
        The place of the model whose certainty decides.
    buckets : int
        How many degrees of certainty are told apart.

    Returns
    -------
    function
        Of the kind that `Mixture` takes as its weights.

    Raises
    ------
    ValueError
        If there is no tune, a token is out of range, or all models think one impossible.

    Examples
    --------
    >>> from meantone.models import MarkovChain, Mixture
    >>> parts = [MarkovChain.fit([tune], size=2, add=0.1) for tune in ([0, 0, 0, 1], [1, 1])]
    >>> both = Mixture(parts, learn_weights(parts, [[0, 0, 0, 0, 1]]))
    >>> both.weights(np.ones((2, 1, 3)) / 3).round(2)
    array([[1.],
           [0.]])
    """
    tokens, _ = with_ends(tunes, models[0].size)
    rows = np.stack([all_rows(model, tunes) for model in models])  # (models, tokens, size + 1)
    return weights_for(rows, tokens, judge, buckets)


def weights_for(
    rows: Rows, tokens: Numbers, judge: int | None = None, buckets: int = 12
) -> Weighting:
    """Return the weighting that suits predictions best: `learn_weights`, from rows made before.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (models, tokens, size + 1)
        What each model predicted, as `all_rows` returns it.
    tokens : numpy.ndarray of int, shape (tokens,)
        What came.
    judge, buckets
        As for `learn_weights`.

    Returns
    -------
    function
        Of the kind that `Mixture` takes as its weights.

    Raises
    ------
    ValueError
        If there is no token, or all models think one impossible.
    """
    given = rows[:, np.arange(len(tokens)), tokens]  # (models, tokens)
    if not len(tokens) or not given.any(axis=0).all():
        raise ValueError("weights are learned from tunes that some model thinks possible")
    bits = np.zeros(len(tokens)) if judge is None else entropies(rows[judge])
    shares = np.arange(1, 1 if judge is None else buckets) / buckets
    edges = np.unique(np.quantile(bits, shares))
    places = np.searchsorted(edges, bits)
    # A bucket that nothing is in, as most entropies were equal, trusts all alike.
    weights = np.stack([best_weights(given[:, places == b]) for b in range(len(edges) + 1)])

    def weigh(rows: Rows) -> Rows:
        here = np.zeros(rows.shape[1]) if judge is None else entropies(rows[judge])
        return np.asarray(weights[np.searchsorted(edges, here)].T)

    return weigh


def best_weights(given: Rows, rounds: int = 300) -> Rows:
    """Return the weights, summing to 1, that make what came most probable.

    Expectation maximization: how much of each token was each model's doing, then the mean of that.
    Each round makes it more probable, and there is one best answer.

    Parameters
    ----------
    given : numpy.ndarray of float, shape (models, tokens)
        The probability that each model gave to each token that came.
    rounds : int

    Returns
    -------
    numpy.ndarray of float, shape (models,)
        Equal ones if there is no token.

    Examples
    --------
    >>> best_weights(np.array([[0.5, 0.5, 0.1], [0.1, 0.1, 0.5]])).round(2)
    array([0.75, 0.25])
    """
    weights = np.full(len(given), 1 / len(given))
    for _ in range(rounds if given.shape[1] else 0):
        shares = weights[:, None] * given  # (models, tokens)
        weights = (shares / shares.sum(axis=0)).mean(axis=1)
    return weights


def all_rows(model: SequenceModel[Any], tunes: Sequence[ArrayLike]) -> Rows:
    """Return what a model predicts at each place of some tunes.

    Parameters
    ----------
    model : SequenceModel
    tunes : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of float, shape (tokens and ends, size + 1)
        Tune after tune, as `with_ends` lays them.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> all_rows(MarkovChain.fit([[0, 1]], size=2), [[0], [0, 1]]).argmax(axis=1)
    array([0, 1, 0, 1, 2])
    """
    tokens, places = with_ends(tunes, model.size)
    rows = np.empty((len(tokens), model.size + 1))
    for here, state in walk(model, tokens, places):
        rows[here] = model.probabilities(state)
    return rows
