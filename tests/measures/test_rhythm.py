"""Rhythm and bars, against loops and MusPy."""

from __future__ import annotations

import math
from itertools import chain, combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.measures import (
    bars,
    groove_consistency,
    grooving_similarity,
    pitch_class_entropy,
    repeated_bars,
)
from meantone.tunes import REST, Tune, load

events = st.lists(
    st.tuples(st.sampled_from([60, 62, 67, 72]), st.sampled_from([12, 24, 36, 48, 96])),
    min_size=1,
    max_size=30,
)


def tune_of(notes: list[tuple[int, int]], pickup: int = 0) -> Tune:
    pitches, ticks = zip(*notes, strict=True)
    return Tune(pitches, ticks, meter=(2, 4), pickup=pickup)


def slow_bars(tune: Tune) -> list[list[tuple[int, int, int]]]:
    """Return the notes bar by bar, looking for those of each bar."""
    found = []
    for start in range(tune.pickup, tune.length, 96):
        notes = zip(tune.onsets, tune.pitches, tune.durations, strict=True)
        found.append(
            [(at - start, p, d) for at, p, d in notes if p != REST and start <= at < start + 96]
        )
    return found


@given(events, st.sampled_from([0, 12, 48]))
def test_a_bar_holds_what_begins_in_it(notes: list[tuple[int, int]], pickup: int) -> None:
    tune = tune_of([(60, pickup or 12), *notes], pickup)
    slow = slow_bars(tune)
    assert [list(bar) for bar in bars(tune)] == slow
    played = [bar for bar in slow if bar]
    again = [bar in played[:place] for place, bar in enumerate(played)]
    assert repeated_bars(tune) == pytest.approx(np.mean(again) if again else math.nan, nan_ok=True)


@given(events)
def test_grooves_are_compared_two_by_two(notes: list[tuple[int, int]]) -> None:
    tune = tune_of(notes)
    grooves = [
        [any(at == 12 * step for at, _, _ in bar) for step in range(8)] for bar in slow_bars(tune)
    ]

    def alike(pairs: list[tuple[list[bool], list[bool]]]) -> float:
        return 1 - float(np.mean([np.not_equal(a, b).mean() for a, b in pairs]))

    if len(grooves) < 2:
        assert math.isnan(grooving_similarity(tune))
        assert math.isnan(groove_consistency(tune))
    else:
        assert grooving_similarity(tune) == pytest.approx(alike([*combinations(grooves, 2)]))
        assert groove_consistency(tune) == pytest.approx(alike([*pairwise(grooves)]))


@given(events, st.integers(1, 5))
def test_entropy_of_some_bars_is_the_mean_over_stretches(
    notes: list[tuple[int, int]], window: int
) -> None:
    def bits(stretch: list[int]) -> float:
        shares = [stretch.count(name) / len(stretch) for name in set(stretch)]
        return -sum(share * math.log2(share) for share in shares)

    tune = tune_of(notes)
    names = [[pitch % 12 for _, pitch, _ in bar] for bar in slow_bars(tune)]
    joined = [[*chain(*names[i : i + window])] for i in range(len(names) - window + 1)]
    expected = [bits(stretch) for stretch in joined if stretch]
    found = pitch_class_entropy(tune, window)
    assert found == pytest.approx(np.mean(expected) if expected else math.nan, nan_ok=True)


MUSPY = {
    "entropy": [2.5294881143, 2.4595479299, 1.7990156707],
    "groove": [0.9950181159, 0.99609375, 0.9878472222],
}
"""What MusPy 0.5.0 gave for the first three such tunes of `starter`."""


def whole_bars() -> list[Tune]:
    """Return tunes of `starter` without a pickup, the last note a tick short.

    MusPy counts no pickup, and an empty bar more where a tune ends with a bar.
    """
    some = [tune for tune in load("starter") if tune.bar_length and not tune.pickup]
    some = [tune for tune in some if tune.length % (tune.bar_length or 1) == 0]
    return [
        Tune(tune.pitches, (*tune.durations[:-1], tune.durations[-1] - 1), meter=tune.meter)
        for tune in some
    ]


def test_entropy_and_groove_are_those_of_muspy_as_recorded() -> None:
    some = whole_bars()[:3]
    assert [*map(pitch_class_entropy, some)] == pytest.approx(MUSPY["entropy"])
    assert [groove_consistency(tune, 1) for tune in some] == pytest.approx(MUSPY["groove"])


def test_entropy_and_groove_are_those_of_muspy() -> None:
    muspy = pytest.importorskip("muspy", exc_type=ImportError)
    for tune in whole_bars():
        notes = [
            muspy.Note(time=onset, pitch=pitch, duration=ticks, velocity=64)
            for onset, pitch, ticks in zip(tune.onsets, tune.pitches, tune.durations, strict=True)
            if pitch != REST
        ]
        music = muspy.Music(resolution=48, tracks=[muspy.Track(notes=notes)])
        assert pitch_class_entropy(tune) == pytest.approx(muspy.pitch_class_entropy(music))
        peer = muspy.groove_consistency(music, tune.bar_length)
        assert groove_consistency(tune, step=1) == pytest.approx(peer)


def test_what_has_no_bars_has_no_figure() -> None:
    free = Tune((60, 62, 64), (48, 48, 48))
    assert bars(free) == bars(Tune((), (), meter=(4, 4))) == []
    for measure in (repeated_bars, grooving_similarity, groove_consistency):
        assert math.isnan(measure(free))
    assert math.isnan(pitch_class_entropy(free, 1))
    assert math.isnan(pitch_class_entropy(Tune((REST,), (48,))))
    assert math.isnan(repeated_bars(Tune((REST,), (384,), meter=(4, 4))))
    with pytest.raises(ValueError, match="the window is 0 bars"):
        pitch_class_entropy(free, 0)
    with pytest.raises(ValueError, match="the step is 0 ticks"):
        grooving_similarity(free, 0)
