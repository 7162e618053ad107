"""Runs as numbers, against tuples in a loop."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import repeated, repeated_shares
from meantone.measures.runs import kinds, runs

few = st.sampled_from([0, 1, 2])
far = st.sampled_from([-(2**62), -1, 0, 2**15, 2**62])
tunes = st.one_of(*(st.lists(st.lists(token, max_size=12), max_size=6) for token in (few, far)))


def slow_runs(some: list[list[int]], length: int) -> list[tuple[int, tuple[int, ...]]]:
    return [
        (owner, tuple(tune[i : i + length]))
        for owner, tune in enumerate(some)
        for i in range(len(tune) - length + 1)
    ]


@given(tunes, st.integers(1, 13))
def test_equal_runs_have_equal_numbers_and_no_others(some: list[list[int]], length: int) -> None:
    numbers, owners = runs(some, length)
    slow = slow_runs(some, length)
    assert owners.tolist() == [owner for owner, _ in slow]
    same = numbers[:, None] == numbers
    assert same.tolist() == [[one == two for _, two in slow] for _, one in slow]


@given(tunes, st.integers(1, 5))
def test_kinds_are_the_different_runs_of_each_tune(some: list[list[int]], length: int) -> None:
    found = runs(some, length)
    numbers, owners, counts, places = kinds(found)
    slow = list(zip(found.numbers.tolist(), found.owners.tolist(), strict=True))
    listed = list(zip(numbers.tolist(), owners.tolist(), strict=True))
    assert listed == sorted(set(slow))
    assert counts.tolist() == [slow.count(kind) for kind in listed]
    assert [listed[place] for place in places] == slow
    assert kinds(found).tunes_with.tolist() == [
        len({owner for other, owner in slow if other == number}) for number, _ in listed
    ]


def test_long_runs_of_a_large_vocabulary_are_numbered_anew() -> None:
    rng = np.random.default_rng(0)
    some = [rng.integers(0, 5000, 300).tolist() for _ in range(3)]
    some.append(some[0][10:290])
    numbers, _ = runs(some, 40)
    assert len(np.unique(numbers)) == len({run for _, run in slow_runs(some, 40)})


@given(tunes, st.integers(1, 6))
def test_many_tunes_repeat_what_each_repeats(some: list[list[int]], length: int) -> None:
    np.testing.assert_allclose(
        repeated_shares(some, length), [repeated(tune, length) for tune in some]
    )


def test_a_run_has_a_token_or_more() -> None:
    with pytest.raises(ValueError, match="the length is 0"):
        runs([[1, 2]], 0)
