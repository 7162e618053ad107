"""Bits by group: who is predicted well, and by which model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from meantone.measures import bootstrap_interval
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


@dataclass(frozen=True)
class GroupBits:
    """What `bits_by_group` returns.

    Parameters
    ----------
    bits : dict of (str, str) to (float, float, float)
        By model and group: bits per note, and both ends of the interval.
    """

    bits: dict[tuple[str, str], tuple[float, float, float]]

    def table(self) -> pd.DataFrame:
        """Return a row for each model and group."""
        import pandas as pd

        return pd.DataFrame(
            [(*key, *values) for key, values in self.bits.items()],
            columns=["model", "group", "bits", "low", "high"],
        )

    def picture(self) -> alt.TopLevelMixin:
        """Return the bits as dots with intervals, a color for each group."""
        import altair as alt

        base = alt.Chart(self.table()).encode(
            alt.Y("model:N", title=None, sort=None),
            color=alt.Color("group:N", title=None, sort=None),
        )
        scale = alt.Scale(zero=False)
        bars = base.mark_rule(strokeWidth=2.5).encode(
            alt.X("low:Q", title="bits per note", scale=scale), x2="high:Q"
        )
        dots = base.mark_point().encode(alt.X("bits:Q", scale=scale))
        return alt.layer(bars, dots).properties(width=380)


def bits_by_group(
    models: Mapping[str, SequenceModel[Any]],
    groups: Mapping[str, Sequence[Numbers]],
    rng: np.random.Generator,
) -> GroupBits:
    """Return how many bits per note each group's tunes cost each model.

    The mean over all notes and ends of a group, long tunes counting more; the interval is a
    bootstrap over tunes. Lesson 10.

    Parameters
    ----------
    models : mapping of str to SequenceModel
    groups : mapping of str to sequence of numpy.ndarray of int
        Tunes that no model has learned from.
    rng : numpy.random.Generator

    Returns
    -------
    GroupBits

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 0, 1], [0, 1]], size=2, add=1)
    >>> groups = {"low": [np.array([0, 0])] * 2, "high": [np.array([1, 1])] * 2}
    >>> found = bits_by_group({"chain": chain}, groups, np.random.default_rng(0))
    >>> found.table()[["group", "bits"]].round(2)
      group  bits
    0   low  1.64
    1  high  1.79
    """
    found = {}
    for name, model in models.items():
        for group, tunes in groups.items():
            each = surprises(model, tunes)
            notes = [len(bits) for bits in each]
            ends = bootstrap_interval([bits.mean() for bits in each], rng, weights=notes)
            found[name, group] = (float(np.concatenate(each).mean()), *ends)
    return GroupBits(found)
