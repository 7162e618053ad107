"""A notebook as a page: one file to hand out, readable by all, that asks no other machine."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "page_template"
STYLE = Path(__file__).parent / "page.css"
"""What pages, slides and the lab share."""


def to_page(notebook: NotebookNode) -> str:
    r"""Return a notebook with its outputs as an HTML page.

    It is nbconvert's page of the lab in darker colors, without the scripts that nbconvert would
    fetch: they are for formulas and live widgets, and a page has neither.

    Parameters
    ----------
    notebook : NotebookNode
        Its first heading is the page's title.

    Returns
    -------
    str
        The page, which stands alone in a file.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> page = to_page(new_notebook(cells=[new_markdown_cell("# Why?\n\nWhy not?")]))
    >>> "<title>Why?</title>" in page, "https://cdn" in page
    (True, False)
    """
    from nbconvert import HTMLExporter

    settings = {"template_name": "meantone", "extra_template_basedirs": [str(TEMPLATES)]}
    exporter = HTMLExporter(**settings)  # type: ignore[no-untyped-call]
    resources = {
        "metadata": {"name": _title(notebook)},
        "page_style": STYLE.read_text(encoding="utf-8"),
    }
    page: str = exporter.from_notebook_node(notebook, resources)[0]
    return page


def _title(notebook: NotebookNode) -> str:
    """Return the first heading."""
    lines = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return next((line.lstrip("# ") for line in lines.splitlines() if line[:1] == "#"), "Notebook")
