"""The voices of exact notation: ties joined, then one line of whole ticks.

What the readers of MusicXML and of music21 streams share. Times that are not whole ticks, such as
those of quintuplets, are rounded where they stand, so that errors never add up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from meantone.tunes.formats.melody import Note, Time, with_rests
from meantone.tunes.tune import REST, TICKS_PER_QUARTER

ROUNDED = f"times rounded to 1/{TICKS_PER_QUARTER} quarter"
"""What a tune says whose times were rounded."""

_SLACK = 1  # ticks by which a note may miss the next one, or reach into it, for rounding's sake


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


class Piece(NamedTuple):
    """A written note of a voice, and whether it goes on from one before, whose tie leads to it."""

    onset: Time
    end: Time
    pitch: int
    tied: bool


@dataclass
class Voice:
    """A voice: its notes as they sound and as they are written, and the times its phrases end."""

    notes: list[Note] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    phrase_ends: list[Time] = field(default_factory=list)


class Line(NamedTuple):
    """The melody line of a voice.

    Parameters
    ----------
    events : list of (int, int)
        Pitches and whole ticks.
    phrase_ends : list of int
        Which events end a phrase.
    rounded : bool
        Whether a time had to be rounded.
    """

    events: list[tuple[int, int]]
    phrase_ends: list[int]
    rounded: bool


def voices(written: Iterable[Written]) -> list[Voice]:
    """Return the voices of a part, each with its tied notes joined.

    A tie joins a note to one of the same pitch that ends where it begins, in any voice. A tie
    that leads nowhere is passed over.

    Examples
    --------
    >>> first = Written(0, 48, 60, "1", False, True, False)
    >>> second = Written(48, 24, 60, "1", True, False, True)
    >>> voices([second, first])[0].notes
    [Note(onset=0, end=72, pitch=60)]
    """
    found: dict[str, Voice] = {}
    open_ties: dict[int, tuple[Voice, int]] = {}  # pitch: where the note is that waits for the next
    for note in sorted(written):
        end = note.onset + note.ticks
        voice, index = found.setdefault(note.voice, Voice()), -1
        if note.from_before and note.pitch in open_ties:
            before, place = open_ties.pop(note.pitch)
            if -_SLACK < before.notes[place].end - note.onset < _SLACK:
                voice, index = before, place
        voice.pieces.append(Piece(note.onset, end, note.pitch, index >= 0))
        if index < 0:
            index = len(voice.notes)
            voice.notes.append(Note(note.onset, end, note.pitch))
        else:
            voice.notes[index] = voice.notes[index]._replace(end=end)
        if note.to_next:
            open_ties[note.pitch] = (voice, index)
        if note.ends_phrase:
            voice.phrase_ends.append(end)
    return [voice for voice in found.values() if voice.notes]


def upper_line(pieces: Iterable[Piece]) -> list[Note]:
    """Return the notes of a voice that are heard on top.

    Of what is written at one time the highest is kept. It goes on where it is tied to the next
    one kept, and as long as it sounds no lower one takes its place.

    Examples
    --------
    >>> held = [Piece(0, 96, 72, False), Piece(96, 192, 72, True)]
    >>> upper_line([Piece(0, 96, 64, False), Piece(96, 192, 65, False), *held])
    [Note(onset=0, end=192, pitch=72)]
    """
    highest: dict[Time, Piece] = {}
    for piece in pieces:
        rival = highest.get(piece.onset)
        if piece.end > piece.onset and (
            rival is None or (piece.pitch, piece.end) > (rival.pitch, rival.end)
        ):
            highest[piece.onset] = piece
    line: list[Note] = []
    for onset in sorted(highest):
        _, end, pitch, tied = highest[onset]
        last = line[-1] if line else Note(0, 0, REST)
        if last.end - onset >= _SLACK and last.pitch > pitch:
            continue
        if tied and last.pitch == pitch and -_SLACK < last.end - onset < _SLACK:
            line[-1] = last._replace(end=end)
            continue
        if last.end > onset or 0 < onset - last.end < _SLACK:
            line[-1] = last._replace(end=onset)
        line.append(Note(onset, end, pitch))
    return line


def moved(voice: Voice, ticks: Time) -> Voice:
    """Return a voice so many ticks later.

    Parameters
    ----------
    voice : Voice
    ticks : int or Fraction
        Below zero for earlier.

    Returns
    -------
    Voice

    Examples
    --------
    >>> moved(Voice([Note(0, 48, 60)], [], [48]), 24)
    Voice(notes=[Note(onset=24, end=72, pitch=60)], pieces=[], phrase_ends=[72])
    """
    if not ticks:
        return voice
    return Voice(
        [Note(on + ticks, end + ticks, pitch) for on, end, pitch in voice.notes],
        [Piece(on + ticks, end + ticks, pitch, tied) for on, end, pitch, tied in voice.pieces],
        [mark + ticks for mark in voice.phrase_ends],
    )


def whole_line(voice: Voice, end: Time) -> Line:
    """Return the melody line of a voice as events of whole ticks.

    Parameters
    ----------
    voice : Voice
    end : int or Fraction
        Where the music ends.

    Returns
    -------
    Line

    Examples
    --------
    >>> voices([Written(0, 48, 60, "1", False, False, True)])[0].phrase_ends
    [48]
    >>> whole_line(Voice([], [Piece(0, Fraction(143, 3), 60, False)], [Fraction(143, 3)]), 96)
    Line(events=[(60, 48), (-1, 48)], phrase_ends=[0], rounded=True)
    """
    exact = upper_line(voice.pieces)
    line = [Note(nearest(onset), nearest(stop), pitch) for onset, stop, pitch in exact]
    events = with_rests((note for note in line if note.end > note.onset), nearest(end))
    stops = list(accumulate(int(ticks) for _, ticks in events))
    marked = {bisect_left(stops, nearest(mark)) for mark in voice.phrase_ends}
    ends = sorted(index for index in marked if index < len(stops) and events[index][0] != REST)
    rounded = any(note[:2] != exactly[:2] for note, exactly in zip(line, exact, strict=True))
    return Line([(pitch, int(ticks)) for pitch, ticks in events], ends, rounded)


def nearest(time: Time) -> int:
    """Return a time in whole ticks, halves rounded up.

    Examples
    --------
    >>> nearest(Fraction(85, 2)), nearest(7)
    (43, 7)
    """
    return time if isinstance(time, int) else int((2 * time + 1) // 2)


def as_time(ticks: Fraction) -> Time:
    """Return ticks as a whole number if they are one: that is what most of them are.

    Examples
    --------
    >>> as_time(Fraction(96, 2)), as_time(Fraction(48, 5))
    (48, Fraction(48, 5))
    """
    return int(ticks) if ticks.denominator == 1 else ticks
