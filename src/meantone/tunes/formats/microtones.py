"""Notes between two semitones, which a tune cannot hold: the caller chooses what becomes of them.

A quarter tone goes to the natural that it alters: E half flat is read as E.
"""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from typing import Literal, get_args

from meantone.tunes.tune import TuneError

Microtones = Literal["round", "leave out", "refuse"]
"""Rounded to the nearest semitone, made a rest, or an error. The tune's `changes` say which."""


def semitones_of(alteration: int | Fraction, microtones: Microtones) -> tuple[int | None, str]:
    """Return the whole semitones that a note is altered by, and what was changed for that.

    Parameters
    ----------
    alteration : int or Fraction
        In semitones.
    microtones : {"round", "leave out", "refuse"}

    Returns
    -------
    tuple of (int or None, str)
        None if the note is left out; an empty text if nothing was changed.

    Raises
    ------
    TuneError
        If such notes are refused.
    ValueError
        If there is no such choice.

    Examples
    --------
    >>> semitones_of(Fraction(-1, 2), "round"), semitones_of(Fraction(3, 4), "round")[0]
    ((0, 'quarter tones rounded to semitones'), 1)
    >>> semitones_of(Fraction(1, 2), "leave out")
    (None, 'quarter tones left out')
    """
    if microtones not in get_args(Microtones):
        raise ValueError(f"microtones is {microtones!r}; it is one of {get_args(Microtones)}")
    if alteration == int(alteration):
        return int(alteration), ""
    if microtones == "refuse":
        raise TuneError(
            f"a note is altered by {float(alteration):g} semitones (a quarter tone, for example); "
            "a tune holds whole semitones: read it with microtones='round' or 'leave out'"
        )
    if microtones == "leave out":
        return None, "quarter tones left out"
    size = math.ceil(max(alteration, -alteration) - Fraction(1, 2))
    return (size if alteration > 0 else -size), "quarter tones rounded to semitones"


def told(changes: Counter[str]) -> tuple[str, ...]:
    """Return changes and how often each was made, for a tune.

    Examples
    --------
    >>> told(Counter({"quarter tones left out": 2}))
    ('quarter tones left out: 2',)
    """
    return tuple(f"{change}: {count}" for change, count in changes.items())
