"""Lempel-Ziv complexity, against looking for every phrase, and what antropy gave."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meantone.measures import compressibility, lempel_ziv

tunes = st.lists(st.lists(st.integers(0, 2), max_size=25), max_size=5)


def slow_lempel_ziv(tune: list[int]) -> int:
    phrases, begin = 0, 0
    while begin < len(tune):
        length = 1
        while begin + length <= len(tune):
            run = tune[begin : begin + length]
            if not any(tune[start : start + length] == run for start in range(begin)):
                break
            length += 1
        phrases, begin = phrases + 1, begin + length
    return phrases


@given(tunes)
@example([[0, 0, 0, 1, 0, 0, 0, 0], [0], [0, 1] * 12])
def test_phrases_are_those_of_looking_everywhere(some: list[list[int]]) -> None:
    assert lempel_ziv(some).tolist() == [slow_lempel_ziv(tune) for tune in some]


RECORDED = [11, 19, 12, 21, 13, 19]


def drawn() -> list[list[int]]:
    """Return tunes that are the same on each machine: digits of square roots."""
    roots = [math.isqrt(number * 10**78) for number in (2, 3, 5)]
    return [[int(digit) % base for digit in str(root)] for root in roots for base in (3, 7)]


def test_complexity_is_that_of_antropy() -> None:
    """What antropy 0.2.3 gave; it takes half a minute to begin, so it is not asked again."""
    assert lempel_ziv(drawn()).tolist() == RECORDED


def test_a_tune_is_held_against_its_own_shuffles() -> None:
    rng = np.random.default_rng(0)
    tune = [0, 1, 2, 3, 4, 5, 6, 7] * 5
    copies = [rng.permutation(tune).tolist() for _ in range(400)]
    expected = slow_lempel_ziv(tune) / np.mean([slow_lempel_ziv(copy) for copy in copies])
    assert compressibility([tune], rng, copies=400)[0] == pytest.approx(expected, rel=0.02)
    random = [rng.integers(0, 8, 40) for _ in range(200)]
    assert compressibility(random, rng).mean() == pytest.approx(1, abs=0.02)


def test_short_tunes_have_stated_answers() -> None:
    rng = np.random.default_rng(0)
    np.testing.assert_equal(compressibility([[], [1], [2, 2, 2]], rng), [math.nan, 1, 1])
    assert compressibility([], rng).shape == lempel_ziv([]).shape == (0,)
    with pytest.raises(ValueError, match="0 shuffled copies"):
        compressibility([[1]], rng, copies=0)
