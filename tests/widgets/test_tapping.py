"""The tapping instrument: what was tapped is the take, and nothing else gets in."""

from __future__ import annotations

import base64

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import Take, Tune, TuneError, steady
from meantone.widgets import TapPad, latency_words, take_of_taps, tapping_card, taps_of

TUNE = Tune((60, 62, 64, 60), (48, 24, 24, 96), title="Call")
GAPS = st.lists(st.floats(45, 5000), min_size=3, max_size=3)


@given(GAPS, st.floats(0, 1e7), st.lists(st.integers(1, 127), min_size=4, max_size=4))
def test_a_take_is_what_was_tapped_whenever_it_began(
    gaps: list[float], start: float, struck: list[int]
) -> None:
    times = start + np.append(0, np.cumsum(gaps))
    take = take_of_taps(TUNE, [[at, force] for at, force in zip(times, struck, strict=True)])
    assert np.diff(take.onsets) == pytest.approx(np.array(gaps) / 1000, abs=1e-5)
    assert take.velocities == tuple(struck)
    again = take_of_taps(TUNE, taps_of(take))
    assert again.onsets == pytest.approx(take.onsets)


@pytest.mark.parametrize(
    "taps",
    [[], [[0, 64]], [[0, 64]] * 4, [[0], [1], [2], [3]], [["a", 64]] * 4, [None] * 4, 7,
     [[0, 64], [500, 64], [900, 64], [1500, 200]]],
)  # fmt: skip
def test_what_is_no_take_does_not_get_in(taps: object) -> None:
    with pytest.raises(TuneError):
        take_of_taps(TUNE, taps)  # type: ignore[arg-type]
    pad = TapPad(TUNE)
    with pytest.raises(traitlets.TraitError):
        pad.value = [taps]
    assert pad.value == []


def test_two_takes_are_kept_and_no_third() -> None:
    one, two = taps_of(steady(TUNE, 100)), taps_of(steady(TUNE, 140))
    pad = TapPad(TUNE, [one])
    assert pad.words.startswith("Take 1: 100 quarters a minute; its tempo strays by 0 %")
    assert pad.words.endswith("One more.")
    pad.value = [one, two]
    assert "Take 2: 140 quarters a minute" in pad.words
    assert pad.words.endswith("Both takes are there.")
    assert [sound["label"] for sound in pad.sounds] == ["take 1", "take 2"]
    with pytest.raises(traitlets.TraitError, match="3 takes; 2 are kept"):
        pad.value = [one, two, one]
    pad.value = [two]
    assert pad.takes == [steady(TUNE, 140)]


def test_without_a_take_the_melody_is_heard() -> None:
    pad = TapPad(TUNE)
    assert pad.words == "No take yet. The melody: Call, 4 notes."
    assert [sound["label"] for sound in pad.sounds] == ["the melody, steady"]
    assert pad.picture.startswith("data:image/svg+xml")
    assert "Call" in pad.alt
    assert pad.notes == [["C4", 60, 1], ["D4", 62, 0.5], ["E4", 64, 0.5], ["C4", 60, 2]]


def test_the_picture_and_the_words_are_those_of_the_takes() -> None:
    take = Take(TUNE, (0, 0.5, 0.8, 1.0), (50, 100, 50, 100))
    shown = tapping_card(TUNE, [take])
    strays = 100 * (2 ** np.std(np.log2([1 / 0.5, 0.5 / 0.3, 0.5 / 0.2])) - 1)
    assert f"its tempo strays by {strays:.0f} %, its loudness by 25 of 127" in shown.words
    assert shown.svg.count("<polyline") == 2
    assert tapping_card(TUNE, [take, take]).svg.count("<polyline") == 4
    pad = TapPad(TUNE, [taps_of(take)])
    assert base64.b64decode(pad.picture.partition(",")[2]).decode() == shown.svg


def test_how_late_taps_come_is_said() -> None:
    pad = TapPad(TUNE)
    assert pad.timing == ""
    pad.offsets = [10.0, 30.0, 20.0]
    assert pad.timing.startswith("Beside 3 clicks your taps came 20 ms late on average, with a dev")
    assert "deviation of 10 ms" in pad.timing
    assert "does not say how long" in pad.timing
    pad.reported = 42.0
    assert "42 ms to leave the machine" in pad.timing
    assert latency_words([], 0).startswith("The browser does not say")
    assert "early" in latency_words([-3, -5], 0)


def test_a_saved_page_keeps_words_and_sound() -> None:
    bundle = TapPad(TUNE, [taps_of(steady(TUNE))])._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Take 1: 100 quarters a minute" in data["text/plain"]
    assert "<audio" in data["text/html"]
    assert "alt=" in data["text/html"]
