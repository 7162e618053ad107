"""Eight small rolls: a note is the redder, the more of the other tunes have its run."""

from __future__ import annotations

from math import log

from meantone.show.html import escape
from meantone.tunes import REST, Tune
from meantone.widgets.explorer.explored import Side
from meantone.widgets.explorer.ground import EVEN, Rows
from meantone.widgets.explorer.settings import OPENING

SHADES = 8
"""Steps of color, from a run that hardly another tune has to one that half of them have."""

LEAST, MOST = 0.02, 0.5
"""The shares that the first and the last step stand for."""

COLUMNS, ROWS = 2, 4
WIDE, HIGH, GAP = 226, 50, 6
"""Units of one roll, and between two."""

USUAL = 40
"""Ticks that a note has on average in the rolls of tunes with rhythm; longer tunes are cut."""

_NOTE = 4.6  # how high a note is drawn


def shade(share: float) -> int:
    """Return the step of color of a share, on a logarithmic scale.

    Examples
    --------
    >>> [shade(share) for share in (0, 0.005, 0.03, 0.2, 1)]
    [0, 0, 1, 5, 7]
    """
    inside = min(max(share, LEAST), MOST)
    return round((SHADES - 1) * log(inside / LEAST) / log(MOST / LEAST))


def rolls(side: Side, kind: str, reach: tuple[int, int]) -> str:
    """Return eight tunes as rolls, two beside each other, as parts of an SVG.

    Parameters
    ----------
    side : Side
    kind : str
        Whose they are, as a class: "machine", "people".
    reach : tuple of int
        The pitches at the bottom and at the top of every roll; what lies beyond is drawn there.
    """
    length = OPENING * (EVEN if _even(side) else USUAL)
    parts = []
    for place, (tune, shares) in enumerate(zip(side.tunes, side.shares, strict=True)):
        x = (WIDE + GAP) * (place % COLUMNS)
        y = (HIGH + GAP) * (place // COLUMNS)
        paths = "".join(_paths(tune, shares, reach, length))
        parts.append(
            f'<g class="roll {kind}" data-tune="{place}" transform="translate({x} {y})">'
            f"<title>{escape(side.names[place])}</title>"
            f'<rect class="paper" width="{WIDE}" height="{HIGH}" rx="4"/>{paths}</g>'
        )
    return "".join(parts)


def _paths(tune: Tune, shares: Rows, reach: tuple[int, int], length: float) -> list[str]:
    """Return the notes of a tune as one path for each step of color."""
    low, high = reach
    scale, step = (WIDE - 10) / length, (HIGH - 10) / max(high - low, 1)
    drawn: dict[int, str] = {}
    number = 0
    for onset, ticks, pitch in zip(tune.onsets, tune.durations, tune.pitches, strict=True):
        if pitch == REST:
            continue
        x, wide = 5 + onset * scale, max(ticks * scale - 1, 1.5)
        y = 5 + (high - min(max(pitch, low), high)) * step - _NOTE / 2
        color = shade(float(shares[number])) if number < len(shares) else 0
        number += 1
        if x + wide <= WIDE - 3:
            path = f"M{x:.1f} {y:.1f}h{wide:.1f}v{_NOTE}h-{wide:.1f}z"
            drawn[color] = drawn.get(color, "") + path
    return [f'<path class="s{color}" d="{path}"/>' for color, path in sorted(drawn.items())]


def _even(side: Side) -> bool:
    return {ticks for tune in side.tunes for ticks in tune.durations} <= {EVEN}
