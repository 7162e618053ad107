"""A SoundFont player: recorded notes, bent to pitch and shaped in time, in plain NumPy.

It plays what a melody needs of the SoundFont 2.01 specification (layers, loops, tuning, the
volume envelope, the low-pass filter) and leaves out the rest (vibrato, effects, controllers).
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

RATE = 22050
"""Samples per second of every sound: tones up to 11 kHz, at half the size of a CD's."""

VELOCITY = 90
"""How hard each note is struck, of 127; a tune does not say, so all are alike."""

Samples = NDArray[np.float32]

_FINE = 2 * RATE  # tones are made at this rate, filtered, then halved
_SILENCE = 100.0  # decibels: an envelope's way from full to nothing

# Generators of the specification (section 8.1.2) that are read, by number.
_LOW_PASS, _BRIGHTER, _BRIGHT_DECAY, _BRIGHT_SUSTAIN = 8, 11, 28, 29
_DELAY, _ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE = range(33, 39)
_INSTRUMENT, _KEYS, _VELOCITIES, _QUIETER, _COARSE, _CENTS = 41, 43, 44, 48, 51, 52
_SAMPLE, _MODE, _SCALE, _ROOT = 53, 54, 56, 58
_OFFSETS = {"start": (0, 4), "end": (1, 12), "loop_start": (2, 45), "loop_end": (3, 50)}
_TIMES = (_DELAY, _ATTACK, _HOLD, _DECAY, _RELEASE, _BRIGHT_DECAY)
_ADDED = (*_TIMES, _LOW_PASS, _BRIGHTER, _BRIGHT_SUSTAIN, _SUSTAIN, _QUIETER, _COARSE, _CENTS)
_ABSENT = dict.fromkeys(_ADDED, 0) | dict.fromkeys(_TIMES, -12000)
_ABSENT |= {_LOW_PASS: 13500, _MODE: 0, _SCALE: 100, _ROOT: -1}

_HEADS: dict[str, Any] = {
    "phdr": [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("_", "V12")],
    "inst": [("name", "S20"), ("bag", "<u2")],
    "pbag": [("generator", "<u2"), ("_", "V2")],
    "ibag": [("generator", "<u2"), ("_", "V2")],
    "pgen": [("what", "<u2"), ("amount", "<i2")],
    "igen": [("what", "<u2"), ("amount", "<i2")],
    "shdr": [
        ("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop_start", "<u4"),
        ("loop_end", "<u4"), ("rate", "<u4"), ("root", "u1"), ("cents", "i1"), ("_", "V4"),
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """One recording, and how it sounds for one key.

    Parameters
    ----------
    start, end, loop_start, loop_end : int
        Places in the SoundFont's recordings; no loop if the last two are equal.
    speed : float
        Recorded samples per sample played, at twice `RATE`.
    gain : float
        Its share of the sound, 1 for as recorded.
    cutoffs : tuple of float
        Where the low-pass filter begins, in hertz: when the note starts, and in the end.
    darkening : float
        Seconds from the first cutoff to the last.
    delay, attack, hold, decay, release : float
        Parts of the volume envelope in seconds; the last two from full sound to silence.
    sustain : float
        Decibels below full at which the decay stops.
    """

    start: int
    end: int
    loop_start: int
    loop_end: int
    speed: float
    gain: float
    cutoffs: tuple[float, float]
    darkening: float
    delay: float
    attack: float
    hold: float
    decay: float
    sustain: float
    release: float


@cache
def soundfont() -> SoundFont:
    """Return the SoundFont that pretty_midi installs (TimGM6mb), read once.

    Raises
    ------
    FileNotFoundError
        If it is not there, with what to install.
    """
    package = importlib.util.find_spec("pretty_midi")
    if package is None or package.origin is None:
        raise FileNotFoundError("no instruments to play with: install the package pretty_midi")
    return SoundFont(Path(package.origin).with_name("TimGM6mb.sf2"))


class SoundFont:
    """Instruments read from a SoundFont file.

    Parameters
    ----------
    path : Path
        A SoundFont 2 file (.sf2).

    Examples
    --------
    >>> layer = soundfont().layers(program=0, pitch=60)[0]
    >>> layer.loop_end - layer.loop_start > 0
    True
    """

    def __init__(self, path: Path) -> None:
        chunks = _chunks(path.read_bytes())
        self._recordings = np.frombuffer(chunks["smpl"], "<i2")
        self._heads = {name: np.frombuffer(chunks[name], kind) for name, kind in _HEADS.items()}

    def layers(self, program: int, pitch: int) -> tuple[Layer, ...]:
        """Return the recordings that sound together when an instrument plays a pitch.

        A pitch beyond the instrument's range is played with the recordings of the nearest one.

        Parameters
        ----------
        program : int
            General MIDI program from 0.
        pitch : int
            MIDI number.
        """
        presets = self._heads["phdr"]
        index = int(np.flatnonzero((presets["program"] == program) & (presets["bank"] == 0))[0])
        for key in sorted(range(128), key=lambda key: abs(key - pitch)):
            found = [
                self._layer(_sum_of(zone, outer), pitch)
                for outer in self._zones("p", index, _INSTRUMENT, key)
                for zone in self._zones("i", outer[_INSTRUMENT], _SAMPLE, key)
            ]
            if found:
                break
        return tuple(found)

    def tone(self, layer: Layer, seconds: float) -> Samples:
        """Return a note that is held, before its release.

        Parameters
        ----------
        layer : Layer
            What the instrument plays at this pitch.
        seconds : float
            How long it is held.

        Returns
        -------
        numpy.ndarray of float32, shape (samples,)
            At `RATE` samples a second.
        """
        count = 2 * int(np.ceil(seconds * RATE))
        time = np.arange(count) / _FINE
        bright, dark = _halved(self._played(layer, count) * _envelope(layer, time), layer.cutoffs)
        age = np.minimum(time[::2] / layer.darkening, 1)
        return np.asarray(layer.gain * (bright + age * (dark - bright)), dtype=np.float32)

    def _played(self, layer: Layer, count: int) -> NDArray[np.float64]:
        """Read the recording at the layer's speed, round its loop, between its samples."""
        place = layer.start + np.arange(count) * layer.speed
        loop = layer.loop_end - layer.loop_start
        if loop > 0:
            beyond = place >= layer.loop_end
            place[beyond] = layer.loop_start + (place[beyond] - layer.loop_start) % loop
        ended = place >= layer.end - 1
        place[ended] = layer.start
        whole = place.astype(np.intp)
        part = place - whole
        played = (1 - part) * self._recordings[whole] + part * self._recordings[whole + 1]
        return np.where(ended, 0.0, played / 32768)

    def _zones(self, kind: str, index: int, ends_with: int, key: int) -> list[dict[int, int]]:
        """Return the generators of every zone that this key plays, over those all zones share."""
        sets = self._heads["phdr" if kind == "p" else "inst"]["bag"]
        bags = self._heads[kind + "bag"]["generator"]
        generators = self._heads[kind + "gen"]
        shared: dict[int, int] = {}
        zones = []
        for bag in range(sets[index], sets[index + 1]):
            chosen = generators[bags[bag] : bags[bag + 1]]
            zone = shared | {int(g["what"]): int(g["amount"]) for g in chosen}
            if ends_with not in zone:
                shared = zone if bag == sets[index] else shared
            elif _within(zone.get(_KEYS), key) and _within(zone.get(_VELOCITIES), VELOCITY):
                zones.append(zone)
        return zones

    def _layer(self, zone: dict[int, int], pitch: int) -> Layer:
        """Turn the specification's units into samples, hertz, seconds and gain."""
        head = self._heads["shdr"][zone[_SAMPLE]]
        places = {
            name: int(head[name]) + zone.get(fine, 0) + 32768 * zone.get(coarse, 0)
            for name, (fine, coarse) in _OFFSETS.items()
        }
        if zone[_MODE] not in (1, 3):
            places["loop_start"] = places["loop_end"]
        root = zone[_ROOT] if zone[_ROOT] >= 0 else int(head["root"])
        cents = (pitch - root) * zone[_SCALE] + 100 * zone[_COARSE] + zone[_CENTS]
        low = zone[_LOW_PASS]
        darkest = low + zone[_BRIGHTER] * (1 - min(zone[_BRIGHT_SUSTAIN], 1000) / 1000)
        return Layer(
            **places,
            speed=float(head["rate"]) / _FINE * 2.0 ** ((cents + int(head["cents"])) / 1200),
            gain=10.0 ** (-zone[_QUIETER] / 200),
            cutoffs=(_hertz(low + zone[_BRIGHTER]), _hertz(darkest)),
            darkening=_seconds(zone[_BRIGHT_DECAY]),
            delay=_seconds(zone[_DELAY]),
            attack=_seconds(zone[_ATTACK]),
            hold=_seconds(zone[_HOLD]),
            decay=_seconds(zone[_DECAY]),
            sustain=min(max(zone[_SUSTAIN] / 10, 0.0), _SILENCE),
            release=_seconds(zone[_RELEASE]),
        )


@lru_cache(maxsize=128)
def note(program: int, pitch: int, seconds: float) -> tuple[Samples, float]:
    """Return a note held so long, and how fast it dies when let go.

    Kept for the next tune, which mostly needs the same notes.

    Parameters
    ----------
    program : int
        General MIDI program from 0.
    pitch : int
        MIDI number.
    seconds : float
        Its length.

    Returns
    -------
    tuple of (array, float)
        Samples at `RATE`, and the seconds from full sound to silence after its end.

    Examples
    --------
    >>> samples, release = note(0, 60, 0.5)
    >>> len(samples), release > 0
    (11025, True)
    """
    font = soundfont()
    layers = font.layers(program, pitch)
    tones = [font.tone(layer, seconds) for layer in layers]
    sounded: Samples = np.asarray(np.sum(tones, axis=0, dtype=np.float32))
    sounded.setflags(write=False)
    return sounded, max(layer.release for layer in layers)


def released(seconds: float, count: int) -> Samples:
    """Return how a note dies away: decibels fall evenly.

    Parameters
    ----------
    seconds : float
        Until silence.
    count : int
        Samples to return, at `RATE` a second.

    Returns
    -------
    numpy.ndarray of float32, shape (count,)
        Factors, from 1 down.

    Examples
    --------
    >>> float(released(0.1, 3)[0])
    1.0
    """
    decibels = -_SILENCE * np.arange(count) / RATE / max(seconds, 1 / RATE)
    return np.asarray(10.0 ** (decibels / 20), dtype=np.float32)


def _sum_of(zone: dict[int, int], outer: dict[int, int]) -> dict[int, int]:
    """Return an instrument's generators with those of the preset around it added."""
    both = _ABSENT | zone
    return both | {key: both[key] + outer[key] for key in _ADDED if key in outer}


def _envelope(layer: Layer, time: NDArray[np.float64]) -> Samples:
    """Return the loudness of a held note in time: rise, hold, fall to what it sustains."""
    risen = np.clip((time - layer.delay) / layer.attack, 0, 1)
    held = time - layer.delay - layer.attack - layer.hold
    fallen = np.clip(_SILENCE * held / layer.decay, 0, layer.sustain)
    return np.asarray(risen * 10.0 ** (-fallen / 20), dtype=np.float32)


def _halved(samples: NDArray[np.float64], cutoffs: tuple[float, ...]) -> list[NDArray[np.float64]]:
    """Take every other sample, filtered at each cutoff, with nothing above half the rate."""
    size = 1 << (len(samples) + 511).bit_length()
    spectrum = np.fft.rfft(samples, size)[: size // 4 + 1]
    hertz = np.linspace(0, RATE / 2, len(spectrum))
    spectrum *= np.clip((RATE / 2 - hertz) / (RATE / 20), 0, 1) / 2
    filters = (1 / np.sqrt(1 + (hertz / cutoff) ** 4) for cutoff in cutoffs)  # two poles
    return [np.fft.irfft(spectrum * gain, size // 2)[: len(samples) // 2] for gain in filters]


def _hertz(cents: float) -> float:
    """Return the frequency of absolute cents, counted from MIDI note 0."""
    return float(8.176 * 2.0 ** (cents / 1200))


def _seconds(timecents: float) -> float:
    """Return a time that a SoundFont writes as a logarithm, 1200 for each doubling of a second."""
    return float(2.0 ** (timecents / 1200))


def _within(span: int | None, value: int) -> bool:
    """Say whether a value lies in a range written as two bytes, low and high."""
    return span is None or span & 0xFF <= value <= span >> 8 & 0xFF


def _chunks(data: bytes) -> dict[str, bytes]:
    """Return the parts of a RIFF file by name, lists taken apart."""
    parts: dict[str, bytes] = {}
    place = 12
    while place + 8 <= len(data):
        name = data[place : place + 4].decode("latin-1")
        size = int.from_bytes(data[place + 4 : place + 8], "little")
        if name == "LIST":
            place += 12
        else:
            parts[name] = data[place + 8 : place + 8 + size]
            place += 8 + size + size % 2
    return parts
