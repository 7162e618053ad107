"""Precision, recall, density and coverage, against loops and the package prdc."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import Coverage, coverage, features, vendi_score

# Places on a line a quarter apart: many tunes alike, many distances equal, all of them exact.
places = st.lists(st.integers(0, 12).map(lambda place: [place / 4, 0.0]), min_size=2, max_size=9)


def slow_coverage(ours: list[list[float]], theirs: list[list[float]], nearest: int) -> Coverage:
    def reach(rows: list[list[float]], at: int) -> float:
        others = [math.dist(rows[at], row) for place, row in enumerate(rows) if place != at]
        return sorted(others)[nearest - 1]

    near_human = [[math.dist(a, b) < reach(theirs, j) for j, b in enumerate(theirs)] for a in ours]
    near_ours = [[math.dist(a, b) < reach(ours, i) for b in theirs] for i, a in enumerate(ours)]
    return Coverage(
        precision=float(np.mean([any(row) for row in near_human])),
        recall=float(np.mean([any(column) for column in zip(*near_ours, strict=True)])),
        density=sum(map(sum, near_human)) / nearest / len(ours),
        coverage=float(np.mean([any(column) for column in zip(*near_human, strict=True)])),
    )


@given(places, places, st.integers(1, 4))
def test_coverage_is_what_its_words_say(
    ours: list[list[float]], theirs: list[list[float]], nearest: int
) -> None:
    found = coverage(ours, theirs, nearest)
    if min(len(ours), len(theirs)) <= nearest:
        assert all(map(math.isnan, found))
    else:
        assert found == pytest.approx(slow_coverage(ours, theirs, nearest))


def grid(count: int, shift: float) -> np.ndarray:
    """Return some points that are the same on each machine."""
    return np.sin(np.arange(1, count + 1)[:, None] * np.array([1.1, 2.3, 3.7]) + shift)


RECORDED = Coverage(precision=1.0, recall=0.56, density=1.3066666667, coverage=0.98)


def test_coverage_is_that_of_its_authors() -> None:
    """What prdc 0.2 gave; and what it gives now, where it is installed."""
    ours, theirs = grid(60, 0.0) * 0.6, grid(50, 0.4)
    assert coverage(ours, theirs) == pytest.approx(RECORDED)
    peer = pytest.importorskip("prdc").compute_prdc(theirs, ours, nearest_k=5)
    assert Coverage(**peer) == pytest.approx(RECORDED)


def test_human_tunes_cover_themselves_and_far_ones_nothing() -> None:
    rows = np.random.default_rng(0).normal(size=(40, 3))
    assert coverage(rows, rows)[:2] == (1, 1)
    assert coverage(rows, rows).coverage == 1
    assert coverage(rows, rows + 1e3) == (0, 0, 0, 0)


def test_copies_of_one_tune_have_no_neighborhood() -> None:
    """Rounding must not make one: rows of length 1 whose product is not quite 1."""
    one = np.full((1, 7), 7**-0.5)
    human = np.eye(7)
    assert coverage(np.repeat(one, 9, axis=0), human, nearest=2).recall == 0


def test_three_strays_among_copies_have_full_recall_and_no_coverage() -> None:
    """Why recall never stands alone: what coverage and the Vendi score do not fall for."""
    rng = np.random.default_rng(0)
    human = features([rng.integers(0, 7, 32) for _ in range(200)], 7)
    copies = [np.zeros(32, dtype=int)] * 197
    strayed = features([*copies, *(rng.integers(0, 7, 32) for _ in range(3))], 7)
    found = coverage(strayed, human)
    assert found.recall == 1
    assert found.coverage < 0.15
    assert vendi_score(strayed) < 1.2
    assert coverage(features([*copies, *copies[:3]], 7), human).recall == 0
