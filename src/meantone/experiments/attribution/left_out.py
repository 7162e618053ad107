"""Attribution checked: what a tune loses if a source had never been there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.experiments.attribution.shares import Attribution
from meantone.models import NGram, surprises

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


class Without(NamedTuple):
    """What became of a tune without one source.

    Parameters
    ----------
    source : str
    share : float
        Its share in the tune, as attribution has it.
    bits : float
        How many bits more the tune costs a model that was fitted without this source.
    """

    source: str
    share: float
    bits: float


@dataclass(frozen=True)
class LeftOut:
    """Shares beside what refits say.

    Parameters
    ----------
    rows : tuple of Without
    """

    rows: tuple[Without, ...]

    @property
    def rank(self) -> float:
        """Spearman's rank correlation of shares and bits."""
        from scipy.stats import spearmanr

        _, shares, bits = zip(*self.rows, strict=True)
        return float(spearmanr(shares, bits)[0])

    def table(self) -> pd.DataFrame:
        """Return a row for each source that was left out."""
        import pandas as pd

        return pd.DataFrame(self.rows).set_index("source").round(4)

    def picture(self) -> alt.Chart:
        """Draw what a tune loses over the share of what was left out."""
        import altair as alt

        x = alt.X("share:Q", title="share, by attribution").axis(format="%")
        y = alt.Y("bits:Q", title="bits lost without it")
        chart: alt.Chart = (
            alt.Chart(self.table().reset_index(), width=300, height=220)
            .mark_point(filled=True, size=70)
            .encode(x, y, tooltip="source:N")
            .properties(
                title=f"Shares beside what is lost: rank correlation {self.rank:.2f}",
                description="Each point is a source that was left out.",
            )
        )
        return chart


def left_out(asked: Attribution, tune: ArrayLike, count: int = 12) -> LeftOut:
    """Fit the model again without one source at a time, and see what the tune loses.

    The sources are those with the 1st, 2nd, 4th, ... largest share, down to the smallest. A refit
    moves discounts, weights and counts of contexts, too, which attribution holds fixed: so ranks
    are compared. Lesson 16.

    Parameters
    ----------
    asked : Attribution
    tune : array_like of int, shape (time,)
    count : int
        How many sources are left out at most, one at a time: so many models are fitted.

    Returns
    -------
    LeftOut

    Examples
    --------
    >>> songs = [[0, 1, 2, 3]] * 3 + [[3, 2, 1, 0], [2, 2, 0, 1], [1, 3, 1, 3]] * 2
    >>> asked = Attribution(NGram.fit(songs, size=4, order=2), songs)
    >>> found = left_out(asked, [0, 1, 2, 3], count=4)
    >>> [row.source for row in found.rows[:2]], bool(min(row.bits for row in found.rows[:2]) > 0)
    (['0', '1'], True)
    """
    shares = asked.owed(tune).mean
    ranked = np.argsort(-shares, kind="stable")[: np.count_nonzero(shares)]
    ranks = np.unique(np.geomspace(1, len(ranked), count).round().astype(np.intp)) - 1
    before = _bits(asked.model, tune)
    rows = (
        Without(asked.names[of], float(shares[of]), _bits(_without(asked, of), tune) - before)
        for of in ranked[ranks].tolist()
    )
    return LeftOut(tuple(rows))


def _without(asked: Attribution, owner: int) -> NGram:
    """Fit the model again without the tunes of one owner."""
    model = asked.model
    others: Sequence[ArrayLike] = [
        tune for tune, of in zip(asked.training, asked.owner, strict=True) if of != owner
    ]
    return NGram.fit(others, model.size, model.order, model.smoothing, model.base)


def _bits(model: NGram, tune: ArrayLike) -> float:
    """Return what the notes of a tune cost, its end left out."""
    return float(surprises(model, [tune])[0][:-1].sum())
