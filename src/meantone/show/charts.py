"""Charts without a network: one renderer and one theme for every Altair chart of the course.

JupyterLab draws the chart itself. Pages made from notebooks show an SVG, in Markdown: nbconvert
gives no alternative text to an output that is an image, and JupyterLab would rather show HTML than
the chart. A small PNG is for viewers that know neither; JupyterLab would add one to a notebook that
it only opened, and a lesson that was never worked on would count as changed.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zlib
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from meantone.show.colors import HEAT, MEANINGS, PALETTE, SCALE
from meantone.show.html import escape, image
from meantone.show.letters import with_widths
from meantone.storage import machine, need

if TYPE_CHECKING:
    import altair as alt

MIME = "application/vnd.vegalite.v5+json"
"""The newest Vega-Lite that JupyterLab 4.6 draws without asking a server."""

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

_COMPILER = "5.8"  # of those that vl_convert has, the nearest to JupyterLab's 5.6
_INK, _GRID, _FONT = "#222222", "#dddddd", "Arial, Helvetica, Liberation Sans, sans-serif"


_WORDS: dict[str, Any] = {
    "labelFontSize": 14, "titleFontSize": 15, "titleFontWeight": "normal",
    "labelColor": _INK, "titleColor": _INK,
}  # fmt: skip
_GUIDES: dict[str, Any] = {
    "title": {
        "anchor": "start", "color": _INK, "fontSize": 18, "fontWeight": "bold",
        "subtitleColor": _INK, "subtitleFontSize": 14, "offset": 12,
    },
    "axis": {
        **_WORDS, "gridColor": _GRID, "domainColor": "#888888", "tickColor": "#888888",
        "titlePadding": 8, "labelLimit": 300,
    },
    # Labels at the ends stay under their ticks, where they do not run into their neighbors.
    "axisX": {"labelAngle": 0, "labelFlush": False, "labelOverlap": "parity", "labelSeparation": 6},
    "legend": {**_WORDS, "symbolSize": 120, "titleLimit": 300, "labelLimit": 300},
    "header": _WORDS,
    "style": {"guide-label": {"fill": _INK}, "guide-title": {"fill": _INK}},
}  # fmt: skip
_MARKS: dict[str, Any] = {
    "text": {"fontSize": 14, "color": _INK},
    "mark": {"color": MEANINGS["machine"]},
    "line": {"strokeWidth": 2.5},
    "rule": {"color": _INK},
    "point": {"size": 70, "filled": True},
    "range": {
        "category": list(PALETTE.values()), "ordinal": list(SCALE),
        "ramp": list(SCALE), "heatmap": list(HEAT),
    },
}  # fmt: skip


def theme() -> dict[str, Any]:
    """Return how charts look: legible on a projector, white in a dark notebook too."""
    view = {"continuousWidth": 560, "continuousHeight": 300, "step": 40, "stroke": "transparent"}
    # Where Arial is missing, the lab's letters are wider than was measured: room for them.
    room = {"left": 20, "right": 12, "top": 8, "bottom": 8}
    paper = {"font": _FONT, "background": "white", "padding": room, "view": view}
    return {
        "config": {**paper, **_GUIDES, **_MARKS},
        "usermeta": {"embedOptions": {"renderer": "svg", "actions": False}},
    }


def themed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return a specification that was made without Altair in the course's theme.

    Examples
    --------
    >>> themed({"mark": "bar"})["config"]["background"]
    'white'
    """
    return {**spec, **theme()}


def alternative_text(spec: dict[str, Any]) -> str:
    """Return a chart in words: its title, subtitle and description.

    Examples
    --------
    >>> alternative_text({"title": {"text": "Up", "subtitle": ["a", "b"]}, "description": "Rise."})
    'Up. a b. Rise.'
    """
    title = spec.get("title", "")
    parts = [title.get("text"), title.get("subtitle")] if isinstance(title, dict) else [title]
    parts.append(spec.get("description"))
    lines = (" ".join(part) if isinstance(part, list) else part for part in parts)
    texts = [str(line).strip().rstrip(".") for line in lines if line]
    return ". ".join(texts) + "." if texts else "Chart without a title."


def render(spec: dict[str, Any], **options: Any) -> dict[str, Any]:
    """Return a chart's specification as what a notebook stores.

    Parameters
    ----------
    spec : dict
        Vega-Lite; it must not need more than version 5.6.
    **options
        What Altair gives to any renderer; none is used.

    Returns
    -------
    dict
        The specification for JupyterLab and the words; and an image for static pages, where
        something can draw it.

    Examples
    --------
    >>> bundle = render({"mark": "bar", "data": {"values": []}, "title": "Nothing yet"})
    >>> sorted(bundle)
    ['application/vnd.vegalite.v5+json', 'image/png', 'text/markdown', 'text/plain']
    >>> bundle["text/plain"]
    'Chart: Nothing yet.'
    """
    spec, words = _in_words(spec)
    bundle = {MIME: spec, "text/plain": f"Chart: {words}"}
    if not machine().has("vl_convert"):
        return bundle
    svg = _svg(spec, words)
    return bundle | {
        "text/markdown": image(with_widths(svg), alt=words),
        "image/png": b64encode(_png(svg)).decode("ascii"),
    }


def to_svg(chart: alt.TopLevelMixin | dict[str, Any]) -> str:
    """Return a chart as SVG: the same for the same chart, with its words for screen readers.

    Parameters
    ----------
    chart : Altair chart, or dict
        A dict is a specification without a theme.

    Examples
    --------
    >>> spec = {"mark": "bar", "data": {"values": []}, "title": "Nothing yet"}
    >>> to_svg(spec)[:43]
    '<svg role="img" aria-label="Nothing yet." x'
    """
    if not isinstance(chart, dict):
        enable()
    spec = themed(chart) if isinstance(chart, dict) else chart.to_dict()
    return with_widths(_svg(*_in_words(spec)))


def enable() -> None:
    """Give Altair the course's renderer and theme, unless another one was chosen.

    `meantone.show` calls it before the first chart is shown; calling it again changes nothing.
    """
    import altair as alt

    if "meantone" not in alt.renderers.names():
        alt.renderers.register("meantone", render)
        theme_too: Any = alt.theme.register("meantone", enable=alt.theme.active == "default")
        theme_too(theme)
        if alt.renderers.active == "default":
            alt.renderers.enable("meantone")


def enable_when_needed() -> None:
    """Make the notebook call `enable` before it shows a first chart.

    Importing Altair takes two seconds, which a lesson that only listens need not wait for. IPython
    keeps the name of a class that is not imported yet, and asks when one of its kind is shown.
    """
    if "altair" in sys.modules:
        enable()
    shell = _shell()
    if shell is not None:
        formatter = shell.display_formatter.mimebundle_formatter
        formatter.for_type_by_name("altair.vegalite.v6.api", "TopLevelMixin", _show)


def _show(chart: Any, include: Any = None, exclude: Any = None) -> Any:
    """Show a chart by whatever renderer is enabled, ours if none was chosen."""
    enable()
    return chart._repr_mimebundle_(include, exclude)


def _shell() -> Any:
    """Return the running notebook, or None outside of one."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _in_words(spec: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Return a specification that describes itself, as JupyterLab reads it, and its words."""
    words = alternative_text(spec)
    return {**spec, "$schema": SCHEMA, "description": words}, words


def _svg(spec: dict[str, Any], words: str) -> str:
    """Draw a specification, and say what it shows."""
    need("vl_convert")
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, vl_version=_COMPILER)
    drawn = re.sub(r' (?:aria-[a-z]+|role)="[^"]*"', "", drawn)  # the words say it all
    svg = _unique_ids(drawn, spec)
    return svg.replace("<svg ", f'<svg role="img" aria-label="{escape(words)}" ', 1)


def _png(svg: str) -> bytes:
    """Return a picture as PNG, a quarter as large as vl_convert makes it, which is in haste."""
    import vl_convert

    png: bytes = vl_convert.svg_to_png(svg)
    parts = []
    place = 8  # after the signature: length, kind, data and checksum of each part
    while place < len(png):
        size = int.from_bytes(png[place : place + 4], "big")
        parts.append((png[place + 4 : place + 8], png[place + 8 : place + 8 + size]))
        place += size + 12
    pixels = zlib.decompress(b"".join(data for kind, data in parts if kind == b"IDAT"))
    kept = dict(parts) | {b"IDAT": zlib.compress(pixels)}
    return png[:8] + b"".join(_png_part(kind, data) for kind, data in kept.items())


def _png_part(kind: bytes, data: bytes) -> bytes:
    """Return a part of a PNG file."""
    checksum = zlib.crc32(kind + data)
    return len(data).to_bytes(4, "big") + kind + data + checksum.to_bytes(4, "big")


def _unique_ids(svg: str, spec: dict[str, Any]) -> str:
    """Name gradients and clips after the chart: ids are shared by all pictures on a page."""
    seed = hashlib.sha1(json.dumps(spec, sort_keys=True).encode("utf-8")).hexdigest()[:8]
    ids = dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))
    for number, old in enumerate(ids):
        new = f"chart-{seed}-{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
    return svg
