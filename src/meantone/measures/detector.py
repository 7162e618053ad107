"""A linear detector: how well the simplest of readers tells a set of tunes from human ones."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.probes import Probe
from meantone.measures.spread import Floats

PARTS = 5
"""Parts of the tunes, each of which is judged by a reader that learned from the others."""

PENALTY = 30.0
"""How large weights are penalized: there are hundreds of columns and a few hundred tunes."""


class Told(NamedTuple):
    """How well a reader tells the tunes of two sets apart, tune by tune.

    Parameters
    ----------
    ours : numpy.ndarray of float, shape (tunes,)
        For each tune of the set the share of human tunes that the reader finds more human. The
        mean is the area under the ROC curve, as `told_apart` gives it.
    human : numpy.ndarray of float, shape (human tunes,)
        For each human tune the share of the set's tunes that the reader finds less human.
    """

    ours: Floats
    human: Floats


def told_from(
    rows: ArrayLike, human: ArrayLike, rng: np.random.Generator, parts: int = PARTS
) -> Told:
    """Return how well a linear reader tells each tune of a set from human ones.

    Logistic regression (`Probe`), cross-validated: both sets are dealt into parts, and those of
    each part are scored by a reader that learned from the others. Each tune is compared with the
    other set's tunes of its part, ties counting half. A mean of 0.5 says that the reader cannot
    tell, 1 that it always can. Near 0.5 means that this reader sees no difference, not that there
    is none. Lesson 09.

    Parameters
    ----------
    rows : array_like of float, shape (tunes, columns)
        As `features` makes them, or any other columns.
    human : array_like of float, shape (human tunes, columns)
    rng : numpy.random.Generator
    parts : int
        At least 2.

    Returns
    -------
    Told
        nan for all tunes if one of the sets has fewer tunes than `parts`.

    Raises
    ------
    ValueError
        If there are fewer than 2 parts.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> bold, human = rng.normal(2, 1, (100, 3)), rng.normal(0, 1, (100, 3))
    >>> told_from(bold, human, rng).ours.mean() > 0.95
    np.True_
    """
    if parts < 2:
        raise ValueError(f"there are {parts} parts; the reader needs 2 or more")
    ours, theirs = np.asarray(rows, dtype=float), np.asarray(human, dtype=float)
    told = Told(np.full(len(ours), np.nan), np.full(len(theirs), np.nan))
    if min(len(ours), len(theirs)) < parts:
        return told
    our_part, their_part = (rng.permutation(len(table)) % parts for table in (ours, theirs))
    for part in range(parts):
        learned = np.concatenate([ours[our_part != part], theirs[their_part != part]])
        answers = np.arange(len(learned)) < (our_part != part).sum()
        reader = Probe.fit(learned, answers, PENALTY)
        scores = reader.scores(ours[our_part == part])
        others = reader.scores(theirs[their_part == part])
        told.ours[our_part == part] = _above(scores, others)
        told.human[their_part == part] = 1 - _above(others, scores)
    return told


def _above(scores: Floats, others: Floats) -> Floats:
    """Return for each score the share of others that are lower, ties counting half."""
    rising = np.sort(others)
    lower = np.searchsorted(rising, scores, "left") + np.searchsorted(rising, scores, "right")
    return np.asarray(lower / (2 * len(others)))
