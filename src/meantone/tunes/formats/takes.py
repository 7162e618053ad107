"""Takes as NoteSequences of note-seq, and as MIDI files that hold one person's takes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from meantone.storage import write_whole
from meantone.tunes.formats.note_sequences import note_seq_library
from meantone.tunes.take import Take
from meantone.tunes.tune import Tune, TuneError

PAUSE = 3.0
"""Seconds between two takes in one file."""

LARGEST = 200_000
"""Bytes of the largest file that is read as takes; thirty notes twice have about 600."""

_TICKS = 1000  # a quarter, at 60 quarters a minute: a file's times are whole milliseconds
_NAME = "take"


def to_note_sequence_of(takes: Sequence[Take]) -> Any:
    """Return takes as one `note_seq.NoteSequence`: one after the other, each an instrument.

    Times are the performer's seconds, velocities the performer's; the tempo is 60, so that a beat
    is a second. Lesson 13.

    Parameters
    ----------
    takes : sequence of Take

    Returns
    -------
    note_seq.NoteSequence

    Examples
    --------
    >>> take = Take(Tune((60, 62, 64), (48, 48, 48)), (0, 0.5, 1.1), (64, 80, 70))
    >>> sequence = to_note_sequence_of([take, take])
    >>> [(note.instrument, note.start_time, note.velocity) for note in sequence.notes][2:4]
    [(0, 1.1, 70), (1, 4.6..., 64)]
    """
    sequence = note_seq_library().NoteSequence(ticks_per_quarter=_TICKS)
    sequence.tempos.add(qpm=60)
    start = 0.0
    for number, take in enumerate(takes):
        sequence.instrument_infos.add(instrument=number, name=f"{_NAME} {number + 1}")
        notes = zip(take.tune.notes, take.onsets, take.ends, take.velocities, strict=True)
        for pitch, onset, end, velocity in notes:
            sequence.notes.add(
                pitch=pitch,
                start_time=start + onset,
                end_time=start + end,
                velocity=velocity,
                instrument=number,
            )
        start += take.ends[-1] + PAUSE
    sequence.total_time = max(start - PAUSE, 0)
    return sequence


def takes_from_note_sequence(sequence: Any, tune: Tune) -> list[Take]:
    """Return the takes of a tune that a NoteSequence holds, one for each instrument.

    Parameters
    ----------
    sequence : note_seq.NoteSequence
    tune : Tune
        What was played; other notes are an error.

    Returns
    -------
    list of Take

    Raises
    ------
    TuneError
        If an instrument does not play the tune's notes, in order.

    Examples
    --------
    >>> tune = Tune((60, 62, 64), (48, 48, 48))
    >>> take = Take(tune, (0, 0.5, 1.1), (64, 80, 70))
    >>> takes_from_note_sequence(to_note_sequence_of([take]), tune) == [take]
    True
    """
    parts: dict[int, list[Any]] = {}
    for note in sorted(sequence.notes, key=lambda note: (note.start_time, note.pitch)):
        parts.setdefault(note.instrument, []).append(note)
    return [
        _take(notes, tune, number + 1) for number, (_, notes) in enumerate(sorted(parts.items()))
    ]


def _take(notes: list[Any], tune: Tune, number: int) -> Take:
    """Return one instrument's notes as a take."""
    if [note.pitch for note in notes] != list(tune.notes):
        raise TuneError(f"these are not the notes of {tune.title!r}", f"{_NAME} {number}")
    onsets = [round(note.start_time - notes[0].start_time, 6) for note in notes]
    try:
        return Take(tune, onsets, [note.velocity for note in notes])
    except TuneError as error:
        raise error.inside(f"{_NAME} {number}") from error


def write_takes(takes: Sequence[Take], path: str | Path) -> Path:
    """Write a person's takes as one MIDI file, in which they are heard one after the other.

    Times are rounded to a millisecond.

    Parameters
    ----------
    takes : sequence of Take
    path : str or Path
        An existing file is replaced.

    Returns
    -------
    Path

    Examples
    --------
    >>> tune = Tune((60, 62, 64), (48, 48, 48))
    >>> path = getfixture("tmp_path") / "me.mid"
    >>> take = Take(tune, (0, 0.5, 1.1), (64, 80, 70))
    >>> read_takes(write_takes([take, take], path), tune) == [take, take]
    True
    """
    import io

    midi = note_seq_library().note_sequence_to_pretty_midi(to_note_sequence_of(takes))
    file = io.BytesIO()
    midi.write(file)
    write_whole(Path(path), file.getvalue())
    return Path(path)


def read_takes(path: str | Path, tune: Tune) -> list[Take]:
    """Read the takes of a tune from a MIDI file, as `write_takes` writes it.

    Parameters
    ----------
    path : str or Path
    tune : Tune

    Returns
    -------
    list of Take

    Raises
    ------
    TuneError
        If the file is no MIDI, is larger than `LARGEST`, or holds other notes.
    OSError
        If it cannot be opened.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "no.mid"
    >>> path.write_bytes(b"la la la")
    8
    >>> read_takes(path, Tune((60, 62, 64), (48, 48, 48)))
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: no.mid: no MIDI file that can be read
    """
    path = Path(path)
    data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    library = note_seq_library()
    try:
        sequence = library.midi_to_note_sequence(data)
    except Exception as error:  # a damaged file can raise nearly anything
        raise TuneError("no MIDI file that can be read", path.name) from error
    try:
        return takes_from_note_sequence(_rounded(sequence), tune)
    except TuneError as error:
        raise error.inside(path.name) from error


def _rounded(sequence: Any) -> Any:
    """Round a sequence's times to the milliseconds that the file holds."""
    for note in sequence.notes:
        note.start_time = round(note.start_time, 3)
    return sequence
