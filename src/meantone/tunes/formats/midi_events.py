"""The bytes of a MIDI file as events.

mido, which writes our files, is not used to read them: it takes a number of any length, so that a
megabyte of 0xFF keeps it busy for minutes, and it gives up on a whole file for one odd key.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from meantone.tunes.tune import TuneError

META, SYSEX = 0xFF, (0xF0, 0xF7)
END_OF_TRACK = 0x2F
_LONGEST_NUMBER = 4  # bytes in a variable-length number
_CLIPPED = bytes(min(byte, 127) for byte in range(256))


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


def read_chunks(data: bytes) -> tuple[int, list[bytes]]:
    """Return the division of a MIDI file, and its tracks as bytes.

    Parameters
    ----------
    data : bytes
        What the file holds.

    Returns
    -------
    tuple of (int, list of bytes)
        The division is above zero for ticks in a quarter, below for SMPTE.

    Raises
    ------
    TuneError
        If it is not a MIDI file, or cut short.

    Examples
    --------
    >>> read_chunks(b"MThd" + bytes([0, 0, 0, 6, 0, 0, 0, 1, 0, 96]) + b"MTrk" + bytes(4))
    (96, [b''])
    """
    if not data:
        raise TuneError("the file is empty")
    if data[:4] != b"MThd":
        raise TuneError("this is not a MIDI file: it does not begin with MThd")
    chunks = list(_chunks(data))
    header = chunks[0][1] if chunks else b""
    if len(header) < 6:
        raise TuneError("this MIDI file is cut short: its header is not complete")
    tracks = [body for name, body in chunks if name == b"MTrk"]
    promised = int.from_bytes(header[2:4], "big") or 1
    if len(tracks) < promised:
        raise TuneError(f"this MIDI file is cut short: it has {len(tracks)} of {promised} tracks")
    return int.from_bytes(header[4:6], "big", signed=True), tracks


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the name and the content of each chunk."""
    at = 0
    while len(data) - at >= 8:
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        body = data[at + 8 : at + 8 + size]
        if len(body) < size:
            raise TuneError(
                f"this MIDI file is cut short: a chunk of {size:,} bytes has {len(body):,}",
                f"byte {at}",
            )
        yield data[at : at + 4], body
        at += 8 + size


def read_events(track: bytes) -> Iterator[Event]:
    r"""Yield the events of a track; system exclusive ones are passed over.

    Data bytes above 127 are taken as 127.

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
                yield Event(now, status, kind, data.translate(_CLIPPED))
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
