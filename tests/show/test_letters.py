"""Texts of charts: as wide in any font as was measured, and none is cut at its picture's edge."""

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from meantone.show import roll
from meantone.show.charts import to_svg
from meantone.show.letters import width_in_arial, with_widths
from meantone.tunes import Tune

LESSONS = sorted((Path(__file__).resolve().parents[2] / "lessons").glob("*.ipynb"))
STORED = re.compile(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)")
MOVED = re.compile(r"translate\(([-\d.]+)")
SVG = "{http://www.w3.org/2000/svg}"
WIDE = 0.73  # of the size: DejaVu Sans Bold, the widest font in use, has no title that is wider
STARTS = {"start": 0.0, "middle": 0.5, "end": 1.0}


def charts(lesson: Path) -> list[str]:
    """Return the charts that a lesson stores."""
    pictures = [base64.b64decode(one).decode() for one in STORED.findall(lesson.read_text("utf-8"))]
    return [picture for picture in pictures if 'class="marks"' in picture]


def lines_of(
    part: ElementTree.Element, x: float = 0
) -> Iterator[tuple[float, ElementTree.Element, ElementTree.Element]]:
    """Give each line of a chart's level texts that can be seen: where it is put, and its text."""
    place = part.get("transform", "")
    x += sum(float(by) for by in MOVED.findall(place))
    if part.tag == f"{SVG}text":
        if "rotate" not in place and part.get("opacity") != "0":
            yield from ((x, part, line) for line in ([*part] or [part]))
        return
    for inner in part:
        yield from lines_of(inner, x)


def cut_off(svg: str) -> list[str]:
    """Return the lines of a chart that some font puts beyond its left or right edge."""
    picture = ElementTree.fromstring(svg)
    found = []
    for x, text, line in lines_of(picture):
        words, size = line.text or "", float(text.get("font-size", "0").removesuffix("px"))
        width = float(line.get("textLength", WIDE * size * len(words)))
        left = x - width * STARTS[text.get("text-anchor", "start")]
        if left < 0 or left + width > float(picture.get("width", 0)):
            found.append(words)
    return found


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_no_text_of_a_stored_chart_is_cut_off(lesson: Path) -> None:
    assert [words for svg in charts(lesson) for words in cut_off(svg)] == []


def test_lessons_store_charts() -> None:
    assert sum(len(charts(lesson)) for lesson in LESSONS) > 50


def test_a_title_as_wide_as_its_chart_would_be_cut_off() -> None:
    title = "A title that is as wide as the whole chart in Arial, and wider without"
    svg = to_svg(roll(Tune((60,), (48,)), title=title))
    assert cut_off(svg) == []
    assert cut_off(re.sub(r' textLength="[^"]+"', "", svg)) == [title]


def test_each_line_gets_its_width_in_its_own_weight_and_size() -> None:
    bold, fixed = '<text font-size="20px" font-weight="bold">', 'lengthAdjust="spacingAndGlyphs"'
    two = f'{bold}<tspan>w</tspan><tspan x="0" dy="9">&lt;</tspan></text>'
    assert with_widths(two) == (
        f'{bold}<tspan textLength="15.56" {fixed}>w</tspan>'
        f'<tspan x="0" dy="9" textLength="11.68" {fixed}>&lt;</tspan></text>'
    )
    assert with_widths('<text font-size="20px">w</text>').count('"14.44"') == 1


@pytest.mark.parametrize(
    "svg",
    [
        "<text/><g>no text</g>",
        '<text font-size="9px">\N{CHECK MARK}</text>',
        "<text>big</text>",
    ],
)
def test_what_is_not_known_stays_as_it_is(svg: str) -> None:
    assert with_widths(svg) == svg


def test_widths_are_those_of_the_font_that_charts_are_drawn_with() -> None:
    """The chart's left edge moves by as much as its longest label is wide."""
    words = "Quick foxes jump over 4,270 lazy dogs"
    spec = {"mark": "bar", "encoding": {"y": {"field": "who", "type": "nominal", "title": None}}}
    drawn = (to_svg({**spec, "data": {"values": [{"who": who}]}}) for who in (words, ""))
    wide, narrow = (float(ElementTree.fromstring(svg).get("width", 0)) for svg in drawn)
    assert wide - narrow == pytest.approx(width_in_arial(words, 14), rel=0.02)
