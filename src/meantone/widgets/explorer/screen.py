"""The first screen as one picture: eight tunes by the machine, eight by people, two dials."""

from __future__ import annotations

from pathlib import Path

from meantone.show.colors import MEANINGS
from meantone.widgets.explorer.dialed import (
    HIGH,
    NARROW,
    NARROW_HIGH,
    narrow_dials,
    text,
    two_dials,
)
from meantone.widgets.explorer.explored import Explored, made_words
from meantone.widgets.explorer.people import People
from meantone.widgets.explorer.rolls import GAP, ROWS, SHADES, WIDE, rolls
from meantone.widgets.explorer.rolls import HIGH as ROLL
from meantone.widgets.explorer.words import figure
from meantone.widgets.looks import variables

WIDTH = 940
TOP = 26
BETWEEN = WIDTH - 2 * (2 * WIDE + GAP)
"""Units between the two sides."""

_DIALS = TOP + ROWS * (ROLL + GAP) + 26
HEIGHT = _DIALS + 2 * HIGH + 4

LEGEND = "same four notes in a row: in few ... half of the tunes"
"""What the colors of the notes say."""

_LIGHT = (
    "--m-ground:#fff;--m-ink:#1a1a1a;--m-soft:#595959;--m-paper:#f2f4f6;--m-alone:#8496ad;"
    "--m-line:#8a8a8a;"
)
_STYLE = Path(__file__).with_name("screen.css")


def screen(explored: Explored, people: People, beside: Explored | None = None) -> str:
    """Return the first screen of a setting as an SVG that takes its colors from the page.

    Parameters
    ----------
    explored : Explored
    people : People
        The same corpus's.
    beside : Explored, optional
        A second machine's set, which has a mark on the dials.

    Returns
    -------
    str
        Its classes are those of ``screen.css``; its text alternative is `screen_words`.

    Examples
    --------
    >>> from meantone.widgets.explorer import Results, Setting, Stock
    >>> results = Results(Stock(["kinder"]))
    >>> drawn = screen(results.explored(Setting("kinder")), results.people("kinder"))
    >>> drawn.count('class="roll machine"'), drawn.count('class="roll people"')
    (8, 8)
    """
    reach = people.reach
    right = 2 * WIDE + GAP + BETWEEN
    setting = explored.setting
    made_by = f"{setting.machine}, {setting.decoding}"
    parts = [
        text(0, 17, made_by if len(made_by) > 40 else f"machine: {made_by}", "mid-size machine"),
        text(right, 17, f"people: {setting.corpus}", "mid-size people"),
        f'<g transform="translate(0 {TOP})">{rolls(explored.machine, "machine", reach)}</g>',
        f'<g transform="translate({right} {TOP})">{rolls(explored.beside, "people", reach)}</g>',
        _legend(explored),
        f'<g transform="translate(0 {_DIALS})">{two_dials(explored, beside)}</g>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="meantone-screen" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def narrow_screen(explored: Explored, people: People) -> str:
    """Return the first screen for a phone: what stands side by side there stands in one column.

    Parameters
    ----------
    explored : Explored
    people : People
        The same corpus's.

    Examples
    --------
    >>> from meantone.widgets.explorer import Results, Setting, Stock
    >>> results = Results(Stock(["kinder"]))
    >>> drawn = narrow_screen(results.explored(Setting("kinder")), results.people("kinder"))
    >>> drawn.count('class="roll machine"'), drawn.count('class="dial"')
    (8, 2)
    """
    side = ROWS * (ROLL + GAP)
    setting, below = explored.setting, 2 * (TOP + side) + 44
    sides = (
        (explored.machine, "machine", f"{setting.machine}, {setting.decoding}"),
        (explored.beside, "people", f"people: {setting.corpus}"),
    )
    parts = []
    for place, (eight, kind, title) in enumerate(sides):
        y = place * (TOP + side)
        parts.append(text(0, y + 17, title, f"mid-size {kind}"))
        drawn = rolls(eight, kind, people.reach)
        parts.append(f'<g transform="translate(0 {y + TOP})">{drawn}</g>')
    legend = [_shades(below - 40), text(0, below - 14, made_words(explored), "small")]
    dials = f'<g transform="translate(0 {below})">{narrow_dials(explored)}</g>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="meantone-screen" viewBox="0 0 {NARROW} '
        f'{below + 2 * NARROW_HIGH}">{"".join([*parts, *legend, dials])}</svg>'
    )


def pair(explored: Explored, people: People, title: str) -> str:
    """Return the eight tunes of a second machine as an SVG, as wide as one side.

    Parameters
    ----------
    explored : Explored
    people : People
        The same corpus's, for the scale.
    title : str
    """
    drawn = rolls(explored.machine, "second", people.reach)
    high = TOP + ROWS * (ROLL + GAP)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="meantone-screen" width="{2 * WIDE + GAP}" '
        f'viewBox="0 0 {2 * WIDE + GAP} {high}">{text(0, 17, title, "mid-size second")}'
        f'<g transform="translate(0 {TOP})">{drawn}</g></svg>'
    )


def screen_words(explored: Explored, beside: Explored | None = None) -> str:
    """Return the first screen in words: what is said of each set, with people's figures.

    Parameters
    ----------
    explored : Explored
    beside : Explored, optional
        A second machine's set.

    Returns
    -------
    str
        A line for each set.

    Examples
    --------
    >>> from meantone.widgets.explorer import Results, Setting, Stock
    >>> results = Results(Stock(["kinder"]))
    >>> print(screen_words(results.explored(Setting("kinder", decoder="greedy")))[:59])
    n-gram of order 5 on kinder, greedy: more alike than people
    """
    sets = [("", explored)] if beside is None else [("A: ", explored), ("B: ", beside)]
    return "\n".join(_said(name, one) for name, one in sets)


def still(explored: Explored, people: People, beside: Explored | None = None) -> str:
    """Return the first screen as an SVG that stands alone, in the colors of a light page.

    Parameters are those of `screen`.
    """
    style = _STYLE.read_text(encoding="utf-8")
    head = f"<style>svg{{{_LIGHT}{variables(MEANINGS)}background:#fff}}{style}</style>"
    drawn = screen(explored, people, beside)
    size = f' width="{WIDTH}" height="{HEIGHT}"'
    opened, _, rest = drawn.partition(">")
    return f"{opened}{size}>{head}{rest}"


def _said(name: str, explored: Explored) -> str:
    """Say what the dials say of one set."""
    setting, people = explored.setting, explored.people
    alike, returns = explored.verdicts
    origin = f" The network was {explored.origin}." if explored.origin else ""
    return (
        f"{name}{setting.machine} on {setting.corpus}, {setting.decoding}: {alike} "
        f"({figure(explored.dials.alike)}; people {figure(people.human.alike)}, "
        f"{figure(people.low.alike)} to {figure(people.high.alike)}; shuffled "
        f"{figure(people.shuffled.alike)}) and {returns} ({figure(explored.dials.returns)}; people "
        f"{figure(people.human.returns)}, {figure(people.low.returns)} to "
        f"{figure(people.high.returns)}; shuffled {figure(people.shuffled.returns)}). "
        f"{made_words(explored)[0].upper()}{made_words(explored)[1:]}.{origin}"
    )


def _legend(explored: Explored) -> str:
    """Draw what the colors say, and which tunes these are."""
    y = TOP + ROWS * (ROLL + GAP) + 4
    return _shades(y) + text(WIDTH, y + 9, made_words(explored), "small end")


def _shades(y: float) -> str:
    """Draw what the colors say."""
    swatches = "".join(
        f'<rect class="s{step}" x="{step * 13}" y="{y}" width="13" height="8"/>'
        for step in range(SHADES)
    )
    return swatches + text(13 * SHADES + 8, y + 9, LEGEND, "small")
