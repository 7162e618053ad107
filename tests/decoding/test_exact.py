"""Exact search against brute force: every tune there is, one by one, with exact fractions."""

from __future__ import annotations

import math
from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_automata import Automaton, automata, strings

from meantone.decoding import beam, best_infilling, more_probable_than, most_probable, n_best
from meantone.models import MarkovChain, Mixture, NGram, surprise, surprises

lengths = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(lambda pair: (pair[0], sum(pair)))


@given(automata(), lengths, st.integers(1, 12))
def test_the_n_best_are_those_of_brute_force_ties_and_all(
    model: Automaton, bounds: tuple[int, int], count: int
) -> None:
    low, high = bounds
    slow = model.tunes(low, high)[:count]
    if not slow:
        with pytest.raises(ValueError, match=f"no tune of {low}.*notes has any"):
            n_best(model, count, at_least=low, at_most=high)
        return
    found = n_best(model, count, at_least=low, at_most=high)
    assert [tuple(h.tokens.tolist()) for h in found] == [tokens for tokens, _ in slow]
    assert [h.log2_probability for h in found] == [math.log2(chance) for _, chance in slow]
    assert all(h.ended for h in found)


@given(automata(ties=False), st.integers(0, 5))
def test_of_any_probabilities_the_exact_length_has_the_best_one(
    model: Automaton, length: int
) -> None:
    slow = model.tunes(length, length)
    if not slow:
        with pytest.raises(ValueError, match="has any probability"):
            most_probable(model, length)
        return
    found = most_probable(model, length)
    best = slow[0][1]
    assert found.log2_probability == pytest.approx(math.log2(best), abs=1e-9)
    assert model.chance(tuple(found.tokens.tolist())) == best
    assert -found.log2_probability == pytest.approx(surprise(model, found.tokens).sum(), abs=1e-9)


@given(automata(largest=2), st.integers(0, 2))
def test_without_a_longest_length_the_mode_is_still_the_mode(model: Automaton, low: int) -> None:
    # It visits no state twice once it may end, so it has at most `low` and 3 notes: 4 states.
    slow = model.tunes(low, low + 4)
    if not slow:
        with pytest.raises(ValueError, match=f"no tune of {low} or more notes"):
            most_probable(model, at_least=low)
        return
    assert tuple(most_probable(model, at_least=low).tokens.tolist()) == slow[0][0]


@given(automata(largest=2), st.integers(1, 8), st.integers(0, 3))
def test_without_a_longest_length_the_n_best_are_those_of_a_very_long_one(
    model: Automaton, count: int, low: int
) -> None:
    if not model.tunes(low, low + 4):
        return
    free = n_best(model, count, at_least=low)
    bounded = n_best(model, count, at_least=low, at_most=60)
    assert [h.tokens.tolist() for h in free] == [h.tokens.tolist() for h in bounded]
    values = [h.log2_probability for h in free]
    assert values == sorted(values, reverse=True)


@given(automata(), st.integers(0, 5), st.integers(0, 5))
def test_longer_and_shorter_limits_only_add(model: Automaton, low: int, more: int) -> None:
    """The best of a range is the best of its lengths."""
    values = []
    for length in range(low, low + more + 1):
        try:
            values.append(most_probable(model, length).log2_probability)
        except ValueError:
            values.append(-math.inf)
    if max(values) == -math.inf:
        with pytest.raises(ValueError, match="has any probability"):
            most_probable(model, at_least=low, at_most=low + more)
    else:
        best = most_probable(model, at_least=low, at_most=low + more)
        assert best.log2_probability == max(values)
        assert len(best.tokens) == low + values.index(max(values))


def test_what_lies_beyond_the_last_note_does_not_count() -> None:
    """Going on after 0 would be best, but one note has to do: then 1 is better."""
    model = Automaton(
        [[1, 1, 0], [7, 0, 1], [1, 0, 1], [0, 0, 1]], [[1, 2], [3, 3], [3, 3], [3, 3]]
    )
    assert most_probable(model, 1).tokens.tolist() == [1]
    assert most_probable(model, at_most=1).tokens.tolist() == [1]
    assert most_probable(model, at_most=2).tokens.tolist() == [0, 0]


def test_of_tunes_that_tie_the_shorter_comes_first_whatever_its_tokens() -> None:
    model = Automaton([[1, 1, 0], [1, 0, 0], [0, 0, 1]], [[1, 2], [2, 2], [2, 2]])
    assert most_probable(model).tokens.tolist() == [1]
    assert [h.tokens.tolist() for h in n_best(model, 3)] == [[1], [0, 0]]


def test_tunes_of_the_same_notes_tie_in_whatever_order() -> None:
    """Sums of logarithms in another order would differ in the sixteenth digit."""
    model = Automaton([[1, 2, 3, 5, 7, 11]], [[0] * 5])
    for length in (3, 4, 5):
        every = n_best(model, 5**length, length)
        assert len(every) == 5**length
        for one, two in pairwise(every):
            a, b = one.tokens.tolist(), two.tokens.tolist()
            assert one.log2_probability > two.log2_probability or a < b
            assert (sorted(a) == sorted(b)) == (one.log2_probability == two.log2_probability)
    five = [tuple(h.tokens.tolist()) for h in every if len(set(h.tokens.tolist())) == 5]
    assert five == list(permutations(range(5)))


def test_a_long_mode_is_the_walk_with_the_best_loop() -> None:
    rng = np.random.default_rng(5)
    model = Automaton(rng.integers(1, 50, (30, 7)).tolist(), rng.integers(0, 30, (30, 6)).tolist())
    found = most_probable(model, 300)
    assert len(found.tokens) == 300
    assert -found.log2_probability == pytest.approx(surprise(model, found.tokens).sum(), abs=1e-8)
    for width in (1, 8, 64):
        assert beam(model, width, 300)[0].log2_probability <= found.log2_probability
    others = np.tile(found.tokens, (300, model.size, 1))  # (place, token, time)
    others[np.arange(300), :, np.arange(300)] = np.arange(model.size)
    bits = [tune.sum() for tune in surprises(model, others.reshape(-1, 300))]
    assert min(bits) >= -found.log2_probability - 1e-8  # no other token anywhere is better


def test_a_loop_that_costs_nothing_is_not_gone_through() -> None:
    """Rounded to a float, going round has probability 1, and leaving has a little too."""
    tiny = 1e-30
    model = MarkovChain([[1 - tiny, 0, tiny], [0, 0, 1], [0, 0, 1], [1, 0, 0]])
    assert most_probable(model).tokens.tolist() == [0]
    assert [len(h.tokens) for h in n_best(model, 4)] == [1, 2, 3, 4]
    assert most_probable(model).log2_probability == pytest.approx(math.log2(tiny))


def test_a_row_that_sums_to_a_little_more_than_one_is_no_endless_gain() -> None:
    model = MarkovChain([[1 + 1e-6, 0, 1e-6], [0, 0, 1], [0, 0, 1], [1, 0, 0]])
    assert most_probable(model).tokens.tolist() == [0]
    assert len(most_probable(model, at_least=5).tokens) == 5


def test_the_empty_tune_is_one() -> None:
    chain = MarkovChain.fit([[], [], [0], [1], [1, 1]], 2)
    mode = most_probable(chain)
    assert (len(mode.tokens), mode.log2_probability) == (0, pytest.approx(math.log2(2 / 5)))
    assert most_probable(chain, 0).log2_probability == mode.log2_probability


def test_what_cannot_be_searched_says_so() -> None:
    mixed = Mixture([MarkovChain.fit([[0]], 1)])
    with pytest.raises(TypeError, match="Mixture has no states that are numbered"):
        most_probable(mixed)
    with pytest.raises(ValueError, match="a search for 0 tunes"):
        n_best(MarkovChain.fit([[0]], 1), 0)
    for_ever = MarkovChain([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    with pytest.raises(ValueError, match="no tune of 0 or more notes has any"):
        most_probable(for_ever)


@given(automata(ties=False), st.lists(st.lists(st.integers(0, 0), max_size=5), max_size=4))
def test_more_probable_per_note(model: Automaton, tunes: list[list[int]]) -> None:
    def mean(tokens: list[int]) -> float:
        chance = model.chance(tuple(tokens))
        return -math.log2(chance) / (len(tokens) + 1) if chance else math.inf

    one = [0, 0]
    marked = more_probable_than(model, one, tunes).tolist()
    for tokens, more in zip(tunes, marked, strict=True):
        if tokens == one or mean(tokens) == math.inf:
            assert not more
        elif abs(mean(tokens) - mean(one)) > 1e-9 or mean(one) == math.inf:
            assert more == (mean(tokens) < mean(one))


def test_an_ngram_model_is_searched() -> None:
    rng = np.random.default_rng(8)
    model = NGram.fit([rng.integers(0, 3, 12) for _ in range(6)], size=3, order=4)
    every = [(surprise(model, tokens).sum(), tokens) for tokens in strings(3, 0, 5)]
    found = n_best(model, 20, at_most=5)
    assert [tuple(h.tokens.tolist()) for h in found] == [tokens for _, tokens in sorted(every)[:20]]
    bits = [-h.log2_probability for h in found]
    np.testing.assert_allclose(bits, [bits for bits, _ in sorted(every)[:20]], atol=1e-9)


@given(automata(), st.data())
def test_the_best_infilling_is_that_of_brute_force_ties_and_all(
    model: Automaton, data: st.DataObject
) -> None:
    tune = data.draw(st.lists(st.integers(0, model.size - 1), max_size=5))
    free = data.draw(st.sets(st.integers(0, len(tune) - 1))) if tune else set()
    stays = [place for place in range(len(tune)) if place not in free]
    slow = [
        (tokens, chance)
        for tokens, chance in model.tunes(len(tune), len(tune))  # best first
        if all(tokens[place] == tune[place] for place in stays)
    ]
    if not slow:
        with pytest.raises(ValueError, match="no probability to any tune with these notes"):
            best_infilling(model, tune, [*free])
        return
    found = best_infilling(model, tune, [*free])
    assert tuple(found.tokens.tolist()) == slow[0][0]
    assert found.log2_probability == math.log2(slow[0][1])
    assert found.ended


def test_what_follows_a_gap_counts_as_much_as_what_comes_before() -> None:
    model = NGram.fit([[0, 1, 1], [0, 1, 1], [0, 2, 3]], size=4, order=2)
    assert best_infilling(model, [0, 0, 1], [1]).tokens.tolist() == [0, 1, 1]
    assert best_infilling(model, [0, 0, 3], [1]).tokens.tolist() == [0, 2, 3]


@pytest.mark.parametrize("places", [[3], [-1], [0, 7]])
def test_a_place_outside_the_tune_is_refused(places: list[int]) -> None:
    with pytest.raises(ValueError, match="places 0 to 2"):
        best_infilling(MarkovChain.fit([[0, 1]], size=2), [0, 1, 0], places)


def test_an_infilling_leaves_the_tune_that_it_was_given_alone() -> None:
    tune = np.array([0, 1, 0])
    best_infilling(MarkovChain.fit([[0, 1, 1]], size=2, add=1), tune, [2])
    assert tune.tolist() == [0, 1, 0]
