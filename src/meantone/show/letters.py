"""How wide the letters of a chart are in Arial, for which it was drawn."""

from __future__ import annotations

import re
from html import unescape

_REGULAR = {
    191: "'", 222: "`ijl", 260: "|", 278: " !,./:;I[\\]ft", 333: "()-r", 334: "{}", 355: '"',
    389: "*", 469: "^", 500: "Jcksvxyz", 556: "#$0123456789?L_abdeghnopqu",
    584: "+<=>~\N{MINUS SIGN}", 611: "FTZ", 667: "&ABEKPSVXY", 722: "CDHNRUw", 778: "GOQ",
    833: "Mm", 889: "%", 944: "W", 1015: "@",
}  # fmt: skip
_BOLD = {
    238: "'", 278: " ,./I\\`ijl", 280: "|", 333: "!()-:;[]ft", 389: "*r{}", 474: '"', 500: "z",
    556: "#$0123456789J_aceksvxy", 584: "+<=>^~\N{MINUS SIGN}", 611: "?FLTZbdghnopqu",
    667: "EPSVXY", 722: "&ABCDHKNRU", 778: "GOQw", 833: "M", 889: "%m", 944: "W", 975: "@",
}  # fmt: skip
_WIDTHS = {
    weight: {letter: width / 1000 for width, letters in groups.items() for letter in letters}
    for weight, groups in (("normal", _REGULAR), ("bold", _BOLD))
}
"""Parts of the font's size, as Adobe's metrics of Helvetica say, to which Arial keeps."""

_TEXT = re.compile(r"<text((?:\s[^>]*[^>/])?)>(.*?)</text>")  # not an empty one, <text ... />
_LINE = re.compile(r"<tspan([^>]*)>(.*?)</tspan>")
_SIZE = re.compile(r'font-size="([\d.]+)px"')


def width_in_arial(words: str, size: float, weight: str = "normal") -> float | None:
    """Return how wide words are in Arial, in pixels; None if they hold a letter that is not known.

    Parameters
    ----------
    words : str
    size : float
        Of the font, in pixels.
    weight : str
        "normal" or "bold".

    Returns
    -------
    float or None

    Examples
    --------
    >>> width_in_arial("All heads", 10), width_in_arial("\N{CHECK MARK}", 10)
    (41.13, None)
    """
    widths = [_WIDTHS[weight].get(letter) for letter in words]
    known = [width for width in widths if width is not None]
    return round(size * sum(known), 2) if len(known) == len(widths) else None


def with_widths(svg: str) -> str:
    """Return a chart whose texts are as wide in any font as they are in Arial.

    The room for each was measured in Arial. Where a reader's machine has none, another font may be
    a fifth wider: titles would be cut at the picture's edge, labels would run into each other.

    Examples
    --------
    >>> with_widths('<text font-size="10px">Up</text>')
    '<text font-size="10px" textLength="12.78" lengthAdjust="spacingAndGlyphs">Up</text>'
    """
    return _TEXT.sub(_with_width, svg)


def _with_width(text: re.Match[str]) -> str:
    """Say in a text, or in each of its lines, how wide it is."""
    about, inner = text.groups()
    size, weight = _SIZE.search(about), "bold" if 'font-weight="bold"' in about else "normal"
    if size is None:
        return text[0]

    def said(about: str, words: str) -> str:
        width = width_in_arial(unescape(words), float(size[1]), weight)
        fixed = f' textLength="{width}" lengthAdjust="spacingAndGlyphs"' if width else ""
        return f"{about}{fixed}>{words}"

    if "<tspan" in inner:
        lines = _LINE.sub(lambda line: f"<tspan{said(line[1], line[2])}</tspan>", inner)
        return f"<text{about}>{lines}</text>"
    return f"<text{said(about, inner)}</text>"
