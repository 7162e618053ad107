"""MusicXML: writing a tune as a score that engraves well."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import escape
from itertools import groupby

from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.notation import Bar, Symbol, notate, written_pickup
from meantone.tunes.formats.remarks import NAME, clean, remark
from meantone.tunes.formats.signatures import signature, tonic_of
from meantone.tunes.spelling import spell
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}
_TREBLE = (64, 77)  # the lowest and the highest pitch on the staff
_CLEFS = {  # sign, line, octaves
    _TREBLE: ("G", 2, 0),
    (52, 65): ("G", 2, -1),
    (43, 57): ("F", 4, 0),
}
_OCTAVES = range(10)  # that MusicXML has
_LEDGER = 4  # semitones outside the staff that are read with ease
_RATIO = (
    "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes>"
    "</time-modification>"
)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" \
"http://www.musicxml.org/dtds/partwise.dtd">
<score-partwise version="4.0">"""


def write_musicxml(tune: Tune, colors: Sequence[str | None] | None = None) -> str:
    """Return the tune as a MusicXML score of one part.

    The score is made to be engraved: notes are spelled in the key, tied over bar lines and beats,
    beamed by the beat, with a clef for their range; a breath mark ends a phrase. What MusicXML
    cannot say goes into a `miscellaneous-field`, so that `read_musicxml` gives back the same tune.
    The first symbol of event 5 has the id ``e5``, those tied to it ``e5b``, ``e5c``, ... Lesson 01
    shows tunes as scores.

    Parameters
    ----------
    tune : Tune
    colors : sequence of str or None, optional
        For each event a color as ``#rrggbb``, or None to leave it black.

    Returns
    -------
    str

    Raises
    ------
    TuneError
        If the tune is too long (`meantone.tunes.formats.limits`), or a color is none.

    Examples
    --------
    >>> score = write_musicxml(Tune((66,), (48,), tonic="D", mode="major"))
    >>> "<step>F</step><alter>1</alter>" in score, "<accidental>" in score
    (True, False)
    """
    check_length(tune)
    lines = [_HEAD]
    lines += _about(tune)
    lines.append('<part id="P1">')
    lines += _measures(tune, _checked_colors(tune, colors))
    lines.append("</part>\n</score-partwise>\n")
    return "\n".join(lines)


def plain_musicxml(tune: Tune) -> Tune:
    """Return what a MusicXML score says of a tune without the field that is our own.

    Examples
    --------
    >>> plain_musicxml(Tune((60,), (48,), id="a-1", tonic="A#", mode="major"))
    <Tune '': 1 note, 1 quarters, Bb major>
    """
    breaths = (end for end in tune.phrase_ends if breathes(tune, end))
    return replace(
        tune,
        id="",
        origin="",
        source="",
        title=clean(tune.title),
        tonic=tonic_of(signature(tune), tune.mode) if tune.tonic and tune.mode else None,
        mode=tune.mode if tune.tonic else None,
        pickup=written_pickup(tune),
        phrase_ends=tuple(breaths),
    )


def clef(tune: Tune) -> tuple[str, int, int]:
    """Return the sign, line and octave change of the clef with the fewest notes far off its staff.

    Examples
    --------
    >>> clef(Tune((60, 72), (48, 48))), clef(Tune((40, 52), (48, 48)))
    (('G', 2, 0), ('F', 4, 0))
    """

    def strain(staff: tuple[int, int]) -> int:
        low, high = staff[0] - _LEDGER, staff[1] + _LEDGER
        outside = sum(max(low - pitch, pitch - high, 0) for pitch in tune.notes)
        # Most people read treble best: another clef has to be worth it.
        return outside if staff == _TREBLE else 6 * outside + len(tune.notes) // 2

    return _CLEFS[min(_CLEFS, key=strain)]


def _checked_colors(tune: Tune, colors: Sequence[str | None] | None) -> Sequence[str | None]:
    """Return a color or None for each event."""
    if colors is None:
        return [None] * len(tune)
    if len(colors) != len(tune):
        raise TuneError(f"{len(colors)} colors for {len(tune)} events; give one for each")
    for index, color in enumerate(colors):
        if color is not None and not _COLOR.fullmatch(color):
            raise TuneError(f"{color!r} is not a color; write it as '#d62728'", f"color {index}")
    return colors


def _about(tune: Tune) -> Iterator[str]:
    """Yield the lines before the music."""
    title = clean(tune.title)
    if title:
        yield f"<work><work-title>{escape(title, quote=False)}</work-title></work>"
    told = escape(remark(tune), quote=False)
    yield (
        "<identification><encoding><software>meantone</software></encoding><miscellaneous>"
        f'<miscellaneous-field name="{NAME}">{told}</miscellaneous-field>'
        "</miscellaneous></identification>"
    )
    yield (
        '<part-list><score-part id="P1"><part-name print-object="no">Melody</part-name>'
        "</score-part></part-list>"
    )


def _measures(tune: Tune, colors: Sequence[str | None]) -> Iterator[str]:
    """Yield the lines of every measure."""
    bars = notate(tune)
    writer = _NoteWriter(tune, colors)
    first = 0 if bars[0].pickup else 1
    for number, bar in enumerate(bars, first):
        implicit = ' implicit="yes"' if bar.pickup or not bar.ticks else ""
        yield f'<measure number="{number}"{implicit}>'
        if number == first:
            yield _attributes(tune)
        yield from writer.measure(bar)
        yield from _bar_line(bar, last=number - first == len(bars) - 1)
        yield "</measure>"


def _attributes(tune: Tune) -> str:
    """Return divisions, key, meter and clef."""
    mode = f"<mode>{tune.mode}</mode>" if tune.tonic and tune.mode else ""
    sign, line, octaves = clef(tune)
    octave = f"<clef-octave-change>{octaves}</clef-octave-change>" if octaves else ""
    transpose = _transpose(up) if (up := _octaves_up(tune)) else ""
    return (
        f"<attributes><divisions>{TICKS_PER_QUARTER}</divisions>"
        f"<key><fifths>{signature(tune)}</fifths>{mode}</key>{_time(tune)}"
        f"<clef><sign>{sign}</sign><line>{line}</line>{octave}</clef>{transpose}</attributes>"
    )


def _transpose(octaves: int) -> str:
    """Return the transposition of what is written so many octaves higher than it sounds."""
    change = f"<octave-change>{-octaves}</octave-change>" if octaves else ""
    return f"<transpose><diatonic>0</diatonic><chromatic>0</chromatic>{change}</transpose>"


def _time(tune: Tune) -> str:
    """Return the meter, or the mark that there is none."""
    if tune.meter is None:
        return "<time><senza-misura/></time>"
    beats, unit = tune.meter
    return f"<time><beats>{beats}</beats><beat-type>{unit}</beat-type></time>"


def _bar_line(bar: Bar, *, last: bool) -> Iterator[str]:
    """Yield the bar line at the end of a bar, where it is not the usual one."""
    style = "light-heavy" if last else None if bar.line else "none"
    if style:
        yield f'<barline location="right"><bar-style>{style}</bar-style></barline>'


class _NoteWriter:
    """Writes the notes of one measure after another.

    Parameters
    ----------
    tune : Tune
    colors : sequence of str or None
    """

    def __init__(self, tune: Tune, colors: Sequence[str | None]) -> None:
        self.tune = tune
        self.colors = colors
        self.fifths = signature(tune)
        self.ends = {end for end in tune.phrase_ends if breathes(tune, end)}
        self.octaves = _octaves_up(tune)

    def measure(self, bar: Bar) -> Iterator[str]:
        """Yield the notes of a bar."""
        sounding = dict(
            _alterations(self.fifths)
        )  # (letter, octave) or letter: alteration in force
        for tuplet, run in groupby(bar.symbols, lambda symbol: symbol.tuplet):
            symbols = list(run)
            for index, symbol in enumerate(symbols):
                edges = (index == 0, index == len(symbols) - 1)
                bracket = "" if tuplet is None else _tuplet(symbols, *edges)
                if symbol.pitch != REST and not self._is_in_reach(symbol):
                    self.octaves = max(-spell(symbol.pitch, self.fifths)[2], 0)
                    yield f"<attributes>{_transpose(self.octaves)}</attributes>"
                yield self.note(symbol, bracket, sounding)

    def _is_in_reach(self, symbol: Symbol) -> bool:
        """Tell whether MusicXML has the octave in which a note is to be written."""
        return spell(symbol.pitch, self.fifths)[2] + self.octaves in _OCTAVES

    def note(self, symbol: Symbol, bracket: str, sounding: dict[str, int]) -> str:
        """Return one note or rest.

        Parameters
        ----------
        symbol : Symbol
        bracket : str
            What begins or ends its tuplet.
        sounding : dict of str to int
            The alterations in force, which it changes.

        Returns
        -------
        str
        """
        color = None if symbol.hidden else self.colors[symbol.event]
        paint = f' color="{color}"' if color else ""
        name = f' id="e{symbol.event}{_letters(symbol.part)}"'
        if symbol.hidden:
            name = ' print-object="no"'
        sound, accidental = _pitch(symbol, self.fifths, sounding, self.octaves)
        shape = (
            "" if symbol.name == "bar" else f"<type>{symbol.name}</type>{'<dot/>' * symbol.dots}"
        )
        ratio = "" if symbol.tuplet is None else _RATIO
        stem = f"<notehead{paint}>normal</notehead>" if color and symbol.pitch != REST else ""
        beams = "".join(
            f'<beam number="{level}">{beam}</beam>' for level, beam in enumerate(symbol.beams, 1)
        )
        return (
            f"<note{name}{paint}>{sound}<duration>{symbol.ticks}</duration>{_ties(symbol)}"
            f"<voice>1</voice>{shape}{accidental}{ratio}{stem}{beams}"
            f"{self._notations(symbol, bracket)}</note>"
        )

    def _notations(self, symbol: Symbol, bracket: str) -> str:
        """Return ties as they are drawn, tuplet brackets and the breath after a phrase."""
        tied = _ties(symbol).replace("<tie ", "<tied ")
        ends = symbol.last and symbol.event in self.ends
        breath = "<articulations><breath-mark/></articulations>" if ends else ""
        inside = f"{tied}{bracket}{breath}"
        return f"<notations>{inside}</notations>" if inside else ""


def breathes(tune: Tune, end: int) -> bool:
    """Tell whether the end of a phrase gets a breath mark: not on a rest, not at the very end.

    Parameters
    ----------
    tune : Tune
    end : int
        Which event ends the phrase.

    Returns
    -------
    bool

    Examples
    --------
    >>> [breathes(Tune((60, REST, 62), (48, 48, 48)), event) for event in range(3)]
    [True, False, False]
    """
    return tune.pitches[end] != REST and end != len(tune) - 1


def _alterations(fifths: int) -> dict[str, int]:
    """Return the alterations that a key signature gives to the letters."""
    sharps = dict.fromkeys("FCGDAEB"[: max(fifths, 0)], 1)
    return {
        **dict.fromkeys("ABCDEFG", 0),
        **sharps,
        **dict.fromkeys("BEADGCF"[: max(-fifths, 0)], -1),
    }


def _octaves_up(tune: Tune) -> int:
    """Return how many octaves higher than it sounds a tune is written: octaves begin at 0."""
    octaves = [spell(pitch, signature(tune))[2] for pitch in tune.notes]
    missing = max(-min(octaves, default=0), 0)
    return missing if max(octaves, default=0) + missing in _OCTAVES else 0


def _pitch(symbol: Symbol, fifths: int, sounding: dict[str, int], octaves: int) -> tuple[str, str]:
    """Return the pitch or rest, and the accidental where one must be drawn."""
    if symbol.pitch == REST:
        return ('<rest measure="yes"/>' if symbol.name == "bar" else "<rest/>"), ""
    step, alter, octave = spell(symbol.pitch, fifths)
    octave += octaves
    altered = f"<alter>{alter}</alter>" if alter else ""
    sound = f"<pitch><step>{step}</step>{altered}<octave>{octave}</octave></pitch>"
    place = f"{step}{octave}"
    drawn = alter != sounding.get(place, sounding[step]) and not symbol.part
    if drawn:  # a note tied over from the bar before needs none, and gives none to those after it
        sounding[place] = alter
    return sound, f"<accidental>{_ACCIDENTALS[alter]}</accidental>" if drawn else ""


def _ties(symbol: Symbol) -> str:
    """Return the ties to the symbols before and after in the same note."""
    if symbol.pitch == REST:
        return ""
    stop = '<tie type="stop"/>' if symbol.part else ""
    return stop if symbol.last else f'{stop}<tie type="start"/>'


def _tuplet(symbols: Sequence[Symbol], first: bool, last: bool) -> str:
    """Return the beginning and end of a tuplet: its bracket is drawn if no beam holds it."""
    beamed = all(symbol.beams for symbol in symbols)
    joined = beamed and all(symbol.beams[0] == "continue" for symbol in symbols[1:-1])
    bracket = "no" if joined else "yes"
    start = f'<tuplet type="start" bracket="{bracket}"/>' if first else ""
    return start + ('<tuplet type="stop"/>' if last else "")


def _letters(part: int) -> str:
    """Return what tells the symbols of one event apart: nothing, b, c, ... z, aa, ab, ..."""
    if part == 0:
        return ""
    letters = ""
    part += 1
    while part:
        part, letter = divmod(part - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters
