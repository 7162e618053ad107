"""Mixtures and products: by hand, slowly, and as models like any other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.models import (
    PPM,
    MarkovChain,
    Mixture,
    NGram,
    Product,
    by_certainty,
    evenly,
    fixed,
    surprise,
    surprises,
    take,
    witten_bell,
)

TUNES = [[0, 1, 2, 0, 1], [2, 2, 1], [0, 0, 1, 0, 0, 1, 2]]


@st.composite
def predictions(draw: st.DrawFn) -> NDArray[np.float64]:
    """Return rows of some models, shape (models, batch, tokens); some tokens impossible."""
    models, batch, tokens = draw(st.tuples(*(st.integers(1, 4),) * 3))
    worth = st.integers(0, 9)
    values = draw(
        st.lists(worth, min_size=models * batch * tokens, max_size=models * batch * tokens)
    )
    rows = np.array(values, dtype=np.float64).reshape(models, batch, tokens)
    rows[..., 0] += rows.sum(axis=-1) == 0
    return rows / rows.sum(axis=-1, keepdims=True)


def entropy(row: NDArray[np.float64]) -> float:
    return -sum(p * math.log2(p) for p in row if p > 0)


@given(predictions(), st.floats(0, 8))
def test_weights_by_certainty_are_powers_of_relative_entropy(
    rows: NDArray[np.float64], bias: float
) -> None:
    weights = by_certainty(bias)(rows)
    highest = math.log2(rows.shape[-1]) or 1
    for b in range(rows.shape[1]):
        relative = [entropy(row) / highest for row in rows[:, b]]
        if min(relative) == 0 and bias > 0:  # 1 / 0: the certain ones take all
            expected = np.array([value == 0 for value in relative], dtype=float)
        else:
            expected = np.array([value**-bias if value else 1.0 for value in relative])
        np.testing.assert_allclose(weights[:, b], expected / expected.sum(), atol=1e-9)


def test_no_entropy_is_too_small_or_bias_too_large() -> None:
    nearly = np.array([[[1 - 1e-16, 1e-16]], [[1 - 1e-12, 1e-12]], [[0.5, 0.5]]])
    np.testing.assert_allclose(by_certainty(1e3)(nearly)[:, 0], [1, 0, 0], atol=1e-9)
    both = np.array([[[1.0, 0.0]], [[0.0, 1.0]], [[0.5, 0.5]]])
    np.testing.assert_allclose(by_certainty(2)(both)[:, 0], [0.5, 0.5, 0])
    np.testing.assert_allclose(by_certainty(0)(both)[:, 0], [1 / 3] * 3)


@given(predictions())
def test_joined_rows_are_what_a_loop_over_tokens_gives(rows: NDArray[np.float64]) -> None:
    weights = by_certainty(1)(rows)
    mean, product = Mixture.join(rows, weights), Product.join(rows, weights)
    for b in range(rows.shape[1]):
        pairs = list(zip(weights[:, b], rows[:, b], strict=True))
        sums = [sum(w * row[e] for w, row in pairs) for e in range(rows.shape[2])]
        powers = [math.prod(row[e] ** w for w, row in pairs if w) for e in range(rows.shape[2])]
        np.testing.assert_allclose(mean[b], sums, atol=1e-12)
        expected = np.array(powers) / sum(powers) if sum(powers) else sums
        np.testing.assert_allclose(product[b], expected, atol=1e-9)


def test_a_part_without_weight_is_not_asked() -> None:
    rows = np.array([[[1.0, 0.0, 0.0]], [[0.0, 0.5, 0.5]]])
    np.testing.assert_allclose(Product.join(rows, fixed([0, 1])(rows)), rows[1])
    np.testing.assert_allclose(Mixture.join(rows, fixed([0, 1])(rows)), rows[1])


def test_where_parts_agree_on_nothing_the_mean_stands_in() -> None:
    rows = np.array([[[1.0, 0.0], [0.5, 0.5]], [[0.0, 1.0], [0.1, 0.9]]])
    np.testing.assert_allclose(Product.join(rows, evenly(rows)), [[0.5, 0.5], [0.25, 0.75]])


def test_experts_of_full_weight_are_multiplied() -> None:
    rows = np.array([[[0.8, 0.2]], [[0.6, 0.4]]])
    np.testing.assert_allclose(Product.join(rows, np.ones((2, 1))), [[0.48 / 0.56, 0.08 / 0.56]])


def test_the_parts_walk_on_their_own() -> None:
    parts = [
        NGram.fit(TUNES, 3, 3, witten_bell),
        PPM.short_term(3),
        PPM.fit(TUNES, 3).learning(),
    ]
    model = Mixture(parts, fixed([2, 1, 1]))
    tune = [0, 1, 1, 2, 0, 1]
    probabilities = [2 ** -surprise(part, tune) for part in parts]
    by_hand = 0.5 * probabilities[0] + 0.25 * probabilities[1] + 0.25 * probabilities[2]
    np.testing.assert_allclose(2 ** -surprise(model, tune), by_hand)
    side_by_side = surprises(model, [[0], tune, []])[1]
    np.testing.assert_allclose(side_by_side, surprise(model, tune))


def test_a_mixture_is_a_model_like_any_other() -> None:
    inner = Product([PPM.fit(TUNES, 3), MarkovChain.fit(TUNES, 3, add=1)], by_certainty(1))
    model = Mixture([inner, PPM.short_term(3)], by_certainty(2))
    drawn = sample(model, 200, np.random.default_rng(1), longest=20)
    assert {token for tune in drawn for token in tune.tolist()} == {0, 1, 2}
    state = model.advance(model.start(3), np.array([0, 1, 2]))
    chosen = take(state, np.array([2, 2]))
    np.testing.assert_array_equal(
        model.probabilities(chosen), model.probabilities(state)[np.array([2, 2])]
    )


def test_one_model_alone_is_itself() -> None:
    chain = MarkovChain.fit(TUNES, 3, add=1)
    for kind in (Mixture, Product):
        for weights in (evenly, by_certainty(3), fixed([5])):
            joined = kind([chain], weights)
            np.testing.assert_allclose(surprise(joined, [0, 1]), surprise(chain, [0, 1]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Mixture([]), r"these have the sizes \[\]"),
        (lambda: Product([PPM.short_term(2), PPM.short_term(3)]), r"the sizes \[2, 3\]"),
        (lambda: fixed([]), "the weights are"),
        (lambda: fixed([1, -1]), "zero or more"),
        (lambda: fixed([0, 0]), "not all 0"),
        (lambda: fixed([1, np.nan]), "the weights are"),
        (lambda: fixed([1])(np.ones((2, 1, 1))), "1 weights for 2 models"),
        (lambda: by_certainty(-1), "the bias is -1"),
        (lambda: by_certainty(np.inf), "the bias is inf"),
    ],
)
def test_what_cannot_be_joined_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
