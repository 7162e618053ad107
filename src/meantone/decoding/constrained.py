"""Models under constraints: exactly, by backward messages; or by looking ahead at the constraint.

What a model would play if it played a tune that fits is a distribution of its own: its
probabilities of the tunes that fit, divided by their sum. To draw from that one has to know, at
each note, how probable it is that the model will come to fit if it goes this way or that. A model
of numbered states can be asked, from the end to the beginning: `Constrained`. Another cannot:
`LookingAhead` is what can be done step by step, and `particles` corrects it.
"""

from __future__ import annotations

from math import inf, log2
from typing import cast

import numpy as np

from meantone.decoding.backward import fitting_probabilities
from meantone.decoding.constraints import Constraint, ConstraintError
from meantone.decoding.fitting import Fitting
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows, State, States


class Constrained(Fitting[State]):
    """A model that only plays tunes that fit a constraint, as it would by itself.

    ``p(tune) = p(tune in the model) / p(fits)`` for a tune that fits, 0 for others. Each token is
    weighed by the probability that the model, having played it, comes to fit; those are found from
    the end backwards (Pachet, Roy and Barbieri 2011; for any automaton, Papadopoulos, Pachet, Roy
    and Sakellariou 2015). Lesson 08.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered (`finite`). If it is `Constrained` itself, the two constraints
        are joined.
    constraint : Constraint

    Raises
    ------
    ConstraintError
        If no tune that fits has any probability.
    TypeError
        If the model's states are not numbered.
    ValueError
        If model and constraint are for vocabularies of different sizes, have too many states, or
        allow tunes that go on so long that they cannot be summed up.

    Notes
    -----
    An endless tune is none that fits. The messages take 8 bytes, times states of the model, times
    states of the constraint, and time in proportion to that and to the symbols. Where a constraint
    sets no longest length, they are repeated until they come to rest: that is slow for an `ending`
    under a large model, so join it with `lengths`.

    Examples
    --------
    >>> from meantone.decoding import lengths, sample
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1], [0, 0]], size=2)
    >>> model = Constrained(chain, lengths(2, 4, 4))
    >>> [tune.tolist() for tune in sample(model, 3, np.random.default_rng(0))]
    [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 0, 0]]
    >>> round(2**model.log2_probability, 4)  # of four notes
    0.0768
    """

    def __init__(self, model: SequenceModel[State], constraint: Constraint) -> None:
        if isinstance(model, Constrained):
            constraint = model.constraint & constraint
            model = model.model
        super().__init__(model, constraint)
        finite = model.finite
        if finite is None:
            raise TypeError(
                f"{type(model).__name__} has no states that are numbered, or too many to keep a "
                "table, so it cannot be constrained exactly; take LookingAhead, or draw particles"
            )
        self._next, self._first = finite.next, finite.first
        self._chances, self._scale = fitting_probabilities(finite, constraint)
        if self._chances[0, self._first] == 0:
            raise ConstraintError(
                f"the model gives no probability to any tune that {constraint.words}; ask for "
                "something else, or smooth the model so that nothing is impossible"
            )

    @property
    def log2_probability(self) -> float:
        """Base-2 logarithm of the probability that the model by itself plays a tune that fits."""
        return min(log2(self._chances[0, self._first]) + float(self._scale[0]), 0.0)

    def probabilities(self, state: tuple[State, Numbers]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1).

        After the end, and in a tune that does not fit, the end has probability 1.
        """
        rows = super().probabilities(state) * self._ahead(state)
        # Only a tune that the model thinks impossible comes to where none fits.
        rows[rows.sum(axis=1) == 0] = np.arange(self.size + 1) == self.size
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))

    def _ahead(self, state: tuple[State, Numbers]) -> Rows:
        """Return how probable it is to fit after each token, but for a factor of each row."""
        there = self.constraint.next[state[1]]  # (batch, size + 1)
        model_there = self._next[cast(States, state[0])]
        ahead = self._chances[there, model_there] * self.constraint.allowed[state[1]]
        # Seen from the largest of what may follow, as in `fitting_probabilities`.
        base = np.where(ahead > 0, self._scale[there], -inf).max(axis=1, keepdims=True)
        return np.asarray(ahead * 2 ** np.minimum(self._scale[there] - base, 0))

    def __repr__(self) -> str:
        return f"<Constrained: {self.constraint.words}>"


class LookingAhead(Fitting[State]):
    """A model that only plays tunes that fit, by looking ahead at the constraint alone.

    Tokens after which the constraint could not be met are left out, and what is left is divided by
    its sum. So any model will do, and it is never stuck as long as the model thinks nothing
    impossible; rules that leave tokens out go around it: ``Reshaped(LookingAhead(...), rule)``. But
    it is another distribution than the model's own of the tunes that fit: what it was forced to at
    the last moment counts as much as what it came to by itself. `Constrained` and `particles` are
    free of that. Lesson 07.

    Parameters
    ----------
    model : SequenceModel
        If it is `LookingAhead` itself, the two constraints are joined.
    constraint : Constraint

    Raises
    ------
    ValueError
        If model and constraint are for vocabularies of different sizes.

    Examples
    --------
    >>> from meantone.decoding import lengths
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1], [0, 0]], size=2)
    >>> LookingAhead(chain, lengths(2, 4, 4))
    <LookingAhead: has 4 notes>
    """

    def __init__(self, model: SequenceModel[State], constraint: Constraint) -> None:
        if isinstance(model, LookingAhead):
            constraint = model.constraint & constraint
            model = model.model
        super().__init__(model, constraint)

    def probabilities(self, state: tuple[State, Numbers]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1).

        After the end, and in a tune that does not fit, the end has probability 1.

        Raises
        ------
        ConstraintError
            If the model thinks all impossible that could still fit.
        """
        rows = super().probabilities(state)
        sums = rows.sum(axis=1, keepdims=True)
        if not sums.all():
            raise ConstraintError(
                f"tune {sums.argmin()} of the batch is stuck: the model gives no probability to "
                f"any token after which it could still be one that {self.constraint.words}; smooth "
                "the model so that nothing is impossible, put rules that leave tokens out around "
                "it, as in Reshaped(LookingAhead(...), rule), or ask for less"
            )
        return np.asarray(rows / sums)

    def __repr__(self) -> str:
        return f"<LookingAhead: {self.constraint.words}>"
