"""Constrained models against enumeration: every tune there is, with exact fractions."""

from __future__ import annotations

import math
from collections import Counter
from fractions import Fraction
from functools import partial, reduce
from operator import and_

import numpy as np
import pytest
from every_model import KINDS, SIZE, TUNES, make
from hypothesis import given as whatever
from hypothesis import strategies as st
from scipy import stats
from small_automata import Automaton, Nested, Tokens, automata, strings
from wishes import Wish, any_wish, met, some_wishes

from meantone.decoding import (
    Constrained,
    Constraint,
    ConstraintError,
    LookingAhead,
    Mirostat,
    Reshaped,
    beam,
    ending,
    given,
    greedy,
    lengths,
    most_probable,
    n_best,
    only,
    opening,
    particles,
    sample,
    top_k,
    top_p,
)
from meantone.decoding.fitting import Fitting
from meantone.models import MarkovChain, Mixture, NGram, SequenceModel, surprises
from meantone.models.sequence_model import take

LONGEST = 4


@st.composite
def cases(draw: st.DrawFn, ties: bool = True) -> tuple[Automaton, Constraint, list[Wish]]:
    """Return a model, a constraint that limits the length, and the wishes it was made of."""
    model = draw(automata(ties=ties))
    wishes = draw(some_wishes(model.size))
    made = [wish.make(*wish.arguments) for wish in wishes]
    try:
        return model, reduce(and_, made, lengths(model.size, 0, LONGEST)), wishes
    except ConstraintError:  # a contradiction: start from what is always possible
        return model, lengths(model.size, 0, LONGEST), []


def fitting(model: Automaton, wishes: list[Wish]) -> list[tuple[Tokens, Fraction]]:
    """Return all tunes that fit and are possible, best first, and how probable they are."""
    return [pair for pair in model.tunes(0, LONGEST) if met(wishes, pair[0])]


@whatever(cases(ties=False))
def test_it_is_the_models_own_distribution_of_the_tunes_that_fit(case: tuple) -> None:
    model, constraint, wishes = case
    slow = fitting(model, wishes)
    if not slow:
        with pytest.raises(ConstraintError, match="no probability to any tune that"):
            Constrained(model, constraint)
        return
    constrained = Constrained(model, constraint)
    whole = sum(chance for _, chance in slow)
    assert 2**constrained.log2_probability == pytest.approx(float(whole), rel=1e-12)
    chances = {tokens: float(chance / whole) for tokens, chance in slow}
    every = list(strings(model.size, 0, LONGEST + 1))
    bits = [tune.sum() for tune in surprises(constrained, every)]
    wanted = [chances.get(tokens, 0) for tokens in every]
    np.testing.assert_allclose(2 ** -np.array(bits), wanted, rtol=1e-9)


@whatever(cases(), st.integers(1, 8), st.integers(0, 3))
def test_its_most_probable_tunes_are_those_of_brute_force(
    case: tuple, count: int, low: int
) -> None:
    model, constraint, wishes = case
    slow = fitting(model, wishes)
    if not slow:
        return
    constrained = Constrained(model, constraint)
    whole = sum(chance for _, chance in slow)
    best = [pair for pair in slow if len(pair[0]) >= low][:count]
    if not best:
        with pytest.raises(ConstraintError):
            n_best(constrained, count, at_least=low)
        return
    found = n_best(constrained, count, at_least=low)
    assert [tuple(h.tokens.tolist()) for h in found] == [tokens for tokens, _ in best]
    for hypothesis, (_, chance) in zip(found, best, strict=True):
        assert hypothesis.log2_probability == pytest.approx(math.log2(chance / whole), abs=1e-9)


@whatever(cases(), st.booleans())
def test_walks_side_by_side_and_in_any_order_are_the_same(case: tuple, exact: bool) -> None:
    model, constraint, _ = case
    nested = Nested(model.weights, model.next[:-1, :-1].tolist())
    try:
        constrained = (Constrained if exact else LookingAhead)(model, constraint)
        other = constrained if exact else LookingAhead(nested, constraint)
        state, state_of_other = constrained.start(4), other.start(4)
        for step in range(3):
            rows = constrained.probabilities(state)
            order = np.array([3, 1, 1])
            same = other.probabilities(take(state_of_other, order))
            np.testing.assert_allclose(rows.sum(axis=1), 1)
            np.testing.assert_array_equal(same, rows[order])
            # Each of the four goes another way, where there is one.
            ways = [np.flatnonzero(row) for row in rows]
            tokens = np.array([way[(i + step) % len(way)] for i, way in enumerate(ways)])
            state = constrained.advance(state, tokens)
            state_of_other = other.advance(state_of_other, tokens)
    except ConstraintError:
        return  # what is impossible is for other tests


def solved(model: Automaton, constraint: Constraint) -> float:
    """Return the probability of a constraint by solving linear equations, one for each pair."""
    states, size = len(model.table), model.size
    pairs = [(q, s) for q in range(len(constraint.next) - 1) for s in range(states)]
    number = {pair: i for i, pair in enumerate(pairs)}
    ways, ends = np.zeros((len(pairs), len(pairs))), np.zeros(len(pairs))
    for (q, s), i in number.items():
        for token in np.flatnonzero(constraint.allowed[q]).tolist():
            if token == size:
                ends[i] += model.table[s, token]
            else:
                after = int(constraint.next[q, token]), int(model.next[s, token])
                ways[i, number[after]] += model.table[s, token]
    useful = ends > 0
    for _ in pairs:
        useful |= (ways > 0) @ useful
    kept = np.flatnonzero(useful)
    values = np.zeros(len(pairs))
    values[kept] = np.linalg.solve(np.eye(len(kept)) - ways[np.ix_(kept, kept)], ends[kept])
    return float(values[number[0, model.first]])


@whatever(automata(ties=False), st.data())
def test_without_a_longest_length_it_is_what_equations_say(
    model: Automaton, data: st.DataObject
) -> None:
    wish = data.draw(any_wish(model.size))
    constraint = wish.make(*wish.arguments)
    chance = solved(model, constraint)
    if chance == 0:
        with pytest.raises(ConstraintError):
            Constrained(model, constraint)
    else:
        constrained = Constrained(model, constraint)
        assert 2**constrained.log2_probability == pytest.approx(chance, rel=1e-7)


@whatever(automata(), st.data())
def test_without_a_longest_length_the_mode_is_one_that_visits_nothing_twice(
    model: Automaton, data: st.DataObject
) -> None:
    wish = data.draw(any_wish(model.size))
    constraint = wish.make(*wish.arguments)
    visits = len(constraint.next) * len(model.table)
    try:
        limited = Constrained(model, constraint & lengths(model.size, 0, visits))
    except ConstraintError:
        return
    wanted, found = most_probable(limited), most_probable(Constrained(model, constraint))
    assert found.tokens.tolist() == wanted.tokens.tolist()


def test_a_way_of_many_notes_is_found_without_a_longest_length() -> None:
    """Six notes in a row, and only then an end."""
    model = Automaton([[1, 0]] * 6 + [[0, 1]], [[state + 1] for state in range(6)] + [[6]])
    assert len(most_probable(Constrained(model, ending([0], 1))).tokens) == 6


def test_of_equally_probable_tunes_the_shorter_is_first_though_its_token_is_higher() -> None:
    model = Automaton([[1, 1, 0], [1, 0, 0], [0, 0, 1]], [[1, 2], [2, 2], [2, 2]])
    constrained = Constrained(model, lengths(2, 0, 3))
    assert [h.tokens.tolist() for h in n_best(constrained, 2)] == [[1], [0, 0]]
    assert most_probable(constrained).tokens.tolist() == [1]


def test_it_is_sampled_with_its_own_probabilities() -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    constrained = Constrained(model, ending([1, 0], SIZE) & lengths(SIZE, 2, 4))
    drawn = Counter(tuple(t.tolist()) for t in sample(constrained, 5000, np.random.default_rng(0)))
    every = [tune for tune in strings(SIZE, 2, 4) if tune[-2:] == (1, 0)]
    chances = 2 ** -np.array([bits.sum() for bits in surprises(constrained, every)])
    counts = np.array([drawn[tune] for tune in every])
    assert counts.sum() == 5000
    often = chances > 0.002
    observed = [*counts[often], counts[~often].sum()]
    expected = 5000 * np.array([*chances[often], chances[~often].sum()])
    assert stats.chisquare(observed, expected).pvalue > 1e-4


def test_hundreds_of_given_notes_are_not_too_improbable() -> None:
    """2000 bits and more: far below the smallest float."""
    model = MarkovChain([[1 / 1024, 1022 / 1024, 1 / 1024]] * 2 + [[0, 0, 1], [0.5, 0.5, 0]])
    constrained = Constrained(model, given(dict.fromkeys(range(300), 0), 2))
    assert constrained.log2_probability == pytest.approx(-1 - 299 * 10)
    # Both lengths are equally improbable once the notes are given: what comes after is free.
    found = sample(constrained, 20, np.random.default_rng(0), longest=400)
    assert all((tune[:300] == 0).all() for tune in found)
    assert len(most_probable(constrained).tokens) == 300


def test_a_way_that_is_closed_does_not_hide_one_that_is_improbable() -> None:
    """After 1 the model never plays 2; after 0 it plays zeros, 10 bits each."""
    model = MarkovChain(
        [[1 / 1024, 0.5, 0, 511 / 1024]] * 3 + [[0, 0, 0, 1], [0.5, 0.5, 0, 0]],
    )
    allowed = np.zeros((302, 4), dtype=bool)
    allowed[0, :2] = allowed[1:300, 0] = allowed[300, 3] = allowed[301, 2] = True
    after = np.minimum(np.arange(1, 303), 301)[:, None].repeat(4, axis=1)
    after[0, 1], after[301, 2] = 301, 300
    constrained = Constrained(model, Constraint(allowed, after, "is 1 2 or 300 times 0"))
    rest = math.log2(511 / 1024)
    assert constrained.log2_probability == pytest.approx(-1 - 299 * 10 + rest)
    found = sample(constrained, 5, np.random.default_rng(0), longest=400)
    assert [tune.tolist() for tune in found] == [[0] * 300] * 5


def test_loops_that_are_hardly_ever_left_are_summed_up() -> None:
    def chain(leave: float) -> MarkovChain:
        return MarkovChain([[1 - 2 * leave, leave, leave], [0, 0, 1], [0, 0, 1], [1, 0, 0]])

    for leave in (0.1, 1e-3, 1e-6):
        constrained = Constrained(chain(leave), only([0], 2))
        assert 2**constrained.log2_probability == pytest.approx(0.5, rel=1e-6)
    with pytest.raises(ValueError, match=r"hardly ever ending.*set a longest length"):
        Constrained(chain(1e-16), only([0], 2))
    short = Constrained(chain(1e-16), only([0], 2) & lengths(2, 0, 10))
    assert short.log2_probability == pytest.approx(math.log2(10e-16))


def test_endless_tunes_are_none_that_fit() -> None:
    for_ever = MarkovChain([[1.0, 0, 0], [0, 0, 1], [0, 0, 1], [0.5, 0.5, 0]])
    constrained = Constrained(for_ever, lengths(2))
    assert constrained.log2_probability == -1
    assert [t.tolist() for t in sample(constrained, 3, np.random.default_rng(0))] == [[1]] * 3


def test_opening_only_makes_the_model_go_on() -> None:
    """After the opening the model is its own again."""
    model = NGram.fit(TUNES, SIZE, order=3)
    constrained = Constrained(model, opening([2, 1], SIZE))
    state, inner = constrained.start(1), model.start(1)
    for token in (2, 1, 0, 0, 3):
        state = constrained.advance(state, np.array([token]))
        inner = model.advance(inner, np.array([token]))
        if token != 2:
            np.testing.assert_allclose(
                constrained.probabilities(state), model.probabilities(inner), rtol=1e-9
            )
    bits = surprises(model, [[2, 1]])[0][:2].sum()
    assert constrained.log2_probability == pytest.approx(-bits)


@whatever(cases(ties=False), st.integers(0, 3))
def test_looking_ahead_renormalizes_what_may_still_fit(case: tuple, seed: int) -> None:
    model, constraint, wishes = case
    every = list(strings(model.size, 0, LONGEST))
    open_to = {t[:i] for t in every if met(wishes, t) for i in range(len(t) + 1)}
    constrained = LookingAhead(model, constraint)
    rng = np.random.default_rng(seed)
    state, here, heard = constrained.start(1), model.first, ()
    while True:
        row = model.table[here].copy()
        for token in range(model.size):
            row[token] *= (*heard, token) in open_to
        row[-1] *= heard in every and met(wishes, heard)
        if not row.any():
            with pytest.raises(ConstraintError, match="tune 0 of the batch is stuck"):
                constrained.probabilities(state)
            return
        np.testing.assert_allclose(constrained.probabilities(state)[0], row / row.sum())
        token = int(rng.choice(np.flatnonzero(row)))
        if token == model.size:
            return
        state, here = constrained.advance(state, np.array([token])), model.next[here, token]
        heard = (*heard, token)


@pytest.mark.parametrize("kind", KINDS)
def test_every_model_plays_what_fits(kind: str) -> None:
    model = make(kind)
    constraint = opening([1], SIZE) & ending([3, 0], SIZE) & lengths(SIZE, 5, 6)
    exact = kind in ("Markov chain", "n-gram")
    assert exact == (model.finite is not None)
    kinds = [Constrained, LookingAhead] if exact else [LookingAhead]
    for how in kinds:
        assert_it_plays_what_fits(how(model, constraint & only([0, 1, 3], SIZE)), model)
    if not exact:
        with pytest.raises(TypeError, match=r"no states that are numbered.*take LookingAhead"):
            Constrained(model, constraint)


def assert_it_plays_what_fits(constrained: Fitting, model: SequenceModel) -> None:
    rng = np.random.default_rng(0)
    found = [
        *sample(constrained, 10, rng),
        *particles(model, constrained.constraint, 10, rng).tunes,
    ]
    found += sample(Mixture([Mirostat(constrained, 1.0), constrained]), 10, rng)
    found += [greedy(constrained).tokens, *(h.tokens for h in beam(constrained, 3))]
    assert len(found) > 30
    assert all(constrained.constraint.fits(tune) for tune in found)


def test_a_rule_inside_may_leave_nothing_and_a_rule_outside_never_does() -> None:
    model, constraint = make("PPM"), ending([3], SIZE) & lengths(SIZE, 2, 2)
    rule = partial(top_k, count=1)
    with pytest.raises(ConstraintError, match=r"stuck.*put rules that leave tokens out around it"):
        sample(LookingAhead(Reshaped(model, rule), constraint), 1, np.random.default_rng(0))
    outside = Reshaped(LookingAhead(model, constraint), rule)
    assert constraint.fits(sample(outside, 1, np.random.default_rng(0))[0])


def test_it_is_composed_with_rules() -> None:
    model, constraint = NGram.fit(TUNES, SIZE, order=3), lengths(SIZE, 3, 3)
    inside = Constrained(Reshaped(model, lambda rows: top_p(rows, 0.9)), constraint)
    outside = Reshaped(Constrained(model, constraint), lambda rows: top_p(rows, 0.9))
    every = list(strings(SIZE, 0, 4))
    sums = [
        sum(2 ** -bits.sum() for bits in surprises(decoder, every)) for decoder in (inside, outside)
    ]
    assert sums == pytest.approx([1, 1])


def test_constraints_add_up() -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    one, two = opening([1], SIZE), lengths(SIZE, 3, 5)
    both, nested = Constrained(model, one & two), Constrained(Constrained(model, one), two)
    assert nested.log2_probability == pytest.approx(both.log2_probability)
    assert repr(nested) == "<Constrained: begins with 1, has 3 to 5 notes>"
    assert most_probable(nested, 4).tokens.tolist() == most_probable(both, 4).tokens.tolist()
    ahead = LookingAhead(LookingAhead(model, one), two)
    assert repr(ahead) == "<LookingAhead: begins with 1, has 3 to 5 notes>"
    assert ahead.model is model


def test_what_does_not_go_says_so() -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    with pytest.raises(ValueError, match="for 3 symbols, the model has 4"):
        Constrained(model, lengths(3, 1, 2))
    locally = LookingAhead(model, lengths(SIZE, 2, 2))
    with pytest.raises(TypeError, match="LookingAhead has no states that are numbered"):
        Constrained(locally, lengths(SIZE, 2, 2))
    with pytest.raises(TypeError, match="exact search needs"):
        most_probable(locally)
    chain = MarkovChain.fit([[0, 1]], 2)
    with pytest.raises(ConstraintError, match="to any tune that begins with 1;"):
        Constrained(chain, opening([1], 2))
    with pytest.raises(ConstraintError, match="has 2 notes and also has 3 notes"):
        most_probable(Constrained(model, lengths(SIZE, 2, 2)), 3)


def test_too_many_pairs_of_states_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meantone.decoding.backward.LARGEST", 10)
    with pytest.raises(ValueError, match="are too many to keep: ask for shorter tunes"):
        Constrained(NGram.fit(TUNES, SIZE, order=3), lengths(SIZE, 8, 8))


def crossroads() -> tuple[NGram, Constraint]:
    """Return a model and an ending that it comes to on few of its ways."""
    rng = np.random.default_rng(5)
    tunes = [rng.choice(3, 6, p=[0.7, 0.2, 0.1]) for _ in range(10)]
    return NGram.fit([*tunes, [2, 2, 2, 2]], 3, order=3), ending([2, 2], 3) & lengths(3, 4, 5)


def distance(one: dict[Tokens, float], two: dict[Tokens, float]) -> float:
    """Return half the sum of differences: 0 for equal distributions, 1 for ones apart."""
    return sum(abs(one.get(t, 0) - two.get(t, 0)) for t in {*one, *two}) / 2


def test_particles_come_near_to_the_exact_answer_and_looking_ahead_does_not() -> None:
    model, constraint = crossroads()
    every = [tune for tune in strings(3, 4, 5) if constraint.fits(tune)]

    def chances(decoder: Fitting) -> dict[Tokens, float]:
        pairs = zip(every, surprises(decoder, every), strict=True)
        return {tune: float(2 ** -bits.sum()) for tune, bits in pairs}

    exact = Constrained(model, constraint)
    honest, local = chances(exact), chances(LookingAhead(model, constraint))
    found = particles(model, constraint, 4000, np.random.default_rng(0))
    estimate: Counter[Tokens] = Counter()
    for tune, weight in zip(found.tunes, found.weights.tolist(), strict=True):
        estimate[tuple(tune.tolist())] += weight
    assert sum(honest.values()) == pytest.approx(1)
    assert distance(honest, local) > 0.3
    assert distance(honest, estimate) < 0.08
    assert found.log2_probability == pytest.approx(exact.log2_probability, abs=0.1)
    drawn = Counter(tuple(t.tolist()) for t in found.draw(4000, np.random.default_rng(1)))
    assert distance(honest, {t: n / 4000 for t, n in drawn.items()}) < 0.1


@pytest.mark.parametrize("count", [1, 8])
def test_what_particles_say_of_the_probability_is_right_on_average(count: int) -> None:
    model, constraint = crossroads()
    rng = np.random.default_rng(3)
    every = [particles(model, constraint, count, rng) for _ in range(400)]
    said = [2**found.log2_probability for found in every]
    wanted = 2 ** Constrained(model, constraint).log2_probability
    assert abs(np.mean(said) - wanted) < 4 * np.std(said) / 20


def test_particles_of_a_state_of_arrays_in_tuples() -> None:
    model = Automaton([[5, 1, 1, 1], [1, 1, 5, 1], [2, 2, 2, 1]], [[0, 1, 2], [2, 1, 0], [0, 0, 1]])
    nested = Nested(model.weights, model.next[:-1, :-1].tolist())
    constraint = ending([1, 1], 3) & lengths(3, 6, 8)
    one, two = (particles(m, constraint, 50, np.random.default_rng(2)) for m in (model, nested))
    assert [t.tolist() for t in one.tunes] == [t.tolist() for t in two.tunes]
    np.testing.assert_array_equal(one.weights, two.weights)
    assert one.weights.sum() == pytest.approx(1)
    assert all(constraint.fits(tune) for tune in one.tunes)


def test_particles_that_are_drawn_anew_go_on_from_where_they_were() -> None:
    """After 0 comes mostly 2, which is left out: so tunes of 1 and 0 in turn lose weight at 0."""
    model = MarkovChain(
        [[0.1, 0.1, 0.8, 0], [0.9, 0, 0, 0.1], [0, 0, 0, 1], [0, 0, 0, 1], [0.5, 0.5, 0, 0]]
    )
    constraint = only([0, 1], 3) & lengths(3, 8, 12)
    found = particles(model, constraint, 300, np.random.default_rng(0))
    assert len({tuple(tune.tolist()) for tune in found.tunes}) < len(found.tunes)
    assert all(np.isfinite(bits).all() for bits in surprises(model, found.tunes))
    exact = Constrained(model, constraint)
    assert found.log2_probability == pytest.approx(exact.log2_probability, abs=0.5)


def test_particles_that_fail_say_so() -> None:
    model = MarkovChain.fit([[0, 1]], 2)
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="0 tunes side by side"):
        particles(model, lengths(2), 0, rng)
    with pytest.raises(ConstraintError, match=r"of 5 tunes .* none came to be .* begins with 1"):
        particles(model, opening([1], 2), 5, rng)
    with pytest.raises(ConstraintError, match="has 9 notes or more"):
        particles(NGram.fit([[0, 1]], 2, 2), lengths(2, 9), 5, rng, longest=8)
