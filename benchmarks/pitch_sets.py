"""The data sets of the page on views: those of the literature, as near as the course's data come.

Of the eight sets of Pearce (2005, table 4.1) one comes with the course as it was published. For six
others there are songs of the same places, or of the same book; for one there is nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from meantone.tunes import Corpus, Tune, load


class PitchSet(NamedTuple):
    """A set of the literature: what was published of it, and how ours is chosen.

    Parameters
    ----------
    name : str
    published : float
        Bits per pitch of the best combined model (table 6.6).
    theirs : tuple of int
        Its melodies, notes and pitches (table 4.1).
    source : str
        The set of this course that ours is chosen from.
    kind : str
        What ours is, if it is not the published one.
    chosen : function of Tune to bool
    """

    name: str
    published: float
    theirs: tuple[int, int, int]
    source: str
    kind: str
    chosen: Callable[[Tune], bool]

    def corpus(self) -> Corpus:
        """Return the tunes."""
        return load(self.source).filter(self.chosen)


BOOK, PLACE = "the same book, another edition", "other songs of the same place"


def from_place(word: str) -> Callable[[Tune], bool]:
    """Return the rule that takes tunes whose origin names a place, as the files spell it."""
    return lambda tune: word in (tune.origin or "")


def in_riemenschneider(tune: Tune) -> bool:
    """Tell whether a chorale is of BWV 253 to 438, the book that the published set is from."""
    number = re.match(r"bwv(\d+)", tune.id or "")
    return number is not None and 253 <= int(number[1]) <= 438


PITCH_SETS = (
    PitchSet("kinder", 2.106, (213, 8393, 27), "kinder", "the same songs", lambda tune: True),
    PitchSet(
        "chorales",
        2.347,
        (185, 9227, 21),
        "chorales",
        "the same book, another edition",
        in_riemenschneider,
    ),
    PitchSet("elsass", 2.540, (91, 4496, 32), "folk", PLACE, from_place("Elsass")),
    PitchSet("jugoslav", 2.588, (119, 2691, 25), "folk", PLACE, from_place("Jugoslawien")),
    PitchSet("schweiz", 2.454, (93, 4586, 34), "folk", PLACE, from_place("Schweiz")),
    PitchSet("oesterrh", 2.651, (104, 5306, 35), "folk", PLACE, from_place("Oesterreich")),
    PitchSet("shanxi", 2.681, (237, 11056, 41), "folk", PLACE, from_place("Shanxi")),
)
"""All but the first of the published sets, Canadian ballads (`nova`, 2.468)."""
