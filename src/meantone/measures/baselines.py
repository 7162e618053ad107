"""What stands beside every measured figure: shuffled tunes, and how far chance moves it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from meantone.tunes import Tune


def shuffled(tune: Tune, rng: np.random.Generator) -> Tune:
    """Return the tune's own notes and rests in random order.

    Pitches, durations and their counts stay; melody, rhythm and form go. What a measure gives for
    shuffled tunes is what it gives for no music at all. Lessons 00 and 01 build and hear it.

    Parameters
    ----------
    tune : Tune
    rng : numpy.random.Generator

    Returns
    -------
    Tune
        Without phrase ends, as no phrase is left; rests that meet are joined.

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65), (48, 48, 24, 24))
    >>> shuffled(tune, np.random.default_rng(0)).pitches
    (64, 60, 62, 65)
    """
    order = rng.permutation(len(tune)).tolist()
    return Tune.from_events(
        [(tune.pitches[i], tune.durations[i]) for i in order],
        id=tune.id,
        title=f"{tune.title}, shuffled" if tune.title else "",
        tonic=tune.tonic,
        mode=tune.mode,
        meter=tune.meter,
        pickup=tune.pickup,
        origin=tune.origin,
        source=tune.source,
    )


def bootstrap_interval(
    values: ArrayLike, rng: np.random.Generator, level: float = 0.95, draws: int = 2000
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean over tunes.

    Tunes, not notes, are drawn again: the notes of one tune depend on each other (Efron 1979).
    Lesson 01 uses it first.

    Parameters
    ----------
    values : array_like of float, shape (tunes,)
        One value for each tune.
    rng : numpy.random.Generator
    level : float
        How often such an interval should hold the mean.
    draws : int
        Resamplings.

    Returns
    -------
    tuple of (float, float)
        Low and high end; both nan without values.

    Examples
    --------
    >>> low, high = bootstrap_interval([1.0, 2.0, 3.0, 4.0], np.random.default_rng(0))
    >>> low < 2.5 < high
    True
    """
    sample = np.asarray(values, dtype=float)
    if not len(sample):
        return float("nan"), float("nan")
    means = np.array([rng.choice(sample, len(sample)).mean() for _ in range(draws)])
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
