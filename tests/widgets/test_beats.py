"""Sixteen beats: what is picked is the tune, and nothing else gets in."""

import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import REST
from meantone.widgets import BeatPicker, tune_of_beats

BEATS = st.lists(st.sampled_from([None, REST, 55, 60, 72]), min_size=16, max_size=16)


def slowly(beats: list) -> list[tuple[int, int]]:
    """Return pitch and beats of each event, by the definition: what sounds at every beat."""
    found: list[list[int]] = []
    for beat in beats:
        pitch = REST if beat is None and not found else beat
        if found and (pitch is None or pitch == found[-1][0] == REST):
            found[-1][1] += 1
        else:
            found.append([pitch, 1])
    return [tuple(event) for event in found]


@given(BEATS)
def test_the_tune_is_what_sounds_at_every_beat(beats: list) -> None:
    if not {55, 60, 72} & set(beats):
        with pytest.raises(ValueError, match="at least one note"):
            tune_of_beats(beats)
        return
    tune = tune_of_beats(beats)
    durations = [ticks // 48 for ticks in tune.durations]
    assert list(zip(tune.pitches, durations, strict=True)) == slowly(beats)
    assert tune.length == 16 * 48


def test_a_change_of_value_changes_words_and_sound() -> None:
    picker = BeatPicker([60] * 16)
    before = picker.sounds[0]["source"]
    picker.value = [60, None, REST, 72] * 4
    assert picker.words == "Your tune: " + " ".join(["1 - rest 1'"] * 4)
    assert picker.sounds[0]["source"] != before


@pytest.mark.parametrize("bad", [[], [60] * 17, [REST] * 16, [128] * 16, ["1"] * 16])
def test_what_is_no_tune_does_not_get_in(bad: list) -> None:
    picker = BeatPicker([60] * 16)
    with pytest.raises(traitlets.TraitError, match="a tune of yours has"):
        picker.value = bad
    assert picker.value == [60] * 16
