"""The ABC reader: lines, then tokens, then written notes, then a tune."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

from meantone.tunes.formats.abc_fields import (
    ALTERATIONS,
    TICKS_PER_WHOLE,
    default_unit,
    read_alteration,
    read_key,
    read_meter,
    read_shift,
    read_text,
    read_unit,
    signature_of,
)
from meantone.tunes.formats.abc_tokens import (
    NOTE_PARTS,
    TOKEN,
    closed_up,
    is_music,
    is_text,
    without_comment,
)
from meantone.tunes.formats.limits import MOST_BARS, MOST_EVENTS, check_length
from meantone.tunes.formats.melody import Time
from meantone.tunes.formats.microtones import Microtones, semitones_of, told
from meantone.tunes.formats.voices import ROUNDED, nearest
from meantone.tunes.tune import (
    REST,
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
_NATURALS = {
    letter: 60 + 12 * octave + step
    for octave, letters in enumerate(("CDEFGAB", "cdefgab"))
    for letter, step in zip(letters, (0, 2, 4, 5, 7, 9, 11), strict=True)
}
_FINE = 55_440
"""Parts of a tick to which lengths are taken: 1 to 12 divide them, so that tuplets are exact."""

_WHOLE = (1, 1)  # of a length: as it is written
_MOST_WRITTEN = MOST_EVENTS + MOST_BARS  # an event may be cut at each bar line, and tied
_KNOWN_FROM = {"X": "id", "T": "title", "O": "origin", "S": "source"}
_IN_THE_TIME_OF = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


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


@lru_cache(maxsize=1024)
def _fraction(length: str) -> tuple[int, int]:
    """Return a written length, such as 3/2 or //, as a fraction of the unit."""
    over, slash, under = length.partition("/")
    if max(len(over), len(under)) > 6:
        raise TuneError("a note's length has more than six digits or slashes; write another one")
    halvings = len(slash + under) if not under.strip("/") else 0
    fraction = int(over or 1), 2**halvings if halvings else int(under or 1)
    if 0 in fraction:
        raise TuneError(f"the length {length!r} is nothing, or endless; a note lasts some time")
    return fraction


@dataclass(slots=True)
class _Written:
    """A note or rest as written: its length is `over` / `under` ticks, until it is settled."""

    pitch: int
    over: int
    under: int
    tied: bool  # to the note before
    ticks: Time = 0  # once settled

    def stretch(self, over: int, under: int) -> None:
        """Multiply the length."""
        self.over *= over
        self.under *= under


@dataclass(slots=True)
class _Reading:
    """Where the reading of a tune has come to."""

    microtones: Microtones
    known: dict[str, Any] = field(default_factory=dict)  # fields of Tune
    remark: str = ""  # what a %%meantone line says
    place: str = ""
    in_body: bool = False
    after_blank: bool = False
    in_text: bool = False  # between %%begintext and %%endtext
    unit: tuple[int, int] | None = None
    meter: tuple[int, int] | None = None
    meters: set[tuple[int, int] | None] = field(default_factory=lambda: {None})
    signature: dict[str, int] = field(default_factory=lambda: signature_of(0))
    propagate: str = "pitch"
    accidentals: dict[str, int | None] = field(default_factory=dict)  # in force until the bar line
    voice: str = ""  # the one that is read
    shifts: dict[str, dict[str, int]] = field(default_factory=dict)  # of each voice, by kind
    shift: dict[str, int] = field(default_factory=dict)  # of all voices
    semitones: int = 0  # from written to sounding
    changes: Counter[str] = field(default_factory=Counter)  # what was changed, and how often
    muted: str = ""  # "voice" or "overlay" while another one goes on
    written: list[_Written] = field(default_factory=list)
    settled: int = 0  # this many of `written` last whole ticks, checked
    last: tuple[tuple[str, str, int], ...] = ()  # letter, octave and pitch of the last notes
    ties: dict[tuple[str, str], int] = field(default_factory=dict)  # those tied to the next
    pending: tuple[int, int] = _WHOLE  # what > or < leaves for the next note
    tuplet: tuple[int, int] = _WHOLE
    tuplet_left: int = 0
    bar_ticks: Time = 0
    bar_number: int = 1
    first_bar: tuple[Time, int] | None = None  # ticks and notes before the first bar line
    phrase_ends: list[int] = field(default_factory=list)

    # Lines

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

    # Fields

    def field_line(self, letter: str, value: str) -> None:
        """Take a field that has a line of its own."""
        try:
            self.field(letter, value)
        except TuneError as error:
            raise error.inside(self.place) from None

    def field(self, letter: str, value: str) -> None:
        """Take a field."""
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
        """Take a transposition for players: of the voice at hand, or of all."""
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

    # Tokens, each named as in _TOKEN

    def note(self, match: re.Match[str]) -> None:
        """Add a note."""
        accidental, letter, octave, length = match.group(3, 4, 5, 6)
        pitch = self.pitch(accidental, letter, octave)
        self.add(pitch, *_fraction(length))
        self.last = ((letter, octave, pitch),) if pitch != REST else ()

    def rest(self, match: re.Match[str]) -> None:
        """Add a rest."""
        self.add(REST, *_fraction(match["rest_length"]))

    def bars(self, match: re.Match[str]) -> None:
        """Add rests of whole bars; a Z within a bar is a slip for z."""
        if self.settle():
            self.add(REST, *_fraction(match[0][1:]))
            return
        if self.meter is None:
            raise TuneError("Z rests for whole bars, but there is no meter; write z and a length")
        self.add(REST, *_fraction(match[0][1:]))
        over, under = self.unit or default_unit(self.meter)
        self.written[-1].stretch(self.meter[0] * under, self.meter[1] * over)

    def chord(self, match: re.Match[str]) -> None:
        """Add the highest note of a chord."""
        notes = NOTE_PARTS.findall(re.sub(r'"[^"]*"|![^!]*!', "", match[0]))
        if not notes:
            raise TuneError("there is no note between [ and ]; take them out")
        pitches = [self.pitch(*parts[:3]) for parts in notes]
        inner, outer = _fraction(notes[0][3]), _fraction(match["chord_length"])
        self.add(max(pitches), inner[0] * outer[0], inner[1] * outer[1])
        heard = [
            ((parts[1], parts[2]), pitch, parts[4])
            for parts, pitch in zip(notes, pitches, strict=True)
            if pitch != REST
        ]
        self.last = tuple((*name, pitch) for name, pitch, _ in heard)
        self.ties = {name: pitch for name, pitch, tie in heard if tie}

    def grace(self, match: re.Match[str]) -> None:
        """Leave grace notes out; their accidentals hold for the bar like all others."""
        if any(sign in match[0] for sign in "^_="):
            for parts in NOTE_PARTS.findall(match[0]):
                self.pitch(*parts[:3])

    def bar(self, match: re.Match[str]) -> None:
        """End a bar. An ending's [1 alone is not a bar line."""
        if match[0].startswith("[") and match[0][1] != "|":
            return
        if self.muted == "overlay":
            self.muted = ""
        if not self.muted:
            self.end_bar()
            self.accidentals = {}

    def tie_on(self, _: re.Match[str]) -> None:
        """Tie the last notes to the next ones, if those have the same pitch (else it is a slur)."""
        self.ties = {(letter, octave): pitch for letter, octave, pitch in self.last}

    def broken(self, match: re.Match[str]) -> None:
        """Dot the note before and cut the one after, or the other way round."""
        if self.settled == len(self.written):
            raise TuneError(f"there is no note before {match[0]!r} in this bar; take it out")
        parts = 2 ** len(match[0])  # of which the short note gets one
        short, long = (1, parts), (2 * parts - 1, parts)
        before, self.pending = (long, short) if match[0][0] == ">" else (short, long)
        self.written[-1].stretch(*before)

    def tuplet_start(self, match: re.Match[str]) -> None:
        """Start a tuplet: p notes in the time of q, for the next r notes."""
        if self.tuplet_left:
            raise TuneError("a tuplet starts within a tuplet; end the first one before it")
        numbers = [*match[0][1:].split(":"), "", ""][:3]
        if max(map(len, numbers)) > 3 or not int(numbers[0]):
            raise TuneError(f"the tuplet {match[0][:20]!r} is not understood; write it as in (3abc")
        p, q, r = (int(number or 0) for number in numbers)
        beats = 3 if self.meter in ((6, 8), (9, 8), (12, 8)) else 2
        self.tuplet = q or _IN_THE_TIME_OF.get(p, beats), p
        self.tuplet_left = r or p

    def inline(self, match: re.Match[str]) -> None:
        """Read a field in brackets."""
        self.field(match[0][1], match[0][3:-1])

    def text_ending(self, _: re.Match[str]) -> None:
        """Pass over an ending that is named by text: what it holds stays as it is written."""

    def start_overlay(self, _: re.Match[str]) -> None:
        """Pass over a second part until the bar line."""
        self.muted = "overlay"

    def unknown(self, match: re.Match[str]) -> None:
        """Say what cannot be read."""
        character = match[0]
        if character == "\\" and match.end() == len(match.string):
            return
        if re.match(r"[\^_]\d*/", match.string[match.start() :]):
            raise TuneError(f"{character}/ raises or lowers by a quarter tone, but no note follows")
        reasons = {
            '"': 'a " is not closed on its line; close it',
            "[": "what follows [ is not a chord; write it as in [CEG]",
            "{": "a { is not closed on its line; close it",
        }
        if character.isdigit() or character == "/":
            raise TuneError(f"{character!r} follows no note; write the note before it")
        raise TuneError(reasons.get(character, f"{character!r} means nothing here; take it out"))

    # What the tokens do

    def pitch(self, accidental: str, letter: str, octave: str) -> int:
        """Return the pitch at which a note sounds, and keep its accidental in force."""
        name = letter.upper()
        held = letter + octave if self.propagate == "octave" else name
        if accidental:
            alteration = self.alteration(accidental)
            if self.propagate != "not":
                self.accidentals[held] = alteration
        elif (letter, octave) in self.ties:
            return self.ties[letter, octave]  # over a bar line too, where the accidental ends
        else:
            alteration = self.accidentals.get(held, self.signature[name])
        if alteration is None:
            return REST
        pitch = _NATURALS[letter] + alteration + self.semitones
        if octave:
            pitch += 12 * (octave.count("'") - octave.count(","))
        if not 0 <= pitch <= 127:
            raise TuneError(f"the note is MIDI pitch {pitch}, out of 0 to 127; change its octave")
        return pitch

    def alteration(self, accidental: str) -> int | None:
        """Return what an accidental adds in semitones, None if its notes are left out."""
        if accidental in ALTERATIONS:
            return ALTERATIONS[accidental]
        semitones, change = semitones_of(read_alteration(accidental), self.microtones)
        if change:
            self.changes[change] += 1
        return semitones

    def add(self, pitch: int, over: int, under: int) -> None:
        """Add a note or rest of `over` / `under` units."""
        if len(self.written) == _MOST_WRITTEN:
            raise TuneError(f"there are more than {_MOST_WRITTEN:,} notes; cut the tune in two")
        self.unit = self.unit or default_unit(self.meter)
        tied = bool(self.ties) and pitch in self.ties.values() and self.written[-1].pitch == pitch
        note = _Written(pitch, over * self.unit[0] * TICKS_PER_WHOLE, under * self.unit[1], tied)
        if self.pending != _WHOLE:
            note.stretch(*self.pending)
            self.pending = _WHOLE
        if self.tuplet_left:
            note.stretch(*self.tuplet)
            self.tuplet_left -= 1
        self.written.append(note)
        if self.ties:
            self.ties = {}

    def settle(self) -> Time:
        """Add up what is new; return how many ticks the bar has so far."""
        for note in self.written[self.settled :]:
            note.ticks, left = divmod(note.over, note.under)
            if left:
                note.ticks += Fraction(round(_FINE * left / note.under), _FINE)
            self.bar_ticks += note.ticks
        self.settled = len(self.written)
        return self.bar_ticks

    def end_bar(self) -> None:
        """End the bar, if there is anything in it."""
        ticks = self.settle()
        if ticks:
            self.first_bar = self.first_bar or (ticks, len(self.written))
            self.bar_number += 1
        self.bar_ticks = 0

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

    # The end

    def tune(self) -> Tune:
        """Return what was read."""
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
    "note": _Reading.note,
    "rest": _Reading.rest,
    "bars": _Reading.bars,
    "chord": _Reading.chord,
    "grace": _Reading.grace,
    "bar": _Reading.bar,
    "tie": _Reading.tie_on,
    "broken": _Reading.broken,
    "tuplet": _Reading.tuplet_start,
    "field": _Reading.inline,
    "overlay": _Reading.start_overlay,
    "text_ending": _Reading.text_ending,
    "unknown": _Reading.unknown,
}


def _placed(
    written: Iterable[_Written], phrase_ends: Iterable[int]
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
