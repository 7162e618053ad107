"""Risk in one tune: its bars, its riskiest notes, and what is left when they are made safe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.decoding import best_infilling
from meantone.models import SequenceModel, surprise
from meantone.models.sequence_model import Numbers
from meantone.tunes import REST, Degree, Pitch, Tune

Floats = NDArray[np.float64]

_BAR = 4 * 48  # ticks, where a tune has no meter


def bar_numbers(tune: Tune) -> NDArray[np.intp]:
    """Return in which bar each note of a tune begins, the first bar being 1, a pickup 0.

    A tune without a meter has bars of four quarters.

    Returns
    -------
    numpy.ndarray of int, shape (notes,)

    Examples
    --------
    >>> bar_numbers(Tune((67, 60, 62, 64), (48, 96, 48, 48), meter=(3, 4), pickup=48))
    array([0, 1, 1, 2])
    """
    length = tune.bar_length or _BAR
    both = zip(tune.pitches, tune.onsets, strict=True)
    return np.array(
        [(at - tune.pickup) // length + 1 for p, at in both if p != REST], dtype=np.intp
    )


def bar_bits(bits: ArrayLike, numbers: ArrayLike) -> dict[int, float]:
    """Return how many bits a note each bar costs.

    Parameters
    ----------
    bits : array_like of float, shape (notes,)
        The surprise of each note.
    numbers : array_like of int, shape (notes,)
        In which bar each note begins.

    Returns
    -------
    dict of int to float
        By the number of the bar; one in which no note begins is not there.

    Examples
    --------
    >>> bar_bits([1.0, 3.0, 5.0], [1, 1, 2])
    {1: 2.0, 2: 5.0}
    """
    costs, where = np.asarray(bits, dtype=float), np.asarray(numbers)
    return {int(bar): float(costs[where == bar].mean()) for bar in np.unique(where)}


def riskiest_bar(bits: ArrayLike, numbers: ArrayLike) -> int:
    """Return the bar that costs most bits a note; of equal ones the first.

    Parameters
    ----------
    bits, numbers
        As for `bar_bits`.

    Returns
    -------
    int
        Its number.

    Examples
    --------
    >>> riskiest_bar([1.0, 3.0, 5.0], [1, 1, 2])
    2
    """
    costs = bar_bits(bits, numbers)
    return max(costs, key=costs.__getitem__)


def riskiest_notes(bits: ArrayLike, count: int) -> NDArray[np.intp]:
    """Return the places of the notes that cost most bits, in rising order; of equal ones the first.

    Parameters
    ----------
    bits : array_like of float, shape (notes,)
    count : int
        How many; all, if there are fewer.

    Returns
    -------
    numpy.ndarray of int, shape (count,)
        Their places, in the order of the tune.

    Examples
    --------
    >>> riskiest_notes([1.0, 5.0, 3.0, 5.0], 2)
    array([1, 3])
    """
    return np.sort(np.argsort(-np.asarray(bits, dtype=float), kind="stable")[:count])


@dataclass(frozen=True, eq=False)
class Safe:
    """A tune before and after some of its notes were made safe; made by `make_safe`.

    Parameters
    ----------
    before, after : numpy.ndarray of int, shape (notes,)
        Tokens.
    bits_before, bits_after : numpy.ndarray of float, shape (notes + 1,)
        The surprise of each note, and of the end.
    places : numpy.ndarray of int
        Which notes might change.
    """

    before: Numbers
    after: Numbers
    bits_before: Floats
    bits_after: Floats
    places: NDArray[np.intp]

    @property
    def changed(self) -> NDArray[np.intp]:
        """The places of notes that are others now."""
        return np.flatnonzero(self.before != self.after)

    @property
    def saved(self) -> float:
        """By how many bits the whole tune has become more probable: never below 0."""
        return float(self.bits_before.sum() - self.bits_after.sum())

    @property
    def saved_there(self) -> float:
        """By how many bits the notes that might change have, without what follows from them."""
        return float((self.bits_before - self.bits_after)[self.places].sum())


def make_safe(model: SequenceModel[Any], tokens: ArrayLike, places: ArrayLike) -> Safe:
    """Put the likeliest notes in some places of a tune, given all others: exactly.

    The probability of the whole tune becomes the largest that it can with the others as they are;
    so the notes that follow count as much as those that are replaced (`best_infilling`). Lesson 14.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered.
    tokens : array_like of int, shape (notes,)
    places : array_like of int
        Of the notes to replace.

    Returns
    -------
    Safe

    Raises
    ------
    TypeError, ValueError
        As `best_infilling`.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [0, 1, 2]], size=3, add=0.1)
    >>> safe = make_safe(chain, [0, 2, 0, 1], [1])
    >>> safe.after.tolist(), safe.changed.tolist(), round(safe.saved, 2)
    ([0, 1, 0, 1], [1], 7.13)
    """
    before = np.array(tokens, dtype=np.int64)
    after = best_infilling(model, before, places).tokens
    bits = surprise(model, before), surprise(model, after)
    return Safe(before, after, *bits, np.unique(np.asarray(places, dtype=np.intp)))


def with_notes(tune: Tune, view: Degree | Pitch, tokens: ArrayLike) -> Tune:
    """Return a tune with other notes in the same rhythm.

    Parameters
    ----------
    tune : Tune
    view : Degree or Pitch
        What the tokens are.
    tokens : array_like of int, shape (notes,)
        One for each note of the tune.

    Returns
    -------
    Tune
        In its key, its meter and its phrases.

    Examples
    --------
    >>> view = Degree([0, 2, 4])
    >>> tune = Tune((67, REST, 69), (48, 48, 96), tonic="G")
    >>> with_notes(tune, view, [0, 2]).pitches
    (67, -1, 71)
    """
    symbols = zip(view.encode(tune).tolist(), np.asarray(tokens).tolist(), strict=True)
    moves = iter([int(view.vocabulary[new]) - int(view.vocabulary[old]) for old, new in symbols])
    pitches = tuple(pitch if pitch == REST else pitch + next(moves) for pitch in tune.pitches)
    return replace(tune, pitches=pitches)


class Departure(NamedTuple):
    """A note by which a tune leaves everybody's road.

    Parameters
    ----------
    place : int
        Which note, counted from 0.
    bits : float
        What it costs.
    sung, expected : str
        The note, and the one that the model thought likeliest there.
    chance : float
        The probability that the model gave to that one.
    """

    place: int
    bits: float
    sung: str
    expected: str
    chance: float


def departures(
    model: SequenceModel[Any], tokens: ArrayLike, labels: Sequence[str], count: int = 3
) -> list[Departure]:
    """Return the notes by which a tune departs most from what a model expects, in their order.

    Lesson 14 reads the learner's own tune with it.

    Parameters
    ----------
    model : SequenceModel
    tokens : array_like of int, shape (notes,)
    labels : sequence of str
        What people write for each token.
    count : int
        How many.

    Returns
    -------
    list of Departure

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [0, 1]], size=3, add=0.1)
    >>> departures(chain, [0, 1, 2], "135", 1)
    [Departure(place=2, bits=5.08..., sung='5', expected='1', chance=0.32...)]
    """
    tune = np.asarray(tokens, dtype=np.int64)
    state, found = model.start(1), []
    for place, token in enumerate(tune.tolist()):
        row = model.probabilities(state)[0, :-1]
        best = int(row.argmax())
        bits = float(-np.log2(row[token]))
        found.append(Departure(place, bits, labels[token], labels[best], float(row[best])))
        state = model.advance(state, tune[place : place + 1])
    return [found[place] for place in riskiest_notes([one.bits for one in found], count).tolist()]
