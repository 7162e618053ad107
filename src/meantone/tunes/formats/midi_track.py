"""One track of a MIDI file: its notes by channel, and what its other events say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from meantone.tunes.formats.melody import Note
from meantone.tunes.formats.midi_events import META, Event, read_events
from meantone.tunes.formats.midi_text import decoded
from meantone.tunes.formats.remarks import NAME, clean
from meantone.tunes.formats.signatures import tonic_of
from meantone.tunes.tune import TuneError

MOST_MESSAGES = 500_000
"""Events of all kinds in a MIDI file, all tracks together."""

MOST_TRACKS = 1_000
"""Tracks in a MIDI file."""

_DRUMS = 9  # channel 10, counted from 0
_NOTE_OFF, _NOTE_ON = 0x80, 0x90
_TEXT, _TRACK_NAME, _TEMPO, _TIME_SIGNATURE, _KEY_SIGNATURE = 0x01, 0x03, 0x51, 0x58, 0x59
_REMARK = f"{NAME}: ".encode()
_SONG = b"@T"  # the title in a karaoke file


def read_tracks(bodies: Sequence[bytes]) -> list[Track]:
    """Return the tracks, if they are not too many or too full.

    Raises
    ------
    TuneError
        If they are, or one is damaged.
    """
    if len(bodies) > MOST_TRACKS:
        raise TuneError(f"this MIDI file has {len(bodies):,} tracks; {MOST_TRACKS:,} are the limit")
    tracks: list[Track] = []
    for number, body in enumerate(bodies, 1):
        left = MOST_MESSAGES - sum(track.messages for track in tracks)
        try:
            tracks.append(Track(body, left))
        except TuneError as error:
            raise error.inside(f"track {number}") from None
    return tracks


class Track:
    """The notes of a track by channel, in ticks of the file, and what its other events say.

    Parameters
    ----------
    body : bytes
    most : int
        How many events it may have.

    Raises
    ------
    TuneError
        If it has more, or is damaged.
    """

    def __init__(self, body: bytes, most: int) -> None:
        self.meters: set[tuple[int, int]] = set()
        self.key: tuple[str, str] | None = None
        self.tempo = 0
        self.title = self.song = ""
        self.remarks: list[str] = []
        self.beyond = 0  # notes above 127
        self.end = 0
        self.messages = 0
        self._struck: dict[tuple[int, int], list[int]] = {}  # (channel, pitch): when
        self._released: dict[tuple[int, int], list[int]] = {}
        for self.messages, event in enumerate(read_events(body), 1):
            if self.messages > most:
                raise TuneError(f"this MIDI file has more than {MOST_MESSAGES:,} events")
            self.end = event.time
            if event.status == META:
                self._fact(event.kind, event.data)
            elif event.status & 0xF0 in (_NOTE_OFF, _NOTE_ON):
                self._note(event)
        self.channels = self._channels()

    def _note(self, event: Event) -> None:
        """Begin or end a note."""
        channel = event.status & 0x0F
        pitch, velocity = event.data
        begins = event.status & 0xF0 == _NOTE_ON and velocity > 0
        if channel == _DRUMS or pitch > 127:
            self.beyond += begins and channel != _DRUMS
            return
        place = channel, pitch
        if begins:
            self._struck.setdefault(place, []).append(event.time)
        elif len(self._released.get(place, ())) < len(self._struck.get(place, ())):
            self._released.setdefault(place, []).append(event.time)

    def _channels(self) -> dict[int, list[Note]]:
        """Return the notes by channel, those that last some time."""
        found: dict[int, list[Note]] = {}
        for (channel, pitch), struck in self._struck.items():
            released = self._released.get((channel, pitch), [])
            notes = [
                Note(since, until, pitch)
                for since, until in _spans(struck, released, self.end)
                if since < until
            ]
            if notes:
                found.setdefault(channel, []).extend(notes)
        return found

    def _fact(self, kind: int, data: bytes) -> None:
        """Keep what a meta event says."""
        if kind == _TIME_SIGNATURE and len(data) >= 2:
            self.meters.add((data[0], 1 << min(data[1], 7)))
        elif kind == _KEY_SIGNATURE and self.key is None:
            self.key = _key(data)
        elif kind == _TEMPO and not self.tempo:
            self.tempo = int.from_bytes(data[:3], "big")
        elif kind == _TRACK_NAME and not self.title:
            self.title = clean(decoded(data))
        elif kind == _TEXT and data.startswith(_REMARK):
            self.remarks.append(decoded(data.removeprefix(_REMARK)))
        elif kind == _TEXT and data.startswith(_SONG) and not self.song:
            self.song = clean(decoded(data.removeprefix(_SONG)))


def _spans(struck: list[int], released: list[int], end: int) -> Iterator[tuple[int, int]]:
    """Yield when the notes of one pitch sound: what was struck first is released first.

    If a note is never released, one that is struck again ends there.
    """
    if len(struck) == len(released):
        yield from zip(struck, released, strict=True)
        return
    releases = iter(released)
    release = next(releases, end)
    for since, again in pairwise([*struck, end]):
        while release <= since and release < end:
            release = next(releases, end)
        yield since, min(again, release)


def _key(data: bytes) -> tuple[str, str] | None:
    """Return tonic and mode of a key signature: its sharps or flats, then 0 for major, 1 minor."""
    if len(data) < 2 or data[1] > 1:
        return None
    fifths = int.from_bytes(data[:1], "big", signed=True)
    mode = "minor" if data[1] else "major"
    tonic = tonic_of(fifths, mode) if abs(fifths) <= 7 else None
    return (tonic, mode) if tonic else None
