"""Cross-validation: fair folds, nothing leaked, the published figures."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from meantone.measures import CrossValidation, cross_validate, folds, note_surprises
from meantone.models import PPM, MarkovChain, Mixture, by_certainty, surprise
from meantone.tunes import Pitch, load

names = st.lists(st.sampled_from(["", *"abcdefgh"]), min_size=2, max_size=40)
seeds = st.integers(0, 2**32 - 1)


@given(names, st.integers(2, 6), seeds)
def test_folds_part_the_tunes_and_no_cluster(clusters: list[str], count: int, seed: int) -> None:
    different = len(set(clusters) - {""}) + clusters.count("")
    if different < count:
        with pytest.raises(ValueError, match=f"{different} clusters"):
            folds(clusters, count, np.random.default_rng(seed))
        return
    dealt = folds(clusters, count, np.random.default_rng(seed))
    assert len(dealt) == count
    assert sorted(np.concatenate(dealt).tolist()) == list(range(len(clusters)))
    homes: dict[str, set[int]] = {}
    for number, fold in enumerate(dealt):
        assert len(fold)
        for tune in fold:
            homes.setdefault(clusters[tune] or f"alone {tune}", set()).add(number)
    assert all(len(home) == 1 for home in homes.values())


@given(st.integers(2, 100), st.integers(2, 10), seeds)
def test_folds_of_single_tunes_are_even(tunes: int, count: int, seed: int) -> None:
    if count <= tunes:
        sizes = [len(fold) for fold in folds(range(tunes), count, np.random.default_rng(seed))]
        assert max(sizes) - min(sizes) <= 1


def test_folds_are_random_and_every_pair_meets_as_often() -> None:
    rng = np.random.default_rng(4)
    together = Counter()
    for _ in range(3000):
        for fold in folds(range(6), 3, rng):
            together[tuple(fold.tolist())] += 1
    assert len(together) == 15
    assert max(together.values()) / min(together.values()) < 1.4


def test_a_large_cluster_does_not_unbalance_the_folds() -> None:
    clusters = ["a"] * 10 + ["b"] * 9 + [""] * 21
    for seed in range(20):
        sizes = sorted(len(fold) for fold in folds(clusters, 4, np.random.default_rng(seed)))
        assert sizes == [10, 10, 10, 10]


def test_one_fold_is_none() -> None:
    with pytest.raises(ValueError, match="cannot make 1 folds"):
        folds(["a", "b"], 1, np.random.default_rng(0))


tunes = st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=6), min_size=3, max_size=9)


@given(tunes, seeds)
def test_each_tune_is_judged_once_by_what_learned_from_the_others(
    corpus: list[list[int]], seed: int
) -> None:
    dealt = folds(range(len(corpus)), 3, np.random.default_rng(seed))
    result = cross_validate(lambda train: MarkovChain.fit(train, 3, add=1), corpus, dealt)
    by_fold = []
    for number, fold in enumerate(dealt):
        train = [tune for i, tune in enumerate(corpus) if i not in fold]
        chain = MarkovChain.fit(train, 3, add=1)
        for i in fold:
            np.testing.assert_allclose(result.bits[i], surprise(chain, corpus[i]))
            assert result.fold[i] == number
        by_fold.append(np.mean([surprise(chain, corpus[i]).mean() for i in fold]))
    np.testing.assert_allclose(result.folds, by_fold)
    assert result.mean == pytest.approx(np.mean(by_fold))
    assert result.pooled == pytest.approx(np.mean(np.concatenate(result.bits)))


def test_the_interval_is_over_tunes() -> None:
    rng = np.random.default_rng(0)
    bits = tuple(np.full(100, value) for value in rng.normal(2.5, 0.5, 50))
    low, high = CrossValidation(bits, np.arange(50) % 10).interval(rng)
    # 50 tunes, not 5,000 notes: 2 x 1.96 x 0.5 / sqrt(50)
    assert high - low == pytest.approx(0.277, abs=0.08)


def test_the_interval_is_that_of_the_mean_which_counts_folds_alike() -> None:
    rng = np.random.default_rng(0)
    fold = np.repeat([0, 1], [20, 180])  # the small fold is harder
    result = CrossValidation(tuple(rng.normal(np.where(fold, 2, 3), 0.1)[:, None]), fold)
    low, high = result.interval(rng)
    assert result.tunes.mean() < low < result.mean < high


@pytest.mark.parametrize(
    "wrong", [[[0, 1]], [[0, 1], [1, 2]], [[0], [2]], [[0, 1], [2, 3]], [[0, 1], [-1]]]
)
def test_folds_that_do_not_part_the_tunes_are_refused(wrong: list[list[int]]) -> None:
    with pytest.raises(ValueError, match="each of the 3 tunes once"):
        cross_validate(lambda train: PPM.fit(train, 2), [[0], [1], [0]], wrong)


def test_a_tune_without_notes_cannot_be_judged_by_its_notes() -> None:
    with pytest.raises(ValueError, match="tune 1 has no event"):
        cross_validate(
            lambda train: PPM.unframed(train, 2), [[0], [], [0]], [[0], [1, 2]], note_surprises
        )


# ---------------------------------------------------------------------------------------------
# The published figures (Pearce 2005, table 6.6); all of them are in benchmarks/prediction.py
# ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kinder() -> list[NDArray[np.int64]]:
    corpus = load("kinder")
    view = Pitch.of(corpus)
    return [view.encode(tune) for tune in corpus]


def short_term(size: int):
    return PPM.unframed([], size).learning()


@pytest.mark.parametrize(
    ("published", "fit"),
    [
        (2.693, lambda train: short_term(27)),
        (2.428, lambda train: PPM.unframed(train, 27)),
        (2.237, lambda train: PPM.unframed(train, 27).learning()),
        (
            2.106,
            lambda train: Mixture(
                [PPM.unframed(train, 27).learning(), short_term(27)], by_certainty(2)
            ),
        ),
    ],
)
def test_published_figures(published: float, fit, kinder: list[NDArray[np.int64]]) -> None:
    means = []
    for seed in (0, 1):
        dealt = folds(range(len(kinder)), 10, np.random.default_rng(seed))
        result = cross_validate(fit, kinder, dealt, note_surprises)
        assert sum(map(len, result.bits)) == 8393
        means.append(result.mean)
    assert np.mean(means) == pytest.approx(published, abs=0.03)
