"""A product with learned exponents: its slope, its best point, and the model that it makes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime

from meantone.models import (
    Exponents,
    LogLinear,
    MarkovChain,
    Product,
    ViewModel,
    by_place,
    by_place_and_certainty,
    constant,
    cross_entropy,
    learn_exponents,
    surprises,
)
from meantone.models.log_linear import Features, mean_bits
from meantone.models.views import interval, pitch

FEATURES = (constant, by_place, by_place_and_certainty)
RNG = np.random.default_rng(0)
LENGTHS = np.array([3, 20, 7])
NOTES = int(LENGTHS.sum())
PLACES = np.concatenate([np.arange(length) for length in LENGTHS])
SHARE = np.repeat(1 / (3 * LENGTHS), LENGTHS)
ROWS = RNG.dirichlet(np.ones(4), (3, NOTES))
TOKENS = RNG.integers(0, 4, NOTES)


@pytest.mark.parametrize("features", FEATURES)
@given(seed=st.integers(0, 10**6))
@settings(max_examples=15)
def test_the_slope_is_that_of_small_differences(features: Features, seed: int) -> None:
    seen = features(ROWS, PLACES)
    point = np.random.default_rng(seed).normal(0, 0.4, (3, seen.shape[2]))

    def loss(flat: np.ndarray) -> float:
        return mean_bits(flat.reshape(point.shape), np.log(ROWS), TOKENS, SHARE, seen)[0]

    _, slope = mean_bits(point, np.log(ROWS), TOKENS, SHARE, seen)
    numeric = approx_fprime(point.ravel(), loss, 1e-7)
    np.testing.assert_allclose(slope.ravel(), numeric, rtol=1e-5, atol=1e-4)


def test_bits_are_the_mean_over_tunes_of_their_means() -> None:
    point = np.log([[0.5], [1.5], [0.2]])
    joint = np.prod(ROWS ** np.exp(point)[..., None], axis=0)
    joint /= joint.sum(axis=1, keepdims=True)
    bits = -np.log2(joint[np.arange(NOTES), TOKENS])
    by_hand = np.mean([tune.mean() for tune in np.split(bits, np.cumsum(LENGTHS)[:-1])])
    seen = constant(ROWS, PLACES)
    assert mean_bits(point, np.log(ROWS), TOKENS, SHARE, seen)[0] == pytest.approx(by_hand)


def test_no_other_exponents_are_better() -> None:
    seen = constant(ROWS, PLACES)
    found = learn_exponents(ROWS, TOKENS, LENGTHS).coefficients
    least = mean_bits(found, np.log(ROWS), TOKENS, SHARE, seen)[0]
    for other in np.random.default_rng(1).normal(-1, 1.5, (200, 3, 1)):
        assert least <= mean_bits(other, np.log(ROWS), TOKENS, SHARE, seen)[0] + 1e-3


def test_exponents_need_not_sum_to_one() -> None:
    """Two witnesses that see independently: the product of both, whole, is Bayes' rule."""
    rng = np.random.default_rng(2)
    tokens = rng.integers(0, 2, 4000)
    views = [np.where(rng.random(4000) < 0.8, tokens, 1 - tokens) for _ in range(2)]
    rows = np.stack([np.where(np.arange(2) == view[:, None], 0.8, 0.2) for view in views])
    weights = np.exp(learn_exponents(rows, tokens, [4000]).coefficients).ravel()
    np.testing.assert_allclose(weights, 1, atol=0.1)


def test_exponents_move_with_the_place() -> None:
    """One witness is right early, the other late."""
    rng = np.random.default_rng(3)
    lengths = np.full(60, 50)
    place = np.tile(np.arange(50), 60)
    tokens = rng.integers(0, 2, 3000)
    right = np.stack(
        [rng.random(3000) < 0.95 - 0.009 * place, rng.random(3000) < 0.5 + 0.009 * place]
    )
    seen = np.where(right, tokens, 1 - tokens)
    rows = np.where(np.arange(2) == seen[..., None], 0.8, 0.2)
    moving = learn_exponents(rows, tokens, lengths, by_place)
    early, late = moving(rows[:, :1], np.array([0])), moving(rows[:, :1], np.array([49]))
    assert early[0, 0] > late[0, 0]
    assert early[1, 0] < late[1, 0]


def songs(count: int, seed: int) -> list[np.ndarray]:
    """Tunes that wander by steps."""
    rng = np.random.default_rng(seed)
    return [np.clip(5 + np.cumsum(rng.choice([-1, 0, 1, 1], 15)), 0, 9) for _ in range(count)]


@pytest.mark.parametrize("features", FEATURES)
def test_it_is_a_model_and_better_than_its_parts(features: Features) -> None:
    learned, held, judged = (songs(20, seed) for seed in (0, 1, 2))
    parts = [ViewModel(view, range(60, 70), learned) for view in (pitch, interval)]
    both = LogLinear.fit(parts, held, features)
    assert cross_entropy(both, judged) < min(cross_entropy(part, judged) for part in parts)
    assert both.parts == tuple(parts)
    state = both.advance(both.start(2), np.array([4, 5]))
    rows = both.probabilities(state)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    each = np.stack([part.probabilities(s) for part, s in zip(parts, state[1], strict=True)])
    weights = both.exponents(each, np.array([1, 1]))
    np.testing.assert_allclose(rows, Product.join(each, weights))
    alone = surprises(both, judged[:1])[0]
    np.testing.assert_allclose(surprises(both, judged)[0], alone)


def test_what_a_model_thinks_impossible_is_refused() -> None:
    sure = [MarkovChain.fit([[0]], 2)] * 2
    with pytest.raises(ValueError, match="every model thinks possible"):
        LogLinear.fit(sure, [[1]])
    with pytest.raises(ValueError, match="every model thinks possible"):
        LogLinear.fit(sure, [])


def test_a_column_that_no_model_uses_stays_empty() -> None:
    parts = [ViewModel(view, range(60, 70), songs(9, 0), ends=False) for view in (pitch, interval)]
    both = LogLinear(parts, Exponents(np.zeros((2, 1))))
    assert both.probabilities(both.start(1))[0, -1] == 0
    learned = LogLinear.fit(parts, [*songs(9, 1), []])  # ends are left out, and empty tunes
    joined, *alone = (
        np.mean([bits[:-1].mean() for bits in surprises(model, songs(20, 2))])
        for model in (learned, *parts)
    )
    assert joined < min(alone)
