"""Adapting: what a model of somebody else's tunes learns from a few of one's own."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from meantone.measures.spread import student
from meantone.models import Mixture, NGram, SequenceModel, fixed, surprises
from meantone.models.sequence_model import Numbers

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

    from meantone.models.neural import NeuralModel, Plan

Way = Callable[[Sequence[Numbers]], SequenceModel[Any]]
"""From some tunes of one's own to a model that has adapted to them; there may be none."""


def added(tunes: Sequence[Numbers], size: int, order: int = 5) -> Way:
    """Return the way that adds one's tunes to all others and counts anew.

    Parameters
    ----------
    tunes : sequence of numpy.ndarray of int
        The others.
    size : int
        Symbols in the vocabulary.
    order : int
        Of the n-gram.

    Examples
    --------
    >>> added([np.array([0, 1])], size=2)([np.array([1, 1])])
    <NGram of order 5, 10 contexts, modified_kneser_ney>
    """
    return lambda own: NGram.fit([*tunes, *own], size, order)


def repeated(tunes: Sequence[Numbers], size: int, times: int, order: int = 5) -> Way:
    """Return the way that adds one's tunes as often as it takes to have so many, and counts anew.

    Parameters
    ----------
    tunes, size, order
        As for `added`.
    times : int
        Tunes of one's own, repetitions counted.

    Examples
    --------
    >>> repeated([np.array([0, 1])], size=2, times=4)([np.array([1, 1])])
    <NGram of order 5, 10 contexts, modified_kneser_ney>
    """

    def way(own: Sequence[Numbers]) -> SequenceModel[Any]:
        often = -(-times // len(own)) if own else 0
        return NGram.fit([*tunes, *(list(own) * often)], size, order)

    return way


def interpolated(base: SequenceModel[Any], size: int, share: float = 0.5, order: int = 5) -> Way:
    """Return the way that counts one's tunes alone and mixes that with what the base predicts.

    ``p = (1 - share) * p(base) + share * p(own)``, note by note (Jelinek and Mercer 1980).

    Parameters
    ----------
    base : SequenceModel
        A model of others' tunes.
    size : int
        Symbols in the vocabulary.
    share : float
        The weight of one's own model, from 0 to 1.
    order : int
        Of one's own n-gram.

    Examples
    --------
    >>> base = NGram.fit([[0, 1]], 2, order=2)
    >>> interpolated(base, size=2)([np.array([1, 1])])
    <Mixture of <NGram of order 2, ...>, <NGram of order 5, ...>>
    """

    def way(own: Sequence[Numbers]) -> SequenceModel[Any]:
        if not own:
            return base
        return Mixture([base, NGram.fit(own, size, order)], fixed([1 - share, share]))

    return way


def fine_tuned(base: NeuralModel, plan: Plan) -> Way:
    """Return the way that trains a copy of a network on one's tunes, and nothing else.

    Parameters
    ----------
    base : NeuralModel
        It stays as it is.
    plan : Plan
        Of all passes over one's tunes. The last is kept: a few tunes leave none to choose by.

    Examples
    --------
    >>> from meantone.models.neural import NeuralModel, Plan, SoftmaxBigram
    >>> way = fine_tuned(NeuralModel(SoftmaxBigram(2)), Plan(epochs=3, rate=0.1, warm_up=1))
    >>> tuned = way([np.array([1, 1, 1])])
    >>> bool(surprises(tuned, [[1, 1, 1]])[0].sum() < 4 * np.log2(3))
    True
    """

    def way(own: Sequence[Numbers]) -> SequenceModel[Any]:
        from meantone.models.neural.training import Training

        if not own:
            return base
        training = Training(copy.deepcopy(base.network), plan)
        training.run(own, own, show=False)
        return training.model

    return way


@dataclass(frozen=True)
class Adapted:
    """What one way makes of so many tunes.

    Parameters
    ----------
    way : str
    count : int
        Tunes of one's own.
    bits, others : tuple of float
        Bits a note on one's other tunes, and on everybody else's: a mean for each draw of the
        tunes learned from.
    """

    way: str
    count: int
    bits: tuple[float, ...]
    others: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Bits a note on one's other tunes: mean over draws."""
        return float(np.mean(self.bits))

    @property
    def forgets(self) -> float:
        """Bits a note on everybody else's tunes: mean over draws."""
        return float(np.mean(self.others))

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % interval of `mean` over draws (Student's t): endless for two or three."""
        return _interval(self.bits)


@dataclass(frozen=True)
class Adapting:
    """How each way does with more and more tunes. Made by `adapting`.

    Parameters
    ----------
    points : tuple of Adapted
    """

    points: tuple[Adapted, ...]

    def __getitem__(self, key: tuple[str, int]) -> Adapted:
        """Return what a way makes of so many tunes.

        Raises
        ------
        KeyError
            If that was not measured.
        """
        return {(point.way, point.count): point for point in self.points}[key]

    def table(self) -> pd.DataFrame:
        """Return a row for each way and count.

        Examples
        --------
        >>> Adapting((Adapted("added", 3, (3.6,), (2.4,)),)).table()
             way  tunes  bits  low  high  others' bits
        0  added      3   3.6  NaN   NaN           2.4
        """
        import pandas as pd

        rows = [(p.way, p.count, p.mean, *p.interval, p.forgets) for p in self.points]
        names = ["way", "tunes", "bits", "low", "high", "others' bits"]
        return pd.DataFrame(rows, columns=names).round(3)

    def picture(self) -> alt.TopLevelMixin:
        """Return bits over the number of own tunes, a line for each way."""
        import altair as alt

        from meantone.show import categories

        ways = [*dict.fromkeys(point.way for point in self.points)]
        counts = [str(count) for count in sorted({point.count for point in self.points})]
        colors: dict[str, Any] = {**categories(ways)}
        table = self.table().assign(tunes=[str(point.count) for point in self.points])
        base = alt.Chart(table).encode(
            alt.X("tunes:O", sort=counts, title="tunes of one's own").axis(labelAngle=0),
            color=alt.Color("way:N", sort=ways, title=None, scale=alt.Scale(**colors)).legend(
                orient="bottom", columns=2
            ),
        )
        y = alt.Y("bits:Q", title="bits a note", scale=alt.Scale(zero=False))
        ends = base.mark_rule(strokeWidth=2).encode(alt.Y("low:Q", scale=alt.Scale(zero=False)),
                                                    alt.Y2("high:Q"))  # fmt: skip
        each = "; ".join(f"{p.way}, {p.count} tunes: {p.mean:.2f}" for p in self.points)
        lines = base.mark_line(strokeWidth=2.5, point=True).encode(y)
        return alt.layer(ends, lines).properties(
            width=340,
            height=240,
            title="What a few tunes of one's own are worth",
            description=f"Bits a note on one's other tunes. {each}.",
        )


def adapting(
    ways: Mapping[str, Way],
    own: Sequence[Numbers],
    unseen: Sequence[Numbers],
    others: Sequence[Numbers],
    counts: Sequence[int],
    rng: np.random.Generator,
    draws: int = 5,
) -> Adapting:
    """Let each way learn from few and from many tunes of one's own, and measure it on others.

    Every way gets the same draws. None is in two counts for the same reason: each draw is made
    anew. Lesson 15.

    Parameters
    ----------
    ways : mapping of str to function
        As `added`, `interpolated` and `fine_tuned` return them.
    own : sequence of numpy.ndarray of int
        What is learned from: some of these.
    unseen : sequence of numpy.ndarray of int
        Tunes of one's own that nothing learns from.
    others : sequence of numpy.ndarray of int
        Everybody else's tunes that nothing has learned from: what is forgotten shows here.
    counts : sequence of int
        How many are learned from; 0 is the model as it was.
    rng : numpy.random.Generator
    draws : int
        Of the tunes that are learned from, at each count above 0; intervals want four or more.

    Returns
    -------
    Adapting

    Examples
    --------
    >>> low, high = [np.array([0, 0, 0])] * 9, [np.array([1, 1, 1])] * 9
    >>> found = adapting({"added": added(low, 2)}, high, high, low, [0, 9],
    ...                  np.random.default_rng(0), draws=1)
    >>> found["added", 9].mean < found["added", 0].mean
    True
    """
    points = []
    for count in counts:
        drawn = [rng.choice(len(own), count, replace=False) for _ in range(draws if count else 1)]
        for name, way in ways.items():
            models = [way([own[place] for place in places]) for places in drawn]
            bits, kept = (
                tuple(_bits(model, tunes) for model in models) for tunes in (unseen, others)
            )
            points.append(Adapted(name, count, bits, kept))
    return Adapting(tuple(points))


def _bits(model: SequenceModel[Any], tunes: Sequence[Numbers]) -> float:
    return float(np.concatenate(surprises(model, tunes)).mean())


def _interval(values: Sequence[float]) -> tuple[float, float]:
    if len(values) < 2:
        return float("nan"), float("nan")
    half = student(len(values) - 1) * float(np.std(values, ddof=1)) / len(values) ** 0.5
    return float(np.mean(values)) - half, float(np.mean(values)) + half
