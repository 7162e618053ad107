"""Detection: against sums of fractions, the published table, and what an interval promises."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb, isnan
from statistics import NormalDist

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from meantone.measures import (
    at_least,
    binomial_interval,
    d_prime,
    d_prime_interval,
    power,
    right_needed,
    trials_needed,
)

NORMAL = NormalDist()


def slowly(right: int, trials: int, rate: Fraction) -> Fraction:
    """`at_least`, in fractions: every outcome with so many right answers, one by one."""
    return sum(
        (
            comb(trials, k) * rate**k * (1 - rate) ** (trials - k)
            for k in range(max(right, 0), trials + 1)
        ),
        Fraction(0),
    )


@given(st.integers(-2, 40), st.integers(0, 30), st.fractions(0, 1, max_denominator=50))
def test_so_many_right_or_more_is_what_counting_gives(
    right: int, trials: int, rate: Fraction
) -> None:
    assert at_least(right, trials, float(rate)) == pytest.approx(
        float(slowly(right, trials, rate)), rel=1e-9, abs=1e-12
    )


def test_a_thousand_trials_are_no_more_than_certain() -> None:
    assert at_least(0, 1000) == 1
    assert at_least(500, 1000) == pytest.approx(float(slowly(500, 1000, Fraction(1, 2))))
    assert at_least(1000, 1000) == pytest.approx(2.0**-1000, rel=1e-6)


@pytest.mark.parametrize(
    ("trials", "needed", "passed"),
    [(10, 9, 0.10), (20, 15, 0.28), (50, 32, 0.68), (100, 59, 0.94)],
)
def test_the_published_table_of_trials(trials: int, needed: int, passed: float) -> None:
    assert right_needed(trials) == needed
    assert round(power(trials, 0.66), 2) == passed


@given(st.integers(0, 60))
def test_the_number_needed_is_the_first_that_is_rare(trials: int) -> None:
    needed = right_needed(trials)
    assert at_least(needed, trials) < 0.05 <= at_least(needed - 1, trials)


@pytest.mark.parametrize("rate", [0.6, 0.66, 0.75, 0.9, 1.0])
def test_fewer_trials_than_needed_are_not_enough(rate: float) -> None:
    trials = trials_needed(rate)
    assert power(trials, rate) >= 0.8
    assert all(power(fewer, rate) < 0.8 for fewer in range(1, trials))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: at_least(1, -1), "-1 trials"),
        (lambda: at_least(1, 2, 1.5), "the rate is 1.5"),
        (lambda: at_least(1, 2, float("nan")), "the rate is nan"),
        (lambda: trials_needed(0.5), "no more often than a coin"),
        (lambda: trials_needed(0.5001), "more than 10,000 trials"),
        (lambda: binomial_interval(3, 2), "3 right answers in 2 trials"),
        (lambda: d_prime(7, 6, 0, 6), "7 of 6 tunes"),
        (lambda: d_prime_interval(1, 6, -1, 6), "-1 of 6 tunes"),
    ],
)
def test_what_cannot_be_is_refused(
    monkeypatch: pytest.MonkeyPatch, call: object, words: str
) -> None:
    if "10,000" in words:  # so many trials take a while
        monkeypatch.setattr("meantone.measures.detection.MOST_TRIALS", 30)
        words = "more than 30 trials"
    with pytest.raises(ValueError, match=words):
        call()


@given(st.integers(0, 25), st.integers(0, 25))
def test_at_the_ends_of_the_interval_the_answers_become_rare(right: int, trials: int) -> None:
    assume(right <= trials)
    low, high = binomial_interval(right, trials)
    assert 0 <= low <= high <= 1
    if right:
        assert at_least(right, trials, low) == pytest.approx(0.025, abs=1e-9)
    else:
        assert low == 0
    if right < trials:
        assert 1 - at_least(right + 1, trials, high) == pytest.approx(0.025, abs=1e-9)
    else:
        assert high == 1


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.66, 0.97])
def test_the_interval_of_a_share_holds_the_rate_as_often_as_it_says(rate: float) -> None:
    held = 0.0
    for right in range(13):
        low, high = binomial_interval(right, 12)
        held += (low <= rate <= high) * comb(12, right) * rate**right * (1 - rate) ** (12 - right)
    assert held >= 0.95


counts = st.integers(1, 30).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(counts, counts)
def test_d_prime_is_the_distance_of_two_rates(hit: tuple[int, int], alarm: tuple[int, int]) -> None:
    found = d_prime(*hit, *alarm)
    by_hand = NORMAL.inv_cdf((hit[0] + 0.5) / (hit[1] + 1)) - NORMAL.inv_cdf(
        (alarm[0] + 0.5) / (alarm[1] + 1)
    )
    assert found == pytest.approx(by_hand)
    assert d_prime(*alarm, *hit) == pytest.approx(-found)
    low, high = d_prime_interval(*hit, *alarm)
    assert low < found < high
    assert (low + high) / 2 == pytest.approx(found)


@given(counts)
def test_who_answers_alike_to_both_tells_nothing_apart(answered: tuple[int, int]) -> None:
    assert d_prime(*answered, *answered) == pytest.approx(0)


@pytest.mark.parametrize("true", [0, 0.5, 1, 1.5, 2, 2.3, 2.5])
@pytest.mark.parametrize("readily", [-1, 0, 0.7, 1])
def test_the_interval_of_d_prime_holds_it_as_often_as_it_says(true: float, readily: float) -> None:
    hit, alarm = NORMAL.cdf(true / 2 + readily), NORMAL.cdf(-true / 2 + readily)
    held = 0.0
    for hits, alarms in product(range(7), repeat=2):
        low, high = d_prime_interval(hits, 6, alarms, 6)
        chance = comb(6, hits) * hit**hits * (1 - hit) ** (6 - hits)
        chance *= comb(6, alarms) * alarm**alarms * (1 - alarm) ** (6 - alarms)
        held += (low <= true <= high) * chance
    assert held >= 0.939


def test_without_one_kind_there_is_no_d_prime() -> None:
    assert isnan(d_prime(0, 0, 1, 2))
    assert isnan(d_prime(1, 2, 0, 0))
    assert all(map(isnan, d_prime_interval(1, 2, 0, 0)))
