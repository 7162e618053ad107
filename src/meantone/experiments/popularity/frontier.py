"""The frontier: what a set of hits scores, and how varied it is, whoever made it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.experiments.popularity.judges import Score
from meantone.measures import alike, copied_share, different_tunes, features, returns, vendi_score

if TYPE_CHECKING:
    import pandas as pd

COPIED = 8
"""Notes in a run that counts as copied."""


@dataclass(frozen=True)
class Hits:
    """What a set of tunes scores, and what became of variety.

    Parameters
    ----------
    name : str
    way : str
        How it was made: "best of N", "tuned", "people" ...
    score, second : float
        Means of the score that was worked for, and of the second judge.
    vendi : float
        The `vendi_score`: how many tunes without anything in common would be as varied.
    alike, returns : float
        As in `meantone.measures`.
    different : float
        The share of tunes left if each is counted once.
    copied : float
        The share of runs of eight notes that training tunes have.
    bits : float
        How far the machine is from the one it was made from; nan if that is not known.
    """

    name: str
    way: str
    score: float
    second: float
    vendi: float
    alike: float
    returns: float
    different: float
    copied: float
    bits: float


@dataclass(frozen=True, eq=False)
class Jury:
    """What every set is measured with: the score, the second judge, and the training tunes.

    Parameters
    ----------
    score, second : function of tunes to scores
    training : sequence of array_like of int
    size : int
        Symbols in the vocabulary.
    """

    score: Score
    second: Score
    training: Sequence[ArrayLike]
    size: int

    def hits(
        self, tunes: Sequence[ArrayLike], name: str, way: str = "", bits: float = np.nan
    ) -> Hits:
        """Measure a set. Compare sets of equal counts and lengths only.

        Parameters
        ----------
        tunes : sequence of array_like of int
        name, way : str
            What it is called, and how it was made.
        bits : float
            How far its machine is from the first one.

        Returns
        -------
        Hits

        Examples
        --------
        >>> ends = lambda tunes: np.array([float(tune[-1] == 0) for tune in tunes])
        >>> jury = Jury(ends, ends, [[0, 1, 0]], size=2)
        >>> found = jury.hits([[0, 1, 0, 1, 0], [1, 1, 1, 1, 1]], "two")
        >>> found.score, found.different, round(found.vendi, 1)
        (0.5, 1.0, 2.0)
        """
        return Hits(
            name,
            way or name,
            float(self.score(tunes).mean()),
            float(self.second(tunes).mean()),
            vendi_score(features(tunes, self.size)),
            alike(tunes),
            returns(tunes),
            different_tunes(tunes),
            copied_share(tunes, self.training, COPIED),
            bits,
        )


@dataclass(frozen=True)
class Frontier:
    """Sets of hits side by side, people's and shuffled tunes among them.

    Parameters
    ----------
    sets : tuple of Hits
    """

    sets: tuple[Hits, ...]

    def __getitem__(self, name: str) -> Hits:
        """Return the set with this name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {hits.name: hits for hits in self.sets}[name]

    def table(self) -> pd.DataFrame:
        """Return a row for each set, rounded for reading.

        Examples
        --------
        >>> one = Hits("people", "people", 0.7123, -0.8, 17.04, 0.03, 0.15, 1, 0.3, float("nan"))
        >>> Frontier((one,)).table().loc["people", ["score", "vendi"]].tolist()
        [0.712, 17.0]
        """
        import pandas as pd

        digits = {"score": 3, "second": 2, "vendi": 1, "alike": 3, "returns": 3, "different": 2}
        rows = pd.DataFrame([vars(hits) for hits in self.sets]).set_index("name")
        return rows.drop(columns="way").round(digits | {"copied": 2, "bits": 1})

    def picture(self) -> Any:
        """Return a chart of score against variety: a line for each way with several sets."""
        import altair as alt
        import pandas as pd

        from meantone.show import categories

        ways = [*dict.fromkeys(hits.way for hits in self.sets)]
        points = pd.DataFrame(vars(hits) for hits in self.sets)
        points["label"] = [h.name.removeprefix(h.way).strip() for h in self.sets]
        colors: dict[str, Any] = {**categories(ways)}
        x = alt.X("vendi:Q", title="variety: Vendi score of the set").scale(zero=False, nice=True)
        y = alt.Y("score:Q", title="score").scale(zero=False)
        color = alt.Color("way:N", title=None, sort=ways, scale=alt.Scale(**colors))
        base = alt.Chart(points).encode(x, y, color)
        lines = base.mark_line(strokeWidth=2.5).encode(order="score:Q")
        dots = base.mark_point(filled=True, size=70).encode(
            shape=alt.Shape("way:N", sort=ways, title=None)
        )
        words = base.mark_text(align="left", dx=8, dy=-6, fontSize=12).encode(text="label:N")
        return (lines + dots + words).properties(
            width=400,
            height=280,
            title="The score rises while variety falls",
            description="Score over the Vendi score of each set. "
            + "; ".join(f"{h.name}: {h.score:.2f}, {h.vendi:.1f}" for h in self.sets),
        )
