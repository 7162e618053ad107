"""A prediction drawn beside its measurement: the drawing says what the numbers say."""

from __future__ import annotations

import base64
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meantone.teaching.records import drawings
from meantone.teaching.records.predictions import Revealed

SVG = "{http://www.w3.org/2000/svg}"
HEIGHTS = st.dictionaries(st.sampled_from([1.0, 1.5, 2.0, 3.0, 7.0]), st.floats(-5, 50), min_size=1)


def marks(svg: str, color: str) -> list[tuple[float, float]]:
    """Where the points of a color stand, without the one of the legend."""
    circles = ElementTree.fromstring(svg).iter(f"{SVG}circle")
    points = [(float(c.get("cx", "")), float(c.get("cy", ""))) for c in circles
              if c.get("stroke") == color]  # fmt: skip
    return points[:-1]


def drawn(revealed: Revealed) -> str:
    """The picture of a comparison, or nothing."""
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', revealed._repr_html_())
    return base64.b64decode(found[1]).decode("utf-8") if found else ""


@given(HEIGHTS, HEIGHTS)
def test_points_stand_as_high_as_their_numbers(
    predicted: dict[float, float], measured: dict[float, float]
) -> None:
    series = {"predicted": predicted, "measured": measured}
    svg = drawings.curves(series, ("n", "bits"))
    low = min(0.0, *predicted.values(), *measured.values())
    high = max(*predicted.values(), *measured.values())
    for name, curve in series.items():
        points = marks(svg, drawings.COLORS[name])
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        for (_, y), (_, height) in zip(points, sorted(curve.items()), strict=True):
            share = (height - low) / ((high - low) or 1.0)
            assert y == pytest.approx(56 + 150 * (1 - share), abs=0.06)


def test_bars_are_as_long_as_their_numbers() -> None:
    svg = drawings.numbers({"predicted": 20.0, "measured": 50.0})
    lengths = [float(x) for x in re.findall(r'<rect x="90" y="\d+" width="([\d.]+)"', svg)]
    assert lengths[0] / lengths[1] == pytest.approx(0.4)
    assert ">20<" in svg


def test_names_in_a_drawing_are_escaped() -> None:
    svg = drawings.curves({"measured": {1: 1}}, ("<a>", "b & c"))
    assert "&lt;a&gt;" in svg
    ElementTree.fromstring(svg)


def test_a_curve_is_drawn_as_a_curve() -> None:
    both = Revealed("90.curve", {1.0: 2.0, 2.0: 3.0}, {1.0: 2.5, 2.0: 1.0}, False, ("n", "bits"))
    svg = drawn(both)
    assert svg.count("<polyline") == 2
    assert ">n<" in svg
    words = "Curve of bits by n: predicted 2 at 1, 3 at 2; measured 2.5 at 1, 1 at 2."
    assert f'alt="{words}"' in both._repr_html_()


def test_without_a_prediction_the_measured_curve_is_alone() -> None:
    svg = drawn(Revealed("90.curve", None, {1.0: 2.5, 2.0: 1.0}))
    assert svg.count("<polyline") == 1
    assert "predicted" not in svg


def test_numbers_are_drawn_as_bars_and_words_not_at_all() -> None:
    assert drawn(Revealed("90.order", 3.0, 2.9)).count("<rect") == 3
    assert drawn(Revealed("90.way", "up", "down")) == ""
    assert drawn(Revealed("90.order", None, 2.9)) == ""


@pytest.mark.parametrize(
    "revealed",
    [
        Revealed("90.order", -3.0, 2.9),
        Revealed("90.order", 3.0, math.inf),
        Revealed("90.order", 3.0, math.nan),
        Revealed("90.curve", {1.0: 2.0}, {1.0: math.nan}),
    ],
)
def test_what_no_bar_or_curve_can_show_is_said(revealed: Revealed) -> None:
    assert drawn(revealed) == ""
    assert revealed.text in revealed._repr_html_()
