"""The voices of exact notation: ties joined, then one line of whole ticks.

What the readers of MusicXML and of music21 streams share.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from meantone.tunes.formats.melody import Note, Time, skyline
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, TuneError


class Written(NamedTuple):
    """A note as it is written.

    Parameters
    ----------
    onset, ticks : int or Fraction
    pitch : int
    voice : str
        Notes of one voice share a name.
    from_before, to_next : bool
        Whether it is tied to a note before it, and to one after it.
    ends_phrase : bool
    """

    onset: Time
    ticks: Time
    pitch: int
    voice: str
    from_before: bool
    to_next: bool
    ends_phrase: bool


@dataclass
class Voice:
    """The notes of a voice as they sound, and the times at which its phrases end."""

    notes: list[Note] = field(default_factory=list)
    phrase_ends: list[Time] = field(default_factory=list)


def voices(written: Iterable[Written]) -> list[Voice]:
    """Return the voices of a part, each with its tied notes joined.

    A tie joins a note to one of the same pitch that ends where it begins, in any voice. A tie
    that leads nowhere is passed over.

    Examples
    --------
    >>> first = Written(0, 48, 60, "1", False, True, False)
    >>> second = Written(48, 24, 60, "1", True, False, True)
    >>> voices([second, first])
    [Voice(notes=[Note(onset=0, end=72, pitch=60)], phrase_ends=[72])]
    """
    found: dict[str, Voice] = {}
    tied: dict[int, tuple[Voice, int]] = {}  # pitch: where the note is that is tied to the next
    for note in sorted(written):
        end = note.onset + note.ticks
        voice, index = found.setdefault(note.voice, Voice()), -1
        if note.from_before and note.pitch in tied:
            before, place = tied.pop(note.pitch)
            if before.notes[place].end == note.onset:
                voice, index = before, place
        if index < 0:
            index = len(voice.notes)
            voice.notes.append(Note(note.onset, end, note.pitch))
        voice.notes[index] = voice.notes[index]._replace(end=end)
        if note.to_next:
            tied[note.pitch] = (voice, index)
        if note.ends_phrase:
            voice.phrase_ends.append(end)
    return [voice for voice in found.values() if voice.notes]


def whole_events(
    voice: Voice, end: Time, place: Callable[[Time], str]
) -> tuple[list[tuple[int, int]], list[int]]:
    """Return the melody line of a voice as events of whole ticks, and which end a phrase.

    Parameters
    ----------
    voice : Voice
    end : int or Fraction
        Where the music ends.
    place : callable
        Returns the name of the place at a time, for errors.

    Raises
    ------
    TuneError
        If an event does not last a whole number of ticks.

    Examples
    --------
    >>> whole_events(Voice([Note(0, 48, 60)], [48]), 96, str)
    ([(60, 48), (-1, 48)], [0])
    """
    events = skyline(voice.notes, end)
    stops = list(accumulate(ticks for _, ticks in events))
    for stop, (_, ticks) in zip(stops, events, strict=True):
        if ticks != int(ticks):
            raise TuneError(
                f"a note or rest lasts {ticks / TICKS_PER_QUARTER} of a quarter; only whole "
                f"numbers of 1/{TICKS_PER_QUARTER} quarter can be held",
                place(stop - ticks),
            )
    marked = {bisect_left(stops, mark) for mark in voice.phrase_ends}
    ends = sorted(index for index in marked if index < len(stops) and events[index][0] != REST)
    return [(pitch, int(ticks)) for pitch, ticks in events], ends
