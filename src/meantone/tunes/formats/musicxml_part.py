"""A part of a MusicXML score: what its measures hold, in exact ticks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from meantone.tunes.formats.limits import MOST_BARS
from meantone.tunes.formats.melody import Time
from meantone.tunes.formats.microtones import Microtones, semitones_of
from meantone.tunes.formats.remarks import clean
from meantone.tunes.formats.signatures import tonic_of
from meantone.tunes.formats.voices import Voice, Written, as_time, voices
from meantone.tunes.tune import (
    MODES,
    TICKS_PER_QUARTER,
    TuneError,
    bar_ticks,
    pitch_class,
    tonic_name,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NUMBER = re.compile(r"\s*(\d{1,9})(?:\.(\d{1,6}))?\s*", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\s*([+-]?\d{1,9})(?:\.0{1,6})?\s*", re.ASCII)
_ALTERATION = re.compile(r"\s*([+-]?\d{0,2}(?:\.\d{1,6})?)\s*", re.ASCII)
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_OTHER_MODES = {"ionian": "major", "aeolian": "minor"}
_NAMES = ("maxima", "long", "breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th",
          "128th", "256th", "512th", "1024th")  # fmt: skip
_TICKS_OF = {
    name: Fraction(TICKS_PER_QUARTER * 2 ** (_NAMES.index("quarter")), 2**place)
    for place, name in enumerate(_NAMES)
}


class _Placed(NamedTuple):
    """A note that stands in some measure; its onset counts from the measure's beginning."""

    measure: int
    staff: str
    note: Written


class Measure(NamedTuple):
    """What is known of a measure.

    Parameters
    ----------
    number : str
        As it is written.
    length : int or Fraction
        Ticks that its notes and rests fill; 0 if there are none.
    seen : int or Fraction
        How far notes and rests that are seen reach.
    bar : int
        Ticks that a bar of its meter has; 0 if there is none, or it is not a whole bar.
    """

    number: str
    length: Time
    seen: Time
    bar: int


@dataclass
class Part:
    """A part as it is written."""

    name: str
    drums: bool = False
    notes: list[_Placed] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)  # where its measures begin, and the last ends
    early: bool = False  # whether the first measure says that it is a pickup
    padding: Time = 0  # rests that are not seen before the first note
    meters: set[tuple[int, int] | None] = field(default_factory=set)
    key: tuple[str | None, str | None] | None = None  # tonic and mode of the first signature
    changes: Counter[str] = field(default_factory=Counter)  # what was changed, and how often

    def voices(self) -> list[Voice]:
        """Return the voices that sound, their notes placed by the edges of the measures."""
        if self.drums:
            return []
        twice = _on_two_staves(self.notes)
        return voices(
            Written(
                self.edges[measure] + onset,
                ticks,
                pitch,
                f"{voice}, staff {staff}" if voice in twice else voice,
                *ties_and_end,
            )
            for measure, staff, (onset, ticks, pitch, voice, *ties_and_end) in self.notes
        )


def _on_two_staves(notes: Sequence[_Placed]) -> set[str]:
    """Return the voices that sound on two staves at once: there, one name means two voices.

    A voice that goes from one staff to another is one.
    """
    found: set[str] = set()
    if len({placed.staff for placed in notes}) < 2:
        return found
    until: dict[tuple[str, str], tuple[int, Time]] = {}  # (voice, staff): how far it has sounded
    staves: dict[str, set[str]] = {}
    for measure, staff, note in sorted(notes, key=lambda placed: (placed[0], placed[2].onset)):
        others = staves.setdefault(note.voice, set())
        for other in others - {staff}:
            if (measure, note.onset) < until[note.voice, other]:
                found.add(note.voice)
        others.add(staff)
        end = (measure, note.onset + note.ticks)
        until[note.voice, staff] = max(end, until.get((note.voice, staff), end))
    return found


class PartReader:
    """Reads one part, measure by measure.

    Parameters
    ----------
    part : Part
        Without its measures.
    divisions : int or Fraction
        What a quarter has, until the part says it.
    microtones : str
        What becomes of quarter tones: see `meantone.tunes.formats.microtones`.
    """

    def __init__(self, part: Part, divisions: Time, microtones: Microtones) -> None:
        self.part = part
        self.divisions = divisions
        self.microtones = microtones
        self.semitones = 0  # from written to sounding
        self.home = ""  # the voice that is named first
        self.meter: tuple[int, int] | None = None
        self.bar = 0  # ticks in a bar of the meter
        self.at: Time = 0  # the place in the measure, in ticks
        self.chord: Time = 0  # where the note before began
        self.length: Time = 0  # of the measure so far
        self.seen: Time = 0  # how far it is filled with notes and rests that are seen
        self.voice, self.staff = "", ""  # of the note before
        self.turns = 0  # how often the measure has gone back for another voice

    def read(self, element: Element) -> Part:
        """Return the part.

        Raises
        ------
        TuneError
            If there is something wrong with it, with the measure.
        """
        self.home = text_at(element, "measure/note/voice") or "1"
        for index, measure in enumerate(element.iterfind("measure")):
            number = clean(measure.get("number", str(index + 1)))
            if index == MOST_BARS:
                raise TuneError(
                    f"it has more than {MOST_BARS:,} measures", f"part {self.part.name}"
                )
            early = measure.get("implicit") == "yes" or (index == 0 and number == "0")
            self.part.early = self.part.early or (index == 0 and early)
            try:
                self._measure(measure)
            except TuneError as error:
                raise error.inside(f"part {self.part.name}, measure {number}") from None
            bar = 0 if early else self.bar
            self.part.measures.append(Measure(number, self.length, self.seen, bar))
        return self.part

    def _measure(self, measure: Element) -> None:
        """Read one measure."""
        self.at = self.chord = self.length = self.seen = 0
        self.voice, self.staff, self.turns = self.home, "", 0
        readers = {
            "attributes": self._attributes,
            "note": self._note,
            "backup": self._backup,
            "forward": self._forward,
        }
        for element in measure:
            reader = readers.get(element.tag)
            if reader is not None:
                reader(element)

    def _attributes(self, element: Element) -> None:
        """Read divisions, transposition, key and meter."""
        for child in element:
            if child.tag == "divisions":
                self.divisions = _number(child.text, "divisions")
                if not self.divisions:
                    raise TuneError("divisions are 0; a quarter has at least 1")
            elif child.tag == "transpose":
                octaves = _whole(text_at(child, "octave-change") or "0", "octave-change")
                chromatic = _whole(text_at(child, "chromatic") or "0", "chromatic")
                self.semitones = chromatic + 12 * octaves
            elif child.tag == "time":
                meter = _meter(child)
                self.part.meters.add(meter)
                self.bar = bar_ticks(meter) if meter else 0
        # The key comes before the transposition, which it depends on.
        signature = element.find("key")
        if signature is not None and self.part.key is None:
            self.part.key = _key(signature, self.semitones)

    def _note(self, element: Element) -> None:
        """Read a note, rest, or further note of a chord."""
        found = {child.tag: child for child in element}
        if "grace" in found:
            return
        ticks = self._length(element, found)
        onset = self.chord if "chord" in found else self.at
        if "chord" not in found:  # a chord is in the voice and on the staff of its first note
            self.voice = _text(found.get("voice")) or self.voice
            self.staff = _text(found.get("staff")) or "1"
        self.chord = onset
        self._advance(onset + ticks, chord="chord" in found)
        if "pitch" in found or element.get("print-object") != "no":
            self.seen = max(self.seen, onset + ticks)
        elif not self.part.notes and not self.part.measures and onset == self.part.padding:
            self.part.padding = onset + ticks
        if "pitch" in found and "cue" not in found and ticks:
            self._sound(element, found, onset, ticks)

    def _sound(self, element: Element, found: dict[str, Element], onset: Time, ticks: Time) -> None:
        """Keep a note that sounds."""
        pitch = self._pitch(found["pitch"])
        if pitch is None:
            return
        ties = {tie.get("type") for tie in _ties(element, found)}
        note = Written(
            onset,
            ticks,
            pitch,
            voice=self.voice,
            from_before="stop" in ties,
            to_next="start" in ties,
            ends_phrase=_ends_phrase(found),
        )
        self.part.notes.append(_Placed(len(self.part.measures), self.staff, note))

    def _pitch(self, element: Element) -> int | None:
        """Return the MIDI number at which a written pitch sounds; None if it is left out."""
        natural, alteration = _spelled(element)
        if isinstance(alteration, int):
            semitones: int | None = alteration
        else:
            semitones, change = semitones_of(alteration, self.microtones)
            self.part.changes[change] += 1
        if semitones is None:
            return None
        pitch = natural + semitones + self.semitones
        if not 0 <= pitch <= 127:
            raise TuneError(f"a note sounds at MIDI number {pitch}; 0 to 127 can be held")
        return pitch

    def _backup(self, element: Element) -> None:
        """Go back to write another voice."""
        self.at = max(self.at - self._ticks(element.find("duration")), 0)
        self.turns += 1
        self.voice = f"{self.home} after {self.turns}"  # until one is named

    def _forward(self, element: Element) -> None:
        """Go on without a note."""
        begin = self.at
        self._advance(self.at + self._ticks(element.find("duration")))
        if not self.part.notes and not self.part.measures and begin == self.part.padding:
            self.part.padding = self.at

    def _advance(self, to: Time, *, chord: bool = False) -> None:
        """Go on to a place; the notes of a chord after the first do not move on."""
        self.at = self.at if chord else to
        self.length = max(self.length, to)

    def _length(self, element: Element, found: dict[str, Element]) -> Time:
        """Return how long a note or rest lasts.

        Programs that count in 256ths of a quarter write thirds as 85, 85, 86: where the note is
        part of a tuplet, what is meant follows from its type.
        """
        rest, duration = found.get("rest"), found.get("duration")
        ticks: Time = 0 if duration is None else self._ticks(duration)
        if not ticks and rest is not None and self.bar:
            whole = rest.get("measure") == "yes" or _text(found.get("type")) == "whole"
            return self.bar if whole else ticks
        shape = None
        if duration is None or "time-modification" in found:
            shape = shape_of(element)
        if duration is None and shape is None:
            raise TuneError("a note has neither a duration nor a type")
        if shape is None or (duration is not None and not self._is_near(ticks, shape)):
            return ticks
        return shape

    def _is_near(self, one: Time, other: Time) -> bool:
        """Tell whether two times differ by no more than one division."""
        return abs(Fraction(one - other)) * self.divisions <= TICKS_PER_QUARTER

    def _ticks(self, element: Element | None) -> Time:
        """Return a duration in ticks."""
        if element is None:
            raise TuneError("something has no duration")
        number = _number(element.text, "duration") * TICKS_PER_QUARTER
        ticks, left = divmod(number, self.divisions)
        return as_time(Fraction(number) / self.divisions) if left else ticks


def shape_of(note: Element) -> Time | None:
    """Return how many ticks a note lasts by its type, dots and tuplet; None without a type.

    Raises
    ------
    TuneError
        If its tuplet makes no sense.

    Examples
    --------
    >>> from xml.etree.ElementTree import fromstring
    >>> shape_of(fromstring("<note><type>quarter</type><dot/></note>"))
    72
    """
    ticks = _TICKS_OF.get(text_at(note, "type"))
    if ticks is None:
        return None
    dots = min(len(note.findall("dot")), 4)
    ticks *= 2 - Fraction(1, 2**dots)
    ratio = note.find("time-modification")
    if ratio is not None:
        actual = _whole(text_at(ratio, "actual-notes"), "actual-notes")
        normal = _whole(text_at(ratio, "normal-notes"), "normal-notes")
        if not (0 < actual < 1000 and 0 < normal < 1000):
            raise TuneError(f"a tuplet has {actual} notes in the time of {normal}")
        ticks *= Fraction(normal, actual)
    return as_time(ticks)


def text_at(element: Element, path: str) -> str:
    """Return the text at a path without the spaces around it, or nothing.

    Parameters
    ----------
    element : Element
    path : str

    Returns
    -------
    str
    """
    return (element.findtext(path) or "").strip()


def shown(text: str | None) -> str:
    """Return text for an error, cut if it is long.

    Examples
    --------
    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxx...'"
    """
    plain = clean(text or "")
    return repr(plain if len(plain) <= 20 else f"{plain[:20]}...")


def _text(element: Element | None) -> str:
    """Return the text of an element that may be missing."""
    return "" if element is None else (element.text or "").strip()


def _number(text: str | None, what: str) -> Time:
    """Return a number that is not negative, exactly."""
    match = _NUMBER.fullmatch(text or "")
    if match is None:
        raise TuneError(f"{what} is {shown(text)}; it must be a number below 1,000,000,000")
    whole, decimals = match.groups()
    return Fraction(f"{whole}.{decimals}") if decimals else int(whole)


def _whole(text: str | None, what: str) -> int:
    """Return a whole number of either sign."""
    match = _WHOLE_NUMBER.fullmatch(text or "")
    if match is None:
        raise TuneError(f"{what} is {shown(text)}; it must be a whole number")
    return int(match[1])


def _spelled(element: Element) -> tuple[int, Time]:
    """Return the MIDI number of a pitch without its accidental, and the alteration."""
    step = text_at(element, "step")
    if step not in _STEPS:
        raise TuneError(f"step is {shown(step)}; it must be a letter from A to G")
    octave = _whole(text_at(element, "octave"), "octave")
    natural = 12 * (octave + 1) + _STEPS[step]
    written = text_at(element, "alter")
    if not written:
        return natural, 0
    match = _ALTERATION.fullmatch(written)
    if match is None or not match[1].strip("+-."):
        raise TuneError(f"alter is {shown(written)}; it must be a number of semitones")
    return natural, as_time(Fraction(match[1]))


def _ties(element: Element, found: dict[str, Element]) -> Iterator[Element]:
    """Yield the ties of a note, as it sounds and as it is drawn: some programs write only one."""
    if "tie" in found:
        yield from element.iterfind("tie")
    if "notations" in found:
        yield from element.iterfind("notations/tied")


def _ends_phrase(found: dict[str, Element]) -> bool:
    """Tell whether a note bears the sign that ends a phrase."""
    notations = found.get("notations")
    signs = ("fermata", "articulations/breath-mark", "articulations/caesura")
    return notations is not None and any(notations.find(sign) is not None for sign in signs)


def _meter(time: Element) -> tuple[int, int] | None:
    """Return a meter that a tune can hold, or None; 3+2 eighths are 5/8."""
    beats, units = time.findall("beats"), time.findall("beat-type")
    counts = [part.strip() for part in (beats[0].text or "").split("+")] if beats else []
    unit = (units[0].text or "").strip() if units else ""
    if len(units) != 1 or not all(part.isdecimal() and len(part) < 3 for part in [*counts, unit]):
        return None
    meter = (sum(map(int, counts)), int(unit))
    return meter if 1 <= meter[0] <= 64 and meter[1] in (1, 2, 4, 8, 16, 32, 64) else None


def _key(key: Element, semitones: int) -> tuple[str | None, str | None]:
    """Return tonic and mode as they sound, if the signature says its mode."""
    said = text_at(key, "mode").lower()
    mode = _OTHER_MODES.get(said, said)
    if mode not in MODES or key.find("fifths") is None:
        return None, None
    tonic = tonic_of(_whole(text_at(key, "fifths"), "fifths"), mode)
    if tonic is None:
        return None, None
    if semitones % 12:
        tonic = tonic_name((pitch_class(tonic) + semitones) % 12, mode)
    return tonic, mode
