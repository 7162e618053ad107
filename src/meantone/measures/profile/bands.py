"""Human bands: what a measure gives for people's tunes, worked out once for each reference.

Each kind of measure has its own: what a further set of as many human tunes would get, 19 times of
20, found from the human tunes of a reference.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from math import isnan, sqrt
from typing import NamedTuple
from weakref import WeakKeyDictionary

from meantone.measures.profile.measure import (
    Against,
    AgainstEach,
    Measure,
    OfSet,
    OfTunes,
    reach_of_values,
)
from meantone.measures.profile.reference import DRAWS, Reference
from meantone.measures.spread import deviation, known, mean, student

FEW_DRAWS = 8
"""Pairs of sets that are compared where it takes long: a wider band, as befits less knowledge."""

HALVED = 3
"""Pairs of sets of which halves are compared as well."""


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


_BANDS: WeakKeyDictionary[Reference, dict[tuple[Measure, int], Band]] = WeakKeyDictionary()
"""Those worked out so far, as long as their reference is in use."""


def human_band(measure: Measure, reference: Reference, count: int) -> Band:
    """Return the human band of a measure for sets of so many tunes, worked out once.

    Parameters
    ----------
    measure : Measure
        One that fits the reference.
    reference : Reference
    count : int
        Tunes in a set, at most ``reference.most``.

    Returns
    -------
    Band

    Examples
    --------
    >>> import numpy as np
    >>> from meantone.measures.profile.catalog import QUICK
    >>> rng = np.random.default_rng(0)
    >>> human = [rng.integers(0, 4, 20) for _ in range(60)]
    >>> found = human_band(QUICK[2], Reference(human, size=4, rng=rng), 20)  # pooled entropy
    >>> 1.9 < found.low < found.human < found.high <= 2.02
    True
    """
    known_bands = _BANDS.setdefault(reference, {})
    if (measure, count) not in known_bands:
        known_bands[measure, count] = _band(measure, reference, count)
    return known_bands[measure, count]


def prepare_bands(reference: Reference, count: int, measures: Sequence[Measure]) -> None:
    """Work out the bands of some measures for sets of so many tunes, so that no profile waits.

    Parameters
    ----------
    reference : Reference
    count : int
        Tunes in a set.
    measures : sequence of Measure
        Those that do not fit the reference are passed over.
    """
    for measure in measures:
        if measure.fits(reference):
            human_band(measure, reference, min(count, reference.most))


@singledispatch
def _band(measure: Measure, reference: Reference, count: int) -> Band:
    """Work out the band of a measure."""
    raise TypeError(f"{type(measure).__name__} is no kind of measure that has a human band")


@_band.register
def _of_tunes(measure: OfTunes, reference: Reference, count: int) -> Band:
    """``human ± t s sqrt(1 / n + 1 / N)``, `s` being the spread over the N human tunes."""
    values = known(measure.of(reference.windows, reference))
    human, spread, total = mean(values), deviation(values), max(len(values), 1)
    # Where some tunes have no value, of a further set as large a share will have none.
    fewer = max(count * total / len(reference.windows), 1e-9)
    reach = student(total - 1) * spread * sqrt(1 / fewer + 1 / total)
    mixed = mean(measure.of(reference.shuffled, reference))
    return Band(human, *measure.around(human, reach), mixed)


@_band.register
def _of_set(measure: OfSet, reference: Reference, count: int) -> Band:
    """``human ± t s sqrt((1 + n / N) / (1 - n / N))``, `s` being the deviation over sets.

    Sets drawn from the same N tunes share some, so they differ less than sets of new ones.
    """
    values = [measure.of(pair.one.windows) for pair in reference.draws(count)]
    share = count / len(reference.windows)
    widened = sqrt((1 + share) / (1 - share) + 1 / DRAWS)
    reach = student(DRAWS - 1) * deviation(values) * widened
    mixed = measure.of(reference.mixed(count))
    return Band(mean(values), *measure.around(mean(values), reach), mixed)


@_band.register
def _against(measure: Against, reference: Reference, count: int) -> Band:
    """Human tunes against other human tunes, ``± t s``, `s` being found from halves of them.

    Two pairs of sets hold mostly the same human tunes, so figures of pairs differ by too little.
    For distances near zero the band is somewhat too wide.
    """
    pairs = reference.draws(count)
    values = [measure.of(one.windows, two.windows, reference) for one, two in pairs]
    reaches = [measure.reach(one, two, reference) for one, two in pairs[:HALVED]]
    reach = sqrt(mean([reach**2 for reach in reaches]))
    if isnan(reach):  # halves that are too small to have a figure: better too narrow than none
        reach = student(DRAWS - 1) * deviation(values) * sqrt(1 + 1 / DRAWS)
    mixed = measure.of(reference.mixed(count), reference.opposite(count).windows, reference)
    return Band(mean(values), *measure.around(mean(values), reach), mixed)


@_band.register
def _against_each(measure: AgainstEach, reference: Reference, count: int) -> Band:
    """Human tunes against other human tunes, ``± t s`` over some draws.

    It is no narrower than the interval of one such comparison.
    """
    pairs = [
        measure.of(one.windows, two.windows, reference)
        for one, two in reference.draws(count)[:FEW_DRAWS]
    ]
    values = [mean(ours) for ours, _ in pairs]
    reach = student(FEW_DRAWS - 1) * deviation(values) * sqrt(1 + 1 / FEW_DRAWS)
    reach = max(reach, mean([reach_of_values(*pair) for pair in pairs]))
    mixed = mean(
        measure.of(reference.mixed(count), reference.opposite(count).windows, reference)[0]
    )
    return Band(mean(values), *measure.around(mean(values), reach), mixed)
