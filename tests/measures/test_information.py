"""Entropies against SciPy's, and of tunes one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy as peer

from meantone.measures import entropies, entropy, pooled_entropy, tune_entropies

tunes = st.lists(st.lists(st.sampled_from([-5, 0, 1, 2, 40_000]), max_size=20), max_size=6)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=9).filter(any))
def test_entropy_is_that_of_scipy(counts: list[int]) -> None:
    assert entropies(counts) == pytest.approx(peer(counts, base=2), abs=1e-12)
    assert entropies(counts) >= 0


@given(tunes)
def test_many_tunes_have_the_entropies_of_each(some: list[list[int]]) -> None:
    np.testing.assert_allclose(tune_entropies(some), [entropy(tune) for tune in some], atol=1e-12)
    everything = [token for tune in some for token in tune]
    assert pooled_entropy(some) == pytest.approx(entropy(everything), abs=1e-12)


def test_nothing_has_no_entropy() -> None:
    assert tune_entropies([]).shape == (0,)
    assert pooled_entropy([]) == pooled_entropy([[]]) == 0
    assert entropies(np.zeros((2, 0))).tolist() == [0, 0]


@given(st.lists(st.integers(0, 5), max_size=40))
def test_entropy_of_tokens_is_that_of_scipy(tokens: list[int]) -> None:
    expected = peer(list(Counter(tokens).values()), base=2) if tokens else 0.0
    assert entropy(tokens) == pytest.approx(expected, abs=1e-12)
