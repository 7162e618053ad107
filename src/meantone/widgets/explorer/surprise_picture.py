"""How much each note of a tune surprises a judge, as steps."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from meantone.widgets.drawings import GRID, svg_picture, svg_text
from meantone.widgets.explorer.marks import COLORS, PEOPLE, WIDE

BITS = (0.0, 6.0)
"""What the ends of the color scale of surprise stand for, in every tune alike."""

_LEFT, _TOP, _HIGH = 44, 24, 84


def surprise_picture(bits: ArrayLike, usual: float, place: int = 0) -> str:
    """Return the surprise of a tune's notes as steps, beside the mean of people's tunes.

    Parameters
    ----------
    bits : array_like of float, shape (notes,)
    usual : float
        The mean of people's tunes, to the same judge.
    place : int
        0 for the color of the first machine, 1 for the second's.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> surprise_picture([1.0, 5.0], 2.6).count("<path")
    6
    """
    values = np.asarray(bits, dtype=np.float64)
    if not len(values):
        return svg_picture(WIDE, 60, [svg_text(_LEFT, 35, "No notes.", "start")])
    wide = (WIDE - _LEFT - 10) / len(values)
    parts = []
    for mark in (0, 2, 4, 6):
        parts.append(f'<path d="M{_LEFT} {_y(mark):.1f}H{WIDE - 10}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 6, round(_y(mark) + 5, 1), str(mark), "end"))
    steps = "L".join(
        f"{_LEFT + i * wide:.1f} {_y(value):.1f}h{wide:.1f}" for i, value in enumerate(values)
    )
    parts.append(
        f'<path d="M{_LEFT} {_y(usual):.1f}H{WIDE - 10}" stroke="{PEOPLE}" stroke-width="2.5" '
        'stroke-dasharray="7 5"/>'
    )
    parts.append(f'<path d="M{steps}" fill="none" stroke="{COLORS[place]}" stroke-width="2.5"/>')
    parts.append(svg_text(_LEFT, 15, "bits a note; dashes: people's mean", "start"))
    return svg_picture(WIDE, _TOP + _HIGH + 8, parts)


def _y(bits: float) -> float:
    """Return where so many bits are drawn; more than there is room for lie at the top."""
    return _TOP + _HIGH * (1 - min(max(bits, BITS[0]), BITS[1]) / BITS[1])
