"""Sampling: the next token is drawn from the model's own probabilities, or from reshaped ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from operator import index
from typing import SupportsIndex, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models import SequenceModel, take
from meantone.models.sequence_model import Numbers, Rows, State, in_shape, told_of


def temperature(probabilities: ArrayLike, degree: float) -> Rows:
    """Return rows of probabilities made sharper (below 1) or flatter (above 1).

    ``p ** (1 / T)``, divided by its sum (Ackley, Hinton and Sejnowski 1985). At 1 nothing
    changes; towards 0 the largest takes all, and those that tie for it share evenly. Lesson 02
    hears it.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    degree : float
        The temperature, zero or above, and finite.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If the temperature is negative, infinite or not a number, or a row has no probability or
        something that is none.

    Examples
    --------
    >>> temperature([0.5, 0.25, 0.25], 0.5).round(3)
    array([0.667, 0.167, 0.167])
    >>> temperature([0.4, 0.4, 0.2], 0)
    array([0.5, 0.5, 0. ])
    """
    if not 0 <= degree < np.inf:
        raise ValueError(f"the temperature is {degree}; it has to be zero or above, and finite")
    rows = np.asarray(probabilities, dtype=np.float64)
    largest = rows.max(axis=-1, keepdims=True)
    if not (largest > 0).all() or rows.min(initial=0) < 0:
        raise ValueError(
            "a row has no probability in it, or something negative or not a number: there is "
            "nothing to make sharper"
        )
    # Dividing by the largest first keeps the power from underflowing to a row of zeros.
    scaled = rows / largest
    raised = scaled ** (1 / degree) if degree > 1e-6 else (scaled == 1).astype(np.float64)
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def choose(probabilities: Rows, rng: np.random.Generator) -> Numbers:
    """Draw one token from each row.

    One random number falls somewhere between 0 and the row's sum; the token is the one whose
    share of that line it falls on.

    Parameters
    ----------
    probabilities : numpy.ndarray of float, shape (batch, vocabulary)
    rng : numpy.random.Generator

    Returns
    -------
    numpy.ndarray of int, shape (batch,)

    Examples
    --------
    >>> rows = np.array([[0.0, 1.0], [1.0, 0.0]])
    >>> choose(rows, np.random.default_rng(0))
    array([1, 0])
    """
    return _at(rng.random(len(probabilities)), probabilities)


class Samples(Sequence[Numbers]):
    """Tunes that were drawn, and which of them came to their end.

    A sequence of tunes that does not change. A tune that was cut off only looks as if it ended
    there. So whoever learns from samples, or counts how they end, asks `ended` or takes `whole`.

    Parameters
    ----------
    tunes : iterable of numpy.ndarray of int, each of shape (time,)
        Without the end token.
    ended : array_like of bool, shape (tunes,)
        Whether the model ended each of them.

    Attributes
    ----------
    ended : numpy.ndarray of bool, shape (tunes,)
        Read-only.

    Raises
    ------
    ValueError
        If it is not said of each tune whether it ended.

    Examples
    --------
    >>> drawn = Samples([np.array([0, 1]), np.array([0, 0])], ended=[True, False])
    >>> len(drawn), drawn.whole
    (2, [array([0, 1])])
    >>> drawn[1:].ended
    array([False])
    """

    def __init__(self, tunes: Iterable[Numbers], ended: ArrayLike) -> None:
        self._tunes = tuple(tunes)
        self.ended: NDArray[np.bool_] = np.array(ended, dtype=bool)
        self.ended.flags.writeable = False
        if self.ended.shape != (len(self._tunes),):
            raise ValueError(
                f"{len(self._tunes)} tunes, but {self.ended.size} of them ended or not"
            )

    def __len__(self) -> int:
        return len(self._tunes)

    @overload
    def __getitem__(self, place: SupportsIndex) -> Numbers: ...

    @overload
    def __getitem__(self, place: slice) -> Samples: ...

    def __getitem__(self, place: SupportsIndex | slice) -> Numbers | Samples:
        """Return a tune, or some tunes with what is known of their ends."""
        if isinstance(place, slice):
            return Samples(self._tunes[place], self.ended[place])
        return self._tunes[place]

    @property
    def whole(self) -> list[Numbers]:
        """The tunes that came to their end."""
        return [tune for tune, ended in zip(self, self.ended, strict=True) if ended]

    def __repr__(self) -> str:
        return f"<Samples: {len(self)} tunes, {self.ended.sum()} of them ended>"


def sample(
    model: SequenceModel[State],
    count: int,
    rng: np.random.Generator,
    reshape: Callable[[Rows], Rows] = lambda rows: rows,
    longest: int = 256,
) -> Samples:
    """Draw tunes from a model, token after token, all of them side by side.

    Ancestral sampling: each token is drawn from ``p(token | those before)``. Lesson 02 builds it.

    Parameters
    ----------
    model : SequenceModel
    count : int
        How many tunes.
    rng : numpy.random.Generator
    reshape : function of rows to rows
        What is done to the probabilities first, as in
        ``lambda rows: temperature(rows, 0.5)``. Left out, nothing is.
    longest : int
        Tunes that have not ended within this many tokens, the end counted, are cut off there.

    Returns
    -------
    Samples
        A sequence of arrays of shape (time,), without the end token. Its `ended` says which tunes
        came to their end, and which were cut off.

    Raises
    ------
    ValueError
        If `count` is negative, or the model predicts something that is no probability.
    TypeError
        If `rng` is no generator, or `reshape` is no function.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 2], [0, 2]], size=3)
    >>> [tune.tolist() for tune in sample(chain, 3, np.random.default_rng(0))]
    [[0, 1, 2], [0, 2], [0, 2]]
    >>> sample(chain, 3, np.random.default_rng(0), longest=3).ended
    array([False,  True,  True])
    """
    _check(count, rng, reshape)
    state = model.start(count)
    ended = np.zeros(count, dtype=bool)
    going = np.arange(count)
    columns: list[Numbers] = []
    while len(columns) < longest and not ended.all():
        # A mark for each tune, ended or not: so who goes on does not depend on who has ended.
        rows = model.probabilities(state)
        if model.finite is None:
            rows = _usable(model, rows, ~ended)
        tokens = _at(rng.random(count)[going], reshape(rows))
        tokens[ended[going]] = model.size  # an ended tune stays ended, whatever the model says
        state = model.advance(state, tokens)
        columns.append(np.full(count, model.size))
        columns[-1][going] = tokens
        ended[going] |= tokens == model.size
        if model.finite is not None:  # rows of a network are not quite the same in another batch
            on = tokens != model.size
            going, state = going[on], take(state, np.flatnonzero(on))
    tokens = np.stack(columns, axis=1) if columns else np.empty((count, 0), dtype=np.int64)
    return Samples([row[row != model.size] for row in tokens], ended)


def _check(count: int, rng: object, reshape: object) -> None:
    """Raise an error for what is easily given in another's place."""
    if index(count) < 0:
        raise ValueError(f"{count} tunes cannot be drawn; ask for 0 or more")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng is {rng!r}; give a generator, as np.random.default_rng(0)")
    if not callable(reshape):
        raise TypeError(
            f"reshape is {reshape!r}; give a function of rows, as lambda rows: top_p(rows, 0.9)"
        )


def _usable(model: SequenceModel[State], rows: Rows, going: NDArray[np.bool_]) -> Rows:
    """Return what a model predicts, once tokens can be drawn by it for the tunes that go on.

    Only shares of a row count here, so it need not sum to 1.
    """
    rows = in_shape(model, rows, len(going))
    sums = rows[going].sum(axis=1)
    right = (sums > 0) & (sums < np.inf) & (rows[going] >= 0).all(axis=1)
    if not right.all():
        raise ValueError(f"{told_of(model, rows[going][right.argmin()])}, and not all of them zero")
    return rows


def _at(marks: Rows, probabilities: Rows) -> Numbers:
    """Return the token of each row whose share of the row holds the mark, from 0 to 1."""
    # Tokens first, so that one sum is made for all rows at once: half the time of a cumsum.
    edges = np.array(probabilities.T, order="C")  # (vocabulary, batch)
    for before, edge in pairwise(edges):
        edge += before
    return np.asarray((edges > marks * edges[-1]).argmax(axis=0))
