"""A profile as a picture: a line for each measure, beside people's band."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from meantone.measures import Profile, Row
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_rect, svg_text
from meantone.widgets.explorer.marks import (
    COLORS,
    NARROW,
    PEOPLE,
    SOFT,
    STRIPE,
    cross,
    mark,
    place_of,
)


def profile_picture(profiles: Sequence[tuple[str, Profile]], width: int = NARROW) -> str:
    """Return profiles as dots on one line for each measure, beside people's band.

    Parameters
    ----------
    profiles : sequence of (str, Profile)
        One or two, with their names; of the same measures. What is called B has the second mark.
    width : int
        Pixels.

    Returns
    -------
    str
        SVG without a text alternative.
    """
    rows = [[one[row.name] for _, one in profiles] for row in profiles[0][1].rows]
    left, right = 128, 74 * len(profiles) + 8
    axis, each, top = width - left - right, 25, 48
    middle, bottom = left + axis / 2, top + each * len(rows)
    parts = [
        _band(left, 8, 26, 11),
        svg_text(left + 32, 18, "people", "start"),
        cross(left + 92, 14),
        svg_text(left + 102, 18, "shuffled", "start"),
        svg_text(left, 38, "← less", "start", SOFT),
        svg_text(left + axis, 38, "more →", "end", SOFT),
        f'<path d="M{middle} {top - 4}V{bottom}" stroke="{SOFT}" stroke-dasharray="2 3"/>',
    ]
    places = [place_of(name) for name, _ in profiles]
    for column, ((name, _), place) in enumerate(zip(profiles, places, strict=True)):
        x = left + axis + 8 + 74 * column
        parts += [
            mark(x + 6, 34, place),
            svg_text(x + 16, 38, name, "start", COLORS[place]),
        ]
    for number, those in enumerate(rows):
        y = top + each * number + each / 2
        if number % 2 == 0:
            parts.append(svg_rect(0, y - each / 2, width, each, STRIPE))
        parts += _profile_line([*zip(those, places, strict=True)], y, left, axis)
    return svg_picture(width, bottom + 6, parts)


def _profile_line(
    those: Sequence[tuple[Row, int]], y: float, left: float, axis: float
) -> list[str]:
    """Draw one measure: people's band, the shuffled mark, and each set with its interval."""
    row, _ = those[0]
    parts = [svg_text(left - 8, y + 4.5, row.name, "end")]
    parts.append(f'<path d="M{left} {y:.1f}h{axis}" stroke="{GRID}"/>')
    if not np.isfinite([row.human, *row.band]).all():
        return [*parts, svg_text(left + axis + 8, y + 4.5, "no band", "start", SOFT)]
    reach = _reach(row)

    def at(value: float) -> float:
        place = 0.5 + 0.46 * (value - row.human) / reach
        return left + axis * min(max(place, 0.015), 0.985)

    low, high = at(row.band[0]), at(row.band[1])
    parts.append(_band(low, y - 8, max(high - low, 3), 16))
    if np.isfinite(row.shuffled):
        parts.append(cross(at(row.shuffled), y))
    shift = 5.5 if len(those) == 2 else 0
    for column, (one, place) in enumerate(those):
        ink = COLORS[place] if one.outside else INK
        x = left + axis + 8 + 74 * column
        parts.append(svg_text(x, y + 4.5, said(one), "start", ink))
        if np.isfinite(one.value):
            beyond = (one.value - row.human) / reach
            parts += _set(one, place, y + (2 * column - 1) * shift, at, beyond)
    return parts


def _set(row: Row, place: int, y: float, at: Callable[[float], float], beyond: float) -> list[str]:
    """Draw where a set lies and its interval; an arrow if that is beyond the end of the axis."""
    color, parts = COLORS[place], []
    ends = [at(end) for end in row.interval if np.isfinite(end)]
    if len(ends) == 2:
        line = f"M{ends[0]:.1f} {y:.1f}H{ends[1]:.1f}"
        parts.append(f'<path d="{line}" stroke="{color}" stroke-width="2.5"/>')
    if abs(beyond) > 1.06:
        return [*parts, _arrow(at(row.value), y, math.copysign(1, beyond), color)]
    return [*parts, mark(at(row.value), y, place)]


def said(row: Row) -> str:
    """Return a value, and where it lies, in few letters.

    Examples
    --------
    >>> from meantone.measures import QUICK
    >>> said(Row(QUICK[0], 1.912, (1.8, 2.0), 2.6, (2.55, 2.65), 4.1))
    '1.91 below'
    """
    if not np.isfinite(row.value):
        return "no value"
    digits = 0 if abs(row.value) >= 100 else 1 if abs(row.value) >= 10 else 2
    return f"{row.value:.{digits}f} {row.place}"


def _reach(row: Row) -> float:
    """Return how far from people's value the end of a measure's axis lies.

    To the shuffled tunes, or half of people's value, or four times the band: so axes stay as they
    are when a slider moves, and no band fills its axis.
    """
    band = max(row.band[1] - row.human, row.human - row.band[0])
    away = abs(row.shuffled - row.human) if np.isfinite(row.shuffled) else 0.0
    return max(1.2 * away, abs(row.human) / 2, 4 * band, 1e-9)


def _arrow(x: float, y: float, way: float, color: str) -> str:
    """Draw that a value lies beyond the end of its axis."""
    return (
        f'<path d="M{x - 3 * way:.1f} {y - 6:.1f}l{7 * way:g} 6l{-7 * way:g} 6z" fill="{color}"/>'
    )


def _band(x: float, y: float, wide: float, high: float) -> str:
    """Draw people's band, through which one sees what lies below it."""
    band = svg_rect(round(x, 1), y, round(wide, 1), high, PEOPLE)
    return band.replace("/>", ' fill-opacity="0.38"/>')
