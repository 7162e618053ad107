"""Listeners: what each answered, how well they told people's tunes, and their mean.

Nothing here pools the answers of several listeners as if they were one: those of one listener
belong together, so listeners are what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from meantone.measures.detection import (
    at_least,
    binomial_interval,
    d_prime,
    d_prime_interval,
)
from meantone.measures.spread import bootstrap_interval, mean

Ends = tuple[float, float]
"""The low and the high end of an interval of a figure."""


@dataclass(frozen=True)
class Judgment:
    """What a listener said of one tune.

    Parameters
    ----------
    maker : str
        Who or what made it: "a person", or a decoder's name.
    human : bool
        Whether a person made it.
    taken : bool
        Whether the listener took it for a person's.
    liking : int
        From 1 to 7.
    sure : int
        How sure they were, from 1 to 3.
    known : bool
        Whether they knew the tune before. Such an answer proves nothing, and is not counted.
    """

    maker: str
    human: bool
    taken: bool
    liking: int
    sure: int
    known: bool = False

    @property
    def right(self) -> bool:
        """Whether the listener was right."""
        return self.taken == self.human


@dataclass(frozen=True)
class Detection:
    """How well one listener told human tunes from others.

    Parameters
    ----------
    hits, humans : int
        Human tunes taken for a person's, of all human tunes.
    false_alarms, machines : int
        Machine tunes taken for a person's, of all machine tunes.

    Examples
    --------
    >>> found = Detection(hits=5, humans=6, false_alarms=2, machines=6)
    >>> found.right, found.trials, round(found.share, 2), round(found.d_prime, 2)
    (9, 12, 0.75, 1.16)
    """

    hits: int
    humans: int
    false_alarms: int
    machines: int

    @classmethod
    def of(cls, judgments: Iterable[Judgment]) -> Detection:
        """Count one listener's hits and false alarms; tunes that they knew are left out.

        Examples
        --------
        >>> song = Judgment("a person", human=True, taken=True, liking=6, sure=2)
        >>> noise = Judgment("noise", human=False, taken=False, liking=2, sure=3)
        >>> Detection.of([song, noise])
        Detection(hits=1, humans=1, false_alarms=0, machines=1)
        """
        new = [judgment for judgment in judgments if not judgment.known]
        humans = [judgment.taken for judgment in new if judgment.human]
        machines = [judgment.taken for judgment in new if not judgment.human]
        return cls(sum(humans), len(humans), sum(machines), len(machines))

    @property
    def right(self) -> int:
        """Right answers."""
        return self.hits + self.machines - self.false_alarms

    @property
    def trials(self) -> int:
        """Tunes that were judged."""
        return self.humans + self.machines

    @property
    def share(self) -> float:
        """The share of right answers; nan without any."""
        return self.right / self.trials if self.trials else nan

    @property
    def share_interval(self) -> Ends:
        """The exact interval of the share, as `binomial_interval` gives it."""
        return binomial_interval(self.right, self.trials)

    @property
    def d_prime(self) -> float:
        """As the function `d_prime` gives it."""
        return d_prime(self.hits, self.humans, self.false_alarms, self.machines)

    @property
    def d_prime_interval(self) -> Ends:
        """As the function `d_prime_interval` gives it."""
        return d_prime_interval(self.hits, self.humans, self.false_alarms, self.machines)

    @property
    def by_luck(self) -> float:
        """How likely a coin is to get as many right, or more: the one-sided p."""
        return at_least(self.right, self.trials)


@dataclass(frozen=True)
class Maker:
    """How listeners answered to one maker's tunes.

    Parameters
    ----------
    name : str
    human : bool
    listeners : int
    judged : int
        Answers, of all listeners.
    taken : float
        How often its tunes were taken for a person's: of several listeners the mean of their
        shares.
    taken_interval : tuple of float
        Of one listener the exact interval of a share; of several a bootstrap over listeners.
    liking : float
        The mean rating; of several listeners the mean of their means.
    """

    name: str
    human: bool
    listeners: int
    judged: int
    taken: float
    taken_interval: Ends
    liking: float


@dataclass(frozen=True)
class Listeners:
    """How well several listeners did: each alone, and their mean.

    Parameters
    ----------
    each : tuple of Detection
        One for each listener.
    share, d_prime : float
        The means over listeners.
    share_interval, d_prime_interval : tuple of float
        Bootstrap intervals of these means over listeners, who are drawn again, not answers; nan
        for fewer than two. They hold for these tunes: others may be easier.
    makers : tuple of Maker
    """

    each: tuple[Detection, ...]
    share: float
    share_interval: Ends
    d_prime: float
    d_prime_interval: Ends
    makers: tuple[Maker, ...]


def makers(listeners: Sequence[Sequence[Judgment]], rng: np.random.Generator) -> list[Maker]:
    """Return for each maker how often it was taken for a person, and how it was liked.

    Parameters
    ----------
    listeners : sequence of sequence of Judgment
        The answers of each listener; tunes that they knew are left out.
    rng : numpy.random.Generator
        For the bootstrap over listeners, if there are several.

    Returns
    -------
    list of Maker
        In the order of their names, people first.

    Examples
    --------
    >>> song = Judgment("a person", human=True, taken=True, liking=6, sure=2)
    >>> noise = Judgment("noise", human=False, taken=True, liking=2, sure=3)
    >>> found = makers([[song, noise], [song]], np.random.default_rng(0))
    >>> [(maker.name, maker.listeners, maker.taken, maker.liking) for maker in found]
    [('a person', 2, 1.0, 6.0), ('noise', 1, 1.0, 2.0)]
    """
    answers = [[one for one in judgments if not one.known] for judgments in listeners]
    names = {(not one.human, one.maker) for judgments in answers for one in judgments}
    return [_maker(name, not machine, answers, rng) for machine, name in sorted(names)]


def over_listeners(listeners: Sequence[Sequence[Judgment]], rng: np.random.Generator) -> Listeners:
    """Return how well several listeners did: each alone, and their mean. Lessons 00 and 15.

    A listener's answers depend on each other, so shares and d' are taken for each listener first,
    and the means and their intervals are over listeners.

    Parameters
    ----------
    listeners : sequence of sequence of Judgment
    rng : numpy.random.Generator
        For the bootstrap over listeners.

    Returns
    -------
    Listeners
        Means and intervals are nan without listeners; a listener who judged tunes of one kind
        alone has no d', and one who judged none has no share.

    Examples
    --------
    >>> good = [Judgment("a person", True, True, 5, 2), Judgment("T = 1", False, False, 3, 2)]
    >>> poor = [Judgment("a person", True, False, 5, 2), Judgment("T = 1", False, False, 3, 2)]
    >>> found = over_listeners([good, poor], np.random.default_rng(0))
    >>> found.share, found.share_interval, round(found.d_prime, 2)
    (0.75, (0.5, 1.0), 0.67)
    """
    each = tuple(map(Detection.of, listeners))
    share, shares = _mean([one.share for one in each], rng)
    middle, middles = _mean([one.d_prime for one in each], rng)
    return Listeners(each, share, shares, middle, middles, tuple(makers(listeners, rng)))


def _maker(
    name: str, human: bool, listeners: Sequence[list[Judgment]], rng: np.random.Generator
) -> Maker:
    """Return how listeners answered to one maker; those who never met it do not count."""
    met = [[one for one in answers if one.maker == name] for answers in listeners]
    met = [answers for answers in met if answers]
    shares = [float(np.mean([one.taken for one in answers])) for answers in met]
    judged = sum(map(len, met))
    if len(met) == 1:
        taken = sum(one.taken for one in met[0])
        share, interval = shares[0], binomial_interval(taken, judged)
    else:
        share, interval = _mean(shares, rng)
    liking = float(np.mean([np.mean([one.liking for one in answers]) for answers in met]))
    return Maker(name, human, len(met), judged, share, interval, liking)


def _mean(values: Sequence[float], rng: np.random.Generator) -> tuple[float, Ends]:
    """Return the mean of the numbers among the values, and its interval; of one there is none."""
    return mean(values), bootstrap_interval(values, rng)
