"""The marks of two settings, which differ in color and in shape, and colors that a page sets."""

from __future__ import annotations

from meantone.show.colors import MEANINGS
from meantone.widgets.drawings import GRID, INK, PAPER

WIDE, NARROW = 940, 560
"""Pixels of a picture that has the width to itself, and of one that has not."""

COLORS = (MEANINGS["machine"], MEANINGS["machine B"])
"""Of the first setting and of the second, which also differ in shape: circles and triangles."""

PEOPLE = MEANINGS["people"]
SOFT, STRIPE = "#5f5f5f", "#f5f5f5"

_PAGE = {
    INK: "ink", SOFT: "soft", STRIPE: "paper", GRID: "grid", PEOPLE: "people",
    COLORS[0]: "machine", COLORS[1]: "second",
}  # fmt: skip


def themed(svg: str) -> str:
    """Return a picture without its paper, in colors that the page sets: light or dark.

    Examples
    --------
    >>> themed(f'<svg>{PAPER}<path stroke="#222222"/></svg>')
    '<svg><path stroke="var(--m-ink,#222222)"/></svg>'
    """
    svg = svg.replace(PAPER, "")
    for color, name in _PAGE.items():
        svg = svg.replace(f'"{color}"', f'"var(--m-{name},{color})"')
    return svg


def place_of(name: str) -> int:
    """Return whose mark and color it is: 1 for B, 0 for everything else."""
    return int(name == "B")


def mark(x: float, y: float, place: int) -> str:
    """Draw the mark of the first setting, a circle, or of the second, a triangle.

    Parameters
    ----------
    x, y : float
        Pixels.
    place : int
        0 or 1.
    """
    if place == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLORS[0]}"/>'
    return f'<path d="M{x:.1f} {y - 5.5:.1f}l5.5 9.5h-11z" fill="{COLORS[1]}"/>'


def cross(x: float, y: float) -> str:
    """Draw the mark of shuffled tunes."""
    return f'<path d="M{x - 4.5:.1f} {y - 4.5:.1f}l9 9m0-9l-9 9" stroke="{INK}" stroke-width="2"/>'
