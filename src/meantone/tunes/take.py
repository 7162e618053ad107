"""One performance of a tune: when each note began, and how hard it was struck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError

Floats = NDArray[np.float64]

SHORTEST, LONGEST = 0.02, 20.0
"""Seconds between two notes: a finger that bounces is faster, who has left is slower."""


@dataclass(frozen=True)
class Take:
    """A tune as somebody played it. Lesson 13.

    Parameters
    ----------
    tune : Tune
        What was played.
    onsets : sequence of float
        Seconds at which each of its notes began, the first at 0; kept to a microsecond.
    velocities : sequence of int
        How hard each was struck, from 1 to 127, as MIDI counts it.

    Raises
    ------
    TuneError
        If there are more or fewer than the tune has notes, or two notes are nearer than `SHORTEST`
        or farther apart than `LONGEST`.

    Examples
    --------
    >>> take = Take(Tune((60, 62, 64), (48, 48, 96)), (0, 0.5, 1.5), (64, 80, 64))
    >>> take.tempo, take.loudness  # an octave of tempo is 1, whatever the tempo
    (array([ 0.5, -0.5]), array([-5.33333333, 10.66666667, -5.33333333]))
    """

    tune: Tune
    onsets: Sequence[float]
    velocities: Sequence[int]

    def __post_init__(self) -> None:
        onsets = tuple(round(float(onset), 6) for onset in self.onsets)
        velocities = tuple(map(int, self.velocities))
        object.__setattr__(self, "onsets", onsets)
        object.__setattr__(self, "velocities", velocities)
        _check(self.tune, onsets, velocities)

    @cached_property
    def quarters(self) -> Floats:
        """How many quarters lie between each note and the next, as written; shape (notes - 1,)."""
        return written(self.tune)

    @property
    def tempo(self) -> Floats:
        """The tempo of each note but the last: its log2, less the take's mean; shape (notes - 1,).

        ``log2(quarters / seconds to the next note)``: 0.1 is 7 % faster than the mean, -1 half as
        fast. Logarithms, so that twice as fast and half as fast are equally far away.
        """
        pace = np.log2(self.quarters / np.diff(self.onsets))
        return np.asarray(pace - pace.mean())

    @property
    def loudness(self) -> Floats:
        """The velocity of each note, less the take's mean; shape (notes,)."""
        struck = np.asarray(self.velocities, dtype=float)
        return np.asarray(struck - struck.mean())

    @property
    def quarters_a_minute(self) -> float:
        """The take's mean tempo: that of the mean of its logarithms."""
        return float(60 * 2 ** np.log2(self.quarters / np.diff(self.onsets)).mean())

    @property
    def ends(self) -> tuple[float, ...]:
        """When each note ends, in seconds: where the next begins, or a rest does."""
        played = np.append(np.diff(self.onsets) / self.quarters, 60 / self.quarters_a_minute)
        events = zip(self.tune.pitches, self.tune.durations, strict=True)
        lasting = [ticks / TICKS_PER_QUARTER for pitch, ticks in events if pitch != REST]
        return tuple(np.add(self.onsets, played * lasting).tolist())

    def __repr__(self) -> str:
        seconds = self.ends[-1]
        return f"<Take of {self.tune.title!r}: {len(self.onsets)} notes, {seconds:.1f} s>"


def written(tune: Tune) -> Floats:
    """Return the quarters between the beginnings of a tune's notes, as written.

    Examples
    --------
    >>> written(Tune((60, -1, 62), (48, 24, 48)))
    array([1.5])
    """
    starts = [at for at, pitch in zip(tune.onsets, tune.pitches, strict=True) if pitch != REST]
    return np.diff(starts) / TICKS_PER_QUARTER


def steady(tune: Tune, tempo: float = 100.0, velocity: int = 72) -> Take:
    """Return a tune as a machine plays it: every quarter equally long, every note equally loud.

    Parameters
    ----------
    tune : Tune
    tempo : float
        Quarters a minute.
    velocity : int

    Returns
    -------
    Take

    Examples
    --------
    >>> steady(Tune((60, 62, 64), (48, 24, 24)), tempo=60).onsets
    (0.0, 1.0, 1.5)
    """
    onsets = np.append(0, np.cumsum(written(tune))) * 60 / tempo
    return Take(tune, onsets.tolist(), [velocity] * len(onsets))


def _check(tune: Tune, onsets: tuple[float, ...], velocities: tuple[int, ...]) -> None:
    """Raise TuneError unless a take is one of this tune."""
    count = len(tune.notes)
    if count < 3:
        raise TuneError(f"it has {count} notes; a take needs three, to have a course at all")
    if len(onsets) != count or len(velocities) != count:
        found = len(onsets) if len(onsets) != count else len(velocities)
        raise TuneError(f"the take has {found} notes, the tune {count}; play each once")
    if onsets[0] != 0 or not all(map(math.isfinite, onsets)):
        raise TuneError("a take begins at 0 seconds, and every time is a number")
    for place, gap in enumerate(np.diff(onsets).tolist()):
        if not SHORTEST <= gap <= LONGEST:
            raise TuneError(
                f"{gap:.3f} s to the next note; {SHORTEST} to {LONGEST:g} can be kept",
                f"note {place + 1}",
            )
    if not all(1 <= struck <= 127 for struck in velocities):
        raise TuneError("a velocity goes from 1 to 127")
