"""The two figures of the explorer's dials, against loops that say what they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import (
    alike,
    dials,
    openings,
    peoples_dials,
    repeated,
    returns,
    shared_notes,
)
from meantone.measures.dials import NOTES, TUNES
from meantone.tunes import Degree, load
from meantone.tunes.collections.near_duplicates import one_of_each

tunes = st.lists(st.lists(st.integers(0, 2), max_size=12), max_size=6)
lengths = st.integers(1, 5)
Tune = list[int]
Run = tuple[int, ...]


def runs_of(tune: Tune, length: int) -> list[Run]:
    return [tuple(tune[start : start + length]) for start in range(len(tune) - length + 1)]


def share(run: Run, number: int, some: list[Tune]) -> float:
    """Which share of the other tunes has a run."""
    others = [tune for other, tune in enumerate(some) if other != number]
    return sum(run in runs_of(tune, len(run)) for tune in others) / max(len(others), 1)


@given(tunes, lengths)
def test_alike_is_the_share_of_other_tunes_with_each_run(some: list[Tune], length: int) -> None:
    means = [
        np.mean([share(run, number, some) for run in set(runs_of(tune, length))])
        for number, tune in enumerate(some)
        if len(tune) >= length
    ]
    expected = np.mean(means) if means and len(some) > 1 else np.nan
    np.testing.assert_allclose(alike(some, length), expected)


@given(tunes, lengths)
def test_returns_is_the_mean_share_of_runs_that_came_before(some: list[Tune], length: int) -> None:
    shares = [repeated(tune, length) for tune in some if len(tune) >= length]
    np.testing.assert_allclose(returns(some, length), np.mean(shares) if shares else np.nan)


@given(tunes, lengths)
def test_a_note_is_as_common_as_the_commonest_run_that_it_is_part_of(
    some: list[Tune], length: int
) -> None:
    found = shared_notes(some, length)
    for number, tune in enumerate(some):
        each = [share(run, number, some) for run in runs_of(tune, length)]
        slow = [
            max((each[start] for start in range(len(each)) if start <= note < start + length),
                default=0.0)
            for note in range(len(tune))
        ]  # fmt: skip
        np.testing.assert_allclose(found[number], slow)


def test_copies_are_all_alike_and_strangers_not_at_all() -> None:
    assert alike([[0, 1, 2, 3, 4]] * 5) == 1
    assert alike([[0, 1, 2, 3], [4, 5, 6, 7]]) == 0


def test_one_window_serves_all_sets() -> None:
    rng = np.random.default_rng(0)
    long = list(rng.integers(0, 7, (TUNES, NOTES)))
    further = [
        *([np.zeros(NOTES - 1, dtype=int)] * 3),
        *(np.append(t, [0, 0]) for t in long),
        long[0],
    ]
    np.testing.assert_array_equal(openings(further), long)
    assert dials(further) == dials(long) == (alike(long), returns(long))
    assert openings([[1, 2]]) == []
    assert np.isnan(dials([])).all()


@pytest.mark.parametrize(
    ("name", "human", "shuffled"),
    [("folk", (0.029, 0.16), 0.0095), ("irish", (0.0272, 0.156), 0.004)],
)
def test_people_are_as_alike_as_was_found(
    name: str, human: tuple[float, float], shuffled: float
) -> None:
    corpus = load(name)
    corpus = corpus.select(one_of_each(corpus.clusters.tolist()))
    view = Degree.of(corpus)
    found = peoples_dials([view.encode(tune) for tune in corpus], np.random.default_rng(0), 40)
    np.testing.assert_allclose(found.human, human, rtol=0.03)
    np.testing.assert_allclose(found.shuffled.alike, shuffled, rtol=0.1)
    assert found.low.alike < found.human.alike < found.high.alike
    assert found.high.alike / found.low.alike < 1.5


def test_peoples_band_is_as_wide_for_few_tunes_as_for_many() -> None:
    rng = np.random.default_rng(0)
    tunes = rng.integers(0, 5, (3000, NOTES)) // rng.integers(1, 4, (3000, 1))
    sets = [dials([*tunes[rng.choice(3000, TUNES, replace=False)]]) for _ in range(60)]
    wanted = np.std(sets, axis=0)
    for count in (150, 3000):
        found = peoples_dials([*tunes[:count]], rng, draws=200)
        wide = (np.array(found.high) - np.array(found.low)) / (2 * 1.96)
        np.testing.assert_allclose(wide, wanted, rtol=0.5)
        assert found.human == (alike([*tunes[:count]]), returns([*tunes[:count]]))


def test_of_tunes_that_are_too_short_there_is_no_band() -> None:
    with pytest.raises(ValueError, match="none of 3 tunes is as long as an opening"):
        peoples_dials([[0, 1]] * 3, np.random.default_rng(0))
