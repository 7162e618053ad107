import base64
import json
import re
import subprocess
import sys
import zlib
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pytest

from meantone.show import PALETTE
from meantone.show.charts import MIME, SCHEMA, alternative_text, enable, render, themed, to_svg

ROWS = [{"order": order, "bits": 3.5 / order, "model": "a" * order} for order in (1, 2, 3)]


@pytest.fixture(autouse=True)
def _course_charts() -> None:
    enable()


def chart(title: str = "Longer memory predicts better", **more: Any) -> alt.Chart:
    drawn = alt.Chart(alt.Data(values=ROWS)).mark_point()
    encoded = drawn.encode(x="order:Q", y="bits:Q", color="bits:Q", shape="model:N")
    return encoded.properties(title=title, **more)


def test_every_altair_chart_is_rendered_by_the_course() -> None:
    bundle = chart()._repr_mimebundle_()
    assert set(bundle) == {MIME, "text/markdown", "image/png", "text/plain"}
    assert bundle["text/plain"] == "Chart: Longer memory predicts better."
    assert bundle[MIME]["$schema"] == SCHEMA
    json.dumps(bundle)


def test_a_chart_describes_itself_in_the_lab_and_on_a_page() -> None:
    bundle = chart(description="Three points <that> fall.")._repr_mimebundle_()
    words = "Longer memory predicts better. Three points <that> fall."
    assert bundle[MIME]["description"] == words
    assert (
        f'<img alt="{words.replace("<", "&lt;").replace(">", "&gt;")}"' in bundle["text/markdown"]
    )


@pytest.mark.parametrize(
    ("spec", "words"),
    [
        ({}, "Chart without a title."),
        ({"title": "Up"}, "Up."),
        ({"title": ["Up", "and down"]}, "Up and down."),
        ({"title": {"text": ["Up"], "subtitle": "ten"}, "description": "So."}, "Up. ten. So."),
        ({"title": {"subtitle": "only"}}, "only."),
    ],
)  # fmt: skip
def test_the_words_of_a_chart(spec: dict[str, Any], words: str) -> None:
    assert alternative_text(spec) == words


def test_the_svg_is_a_picture_with_words() -> None:
    root = ElementTree.fromstring(to_svg(chart('A "b" & <c>')))
    assert root.get("role") == "img"
    assert root.get("aria-label") == 'A "b" & <c>.'


def test_the_same_chart_is_drawn_the_same_each_time() -> None:
    assert to_svg(chart()) == to_svg(chart())
    assert chart()._repr_mimebundle_() == chart()._repr_mimebundle_()


def test_ids_of_two_charts_on_a_page_differ() -> None:
    ids = [set(re.findall(r'\bid="([^"]+)"', to_svg(chart(title)))) for title in ("one", "two")]
    assert ids[0]
    assert ids[0].isdisjoint(ids[1])
    drawn = to_svg(chart())
    assert set(re.findall(r"url\(#([^)]+)\)", drawn)) <= set(re.findall(r'\bid="([^"]+)"', drawn))


def test_the_theme_is_in_the_chart() -> None:
    spec = chart()._repr_mimebundle_()[MIME]
    assert spec["config"]["background"] == "white"
    assert spec["config"]["range"]["category"][0] == PALETTE["blue"]
    assert spec["usermeta"]["embedOptions"]["renderer"] == "svg"
    assert min(spec["config"]["axis"][f"{part}FontSize"] for part in ("label", "title")) >= 14


def test_a_specification_made_without_altair_looks_the_same() -> None:
    drawn = chart()
    spec = {key: value for key, value in drawn.to_dict().items() if key not in themed({})}
    assert to_svg(spec) == to_svg(drawn)


def test_the_png_holds_the_pixels_that_were_drawn() -> None:
    import vl_convert

    bundle = chart()._repr_mimebundle_()
    svg = base64.b64decode(bundle["text/markdown"].split("base64,")[1].split('"')[0]).decode()
    svg = re.sub(r' (?:textLength|lengthAdjust)="[^"]+"', "", svg)  # the PNG has Arial's letters

    def pixels(png: bytes) -> bytes:
        data, place = b"", 8
        while place < len(png):
            size = int.from_bytes(png[place : place + 4], "big")
            part, check = (
                png[place + 4 : place + 8 + size],
                png[place + 8 + size : place + 12 + size],
            )
            assert zlib.crc32(part) == int.from_bytes(check, "big")
            data += part[4:] if part[:4] == b"IDAT" else b""
            place += size + 12
        return zlib.decompress(data)

    stored = base64.b64decode(bundle["image/png"])
    whole = vl_convert.svg_to_png(svg)
    assert stored[:8] == whole[:8]
    assert pixels(stored) == pixels(whole)
    assert len(stored) < len(whole)


def test_layers_and_rows_of_charts_are_rendered_too() -> None:
    for drawn in (chart() + chart(), chart() | chart()):
        assert MIME in drawn._repr_mimebundle_()


def test_another_renderer_may_be_chosen() -> None:
    with alt.renderers.enable("json"):
        enable()
        assert alt.renderers.active == "json"
        assert MIME not in chart()._repr_mimebundle_()[0]
    assert alt.renderers.active == "meantone"


def test_render_leaves_the_specification_alone() -> None:
    spec = {"mark": "bar", "data": {"values": []}, "title": "Bars"}
    before = json.dumps(spec)
    render(spec)
    assert json.dumps(spec) == before


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_room_waits_for_no_large_package() -> None:
    late = "altair pandas verovio soundfile vl_convert IPython music21 note_seq"
    code = f"import sys, meantone.show; print(*[n for n in {late.split()} if n in sys.modules])"
    assert run(code) == ""


def test_a_renderer_and_a_theme_chosen_before_stay() -> None:
    code = """
import altair
altair.renderers.enable("json")
altair.theme.enable("dark")
import meantone.show
print(altair.renderers.active, altair.theme.active)
"""
    assert run(code) == "json dark"


@pytest.mark.parametrize("first", ["import meantone.show, altair", "import altair, meantone.show"])
def test_a_notebook_shows_altair_charts_whichever_is_imported_first(first: str) -> None:
    code = f"""
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
{first}
chart = altair.Chart(altair.Data(values=[])).mark_bar().properties(title="T")
data, about = shell.display_formatter.format(chart)
print(*sorted(data), altair.renderers.active, data["text/plain"])
"""
    kinds = [MIME, "image/png", "text/markdown", "text/plain"]
    assert run(code).splitlines()[-1] == " ".join([*sorted(kinds), "meantone", "Chart: T."])
