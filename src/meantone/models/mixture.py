"""Several models as one: what they predict is averaged (a mixture) or multiplied (a product)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.entropy import entropies
from meantone.models.sequence_model import Numbers, Rows, SequenceModel

Parts = tuple[Any, ...]
"""The states of several models."""
Weighting = Callable[[Rows], Rows]
"""From what models predict, shape (models, batch, size + 1), to weights, shape (models, batch)."""


def evenly(rows: Rows) -> Rows:
    """Give every model the same weight.

    Examples
    --------
    >>> evenly(np.ones((2, 1, 4)) / 4)
    array([[0.5],
           [0.5]])
    """
    return np.full(rows.shape[:2], 1 / len(rows))


def fixed(weights: ArrayLike) -> Weighting:
    """Return the weighting that always gives models these weights, divided by their sum.

    Parameters
    ----------
    weights : array_like of float, shape (models,)
        Zero or more, and not all zero.

    Raises
    ------
    ValueError
        If they are not; or, when used, if there is not one for each model.

    Examples
    --------
    >>> fixed([3, 1])(np.ones((2, 1, 4)) / 4)
    array([[0.75],
           [0.25]])
    """
    given = np.asarray(weights, dtype=np.float64)
    if given.ndim != 1 or not (given >= 0).all() or not 0 < given.sum() < np.inf:
        raise ValueError(f"the weights are {given}; they have to be zero or more, and not all 0")

    def weigh(rows: Rows) -> Rows:
        if len(rows) != len(given):
            raise ValueError(f"there are {len(given)} weights for {len(rows)} models")
        return np.tile((given / given.sum())[:, None], (1, rows.shape[1]))

    return weigh


def by_certainty(bias: float) -> Weighting:
    """Return the weighting that listens to the model that is surer of itself, at each token anew.

    The weight is ``(H / H_max) ** -bias``, `H` the entropy of what a model predicts (Conklin 1990;
    Pearce 2005, ch. 7), divided by the sum over models. `H_max`, the entropy of an even guess
    among all that can occur, is the same for all models and falls out. A model that is certain
    (entropy 0) gets all the weight, several such share it evenly. Lesson 03 joins a long-term and
    a short-term model with it.

    Parameters
    ----------
    bias : float
        Zero or more: with 0 all weights are equal, with a large one the surest model has its way.

    Raises
    ------
    ValueError
        If the bias is negative or not a number.

    Examples
    --------
    >>> sure, unsure = [1.0, 0.0], [0.5, 0.5]
    >>> half_sure = [0.89, 0.11]  # half a bit
    >>> by_certainty(2)(np.array([[half_sure], [unsure]])).round(2)
    array([[0.8],
           [0.2]])
    >>> by_certainty(2)(np.array([[sure], [unsure]]))
    array([[1.],
           [0.]])
    """
    if not 0 <= bias < np.inf:
        raise ValueError(f"the bias is {bias}; it has to be zero or more")

    def weigh(rows: Rows) -> Rows:
        bits = entropies(rows)
        # Shares of the least entropy are from 0 to 1, so no power of them overflows.
        least = bits.min(axis=0)
        share = np.divide(least, bits, out=np.ones_like(bits), where=bits > least)
        weights = share**bias
        return np.asarray(weights / weights.sum(axis=0))

    return weigh


class Mixture(SequenceModel[Parts]):
    """The weighted mean of what several models predict. Itself a `SequenceModel`.

    ``p = sum_i w_i p_i``: what any part thinks possible is possible. Its state is the tuple of its
    parts' states. Lesson 03 adds memory of the tune at hand to an n-gram model with it.

    Parameters
    ----------
    models : sequence of SequenceModel
        Of the same size; the same model may be in several places.
    weights : function
        `evenly`, or what `fixed` or `by_certainty` returns, or any other function of that kind.

    Raises
    ------
    ValueError
        If there is no model, or their sizes differ.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> tunes = [MarkovChain.fit([tune], size=2) for tune in ([0, 1], [1, 1, 1])]
    >>> both = Mixture(tunes, fixed([3, 1]))
    >>> both.probabilities(both.start(1))
    array([[0.75, 0.25, 0.  ]])
    """

    def __init__(self, models: Sequence[SequenceModel[Any]], weights: Weighting = evenly) -> None:
        sizes = [model.size for model in models]
        if len(set(sizes)) != 1:
            raise ValueError(f"models of one size can be joined; these have the sizes {sizes}")
        self.models, self.weights, self.size = tuple(models), weights, sizes[0]

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The models that are joined."""
        return self.models

    def start(self, batch: int) -> Parts:
        """Return the states of all parts before the first token, for `batch` tunes."""
        return tuple(model.start(batch) for model in self.models)

    def advance(self, state: Parts, tokens: Numbers) -> Parts:
        """Return the states of all parts after one more token in each tune."""
        parts = zip(self.models, state, strict=True)
        return tuple(model.advance(part, tokens) for model, part in parts)

    def probabilities(self, state: Parts) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        parts = zip(self.models, state, strict=True)
        rows = np.stack([model.probabilities(part) for model, part in parts])
        return self.join(rows, self.weights(rows))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(map(repr, self.models))}>"

    @staticmethod
    def join(rows: Rows, weights: Rows) -> Rows:
        """Return the weighted mean of rows.

        Parameters
        ----------
        rows : numpy.ndarray of float, shape (models, batch, size + 1)
        weights : numpy.ndarray of float, shape (models, batch)
            Summing to 1 over the models.

        Returns
        -------
        numpy.ndarray of float, shape (batch, size + 1)
        """
        return np.asarray(np.einsum("mba,mb->ba", rows, weights))


class Product(Mixture):
    """The weighted product of what several models predict: what all of them think possible.

    ``p = prod_i p_i ** w_i``, divided by its sum: a geometric mean, the weights summing to 1; or
    a product of experts (Hinton 2002), if a function of your own gives each the weight 1. What one
    part that has a weight thinks impossible is impossible. Where the parts agree on nothing at
    all, their mean stands in.

    Parameters and errors as for `Mixture`.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> tunes = [MarkovChain.fit([tune], size=2) for tune in ([0, 1], [1, 1, 1])]
    >>> both = Product(tunes)
    >>> state = both.advance(both.start(1), np.array([1]))
    >>> Mixture(tunes).probabilities(state).round(2)  # one always ends after 1, the other seldom
    array([[0.  , 0.33, 0.67]])
    >>> both.probabilities(state)
    array([[0., 0., 1.]])
    """

    @staticmethod
    def join(rows: Rows, weights: Rows) -> Rows:
        """Return the weighted product of rows, divided by its sum.

        Parameters
        ----------
        rows, weights
            As for `Mixture.join`.

        Returns
        -------
        numpy.ndarray of float, shape (batch, size + 1)
        """
        with np.errstate(divide="ignore"):
            logs = np.log(rows)
        shares = np.broadcast_to(weights[..., None], rows.shape)
        # A part without weight is not asked: 0 times the logarithm of 0 is 0 here.
        sums = np.multiply(shares, logs, out=np.zeros_like(logs), where=shares > 0).sum(axis=0)
        highest = sums.max(axis=-1, keepdims=True)
        agree = highest > -np.inf
        joint = np.exp(np.where(agree, sums - np.where(agree, highest, 0), 0))
        joint /= joint.sum(axis=-1, keepdims=True)
        return np.where(agree, joint, Mixture.join(rows, weights))
