"""Features: rows of length 1 that hold the shares of runs, the same ones for ever."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import features

tunes = st.lists(st.lists(st.integers(0, 3), max_size=12), min_size=1, max_size=6)


def slow_product(one: list[int], two: list[int]) -> float:
    """Return the mean Bhattacharyya coefficient of the runs, without dealing them into classes."""
    total = 0.0
    for length in (1, 2, 3):
        shares = []
        for tune in (one, two):
            runs = [tuple(tune[i : i + length]) for i in range(len(tune) - length + 1)]
            counted = Counter(runs) or Counter([None])  # too short: a class of its own
            shares.append({run: count / counted.total() for run, count in counted.items()})
        total += sum((shares[0][run] * shares[1].get(run, 0)) ** 0.5 for run in shares[0])
    return total / 3


@given(tunes)
def test_products_are_those_of_the_shares_but_for_shared_classes(some: list[list[int]]) -> None:
    rows = features(some, 4)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1)
    for one, row in zip(some, rows, strict=True):
        for two, other in zip(some, rows, strict=True):
            product = slow_product(one, two)
            # Two runs in one class look alike, which can only bring tunes nearer.
            assert product - 1e-9 <= row @ other <= 1 + 1e-9


@given(tunes)
def test_a_row_does_not_depend_on_the_other_tunes(some: list[list[int]]) -> None:
    alone = np.concatenate([features([tune], 4) for tune in some])
    np.testing.assert_array_equal(features(some, 4), alone)


def test_most_runs_have_a_class_of_their_own() -> None:
    """Runs of a large vocabulary are scattered: about as many classes as chance would fill."""
    rng = np.random.default_rng(0)
    rows = features([rng.integers(0, 33, 60) for _ in range(200)], 33)
    for block in (rows[:, 34 : 34 + 128], rows[:, 34 + 129 : 34 + 129 + 128]):
        filled = (block > 0).sum(axis=1).mean()
        assert filled == pytest.approx(128 * (1 - (1 - 1 / 128) ** 58.5), rel=0.03)


def test_rows_are_the_same_in_every_version() -> None:
    """Maps and detectors that were kept would be worth nothing if they changed."""
    row = features([[0, 1, 2, 0, 1]], 3)[0]
    assert np.flatnonzero(row).tolist() == RECORDED
    np.testing.assert_allclose(row[:3] ** 2 * 3, [0.4, 0.4, 0.2])


RECORDED = [0, 1, 2, 15, 83, 94, 144, 167, 228]


def test_a_token_has_to_be_one() -> None:
    with pytest.raises(ValueError, match="tune 1 holds a token outside 0 to 2"):
        features([[0, 1], [3]], 3)
    assert features([], 3).shape == (0, 262)
