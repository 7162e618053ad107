"""How risk is spread: within tunes and between them, and how many notes are great surprises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import pandas as pd

GREAT = 6.0
"""Bits above which a note is a great surprise: less likely than 1 in 64."""

FIGURES = ("bits a note", "between tunes", "within a tune", "above 6 bits")
"""The mean; the deviation of tunes' means; the mean of their own deviations; a share of notes."""

_DRAWS = 500


@dataclass(frozen=True, eq=False)
class RiskSpread:
    """What `risk_spread` returns.

    Parameters
    ----------
    figures : dict of (str, str) to (float, float, float)
        By set and figure of `FIGURES`: the value, and both ends of its interval.
    means : dict of str to numpy.ndarray of float, shape (tunes,)
        By set, bits a note of each tune.
    """

    figures: dict[tuple[str, str], tuple[float, float, float]]
    means: dict[str, NDArray[np.float64]]

    def table(self) -> pd.DataFrame:
        """Return a row for each set, and a column for each figure."""
        import pandas as pd

        told = {
            figure: [
                "{:.3f} ({:.3f} to {:.3f})".format(*self.figures[who, figure]) for who in self.means
            ]
            for figure in FIGURES
        }
        return pd.DataFrame(told, index=[*self.means])

    def picture(self) -> Any:
        """Return how tunes' bits a note are spread: a curve for each set."""
        import altair as alt
        import pandas as pd

        from meantone.show import categories

        edges = np.arange(0, 6.3, 0.2)
        frame = pd.DataFrame(
            {"who": who, "bits": low, "share": 100 * share}
            for who, means in self.means.items()
            for low, share in zip(
                edges[:-1] + 0.1, np.histogram(means, edges)[0] / len(means), strict=True
            )
        )
        scale: Any = categories([*self.means])
        color = alt.Color("who:N", title=None).scale(**scale)
        return (
            alt.Chart(frame)
            .mark_line(interpolate="monotone", strokeWidth=2.5)
            .encode(
                alt.X("bits:Q", title="bits a note of a tune"),
                alt.Y("share:Q", title="of 100 tunes"),
                color,
            )
            .properties(width=400, height=220)
        )


def risk_spread(
    model: SequenceModel[Any], sets: Mapping[str, Sequence[Numbers]], rng: np.random.Generator
) -> RiskSpread:
    """Return how surprise is spread between tunes and within them, for each set.

    Between tunes: the standard deviation of their bits a note. It falls with the length of tunes,
    so compare sets of equal lengths only (`as_long`). Intervals are a bootstrap over tunes.
    Lesson 14.

    Parameters
    ----------
    model : SequenceModel
    sets : mapping of str to sequence of numpy.ndarray of int
        Each of two tunes or more.
    rng : numpy.random.Generator

    Returns
    -------
    RiskSpread

    Raises
    ------
    ValueError
        If a set has fewer than two tunes: nothing can be said of how they differ.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 0, 1], [0, 1]], size=2, add=1)
    >>> people = [np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([1, 1, 1])]
    >>> found = risk_spread(chain, {"people": people}, np.random.default_rng(0))
    >>> found.means["people"].round(2)
    array([1.11, 1.35, 2.32])
    """
    figures, means = {}, {}
    for who, tunes in sets.items():
        if len(tunes) < 2:
            raise ValueError(f"{len(tunes)} tune in {who!r}; it takes two to tell how they differ")
        bits = [each[:-1] for each in surprises(model, tunes)]
        notes = np.array([len(each) for each in bits], dtype=float)
        means[who] = np.array([each.mean() for each in bits])
        within = np.array([each.std() for each in bits])
        great = np.array([(each > GREAT).sum() for each in bits])
        again = rng.integers(len(bits), size=(_DRAWS, len(bits)))
        drawn = np.concatenate([np.arange(len(bits))[None], again])  # the first: as they are
        columns = (
            (means[who] * notes)[drawn].sum(axis=1) / notes[drawn].sum(axis=1),
            means[who][drawn].std(axis=1, ddof=1),
            within[drawn].mean(axis=1),
            great[drawn].sum(axis=1) / notes[drawn].sum(axis=1),
        )
        for figure, values in zip(FIGURES, columns, strict=True):
            low, high = np.quantile(values[1:], [0.025, 0.975])
            figures[who, figure] = float(values[0]), float(low), float(high)
    return RiskSpread(figures, means)
