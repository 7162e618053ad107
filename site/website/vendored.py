"""What pages need of others' JavaScript, taken from locked packages and kept with the site."""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

from meantone.commands import project_folder
from meantone.commands.node import NodeError, node_modules
from meantone.storage import alone, cache_folder, write_whole
from website.errors import SiteError

COMPILER = "5.8"
"""Vega-Lite's version: the one by which stored pictures of charts were drawn."""

PATIENCE = 600.0
"""Seconds to wait for another process that makes the same file."""


def charts() -> Path:
    """Return Vega, Vega-Lite and vega-embed in one file, made once from vl-convert's copies."""
    import vl_convert

    name = f"charts-embed-{version('vl-convert-python')}-{COMPILER}.js"
    path = cache_folder() / "site" / name
    with alone(path.with_suffix(".lock"), PATIENCE):
        if not path.exists():
            bundle = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;", COMPILER)
            # Names of a module are its own; a plain script would give them to the whole page.
            write_whole(path, f"(() => {{{bundle}\n}})();\n".encode())
    return path


def mathjax() -> Path:
    """Return the one file of MathJax that typesets formulas as SVG, without fonts to fetch.

    Raises
    ------
    SiteError
        If npm's packages cannot be had: it says what to do.
    """
    try:
        return node_modules(project_folder() / "site") / "mathjax" / "es5" / "tex-svg.js"
    except NodeError as error:
        raise SiteError(str(error)) from error


def lay(folder: Path) -> None:
    """Copy all of it into the sources' folder of static files."""
    for path, name in ((charts(), "charts.js"), (mathjax(), "mathjax/tex-svg.js")):
        target = folder / name
        if not target.exists() or target.stat().st_size != path.stat().st_size:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
