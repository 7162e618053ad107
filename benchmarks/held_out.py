"""What views predict of every tune when two folds are held out: of all pairs of folds in one pass.

A model is judged on one fold, and the exponents of its mixture are learned from the other folds,
each of which is predicted by members that have learned from neither. With ten folds that makes 55
sets of members. They all count the same places: so each place is counted once, fold by fold, and a
set of members is a sum of these. The rows are those of `meantone.models.views.ViewModel`, which
tests compare them with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.models.ppm import shortest_certain
from meantone.models.views import Landmarks, View, spread

Tokens = NDArray[np.int64]
Rows = NDArray[np.float32]


class HeldOut(NamedTuple):
    """The rows of one view.

    Parameters
    ----------
    long : numpy.ndarray of float32, shape (folds, notes, size)
        ``long[f]``: by a long-term model that has learned from neither fold `f` nor the note's own.
    short : numpy.ndarray of float32, shape (notes, size)
        By the short-term model.
    """

    long: Rows
    short: Rows


def all_marks(tunes: Sequence[Tokens], pitches: Tokens) -> Landmarks:
    """Return the landmarks before each note of some tunes, each of shape (notes,)."""
    found = []
    for tune in tunes:
        marks = Landmarks.none(1)
        for note in pitches[tune]:
            found.append(np.concatenate(marks))
            marks = marks.after(np.array([note]))
    return Landmarks(*np.stack(found, axis=1))


def held_out(
    view: View, tunes: Sequence[Tokens], pitches: Tokens, fold: NDArray[np.intp]
) -> HeldOut:
    """Return the rows of a view for each place of some tunes.

    Parameters
    ----------
    view : function
    tunes : sequence of numpy.ndarray of int
        Each of one note or more.
    pitches : numpy.ndarray of int, shape (size,)
    fold : numpy.ndarray of int, shape (tunes,)
        Which fold each tune is in.
    """
    names = view(pitches, all_marks(tunes, pitches))  # (notes, size)
    everything, numbers = np.unique(names, return_inverse=True)
    numbers = numbers.reshape(names.shape)
    tokens = np.concatenate(tunes)
    heard = numbers[np.arange(len(tokens)), tokens]  # (notes,)
    lengths = np.array([len(tune) for tune in tunes])
    folds = int(fold.max()) + 1
    of_note = np.repeat(fold, lengths)
    often = np.zeros((folds, len(everything)), dtype=np.int64)
    np.add.at(often, (of_note, heard), 1)
    long = np.empty((folds, *names.shape), dtype=np.float32)
    short = np.empty(names.shape, dtype=np.float32)
    for own, (start, shared) in zip(fold, shared_pasts(heard, lengths), strict=True):
        here = slice(start, start + len(shared))
        shared[:, of_note == own] = 0  # neither its fold, nor what comes later in the tune itself
        counts = counted(shared, heard, of_note, numbers[here], folds)
        counts[:, :, 0] = often[:, numbers[here]]
        counts[own] = 0
        at_hand = within(heard[here], numbers[here])
        learned = without_one(counts, at_hand, names[here])
        each = np.tile(names[here], (folds, 1))
        rows = spread(learned.reshape(-1, *learned.shape[2:]), each)
        long[:, here] = rows.reshape(folds, -1, len(pitches))
        short[here] = spread(at_hand, names[here])
    return HeldOut(long, short)


def without_one(counts: Tokens, at_hand: Tokens, names: Tokens) -> Tokens:
    """Return what was counted in all folds but one, and in the tune at hand, for each such fold.

    Parameters
    ----------
    counts : numpy.ndarray of int, shape (folds, time, depths, size)
    at_hand : numpy.ndarray of int, shape (time, depths, size)
    names : numpy.ndarray of int, shape (time, size)

    Returns
    -------
    numpy.ndarray of int, shape (folds, time, depths, size)
        As deep as the deepest context that is asked.
    """
    least = max(counts.shape[2], at_hand.shape[1])
    counts, at_hand = deepened(counts, 2, least), deepened(at_hand, 1, least)
    every = counts.sum(axis=0) + at_hand
    # With a fold less, a context is certain no later.
    depths = int(shortest_certain(first_only(every, names)).max()) + 1
    return np.asarray(every[:, :depths] - counts[:, :, :depths])


def deepened(counts: Tokens, axis: int, depths: int) -> Tokens:
    """Return counts with zeros for deeper contexts."""
    wide = [(0, 0)] * counts.ndim
    wide[axis] = (0, depths - counts.shape[axis])
    return np.pad(counts, wide)


def first_only(counts: Tokens, names: Tokens) -> Tokens:
    """Return counts of which only the first candidate of each name has any."""
    first = (names[:, :, None] == names[:, None]).argmax(axis=2)
    return np.asarray(counts * (first == np.arange(names.shape[1]))[:, None])


def shared_pasts(heard: Tokens, lengths: Tokens) -> Iterator[tuple[int, NDArray[np.int16]]]:
    """Yield for each tune how many events its places share with all places, just before them.

    Yields
    ------
    start : int
        Where the tune begins.
    shared : numpy.ndarray of int, shape (time, notes)
        The beginning of a tune counts as an event.
    """
    starts = np.cumsum(lengths) - lengths
    begins = np.zeros(len(heard), dtype=bool)
    begins[starts] = True
    before = np.roll(heard, 1)
    for start, length in zip(starts.tolist(), lengths.tolist(), strict=True):
        shared = np.zeros((length, len(heard)), dtype=np.int16)
        shared[0] = begins
        for time in range(1, length):
            same = (before == heard[start + time - 1]) & ~begins
            shared[time, 1:] = (shared[time - 1, :-1] + 1) * same[1:]
        yield start, shared


def counted(
    shared: NDArray[np.int16], heard: Tokens, group: Tokens, numbers: Tokens, groups: int
) -> Tokens:
    """Return how often each candidate came after each context, group by group.

    Parameters
    ----------
    shared : numpy.ndarray of int, shape (time, notes)
        How many events the places share; 0 for those that do not count.
    heard, group : numpy.ndarray of int, shape (notes,)
        What stands at each place, and its group.
    numbers : numpy.ndarray of int, shape (time, size)
        What each candidate would be.
    groups : int

    Returns
    -------
    numpy.ndarray of int, shape (groups, time, depths, size)
        Depth 0, which all places share, is left to the caller.
    """
    time, place = np.nonzero(shared > 0)
    columns = np.full((len(numbers), int(max(heard.max(), numbers.max())) + 1), -1)
    for candidate in range(numbers.shape[1] - 1, -1, -1):  # the first of one name stays
        columns[np.arange(len(numbers)), numbers[:, candidate]] = candidate
    column, depth = columns[time, heard[place]], shared[time, place].astype(np.int64)
    known = column >= 0
    shape = (groups, len(numbers), int(depth.max(initial=0)) + 1, numbers.shape[1])
    keys = (((group[place] * shape[1] + time) * shape[2] + depth) * shape[3] + column)[known]
    counts = np.bincount(keys, minlength=int(np.prod(shape))).reshape(shape)
    for depth_now in range(shape[2] - 2, 0, -1):
        counts[:, :, depth_now] += counts[:, :, depth_now + 1]
    return np.asarray(counts)


def within(heard: Tokens, numbers: Tokens) -> Tokens:
    """Return how often each candidate came after each context earlier in the tune itself.

    Parameters
    ----------
    heard : numpy.ndarray of int, shape (time,)
    numbers : numpy.ndarray of int, shape (time, size)

    Returns
    -------
    numpy.ndarray of int, shape (time, depths, size)
    """
    ((_, shared),) = shared_pasts(heard, np.array([len(heard)]))
    earlier = np.tri(len(heard), k=-1, dtype=bool)
    here = np.where(earlier, shared, 0).astype(np.int16)
    counts = counted(here, heard, np.zeros(len(heard), np.int64), numbers, 1)[0]
    same = (numbers[:, :, None] == heard) & earlier[:, None]  # (time, size, time)
    counts[:, 0] = same.sum(axis=2)
    return np.asarray(counts)
