"""The notes of a tune of ABC as they are written: what each token of the music does."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from meantone.tunes.formats.abc_fields import (
    ALTERATIONS,
    TICKS_PER_WHOLE,
    default_unit,
    read_alteration,
    signature_of,
)
from meantone.tunes.formats.abc_tokens import NOTE_PARTS
from meantone.tunes.formats.limits import MOST_BARS, MOST_EVENTS
from meantone.tunes.formats.melody import Time
from meantone.tunes.formats.microtones import Microtones, semitones_of
from meantone.tunes.tune import REST, TuneError

_NATURALS = {
    letter: 60 + 12 * octave + step
    for octave, letters in enumerate(("CDEFGAB", "cdefgab"))
    for letter, step in zip(letters, (0, 2, 4, 5, 7, 9, 11), strict=True)
}
_FINE = 55_440
"""Parts of a tick to which lengths are taken: 1 to 12 divide them, so that tuplets are exact."""

_WHOLE = (1, 1)  # of a length: as it is written
_MOST_WRITTEN = MOST_EVENTS + MOST_BARS  # an event may be cut at each bar line, and tied
_IN_THE_TIME_OF = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


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
class WrittenNote:
    """A note or rest as written: its length is `over` / `under` ticks, until it is settled."""

    pitch: int
    over: int
    under: int
    tied: bool  # to the note before
    ticks: Time = 0  # once settled

    def stretch(self, over: int, under: int) -> None:
        """Multiply the length.

        Parameters
        ----------
        over, under : int
        """
        self.over *= over
        self.under *= under


@dataclass(slots=True)
class Notes:
    """What has been written so far, and what holds for the next note.

    The methods named as in `meantone.tunes.formats.abc_tokens.TOKEN` take its matches.
    """

    microtones: Microtones
    changes: Counter[str] = field(default_factory=Counter)  # what was changed, and how often
    unit: tuple[int, int] | None = None
    meter: tuple[int, int] | None = None
    signature: dict[str, int] = field(default_factory=lambda: signature_of(0))
    propagate: str = "pitch"
    accidentals: dict[str, int | None] = field(default_factory=dict)  # in force until the bar line
    semitones: int = 0  # from written to sounding
    muted: str = ""  # "voice" or "overlay" while another one goes on
    written: list[WrittenNote] = field(default_factory=list)
    settled: int = 0  # this many of `written` last whole ticks, checked
    last: tuple[tuple[str, str, int], ...] = ()  # letter, octave and pitch of the last notes
    ties: dict[tuple[str, str], int] = field(default_factory=dict)  # those tied to the next
    pending: tuple[int, int] = _WHOLE  # what > or < leaves for the next note
    tuplet: tuple[int, int] = _WHOLE
    tuplet_left: int = 0
    bar_ticks: Time = 0
    bar_number: int = 1
    first_bar: tuple[Time, int] | None = None  # ticks and notes before the first bar line

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
        """Add rests of whole bars; a Z within a bar is a slip for z.

        Raises
        ------
        TuneError
            If there is no meter.
        """
        if self.settle():
            self.add(REST, *_fraction(match[0][1:]))
            return
        if self.meter is None:
            raise TuneError("Z rests for whole bars, but there is no meter; write z and a length")
        self.add(REST, *_fraction(match[0][1:]))
        over, under = self.unit or default_unit(self.meter)
        self.written[-1].stretch(self.meter[0] * under, self.meter[1] * over)

    def chord(self, match: re.Match[str]) -> None:
        """Add the highest note of a chord.

        Raises
        ------
        TuneError
            If there is no note in it.
        """
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
        """Dot the note before and cut the one after, or the other way round.

        Raises
        ------
        TuneError
            If there is no note before it.
        """
        if self.settled == len(self.written):
            raise TuneError(f"there is no note before {match[0]!r} in this bar; take it out")
        parts = 2 ** len(match[0])  # of which the short note gets one
        short, long = (1, parts), (2 * parts - 1, parts)
        before, self.pending = (long, short) if match[0][0] == ">" else (short, long)
        self.written[-1].stretch(*before)

    def tuplet_start(self, match: re.Match[str]) -> None:
        """Start a tuplet: p notes in the time of q, for the next r notes.

        Raises
        ------
        TuneError
            If it is within another one, or not understood.
        """
        if self.tuplet_left:
            raise TuneError("a tuplet starts within a tuplet; end the first one before it")
        numbers = [*match[0][1:].split(":"), "", ""][:3]
        if max(map(len, numbers)) > 3 or not int(numbers[0]):
            raise TuneError(f"the tuplet {match[0][:20]!r} is not understood; write it as in (3abc")
        p, q, r = (int(number or 0) for number in numbers)
        beats = 3 if self.meter in ((6, 8), (9, 8), (12, 8)) else 2
        self.tuplet = q or _IN_THE_TIME_OF.get(p, beats), p
        self.tuplet_left = r or p

    def text_ending(self, _: re.Match[str]) -> None:
        """Pass over an ending that is named by text: what it holds stays as it is written."""

    def start_overlay(self, _: re.Match[str]) -> None:
        """Pass over a second part until the bar line."""
        self.muted = "overlay"

    def unknown(self, match: re.Match[str]) -> None:
        """Say what cannot be read.

        Raises
        ------
        TuneError
            With what to do about it.
        """
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

    def pitch(self, accidental: str, letter: str, octave: str) -> int:
        """Return the pitch at which a note sounds, and keep its accidental in force.

        Parameters
        ----------
        accidental, letter, octave : str
            As they are written; the accidental and the octave may be empty.

        Returns
        -------
        int
            `REST` for a note that is left out.

        Raises
        ------
        TuneError
            If it leaves 0 to 127.
        """
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
        """Add a note or rest of `over` / `under` units.

        Parameters
        ----------
        pitch : int
            MIDI number, or `REST`.
        over, under : int
            Its length as a fraction of the unit.

        Raises
        ------
        TuneError
            If there are too many notes.
        """
        if len(self.written) == _MOST_WRITTEN:
            raise TuneError(f"there are more than {_MOST_WRITTEN:,} notes; cut the tune in two")
        self.unit = self.unit or default_unit(self.meter)
        tied = bool(self.ties) and pitch in self.ties.values() and self.written[-1].pitch == pitch
        note = WrittenNote(pitch, over * self.unit[0] * TICKS_PER_WHOLE, under * self.unit[1], tied)
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
