"""Blends of two styles: where their runs of notes come from, and how many are new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures import bootstrap_interval
from meantone.measures.runs import runs
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

ORIGINS = ("both styles", "the first alone", "the second alone", "new")
"""Where a run of notes may come from."""


class Turns(SequenceModel[tuple[Numbers, tuple[Any, ...]]]):
    """Models that take turns: so many notes each, all of them hearing everything.

    The simplest blend: no note is a compromise. Its state is how many notes were played, and the
    states of all models. Lesson 15.

    Parameters
    ----------
    models : sequence of SequenceModel
        Of one size.
    notes : int
        Of each turn.

    Raises
    ------
    ValueError
        If the sizes differ, or a turn has no note.

    Examples
    --------
    >>> from meantone.decoding import sample
    >>> from meantone.models import MarkovChain
    >>> up, down = (MarkovChain.fit([tune], 3) for tune in ([0, 1, 2] * 99, [2, 1, 0] * 99))
    >>> [t.tolist() for t in sample(Turns([up, down], 2), 1, np.random.default_rng(1), longest=6)]
    [[0, 1, 0, 2, 0, 1]]
    """

    def __init__(self, models: Sequence[SequenceModel[Any]], notes: int) -> None:
        sizes = [model.size for model in models]
        if len(set(sizes)) != 1:
            raise ValueError(f"models of one size can take turns; these have the sizes {sizes}")
        if notes < 1:
            raise ValueError(f"a turn has {notes} notes; give it one or more")
        self.models, self.notes, self.size = tuple(models), notes, sizes[0]

    @property
    def parts(self) -> Sequence[SequenceModel[Any]]:
        """The models that take turns."""
        return self.models

    def start(self, batch: int) -> tuple[Numbers, tuple[Any, ...]]:
        """Return no notes played, and the states of all models."""
        return np.zeros(batch, dtype=np.int64), tuple(m.start(batch) for m in self.models)

    def advance(
        self, state: tuple[Numbers, tuple[Any, ...]], tokens: Numbers
    ) -> tuple[Numbers, tuple[Any, ...]]:
        """Return the state after one more token in each tune: every model has heard it."""
        played, states = state
        heard = zip(self.models, states, strict=True)
        return played + 1, tuple(model.advance(part, tokens) for model, part in heard)

    def probabilities(self, state: tuple[Numbers, tuple[Any, ...]]) -> Rows:
        """Return what the model whose turn it is predicts, shape (batch, size + 1)."""
        played, states = state
        turn = played // self.notes % len(self.models)
        heard = zip(self.models, states, strict=True)
        rows = np.stack([model.probabilities(part) for model, part in heard])
        return np.asarray(rows[turn, np.arange(len(turn))])


@dataclass(frozen=True)
class Blend:
    """Where the runs of one set of tunes come from.

    Parameters
    ----------
    name : str
        Whose tunes.
    shares : tuple of float
        The shares of all its runs that both styles have, the first alone, the second alone, and
        none of them: `ORIGINS`.
    new_interval : tuple of float
        95 % bootstrap interval of the last one, over tunes.
    """

    name: str
    shares: tuple[float, float, float, float]
    new_interval: tuple[float, float]

    @property
    def new(self) -> float:
        """The share of runs that neither style has."""
        return self.shares[3]


@dataclass(frozen=True)
class Blends:
    """Where runs come from, a row for each set. Made by `compare_blends`.

    Parameters
    ----------
    rows : tuple of Blend
    styles : tuple of str
        The names of both styles.
    """

    rows: tuple[Blend, ...]
    styles: tuple[str, str]

    def __getitem__(self, name: str) -> Blend:
        """Return the row of this name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {row.name: row for row in self.rows}[name]

    def table(self) -> pd.DataFrame:
        """Return a row for each set: the shares, and the interval of what is new.

        Examples
        --------
        >>> Blends((Blend("all", (0.5, 0.25, 0.2, 0.05), (0.04, 0.06)),), ("a", "b")).table()
             set  in both  only a  only b   new  new low  new high
        0    all      0.5    0.25     0.2  0.05     0.04      0.06
        """
        import pandas as pd

        only = [f"only {style}" for style in self.styles]
        names = ["set", "in both", *only, "new", "new low", "new high"]
        rows = [(row.name, *row.shares, *row.new_interval) for row in self.rows]
        return pd.DataFrame(rows, columns=names).round(3)

    def picture(self) -> alt.TopLevelMixin:
        """Return what is new as dots with intervals."""
        import altair as alt

        from meantone.show import MEANINGS
        from meantone.show.colors import meaning_of

        names = [row.name for row in self.rows]
        shades = [meaning_of(name) or MEANINGS["machine"] for name in names]
        scale = alt.Scale(domain=names, range=shades)
        base = alt.Chart(self.table()).encode(
            alt.Y("set:N", sort=names, title=None),
            color=alt.Color("set:N", legend=None, scale=scale),
        )
        axis = alt.Axis(format=".0%", tickCount=5)
        x = alt.X("new low:Q", title="runs of four that neither style has", axis=axis)
        dots = base.mark_point(filled=True, size=90).encode(x="new:Q")
        each = "; ".join(f"{row.name} {row.new:.1%}" for row in self.rows)
        return alt.layer(
            base.mark_rule(strokeWidth=2.5).encode(x, x2="new high:Q"), dots
        ).properties(
            width=360,
            height=28 * len(names),
            title="What each blend makes that neither style has",
            description=f"Share of runs of four notes found in neither style's songs: {each}.",
        )


def compare_blends(
    tunes: Mapping[str, Sequence[ArrayLike]],
    first: Sequence[ArrayLike],
    second: Sequence[ArrayLike],
    styles: tuple[str, str],
    rng: np.random.Generator,
    length: int = 4,
) -> Blends:
    """Say where the runs of different tunes come from: from both styles, from one, from none.

    Compare sets of equal lengths, and put people's own unseen tunes among them: they have new runs
    too. Lesson 15.

    Parameters
    ----------
    tunes : mapping of str to sequence of array_like of int
        Sets of tunes, by name.
    first, second : sequence of array_like of int
        The tunes of both styles that the models have learned from.
    styles : tuple of str
        Their names.
    rng : numpy.random.Generator
        Draws the intervals.
    length : int
        Notes in a run.

    Returns
    -------
    Blends

    Examples
    --------
    >>> found = compare_blends({"both": [[0, 1, 2, 0]]}, [[0, 1]], [[1, 2]], ("a", "b"),
    ...                        np.random.default_rng(0), length=2)
    >>> found["both"].shares
    (0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333)
    """
    rows = []
    for name, given in tunes.items():
        numbers, owners = runs([*given, *first, *second], length)
        ours = owners < len(given)
        by_first = (owners >= len(given)) & (owners < len(given) + len(first))
        known = [np.isin(numbers[ours], numbers[by_first]),
                 np.isin(numbers[ours], numbers[~ours & ~by_first])]  # fmt: skip
        a, b = known
        shares = [float(part.mean()) for part in (a & b, a & ~b, b & ~a, ~a & ~b)]
        counts = np.bincount(owners[ours], minlength=len(given))
        new = np.bincount(owners[ours], ~a & ~b, minlength=len(given))
        there = counts > 0
        ends = bootstrap_interval(new[there] / counts[there], rng, weights=counts[there])
        rows.append(Blend(name, (shares[0], shares[1], shares[2], shares[3]), ends))
    return Blends(tuple(rows), styles)
