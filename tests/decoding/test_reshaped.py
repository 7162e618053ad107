"""Decoders that are models: the same tunes as sampling with a rule, from each kind of model."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from every_model import KINDS, SIZE, TUNES, make
from hypothesis import given
from hypothesis import strategies as st
from small_automata import Automaton, Nested, automata

from meantone.decoding import (
    Mirostat,
    Reshaped,
    beam,
    greedy,
    min_p,
    most_probable,
    n_best,
    sample,
    temperature,
    top_k,
    top_p,
    typical,
)
from meantone.models import Mixture, NGram, surprises
from meantone.models.sequence_model import take

RULES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "temperature": partial(temperature, degree=0.5),
    "top-k": partial(top_k, count=3),
    "top-p": partial(top_p, mass=0.7),
    "min-p": partial(min_p, share=0.2),
    "typical": partial(typical, mass=0.7),
}
every_rule = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
every_kind = pytest.mark.parametrize("kind", KINDS)


def listed(tunes: list[np.ndarray]) -> list[list[int]]:
    return [tune.tolist() for tune in tunes]


@every_kind
@every_rule
def test_reshaped_draws_what_sampling_with_the_rule_draws(kind: str, rule: Callable) -> None:
    model = make(kind)
    by_rule = sample(model, 20, np.random.default_rng(1), rule, longest=12)
    reshaped = Reshaped(model, rule)
    assert listed(sample(reshaped, 20, np.random.default_rng(1), longest=12)) == listed(by_rule)
    assert listed(sample(reshaped, 20, np.random.default_rng(1), longest=12)) == listed(by_rule)


@every_kind
@every_rule
def test_a_tune_is_as_surprising_as_its_reshaped_rows_say(kind: str, rule: Callable) -> None:
    model = make(kind)
    tune = sample(model, 1, np.random.default_rng(4), rule, longest=8)[0]
    state, bits = model.start(1), []
    for token in [*tune.tolist(), SIZE]:
        given_to_it = rule(model.probabilities(state))[0, token]
        bits.append(-math.log2(given_to_it) if given_to_it else math.inf)
        state = model.advance(state, np.array([token]))
    found = surprises(Reshaped(model, rule), [tune, tune[:2]])
    np.testing.assert_allclose(found[0], bits, rtol=1e-5, atol=1e-6)


@every_rule
def test_of_a_finite_model_it_is_one_and_is_searched(rule: Callable) -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    reshaped = Reshaped(model, rule)
    np.testing.assert_array_equal(reshaped.finite.table, rule(model.table))
    np.testing.assert_array_equal(reshaped.finite.next, model.next)
    assert reshaped.finite.first == model.first
    found, wide = n_best(reshaped, 5, 6), beam(reshaped, SIZE**6, 6)[:5]
    assert [h.tokens.tolist() for h in found] == [h.tokens.tolist() for h in wide]
    for hypothesis in found:
        bits = surprises(reshaped, [hypothesis.tokens])[0].sum()
        assert bits == pytest.approx(-hypothesis.log2_probability)
    again = Reshaped(reshaped, partial(top_k, count=1))
    assert greedy(again, 9).tokens.tolist() == greedy(reshaped, 9).tokens.tolist()


def test_a_row_is_reshaped_once_and_only_if_it_is_met() -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    asked: list[np.ndarray] = []

    def rule(rows: np.ndarray) -> np.ndarray:
        asked.append(rows)
        return top_p(rows, 0.9)

    reshaped = Reshaped(model, rule)
    assert not asked
    sample(reshaped, 50, np.random.default_rng(0))
    met = sum(map(len, asked))
    assert met < len(model.table)
    sample(reshaped, 50, np.random.default_rng(0))
    assert sum(map(len, asked)) == met
    assert len(reshaped.finite.table) == len(model.table) == sum(map(len, asked))


def test_what_comes_back_may_be_changed_without_harm() -> None:
    reshaped = Reshaped(NGram.fit(TUNES, SIZE, order=2), partial(top_k, count=2))
    before = reshaped.probabilities(reshaped.start(3))
    reshaped.probabilities(reshaped.start(3))[:] = 0
    np.testing.assert_array_equal(reshaped.probabilities(reshaped.start(3)), before)
    assert reshaped.finite is not None
    assert not reshaped.finite.table.flags.writeable


def test_a_model_without_numbered_states_is_no_finite_one_when_reshaped() -> None:
    reshaped = Reshaped(make("mixture"), partial(top_k, count=2))
    assert reshaped.finite is None
    with pytest.raises(TypeError, match="Reshaped has no states that are numbered"):
        most_probable(reshaped)


def test_a_model_too_large_for_a_table_is_reshaped_row_by_row(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("meantone.models.ngram.LARGEST_TABLE", 3)
    large = NGram.fit(TUNES, SIZE, order=3)
    monkeypatch.undo()
    rule = RULES["top-p"]
    drawn = sample(Reshaped(large, rule), 20, np.random.default_rng(2), longest=12)
    small = Reshaped(NGram.fit(TUNES, SIZE, order=3), rule)
    assert listed(drawn) == listed(sample(small, 20, np.random.default_rng(2), longest=12))


def slow_mirostat(model: Automaton, target: float, rate: float, tokens: list[int]) -> list:
    """Return the row before each token of one tune, and before the end."""
    state, ceiling, rows = model.first, 2 * target, []
    for token in [*tokens, None]:
        row = model.table[state].tolist()
        bits = [-math.log2(p) if p else math.inf for p in row]
        kept = [b <= ceiling + 1e-9 for b in bits]
        if not any(kept):
            kept[row.index(max(row))] = True
        total = sum(p for p, k in zip(row, kept, strict=True) if k)
        rows.append([p / total if k else 0 for p, k in zip(row, kept, strict=True)])
        if token is not None:
            ceiling -= rate * (min(bits[token], 1022) - target)
            state = int(model.next[state, token])
    return rows


numbers = st.floats(0, 3).map(lambda x: round(x, 1))


@given(automata(ties=False), st.lists(st.integers(0, 0), max_size=4), numbers, numbers, st.data())
def test_mirostat_is_the_slow_one(
    model: Automaton, zeros: list[int], target: float, rate: float, data: st.DataObject
) -> None:
    token = st.integers(0, model.size - 1)
    tunes = np.array([[data.draw(token) for _ in zeros] for _ in range(3)], dtype=np.int64)
    nested = Nested(model.weights, model.next[:-1, :-1].tolist())
    for kind in (model, nested):
        decoder = Mirostat(kind, target, rate)
        state = decoder.start(3)
        slow = [slow_mirostat(model, target, rate, tune.tolist()) for tune in tunes]
        for time in range(len(zeros) + 1):
            rows = decoder.probabilities(state)
            np.testing.assert_allclose(rows, [rows_[time] for rows_ in slow], atol=1e-9)
            last = take(decoder.probabilities(take(state, np.array([2, 2]))), slice(1))
            np.testing.assert_array_equal(last, rows[2:])
            if time < len(zeros):
                state = decoder.advance(state, tunes[:, time])


@pytest.mark.parametrize("target", [0.8, 1.0, 1.3])
def test_mirostat_holds_the_surprise_below_the_models_own(target: float) -> None:
    """Tunes without an end, of 1.5 bits per note by themselves, and 0.6 if greedy."""
    model = Automaton([[12, 3, 2, 1, 0], [1, 2, 12, 3, 0]], [[0, 1, 1, 0], [0, 0, 1, 1]])

    def mean(tunes: list[np.ndarray]) -> float:
        return float(np.mean([bits[:-1] for bits in surprises(model, tunes)]))

    assert mean(sample(model, 50, np.random.default_rng(0), longest=300)) > 1.4
    held = sample(Mirostat(model, target, 0.2), 50, np.random.default_rng(0), longest=300)
    assert mean(held) == pytest.approx(target, abs=0.05)


def test_mirostat_far_above_changes_nothing_and_at_zero_becomes_greedy() -> None:
    model = NGram.fit(TUNES, SIZE, order=3)
    plain = sample(model, 20, np.random.default_rng(3))
    assert listed(sample(Mirostat(model, 50), 20, np.random.default_rng(3))) == listed(plain)
    cold = sample(Mirostat(model, 0), 1, np.random.default_rng(3))
    assert listed(cold) == [greedy(model).tokens.tolist()]


def test_mirostat_stays_finite_after_what_was_thought_impossible() -> None:
    model = Automaton([[1, 0, 1]], [[0, 0]])
    state = Mirostat(model, 1, 0.5).advance((np.array([0]), np.array([2.0])), np.array([1]))
    assert np.isfinite(state[1]).all()


@every_kind
def test_mirostat_of_every_model(kind: str) -> None:
    decoder = Mirostat(make(kind), 1.0, 0.2)
    tunes = sample(decoder, 6, np.random.default_rng(0), longest=10)
    assert listed(sample(decoder, 6, np.random.default_rng(0), longest=10)) == listed(tunes)
    whole = [tune for tune in tunes if len(tune) < 10]
    for bits in surprises(decoder, whole):
        assert np.isfinite(bits).all()
    mixed = Mixture([decoder, Reshaped(make(kind), RULES["top-p"])])
    np.testing.assert_allclose(mixed.probabilities(mixed.start(2)).sum(axis=1), 1)


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf])
def test_mirostat_wants_finite_numbers(value: float) -> None:
    model = make("Markov chain")
    with pytest.raises(ValueError, match=f"the target is {value}"):
        Mirostat(model, value)
    with pytest.raises(ValueError, match=f"the rate is {value}"):
        Mirostat(model, 1, value)


def test_they_say_what_they_are() -> None:
    chain = make("Markov chain")
    assert repr(Reshaped(chain, top_p)) == f"<Reshaped {chain!r}>"  # type: ignore[arg-type]
    assert repr(Mirostat(chain, 1.5)) == f"<Mirostat at 1.5 bits, {chain!r}>"


@pytest.mark.parametrize("kind", KINDS)
def test_a_model_and_its_decoders_name_themselves_without_an_address(kind: str) -> None:
    model = make(kind)
    for shown in (model, Reshaped(model, lambda rows: rows), Mirostat(model, 2.0)):
        assert repr(shown).startswith("<")
        assert " object at 0x" not in repr(shown)
