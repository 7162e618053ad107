"""The melody line of music with more than one voice: one stated rule for every format.

Of the parts that are not drums and hold at least a quarter as many notes as the fullest one, the
melody is in the one with the highest mean pitch, weighted by duration; the first wins a tie. In it
the highest note at each onset is kept, and ends at the latest where the next kept one starts. Gaps
are rests. In exact notation a note that is held, by its length or a tie, goes on over lower ones
that begin beneath it; in MIDI, where notes that follow each other may overlap as they are played,
it does not. Lesson 01 hears what the rule keeps and what it loses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from meantone.tunes.tune import REST

Time = int | Fraction
"""Ticks; readers of exact notation keep fractions until they know which part they want."""


class Note(NamedTuple):
    """A sounding note of some part.

    Parameters
    ----------
    onset, end : int or Fraction
        In ticks from the beginning.
    pitch : int
    """

    onset: Time
    end: Time
    pitch: int


def melody_part(parts: Sequence[Sequence[Note]]) -> int:
    """Return the index of the part that holds the melody; 0 if none has notes.

    Parameters
    ----------
    parts : sequence of sequences of Note
        Without the drums.

    Examples
    --------
    >>> bass = [Note(0, 48, 40), Note(48, 96, 43)]
    >>> voice = [Note(0, 96, 72)]
    >>> bird = [Note(0, 1, 100)]
    >>> melody_part([bass, voice]), melody_part([bass * 4, voice * 2, bird])
    (1, 1)
    """
    fullest = max(map(len, parts), default=0)
    candidates = [index for index, part in enumerate(parts) if part and 4 * len(part) >= fullest]
    return max(candidates, key=lambda index: _mean_pitch(parts[index]), default=0)


def skyline(notes: Iterable[Note], end: Time = 0) -> list[tuple[int, Time]]:
    """Return the highest notes as (pitch, duration) events from time 0, rests in the gaps.

    Parameters
    ----------
    notes : iterable of Note
        In any order. Notes that last no time are left out.
    end : int or Fraction, optional
        Where the music ends; a rest fills what is left after the last note.

    Returns
    -------
    list of (int, int or Fraction)

    Examples
    --------
    >>> skyline([Note(0, 96, 60), Note(0, 48, 67), Note(72, 96, 64)], end=120)
    [(67, 48), (-1, 24), (64, 24), (-1, 24)]
    """
    return with_rests(top_line(notes), end)


def top_line(notes: Iterable[Note]) -> list[Note]:
    """Return the highest note at each onset, which ends at the latest where the next one starts.

    Notes that last no time are left out.

    Examples
    --------
    >>> top_line([Note(0, 96, 60), Note(0, 48, 67), Note(24, 96, 64)])
    [Note(onset=0, end=24, pitch=67), Note(onset=24, end=96, pitch=64)]
    """
    highest: dict[Time, Note] = {}
    for note in notes:
        rival = highest.get(note.onset)
        if note.end > note.onset and (rival is None or note[::-1] > rival[::-1]):
            highest[note.onset] = note
    kept = [highest[onset] for onset in sorted(highest)]
    for place, (note, following) in enumerate(pairwise(kept)):
        if following.onset < note.end:
            kept[place] = Note(note.onset, following.onset, note.pitch)
    return kept


def with_rests(line: Iterable[Note], end: Time = 0) -> list[tuple[int, Time]]:
    """Return notes that follow each other as (pitch, duration) events, rests in the gaps.

    Parameters
    ----------
    line : iterable of Note
        In their order; none sounds into the next.
    end : int or Fraction, optional
        Where the music ends; a rest fills what is left after the last note.

    Returns
    -------
    list of (int, int or Fraction)

    Examples
    --------
    >>> with_rests([Note(24, 48, 60), Note(48, 96, 62)])
    [(-1, 24), (60, 24), (62, 48)]
    """
    events: list[tuple[int, Time]] = []
    at: Time = 0
    for onset, stop, pitch in line:
        if onset > at:
            events.append((REST, onset - at))
        events.append((pitch, stop - onset))
        at = stop
    if end > at:
        events.append((REST, end - at))
    return events


def _mean_pitch(part: Sequence[Note]) -> Fraction:
    """Return the mean pitch of a part, each note weighted by its duration."""
    weight = sum(note.end - note.onset for note in part)
    return sum(note.pitch * (note.end - note.onset) for note in part) / Fraction(weight or 1)
