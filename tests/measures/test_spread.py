"""Intervals: Student's, of resampled means, of halves."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from meantone.measures import bootstrap_interval
from meantone.measures.spread import deviation, halves, mean, named_rng, student


@pytest.mark.parametrize("degrees", [3, 5, 8, 15, 100, 1e6])
def test_deviations_are_those_of_students_distribution(degrees: float) -> None:
    assert student(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=1e-9)
    assert student(2) == math.inf


@pytest.mark.parametrize("count", [2, 60, 9000])  # the last in blocks
def test_means_are_resampled_as_one_by_one(count: int) -> None:
    values = np.random.default_rng(0).exponential(size=count)
    rng = np.random.default_rng(1)
    means = [rng.choice(values, count).mean() for _ in range(300)]
    ours = bootstrap_interval([*values, math.nan], np.random.default_rng(1), 0.9, draws=300)
    assert ours == pytest.approx(np.quantile(means, [0.05, 0.95]), rel=1e-12)


def test_a_mean_over_notes_has_an_interval_of_its_own() -> None:
    """Long tunes count more: the interval is around that mean, not around the mean of means."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 100, 80)
    values = 3 - lengths / 50 + rng.normal(0, 0.1, 80)
    low, high = bootstrap_interval(values, np.random.default_rng(1), draws=500, weights=lengths)
    pooled, rng = np.average(values, weights=lengths), np.random.default_rng(1)
    drawn = [rng.integers(80, size=80) for _ in range(500)]
    slow = [np.concatenate([[values[i]] * lengths[i] for i in rows]).mean() for rows in drawn]
    assert (low, high) == pytest.approx(np.quantile(slow, [0.025, 0.975]), rel=1e-9)
    assert low < pooled < high < values.mean()


def test_a_name_has_a_generator_of_its_own() -> None:
    def drawn(seed: int, *names: object) -> int:
        return int(named_rng(seed, *names).integers(2**60))

    assert drawn(1, "a", 2) == drawn(1, "a", 2)
    assert len({drawn(1, "a"), drawn(1, "b"), drawn(2, "a"), drawn(1, "a", 2)}) == 4


def test_what_is_too_few_has_no_interval() -> None:
    rng = np.random.default_rng(0)
    for values in ([], [1.0], [math.nan] * 5, [math.nan, 2.0]):
        assert all(map(math.isnan, bootstrap_interval(values, rng)))
    low, high = bootstrap_interval([1.0, math.inf, 2.0, 3.0], rng)
    assert math.isfinite(low)
    assert high == math.inf
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


def test_the_interval_covers_the_mean_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(300):
        low, high = bootstrap_interval(rng.normal(3, 1, 60), rng, level=0.9, draws=300)
        hits += low <= 3 <= high
    assert 0.84 <= hits / 300 <= 0.95
