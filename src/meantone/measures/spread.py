"""How far chance moves a figure: over tunes drawn again, over halves, and in a further set."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.95
"""How often an interval should hold what it is an interval of."""

Floats = NDArray[np.float64]


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


def resampled_means(
    values: ArrayLike, rng: np.random.Generator, draws: int = 1000
) -> tuple[float, float]:
    """Return the ends of the percentile bootstrap interval of a mean, in one step.

    As `bootstrap_interval`, for values some of which may be missing or infinite, and faster.

    Examples
    --------
    >>> low, high = resampled_means([1.0, 2.0, np.nan, 3.0, 4.0], np.random.default_rng(0))
    >>> 1 <= low < 2.5 < high <= 4
    True
    """
    there = known(values)
    if len(there) < 2:
        return float("nan"), float("nan")
    means = np.sort(there[rng.integers(len(there), size=(draws, len(there)))].mean(axis=1))
    beyond = int((1 - LEVEL) / 2 * draws)  # nothing in between is made up, where some are infinite
    return float(means[beyond]), float(means[-1 - beyond])


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

    Examples
    --------
    >>> [half.tolist() for half in halves(5, np.random.default_rng(1), splits=2)]
    [[0, 4], [0, 3]]
    """
    return [np.sort(rng.permutation(count)[: count // 2]) for _ in range(splits)]


def student(degrees: float) -> float:
    """Return how many deviations from the mean 95 of 100 values lie, by Student's distribution.

    The expansion of Abramowitz and Stegun (1964), 26.7.5; right to 0.01 from 3 degrees of freedom.

    Parameters
    ----------
    degrees : float
        Degrees of freedom; with 2 or fewer the answer is infinite, since little can be said.

    Examples
    --------
    >>> round(student(10), 2), round(student(1e9), 2)
    (2.23, 1.96)
    """
    if degrees <= 2:
        return float("inf")
    z = NormalDist().inv_cdf((1 + LEVEL) / 2)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / degrees**power for power, term in enumerate(terms, 1))
