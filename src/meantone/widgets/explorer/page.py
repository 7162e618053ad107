"""What the page needs to know: what there is to choose from, and a setting written down again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from meantone.models import SequenceModel
from meantone.show.colors import MEANINGS, MEANINGS_DARK
from meantone.tunes import Corpus, Degree, Viewpoint
from meantone.widgets.explorer.heard import SECONDS
from meantone.widgets.explorer.settings import DECODERS, MODELS, ORDERS, Setting
from meantone.widgets.explorer.stock import Stock
from meantone.widgets.explorer.words import BLIND
from meantone.widgets.looks import variables

VIEWS = {
    "": "First screen only",
    "path": "The whole slider",
    "tune": "One tune",
    "next": "Next note",
    "profile": "Profile",
    "map": "Map",
    "two": "Two machines",
    "again": "This setting again",
}
"""What is behind *More*, one view at a time: its name, and what it is called."""


def style() -> str:
    """Return the style sheet of the page: the colors by their meaning, light and dark, and rules.

    Examples
    --------
    >>> style()[:37]
    '.meantone-explorer{--m-people:#1f7a52'
    """
    light, dark = variables(MEANINGS), variables(MEANINGS_DARK)
    here = Path(__file__).parent
    sheets = [(here / f"{name}.css").read_text("utf-8") for name in ("explorer", "screen")]
    root = ".meantone-explorer"
    on_dark = f'body[data-jp-theme-light="false"] {root}'
    return "\n".join([f"{root}{{{light}}}", f"{on_dark}{{{dark}}}", *sheets])


def spec(stock: Stock) -> dict[str, Any]:
    """Return what there is to choose from, for the page."""
    return {
        "blind": BLIND,
        "seconds": SECONDS,
        "views": [[name, title] for name, title in VIEWS.items()],
        "corpora": [*stock.corpora],
        "orders": [*ORDERS],
        "models": [
            {
                "name": name,
                "ordered": stock.kind(name).ordered,
                "finite": stock.kind(name).finite,
                "everywhere": name in MODELS,
            }
            for name in stock.models
        ],
        "decoders": [
            {
                "name": one.name,
                "parameter": one.parameter,
                "stops": [*one.stops],
                "start": one.start,
                "says": [one.says(stop) for stop in one.stops],
                "ends": [*one.ends],
                "exact": one.name == "exact",
            }
            for one in DECODERS.values()
        ],
    }


def slug(setting: Setting) -> str:
    """Return a name for a file.

    Examples
    --------
    >>> slug(Setting(strength=0.5))
    'folk-n-gram-of-order-5-temperature-0.5-0'
    """
    said = f"{setting.corpus} {setting.machine} {setting.decoding} {setting.draw}"
    return re.sub(r"[^\w.-]+", "-", said)


def arguments(
    corpora: Sequence[str | Corpus] | None,
    models: Mapping[str, SequenceModel[Any]] | None,
    view: type[Viewpoint],
) -> list[str]:
    """Return what has to be handed in again, as code; models and corpora by a name.

    Parameters
    ----------
    corpora, models, view
        As in `Explorer`.

    Examples
    --------
    >>> arguments(["kinder"], None, Degree)
    ["corpora=['kinder']"]
    """
    said = []
    if corpora is not None:
        by_name = all(isinstance(corpus, str) for corpus in corpora)
        said.append(f"corpora={[*corpora]!r}" if by_name else "corpora=corpora")
    if models:
        said.append("models=models")
    if view is not Degree:
        said.append(f"view={view.__name__}")
    return said
