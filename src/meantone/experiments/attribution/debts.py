"""What sets of tunes owe: copies and sources over temperature, beside people's and shuffled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Reshaped, temperature
from meantone.experiments.attribution.copying import CopyDetector
from meantone.experiments.attribution.shares import Attribution, effective_sources
from meantone.experiments.popularity import draw
from meantone.models import surprises
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

TEMPERATURES = (1.0, 0.8, 0.6, 0.4, 0.2)
"""From plain sampling to nearly the likeliest note."""

Draws = Callable[[np.random.Generator], Sequence[Numbers]]


class Figure(NamedTuple):
    """A mean over runs, and the lowest and highest run.

    Parameters
    ----------
    mean, low, high : float
    """

    mean: float
    low: float
    high: float

    @classmethod
    def of(cls, runs: Sequence[float]) -> Figure:
        """Return mean, lowest and highest."""
        return cls(float(np.mean(runs)), float(min(runs)), float(max(runs)))


@dataclass(frozen=True)
class Debt:
    """What one set of tunes owes.

    Parameters
    ----------
    name : str
    temperature : float
        nan for people's and shuffled tunes.
    bits : Figure
        Mean surprise of a note to the model that is asked.
    sources : Figure
        Mean over tunes of `effective_sources`.
    longest : Figure
        Mean longest copy, in notes.
    flagged : Figure
        The share of tunes whose longest copy is above the detector's limit.
    """

    name: str
    temperature: float
    bits: Figure
    sources: Figure
    longest: Figure
    flagged: Figure


@dataclass(frozen=True)
class Debts:
    """Sets of tunes side by side: copies and sources.

    Parameters
    ----------
    sets : tuple of Debt
    limit : int
        The longest copy that is usual, in notes.
    """

    sets: tuple[Debt, ...]
    limit: int

    def __getitem__(self, name: str) -> Debt:
        """Return the set with this name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {debt.name: debt for debt in self.sets}[name]

    def table(self) -> pd.DataFrame:
        """Return a row for each set; of sources also the lowest and the highest run."""
        import pandas as pd

        rows = [
            {
                "set": debt.name,
                "bits": round(debt.bits.mean, 2),
                "longest copy": round(debt.longest.mean, 1),
                "flagged": round(debt.flagged.mean, 3),
                "sources": round(debt.sources.mean),
                "lowest": round(debt.sources.low),
                "highest": round(debt.sources.high),
            }
            for debt in self.sets
        ]
        return pd.DataFrame(rows).set_index("set")

    def picture(self) -> alt.HConcatChart:
        """Draw copies and sources over the temperature, people's and shuffled tunes as lines."""
        import altair as alt

        drawn: alt.HConcatChart = alt.hconcat(
            self._panel("flagged", "share of tunes flagged"),
            self._panel("sources", "sources of a tune"),
        ).properties(
            title="What a tune copies, and of how many it is made",
            description="; ".join(
                f"{d.name}: flagged {d.flagged.mean:.2f}, {d.sources.mean:.0f} sources"
                for d in self.sets
            ),
        )
        return drawn

    def _panel(self, figure: str, title: str) -> alt.LayerChart | alt.FacetChart:
        """Draw one figure over the temperature, with its lowest and highest run."""
        import altair as alt
        import pandas as pd

        from meantone.show import categories

        rows = pd.DataFrame(
            {"who": debt.name, "T": debt.temperature, **vars(debt)[figure]._asdict()}
            for debt in self.sets
        )
        others = [debt.name for debt in self.sets if np.isnan(debt.temperature)]
        scale = alt.Scale(**cast(dict[str, Any], categories(others)))
        color = alt.Color("who:N", title=None, scale=scale).legend(orient="bottom")
        x, y = alt.X("T:Q", title="temperature"), alt.Y("mean:Q", title=title)
        made = alt.Chart(rows[rows["T"].notna()], width=180, height=190).encode(x)
        rule = alt.Chart(rows[rows["T"].isna()]).mark_rule(strokeWidth=2, strokeDash=[5, 4])
        return alt.layer(
            made.mark_rule(strokeWidth=2.5).encode(alt.Y("low:Q", title=title), y2="high:Q"),
            made.mark_line(point=True, strokeWidth=2.5).encode(y),
            rule.encode(y, color),
        )


def debts(
    asked: Attribution,
    detector: CopyDetector,
    people: Sequence[ArrayLike],
    rng: np.random.Generator,
    temperatures: Sequence[float] = TEMPERATURES,
    runs: int = 3,
    count: int = 60,
) -> Debts:
    """Return what the model's tunes copy and owe at some temperatures, beside people's.

    All sets have equal counts and lengths. Each run draws all of them anew. Lesson 16.

    Parameters
    ----------
    asked : Attribution
        Its model draws, too.
    detector : CopyDetector
    people : sequence of array_like of int
        Tunes of one length that have no near-duplicate among the training tunes.
    rng : numpy.random.Generator
    temperatures : sequence of float
        Above 0.
    runs : int
        How often all is done.
    count : int
        Tunes of a set; no more than people's.

    Returns
    -------
    Debts

    Examples
    --------
    >>> songs = [[0, 1, 1], [0, 0, 1], [1, 1, 1], [1, 0, 1]]
    >>> from meantone.models import NGram
    >>> asked = Attribution(NGram.fit(songs, size=2, order=2), songs)
    >>> detector = CopyDetector.of(songs, songs)
    >>> found = debts(asked, detector, songs, np.random.default_rng(0), [1], runs=2, count=3)
    >>> [debt.name for debt in found.sets], found.limit, found["people"].longest.mean
    (['T = 1', 'people', 'shuffled'], 3, 3.0)
    """
    notes = len(np.asarray(people[0]))

    def of(rng: np.random.Generator) -> list[Numbers]:
        return [np.asarray(people[i]) for i in rng.permutation(len(people))[:count]]

    makers: dict[str, tuple[float, Draws]] = {
        f"T = {degree:g}": (degree, _at(asked, degree, count, notes)) for degree in temperatures
    }
    makers["people"] = np.nan, of
    makers["shuffled"] = np.nan, lambda rng: [rng.permutation(tune) for tune in of(rng)]
    sets = {name: [make(one) for one in rng.spawn(runs)] for name, (_, make) in makers.items()}
    # The training tunes are sorted once for all.
    copied = detector.copies([tune for drawn in sets.values() for of in drawn for tune in of])
    longest = copied.lengths.reshape(len(sets), runs, -1)
    found = (
        Debt(name, makers[name][0], *_figures(asked, sets[name], own, detector.limit))
        for name, own in zip(sets, longest, strict=True)
    )
    return Debts(tuple(found), detector.limit)


def _at(asked: Attribution, degree: float, count: int, notes: int) -> Draws:
    """Return what draws tunes of the model at a temperature."""
    cut = Reshaped(asked.model, lambda rows: temperature(rows, degree))
    return lambda rng: draw(cut, count, rng, notes)


def _figures(
    asked: Attribution, sets: Sequence[Sequence[Numbers]], longest: Numbers, limit: int
) -> Iterator[Figure]:
    """Yield bits, sources, longest copies and flags of the same set in several runs.

    `longest` has the longest copies, shape (runs, tunes).
    """
    bits = [surprises(asked.model, tunes) for tunes in sets]
    yield Figure.of([float(np.mean([of[:-1].mean() for of in each])) for each in bits])
    means = [asked.means(tunes) for tunes in sets]
    yield Figure.of([float(np.mean([*map(effective_sources, of)])) for of in means])
    yield Figure.of(longest.mean(axis=1).tolist())
    yield Figure.of((longest > limit).mean(axis=1).tolist())
