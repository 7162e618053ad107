"""What a row of a profile is: a measure, with its interval and its human band.

There are three kinds. A measure *of tunes* gives each tune a value, and the set has their mean. One
*of a set* sees the tunes together, as diversity does. One *against* human tunes compares the set
with as many of them. Each kind has its own honest interval.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from math import hypot, isnan, sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.measures.profile.windows import Windows
from meantone.measures.spread import (
    deviation,
    known,
    mean,
    resampled_means,
    student,
)

if TYPE_CHECKING:
    from meantone.measures.profile.reference import Reference

Floats = NDArray[np.float64]
Need = Literal["judge", "training", "view", "tunes"]

SPLITS = 16
"""Random halves from which the interval of a figure of a whole set is found."""

DRAWS = 16
"""Sets of human tunes from which the human band of such a figure is found."""

FEW_DRAWS = 8
"""The same for figures that take long: a wider band, as befits less knowledge."""

HALVED = 3
"""Pairs of such sets of which halves are compared as well."""


class Estimate(NamedTuple):
    """A figure and its interval; nan where there is none."""

    value: float
    low: float
    high: float


class Band(NamedTuple):
    """What a measure gives for human tunes, and for the same tunes shuffled.

    Parameters
    ----------
    human : float
        The mean over sets of so many human tunes.
    low, high : float
        Between these lies a further set of as many human tunes, 19 times of 20.
    shuffled : float
    """

    human: float
    low: float
    high: float
    shuffled: float


@dataclass(frozen=True)
class Measure(ABC):
    """One row of a profile: use `OfTunes`, `OfSet` or `Against`.

    Parameters
    ----------
    name : str
        As it stands in the table.
    unit : str
        "bits", "share", "tokens", ...; empty for a number.
    meaning : str
        What it says, in a sentence.
    needs : tuple of str
        What of a reference it needs: "judge", "training", "view" or "tunes" (`Tune` values, with
        rhythm). A profile without it has no such row.
    limits : tuple of (float, float)
        The least and the greatest value there can be.
    """

    name: str
    unit: str
    meaning: str
    needs: tuple[Need, ...] = ()
    limits: tuple[float, float] = (0.0, float("inf"))

    @abstractmethod
    def estimate(
        self, windows: Windows, reference: Reference, rng: np.random.Generator
    ) -> Estimate:
        """Return the figure of some tunes, with its interval."""

    @abstractmethod
    def band(self, reference: Reference, count: int) -> Band:
        """Return the human band for sets of so many tunes."""

    def between(self, middle: float, reach: float) -> tuple[float, float]:
        """Return `middle` less and more `reach`, within the limits of the measure."""
        low, high = self.limits
        return max(middle - reach, low), min(middle + reach, high)


def _no_values(*_: object) -> Floats:
    """Stand in for a function that has to be given."""
    raise TypeError("a measure needs the function that measures: give it as of=")


def _no_pair(*_: object) -> tuple[Floats, Floats]:
    """Stand in for a function that has to be given."""
    raise TypeError("a measure needs the function that measures: give it as of=")


def _no_value(*_: object) -> float:
    """Stand in for a function that has to be given."""
    raise TypeError("a measure needs the function that measures: give it as of=")


@dataclass(frozen=True)
class OfTunes(Measure):
    """A measure that gives each tune a value; the set has the mean of those that have one.

    Interval: bootstrap over tunes. Band: what chance lets the mean of a further set of human tunes
    be, ``human ± t s sqrt(1 / n + 1 / N)``, `s` being the spread over the N human tunes.

    Parameters
    ----------
    of : function of (Windows, Reference) to values
        A value for each tune, nan where it has none.

    Examples
    --------
    >>> leaps = OfTunes(
    ...     "leaps", "share", "Steps of more than 2 semitones.", needs=("view",),
    ...     of=lambda windows, reference: (abs(np.diff(windows.heights)) > 2).mean(axis=1),
    ... )
    >>> leaps.name
    'leaps'
    """

    of: Callable[[Windows, Reference], Floats] = _no_values

    def estimate(
        self, windows: Windows, reference: Reference, rng: np.random.Generator
    ) -> Estimate:
        """Return the mean over tunes, with its bootstrap interval."""
        values = reference.values(self, windows)
        return Estimate(mean(values), *resampled_means(values, rng))

    def band(self, reference: Reference, count: int) -> Band:
        """Return the band of the mean of so many human tunes."""
        values = known(reference.values(self, reference.windows))
        human, spread, total = mean(values), deviation(values), max(len(values), 1)
        # Where some tunes have no value, of a further set as large a share will have none.
        fewer = max(count * total / len(reference.windows), 1e-9)
        reach = student(total - 1) * spread * sqrt(1 / fewer + 1 / total)
        mixed = mean(reference.values(self, reference.shuffled))
        return Band(human, *self.between(human, reach), mixed)


@dataclass(frozen=True)
class OfSet(Measure):
    """A measure of tunes taken together, such as diversity.

    Interval: ``value ± t s``, `s` being the deviation over random `halves`. Band: the mean over
    sets of so many human tunes, and ``± t s sqrt((1 + n / N) / (1 - n / N))``: sets drawn from the
    same N tunes share some, so they differ less than sets of new ones.

    Parameters
    ----------
    of : function of Windows to float
    """

    of: Callable[[Windows], float] = _no_value

    def estimate(
        self, windows: Windows, reference: Reference, rng: np.random.Generator
    ) -> Estimate:
        """Return the figure of the set, with its interval from halves."""
        value = self.of(windows)
        parts = [self.of(half) for half in reference.halves(windows, rng)]
        return Estimate(value, *self.between(value, _reach(parts, len(windows))))

    def band(self, reference: Reference, count: int) -> Band:
        """Return the band of the figure of so many human tunes."""
        values = [self.of(one) for one, _ in reference.draws(count)]
        share = count / len(reference.windows)
        widened = sqrt((1 + share) / (1 - share) + 1 / DRAWS)
        reach = student(DRAWS - 1) * deviation(values) * widened
        mixed = self.of(reference.mixed(count))
        return Band(mean(values), *self.between(mean(values), reach), mixed)


@dataclass(frozen=True)
class Against(Measure):
    """A measure of how a set compares with as many human tunes, such as recall.

    Interval: as that of `OfSet`, from halves of the set against halves of the human tunes. Band:
    sets of human tunes against other human tunes, ``± t s``, `s` being found from halves of them:
    two pairs of sets hold mostly the same human tunes, so figures of pairs differ by too little.
    For distances near zero both are somewhat too wide.

    Parameters
    ----------
    of : function of (Windows, human Windows, Reference) to float
    """

    of: Callable[[Windows, Windows, Reference], float] = _no_value

    def estimate(
        self, windows: Windows, reference: Reference, rng: np.random.Generator
    ) -> Estimate:
        """Return the figure of the set against human tunes, with its interval from halves."""
        human = reference.opposite(len(windows))
        value = self.of(windows, human, reference)
        parts = self._of_halves(windows, human, reference, rng)
        return Estimate(value, *self.between(value, _reach(parts, len(windows))))

    def band(self, reference: Reference, count: int) -> Band:
        """Return the band of the figure of human tunes against other human tunes."""
        pairs = reference.draws(count)
        values = [self.of(one, two, reference) for one, two in pairs]
        human = mean(values)
        rng = reference.rng("halves of human tunes", count)
        halved = [self._of_halves(one, two, reference, rng) for one, two in pairs[:HALVED]]
        reach = sqrt(mean([_reach(parts, count) ** 2 for parts in halved]))
        if isnan(reach):  # halves that are too small to have a figure: better too narrow than none
            reach = student(DRAWS - 1) * deviation(values) * sqrt(1 + 1 / DRAWS)
        mixed = self.of(reference.mixed(count), reference.opposite(count), reference)
        return Band(human, *self.between(human, reach), mixed)

    def _of_halves(
        self, windows: Windows, human: Windows, reference: Reference, rng: np.random.Generator
    ) -> list[float]:
        """Return the figures of random halves of a set against halves of human tunes."""
        theirs = reference.halves(human, reference.rng("halves", len(human)))
        both = zip(reference.halves(windows, rng), theirs, strict=True)
        return [self.of(one, two, reference) for one, two in both]


@dataclass(frozen=True)
class AgainstEach(Measure):
    """A comparison with as many human tunes that gives each tune of both sets a value.

    Interval: ``value ± t sqrt(s^2 / n + s'^2 / n)``, `s` being the spread over the tunes of the set
    and `s'` that over the human ones (DeLong et al. 1988, for areas under a curve). Where a reader
    learned to compare, it takes the reader as given, and is somewhat too narrow. Band: human tunes
    against other human tunes, ``± t s`` over some draws; no narrower than such an interval.

    Parameters
    ----------
    of : function of (Windows, human Windows, Reference) to a pair of values
        A value for each tune of the set, and one for each human tune; the figure is the mean of
        the first.
    """

    of: Callable[[Windows, Windows, Reference], tuple[Floats, Floats]] = _no_pair

    def estimate(
        self, windows: Windows, reference: Reference, rng: np.random.Generator
    ) -> Estimate:
        """Return the mean over tunes, with its interval."""
        pair = self.of(windows, reference.opposite(len(windows)), reference)
        return Estimate(mean(pair[0]), *self.between(mean(pair[0]), _reach_of_pair(pair)))

    def band(self, reference: Reference, count: int) -> Band:
        """Return the band of the figure of human tunes against other human tunes."""
        pairs = [self.of(one, two, reference) for one, two in reference.draws(count)[:FEW_DRAWS]]
        values = [mean(ours) for ours, _ in pairs]
        reach = student(FEW_DRAWS - 1) * deviation(values) * sqrt(1 + 1 / FEW_DRAWS)
        reach = max(reach, mean([_reach_of_pair(pair) for pair in pairs]))
        mixed = mean(self.of(reference.mixed(count), reference.opposite(count), reference)[0])
        return Band(mean(values), *self.between(mean(values), reach), mixed)


def _reach_of_pair(pair: tuple[Floats, Floats]) -> float:
    """Return how far the interval of a mean reaches that hangs on the tunes of two sets."""
    errors = [deviation(values) / sqrt(max(len(values), 1)) for values in pair]
    return student(len(pair[0]) - 1) * hypot(*errors)


def _reach(parts: list[float], count: int) -> float:
    """Return how far the interval of a figure reaches, by the same figure of random halves."""
    if count < 4:
        return float("nan")
    half = count // 2
    return student(len(parts) - 1) * deviation(parts) * sqrt(half / (count - half))
