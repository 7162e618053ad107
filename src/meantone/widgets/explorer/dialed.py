"""The two dials: where a set lies, people's band, and shuffled tunes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isnan, log10
from typing import NamedTuple

from meantone.measures import Dials
from meantone.show.html import escape
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.words import figure

LEFT, TRACK, HIGH = 206, 390, 64
"""Units: where a dial's track begins, how long it is, and how high a dial is."""

NARROW, NARROW_HIGH = 458, 122
"""Units: how wide and how high a dial is on a phone."""

APART = 58
"""Units between the middles of two words beside each other."""


class Dial(NamedTuple):
    """One of the two.

    Parameters
    ----------
    name, what : str
        Of the figure, and the figure in a few words.
    value : function of Dials to float
    at : function of float to float
        Where a value lies on the track, from 0 to 1.
    marks : tuple of float
        Values that are written below the track.
    ends : tuple of (str, str)
        What lies at its two ends.
    """

    name: str
    what: str
    value: Callable[[Dials], float]
    at: Callable[[float], float]
    marks: tuple[float, ...]
    ends: tuple[str, str]


def _log(value: float) -> float:
    return 1 + log10(min(max(value, 0.001), 1)) / 3


ALIKE = Dial(
    "alike", "share of the other tunes|that have the same run of four",
    lambda dials: dials.alike, _log, (0.001, 0.01, 0.1, 1), ("all different", "all the same"),
)  # fmt: skip
RETURNS = Dial(
    "returns", "share of a tune's runs of four|that came before in it",
    lambda dials: dials.returns, lambda value: value, (0, 0.25, 0.5, 0.75, 1),
    ("nothing returns", "only repeats"),
)  # fmt: skip


def two_dials(explored: Explored, beside: Explored | None = None) -> str:
    """Return both dials, one below the other, as parts of an SVG.

    Parameters
    ----------
    explored : Explored
    beside : Explored, optional
        A second machine's set, a triangle.
    """
    sets = [explored] if beside is None else [explored, beside]
    parts = []
    for place, dial in enumerate((ALIKE, RETURNS)):
        verdicts = [one.verdicts[place] for one in sets]
        drawn = _dial(dial, sets, verdicts)
        parts.append(f'<g class="dial" transform="translate(0 {HIGH * place})">{drawn}</g>')
    return "".join(parts)


def narrow_dials(explored: Explored) -> str:
    """Return both dials for a phone: what they say stands above their tracks.

    Parameters
    ----------
    explored : Explored
    """
    parts = []
    for place, dial in enumerate((ALIKE, RETURNS)):
        value, verdict = dial.value(explored.dials), explored.verdicts[place]
        said = [
            text(0, 18, dial.name, "big"),
            text(NARROW, 18, verdict, "huge machine end"),
            text(0, 35, dial.what.replace("|", " "), "small"),
            text(0, 50, _figures(dial, value, explored), "small"),
            f'<g transform="translate({(NARROW - TRACK) / 2 - LEFT:g} 56)">',
            *_scale(dial, [explored]),
            "</g>",
        ]
        moved = f'transform="translate(0 {NARROW_HIGH * place})"'
        parts.append(f'<g class="dial" {moved}>{"".join(said)}</g>')
    return "".join(parts)


def _dial(dial: Dial, sets: Sequence[Explored], verdicts: Sequence[str]) -> str:
    """Return one dial: its name, its track with people's band, the marks, and the verdict."""
    parts = [text(0, 22, dial.name, "big")]
    parts += [text(0, 38 + 13 * i, line, "small") for i, line in enumerate(dial.what.split("|"))]
    parts += _scale(dial, sets)
    for place, (one, verdict) in enumerate(zip(sets, verdicts, strict=True)):
        parts += _verdict(dial, one, verdict, place, len(sets))
    return "".join(parts)


def _scale(dial: Dial, sets: Sequence[Explored]) -> list[str]:
    """Draw a track with people's band, and where each set lies."""
    human, low, high, shuffled = map(dial.value, sets[0].people)
    parts = [f'<path class="track" d="M{LEFT} 26h{TRACK}"/>']
    parts += [
        f'<path class="tick" d="M{_x(dial, mark):.1f} 22v8"/>'
        + text(_x(dial, mark), 43, named(mark), "small mid")
        for mark in dial.marks
    ]
    parts.append(text(LEFT, 56, dial.ends[0], "small soft"))
    parts.append(text(LEFT + TRACK, 56, dial.ends[1], "small soft end"))
    if not isnan(human):
        parts += _people(dial, human, low, high, shuffled)
    parts += [_mark(dial, dial.value(one.dials), place) for place, one in enumerate(sets)]
    return parts


def _people(dial: Dial, human: float, low: float, high: float, shuffled: float) -> list[str]:
    """Draw people's band, their mean, and shuffled tunes."""
    a, b = _x(dial, low), _x(dial, high)
    wide, x, middle = max(b - a, 5), _x(dial, shuffled), _x(dial, human)
    beside = min(x, middle - APART) if x < middle else max(x, middle + APART)
    return [
        f'<rect class="band" x="{(a + b - wide) / 2:.1f}" y="13" width="{wide:.1f}" height="26" '
        'rx="3"/>',
        text(middle, 10, "people", "small mid people"),
        f'<path class="cross" d="M{x - 4:.1f} 22l8 8m0-8l-8 8"/>',
        text(beside, 10, "shuffled", "small mid soft"),
    ]


def _mark(dial: Dial, value: float, place: int) -> str:
    """Draw where a set lies: the machine's a circle, the second's a triangle."""
    if isnan(value):
        return ""
    x = _x(dial, value)
    if place == 0:
        return f'<circle class="machine" cx="{x:.1f}" cy="26" r="9"/>'
    return f'<path class="second" d="M{x:.1f} 16l9 16h-18z"/>'


def _verdict(dial: Dial, one: Explored, verdict: str, place: int, sets: int) -> list[str]:
    """Write what the dial says, and its figures."""
    x, kind = LEFT + TRACK + 24, ("machine", "second")[place]
    value = dial.value(one.dials)
    if sets == 2:
        name = f"{'AB'[place]}: {verdict}, {figure(value)}"
        return [text(x, 20 + 22 * place, name, f"mid-size {kind}")]
    return [text(x, 29, verdict, f"huge {kind}"), text(x, 48, _figures(dial, value, one), "small")]


def _figures(dial: Dial, value: float, explored: Explored) -> str:
    """Return a set's figure beside people's, with their band."""
    human, low, high, _ = map(dial.value, explored.people)
    return f"{figure(value)}, people {figure(human)} ({figure(low)} to {figure(high)})"


def _x(dial: Dial, value: float) -> float:
    return LEFT + TRACK * min(max(dial.at(value), 0), 1)


def named(value: float) -> str:
    """Return a value of a scale in few letters.

    Examples
    --------
    >>> named(0.25), named(1)
    ('.25', '1')
    """
    return f"{value:g}".removeprefix("0") or "0"


def text(x: float, y: float, words: str, kind: str) -> str:
    """Return a line of text.

    Parameters
    ----------
    x, y : float
        Units.
    words : str
    kind : str
        Its classes, which the style sheet knows.
    """
    return f'<text x="{x:.5g}" y="{y:g}" class="{kind}">{escape(words)}</text>'
