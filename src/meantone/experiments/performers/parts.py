"""What performances are made of: what all share, what is one's own and returns, and the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.spread import LEVEL, Floats

if TYPE_CHECKING:
    import pandas as pd

NAMES = ("shared", "own and returning", "rest")

Interval = tuple[float, float]


@dataclass(frozen=True)
class Parts:
    """The variance of performances in three parts.

    Made by `decompose`. All are variances over places, in the square of the curves' unit.

    Parameters
    ----------
    shared, own, rest : float
        Shared by all; one's own, and there again in the second take; what is left.
    performers : int
        Of how many.
    intervals : dict of str to (float, float)
        For the share of each part in the whole, by bootstrap over performers.

    Examples
    --------
    >>> parts = Parts(0.6, 0.2, 0.2, 10, {})
    >>> parts.shares["shared"], round(parts.of_average(10), 3)
    (0.6, 0.64)
    """

    shared: float
    own: float
    rest: float
    performers: int
    intervals: dict[str, Interval]

    @property
    def total(self) -> float:
        """The mean variance of one take over its places."""
        return self.shared + self.own + self.rest

    @property
    def shares(self) -> dict[str, float]:
        """Each part's share of the total, by name; nan where nothing varies at all."""
        values = (self.shared, self.own, self.rest)
        whole = self.total or np.nan
        return {name: value / whole for name, value in zip(NAMES, values, strict=True)}

    def of_average(self, count: int, takes: int = 1) -> float:
        """Return the variance over places to expect of the average of so many performers.

        ``shared + (own + rest / takes) / count``: what is one's own and the rest differ from one to
        the next, and the variance of a mean of independent things is the variance of one, divided
        by their number. Lesson 13.

        Parameters
        ----------
        count : int
            Performers averaged.
        takes : int
            Takes of each in the average.
        """
        return self.shared + (self.own + self.rest / takes) / count

    def table(self) -> pd.DataFrame:
        """Return a row for each part: its variance, its share, and the share's interval.

        Examples
        --------
        >>> Parts(0.6, 0.2, 0.2, 10, {name: (0.1, 0.9) for name in NAMES}).table()["share"].tolist()
        [0.6, 0.2, 0.2]
        """
        import pandas as pd

        rows = [
            {"part": name, "variance": value, "share": self.shares[name],
             "low": self.intervals[name][0], "high": self.intervals[name][1]}
            for name, value in zip(NAMES, (self.shared, self.own, self.rest), strict=True)
        ]  # fmt: skip
        return pd.DataFrame(rows).set_index("part")


def decompose(curves: ArrayLike, rng: np.random.Generator, draws: int = 1000) -> Parts:
    """Split the variance of performances: shared, own and returning, rest.

    With x[i, t, k] the curve of performer i in take t at place k, each performer's mean over t
    and k removed, m[i] the mean of i's two takes, and Cov, Var over places:

    - shared = mean over i of ``Cov(m[i], mean of m[j] over the others j)``. The shared part is
      taken from the *others*: the mean over all performers would hold a share 1/n of i's own and
      of the rest, and its variance is ``shared + (own + rest / 2) / n`` (see `of_average`).
    - own and returning = mean over i of ``Cov(x[i, 1], x[i, 2])``, less the shared part. The errors
      of two takes are independent, so what they have in common is the performer's: an unbiased
      estimate, which may fall below zero where there is nothing.
    - rest = mean over i and t of ``Var(x[i, t])``, less the other two.

    These are the components of variance of a crossed design with replication (R. A. Fisher,
    *Statistical Methods for Research Workers*, 1925, chapter VII). Intervals: performers drawn
    again (Efron 1979), pairs of one performer with itself left out. Lesson 13.

    Parameters
    ----------
    curves : array_like of float, shape (performers, 2, places)
        Such as `Performances.tempo`.
    rng : numpy.random.Generator
    draws : int
        Resamplings.

    Returns
    -------
    Parts

    Raises
    ------
    ValueError
        If there are fewer than three performers, not two takes, or fewer than two places.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> x = rng.normal(size=300) + rng.normal(size=(40, 1, 300)) / 2
    >>> parts = decompose(x + rng.normal(size=(40, 2, 300)) / 2, rng)
    >>> {name: round(share, 1) for name, share in parts.shares.items()}
    {'shared': 0.7, 'own and returning': 0.2, 'rest': 0.2}
    """
    x = centered(curves)
    means = x.mean(axis=1)
    between = means @ means.T / x.shape[2]  # covariances of performers' means, (n, n)
    np.fill_diagonal(between, 0)
    again = (x[:, 0] * x[:, 1]).mean(axis=1)
    whole = (x**2).mean(axis=(1, 2))
    even = np.ones((1, len(x)))
    shared, own, rest = _parts(between, again, whole, even)[0].tolist()
    drawn = rng.multinomial(len(x), np.full(len(x), 1 / len(x)), size=draws).astype(float)
    drawn = drawn[(drawn > 0).sum(axis=1) > 1]  # of one performer alone nothing is shared
    return Parts(shared, own, rest, len(x), _intervals(_parts(between, again, whole, drawn)))


def centered(curves: ArrayLike) -> Floats:
    """Return curves less their means over places, after a look at their shape.

    Parameters
    ----------
    curves : array_like of float, shape (performers, 2, places)

    Raises
    ------
    ValueError
        If there are fewer than three performers, not two takes, or fewer than two places.
    """
    x = np.asarray(curves, dtype=float)
    if x.ndim != 3 or x.shape[0] < 3 or x.shape[1] != 2 or x.shape[2] < 2:
        raise ValueError(
            f"curves of shape {x.shape}; give (performers, 2 takes, places), with three performers "
            "and two places at least"
        )
    return np.asarray(x - x.mean(axis=2, keepdims=True))


def _parts(between: Floats, again: Floats, whole: Floats, weights: Floats) -> Floats:
    """Return the three parts where performers count as often as the weights say, (draws, 3)."""
    count = weights.sum(axis=1)
    pairs = count**2 - (weights**2).sum(axis=1)
    shared = np.einsum("di,ij,dj->d", weights, between, weights) / pairs
    own = weights @ again / count - shared
    return np.stack([shared, own, weights @ whole / count - shared - own], axis=1)


def _intervals(parts: Floats) -> dict[str, Interval]:
    """Return the interval of each part's share."""
    whole = parts.sum(axis=1, keepdims=True)
    shares = parts / np.where(whole == 0, np.nan, whole)
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return {name: (float(low[i]), float(high[i])) for i, name in enumerate(NAMES)}


def picture(parts: dict[str, Parts], title: str) -> Any:
    """Draw the shares of the parts as bars with their intervals, a panel for each set of curves.

    Parameters
    ----------
    parts : dict of str to Parts
        By what was decomposed: "tempo", "loudness".
    title : str
        What is found.

    Returns
    -------
    altair.FacetChart
    """
    import altair as alt
    import pandas as pd

    rows = pd.concat([one.table().assign(of=name).reset_index() for name, one in parts.items()])
    axis = alt.Axis(format="%", values=[0, 0.2, 0.4, 0.6])
    x = alt.X("share:Q", title="share of the variance", axis=axis)
    y = alt.Y("part:N", title=None, sort=list(NAMES))
    bars = alt.Chart(rows, width=165, height=90).mark_bar(height=16).encode(x, y)
    ends = alt.Chart(rows).mark_rule(strokeWidth=2, color="black")
    layers = bars + ends.encode(
        alt.X("low:Q", title="share of the variance", axis=axis), y, x2="high:Q"
    )
    said = "; ".join(
        f"{name}: " + ", ".join(f"{part} {share:.0%}" for part, share in one.shares.items())
        for name, one in parts.items()
    )
    return layers.facet(column=alt.Column("of:N", title=None, sort=[*parts])).properties(
        title=title, description=f"Bars: {said}. Lines: intervals by bootstrap over performers."
    )
