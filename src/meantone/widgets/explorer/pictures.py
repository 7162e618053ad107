"""The explorer's pictures: a tune with its surprise, a profile beside people's, a map of tunes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures import Profile, Row
from meantone.show.colors import PALETTE, colors_of
from meantone.show.words import note_names
from meantone.tunes import Tune
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_rect, svg_text

BITS = (0.0, 6.0)
"""What the ends of the color scale of surprise stand for, in every tune alike."""

WIDE, NARROW = 940, 460
"""Pixels of a picture that has the width to itself, and of one of two side by side."""

COLORS = (PALETTE["blue"], "#b34700")  # the second: the palette's red, dark enough for small text
"""Of the first setting and of the second, which also differ in shape: circles and triangles."""

_GRAY = "#5f5f5f"
Places = NDArray[np.float64]


def tune_picture(
    tune: Tune, bits: ArrayLike, usual: float, color: str = COLORS[0], width: int = NARROW
) -> str:
    """Return a tune as a piano roll, colored by surprise, and its surprise as steps below it.

    Parameters
    ----------
    tune : Tune
        Without rests.
    bits : array_like of float, shape (notes,)
    usual : float
        The mean of people's tunes, a line to compare with.
    color : str
        Of the steps.
    width : int
        Pixels.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> tune_picture(Tune((60, 64), (24, 24)), [1.0, 5.0], 2.6).count("<rect")
    3
    """
    left, top, high, gap, low, right = 44, 22, 104, 26, 64, 10
    values = np.asarray(bits, dtype=np.float64)
    if not len(values):
        return svg_picture(width, 60, [svg_text(left, 35, "No notes.", "start")])
    scale = (width - left - right) / max(tune.length, 48 * 16)
    pitches = np.array(tune.notes)
    step = high / max(int(np.ptp(pitches)) + 1, 8)
    floor = top + high + gap + low
    names = dict(zip(tune.pitches, note_names(tune), strict=True))
    parts = [svg_text(left, 14, "dark notes: expected; bright notes: surprising", "start")]
    for pitch in sorted({int(pitches.min()), int(pitches.max())}):
        y = top + (pitches.max() - pitch + 0.5) * step + 4
        parts.append(svg_text(left - 5, y, names[pitch], "end"))
    path = ""
    events = zip(tune.onsets, tune.durations, tune.pitches, values, strict=True)
    for (onset, ticks, pitch, value), shade in zip(
        events, colors_of(values.tolist(), BITS), strict=True
    ):
        x, wide = left + onset * scale, ticks * scale
        y = top + (pitches.max() - pitch) * step
        parts.append(svg_rect(round(x, 1), y, round(wide - 1, 1), max(step - 1, 3), shade))
        path += f"{'L' if path else 'M'}{x:.1f} {_height(value, floor, low):.1f}h{wide:.1f}"
    for mark in (0, 2, 4, 6):
        y = _height(mark, floor, low)
        parts.append(f'<path d="M{left} {y:.1f}H{width - right}" stroke="{GRID}"/>')
        parts.append(svg_text(left - 5, y + 5, str(mark), "end"))
    y = _height(usual, floor, low)
    parts.append(
        f'<path d="M{left} {y:.1f}H{width - right}" stroke="{_GRAY}" stroke-width="2" '
        'stroke-dasharray="7 5"/>'
    )
    said = f"surprise (bits); dashes: people's mean, {usual:.2f}"
    parts.append(svg_text(left, top + high + 18, said, "start"))
    parts.append(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2.5"/>')
    return svg_picture(width, floor + 8, parts)


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
        svg_rect(left, 8, 26, 11, "#c9c9c9"),
        svg_text(left + 32, 18, "people", "start"),
        _cross(left + 92, 14),
        svg_text(left + 102, 18, "shuffled", "start"),
        svg_text(left, 38, "← less", "start", _GRAY),
        svg_text(left + axis, 38, "more →", "end", _GRAY),
        f'<path d="M{middle} {top - 4}V{bottom}" stroke="{_GRAY}" stroke-dasharray="2 3"/>',
    ]
    places = [place_of(name) for name, _ in profiles]
    for column, ((name, _), place) in enumerate(zip(profiles, places, strict=True)):
        x = left + axis + 8 + 74 * column
        parts += [
            _mark(x + 6, 34, place),
            svg_text(x + 16, 38, name, "start", COLORS[place]),
        ]
    for number, those in enumerate(rows):
        y = top + each * number + each / 2
        if number % 2 == 0:
            parts.append(svg_rect(0, y - each / 2, width, each, "#f5f5f5"))
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
        return [*parts, svg_text(left + axis + 8, y + 4.5, "no band", "start", _GRAY)]
    reach = _reach(row)

    def at(value: float) -> float:
        place = 0.5 + 0.46 * (value - row.human) / reach
        return left + axis * min(max(place, 0.015), 0.985)

    low, high = at(row.band[0]), at(row.band[1])
    parts.append(svg_rect(round(low, 1), y - 8, round(max(high - low, 3), 1), 16, "#c9c9c9"))
    if np.isfinite(row.shuffled):
        parts.append(_cross(at(row.shuffled), y))
    shift = 5.5 if len(those) == 2 else 0
    for column, (one, place) in enumerate(those):
        here, color = y + (2 * column - 1) * shift, COLORS[place]
        x = left + axis + 8 + 74 * column
        parts.append(svg_text(x, y + 4.5, said(one), "start", color if one.outside else INK))
        if not np.isfinite(one.value):
            continue
        ends = [at(end) for end in one.interval if np.isfinite(end)]
        if len(ends) == 2:
            parts.append(
                f'<path d="M{ends[0]:.1f} {here:.1f}H{ends[1]:.1f}" stroke="{color}" '
                'stroke-width="2.5"/>'
            )
        beyond = (one.value - row.human) / reach
        parts.append(
            _arrow(at(one.value), here, math.copysign(1, beyond), color)
            if abs(beyond) > 1.06
            else _mark(at(one.value), here, place)
        )
    return parts


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
        parts += [_mark(x, 13.5, place), svg_text(x + 11, 18, name, "start", COLORS[place])]
        parts.append((_circles, _triangles)[place](at(places)))
    return svg_picture(width, top + height + 4, parts)


def _pluses(at: Places) -> str:
    path = "".join(f"M{x - 3.5:.1f} {y:.1f}h7m-3.5-3.5v7" for x, y in at)
    return f'<path d="{path}" stroke="#8a8a8a" stroke-width="1.4"/>'


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


def place_of(name: str) -> int:
    """Return whose mark and color it is: 1 for B, 0 for everything else."""
    return int(name == "B")


def _mark(x: float, y: float, place: int) -> str:
    """Draw the mark of the first setting, a circle, or of the second, a triangle."""
    if place == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLORS[0]}"/>'
    return f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 9.5h-11z" fill="{COLORS[1]}"/>'


def _arrow(x: float, y: float, way: float, color: str) -> str:
    """Draw that a value lies beyond the end of its axis."""
    return (
        f'<path d="M{x - 3 * way:.1f} {y - 6:.1f}l{7 * way:g} 6l{-7 * way:g} 6z" fill="{color}"/>'
    )


def _cross(x: float, y: float) -> str:
    return f'<path d="M{x - 4.5:.1f} {y - 4.5:.1f}l9 9m0-9l-9 9" stroke="{INK}" stroke-width="2"/>'


def _height(bits: float, floor: float, high: float) -> float:
    """Return where so many bits are drawn; more than there is room for lie at the top."""
    return floor - high * min(max(bits, BITS[0]), BITS[1]) / BITS[1]
