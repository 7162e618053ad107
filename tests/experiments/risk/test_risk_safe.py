"""Risky bars made safe: whatever is replaced, no other way to do it is more probable."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.experiments.risk import (
    bar_bits,
    bar_numbers,
    departures,
    make_safe,
    riskiest_bar,
    riskiest_notes,
    riskiest_places,
    safe_together,
    with_notes,
)
from meantone.models import MarkovChain, surprise
from meantone.tunes import Degree, Tune

CHAIN = MarkovChain.fit([[0, 1, 2, 1, 0], [0, 0, 2, 1], [2, 1, 0]], size=3, add=0.5)
TOKENS = st.lists(st.integers(0, 2), min_size=1, max_size=6)


@given(TOKENS, st.data())
def test_nothing_is_safer_than_what_was_made_safe(tune: list[int], data: st.DataObject) -> None:
    places = sorted(data.draw(st.sets(st.integers(0, len(tune) - 1), min_size=1, max_size=3)))
    safe = make_safe(CHAIN, tune, places)
    assert set(safe.changed) <= set(places)
    assert safe.before.tolist() == tune
    least = safe.bits_after.sum()
    for filling in product(range(3), repeat=len(places)):
        other = np.array(tune)
        other[places] = filling
        assert surprise(CHAIN, other).sum() >= least - 1e-9
    assert safe.saved == pytest.approx(surprise(CHAIN, tune).sum() - least)
    assert safe.saved >= -1e-9


def test_what_is_saved_there_leaves_out_what_follows() -> None:
    safe = make_safe(CHAIN, [0, 2, 2, 0], [1])
    there = surprise(CHAIN, [0, 2, 2, 0])[1] - surprise(CHAIN, safe.after)[1]
    assert safe.saved_there == pytest.approx(there)
    assert safe.saved_there != pytest.approx(safe.saved)


def test_bars_are_numbered_from_one_and_a_pickup_is_zero() -> None:
    tune = Tune((67, 60, -1, 62, 64), (48, 48, 48, 48, 48), meter=(3, 4), pickup=48)
    assert bar_numbers(tune).tolist() == [0, 1, 1, 2]
    assert bar_numbers(Tune((60,) * 5, (48,) * 5)).tolist() == [1, 1, 1, 1, 2]


def test_the_riskiest_bar_has_most_bits_a_note_and_the_first_of_equals_wins() -> None:
    assert bar_bits([1, 1, 1, 1, 3], [1, 1, 1, 1, 3]) == {1: 1.0, 3: 3.0}
    assert riskiest_bar([1, 1, 1, 1, 3], [1, 1, 1, 1, 3]) == 3
    assert riskiest_bar([2.0, 1.0, 2.0], [0, 1, 2]) == 0


@given(st.lists(st.integers(0, 5), min_size=1, max_size=8), st.integers(1, 9))
def test_the_riskiest_notes_are_the_first_of_a_sorted_list(bits: list[int], count: int) -> None:
    slow = sorted(sorted(range(len(bits)), key=lambda place: (-bits[place], place))[:count])
    assert riskiest_notes(bits, count).tolist() == slow


@given(st.lists(st.floats(0, 9), min_size=1, max_size=9), st.integers(1, 4))
def test_the_riskiest_places_are_all_notes_of_the_costliest_bars(
    bits: list[float], count: int
) -> None:
    bars = np.arange(len(bits)) // 2
    costs = {bar: np.mean(bits[2 * bar : 2 * bar + 2]) for bar in range(bars[-1] + 1)}
    free = riskiest_places(np.array(bits), bars, count).tolist()
    inside = set(bars[free].tolist())
    assert free == [place for place in range(len(bits)) if bars[place] in inside]
    assert len(inside) == min(count, len(costs))
    outside = [cost for bar, cost in costs.items() if bar not in inside]
    assert min(costs[bar] for bar in inside) >= max(outside, default=0)


def test_other_notes_stand_in_the_same_rhythm_and_key() -> None:
    view = Degree([-5, 0, 2, 4, 7])
    tune = Tune((62, 66, -1, 69), (24, 24, 48, 96), tonic="D", meter=(4, 4), phrase_ends=(3,))
    other = with_notes(tune, view, [1, 0, 4])
    assert other.pitches == (62, 57, -1, 69)
    assert (other.durations, other.phrase_ends) == (tune.durations, tune.phrase_ends)
    assert with_notes(tune, view, view.encode(tune)) == tune
    with pytest.raises(ValueError, match="argument"):
        with_notes(tune, view, [1, 0])


def test_departures_name_the_costliest_notes_and_what_was_expected() -> None:
    tune = [0, 1, 0, 2, 2]
    found = departures(CHAIN, tune, ["do", "re", "mi"], 2)
    bits = surprise(CHAIN, tune)
    assert [one.place for one in found] == riskiest_notes(bits[:-1], 2).tolist()
    for one in found:
        assert one.bits == pytest.approx(bits[one.place])
        assert one.sung == ["do", "re", "mi"][tune[one.place]]
        rows = [2 ** -surprise(CHAIN, [*tune[: one.place], note])[one.place] for note in range(3)]
        assert one.chance == pytest.approx(max(rows))
        assert one.expected == ["do", "re", "mi"][int(np.argmax(rows))]


def test_the_more_bars_are_safe_the_fewer_bits_and_the_same_places_are_drawn() -> None:
    rng = np.random.default_rng(0)
    songs = [(rng.integers(0, 3, 12), np.repeat([1, 2, 3], 4)) for _ in range(6)]
    found = safe_together(CHAIN, songs, np.random.default_rng(1), (1, 2)).sets
    assert [*found] == ["people", "1 bar safe", "2 bars safe", "2 bars drawn", "shuffled"]
    bits = [found[name].bits for name in ("people", "1 bar safe", "2 bars safe")]
    assert bits[0] > bits[1] > bits[2]
    for (tune, bars), drawn, safe in zip(
        songs, found["2 bars drawn"].tunes, found["2 bars safe"].tunes, strict=True
    ):
        free = riskiest_places(surprise(CHAIN, tune)[:-1], bars, 2)
        stay = np.setdiff1d(np.arange(12), free)
        assert (drawn[stay] == tune[stay]).all()
        assert (safe[stay] == tune[stay]).all()
    assert found["people"].kept == 1
    again = safe_together(CHAIN, songs, np.random.default_rng(1), (1, 2)).sets
    assert [t.tolist() for t in again["2 bars drawn"].tunes] == [
        t.tolist() for t in found["2 bars drawn"].tunes
    ]
