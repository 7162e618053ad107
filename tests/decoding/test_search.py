"""Greedy and beam against slow versions that keep everything in lists."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
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

from meantone.decoding import Hypothesis, beam, greedy, most_probable, per_note, total
from meantone.models import MarkovChain


def slow_beam(
    model: Automaton, width: int, low: int, high: int, score: Callable[..., Fraction]
) -> list[Tokens]:
    """Keep the best beginnings of each length, in a list; end them all, and sort once."""
    kept: list[Tokens] = [()]
    tunes: list[Tokens] = []
    for length in range(high + 1):
        tunes += [tokens for tokens in kept if length >= low and model.chance(tokens)]
        longer = [(*tokens, token) for tokens in kept for token in range(model.size)]
        chances = {tokens: model.chance(tokens, ended=False) for tokens in longer}
        possible = [tokens for tokens in longer if chances[tokens]]
        kept = sorted(possible, key=lambda tokens: (-chances[tokens], tokens))[:width]
    scores = {tokens: score(log2(model.chance(tokens)), len(tokens) + 1) for tokens in tunes}
    return sorted(tunes, key=lambda tokens: (-scores[tokens], len(tokens), tokens))[:width]


@given(automata(), st.integers(1, 6), lengths, st.sampled_from([total, per_note]))
def test_a_beam_finds_what_a_slow_beam_finds(
    model: Automaton, width: int, bounds: tuple[int, int], score: Callable
) -> None:
    low, high = bounds
    slow = slow_beam(model, width, low, high, SLOW_SCORES[score])
    fast = beam(model, width, at_least=low, at_most=high, score=score)
    assert listed(fast) == slow
    for hypothesis, tokens in zip(fast, slow, strict=True):
        assert hypothesis.log2_probability == log2(model.chance(tokens))
        assert hypothesis.ended


@given(automata(), lengths)
def test_a_beam_as_wide_as_there_are_beginnings_misses_nothing(
    model: Automaton, bounds: tuple[int, int]
) -> None:
    low, high = bounds
    found = beam(model, model.size**high, at_least=low, at_most=high)
    every = model.tunes(low, high)
    assert listed(found) == [tokens for tokens, _ in every][: model.size**high]


@given(automata(ties=False), st.integers(0, 6), st.integers(1, 20))
def test_no_beam_beats_the_exact_mode_and_the_widest_reaches_it(
    model: Automaton, length: int, width: int
) -> None:
    widest = beam(model, model.size**length, length)
    if not widest:
        assert not beam(model, width, length)
        return
    exact = most_probable(model, length)
    assert widest[0].log2_probability == exact.log2_probability
    for hypothesis in beam(model, width, length)[:1]:
        assert hypothesis.log2_probability <= exact.log2_probability


@given(automata(), st.integers(0, 8))
def test_a_beam_of_width_one_is_greedy_among_the_notes(model: Automaton, length: int) -> None:
    state, tokens = model.first, []
    for _ in range(length):
        notes = model.table[state, : model.size]
        if not notes.any():
            break
        tokens.append(int(notes.argmax()))
        state = int(model.next[state, tokens[-1]])
    complete = len(tokens) == length and model.table[state, model.size] > 0
    assert listed(beam(model, 1, length)) == ([tuple(tokens)] if complete else [])


def crowded() -> Automaton:
    """After 0 there is one good tune; after 1 many beginnings look better, and none ends well."""
    #       0  1  2  end
    start = [8, 7, 0, 1]
    good = [3, 3, 4, 0]
    tempting = [5, 5, 0, 0]
    done, stuck = [0, 0, 0, 1], [9, 0, 0, 1]
    leads = [[1, 2, 0], [3, 3, 3], [4, 4, 4], [3, 3, 3], [3, 3, 3]]
    return Automaton([start, good, tempting, done, stuck], leads)


def test_a_wider_beam_may_find_less() -> None:
    best = [beam(crowded(), width, 2)[0] for width in (1, 2, 5)]
    assert listed(best) == [(0, 2), (1, 0), (0, 2)]
    assert best[1].log2_probability < best[0].log2_probability == best[2].log2_probability


@given(automata(), st.integers(1, 5))
def test_a_state_of_arrays_in_tuples_goes_along(model: Automaton, width: int) -> None:
    nested = Nested(model.weights, model.next[:-1, :-1].tolist())
    assert listed(beam(nested, width, at_most=5)) == listed(beam(model, width, at_most=5))
    assert greedy(nested, 5).tokens.tolist() == greedy(model, 5).tokens.tolist()


@given(automata(), st.integers(0, 6))
def test_greedy_is_argmax_after_argmax(model: Automaton, longest: int) -> None:
    state, tokens = model.first, []
    while (token := int(model.table[state].argmax())) != model.size and len(tokens) < longest:
        tokens.append(token)
        state = int(model.next[state, token])
    found = greedy(model, longest)
    assert found.tokens.tolist() == tokens
    assert found.ended == (token == model.size)
    assert found.log2_probability == log2(model.chance(tuple(tokens), ended=found.ended))


def test_greedy_takes_the_lowest_of_equals_and_is_cut_off() -> None:
    model = Automaton([[0, 1, 1, 1]], [[0, 0, 0]])
    found = greedy(model, 3)
    assert (found.tokens.tolist(), found.ended) == ([1, 1, 1], False)
    assert found.log2_probability == pytest.approx(3 * math.log2(1 / 3))
    assert found.bits_per_note == pytest.approx(math.log2(3))
    assert len(greedy(model).tokens) == 256


def test_length_matters_to_the_score() -> None:
    chain = MarkovChain.fit([[0], [0, 1, 1, 1, 1, 1, 1, 1]], 2)
    assert listed(beam(chain, 4, at_most=9))[0] == (0,)
    by_note = beam(chain, 4, at_most=30, score=per_note)
    assert len(by_note[0].tokens) == 30
    means = [hypothesis.bits_per_note for hypothesis in by_note]
    assert means == sorted(means)


def test_a_longer_tune_may_be_better_than_all_that_have_ended() -> None:
    """1/2 to end at once is a bit per note; 1/4 for three is two thirds."""
    model = Automaton([[1, 1, 2], [1, 0, 0], [0, 0, 1]], [[1, 1], [2, 2], [2, 2]])
    assert listed(beam(model, 1, at_most=2, score=per_note)) == [(0, 0)]
    assert listed(beam(model, 1, at_most=2)) == [()]


def test_a_score_of_ones_own() -> None:
    """Wu et al. (2016): divided by ((5 + events) / 6) ** 0.6."""
    chain = MarkovChain.fit([[0], [0, 1, 1, 1, 1, 1, 1, 1]], 2)

    def penalized(log2_probability: np.ndarray, events: float) -> np.ndarray:
        return log2_probability / ((5 + events) / 6) ** 0.6

    narrow, wide = (beam(chain, width, at_most=30, score=penalized) for width in (3, 500))
    assert listed(narrow) == listed(wide)[:3]


def test_bits_per_note_of_nothing() -> None:
    nothing = np.empty(0, dtype=np.int64)
    assert math.isnan(Hypothesis(nothing, 0.0, False).bits_per_note)
    assert Hypothesis(nothing, -3.0, True).bits_per_note == 3
    assert str(Hypothesis(nothing, 0.0, True).bits_per_note) == "0.0"


def test_a_beam_stops_by_itself_at_256_notes_or_at_the_shortest() -> None:
    for_ever = MarkovChain([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    assert beam(for_ever, 2) == []
    endless = MarkovChain([[0.5, 0.5], [0.0, 1.0], [1.0, 0.0]])
    assert max(len(tokens) for tokens in listed(beam(endless, 1000))) == 256
    assert [len(tokens) for tokens in listed(beam(endless, 1000, at_least=300))] == [300]


@pytest.mark.parametrize(
    ("bounds", "message"),
    [
        ({"length": -1}, "no tune has -1 notes"),
        ({"at_least": 5, "at_most": 4}, "at least 5 and at most 4 notes"),
        ({"at_least": -5}, "no tune has -5 notes"),
        ({"length": 4, "at_most": 4}, "length already says how many"),
        ({"length": 4, "at_least": 4}, "length already says how many"),
    ],
)
@pytest.mark.parametrize("search", [most_probable, lambda model, **rest: beam(model, 2, **rest)])
def test_lengths_that_no_tune_has(search: Callable, bounds: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        search(MarkovChain.fit([[0]], 1), **bounds)


def test_a_beam_keeps_something() -> None:
    with pytest.raises(ValueError, match="a search for 0 tunes"):
        beam(MarkovChain.fit([[0]], 1), 0)
