"""Written lengths from played ones: notes sound shorter in MIDI than they are written.

The rule. A note is held until the next one if it sounds for `LEAST` of the time until then, and
does not end where a written rest would begin: on a 32nd, or on a third of an eighth. Where half of
a line's notes are shortened by the same share, a note before a longer rest, or the last one, is
lengthened by that share, if it then lasts as long as some written note; and in files too coarse to
tell by where it ends, one that ends on a 32nd by chance is held too. So rests stay that are
written, and those go that are only how a note is played.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from meantone.tunes.formats.melody import Note

LEAST = Fraction(5, 6)
"""The share of the time until the next note from which a note may be meant to last until then."""

_GRID = (6, 8)  # ticks in a 32nd, and in a third of an eighth


class Played(NamedTuple):
    """A note of the line, and how it was played.

    Parameters
    ----------
    note : Note
        In whole ticks.
    start, stop : Fraction
        The same times, not rounded.
    """

    note: Note
    start: Fraction
    stop: Fraction


def written_lengths(line: Sequence[Played], grain: Fraction) -> tuple[list[Note], float]:
    """Return the notes of a line as they are written, and the share they were played for.

    Parameters
    ----------
    line : sequence of Played
        In their order; none sounds into the next.
    grain : Fraction
        Ticks between two times that the file can tell apart.

    Returns
    -------
    notes : list of Note
    share : float
        The median over the notes that were lengthened; 1 if there is none.

    Examples
    --------
    >>> times = [(0, Fraction(216, 5)), (48, Fraction(456, 5))]  # 90 % of a quarter
    >>> line = [Played(Note(on, 43 + on, 60), Fraction(on), off) for on, off in times]
    >>> written_lengths(line, Fraction(1, 10))
    ([Note(onset=0, end=48, pitch=60), Note(onset=48, end=96, pitch=60)], 0.9)
    """
    notes = [played.note for played in line]
    shares = {}  # of the notes that may be meant to last until the next
    for place, (played, following) in enumerate(zip(line, notes[1:], strict=False)):
        room = following.onset - played.note.onset
        share = (played.stop - played.start) / room
        if played.note.end < following.onset and LEAST <= share < 1:
            shares[place] = share
    held = {place for place in shares if not _on_grid(line[place].stop, grain)}
    if not shares:
        return notes, 1.0
    usual = Fraction(median(sorted(shares[place] for place in held or shares)))
    steady = {place for place in shares if _is_near(line, place, shares[place], usual, grain)}
    if 4 * grain > 1 and 2 * len(steady) >= len(notes) - 1:
        held |= steady
    for place in held:
        notes[place] = notes[place]._replace(end=notes[place + 1].onset)
    if held and 2 * len(held) >= len(notes) - 1:
        for place in set(range(len(notes))) - held:
            notes[place] = _lengthened(line, notes, place, usual)
    return notes, float(usual) if held else 1.0


def _on_grid(time: Fraction, grain: Fraction) -> bool:
    """Tell whether a written rest could begin at a time, to what the file can tell apart."""
    slack = grain if 4 * grain <= 1 else Fraction(0)
    return any(min(time % step, -time % step) <= slack for step in _GRID)


def _is_near(
    line: Sequence[Played], place: int, share: Fraction, usual: Fraction, grain: Fraction
) -> bool:
    """Tell whether a note was played for the usual share, to what the file can tell apart."""
    room = line[place + 1].note.onset - line[place].note.onset
    return abs(share - usual) * room <= grain


def _lengthened(line: Sequence[Played], notes: Sequence[Note], place: int, usual: Fraction) -> Note:
    """Return a note that no other follows at once, as long as it is written."""
    note = notes[place]
    full = (line[place].stop - line[place].start) / usual
    near = min((round(full / step) * step for step in _GRID), key=lambda ticks: abs(ticks - full))
    end = note.onset + near
    if place + 1 < len(notes):
        end = min(end, notes[place + 1].onset)
    return note._replace(end=end) if abs(near - full) <= 1 and end > note.end else note
