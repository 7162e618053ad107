"""A feed that shows what was played: an urn with styles that are all equally good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.spread import Floats
from meantone.models.entropy import entropies
from meantone.show.words import counted

if TYPE_CHECKING:
    import pandas as pd

_POINTS = 25  # of a picture's lines


def shown(plays: ArrayLike, power: float) -> Floats:
    """Return how likely each style is shown next: in proportion to its plays, raised to a power.

    ``plays ** g / sum(plays ** g)``. At 0 all are shown alike; at 1 it is Pólya's urn (1923); above
    1 who leads gains. Lesson 12.

    Parameters
    ----------
    plays : array_like of float, shape (..., styles)
        Above 0.
    power : float
        The g above, 0 or more.

    Returns
    -------
    numpy.ndarray of float, shape (..., styles)

    Examples
    --------
    >>> shown([1, 3], 1), shown([1, 3], 2)
    (array([0.25, 0.75]), array([0.1, 0.9]))
    """
    counts = np.asarray(plays, dtype=float)
    raised = (counts / counts.max(axis=-1, keepdims=True)) ** power
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))


def effective(plays: ArrayLike) -> Floats:
    """Return how many styles with equal plays would be as diverse: ``2 ** entropy of the shares``.

    Hill's number of order 1 (1973), as for the `vendi_score`. Lesson 12.

    Parameters
    ----------
    plays : array_like of float, shape (..., styles)

    Returns
    -------
    numpy.ndarray of float, shape (...)
        From 1 to the number of styles.

    Examples
    --------
    >>> effective([5, 5, 5, 5]), effective([1, 0, 0, 0]).round(3)
    (np.float64(4.0), np.float64(1.0))
    """
    counts = np.asarray(plays, dtype=float)
    return np.asarray(2 ** entropies(counts / counts.sum(axis=-1, keepdims=True)))[()]


@dataclass(frozen=True, eq=False)
class Feed:
    """What became of styles in a feed, in several runs that differ by chance alone.

    Made by `feed`.

    Parameters
    ----------
    times : numpy.ndarray of int, shape (points,)
        After how many plays it was looked at.
    plays : numpy.ndarray of float, shape (points, runs, styles)
        The plays of each style until then.
    """

    times: NDArray[np.intp]
    plays: Floats

    @property
    def shares(self) -> Floats:
        """Each style's share of all plays in the end, shape (runs, styles)."""
        last = self.plays[-1]
        return np.asarray(last / last.sum(axis=1, keepdims=True))

    @property
    def winners(self) -> NDArray[np.intp]:
        """The most played style of each run."""
        return np.asarray(self.plays[-1].argmax(axis=1))

    @property
    def effective(self) -> Floats:
        """How many styles are left in each run: see `effective`."""
        return effective(self.plays[-1])

    def table(self) -> pd.DataFrame:
        """Return a row for each run: who won, with which share, how many styles are left.

        Examples
        --------
        >>> feed(3, 100, 2.0, np.random.default_rng(0), runs=2).table().columns.tolist()
        ['winner', 'its share', 'effective styles']
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "winner": self.winners + 1,
                "its share": self.shares.max(axis=1).round(2),
                "effective styles": self.effective.round(1),
            },
            index=pd.Index(np.arange(1, len(self.winners) + 1), name="run"),
        )

    def picture(self, runs: int = 4) -> Any:
        """Return a chart of the styles' shares, a panel for each of the first runs.

        Parameters
        ----------
        runs : int
            How many panels.
        """
        import altair as alt
        import pandas as pd

        shares = self.plays / self.plays.sum(axis=2, keepdims=True)
        lines = pd.DataFrame(
            {
                "plays": int(time),
                "run": f"run {run + 1}",
                "style": style + 1,
                "share": float(round(shares[point, run, style], 4)),
                "won": bool(style == self.winners[run]),
            }
            for run in range(min(runs, shares.shape[1]))
            for point, time in enumerate(self.times)
            for style in range(shares.shape[2])
        )
        different = len(set(self.winners[:runs].tolist()))
        x = alt.X("plays:Q", title="plays").axis(values=[0, int(self.times[-1]) // 2])
        y = alt.Y("share:Q", title="share of plays").axis(format="%")
        color = alt.Color("won:N", title=None).scale(
            domain=[True, False], range=["#d0101c", "#767676"]
        )
        width = alt.Size("won:N").scale(domain=[True, False], range=[3, 1]).legend(None)
        chart = alt.Chart(lines, width=105, height=150).mark_line()
        return (
            chart.encode(x, y, color.legend(None), width, detail="style:N")
            .facet(column=alt.Column("run:N", title=None))
            .properties(
                title=f"All styles are equally good: {counted(different, 'winner')} in {runs} runs",
                description="Shares of plays over time, a line a style, a panel a run; the winner "
                f"is red: {', '.join(str(w + 1) for w in self.winners[:runs])}.",
            )
        )


def feed(
    styles: int,
    plays: int,
    power: float,
    rng: np.random.Generator,
    *,
    runs: int = 1,
    follows: float = 0.0,
) -> Feed:
    """Let a feed show styles in proportion to their plays, and listeners play what they are shown.

    All styles are equally good, and each begins with one play. For each further play a style is
    drawn with probability ``plays ** g * taste``. The taste is the same for all styles, unless it
    follows what is played: then it moves by the share `follows` of the way to each style played.
    With g = 1 and fixed taste this is Pólya's urn, whose shares settle anywhere, all divisions
    being equally likely. Lesson 12.

    Parameters
    ----------
    styles, plays : int
    power : float
        The g above: 0 for a feed that shows all alike.
    rng : numpy.random.Generator
    runs : int
        Worlds side by side that differ by chance alone.
    follows : float
        How fast taste follows supply, from 0 (never) to below 1.

    Returns
    -------
    Feed

    Raises
    ------
    ValueError
        If taste is to follow by a share below 0, or by 1 and more.

    Examples
    --------
    >>> found = feed(12, 2000, 2.0, np.random.default_rng(0), runs=20)
    >>> np.median(found.effective) < 2, len(set(found.winners)) > 5
    (np.True_, True)
    """
    if not 0 <= follows < 1:
        raise ValueError(f"taste follows by {follows}; it is a share from 0 to below 1")
    counts = np.ones((runs, styles))
    taste = np.full((runs, styles), 1 / styles)
    times = np.unique(np.linspace(0, plays, _POINTS + 1).astype(np.intp))
    seen, every = [counts.copy()], np.arange(runs)
    for time in range(1, plays + 1):
        edges = np.cumsum(shown(counts, power) * taste, axis=1)
        drawn = (edges > rng.random((runs, 1)) * edges[:, -1:]).argmax(axis=1)
        counts[every, drawn] += 1
        taste *= 1 - follows
        taste[every, drawn] += follows
        if time in times:
            seen.append(counts.copy())
    return Feed(times, np.stack(seen))
