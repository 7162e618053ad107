"""What of the sixteen tunes is heard: two seconds of each, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

import numpy as np

from meantone.show import Sound, sound
from meantone.tunes import REST, TICKS_PER_QUARTER, Tune

SECONDS = 2.0
"""How long each tune is heard."""

TEMPO = 180
"""Quarters a minute, so that two seconds are twelve even notes."""

HELD = 0.9
"""Seconds that a note of the page's instrument sounds at most."""

Note = list[float]
"""Pitch, onset and duration in seconds."""


def first_notes(tunes: Sequence[Tune]) -> list[list[Note]]:
    """Return what is heard of each tune.

    Examples
    --------
    >>> first_notes([Tune((60, 64), (24, 480))])
    [[[60, 0.0, 0.167], [64, 0.167, 1.833]]]
    """
    tick = 60 / TICKS_PER_QUARTER / TEMPO
    return [
        [
            [pitch, round(onset * tick, 3), round(min(ticks * tick, SECONDS - onset * tick), 3)]
            for pitch, onset, ticks in zip(tune.pitches, tune.onsets, tune.durations, strict=True)
            if pitch != REST and onset * tick < SECONDS
        ]
        for tune in tunes
    ]


@lru_cache
def every_note(low: int, high: int) -> Sound:
    """Return the notes between two pitches one after the other, each `HELD` seconds long.

    The page cuts it into notes and plays them itself, so that a slider's move changes what is
    played from the next note on, and no sound has to be sent.

    Parameters
    ----------
    low, high : int
        MIDI numbers, both included.
    """
    ticks = round(HELD * TICKS_PER_QUARTER * TEMPO / 60)
    notes = [sound(Tune((pitch,), (ticks,)), tempo=TEMPO) for pitch in range(low, high + 1)]
    length = int(HELD * notes[0].rate)
    samples = np.concatenate([note.samples[:length] for note in notes])
    return Sound(samples, "notes", "piano", TEMPO)


def cuts(low: int, high: int) -> dict[str, float | str]:
    """Return what the page needs to cut `every_note`, as the message that brings the sound.

    Parameters
    ----------
    low, high : int
        As for `every_note`.

    Returns
    -------
    dict
        Pitches, `HELD`, and after how many seconds the first note has a quarter of its peak. The
        page finds the same moment in what it decoded: MP3 begins with silence, more or less.
    """
    heard = every_note(low, high)
    first = np.abs(heard.samples[: int(HELD * heard.rate)])
    rise = int(np.argmax(first >= first.max() / 4)) / heard.rate
    return {"do": "instrument", "low": low, "high": high, "each": HELD, "rise": rise}


def medley(tunes: Iterable[Tune], title: str) -> Sound:
    """Return two seconds of each tune in turn, as one sound.

    Parameters
    ----------
    tunes : iterable of Tune
    title : str
    """
    ticks = round(SECONDS * TICKS_PER_QUARTER * TEMPO / 60)
    events = chain.from_iterable(
        _filled(tune.excerpt(0, _count(tune, ticks)), ticks) for tune in tunes
    )
    return sound(Tune.from_events(events, title=title), tempo=TEMPO)


def _count(tune: Tune, ticks: int) -> int:
    """Return how many events begin within the first ticks."""
    return int(np.searchsorted(np.asarray(tune.onsets), ticks))


def _filled(tune: Tune, ticks: int) -> list[tuple[int, int]]:
    """Return a tune's events, the last cut or a rest added so that they last so many ticks."""
    events = [*zip(tune.pitches, tune.durations, strict=True)]
    over = sum(length for _, length in events) - ticks
    if over > 0:
        pitch, length = events[-1]
        return [*events[:-1], (pitch, length - over)]
    return [*events, (REST, -over)] if over else events
