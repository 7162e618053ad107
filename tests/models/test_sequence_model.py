"""What follows from the three calls, against walking one tune at a time."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import beam, greedy, sample
from meantone.models import (
    PPM,
    MarkovChain,
    Mixture,
    NGram,
    SequenceModel,
    cross_entropy,
    surprise,
    surprises,
    take,
)
from meantone.models import ngram as ngram_file
from meantone.models.sequence_model import FiniteModel, as_predicted, with_ends

SIZE = 3
some_tunes = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=9), max_size=8)
MODEL = NGram.fit([[0, 1, 2, 0, 1], [2, 2, 1], [0]], SIZE, 3)


class Counting(SequenceModel[tuple[np.ndarray, tuple[np.ndarray]]]):
    """A model whose state is all it has heard: how often each token, and nested at that."""

    size = SIZE

    def start(self, batch: int) -> tuple[np.ndarray, tuple[np.ndarray]]:
        return np.ones((batch, SIZE + 1)), (np.zeros(batch),)

    def probabilities(self, state: tuple[np.ndarray, tuple[np.ndarray]]) -> np.ndarray:
        return state[0] / state[0].sum(axis=1, keepdims=True)

    def advance(
        self, state: tuple[np.ndarray, tuple[np.ndarray]], tokens: np.ndarray
    ) -> tuple[np.ndarray, tuple[np.ndarray]]:
        assert len(state[0]) == len(state[1][0]) == len(tokens)
        return state[0] + np.eye(SIZE + 1)[tokens], (state[1][0] + 1,)


def slow_surprise(model: object, tokens: list[int]) -> list[float]:
    """Walk a tune alone, looking at whole rows."""
    state, bits = model.start(1), []  # type: ignore[attr-defined]
    for token in [*tokens, SIZE]:
        chance = model.probabilities(state)[0, token]  # type: ignore[attr-defined]
        bits.append(-np.log2(chance) if chance else np.inf)
        state = model.advance(state, np.array([token]))  # type: ignore[attr-defined]
    return bits


@given(some_tunes, st.sampled_from([MODEL, Counting(), MarkovChain.fit([[0, 1]], SIZE)]))
def test_tunes_side_by_side_surprise_as_they_do_alone(
    tunes: list[list[int]], model: object
) -> None:
    together = surprises(model, tunes)  # type: ignore[arg-type, var-annotated]
    assert len(together) == len(tunes)
    for tune, bits in zip(tunes, together, strict=True):
        np.testing.assert_allclose(bits, slow_surprise(model, tune), atol=1e-12)
        np.testing.assert_array_equal(surprise(model, tune), bits)  # type: ignore[arg-type]


def test_the_mean_is_over_tokens_and_ends_not_over_tunes() -> None:
    tunes = [[0], [0, 1, 2, 0, 1], []]
    bits = [bit for tune in tunes for bit in slow_surprise(MODEL, tune)]
    assert len(bits) == 9
    assert cross_entropy(MODEL, tunes) == pytest.approx(np.mean(bits))


def test_certainty_is_nought_and_the_impossible_infinite() -> None:
    bits = surprise(MarkovChain.fit([[0, 1]], 2), [0, 0])
    assert bits.tolist() == [0, np.inf, np.inf]
    assert not np.signbit(bits).any()


def test_a_models_own_likelihood_says_what_its_rows_say() -> None:
    for model in (MODEL, MarkovChain.fit([[0, 1, 1], [2]], SIZE)):
        states = np.repeat(np.arange(len(model.table)), SIZE + 1)
        tokens = np.tile(np.arange(SIZE + 1), len(model.table))
        rows = model.probabilities(states)
        np.testing.assert_array_equal(
            model.likelihood(states, tokens), rows[np.arange(len(tokens)), tokens]
        )


def test_the_markov_chain_is_two_tables() -> None:
    chain = MarkovChain.fit([[0, 1, 1], [2]], SIZE)
    assert chain.next.shape == chain.table.shape == (SIZE + 2, SIZE + 1)
    assert chain.start(2).tolist() == [chain.first] * 2
    for state in (0, 1, 2, chain.first):
        assert chain.next[state].tolist() == [0, 1, 2, SIZE]
    assert chain.next[SIZE].tolist() == [SIZE] * (SIZE + 1)
    assert chain.table[SIZE].tolist() == [0, 0, 0, 1]
    assert chain.advance(np.array([SIZE, 0]), np.array([1, 1])).tolist() == [SIZE, 1]


def test_a_model_says_in_one_way_whether_its_states_are_numbered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chain = MarkovChain.fit([[0, 1, 1], [2]], SIZE)
    assert chain.finite is chain
    assert MODEL.finite is not None
    np.testing.assert_array_equal(MODEL.finite.table, MODEL.table)
    np.testing.assert_array_equal(MODEL.finite.next, MODEL.next)
    assert MODEL.finite.first == MODEL.first
    assert Counting().finite is None
    assert PPM.fit([[0, 1]], SIZE).finite is None
    assert Mixture([chain, chain]).finite is None
    monkeypatch.setattr(ngram_file, "LARGEST_TABLE", 1)
    large = NGram.fit([[0, 1, 2, 0, 1], [2, 2, 1], [0]], SIZE, 3)
    assert large.finite is None
    with pytest.raises(ValueError, match="too large to keep"):
        _ = large.table
    tunes = [[0, 1, 2], [2, 1]]
    for one, other in zip(surprises(large, tunes), surprises(MODEL, tunes), strict=True):
        np.testing.assert_allclose(one, other)


def test_models_name_what_they_are_made_of() -> None:
    chain = MarkovChain.fit([[0, 1, 1], [2]], SIZE)
    ppm = PPM.fit([[0, 1]], SIZE)
    assert [*Mixture([chain, MODEL]).parts] == [chain, MODEL]
    assert [*ppm.learning().parts] == [ppm]
    assert [*chain.parts] == [*MODEL.parts] == []


def test_a_model_that_lacks_a_call_is_refused_when_it_is_made() -> None:
    class Half(SequenceModel[np.ndarray]):
        size = SIZE

        def start(self, batch: int) -> np.ndarray:
            return np.zeros(batch)

    with pytest.raises(TypeError, match="advance"):
        Half()  # type: ignore[abstract]


@pytest.mark.parametrize(
    ("table", "after", "first", "message"),
    [
        ([[1.0, 0]], [[0]], 0, r"shapes \(1, 2\) and \(1, 1\)"),
        ([1.0, 0], [0, 0], 0, r"shapes \(2,\)"),
        ([[1.0, 0]], [[0, 0]], 1, "no state 1; there are 0 to 0"),
    ],
)
def test_tables_that_do_not_fit_are_refused(
    table: list, after: list, first: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        FiniteModel(table, after, first)


class Pair(NamedTuple):
    """A state with names."""

    one: np.ndarray
    two: tuple[np.ndarray, ...]


def test_take_reaches_every_array_and_keeps_the_shape_of_the_state() -> None:
    state = Pair(np.arange(3), (np.eye(3), (np.arange(6).reshape(3, 2))))
    taken = take(state, np.array([2, 0, 0, 1]))
    assert isinstance(taken, Pair)
    assert taken.one.tolist() == [2, 0, 0, 1]
    assert taken.two[0].argmax(axis=1).tolist() == [2, 0, 0, 1]
    assert taken.two[1].tolist() == [[4, 5], [0, 1], [0, 1], [2, 3]]
    assert take(np.arange(4), slice(2)).tolist() == [0, 1]
    assert take((np.arange(4),), np.array([True, False, False, True]))[0].tolist() == [0, 3]


@pytest.mark.parametrize("tune", [[0, 3], [-1], [0, 1, 99]])
def test_tokens_outside_the_vocabulary_are_refused(tune: list[int]) -> None:
    with pytest.raises(ValueError, match="tune 2 holds a token outside 0 to 2"):
        surprises(MODEL, [[0], [], tune])


def test_nothing_to_score() -> None:
    assert surprises(MODEL, []) == []
    with pytest.raises(ValueError, match="there is none"):
        cross_entropy(MODEL, [])
    tokens, places = with_ends([], 3)
    assert (tokens.tolist(), places.tolist()) == ([], [0])
    assert surprise(MODEL, []).shape == (1,)


class Foreign(SequenceModel[np.ndarray]):
    """A model of somebody's own, which predicts one row whatever came before."""

    size = SIZE

    def __init__(self, row: object) -> None:
        self.row = np.asarray(row)

    def start(self, batch: int) -> np.ndarray:
        return np.zeros(batch)

    def probabilities(self, state: np.ndarray) -> np.ndarray:
        return np.tile(self.row, (len(state), 1))

    def advance(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
        return state


NO_DISTRIBUTIONS = [
    ([0.5, np.nan, 0.25, 0.25], "a row that sums to nan, its least being nan"),
    ([0.5, -0.5, 0.5, 0.5], "a row that sums to 1, its least being -0.5"),
    ([2.0, 2.0, 2.0, 2.0], "a row that sums to 8, its least being 2"),
    ([0.0, 0.0, 0.0, 0.0], "a row that sums to 0, its least being 0"),
    (np.log([0.25] * 4), "a row that sums to -5.54518, its least being -1.38629"),
    ([0.5, 0.25, 0.25], r"rows of the shape \(1, 3\) for a batch of 1; it has to be \(1, 4\)"),
    ([0.2] * 5, r"rows of the shape \(1, 5\) for a batch of 1; it has to be \(1, 4\)"),
]


@pytest.mark.parametrize(("row", "said"), NO_DISTRIBUTIONS)
def test_what_is_no_distribution_is_neither_scored_nor_sampled_nor_searched(
    row: object, said: str
) -> None:
    model = Foreign(row)
    uses = [lambda: surprise(model, [0, 1]), lambda: greedy(model), lambda: beam(model, 1)]
    if np.sum(row) != 8:
        uses.append(lambda: sample(model, 1, np.random.default_rng(0)))
    for use in uses:
        with pytest.raises(ValueError, match=f"Foreign predicts {said}"):
            use()


def test_weights_are_drawn_by_as_well_as_shares() -> None:
    drawn = [
        [tune.tolist() for tune in sample(Foreign(row), 9, np.random.default_rng(0))]
        for row in ([0.25] * 4, [2.0] * 4)
    ]
    assert drawn[0] == drawn[1]


def test_what_is_nearly_a_distribution_is_taken_and_left_as_it_is() -> None:
    row = np.array([0.1, 0.2, 0.3, 0.4], dtype=np.float32)
    assert surprise(Foreign(row), [1])[0] == -np.log2(float(row[1]))
    assert as_predicted(Foreign(row), row[None], 1).dtype == np.float32


def test_what_a_model_predicts_after_the_end_does_not_matter() -> None:
    class Ending(Foreign):
        def probabilities(self, state: np.ndarray) -> np.ndarray:
            return np.where(state[:, None] > 0, np.nan, self.row)

        def advance(self, state: np.ndarray, tokens: np.ndarray) -> np.ndarray:
            return state + (tokens == self.size)

    tunes = sample(Ending([0.25] * 4), 9, np.random.default_rng(0))
    assert tunes.ended.all()
    assert len({len(tune) for tune in tunes}) > 1
