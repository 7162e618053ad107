"""Judges: which group a tune seems to be of, how often they are wrong, and a share without that.

A judge who takes two of a hundred European tunes for Chinese ones finds two in a hundred where
there are none. Its error rates are known from tunes by people, and are taken out again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from meantone.experiments.bias.groups import Groups, beginnings
from meantone.measures import Probe, features
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Numbers, Rows

LONGEST = 35
"""Notes of each tune that are looked at: as many of machines' as of people's."""

PENALTY = 30.0
"""How large weights of the classifier are penalized."""

Score = Callable[[Sequence[Numbers]], Rows]
"""From tunes to one number each: the higher, the more like the second group."""


@dataclass(frozen=True, eq=False)
class Judge:
    """Who says of each tune whether it is of the second group.

    Parameters
    ----------
    name : str
    score : function of tunes to numpy.ndarray of float, shape (tunes,)
    mark : float
        Tunes with a higher score are of the second group, it says.
    false_alarms : tuple of int
        How many of people's tunes of the first group it takes for the second, of how many.
    hits : tuple of int
        How many of the second group it finds, of how many.
    """

    name: str
    score: Score
    mark: float
    false_alarms: tuple[int, int]
    hits: tuple[int, int]

    @property
    def rates(self) -> tuple[float, float]:
        """The rate of false alarms, and the rate of hits."""
        return self.false_alarms[0] / self.false_alarms[1], self.hits[0] / self.hits[1]

    def yes(self, tunes: Sequence[Numbers]) -> int:
        """Return how many tunes it takes for the second group's."""
        return int((self.score(tunes) > self.mark).sum()) if len(tunes) else 0

    def share(self, tunes: Sequence[Numbers]) -> float:
        """Return the share of the second group, corrected for the judge's error rates.

        As `true_share` gives it.
        """
        return float(true_share(self.yes(tunes) / len(tunes), *self.rates))


def true_share(seen: float | Rows, false_alarms: float, hits: float) -> Rows:
    """Return the share that was there, of the share that a judge has seen.

    Of a share `q` the judge sees ``hits * q + false_alarms * (1 - q)``; solved for `q` that is
    ``(seen - false_alarms) / (hits - false_alarms)`` (Rogan and Gladen 1978), kept from 0 to 1.
    Lesson 10 builds it by hand.

    Parameters
    ----------
    seen : float, or numpy.ndarray of float
        The share of yes.
    false_alarms, hits : float
        How often the judge says yes where the answer is no, and where it is yes.

    Returns
    -------
    numpy.ndarray of float

    Raises
    ------
    ValueError
        If the judge says yes no more often where it is right: nothing can be learned from it.

    Examples
    --------
    >>> float(true_share(0.27, false_alarms=0.1, hits=0.95).round(2))
    0.2
    """
    if not hits > false_alarms:
        raise ValueError(
            f"the judge says yes to {hits:.2f} of the group and to {false_alarms:.2f} of the "
            "others: it cannot tell them apart, so its shares say nothing"
        )
    return np.clip((np.asarray(seen) - false_alarms) / (hits - false_alarms), 0, 1)


def by_classifier(groups: Groups, longest: int = LONGEST) -> Judge:
    """Return a judge that learned to tell the groups apart by their runs of one to three notes.

    Logistic regression (`Probe`) on `features`, learned from the training part; its mark is where
    it makes as many mistakes in either direction on the valid part; its error rates are those on
    the test part. Lesson 10.

    Parameters
    ----------
    groups : Groups
    longest : int
        Notes of each tune that it looks at.

    Returns
    -------
    Judge
    """

    def rows(tunes: Sequence[Numbers]) -> Rows:
        return features(beginnings(tunes, longest), groups.size)

    first, second = groups.train
    answers = np.arange(len(first) + len(second)) >= len(first)
    reader = Probe.fit(rows([*first, *second]), answers, PENALTY)
    return _calibrated("a classifier", lambda tunes: reader.scores(rows(tunes)), groups)


def by_experts(
    groups: Groups, experts: Sequence[SequenceModel[Any]], longest: int = LONGEST
) -> Judge:
    """Return a judge that asks two models which of them finds a tune less surprising.

    The score is the bits that the first group's model needs more, ends not counted. Mark and error
    rates as for `by_classifier`. It hears whole phrases where the other counts short runs; but it
    is no stranger to what these two models sing. Lesson 10.

    Parameters
    ----------
    groups : Groups
    experts : sequence of SequenceModel
        One that learned from the first group's training part, and one from the second's.
    longest : int
        Notes of each tune that it looks at.

    Returns
    -------
    Judge
    """

    def score(tunes: Sequence[Numbers]) -> Rows:
        heads = beginnings(tunes, longest)
        first, second = (
            np.array([bits[:-1].sum() for bits in surprises(expert, heads)]) for expert in experts
        )
        return np.asarray(first - second)

    return _calibrated("two experts", score, groups)


def _calibrated(name: str, score: Score, groups: Groups) -> Judge:
    """Return a judge with its mark set on the valid part, and its errors counted on the test."""
    mark = _even_mark(*map(score, groups.valid))
    false_alarms, hits = (int((score(tunes) > mark).sum()) for tunes in groups.test)
    first, second = map(len, groups.test)
    return Judge(name, score, mark, (false_alarms, first), (hits, second))


def _even_mark(first: Rows, second: Rows) -> float:
    """Return the mark at which the rates of both mistakes are as equal as can be."""
    values = np.unique(np.concatenate([first, second]))
    marks = (values[:-1] + values[1:]) / 2 if len(values) > 1 else values
    high = 1 - np.searchsorted(np.sort(first), marks, "right") / len(first)
    low = np.searchsorted(np.sort(second), marks, "right") / len(second)
    return float(marks[np.abs(high - low).argmin()])
