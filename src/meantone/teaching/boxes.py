"""Answers to a learner: the same words as plain text and as a small colored box.

Everything that comes from a learner is escaped here, in one place.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["done", "not yet", "wrong", "hint", "note", "unmet"]

COLORS: dict[Kind, tuple[str, str, str]] = {
    "done": ("#e8f5ea", "#123a1c", "#1e7b34"),
    "not yet": ("#eef1f5", "#22303c", "#5b6b7b"),
    "wrong": ("#fdeeec", "#4a1210", "#b3261e"),
    "hint": ("#fff7df", "#3d2f00", "#8a6d00"),
    "note": ("#eaf2fb", "#10304f", "#1d64a6"),
    "unmet": ("#fff1e0", "#452a00", "#a45200"),
}
"""Ground, text and edge of each kind of box. Text on its ground has a contrast above 7 to 1."""

_SIGNS: dict[Kind, str] = {
    "done": "✓",
    "not yet": "○",
    "wrong": "✗",
    "hint": "?",
    "note": "i",
    "unmet": "≠",
}
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")
_CODE = re.compile(r"`([^`]+)`")
_NUMPY = re.compile(r"\bnp\.(?:float|u?int)\d+\(([^()]+)\)")
_LONG = re.compile(r"\b\d+\.\d{12,}(?:e[+-]?\d+)?")  # its last digits, too
_WHOLE = re.compile(r", dtype=int(32|64)\b")  # which goes without saying depends on the machine


@dataclass(frozen=True)
class Box:
    """A short answer with a title. Notebooks draw it as a box, everything else prints it.

    Parameters
    ----------
    kind : str
        What it is: "done", "not yet", "wrong", "hint", "note" or "unmet".
    title : str
        It says the kind in words: color is never the only sign.
    lines : tuple of str
        Paragraphs; code stands between backticks.
    case : str
        The smallest input that shows what is wrong, if there is one.

    Examples
    --------
    >>> Box("wrong", "02.count: not right", ("A note is counted twice.",), "count([60]) gives 2")
    02.count: not right
      A note is counted twice.
      It shows here: count([60]) gives 2
    """

    kind: Kind
    title: str
    lines: tuple[str, ...] = ()
    case: str = ""

    def __repr__(self) -> str:
        case = [f"It shows here: {self.case}"] if self.case else []
        return "\n  ".join([self.title, *self.lines, *case])

    def _repr_html_(self) -> str:
        ground, text, edge = COLORS[self.kind]
        style = (
            f"background:{ground};color:{text};border-left:6px solid {edge};border-radius:4px;"
            "padding:8px 12px;margin:4px 0;max-width:46em;line-height:1.5"
        )
        sign = f'<span aria-hidden="true" style="color:{edge}">{_SIGNS[self.kind]}</span>'
        parts = [f"<strong>{sign} {in_html(self.title)}</strong>"]
        parts += [f"<div>{in_html(line)}</div>" for line in self.lines]
        if self.case:
            parts += [f"<div>It shows here:</div><div>{_code(html.escape(self.case))}</div>"]
        return f'<div role="status" style="{style}">{"".join(parts)}</div>'


@dataclass(frozen=True)
class Panel:
    """A picture made of HTML, and the words that say the same.

    Examples
    --------
    >>> Panel("Half done.", "<b>Half done.</b>")
    Half done.
    """

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return self.html


def in_html(text: str) -> str:
    """Return the text as HTML, with what stands between backticks set as code.

    Examples
    --------
    >>> in_html("a < b")
    'a &lt; b'
    """
    return _CODE.sub(lambda found: _code(found[1]), html.escape(text))


def shown(value: object, most: int = 160) -> str:
    """Return a value as one short line, the same in every run, whatever the value is.

    Parameters
    ----------
    value : object
    most : int
        Characters of the line.

    Examples
    --------
    >>> shown([60, 62]), shown("a" * 99, most=20)
    ('[60, 62]', "'aaaaaaaaaaaaaaa ...")
    >>> import numpy as np
    >>> shown([np.float64(0.5)]), shown(np.array([1], dtype=np.int32))
    ('[0.5]', 'array([1])')
    >>> shown(0.1 + 0.2)
    '0.3'
    >>> class Broken:
    ...     def __repr__(self):
    ...         raise RuntimeError
    >>> shown(Broken())
    '<Broken>'
    """
    try:
        line = _NUMPY.sub(r"\1", _WHOLE.sub("", repr(value)))
        return shortened(_LONG.sub(lambda found: f"{float(found[0]):.12g}", line), most)
    except BaseException:  # a learner's own __repr__ may do anything
        return f"<{type(value).__name__}>"


def shortened(text: str, most: int) -> str:
    """Return a text on one line, without memory addresses, cut off where it gets long.

    Parameters
    ----------
    text : str
    most : int
        Characters that are left of it.

    Examples
    --------
    >>> shortened("<object object at 0x7f01>", 40)
    '<object object>'
    """
    line = " ".join(_ADDRESS.sub("", text).split())
    return line if len(line) <= most else f"{line[: most - 4]} ..."


def _code(escaped: str) -> str:
    """Return escaped text as code that inherits the box's colors and breaks where it must."""
    style = "padding:0;background:none;color:inherit;white-space:pre-wrap;overflow-wrap:anywhere"
    return f'<code style="{style}">{escaped}</code>'
