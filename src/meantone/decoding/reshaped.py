"""Decoders that are models themselves, so that they can be sampled, searched, mixed and asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np

from meantone.decoding.truncation import ROUNDING, allow
from meantone.models import SequenceModel
from meantone.models.sequence_model import FiniteModel, Numbers, Rows, State, States

Rule = Callable[[Rows], Rows]
"""From rows of probabilities to rows of probabilities, each row for itself."""


class Reshaped(SequenceModel[State]):
    """A model whose predictions a rule has reshaped. Itself a `SequenceModel`.

    What it samples is what `sample` draws from the model with the rule as `reshape`. But being a
    model it can also say how probable a tune has become, and be searched, mixed and constrained. Of
    a model whose states are numbered it reshapes each row once, when it is first met. Lesson 08.

    Parameters
    ----------
    model : SequenceModel
    rule : function of rows to rows
        As ``lambda rows: top_p(rows, 0.9)``. It has to treat each row for itself.

    Examples
    --------
    >>> from meantone.decoding import most_probable, top_k
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 0, 1]], size=2)
    >>> sure = Reshaped(chain, lambda rows: top_k(rows, 1))
    >>> chain.table[0], sure.finite.table[0]
    (array([0.5, 0.5, 0. ]), array([1., 0., 0.]))
    """

    def __init__(self, model: SequenceModel[State], rule: Rule) -> None:
        self.model, self.rule, self.size = model, rule, model.size
        self._finite = None if model.finite is None else _RowsWhenMet(model.finite, rule)

    def start(self, batch: int) -> State:
        """Return the model's state before the first token, for `batch` tunes."""
        return self.model.start(batch)

    def probabilities(self, state: State) -> Rows:
        """Return the reshaped probability of each next token, shape (batch, size + 1)."""
        if self._finite is not None:
            return self._finite.probabilities(cast(States, state))
        return self.rule(self.model.probabilities(state))

    def advance(self, state: State, tokens: Numbers) -> State:
        """Return the model's state after one more token in each tune."""
        return self.model.advance(state, tokens)

    @property
    def finite(self) -> FiniteModel | None:
        """The model as two tables; None if its states are not numbered."""
        return self._finite

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that is reshaped."""
        return (self.model,)

    def __repr__(self) -> str:
        return f"<Reshaped {self.model!r}>"


class _RowsWhenMet(FiniteModel):
    """A finite model whose rows are reshaped when they are first met: a rule may refuse others."""

    def __init__(self, model: FiniteModel, rule: Rule) -> None:
        self._model, self._rule = model, rule
        self._rows = np.empty(model.next.shape)
        self._met = np.zeros(len(self._rows), dtype=bool)
        super().__init__(self._rows, model.next, model.first)

    @property
    def table(self) -> Rows:
        self._meet(np.arange(len(self._rows)))
        return self._table

    def probabilities(self, state: States) -> Rows:
        self._meet(state)
        return super().probabilities(state)

    def likelihood(self, state: States, tokens: Numbers) -> Rows:
        self._meet(state)
        return super().likelihood(state, tokens)

    def _meet(self, state: States) -> None:
        new = np.unique(state[~self._met[state]])
        if len(new):
            self._rows[new] = self._rule(self._model.probabilities(new))
            self._met[new] = True


class Mirostat(SequenceModel[tuple[State, Rows]]):
    """A model that leaves out surprising tokens, as many as it takes to hold a mean surprise.

    Mirostat (Basu et al. 2021) in its simpler form, called 2.0, which estimates nothing from Zipf's
    law. Each tune has a ceiling `mu`, at first twice the target. Tokens of more than `mu` bits are
    left out, one is drawn from the others, and the ceiling is corrected by what was heard::

        mu = mu - rate * (surprise of the token - target)

    Surprise is that under the model as it is, before anything is left out. If all tokens are above
    the ceiling, the most probable one stays, of equals the lowest. The ceiling can only cut: the
    mean comes near to the target if that lies between what greedy choices have and what the model
    has by itself. Above, `mu` rises without end and nothing is cut; below, as with a target of 0,
    it falls and all is greedy. Lesson 08.

    Its state is (state of the model, `mu`).

    Parameters
    ----------
    model : SequenceModel
    target : float
        Bits per token, the end counted; zero or above.
    rate : float
        How fast the ceiling is corrected. With 0 it stays at twice the target.

    Raises
    ------
    ValueError
        If target or rate is negative, infinite or not a number.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> even = MarkovChain([[0.5, 0.25, 0.25], [0.5, 0.25, 0.25], [0, 0, 1], [0.5, 0.25, 0.25]])
    >>> model = Mirostat(even, target=1.0, rate=0.5)
    >>> state = model.advance(model.start(1), np.array([1]))  # 2 bits: one too many
    >>> state[1], model.probabilities(state)
    (array([1.5]), array([[1., 0., 0.]]))
    """

    def __init__(self, model: SequenceModel[State], target: float, rate: float = 0.1) -> None:
        if not 0 <= target < np.inf:
            raise ValueError(f"the target is {target} bits; it has to be zero or more, and finite")
        if not 0 <= rate < np.inf:
            raise ValueError(f"the rate is {rate}; it has to be zero or more, and finite")
        self.model, self.target, self.rate, self.size = model, target, rate, model.size

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that is held at a mean surprise."""
        return (self.model,)

    def start(self, batch: int) -> tuple[State, Rows]:
        """Return the model's state and a ceiling of twice the target, for `batch` tunes."""
        return self.model.start(batch), np.full(batch, 2.0 * self.target)

    def probabilities(self, state: tuple[State, Rows]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        inner, ceiling = state
        rows = self.model.probabilities(inner)
        with np.errstate(divide="ignore"):
            keep = -np.log2(rows) <= ceiling[:, None] + ROUNDING
        keep[np.arange(len(rows)), rows.argmax(axis=1)] = True
        return allow(rows, keep)

    def advance(self, state: tuple[State, Rows], tokens: Numbers) -> tuple[State, Rows]:
        """Return the state after one more token in each tune, the ceiling corrected."""
        inner, ceiling = state
        # What was thought impossible counts as about 1000 bits: the ceiling stays a number.
        given = np.maximum(self.model.likelihood(inner, tokens), np.finfo(np.float64).tiny)
        ceiling = ceiling - self.rate * (-np.log2(given) - self.target)
        return self.model.advance(inner, tokens), ceiling

    def __repr__(self) -> str:
        return f"<Mirostat at {self.target} bits, {self.model!r}>"
