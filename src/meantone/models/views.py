"""Views as models: one way to look at a melody, learned by PPM, answering over pitches.

A *view* names each pitch that may come next by what it would be: so many semitones above the last
note, or above the first. PPM learns which names follow which, so it knows a figure again in another
key; and as every name stands for a pitch, what it says is a row over pitches like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.at_hand import AtHand, begin, counts_at_hand, remember
from meantone.models.memory import Memory
from meantone.models.ppm import Counts, asked, terms, total
from meantone.models.sequence_model import Numbers, Rows, SequenceModel, with_ends

UNKNOWN = 500
"""What a view sees where it has nothing to measure from, as an interval has not at the start."""

END = 10**6
"""What every view sees in the end of a tune."""


class Landmarks(NamedTuple):
    """What views remember of a tune: the pitches that they measure from, each of shape (batch,).

    `UNKNOWN` until there is such a note.
    """

    first: Numbers
    last: Numbers
    before: Numbers
    earlier: Numbers
    highest: Numbers
    lowest: Numbers

    @classmethod
    def none(cls, batch: int) -> Landmarks:
        """Return those of `batch` tunes of which nothing was heard."""
        return cls(*np.full((6, batch), UNKNOWN))

    def after(self, pitches: Numbers) -> Landmarks:
        """Return them after one more note in each tune.

        Examples
        --------
        >>> marks = Landmarks.none(1).after(np.array([60])).after(np.array([67]))
        >>> marks.first, marks.last, marks.before, marks.highest
        (array([60]), array([67]), array([60]), array([67]))
        """
        new = self.first == UNKNOWN
        return Landmarks(
            np.where(new, pitches, self.first),
            pitches,
            self.last,
            self.before,
            np.where(new, pitches, np.maximum(self.highest, pitches)),
            np.where(new, pitches, np.minimum(self.lowest, pitches)),
        )


View = Callable[[Numbers, Landmarks], Numbers]
"""From pitches that may come, shape (size,), and landmarks to what each would be, (batch, size)."""


def above(pitches: Numbers, mark: Numbers) -> Numbers:
    """Return the semitones of each pitch above a landmark, shape (batch, size).

    Parameters
    ----------
    pitches : numpy.ndarray of int, shape (size,)
    mark : numpy.ndarray of int, shape (batch,)

    Examples
    --------
    >>> above(np.array([60, 62]), np.array([62, UNKNOWN]))
    array([[ -2,   0],
           [500, 500]])
    """
    return np.where(mark[:, None] == UNKNOWN, UNKNOWN, pitches - mark[:, None])


def pair(one: Numbers, other: Numbers) -> Numbers:
    """Return two things seen at once as one number."""
    return 2 * UNKNOWN * one + other  # neither is as wide as that


def pitch(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See the pitch itself."""
    return np.broadcast_to(pitches, (len(marks.first), len(pitches)))


def interval(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the last note."""
    return above(pitches, marks.last)


def from_first(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the first note: nearly a scale degree, and nobody has to name the key."""
    return above(pitches, marks.first)


def interval_from_first(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See both of these: a step, and where it leads."""
    return pair(interval(pitches, marks), from_first(pitches, marks))


def two_back(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the last note but one: a turn, a run, a leap that is filled."""
    return above(pitches, marks.before)


def interval_by_last(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See the interval together with the one before it."""
    latest = np.where(marks.before == UNKNOWN, UNKNOWN, marks.last - marks.before)
    return pair(interval(pitches, marks), latest[:, None])


def from_highest(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the highest note so far; mostly they are below it."""
    return above(pitches, marks.highest)


def from_lowest(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the lowest note so far."""
    return above(pitches, marks.lowest)


def three_back(pitches: Numbers, marks: Landmarks) -> Numbers:
    """See semitones above the note before the last two."""
    return above(pitches, marks.earlier)


class Seen(NamedTuple):
    """The state of a `ViewModel`: landmarks, ranges of the memory, and the tune at hand."""

    marks: Landmarks
    ranges: Numbers
    at_hand: AtHand


class ViewModel(SequenceModel[Seen]):
    """PPM over what a view sees, as a model of pitch that goes on learning from the tune at hand.

    Escape C, interpolated, contexts of any length (PPM*): see `blend`. The long-term model has
    learned tunes before (LTM+); without any it is the short-term model (STM). What PPM gives to a
    name goes to the pitches that have this name, in equal parts. What is left for a guess goes to
    pitches whose name was never heard: to each, of `K` pitches of which `t` have a name that was,
    ``rest / (K + 1 - t)``. Rows are then divided by their sum: names that no pitch has drop out.
    Lesson 03 builds PPM; the page *Many small views* joins such models.

    Parameters
    ----------
    view : function
        Such as `interval`: from pitches and `Landmarks` to what each pitch would be.
    pitches : array_like of int, shape (size,)
        The MIDI number of each token, or any numbers whose differences are semitones.
    tunes : sequence of array_like of int
        Tokens from 0 to ``size - 1``; none for the short-term model.
    ends : bool
        Whether the end of a tune is predicted; published figures leave it out.

    Raises
    ------
    ValueError
        If a token is out of range.

    Examples
    --------
    A figure is known again in another key:

    >>> model = ViewModel(interval, range(60, 72), [[0, 2, 4, 0], [2, 4, 6, 2]])
    >>> state = model.start(1)
    >>> for token in [5, 7, 9]:
    ...     state = model.advance(state, np.array([token]))
    >>> int(model.probabilities(state).argmax())
    5
    """

    def __init__(
        self, view: View, pitches: ArrayLike, tunes: Sequence[ArrayLike] = (), ends: bool = True
    ) -> None:
        self.view, self.pitches, self.ends = view, np.asarray(pitches, dtype=np.int64), ends
        self.size = len(self.pitches)
        tokens, starts = with_ends(tunes, self.size)
        seen = [self.seen(tokens[a : b - 1]) for a, b in pairwise(starts.tolist())]
        self.names = np.unique(np.concatenate([np.empty(0, np.int64), *seen]))
        # What was never heard has one number more, which has no place in the memory.
        self.memory = Memory([self.numbers(tune) for tune in seen], len(self.names) + 1, opening=1)

    def __repr__(self) -> str:
        term = "long" if self.memory.places else "short"
        return f"<ViewModel, {term} term, of {getattr(self.view, '__name__', 'a view')}>"

    def seen(self, tune: Numbers) -> Numbers:
        """Return what the view sees in each note of a tune, shape (time,)."""
        marks, found = Landmarks.none(1), []
        for note in self.pitches[tune]:
            found.append(self.view(np.array([note]), marks)[0, 0])
            marks = marks.after(np.array([note]))
        return np.array(found, dtype=np.int64)

    def numbers(self, names: Numbers) -> Numbers:
        """Return the numbers of names in the memory, ``len(names)`` for those never heard."""
        if not len(self.names):
            return np.zeros_like(names)
        places = np.searchsorted(self.names, names)
        known = self.names[np.minimum(places, len(self.names) - 1)] == names
        return np.where(known, places, len(self.names))

    def start(self, batch: int) -> Seen:
        """Return the state before the first token, for `batch` tunes."""
        return Seen(Landmarks.none(batch), self.memory.start(batch), begin(batch))

    def advance(self, state: Seen, tokens: Numbers) -> Seen:
        """Return the state after one more token in each tune, which is learned."""
        notes = self.pitches[np.minimum(tokens, self.size - 1)]
        each = self.view(self.pitches, state.marks)  # (batch, size)
        names = np.take_along_axis(each, np.minimum(tokens, self.size - 1)[:, None], axis=1)[:, 0]
        nothing = np.zeros_like(tokens)
        return Seen(
            state.marks.after(notes),
            self.memory.advance(state.ranges, self.numbers(names)),
            remember(state.at_hand, names, nothing),
        )

    def probabilities(self, state: Seen) -> Rows:
        """Return the probability of each next token, shape (batch, size + 1)."""
        names = self.view(self.pitches, state.marks)
        numbers = self.numbers(names)
        if self.ends:
            names = np.column_stack([names, np.full(len(names), END)])
            numbers = np.column_stack([numbers, np.full(len(names), self.memory.size)])
        long = np.take_along_axis(self.memory.counts(state.ranges), numbers[:, None], axis=2)
        rows = np.zeros((len(names), self.size + 1))
        rows[:, : names.shape[1]] = spread(total(long, heard_at_hand(state.at_hand, names)), names)
        return rows


def heard_at_hand(at_hand: AtHand, names: Numbers) -> Counts:
    """Return how often each name came after each context in the tune at hand.

    Parameters
    ----------
    at_hand : tuple of numpy.ndarray
        Of names, as `meantone.models.at_hand.remember` returns it.
    names : numpy.ndarray of int, shape (batch, candidates)

    Returns
    -------
    numpy.ndarray of int, shape (batch, depths, candidates)
        Of candidates with one name, only the first counts.
    """
    played, match, known = at_hand
    same = played[:, :, None] == names[:, None]  # (batch, time, candidates)
    none = names.shape[1]
    columns = np.where(same.any(axis=2), same.argmax(axis=2), none)
    return counts_at_hand((columns, match, known), none, played.shape[1])[..., :none]


def spread(counts: Counts, names: Numbers) -> Rows:
    """Return the probabilities of candidates by what came with their names: see `ViewModel`.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (batch, depths, candidates)
        How often the name of each candidate came after each context.
    names : numpy.ndarray of int, shape (batch, candidates)

    Returns
    -------
    numpy.ndarray of float, shape (batch, candidates)
        Positive everywhere; rows sum to 1.

    Examples
    --------
    Names 7 and 8 came three times and once, 9 never; 7 is the name of two candidates.

    >>> spread(np.array([[[3, 3, 1, 0]]]), np.array([[7, 7, 8, 9]])).round(3)
    array([[0.3, 0.3, 0.2, 0.2]])
    """
    same = names[:, :, None] == names[:, None]  # (batch, candidates, candidates)
    first = same.argmax(axis=2)  # the first candidate of the same name
    alone = first == np.arange(names.shape[1])
    given, rest = terms(asked(counts * alone[:, None]))
    rows = np.take_along_axis(given, first, axis=1) / same.sum(axis=2)
    heard = np.take_along_axis(counts[:, 0] > 0, first, axis=1)
    guess = rest / (names.shape[1] + 1 - heard.sum(axis=1, keepdims=True))
    rows += np.where(heard, 0, guess)
    return np.asarray(rows / rows.sum(axis=1, keepdims=True))
