"""Particles: tunes with weights that fit a constraint, drawn from any model as it would play."""

from __future__ import annotations

from math import log2
from typing import NamedTuple

import numpy as np

from meantone.decoding.constraints import Constraint, ConstraintError
from meantone.decoding.fitting import Fitting
from meantone.decoding.sampling import choose
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows, State, take


class Particles(NamedTuple):
    """Tunes that fit, with weights: together they stand for the model's own that fit.

    Attributes
    ----------
    tunes : list of numpy.ndarray of int
        Many may share their beginnings.
    weights : numpy.ndarray of float, shape (tunes,)
        Summing to 1.
    log2_probability : float
        An estimate: base-2 logarithm of the probability that the model plays a tune that fits.
    """

    tunes: list[Numbers]
    weights: Rows
    log2_probability: float

    def draw(self, count: int, rng: np.random.Generator) -> list[Numbers]:
        """Return some of the tunes, each drawn by its weight, one perhaps many times.

        Parameters
        ----------
        count : int
            How many.
        rng : numpy.random.Generator

        Returns
        -------
        list of numpy.ndarray of int
        """
        return [self.tunes[i] for i in rng.choice(len(self.tunes), count, p=self.weights)]


def particles(
    model: SequenceModel[State],
    constraint: Constraint,
    count: int,
    rng: np.random.Generator,
    longest: int = 256,
) -> Particles:
    """Draw tunes that fit, as the model by itself would play them, from any model.

    Sequential importance sampling with resampling (Doucet, de Freitas and Gordon 2001). `count`
    tunes are drawn side by side as `LookingAhead` would. Where tokens are left out, a tune's
    weight is multiplied with the probability of what stays: so it pays for what it was forced to.
    When few tunes have most of the weight (their effective number, ``1 / sum(weights ** 2)``, is
    below half of them), all are drawn anew by their weights: good beginnings are copied, bad ones
    dropped. The more tunes, the nearer to the true distribution.

    Parameters
    ----------
    model : SequenceModel
    constraint : Constraint
    count : int
        How many tunes are drawn side by side. Up to this many come back.
    rng : numpy.random.Generator
    longest : int
        Tunes that have not ended after this many tokens count as none that fit.

    Returns
    -------
    Particles

    Raises
    ------
    ConstraintError
        If none of them came to fit.
    ValueError
        If `count` is below 1, or model and constraint are for vocabularies of different sizes.

    Examples
    --------
    >>> from meantone.decoding import lengths
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1], [0, 0]], size=2)
    >>> found = particles(chain, lengths(2, 4, 4), 1000, np.random.default_rng(0))
    >>> round(2**found.log2_probability, 2)  # exactly: 0.0768
    0.08
    """
    if count < 1:
        raise ValueError(f"{count} tunes side by side; it takes 1 or more")
    fitting = Fitting(model, constraint)
    state, weights, log2_probability = fitting.start(count), np.full(count, 1 / count), 0.0
    tokens = np.empty((count, 0), dtype=np.int64)
    for _ in range(longest + 1):  # the end comes after the last of them
        rows = fitting.probabilities(state)  # (count, size + 1)
        weights, share = _divided(weights * rows.sum(axis=1), constraint)
        log2_probability += log2(share)
        if 1 / np.sum(weights**2) < count / 2:
            drawn = _drawn_anew(weights, rng)
            state, tokens, rows = take(state, drawn), tokens[drawn], rows[drawn]
            weights = np.full(count, 1 / count)
        new = choose(rows, rng)
        tokens, state = np.column_stack([tokens, new]), fitting.advance(state, new)
        if (state[1] == fitting.over).all():
            break
    weights, share = _divided(weights * (state[1] == fitting.over), constraint)
    kept = np.flatnonzero(weights).tolist()
    tunes = [tokens[i][tokens[i] != fitting.size] for i in kept]
    return Particles(tunes, weights[kept], min(log2_probability + log2(share), 0.0))


def _divided(weights: Rows, constraint: Constraint) -> tuple[Rows, float]:
    """Return weights that sum to 1, and what they summed to before."""
    share = float(weights.sum())
    if not share:
        raise ConstraintError(
            f"of {len(weights)} tunes drawn side by side none came to be one that "
            f"{constraint.words}; draw more, allow longer ones, or ask for less"
        )
    return weights / share, share


def _drawn_anew(weights: Rows, rng: np.random.Generator) -> Numbers:
    """Return as many numbers of tunes as there are, each as often as its weight says.

    A comb of evenly spaced marks is laid over the weights, side by side: so none comes more than
    once too often or too seldom (systematic resampling).
    """
    marks = (rng.random() + np.arange(len(weights))) / len(weights)
    edges = np.cumsum(weights)
    drawn = np.searchsorted(edges, marks * edges[-1], side="right")
    return np.asarray(np.minimum(drawn, np.flatnonzero(weights)[-1]))
