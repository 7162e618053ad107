"""What the average of performers keeps: its variance beside theirs, and how like it they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from meantone.experiments.performers.parts import centered
from meantone.measures.spread import Floats, bootstrap_interval


@dataclass(frozen=True)
class Kept:
    """What the average keeps of performances.

    Made by `kept`. Two figures that are easily confused: say which.

    Parameters
    ----------
    variance : float
        The average's variance over places, as a share of the mean variance of one take. It counts
        the performer's own part in the average: the smaller the group, the larger it is. nan where
        nobody varies.
    r : float
        The mean over performers of the correlation of a take with the average of the *others*.
    interval : (float, float)
        For `r`, by bootstrap over performers.
    each : numpy.ndarray of float, shape (performers,)
        Each performer's correlation.
    """

    variance: float
    r: float
    interval: tuple[float, float]
    each: Floats


def kept(curves: ArrayLike, rng: np.random.Generator) -> Kept:
    """Return what the average of first takes keeps, and how like the others' average each one is.

    ``variance = Var(mean over i of x[i]) / mean over i of Var(x[i])`` and ``r = mean over i of
    corr(x[i], mean of x[j] over the others j)``, over places, with x the first takes. Lesson 13.

    Parameters
    ----------
    curves : array_like of float, shape (performers, 2, places)
    rng : numpy.random.Generator

    Returns
    -------
    Kept

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(50, 2, 400))
    >>> noise, alike = kept(x, rng), kept(x / 3 + rng.normal(size=400), rng)
    >>> round(noise.variance, 2), round(alike.variance, 1), alike.r > 0.9
    (0.02, 0.9, True)
    """
    x = centered(curves)[:, 0]
    alone = x.var(axis=1).mean()
    variance = float(x.mean(axis=0).var() / alone) if alone else float("nan")
    each = like_others(x)
    return Kept(variance, float(each.mean()), bootstrap_interval(each, rng), each)


def like_others(first: ArrayLike) -> Floats:
    """Return how each performer's curve correlates with the average of all others.

    Parameters
    ----------
    first : array_like of float, shape (performers, places)

    Returns
    -------
    numpy.ndarray of float, shape (performers,)

    Examples
    --------
    >>> like_others([[0, 1, 2], [0, 1, 2], [0, -4, -8]]).round(2)
    array([-1., -1., -1.])
    """
    x = np.asarray(first, dtype=float)
    others = (x.sum(axis=0) - x) / (len(x) - 1)
    return np.array([correlation(a, b) for a, b in zip(x, others, strict=True)])


def correlation(one: ArrayLike, other: ArrayLike) -> float:
    """Return Pearson's correlation; 0 where one of them does not vary at all.

    Parameters
    ----------
    one, other : array_like of float, shape (places,)

    Returns
    -------
    float
        From -1 to 1.

    Examples
    --------
    >>> round(correlation([0, 1, 2], [1, 3, 5]), 6), correlation([1, 1], [0, 1])
    (1.0, 0.0)
    """
    a, b = (np.asarray(x, dtype=float) for x in (one, other))
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size else 0.0


def by_count(
    curves: ArrayLike, counts: ArrayLike, rng: np.random.Generator, draws: int = 30
) -> Floats:
    """Return how like the average of so many others a performer is, for each count.

    For each performer some of the others are drawn, and their first takes averaged; the mean of the
    correlations over performers and draws. Lesson 13.

    Parameters
    ----------
    curves : array_like of float, shape (performers, 2, places)
    counts : array_like of int
        Others in the average, from 1 to all.
    rng : numpy.random.Generator
    draws : int
        Groups drawn for each performer.

    Returns
    -------
    numpy.ndarray of float, shape (counts,)

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=60) + rng.normal(size=(12, 2, 60))
    >>> alone, four, eleven = by_count(x, [1, 4, 11], rng)
    >>> alone < four < eleven
    np.True_
    """
    x = centered(curves)[:, 0]
    found = []
    for count in np.asarray(counts, dtype=int).tolist():
        groups = [
            (i, drawn) for i in range(len(x)) for drawn in _others(i, len(x), count, rng, draws)
        ]
        found.append(np.mean([correlation(x[i], x[group].mean(axis=0)) for i, group in groups]))
    return np.array(found)


def _others(
    me: int, size: int, count: int, rng: np.random.Generator, draws: int
) -> list[np.ndarray]:
    """Return groups of this many others."""
    others = np.delete(np.arange(size), me)
    return [rng.permutation(others)[:count] for _ in range(draws if count < size - 1 else 1)]
