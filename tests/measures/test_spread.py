"""Intervals: Student's, of resampled means, of halves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from meantone.measures import bootstrap_interval
from meantone.measures.spread import deviation, halves, mean, resampled_means, student


@pytest.mark.parametrize("degrees", [3, 5, 8, 15, 100, 1e6])
def test_deviations_are_those_of_students_distribution(degrees: float) -> None:
    assert student(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), abs=0.01)
    assert student(2) == math.inf


def test_means_are_resampled_as_one_by_one() -> None:
    values = np.random.default_rng(0).exponential(size=60)
    ours = resampled_means([*values, math.nan], np.random.default_rng(1), draws=4000)
    slow = bootstrap_interval(values, np.random.default_rng(2), draws=4000)
    assert ours == pytest.approx(slow, abs=0.02)


def test_what_is_too_few_has_no_interval() -> None:
    rng = np.random.default_rng(0)
    assert all(map(math.isnan, resampled_means([1.0], rng)))
    assert all(map(math.isnan, resampled_means([math.nan] * 5, rng)))
    assert math.isnan(deviation([1.0, math.nan]))
    assert deviation([math.inf, math.inf]) == 0
    assert deviation([math.inf, 1.0]) == math.inf
    assert math.isnan(mean([math.nan]))


def test_halves_stray_as_the_whole_does_from_where_it_came() -> None:
    """The deviation of a mean over halves is its standard error: the delete-half jackknife."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=400)
    means = [values[half].mean() for half in halves(400, rng, 2000)]
    assert np.std(means) == pytest.approx(values.std() / 20, rel=0.05)
    for half in halves(7, rng, 5):
        assert len(half) == 3
        assert len(set(half.tolist())) == 3
