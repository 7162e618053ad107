"""Windows: openings of one length, and what is worked out once for all their parts."""

from __future__ import annotations

import numpy as np
import pytest

from meantone.measures import Windows, coverage, features, note_surprises
from meantone.measures.profile.windows import SPLITS, Sample, usual_length
from meantone.models import NGram
from meantone.tunes import Degree, Grid, Interval, Tune, load

RNG = np.random.default_rng(0)
TOKENS = [RNG.integers(0, 5, RNG.integers(4, 20)).tolist() for _ in range(30)]


def test_openings_are_the_first_tokens_and_the_short_are_counted() -> None:
    windows, left_out = Windows.of(TOKENS, 5, 9)
    assert windows.tokens.tolist() == [tune[:9] for tune in TOKENS if len(tune) >= 9]
    assert left_out == sum(len(tune) < 9 for tune in TOKENS) > 0
    assert len(Windows.of([[1]], 5, 9)[0]) == 0
    assert len(Windows.of([], 5, 9)[0]) == 0
    with pytest.raises(ValueError, match="outside 0 to 4"):
        Windows.of([[0, 5]], 5, 2)


def test_parts_of_parts_have_the_rows_of_the_whole() -> None:
    whole, _ = Windows.of(TOKENS, 5, 4)
    some = whole.take(np.array([3, 8, 2, 9, 20, 21, 5])).take(np.array([6, 0, 2, 3, 1, 4]))
    rows = np.array([5, 3, 2, 9, 8, 20])
    assert some.tokens.tolist() == whole.tokens[rows].tolist()
    alone = features(some.tokens, 5)
    np.testing.assert_allclose(some.features, alone)
    others, _ = Windows.of(TOKENS[::-1], 5, 4)
    distances = ((alone[:, None] - others.features) ** 2).sum(axis=2)
    np.testing.assert_allclose(some.distances_to(others), distances, atol=1e-12)
    part = others.take(np.arange(7))
    np.testing.assert_allclose(some.distances_to(part), distances[:, :7], atol=1e-12)
    within = ((alone[:, None] - alone) ** 2).sum(axis=2)
    np.testing.assert_allclose(some.reach, np.sort(within, axis=1)[:, 5], atol=1e-12)
    assert coverage(alone, alone).precision == 1


def test_what_is_worked_out_once_is_worked_out_for_each() -> None:
    """Coverage against two sets of human tunes, and two judges, in either order."""
    whole, _ = Windows.of(TOKENS, 5, 4)
    some, *humans = (whole.take(np.arange(start, 30, 3)) for start in range(3))
    judges = [NGram.fit(TOKENS, 5, order) for order in (1, 3)]
    for _ in range(2):
        for human in humans:
            assert some.coverage_of(human) == coverage(some.features, human.features)
        for judge in judges:
            bits = [tune.mean() for tune in note_surprises(judge, some.sequences)]
            np.testing.assert_allclose(some.surprise(judge), bits)
    few = whole.take(np.arange(4))
    assert np.isnan(few.coverage_of(humans[0])).all()


def test_a_sample_draws_for_each_purpose_by_its_name() -> None:
    whole, _ = Windows.of(TOKENS, 5, 4)
    one, same, other = (Sample(whole, seed) for seed in (1, 1, 2))
    one.rng("something").random(50)
    drawn = [[half.tokens.tolist() for half in sample.halves] for sample in (one, same, other)]
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(drawn[0]) == SPLITS
    for half in one.halves:
        rows = half.part_of[1].tolist()  # type: ignore[index]
        assert len(set(rows)) == len(whole) // 2


@pytest.mark.parametrize("view_of", [Degree.of, Interval.of, Grid.of])
def test_the_opening_of_a_tune_gives_the_opening_of_its_tokens(view_of: object) -> None:
    tunes = list(load("starter"))
    view = view_of(tunes)  # type: ignore[operator]
    windows, left_out = Windows.of_tunes(tunes, view, 24)
    assert len(windows.tunes) == len(windows) == len(tunes) - left_out > 10
    long = [tune for tune in tunes if len(view.encode(tune)) >= 24]
    for tune, whole, tokens in zip(windows.tunes, long, windows.tokens, strict=True):
        assert view.encode(whole)[:24].tolist() == tokens.tolist()
        assert tune == whole.excerpt(0, len(tune))
        assert len(view.symbols(tune)) >= 24
        shorter = tune.excerpt(0, len(tune) - 1)
        assert len(view.symbols(shorter)) < 24
    mixed = windows.shuffled(RNG)
    assert np.sort(mixed.tokens).tolist() == np.sort(windows.tokens).tolist()
    assert len(mixed.tunes) == len(windows)


def test_heights_are_those_of_the_notes() -> None:
    tunes = [Tune((60, 64, 67, 72), (48,) * 4, tonic="C"), Tune((67, 71, 74, 67), (48,) * 4)]
    tunes = [tunes[0], Tune(tunes[1].pitches, tunes[1].durations, tonic="G")]
    degrees, _ = Windows.of_tunes(tunes, Degree.of(tunes), 4)
    assert np.diff(degrees.heights).tolist() == [[4, 3, 5], [4, 3, -7]]
    steps, _ = Windows.of_tunes(tunes, Interval.of(tunes), 3)
    assert np.diff(steps.heights).tolist() == [[4, 3, 5], [4, 3, -7]]
    assert Windows.of([[0, 1]], 2, 2)[0].heights.shape == (1, 0)


def test_the_usual_length_leaves_out_a_quarter() -> None:
    lengths = RNG.integers(1, 100, 401)
    assert np.mean(lengths >= usual_length(lengths)) == pytest.approx(0.75, abs=0.01)
    assert usual_length([0, 0]) == 1
