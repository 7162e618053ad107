"""MIDI files: read by any maker, written without loss."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from meantone.tunes.formats.limits import check_length, check_size
from meantone.tunes.formats.melody import Note, Time, melody_part, skyline
from meantone.tunes.formats.midi_events import META, Event, read_chunks, read_events
from meantone.tunes.formats.remarks import NAME, clean, recall, remark
from meantone.tunes.formats.signatures import tonic_of
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError, key_fifths

MOST_MESSAGES = 500_000
"""Events of all kinds in a MIDI file, all tracks together."""

MOST_TRACKS = 1_000
"""Tracks in a MIDI file."""

_SCALE = 10  # MIDI ticks in one of ours: 480 in a quarter, which every program can divide
_DRUMS = 9  # channel 10, counted from 0
_NOTE_OFF, _NOTE_ON = 0x80, 0x90
_TEXT, _TRACK_NAME, _TEMPO, _TIME_SIGNATURE, _KEY_SIGNATURE = 0x01, 0x03, 0x51, 0x58, 0x59
_REMARK = f"{NAME}: ".encode()
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
    last no time are left out, as is silence after the last note. A note that is struck again while
    it sounds ends there; one that is never released ends with its track. Tempo does not matter: a
    tune counts in quarters. Only where a file counts in seconds (SMPTE) its first tempo is used.

    Parameters
    ----------
    data : bytes
        What the file holds.
    where : str, optional
        What to call it in an error.

    Returns
    -------
    Tune
        The very tune that `write_midi` wrote, if it did. The title is the first track's name.

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
    division, bodies = read_chunks(data)
    tracks = _read_tracks(bodies)
    ratio = _ratio(division, tracks)
    lines = [(track, notes) for track in tracks for notes in track.channels.values()]
    placed = [_placed(notes, ratio) for _, notes in lines]
    chosen = melody_part(placed)
    track, notes = (lines[chosen][0], placed[chosen]) if lines else (tracks[0], [])
    tonic, mode = next((track.key for track in tracks if track.key), (None, None))
    events = skyline(notes, _rounded(track.end, ratio))
    heard = Tune.from_events(
        ((pitch, int(ticks)) for pitch, ticks in events),
        title=tracks[0].title,
        tonic=tonic,
        mode=mode,
        meter=_only_meter(tracks),
    )
    remarks = (text for track in tracks for text in track.remarks)
    tune = recall(heard, next(remarks, ""), plain_midi)
    if tune is heard:  # the file is not ours: many programs end a track some time after its music
        if not lines:
            raise TuneError("there are no notes in this MIDI file, apart from drums")
        tune = heard.excerpt(0, len(heard) - (heard.pitches[-1] == REST))
    return check_length(tune)


def _read_tracks(bodies: Sequence[bytes]) -> list[_Track]:
    """Return the tracks, if they are not too many or too full."""
    if len(bodies) > MOST_TRACKS:
        raise TuneError(f"this MIDI file has {len(bodies):,} tracks; {MOST_TRACKS:,} are the limit")
    tracks: list[_Track] = []
    for number, body in enumerate(bodies, 1):
        left = MOST_MESSAGES - sum(track.messages for track in tracks)
        try:
            tracks.append(_Track(body, left))
        except TuneError as error:
            raise error.inside(f"track {number}") from None
    return tracks


def _ratio(division: int, tracks: Iterable[_Track]) -> Fraction:
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


def _only_meter(tracks: Iterable[_Track]) -> tuple[int, int] | None:
    """Return the meter if there is one, and only one."""
    meters = {meter for track in tracks for meter in track.meters}
    beats, unit = meters.pop() if len(meters) == 1 else (0, 0)
    return (beats, unit) if 1 <= beats <= 64 and unit <= 64 else None


class _Track:
    """The notes of a track by channel, in ticks of the file, and what its other events say.

    Parameters
    ----------
    body : bytes
    most : int
        How many events it may have.
    """

    def __init__(self, body: bytes, most: int) -> None:
        self.channels: dict[int, list[Note]] = {}
        self.meters: set[tuple[int, int]] = set()
        self.key: tuple[str, str] | None = None
        self.tempo = 0
        self.title = ""
        self.remarks: list[str] = []
        self.end = 0
        self.messages = 0
        self._sounding: dict[tuple[int, int], int] = {}  # (channel, pitch): since when
        for self.messages, event in enumerate(read_events(body), 1):
            if self.messages > most:
                raise TuneError(f"this MIDI file has more than {MOST_MESSAGES:,} events")
            self.end = event.time
            if event.status == META:
                self._fact(event.kind, event.data)
            elif event.status & 0xF0 in (_NOTE_OFF, _NOTE_ON):
                self._note(event)
        for channel, pitch in list(self._sounding):
            self._release(channel, pitch, self.end)

    def _note(self, event: Event) -> None:
        """Begin or end a note."""
        channel = event.status & 0x0F
        pitch, velocity = event.data
        if channel == _DRUMS:
            return
        self._release(channel, pitch, event.time)
        if event.status & 0xF0 == _NOTE_ON and velocity:
            self._sounding[channel, pitch] = event.time

    def _release(self, channel: int, pitch: int, now: int) -> None:
        """End a note if it sounds."""
        since = self._sounding.pop((channel, pitch), None)
        if since is not None and since < now:
            self.channels.setdefault(channel, []).append(Note(since, now, pitch))

    def _fact(self, kind: int, data: bytes) -> None:
        """Keep what a meta event says."""
        if kind == _TIME_SIGNATURE and len(data) >= 2:
            self.meters.add((data[0], 1 << min(data[1], 7)))
        elif kind == _KEY_SIGNATURE and self.key is None:
            self.key = _key(data)
        elif kind == _TEMPO and not self.tempo:
            self.tempo = int.from_bytes(data[:3], "big")
        elif kind == _TRACK_NAME and not self.title:
            self.title = clean(_decoded(data))
        elif kind == _TEXT and data.startswith(_REMARK):
            self.remarks.append(_decoded(data.removeprefix(_REMARK)))


def _key(data: bytes) -> tuple[str, str] | None:
    """Return tonic and mode of a key signature: its sharps or flats, then 0 for major, 1 minor."""
    if len(data) < 2 or data[1] > 1:
        return None
    fifths = int.from_bytes(data[:1], "big", signed=True)
    mode = "minor" if data[1] else "major"
    tonic = tonic_of(fifths, mode) if abs(fifths) <= 7 else None
    return (tonic, mode) if tonic else None


def _decoded(data: bytes) -> str:
    """Return text: UTF-8 where it is that, else latin-1, which older programs wrote."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
