"""The n-gram model as an automaton: against the chain and slow walks, with and without tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from meantone.decoding import sample
from meantone.models import (
    MarkovChain,
    NGram,
    add,
    bounded_ppm,
    kneser_ney,
    maximum_likelihood,
    modified_kneser_ney,
    surprise,
    surprises,
    witten_bell,
)
from meantone.models.ngram import ModelFileError
from meantone.models.smoothing import Smoothing
from meantone.storage import write_arrays

SIZE = 3
END, START = SIZE, SIZE + 1
tune_lists = st.lists(st.integers(0, SIZE - 1), max_size=9)
corpora = st.lists(tune_lists, min_size=1, max_size=6)
orders = st.integers(1, 5)
TUNES = [[0, 1, 2, 0, 1, 1], [2, 2, 1], [0, 1], [2, 0, 0, 2]]
RULES: list[Smoothing] = [
    maximum_likelihood,
    add(0.5),
    witten_bell,
    kneser_ney(0.75),
    modified_kneser_ney,
    bounded_ppm("D"),
]


def test_what_is_given_in_the_place_of_something_else_is_named() -> None:
    others: list[Any] = [(2, 2, "kneser_ney"), (2.0, 2), (2, 2.5), ("2", 2)]
    with pytest.raises(TypeError, match="smoothing is 'kneser_ney'; give a rule"):
        NGram.fit([[0, 1]], *others[0])
    for size, order in others[1:]:
        with pytest.raises(TypeError, match="cannot be interpreted as an integer"):
            NGram.fit([[0, 1]], size, order)


@given(corpora, st.sampled_from([0.0, 0.1, 1.0]))
def test_order_two_is_the_markov_chain(tunes: list[list[int]], k: float) -> None:
    chain = MarkovChain.fit(tunes, SIZE, add=k)
    model = NGram.fit(tunes, SIZE, 2, add(k) if k else maximum_likelihood)
    for events in [(START,), *((token,) for token in range(SIZE))]:
        row = chain.table[chain.first if events == (START,) else events[0]]
        state = model.contexts.locate(events)
        np.testing.assert_allclose(model.table[state or 0], row)  # 0: a token that never was
    for ours, theirs in zip(surprises(model, tunes), surprises(chain, tunes), strict=True):
        np.testing.assert_allclose(ours, theirs)


@given(corpora, orders, tune_lists)
def test_a_state_is_the_longest_end_of_the_past_that_training_knows(
    tunes: list[list[int]], order: int, played: list[int]
) -> None:
    model = NGram.fit(tunes, SIZE, order)
    known = {model.context(state) for state in range(len(model.contexts))}
    state, past = model.start(2), [START]
    for token in [*played, None]:
        ends = [tuple(past[len(past) - n :]) for n in range(min(len(past), order - 1) + 1)]
        longest = max((end for end in ends if end in known), key=len)
        assert [model.context(int(s)) for s in state] == [longest] * 2
        if token is not None:
            past.append(token)
            state = model.advance(state, np.array([token, token]))


@given(corpora, orders, st.sampled_from(RULES))
def test_it_is_two_tables_and_the_end_is_never_left(
    tunes: list[list[int]], order: int, rule: Smoothing
) -> None:
    model = NGram.fit(tunes, SIZE, order, rule)
    assert model.table.shape == model.next.shape == (len(model.contexts) + 1, SIZE + 1)
    assert model.start(3).tolist() == [model.first] * 3
    end = len(model.contexts)
    assert model.next[:, SIZE].tolist() == [end] * (end + 1)
    assert model.next[end].tolist() == [end] * (SIZE + 1)
    assert model.table[end].tolist() == [0, 0, 0, 1]
    assert model.context(end) == ()


@settings(
    max_examples=50,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(corpora, orders, st.sampled_from(RULES), st.lists(tune_lists, max_size=5))
def test_without_tables_it_predicts_the_same(
    monkeypatch: pytest.MonkeyPatch,
    tunes: list[list[int]],
    order: int,
    rule: Smoothing,
    others: list[list[int]],
) -> None:
    kept = NGram.fit(tunes, SIZE, order, rule)
    with monkeypatch.context() as patch:
        patch.setattr("meantone.models.ngram.LARGEST_TABLE", 0)
        bare = NGram.fit(tunes, SIZE, order, rule)
    states = np.repeat(np.arange(len(kept.table)), SIZE + 1)
    tokens = np.tile(np.arange(SIZE + 1), len(kept.table))
    np.testing.assert_array_equal(bare.advance(states, tokens), kept.advance(states, tokens))
    np.testing.assert_allclose(bare.probabilities(states), kept.probabilities(states), atol=1e-12)
    for ours, theirs in zip(surprises(bare, others), surprises(kept, others), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-9)
    for ask in (lambda: bare.table, lambda: bare.next):
        with pytest.raises(ValueError, match="too large to keep"):
            ask()


def test_samples_come_with_the_models_probability() -> None:
    model = NGram.fit([[0], [0, 1], [1], [1]], 2, 3, witten_bell)
    drawn = [tuple(t.tolist()) for t in sample(model, 20000, np.random.default_rng(2))]
    tunes = [(), (0,), (1,), (0, 1), (1, 0), (0, 0)]
    expected = [2 ** -surprise(model, tune).sum() * 20000 for tune in tunes]
    counts = [drawn.count(tune) for tune in tunes]
    rest = [20000 - sum(counts)], [20000 - sum(expected)]
    assert stats.chisquare([*counts, *rest[0]], [*expected, *rest[1]]).pvalue > 1e-4


def test_maximum_likelihood_makes_a_tune_impossible_that_smoothing_does_not() -> None:
    new = [0, 1, 0]
    assert surprise(NGram.fit(TUNES, SIZE, 2, maximum_likelihood), new).max() == np.inf
    for rule in RULES[1:]:
        assert np.isfinite(surprise(NGram.fit(TUNES, SIZE, 2, rule), new)).all()


@given(corpora, orders, st.lists(tune_lists, min_size=1, max_size=4))
def test_unseen_is_what_no_window_of_training_has(
    tunes: list[list[int]], order: int, others: list[list[int]]
) -> None:
    def windows(tune: list[int]) -> list[tuple[int, ...]]:
        events = [START, *tune, END]
        return [
            tuple(events[max(place - order + 1, 0) : place + 1]) for place in range(1, len(events))
        ]

    seen = {window for tune in tunes for window in windows(tune)}
    model = NGram.fit(tunes, SIZE, order)
    for tune, unseen in zip(others, model.unseen(others), strict=True):
        assert unseen.tolist() == [window not in seen for window in windows(tune)]
    assert not any(unseen.any() for unseen in model.unseen(tunes))


def test_counts_of_a_context() -> None:
    model = NGram.fit(TUNES, SIZE, 3)
    assert model.counts([]).tolist() == [5, 5, 5, 4]
    assert model.counts([START]).tolist() == [2, 0, 2, 0]
    assert model.counts([0, 1]).tolist() == [0, 1, 1, 1]
    assert model.counts([1, 0]).tolist() == [0, 0, 0, 0]
    with pytest.raises(ValueError, match="up to 2 events"):
        model.counts([0, 1, 2])
    assert repr(model) == f"<NGram of order 3, {len(model.contexts)} contexts, modified_kneser_ney>"


def test_tables_cannot_be_changed_by_accident() -> None:
    model = NGram.fit(TUNES, SIZE, 3)
    for table in (model.table, model.next):
        with pytest.raises(ValueError, match="read-only"):
            table[0, 0] = 1


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("order", [1, 4])
def test_a_saved_model_is_the_same_model(rule: Smoothing, order: int, tmp_path: Path) -> None:
    base = None if rule == bounded_ppm("D") else [0.1, 0.2, 0.3, 0.4]
    model = NGram.fit(TUNES, SIZE, order, rule, base)
    model.save(tmp_path / "new" / "model.npz")
    again = NGram.load(str(tmp_path / "new" / "model.npz"))
    assert (again.size, again.order, again.smoothing) == (SIZE, order, rule)
    np.testing.assert_array_equal(again.table, model.table)
    np.testing.assert_array_equal(again.next, model.next)
    np.testing.assert_array_equal(again.counts([]), model.counts([]))
    model.save(tmp_path / "new" / "model.npz")  # once more over the old one
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["model.npz"]


@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, data: st.DataObject) -> None:
    path = tmp_path / "model.npz"
    NGram.fit(TUNES, SIZE, 3).save(path)
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    # Some bytes of a zip file mean nothing; then the model is the one that was saved.
    try:
        table, message = NGram.load(path).table, ""
    except ModelFileError as error:
        message = str(error)
    if message:
        assert "model.npz" in message
        assert "train the model again" in message
    else:
        np.testing.assert_array_equal(table, NGram.fit(TUNES, SIZE, 3).table)


def saved(tmp_path: Path, change: Callable[[dict[str, np.ndarray]], object]) -> Path:
    """Write a file with a sound checksum, but other content."""
    model = NGram.fit(TUNES, SIZE, 3)
    rule = np.frombuffer(b"witten_bell", np.uint8)
    arrays = {**model.contexts.arrays(), "rule": rule, "base": model.base}
    change(arrays)
    write_arrays(tmp_path / "other.npz", arrays)
    return tmp_path / "other.npz"


@pytest.mark.parametrize(
    "change",
    [
        lambda arrays: arrays.pop("rule"),
        lambda arrays: arrays.pop("keys"),
        lambda arrays: arrays.pop("base"),
        lambda arrays: arrays.update(rule=np.frombuffer(b"good_turing", np.uint8)),
        lambda arrays: arrays.update(rule=np.array([250], np.uint8)),
        lambda arrays: arrays.update(base=np.array([1.0])),
        lambda arrays: arrays.update(suffixes=arrays["suffixes"] + 100),
        lambda arrays: arrays.clear(),
    ],
)
def test_a_file_of_something_else_is_a_clear_error(
    tmp_path: Path, change: Callable[[dict[str, np.ndarray]], object]
) -> None:
    assert NGram.load(saved(tmp_path, lambda arrays: None)).smoothing == witten_bell
    with pytest.raises(ModelFileError, match=r"other\.npz holds no n-gram model.*train"):
        NGram.load(saved(tmp_path, change))


def test_what_cannot_be_saved_or_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"no file .*nothing\.npz"):
        NGram.load(tmp_path / "nothing.npz")
    own = NGram.fit(TUNES, SIZE, 2, lambda counts, lower: lower + 0 * counts)
    with pytest.raises(ValueError, match="a function of your own"):
        own.save(tmp_path / "own.npz")
    assert not list(tmp_path.iterdir())


def test_a_large_vocabulary_needs_no_table() -> None:
    size = 6000
    rng = np.random.default_rng(0)
    tunes = [rng.integers(0, size, 40) for _ in range(150)]
    model = NGram.fit(tunes, size, 3)
    assert len(model.contexts) * size > 2**25
    for rule in (witten_bell, bounded_ppm("C")):
        bits = surprises(NGram(model.contexts, rule), tunes[:3])
        assert [len(tune) for tune in bits] == [41] * 3
        assert all(np.isfinite(tune).all() for tune in bits)
    drawn = sample(model, 3, rng, longest=5)
    assert all(len(tune) <= 5 for tune in drawn)
