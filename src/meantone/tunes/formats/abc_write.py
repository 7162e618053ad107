"""The ABC writer: a tune as text that people and other programs can read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import accumulate
from typing import NamedTuple

from meantone.tunes.formats.abc_fields import ALTERATIONS, TICKS_PER_WHOLE, signature_of, write_text
from meantone.tunes.formats.limits import MOST_EVENTS
from meantone.tunes.formats.signatures import signature, tonic_of
from meantone.tunes.spelling import spell
from meantone.tunes.tune import REST, Tune

_SIGNS = {alteration: sign for sign, alteration in ALTERATIONS.items()}
_UNITS = (8, 4, 16)  # the values of L: to choose from: 1/8, 1/4, 1/16
_LINE_WIDTH = 72


def write_lines(tune: Tune) -> tuple[list[str], list[str]]:
    """Write a tune: the lines before its key, and the lines from the key on.

    Examples
    --------
    >>> write_lines(Tune((60, 62, 64), (48, 24, 24), tonic="C"))
    (['X:1', 'M:none', 'L:1/8'], ['K:C', 'C2 DE |]'])
    """
    unit = min(_UNITS, key=lambda unit: _cost(tune.durations, unit))
    fifths = signature(tune)
    tonic = tonic_of(fifths, tune.mode) if tune.tonic else "none"
    key = " ".join(filter(None, (tonic, tune.mode if tune.tonic else "")))
    return [*_head(tune), f"L:1/{unit}"], [f"K:{key}", *_music(tune, unit, fifths)]


def _head(tune: Tune) -> Iterator[str]:
    """Write the fields above the music."""
    yield f"X:{tune.id}" if re.fullmatch(r"[0-9]{1,9}", tune.id) else "X:1"
    for letter, text in (("T", tune.title), ("O", tune.origin), ("S", tune.source)):
        if text:
            yield f"{letter}:{write_text(text)}"
    yield f"M:{tune.meter[0]}/{tune.meter[1]}" if tune.meter else "M:none"


class _Piece(NamedTuple):
    """What is written of an event between two bar lines."""

    pitch: int
    ticks: int
    place: int  # in the bar, or in the tune if there are no bars
    tied: bool  # to the next piece
    ends_bar: bool
    ends_phrase: bool


def _pieces(tune: Tune) -> Iterator[_Piece]:
    """Cut the events at the bar lines."""
    bar = tune.bar_length or 0
    place = -tune.pickup
    ends = set(tune.phrase_ends)
    for index, (pitch, left) in enumerate(zip(tune.pitches, tune.durations, strict=True)):
        while left:
            start = place % bar if bar else place
            ticks = min(left, bar - start) if bar else left
            place, left = place + ticks, left - ticks
            tied = left > 0 and pitch != REST
            ends_bar = bar > 0 and place % bar == 0
            yield _Piece(pitch, ticks, start, tied, ends_bar, not left and index in ends)


def _runs(pieces: Iterable[_Piece], longest: int) -> Iterator[list[_Piece]]:
    """Gather the pieces up to each bar line and phrase end."""
    run: list[_Piece] = []
    for piece in pieces:
        run.append(piece)
        if piece.ends_bar or piece.ends_phrase or len(run) == longest:
            yield run
            run = []
    if run:
        yield run


def _music(tune: Tune, unit: int, fifths: int) -> list[str]:
    """Write the notes, a line for each phrase."""
    lines, line = [], ""
    pen = _Pen(unit, fifths, _beat(tune.meter))
    for run in _runs(_pieces(tune), MOST_EVENTS if tune.meter else 16):
        line += pen.run(run)
        if run[-1].ends_phrase or len(line) > _LINE_WIDTH:
            lines.append(line if run[-1].ends_phrase else f"{line} \\")
            line = ""
        else:
            line += " "
    lines += filter(None, [line])
    if lines:
        lines[-1] = lines[-1].rstrip(" \\|") + " |]"
    return lines


class _Pen:
    """Writes notes, knowing the key and the accidentals of the bar so far."""

    def __init__(self, unit: int, fifths: int, beat: int) -> None:
        self.ticks = TICKS_PER_WHOLE // unit
        self.fifths = fifths
        self.signature = signature_of(fifths)
        self.beat = beat
        self.signed: set[str] = set()

    def run(self, run: list[_Piece]) -> str:
        """Write some pieces of one bar, with the bar line if they end it."""
        text = ""
        factors = dict(_tuplets([piece.ticks for piece in run]))
        factor, left = Fraction(1), 0
        for index, piece in enumerate(run):
            if index and piece.place % self.beat == 0:
                text += " "
            if index in factors:
                left = factors[index]
                text += _tuplet([other.ticks for other in run[index : index + left]])
            factor, left = (Fraction(3, 2), left - 1) if left else (Fraction(1), 0)
            if factors.get(index) == 1:  # two halves: abcjs does not end a tuplet of one note
                factor /= 2
                tie = "" if piece.pitch == REST else "-"
                text += self.name(piece.pitch) + _length(piece.ticks * factor / self.ticks) + tie
            text += self.name(piece.pitch) + _length(piece.ticks * factor / self.ticks)
            text += "-" if piece.tied else ""
        if run[-1].ends_bar:
            self.signed.clear()
            text += " |"
        return text

    def name(self, pitch: int) -> str:
        """Write a note without its length.

        A letter that has had an accidental in this bar gets one at every note, so that it does
        not matter how long and in which octaves a reader takes accidentals to hold.
        """
        if pitch == REST:
            return "z"
        letter, alteration, octave = spell(pitch, self.fifths)
        sign = ""
        if alteration != self.signature[letter] or letter in self.signed:
            sign = _SIGNS[alteration]
            self.signed.add(letter)
        if octave > 4:
            return sign + letter.lower() + "'" * (octave - 5)
        return sign + letter + "," * (4 - octave)


def _beat(meter: tuple[int, int] | None) -> int:
    """Return the ticks after which notes are set apart by a space."""
    beats, unit = meter or (4, 4)
    if beats % 3 == 0 and unit >= 8:
        return 3 * TICKS_PER_WHOLE // unit
    return max(TICKS_PER_WHOLE // unit, TICKS_PER_WHOLE // 4)


def _tuplets(ticks: list[int]) -> Iterator[tuple[int, int]]:
    """Find triplets: where each starts, and how many notes it has.

    What no power of two divides evenly, a third does: durations that three does not divide come
    in groups that it does. Where a bar line or the end of a phrase cuts such a group, each note has
    a tuplet of its own: lengths then still have powers of two below the line, as abc2midi needs.
    """
    index = 0
    while index < len(ticks):
        sums = accumulate(ticks[index : index + 4])
        size = next((size for size, total in enumerate(sums, 1) if total % 3 == 0), 1)
        if size > 1 or ticks[index] % 3:
            yield index, size
        index += size


def _tuplet(ticks: list[int]) -> str:
    """Write the beginning of a tuplet: three in the time of two.

    abcjs takes the last of three notes to be as long as the first, but not of three out of six.
    """
    if len(ticks) == 3:
        return "(3" if len(set(ticks)) == 1 else "(6:4:3"
    return f"(3:2:{max(len(ticks), 2)}"


def _length(units: Fraction) -> str:
    """Write a length in units of L:."""
    over = "" if units.numerator == 1 else str(units.numerator)
    return over if units.denominator == 1 else f"{over}/{units.denominator}"


def _cost(durations: Iterable[int], unit: int) -> int:
    """Count the characters that the lengths of the notes take."""
    ticks = TICKS_PER_WHOLE // unit
    counts = Counter(durations)
    return sum(count * len(_length(Fraction(length, ticks))) for length, count in counts.items())
