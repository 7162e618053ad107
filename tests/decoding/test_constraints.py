"""Constraints against plain questions, asked of every short tune."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_

import numpy as np
import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from small_automata import strings
from wishes import Wish, met, some_wishes

from meantone.decoding import (
    MAJOR,
    MINOR,
    PENTATONIC,
    Constraint,
    ConstraintError,
    ending,
    given,
    in_range,
    in_scale,
    lengths,
    only,
    opening,
)
from meantone.decoding.components import components
from meantone.tunes.viewpoints import Degree, DegreeDuration, Grid, Interval, Pitch

sizes = st.integers(1, 3)


@st.composite
def wishes_and_size(draw: st.DrawFn) -> tuple[list[Wish], int]:
    size = draw(sizes)
    return draw(some_wishes(size)), size


def joined(wishes: list[Wish]) -> Constraint:
    return reduce(and_, (wish.make(*wish.arguments) for wish in wishes))


@whatever(wishes_and_size())
def test_what_fits_is_what_was_asked_for(pair: tuple[list[Wish], int]) -> None:
    wishes, size = pair
    every = list(strings(size, 0, 6))
    fitting = [tune for tune in every if met(wishes, tune)]
    try:
        constraint = joined(wishes)
    except ConstraintError:
        assert not fitting
        return
    assert [tune for tune in every if constraint.fits(tune)] == fitting


@whatever(wishes_and_size())
def test_it_never_leads_astray(pair: tuple[list[Wish], int]) -> None:
    """From each state there is a way to the end, and each state is come to."""
    try:
        constraint = joined(pair[0])
    except ConstraintError:
        return
    last = len(constraint.next) - 1
    ways = {(s, int(constraint.next[s, a])) for s, a in np.argwhere(constraint.allowed).tolist()}
    ends, starts = {last}, {0}
    for _ in range(last + 1):
        ends |= {one for one, two in ways if two in ends}
        starts |= {two for one, two in ways if one in starts}
    assert ends == starts == set(range(last + 1))
    assert (constraint.next[~constraint.allowed] == last).all()
    assert constraint.allowed[last].tolist() == [False] * constraint.size + [True]


@whatever(wishes_and_size())
def test_groups_of_states_lead_to_each_other_and_come_after_what_they_lead_to(
    pair: tuple[list[Wish], int],
) -> None:
    try:
        constraint = joined(pair[0])
    except ConstraintError:
        return
    count = len(constraint.next)
    leads = [set(constraint.next[s][constraint.allowed[s]].tolist()) for s in range(count)]
    reach = [set(after) for after in leads]
    for _ in range(count):
        reach = [here.union(*(reach[s] for s in here)) for here in reach]
    known = {count - 1}
    for states, outside, loops in components(constraint):
        group = set(states.tolist())
        assert known.issuperset(outside.tolist())
        assert set().union(*(leads[s] for s in group)) - group == set(outside.tolist())
        for state in group:
            assert {s for s in reach[state] if state in reach[s]} | {state} == group
        assert loops == any(leads[s] & group for s in group)
        known |= group
    assert known == set(range(count))


def test_words_for_people() -> None:
    constraint = opening([1, 0], 3) & ending([2], 3) & lengths(3, 4, 4) & given({2: [1, 0]}, 3)
    assert repr(constraint) == (
        "<Constraint: begins with 1 0, ends with 2, has 4 notes, has 0 or 1 at place 2>"
    )
    assert repr(lengths(3, 2, 5)) == "<Constraint: has 2 to 5 notes>"
    assert repr(opening([], 3)) == "<Constraint: begins with nothing>"
    assert repr(given({}, 3)) == "<Constraint: is any tune>"


@pytest.mark.parametrize(
    ("one", "two", "where"),
    [
        (opening([0, 1], 3), opening([0, 2], 3), "at place 1"),
        (opening([0, 1, 1], 3), lengths(3, 0, 2), "at place 2"),
        (only([0, 1], 3), given({4: 2}, 3), "at place 4"),
        (ending([2], 3), only([0, 1], 3), "at the end"),
        (ending([1], 3), given({2: 0}, 3) & lengths(3, 3, 3), "at place 3"),
    ],
)
def test_contradictions_say_where(one: Constraint, two: Constraint, where: str) -> None:
    message = f"no tune that {one.words} and also {two.words}: they leave nothing {where}"
    with pytest.raises(ConstraintError, match=message):
        one & two


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: opening([0, 3], 3), "3 is not a token; there are 0 to 2"),
        (lambda: ending([-1], 3), "-1 is not a token"),
        (lambda: only([7], 3), "7 is not a token"),
        (lambda: given({0: 5}, 3), "5 is not a token"),
        (lambda: opening([0], 3).fits([4]), "4 is not a token"),
        (lambda: opening([0.5], 3), "tokens are whole numbers, not float64"),
        (lambda: only([True, False, True], 3), "tokens are whole numbers, not bool"),
        (lambda: given({-1: 0}, 3), "there is no place -1"),
        (lambda: lengths(3, -1), "no tune has -1 notes"),
        (lambda: lengths(3, 5, 4), "at least 5 and at most 4"),
        (lambda: only([], 3), "a tune of no tokens at all"),
        (lambda: given({2: []}, 3), "place 2 is given no token"),
        (lambda: opening([0], 3) & opening([0], 4), "one constraint is for 3 symbols, the other"),
    ],
)
def test_what_cannot_be_asked_for(make: Callable, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_machine_of_ones_own() -> None:
    """Notes in pairs: 0 0 or 1 1."""
    allowed = [[True, True, True], [True, False, False], [False, True, False]]
    pairs = Constraint(allowed, [[1, 2, 0], [0, 0, 0], [0, 0, 0]], "comes in pairs")
    assert [pairs.fits(tune) for tune in ([], [0, 0], [1, 1, 0, 0], [0], [0, 1])] == [
        *[True] * 3,
        *[False] * 2,
    ]
    with pytest.raises(ConstraintError, match="no tune that goes on for ever"):
        Constraint([[True, False]], [[0, 0]], "goes on for ever")
    with pytest.raises(ValueError, match="read-only"):
        pairs.allowed[0, 0] = False


def test_ranges_and_scales_of_each_viewpoint() -> None:
    pitch = Pitch(range(60, 73))
    assert in_range(pitch, 60, 64).tolist() == [0, 1, 2, 3, 4]
    assert in_scale(pitch).tolist() == [0, 2, 4, 5, 7, 9, 11, 12]
    degree = Degree(range(-5, 13))
    seen = {steps: [degree.vocabulary[t] for t in in_scale(degree, steps)] for steps in SCALES}
    assert seen[MAJOR] == [-5, -3, -1, 0, 2, 4, 5, 7, 9, 11, 12]
    assert seen[MINOR] == [-5, -4, -2, 0, 2, 3, 5, 7, 8, 10, 12]
    assert seen[PENTATONIC] == [-5, -3, 0, 2, 4, 7, 9, 12]
    grid = Grid([Grid.hold, Grid.off, *range(60, 64)])
    kept = [grid.vocabulary[token] for token in in_range(grid, 61, 62)]
    assert kept == [Grid.hold, Grid.off, 61, 62]
    with pytest.raises(TypeError, match="Interval viewpoint sees no pitches and no degrees"):
        in_range(Interval(range(-3, 4)), 0, 1)


def test_rests_belong_to_every_range() -> None:
    both = DegreeDuration([(0, 48), (4, 48), (DegreeDuration.rest, 48), (7, 24)])
    assert [both.vocabulary[token][0] for token in in_range(both, 3, 8)] == [
        symbol[0] for symbol in both.vocabulary if symbol[0] in (4, 7, DegreeDuration.rest)
    ]


SCALES = (MAJOR, MINOR, PENTATONIC)
