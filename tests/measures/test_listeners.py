"""Listeners: counted by hand, and never pooled."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import (
    Detection,
    Judgment,
    at_least,
    binomial_interval,
    makers,
    over_listeners,
)


def judged(taken: bool, human: bool, maker: str = "", known: bool = False) -> Judgment:
    return Judgment(maker or ("a person" if human else "a machine"), human, taken, 4, 2, known)


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans())))
def test_a_listener_is_counted_as_by_hand(answers: list[tuple[bool, bool, bool]]) -> None:
    found = Detection.of(judged(taken, human, known=known) for taken, human, known in answers)
    new = [(taken, human) for taken, human, known in answers if not known]
    assert found.right == sum(taken == human for taken, human in new)
    assert found.trials == len(new)
    assert (found.hits, found.false_alarms) == (new.count((True, True)), new.count((True, False)))
    assert found.by_luck == pytest.approx(at_least(found.right, found.trials))
    assert isnan(found.share) if not new else found.share == found.right / len(new)


def test_listeners_count_not_answers() -> None:
    """One who answered a lot weighs no more than one who answered little."""
    always = [judged(True, True)] * 90 + [judged(False, False)] * 10
    never = [judged(False, True), judged(True, False)]
    found = over_listeners([always, never], np.random.default_rng(0))
    assert found.share == 0.5
    assert found.d_prime == pytest.approx(sum(one.d_prime for one in found.each) / 2)
    (person, machine) = found.makers
    assert (person.taken, machine.taken) == (0.5, 0.5)
    assert (person.judged, person.listeners) == (91, 2)


def test_the_class_interval_is_over_listeners_however_many_answers() -> None:
    good, poor = [judged(True, True)] * 3, [judged(False, True)] * 3
    few = over_listeners([good, poor, good], np.random.default_rng(0))
    many = over_listeners([good * 50, poor * 50, good * 50], np.random.default_rng(0))
    assert few.share_interval == many.share_interval == (0, 1)


def test_more_listeners_make_the_interval_narrow() -> None:
    rng = np.random.default_rng(0)
    listeners = [[judged(bool(rng.random() < 0.66), True) for _ in range(12)] for _ in range(100)]
    low, high = over_listeners(listeners, rng).share_interval
    assert low < 0.66 < high
    assert high - low < 0.1


def test_of_one_listener_or_none_there_is_no_interval_over_listeners() -> None:
    one = over_listeners([[judged(True, True), judged(False, False)]], np.random.default_rng(0))
    assert one.share == 1
    assert all(map(isnan, one.share_interval + one.d_prime_interval))
    assert one.makers[0].taken_interval == binomial_interval(1, 1)
    none = over_listeners([], np.random.default_rng(0))
    assert isnan(none.share)
    assert none.each == none.makers == ()


def test_a_listener_without_machines_has_a_share_and_no_d_prime() -> None:
    both = [judged(True, True), judged(False, False)]
    found = over_listeners([both, [judged(True, True)]], np.random.default_rng(0))
    assert found.share == 1
    assert found.d_prime == pytest.approx(found.each[0].d_prime)


def test_makers_come_in_order_and_known_tunes_do_not_count() -> None:
    answers = [
        judged(True, False, "drawn"),
        judged(False, False, "beam"),
        judged(True, True),
        judged(False, True, known=True),
    ]
    found = makers([answers], np.random.default_rng(0))
    assert [(one.name, one.judged, one.taken) for one in found] == [
        ("a person", 1, 1),
        ("beam", 1, 0),
        ("drawn", 1, 1),
    ]
