"""The amplification curve: shares in against shares out, and the line that odds follow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import sample, temperature
from meantone.experiments.bias.judges import LONGEST, Judge, true_share
from meantone.experiments.bias.shares import Interval, drawn_again, share_interval
from meantone.measures.spread import LEVEL
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

MARKS = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
"""Shares that the axes name."""

LEAST = 0.003
"""Shares below are drawn there, and those that lack as little of all: all has no odds either."""

_WEAK = 1e-3  # how hard large slopes and offsets are penalized, so that there always is a best line
_ROUNDS = 60


class Point(NamedTuple):
    """One set of tunes: the share that was learned, and the share that came out.

    Parameters
    ----------
    temperature, share_in : float
    tunes, yes : int
        How many were judged, and how many the judge took for the second group's.
    share_out : float
        Corrected for the judge's error rates.
    low, high : float
        Ends of its interval.
    """

    temperature: float
    share_in: float
    tunes: int
    yes: int
    share_out: float
    low: float
    high: float


class Line(NamedTuple):
    """Log odds out = slope * log odds in + offset, with intervals.

    Parameters
    ----------
    slope, offset : float
        Natural logarithms: ``exp(offset)`` is what the odds are multiplied by.
    slope_interval, offset_interval : tuple of float
        By the bootstrap.
    """

    slope: float
    offset: float
    slope_interval: Interval
    offset_interval: Interval

    def share(self, share_in: ArrayLike) -> Rows:
        """Return the share out at a share in, shape as given.

        Examples
        --------
        >>> line = Line(2.0, 0.0, (2.0, 2.0), (0.0, 0.0))
        >>> line.share([0.5, 0.2]).round(3)  # odds of 1 to 4 become 1 to 16
        array([0.5  , 0.059])
        """
        return _chance(self.slope * log_odds(share_in) + self.offset)


@dataclass(frozen=True)
class Amplification:
    """What `amplification` returns.

    Parameters
    ----------
    judge : str
    points : tuple of Point
    lines : dict of float to Line
        By temperature.
    """

    judge: str
    points: tuple[Point, ...]
    lines: dict[float, Line]

    def table(self) -> pd.DataFrame:
        """Return a row for each temperature: slope and offset beside 1/T."""
        import pandas as pd

        rows = [
            {
                "temperature": degree,
                "1/T": 1 / degree,
                "slope": line.slope,
                "slope low": line.slope_interval[0],
                "slope high": line.slope_interval[1],
                "offset": line.offset,
                "offset low": line.offset_interval[0],
                "offset high": line.offset_interval[1],
            }
            for degree, line in self.lines.items()
        ]
        return pd.DataFrame(rows)

    def picture(self) -> alt.TopLevelMixin:
        """Return the curve in odds, where the law is a straight line: dots, and fitted lines."""
        import altair as alt
        import pandas as pd

        ends = np.array(MARKS[:: len(MARKS) - 1])
        lines = pd.DataFrame(
            {"temperature": degree, "in": log_odds(share), "out": log_odds(line.share(share))}
            for degree, line in self.lines.items()
            for share in ends
        )
        points = pd.DataFrame(
            {
                "temperature": point.temperature,
                "in": log_odds(point.share_in),
                "out": log_odds(np.clip(point.share_out, LEAST, 1 - LEAST)),
            }
            for point in self.points
        )
        x = _odds(alt.X("in:Q", title="share in training"))
        y = _odds(alt.Y("out:Q", title="share that comes out"))
        color = alt.Color("temperature:N", title="T", sort=None)
        drawn = alt.Chart(lines).mark_line(clip=True).encode(x, y, color=color)
        dots = alt.Chart(points).mark_point(clip=True).encode(x, y, color=color)
        return alt.layer(drawn, dots).properties(width=380, height=280)


def amplification(
    model_of: Callable[[float], SequenceModel[Any]],
    shares: Sequence[float],
    temperatures: Sequence[float],
    judge: Judge,
    count: int,
    rng: np.random.Generator,
    longest: int = LONGEST,
) -> Amplification:
    """Return which share comes out for each share that goes in, at each temperature, and its law.

    For a model that remembers its style the odds out are roughly ``odds in ** (1 / T)``, times an
    offset: a whole tune has a chance, and the temperature raises all chances to that power. The
    offset says whose tunes are peakier. Lesson 10.

    Parameters
    ----------
    model_of : function of a share to SequenceModel
        The model that has learned with this share of the second group.
    shares : sequence of float
        Above 0 and below 1.
    temperatures : sequence of float
        Above 0.
    judge : Judge
    count : int
        Tunes for each share and temperature.
    rng : numpy.random.Generator
    longest : int
        Notes after which a tune is cut off.

    Returns
    -------
    Amplification
    """
    models = {share: model_of(share) for share in shares}
    points, lines = [], {}
    for degree in temperatures:
        yes = []
        for share, model in models.items():
            tunes = sample(model, count, rng, partial(temperature, degree=degree), longest)
            yes.append(judge.yes(tunes))
            out = float(true_share(yes[-1] / count, *judge.rates))
            ends = share_interval(judge, yes[-1], count, rng)
            points.append(Point(degree, share, count, yes[-1], out, *ends))
        lines[degree] = fit_line(shares, yes, [count] * len(yes), judge, rng)
    return Amplification(judge.name, tuple(points), lines)


def fit_line(
    shares: ArrayLike, yes: ArrayLike, counts: ArrayLike, judge: Judge, rng: np.random.Generator
) -> Line:
    """Return the line of log odds that makes what a judge said likeliest.

    ``p(yes) = false alarms + (hits - false alarms) / (1 + exp(-(slope * x + offset)))``, `x` the
    log odds of the share in training: logistic regression seen through a judge who errs. So sets
    in which nothing was found count as what they are, and need no odds of their own. Very large
    slopes and offsets are penalized a little. Intervals by a parametric bootstrap over tunes and
    over the judge's error rates. Lesson 10.

    Parameters
    ----------
    shares : array_like of float, shape (sets,)
        In training: above 0 and below 1.
    yes, counts : array_like of int, shape (sets,)
        How many of a set's tunes the judge took for the second group's, of how many.
    judge : Judge
    rng : numpy.random.Generator

    Returns
    -------
    Line

    Raises
    ------
    ValueError
        If there are fewer than two different shares, or one is not above 0 and below 1.

    Examples
    --------
    >>> judge = Judge("perfect", lambda tunes: np.zeros(len(tunes)), 0, (0, 9999), (9999, 9999))
    >>> line = fit_line([0.2, 0.5], [59, 500], [1000, 1000], judge, np.random.default_rng(0))
    >>> round(line.slope, 2), abs(round(line.offset, 2))
    (2.0, 0.0)
    """
    known = np.asarray(shares, dtype=np.float64)
    if len(np.unique(known)) < 2 or not ((known > 0) & (known < 1)).all():
        raise ValueError(
            f"a line is drawn through two different shares or more, above 0 and below 1; "
            f"these are {known}"
        )
    x, of, said = log_odds(known), np.asarray(counts), np.asarray(yes)
    rates = [np.array([rate]) for rate in judge.rates]
    best = _likeliest_lines(x, said[None, :], of, *rates)[0]
    seen, false_alarms, hits = drawn_again(judge, said, of, rng)
    redrawn = _likeliest_lines(x, seen, of, false_alarms, hits)
    low, high = np.quantile(redrawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0).tolist()
    slope, offset = best.tolist()
    return Line(slope, offset, (low[0], high[0]), (low[1], high[1]))


def log_odds(share: ArrayLike) -> Rows:
    """Return the natural logarithm of a share's odds, ``log(q / (1 - q))``.

    Examples
    --------
    >>> log_odds([0.5, 0.8]).round(2)
    array([0.  , 1.39])
    """
    with np.errstate(divide="ignore"):
        q = np.asarray(share, dtype=np.float64)
        return np.asarray(np.log(q) - np.log1p(-q))


def _likeliest_lines(
    x: Rows, yes: Numbers, counts: Numbers, false_alarms: Rows, hits: Rows
) -> Rows:
    """Return slope and offset for each draw, shape (draws, 2), by Fisher scoring."""
    columns = np.stack([x, np.ones_like(x)], axis=1)  # (sets, 2)
    lines = np.tile([1.0, 0.0], (len(yes), 1))
    tells = (hits - false_alarms)[:, None]
    for _ in range(_ROUNDS):
        q = _chance(lines @ columns.T)  # (draws, sets)
        seen = np.clip(false_alarms[:, None] + tells * q, 1e-9, 1 - 1e-9)
        moves = tells * q * (1 - q)
        weight = moves / (seen * (1 - seen))
        uphill = ((yes - counts * seen) * weight) @ columns - _WEAK * lines
        curve = np.einsum("ds,si,sj->dij", counts * weight * moves, columns, columns)
        step = np.linalg.solve(curve + _WEAK * np.eye(2), uphill[..., None])[..., 0]
        lines = lines + np.clip(step, -1, 1)
    return lines


def _chance(log_odds: Rows) -> Rows:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -500, 500))))


def _odds(channel: Any) -> Any:
    """Return a channel of log odds whose axis names shares."""
    values = log_odds(MARKS).tolist()
    ends = log_odds([LEAST, 1 - LEAST]).tolist()
    words = "format(1 / (1 + exp(-datum.value)), '.0%')"
    placed = channel.axis(values=values, labelExpr=words)
    return placed.scale(domain=ends, nice=False)
