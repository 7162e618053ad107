"""How far chance moves a figure: over tunes drawn again, over halves, and in a further set."""

from __future__ import annotations

from typing import Literal
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""How often an interval should hold what it is an interval of."""

Floats = NDArray[np.float64]

_CELLS = 2**20


def mean(values: ArrayLike) -> float:
    """Return the mean of the values that are there; nan if none is.

    Examples
    --------
    >>> mean([1.0, np.nan, 2.0]), mean([])
    (1.5, nan)
    """
    there = known(values)
    return float(there.mean()) if len(there) else float("nan")


def known(values: ArrayLike) -> Floats:
    """Return the values without those that are not a number.

    Examples
    --------
    >>> known([1.0, np.nan])
    array([1.])
    """
    sample = np.asarray(values, dtype=float)
    return np.asarray(sample[~np.isnan(sample)])


def deviation(values: ArrayLike) -> float:
    """Return the standard deviation of the values that are there; nan of fewer than two.

    Examples
    --------
    >>> deviation([1.0, 3.0, np.nan]), deviation([1.0])
    (1.4142135623730951, nan)
    """
    there = known(values)
    if len(there) < 2:
        return float("nan")
    if (there == there[0]).all():  # the mean of infinitely many bits is infinite, its spread is not
        return 0.0
    return float(there.std(ddof=1)) if np.isfinite(there).all() else float("inf")


def bootstrap_interval(
    values: ArrayLike,
    rng: np.random.Generator,
    level: float = LEVEL,
    draws: int = 2000,
    weights: ArrayLike | None = None,
) -> tuple[float, float]:
    """Return the percentile bootstrap interval of a mean over tunes.

    Tunes, not notes, are drawn again: the notes of one tune depend on each other (Efron 1979). An
    interval belongs to one figure. Beside a mean over all notes, in which long tunes count more,
    stands the interval of that mean: give the tunes' lengths as weights. Lesson 01 uses it first.

    Parameters
    ----------
    values : array_like of float, shape (tunes,)
        One value for each tune; what is not a number is left out.
    rng : numpy.random.Generator
    level : float
        How often such an interval should hold the mean.
    draws : int
        Resamplings.
    weights : array_like of float, shape (tunes,), optional
        How much each tune counts, above zero; all the same, if left out.

    Returns
    -------
    tuple of (float, float)
        Low and high end; both nan for fewer than two values, of which nothing can be said.

    Examples
    --------
    >>> low, high = bootstrap_interval([1.0, 2.0, 3.0, 4.0], np.random.default_rng(0))
    >>> low < 2.5 < high
    True
    >>> low, high = bootstrap_interval([1, 2, 3, 4], np.random.default_rng(0), weights=[9, 1, 1, 1])
    >>> low < 1.5 < high
    True
    """
    sample = np.asarray(values, dtype=float)
    heavy = np.ones(len(sample)) if weights is None else np.asarray(weights, dtype=float)
    there = ~np.isnan(sample)
    if there.sum() < 2:
        return float("nan"), float("nan")
    means = _resampled(sample[there], heavy[there], rng, draws)
    # Between a finite and an infinite mean nothing can be made up.
    method: Literal["linear", "nearest"] = "linear" if np.isfinite(means).all() else "nearest"
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2], method=method)
    return float(low), float(high)


def _resampled(values: Floats, weights: Floats, rng: np.random.Generator, draws: int) -> Floats:
    """Return the weighted means of values drawn again, shape (draws,)."""
    total, means = values * weights, np.empty(draws)
    block = max(_CELLS // len(values), 1)  # so many draws at once, for memory's sake
    for start in range(0, draws, block):
        drawn = rng.integers(len(values), size=(min(block, draws - start), len(values)))
        means[start : start + block] = total[drawn].sum(axis=1) / weights[drawn].sum(axis=1)
    return means


def halves(count: int, rng: np.random.Generator, splits: int) -> list[NDArray[np.int64]]:
    """Return random halves of so many tunes, each as the sorted numbers of its tunes.

    A figure's deviation over halves estimates its standard error on the whole: each half strays
    from the whole by as much as the whole does from what it was drawn from (the delete-half
    jackknife; Shao and Wu 1989). Halves and not bootstrap samples, because a bootstrap sample
    holds tunes twice, and a set with tunes twice is less diverse, more alike, and nearer to itself.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator
    splits : int
        How many halves.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (count // 2,)

    Examples
    --------
    >>> [half.tolist() for half in halves(5, np.random.default_rng(1), splits=2)]
    [[0, 4], [0, 3]]
    """
    return [np.sort(rng.permutation(count)[: count // 2]) for _ in range(splits)]


def student(degrees: float) -> float:
    """Return how many deviations from the mean 95 of 100 values lie, by Student's distribution.

    Parameters
    ----------
    degrees : float
        Degrees of freedom; with 2 or fewer the answer is infinite, since little can be said.

    Returns
    -------
    float

    Examples
    --------
    >>> round(student(10), 2), round(student(1e9), 2)
    (2.23, 1.96)
    """
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + LEVEL) / 2)) if degrees > 2 else float("inf")


def named_rng(seed: int, *names: object) -> np.random.Generator:
    """Return a generator for one purpose, the same whatever else was drawn from the same seed.

    Parameters
    ----------
    seed : int
        0 or above.
    *names : object
        What it is for: of equal names come equal draws.

    Returns
    -------
    numpy.random.Generator

    Examples
    --------
    >>> one, same, other = (named_rng(5, name).integers(1000) for name in ("a", "a", "b"))
    >>> one == same, one == other
    (np.True_, np.False_)
    """
    return np.random.default_rng([seed, crc32(repr(names).encode("utf-8"))])
