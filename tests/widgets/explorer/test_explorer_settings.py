"""What can be set in the explorer: written down and read again, and nothing that is not there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.widgets import DECODERS, MODELS, Setting
from meantone.widgets.explorer.settings import ORDERS, WHOLE


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    decoder = DECODERS[draw(st.sampled_from([*DECODERS]))]
    number = st.integers if decoder.name in WHOLE else st.floats
    return Setting(
        draw(st.text(max_size=9)),
        draw(st.sampled_from([*MODELS]) | st.text(max_size=9)),
        draw(st.sampled_from(ORDERS)),
        decoder.name,
        draw(number(*map(int, (decoder.least, decoder.most)))) if decoder.least >= 1
        else draw(st.floats(decoder.least, decoder.most)),
        draw(st.integers(0, 10**9)),
    )  # fmt: skip


@given(settings())
def test_a_setting_can_be_written_down_as_code_and_as_text(one: Setting) -> None:
    assert eval(repr(one)) == one
    assert Setting.from_text(one.text) == one
    assert Setting.from_text("#" + one.text) == one
    assert ";" not in one.text  # joins two


@pytest.mark.parametrize("name", DECODERS)
def test_every_stop_of_a_slider_is_a_setting_that_says_what_it_does(name: str) -> None:
    decoder = DECODERS[name]
    assert len(set(decoder.stops)) == len(decoder.stops)
    assert sorted(decoder.stops) in ([*decoder.stops], [*decoder.stops][::-1])
    assert decoder.start in decoder.stops
    for stop in decoder.stops:
        assert Setting(decoder=name, strength=stop).strength == stop
        assert decoder.says(stop)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"decoder": "guess"}, "no decoder 'guess'; there are temperature, top-k"),
        ({"order": 0}, "the order is 0; it is a whole number from 1 to 8"),
        ({"order": 2.5}, "the order is 2.5; it is a whole number"),
        ({"strength": -1}, "the strength of temperature is -1"),
        ({"strength": float("nan")}, "the strength of temperature is nan"),
        ({"decoder": "top-k", "strength": 2.5}, "a whole number from 1 to 999: notes kept"),
        ({"strength": True}, "is True"),
        ({"draw": -1}, "the draw is -1"),
    ],
)
def test_what_cannot_be_set_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Setting(**given)


@pytest.mark.parametrize("text", ["", "nonsense", "order=three", "colour=red", "draw="])
def test_a_text_that_is_no_setting_is_refused_with_what_it_should_be(text: str) -> None:
    with pytest.raises(ValueError, match="it is written as NAME=VALUE&NAME=VALUE"):
        Setting.from_text(text)


def test_a_sliders_ends_are_named_for_what_they_are() -> None:
    ends = {name: decoder.ends for name, decoder in DECODERS.items()}
    assert ends["temperature"] == ("mode", "noise")
    assert {ends[name] for name in ("top-k", "top-p", "min-p", "mirostat")} == {
        ("mode", "the model")
    }
    assert ends["typical"] == ("most typical", "the model")
    assert (ends["beam"][1], ends["exact"][1]) == ("wider", "more of the best")
