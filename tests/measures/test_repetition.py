"""Repetition, against a slow and obvious count."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import best_echoes, repeated, self_similarity

tunes = st.lists(st.integers(0, 3), max_size=30)
lengths = st.integers(1, 6)


@given(tunes, lengths)
def test_it_counts_the_runs_that_came_before(tune: list[int], length: int) -> None:
    runs = [tune[i : i + length] for i in range(len(tune) - length + 1)]
    came_before = [run in runs[:place] for place, run in enumerate(runs)]
    if runs:
        assert repeated(tune, length) == pytest.approx(sum(came_before) / len(runs), abs=1e-12)
    else:
        assert math.isnan(repeated(tune, length))


@given(tunes, lengths, st.permutations(range(4)))
def test_names_do_not_matter(tune: list[int], length: int, names: list[int]) -> None:
    renamed = [f"note {names[token]}" for token in tune]
    np.testing.assert_equal(repeated(renamed, length), repeated(np.array(tune, int), length))


@given(st.lists(st.integers(0, 9), min_size=4, max_size=20, unique=True))
def test_a_tune_sung_twice_comes_back(tune: list[int]) -> None:
    assert repeated(tune, 4) == 0
    runs = 2 * len(tune) - 3
    assert repeated(tune * 2, 4) == pytest.approx((len(tune) - 3) / runs)


def test_a_run_has_a_token() -> None:
    with pytest.raises(ValueError, match="the length is 0"):
        repeated([1, 2], 0)


@given(tunes, lengths)
def test_self_similarity_marks_where_the_same_run_begins(tune: list[int], length: int) -> None:
    runs = [tune[i : i + length] for i in range(len(tune) - length + 1)]
    found = self_similarity(tune, length)
    assert found.shape == (len(runs), len(runs))
    assert found.tolist() == [[one == two for two in runs] for one in runs]


@given(st.lists(tunes, max_size=5), st.integers(1, 5))
def test_an_echo_is_the_best_of_all_lags(some: list[list[int]], shortest: int) -> None:
    def echo(tune: list[int]) -> float:
        lags = range(shortest, len(tune) // 2 + 1)
        shares = [
            sum(tune[i] == tune[i - lag] for i in range(lag, len(tune))) / (len(tune) - lag)
            for lag in lags
        ]
        return max(shares, default=math.nan)

    np.testing.assert_allclose(best_echoes(some, shortest), [echo(tune) for tune in some])


def test_an_echo_has_a_lag() -> None:
    with pytest.raises(ValueError, match="the smallest lag is 0"):
        best_echoes([[1, 2]], 0)
