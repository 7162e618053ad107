"""Small drawings of a prediction beside its measurement: SVG on white paper, in words too."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping

COLORS = {"predicted": "#d55e00", "measured": "#0072b2"}
"""Dark enough on white, and told apart in every kind of color vision; the marks differ too."""

_WIDTH, _HEIGHT, _LEFT, _TOP = 480, 150, 60, 56


def numbers(series: Mapping[str, float]) -> str:
    """Return numbers as bars from zero, one below the other.

    Examples
    --------
    >>> numbers({"predicted": 50.0, "measured": 68.0}).count("<rect")
    3
    """
    most = max(map(abs, series.values())) or 1.0
    parts = []
    for line, (name, value) in enumerate(series.items()):
        y, length = 12 + 30 * line, (_WIDTH - 170) * abs(value) / most
        parts.append(_text(84, y + 14, name, "end"))
        parts.append(
            f'<rect x="90" y="{y}" width="{length:.1f}" height="18" fill="{COLORS[name]}"/>'
        )
        parts.append(_text(96 + length, y + 14, f"{value:.3g}", "start"))
    return _picture(_WIDTH, 12 + 30 * len(series), parts)


def curves(series: Mapping[str, Mapping[float, float]], axes: tuple[str, str]) -> str:
    """Return curves in one frame, the height counted from zero, or from the lowest below it.

    Parameters
    ----------
    series : mapping of str to mapping of float to float
        "predicted" and "measured", or one of them: heights by x.
    axes : tuple of str
        What x and height are.

    Examples
    --------
    >>> both = {"predicted": {1: 20, 2: 20}, "measured": {1: 30, 2: 0.5}}
    >>> drawn = curves(both, ("degree", "notes in a hundred"))
    >>> drawn.count("<polyline"), ">30<" in drawn
    (2, True)
    """
    xs = sorted({x for curve in series.values() for x in curve})
    heights = [y for curve in series.values() for y in curve.values()]
    low, high = min(0.0, *heights), max(heights)
    step = (_WIDTH - _LEFT - 20) / len(xs)
    across = {x: _LEFT + step * (place + 0.5) for place, x in enumerate(xs)}
    bottom, span = _TOP + _HEIGHT, (high - low) or 1.0
    parts = [_text(x, bottom + 20, f"{at:g}") for at, x in across.items()]
    for level in (low, high):
        y = bottom - _HEIGHT * ((level - low) / span)
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - 20}" stroke="#dddddd"/>')
        parts.append(_text(_LEFT - 8, y + 5, f"{level:.3g}", "end"))
    for place, (name, curve) in enumerate(series.items()):
        points = [
            (across[x], bottom - _HEIGHT * ((y - low) / span)) for x, y in sorted(curve.items())
        ]
        parts.append(_curve(points, name))
        parts += [_mark(x, y, name) for x, y in points]
        parts += [_mark(_LEFT + 10 + 140 * place, 14, name)]
        parts += [_text(_LEFT + 24 + 140 * place, 19, name, "start")]
    parts.append(_text(10, 44, html.escape(axes[1]), "start"))
    parts.append(_text((_LEFT + _WIDTH - 20) / 2, bottom + 42, html.escape(axes[0])))
    return _picture(_WIDTH, bottom + 52, parts)


def shown(svg: str, words: str) -> str:
    """Return a drawing as an HTML image with its words.

    Parameters
    ----------
    svg : str
        The drawing.
    words : str
        What it shows.
    """
    data = base64.b64encode(svg.encode("utf-8")).decode("ascii")
    return (
        f'<img alt="{html.escape(words)}" style="max-width:100%;height:auto" '
        f'src="data:image/svg+xml;base64,{data}">'
    )


def _curve(points: list[tuple[float, float]], name: str) -> str:
    """Join points by a line, dashed for what was only predicted."""
    dashes = ' stroke-dasharray="7 4"' if name == "predicted" else ""
    places = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return (
        f'<polyline points="{places}" fill="none" stroke="{COLORS[name]}" '
        f'stroke-width="2.5"{dashes}/>'
    )


def _mark(x: float, y: float, name: str) -> str:
    """Mark a point: a ring for what was predicted, a dot for what was measured."""
    fill = "white" if name == "predicted" else COLORS[name]
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{fill}" stroke="{COLORS[name]}" '
        'stroke-width="2.5"/>'
    )


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="#222222">{text}</text>'


def _picture(width: float, height: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="Arial, Helvetica, sans-serif" '
        'font-size="14"><rect width="100%" height="100%" rx="8" fill="white"/>'
        f"{''.join(parts)}</svg>"
    )
