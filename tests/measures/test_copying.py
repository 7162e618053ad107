"""Copying against looking for every run in every training tune."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meantone.measures import (
    copied_share,
    copied_shares,
    longest_copies,
    longest_copy,
    longest_runs,
    usual_limit,
)

Tunes = list[list[int]]

# Few tokens make many copies; far numbers are tokens as good as any.
few = st.sampled_from([0, 1, 2])
far = st.sampled_from([-(2**62), -1, 0, 7, 2**62])
tunes = st.one_of(*(st.lists(st.lists(token, max_size=14), max_size=6) for token in (few, far)))


def runs(tune: list[int], length: int) -> list[tuple[int, ...]]:
    return [tuple(tune[i : i + length]) for i in range(len(tune) - length + 1)]


def slow_longest(tune: list[int], training: Tunes) -> int:
    for length in range(len(tune), 0, -1):
        known = {run for other in training for run in runs(other, length)}
        if known.intersection(runs(tune, length)):
            return length
    return 0


@given(tunes, tunes)
@example([[0, 0, 1]], [[0, 0], [1]])  # a run that would go on in the next training tune
@example([[0], [1, 2]], [[0, 1, 2]])  # and one that would go on in the next tune
@example([[0, 1]], [[2, 0, 1]])  # at the very end of all
def test_longest_copies_are_those_of_looking_everywhere(some: Tunes, training: Tunes) -> None:
    found = longest_copies(some, training)
    assert found.tolist() == [slow_longest(tune, training) for tune in some]
    assert [longest_copy(tune, training) for tune in some] == found.tolist()


@given(tunes, tunes, st.integers(1, 12))
def test_copied_shares_are_those_of_looking_everywhere(
    some: Tunes, training: Tunes, length: int
) -> None:
    known = {run for other in training for run in runs(other, length)}
    marks = [[run in known for run in runs(tune, length)] for tune in some]
    slow = [np.mean(mark) if mark else math.nan for mark in marks]
    np.testing.assert_allclose(copied_shares(some, training, length), slow)
    pooled = [copied for mark in marks for copied in mark]
    expected = np.mean(pooled) if pooled else math.nan
    np.testing.assert_allclose(copied_share(some, training, length), expected)


@given(tunes, tunes)
def test_the_two_measures_agree(some: Tunes, training: Tunes) -> None:
    """A tune has copied runs of just those lengths that its longest copy allows."""
    longest = longest_copies(some, training)
    for length in range(1, 15):
        shares = copied_shares(some, training, length)
        assert ((shares > 0) == (longest >= length)).all()


@pytest.mark.parametrize("symbols", [2, 40, 5000])
def test_long_tunes_and_large_vocabularies(symbols: int) -> None:
    """So many different runs that their numbers have to be made anew on the way."""
    rng = np.random.default_rng(1)
    training = [rng.integers(0, symbols, 400) for _ in range(20)]
    new = [rng.integers(0, symbols, 300) for _ in range(20)]
    for number, tune in enumerate(new):
        copy = 40 + 10 * number
        tune[20 : 20 + copy] = training[number][50 : 50 + copy]
    some = [tune.tolist() for tune in new]
    found = longest_copies(new, training)
    assert found.tolist() == [
        slow_longest_text(tune, [other.tolist() for other in training]) for tune in some
    ]
    for length in (39, 100):
        known = {run for other in training for run in runs(other.tolist(), length)}
        slow = [np.mean([run in known for run in runs(tune, length)]) for tune in some]
        np.testing.assert_allclose(copied_shares(new, training, length), slow)


def slow_longest_text(tune: list[int], training: Tunes) -> int:
    """As `slow_longest`, on texts of one letter for each token, growing one letter at a time."""
    texts = ["".join(map(chr, [256 + token for token in other])) for other in training]
    text, best = "".join(map(chr, [256 + token for token in tune])), 0
    for start in range(len(text)):
        while start + best < len(text) and any(text[start : start + best + 1] in t for t in texts):
            best += 1
    return best


def test_a_tune_in_training_copies_itself_whole() -> None:
    training = [[0, 1, 2, 1, 0], [2, 2]]
    assert longest_copies(training, training).tolist() == [5, 2]
    assert copied_share(training, training, 2) == 1


def test_of_nothing() -> None:
    assert longest_copies([], [[1]]).tolist() == []
    assert longest_copies([], []).tolist() == []
    assert longest_copies([[1, 2], []], []).tolist() == [0, 0]
    assert longest_copies([[], []], [[], []]).tolist() == [0, 0]
    assert longest_copy([], [[1]]) == 0
    assert copied_shares([], [[1]], 1).tolist() == []
    assert copied_shares([[1], [2]], [], 1).tolist() == [0, 0]
    for some in ([], [[1, 2]]):
        assert math.isnan(copied_share(some, [[1, 2, 3]], 3))
    with pytest.raises(ValueError, match="the length is 0; a run has 1 token or more"):
        copied_share([[1]], [[1]], 0)


@given(tunes, tunes)
@example([[9, 0, 1], [0, 1]], [[5], [0, 1, 2]])
def test_the_longest_run_stands_where_it_is_said_to_stand(some: Tunes, training: Tunes) -> None:
    found = longest_runs(some, training)
    assert found.lengths.tolist() == [slow_longest(tune, training) for tune in some]
    for tune, length, start, source, place in zip(
        some, *(of.tolist() for of in found), strict=True
    ):
        assert (source < 0) == (length == 0)
        if length:
            run = tune[start : start + length]
            assert training[source][place : place + length] == run
            known = {other for of in training for other in runs(of, length)}
            assert [known & {other} != set() for other in runs(tune, length)].index(True) == start


@pytest.mark.parametrize("count", [1, 20, 99])
def test_no_more_than_one_in_twenty_of_peoples_tunes_is_beyond_the_limit(count: int) -> None:
    copies = np.random.default_rng(count).integers(3, 30, count)
    limit = usual_limit(copies)
    assert np.mean(copies > limit) <= 0.05
    assert limit in copies
    assert limit == copies.min() or np.mean(copies >= limit) >= 0.05


def test_a_limit_between_two_lengths_is_the_longer_one() -> None:
    assert usual_limit(range(100)) == 95
    assert usual_limit([4, 9]) == 9


def test_without_people_there_is_no_limit() -> None:
    with pytest.raises(ValueError, match="there is none"):
        usual_limit([])
