"""Copies: the longest run of each tune that a training tune holds too, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from meantone.measures import longest_copies
from meantone.report.yardsticks import Yardstick
from meantone.tunes import Tune

USUAL = 0.95
"""So many of people's tunes copy no longer run than the limit."""

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
    """
    notes = yard.reference.length
    learned = yard.tokens(yard.training)
    long = [tune for tune in mine if len(tune.notes) > notes] or [*mine]
    found = longest_copies([tokens[:notes] for tokens in yard.tokens(long)], learned)
    theirs = longest_copies([tokens[:notes] for tokens in yard.tokens(yard.human)], learned)
    limit = int(np.quantile(theirs, USUAL, method="higher"))
    longest = np.argsort(-found, kind="stable")[:SHOWN]
    pairs = tuple(_pair(long[i], int(found[i]), yard) for i in longest if found[i])
    return Copies(
        len(long), limit, float((theirs > limit).mean()), int((found > limit).sum()),
        float(found.mean()), float(theirs.mean()), pairs,
    )  # fmt: skip


def _pair(tune: Tune, length: int, yard: Yardstick) -> Pair:
    """Find a copied run in the training tunes, as text in text."""
    own = _text(yard.view.encode(tune)[: yard.reference.length])
    for other in yard.training:
        text = _text(yard.view.encode(other))
        for start in range(len(own) - length + 1):
            place = text.find(own[start : start + length])
            if place >= 0:
                return Pair(tune, other, length, start, place)
    raise ValueError("no training tune holds this run")


def _text(tokens: np.ndarray) -> str:
    """Return tokens as letters: text is searched fast."""
    return "".join(chr(0x4E00 + token) for token in tokens.tolist())
