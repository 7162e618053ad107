"""What a row of a profile is: a measure, which gives a set of tunes a figure with its interval.

There are four kinds. A measure *of tunes* gives each tune a value, and the set has their mean. One
*of a set* sees the tunes together, as diversity does. One *against* human tunes compares the set
with as many of them, and one *against each* gives a value to each tune of both. Each kind has its
own honest interval. What human tunes get is in `meantone.measures.profile.bands`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import hypot, sqrt
from typing import Literal, NamedTuple

from meantone.measures.profile.reference import Reference
from meantone.measures.profile.windows import Sample, Windows
from meantone.measures.spread import Floats, bootstrap_interval, deviation, mean, student

Need = Literal["judge", "training", "view", "tunes"]

RESAMPLINGS = 1000
"""Bootstrap samples of each measure of tunes."""


class Estimate(NamedTuple):
    """A figure and its interval; nan where there is none."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Measure(ABC):
    """One row of a profile: use `OfTunes`, `OfSet`, `Against` or `AgainstEach`.

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
    def estimate(self, sample: Sample, reference: Reference) -> Estimate:
        """Return the figure of some tunes, with its interval.

        Parameters
        ----------
        sample : Sample
        reference : Reference

        Returns
        -------
        Estimate
        """

    def around(self, middle: float, reach: float) -> tuple[float, float]:
        """Return `middle` less and more `reach`, within the limits of the measure.

        Parameters
        ----------
        middle, reach : float

        Returns
        -------
        tuple of (float, float)
        """
        low, high = self.limits
        return max(middle - reach, low), min(middle + reach, high)

    def fits(self, reference: Reference) -> bool:
        """Tell whether a reference has all that this measure needs."""
        has = {
            "judge": reference.judge is not None,
            "training": reference.training is not None,
            "view": reference.view is not None,
            "tunes": bool(reference.windows.tunes),
        }
        return all(has[need] for need in self.needs)


@dataclass(frozen=True)
class OfTunes(Measure):
    """A measure that gives each tune a value; the set has the mean of those that have one.

    Interval: bootstrap over tunes.

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

    of: Callable[[Windows, Reference], Floats] = field(kw_only=True)

    def estimate(self, sample: Sample, reference: Reference) -> Estimate:
        """Return the mean over tunes, with its bootstrap interval.

        Parameters
        ----------
        sample : Sample
        reference : Reference

        Returns
        -------
        Estimate
        """
        values = self.of(sample.windows, reference)
        rng = sample.rng(self.name)
        return Estimate(mean(values), *bootstrap_interval(values, rng, draws=RESAMPLINGS))


@dataclass(frozen=True)
class OfSet(Measure):
    """A measure of tunes taken together, such as diversity.

    Interval: ``value ± t s``, `s` being the deviation over random halves of the set.

    Parameters
    ----------
    of : function of Windows to float
    """

    of: Callable[[Windows], float] = field(kw_only=True)

    def estimate(self, sample: Sample, reference: Reference) -> Estimate:
        """Return the figure of the set, with its interval from halves.

        Parameters
        ----------
        sample : Sample
        reference : Reference

        Returns
        -------
        Estimate
        """
        value = self.of(sample.windows)
        parts = [self.of(half) for half in sample.halves]
        return Estimate(value, *self.around(value, reach_of_halves(parts, len(sample))))


@dataclass(frozen=True)
class Against(Measure):
    """A measure of how a set compares with as many human tunes, such as recall.

    Interval: as that of `OfSet`, from halves of the set against halves of the human tunes. For
    distances near zero it is somewhat too wide.

    Parameters
    ----------
    of : function of (Windows, human Windows, Reference) to float
    """

    of: Callable[[Windows, Windows, Reference], float] = field(kw_only=True)

    def estimate(self, sample: Sample, reference: Reference) -> Estimate:
        """Return the figure of the set against human tunes, with its interval from halves.

        Parameters
        ----------
        sample : Sample
        reference : Reference

        Returns
        -------
        Estimate
        """
        human = reference.opposite(len(sample))
        value = self.of(sample.windows, human.windows, reference)
        return Estimate(value, *self.around(value, self.reach(sample, human, reference)))

    def reach(self, sample: Sample, human: Sample, reference: Reference) -> float:
        """Return how far the interval of a set against human tunes reaches.

        Parameters
        ----------
        sample, human : Sample
            Equally many tunes of each.
        reference : Reference

        Returns
        -------
        float
            nan for fewer than four tunes.
        """
        both = zip(sample.halves, human.halves, strict=True)
        parts = [self.of(one, two, reference) for one, two in both]
        return reach_of_halves(parts, len(sample))


@dataclass(frozen=True)
class AgainstEach(Measure):
    """A comparison with as many human tunes that gives each tune of both sets a value.

    Interval: ``value ± t sqrt(s^2 / n + s'^2 / n)``, `s` being the spread over the tunes of the set
    and `s'` that over the human ones (DeLong et al. 1988, for areas under a curve). Where a reader
    learned to compare, it takes the reader as given, and is somewhat too narrow.

    Parameters
    ----------
    of : function of (Windows, human Windows, Reference) to a pair of values
        A value for each tune of the set, and one for each human tune; the figure is the mean of
        the first.
    """

    of: Callable[[Windows, Windows, Reference], tuple[Floats, Floats]] = field(kw_only=True)

    def estimate(self, sample: Sample, reference: Reference) -> Estimate:
        """Return the mean over tunes, with its interval.

        Parameters
        ----------
        sample : Sample
        reference : Reference

        Returns
        -------
        Estimate
        """
        human = reference.opposite(len(sample))
        ours, theirs = self.of(sample.windows, human.windows, reference)
        return Estimate(mean(ours), *self.around(mean(ours), reach_of_values(ours, theirs)))


def reach_of_values(ours: Floats, theirs: Floats) -> float:
    """Return how far the interval of a mean reaches that hangs on the tunes of two sets.

    Parameters
    ----------
    ours, theirs : numpy.ndarray of float, shape (tunes,)

    Returns
    -------
    float
        nan for fewer than two tunes.
    """
    errors = [deviation(values) / sqrt(max(len(values), 1)) for values in (ours, theirs)]
    return student(len(ours) - 1) * hypot(*errors)


def reach_of_halves(parts: Sequence[float], count: int) -> float:
    """Return how far the interval of a figure reaches, by the same figure of random halves.

    Parameters
    ----------
    parts : sequence of float
        The figure of each half.
    count : int
        Tunes in the whole set.

    Returns
    -------
    float
        nan for fewer than four tunes, whose halves say nothing.
    """
    if count < 4:
        return float("nan")
    half = count // 2
    return student(len(parts) - 1) * deviation(parts) * sqrt(half / (count - half))
