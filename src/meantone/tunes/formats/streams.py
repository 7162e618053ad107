"""Tunes as music21 streams, and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from meantone.storage import need
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.melody import Time, melody_part
from meantone.tunes.formats.microtones import Microtones, semitones_of, told
from meantone.tunes.formats.musicxml_writer import breathes, clef, plain_musicxml
from meantone.tunes.formats.notation import Bar, Symbol, notate
from meantone.tunes.formats.remarks import NAME, clean, recall, remark, score_title
from meantone.tunes.formats.signatures import signature, tonic_of
from meantone.tunes.formats.voices import (
    ROUNDED,
    Voice,
    Written,
    as_time,
    moved,
    voices,
    whole_line,
)
from meantone.tunes.spelling import spell
from meantone.tunes.tune import MODES, REST, TICKS_PER_QUARTER, Tune, TuneError, bar_ticks


def to_music21(tune: Tune) -> Any:
    """Return the tune as a `music21.stream.Score` of one part with real measures.

    What music21 has no place for is in a custom metadata field, so that `from_music21` gives back
    the same tune, also after the score went through music21's own MusicXML. Lesson 01 uses
    music21 to look at tunes.

    Parameters
    ----------
    tune : Tune

    Returns
    -------
    music21.stream.Score

    Raises
    ------
    TuneError
        If the tune is too long (`meantone.tunes.formats.limits`).

    Examples
    --------
    >>> score = to_music21(Tune((60, 62, 64, 60), (48, 48, 48, 48), meter=(4, 4)))
    >>> [note.nameWithOctave for note in score.flatten().notes]
    ['C4', 'D4', 'E4', 'C4']
    """
    m21 = _music21()
    score = m21.stream.Score()
    score.metadata = m21.metadata.Metadata()
    title = clean(tune.title)
    if title:
        score.metadata.title = title
    score.metadata.addCustom(NAME, remark(tune))
    part = m21.stream.Part(id="Melody")
    bars = notate(check_length(tune))
    measures = [
        _measure(tune, bar, number, first=bar is bars[0])
        for number, bar in enumerate(bars, 0 if bars[0].pickup else 1)
    ]
    measures[-1].rightBarline = m21.bar.Barline("final")
    part.append(measures)
    score.insert(0, part)
    return score


def from_music21(stream: Any, *, microtones: Microtones = "round") -> Tune:
    """Return the melody of a music21 stream: a score, a part, or any stream of notes.

    The melody line is found by the rule of `formats.melody`, over parts and their voices. Tied
    notes are one note; grace notes, chord symbols and what has no pitch are left out; repeats stay
    as written; transposing instruments sound as they do. A breath mark, caesura or fermata ends a
    phrase.

    Parameters
    ----------
    stream : music21.stream.Stream
    microtones : {"round", "leave out", "refuse"}
        What becomes of notes between two semitones.

    Returns
    -------
    Tune
        The very tune that `to_music21` was given, if it was. Its `changes` say what was rounded.

    Raises
    ------
    TuneError
        If it is not a stream, holds no notes apart from percussion, or is too long.

    Examples
    --------
    >>> tune = Tune((60, 62), (48, 96), title="Call", origin="Wales", phrase_ends=(1,))
    >>> from_music21(to_music21(tune)) == tune
    True
    """
    streams = _music21().stream
    if isinstance(stream, streams.Opus) or not isinstance(stream, streams.Stream):
        kind = type(stream).__name__
        raise TuneError(f"this is {kind}; give one music21 score, part or stream of notes")
    found = stream.getElementsByClass(streams.Part) or [stream]
    parts = [_Part(part, microtones) for part in found]
    padding = min(part.padding for part in parts)
    end = max(part.end for part in parts)
    lines = [(part, voice) for part in parts for voice in voices(part.notes())]
    chosen = melody_part([voice.notes for _, voice in lines])
    part, voice = lines[chosen] if lines else (parts[0], Voice())
    heard = check_length(_heard(stream, part, voice, padding, end))
    tune = recall(heard, _remark(stream), plain_musicxml)
    if not lines and tune is heard:
        raise TuneError("there are no notes in this stream, apart from percussion")
    return tune


def _music21() -> Any:
    """Return music21, imported when it is first needed: that takes most of a second."""
    need("music21")
    import music21

    return music21


def _measure(tune: Tune, bar: Bar, number: int, *, first: bool) -> Any:
    """Return a bar as a measure."""
    measure = _music21().stream.Measure(number=number)
    if first:
        for element in _attributes(tune):
            measure.insert(0, element)
    if bar.pickup and tune.bar_length:
        missing = tune.bar_length - bar.ticks - bar.filler
        measure.paddingLeft = Fraction(missing, TICKS_PER_QUARTER)
    if not bar.line:
        measure.rightBarline = "none"
    for symbol in bar.symbols:
        measure.insert(Fraction(symbol.start + bar.filler, TICKS_PER_QUARTER), _note(tune, symbol))
    return measure


def _attributes(tune: Tune) -> Iterator[Any]:
    """Yield clef, key signature and meter."""
    m21 = _music21()
    sign, line, octaves = clef(tune)
    yield m21.clef.clefFromString(f"{sign}{line}", octaves)
    if tune.tonic and tune.mode:
        tonic = tonic_of(signature(tune), tune.mode) or tune.tonic
        yield m21.key.Key(tonic.replace("b", "-"), tune.mode)
    else:
        yield m21.key.KeySignature(signature(tune))
    if tune.meter is not None:
        yield m21.meter.TimeSignature(f"{tune.meter[0]}/{tune.meter[1]}")


def _note(tune: Tune, symbol: Symbol) -> Any:
    """Return a symbol as a music21 note or rest."""
    m21 = _music21()
    length = Fraction(symbol.ticks, TICKS_PER_QUARTER)
    if symbol.pitch == REST:
        rest = m21.note.Rest(quarterLength=length)
        rest.style.hideObjectOnPrint = symbol.hidden
        return rest
    step, alter, octave = spell(symbol.pitch, signature(tune))
    written = m21.note.Note(f"{step}{'#' * alter}{'-' * -alter}", quarterLength=length)
    written.octave = octave
    ties = {(True, False): "start", (False, True): "stop", (False, False): "continue"}
    if not (symbol.last and symbol.part == 0):
        written.tie = m21.tie.Tie(ties[symbol.part == 0, symbol.last])
    if symbol.last and symbol.event in tune.phrase_ends and breathes(tune, symbol.event):
        written.articulations.append(m21.articulations.BreathMark())
    return written


class _Part:
    """A part at sounding pitch, and all that it holds at any depth.

    Parameters
    ----------
    stream : music21.stream.Stream
    microtones : str
        What becomes of notes between two semitones.
    """

    def __init__(self, stream: Any, microtones: Microtones) -> None:
        m21 = _music21()
        self.stream = _sounding(stream)
        self.microtones = microtones
        self.changes: Counter[str] = Counter()
        self.elements = [
            found
            for found in _elements(self.stream, Fraction(0), "")
            if isinstance(found[0], m21.note.GeneralNote)
            and not isinstance(found[0], m21.harmony.Harmony)
            and not found[0].duration.isGrace
        ]
        # Measures with one voice hold its notes themselves, others hold voices: it is the first.
        self.home = next((voice for _, _, voice in self.elements if voice), "")

    @property
    def end(self) -> Time:
        """Where the last note or rest that is seen ends."""
        seen = (
            _ticks(at) + _ticks(element.quarterLength)
            for element, at, _ in self.elements
            if not (element.isRest and element.style.hideObjectOnPrint)
        )
        return max(seen, default=0)

    @property
    def padding(self) -> Time:
        """Where the rests end that are not seen before the first note: they only fill a bar up."""
        ends: Time = 0
        for element, at, _ in self.elements:
            if not (element.isRest and element.style.hideObjectOnPrint and _ticks(at) == ends):
                break
            ends = _ticks(at) + _ticks(element.quarterLength)
        return ends

    def notes(self) -> Iterator[Written]:
        """Yield the notes; those of a chord one by one. Percussion has none."""
        m21 = _music21()
        clefs = set(self.stream.recurse().getElementsByClass(m21.clef.Clef))
        if clefs and all(isinstance(clef, m21.clef.PercussionClef) for clef in clefs):
            return
        for element, at, voice in self.elements:
            ticks = _ticks(element.quarterLength)
            chord = isinstance(element, m21.chord.ChordBase)
            for note in element.notes if chord else (element,):
                if not isinstance(note, m21.note.Note) or not ticks:  # rests and drums
                    continue
                pitch = self._midi(note.pitch, at)
                if pitch is None:
                    continue
                tie = note.tie or element.tie
                kind = tie.type if tie is not None else ""
                yield Written(
                    _ticks(at),
                    ticks,
                    pitch,
                    voice or self.home,
                    from_before=kind in ("stop", "continue"),
                    to_next=kind in ("start", "continue"),
                    ends_phrase=_ends_phrase(element),
                )

    def _midi(self, pitch: Any, at: Fraction) -> int | None:
        """Return the MIDI number of a music21 pitch, None if it is left out."""
        alteration = Fraction(pitch.alter).limit_denominator(1000)
        try:
            semitones, change = semitones_of(alteration, self.microtones)
        except TuneError as error:
            raise error.inside(f"quarter {at}") from None
        if change:
            self.changes[change] += 1
        if semitones is None:
            return None
        number: int = round(pitch.ps - pitch.alter) + semitones
        if not 0 <= number <= 127:
            raise TuneError(f"{pitch} is not a MIDI number from 0 to 127", f"quarter {at}")
        return number


def _sounding(part: Any) -> Any:
    """Return a part at sounding pitch."""
    written = part.atSoundingPitch is False
    instruments = part.recurse().getElementsByClass("Instrument") if written else ()
    transposes = any(instrument.transposition for instrument in instruments)
    return part.toSoundingPitch(inPlace=False) if transposes else part


def _elements(stream: Any, start: Fraction, voice: str) -> Iterator[tuple[Any, Fraction, str]]:
    """Yield what a stream holds, at all depths, with its time in quarters and its voice."""
    streams = _music21().stream
    for element in stream:
        at = start + Fraction(stream.elementOffset(element))
        if isinstance(element, streams.Stream):
            name = str(element.id) if isinstance(element, streams.Voice) else voice
            yield from _elements(element, at, name)
        else:
            yield element, at, voice


def _ticks(quarters: float | Fraction) -> Time:
    """Return quarters in ticks, as they are."""
    return as_time(Fraction(quarters).limit_denominator(65535) * TICKS_PER_QUARTER)


def _ends_phrase(element: Any) -> bool:
    """Tell whether a note bears the sign that ends a phrase."""
    m21 = _music21()
    signs = (m21.articulations.BreathMark, m21.articulations.Caesura, m21.expressions.Fermata)
    return any(isinstance(mark, signs) for mark in (*element.articulations, *element.expressions))


def _heard(stream: Any, part: _Part, voice: Voice, padding: Time, end: Time) -> Tune:
    """Return a voice as a tune, without the padding that all parts begin with."""
    line = whole_line(moved(voice, -padding), end - padding)
    tonic, mode = _key(part.stream)
    meter = _meter(part.stream)
    return Tune.from_events(
        line.events,
        title=_title(stream.metadata),
        tonic=tonic,
        mode=mode,
        meter=meter,
        pickup=_pickup(part.stream, meter, padding, end),
        phrase_ends=line.phrase_ends,
        changes=(*((ROUNDED,) if line.rounded else ()), *told(part.changes)),
    )


def _title(metadata: Any) -> str:
    """Return the title; where there is none, music21 takes the file's name."""
    return score_title(str((metadata is not None and metadata.bestTitle) or ""))


def _key(part: Any) -> tuple[str | None, str | None]:
    """Return tonic and mode of the first key signature, if it says its mode."""
    first = part.recurse().getElementsByClass("KeySignature").first()
    said = str(first.mode) if isinstance(first, _music21().key.Key) else ""
    mode = {"ionian": "major", "aeolian": "minor"}.get(said, said)
    tonic = tonic_of(first.sharps, mode) if mode in MODES else None
    return (tonic, mode) if tonic else (None, None)


def _meter(part: Any) -> tuple[int, int] | None:
    """Return the meter, if there is one, and only one."""
    found = part.recurse().getElementsByClass("TimeSignature")
    meters = {(signature.numerator, signature.denominator) for signature in found}
    beats, unit = meters.pop() if len(meters) == 1 else (0, 0)
    return (beats, unit) if 1 <= beats <= 64 and unit in (1, 2, 4, 8, 16, 32, 64) else None


def _pickup(part: Any, meter: tuple[int, int] | None, padding: Time, end: Time) -> int:
    """Return the length of the first measure if it is a pickup: it says so, or is a short one."""
    measures = part.getElementsByClass("Measure")
    if meter is None or not measures:
        return 0
    first = measures[0]
    ticks = min(_ticks(first.highestTime), end) - padding
    early = first.paddingLeft > 0 or first.number == 0
    short = ticks < bar_ticks(meter) and len(measures) > 1
    return int(ticks) % bar_ticks(meter) if (early or short) and ticks == int(ticks) else 0


def _remark(stream: Any) -> str:
    """Return what our own metadata field says, or nothing."""
    custom = stream.metadata.getCustom(NAME) if stream.metadata is not None else ()
    return str(custom[0]) if custom else ""
