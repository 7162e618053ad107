"""Small tunes for checks, which print as a learner can type them in."""

from __future__ import annotations

from typing import Any

from meantone.tunes import Tune


class SmallTune(Tune):
    """A tune that prints as the call that makes it, so that a case can be tried by hand.

    Examples
    --------
    >>> SmallTune((62, 64), (48, 96), tonic="D")
    Tune((62, 64), (48, 96), tonic='D')
    """

    __slots__ = ()

    def __repr__(self) -> str:
        tonic = f", tonic={self.tonic!r}" if self.tonic else ""
        return f"Tune({self.pitches}, {self.durations}{tonic})"


SmallTune.__name__ = "Tune"  # errors in a learner's code name the class that the learner knows


def small(*pitches: int, tonic: str | None = "C", **known: Any) -> SmallTune:
    """Return a tune of quarter notes.

    Parameters
    ----------
    *pitches : int
        MIDI numbers, or `REST`.
    tonic : str or None
    **known
        The other fields of `Tune`.

    Examples
    --------
    >>> small(60, 67)
    Tune((60, 67), (48, 48), tonic='C')
    """
    return SmallTune(pitches, (48,) * len(pitches), tonic=tonic, **known)


def lasting(*durations: int, pitch: int = 60) -> SmallTune:
    """Return a tune that stays on one pitch.

    Parameters
    ----------
    *durations : int
        In ticks.
    pitch : int

    Examples
    --------
    >>> lasting(24, 48)
    Tune((60, 60), (24, 48))
    """
    return SmallTune((pitch,) * len(durations), durations)
