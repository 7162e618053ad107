"""The judges: against their slow, obvious versions."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.experiments.popularity import FIGURES, Nearness, Usualness, figures
from meantone.measures import entropy, features, repeated
from meantone.models import MarkovChain, surprise

rng = np.random.default_rng


def some(seed: int, count: int = 40, notes: int = 12) -> list[np.ndarray]:
    return list(rng(seed).integers(0, 5, (count, notes)))


@pytest.mark.parametrize("nearest", [1, 7, 40])
def test_nearness_is_the_mean_of_the_largest_products(nearest: int) -> None:
    people, tunes = some(0), some(1, 9)
    found = Nearness.of(people, 5, nearest)(tunes)
    theirs = features(people, 5)
    for tune, score in zip(tunes, found, strict=True):
        products = [float(features([tune], 5)[0] @ row) for row in theirs]
        assert score == pytest.approx(np.mean(sorted(products)[-nearest:]), abs=1e-6)


def test_nearness_in_blocks_is_nearness_at_once() -> None:
    score, tunes = Nearness.of(some(0), 5, 3), some(1, 5000, 4)
    assert score(tunes) == pytest.approx(np.concatenate([score(tunes[:100]), score(tunes[100:])]))
    assert len(score([])) == 0


def test_a_copy_of_many_is_nearest_and_a_stranger_far() -> None:
    score = Nearness.of([[0, 1, 2, 3]] * 4 + [[0, 0, 0, 0]], 5, 4)
    assert score([[0, 1, 2, 3], [4, 4, 4, 4]]) == pytest.approx([1, 0], abs=1e-6)


@pytest.mark.parametrize("nearest", [0, 41])
def test_as_many_neighbors_as_there_are_people(nearest: int) -> None:
    with pytest.raises(ValueError, match="nearest of 40 tunes"):
        Nearness.of(some(0), 5, nearest)


def test_figures_of_each_tune_one_by_one() -> None:
    tunes = some(2)
    chain = MarkovChain.fit(tunes, 5, add=1)
    for tune, found in zip(tunes, figures(tunes, chain), strict=True):
        own = (surprise(chain, tune)[:-1].mean(), entropy(tune), repeated(tune, 4), len(set(tune)))
        assert found == pytest.approx(own)
    assert figures(tunes, chain).shape == (40, len(FIGURES))


def test_usualness_counts_deviations_in_both_directions() -> None:
    people = some(3, 200)
    judge = Usualness.of(people, MarkovChain.fit(people, 5, add=1))
    own = np.abs(figures(people, judge.model) - judge.means) / judge.deviations
    assert judge(people) == pytest.approx(-own.mean(axis=1))
    assert -1.1 < judge(people).mean() < -0.6  # of a normal figure: -0.8
    dull, wild = judge([[0] * 12, [0, 4, 1, 3, 0, 2, 4, 0, 3, 1, 4, 2]])
    assert dull < judge(people).mean()
    assert wild < 0
