"""The HTML that sounds and pictures share: safe to sanitize, and the same in every notebook.

An `<img>` with a data URI rather than inline SVG: its ids cannot collide with another picture's,
it has an alternative text everywhere, and JupyterLab shows it in notebooks it does not trust.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable

from meantone.show.words import one_line

Bundle = dict[str, str]
"""A notebook output: MIME type to text."""


def escape(text: str) -> str:
    r"""Return text as it may stand between tags, in attributes, and in XML.

    Examples
    --------
    >>> escape('"A" & B\x07')
    '&quot;A&quot; &amp; B'
    """
    return html.escape(one_line(text))


def data_uri(mime: str, data: bytes) -> str:
    """Return data as an address that holds it.

    Parameters
    ----------
    mime : str
        What kind of data, such as ``image/svg+xml``.
    data : bytes

    Examples
    --------
    >>> data_uri("text/plain", b"la")
    'data:text/plain;base64,bGE='
    """
    return f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"


def image(svg: str, alt: str) -> str:
    """Return an SVG as an image with its text alternative, no wider than the page.

    Parameters
    ----------
    svg : str
        A whole picture, ``<svg>`` with its namespace.
    alt : str
        The picture in words.

    Examples
    --------
    >>> image("<svg/>", alt="A & B")[:27]
    '<img alt="A &amp; B" style='
    """
    address = data_uri("image/svg+xml", svg.encode("utf-8"))
    return f'<img alt="{escape(alt)}" style="max-width:100%;height:auto" src="{address}">'


def figure(content: str, title: str = "", facts: str = "") -> str:
    """Return content with its title, and what else there is to say, above it.

    Parameters
    ----------
    content : str
        HTML.
    title, facts : str
        Plain text; no heading without a title.

    Examples
    --------
    >>> figure("...", "Call", "3 s")[35:]
    '<figcaption><strong>Call</strong> (3 s)</figcaption>...</figure>'
    """
    more = f" ({escape(facts)})" if facts else ""
    heading = f"<figcaption><strong>{escape(title)}</strong>{more}</figcaption>" if title else ""
    return f'<figure style="margin:4px 0 8px 0">{heading}{content}</figure>'


def row(cells: Iterable[str], width: int) -> str:
    """Return contents side by side, as many as there is room for.

    Parameters
    ----------
    cells : iterable of str
        HTML.
    width : int
        Pixels that each has at least, and half of what it has at most.

    Examples
    --------
    >>> row(["A"], width=240)[-57:]
    '<div style="flex:1 1 240px;max-width:480px">A</div></div>'
    """
    style = f"flex:1 1 {width}px;max-width:{2 * width}px"
    divisions = "".join(f'<div style="{style}">{cell}</div>' for cell in cells)
    return f'<div style="display:flex;flex-wrap:wrap;gap:16px">{divisions}</div>'
