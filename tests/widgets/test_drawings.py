"""The small pictures of instruments: what they draw is what the numbers say."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from meantone.widgets.drawings import NUMBERED, bars, heat_color, heat_map

SVG = "{http://www.w3.org/2000/svg}"
SHARES = st.floats(0, 1).map(lambda p: round(p, 4))


def parts(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(SVG + tag))


def texts(svg: str) -> list[str]:
    return [part.text or "" for part in parts(svg, "text")]


def darkness(color: str) -> int:
    return -sum(int(color[i : i + 2], 16) for i in (1, 3, 5))


@given(arrays(np.float64, (3, 4), elements=SHARES))
def test_a_cell_for_whatever_can_happen_and_none_for_what_cannot(table: np.ndarray) -> None:
    svg = heat_map(table, ["start", "1", "<5"], ["1", "<5", "b7,", "end"])
    cells = parts(svg, "rect")[1:]  # the first is the paper
    assert len(cells) == (table > 0).sum()
    numbers = [text for text in texts(svg)[9:] if text.isdigit()]
    assert numbers == [f"{100 * p:.0f}" for p in table.flat if p >= 0.1]
    assert "<5" in texts(svg)


@given(st.lists(st.floats(0.001, 1), min_size=2, max_size=8, unique=True))
def test_the_likelier_the_darker(chances: list[float]) -> None:
    chances.sort()
    svg = heat_map([chances], ["1"], [str(n) for n in range(len(chances))])
    shades = [darkness(cell.get("fill", "")) for cell in parts(svg, "rect")[1:]]
    assert min(np.diff(shades)) >= -2  # each of three channels is rounded
    assert shades[-1] - shades[0] > 300 * (np.sqrt(chances[-1]) - np.sqrt(chances[0])) - 3
    assert shades[0] > darkness("#ffffff")


def test_cells_stand_in_their_rows_and_columns() -> None:
    svg = heat_map([[0.5, 0, 0], [0, 0, 0.5]], ["a", "b"], ["x", "y", "z"])
    places = [(float(c.get("x", "")), float(c.get("y", ""))) for c in parts(svg, "rect")[1:]]
    (x0, y0), (x1, y1) = places
    assert (x1 - x0, y1 - y0) == (2 * 27, 19)


@given(arrays(np.float64, 4, elements=SHARES), arrays(np.float64, 4, elements=SHARES))
def test_bars_are_as_high_as_their_shares(shares: np.ndarray, beside: np.ndarray) -> None:
    svg = bars(shares, beside, ["1", "3", "5", "end"], ("cold", "as learned"))
    drawn = parts(svg, "rect")[3:]  # after the paper and the legend
    heights = np.array([float(part.get("height", "")) for part in drawn])
    np.testing.assert_allclose(heights[0::2] / 170, shares, atol=0.001)
    np.testing.assert_allclose(heights[1::2] / 170, beside, atol=0.001)
    bottoms = [float(p.get("y", "")) + float(p.get("height", "")) for p in drawn]
    np.testing.assert_allclose(bottoms, bottoms[0], atol=0.11)
    assert {"cold", "as learned", "end"} <= set(texts(svg))


def test_numbers_are_read_on_every_cell() -> None:
    def light(color: str) -> float:
        levels = np.array([int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        linear = np.where(levels <= 0.04045, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
        return float(linear @ [0.2126, 0.7152, 0.0722]) + 0.05

    for p in np.linspace(NUMBERED, 1, 200):
        ink = re.findall(r'fill="(white|black)">\d', heat_map([[p]], ["1"], ["1"]))
        cell = light(heat_color(float(p)))
        assert (cell / 0.05 if ink == ["black"] else 1.05 / cell) >= 4.5, p
