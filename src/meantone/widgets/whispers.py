"""The picture of a loop: a tune of each generation as a row that fades, and figures beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.show.colors import MEANINGS
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_rect, svg_text
from meantone.widgets.explorer.rolls import SHADES, shade

PANELS: Mapping[str, tuple[str, float, float]] = {
    "bits": ("bits on people", 2, 6),
    "variety": ("variety (Vendi)", 0, 50),
    "returns": ("runs that return", 0, 1),
    "notes": ("notes in a tune", 0, 256),
    "minor": ("share in minor", 0, 0.4),
    "China": ("share: China", 0, 0.6),
}
"""Title, lowest and highest value of each panel, by figure. What lies beyond is at the edge."""

_NOTE, _ROW, _LABEL, _TOP = 8.5, 26, 30, 34  # pixels of a note, a row, a label, the head
_WIDE, _HIGH, _ACROSS = 100, 84, 3  # of a panel, and panels in a row
_LOW, _SPAN = -11, 28  # semitones about the tonic that a row has room for


class Row(NamedTuple):
    """A tune as a row.

    Parameters
    ----------
    pitches : sequence of int
        Semitones above the tonic.
    shares : array_like of float, shape (notes,)
        How many of the other tunes have the note's run, from 0 to 1.
    """

    pitches: Sequence[int]
    shares: ArrayLike


def fading_rows(rows: Sequence[Row], labels: Sequence[str]) -> list[str]:
    """Draw tunes below each other; a note is the redder, the more tunes have its run.

    Parameters
    ----------
    rows : sequence of Row
    labels : sequence of str
        What stands before each.

    Returns
    -------
    list of str
        Parts of an SVG.

    Examples
    --------
    >>> parts = fading_rows([Row([0, 4], [0.0, 1.0])], ["0"])
    >>> sum(part.count("<rect") for part in parts)
    3
    """
    parts = []
    for place, ((pitches, shares), label) in enumerate(zip(rows, labels, strict=True)):
        top = _TOP + _ROW * place
        parts.append(svg_text(_LABEL - 6, top + 17, label, "end"))
        parts.append(svg_rect(_LABEL, top, 32 * _NOTE + 4, _ROW - 3, "#f2f5f8"))
        for at, (pitch, share) in enumerate(zip(pitches, np.asarray(shares).tolist(), strict=True)):
            high = min(max((pitch - _LOW) / _SPAN, 0), 1)
            y = top + (_ROW - 7) * (1 - high)
            parts.append(svg_rect(_LABEL + 2 + _NOTE * at, y, _NOTE - 1, 4, color(share)))
    return parts


def color(share: float) -> str:
    """Return the color of a note: the machine's blue, and the redder, the more tunes have its run.

    Examples
    --------
    >>> color(0.0) == MEANINGS["machine"], color(1.0) == MEANINGS["shared"]
    (True, True)
    """
    place = shade(share) / (SHADES - 1)
    ends = [
        [int(MEANINGS[name][i : i + 2], 16) for i in (1, 3, 5)] for name in ("machine", "shared")
    ]
    levels = [round(low + place * (high - low)) for low, high in zip(*ends, strict=True)]
    return "#" + "".join(f"{level:02x}" for level in levels)


def whispers(
    rows: Sequence[Row],
    figures: Mapping[str, Sequence[float]],
    people: Mapping[str, float],
    shuffled: Mapping[str, float],
    last: int,
) -> str:
    """Return the picture of a loop so far.

    Parameters
    ----------
    rows : sequence of Row
        A tune of each generation.
    figures : mapping of str to sequence of float
        For some of `PANELS` the figure of each generation.
    people, shuffled : mapping of str to float
        The same figures of people's tunes, and of these shuffled; nan where there is none.
    last : int
        The last generation: where the axes end.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> figures = {name: [1.0] for name in PANELS}
    >>> drawn = whispers([Row([0], [0.5])], figures, {"variety": 17}, {}, last=10)
    >>> drawn.count("<circle"), "share in minor" in drawn
    (6, True)
    """
    left = _LABEL + 32 * _NOTE + 24
    parts = [svg_text(_LABEL, 20, "a tune of each generation; red: others have it too", "start")]
    parts += fading_rows(rows, [str(number) for number in range(len(rows))])
    for place, name in enumerate(figures):
        x = left + (_WIDE + 34) * (place % _ACROSS) + 20
        y = _TOP + 26 + (_HIGH + 66) * (place // _ACROSS)
        beside = people.get(name, np.nan), shuffled.get(name, np.nan)
        parts += _panel(name, figures[name], *beside, (x, y), last)
    width, bottom = left + (_WIDE + 34) * _ACROSS + 6, _TOP + _ROW * (last + 1) + 24
    return svg_picture(width, bottom, [*parts, *_legend(left + 20, bottom - 12)])


def _panel(
    name: str,
    values: Sequence[float],
    people: float,
    shuffled: float,
    corner: tuple[float, float],
    last: int,
) -> list[str]:
    """Draw one figure over the generations, with people's and shuffled tunes' as lines."""
    title, low, high = PANELS[name]
    left, top = corner

    def place(value: float) -> float:
        return top + _HIGH * (1 - min(max((value - low) / (high - low), 0), 1))

    parts = [svg_text(left - 18, top - 12, title, "start")]
    for value in (low, high):
        parts.append(f'<path d="M{left} {place(value):g}h{_WIDE}" stroke="{GRID}"/>')
        parts.append(svg_text(left - 4, place(value) + 5, f"{value:g}", "end"))
    lines = {"people": (people, ""), "shuffled": (shuffled, ' stroke-dasharray="2 4"')}
    for who, (value, dashes) in lines.items():
        if not np.isnan(value):
            line = f'stroke="{MEANINGS[who]}" stroke-width="2"{dashes}'
            parts.append(f'<path d="M{left} {place(value):.1f}h{_WIDE}" {line}/>')
    at = [(left + _WIDE * n / last, place(v)) for n, v in enumerate(values) if not np.isnan(v)]
    if at:
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
        line = f'fill="none" stroke="{MEANINGS["machine"]}" stroke-width="2.5"'
        parts.append(f'<path d="M{path}" {line}/>')
        x, y = at[-1]
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{MEANINGS["machine"]}"/>')
    parts.append(svg_text(left, top + _HIGH + 17, "0"))
    parts.append(svg_text(left + _WIDE, top + _HIGH + 17, str(last)))
    return parts


def _legend(left: float, y: float) -> list[str]:
    """Name the lines."""
    names = {"machine": "the loop", "people": "people", "shuffled": "shuffled"}
    parts = []
    for place, (who, name) in enumerate(names.items()):
        x = left + 110 * place
        dashes = ' stroke-dasharray="2 4"' if who == "shuffled" else ""
        line = f'stroke="{MEANINGS[who]}" stroke-width="2.5"{dashes}'
        parts.append(f'<path d="M{x} {y - 5:g}h22" {line}/>')
        parts.append(svg_text(x + 28, y, name, "start", INK))
    return parts
