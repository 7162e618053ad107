"""Survival: whether it can be foretold which song people keep singing, in many versions.

The only trace of popularity in these books is that a song was written down more than once, changed
a little each time. That is a poor trace: collectors choose, and books overlap.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures import bootstrap_interval, features, told_from
from meantone.measures.spread import Floats, mean
from meantone.models import SequenceModel, surprises

if TYPE_CHECKING:
    import pandas as pd

MANY = 3
"""Songs with so many versions or more are one group."""


def versions(clusters: Iterable[str]) -> NDArray[np.intp]:
    """Return for each tune how many versions of it there are, itself counted.

    Parameters
    ----------
    clusters : iterable of str
        The common name of each tune's near-duplicates, as a corpus has them.

    Returns
    -------
    numpy.ndarray of int, shape (tunes,)

    Examples
    --------
    >>> versions(["lark", "owl", "lark"])
    array([2, 1, 2])
    """
    names = list(clusters)
    count = Counter(names)
    return np.array([count[name] for name in names], dtype=np.intp)


class Area(NamedTuple):
    """How well a figure tells two groups apart, with an interval.

    Parameters
    ----------
    value : float
        The area under the ROC curve: how often one of the first group has the higher figure than
        one of the second. A coin has 0.5.
    low, high : float
        Between these it lies, 19 times of 20.
    """

    value: float
    low: float
    high: float


def area(ours: ArrayLike, theirs: ArrayLike) -> Area:
    """Return the area under the ROC curve from what `told_from` gives, with an interval.

    The interval is that of DeLong, DeLong and Clarke-Pearson (1988): ``1.96 * sqrt(var(ours) / m +
    var(theirs) / n)``. Both groups are taken as drawn anew.

    Parameters
    ----------
    ours : array_like of float, shape (m,)
        For each tune of the first group the share of the second that is lower.
    theirs : array_like of float, shape (n,)
        For each of the second group the share of the first that is higher.

    Returns
    -------
    Area

    Examples
    --------
    >>> area([1.0, 0.5], [1.0, 0.5]).value
    0.75
    """
    one, two = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    error = np.sqrt(one.var(ddof=1) / len(one) + two.var(ddof=1) / len(two))
    value = float(one.mean())
    return Area(value, float(value - 1.96 * error), float(value + 1.96 * error))


def area_of(ours: ArrayLike, theirs: ArrayLike) -> Area:
    """Return how well one figure tells two groups apart, ties counting half.

    Parameters
    ----------
    ours, theirs : array_like of float
        The figure of each tune.

    Returns
    -------
    Area

    Examples
    --------
    >>> area_of([3.0, 2.0, 5.0], [1.0, 2.0]).value
    0.9166666666666666
    """
    return area(_lower(ours, theirs), 1 - _lower(theirs, ours))


def _lower(figures: ArrayLike, others: ArrayLike) -> Floats:
    """Return for each figure the share of others that are lower, ties counting half."""
    here, rising = np.asarray(figures, dtype=float), np.sort(np.asarray(others, dtype=float))
    places = np.searchsorted(rising, here, "left") + np.searchsorted(rising, here, "right")
    return np.asarray(places / (2 * len(rising)))


@dataclass(frozen=True, eq=False)
class Survival:
    """What goes with having versions, and how well it foretells them.

    Made by `survival`.

    Parameters
    ----------
    groups : mapping of str to (int, float, (float, float))
        By number of versions: songs, their mean surprise in bits a note (the end,
        which costs short tunes more a note, is left out), and its interval.
    foretold : mapping of str to Area
        For each figure how often a song with versions is told from one without.
    chance : tuple of (float, float)
        Between these the area lies 19 times of 20 where versions are dealt at random.
    """

    groups: Mapping[str, tuple[int, float, tuple[float, float]]]
    foretold: Mapping[str, Area]
    chance: tuple[float, float]

    def table(self) -> pd.DataFrame:
        """Return a row for each figure: the area, its interval, and what chance gives."""
        import pandas as pd

        low, high = self.chance
        return pd.DataFrame(
            {
                "area": [round(found.value, 2) for found in self.foretold.values()],
                "interval": [f"{a.low:.2f} to {a.high:.2f}" for a in self.foretold.values()],
                "versions dealt at random": f"{low:.2f} to {high:.2f}",
            },
            index=pd.Index([*self.foretold], name="foretold from"),
        )

    def picture(self) -> Any:
        """Return a chart of the areas, with the band of chance."""
        import altair as alt
        import pandas as pd

        areas = pd.DataFrame(
            {"from": name, "area": a.value, "low": a.low, "high": a.high}
            for name, a in self.foretold.items()
        )
        band = pd.DataFrame([{"low": self.chance[0], "high": self.chance[1]}])
        x = alt.X("low:Q", title="how often the right song is named (0.5: a coin)")
        x = x.scale(domain=[0.4, 1])
        y = alt.Y("from:N", title=None, sort=[*self.foretold]).axis(labelLimit=200)
        chance = alt.Chart(band).mark_rect(color="#767676", opacity=0.3).encode(x, x2="high")
        lines = alt.Chart(areas).mark_rule(strokeWidth=3).encode(x, x2="high", y=y)
        dots = alt.Chart(areas).mark_point(filled=True, size=90).encode(alt.X("area:Q"), y)
        return (chance + lines + dots).properties(
            width=380,
            height=150,
            title="Which songs have versions can hardly be foretold",
            description="Areas under the ROC curve with intervals; gray: versions dealt at random.",
        )


def survival(
    model: SequenceModel[Any],
    tunes: Sequence[NDArray[np.int64]],
    counts: ArrayLike,
    rng: np.random.Generator,
) -> Survival:
    """Ask what can be foretold of which songs were kept in several versions.

    Three figures are tried: how predictable a tune is to a model, how long it is, and whatever a
    linear reader finds in its runs of one, two and three notes, cross-validated (`told_from`). The
    model must know no version of any of these songs, or it foretells what it has seen. Lesson 12.

    Parameters
    ----------
    model : SequenceModel
        It has learned from other songs: by cluster, not by tune.
    tunes : sequence of numpy.ndarray of int
        One version of each song.
    counts : array_like of int, shape (tunes,)
        How many versions each has: see `versions`.
    rng : numpy.random.Generator
        For intervals, parts and chance.

    Returns
    -------
    Survival

    Raises
    ------
    ValueError
        If all songs have versions, or none has.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> rng = np.random.default_rng(0)
    >>> tunes = list(rng.integers(0, 3, (60, 12)))
    >>> found = survival(MarkovChain.fit(tunes, 3), tunes, rng.integers(1, 4, 60), rng)
    >>> [*found.groups], [*found.foretold]
    (['1', '2', '3 or more'], ['predictability', 'length', 'its notes'])
    """
    many = np.asarray(counts)
    kept = many > 1
    if kept.all() or not kept.any():
        raise ValueError("all of the songs have versions, or none has: nothing can be told apart")
    bits = np.array([of_tune[:-1].mean() for of_tune in surprises(model, tunes)])
    lengths = np.array([len(tune) for tune in tunes])
    rows = features(tunes, model.size)
    told = told_from(rows[kept], rows[~kept], rng)
    foretold = {
        "predictability": area_of(-bits[kept], -bits[~kept]),
        "length": area_of(lengths[kept], lengths[~kept]),
        "its notes": area(told.ours, told.human),
    }
    groups = {
        f"{group}{' or more' if group == MANY else ''}": _group(
            bits[many.clip(max=MANY) == group], rng
        )
        for group in range(1, MANY + 1)
    }
    return Survival(groups, foretold, _chance(bits, kept, rng))


def _group(bits: Floats, rng: np.random.Generator) -> tuple[int, float, tuple[float, float]]:
    """Return how many songs a group has, their mean surprise, and its interval."""
    return len(bits), mean(bits), bootstrap_interval(bits, rng)


def _chance(
    bits: Floats, kept: NDArray[np.bool_], rng: np.random.Generator, draws: int = 200
) -> tuple[float, float]:
    """Return where the area lies when it is dealt at random which songs have versions."""
    dealt = (rng.permutation(kept) for _ in range(draws))
    areas = [_lower(bits[some], bits[~some]).mean() for some in dealt]
    low, high = np.quantile(areas, [0.025, 0.975]).tolist()
    return low, high
