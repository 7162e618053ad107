"""Baselines and information: against slow, obvious versions and a peer."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from meantone.measures import entropy, shuffled
from meantone.tunes import REST, Tune

pairs = st.lists(
    st.tuples(st.one_of(st.just(REST), st.integers(0, 127)), st.integers(1, 96)), max_size=20
)


@given(pairs, st.integers(0, 2**32 - 1))
def test_shuffling_keeps_every_note_and_the_length(
    events: list[tuple[int, int]], seed: int
) -> None:
    tune = Tune.from_events(events, tonic="C", meter=(3, 4))
    mixed = shuffled(tune, np.random.default_rng(seed))
    notes = Counter((p, d) for p, d in zip(tune.pitches, tune.durations, strict=True) if p != REST)
    again = Counter(
        (p, d) for p, d in zip(mixed.pitches, mixed.durations, strict=True) if p != REST
    )
    assert notes == again
    assert mixed.length == tune.length
    assert (mixed.tonic, mixed.meter, mixed.phrase_ends) == (tune.tonic, tune.meter, ())
    assert mixed == shuffled(tune, np.random.default_rng(seed))


def test_shuffling_reaches_every_order_equally() -> None:
    tune = Tune((60, 62, 64), (48, 48, 48))
    rng = np.random.default_rng(5)
    orders = Counter(shuffled(tune, rng).pitches for _ in range(6000))
    assert len(orders) == 6
    assert stats.chisquare(list(orders.values())).pvalue > 1e-4


@given(st.lists(st.integers(0, 5), max_size=40))
def test_entropy_is_scipys(tokens: list[int]) -> None:
    expected = stats.entropy(list(Counter(tokens).values()), base=2) if tokens else 0.0
    assert entropy(tokens) == pytest.approx(expected, abs=1e-12)
