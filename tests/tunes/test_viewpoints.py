"""Viewpoints: what each keeps comes back, what it drops does not, and note-seq agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import (
    REST,
    TICKS_PER_QUARTER,
    Degree,
    DegreeDuration,
    Grid,
    Interval,
    Pitch,
    Tune,
    TuneError,
    Viewpoint,
)
from meantone.tunes.tune import tonic_name

KINDS: list[type[Viewpoint]] = [Pitch, Degree, Interval, DegreeDuration, Grid]


@st.composite
def tunes(draw: st.DrawFn, least: int = 1, step: int = 1) -> Tune:
    """A tune with at least `least` notes, all durations whole numbers of `step`."""
    pairs = draw(
        st.lists(
            st.tuples(st.one_of(st.just(REST), st.integers(30, 100)), st.integers(1, 12)),
            min_size=least,
            max_size=24,
        ).filter(lambda pairs: sum(p != REST for p, _ in pairs) >= least)
    )
    home = draw(st.integers(0, 11))
    return Tune.from_events([(p, d * step) for p, d in pairs], tonic=tonic_name(home, "major"))


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_tokens_name_the_symbols(kind: type[Viewpoint], data: st.DataObject) -> None:
    tune = data.draw(tunes())
    view = kind.of([tune])
    tokens = view.encode(tune)
    assert [view.vocabulary[token] for token in tokens] == view.symbols(tune)
    assert len(view.labels) == len(set(view.labels)) == len(view.vocabulary)
    assert list(view.vocabulary) == sorted(view.vocabulary)
    assert tokens.dtype == np.int64


@pytest.mark.parametrize("kind", [Pitch, Degree, Interval])
@given(data=st.data())
def test_pitches_come_back_and_rhythm_does_not(kind: type[Viewpoint], data: st.DataObject) -> None:
    tune = data.draw(tunes())
    view = kind.of([tune])
    back = view.decode(view.encode(tune), anchor=view.anchor(tune), duration=24)
    assert back.pitches == tune.notes
    assert set(back.durations) == {24}


@given(tunes())
def test_degree_and_duration_bring_back_the_whole_tune(tune: Tune) -> None:
    view = DegreeDuration.of([tune])
    back = view.decode(view.encode(tune), anchor=view.anchor(tune))
    assert (back.pitches, back.durations) == (tune.pitches, tune.durations)


@given(tunes(step=Grid.step))
def test_the_grid_brings_back_what_fits_it(tune: Tune) -> None:
    back = Grid().decode(Grid().encode(tune))
    kept = len(tune) - (tune.pitches[-1] == REST)  # silence at the end is left out
    assert back.pitches == tune.pitches[:kept]
    assert back.durations == tune.durations[:kept]


@given(tunes(), st.integers(-12, 12))
def test_degrees_and_intervals_do_not_hear_the_key(tune: Tune, steps: int) -> None:
    moved = tune.transpose(steps)
    assert Degree().symbols(moved) == Degree().symbols(tune)
    assert Interval().symbols(moved) == Interval().symbols(tune)
    assert DegreeDuration().symbols(moved) == DegreeDuration().symbols(tune)


@given(tunes())
def test_the_tonic_lies_where_the_docstring_says(tune: Tune) -> None:
    home = Degree().anchor(tune)
    assert home % 12 == tune.tonic_pitch_class
    assert -2 <= np.mean(tune.notes) - home < 10


@given(tunes())
def test_the_grid_is_note_seqs_melody(tune: Tune) -> None:
    note_seq = pytest.importorskip("note_seq")
    from meantone.tunes import to_note_sequence

    # note-seq drops silent bars at the start, so the tune starts with a note.
    pitches = tune.pitches[tune.pitches[0] == REST :]
    tune = replace(tune, pitches=pitches, durations=tune.durations[-len(pitches) :])
    # A tempo of 120 makes a tick a whole number of microseconds... and a float exact enough.
    sequence = note_seq.quantize_note_sequence(to_note_sequence(tune, tempo=120), 4)
    melody = note_seq.Melody()
    melody.from_quantized_sequence(
        sequence, gap_bars=1000, ignore_polyphonic_notes=True, pad_end=False
    )
    assert Grid().symbols(tune) == list(melody)


def test_what_is_not_in_the_vocabulary_is_named() -> None:
    view = Pitch.of([Tune((60,), (48,))])
    with pytest.raises(TuneError, match=r"Two: D4 is not in the vocabulary .*Pitch\.of"):
        view.encode(Tune((60, 62), (48, 48), title="Two"))
    with pytest.raises(TuneError, match="token 1: it is 1; the vocabulary has tokens 0 to 0"):
        view.decode([0, 1])
    with pytest.raises(TuneError, match="token 0: it is -1"):
        view.decode([-1])


def test_degrees_need_a_tonic() -> None:
    with pytest.raises(TuneError, match="Lost: its tonic is not known"):
        Degree().encode(Tune((60,), (48,), title="Lost"))


def test_a_vocabulary_names_each_symbol_once() -> None:
    with pytest.raises(ValueError, match="repeats a symbol"):
        Pitch([60, 60])


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_tune_is_no_tokens_and_back(kind: type[Viewpoint]) -> None:
    empty = Tune((), (), tonic="C")
    assert len(kind().encode(empty)) == 0
    assert kind().decode([]).notes == (() if kind is not Interval else (60,))


def test_labels_read_as_musicians_write_them() -> None:
    assert [Degree().label(s) for s in (-5, 0, 3, 12, 26)] == ["5,", "1", "b3", "1'", "2''"]
    assert [Interval().label(s) for s in (-2, 0, 7)] == ["-2", "0", "+7"]
    assert [Grid().label(s) for s in (-2, -1, 0, 60)] == ["hold", "off", "C-1", "C4"]
    assert DegreeDuration().label((7, TICKS_PER_QUARTER // 3)) == "5 1/3"


def test_a_note_below_every_pitch_is_not_a_rest() -> None:
    for view, tokens in [
        (Degree([-61]), [0]),
        (Interval([-61]), [0]),
        (DegreeDuration([(-61, 48)]), [0]),
    ]:
        with pytest.raises(TuneError, match="a note would have the pitch -1"):
            view.decode(tokens, anchor=60)
