"""A product of models whose exponents are learned, and may move with place and certainty.

Where a `Mixture` averages, a product lets every model object: what one of them thinks nearly
impossible stays so. Its exponents need not sum to 1. Models that each know a part of the truth add
up, as evidence does, so the sum of the best exponents is mostly above 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.entropy import entropies
from meantone.models.learned_weights import all_rows
from meantone.models.mixture import Parts, Product
from meantone.models.sequence_model import Numbers, Rows, SequenceModel, with_ends

Features = Callable[[Rows, Numbers], Rows]
"""From what models predict, shape (models, batch, size + 1), and the place of each note in its
tune, shape (batch,), to what exponents depend on, shape (models, batch, features)."""


BOUND = 6.0
"""No coefficient is farther from 0: its exponential means never or always."""

ENOUGH = 1e-5
"""The search ends when a step gains less than this share: going on fits chance, and takes long."""


def constant(rows: Rows, place: Numbers) -> Rows:
    """Let exponents be constants.

    Examples
    --------
    >>> constant(np.ones((2, 3, 4)) / 4, np.arange(3)).shape
    (2, 3, 1)
    """
    return np.ones((*rows.shape[:2], 1))


def by_place(rows: Rows, place: Numbers) -> Rows:
    """Let exponents move with the place in the tune: a memory of the tune at hand has to fill.

    The feature is ``ln(1 + i) - 2.5`` for the note `i`, counted from 0; it is 0 at note 11.

    Examples
    --------
    >>> by_place(np.ones((1, 2, 4)) / 4, np.array([0, 30])).round(2)
    array([[[ 1.  , -2.5 ],
            [ 1.  ,  0.93]]])
    """
    moved = np.broadcast_to(np.log1p(place) - 2.5, rows.shape[:2])
    return np.stack([np.ones(rows.shape[:2]), moved], axis=-1)


def by_place_and_certainty(rows: Rows, place: Numbers) -> Rows:
    """Let exponents move with the place, and with how certain the model is: 2 bits less entropy.

    Examples
    --------
    >>> by_place_and_certainty(np.ones((1, 1, 8)) / 8, np.array([0]))
    array([[[ 1. , -2.5, -1. ]]])
    """
    certainty = 2 - entropies(rows)
    return np.concatenate([by_place(rows, place), certainty[..., None]], axis=-1)


@dataclass(frozen=True)
class Exponents:
    """How much each model counts, note by note: ``w = exp(coefficients . features)``.

    Parameters
    ----------
    coefficients : numpy.ndarray of float, shape (models, features)
    features : function
        `constant`, `by_place`, `by_place_and_certainty`, or another of that kind.

    Examples
    --------
    >>> moving = Exponents(np.array([[0.0, 1.0]]), by_place)
    >>> moving(np.ones((1, 2, 4)) / 4, np.array([0, 30])).round(2)
    array([[0.08, 2.54]])
    """

    coefficients: NDArray[np.float64]
    features: Features = constant

    def __call__(self, rows: Rows, place: Numbers) -> Rows:
        """Return the exponents, shape (models, batch).

        Parameters
        ----------
        rows : numpy.ndarray of float, shape (models, batch, size + 1)
        place : numpy.ndarray of int, shape (batch,)
            How many notes came before in the tune.
        """
        return powers(self.coefficients, self.features(rows, place))


def powers(coefficients: Rows, features: Rows) -> Rows:
    """Return exponents from coefficients and features, shape (models, batch)."""
    return np.asarray(np.exp(np.einsum("mbf,mf->mb", features, coefficients)))


class LogLinear(SequenceModel[tuple[Numbers, Parts]]):
    """Several models as one: ``p = prod_i p_i ** w_i``, divided by its sum, the `w` learned.

    A log-linear mixture (a logarithmic opinion pool whose weights are free: Heskes 1998; Hinton
    2002). Make it with `LogLinear.fit`. Its state is how many notes have come, and its parts'
    states. Lessons 03 and 07 join models by their mean; the page *Many small views* tells why a
    product of many small models is better.

    Parameters
    ----------
    models : sequence of SequenceModel
        Of one size.
    exponents : Exponents

    Raises
    ------
    ValueError
        If there is no model, or their sizes differ.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> parts = [MarkovChain.fit([tune], size=2, add=0.1) for tune in ([0, 0, 0, 1], [1, 1])]
    >>> both = LogLinear.fit(parts, [[0, 0, 0, 0, 1]])
    >>> both.exponents(np.ones((2, 1, 3)) / 3, np.array([0])).shape
    (2, 1)
    """

    def __init__(self, models: Sequence[SequenceModel[Any]], exponents: Exponents) -> None:
        self.product, self.exponents = Product(models), exponents
        self.size = self.product.size

    @classmethod
    def fit(
        cls,
        models: Sequence[SequenceModel[Any]],
        tunes: Sequence[ArrayLike],
        features: Features = constant,
    ) -> LogLinear:
        """Learn the exponents from tunes that none of the models has learned from.

        Parameters
        ----------
        models : sequence of SequenceModel
        tunes : sequence of array_like of int
            Their ends count, unless no model ever predicts one.
        features : function

        Returns
        -------
        LogLinear

        Raises
        ------
        ValueError
            If there is no tune, a token is out of range, or a model thinks one impossible.
        """
        tokens, starts = with_ends(tunes, models[0].size)
        rows = np.stack([all_rows(model, tunes) for model in models])
        lengths = np.diff(starts)
        if not rows[..., -1].any():
            notes = tokens < models[0].size
            rows, tokens, lengths = rows[:, notes], tokens[notes], lengths - 1
        return cls(models, learn_exponents(rows, tokens, lengths, features))

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The models that are joined."""
        return self.product.models

    def __repr__(self) -> str:
        return f"<LogLinear of {', '.join(map(repr, self.parts))}>"

    def start(self, batch: int) -> tuple[Numbers, Parts]:
        """Return the state before the first token, for `batch` tunes."""
        return np.zeros(batch, dtype=np.int64), self.product.start(batch)

    def advance(self, state: tuple[Numbers, Parts], tokens: Numbers) -> tuple[Numbers, Parts]:
        """Return the state after one more token in each tune."""
        place, parts = state
        return place + 1, self.product.advance(parts, tokens)

    def probabilities(self, state: tuple[Numbers, Parts]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        place, parts = state
        each = zip(self.parts, parts, strict=True)
        rows = np.stack([model.probabilities(part) for model, part in each])
        return Product.join(rows, self.exponents(rows, place))


def learn_exponents(
    rows: NDArray[np.floating[Any]],
    tokens: Numbers,
    lengths: ArrayLike,
    features: Features = constant,
) -> Exponents:
    """Return the exponents with which tunes surprise the product of some models least.

    The least mean over tunes of the mean bits of their notes, found by L-BFGS. In the exponents
    that loss is convex: ``ln sum_a prod_i p_i(a) ** w_i`` is, and the rest is linear.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (models, notes, size)
        What each model predicted, tune after tune.
    tokens : numpy.ndarray of int, shape (notes,)
        What came.
    lengths : array_like of int, shape (tunes,)
        How many of the notes are in each tune.
    features : function

    Returns
    -------
    Exponents

    Raises
    ------
    ValueError
        If there is no note, or a model thinks one impossible.

    Examples
    --------
    Two models that know the same thing half count half each:

    >>> rows = np.array([[[0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.2, 0.8]]] * 2)
    >>> learned = learn_exponents(rows, np.array([0, 0, 1, 1]), [4])
    >>> np.exp(learned.coefficients).round(2).ravel()
    array([0.4, 0.4])
    """
    from scipy.optimize import minimize

    lengths = np.asarray(lengths)
    lengths = lengths[lengths > 0]
    if not len(tokens) or not rows[:, np.arange(len(tokens)), tokens].all():
        raise ValueError("exponents are learned from tunes that every model thinks possible")
    place = np.concatenate([np.arange(length) for length in lengths])
    share = np.repeat(1 / (len(lengths) * lengths), lengths)  # of each note in the loss
    seen = features(np.asarray(rows, dtype=np.float64), place)  # (models, notes, features)
    start = np.zeros((len(rows), seen.shape[2]))
    start[:, 0] = -np.log(len(rows))  # the geometric mean
    # What no model thinks possible has a logarithm so low that it never matters.
    logs = np.log(np.maximum(rows, np.finfo(rows.dtype).tiny))

    def loss(flat: Rows) -> tuple[float, Rows]:
        bits, slope = mean_bits(flat.reshape(start.shape), logs, tokens, share, seen)
        return bits, slope.ravel()

    found = minimize(
        loss,
        start.ravel(),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-BOUND, BOUND)] * start.size,
        options={"ftol": ENOUGH},
    )
    return Exponents(found.x.reshape(start.shape), features)


def mean_bits(
    coefficients: Rows,
    logs: NDArray[np.floating[Any]],
    tokens: Numbers,
    share: Rows,
    features: Rows,
) -> tuple[float, Rows]:
    """Return the weighted mean of the bits of all notes, and its gradient.

    With the product `q`, the slope of a note's surprise in the exponent of a model is
    ``sum_a q(a) ln p(a) - ln p(token)``: how much more the model expected what `q` expects.

    Parameters
    ----------
    coefficients : numpy.ndarray of float, shape (models, features)
    logs : numpy.ndarray of float, shape (models, notes, size)
        Of any precision. Logarithms of what each model predicted.
    tokens : numpy.ndarray of int, shape (notes,)
    share : numpy.ndarray of float, shape (notes,)
        The weight of each note in the mean.
    features : numpy.ndarray of float, shape (models, notes, features)

    Returns
    -------
    bits : float
    slope : numpy.ndarray of float, shape (models, features)
    """
    exponents = powers(coefficients, features).astype(logs.dtype)  # (models, notes)
    joint = np.einsum("mna,mn->na", logs, exponents)
    joint -= joint.max(axis=1, keepdims=True)
    chosen = np.arange(len(tokens)), tokens
    given = joint[chosen]
    np.exp(joint, out=joint)
    sums = joint.sum(axis=1)
    joint /= sums[:, None]
    expected = np.einsum("mna,na->mn", logs, joint)
    slope = (expected - logs[:, *chosen]) * exponents * share
    bits = share @ (np.log(sums) - given) / np.log(2)
    return float(bits), np.einsum("mn,mnf->mf", slope, features) / np.log(2)
