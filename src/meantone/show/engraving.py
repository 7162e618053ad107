"""Tunes as engraved scores, drawn by Verovio in this process."""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from meantone.show.colors import (
    SCALE,
    Domain,
    check_count,
    colored_by,
    colors_of,
    domain_of,
    hex_color,
)
from meantone.show.html import Bundle, escape, figure, image
from meantone.show.words import describe, name_of
from meantone.storage import machine
from meantone.tunes.formats.musicxml import write_musicxml
from meantone.tunes.tune import REST, Tune

WIDTH = 860
"""Pixels of a score: fits a notebook on a small laptop."""

SIZE = 45
"""How large Verovio draws the notes, in percent: a staff is 32 pixels high."""

_LEGEND = """<g transform="translate(14 {top})" font-family="Arial, Helvetica, sans-serif" \
font-size="14" fill="#222222"><linearGradient id="scale">{stops}</linearGradient>\
<text y="14">{label}</text><rect y="22" width="240" height="12" fill="url(#scale)"/>\
<text y="50">{low}</text><text x="120" y="50" text-anchor="middle">{middle}</text>\
<text x="240" y="50" text-anchor="end">{high}</text></g>"""
_LEGEND_HEIGHT = 62


def score(
    tune: Tune,
    colors: Sequence[str | None] | None = None,
    *,
    values: Sequence[float | None] | None = None,
    label: str = "",
    title: str | None = None,
    domain: Domain | None = None,
    width: int = WIDTH,
    scale: float = 1.0,
) -> Score:
    """Return a tune as an engraved score.

    Lesson 00. Lines break where the width ends; a breath mark ends a phrase. Where there is no
    Verovio the picture says in words what a score would show.

    Parameters
    ----------
    tune : Tune
    colors : sequence of str or None, optional
        One for each event (rests too): a name from `meantone.show.colors.PALETTE`, #rrggbb, or
        None for black.
    values : sequence of float or None, optional
        Numbers to color the events by, with a legend, instead of colors.
    label : str
        What the values are, with their unit.
    title : str, optional
        What the picture shows, in a sentence; else the tune's title.
    domain : tuple of float, optional
        What the ends of the color scale stand for, to compare pictures.
    width : int
        Pixels of a line.
    scale : float
        How large the notes are drawn: 1.5 for the back of a large room.

    Raises
    ------
    ValueError
        If colors and values are both given, or are not one for each event, or a color is none.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call", meter=(4, 4))
    >>> score(call, colors=["red", None, None])
    Score of Call: 4/4, 3 notes, 4 quarters, C4 to G4. Notes: G4 E4 C4.
    """
    if colors is not None and values is not None:
        raise ValueError("give colors or values, not both: values choose the colors")
    check_count(tune, colors if values is None else values)
    if values is not None:
        colors = [
            None if pitch == REST else color
            for pitch, color in zip(tune.pitches, colors_of(values, domain), strict=True)
        ]
    elif colors is not None:
        colors = [color and hex_color(color) for color in colors]
    engraved = (
        _engraved(write_musicxml(tune, colors), width, round(SIZE * scale))
        if machine().has("verovio")
        else _in_words(describe(tune), width)
    )
    legend = "" if values is None else _legend(label, domain or domain_of(values))
    words = describe(tune) + colored_by(values, label, domain)
    return Score(_framed(engraved, legend, words), title or name_of(tune), words)


@dataclass(frozen=True, repr=False)
class Score:
    """A tune as seen on paper.

    Parameters
    ----------
    svg : str
        The picture, which stands alone in a file.
    title : str
        What it shows.
    words : str
        The same for those who do not see it.
    """

    svg: str
    title: str
    words: str

    def write(self, path: str | Path) -> None:
        """Save the picture as an SVG file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def __repr__(self) -> str:
        return f"Score of {self.words}"

    @property
    def picture(self) -> str:
        """The HTML of the picture alone."""
        return image(self.svg, alt=f"Score of {self.words}")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        return {"text/html": figure(self.picture, self.title), "text/plain": repr(self)}


@cache
def _toolkit() -> Any:
    """Return the engraver, made once, its log off."""
    import verovio

    verovio.enableLog(verovio.LOG_OFF)
    return verovio.toolkit()


def _engraved(musicxml: str, width: int, size: int) -> str:
    """Return a score as SVG, with ids that depend on its content alone."""
    toolkit = _toolkit()
    seed = int.from_bytes(hashlib.sha1(musicxml.encode("utf-8")).digest()[:3], "big")
    toolkit.setOptions(
        {
            "pageWidth": round(width * 100 / size),
            "pageHeight": 60000,  # the greatest there is: one page, cut to what it holds
            "adjustPageHeight": True,
            "adjustPageWidth": False,
            "scale": size,
            "breaks": "auto",
            "header": "none",
            "footer": "none",
            "pageMarginTop": 30,
            "pageMarginBottom": 30,
            "pageMarginLeft": 30,
            "pageMarginRight": 30,
            "svgFormatRaw": True,
            "svgRemoveXlink": True,
            "xmlIdSeed": seed,
        }
    )
    toolkit.loadData(musicxml)
    svg: str = toolkit.renderToSVG(1)
    return svg


def _in_words(words: str, width: int) -> str:
    """Return words as SVG, where nothing engraves notes."""
    lines = textwrap.wrap(words, width // 9)
    texts = "".join(
        f'<text x="20" y="{30 + 22 * n}">{escape(t)}</text>' for n, t in enumerate(lines)
    )
    return (
        f'<svg width="{width}px" height="{22 * len(lines) + 28}px" fill="#222222" '
        f'font-family="Arial, Helvetica, sans-serif" font-size="15">{texts}</svg>'
    )


def _framed(svg: str, legend: str, words: str) -> str:
    """Put a score on white paper that can be scaled, with its legend below and its words."""
    size = re.match(r'<svg width="(\d+)px" height="(\d+)px"', svg)
    if size is None:
        raise ValueError("Verovio could not engrave this tune; please report it with the tune")
    width, top = int(size[1]), int(size[2])
    height = top + (_LEGEND_HEIGHT if legend else 0)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(words)}" '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        '<rect width="100%" height="100%" rx="8" fill="white"/>'
    )
    return f"{head}{svg}{legend.format(top=top)}</svg>"


def _legend(label: str, domain: Domain) -> str:
    """Return the color scale with its label and ends, to be put at a height."""
    low, high = domain
    stops = "".join(
        f'<stop offset="{index / (len(SCALE) - 1)}" stop-color="{color}"/>'
        for index, color in enumerate(SCALE)
    )
    ends = {"low": f"{low:.3g}", "middle": f"{(low + high) / 2:.3g}", "high": f"{high:.3g}"}
    return _LEGEND.format(stops=stops, label=escape(label or "value"), top="{top}", **ends)
