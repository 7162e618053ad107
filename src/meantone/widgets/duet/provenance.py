"""Who wrote which note, kept with the tune: a line in its `source`, which MIDI files keep too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from meantone.tunes import Tune

MARK = "duet"
"""What such a line begins with."""


def provenance(makers: Sequence[str]) -> str:
    """Return who wrote which notes, as a line; notes are counted from 1.

    Parameters
    ----------
    makers : sequence of str
        One for each note.

    Examples
    --------
    >>> provenance(["you", "you", "n-gram, T 1", "you"])
    'duet; you: 1-2 4; n-gram, T 1: 3'
    """
    each = []
    for maker in dict.fromkeys(makers):
        mine = [place for place, one in enumerate(makers, start=1) if one == maker]
        each.append(f"{_clean(maker)}: {' '.join(_spans(mine))}")
    return "; ".join([MARK, *each])


def makers_of(tune: Tune) -> list[str]:
    """Return who wrote each note of a tune; nobody's name where it is not said.

    Lesson 15.

    Parameters
    ----------
    tune : Tune

    Returns
    -------
    list of str
        One for each note.

    Examples
    --------
    >>> makers_of(Tune((60, 62, 64), (48,) * 3, source="duet; you: 1 3; n-gram, T 1: 2"))
    ['you', 'n-gram, T 1', 'you']
    >>> makers_of(Tune((60,), (48,)))
    ['']
    """
    found = [""] * len(tune.notes)
    mark, *parts = tune.source.split("; ")
    for part in parts if mark == MARK else []:
        maker, _, spans = part.rpartition(": ")
        for first, last in re.findall(r"(\d{1,6})(?:-(\d{1,6}))?", spans):
            for place in range(int(first), min(int(last or first), len(found)) + 1):
                if 1 <= place <= len(found):
                    found[place - 1] = maker
    return found


def _clean(maker: str) -> str:
    return re.sub(r"[;:]", ",", maker)


def _spans(places: Sequence[int]) -> list[str]:
    """Return rising places as spans.

    Examples
    --------
    >>> _spans([1, 2, 3, 5])
    ['1-3', '5']
    """
    breaks = [0, *(at for at, (a, b) in enumerate(pairwise(places), start=1) if b > a + 1)]
    ends = [*breaks[1:], len(places)]
    spans = ((places[a], places[b - 1]) for a, b in zip(breaks, ends, strict=True))
    return [f"{first}" if first == last else f"{first}-{last}" for first, last in spans]
