"""What can be asked of a tune's events, against slow and obvious versions."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from any_tune import tunes
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from meantone.tunes import (
    REST,
    Tune,
    downbeat_notes,
    durations,
    held,
    intervals,
    phrase_end_notes,
    pitch_classes,
    shuffled,
)

TUNE = Tune(
    (60, 62, REST, 64, 65, 67),
    (48, 48, 48, 48, 48, 96),
    meter=(3, 4),
    phrase_ends=(2, 5),
)

pairs = st.lists(
    st.tuples(st.one_of(st.just(REST), st.integers(0, 127)), st.integers(1, 96)), max_size=20
)


@given(pairs, st.integers(0, 2**32 - 1))
def test_shuffling_keeps_every_note_and_the_length(
    events: list[tuple[int, int]], seed: int
) -> None:
    tune = Tune.from_events(events, tonic="C", meter=(3, 4))
    mixed = shuffled(tune, np.random.default_rng(seed))
    notes = Counter((p, d) for p, d in zip(tune.pitches, tune.durations, strict=True) if p != REST)
    again = Counter(
        (p, d) for p, d in zip(mixed.pitches, mixed.durations, strict=True) if p != REST
    )
    assert notes == again
    assert mixed.length == tune.length
    assert (mixed.tonic, mixed.meter, mixed.phrase_ends) == (tune.tonic, tune.meter, ())
    assert mixed == shuffled(tune, np.random.default_rng(seed))


def test_shuffling_reaches_every_order_equally() -> None:
    tune = Tune((60, 62, 64), (48, 48, 48))
    rng = np.random.default_rng(5)
    orders = Counter(shuffled(tune, rng).pitches for _ in range(6000))
    assert len(orders) == 6
    assert stats.chisquare(list(orders.values())).pvalue > 1e-4


def test_an_end_on_a_rest_belongs_to_the_note_before() -> None:
    assert phrase_end_notes(TUNE).tolist() == [False, True, False, False, True]
    leading = Tune((REST, 60), (48, 48), phrase_ends=(0, 1))
    assert phrase_end_notes(leading).tolist() == [True]


@given(st.lists(st.integers(1, 6), min_size=1, max_size=12), st.integers(0, 3))
def test_downbeats_are_where_a_clock_says(quarters: list[int], pickup: int) -> None:
    tune = Tune((60,) * len(quarters), tuple(48 * q for q in quarters), meter=(4, 4),
                pickup=48 * pickup)  # fmt: skip
    clock, expected = -pickup, []
    for length in quarters:
        expected.append(clock % 4 == 0)
        clock += length
    assert downbeat_notes(tune).tolist() == expected


def test_a_rest_begins_no_bar() -> None:
    assert downbeat_notes(TUNE).tolist() == [True, False, True, False, False]
    rest_first = Tune((REST, 60, 62), (48, 48, 48), meter=(2, 4))
    assert downbeat_notes(rest_first).tolist() == [False, True]


def test_a_tune_without_meter_has_no_downbeats() -> None:
    with pytest.raises(ValueError, match="no meter"):
        downbeat_notes(Tune((60,), (48,)))


@given(st.lists(tunes(), max_size=4))
def test_values_of_notes_are_those_of_a_loop(some: list[Tune]) -> None:
    classes, steps, ticks = [], [], []
    for tune in some:
        before = None
        for pitch, duration in zip(tune.pitches, tune.durations, strict=True):
            if pitch == REST:
                continue
            classes.append(pitch % 12)
            ticks.append(duration)
            if before is not None:
                steps.append(pitch - before)
            before = pitch
    assert pitch_classes(some).tolist() == classes
    assert intervals(some).tolist() == steps
    assert durations(some).tolist() == ticks


@given(tunes())
def test_a_held_tune_has_the_notes_and_no_rest(tune: Tune) -> None:
    sung = held(tune)
    leading = tune.durations[0] if tune.pitches[:1] == (REST,) else 0
    assert sung.pitches == tune.notes
    assert sung.length == (tune.length - leading if tune.notes else 0)
    onsets = [at for at, pitch in zip(tune.onsets, tune.pitches, strict=True) if pitch != REST]
    assert [at + leading for at in sung.onsets] == onsets


def test_what_of_a_tune_is_compared() -> None:
    tunes = [Tune((60, REST, 71, 59), (48, 12, 24, 24)), Tune((REST,), (48,)), Tune((), ())]
    assert pitch_classes(tunes).tolist() == [0, 11, 11]
    assert intervals(tunes).tolist() == [11, -12]
    assert durations(tunes).tolist() == [48, 24, 24]
    assert len(pitch_classes([])) == len(intervals([])) == len(durations([])) == 0
