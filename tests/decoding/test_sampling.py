"""Sampling: right shares, ends that stay ended, temperatures at their limits."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from meantone.decoding import Samples, choose, sample, temperature
from meantone.models import MarkovChain, NGram

RNG = np.random.default_rng(0)
rows = arrays(np.float64, (3, 5), elements=st.floats(0.01, 1)).map(
    lambda raw: raw / raw.sum(axis=1, keepdims=True)
)


@given(rows, st.floats(0.05, 5))
def test_temperature_is_the_power_renormalized(rows: np.ndarray, degree: float) -> None:
    slow = [[p ** (1 / degree) for p in row] for row in rows.tolist()]
    slow = [[p / sum(row) for p in row] for row in slow]
    np.testing.assert_allclose(temperature(rows, degree), slow, atol=1e-9)


@given(rows)
def test_temperature_one_changes_nothing_and_zero_is_argmax(rows: np.ndarray) -> None:
    np.testing.assert_allclose(temperature(rows, 1), rows)
    cold = temperature(rows, 0)
    best = rows == rows.max(axis=1, keepdims=True)
    np.testing.assert_allclose(cold, best / best.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(temperature(rows, 1e-9), cold)


def test_a_tiny_temperature_does_not_underflow() -> None:
    np.testing.assert_allclose(temperature([1e-300, 1e-5, 2e-5], 0.001), [0, 0, 1], atol=1e-300)


@pytest.mark.parametrize("degree", [-0.1, float("nan")])
def test_no_temperature_below_zero(degree: float) -> None:
    with pytest.raises(ValueError, match="the temperature is"):
        temperature([1.0], degree)


def test_choose_draws_each_token_by_its_share_and_never_an_impossible_one() -> None:
    row = np.array([0.0, 0.1, 0.0, 0.6, 0.3, 0.0])
    drawn = choose(np.tile(row, (20000, 1)), np.random.default_rng(4))
    counts = np.bincount(drawn, minlength=6)
    assert counts[[0, 2, 5]].sum() == 0
    assert stats.chisquare(counts[[1, 3, 4]], 20000 * row[[1, 3, 4]]).pvalue > 1e-4


def test_tunes_are_drawn_with_the_models_probability() -> None:
    chain = MarkovChain.fit([[0], [0, 1], [1], [1]], 2)
    drawn = [tuple(t.tolist()) for t in sample(chain, 20000, np.random.default_rng(6))]
    # p(0, end) = 1/2 * 1/2, p(0, 1, end) = 1/2 * 1/2 * 1, p(1, end) = 1/2 * 1
    counts = [drawn.count(tune) for tune in [(0,), (0, 1), (1,)]]
    assert sum(counts) == 20000
    assert stats.chisquare(counts, [5000, 5000, 10000]).pvalue > 1e-4


def test_the_same_generator_gives_the_same_tunes() -> None:
    chain = MarkovChain.fit([[0, 1, 0], [1]], 2)
    one, two = (sample(chain, 5, np.random.default_rng(3)) for _ in range(2))
    assert [t.tolist() for t in one] == [t.tolist() for t in two]


def test_reshaping_reaches_the_draws_and_length_is_bounded() -> None:
    chain = MarkovChain.fit([[0, 0, 0, 0, 0, 1]], 2)
    cold = sample(chain, 2, np.random.default_rng(0), partial(temperature, degree=0), longest=7)
    assert [t.tolist() for t in cold] == [[0] * 7] * 2
    assert len(sample(chain, 0, np.random.default_rng(0))) == 0
    assert [len(t) for t in sample(chain, 2, np.random.default_rng(0), longest=0)] == [0, 0]


def test_it_says_which_tunes_were_cut_off() -> None:
    """The same draws with room enough tell how long each would have become."""
    chain = MarkovChain.fit([[0, 0, 0, 1], [1]], 2)
    far, near = (sample(chain, 200, np.random.default_rng(5), longest=n) for n in (1000, 4))
    assert far.ended.all()
    assert not near.ended.all()
    # The end is a token too: a tune of four notes was not yet asked for its end.
    assert near.ended.tolist() == [len(tune) < 4 for tune in far]
    for cut, tune in zip(near, far, strict=True):
        np.testing.assert_array_equal(cut, tune[:4])
    assert [len(tune) for tune in near.whole] == [len(tune) for tune in far if len(tune) < 4]


def test_samples_are_a_sequence_that_keeps_its_ends() -> None:
    drawn = Samples([np.array([n]) for n in range(4)], [True, False, True, False])
    assert drawn[1:].ended.tolist() == [False, True, False]
    assert [int(tune[0]) for tune in drawn[::-1].whole] == [2, 0]
    assert drawn[-1].tolist() == [3]
    assert repr(drawn) == "<Samples: 4 tunes, 2 of them ended>"
    with pytest.raises(ValueError, match="read-only"):
        drawn.ended[0] = False
    with pytest.raises(ValueError, match="1 tunes, but 2 of them"):
        Samples([np.array([0])], [True, False])


def test_who_has_ended_changes_nothing_for_those_who_go_on() -> None:
    """Rows of ended tunes are not worked out any more; all others draw as if they were."""
    songs = [np.random.default_rng(n).integers(0, 4, 3 + n % 9) for n in range(40)]
    model = NGram.fit(songs, 4, order=3)
    for seed in range(5):
        rng, state, ended = np.random.default_rng(seed), model.start(30), np.zeros(30, dtype=bool)
        slow: list[list[int]] = [[] for _ in range(30)]
        for _ in range(20):
            tokens = choose(model.probabilities(state), rng)
            tokens[ended] = model.size
            ended |= tokens == model.size
            for tune, token in zip(slow, tokens.tolist(), strict=True):
                tune.extend([token] if token < model.size else [])
            state = model.advance(state, tokens)
        drawn = sample(model, 30, np.random.default_rng(seed), longest=20)
        assert [tune.tolist() for tune in drawn] == slow
        assert drawn.ended.tolist() == ended.tolist()
        assert 0 < ended.sum() < 30 or seed


@pytest.mark.parametrize(
    ("count", "rng", "reshape", "said"),
    [
        (-3, RNG, None, "-3 tunes cannot be drawn; ask for 0 or more"),
        (3.0, RNG, None, "'float' object cannot be interpreted as an integer"),
        (3, 0, None, r"rng is 0; give a generator, as np.random.default_rng\(0\)"),
        (3, None, None, "rng is None; give a generator"),
        (3, RNG, 0.5, "reshape is 0.5; give a function of rows"),
    ],
)
def test_what_is_given_in_the_place_of_something_else_is_named(
    count: Any, rng: Any, reshape: Any, said: str
) -> None:
    model = MarkovChain.fit([[0, 1]], size=2)
    more = () if reshape is None else (reshape,)
    with pytest.raises((TypeError, ValueError), match=said):
        sample(model, count, rng, *more)
