"""Who is recognized from the second take, before and after averaging."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from meantone.experiments.performers.parts import centered
from meantone.measures.spread import Floats, bootstrap_interval


@dataclass(frozen=True)
class Named:
    """How often a performer is named from the second take.

    Made by `recognized`.

    Parameters
    ----------
    count : int
        Performers in each average of the line-up; 1 is before averaging.
    rate : float
        The share of performers, over all draws, who are named rightly.
    interval : (float, float)
        By bootstrap over performers.
    chance : float
        What guessing gives.
    each : numpy.ndarray of float, shape (performers,)
        How often each was.
    """

    count: int
    rate: float
    interval: tuple[float, float]
    chance: float
    each: Floats


def recognized(curves: ArrayLike, count: int, rng: np.random.Generator, draws: int = 20) -> Named:
    """Return how often a performer is named from the second take among averages of `count`.

    For performer i there is a line-up of n averages of first takes, one for each performer: i's
    with ``count - 1`` others drawn at random, and each other's with ``count - 1`` drawn from those
    who are not i. Only one holds i. It is named rightly if it is the nearest to i's *second* take,
    by the mean squared distance over places. With a count of 1 the line-up is the first takes.
    Whatever the count, guessing names 1 in n. Lesson 13.

    No more than half of the performers are averaged: in larger groups nearly everybody is in all
    averages but one's own, and the line-up shrinks to a question of in or out.

    Parameters
    ----------
    curves : array_like of float, shape (performers, 2, places)
        Such as `Performances.both`.
    count : int
        From 1 to half of the performers.
    rng : numpy.random.Generator
    draws : int
        Line-ups for each performer; one is enough where the count is 1.

    Returns
    -------
    Named

    Raises
    ------
    ValueError
        If the count is another.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=(12, 1, 40)) + rng.normal(size=(12, 2, 40)) / 2
    >>> recognized(x, 1, rng).rate, recognized(x, 6, rng).rate < 1
    (1.0, True)
    """
    x = centered(curves)
    n = len(x)
    if not 1 <= count <= n // 2:
        raise ValueError(f"averages of {count}; with {n} performers they hold 1 to {n // 2}")
    hits = np.array([
        [_nearest(x, me, count, rng) == me for _ in range(draws if count > 1 else 1)]
        for me in range(n)
    ])  # fmt: skip
    each = hits.mean(axis=1)
    return Named(count, float(each.mean()), bootstrap_interval(each, rng), 1 / n, each)


def _nearest(x: Floats, me: int, count: int, rng: np.random.Generator) -> int:
    """Return whose average is nearest to a performer's second take."""
    lineup = [x[_group(who, me, len(x), count, rng), 0].mean(axis=0) for who in range(len(x))]
    far = ((np.array(lineup) - x[me, 1]) ** 2).mean(axis=1)
    return int(far.argmin())


def _group(who: int, me: int, size: int, count: int, rng: np.random.Generator) -> list[int]:
    """Return who is in an average: one performer and others, never `me` unless it is theirs."""
    others = [one for one in range(size) if one not in (who, me)]
    return [who, *rng.permutation(others)[: count - 1].tolist()]
