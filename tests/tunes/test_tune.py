"""The tune value: what it refuses, and what its helpers promise."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import MODES, REST, Tune, TuneError, note_name
from meantone.tunes.spelling import spell
from meantone.tunes.tune import key_fifths, pitch_class, tonic_name

events = st.lists(
    st.tuples(st.one_of(st.just(REST), st.integers(0, 127)), st.integers(1, 400)), max_size=20
)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"pitches": (60,), "durations": (48, 48)}, "as many durations as pitches, not 2 for 1"),
        ({"pitches": (60, 128), "durations": (48, 48)}, "event 1: its pitch is 128"),
        ({"pitches": (60, -2), "durations": (48, 48)}, "event 1: its pitch is -2"),
        ({"pitches": (60,), "durations": (0,)}, "event 0: its duration is 0 ticks"),
        ({"pitches": (REST, REST), "durations": (1, 1)}, "event 0: it and the next are both rests"),
        (
            {"pitches": (60.5,), "durations": (48,)},
            "pitches: it holds something that is not a whole",
        ),
        ({"pitches": (60,), "durations": ("48",)}, "durations: it holds something"),
        ({"pitches": (), "durations": (), "tonic": "H"}, "tonic: 'H' is not a tonic"),
        ({"pitches": (), "durations": (), "mode": "blue"}, "mode: 'blue' is none of major"),
        ({"pitches": (), "durations": (), "meter": (4, 3)}, "meter: (4, 3) is not a meter"),
        ({"pitches": (), "durations": (), "meter": "3/4"}, "meter: '3/4' is not a meter; write"),
        ({"pitches": (), "durations": (), "tonic": 0}, "tonic: 0 is not a tonic; write a letter"),
        ({"pitches": (), "durations": (), "pickup": -1}, "pickup: it is -1 ticks"),
        ({"pitches": (60,), "durations": (1,), "phrase_ends": (1,)}, "phrase_ends: (1,) must rise"),
        ({"pitches": (60, 61), "durations": (1, 1), "phrase_ends": (1, 0)}, "must rise"),
    ],
)
def test_what_is_no_tune_is_refused_with_its_place(fields: dict, message: str) -> None:
    with pytest.raises(TuneError) as caught:
        Tune(**fields)
    assert message in str(caught.value)


def test_a_tune_cannot_change_and_can_be_a_key() -> None:
    tune = Tune((60,), (48,))
    with pytest.raises(dataclasses.FrozenInstanceError):
        tune.id = "other"  # type: ignore[misc]
    assert {tune: 1}[Tune([60], [48])] == 1  # type: ignore[arg-type]


@given(events, st.data())
def test_from_events_keeps_sound_length_and_phrases(
    pairs: list[tuple[int, int]], data: st.DataObject
) -> None:
    ends = data.draw(st.sets(st.integers(0, len(pairs) - 1)) if pairs else st.just(set()))
    tune = Tune.from_events(pairs, phrase_ends=tuple(ends))
    assert tune.length == sum(ticks for _, ticks in pairs)
    assert tune.notes == tuple(pitch for pitch, _ in pairs if pitch != REST)
    # A phrase that ended on a note still ends on that note.
    sounding = [i for i, (pitch, _) in enumerate(pairs) if pitch != REST]
    kept = [i for i, pitch in enumerate(tune.pitches) if pitch != REST]
    assert [sounding.index(e) for e in sorted(ends) if e in sounding] == [
        kept.index(e) for e in tune.phrase_ends if e in kept
    ]


def test_the_lowest_note_moved_down_is_not_a_rest() -> None:
    with pytest.raises(TuneError, match="a note would have the pitch -1"):
        Tune((0,), (48,)).transpose(-1)


@given(events, st.integers(-12, 12))
def test_transposing_back_gives_the_tune_again(pairs: list[tuple[int, int]], steps: int) -> None:
    tune = Tune.from_events(pairs, tonic="D", mode="minor")
    if all(0 <= pitch + steps <= 127 for pitch in tune.notes):
        there = tune.transpose(steps)
        assert there.transpose(-steps).pitches == tune.pitches
        assert (there.tonic_pitch_class - steps) % 12 == tune.tonic_pitch_class
    else:
        with pytest.raises(TuneError):
            tune.transpose(steps)


@given(events, st.integers(0, 20), st.integers(0, 20), st.integers(0, 143))
def test_an_excerpt_keeps_its_place_in_the_bar(
    pairs: list[tuple[int, int]], start: int, stop: int, pickup: int
) -> None:
    tune = Tune.from_events(pairs, meter=(3, 4), pickup=pickup)
    part = tune.excerpt(start, stop)
    assert part.pitches == tune.pitches[start:stop]
    if part.pitches and start < len(tune):
        assert (tune.onsets[start] - tune.pickup + part.pickup) % tune.bar_length == 0
        assert 0 <= part.pickup < tune.bar_length


@pytest.mark.parametrize("mode", MODES)
def test_tonic_names_have_the_smallest_signature(mode: str) -> None:
    for home in range(12):
        name = tonic_name(home, mode)
        assert pitch_class(name) == home
        assert abs(key_fifths(name, mode)) <= 6


@given(st.integers(0, 127), st.integers(-7, 7))
def test_spelling_names_the_pitch_it_was_given(pitch: int, fifths: int) -> None:
    letter, alter, octave = spell(pitch, fifths)
    assert 12 * (octave + 1) + pitch_class(letter) + alter == pitch
    assert -2 <= alter <= 2
    name = note_name(pitch, fifths)
    assert name[0] == letter
    assert name.endswith(str(octave))


@pytest.mark.parametrize(
    ("fifths", "scale"),
    [
        (0, "C D E F G A B"),
        (4, "E F# G# A B C# D#"),
        (-4, "Ab Bb C Db Eb F G"),
        (6, "F# G# A# B C# D# E#"),
        (-6, "Gb Ab Bb Cb Db Eb F"),
    ],
)
def test_a_scale_is_named_as_its_signature_says(fifths: int, scale: str) -> None:
    home = 60 + fifths * 7 % 12
    steps = (0, 2, 4, 5, 7, 9, 11)
    assert [note_name(home + s, fifths)[:-1] for s in steps] == scale.split()
