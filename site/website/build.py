"""The site, step by step, into one folder that any static host serves."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from website import example_reports, first_page, pages
from website import lite as browser
from website.errors import SiteError

__all__ = ["SiteError", "Step", "build", "steps"]


class Step(NamedTuple):
    """A part of the site: what it is called, and what writes it into the site's folder."""

    name: str
    make: Callable[[Path], None]


def steps(lite: str = "") -> list[Step]:
    """Return the parts of the site, in the order in which they are made.

    Parameters
    ----------
    lite : str
        Path or version of Pyodide; "" leaves the browser edition out.
    """
    linked = Step("pages", partial(pages.make, lite=bool(lite)))
    edition = [Step("browser edition", partial(browser.make, pyodide=lite))] if lite else []
    # The first page comes last: it links to what is there.
    examples = Step("example reports", example_reports.make)
    return [examples, linked, *edition, Step("first page", first_page.make)]


def build(out: Path, lite: str = "") -> None:
    """Make the site; what has not changed since the last time is not made again.

    Parameters
    ----------
    out : Path
        The site's folder; it is made if need be.
    lite : str
        Path or version of Pyodide; "" leaves the browser edition out.
    """
    out.mkdir(parents=True, exist_ok=True)
    for step in steps(lite):
        begun = time.monotonic()
        step.make(out)
        print(f"{step.name:20} {time.monotonic() - begun:5.0f} s", flush=True)
