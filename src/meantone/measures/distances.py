"""Distances of distributions: how differently two sets use notes, steps, durations, or runs.

A distance of two samples is above zero even if both come from one source, and the more so the
smaller they are. So it means something only beside that of human tunes from other human tunes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.runs import runs
from meantone.measures.spread import Floats


def jensen_shannon(one: ArrayLike, two: ArrayLike) -> float:
    """Return the Jensen-Shannon divergence of two distributions, in bits.

    ``1/2 KL(P, M) + 1/2 KL(Q, M)``, `M` being the mean of `P` and `Q` (Lin 1991): 0 for the same, 1
    for distributions that have nothing in common. SciPy's ``jensenshannon`` is its square root.
    Lesson 09.

    Parameters
    ----------
    one, two : array_like, shape (symbols,)
        Counts or shares, in the same order; they need not sum to 1.

    Returns
    -------
    float
        From 0 to 1; nan if one of them is empty or all zeros.

    Raises
    ------
    ValueError
        If they differ in length, or a count is negative.

    Examples
    --------
    >>> jensen_shannon([1, 1, 0], [1, 1, 0]), jensen_shannon([3, 0], [0, 1])
    (0.0, 1.0)
    """
    p, q = _shares(one, two)
    middle = (p + q) / 2
    return max((_divergence(p, middle) + _divergence(q, middle)) / 2, 0.0)


def kullback_leibler(one: ArrayLike, two: ArrayLike) -> float:
    """Return the Kullback-Leibler divergence of a distribution from another, in bits.

    ``sum(p log2(p / q))``: how many bits more a reader pays who believes the second and is given
    the first. It is not the same the other way round. Lesson 12.

    Parameters
    ----------
    one, two : array_like, shape (symbols,)
        Counts or shares, in the same order; they need not sum to 1.

    Returns
    -------
    float
        0 or above; infinite if the first has what the second has not; nan if one of them is empty
        or all zeros.

    Raises
    ------
    ValueError
        If they differ in length, or a count is negative.

    Examples
    --------
    >>> kullback_leibler([1, 0], [1, 1]), kullback_leibler([1, 1], [1, 0])
    (1.0, inf)
    """
    return max(_divergence(*_shares(one, two)), 0.0)


def distance_of_values(one: ArrayLike, two: ArrayLike) -> float:
    """Return the `jensen_shannon` divergence of how often values occur in two samples.

    Parameters
    ----------
    one, two : array_like of int
        As `pitch_classes`, `intervals` and `durations` give them.

    Returns
    -------
    float
        From 0 to 1; nan if one sample is empty.

    Examples
    --------
    >>> distance_of_values([48, 48, 24], [24, 48, 48]), distance_of_values([48], [36])
    (0.0, 1.0)
    """
    first, second = np.asarray(one, dtype=np.int64), np.asarray(two, dtype=np.int64)
    place = np.unique(np.concatenate([first, second]), return_inverse=True)[1]
    wide = int(place.max(initial=-1)) + 1
    ours, theirs = place[: len(first)], place[len(first) :]
    return jensen_shannon(np.bincount(ours, minlength=wide), np.bincount(theirs, minlength=wide))


def run_distance(one: Sequence[ArrayLike], two: Sequence[ArrayLike], length: int) -> float:
    """Return the `jensen_shannon` divergence of two sets' runs of so many tokens.

    Parameters
    ----------
    one, two : sequence of array_like of int
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    float
        From 0 to 1; nan if a set has no run.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> run_distance([[0, 1, 2]], [[1, 2, 0]], length=1)
    0.0
    >>> run_distance([[0, 1, 2]], [[1, 2, 0]], length=2)
    0.5
    """
    numbers, owners = runs([*one, *two], length)
    ours = owners < len(one)
    return distance_of_values(numbers[ours], numbers[~ours])


def overlapping_area(one: ArrayLike, two: ArrayLike) -> float:
    """Return how much the distributions of two samples overlap: 1 if they are the same.

    Both are smoothed by normal curves (kernel density estimates, with Scott's width), and
    ``OA = integral of min(p, q)``, on one grid (Yang and Lerch 2020). Means may agree where
    distributions do not. Lesson 09's profile has it, for surprise, as a row.

    Parameters
    ----------
    one, two : array_like of float, shape (tunes,)
        A value for each tune, such as its range; what is not a number is left out.

    Returns
    -------
    float
        From 0 to 1; nan if a sample is empty. A sample without spread is a point: it overlaps with
        nothing but the same point.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> round(overlapping_area(rng.normal(0, 1, 2000), rng.normal(2, 1, 2000)), 1)
    0.3
    >>> overlapping_area([5, 5], [5, 5, 5]), overlapping_area([5, 5], [6, 6])
    (1.0, 0.0)
    """
    first, second = _finite(one), _finite(two)
    if not len(first) or not len(second):
        return float("nan")
    points = [sample.min() == sample.max() for sample in (first, second)]
    if any(points):
        return float(all(points) and first[0] == second[0])
    grid, p, q = _log_densities(first, second)
    return float(min(np.trapezoid(np.exp(np.minimum(p, q)), grid), 1.0))


def density_divergence(one: ArrayLike, two: ArrayLike) -> float:
    """Return the Kullback-Leibler divergence of two samples' smoothed distributions, in bits.

    As `overlapping_area`, ``integral of p log2(p / q)``. It has no upper limit: a few far-off
    values decide it, where the overlap hardly moves.

    Parameters
    ----------
    one, two : array_like of float, shape (tunes,)
        As in `overlapping_area`.

    Returns
    -------
    float
        0 or above; nan if a sample is empty; 0 for two equal points, else infinite if one sample
        has no spread.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> same, far = rng.normal(0, 1, 2000), rng.normal(2, 1, 2000)
    >>> density_divergence(same, same), density_divergence(same, far) > 1
    (0.0, True)
    """
    first, second = _finite(one), _finite(two)
    if not len(first) or not len(second):
        return float("nan")
    points = [sample.min() == sample.max() for sample in (first, second)]
    if any(points):
        return 0.0 if all(points) and first[0] == second[0] else float("inf")
    grid, p, q = _log_densities(first, second)
    return float(max(np.trapezoid(np.exp(p) * (p - q), grid) / np.log(2), 0.0))


def _shares(one: ArrayLike, two: ArrayLike) -> tuple[Floats, Floats]:
    """Return two distributions as shares; nan for what has nothing to share."""
    p, q = np.asarray(one, dtype=float), np.asarray(two, dtype=float)
    if p.shape != q.shape or p.ndim != 1:
        raise ValueError(
            f"distributions of shapes {p.shape} and {q.shape}; both need one value for each symbol"
        )
    if (p < 0).any() or (q < 0).any():
        raise ValueError("a distribution holds a negative count")
    # The total of nothing is put as nan, which what comes of it then is.
    return p / (p.sum() or np.nan), q / (q.sum() or np.nan)


def _divergence(p: Floats, q: Floats) -> float:
    """Return ``sum(p log2(p / q))``."""
    if np.isnan(p).any() or np.isnan(q).any() or not len(p):
        return float("nan")
    there = p > 0
    if (q[there] == 0).any():
        return float("inf")
    return float(np.sum(p[there] * np.log2(p[there] / q[there])))


def _finite(values: ArrayLike) -> Floats:
    """Return the values that are finite numbers."""
    sample = np.asarray(values, dtype=float)
    return np.asarray(sample[np.isfinite(sample)])


def _log_densities(one: Floats, two: Floats) -> tuple[Floats, Floats, Floats]:
    """Return a grid over both samples, and the logarithm of each one's smoothed density on it."""
    from scipy.stats import gaussian_kde

    curves = [gaussian_kde(sample) for sample in (one, two)]
    widths = [float(np.sqrt(curve.covariance[0, 0])) for curve in curves]
    both = np.concatenate([one, two])
    margin = 5 * max(widths)
    # A step of a quarter of the narrower curve: the integral is then right to five digits.
    steps = int(min(20 * margin / min(widths) + 4 * np.ptp(both) / min(widths), 20_000))
    grid = np.linspace(both.min() - margin, both.max() + margin, max(steps, 512))
    first, second = (curve.logpdf(grid) for curve in curves)  # logarithms: no density is ever 0
    return grid, first, second
