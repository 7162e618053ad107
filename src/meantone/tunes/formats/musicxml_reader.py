"""MusicXML: reading scores, plain or compressed, by any program."""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING, NamedTuple

from meantone.tunes.formats.limits import LARGEST_FILE, MOST_BARS, check_length, check_size
from meantone.tunes.formats.melody import Time, melody_part
from meantone.tunes.formats.musicxml_writer import plain_musicxml
from meantone.tunes.formats.remarks import NAME, clean, recall
from meantone.tunes.formats.signatures import tonic_of
from meantone.tunes.formats.voices import Voice, Written, voices, whole_events
from meantone.tunes.tune import (
    MODES,
    TICKS_PER_QUARTER,
    Tune,
    TuneError,
    bar_ticks,
    pitch_class,
    tonic_name,
)

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_MOST_ELEMENTS = 1_000_000
_NUMBER = re.compile(r"\s*(\d{1,9})(?:\.(\d{1,6}))?\s*", re.ASCII)
_WHOLE_NUMBER = re.compile(r"\s*([+-]?\d{1,9})(?:\.0{1,6})?\s*", re.ASCII)
_STEPS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_OTHER_MODES = {"ionian": "major", "aeolian": "minor"}


def read_musicxml(data: bytes, where: str = "") -> Tune:
    """Return the melody of a MusicXML score, plain or compressed (.mxl).

    The melody line is found by the rule of `formats.melody`, over parts and their voices. Tied
    notes are one note, grace notes and cue notes are left out, repeats stay as written,
    transposing instruments sound as they do. A breath mark, caesura or fermata ends a phrase. A
    signature without a mode does not say what the tonic is, so then there is none.

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.

    Returns
    -------
    Tune
        The very tune that `write_musicxml` wrote, if it did.

    Raises
    ------
    TuneError
        If it is not such a score, holds no notes, is too long, or its melody has a duration that is
        not a whole number of ticks.

    Examples
    --------
    >>> from meantone.tunes.formats.musicxml import write_musicxml
    >>> tune = Tune((60, 62), (48, 96), title="Call", origin="Wales")
    >>> read_musicxml(write_musicxml(tune).encode()) == tune
    True
    """
    try:
        score = _score(data)
        lines = [(part, voice) for part in score.parts for voice in part.voices(score.edges)]
        chosen = melody_part([voice.notes for _, voice in lines])
        part, voice = lines[chosen] if lines else (score.parts[0], Voice())
        heard = check_length(_tune(score, part, voice))
        tune = recall(heard, score.remark, plain_musicxml)
        if not lines and tune is heard:
            raise TuneError("there are no notes in this score")
        return tune
    except TuneError as error:
        raise error.inside(where) from error.__cause__


def musicxml_parts(data: bytes, where: str = "") -> dict[str, Tune]:
    """Return every part of a MusicXML score as a tune, by its name, in the score's order.

    Parts without notes and drums are left out. In a part with voices or chords the melody rule
    finds the line. A second part of the same name is called "name 2".

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.

    Raises
    ------
    TuneError
        As `read_musicxml` does, for any of the parts.

    Examples
    --------
    >>> from meantone.tunes.formats.musicxml import write_musicxml
    >>> musicxml_parts(write_musicxml(Tune((60,), (48,))).encode())
    {'Melody': <Tune '': 1 note, 1 quarters>}
    """
    tunes: dict[str, Tune] = {}
    try:
        score = _score(data)
        for part in score.parts:
            lines = part.voices(score.edges)
            if lines:
                line = lines[melody_part([voice.notes for voice in lines])]
                name = _unused(part.name, tunes)
                tunes[name] = check_length(_tune(score, part, line))
    except TuneError as error:
        raise error.inside(where) from error.__cause__
    return tunes


class _Placed(NamedTuple):
    """A note that stands in some measure; its onset counts from the measure's beginning."""

    measure: int
    note: Written


@dataclass
class _Part:
    """A part as it is written."""

    name: str
    drums: bool = False
    notes: list[_Placed] = field(default_factory=list)
    lengths: list[Time] = field(default_factory=list)  # of its measures
    shown: list[Time] = field(default_factory=list)  # how far notes and rests that are seen reach
    numbers: list[str] = field(default_factory=list)  # of its measures
    early: bool = False  # whether the first measure says that it is a pickup
    meters: set[tuple[int, int] | None] = field(default_factory=set)
    key: tuple[str | None, str | None] | None = None  # tonic and mode of the first signature

    def voices(self, edges: list[Time]) -> list[Voice]:
        """Return the voices that sound, their notes placed by the edges of the measures."""
        if self.drums:
            return []
        return voices(
            note._replace(onset=edges[measure] + note.onset) for measure, note in self.notes
        )


@dataclass
class _Score:
    """A score: its parts, where their measures begin and end, and what is said of the whole."""

    parts: list[_Part]
    edges: list[Time]
    end: Time  # of the last note or rest that is seen; programs pad a last measure with others
    title: str
    remark: str


def _tune(score: _Score, part: _Part, voice: Voice) -> Tune:
    """Return a voice of a score as a tune."""

    def place(at: Time) -> str:
        measure = min(bisect_right(score.edges, at), len(part.numbers)) - 1
        return f"part {part.name}, measure {part.numbers[measure]}"

    events, phrase_ends = whole_events(voice, score.end, place)
    meter = next(iter(part.meters)) if len(part.meters) == 1 else None
    tonic, mode = part.key or (None, None)
    return Tune.from_events(
        events,
        title=score.title,
        tonic=tonic,
        mode=mode,
        meter=meter,
        pickup=_pickup(score, part, meter),
        phrase_ends=phrase_ends,
    )


def _pickup(score: _Score, part: _Part, meter: tuple[int, int] | None) -> int:
    """Return the length of the first measure if it is a pickup: it says so, or is a short one."""
    first = score.edges[1]
    if meter is None or int(first) != first:
        return 0
    short = first < bar_ticks(meter) and len(score.edges) > 2
    return int(first) % bar_ticks(meter) if short or part.early else 0


def _score(data: bytes) -> _Score:
    """Return the score that a file holds."""
    root = _root(data)
    names = {
        element.get("id", ""): (_text(element, "part-name"), _is_drums(element))
        for element in root.iterfind("part-list/score-part")
    }
    parts = []
    for number, element in enumerate(root.iterfind("part"), 1):
        name, drums = names.get(element.get("id", ""), ("", False))
        parts.append(_PartReader(clean(name) or f"P{number}", drums).read(element))
    if not parts or not any(part.lengths for part in parts):
        raise TuneError("this score has no measures")
    lengths = zip_longest(*(part.lengths for part in parts), fillvalue=0)
    edges = list(accumulate(map(max, lengths), initial=0))
    end = max(
        edge + shown for part in parts for edge, shown in zip(edges, part.shown, strict=False)
    )
    return _Score(parts, edges, end, _title(root), _remark(root))


def _title(root: Element) -> str:
    """Return the title, but for the one that music21 writes when there is none."""
    title = clean(_text(root, "work/work-title") or _text(root, "movement-title"))
    return "" if title == "Music21 Fragment" else title


def _remark(root: Element) -> str:
    """Return what our own field says, or nothing."""
    for element in root.iterfind("identification/miscellaneous/miscellaneous-field"):
        if element.get("name") == NAME:
            return element.text or ""
    return ""


def _is_drums(score_part: Element) -> bool:
    """Tell whether a part plays on the MIDI channel of the drums."""
    return any(
        (e.text or "").strip() == "10" for e in score_part.iterfind("midi-instrument/midi-channel")
    )


class _PartReader:
    """Reads one part, measure by measure.

    Parameters
    ----------
    name : str
    drums : bool
    """

    def __init__(self, name: str, drums: bool) -> None:
        self.part = _Part(name, drums)
        self.divisions: Time = 1
        self.semitones = 0  # from written to sounding
        self.at: Time = 0  # the place in the measure, in ticks
        self.chord: Time = 0  # where the note before began
        self.length: Time = 0  # of the measure so far
        self.shown: Time = 0  # how far it is filled with notes and rests that are seen

    def read(self, element: Element) -> _Part:
        """Return the part."""
        for index, measure in enumerate(element.iterfind("measure")):
            number = clean(measure.get("number", str(index + 1)))
            if index == MOST_BARS:
                raise TuneError(
                    f"it has more than {MOST_BARS:,} measures", f"part {self.part.name}"
                )
            self.part.numbers.append(number)
            if index == 0:
                self.part.early = measure.get("implicit") == "yes" or number == "0"
            try:
                self._measure(measure)
            except TuneError as error:
                raise error.inside(f"part {self.part.name}, measure {number}") from None
        return self.part

    def _measure(self, measure: Element) -> None:
        """Read one measure."""
        self.at = self.chord = self.length = self.shown = 0
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
        self.part.lengths.append(self.length)
        self.part.shown.append(self.shown)

    def _attributes(self, element: Element) -> None:
        """Read divisions, transposition, key and meter."""
        for child in element:
            if child.tag == "divisions":
                self.divisions = _number(child.text, "divisions")
                if not self.divisions:
                    raise TuneError("divisions are 0; a quarter has at least 1")
            elif child.tag == "transpose":
                octaves = _whole(_text(child, "octave-change") or "0", "octave-change")
                chromatic = _whole(_text(child, "chromatic") or "0", "chromatic")
                self.semitones = chromatic + 12 * octaves
            elif child.tag == "time":
                self.part.meters.add(_meter(child))
        # The key comes before the transposition, which it depends on.
        signature = element.find("key")
        if signature is not None and self.part.key is None:
            self.part.key = _key(signature, self.semitones)

    def _note(self, element: Element) -> None:
        """Read a note, rest, or further note of a chord."""
        found = {child.tag: child for child in element}
        if "grace" in found:
            return
        ticks = self._ticks(found.get("duration"))
        onset = self.chord if "chord" in found else self.at
        self.chord = onset
        self._advance(onset + ticks, chord="chord" in found)
        if "pitch" in found or element.get("print-object") != "no":
            self.shown = max(self.shown, onset + ticks)
        if "pitch" in found and "cue" not in found and ticks:
            pitch = _pitch(found["pitch"]) + self.semitones
            if not 0 <= pitch <= 127:
                raise TuneError(f"a note sounds at MIDI number {pitch}; 0 to 127 can be held")
            ties = {tie.get("type") for tie in _ties(element)}
            note = Written(
                onset,
                ticks,
                pitch,
                voice=_text(element, "voice"),
                from_before="stop" in ties,
                to_next="start" in ties,
                ends_phrase=_ends_phrase(found),
            )
            self.part.notes.append(_Placed(len(self.part.lengths), note))

    def _backup(self, element: Element) -> None:
        """Go back to write another voice."""
        self.at = max(self.at - self._ticks(element.find("duration")), 0)

    def _forward(self, element: Element) -> None:
        """Go on without a note."""
        self._advance(self.at + self._ticks(element.find("duration")))

    def _advance(self, to: Time, *, chord: bool = False) -> None:
        """Go on to a place; the notes of a chord after the first do not move on."""
        self.at = self.at if chord else to
        self.length = max(self.length, to)

    def _ticks(self, element: Element | None) -> Time:
        """Return a duration in ticks."""
        if element is None:
            raise TuneError("something has no duration")
        ticks = Fraction(_number(element.text, "duration") * TICKS_PER_QUARTER) / self.divisions
        return int(ticks) if ticks.denominator == 1 else ticks


def _text(element: Element, path: str) -> str:
    """Return the text at a path, or nothing."""
    return (element.findtext(path) or "").strip()


def _number(text: str | None, what: str) -> Time:
    """Return a number that is not negative, exactly."""
    match = _NUMBER.fullmatch(text or "")
    if match is None:
        raise TuneError(f"{what} is {_shown(text)}; it must be a number below 1,000,000,000")
    whole, decimals = match.groups()
    return Fraction(f"{whole}.{decimals}") if decimals else int(whole)


def _whole(text: str | None, what: str) -> int:
    """Return a whole number of either sign."""
    match = _WHOLE_NUMBER.fullmatch(text or "")
    if match is None:
        raise TuneError(f"{what} is {_shown(text)}; it must be a whole number")
    return int(match[1])


def _shown(text: str | None) -> str:
    """Return text for an error, cut if it is long."""
    shown = clean(text or "")
    return repr(shown if len(shown) <= 20 else f"{shown[:20]}...")


def _pitch(element: Element) -> int:
    """Return the MIDI number of a written pitch."""
    step = _text(element, "step")
    if step not in _STEPS:
        raise TuneError(f"step is {_shown(step)}; it must be a letter from A to G")
    alter = _whole(_text(element, "alter") or "0", "alter")
    octave = _whole(_text(element, "octave"), "octave")
    return 12 * (octave + 1) + _STEPS[step] + alter


def _ties(element: Element) -> Iterable[Element]:
    """Return the ties of a note, as it sounds and as it is drawn: some programs write only one."""
    return [*element.iterfind("tie"), *element.iterfind("notations/tied")]


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
    said = _text(key, "mode").lower()
    mode = _OTHER_MODES.get(said, said)
    if mode not in MODES or key.find("fifths") is None:
        return None, None
    tonic = tonic_of(_whole(_text(key, "fifths"), "fifths"), mode)
    if tonic is None:
        return None, None
    if semitones % 12:
        tonic = tonic_name((pitch_class(tonic) + semitones) % 12, mode)
    return tonic, mode


def _unused(name: str, taken: dict[str, Tune]) -> str:
    """Return the name, numbered if it is taken."""
    names = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in names if candidate not in taken)


def _root(data: bytes) -> Element:
    """Return the root of a score, checked to be one that we read."""
    root = _parse(_unpacked(data) if data[:2] == b"PK" else data)
    tag = root.tag if isinstance(root.tag, str) else ""
    if tag == "score-timewise":
        raise TuneError(
            "this score is ordered by time (score-timewise); save it by parts (score-partwise)"
        )
    if tag != "score-partwise":
        raise TuneError(f"this is XML, but no MusicXML score: it begins with <{_shown(tag)[1:-1]}>")
    return root


def _parse(data: bytes) -> Element:
    """Return the root of an XML document. Entities are refused, and so is what is too large."""
    from defusedxml import ElementTree
    from defusedxml.common import DefusedXmlException

    check_size(len(data), "the score")
    if not data.strip():
        raise TuneError("the file is empty")
    if data.count(b"<") > 2 * _MOST_ELEMENTS:
        raise TuneError(f"the score has more than {_MOST_ELEMENTS:,} elements")
    try:
        root: Element = ElementTree.fromstring(data, forbid_external=True)
    except DefusedXmlException as error:
        raise TuneError(
            "the score declares entities of its own; it was not read, to be safe"
        ) from error
    except Exception as error:  # expat and the codecs raise more than they document
        raise TuneError(f"this is not well-formed XML: {error}") from error
    return root


def _unpacked(data: bytes) -> bytes:
    """Return the score in a compressed file."""
    check_size(len(data), "the file")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _member(archive, _score_name(archive))
    except TuneError:
        raise
    except Exception as error:  # zipfile raises six kinds of error on damaged files
        raise TuneError(f"this compressed file is damaged: {error}") from error


def _score_name(archive: zipfile.ZipFile) -> str:
    """Return the name of the score: the container says it, or it is the first one there is."""
    names = archive.namelist()
    if "META-INF/container.xml" in names:
        container = _parse(_member(archive, "META-INF/container.xml"))
        for root in container.iterfind("{*}rootfiles/{*}rootfile"):
            if root.get("full-path") in names:
                return str(root.get("full-path"))
    for name in names:
        if name.endswith((".xml", ".musicxml")) and not name.startswith(("META-INF/", "__MACOSX/")):
            return name
    raise TuneError("this compressed file holds no score")


def _member(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return a member of an archive; what unpacks to more than a file may hold is refused."""
    info = archive.getinfo(name)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise TuneError("this compressed file is packed in a way that .mxl files are not")
    with archive.open(info) as packed:
        data = packed.read(LARGEST_FILE + 1)
    check_size(len(data), "the unpacked score")
    return data
