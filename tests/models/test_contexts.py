"""Contexts against dictionaries that count one window at a time."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from windows import END, SIZE, START, slow_counts

from meantone.models import Contexts, NGram, counting, witten_bell
from meantone.models.counting import distinct

corpora = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=9), min_size=1, max_size=6)
orders = st.integers(1, 5)


def longest_known(history: tuple[int, ...], known: object, order: int) -> tuple[int, ...]:
    """Forget the oldest event until what is left is known."""
    history = history[len(history) - min(len(history), order - 1) :]
    while history not in known:  # type: ignore[operator]
        history = history[1:]
    return history


@given(corpora, orders)
def test_contexts_and_counts_are_those_of_counting_windows(
    tunes: list[list[int]], order: int
) -> None:
    slow, contexts = slow_counts(tunes, order), Contexts.of(tunes, SIZE, order)
    names = [contexts.events(number) for number in range(len(contexts))]
    assert len(set(names)) == len(names)
    assert set(names) == set(slow)
    rows = contexts.rows(np.arange(len(contexts)))
    for name, row in zip(names, rows.tolist(), strict=True):
        assert row == [slow[name][token] for token in range(SIZE + 1)]


@given(corpora, orders, st.randoms(use_true_random=False))
def test_an_end_that_was_cut_off_is_no_end(
    tunes: list[list[int]], order: int, random: Random
) -> None:
    ended = [random.random() < 0.5 for _ in tunes]
    slow = slow_counts(tunes, order)
    for tune in (tune for tune, whole in zip(tunes, ended, strict=True) if not whole):
        events = [START, *tune]
        for length in range(min(len(events), order - 1) + 1):
            slow[tuple(events[len(events) - length :])][END] -= 1
    contexts = Contexts.of(tunes, SIZE, order, ended)
    rows = contexts.rows(np.arange(len(contexts))).tolist()
    for number, row in enumerate(rows):
        assert row == [slow[contexts.events(number)][token] for token in range(SIZE + 1)]
    table = NGram(contexts, witten_bell).table
    np.testing.assert_allclose(table.sum(axis=1), 1)
    if not any(ended):
        assert contexts.tokens.max(initial=0) < END


@given(corpora, orders)
def test_what_belongs_to_a_context_follows_from_its_events(
    tunes: list[list[int]], order: int
) -> None:
    contexts = Contexts.of(tunes, SIZE, order)
    names = [contexts.events(number) for number in range(len(contexts))]
    assert names[contexts.first] == ((START,) if order > 1 else ())
    for number, name in enumerate(names):
        assert contexts.depth[number] == len(name)
        assert contexts.from_start[number] == (name[:1] == (START,))
        assert contexts.full[number] == (len(name) == order - 1 or name[:1] == (START,))
        assert contexts.locate(name) == number
        if name:
            assert names[contexts.suffix_link[number]] == name[1:]
            assert names[contexts.parent[number]] == name[:-1]
            assert contexts.newest[number] == name[-1]
        chain = contexts.suffix_chains(np.array([number]))[0]
        assert [names[s] for s in chain if s >= 0] == [
            name[len(name) - length :] for length in range(len(name) + 1)
        ]
    for depth in range(order):
        assert {len(name) for name in names[contexts.level(depth)]} <= {depth}
        assert set(contexts.context[contexts.ngrams(depth)].tolist()) == set(
            range(len(contexts))[contexts.level(depth)]
        )


@given(corpora, orders)
def test_a_token_leads_to_the_longest_known_context(tunes: list[list[int]], order: int) -> None:
    contexts = Contexts.of(tunes, SIZE, order)
    names = [contexts.events(number) for number in range(len(contexts))]
    successors = contexts.successors()
    states, tokens = np.divmod(np.arange(successors.size), SIZE + 1)
    for state, token in zip(states.tolist(), tokens.tolist(), strict=True):
        after = int(successors[state, token])
        if token == END or state == len(contexts):
            assert after == len(contexts)
        else:
            assert names[after] == longest_known((*names[state], token), names, order)
    assert contexts.follow(states, tokens).tolist() == successors.ravel().tolist()


@given(corpora, orders)
def test_ngrams_know_the_one_without_their_oldest_event(tunes: list[list[int]], order: int) -> None:
    contexts = Contexts.of(tunes, SIZE, order)
    for ngram, suffix in enumerate(contexts.suffixes.tolist()):
        owner = contexts.context[ngram]
        if owner == 0:
            assert suffix == -1
        else:
            assert contexts.tokens[suffix] == contexts.tokens[ngram]
            assert contexts.context[suffix] == contexts.suffix_link[owner]
    found = contexts.find(contexts.context, contexts.tokens)
    assert found.tolist() == list(range(len(contexts.keys)))
    rows = contexts.rows(np.arange(len(contexts)))
    never = np.argwhere(rows == 0)
    assert (contexts.find(never[:, 0], never[:, 1]) == -1).all()


@given(st.lists(st.integers(0, 40)))
def test_keys_are_numbered_the_same_on_a_grid_and_sorted(keys: list[int]) -> None:
    array = np.array(keys, dtype=np.int64)
    sort = np.unique(array, return_inverse=True, return_counts=True)
    for ours, theirs in zip(distinct(array), sort, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_large_vocabularies_are_sorted_with_the_same_result(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tunes = [[0, 1, 1, 2, 0, 1], [2, 2], []]
    grid = Contexts.of(tunes, SIZE, 4)
    monkeypatch.setattr(counting, "LARGEST_GRID", 0)
    for name, array in Contexts.of(tunes, SIZE, 4).arrays().items():
        np.testing.assert_array_equal(array, grid.arrays()[name])


def test_a_token_that_never_occurs_leads_back_to_the_empty_context() -> None:
    contexts = Contexts.of([[0, 0]], size=3, order=3)
    assert contexts.successors()[:-1, 1].tolist() == [0] * len(contexts)


def test_an_order_longer_than_every_tune_has_empty_levels() -> None:
    contexts = Contexts.of([[0], []], size=1, order=6)
    assert [contexts.events(number) for number in range(len(contexts))] == [(), (2,), (0,), (2, 0)]
    assert contexts.successors()[1].tolist() == [3, 4]


@pytest.mark.parametrize(
    ("tunes", "size", "order", "message"),
    [
        ([], 2, 2, "there is none"),
        ([[0]], 0, 2, "size is 0"),
        ([[0]], 1, 0, "order is 0"),
        ([[0], [1, 2]], 2, 2, "tune 1 holds a token outside 0 to 1"),
        ([[-1]], 2, 2, "tune 0 holds a token"),
    ],
)
def test_bad_input_is_refused(tunes: list[list[int]], size: int, order: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Contexts.of(tunes, size, order)


def test_contexts_that_are_not_there_are_not_found() -> None:
    contexts = Contexts.of([[0, 1, 0]], size=2, order=3)
    assert contexts.locate([1, 1]) is None
    assert contexts.locate([3, 1]) is None
    assert contexts.locate([1, 3]) is None  # the start only ever comes first
    assert contexts.locate([2]) is None  # and the end is in no context
    assert contexts.locate([-1]) is None
    with pytest.raises(ValueError, match="up to 2 events"):
        contexts.locate([0, 1, 0])


@given(corpora, orders)
def test_arrays_hold_all_there_is(tunes: list[list[int]], order: int) -> None:
    contexts = Contexts.of(tunes, SIZE, order)
    again = Contexts.from_arrays(contexts.arrays())
    np.testing.assert_array_equal(again.successors(), contexts.successors())
    np.testing.assert_array_equal(again.suffix_link, contexts.suffix_link)
    np.testing.assert_array_equal(again.counts, contexts.counts)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shape", np.array([3])),
        ("shape", np.array([3, 2])),
        ("shape", np.array([0, 3])),
        ("levels", np.array([0, 1, 2])),
        ("levels", np.array([0, 1, 9, 4])),
        ("keys", np.array([5, 4, 3])),
        ("keys", np.array([-4])),
        ("keys", np.array([0, 1, 2, 3, 6, 7, 11, 12, 13, 20, 16])),
        ("counts", np.array([1])),
        ("counts", np.array(["a"])),
        ("suffixes", np.array([99] * 11)),
        ("suffixes", np.zeros((11, 2))),
    ],
)
def test_arrays_that_contradict_each_other_are_refused(name: str, value: np.ndarray) -> None:
    arrays = dict(Contexts.of([[0, 1], [0, 0, 1]], size=2, order=3).arrays())
    assert len(arrays["suffixes"]) == 11
    with pytest.raises(ValueError, match="no counted contexts"):
        Contexts.from_arrays({**arrays, name: value})
    del arrays[name]
    with pytest.raises(ValueError, match="no counted contexts"):
        Contexts.from_arrays(arrays)
