"""Detection: whether listeners can tell what a person made, and how much an answer proves.

A share of right answers mixes two things: how well a listener tells the makers apart, and how
readily they say "a person". Signal detection theory keeps them apart (Green and Swets 1966).
Nothing here pools the answers of several listeners as if they were one: those of one listener
belong together, so listeners are what is counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from meantone.measures.spread import bootstrap_interval

Interval = tuple[float, float]

MOST_TRIALS = 10_000
"""Trials after which `trials_needed` gives up."""

_NORMAL = NormalDist()


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
    def share_interval(self) -> Interval:
        """The exact interval of the share, as `binomial_interval` gives it."""
        return binomial_interval(self.right, self.trials)

    @property
    def d_prime(self) -> float:
        """As the function `d_prime` gives it."""
        return d_prime(self.hits, self.humans, self.false_alarms, self.machines)

    @property
    def d_prime_interval(self) -> Interval:
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
    taken_interval: Interval
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
    share_interval: Interval
    d_prime: float
    d_prime_interval: Interval
    makers: tuple[Maker, ...]


def at_least(right: int, trials: int, rate: float = 0.5) -> float:
    """Return how likely so many right answers, or more, are.

    ``sum over k >= right of C(trials, k) rate^k (1 - rate)^(trials - k)``. At a rate of one half it
    is the one-sided p of the binomial test. Lesson 00.

    Parameters
    ----------
    right, trials : int
    rate : float
        How likely each answer is to be right, from 0 to 1.

    Raises
    ------
    ValueError
        If there are fewer than no trials, or the rate is no probability.

    Examples
    --------
    >>> round(at_least(9, 10), 3), at_least(0, 0), at_least(3, 2)
    (0.011, 1.0, 0.0)
    """
    tails = _tails(trials, rate)
    return float(tails[min(max(right, 0), trials + 1)])


def right_needed(trials: int, level: float = 0.05) -> int:
    """Return how many answers have to be right before a coin would do as well too rarely.

    The smallest number with ``at_least(number, trials) < level``. Lesson 00.

    Returns
    -------
    int
        ``trials + 1`` if not even all of them are enough.

    Examples
    --------
    >>> [right_needed(trials) for trials in (10, 20, 50, 100)]
    [9, 15, 32, 59]
    >>> right_needed(4)
    5
    """
    return int(np.argmax(_tails(trials, 0.5) < level))  # the last of the tails is 0


def power(trials: int, rate: float, level: float = 0.05) -> float:
    """Return how likely a listener is to pass, who is right at this rate.

    ``at_least(right_needed(trials), trials, rate)``. Lesson 00.

    Examples
    --------
    >>> [round(power(trials, 0.66), 2) for trials in (10, 20, 50, 100)]
    [0.1, 0.28, 0.68, 0.94]
    """
    return at_least(right_needed(trials, level), trials, rate)


def trials_needed(rate: float, chance: float = 0.8, level: float = 0.05) -> int:
    """Return with how many trials a listener of this rate passes with this chance.

    The fewest. One trial more may be worth a little less, since the number of right answers that
    is needed grows by jumps. Lesson 00.

    Parameters
    ----------
    rate : float
        How often the listener is right: above one half.
    chance : float
        The `power` that is wanted.
    level : float
        How often a coin may pass.

    Raises
    ------
    ValueError
        If the rate is not above one half, or `MOST_TRIALS` are not enough.

    Examples
    --------
    >>> trials_needed(0.66), trials_needed(0.9)
    (60, 8)
    """
    if not 0.5 < rate <= 1:
        raise ValueError(f"the rate is {rate}; who is right no more often than a coin never passes")
    for trials in range(1, MOST_TRIALS + 1):
        if power(trials, rate, level) >= chance:
            return trials
    raise ValueError(f"more than {MOST_TRIALS:,} trials are needed for a rate of {rate}")


def binomial_interval(right: int, trials: int, level: float = 0.95) -> Interval:
    """Return the exact interval of a share (Clopper and Pearson 1934).

    It holds every rate at which neither so many nor so few right answers are rarer than
    ``(1 - level) / 2``; so it errs on the wide side. Lesson 00.

    Parameters
    ----------
    right, trials : int
    level : float

    Returns
    -------
    tuple of (float, float)
        (0, 1) without trials.

    Raises
    ------
    ValueError
        If `right` is not from 0 to `trials`.

    Examples
    --------
    >>> low, high = binomial_interval(9, 12)
    >>> round(low, 2), round(high, 2)
    (0.43, 0.95)
    """
    if not 0 <= right <= trials:
        raise ValueError(f"{right} right answers in {trials} trials")
    tail = (1 - level) / 2
    return _rate_at(right, trials, tail), 1 - _rate_at(trials - right, trials, tail)


def d_prime(hits: int, humans: int, false_alarms: int, machines: int) -> float:
    """Return how far apart a listener hears human and machine tunes: 0 is not at all.

    ``d' = z(H) - z(FA)``, z being the inverse of the normal distribution (Green and Swets 1966),
    with the log-linear correction ``H = (hits + 1/2) / (humans + 1)``, and FA alike (Hautus 1995):
    without it none or all would be infinite. Saying "a person" more readily raises both and leaves
    d' alone. Lesson 00.

    Parameters
    ----------
    hits, humans : int
        Human tunes taken for a person's, of how many.
    false_alarms, machines : int
        Machine tunes taken for a person's, of how many.

    Returns
    -------
    float
        nan without human or without machine tunes.

    Raises
    ------
    ValueError
        If a count is below zero or above its total.

    Examples
    --------
    >>> round(d_prime(5, 6, 2, 6), 2), d_prime(3, 6, 3, 6), round(d_prime(6, 6, 0, 6), 2)
    (1.16, 0.0, 2.93)
    """
    _check(hits, humans)
    _check(false_alarms, machines)
    if not humans or not machines:
        return nan
    hit, alarm = _corrected(hits, humans), _corrected(false_alarms, machines)
    return _NORMAL.inv_cdf(hit) - _NORMAL.inv_cdf(alarm)


def d_prime_interval(
    hits: int, humans: int, false_alarms: int, machines: int, level: float = 0.95
) -> Interval:
    """Return an interval of one listener's d'.

    A normal one, with the variance of Gourevitch and Galanter (1967) at the corrected rates: the
    sum of ``H (1 - H) / (n phi(z(H))^2)`` and the same of FA. It is no bootstrap: of so few trials
    a bootstrap would give intervals that are too narrow. Summed over all outcomes of 6 and 6
    tunes, this one holds the true d' in 94 of 100 cases or more, for d' from 0 to 2.5 and listeners
    who say "a person" up to a standard deviation too readily or too rarely. Lesson 00.

    Returns
    -------
    tuple of (float, float)
        Both nan without human or without machine tunes.

    Examples
    --------
    >>> low, high = d_prime_interval(5, 6, 2, 6)
    >>> round(low, 2), round(high, 2)
    (-0.37, 2.68)
    """
    middle = d_prime(hits, humans, false_alarms, machines)
    if not humans or not machines:
        return nan, nan
    variance = _variance(hits, humans) + _variance(false_alarms, machines)
    reach = _NORMAL.inv_cdf((1 + level) / 2) * sqrt(variance)
    return middle - reach, middle + reach


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


def _mean(values: Sequence[float], rng: np.random.Generator) -> tuple[float, Interval]:
    """Return the mean of the numbers among the values, and its interval; of one there is none."""
    numbers = [value for value in values if value == value]
    mean = float(np.mean(numbers)) if numbers else nan
    return mean, bootstrap_interval(numbers if len(numbers) > 1 else [], rng)


def _tails(trials: int, rate: float) -> NDArray[np.float64]:
    """Return how likely k or more right answers are, for k from 0 to ``trials + 1``."""
    if trials < 0:
        raise ValueError(f"{trials} trials; there cannot be fewer than none")
    if not 0 <= rate <= 1:
        raise ValueError(f"the rate is {rate}; a probability is from 0 to 1")
    if rate in (0, 1):
        return np.array([1.0, *[rate] * trials, 0.0])
    k = np.arange(trials + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(np.arange(1, trials + 1)))])  # of factorials
    chances = np.exp(
        logs[-1] - logs - logs[::-1] + k * np.log(rate) + (trials - k) * np.log1p(-rate)
    )  # (trials + 1,)
    tails = np.append(np.cumsum(chances[::-1])[::-1], 0.0)
    tails[0] = 1.0
    return np.asarray(np.minimum(tails, 1.0))


def _rate_at(right: int, trials: int, tail: float) -> float:
    """Return the rate at which so many right answers, or more, are as likely as `tail`."""
    low, high = 0.0, 1.0
    if not right:
        return low
    for _ in range(50):  # each step halves what is left
        middle = (low + high) / 2
        low, high = (middle, high) if at_least(right, trials, middle) < tail else (low, middle)
    return (low + high) / 2


def _corrected(count: int, total: int) -> float:
    """Return a rate with the log-linear correction, which is never 0 or 1."""
    return (count + 0.5) / (total + 1)


def _variance(count: int, total: int) -> float:
    """Return the variance of the z of a corrected rate."""
    rate = _corrected(count, total)
    return rate * (1 - rate) / (total * _NORMAL.pdf(_NORMAL.inv_cdf(rate)) ** 2)


def _check(count: int, total: int) -> None:
    """Raise ValueError for a count that is not from 0 to its total."""
    if not 0 <= count <= total:
        raise ValueError(f"{count} of {total} tunes were taken for a person's; count again")
