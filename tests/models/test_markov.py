"""The Markov chain against counting by hand, a peer, and its own samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import sample
from meantone.models import MarkovChain, cross_entropy, surprise

SIZE = 4
corpora = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=8), min_size=1, max_size=8)


def slow_probability(tunes: list[list[int]], before: object, after: object, add: float) -> float:
    """Count pairs one by one, with names instead of row numbers."""
    pairs = [pair for tune in tunes for pair in zip(["start", *tune], [*tune, "end"], strict=True)]
    seen = [b for a, b in pairs if a == before]
    if not seen and not add:
        return 1 / (SIZE + 1)
    return (seen.count(after) + add) / (len(seen) + add * (SIZE + 1))


@given(corpora, st.sampled_from([0.0, 0.5, 1.0]))
def test_the_table_is_what_counting_by_hand_gives(tunes: list[list[int]], add: float) -> None:
    table = MarkovChain.fit(tunes, SIZE, add=add).table
    for row, before in enumerate([*range(SIZE), None, "start"]):
        for column, after in enumerate([*range(SIZE), "end"]):
            if before is not None:
                assert table[row, column] == pytest.approx(
                    slow_probability(tunes, before, after, add)
                )
    assert table[SIZE].tolist() == [0] * SIZE + [1]


@given(corpora)
def test_rows_are_distributions(tunes: list[list[int]]) -> None:
    np.testing.assert_allclose(MarkovChain.fit(tunes, SIZE).table.sum(axis=1), 1)


@given(corpora)
def test_surprise_multiplies_to_the_tunes_probability(tunes: list[list[int]]) -> None:
    chain = MarkovChain.fit(tunes, SIZE)
    for tune in tunes:
        path = zip([SIZE + 1, *tune], [*tune, SIZE], strict=True)
        by_hand = np.prod([chain.table[a, b] for a, b in path])
        assert 2 ** -surprise(chain, tune).sum() == pytest.approx(by_hand)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_the_stationary_shares_are_those_of_long_sampling_and_of_power_iteration() -> None:
    rng = np.random.default_rng(2)
    tunes = [rng.integers(0, SIZE, 30) for _ in range(10)]
    chain = MarkovChain.fit(tunes, SIZE)
    shares = chain.stationary()
    drawn = np.concatenate(sample(chain, 4000, rng, longest=2000))
    np.testing.assert_allclose(np.bincount(drawn, minlength=SIZE) / len(drawn), shares, atol=0.01)
    # Maximum likelihood keeps the corpus's own shares: every token has as many ways in as out.
    corpus = np.bincount(np.concatenate(tunes), minlength=SIZE)
    np.testing.assert_allclose(shares, corpus / corpus.sum(), atol=1e-9)


def test_a_tune_is_unlikely_where_the_chain_never_went() -> None:
    chain = MarkovChain.fit([[0, 1]], 2)
    assert surprise(chain, [1, 0])[0] == np.inf
    assert cross_entropy(chain, [[0, 1]]) == 0


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ([[1.0]], "its shape is"),
        (np.ones((3, 3)), "its shape is"),
        ([[0.5, 0.4], [0, 1], [1, 0]], "row 0 is no distribution"),
        ([[1, 0], [0, 1], [2, -1]], "row 2 is no distribution"),
    ],
)
def test_no_table_but_a_right_one(table: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        MarkovChain(table)


def test_bad_training_is_refused() -> None:
    with pytest.raises(ValueError, match="tune 1 holds a token outside 0 to 1"):
        MarkovChain.fit([[0], [2]], 2)
    with pytest.raises(ValueError, match="add is -1"):
        MarkovChain.fit([[0]], 2, add=-1)
    with pytest.raises(ValueError, match="there is none"):
        cross_entropy(MarkovChain.fit([[0]], 1), [])


def test_tunes_that_were_cut_off_teach_no_end() -> None:
    chain = MarkovChain(np.array([[0.5, 0.4, 0.1], [0.5, 0.4, 0.1], [0, 0, 1], [0.6, 0.4, 0]]))
    drawn = sample(chain, 4000, np.random.default_rng(0), longest=6)
    assert not drawn.ended.all()
    deceived = MarkovChain.fit(drawn, 2).table[:2, 2]
    told = MarkovChain.fit(drawn, 2, ended=drawn.ended).table[:2, 2]
    assert (deceived > 0.15).all()
    np.testing.assert_allclose(told, 0.1, atol=0.02)


def test_it_has_to_be_said_of_each_tune_whether_it_ended() -> None:
    with pytest.raises(ValueError, match="2 tunes, but 1 of them ended or not"):
        MarkovChain.fit([[0], [1]], 2, ended=[True])
