"""A profile as a table: for people who see it, hear it read out, or print it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import isinf, isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meantone.measures.profile.result import Profile, Row

HEADINGS = (
    "measure", "value", "interval (95 %)", "human", "human band", "shuffled", "the set is",
)  # fmt: skip

_SIGNS = {"below": "▼ ", "above": "▲ ", "within": "", "no value": ""}
_CELL = "padding:3px 10px;text-align:right;white-space:nowrap"
_LEFT = "padding:3px 10px;text-align:left;white-space:nowrap"


def as_text(profile: Profile) -> str:
    """Return a profile as lines of text in columns."""
    lines = [HEADINGS, *(cells(row) for row in profile.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    table = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([*table, f"{verdict(profile)} {profile.caption}"])


def as_html(profile: Profile) -> str:
    """Return a profile as a table of HTML, whose words say what its marks show."""
    sides = [_LEFT, *[_CELL] * (len(HEADINGS) - 2), _LEFT]  # figures stand on the right
    heads = "".join(
        f'<th scope="col" style="{side}">{head}</th>'
        for side, head in zip(sides, HEADINGS, strict=True)
    )
    rows = "".join(_html_row(row) for row in profile.rows)
    caption = f"{verdict(profile)} {profile.caption}"
    return (
        '<table style="border-collapse:collapse;font-size:1em">'
        '<caption style="caption-side:bottom;text-align:left;padding:6px 10px;max-width:60em">'
        f"{escape(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )


def verdict(profile: Profile) -> str:
    """Return in a sentence how many measures lie outside the human band.

    Examples
    --------
    >>> from meantone.measures.profile.result import Profile
    >>> verdict(Profile((), tunes=0, left_out=0, count=0, length=8))
    'No measure has a value.'
    """
    measured = [row for row in profile.rows if row.place != "no value"]
    if not measured:
        return "No measure has a value."
    outside = len(profile.outside)
    return f"{outside} of {len(measured)} measures outside the human band."


def cells(row: Row) -> Sequence[str]:
    """Return the words of a row, one for each heading.

    Examples
    --------
    >>> from meantone.measures.profile.catalog import SURPRISE
    >>> from meantone.measures.profile.result import Row
    >>> cells(Row(SURPRISE, 1.9, (1.8, 2.0), human=2.6, band=(2.5, 2.7), shuffled=4.9))
    ('surprise (bits)', '1.90', '1.80 to 2.00', '2.60', '2.50 to 2.70', '4.90', 'below')
    """
    unit = row.measure.unit
    name = f"{row.name} ({unit})" if unit not in ("", "share") else row.name
    digits = 3 if row.measure.limits[1] <= 1 else 1 if max(row.human, row.value) >= 10 else 2
    return (
        name,
        number(row.value, digits),
        span(row.interval, digits),
        number(row.human, digits),
        span(row.band, digits),
        number(row.shuffled, digits),
        row.place,
    )


def span(ends: tuple[float, float], digits: int) -> str:
    """Return an interval in words.

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


def _html_row(row: Row) -> str:
    """Return a row of the table: what is outside is marked by word, sign and weight."""
    name, *figures, place = cells(row)
    weight = f";font-weight:{'bold' if row.outside else 'normal'}"
    inner = "".join(f'<td style="{_CELL}">{figure}</td>' for figure in figures)
    sign = f'<span aria-hidden="true">{_SIGNS[place]}</span>' if _SIGNS[place] else ""
    return (
        f'<tr><th scope="row" style="{_LEFT}{weight}" title="{escape(row.measure.meaning)}">'
        f'{escape(name)}</th>{inner}<td style="{_LEFT}{weight}">{sign}{place}</td></tr>'
    )
