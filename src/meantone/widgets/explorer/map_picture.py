"""The map of tunes: near each other where they have much in common."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from meantone.widgets.drawings import GRID, svg_picture, svg_text
from meantone.widgets.explorer.marks import COLORS, NARROW, PEOPLE, mark, place_of

Places = NDArray[np.float64]


def map_picture(people: Places, crowds: Sequence[tuple[str, Places]], width: int = NARROW) -> str:
    """Return tunes as dots: near each other where they have much in common.

    Parameters
    ----------
    people : numpy.ndarray of float, shape (tunes, 2)
    crowds : sequence of (str, numpy.ndarray of float of shape (tunes, 2))
        One or two sets of generated tunes, with their names.
    width : int
        Pixels; the picture is three quarters as high.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> dots = np.array([[0.0, 0.0], [1.0, 1.0]])
    >>> map_picture(dots, [("A", dots[:1])]).count("M")
    4
    """
    top, height = 28, round(width * 0.68)
    if len(people) < 2:
        said = "No tunes by people are long enough."
        return svg_picture(width, 60, [svg_text(width / 2, 35, said)])
    # The frame follows people's tunes alone, so that it stays when a slider moves.
    low, high = np.quantile(people, [0.01, 0.99], axis=0)
    middle, span = (low + high) / 2, np.maximum((high - low) * 0.72, 1e-9)

    def at(places: Places) -> Places:
        share = np.clip((places - middle) / span, -0.97, 0.97)
        return np.column_stack(
            [width / 2 * (1 + share[:, 0]), top + height / 2 * (1 - share[:, 1])]
        )

    parts = [f'<rect x="1" y="{top}" width="{width - 2}" height="{height}" fill="none" '
             f'stroke="{GRID}"/>']  # fmt: skip
    parts += [_pluses(np.array([[9.0, 14.0]])), svg_text(20, 18, "people", "start")]
    parts.append(_pluses(at(people)))
    for column, (name, places) in enumerate(crowds):
        x, place = 92 + 70 * column, place_of(name)
        parts += [mark(x, 13.5, place), svg_text(x + 11, 18, name, "start", COLORS[place])]
        parts.append((_circles, _triangles)[place](at(places)))
    return svg_picture(width, top + height + 4, parts)


def _pluses(at: Places) -> str:
    path = "".join(f"M{x - 3.5:.1f} {y:.1f}h7m-3.5-3.5v7" for x, y in at)
    return f'<path d="{path}" stroke="{PEOPLE}" stroke-width="1.4"/>'


def _circles(at: Places) -> str:
    # A line of no length with round ends is a dot, in few letters.
    parts = [
        f'<path d="{"".join(f"M{x:.1f} {y:.1f}h0" for x, y in those)}" stroke="{COLORS[0]}" '
        f'stroke-width="{7.5 * size:.1f}" stroke-linecap="round" stroke-opacity="0.55"/>'
        for size, those in _sized(at)
    ]
    return "".join(parts)


def _triangles(at: Places) -> str:
    parts = [
        f'<path d="{"".join(_triangle(x, y, size) for x, y in those)}" fill="none" '
        f'stroke="{COLORS[1]}" stroke-width="1.6"/>'
        for size, those in _sized(at)
    ]
    return "".join(parts)


def _triangle(x: float, y: float, size: float) -> str:
    return f"M{x:.1f} {y - 5 * size:.1f}l{5 * size:.1f} {8.5 * size:.1f}h{-10 * size:.1f}z"


def _sized(at: Places) -> list[tuple[float, Places]]:
    """Return places by how large they are drawn: the more tunes lie at one, the larger.

    A place with all tunes is three times as wide as one with few.
    """
    if not len(at):
        return []
    places, counts = np.unique(at.round(1), axis=0, return_counts=True)
    sizes = 1 + np.round(8 * np.sqrt(counts / len(at))) / 4
    sizes[counts < 0.02 * len(at)] = 1
    return [(float(size), places[sizes == size]) for size in np.unique(sizes)]
