"""Learned weights: the best there are, and by certainty better still."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.models import MarkovChain, Mixture, cross_entropy, fixed, surprises
from meantone.models.learned_weights import all_rows, best_weights, learn_weights, weights_for

SIZE = 4
RNG = np.random.default_rng(0)
SOME = [RNG.integers(0, SIZE, 12) for _ in range(20)]
OTHERS = [np.sort(RNG.integers(0, SIZE, 12)) for _ in range(20)]
PARTS = [MarkovChain.fit(tunes, SIZE, add=0.5) for tunes in (SOME, OTHERS)]


@given(st.integers(0, 10**6))
def test_no_other_weights_are_better(seed: int) -> None:
    rng = np.random.default_rng(seed)
    probabilities = rng.dirichlet(np.ones(4), (3, 40))[..., 0]
    found = best_weights(probabilities, rounds=2000)
    assert found.sum() == pytest.approx(1)
    most = np.log(found @ probabilities).sum()
    for other in rng.dirichlet(np.ones(3), 50):
        assert np.log(other @ probabilities).sum() <= most + 1e-3


def test_rows_are_those_that_surprise() -> None:
    tunes = [SOME[0], np.empty(0, dtype=np.int64), OTHERS[3][:5]]
    tokens = np.concatenate([[*tune, SIZE] for tune in tunes]).astype(int)
    rows = all_rows(PARTS[0], tunes)
    bits = -np.log2(rows[np.arange(len(tokens)), tokens])
    np.testing.assert_allclose(bits, np.concatenate(surprises(PARTS[0], tunes)))


def test_the_mixture_is_better_than_even_weights_and_than_its_parts() -> None:
    tunes = SOME[:5] + OTHERS[:15]
    learned = Mixture(PARTS, learn_weights(PARTS, tunes))
    weights = learned.weights(np.ones((2, 1, SIZE + 1)) / (SIZE + 1))[:, 0]
    assert weights[1] > weights[0] > 0
    found = cross_entropy(learned, tunes)
    assert found < min(cross_entropy(model, tunes) for model in PARTS)
    assert found < cross_entropy(Mixture(PARTS), tunes)
    assert found == pytest.approx(cross_entropy(Mixture(PARTS, fixed(weights)), tunes))


def test_a_judge_tells_when_to_trust_whom() -> None:
    """One model is right whenever it is certain, the other whenever that one is not."""
    certain, unsure = [0.9, 0.05, 0.05], [0.4, 0.3, 0.3]
    first = np.array([certain, unsure] * 50)
    second = np.array([[0.1, 0.8, 0.1]] * 100)
    tokens = np.array([0, 1] * 50)
    weigh = weights_for(np.stack([first, second]), tokens, judge=0, buckets=2)
    new = np.array([[certain, unsure], [[0.1, 0.8, 0.1]] * 2])
    np.testing.assert_allclose(weigh(new), [[1, 0], [0, 1]], atol=1e-2)
    alike = weights_for(np.stack([first, second]), tokens)(new)
    np.testing.assert_allclose(alike[:, 0], alike[:, 1])


def test_equal_certainty_is_one_bucket() -> None:
    rows = np.full((2, 10, 3), 1 / 3)
    weigh = weights_for(rows, np.zeros(10, dtype=int), judge=1)
    np.testing.assert_allclose(weigh(rows), 0.5)


def test_what_nobody_thinks_possible_is_refused() -> None:
    chain = MarkovChain.fit([[0]], 2)
    with pytest.raises(ValueError, match="some model thinks possible"):
        learn_weights([chain, chain], [[1]])
    with pytest.raises(ValueError, match="some model thinks possible"):
        learn_weights([chain], [])
