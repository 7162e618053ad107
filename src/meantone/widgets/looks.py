"""How widgets look: what all pages share, and the colors by their meaning, light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from meantone.page import style
from meantone.show.colors import HEAT, HEAT_DARK, MEANINGS, MEANINGS_DARK

DARK = 'body[data-jp-theme-light="false"]'
"""What is true of the page where JupyterLab's theme is dark."""


@cache
def look_of(*paths: Path) -> str:
    """Return a widget's style sheet: the colors as variables, what pages share, and its own rules.

    Parameters
    ----------
    *paths : Path
        Its own style sheets. The variables are ``--m-people``, ``--m-machine`` and so on, and
        ``--m-heat-0`` to ``--m-heat-3`` for the cells of a table.

    Examples
    --------
    >>> look_of()[:39]
    '.meantone-page{--m-people:#1f7a52;--m-m'
    """
    light = f".meantone-page{{{tokens(MEANINGS, HEAT, '#000', '#fff')}}}"
    dark = f"{DARK} .meantone-page{{{tokens(MEANINGS_DARK, HEAT_DARK, '#fff', '#000')}}}"
    return "\n".join([light, dark, style(*paths)])


def tokens(meanings: Mapping[str, str], heat: Sequence[str], ink: str, over: str) -> str:
    """Return colors as the variables that the style sheets read.

    Parameters
    ----------
    meanings : mapping of str to str
        Colors by their meaning.
    heat : sequence of str
        The scale of a table's cells.
    ink, over : str
        What is written on the low cells, and on the high ones.

    Examples
    --------
    >>> tokens({"machine B": "#b34700"}, ["#ffffff"], "#000", "#fff")
    '--m-second:#b34700;--m-heat-0:#ffffff;--m-heat-ink:#000;--m-heat-over:#fff;'
    """
    steps = {f"heat-{place}": color for place, color in enumerate(heat)}
    return variables({**meanings, **steps, "heat-ink": ink, "heat-over": over})


def variables(colors: Mapping[str, str]) -> str:
    """Return colors by name as variables.

    Examples
    --------
    >>> variables({"people": "#1f7a52", "machine B": "#b34700"})
    '--m-people:#1f7a52;--m-second:#b34700;'
    """
    names = {"machine B": "second"}
    return "".join(f"--m-{names.get(name, name)}:{color};" for name, color in colors.items())
