"""Pictures of what a class predicted; the measurement is in them, and hidden until it is asked for.

They take their colors from the page, so that they are right on a light and on a dark ground.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from meantone.classroom.summary import Measured, Predicted

_WIDTH, _HEIGHT = 560, 262
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 540, 26, 206

Points = Sequence[tuple[float, float]]


def number_picture(found: Predicted) -> str:
    """Return a histogram of predicted numbers, with the measured one as a line.

    Parameters
    ----------
    found : Predicted

    Examples
    --------
    >>> from meantone.classroom.questions import Question
    >>> question = Question("99.heads", "How many?", "number", high=2)
    >>> shown = Predicted(question, 3, 0, (("0", 1), ("1", 2)), measured=1.0, edges=(0, 1, 2))
    >>> number_picture(shown).count('class="column"')
    2
    """
    edges, most = found.edges, max(1, *(count for _, count in found.bars))
    parts = []
    for place, (label, count) in enumerate(found.bars):
        x = _across(edges[place], edges) + 2
        wide = _across(edges[place + 1], edges) - x - 2
        high = (_BOTTOM - _TOP) * count / most
        top = _BOTTOM - high
        parts.append(
            f'<rect class="column" x="{x:.1f}" y="{top:.1f}" width="{wide:.1f}" '
            f'height="{high:.1f}" rx="3"/>'
        )
        middle = x + wide / 2
        if count:
            parts.append(_text(middle, top - 6, f"{count}"))
        parts.append(_text(middle if _is_each(found) else x, _BOTTOM + 22, label))
    if not _is_each(found):
        parts.append(_text(_RIGHT, _BOTTOM + 22, f"{edges[-1]:g}"))
    if isinstance(found.measured, int | float):
        # Where a bar is a single number, its middle is that number.
        shift = found.question.step / 2 if _is_each(found) else 0.0
        x = _across(min(max(found.measured + shift, edges[0]), edges[-1]), edges)
        parts.append(f'<g class="measured" hidden><path d="M{x:.1f} {_TOP - 16}V{_BOTTOM}"/></g>')
    each = ", ".join(f"from {label}: {count}" for label, count in found.bars if count)
    return _picture(parts, f"Histogram of {found.learners} predictions: {each or 'none'}.")


def curve_picture(found: Predicted) -> str:
    """Return the middle of predicted curves, half of them as a band, with the measured curve.

    Parameters
    ----------
    found : Predicted

    Examples
    --------
    >>> from meantone.classroom.questions import Question
    >>> question = Question("99.c", "Which?", "curve", high=4)
    >>> curve_picture(Predicted(question, 1, 0, curve=((1, 0, 1, 2), (2, 1, 2, 3)))).count("<path")
    3
    """
    if not found.curve:
        return "<p>No curve yet.</p>"
    xs = [x for x, *_ in found.curve]
    measured = found.measured if isinstance(found.measured, dict) else {}
    heights = [y for _, *three in found.curve for y in three] + [*measured.values()]
    ends = min(found.question.low, *heights), max(found.question.high, *heights)
    low, middle, high = (
        [(_across(x, xs), _up(three[place], ends)) for x, *three in found.curve]
        for place in range(3)
    )
    parts = [
        f'<path class="axis" d="M{_LEFT} {_TOP}V{_BOTTOM}H{_RIGHT}"/>',
        f'<path class="band" d="{_line([*low, *high[::-1]])}Z"/>',
        f'<path class="middle" d="{_line(middle)}"/>',
        *(_text(_across(x, xs), _BOTTOM + 22, f"{x:g}") for x in xs),
        _text(_LEFT - 8, _BOTTOM, f"{ends[0]:g}", "end"),
        _text(_LEFT - 8, _TOP + 6, f"{ends[1]:g}", "end"),
        _text((_LEFT + _RIGHT) / 2, _BOTTOM + 42, found.question.axes[0]),
        _text(_LEFT, _TOP - 10, found.question.axes[1], "start"),
    ]
    within = [(_across(x, xs), _up(y, ends)) for x, y in measured.items() if x in xs]
    if within:
        parts.append(f'<g class="measured" hidden><path d="{_line(within)}"/></g>')
    each = ", ".join(f"{mid:.3g} at {x:g}" for x, _, mid, _ in found.curve)
    return _picture(parts, f"The middle of {found.learners} predicted curves: {each}.")


def said(measured: Measured) -> str:
    """Put what was measured into words.

    Parameters
    ----------
    measured : str, float, dict or None

    Examples
    --------
    >>> said({1.0: 3.5}), said(100.0), said("A"), said(None)
    ('3.5 at 1', '100', 'A', 'nothing')
    """
    if measured is None:
        return "nothing"
    if isinstance(measured, dict):
        return ", ".join(f"{y:.3g} at {x:g}" for x, y in measured.items())
    return measured if isinstance(measured, str) else f"{measured:.4g}"


def _is_each(found: Predicted) -> bool:
    """Tell whether each number that can be predicted has a bar of its own."""
    return math.isclose(found.edges[1] - found.edges[0], found.question.step)


def _across(x: float, places: Sequence[float]) -> float:
    """Return how far to the right a value stands."""
    wide = (places[-1] - places[0]) or 1
    return _LEFT + (_RIGHT - _LEFT) * (x - places[0]) / wide


def _up(y: float, ends: tuple[float, float]) -> float:
    """Return how far down a height stands."""
    high = (ends[1] - ends[0]) or 1
    return _BOTTOM - (_BOTTOM - _TOP) * (y - ends[0]) / high


def _line(points: Points) -> str:
    """Return a path through points."""
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _text(x: float, y: float, text: str, anchor: str = "middle") -> str:
    """Return a label."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _picture(parts: Sequence[str], words: str) -> str:
    """Return an SVG with its words."""
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(words)}">'
        f"{''.join(parts)}</svg>"
    )
