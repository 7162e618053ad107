"""MIDI files: read by any maker, written without loss."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from meantone.tunes.formats.limits import check_length, check_size
from meantone.tunes.formats.melody import Note, Time, melody_part, top_line, with_rests
from meantone.tunes.formats.midi_events import Chunks, read_chunks
from meantone.tunes.formats.midi_lengths import Played, written_lengths
from meantone.tunes.formats.midi_track import Track, read_tracks
from meantone.tunes.formats.remarks import NAME, clean, recall, remark
from meantone.tunes.formats.voices import ROUNDED
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError, key_fifths

_SCALE = 10  # MIDI ticks in one of ours: 480 in a quarter, which every program can divide
_VELOCITY = 80
_DEFAULT_TEMPO = 500_000  # microseconds in a quarter, where a file does not say


def write_midi(tune: Tune, tempo: float = 100.0, program: int = 0) -> bytes:
    """Return the tune as a MIDI file of one track.

    What MIDI cannot say is in a text event, so that `read_midi` gives back the same tune. Lesson
    01 hears tunes.

    Parameters
    ----------
    tune : Tune
    tempo : float, optional
        Quarters in a minute, from 4 to 1,000.
    program : int, optional
        General MIDI instrument, 0 (piano) to 127.

    Returns
    -------
    bytes

    Raises
    ------
    TuneError
        If the tune is too long (`meantone.tunes.formats.limits`), or tempo or program out of range.

    Examples
    --------
    >>> data = write_midi(Tune((60, 62), (48, 96)))
    >>> data[:4], read_midi(data)
    (b'MThd', <Tune '': 2 notes, 3 quarters>)
    """
    import mido

    check_length(tune)
    if not 4 <= tempo <= 1000:
        raise TuneError(f"it is {tempo}; 4 to 1,000 quarters a minute can be written", "tempo")
    if program not in range(128):
        raise TuneError(f"it is {program}; instruments are numbered 0 to 127", "program")
    track = mido.MidiTrack([*_facts(tune, tempo), mido.Message("program_change", program=program)])
    track.extend(_sounds(tune))
    file = mido.MidiFile(type=0, ticks_per_beat=_SCALE * TICKS_PER_QUARTER, tracks=[track])
    data = io.BytesIO()
    file.save(file=data)
    return data.getvalue()


def read_midi(data: bytes, where: str = "") -> Tune:
    """Return the melody of a MIDI file.

    The melody line is found by the rule of `formats.melody`, over the channels of each track;
    drums (channel 10) are left out. Times are rounded to the nearest tick, and notes that then
    last no time are left out, as is silence after the last note. Of two notes of one pitch that
    overlap, the first struck is the first released; one that is never released ends where it is
    struck again, or with its track. Notes played a little shorter than they are written get the
    written length, by the rule of `formats.midi_lengths`. The tracks of a file of format 2 follow
    each other. Tempo does not matter: a tune counts in quarters. Only where a file counts in
    seconds (SMPTE) its first tempo is used.

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.

    Returns
    -------
    Tune
        The very tune that `write_midi` wrote, if it did. The title is the first track's name, or
        what a karaoke file says. Its `changes` say what was rounded or lengthened.

    Raises
    ------
    TuneError
        If it is not a MIDI file, is damaged or too long, or holds no notes.

    Examples
    --------
    >>> read_midi(b"RIFF", "song.mid")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: song.mid: this is not a MIDI file: it does not begin with MThd
    """
    try:
        return _read(data)
    except TuneError as error:
        raise error.inside(where) from error.__cause__


def plain_midi(tune: Tune) -> Tune:
    """Return what a MIDI file says of a tune without the text that is our own.

    Examples
    --------
    >>> plain_midi(Tune((60,), (48,), id="a-1", tonic="D", mode="dorian", meter=(3, 4), pickup=48))
    <Tune '': 1 note, 1 quarters, 3/4>
    """
    key = _signature(tune)
    return replace(
        tune,
        id="",
        origin="",
        source="",
        title=clean(tune.title),
        tonic=tune.tonic if key else None,
        mode=(tune.mode or "major") if key else None,
        pickup=0,
        phrase_ends=(),
    )


def _facts(tune: Tune, tempo: float) -> Iterator[Any]:
    """Yield what is known of a tune as the events that begin the track."""
    from mido import MetaMessage

    title = clean(tune.title)
    if title:
        # mido writes latin-1: these are the bytes of UTF-8, which today's programs expect.
        yield MetaMessage("track_name", name=title.encode().decode("latin-1"))
    yield MetaMessage("text", text=f"{NAME}: {remark(tune)}")
    yield MetaMessage("set_tempo", tempo=round(60_000_000 / tempo))
    if tune.meter is not None:
        beats, unit = tune.meter
        yield MetaMessage("time_signature", numerator=beats, denominator=unit)
    key = _signature(tune)
    if key is not None:
        yield MetaMessage("key_signature", key=key)


def _signature(tune: Tune) -> str | None:
    """Return the key as mido names it; an unknown mode is written as major, others not at all."""
    known = tune.tonic is not None and tune.mode in (None, "major", "minor")
    if tune.tonic is None or not known or abs(key_fifths(tune.tonic, tune.mode)) > 7:
        return None
    return tune.tonic + ("m" if tune.mode == "minor" else "")


def _sounds(tune: Tune) -> Iterator[Any]:
    """Yield the notes, and the end of the track after the last rest."""
    from mido import Message, MetaMessage

    silence = 0
    for pitch, ticks in zip(tune.pitches, tune.durations, strict=True):
        time = ticks * _SCALE
        if pitch == REST:
            silence = time
        else:
            yield Message("note_on", note=pitch, velocity=_VELOCITY, time=silence)
            yield Message("note_off", note=pitch, velocity=0, time=time)
            silence = 0
    yield MetaMessage("end_of_track", time=silence)


def _read(data: bytes) -> Tune:
    """Return the melody of a MIDI file."""
    check_size(len(data), "the file")
    file = read_chunks(data)
    tracks = read_tracks(file.tracks)
    ratio = _ratio(file.division, tracks)
    remarks = [text for track in tracks for text in track.remarks]
    groups = [[track] for track in tracks] if file.kind == 2 else [tracks]
    lines = [_melody(group, ratio, exact=bool(remarks)) for group in groups]
    tonic, mode = next((track.key for track in tracks if track.key), (None, None))
    songs = (track.song for track in tracks if track.song)
    heard = Tune.from_events(
        (event for line in lines for event in line.events),
        title=next(songs, tracks[0].title),
        tonic=tonic,
        mode=mode,
        meter=_only_meter(tracks),
        changes=tuple(dict.fromkeys(_changes(file, tracks, lines))),
    )
    tune = recall(heard, next(iter(remarks), ""), plain_midi)
    if tune is heard:  # the file is not ours: many programs end a track some time after its music
        if not heard.notes:
            raise TuneError("there are no notes in this MIDI file, apart from drums")
        tune = heard.excerpt(0, len(heard) - (heard.pitches[-1] == REST))
    return check_length(tune)


class _Melody(NamedTuple):
    """The melody line of some tracks, and what was changed for it."""

    events: list[tuple[int, int]]
    changes: list[str]


def _melody(tracks: Sequence[Track], ratio: Fraction, *, exact: bool) -> _Melody:
    """Return the melody line of tracks that sound together.

    Parameters
    ----------
    tracks : sequence of Track
    ratio : Fraction
        Our ticks in one tick of the file.
    exact : bool
        Whether notes sound as long as they are written: in our own files they do.

    Returns
    -------
    _Melody
    """
    lines = [(track, notes) for track in tracks for notes in track.channels.values()]
    placed = [_placed(notes, ratio) for _, notes in lines]
    if not lines:
        end = max((track.end for track in tracks), default=0)
        return _Melody([(REST, rest)] if (rest := _rounded(end, ratio)) else [], [])
    chosen = melody_part(placed)
    track, notes = lines[chosen]
    line = top_line(placed[chosen])
    changes = []
    if not exact:
        line, share = written_lengths(_as_played(line, notes, ratio), ratio)
        if share < 1:
            changes.append(f"notes played for {share:.0%} of their length are written in full")
        if any(onset * ratio.numerator % ratio.denominator for onset, _, _ in notes):
            changes.append(ROUNDED)
    events = with_rests(line, _rounded(track.end, ratio))
    return _Melody([(pitch, int(ticks)) for pitch, ticks in events], changes)


def _as_played(line: Sequence[Note], notes: Iterable[Note], ratio: Fraction) -> list[Played]:
    """Return the notes of a line with their times as the file has them."""
    found: dict[tuple[Time, int], Note] = {}
    for note in notes:
        place = _rounded(note.onset, ratio), note.pitch
        if place not in found or found[place].end < note.end:
            found[place] = note
    played = []
    for note in line:
        onset, end, _ = found[note.onset, note.pitch]
        # What begins before it ends cuts it short.
        stop = end * ratio if note.end == _rounded(end, ratio) else Fraction(note.end)
        played.append(Played(note, onset * ratio, stop))
    return played


def _changes(file: Chunks, tracks: Sequence[Track], lines: Sequence[_Melody]) -> Iterator[str]:
    """Yield what was changed to make a tune of a file."""
    if len(file.tracks) != file.promised:
        yield f"the file promises {file.promised} tracks and has {len(file.tracks)}: all were read"
    if file.kind == 2 and len(tracks) > 1:
        yield "the tracks of a file of format 2 follow each other"
    if beyond := sum(track.beyond for track in tracks):
        yield f"notes above 127 left out: {beyond}"
    for line in lines:
        yield from line.changes


def _ratio(division: int, tracks: Iterable[Track]) -> Fraction:
    """Return our ticks in one tick of the file."""
    if division > 0:
        return Fraction(TICKS_PER_QUARTER, division)
    # SMPTE: the high byte is minus the frames in a second, the low byte the ticks in a frame.
    frames, ticks = -(division >> 8), division & 0xFF
    per_second = ticks * (Fraction(30000, 1001) if frames == 29 else Fraction(frames))
    if not per_second:
        raise TuneError("this MIDI file has no ticks in a quarter, so its notes last no time")
    tempo = next((track.tempo for track in tracks if track.tempo), _DEFAULT_TEMPO)
    return TICKS_PER_QUARTER * 1_000_000 / (tempo * per_second)


def _rounded(time: Time, ratio: Fraction) -> int:
    """Return a time of the file in our ticks, halves rounded up."""
    return int((2 * time * ratio.numerator + ratio.denominator) // (2 * ratio.denominator))


def _placed(notes: Iterable[Note], ratio: Fraction) -> list[Note]:
    """Return notes in our ticks, without those that last none."""
    placed = [Note(_rounded(on, ratio), _rounded(end, ratio), pitch) for on, end, pitch in notes]
    return [note for note in placed if note.end > note.onset]


def _only_meter(tracks: Iterable[Track]) -> tuple[int, int] | None:
    """Return the meter if there is one, and only one."""
    meters = {meter for track in tracks for meter in track.meters}
    beats, unit = meters.pop() if len(meters) == 1 else (0, 0)
    return (beats, unit) if 1 <= beats <= 64 and unit <= 64 else None
