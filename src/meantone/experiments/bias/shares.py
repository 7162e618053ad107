"""Shares of a group in what comes out: by model, by decoder, and by judge, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from meantone.decoding import sample
from meantone.decoding.reshaped import Rule
from meantone.experiments.bias.judges import LONGEST, Judge, true_share
from meantone.measures.spread import LEVEL
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

DRAWS = 400
"""Bootstrap samples of an interval."""

Interval = tuple[float, float]


class SharesRow(NamedTuple):
    """The share of the second group in one set of tunes, as one judge has it.

    Parameters
    ----------
    model, decoder, judge : str
    tunes, yes : int
        How many were judged, and how many the judge took for the second group's.
    share : float
        Corrected for the judge's error rates.
    low, high : float
        Ends of its interval, over tunes and over those that the error rates come from.
    """

    model: str
    decoder: str
    judge: str
    tunes: int
    yes: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class OutputShares:
    """What `output_shares` returns.

    Parameters
    ----------
    rows : tuple of SharesRow
    """

    rows: tuple[SharesRow, ...]

    def table(self) -> pd.DataFrame:
        """Return a row for each model, decoder and judge."""
        import pandas as pd

        return pd.DataFrame(self.rows)

    def picture(self) -> alt.TopLevelMixin:
        """Return the shares as dots with their intervals, a color for each model."""
        import altair as alt

        base = alt.Chart(self.table()).encode(
            alt.Y("decoder:N", title=None, sort=None),
            color=alt.Color("model:N", title=None, sort=None),
            yOffset=alt.YOffset("model:N", sort=None),
        )
        share = alt.X("share:Q", title="share in what comes out").axis(format="%")
        bars = base.mark_rule(strokeWidth=2.5).encode(alt.X("low:Q").title(""), x2="high:Q")
        dots = base.mark_point().encode(share, shape=alt.Shape("judge:N", title=None))
        return alt.layer(bars, dots).properties(width=380)


def output_shares(
    models: Mapping[str, SequenceModel[Any]],
    decoders: Mapping[str, Rule],
    judges: Sequence[Judge],
    count: int,
    rng: np.random.Generator,
    longest: int = LONGEST,
) -> OutputShares:
    """Return which share of the second group each judge hears in what models draw.

    Lesson 10.

    Parameters
    ----------
    models : mapping of str to SequenceModel
    decoders : mapping of str to function of rows to rows
        As ``{"T = 0.5": lambda rows: temperature(rows, 0.5)}``.
    judges : sequence of Judge
    count : int
        Tunes that each model draws with each decoder; all judges hear the same.
    rng : numpy.random.Generator
    longest : int
        Notes after which a tune is cut off.

    Returns
    -------
    OutputShares

    Examples
    --------
    >>> from meantone.experiments.bias import Judge
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain([[0.75, 0.25, 0], [0, 0, 1], [0, 0, 1], [0.75, 0.25, 0]])
    >>> ear = Judge("ear", lambda tunes: np.array([t.max() for t in tunes]), 0.5, (0, 9), (9, 9))
    >>> same = {"as it is": lambda rows: rows}
    >>> found = output_shares({"chain": chain}, same, [ear], 99, np.random.default_rng(0), 1)
    >>> found.table()[["model", "judge", "tunes", "yes"]]
       model judge  tunes  yes
    0  chain   ear     99   30
    """
    rows = []
    for name, model in models.items():
        for decoder, rule in decoders.items():
            tunes = sample(model, count, rng, rule, longest)
            for judge in judges:
                yes = judge.yes(tunes)
                share = float(true_share(yes / count, *judge.rates))
                ends = share_interval(judge, yes, count, rng)
                rows.append(SharesRow(name, decoder, judge.name, count, yes, share, *ends))
    return OutputShares(tuple(rows))


def share_interval(judge: Judge, yes: int, count: int, rng: np.random.Generator) -> Interval:
    """Return the interval of a corrected share: 95 of 100 such intervals should hold it.

    A parametric bootstrap: the count of yes and both error rates are drawn again, so that a judge
    who was tried on few tunes gives a wide one.

    Parameters
    ----------
    judge : Judge
    yes, count : int
        How many tunes the judge took for the second group's, of how many.
    rng : numpy.random.Generator

    Returns
    -------
    tuple of float
        Low and high end.

    Examples
    --------
    >>> judge = Judge("strict", lambda tunes: np.zeros(len(tunes)), 0, (1, 200), (95, 100))
    >>> low, high = share_interval(judge, 20, 100, np.random.default_rng(0))
    >>> bool(0.1 < low < 0.2 < high < 0.32)
    True
    """
    seen, false_alarms, hits = drawn_again(judge, np.array([yes]), np.array([count]), rng)
    shares = np.clip((seen[:, 0] / count - false_alarms) / (hits - false_alarms), 0, 1)
    low, high = np.quantile(shares, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def drawn_again(
    judge: Judge, yes: Numbers, counts: Numbers, rng: np.random.Generator
) -> tuple[Numbers, Rows, Rows]:
    """Return counts of yes and error rates as they might have come out as well.

    Counts are drawn from the binomial distribution, half a yes and half a no being added, since a
    count of 0 of 9 does not prove that there are none (Jeffreys' prior). Draws in which the judge
    could not tell the groups apart are left out.

    Parameters
    ----------
    judge : Judge
    yes, counts : numpy.ndarray of int, shape (sets,)
    rng : numpy.random.Generator

    Returns
    -------
    seen : numpy.ndarray of int, shape (draws, sets)
    false_alarms, hits : numpy.ndarray of float, shape (draws,)
    """
    chances = (yes + 0.5) / (counts + 1)
    seen = rng.binomial(counts, chances, (DRAWS, len(counts)))
    false_alarms, hits = (
        rng.beta(said + 0.5, of - said + 0.5, DRAWS)
        for said, of in (judge.false_alarms, judge.hits)
    )
    tells = hits > false_alarms
    return seen[tells], false_alarms[tells], hits[tells]
