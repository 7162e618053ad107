"""Repairs: tell the model which style is wanted, push it there, or draw the style first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Samples, sample
from meantone.experiments.bias.judges import LONGEST
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows, State


def with_style(groups: Sequence[Sequence[Numbers]], size: int) -> list[Numbers]:
    """Return tunes that begin with a token of their style, for a model that is to be told.

    The token of group `i` is ``size + i``, so the model's vocabulary has as many symbols more as
    there are groups. Lesson 10.

    Parameters
    ----------
    groups : sequence of sequence of numpy.ndarray of int
        The tunes of each group.
    size : int
        Symbols in their vocabulary.

    Returns
    -------
    list of numpy.ndarray of int

    Examples
    --------
    >>> with_style([[np.array([0, 1])], [np.array([1])]], size=2)
    [array([2, 0, 1]), array([3, 1])]
    """
    return [np.concatenate([[size + i], tune]) for i, tunes in enumerate(groups) for tune in tunes]


class Styled(SequenceModel[State]):
    """A model that learned from `with_style`, told which style is wanted before it begins.

    Its tunes have no style tokens: what chance the model leaves them goes to the others. (CTRL,
    Keskar et al. 2019, calls them control codes.) Whether it helps depends on the model: an n-gram
    of order 5 has forgotten after four notes what it was told. Lesson 10.

    Parameters
    ----------
    model : SequenceModel
        With `styles` symbols more than the notes have.
    styles : int
        How many styles there are.
    style : int
        Which is wanted, from 0.

    Raises
    ------
    ValueError
        If there is no such style.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit(with_style([[np.array([0, 0])], [np.array([1])]], 2), size=4)
    >>> Styled(chain, styles=2, style=1).size
    2
    >>> sample(Styled(chain, 2, style=1), 2, np.random.default_rng(0))[0]
    array([1])
    """

    def __init__(self, model: SequenceModel[State], styles: int, style: int) -> None:
        if not 0 <= style < styles:
            raise ValueError(f"there is no style {style}; there are {styles}, counted from 0")
        self.model, self.styles, self.style = model, styles, style
        self.size = model.size - styles

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model that is told."""
        return (self.model,)

    def start(self, batch: int) -> State:
        """Return the model's state after the style token, for `batch` tunes."""
        return self.model.advance(self.model.start(batch), np.full(batch, self.size + self.style))

    def probabilities(self, state: State) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        rows = self.model.probabilities(state)
        notes = np.delete(rows, np.s_[self.size : self.size + self.styles], axis=1)
        return np.asarray(notes / notes.sum(axis=1, keepdims=True))

    def advance(self, state: State, tokens: Numbers) -> State:
        """Return the model's state after one more token in each tune."""
        ends = tokens == self.size
        return self.model.advance(state, np.where(ends, self.model.size, tokens))

    def __repr__(self) -> str:
        return f"<Styled style {self.style}, {self.model!r}>"


class Guided(SequenceModel[tuple[Any, Any]]):
    """A model of one style, pushed further away from what everybody's model would do.

    ``p(token)`` in proportion to ``told ** w * plain ** (1 - w)``: with `w` = 0 as plain, with 1 as
    told, above 1 further on (classifier-free guidance: Ho and Salimans 2022; for text: Sanchez et
    al. 2023). What the told model thinks impossible stays so. Lesson 10.

    Its state is (state of the told model, state of the plain one).

    Parameters
    ----------
    told, plain : SequenceModel
        Of one size: the model of the style, and everybody's.
    strength : float
        `w`, zero or more.

    Raises
    ------
    ValueError
        If the sizes differ, or the strength is negative, infinite or not a number.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> told, plain = MarkovChain([[0.6, 0.4]] * 3), MarkovChain([[0.3, 0.7]] * 3)
    >>> for strength in (0, 1, 2):
    ...     model = Guided(told, plain, strength)
    ...     print(model.probabilities(model.start(1)).round(2))
    [[0.3 0.7]]
    [[0.6 0.4]]
    [[0.84 0.16]]
    """

    def __init__(
        self, told: SequenceModel[Any], plain: SequenceModel[Any], strength: float
    ) -> None:
        if told.size != plain.size:
            raise ValueError(f"the sizes of the models differ: {told.size} and {plain.size}")
        if not 0 <= strength < np.inf:
            raise ValueError(f"the strength is {strength}; it has to be zero or more, and finite")
        self.told, self.plain, self.strength, self.size = told, plain, strength, told.size

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The model of the style, and everybody's."""
        return self.told, self.plain

    def start(self, batch: int) -> tuple[Any, Any]:
        """Return the states of both models before the first token, for `batch` tunes."""
        return self.told.start(batch), self.plain.start(batch)

    def probabilities(self, state: tuple[Any, Any]) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        told, plain = self.told.probabilities(state[0]), self.plain.probabilities(state[1])
        tiny = np.finfo(np.float64).tiny
        logs = self.strength * np.log(np.maximum(told, tiny))
        logs += (1 - self.strength) * np.log(np.maximum(plain, tiny))
        logs[told == 0] = -np.inf
        rows = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(rows / rows.sum(axis=1, keepdims=True))

    def advance(self, state: tuple[Any, Any], tokens: Numbers) -> tuple[Any, Any]:
        """Return the states of both models after one more token in each tune."""
        return self.told.advance(state[0], tokens), self.plain.advance(state[1], tokens)

    def __repr__(self) -> str:
        return f"<Guided by {self.strength:g} from {self.plain!r} to {self.told!r}>"


def sample_by_style(
    models: Sequence[SequenceModel[Any]],
    shares: ArrayLike,
    count: int,
    rng: np.random.Generator,
    reshape: Callable[[Rows], Rows] = lambda rows: rows,
    longest: int = LONGEST,
) -> Samples:
    """Draw the style of each tune first, then the tune from that style's model.

    At temperature 1 nothing differs from drawing from a `PosteriorMixture` with these shares as
    prior. Below, the styles are not sharpened with the notes: the shares hold. Lesson 10.

    Parameters
    ----------
    models : sequence of SequenceModel
        One for each style.
    shares : array_like of float, shape (models,)
        How often each style is wanted; they sum to 1.
    count : int
        How many tunes.
    rng : numpy.random.Generator
    reshape : function of rows to rows
        As for `sample`; it is done to notes alone.
    longest : int
        Notes after which a tune is cut off.

    Returns
    -------
    Samples
        In no order of styles.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> low, high = (MarkovChain.fit([tune], size=2) for tune in ([0], [1, 1]))
    >>> drawn = sample_by_style([low, high], [0.7, 0.3], 1000, np.random.default_rng(0), longest=9)
    >>> bool(0.25 < np.mean([tune.max() for tune in drawn]) < 0.35)
    True
    """
    style = rng.choice(len(models), count, p=np.asarray(shares, dtype=np.float64))
    tunes: list[Numbers] = [np.empty(0, dtype=np.int64)] * count
    ended = np.zeros(count, dtype=bool)
    for number, model in enumerate(models):
        places = np.flatnonzero(style == number)
        drawn = sample(model, len(places), rng, reshape, longest)
        ended[places] = drawn.ended
        for place, tune in zip(places.tolist(), drawn, strict=True):
            tunes[place] = tune
    return Samples(tunes, ended)
