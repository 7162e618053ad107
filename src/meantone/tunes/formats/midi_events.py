"""The bytes of a MIDI file as events.

mido, which writes our files, is not used to read them: it takes a number of any length, so that a
megabyte of 0xFF keeps it busy for minutes, and it gives up on a whole file for one odd key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from meantone.tunes.tune import TuneError

META, SYSEX = 0xFF, (0xF0, 0xF7)
END_OF_TRACK = 0x2F
_LONGEST_NUMBER = 4  # bytes in a variable-length number


class Chunks(NamedTuple):
    """What a MIDI file consists of.

    Parameters
    ----------
    kind : int
        0 for one track, 1 for tracks that sound together, 2 for tracks that follow each other.
    division : int
        Above zero ticks in a quarter, below zero SMPTE.
    tracks : list of bytes
    promised : int
        How many tracks its header says there are.
    """

    kind: int
    division: int
    tracks: list[bytes]
    promised: int


class Event(NamedTuple):
    """One event of a track.

    Parameters
    ----------
    time : int
        Ticks of the file from the track's beginning.
    status : int
        Status byte: 0x80 to 0xEF with its channel, or `META`.
    kind : int
        What meta event it is; 0 for others.
    data : bytes
    """

    time: int
    status: int
    kind: int
    data: bytes


def read_chunks(data: bytes) -> Chunks:
    """Return what a MIDI file consists of, whether or not it is wrapped up as RMID.

    Parameters
    ----------
    data : bytes
        What the file holds.

    Returns
    -------
    Chunks

    Raises
    ------
    TuneError
        If it is not a MIDI file, or cut short.

    Examples
    --------
    >>> read_chunks(b"MThd" + bytes([0, 0, 0, 6, 0, 0, 0, 1, 0, 96]) + b"MTrk" + bytes(4))
    Chunks(kind=0, division=96, tracks=[b''], promised=1)
    """
    if not data:
        raise TuneError("the file is empty")
    if data[:4] == b"RIFF" and data[8:12] == b"RMID":
        data = next((body for name, body in _chunks(data[12:], "little") if name == b"data"), b"")
    if data[:4] != b"MThd":
        raise TuneError("this is not a MIDI file: it does not begin with MThd")
    chunks = list(_chunks(data))
    header = chunks[0][1] if chunks else b""
    if len(header) < 6:
        raise TuneError("this MIDI file is cut short: its header is not complete")
    tracks = [body for name, body in chunks if name == b"MTrk"]
    kind, promised = (int.from_bytes(header[at : at + 2], "big") for at in (0, 2))
    if not tracks:
        raise TuneError("this MIDI file is cut short: it has no track")
    return Chunks(kind, int.from_bytes(header[4:6], "big", signed=True), tracks, promised)


def _chunks(data: bytes, order: Literal["big", "little"] = "big") -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each chunk."""
    at = 0
    while len(data) - at >= 8:
        size = int.from_bytes(data[at + 4 : at + 8], order)
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise TuneError(
                f"this MIDI file is cut short: a chunk of {size:,} bytes has {len(body):,}",
                f"byte {at}",
            )
        yield data[at : at + 4], body
        at += 8 + size + (size % 2 if order == "little" else 0)  # RIFF pads to pairs


def read_events(track: bytes) -> Iterator[Event]:
    r"""Yield the events of a track; system exclusive ones are passed over.

    Data bytes above 127, which there should not be, are given as they are.

    Raises
    ------
    TuneError
        If the track is cut short, or holds what is not an event, with the byte.

    Examples
    --------
    >>> track = bytes([0, 0x90, 60, 64, 96, 60, 0])  # the second event uses running status
    >>> [(event.time, event.status, list(event.data)) for event in read_events(track)]
    [(0, 144, [60, 64]), (96, 144, [60, 0])]
    """
    at = now = running = 0
    try:
        while at < len(track):
            delta, at = _number(track, at)
            now += delta
            status, kind, size, at = _head(track, at, running)
            data = track[at : at + size]
            at += size
            if len(data) < size:
                raise IndexError
            if status < 0xF0:
                running = status
                yield Event(now, status, kind, data)
            elif status == META:
                yield Event(now, status, kind, data)
            if kind == END_OF_TRACK:
                return
    except IndexError:
        raise TuneError("this MIDI file is damaged: its last event is cut short") from None


def _head(track: bytes, at: int, running: int) -> tuple[int, int, int, int]:
    """Return status, kind and size of the event at a byte, and where its data begin."""
    status = track[at]
    if status == META:
        return META, track[at + 1], *_number(track, at + 2)
    if status in SYSEX:
        return status, 0, *_number(track, at + 1)
    if status < 0x80:  # running status: it is the one before's
        status, at = running, at - 1
    if not 0x80 <= status < 0xF0:
        raise TuneError("this MIDI file is damaged: no event begins here", f"byte {at}")
    return status, 0, 1 if 0xC0 <= status < 0xE0 else 2, at + 1


def _number(track: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the last below 0x80, and where it ends."""
    value = 0
    for size in range(1, _LONGEST_NUMBER + 1):
        byte = track[at + size - 1]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + size
    raise TuneError("this MIDI file is damaged: a number is too long", f"byte {at}")
