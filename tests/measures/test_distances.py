"""Distances of distributions, against SciPy, a numerical integral, and counting."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy, gaussian_kde

from meantone.measures.distances import (
    density_divergence,
    distance_of_values,
    jensen_shannon,
    kullback_leibler,
    overlapping_area,
    run_distance,
)

counts = st.lists(st.integers(0, 30), min_size=5, max_size=5).filter(any)
values = st.lists(st.sampled_from([-7, 0, 1, 2, 10**12]), min_size=1, max_size=20)


@given(counts, counts)
def test_divergences_are_those_of_scipy(one: list[int], two: list[int]) -> None:
    assert jensen_shannon(one, two) == pytest.approx(jensenshannon(one, two, 2) ** 2, abs=1e-7)
    assert kullback_leibler(one, two) == pytest.approx(entropy(one, two, 2), abs=1e-9)
    assert jensen_shannon(one, two) == pytest.approx(jensen_shannon(two, one), abs=1e-12)
    assert 0 <= jensen_shannon(one, two) <= 1 + 1e-12


def test_what_cannot_be_compared_is_said() -> None:
    assert math.isnan(distance_of_values([], [1]))
    assert math.isnan(jensen_shannon([], []))
    assert math.isnan(jensen_shannon([0, 0], [1, 0]))
    assert math.isnan(kullback_leibler([1, 0], [0, 0]))
    with pytest.raises(ValueError, match=r"shapes \(2,\) and \(3,\)"):
        jensen_shannon([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="negative count"):
        kullback_leibler([1, -1], [1, 1])


def slow(one: list[object], two: list[object]) -> float:
    first, second = Counter(one), Counter(two)
    names = sorted({*one, *two}, key=repr)
    return float(
        jensenshannon([first[name] for name in names], [second[name] for name in names], 2) ** 2
    )


@given(values, values)
def test_values_are_counted(one: list[int], two: list[int]) -> None:
    assert distance_of_values(one, two) == pytest.approx(slow([*one], [*two]), abs=1e-7)


@given(st.lists(values, min_size=1, max_size=4), st.lists(values, min_size=1, max_size=4))
def test_runs_are_counted_within_tunes(one: list[list[int]], two: list[list[int]]) -> None:
    def runs(some: list[list[int]]) -> list[object]:
        return [tuple(tune[i : i + 2]) for tune in some for i in range(len(tune) - 1)]

    if runs(one) and runs(two):
        assert run_distance(one, two, 2) == pytest.approx(slow(runs(one), runs(two)), abs=1e-7)
    else:
        assert math.isnan(run_distance(one, two, 2))


@pytest.mark.parametrize("seed", range(4))
def test_overlap_and_divergence_are_the_integrals(seed: int) -> None:
    rng = np.random.default_rng(seed)
    one, two = rng.normal(0, 1 + seed, 30), rng.normal(seed / 2, 1, 20)
    p, q = gaussian_kde(one), gaussian_kde(two)
    ends = min(one.min(), two.min()) - 9 - 3 * seed, max(one.max(), two.max()) + 9 + 3 * seed
    area = quad(lambda x: min(p(x)[0], q(x)[0]), *ends, limit=300, epsabs=1e-7)[0]
    assert overlapping_area(one, two) == pytest.approx(area, abs=1e-4)

    def bits(x: float) -> float:
        return float(p(x)[0] * (p.logpdf(x)[0] - q.logpdf(x)[0])) / math.log(2)

    assert density_divergence(one, two) == pytest.approx(quad(bits, *ends, limit=300)[0], rel=1e-3)


def test_points_and_nothing_have_stated_answers() -> None:
    nan, inf = math.nan, math.inf
    assert overlapping_area([3, nan, 3], [3]) == 1
    assert overlapping_area([3, 3], [3, 4]) == 0
    assert math.isnan(overlapping_area([], [1, 2]))
    assert math.isnan(density_divergence([nan], [1, 2]))
    assert density_divergence([3], [3, 3]) == 0
    assert density_divergence([3], [3, 4]) == inf
    same = np.random.default_rng(0).normal(size=50)
    assert overlapping_area(same, same) == pytest.approx(1, abs=1e-6)
    assert overlapping_area(same, same + 1e6) == pytest.approx(0, abs=1e-6)
    assert overlapping_area([1e-9, 2e-9], [0, 1e9]) < 1e-3  # widths far apart: no endless grid
