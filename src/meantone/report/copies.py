"""Copies: the longest run of each tune that a training tune holds too, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from meantone.measures import longest_runs, usual_limit
from meantone.report.yardsticks import Yardstick
from meantone.tunes import Tune

SHOWN = 3
"""Pairs that are shown."""


class Pair(NamedTuple):
    """A run that two tunes share.

    Parameters
    ----------
    mine, theirs : Tune
    length : int
        Tokens of it.
    mine_at, theirs_at : int
        The note of each that it begins with, from 0.
    """

    mine: Tune
    theirs: Tune
    length: int
    mine_at: int
    theirs_at: int


@dataclass(frozen=True)
class Copies:
    """What a set copies, beside what people's tunes copy.

    Parameters
    ----------
    count : int
        Tunes that were looked at.
    limit : int
        Tokens: the longest run that is usual for people's tunes.
    usual : float
        The share of people's tunes with a longer one.
    flagged : int
        Tunes of the set with a longer one.
    mean, human : float
        The mean longest copy, in tokens, of the set and of people's tunes.
    pairs : tuple of Pair
        The longest, each of another tune.
    """

    count: int
    limit: int
    usual: float
    flagged: int
    mean: float
    human: float
    pairs: tuple[Pair, ...]


def copies(mine: Sequence[Tune], yard: Yardstick) -> Copies:
    """Return what tunes copy from the yardstick's training tunes.

    Of each tune on both sides the same opening is looked at: a longer tune has more room for a
    copy.

    Parameters
    ----------
    mine : sequence of Tune
    yard : Yardstick

    Returns
    -------
    Copies
    """
    notes = yard.reference.length
    learned = yard.tokens(yard.training)
    long = [tune for tune in mine if len(tune.notes) > notes] or [*mine]
    found = longest_runs([tokens[:notes] for tokens in yard.tokens(long)], learned)
    theirs = longest_runs([tokens[:notes] for tokens in yard.tokens(yard.human)], learned).lengths
    limit = usual_limit(theirs)
    longest = np.argsort(-found.lengths, kind="stable")[:SHOWN]
    pairs = tuple(
        Pair(long[i], yard.training[source], length, start, place)
        for i, (length, start, source, place) in zip(
            longest.tolist(), np.stack(found, axis=1)[longest].tolist(), strict=True
        )
        if length
    )
    return Copies(
        len(long), limit, float((theirs > limit).mean()), int((found.lengths > limit).sum()),
        float(found.lengths.mean()), float(theirs.mean()), pairs,
    )  # fmt: skip
