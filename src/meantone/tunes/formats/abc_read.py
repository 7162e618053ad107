"""The ABC reader: lines, then tokens, then written notes, then a tune."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from meantone.tunes.formats.abc_fields import (
    read_key,
    read_meter,
    read_shift,
    read_text,
    read_unit,
)
from meantone.tunes.formats.abc_notes import Notes, WrittenNote
from meantone.tunes.formats.abc_tokens import (
    TOKEN,
    closed_up,
    is_music,
    is_text,
    without_comment,
)
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.melody import Time
from meantone.tunes.formats.microtones import Microtones, told
from meantone.tunes.formats.voices import ROUNDED, nearest
from meantone.tunes.tune import (
    Tune,
    TuneError,
    bar_ticks,
    pitch_class,
    tonic_name,
)

BOOK_FIELD = re.compile(
    r"(?:[ILMOS]:|%%propagate-accidentals|%%MIDI\s+r?transpose).{0,200}", re.IGNORECASE
)
"""What holds for all tunes of a book, if it stands before the first."""

_FIELD = re.compile(r"(?![A-Ga-gxz]:[|:])([A-Za-z+]):(.*)", re.DOTALL)  # not the music "A:|"
_DIRECTIVE = re.compile(
    r"(?:%%|I:)\s*(propagate-accidentals|meantone|MIDI\s+r?transpose)\b(.*)", re.DOTALL
)
_GOES_ON = ("\\", "=")  # = and =20 at a line's end are what mail programs made of old tune books
_KNOWN_FROM = {"X": "id", "T": "title", "O": "origin", "S": "source"}


def read_lines(
    lines: Iterable[str], start: int = 0, microtones: Microtones = "round"
) -> tuple[Tune, str]:
    """Read the lines of one tune.

    Parameters
    ----------
    lines : iterable of str
        The tune, after what its book has before the first tune.
    start : int, optional
        The index of the ``X:`` line, from which lines are counted in messages.
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    tuple of Tune and str
        What the notation says, and the text of a ``%%meantone`` line.

    Raises
    ------
    TuneError
        If they are not a tune of ABC.

    Examples
    --------
    >>> read_lines(["X:1", "%%meantone {}", "K:C", "CDE"])
    (<Tune '1': 3 notes, 1.5 quarters, C>, '{}')
    """
    reading = _Reading(microtones)
    for number, line in enumerate(lines, 1 - start):
        reading.place = f"line {number} of the tune" if number > 0 else "the book's first lines"
        reading.line(line)
    return reading.tune(), reading.remark


@dataclass(slots=True)
class _Reading(Notes):
    """Where the reading of a tune has come to: its lines, fields and voices."""

    known: dict[str, Any] = field(default_factory=dict)  # fields of Tune
    remark: str = ""  # what a %%meantone line says
    place: str = ""
    in_body: bool = False
    after_blank: bool = False
    in_text: bool = False  # between %%begintext and %%endtext
    meters: set[tuple[int, int] | None] = field(default_factory=lambda: {None})
    voice: str = ""  # the one that is read
    shifts: dict[str, dict[str, int]] = field(default_factory=dict)  # of each voice, by kind
    shift: dict[str, int] = field(default_factory=dict)  # of all voices
    phrase_ends: list[int] = field(default_factory=list)

    def line(self, line: str) -> None:
        """Read a line, whatever it holds."""
        if line.startswith("%%") or self.in_text:
            self.directive(line)
            return
        code = without_comment(line)
        match = _FIELD.match(code)
        if match:
            self.field_line(match[1], match[2])
        elif not code.strip():
            self.after_blank = self.in_body and (self.after_blank or not line.strip())
        elif self.in_body and self.after_blank:
            if is_music(closed_up(code)):
                self.after_blank = False
                self.music(closed_up(code.strip()))
        elif self.in_body and is_text(code):
            self.changes["lines of text among the music left out"] += 1
        elif self.in_body:
            self.music(closed_up(code.strip()))

    def directive(self, line: str) -> None:
        """Read a line of instructions; other programs' are passed over."""
        if line.startswith(("%%begin", "%%end")):
            self.in_text = line.startswith("%%begin")
        match = _DIRECTIVE.match(line)
        if match and match[1] == "propagate-accidentals":
            self.propagate = match[2].strip()
        elif match and match[1].endswith("transpose"):
            self.transpose(match[1], match[2].strip())
        elif match:
            self.remark = match[2].strip()

    def music(self, line: str) -> None:
        """Read a line of music."""
        for match in TOKEN.finditer(line):
            kind = match.lastgroup
            if kind == "skip" or (self.muted and kind not in ("bar", "field")):
                continue
            try:
                _ACTIONS[kind or "unknown"](self, match)
            except TuneError as error:
                raise error.inside(self.here) from None
        if not line.endswith(_GOES_ON):
            self.end_line()

    @property
    def here(self) -> str:
        """The place in the tune, for messages."""
        return f"{self.place}, bar {self.bar_number}"

    def field_line(self, letter: str, value: str) -> None:
        """Take a field that has a line of its own.

        Parameters
        ----------
        letter, value : str
        """
        try:
            self.field(letter, value)
        except TuneError as error:
            raise error.inside(self.place) from None

    def field(self, letter: str, value: str) -> None:
        """Take a field.

        Parameters
        ----------
        letter, value : str
        """
        if letter == "V":
            self.choose_voice(value)
        elif letter in "KLM" and self.muted == "voice":
            return  # what another voice says of itself
        elif letter == "K":
            self.change_key(value)
        elif letter == "L":
            self.unit = read_unit(value)
        elif letter == "M":
            self.change_meter(read_meter(value))
        elif letter == "I":
            self.directive(f"I:{value}")
        elif letter in _KNOWN_FROM and not self.in_body:
            self.known.setdefault(_KNOWN_FROM[letter], read_text(value))

    def change_key(self, value: str) -> None:
        """Take a key; the first one ends the header."""
        key = read_key(value)
        self.shift.update(read_shift(value))
        if self.shift or self.shifts:
            self.tune_in()
        if key:
            self.signature, self.accidentals = key.signature, {}
            self.known.setdefault("tonic", key.tonic)
            self.known.setdefault("mode", key.mode)
        self.in_body = True

    def change_meter(self, meter: tuple[int, int] | None) -> None:
        """Take a meter; a tune that has had another one before has none."""
        self.meter = meter
        self.meters = {*self.meters, meter} if self.written else {meter}

    def choose_voice(self, value: str) -> None:
        """Go on reading, or pass over the lines of another voice than the first.

        In the header a voice is only described.
        """
        name = (value.split() or [""])[0]
        self.shifts.setdefault(name, {}).update(read_shift(value.replace(name, "", 1)))
        if not self.in_body:
            return
        if not self.voice:
            self.voice = name if not self.written else "1"
        self.muted = "" if name in (self.voice, "*") else "voice"
        self.tune_in()

    def transpose(self, what: str, value: str) -> None:
        """Take a transposition for players: of the voice at hand, or of all.

        Parameters
        ----------
        what, value : str
            "MIDI transpose" or "MIDI rtranspose", and the semitones.
        """
        match = re.match(r"[+-]?\d{1,2}(?!\d)", value)
        if match and self.muted != "voice":
            shift = self.shifts.setdefault(self.voice, {}) if self.voice else self.shift
            before = shift.get("transpose", 0) if what.endswith("rtranspose") else 0
            shift["transpose"] = before + int(match[0])
            self.tune_in()

    def tune_in(self) -> None:
        """Work out how much higher the voice sounds than it is written."""
        first = next(iter(self.shifts), "")  # without V: in the music, it is the first one's
        own = self.shifts.get(self.voice or first, {})
        self.semitones = sum({**self.shift, **own}.values())

    def inline(self, match: re.Match[str]) -> None:
        """Read a field in brackets."""
        self.field(match[0][1], match[0][3:-1])

    def end_line(self) -> None:
        """End a line of music: a phrase. A full bar ends here too, though no | is written.

        Accidentals go on, as the Essen files and the ABC standard have it: over all of Essen, an
        accidental that is still needed is never written again after such a line end, and is
        written again after nearly every written bar line.
        """
        try:
            ticks = self.settle()
            if self.meter and ticks == bar_ticks(self.meter):
                self.end_bar()
        except TuneError as error:
            raise error.inside(self.here) from None
        if self.written and self.phrase_ends[-1:] != [len(self.written) - 1]:
            self.phrase_ends.append(len(self.written) - 1)

    def tune(self) -> Tune:
        """Return what was read.

        Raises
        ------
        TuneError
            If there is no key, or a tuplet is not complete.
        """
        if not self.in_body:
            raise TuneError("there is no K: field; write one, such as K:C, before the music")
        self.end_line()
        if self.tuplet_left:
            raise TuneError(f"a tuplet lacks {self.tuplet_left} of its notes", self.here)
        events, ends, rounded = _placed(self.written, self.phrase_ends)
        meter = self.meters.pop() if len(self.meters) == 1 else None
        known = {**self.known, "meter": meter, "pickup": self.pickup(meter)}
        if known.get("tonic") and self.semitones % 12:
            home = pitch_class(known["tonic"]) + self.semitones
            known["tonic"] = tonic_name(home % 12, known["mode"])
        changes = (*((ROUNDED,) if rounded else ()), *told(self.changes))
        return check_length(Tune.from_events(events, phrase_ends=ends, changes=changes, **known))

    def pickup(self, meter: tuple[int, int] | None) -> int:
        """Return the ticks before the first bar line, if they are less than a bar."""
        ticks, notes = self.first_bar or (0, 0)
        more = notes < len(self.written)
        return nearest(ticks) if meter and more and ticks < bar_ticks(meter) else 0


_ACTIONS = {
    "note": Notes.note,
    "rest": Notes.rest,
    "bars": Notes.bars,
    "chord": Notes.chord,
    "grace": Notes.grace,
    "bar": Notes.bar,
    "tie": Notes.tie_on,
    "broken": Notes.broken,
    "tuplet": Notes.tuplet_start,
    "field": _Reading.inline,
    "overlay": Notes.start_overlay,
    "text_ending": Notes.text_ending,
    "unknown": Notes.unknown,
}


def _placed(
    written: Iterable[WrittenNote], phrase_ends: Iterable[int]
) -> tuple[list[tuple[int, int]], tuple[int, ...], bool]:
    """Join tied notes, and round times where they stand.

    Returns (pitch, ticks) pairs, the phrase ends that count them, and whether a time was rounded.
    """
    events: list[tuple[int, int]] = []
    index: list[int] = []
    at: Time = 0
    before = 0  # the same in whole ticks
    rounded = False
    for note in written:
        at += note.ticks
        now = at if isinstance(at, int) else nearest(at)
        if now != at:
            rounded = True
        else:
            at = now
        if note.tied and events and events[-1][0] == note.pitch:
            events[-1] = note.pitch, events[-1][1] + now - before
        elif now > before:
            events.append((note.pitch, now - before))
        before = now
        index.append(len(events) - 1)
    return events, tuple(sorted({index[end] for end in phrase_ends} - {-1})), rounded
