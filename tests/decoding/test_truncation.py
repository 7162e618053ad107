"""Truncation against slow versions, one row and one token at a time."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import allow, min_p, temperature, top_k, top_p, typical

SLACK = 1e-9


def divided(row: list[float], kept: set[int]) -> list[float]:
    total = sum(row[token] for token in kept)
    return [row[token] / total if token in kept else 0.0 for token in range(len(row))]


def until(row: list[float], order: list[int], mass: float) -> list[float]:
    """Keep tokens in this order until they have the mass."""
    if mass == 1:
        return row
    kept, have = set(), 0.0
    for token in order:
        kept.add(token)
        have += row[token]
        if have >= mass - SLACK:
            break
    return divided(row, kept)


def by_probability(row: list[float]) -> list[int]:
    return sorted(range(len(row)), key=lambda token: (-row[token], token))


def slow_top_k(row: list[float], count: int) -> list[float]:
    return divided(row, set(by_probability(row)[:count]))


def slow_top_p(row: list[float], mass: float) -> list[float]:
    return until(row, by_probability(row), mass)


def slow_min_p(row: list[float], share: float) -> list[float]:
    floor = max(row) * share * (1 - SLACK)
    return divided(row, {token for token in range(len(row)) if row[token] >= floor})


def slow_typical(row: list[float], mass: float) -> list[float]:
    entropy = -sum(p * math.log2(p) for p in row if p)
    far = [abs(-math.log2(p) - entropy) if p else math.inf for p in row]
    far = [round(value * 2**40) if value < math.inf else value for value in far]
    return until(row, sorted(range(len(row)), key=lambda token: (far[token], token)), mass)


@st.composite
def some_rows(draw: st.DrawFn) -> np.ndarray:
    """Return rows with ties, impossible tokens, and one token that has it all."""
    width = draw(st.integers(1, 7))
    whole = st.lists(st.integers(0, 5), min_size=width, max_size=width).filter(any)
    raw = np.array(draw(st.lists(whole, min_size=1, max_size=4)), dtype=np.float64)
    return raw / raw.sum(axis=1, keepdims=True)


# Sums of tied weights come near to no such number, so no rounding decides.
shares = st.one_of(st.sampled_from([0.0, 1.0]), st.floats(0.01, 0.99).map(lambda x: x + 1e-4 / 7))

SLOW = {top_p: slow_top_p, min_p: slow_min_p, typical: slow_typical}


@given(some_rows(), st.integers(1, 9))
def test_top_k_is_the_slow_one(rows: np.ndarray, count: int) -> None:
    slow = [slow_top_k(row, count) for row in rows.tolist()]
    np.testing.assert_allclose(top_k(rows, count), slow, atol=1e-12)


@given(some_rows(), shares, st.sampled_from(list(SLOW)))
def test_a_rule_of_shares_is_the_slow_one(rows: np.ndarray, share: float, rule: Callable) -> None:
    slow = [SLOW[rule](row, share) for row in rows.tolist()]
    np.testing.assert_allclose(rule(rows, share), slow, atol=1e-12)


RULES = {
    "top-k": lambda rows: top_k(rows, 2),
    "top-p": lambda rows: top_p(rows, 0.6),
    "min-p": lambda rows: min_p(rows, 0.3),
    "typical": lambda rows: typical(rows, 0.6),
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


@every_rule
@given(rows=some_rows())
def test_rows_stay_distributions_and_what_stays_keeps_its_proportions(
    rule: Callable, rows: np.ndarray
) -> None:
    before = rows.copy()
    after = rule(rows)
    np.testing.assert_array_equal(rows, before)
    np.testing.assert_allclose(after.sum(axis=1), 1)
    share = np.divide(after, rows, out=np.zeros_like(rows), where=after > 0)
    most = share.max(axis=1, keepdims=True)
    np.testing.assert_allclose(share[after > 0], np.broadcast_to(most, rows.shape)[after > 0])


@every_rule
def test_any_number_of_axes_and_each_row_for_itself(rule: Callable) -> None:
    rows = np.random.default_rng(0).dirichlet(np.ones(5), (2, 3))  # (2, 3, 5)
    together = rule(rows)
    assert together.shape == rows.shape
    for i, j in np.ndindex(2, 3):
        np.testing.assert_array_equal(together[i, j], rule(rows[i, j]))
    assert rule(np.empty((0, 5))).shape == (0, 5)


@every_rule
def test_all_mass_on_one_token_changes_nothing(rule: Callable) -> None:
    np.testing.assert_array_equal(rule([[0, 1.0, 0], [1.0, 0, 0]]), [[0, 1, 0], [1, 0, 0]])
    np.testing.assert_array_equal(rule([1.0]), [1])


@given(some_rows())
def test_at_their_ends_rules_are_greedy_or_change_nothing(rows: np.ndarray) -> None:
    first = np.eye(rows.shape[1])[rows.argmax(axis=1)]
    for greedy in (top_k(rows, 1), top_p(rows, 0)):
        np.testing.assert_array_equal(greedy, first)
    np.testing.assert_allclose(min_p(rows, 1), temperature(rows, 0))
    for same in (top_k(rows, rows.shape[1]), top_p(rows, 1), min_p(rows, 0), typical(rows, 1)):
        np.testing.assert_allclose(same, rows, rtol=1e-15)
        assert not np.shares_memory(same, rows)
    assert (np.count_nonzero(typical(rows, 0), axis=1) == 1).all()


def test_a_mark_that_is_reached_on_paper_is_reached() -> None:
    tenths = np.full(10, 0.1)  # ten times 0.1 is a little less than 1, three times a little more
    for count in range(1, 10):
        assert np.count_nonzero(top_p(tenths, count / 10)) == count
        assert np.count_nonzero(typical(tenths, count / 10)) == count
    assert np.count_nonzero(top_p(tenths, 0.3 + 1e-8)) == 4
    assert np.count_nonzero(min_p([0.55, 0.34, 0.11], 0.2)) == 3  # 0.55 * 0.2 is more than 0.11


def test_of_equals_the_lower_stay_so_a_note_before_the_end() -> None:
    even = np.full(4, 0.25)
    for rows in (top_k(even, 2), top_p(even, 0.5), typical(even, 0.5)):
        np.testing.assert_array_equal(rows, [0.5, 0.5, 0, 0])
    np.testing.assert_array_equal(min_p(even, 1), even)


def test_typical_may_leave_out_the_most_probable() -> None:
    row = [0.4, *[0.1] * 6]  # 2.5 bits are expected; 1.3 are further from that than 3.3
    assert typical(row, 0.4)[0] == 0
    assert top_p(row, 0.4)[0] == 1


def test_typical_ties_in_spite_of_rounding() -> None:
    """Half, and an eighth: both one bit from the entropy of two bits."""
    row = [0.125, 0.5, 0.125, 0.125, 0.125]
    assert typical(row, 0.05).tolist() == [1, 0, 0, 0, 0]
    noisy = np.array(row) * (1 + 1e-15 * np.arange(5))
    assert np.flatnonzero(typical(noisy, 0.05)).tolist() == [0]


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan, math.inf])
@pytest.mark.parametrize(
    ("rule", "message"),
    [(top_p, "mass of top-p"), (min_p, "share of min-p"), (typical, "mass of typical")],
)
def test_shares_are_from_0_to_1(rule: Callable, message: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"the {message} is {value}; it has to be from 0 to 1"):
        rule([0.5, 0.5], value)


def test_top_k_keeps_a_whole_number_of_tokens() -> None:
    for count in (0, -1):
        with pytest.raises(ValueError, match=f"top-k keeps {count} tokens"):
            top_k([1.0], count)
    with pytest.raises(TypeError):
        top_k([1.0], 1.5)  # type: ignore[arg-type]
    np.testing.assert_array_equal(top_k([0.4, 0.6], np.int64(1)), [0, 1])


@every_rule
@pytest.mark.parametrize("row", [[0.0, 0.0], [0.5, 0.4], [1.5, -0.5], [math.nan, 1.0]])
def test_what_is_no_distribution_is_refused(rule: Callable, row: list[float]) -> None:
    with pytest.raises(ValueError, match=r"row 1 sums to .* sum to 1"):
        rule([[1.0, 0.0], row])


def test_forbidden_tokens_that_leave_nothing() -> None:
    rows = [[0.5, 0.5, 0], [0, 0, 1.0]]
    with pytest.raises(ValueError, match="row 1 has no probability left"):
        allow(rows, [True, True, False])
    np.testing.assert_allclose(allow(rows, [False, True, True]), [[0, 1, 0], [0, 0, 1]])
    each_its_own = [[True, False, False], [False, False, True]]
    np.testing.assert_allclose(allow(rows, each_its_own), [[1, 0, 0], [0, 0, 1]])


def test_what_is_allowed_is_said_of_each_token() -> None:
    for allowed in ([True], [True] * 2, True, [[True, True, True]] * 3):
        with pytest.raises(ValueError, match=r"say of each of 3 tokens, .* whether it stays"):
            allow([[0.5, 0.5, 0], [0, 0, 1.0]], allowed)


@pytest.mark.parametrize("degree", [math.inf, -math.inf])
def test_no_endless_temperature(degree: float) -> None:
    with pytest.raises(ValueError, match="the temperature is"):
        temperature([1.0], degree)
    with pytest.raises(ValueError, match="a row has no probability"):
        temperature([[0.0, 0.0]], 1)
