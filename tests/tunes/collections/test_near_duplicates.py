"""Near-duplicates: the fast search against the obvious one, and what it must not depend on."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meantone.tunes import REST, Tune
from meantone.tunes.collections import near_duplicates as module
from meantone.tunes.collections.near_duplicates import (
    RUN,
    clusters,
    leaked,
    near_duplicates,
    runs,
    similarity,
)


def melody(steps: list[int], first: int = 60) -> Tune:
    pitches = np.cumsum([first, *steps]).tolist()
    return Tune(tuple(pitches), (48,) * len(pitches))


# Few different intervals, and few different tunes, so that many share runs.
STEPS = st.lists(st.sampled_from([-2, 0, 0, 1, 2]), max_size=14)
TUNES = st.builds(melody, STEPS) | st.sampled_from(
    [
        melody([]),
        melody([2] * 9),
        melody([2, 2, -2, 0, 1, 2, 2, -2, 0, 1]),
        melody([2, 2, -2, 0, 1, 2, 2, -2, 0]),
        Tune((), ()),
        Tune((0, 127) * 6, (1,) * 12),  # the widest intervals there are
        Tune((127, 0) * 6, (1,) * 12),
    ]
)


@settings(max_examples=60)
@given(st.lists(TUNES, max_size=12), st.sampled_from([0.01, 0.2, 0.3, 0.5, 2 / 3, 1.0]))
def test_the_search_finds_what_comparing_all_finds(tunes: list[Tune], threshold: float) -> None:
    slow = [
        [i, j]
        for (i, a), (j, b) in combinations(enumerate(tunes), 2)
        if similarity(a, b) >= threshold
    ]
    assert near_duplicates(tunes, threshold).tolist() == slow


def test_the_search_is_the_same_in_small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    tunes = [melody(rng.integers(-1, 2, 12).tolist()) for _ in range(80)]
    whole = near_duplicates(tunes)
    assert len(whole) > 10
    for cells in (1, 80, 500):
        monkeypatch.setattr(module, "_CELLS", cells)
        assert np.array_equal(near_duplicates(tunes), whole)


@given(STEPS, STEPS, st.integers(-20, 20), st.data())
def test_key_and_rhythm_do_not_count(
    first: list[int], second: list[int], semitones: int, data: st.DataObject
) -> None:
    a, b = melody(first), melody(second)
    alike = similarity(a, b)
    assert 0 <= alike <= 1
    assert similarity(b, a) == alike
    durations = data.draw(st.lists(st.integers(1, 99), min_size=len(a), max_size=len(a)))
    assert similarity(Tune(a.pitches, tuple(durations)).transpose(semitones), b) == alike
    rested = Tune.from_events([event for p in a.pitches for event in ((p, 24), (REST, 24))])
    assert similarity(rested, b) == alike
    assert similarity(a, a) == (1.0 if first else 0.0)


def test_similarity_by_hand() -> None:
    tune = melody([1, 2, 3, 4, 5, 6, 7])  # runs: 12345 23456 34567
    assert len(runs(tune)) == 3
    assert similarity(tune, melody([1, 2, 3, 4, 5])) == 1 / 3
    assert similarity(tune, melody([2, 3, 4, 5, 6, 9])) == 1 / 4
    assert similarity(tune, melody([1, 2, 3, 4])) == 0  # a short tune's one run is another run
    assert runs(melody([0] * 20)) == {(0,) * RUN}


def test_a_changed_note_costs_the_runs_that_pass_over_it() -> None:
    tune = melody([2, 1, -1, -2, 2, 2, 1, -3, 5, -4, 1, 2, -2, 1, 0, 2])  # 12 runs
    changed = list(tune.pitches)
    changed[8] += 1  # two intervals change, in six runs
    assert similarity(tune, Tune(tuple(changed), tune.durations)) == 6 / 18


@pytest.mark.parametrize("threshold", [0.0, -0.1, 1.1])
def test_a_threshold_that_means_nothing_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="above 0, at most 1"):
        near_duplicates([], threshold)


def test_no_tunes_have_no_pairs() -> None:
    for tunes in ([], [Tune((), ())], [melody([1])]):
        assert near_duplicates(tunes).shape == (0, 2)


@given(st.integers(1, 25), st.data())
def test_clusters_are_what_pairs_connect(count: int, data: st.DataObject) -> None:
    one = st.integers(0, count - 1)
    pairs = sorted({tuple(sorted(p)) for p in data.draw(st.lists(st.tuples(one, one)))})
    found = clusters(np.array(pairs, dtype=np.int64).reshape(-1, 2), count).tolist()
    slow = list(range(count))
    for _ in range(count):  # the label of each pair's lower end, until nothing changes
        for a, b in pairs:
            slow[a] = slow[b] = min(slow[a], slow[b])
    assert found == slow


def test_a_leak_is_a_test_tune_with_kin_in_train() -> None:
    pairs = np.array([[0, 1], [1, 3], [2, 4], [4, 5]])
    parts = ["test", "train", "valid", "test", "test", "test"]
    assert leaked(pairs, parts).tolist() == [True, False, False, True, False, False]
    assert not leaked(np.empty((0, 2), np.int64), parts).any()
