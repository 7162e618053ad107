"""MusicXML: reading scores, plain or compressed, by any program."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, zip_longest
from typing import TYPE_CHECKING

from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.melody import Time, melody_part
from meantone.tunes.formats.microtones import Microtones, told
from meantone.tunes.formats.musicxml_file import root_of
from meantone.tunes.formats.musicxml_part import (
    Measure,
    Part,
    PartReader,
    shape_of,
    text_at,
)
from meantone.tunes.formats.musicxml_writer import plain_musicxml
from meantone.tunes.formats.remarks import NAME, clean, recall, score_title
from meantone.tunes.formats.voices import ROUNDED, Voice, nearest, whole_line
from meantone.tunes.tune import TICKS_PER_QUARTER, Tune, TuneError, bar_ticks

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DRUM_NAMES = re.compile(r"(?i)(drums?|drum ?(set|kit)|percussion|schlagzeug|batterie)( \d+)?")


def read_musicxml(data: bytes, where: str = "", *, microtones: Microtones = "round") -> Tune:
    """Return the melody of a MusicXML score, plain or compressed (.mxl).

    The melody line is found by the rule of `formats.melody`, over parts and their voices. Tied
    notes are one note, grace notes and cue notes are left out, repeats stay as written,
    transposing instruments sound as they do. A breath mark, caesura or fermata ends a phrase. A
    signature without a mode does not say what the tonic is, so then there is none. A measure that
    is empty in all parts is a bar of rest. Times that are not whole ticks, as in a quintuplet, are
    rounded where they stand.

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    Tune
        The very tune that `write_musicxml` wrote, if it did. Its `changes` say what was rounded.

    Raises
    ------
    TuneError
        If it is not such a score, holds no notes apart from percussion, or is too long.

    Examples
    --------
    >>> from meantone.tunes.formats.musicxml import write_musicxml
    >>> tune = Tune((60, 62), (48, 96), title="Call", origin="Wales")
    >>> read_musicxml(write_musicxml(tune).encode()) == tune
    True
    """
    try:
        score = _score(data, microtones)
        lines = [(part, voice) for part in score.parts for voice in part.voices()]
        chosen = melody_part([voice.notes for _, voice in lines])
        part, voice = lines[chosen] if lines else (score.parts[0], Voice())
        heard = check_length(_tune(score, part, voice))
        tune = recall(heard, score.remark, plain_musicxml)
        if not lines and tune is heard:
            raise TuneError("there are no notes in this score, apart from percussion")
        return tune
    except TuneError as error:
        raise error.inside(where) from error.__cause__


def musicxml_parts(
    data: bytes, where: str = "", *, microtones: Microtones = "round"
) -> dict[str, Tune]:
    """Return every part of a MusicXML score as a tune, by its name, in the score's order.

    Parts without notes and drums are left out. In a part with voices or chords the melody rule
    finds the line. A second part of the same name is called "name 2".

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    dict of str to Tune

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
        score = _score(data, microtones)
        for part in score.parts:
            lines = part.voices()
            if lines:
                line = lines[melody_part([voice.notes for voice in lines])]
                name = _unused(part.name, tunes)
                tunes[name] = check_length(_tune(score, part, line))
    except TuneError as error:
        raise error.inside(where) from error.__cause__
    return tunes


@dataclass
class _Score:
    """A score: its parts, where it ends, and what is said of the whole."""

    parts: list[Part]
    end: Time  # of the last note or rest that is seen; programs pad a last measure with others
    title: str
    remark: str
    rounded: bool  # whether measures were


def _tune(score: _Score, part: Part, voice: Voice) -> Tune:
    """Return a voice of a score as a tune."""
    line = whole_line(voice, score.end)
    meter = next(iter(part.meters)) if len(part.meters) == 1 else None
    tonic, mode = part.key or (None, None)
    rounded = (ROUNDED,) if line.rounded or score.rounded else ()
    return Tune.from_events(
        line.events,
        title=score.title,
        tonic=tonic,
        mode=mode,
        meter=meter,
        pickup=_pickup(score, part, meter),
        phrase_ends=line.phrase_ends,
        changes=(*rounded, *told(part.changes)),
    )


def _pickup(score: _Score, part: Part, meter: tuple[int, int] | None) -> int:
    """Return the length of the first measure if it is a pickup: it says so, or is a short one."""
    first = min(part.edges[1], nearest(score.end))  # what fills a tuplet up is not the tune
    if meter is None:
        return 0
    short = first < bar_ticks(meter) and len(part.edges) > 2
    return first % bar_ticks(meter) if short or part.early else 0


def _score(data: bytes, microtones: Microtones) -> _Score:
    """Return the score that a file holds."""
    root = root_of(data)
    about = {element.get("id", ""): element for element in root.iterfind("part-list/score-part")}
    usual = root.find("part/measure/attributes/divisions")
    parts = []
    for number, element in enumerate(root.iterfind("part"), 1):
        part = _part(element, about.get(element.get("id", "")), number)
        divisions: Time = 1
        if element.find("measure/attributes/divisions") is None:
            divisions = _divisions(element, usual)
            part.changes[f"divisions are missing, taken as {divisions}"] += 1
        parts.append(PartReader(part, divisions, microtones).read(element))
    if not any(part.measures for part in parts):
        raise TuneError("this score has no measures")
    return _placed(parts, _title(root), _remark(root))


def _part(element: Element, about: Element | None, number: int) -> Part:
    """Return a part without its music."""
    name = clean(text_at(about, "part-name")) if about is not None else ""
    drums = _is_drums(element, about, name)
    return Part(name or f"P{number}", drums)


def _is_drums(part: Element, about: Element | None, name: str) -> bool:
    """Tell whether a part is percussion without pitch, though it may be written with pitches.

    It plays on the MIDI channel of the drums, sounds unpitched, has a percussion clef and no
    other, or is called "Drums" or the like.
    """
    signs = {(sign.text or "").strip() for sign in part.iterfind("measure/attributes/clef/sign")}
    if signs == {"percussion"} or _DRUM_NAMES.fullmatch(name):
        return True
    return about is not None and (
        about.find("midi-instrument/midi-unpitched") is not None
        or any(text_at(e, ".") == "10" for e in about.iterfind("midi-instrument/midi-channel"))
    )


def _divisions(part: Element, usual: Element | None) -> Time:
    """Return what a quarter has in a part that does not say it.

    That follows from the first note with a type; else it is as in the part that says it, or as
    makes the first measure a bar.
    """
    for note in part.iterfind("measure/note"):
        shape, duration = shape_of(note), text_at(note, "duration")
        if shape and duration.isdecimal() and 0 < int(duration) < 10**9:
            return Fraction(int(duration) * TICKS_PER_QUARTER) / shape
    if usual is not None and (said := text_at(usual, ".")).isdecimal() and 0 < int(said) < 10**9:
        return int(said)
    beats = text_at(part, "measure/attributes/time/beats")
    unit = text_at(part, "measure/attributes/time/beat-type")
    first = [note for note in part.iterfind("measure[1]/note") if note.find("chord") is None]
    counts = [text_at(note, "duration") for note in first]
    total = sum(int(count) for count in counts if count.isdecimal() and len(count) < 10)
    if total and beats.isdecimal() and unit.isdecimal() and int(beats) * int(unit):
        return Fraction(total * int(unit), 4 * int(beats))
    return 1


def _placed(parts: list[Part], title: str, remark: str) -> _Score:
    """Return the parts as a score: where their measures lie, and where the music ends.

    A measure that a part leaves short waits for the other parts. A measure without a note or rest
    in any part is a bar of rest. What is rested unseen before the first note only fills a pickup
    up, and is left out.
    """
    padding = min(part.padding for part in [part for part in parts if part.notes] or parts)
    columns = list(zip_longest(*(part.measures for part in parts)))
    common = [_length([measure for measure in column if measure]) for column in columns]
    rounded = False
    for part in parts:
        own = [
            _own(measure, length) for measure, length in zip(part.measures, common, strict=False)
        ]
        lengths = [nearest(length) for length in [*own, *common[len(own) :]]]
        rounded = rounded or lengths[: len(own)] != own
        part.edges = list(accumulate(lengths, initial=-nearest(padding)))
    at: Time = -padding
    end: Time = 0
    for column, length in zip(columns, common, strict=True):
        there = [measure for measure in column if measure]
        silent = not any(measure.length for measure in there)
        end = max(end, at + (length if silent else min(max(m.seen for m in there), length)))
        at += length
    return _Score(parts, end, title, remark, rounded)


def _length(measures: list[Measure]) -> Time:
    """Return how long a measure is, from what each part has of it.

    It is as long as in the part that fills it most, not counting parts that overfill their bar
    where others do not.
    """
    full = any(measure.bar and measure.length == measure.bar for measure in measures)
    lengths = [m.length for m in measures if not (full and m.bar and m.length > m.bar)]
    return max(lengths) or max(measure.bar for measure in measures)


def _own(measure: Measure, length: Time) -> Time:
    """Return how long a measure is in a part: its own length where it fills its bar."""
    return measure.length if measure.bar and measure.length >= measure.bar else length


def _title(root: Element) -> str:
    """Return the title."""
    return score_title(text_at(root, "work/work-title") or text_at(root, "movement-title"))


def _remark(root: Element) -> str:
    """Return what our own field says, or nothing."""
    for element in root.iterfind("identification/miscellaneous/miscellaneous-field"):
        if element.get("name") == NAME:
            return element.text or ""
    return ""


def _unused(name: str, taken: dict[str, Tune]) -> str:
    """Return the name, numbered if it is taken."""
    names = (name if number == 1 else f"{name} {number}" for number in range(1, len(taken) + 2))
    return next(candidate for candidate in names if candidate not in taken)
