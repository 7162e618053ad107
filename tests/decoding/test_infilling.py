"""Infilling against enumeration: every way to fill a gap, with exact fractions."""

from __future__ import annotations

import math
import tracemalloc
from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from scipy import stats
from small_automata import Automaton, Nested, automata

from meantone.decoding import (
    Constrained,
    Infilling,
    best_infilling,
    given,
    lengths,
    sample,
    temperature,
    temperature_for,
)
from meantone.models import NGram, surprise
from meantone.models.sequence_model import FiniteModel

LONGEST = 5
HEATS = [0.5, 1.0, 2.0]


@st.composite
def gaps(draw: st.DrawFn) -> tuple[Automaton, list[int], list[int], list[float], list[int], bool]:
    """Return a model, a tune, free places and their temperatures, tokens, and whether it ends."""
    model = draw(automata(ties=False))
    token = st.integers(0, model.size - 1)
    tune = draw(st.lists(token, min_size=1, max_size=LONGEST))
    places = draw(st.sets(st.integers(0, len(tune) - 1), min_size=1, max_size=4))
    heats = draw(st.lists(st.sampled_from(HEATS), min_size=len(places), max_size=len(places)))
    tokens = draw(st.sets(token, min_size=1))
    return model, tune, sorted(places), heats, sorted(tokens), draw(st.booleans())


def slowly(case: tuple) -> dict[tuple[int, ...], tuple[float, list[float]]]:
    """Return each way to fill the gaps: its weight, and the bits of its free notes."""
    model, tune, places, heats, tokens, whole = case
    found = {}
    for filling in product(tokens, repeat=len(places)):
        notes = list(tune)
        for place, token in zip(places, filling, strict=True):
            notes[place] = token
        state, weight, bits = model.first, 1.0, []
        for place, token in enumerate([*notes, model.size] if whole else notes):
            row = model.table[state]
            if place in places:
                degree = heats[places.index(place)]
                weight *= temperature(row, degree)[token]
                bits.append(-math.log2(row[token]) if row[token] else math.inf)
            else:
                weight *= row[token]
            state = int(model.next[state, token])
        if weight > 0:
            found[tuple(notes)] = weight, bits
    return found


def filled(case: tuple) -> Infilling:
    model, tune, places, heats, tokens, whole = case
    return Infilling(model, tune, places, heats, tokens, whole=whole)


@whatever(gaps())
def test_each_way_to_fill_a_gap_is_as_likely_as_it_should_be(case: tuple) -> None:
    slow = slowly(case)
    if not slow:
        with pytest.raises(ValueError, match="no probability to any tune"):
            filled(case)
        return
    gap = filled(case)
    total = sum(weight for weight, _ in slow.values())
    assert 2**gap.log2_probability == pytest.approx(total, rel=1e-9)
    bits = gap.bits([*slow]).sum(axis=1)
    np.testing.assert_allclose(2.0**-bits, [w / total for w, _ in slow.values()], rtol=1e-9)
    cost = sum(weight * np.array(each) for weight, each in slow.values()) / total
    np.testing.assert_allclose(gap.expected, cost, atol=1e-9)
    drawn = gap.draw(20, np.random.default_rng(0))
    assert {tuple(tune.tolist()) for tune in drawn} <= {*slow}


def test_what_is_drawn_follows_the_probabilities() -> None:
    model = Automaton([[3, 2, 1, 2], [1, 4, 2, 1], [2, 1, 5, 1]], [[0, 1, 2]] * 3)
    case = model, [0, 2, 1, 1, 0], [1, 3], [1.0, 0.5], [0, 1, 2], True
    slow, count = slowly(case), 6000
    total = sum(weight for weight, _ in slow.values())
    drawn = filled(case).draw(count, np.random.default_rng(0))
    seen = Counter(tuple(tune.tolist()) for tune in drawn)
    wanted = [count * weight / total for weight, _ in slow.values()]
    assert stats.chisquare([seen[tune] for tune in slow], wanted).pvalue > 0.001


def test_it_agrees_with_a_model_that_is_constrained() -> None:
    rng = np.random.default_rng(1)
    tunes = [rng.integers(0, 4, 12) for _ in range(40)]
    model, tune, places = NGram.fit(tunes, 4, order=3), tunes[0], [4, 5, 6, 9]
    kept = {at: int(token) for at, token in enumerate(tune) if at not in places}
    slow = Constrained(model, given(kept, 4) & lengths(4, 12, 12))
    gap = Infilling(model, tune, places)
    assert gap.log2_probability == pytest.approx(slow.log2_probability)
    drawn = gap.draw(30, rng)
    ours = gap.bits(drawn).sum(axis=1)
    np.testing.assert_allclose(ours, [surprise(slow, one).sum() for one in drawn])
    best = best_infilling(model, tune, places).tokens
    assert (gap.bits([best]).sum() <= ours + 1e-9).all()


def test_without_anything_after_it_is_plain_sampling() -> None:
    model = Automaton([[3, 2, 0], [1, 4, 0]], [[0, 1]] * 2)  # it never ends
    gap = Infilling(model, [0, 0, 0], [0, 1, 2], whole=False)
    each = gap.bits([[0, 1, 1]])[0]
    np.testing.assert_allclose(each, surprise(model, [0, 1, 1])[:3])


def test_knowing_both_sides_costs_no_more_than_the_past_alone() -> None:
    rng = np.random.default_rng(2)
    model = NGram.fit([rng.integers(0, 5, 20).cumsum() % 5 for _ in range(60)], 5, order=3)
    tunes = [tune for tune in sample(model, 300, rng) if len(tune) >= 12]
    both = [Infilling(model, t, range(4, 8)).bits([t]).sum() for t in tunes]
    past = [surprise(model, t)[4:8].sum() for t in tunes]
    assert np.mean(both) < np.mean(past)


def test_the_dial_in_bits_finds_its_temperature() -> None:
    rng = np.random.default_rng(3)
    model = NGram.fit([rng.integers(0, 6, 15).cumsum() % 6 for _ in range(50)], 6, order=3)

    def cost(degree: float) -> float:
        return float(Infilling(model, [0] * 12, range(4, 8), degree).expected.mean())

    middle = (cost(0.2) + cost(4)) / 2
    assert cost(temperature_for(middle, cost)) == pytest.approx(middle, abs=0.05)
    assert temperature_for(99, cost) > 7.5
    assert temperature_for(0, cost) < 0.06


def test_sixty_gaps_are_no_burden() -> None:
    """A message to all states at all places of a tune is not kept: most cannot be reached."""
    rng = np.random.default_rng(0)
    songs = [rng.integers(12, size=40) for _ in range(200)]
    ngram = NGram.fit(songs, 12, order=5)
    assert ngram.finite is not None
    every = len(ngram.finite.next) * np.dtype(float).itemsize
    tracemalloc.start()
    kept = [Infilling(ngram, song, [8, 9], whole=False) for song in songs[:20]]
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < len(kept) * every


def test_what_cannot_be_filled_says_why() -> None:
    model = FiniteModel([[0.5, 0.5, 0], [0.5, 0, 0.5], [0, 0, 1]], [[0, 1, 2]] * 3, 0)
    with pytest.raises(ValueError, match="places are 0 to 1"):
        Infilling(model, [0, 1], [2])
    with pytest.raises(ValueError, match="tokens"):
        Infilling(model, [0, 1], [0], tokens=[7])
    with pytest.raises(ValueError, match="shape"):
        Infilling(model, [0, 1], [0, 1], degrees=[1, 1, 1])
    with pytest.raises(TypeError, match="particles"):
        Infilling(Nested([[1, 1]], [[0]]), [0], [0])
