"""Small pictures for instruments: SVG texts, made in a millisecond, the same on every machine."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from meantone.show.colors import HEAT, PALETTE
from meantone.show.html import escape

INK, GRID = "#222222", "#dddddd"
PAPER = '<rect width="100%" height="100%" rx="8" fill="white"/>'
"""What a picture lies on: a white card, in a dark notebook too."""

NUMBERED = 0.1
"""A cell of a heat map says its percentage from this probability on."""

_CELL, _ROW, _LEFT, _TOP = 27, 19, 72, 40  # pixels; the longest label at the left is "before ↓"
_BAR, _HEIGHT, _LEGEND = 26, 170, 340


def heat_map(table: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> str:
    """Return a picture of a table of probabilities: the darker, the likelier; never is white.

    Parameters
    ----------
    table : array_like of float, shape (rows, columns)
        From 0 to 1.
    rows, columns : sequence of str
        Their names.

    Returns
    -------
    str
        SVG without a text alternative: who shows it knows what it says.

    Examples
    --------
    >>> picture = heat_map([[0.0, 0.5], [1.0, 0.0]], ["1", "start"], ["1", "end"])
    >>> picture.count("<rect"), ">50<" in picture
    (3, True)
    """
    parts = [
        svg_text(_LEFT - 6, 14, "before ↓", "end"),
        svg_text(_LEFT + 4, 14, "next note →", "start"),
    ]
    parts += [svg_text(_LEFT + _CELL * (c + 0.5), 33, name) for c, name in enumerate(columns)]
    parts += [svg_text(_LEFT - 6, _TOP + _ROW * r + 14, name, "end") for r, name in enumerate(rows)]
    for (r, c), p in np.ndenumerate(np.asarray(table, dtype=np.float64)):
        if p > 0:
            x, y = _LEFT + _CELL * c, _TOP + _ROW * r
            parts.append(svg_rect(x, y, _CELL - 1, _ROW - 1, heat_color(float(p))))
        if p >= NUMBERED:
            ink = "white" if p > 0.335 else "black"  # where each has a contrast above 4.5 to 1
            parts.append(svg_text(x + _CELL / 2, y + 14, f"{100 * p:.0f}", "middle", ink))
    frame = (
        f'<path d="M{_LEFT} {_TOP}h{_CELL * len(columns)}v{_ROW * len(rows)}'
        f'h-{_CELL * len(columns)}z" fill="none" stroke="{GRID}"/>'
    )
    size = _LEFT + _CELL * len(columns) + 8, _TOP + _ROW * len(rows) + 8
    return svg_picture(*size, [frame, *parts])


def bars(
    shares: ArrayLike,
    beside: ArrayLike,
    labels: Sequence[str],
    legend: tuple[str, str],
    color: str = PALETTE["blue"],
) -> str:
    """Return a picture of a distribution as bars, with another one as frames behind it.

    Parameters
    ----------
    shares, beside : array_like of float, shape (labels,)
        From 0 to 1.
    labels : sequence of str
    legend : tuple of str
        What the bars are, and what the frames are.
    color : str
        Of the bars.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> bars([0.9, 0.1], [0.5, 0.5], ["1", "5"], ("cold", "as it is")).count("<rect")
    7
    """
    bottom = _TOP + _HEIGHT
    right = _LEFT + _BAR * len(labels)
    parts = []
    for percent in (0, 25, 50, 75, 100):
        y = bottom - _HEIGHT * percent / 100
        parts.append(f'<path d="M{_LEFT} {y:g}H{right}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 6, y + 5, f"{percent} %", "end"))
    parts += [svg_rect(_LEFT, 6, 12, 12, color), svg_text(_LEFT + 18, 17, legend[0], "start")]
    parts += [
        svg_frame(_LEFT + 150, 6, 12, 12, INK),
        svg_text(_LEFT + 168, 17, legend[1], "start"),
    ]
    both = zip(np.asarray(shares), np.asarray(beside), labels, strict=True)
    for place, (share, other, label) in enumerate(both):
        x = _LEFT + _BAR * place
        high, frame = _HEIGHT * float(share), _HEIGHT * float(other)
        parts.append(svg_rect(x + 5, bottom - high, _BAR - 10, high, color))
        parts.append(svg_frame(x + 2, bottom - frame, _BAR - 4, frame, INK))
        parts.append(svg_text(x + _BAR / 2, bottom + 16, label))
    return svg_picture(max(right, _LEFT + _LEGEND) + 8, bottom + 24, parts)


def svg_picture(width: float, height: float, parts: Sequence[str]) -> str:
    """Put parts on a white card with round corners, which stays white in a dark notebook.

    A picture is kept in notebooks, slides and pages as a file, which knows no theme.

    Parameters
    ----------
    width, height : float
        In pixels.
    parts : sequence of str
        What is drawn, in order.

    Examples
    --------
    >>> svg_picture(10, 10, [])[-47:]
    '100%" height="100%" rx="8" fill="white"/></svg>'
    """
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" font-family="Arial, Helvetica, sans-serif" '
        f'font-size="13">{PAPER}{"".join(parts)}</svg>'
    )


def svg_rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """Return a filled rectangle.

    Parameters
    ----------
    x, y, width, height : float
        In pixels, from the top left.
    fill : str
        A color.
    """
    return f'<rect x="{x:g}" y="{y:.1f}" width="{width:g}" height="{height:.1f}" fill="{fill}"/>'


def svg_frame(x: float, y: float, width: float, height: float, stroke: str) -> str:
    """Return the outline of a rectangle.

    Parameters
    ----------
    x, y, width, height : float
        In pixels, from the top left.
    stroke : str
        A color.
    """
    return svg_rect(x, y, width, height, "none").replace("/>", f' stroke="{stroke}"/>')


def svg_text(x: float, y: float, text: str, anchor: str = "middle", fill: str = INK) -> str:
    """Return a line of text.

    Parameters
    ----------
    x, y : float
        In pixels, from the top left; `y` is the line that letters stand on.
    text : str
    anchor : {"start", "middle", "end"}
        Which part of it stands at `x`.
    fill : str
        A color.
    """
    return f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" fill="{fill}">{escape(text)}</text>'


def heat_color(probability: float) -> str:
    """Return the color of a cell: the square root spreads the small ones, which are most."""
    place = (0.1 + 0.9 * np.sqrt(probability)) * (len(HEAT) - 1)
    colors = [[int(color[i : i + 2], 16) for color in HEAT] for i in (1, 3, 5)]
    levels = [round(float(np.interp(place, range(len(HEAT)), color))) for color in colors]
    return "#" + "".join(f"{level:02x}" for level in levels)
