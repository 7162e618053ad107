"""Match files, version 1.0.0: which note of a score each note of a performance is.

F. Foscarin and others, *The match file format* (Music Encoding Conference 2022).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from meantone.tunes.tune import TuneError

_INFO = re.compile(r"info\((midiClockUnits|midiClockRate|matchFileVersion),([\d.]+)\)")
_NOTE = re.compile(
    r"snote\(([^,]+),\[[^]]*\],-?\d+,[^,]*,[^,]*,[^,]*,(-?[\d.]+),-?[\d.]+,\[[^]]*\]\)"
    r"-note\([^,]+,(\d+),(-?\d+),(-?\d+),(\d+),"
)


@dataclass(frozen=True)
class Matched:
    """A note of the score that was played.

    Parameters
    ----------
    name : str
        The score note's name; "n12-2" is note n12 the second time it is played.
    beat : float
        Where it stands in the score, in beats of the meter.
    pitch : int
    onset : float
        Seconds.
    velocity : int
    """

    name: str
    beat: float
    pitch: int
    onset: float
    velocity: int


def read_match(text: str) -> list[Matched]:
    r"""Return the notes of a match file that are in the score and were played.

    Notes left out, notes added, and pedals are passed over. Lesson 13.

    Parameters
    ----------
    text : str
        The file's text.

    Returns
    -------
    list of Matched
        In the file's order.

    Raises
    ------
    TuneError
        If it is no match file of version 1.0.0, or holds no such note.

    Examples
    --------
    >>> head = "info(matchFileVersion,1.0.0).\ninfo(midiClockUnits,480).\n"
    >>> head += "info(midiClockRate,500000).\n"
    >>> line = "snote(n1,[C,#],5,1:1,0,1/4,0.0000,1.0000,[v1])-note(n0,73,480,900,64,0,0)."
    >>> read_match(head + line)
    [Matched(name='n1', beat=0.0, pitch=73, onset=0.5, velocity=64)]
    """
    said = dict(_INFO.findall(text))
    if said.get("matchFileVersion") != "1.0.0":
        raise TuneError("no match file of version 1.0.0")
    tick = float(said.get("midiClockRate", 0)) / 1e6 / float(said.get("midiClockUnits", 1))
    notes = [
        Matched(name, float(beat), int(pitch), int(start) * tick, int(velocity))
        for name, beat, pitch, start, _, velocity in _NOTE.findall(text)
    ]
    if not notes or tick <= 0:
        raise TuneError("this match file has no played note, or no clock")
    return notes
