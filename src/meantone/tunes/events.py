"""What can be asked of any tune's events: its bars, its steps and durations, where phrases end.

A bar holds the notes that begin in it. The pickup, which is not a whole bar, is left out; the last
bar counts though it may be short. Tunes without a meter have no bars.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from meantone.tunes.tune import REST, Tune

Numbers = NDArray[np.int64]

Bar = tuple[tuple[int, int, int], ...]
"""The notes of a bar as (ticks from the bar line, MIDI pitch, ticks)."""


def bars(tune: Tune) -> list[Bar]:
    """Return a tune's bars: for each the notes that begin in it.

    Parameters
    ----------
    tune : Tune

    Returns
    -------
    list of tuple of (int, int, int)
        Ticks from the bar line, MIDI pitch, and ticks of each note. A bar may be empty. There are
        none without a meter.

    Examples
    --------
    >>> tune = Tune((67, 60, REST, 64), (48, 96, 48, 144), meter=(3, 4), pickup=48)
    >>> bars(tune)
    [((0, 60, 96),), ((0, 64, 144),)]
    """
    length = tune.bar_length
    if not length:
        return []
    found: list[list[tuple[int, int, int]]] = [
        [] for _ in range(-(-(tune.length - tune.pickup) // length))
    ]
    for onset, pitch, ticks in zip(tune.onsets, tune.pitches, tune.durations, strict=True):
        if pitch != REST and onset >= tune.pickup:
            number, position = divmod(onset - tune.pickup, length)
            found[number].append((position, pitch, ticks))
    return [tuple(bar) for bar in found]


def downbeat_notes(tune: Tune) -> NDArray[np.bool_]:
    """Return which notes begin a bar.

    Returns
    -------
    numpy.ndarray of bool, shape (notes,)

    Raises
    ------
    ValueError
        If the tune has no meter.

    Examples
    --------
    >>> downbeat_notes(Tune((60, 62, 64), (48, 96, 48), meter=(3, 4), pickup=48))
    array([False,  True, False])
    """
    bar = tune.bar_length
    if bar is None:
        raise ValueError(f"{tune!r} has no meter, so nobody knows where its bars begin")
    both = zip(tune.pitches, tune.onsets, strict=True)
    return np.array([(at - tune.pickup) % bar == 0 for p, at in both if p != REST], dtype=bool)


def phrase_end_notes(tune: Tune) -> NDArray[np.bool_]:
    """Return which notes end a phrase: where a rest ends it, the note before the rest.

    Returns
    -------
    numpy.ndarray of bool, shape (notes,)

    Examples
    --------
    >>> phrase_end_notes(Tune((60, 62, REST, 64), (48,) * 4, phrase_ends=(2, 3)))
    array([False,  True,  True])
    """
    sounds = np.array([pitch != REST for pitch in tune.pitches], dtype=bool)
    ends = np.zeros(int(sounds.sum()), dtype=bool)
    before = np.cumsum(sounds)[list(tune.phrase_ends)] - 1  # the last note at or before each end
    ends[before[before >= 0]] = True
    return ends


def pitch_classes(tunes: Iterable[Tune]) -> Numbers:
    """Return the pitch class of each note of some tunes, from 0 (C) to 11 (B).

    Examples
    --------
    >>> pitch_classes([Tune((60, REST, 71), (48, 48, 48))])
    array([ 0, 11])
    """
    return np.array([pitch % 12 for tune in tunes for pitch in tune.notes], dtype=np.int64)


def intervals(tunes: Iterable[Tune]) -> Numbers:
    """Return the semitones from each note to the next within each tune, rests passed over.

    Examples
    --------
    >>> intervals([Tune((60, REST, 67), (48, 48, 48)), Tune((60, 59), (48, 48))])
    array([ 7, -1])
    """
    steps = [np.diff(np.array(tune.notes, dtype=np.int64)) for tune in tunes]
    return np.concatenate([*steps, np.empty(0, dtype=np.int64)])


def durations(tunes: Iterable[Tune]) -> Numbers:
    """Return the ticks of each note of some tunes, rests left out.

    Examples
    --------
    >>> durations([Tune((60, REST, 67), (48, 48, 24))])
    array([48, 24])
    """
    return np.array(
        [
            ticks
            for tune in tunes
            for pitch, ticks in zip(tune.pitches, tune.durations, strict=True)
            if pitch != REST
        ],
        dtype=np.int64,
    )


def held(tune: Tune) -> Tune:
    """Return a tune without rests: the note before each is held.

    Examples
    --------
    >>> held(Tune((60, REST, 62), (24, 24, 48))).durations
    (48, 48)
    """
    events: list[tuple[int, int]] = []
    for pitch, ticks in zip(tune.pitches, tune.durations, strict=True):
        if pitch != REST:
            events.append((pitch, ticks))
        elif events:
            events[-1] = events[-1][0], events[-1][1] + ticks
    return Tune.from_events(
        events, id=tune.id, title=tune.title, tonic=tune.tonic, meter=tune.meter
    )


def shuffled(tune: Tune, rng: np.random.Generator) -> Tune:
    """Return the tune's own notes and rests in random order.

    Pitches, durations and their counts stay; melody, rhythm and form go. What a measure gives for
    shuffled tunes is what it gives for no music at all. Lessons 00 and 01 build and hear it.

    Parameters
    ----------
    tune : Tune
    rng : numpy.random.Generator

    Returns
    -------
    Tune
        Without phrase ends, as no phrase is left; rests that meet are joined.

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65), (48, 48, 24, 24))
    >>> shuffled(tune, np.random.default_rng(0)).pitches
    (64, 60, 62, 65)
    """
    order = rng.permutation(len(tune)).tolist()
    return Tune.from_events(
        [(tune.pitches[i], tune.durations[i]) for i in order],
        id=tune.id,
        title=f"{tune.title}, shuffled" if tune.title else "",
        tonic=tune.tonic,
        mode=tune.mode,
        meter=tune.meter,
        pickup=tune.pickup,
        origin=tune.origin,
        source=tune.source,
    )
