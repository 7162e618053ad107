"""The frontier: what a set of hits scores, and how varied it is, whoever made it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.experiments.popularity.judges import Score
from meantone.experiments.popularity.pools import Pool, bits_of_best, draw
from meantone.experiments.popularity.tuning import Tuned
from meantone.measures import alike, copied_share, different_tunes, features, returns, vendi_score
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import pandas as pd

COPIED = 8
"""Notes in a run that counts as copied."""

RIVALS = (1, 2, 4, 8, 16, 32, 64)
"""Of how many tunes the best is kept."""

BEST, TUNED = "best of", "tuned, penalty"
"""The two ways to make hits."""


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
    tunes : mapping of str to list of array of int, optional
        The tunes of each set, by its name.
    """

    sets: tuple[Hits, ...]
    tunes: Mapping[str, Sequence[Numbers]] = field(default_factory=dict)

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
        shape = alt.Shape("way:N", title=None, sort=ways, scale=alt.Scale(domain=ways))
        dots = base.mark_point(filled=True, size=70).encode(shape=shape)
        names = base.mark_text(fontSize=12, align="left", dx=8, dy=-6).encode(text="label:N")
        lower = base.mark_text(fontSize=12, align="right", dx=-8, dy=8).encode(text="label:N")
        words = (
            names.transform_filter(alt.datum.way != TUNED),
            lower.transform_filter(alt.datum.way == TUNED),
        )
        return alt.layer(lines, dots, *words).properties(
            width=370,
            height=280,
            title="The score rises while variety falls",
            description="Score over the Vendi score of each set. "
            + "; ".join(f"{h.name}: {h.score:.2f}, {h.vendi:.1f}" for h in self.sets),
        )


def compete(
    pool: Pool,
    tuned: Sequence[Tuned],
    jury: Jury,
    people: Sequence[Numbers],
    rng: np.random.Generator,
    rivals: Sequence[int] = RIVALS,
) -> Frontier:
    """Set winners of contests, tuned networks, people's and shuffled tunes side by side.

    Every set has as many tunes as `people`, all of one length. Lesson 12.

    Parameters
    ----------
    pool : Pool
        It needs as many tunes as the largest contest times the number of people's tunes.
    tuned : sequence of Tuned
        Networks that began as the machine of the pool.
    jury : Jury
    people : sequence of array of int
        Tunes that neither score nor machine knows.
    rng : numpy.random.Generator
        Draws from the tuned networks, and shuffles.
    rivals : sequence of int
        Of how many the best is kept.

    Returns
    -------
    Frontier

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain, rng = MarkovChain.fit([[0, 1, 1], [1, 0]], 2, add=1), np.random.default_rng(0)
    >>> zeros = lambda tunes: np.array([np.mean(np.asarray(tune) == 0) for tune in tunes])
    >>> pool = Pool.of(chain, 40, zeros, rng, notes=9)
    >>> found = compete(pool, [], Jury(zeros, zeros, [[0, 1]], 2), pool.tunes[:10], rng, [1, 4])
    >>> [hits.name for hits in found.sets]
    ['best of 1', 'best of 4', 'people', 'shuffled']
    >>> found["best of 4"].score > found["best of 1"].score
    True
    """
    count = len(people)
    names = {f"{BEST} {n}": (BEST, pool.best(n, count), bits_of_best(n)) for n in rivals}
    for each in tuned:
        tunes = draw(each.model, count, rng, len(people[0]))
        names[f"{TUNED} {each.penalty:g}"] = TUNED, tunes, each.bits()
    names["people"] = "people", [*people], np.nan
    names["shuffled"] = "shuffled", [rng.permutation(tune) for tune in people], np.nan
    measured = (jury.hits(tunes, name, way, bits) for name, (way, tunes, bits) in names.items())
    return Frontier(tuple(measured), {name: tunes for name, (_, tunes, _) in names.items()})
