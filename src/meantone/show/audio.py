"""Tunes as sound: real instruments, evenly loud, playable in every browser."""

from __future__ import annotations

import io
import math
import wave
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.show.html import Bundle, data_uri, escape, figure
from meantone.show.soundfont import RATE, Samples, note, released
from meantone.show.words import name_of
from meantone.storage import machine, need
from meantone.tunes.take import Take
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError

LOUDNESS = -18.0
"""How loud every sound is, in LUFS (ITU-R BS.1770), so that no tune is louder than the next."""

PEAK = -1.0
"""What no sample goes beyond, in dBFS; a tune of sharp peaks is softened to keep it."""

TAIL = 1.0
"""Seconds after a tune's end in which its last note dies away."""

BREATH = 15
"""Seconds that a note sounds at most."""

LONGEST = 20 * 60
"""Seconds of the longest tune that is played."""

TEMPI = (20, 600)
"""The slowest and the fastest tempo, in quarters a minute."""

INSTRUMENTS = {
    "piano": 0,
    "electric piano": 4,
    "harpsichord": 6,
    "celesta": 8,
    "music box": 10,
    "vibraphone": 11,
    "marimba": 12,
    "church organ": 19,
    "guitar": 24,
    "steel guitar": 25,
    "violin": 40,
    "viola": 41,
    "cello": 42,
    "plucked strings": 45,
    "harp": 46,
    "strings": 48,
    "voice": 53,
    "trumpet": 56,
    "trombone": 57,
    "horn": 60,
    "saxophone": 66,
    "oboe": 68,
    "bassoon": 70,
    "clarinet": 71,
    "piccolo": 72,
    "flute": 73,
    "recorder": 74,
    "pan flute": 75,
    "ocarina": 79,
    "banjo": 105,
    "koto": 107,
    "kalimba": 108,
    "fiddle": 110,
}
"""Instruments by name: their General MIDI programs, counted from 0."""

Span = tuple[int, int, int, np.float32]
"""Where a note starts and stops, in samples; its pitch; its share of full amplitude."""

_FULL = np.float32(1)
_FORMATS = {"mp3": "audio/mpeg", "flac": "audio/flac", "wav": "audio/wav"}


def sound(tune: Tune, instrument: str = "piano", tempo: float = 100) -> Sound:
    """Return a tune as sound; in a notebook it shows a player.

    Lesson 00. Every note is equally strong, since a tune does not say more, and sounds for
    `BREATH` seconds at most. The sound is as long as the tune at its tempo and `TAIL`, at
    `LOUDNESS`, with no sample beyond `PEAK`.

    Parameters
    ----------
    tune : Tune
        A tune without notes gives an empty sound that says so.
    instrument : str
        One of `INSTRUMENTS`.
    tempo : float
        Quarters a minute, within `TEMPI`.

    Raises
    ------
    ValueError
        If the instrument or the tempo is none of those, with the names or the limits.
    TuneError
        If the tune would last longer than `LONGEST` seconds.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call")
    >>> sound(call, instrument="flute")
    Sound: 'Call', 3.4 s, flute, 100 quarters a minute
    >>> sound(call, instrument="flugelhorn")  # doctest: +NORMALIZE_WHITESPACE
    Traceback (most recent call last):
    ValueError: no instrument 'flugelhorn'; there are piano, electric piano, harpsichord, ...
    """
    if instrument not in INSTRUMENTS:
        names = ", ".join(INSTRUMENTS)
        raise ValueError(f"no instrument {instrument!r}; there are {names}")
    if not TEMPI[0] <= tempo <= TEMPI[1]:
        raise ValueError(
            f"tempo {tempo:g}: it goes from {TEMPI[0]} to {TEMPI[1]} quarters a minute"
        )
    _check_length(tune, tempo)
    samples = _levelled(_mixed(tune, INSTRUMENTS[instrument], tempo))
    return Sound(samples, name_of(tune), instrument, tempo)


def performed(take: Take, instrument: str = "piano") -> Sound:
    """Return a take as sound: its own times, and each note as loud as it was struck.

    A note of velocity v has ``(v / 127) ** 2`` of the strongest one's amplitude, as the SoundFont
    standard has it (2.04, section 8.4.1). As a whole it is as loud as any other sound. Lesson 13.

    Parameters
    ----------
    take : Take
    instrument : str
        One of `INSTRUMENTS`.

    Raises
    ------
    ValueError
        If the instrument is none of those, with the names.
    TuneError
        If the take lasts longer than `LONGEST` seconds.

    Examples
    --------
    >>> from meantone.tunes.take import steady
    >>> performed(steady(Tune((67, 64, 60), (48, 48, 96), title="Call"), tempo=120))
    Sound: 'Call', 3.0 s, piano, 120 quarters a minute
    """
    if instrument not in INSTRUMENTS:
        raise ValueError(f"no instrument {instrument!r}; there are {', '.join(INSTRUMENTS)}")
    if take.ends[-1] > LONGEST:
        raise TuneError(f"it would last {take.ends[-1]:.0f} s, and {LONGEST} is the most")
    spans = _played(take)
    mix = _laid(spans, INSTRUMENTS[instrument], round(take.ends[-1] * RATE) + int(TAIL * RATE))
    return Sound(_levelled(mix), name_of(take.tune), instrument, round(take.quarters_a_minute))


@dataclass(frozen=True, eq=False, repr=False)
class Sound:
    """A tune as heard: samples, and how they are played, shown and saved.

    Parameters
    ----------
    samples : array of float32
        One channel between -1 and 1; read only.
    title : str
    instrument : str
    tempo : float
        Quarters a minute.

    Examples
    --------
    >>> heard = sound(Tune((60,), (48,)), tempo=60)
    >>> heard.seconds, heard.rate, len(heard.samples)
    (2.0, 22050, 44100)
    """

    samples: Samples
    title: str
    instrument: str
    tempo: float

    @property
    def rate(self) -> int:
        """Samples a second."""
        return RATE

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / RATE

    @cached_property
    def mp3(self) -> bytes:
        """The sound as MP3: compact, and played by every browser; about 8 ms a second to make."""
        return self.encode("mp3")

    def encode(self, kind: str = "mp3") -> bytes:
        """Return the sound as a file's bytes.

        Parameters
        ----------
        kind : {"mp3", "flac", "wav"}
            MP3 to keep (3 kB a second), FLAC to hear at once (ten times the size, and made
            twenty times as fast), WAV for other programs.

        Examples
        --------
        >>> sound(Tune((60,), (48,))).encode("wav")[:4]
        b'RIFF'
        """
        if kind not in _FORMATS:
            raise ValueError(f"no kind of sound file {kind!r}; there are {', '.join(_FORMATS)}")
        if kind == "wav":
            return self._wav()
        need("soundfile")
        import soundfile

        options: dict[str, Any] = {"format": kind.upper()}
        if kind == "mp3":
            options |= {"bitrate_mode": "VARIABLE", "compression_level": 0.99}
        file = io.BytesIO()
        soundfile.write(file, self.samples, RATE, **options)
        return file.getvalue()

    def _wav(self) -> bytes:
        """Return the sound as WAV, 16 bits a sample, which needs nothing but Python."""
        file = io.BytesIO()
        with wave.open(file, "wb") as written:
            written.setnchannels(1)
            written.setsampwidth(2)
            written.setframerate(RATE)
            scaled = np.rint(np.clip(self.samples, -1, 1) * 32767)
            written.writeframes(scaled.astype("<i2").tobytes())
        return file.getvalue()

    def address(self, kind: str = "flac") -> str:
        """Return an address that holds the sound, for a page to play; "" for silence.

        Parameters
        ----------
        kind : {"flac", "mp3", "wav"}
            As for `encode`; WAV it is where nothing encodes the others.
        """
        if self.silent:
            return ""
        kind = kind_here(kind)
        return data_uri(_FORMATS[kind], self.mp3 if kind == "mp3" else self.encode(kind))

    def write(self, path: str | Path) -> None:
        """Save the sound as the file's suffix says: .mp3, .flac or .wav."""
        Path(path).write_bytes(self.encode(Path(path).suffix.lower().lstrip(".")))

    @property
    def player(self) -> str:
        """The HTML of the player alone."""
        if self.silent:
            return f"<em>{escape(self.facts)}</em>"
        label = escape(f"Sound of {self.title}, {self.seconds:.1f} s, {self.instrument}")
        style = "display:block;width:100%;max-width:360px"
        return (
            f'<audio controls preload="metadata" aria-label="{label}" title="{label}" '
            f'style="{style}" src="{self.address("mp3")}"></audio>'
        )

    @property
    def facts(self) -> str:
        """Length, instrument and tempo, or why there is nothing to hear."""
        if self.silent:
            return "nothing to hear, no notes"
        return f"{self.seconds:.1f} s, {self.instrument}, {self.tempo:g} quarters a minute"

    @property
    def silent(self) -> bool:
        """Whether there is nothing to hear."""
        return not self.samples.any()

    def __repr__(self) -> str:
        return f"Sound: {self.title!r}, {self.facts}"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        player = "" if self.silent else self.player
        return {"text/html": figure(player, self.title, self.facts), "text/plain": repr(self)}


def kind_here(kind: str) -> str:
    """Return a kind of sound file if it can be made here, else "wav".

    Examples
    --------
    >>> kind_here("flac")
    'flac'
    """
    return kind if machine().has("soundfile") else "wav"


def loudness(samples: NDArray[np.floating[Any]], rate: int = RATE) -> float:
    """Return the loudness of a sound in LUFS, as ITU-R BS.1770-4 defines it for one channel.

    The mean power of blocks of 0.4 s, weighted as the ear weighs frequencies, without the blocks
    below -70 LUFS and then without those 10 below the mean of the rest. Silence: minus infinity.

    Parameters
    ----------
    samples : array
    rate : int
        Samples a second.

    Examples
    --------
    A tone of 997 Hz at full scale has -3.01 LUFS, by definition:

    >>> tone = np.sin(2 * np.pi * 997 * np.arange(5 * RATE) / RATE)
    >>> round(loudness(tone), 1)
    -3.0
    """
    step = rate // 10
    tenths = np.zeros(max(-(-len(samples) // step), 4) * step)
    tenths[: len(samples)] = samples
    power = np.abs(np.fft.rfft(tenths.reshape(-1, step))) ** 2 @ _ear(rate, step)
    blocks = np.convolve(power, np.full(4, 0.25), "valid")
    for gate in (10 ** ((-70 + 0.691) / 10), None):
        threshold = blocks.mean() / 10 if gate is None else gate
        blocks = blocks[blocks > threshold]
        if not len(blocks):
            return -math.inf
    return float(-0.691 + 10 * np.log10(blocks.mean()))


@lru_cache
def _ear(rate: int, size: int) -> NDArray[np.float64]:
    """Return the share of each frequency of a block in its power: the K weighting of BS.1770."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size, 1 / rate) / 48000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - z) ** 2 / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    twice = np.full(len(z), 2.0)  # every frequency but the first and last stands for two
    twice[0] = twice[-1 if size % 2 == 0 else 0] = 1.0
    return np.asarray(twice * np.abs(shelf * high_pass) ** 2 / size**2)


def _check_length(tune: Tune, tempo: float) -> None:
    """Raise TuneError if a tune would play for too long."""
    seconds = tune.length * 60 / TICKS_PER_QUARTER / tempo
    if seconds > LONGEST:
        raise TuneError(
            f"it would last {seconds / 60:.3g} minutes at tempo {tempo:g}, and {LONGEST / 60:g} is "
            "the most; play an excerpt (tune.excerpt)",
            name_of(tune),
        )


def _mixed(tune: Tune, program: int, tempo: float) -> Samples:
    """Lay the notes one after the other."""
    if not tune.notes:
        return np.zeros(0, dtype=np.float32)
    per_tick = RATE * 60 / TICKS_PER_QUARTER / tempo
    return _laid(_spans(tune, per_tick), program, round(tune.length * per_tick) + int(TAIL * RATE))


def _laid(spans: Iterable[Span], program: int, size: int) -> Samples:
    """Lay notes into a sound of this many samples, each dying away into the next."""
    mix = np.zeros(size, dtype=np.float32)
    for start, stop, pitch, gain in spans:
        held = stop - start
        samples, release = note(program, pitch, _rounded_up(held / RATE + TAIL))
        dying = released(min(release, TAIL), int(min(release, TAIL) * RATE))
        mix[start:stop] += gain * samples[:held]
        mix[stop : stop + len(dying)] += gain * samples[held : held + len(dying)] * dying
    return mix


def _played(take: Take) -> Iterator[Span]:
    """Yield where each note of a take starts and stops in samples, its pitch and its gain."""
    notes = zip(take.tune.notes, take.onsets, take.ends, take.velocities, strict=True)
    for pitch, onset, end, velocity in notes:
        start, stop = round(onset * RATE), round(end * RATE)
        yield start, min(stop, start + BREATH * RATE), pitch, np.float32((velocity / 127) ** 2)


def _spans(tune: Tune, per_tick: float) -> Iterator[Span]:
    """Yield where each note starts and stops in samples, its pitch, and that it is not softer."""
    for pitch, onset, duration in zip(tune.pitches, tune.onsets, tune.durations, strict=True):
        start, stop = round(onset * per_tick), round((onset + duration) * per_tick)
        if pitch != REST:
            yield start, min(stop, start + BREATH * RATE), pitch, _FULL


def _rounded_up(seconds: float) -> float:
    """Return one of few lengths, so that notes made once serve again: 1.5, 2, 3, 4, 6, 8, ..."""
    power = 2.0 ** math.ceil(math.log2(seconds))
    return power * 0.75 if seconds <= power * 0.75 else power


def _levelled(samples: Samples) -> Samples:
    """Bring a sound to `LOUDNESS`, or as near as its peaks allow."""
    if samples.any():
        wanted = 10 ** ((LOUDNESS - loudness(samples)) / 20)
        most = 10 ** (PEAK / 20) / float(np.abs(samples).max())
        samples = samples * np.float32(min(wanted, most))
    samples.setflags(write=False)
    return samples
