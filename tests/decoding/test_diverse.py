"""Diverse beams against a slow version that keeps each group in lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from every_model import KINDS, make
from hypothesis import given
from hypothesis import strategies as st
from small_automata import (
    SLOW_SCORES,
    Automaton,
    Nested,
    Tokens,
    automata,
    lengths,
    listed,
    log2,
)

from meantone.decoding import beam, diverse_beam, per_note, total
from meantone.models import MarkovChain, surprises


def slow_diverse(
    model: Automaton,
    share: int,
    groups: int,
    penalty: int,
    low: int,
    high: int,
    score: Callable[..., Fraction],
) -> list[Tokens]:
    """Go note by note, group by group, and count what earlier groups took at this place."""
    kept: list[list[Tokens]] = [[()] for _ in range(groups)]
    ended: list[list[tuple[Fraction, Tokens]]] = [[] for _ in range(groups)]
    for notes in range(high + 1):
        taken: list[int] = []
        for group in range(groups):
            if notes >= low:
                for tokens in kept[group]:
                    if model.chance(tokens):
                        worth = score(log2(model.chance(tokens)), notes + 1)
                        worth -= penalty * taken.count(model.size)
                        ended[group].append((-worth, tokens))
                ended[group] = sorted(ended[group], key=lambda pair: (pair[0], len(pair[1])))
                ended[group] = ended[group][:share]
                taken += [model.size for _, tokens in ended[group] if len(tokens) == notes]
            onward = []
            for tokens in kept[group]:
                for token in range(model.size):
                    chance = model.chance((*tokens, token), ended=False)
                    if chance:
                        onward.append((penalty * taken.count(token) - log2(chance), tokens, token))
            best = sorted(onward, key=lambda triple: triple[0])[:share]
            kept[group] = sorted((*tokens, token) for _, tokens, token in best)
            taken += [token for _, _, token in best]
    every = [tokens for tunes in ended for _, tokens in tunes]
    worth = {tokens: score(log2(model.chance(tokens)), len(tokens) + 1) for tokens in every}
    return sorted(every, key=lambda tokens: (-worth[tokens], len(tokens), tokens))


@given(
    automata(),
    st.integers(1, 3),
    st.integers(1, 4),
    st.integers(0, 4),
    lengths,
    st.sampled_from([total, per_note]),
)
def test_it_finds_what_the_slow_one_finds(
    model: Automaton,
    share: int,
    groups: int,
    penalty: int,
    bounds: tuple[int, int],
    score: Callable,
) -> None:
    low, high = bounds
    slow = slow_diverse(model, share, groups, penalty, low, high, SLOW_SCORES[score])
    nested = Nested(model.weights, model.next[:-1, :-1].tolist())
    for kind in (model, nested):
        found = diverse_beam(
            kind, share * groups, groups, penalty, at_least=low, at_most=high, score=score
        )
        assert listed(found) == slow
        for hypothesis in found:
            chance = model.chance(tuple(hypothesis.tokens.tolist()))
            assert hypothesis.log2_probability == log2(chance)
            assert hypothesis.ended


@given(automata(), st.integers(1, 5), st.integers(0, 5))
def test_one_group_is_a_beam_and_without_a_penalty_all_are(
    model: Automaton, width: int, length: int
) -> None:
    one = listed(beam(model, width, length))
    assert listed(diverse_beam(model, width, 1, 7.5, length)) == one
    three = listed(diverse_beam(model, 3 * width, 3, 0.0, length))
    assert three == [tokens for tokens in one for _ in range(3)]


@pytest.mark.parametrize("kind", KINDS)
def test_groups_differ_more_the_more_it_costs_not_to(kind: str) -> None:
    model = make(kind)
    different = []
    for penalty in (0.0, 1.0, 20.0):
        found = diverse_beam(model, 6, 3, penalty, 8)
        assert len(found) == 6
        bits = [tune.sum() for tune in surprises(model, [h.tokens for h in found])]
        np.testing.assert_allclose(bits, [-h.log2_probability for h in found], rtol=1e-4)
        places = np.stack([h.tokens for h in found])
        different.append(sum(len(set(column)) for column in places.T.tolist()))
    assert different[0] < different[-1]
    assert different == sorted(different)


def test_a_group_that_finds_no_way_on_leaves_the_others_alone() -> None:
    """After 1 the tune can only end: the group that is sent there is lost."""
    model = Automaton([[2, 1, 1], [0, 0, 1]], [[0, 1], [1, 1]])
    assert listed(diverse_beam(model, 2, 2, 5.0, 3)) == [(0, 0, 0)]
    for_ever = MarkovChain([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    assert diverse_beam(for_ever, 2, 2, 5.0, 3) == []


def test_it_stops_by_itself_at_256_notes() -> None:
    endless = MarkovChain([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0]])
    assert max(map(len, listed(diverse_beam(endless, 800, 2, 0.0)))) == 256


@pytest.mark.parametrize(("width", "groups"), [(3, 2), (0, 1), (2, 0), (1, 2), (-2, -1)])
def test_a_width_that_cannot_be_divided(width: int, groups: int) -> None:
    with pytest.raises(ValueError, match=f"width {width} cannot be divided into {groups} groups"):
        diverse_beam(make("n-gram"), width, groups, 1.0)


@pytest.mark.parametrize("penalty", [-1.0, math.nan, math.inf])
def test_a_penalty_is_finite_and_not_negative(penalty: float) -> None:
    with pytest.raises(ValueError, match=f"the penalty is {penalty} bits"):
        diverse_beam(make("n-gram"), 2, 2, penalty)
    with pytest.raises(ValueError, match="at least 3 and at most 2 notes"):
        diverse_beam(make("n-gram"), 2, 2, 1.0, at_least=3, at_most=2)
