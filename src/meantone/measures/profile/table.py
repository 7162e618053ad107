"""A table of a profile in words: for people who see it, hear it read out, or print it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isinf, isnan
from typing import Literal, NamedTuple

Place = Literal["below", "within", "above", "no value"]

HEADINGS = (
    "measure", "value", "interval (95 %)", "human", "human band", "shuffled", "the set is",
)  # fmt: skip

_SIGNS: dict[Place, str] = {"below": "▼ ", "above": "▲ ", "within": "", "no value": ""}
_CELL = "padding:3px 10px;text-align:right;white-space:nowrap"
_LEFT = "padding:3px 10px;text-align:left;white-space:nowrap"


class Line(NamedTuple):
    """A row of the table in words.

    Parameters
    ----------
    cells : sequence of str
        One for each heading; the last is the place.
    place : str
        Where the figure lies: "below", "within" or "above" the human band, or "no value".
    meaning : str
        What the measure says.
    """

    cells: Sequence[str]
    place: Place
    meaning: str


def as_text(lines: Sequence[Line], caption: str) -> str:
    """Return a table as lines of text in columns.

    Parameters
    ----------
    lines : sequence of Line
    caption : str

    Returns
    -------
    str

    Examples
    --------
    >>> cells = ("range", "9.0", "8.0 to 9.5", "10.2", "9.1 to 11", "10.1", "below")
    >>> print(as_text([Line(cells, "below", "")], "1 tune."))
    measure  value  interval (95 %)  human  human band  shuffled  the set is
    range    9.0    8.0 to 9.5       10.2   9.1 to 11   10.1      below
    1 tune.
    """
    rows = [HEADINGS, *(line.cells for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([*table, caption])


def as_html(lines: Sequence[Line], caption: str) -> str:
    """Return a table of HTML, whose words say what its marks show.

    Parameters
    ----------
    lines : sequence of Line
    caption : str

    Returns
    -------
    str
    """
    sides = [_LEFT, *[_CELL] * (len(HEADINGS) - 2), _LEFT]  # figures stand on the right
    heads = "".join(
        f'<th scope="col" style="{side}">{head}</th>'
        for side, head in zip(sides, HEADINGS, strict=True)
    )
    rows = "".join(map(_html_row, lines))
    return (
        '<table style="border-collapse:collapse;font-size:1em">'
        '<caption style="caption-side:bottom;text-align:left;padding:6px 10px;max-width:60em">'
        f"{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def span(ends: tuple[float, float], digits: int) -> str:
    """Return an interval in words.

    Parameters
    ----------
    ends : tuple of (float, float)
    digits : int
        Decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> span((0.5, 0.75), 2), span((float("nan"), float("nan")), 2)
    ('0.50 to 0.75', 'none')
    """
    low, high = ends
    if isnan(low) or isnan(high):
        return "none"
    return f"{number(low, digits)} to {number(high, digits)}"


def number(value: float, digits: int) -> str:
    """Return a figure with so many decimals, or the word for what is no figure.

    Parameters
    ----------
    value : float
    digits : int
        Decimals.

    Returns
    -------
    str

    Examples
    --------
    >>> number(0.12345, 3), number(float("inf"), 2), number(float("nan"), 2), number(-0.001, 2)
    ('0.123', 'infinite', 'none', '0.00')
    """
    if isnan(value):
        return "none"
    if isinf(value):
        return "infinite"
    return f"{round(value, digits) + 0.0:.{digits}f}"


def _html_row(line: Line) -> str:
    """Return a row of the table: what is outside is marked by word, sign and weight."""
    name, *figures, _ = line.cells
    sign = _SIGNS[line.place]
    weight = f";font-weight:{'bold' if sign else 'normal'}"
    inner = "".join(f'<td style="{_CELL}">{figure}</td>' for figure in figures)
    mark = f'<span aria-hidden="true">{sign}</span>' if sign else ""
    return (
        f'<tr><th scope="row" style="{_LEFT}{weight}" title="{escape(line.meaning)}">'
        f'{escape(name)}</th>{inner}<td style="{_LEFT}{weight}">{mark}{line.place}</td></tr>'
    )
