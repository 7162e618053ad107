"""Tunes as NoteSequences of note-seq, and back."""

from __future__ import annotations

import math
import sys
import warnings
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from meantone.storage import need
from meantone.tunes.formats.limits import check_length
from meantone.tunes.formats.melody import Note, melody_part, skyline
from meantone.tunes.formats.remarks import NAME, clean, recall, remark
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError, pitch_class, tonic_name

_SLOWEST, _FASTEST = 4, 1000  # quarters a minute
_DEFAULT_TEMPO = 120.0  # where a sequence does not say
_VELOCITY = 80
_PREFIX = f"{NAME}: "


def to_note_sequence(tune: Tune, tempo: float = 100.0) -> Any:
    """Return the tune as a `note_seq.NoteSequence`, in seconds.

    What a NoteSequence has no place for is in a text annotation, so that `from_note_sequence`
    gives back the same tune. Lesson 01 compares the two.

    Parameters
    ----------
    tune : Tune
    tempo : float, optional
        Quarters in a minute, from 4 to 1,000.

    Returns
    -------
    note_seq.NoteSequence

    Raises
    ------
    TuneError
        If the tune is too long (`meantone.tunes.formats.limits`), or the tempo out of range.

    Examples
    --------
    >>> sequence = to_note_sequence(Tune((60, 62), (48, 24)), tempo=120)
    >>> [(note.pitch, note.start_time, note.end_time) for note in sequence.notes]
    [(60, 0.0, 0.5), (62, 0.5, 0.75)]
    """
    check_length(tune)
    if not _SLOWEST <= tempo <= _FASTEST:
        raise TuneError(f"it is {tempo}; 4 to 1,000 quarters a minute can be written", "tempo")
    seconds = 60 / tempo / TICKS_PER_QUARTER
    sequence = note_seq_library().NoteSequence(
        id=clean(tune.id),
        ticks_per_quarter=10 * TICKS_PER_QUARTER,
        total_time=tune.length * seconds,
    )
    sequence.sequence_metadata.title = clean(tune.title)
    sequence.tempos.add(qpm=tempo)
    sequence.text_annotations.add(text=_PREFIX + remark(tune))
    if tune.meter is not None:
        sequence.time_signatures.add(numerator=tune.meter[0], denominator=tune.meter[1])
    if tune.tonic is not None:
        key = sequence.key_signatures.add(key=pitch_class(tune.tonic))
        key.mode = key.Mode.Value((tune.mode or "not_specified").upper())
    for pitch, onset, ticks in zip(tune.pitches, tune.onsets, tune.durations, strict=True):
        if pitch != REST:
            start, end = onset * seconds, (onset + ticks) * seconds
            sequence.notes.add(pitch=pitch, velocity=_VELOCITY, start_time=start, end_time=end)
    return sequence


def from_note_sequence(sequence: Any) -> Tune:
    """Return the melody of a NoteSequence, quantized or not.

    The melody line is found by the rule of `formats.melody`, over instruments, parts and voices;
    drums are left out. Times are rounded to the nearest tick of the sequence's own tempi.

    Parameters
    ----------
    sequence : note_seq.NoteSequence

    Returns
    -------
    Tune
        The very tune that `to_note_sequence` was given, if it was.

    Raises
    ------
    TuneError
        If it holds no notes, is too long, or a time or tempo is not a number that makes sense.

    Examples
    --------
    >>> tune = Tune((60, 62), (48, 24), title="Call", origin="Wales", phrase_ends=(1,))
    >>> from_note_sequence(to_note_sequence(tune)) == tune
    True
    """
    if not isinstance(sequence, note_seq_library().NoteSequence):
        raise TuneError(f"this is {type(sequence).__name__}; give a note_seq.NoteSequence")
    parts, end = _parts(sequence)
    lines = list(parts.values())
    events = skyline(lines[melody_part(lines)] if lines else (), end)
    tonic, mode = _key(sequence)
    heard = Tune.from_events(
        ((pitch, int(ticks)) for pitch, ticks in events),
        title=clean(sequence.sequence_metadata.title),
        id=clean(sequence.id),
        tonic=tonic,
        mode=mode,
        meter=_meter(sequence),
    )
    texts = (note.text for note in sequence.text_annotations if note.text.startswith(_PREFIX))
    tune = recall(check_length(heard), next(texts, "").removeprefix(_PREFIX), _plain)
    if not lines and tune is heard:
        raise TuneError("there are no notes in this NoteSequence, apart from drums")
    return tune


def _plain(tune: Tune) -> Tune:
    """Return what a NoteSequence says of a tune without our own annotation."""
    known = tune.tonic is not None
    return replace(
        tune,
        id=clean(tune.id),
        origin="",
        source="",
        title=clean(tune.title),
        tonic=tonic_name(pitch_class(tune.tonic), tune.mode) if tune.tonic else None,
        mode=tune.mode if known else None,
        pickup=0,
        phrase_ends=(),
    )


def note_seq_library() -> Any:
    """Return note_seq, imported without two warnings of pydub about what we never use."""
    need("note_seq")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Couldn't find ffmpeg or avconv", RuntimeWarning)
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        import note_seq
        from absl import logging

    # note_seq's logger keeps the error stream of this moment, and closes it when logging is set
    # up anew. Somebody may have put their own there for a while, so give it Python's.
    if sys.__stderr__ is not None:
        logging.get_absl_handler().python_handler.stream = sys.__stderr__
    return note_seq


def _parts(sequence: Any) -> tuple[dict[tuple[int, int, int], list[Note]], int]:
    """Return the notes of each instrument, part and voice in ticks, and where the music ends."""
    quantized = (
        sequence.quantization_info.steps_per_quarter or sequence.quantization_info.steps_per_second
    )
    ticks = _steps(sequence) if quantized else _clock(sequence)
    parts: dict[tuple[int, int, int], list[Note]] = {}
    for number, note in enumerate(sequence.notes):
        if note.is_drum:
            continue
        if not 0 <= note.pitch <= 127:
            raise TuneError(f"its pitch is {note.pitch}; 0 to 127 can be held", f"note {number}")
        start, stop = (
            (note.quantized_start_step, note.quantized_end_step)
            if quantized
            else (note.start_time, note.end_time)
        )
        sounding = Note(ticks(start, f"note {number}"), ticks(stop, f"note {number}"), note.pitch)
        if sounding.end > sounding.onset:
            parts.setdefault((note.instrument, note.part, note.voice), []).append(sounding)
    total = sequence.total_quantized_steps if quantized else sequence.total_time
    return parts, ticks(total, "the end")


def _steps(sequence: Any) -> Callable[[float, str], int]:
    """Return what turns steps into ticks."""
    per_quarter = sequence.quantization_info.steps_per_quarter
    per_second = sequence.quantization_info.steps_per_second
    if per_quarter:
        return lambda step, where: _rounded(step / per_quarter, where)
    clock = _clock(sequence)
    return lambda step, where: clock(step / per_second, where)


def _clock(sequence: Any) -> Callable[[float, str], int]:
    """Return what turns seconds into ticks, by the sequence's tempi."""
    changes = sorted((tempo.time, tempo.qpm) for tempo in sequence.tempos)
    if not all(math.isfinite(at) and at >= 0 and _possible(qpm) for at, qpm in changes):
        raise TuneError("a tempo of the sequence is not above zero, or its time is not a number")
    if not changes or changes[0][0] > 0:
        changes.insert(0, (0.0, _DEFAULT_TEMPO))
    starts = [at for at, _ in changes]
    quarters = [0.0]  # before each change
    for (at, qpm), following in zip(changes, starts[1:], strict=False):
        quarters.append(quarters[-1] + (following - at) * qpm / 60)

    def ticks(seconds: float, where: str) -> int:
        index = max(bisect_right(starts, seconds) - 1, 0)
        at, qpm = changes[index]
        return _rounded(quarters[index] + (seconds - at) * qpm / 60, where)

    return ticks


def _possible(qpm: float) -> bool:
    """Tell whether a tempo is one."""
    return math.isfinite(qpm) and qpm > 0


def _rounded(quarters: float, where: str) -> int:
    """Return quarters in ticks, halves rounded up."""
    if not 0 <= quarters < 1e9:
        raise TuneError(f"its time, {quarters} quarters, is none that music has", where)
    return math.floor(quarters * TICKS_PER_QUARTER + 0.5)


def _key(sequence: Any) -> tuple[str | None, str | None]:
    """Return tonic and mode of the first key signature."""
    if not sequence.key_signatures:
        return None, None
    first = min(sequence.key_signatures, key=lambda key: key.time)
    mode = first.Mode.Name(first.mode).lower()
    known = None if mode == "not_specified" else mode
    return tonic_name(first.key % 12, known), known


def _meter(sequence: Any) -> tuple[int, int] | None:
    """Return the meter, if there is one, and only one."""
    meters = {(found.numerator, found.denominator) for found in sequence.time_signatures}
    beats, unit = meters.pop() if len(meters) == 1 else (0, 0)
    return (beats, unit) if 1 <= beats <= 64 and unit in (1, 2, 4, 8, 16, 32, 64) else None
