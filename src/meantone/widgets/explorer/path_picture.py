"""The whole slider as a path over the plane of both dials, past people's box."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from meantone.measures import PeoplesDials
from meantone.widgets.drawings import GRID, svg_picture, svg_text
from meantone.widgets.explorer.dialed import ALIKE, RETURNS, named
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.marks import COLORS, PEOPLE, SOFT, cross, mark

_LEFT, _TOP, _WIDE, _HIGH = 64, 20, 560, 300


def inside(explored: Explored) -> bool:
    """Tell whether a set lies in both of people's bands."""
    dials, people = explored.dials, explored.people
    return (
        people.low.alike <= dials.alike <= people.high.alike
        and people.low.returns <= dials.returns <= people.high.returns
    )


def path_picture(path: Sequence[Explored], now: Explored, place: int = 0) -> str:
    """Return a slider's path over the plane: across, how alike; upwards, how much returns.

    Parameters
    ----------
    path : sequence of Explored
        One for each stop.
    now : Explored
        Where the slider stands.
    place : int
        0 for the mark of the first machine, 1 for the second's.

    Returns
    -------
    str
        SVG without a text alternative.
    """
    at = [_at(one) for one in path]
    line = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    color = COLORS[place]
    parts = [*_axes(), *_box(now.people)]
    parts.append(f'<path d="M{line}" fill="none" stroke="{color}" stroke-width="2"/>')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in at]
    parts += _named(path, at)
    parts.append(mark(*_at(now), place))
    return svg_picture(_LEFT + _WIDE + 120, _TOP + _HIGH + 44, parts)


def _at(explored: Explored) -> tuple[float, float]:
    """Return where a set lies on the picture; what is not measured at the origin."""
    alike, returns = explored.dials
    x = ALIKE.at(alike) if isfinite(alike) else 0
    y = RETURNS.at(returns) if isfinite(returns) else 0
    return _LEFT + _WIDE * x, _TOP + _HIGH * (1 - y)


def _axes() -> list[str]:
    """Draw the two scales."""
    parts = []
    for value in ALIKE.marks:
        x = _LEFT + _WIDE * ALIKE.at(value)
        parts.append(f'<path d="M{x:.1f} {_TOP}v{_HIGH}" stroke="{GRID}"/>')
        parts.append(svg_text(round(x, 1), _TOP + _HIGH + 18, named(value)))
    for value in RETURNS.marks:
        y = _TOP + _HIGH * (1 - value)
        parts.append(f'<path d="M{_LEFT} {y:.1f}h{_WIDE}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 8, round(y + 5, 1), named(value), "end"))
    parts.append(svg_text(_LEFT, _TOP + _HIGH + 38, "alike: all different", "start", SOFT))
    parts.append(svg_text(_LEFT + _WIDE, _TOP + _HIGH + 38, "all the same", "end", SOFT))
    parts.append(svg_text(_LEFT + 6, _TOP + 14, "returns", "start", SOFT))
    return parts


def _box(people: PeoplesDials) -> list[str]:
    """Draw people's box, and shuffled tunes."""
    if not isfinite(people.human.alike):
        return []
    (left, low), (right, high), (x, y) = (
        (_LEFT + _WIDE * ALIKE.at(one.alike), _TOP + _HIGH * (1 - RETURNS.at(one.returns)))
        for one in (people.low, people.high, people.shuffled)
    )
    wide, tall = max(right - left, 8), max(low - high, 8)
    return [
        f'<rect x="{left:.1f}" y="{high:.1f}" width="{wide:.1f}" height="{tall:.1f}" rx="3" '
        f'fill="{PEOPLE}" fill-opacity="0.4" stroke="{PEOPLE}" stroke-width="2"/>',
        svg_text(round(left + wide / 2, 1), round(high - 8, 1), "people", "middle", PEOPLE),
        cross(x, y),
        svg_text(round(x, 1), round(y - 10, 1), "shuffled", "middle", SOFT),
    ]


def _named(path: Sequence[Explored], at: Sequence[tuple[float, float]]) -> list[str]:
    """Write strengths beside stops, as many as there is room for."""
    parts, last = [], (-99.0, -99.0)
    for one, (x, y) in zip(path, at, strict=True):
        if abs(x - last[0]) + abs(y - last[1]) > 46:
            parts.append(
                svg_text(round(x + 8, 1), round(y - 6, 1), f"{one.setting.strength:g}", "start")
            )
            last = x, y
    return parts
