"""Attribution against looking at every training place, and what shares have to satisfy."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.experiments.attribution import Attribution, effective_sources
from meantone.models import MarkovChain, NGram, surprises
from meantone.models.smoothing import (
    LevelRule,
    bounded_ppm,
    kneser_ney,
    maximum_likelihood,
    modified_kneser_ney,
    witten_bell,
)

SIZE = 3
RULES: list[LevelRule] = [witten_bell, kneser_ney(0.7), modified_kneser_ney]

songs = st.lists(st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=8), min_size=1, max_size=6)
tune = st.lists(st.integers(0, SIZE - 1), min_size=1, max_size=6)
orders = st.integers(1, 4)
rules = st.sampled_from(RULES)

Event = tuple[Any, ...]


class Places:
    """Every event of every song with the events before it, as plain Python."""

    def __init__(self, songs: list[list[int]], order: int) -> None:
        self.order = order
        self.all = [
            (whose, ("start", *song[:at]), event)
            for whose, song in enumerate(songs)
            for at, event in enumerate([*song, SIZE])
        ]

    def after(self, context: Event) -> list[tuple[int, Event, int]]:
        """Return the places whose past ends with a context."""
        depth = len(context)
        return [p for p in self.all if len(p[1]) >= depth and p[1][len(p[1]) - depth :] == context]

    def votes(self, context: Event, plain: bool) -> dict[int, Counter[int]]:
        """Return for each event after a context what each song's places count for."""
        places = self.after(context)
        full = plain or len(context) == self.order - 1 or context[:1] == ("start",)
        found: dict[int, Counter[int]] = {}
        before = Counter((past[: len(past) - len(context)][-1:], e) for _, past, e in places)
        for whose, past, event in places:
            earlier = past[: len(past) - len(context)][-1:]
            vote = 1.0 if full else 1 / before[earlier, event]
            found.setdefault(event, Counter())[whose] += vote  # type: ignore[assignment]
        return found


def slow_shares(
    model: NGram, songs: list[list[int]], past: list[int], event: int
) -> tuple[np.ndarray, float]:
    """Return each song's part in one probability, and the base's, by the formulas."""
    places, rule = Places(songs, model.order), model.smoothing
    assert isinstance(rule, LevelRule)
    parts, base = np.zeros(len(songs)), 1 / (SIZE + 1)
    counted = rule.counted(model.contexts)
    known = ("start", *past)
    for depth in range(model.order):
        context = known[len(known) - depth :] if depth else ()
        if depth > len(known) or not places.after(context):
            break
        votes = places.votes(context, plain=rule is witten_bell)
        counts = np.array([[sum(votes.get(e, Counter()).values()) for e in range(SIZE + 1)]])
        level = rule.at_level(counted[model.contexts.ngrams(depth)])
        zeros = np.zeros_like(counts)
        own = level(counts.round(9), zeros)[0]
        lent = 1 - own.sum()
        parts, base = lent * parts, lent * base
        total = counts[0, event]
        for whose, vote in votes.get(event, Counter()).items():
            parts[whose] += own[event] * vote / total
    return parts, base


@given(songs, tune, orders, rules)
def test_shares_are_those_of_looking_at_every_place(
    songs: list[list[int]], tune: list[int], order: int, rule: LevelRule
) -> None:
    model = NGram.fit(songs, SIZE, order, rule)
    owed = Attribution(model, songs).owed(tune)
    for at, event in enumerate(tune):
        parts, base = slow_shares(model, songs, tune[:at], event)
        np.testing.assert_allclose(owed.probabilities[at], parts.sum() + base, rtol=1e-9)
        np.testing.assert_allclose(owed.shares[at], parts / (parts.sum() + base), atol=1e-9)
        np.testing.assert_allclose(owed.base[at], base / (parts.sum() + base), atol=1e-9)


@given(songs, tune, orders, rules)
def test_shares_sum_to_one_and_the_probability_is_the_models(
    songs: list[list[int]], tune: list[int], order: int, rule: LevelRule
) -> None:
    model = NGram.fit(songs, SIZE, order, rule)
    owed = Attribution(model, songs).owed(tune)
    np.testing.assert_allclose(owed.shares.sum(axis=1) + owed.base, 1)
    assert owed.shares.min() >= 0
    np.testing.assert_allclose(-np.log2(owed.probabilities), surprises(model, [tune])[0][:-1])


@given(songs, tune, orders, rules, st.data())
def test_the_shares_of_a_cluster_are_the_sum_of_its_tunes(
    songs: list[list[int]], tune: list[int], order: int, rule: LevelRule, data: st.DataObject
) -> None:
    owners = [data.draw(st.sampled_from("abc")) for _ in songs]
    model = NGram.fit(songs, SIZE, order, rule)
    each, together = Attribution(model, songs), Attribution(model, songs, owners)
    single, joint = each.owed(tune), together.owed(tune)
    assert joint.names == tuple(dict.fromkeys(owners))
    for place, name in enumerate(joint.names):
        mine = [owner == name for owner in owners]
        np.testing.assert_allclose(joint.shares[:, place], single.shares[:, mine].sum(axis=1))
    np.testing.assert_allclose(joint.base, single.base)


@given(songs, st.lists(tune, min_size=1, max_size=4), orders, rules)
def test_means_of_many_tunes_are_those_of_each(
    songs: list[list[int]], tunes: list[list[int]], order: int, rule: LevelRule
) -> None:
    asked = Attribution(NGram.fit(songs, SIZE, order, rule), songs)
    each = [asked.owed(tune).mean for tune in tunes]
    np.testing.assert_allclose(asked.means(tunes), each, atol=1e-12)


def test_a_base_of_ones_own_is_owned_by_nobody() -> None:
    base = [0.7, 0.1, 0.1, 0.1]
    model = NGram.fit([[1, 1]], SIZE, 2, witten_bell, base)
    owed = Attribution(model, [[1, 1]]).owed([0, 1])
    assert owed.base[0] == pytest.approx(1)  # nobody ever played it
    assert owed.probabilities[0] == pytest.approx(model.probabilities(model.start(1))[0, 0])


@pytest.mark.parametrize("rule", [maximum_likelihood, bounded_ppm("C")])
def test_rules_that_are_no_such_sum_are_refused(rule: Any) -> None:
    with pytest.raises(ValueError, match="exact for n-grams by Witten-Bell"):
        Attribution(NGram.fit([[0, 1]], SIZE, 2, rule), [[0, 1]])


def test_other_models_are_refused() -> None:
    other: Any = MarkovChain.fit([[0, 1]], SIZE)
    with pytest.raises(ValueError, match=r"exact for n-grams .* not for <MarkovChain"):
        Attribution(other, [[0, 1]])


@pytest.mark.parametrize("others", [[[0, 1], [1, 1]], [[0, 1]], [[0, 1], [1, 0], [0]]])
def test_other_tunes_than_those_learned_are_refused(others: list[list[int]]) -> None:
    model = NGram.fit([[0, 1], [1, 0]], SIZE, 3)
    with pytest.raises(ValueError, match="not fitted to these tunes"):
        Attribution(model, others)


def test_each_tune_needs_an_owner() -> None:
    with pytest.raises(ValueError, match="2 training tunes, but 1 owners"):
        Attribution(NGram.fit([[0], [1]], SIZE, 2), [[0], [1]], ["a"])


def test_the_largest_share_and_the_table_say_who() -> None:
    songs = [[0, 1, 2], [0, 1, 2], [2, 2, 2]]
    owed = Attribution(NGram.fit(songs, SIZE, 3), songs, ["ab", "ab", "c"]).owed([0, 1, 2, 2])
    name, share = owed.largest()
    assert (name, share) == ("ab", pytest.approx(owed.mean[0]))
    assert owed.largest(3, 4)[0] == "c"
    table = owed.table(1)["share"]
    assert [*table.index] == ["ab", "1 others", "nobody: the base"]
    assert table.sum() == pytest.approx(1)


@given(st.lists(st.floats(0.01, 1), min_size=1, max_size=9))
def test_the_effective_number_lies_between_one_and_all(shares: list[float]) -> None:
    found = effective_sources(shares)
    assert 1 - 1e-9 <= found <= len(shares) + 1e-9
    assert effective_sources([s / 7 for s in shares] + [0.0]) == pytest.approx(found)
    twice = effective_sources([s / 2 for s in shares for _ in range(2)])
    assert twice == pytest.approx(2 * found)


def test_who_owes_nobody_has_no_number() -> None:
    assert np.isnan(effective_sources([0, 0]))
