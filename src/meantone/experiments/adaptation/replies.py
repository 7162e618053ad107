"""Call and response: how much of what was called an answer takes up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import sample
from meantone.measures import bootstrap_interval
from meantone.measures.spread import Floats
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows, State, with_ends

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

RUN = 4
"""Notes in a run that counts as taken up."""


class _Called(SequenceModel[State]):
    """A model that has heard calls: a batch starts with as many tunes as there are calls."""

    def __init__(self, model: SequenceModel[State], heard: State) -> None:
        self.model, self.size, self._heard = model, model.size, heard

    def start(self, batch: int) -> State:
        return self._heard

    def probabilities(self, state: State) -> Rows:
        rows = self.model.probabilities(state).copy()
        rows[:, -1] = 0  # an answer does not end before its time
        return rows

    def advance(self, state: State, tokens: Numbers) -> State:
        return self.model.advance(state, tokens)


def respond(
    model: SequenceModel[Any],
    calls: Sequence[ArrayLike],
    notes: int,
    rng: np.random.Generator,
    reshape: Callable[[Rows], Rows] = lambda rows: rows,
) -> list[Numbers]:
    """Return an answer to each call: how the model goes on from it, and does not end.

    Parameters
    ----------
    model : SequenceModel
    calls : sequence of array_like of int
        All equally long.
    notes : int
        Of each answer.
    rng : numpy.random.Generator
    reshape : function of rows to rows
        What is done to the probabilities first, as ``lambda rows: temperature(rows, 0.6)``.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (notes,)

    Raises
    ------
    ValueError
        If calls are not equally long.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [1, 0]], size=2)
    >>> [answer.tolist() for answer in respond(chain, [[0], [1]], 3, np.random.default_rng(0))]
    [[1, 0, 1], [0, 1, 0]]
    """
    if len({np.size(call) for call in calls}) != 1:
        raise ValueError("calls have to be equally long, so that answers can be compared")
    tokens = with_ends(calls, model.size)[0].reshape(len(calls), -1)[:, :-1]
    state = model.start(len(calls))
    for column in tokens.T:
        state = model.advance(state, column)
    return list(sample(_Called(model, state), len(calls), rng, reshape, longest=notes))


def call_and_answer(tunes: Sequence[ArrayLike], notes: int) -> tuple[list[Numbers], list[Numbers]]:
    """Return the first notes of tunes that are long enough, and as many that people went on with.

    Parameters
    ----------
    tunes : sequence of array_like of int
    notes : int
        Of a call, and of an answer.

    Returns
    -------
    calls, answers : list of numpy.ndarray of int, each of shape (notes,)

    Examples
    --------
    >>> call_and_answer([[1, 2, 3, 4, 5], [6, 7, 8]], 2)
    ([array([1, 2])], [array([3, 4])])
    """
    long = [np.asarray(tune) for tune in tunes if np.size(tune) >= 2 * notes]
    return [tune[:notes] for tune in long], [tune[notes : 2 * notes] for tune in long]


def reused(calls: Sequence[ArrayLike], answers: Sequence[ArrayLike], length: int = RUN) -> Floats:
    """Return which share of each call's different runs of notes its answer has, too.

    Lesson 15.

    Parameters
    ----------
    calls, answers : sequence of array_like of int
        One answer to each call.
    length : int
        Notes in a run.

    Returns
    -------
    numpy.ndarray of float, shape (calls,)
        nan for a call that is shorter than a run.

    Examples
    --------
    >>> reused([[0, 1, 2, 0, 1]], [[5, 0, 1, 7]], length=2).round(2)  # of 0 1, 1 2, 2 0
    array([0.33])
    """
    pairs = ((_runs(c, length), _runs(a, length)) for c, a in zip(calls, answers, strict=True))
    return np.array([len(c & a) / len(c) if c else np.nan for c, a in pairs])


def _runs(tune: ArrayLike, length: int) -> set[tuple[int, ...]]:
    tokens = np.asarray(tune).tolist()
    return set(zip(*(tokens[at:] for at in range(length)), strict=False))


@dataclass(frozen=True)
class Reply:
    """What one kind of answer takes up.

    Parameters
    ----------
    name : str
        Whose answers.
    own, other : float
        Mean share of the runs of the answered call that come back; and of another call, to which
        it is no answer.
    own_interval, other_interval : tuple of float
        95 % bootstrap intervals over calls.
    """

    name: str
    own: float
    own_interval: tuple[float, float]
    other: float
    other_interval: tuple[float, float]


@dataclass(frozen=True)
class Replies:
    """What answers take up, a row for each who answers. Made by `compare_replies`.

    Parameters
    ----------
    rows : tuple of Reply
    """

    rows: tuple[Reply, ...]

    def __getitem__(self, name: str) -> Reply:
        """Return the row of this name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return {row.name: row for row in self.rows}[name]

    def table(self) -> pd.DataFrame:
        """Return a row for each: its shares, with their intervals.

        Examples
        --------
        >>> Replies((Reply("people", 0.26, (0.2, 0.3), 0.04, (0.03, 0.05)),)).table()
              who  own call  own low  own high  another call  other low  other high
        0  people      0.26      0.2       0.3          0.04       0.03        0.05
        """
        import pandas as pd

        names = (
            "who",
            "own call",
            "own low",
            "own high",
            "another call",
            "other low",
            "other high",
        )
        rows = [(r.name, r.own, *r.own_interval, r.other, *r.other_interval) for r in self.rows]
        return pd.DataFrame(rows, columns=names).round(3)

    def picture(self) -> alt.TopLevelMixin:
        """Return the shares as bars with intervals, another call's as a tick in each."""
        import altair as alt

        from meantone.show import categories

        names = [row.name for row in self.rows]
        base = alt.Chart(self.table()).encode(alt.Y("who:N", sort=names, title=None))
        colors: dict[str, Any] = {**categories(names)}
        color = alt.Color("who:N", legend=None, scale=alt.Scale(**colors))
        share = alt.X("own call:Q", title="share of the call's runs of four that come back")
        bars = base.mark_bar().encode(share.axis(format="%"), color)
        ends = base.mark_rule(strokeWidth=2).encode(alt.X("own low:Q"), alt.X2("own high:Q"))
        ticks = base.mark_tick(color="black", thickness=3, height=22).encode(x="another call:Q")
        each = "; ".join(f"{r.name} {r.own:.1%}, another call {r.other:.1%}" for r in self.rows)
        return alt.layer(bars, ends, ticks).properties(
            width=360,
            height=34 * len(names) + 10,
            title=["How much of the call comes back", "(black: of a call that was not theirs)"],
            description=f"Shares of the call's runs of four notes in the answer: {each}.",
        )


def compare_replies(
    calls: Sequence[ArrayLike],
    answers: Mapping[str, Sequence[ArrayLike]],
    rng: np.random.Generator,
    length: int = RUN,
) -> Replies:
    """Measure how much of the calls different answers take up, beside calls of somebody else.

    Common runs come back by chance: so each answer is also held against another call, dealt at
    random, the same for all who answer. Lesson 15.

    Parameters
    ----------
    calls : sequence of array_like of int
    answers : mapping of str to sequence of array_like of int
        By who answers; one answer to each call, in their order.
    rng : numpy.random.Generator
        Deals the other calls, and draws the intervals.
    length : int
        Notes in a run.

    Returns
    -------
    Replies

    Examples
    --------
    >>> calls = [[0, 1, 0, 1, 0], [2, 3, 2, 3, 2]]
    >>> found = compare_replies(calls, {"echo": calls}, np.random.default_rng(0))
    >>> found["echo"].own, found["echo"].other
    (1.0, 0.0)
    """
    order = rng.permutation(len(calls))
    others = np.empty_like(order)
    others[order] = np.roll(order, 1)
    rows = []
    for name, given in answers.items():
        own = reused(calls, given, length)
        other = reused([calls[place] for place in others.tolist()], given, length)
        own_ends, other_ends = bootstrap_interval(own, rng), bootstrap_interval(other, rng)
        means = float(np.nanmean(own)), float(np.nanmean(other))
        rows.append(Reply(name, means[0], own_ends, means[1], other_ends))
    return Replies(tuple(rows))
