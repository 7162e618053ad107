"""A model and a constraint side by side, from which models under constraints are made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from meantone.decoding.constraints import Constraint
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows, State


class Fitting(SequenceModel[tuple[State, Numbers]]):
    """A model and a constraint side by side: what the model gives to tokens that may still fit.

    Its rows sum to less than 1 where tokens are left out, so they are no distributions yet. What
    makes distributions of them is built on it: `Constrained`, `LookingAhead`, `particles`; and
    exact search walks it as it is. Its state is (state of the model, state of the constraint).

    Parameters
    ----------
    model : SequenceModel
    constraint : Constraint

    Raises
    ------
    ValueError
        If they are for vocabularies of different sizes.
    """

    def __init__(self, model: SequenceModel[State], constraint: Constraint) -> None:
        if model.size != constraint.size:
            raise ValueError(
                f"the constraint is for {constraint.size} symbols, the model has {model.size}; "
                "make it for the vocabulary of the model"
            )
        self.model, self.constraint, self.size = model, constraint, model.size
        self.over = len(constraint.next) - 1  # the constraint's state after the end

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that is constrained."""
        return (self.model,)

    def start(self, batch: int) -> tuple[State, Numbers]:
        """Return both states before the first token, for `batch` tunes."""
        return self.model.start(batch), self.constraint.start(batch)

    def advance(self, state: tuple[State, Numbers], tokens: Numbers) -> tuple[State, Numbers]:
        """Return both states after one more token in each tune."""
        return self.model.advance(state[0], tokens), self.constraint.advance(state[1], tokens)

    def probabilities(self, state: tuple[State, Numbers]) -> Rows:
        """Return the model's probability of each token that may still fit, 0 for the others.

        Shape (batch, size + 1). After the end, and after what did not fit, the end has 1.
        """
        rows = self.model.probabilities(state[0]) * self.constraint.allowed[state[1]]
        rows[state[1] == self.over] = np.arange(self.size + 1) == self.size
        return rows
