"""Loops followed over some generations, once or several times: tables, and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Samples
from meantone.experiments.loops.feeding import Loop
from meantone.experiments.loops.generations import Fit, generations
from meantone.experiments.loops.ruler import Reading, Ruler

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd


@dataclass(frozen=True)
class LoopRun:
    """One run of a loop.

    Parameters
    ----------
    readings : tuple of Reading
        The figures of each generation, from 0.
    written : tuple of Samples
        What each generation wrote.
    """

    readings: tuple[Reading, ...]
    written: tuple[Samples, ...]


@dataclass(frozen=True)
class LoopResult:
    """What became of a loop, in each of its runs.

    Parameters
    ----------
    runs : tuple of LoopRun
    people, shuffled : Reading
        The same figures of people's tunes, and of these shuffled.
    """

    runs: tuple[LoopRun, ...]
    people: Reading
    shuffled: Reading

    def table(self) -> pd.DataFrame:
        """Return a row for each run and generation, a column for each figure."""
        import pandas as pd

        return pd.DataFrame(
            {"run": run, **reading.row}
            for run, one in enumerate(self.runs)
            for reading in one.readings
        )

    def spread(self) -> pd.DataFrame:
        """Return mean, lowest and highest of the runs, by generation and figure.

        Returns
        -------
        pandas.DataFrame
            Rows by generation; columns by figure, and of each "mean", "min" and "max".
        """
        table = self.table().drop(columns="run")
        return table.groupby("generation").agg(["mean", "min", "max"])

    def picture(
        self, figures: Sequence[str] = ("bits", "variety", "returns", "minor")
    ) -> alt.FacetChart:
        """Draw some figures over the generations, each in a panel, a line for each run.

        Parameters
        ----------
        figures : sequence of str
            Columns of `table`; those that are not there are left out.

        Returns
        -------
        altair.FacetChart
        """
        import altair as alt

        table = self.table()
        there = [name for name in figures if name in table]
        long = table.melt(["run", "generation"], there, "figure", "value")
        x = alt.X("generation:Q").axis(tickMinStep=2, grid=False)
        y = alt.Y("value:Q", title=None).scale(zero=True)
        lines = alt.Chart(long).mark_line(point=True).encode(x, y, detail="run:N")
        panels = lines.properties(width=130, height=120).facet(
            alt.Facet("figure:N", sort=there, title=None), columns=4
        )
        drawn: alt.FacetChart = panels.resolve_scale(y="independent").properties(
            title=f"What {len(self.runs[0].readings) - 1} generations do",
            description=f"A panel for each of {', '.join(there)}: lines over the generations.",
        )
        return drawn


def follow(
    fit: Fit,
    people: Sequence[ArrayLike],
    loop: Loop,
    ruler: Ruler,
    rng: np.random.Generator,
    last: int = 10,
    runs: int = 1,
) -> LoopResult:
    """Run a loop, and measure each generation. Lesson 11.

    Parameters
    ----------
    fit, people, loop
        As in `generations`.
    ruler : Ruler
    rng : numpy.random.Generator
        Each run has a generator of its own that comes from it.
    last : int
        The last generation.
    runs : int
        How often all is done again, with other people's tunes and other chance.

    Returns
    -------
    LoopResult

    Examples
    --------
    >>> from meantone.models import NGram
    >>> people = [[0, 1, 0, 1], [0, 0, 1, 1], [1, 0, 0, 0]]
    >>> fit = lambda tunes: NGram.fit(tunes, 2, order=2, ended=tunes.ended)
    >>> ruler = Ruler(people, 2, notes=2, count=1)
    >>> found = follow(fit, people, Loop(tunes=3), ruler, np.random.default_rng(0), last=2)
    >>> found.table().generation.tolist()
    [0, 1, 2]
    """
    shuffled = ruler.of_shuffled(rng)
    found = [_run(fit, people, loop, ruler, one, last) for one in rng.spawn(runs)]
    return LoopResult(tuple(found), ruler.of_people, shuffled)


def _run(
    fit: Fit,
    people: Sequence[ArrayLike],
    loop: Loop,
    ruler: Ruler,
    rng: np.random.Generator,
    last: int,
) -> LoopRun:
    """Follow a loop once; models are not kept, as those that learned from much are large."""
    steps = (
        (ruler.read(one), one.written)
        for one in islice(generations(fit, people, loop, rng), last + 1)
    )
    readings, written = zip(*steps, strict=True)
    return LoopRun(readings, written)
