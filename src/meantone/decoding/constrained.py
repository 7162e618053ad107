"""Models under constraints: exactly, by messages from the end; or looking ahead, and by particles.

What a model would play if it played a tune that fits is a distribution of its own: its
probabilities of the tunes that fit, divided by their sum. To draw from that one has to know, at
each note, how probable it is that the model will come to fit if it goes this way or that. A model
of numbered states can be asked, from the end to the beginning. Another cannot.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log2
from typing import Any, NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from meantone.decoding.constraints import Constraint, ConstraintError
from meantone.decoding.messages import chances
from meantone.decoding.sampling import choose
from meantone.models import SequenceModel
from meantone.models.sequence_model import FiniteModel, Numbers, Rows, State, States, take


class Fitting(SequenceModel[tuple[State, Numbers]]):
    """A model and a constraint side by side: what the model gives to tokens that may still fit.

    Its rows sum to less than 1 where tokens are left out, so they are no distributions yet:
    `Constrained` and `particles` are made of it, and exact search walks it.

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

    def start(self, batch: int) -> tuple[State, Numbers]:
        """Return both states before the first token, for `batch` tunes."""
        return self.model.start(batch), self.constraint.start(batch)

    def advance(
        self, state: tuple[State, Numbers], tokens: NDArray[np.int64]
    ) -> tuple[State, Numbers]:
        """Return both states after one more token in each tune."""
        return self.model.advance(state[0], tokens), self.constraint.advance(state[1], tokens)

    def probabilities(self, state: tuple[State, Numbers]) -> Rows:
        """Return the model's probability of each token that may still fit, 0 for the others.

        Shape (batch, size + 1). After the end, and after what did not fit, the end has 1.
        """
        rows = self.model.probabilities(state[0]) * self.constraint.allowed[state[1]]
        rows[state[1] == self.over] = np.arange(self.size + 1) == self.size
        return rows


class Constrained(SequenceModel[tuple[State, Numbers]]):
    """A model that only plays tunes that fit a constraint. Itself a `SequenceModel`.

    Of a model whose states are numbered (`finite`) it is exact: ``p(tune) = p(tune in the model) /
    p(fits)`` for a tune that fits, 0 for others. Each token is weighed by the probability that the
    model, having played it, comes to fit; those are found from the end backwards (Pachet, Roy and
    Barbieri 2011; for any automaton, Papadopoulos, Pachet, Roy and Sakellariou 2015).

    Any other model is constrained as `locally` says. Lesson 08.

    Its state is (state of the model, state of the constraint).

    Parameters
    ----------
    model : SequenceModel
        If it is `Constrained` itself, the two constraints are joined.
    constraint : Constraint

    Attributes
    ----------
    exact : bool
        Whether it is the model's own distribution of the tunes that fit.

    Raises
    ------
    ConstraintError
        If no tune that fits has any probability.
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

    model: SequenceModel[State]
    constraint: Constraint
    _messages: tuple[Rows, Rows] | None

    def __init__(self, model: SequenceModel[State], constraint: Constraint) -> None:
        self._join(model, constraint)
        finite = self.model.finite
        if finite is not None:
            self._messages = values, _ = chances(finite, self.constraint)
            if values[0, finite.first] == 0:
                raise ConstraintError(
                    f"the model gives no probability to any tune that {self.constraint.words}; ask "
                    "for something else, or smooth the model so that nothing is impossible"
                )

    @classmethod
    def locally(cls, model: SequenceModel[State], constraint: Constraint) -> Constrained[State]:
        """Constrain any model by looking ahead at the constraint alone.

        Tokens after which the constraint could not be met are left out, and what is left is divided
        by its sum. So it is never stuck, as long as the model thinks nothing impossible; rules that
        leave tokens out go around it: ``Reshaped(Constrained.locally(...), rule)``. But it is
        another distribution than the model's own of the tunes that fit: what it was forced to at
        the last moment counts as much as what it came to by itself. `particles` corrects that.

        Parameters, errors as for the class.

        Examples
        --------
        >>> from meantone.decoding import lengths
        >>> from meantone.models import MarkovChain
        >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1], [0, 0]], size=2)
        >>> Constrained.locally(chain, lengths(2, 4, 4))
        <Constrained, looking ahead: has 4 notes>
        """
        made = cls.__new__(cls)
        made._join(model, constraint)
        return made

    def _join(self, model: SequenceModel[State], constraint: Constraint) -> None:
        if isinstance(model, Constrained):
            constraint = model.constraint & constraint
            model = model.model
        self.fitting = Fitting(model, constraint)
        self.model, self.constraint, self.size = model, constraint, model.size
        self._messages = None

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that is constrained."""
        return (self.model,)

    @property
    def exact(self) -> bool:
        """Whether it is the model's own distribution of the tunes that fit."""
        return self._messages is not None

    @property
    def log2_probability(self) -> float:
        """Base-2 logarithm of the probability that the model by itself plays a tune that fits.

        Raises
        ------
        ValueError
            If the model only looks ahead: `particles` can estimate it.
        """
        if self._messages is None:
            raise ValueError(
                "a model that only looks ahead does not know how probable the constraint is; "
                "particles(...).log2_probability is an estimate"
            )
        values, scale = self._messages
        chance = float(values[0, cast(FiniteModel, self.model.finite).first])
        return min(log2(chance) + float(scale[0]), 0.0)

    def start(self, batch: int) -> tuple[State, Numbers]:
        """Return the states of model and constraint before the first token, for `batch` tunes."""
        return self.fitting.start(batch)

    def advance(
        self, state: tuple[State, Numbers], tokens: NDArray[np.int64]
    ) -> tuple[State, Numbers]:
        """Return both states after one more token in each tune."""
        return self.fitting.advance(state, tokens)

    def probabilities(self, state: tuple[State, Numbers]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1).

        After the end, and in a tune that does not fit, the end has probability 1.

        Raises
        ------
        ConstraintError
            If it only looks ahead, and the model thinks all impossible that could still fit.
        """
        rows = self.fitting.probabilities(state)
        if self._messages is not None:
            rows *= self._ahead(*self._messages, state)
        lost = rows.sum(axis=1) == 0
        if self._messages is None and lost.any():
            raise ConstraintError(
                f"tune {lost.argmax()} of the batch is stuck: the model gives no probability to "
                f"any token after which it could still be one that {self.constraint.words}; smooth "
                "the model so that nothing is impossible, put rules that leave tokens out around "
                "it, as in Reshaped(Constrained(...), rule), or ask for less"
            )
        # In an exact one, only a tune that the model thinks impossible comes to where none fits.
        rows[lost] = np.arange(self.size + 1) == self.size
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))

    def _ahead(self, values: Rows, scale: Rows, state: tuple[State, Numbers]) -> Rows:
        """Return how probable it is to fit after each token, but for a factor of each row."""
        there = self.constraint.next[state[1]]  # (batch, size + 1)
        model_there = cast(FiniteModel, self.model.finite).next[cast(States, state[0])]
        ahead = values[there, model_there] * self.constraint.allowed[state[1]]
        # Seen from the largest of what may follow, as in `chances`.
        base = np.where(ahead > 0, scale[there], -inf).max(axis=1, keepdims=True)
        return np.asarray(ahead * 2 ** np.minimum(scale[there] - base, 0))

    def __repr__(self) -> str:
        how = "" if self.exact else ", looking ahead"
        return f"<Constrained{how}: {self.constraint.words}>"


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
        """Return some of the tunes, each drawn by its weight, one perhaps many times."""
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
    tunes are drawn side by side as `Constrained.locally` would. Where tokens are left out, a tune's
    weight is multiplied with the probability of what stays: so it pays for what it was forced to.
    When few tunes have most of the weight (their effective number, ``1 / sum(weights ** 2)``, is
    below half of them), all are drawn anew by their weights: good beginnings are copied, bad ones
    dropped. The more tunes, the nearer to the true distribution. Lesson 08.

    Parameters
    ----------
    model : SequenceModel
    constraint : Constraint
    count : int
        How many tunes are drawn side by side. Up to so many come back.
    rng : numpy.random.Generator
    longest : int
        Tunes that have not ended after so many tokens count as none that fit.

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
