"""Diversity, against counting by hand, nltk's BLEU and the package vendi-score."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from meantone.measures import different_tunes, distinct, features, self_bleu, vendi_score

Tunes = list[list[int]]
tunes: st.SearchStrategy[Tunes] = st.lists(st.lists(st.integers(0, 3), max_size=10), max_size=7)


@given(tunes, st.integers(1, 5))
def test_distinct_runs_are_those_of_a_set_of_tuples(some: Tunes, length: int) -> None:
    runs = [tuple(tune[i : i + length]) for tune in some for i in range(len(tune) - length + 1)]
    if runs:
        assert distinct(some, length) == len(set(runs)) / len(runs)
    else:
        assert math.isnan(distinct(some, length))


@given(tunes)
def test_different_tunes_are_counted_once(some: Tunes) -> None:
    expected = len({tuple(tune) for tune in some}) / len(some) if some else math.nan
    assert different_tunes(some) == pytest.approx(expected, nan_ok=True)


# Self-BLEU


def slow_self_bleu(some: Tunes, longest: int) -> float:
    from nltk.translate.bleu_score import SmoothingFunction, sentence_bleu

    names = [[str(token) for token in tune] for tune in some]
    return float(
        np.mean(
            [
                sentence_bleu(
                    names[:place] + names[place + 1 :],
                    tune,
                    weights=[1 / longest] * longest,
                    smoothing_function=SmoothingFunction().method1,
                )
                for place, tune in enumerate(names)
            ]
        )
    )


@given(tunes, st.integers(1, 5))
@example([[0, 1, 2, 3], [0, 1], [0, 1, 2, 3, 0, 1]], 4)  # two lengths are equally near
@example([[0, 1], [0, 1, 2, 3]], 2)
@example([[0, 0, 0, 0], [0, 0]], 1)  # as often as the other has it
def test_self_bleu_is_that_of_nltk(some: Tunes, longest: int) -> None:
    assume(len(some) > 1)
    assert self_bleu(some, longest) == pytest.approx(slow_self_bleu(some, longest), abs=1e-9)


def test_self_bleu_of_many_tunes_is_that_of_nltk() -> None:
    rng = np.random.default_rng(0)
    some = [rng.integers(0, 6, rng.integers(5, 30)).tolist() for _ in range(40)]
    assert self_bleu(some) == pytest.approx(slow_self_bleu(some, 4))


def test_tunes_all_alike_have_self_bleu_1_and_no_pair_has_none() -> None:
    assert self_bleu([[0, 1, 2, 3, 4]] * 3) == pytest.approx(1)
    assert self_bleu([[0] * 5, [1] * 5]) == 0
    assert math.isnan(self_bleu([[0, 1]]))
    assert math.isnan(self_bleu([]))
    with pytest.raises(ValueError, match="the longest runs have 0 tokens"):
        self_bleu([[0], [1]], 0)


# Vendi score


def slow_vendi(rows: np.ndarray) -> float:
    kernel = np.array([[one @ two for two in rows] for one in rows]) / len(rows)
    values = np.linalg.svd(kernel, compute_uv=False)
    return math.exp(sum(-value * math.log(value) for value in values if value > 1e-12))


@pytest.mark.parametrize(("count", "columns"), [(1, 3), (4, 9), (9, 4), (30, 30)])
def test_vendi_score_is_that_of_the_whole_kernel(count: int, columns: int) -> None:
    rows = np.random.default_rng(count).normal(size=(count, columns))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert vendi_score(rows) == pytest.approx(slow_vendi(rows))


def test_vendi_score_is_that_of_its_authors() -> None:
    """What vendi-score 0.0.3 gave; and what it gives now, where it is installed."""
    rows = np.cos(np.arange(20)[:, None] * np.arange(1, 7))  # no draw: the same everywhere
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    assert vendi_score(rows) == pytest.approx(RECORDED_VENDI)
    vendi = pytest.importorskip("vendi_score.vendi")
    assert vendi.score_dual(rows) == pytest.approx(RECORDED_VENDI)


RECORDED_VENDI = 5.8957796795


def test_vendi_score_counts_tunes_with_nothing_in_common() -> None:
    apart = [[token] * 6 for token in range(5)]
    assert vendi_score(features(apart, 5)) == pytest.approx(5)
    assert vendi_score(features(apart * 4, 5)) == pytest.approx(5)
    assert vendi_score(features([[0, 1, 2]] * 9, 3)) == pytest.approx(1)
    assert math.isnan(vendi_score(np.empty((0, 4))))
    with pytest.raises(ValueError, match="not of length 1"):
        vendi_score([[1.0, 1.0]])
