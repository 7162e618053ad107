"""A mixture that finds out which of its parts is at work: weights by what each has predicted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.sequence_model import Numbers, Rows, SequenceModel

Weighed = tuple[Rows, tuple[Any, ...]]
"""The weight of each part in each tune, shape (batch, models), and the states of all parts."""


class PosteriorMixture(SequenceModel[Weighed]):
    """Whole tunes are mixed, not notes: each tune is of one part, and one hears of which.

    ``p(tune) = sum_i prior_i p_i(tune)``. So the next token has ``sum_i w_i p_i``, and after it
    Bayes' rule gives ``w_i`` in proportion to ``w_i p_i(token)``: parts that predicted well are
    trusted more. A `Mixture` with fixed weights forgets at each note which part was right; this one
    remembers its style. Of two experts, one for each style, it is the smallest model that knows
    which style it is in (a mixture of experts with one hidden class; a token that all parts think
    impossible leaves the weights as they are). Lesson 10.

    Its state is (weights, states of the parts).

    Parameters
    ----------
    models : sequence of SequenceModel
        Of the same size.
    prior : array_like of float, shape (models,)
        The weights before the first token: zero or more, and not all zero. They are divided by
        their sum.

    Raises
    ------
    ValueError
        If the sizes differ, or there is not one such weight for each model.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> low, high = (MarkovChain.fit([tune], size=2, add=1) for tune in ([0, 0, 0], [1, 1, 1]))
    >>> both = PosteriorMixture([low, high], [0.9, 0.1])
    >>> state = both.start(1)
    >>> for token in (1, 1):
    ...     state = both.advance(state, np.array([token]))
    >>> both.weights(state).round(2)  # two notes of the other style
    array([[0.75, 0.25]])
    """

    def __init__(self, models: Sequence[SequenceModel[Any]], prior: ArrayLike) -> None:
        sizes = [model.size for model in models]
        given = np.asarray(prior, dtype=np.float64)
        if len(set(sizes)) != 1:
            raise ValueError(f"models of one size can be joined; these have the sizes {sizes}")
        if given.shape != (len(sizes),) or not (given >= 0).all() or not 0 < given.sum() < np.inf:
            raise ValueError(
                f"the prior is {given}; give {len(sizes)} weights, one for each model: zero or "
                "more, and not all 0"
            )
        self.models, self.prior, self.size = tuple(models), given / given.sum(), sizes[0]

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The models that are joined."""
        return self.models

    def start(self, batch: int) -> Weighed:
        """Return the prior and the states of all parts before the first token."""
        states = tuple(model.start(batch) for model in self.models)
        return np.tile(self.prior, (batch, 1)), states

    def probabilities(self, state: Weighed) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        weights, states = state
        parts = zip(self.models, states, strict=True)
        rows = np.stack([model.probabilities(part) for model, part in parts])
        return np.asarray(np.einsum("mba,bm->ba", rows, weights))

    def likelihood(self, state: Weighed, tokens: Numbers) -> Rows:
        """Return the probability of one token in each tune, shape (batch,)."""
        return np.asarray((state[0] * self._likelihoods(state, tokens)).sum(axis=1))

    def advance(self, state: Weighed, tokens: Numbers) -> Weighed:
        """Return the weights by Bayes' rule and the states after one more token in each tune."""
        weights, states = state
        joint = weights * self._likelihoods(state, tokens)
        total = joint.sum(axis=1, keepdims=True)
        known = np.divide(joint, total, out=weights.copy(), where=total > 0)
        parts = zip(self.models, states, strict=True)
        return known, tuple(model.advance(part, tokens) for model, part in parts)

    def weights(self, state: Weighed) -> Rows:
        """Return how far each part is trusted in each tune, shape (batch, models)."""
        return state[0]

    def _likelihoods(self, state: Weighed, tokens: Numbers) -> Rows:
        """Return what each part gives to one token in each tune, shape (batch, models)."""
        parts = zip(self.models, state[1], strict=True)
        return np.stack([model.likelihood(part, tokens) for model, part in parts], axis=1)

    def __repr__(self) -> str:
        return f"<PosteriorMixture of {', '.join(map(repr, self.models))}>"
