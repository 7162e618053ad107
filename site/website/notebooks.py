"""Lessons as pages: the stored outputs in the form that a page without Python shows best.

Sounds and pictures become files, charts carry what makes them alive, predictions' answers and hints
are folded, and what only tells a learner how far they have come goes.
"""

from __future__ import annotations

import copy
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.exercises import COURSE
from meantone.show.charts import MIME
from meantone.teaching.exercise import find
from meantone.teaching.publishing.folding import folded
from website import media
from website.addresses import in_browser, on_binder
from website.editions import IN_BROWSER

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PROGRESS = re.compile(r"\d+ of \d+ exercises? done, ")
_NOT_DONE = re.compile(r"(\d\d\.\w+): not yet")
_REVEALED = "Prediction and measurement"
_NOT_PREDICTED = "No prediction was recorded; measured:"
_STILL = "<p>This is a still picture: run the cell above it to play with it.</p>"
_ALT = re.compile(r'alt="([^"]*)"')


def to_lesson_page(notebook: NotebookNode, path: Path, out: Path, lite: bool) -> NotebookNode:
    """Return a notebook as Sphinx gets it.

    Parameters
    ----------
    notebook : NotebookNode
        Run, as it lies in `lessons/`.
    path : Path
        Where it lies: its name says which lesson it is.
    out : Path
        The site's folder, which gets its sounds and pictures.
    lite : bool
        Whether the site has a browser edition.
    """
    from nbformat.v4 import new_markdown_cell

    page = copy.deepcopy(notebook)
    for cell in page.cells:
        if cell.cell_type == "code":
            _prepare(cell, out)
    bar = new_markdown_cell(doors(path.name, lite), id="doors")  # type: ignore[no-untyped-call]
    first, rest = divided(page.cells[0].source)
    page.cells[0].source = first
    after = new_markdown_cell(rest, id="header")  # type: ignore[no-untyped-call]
    page.cells[1:1] = [bar, after]
    page.metadata["myst"] = {"html_meta": {"description": summary(notebook)}}
    return page


def divided(source: str) -> tuple[str, str]:
    r"""Return the first cell's title, and what stands below it.

    Examples
    --------
    >>> divided("# Why?\n\nWhy not?\n")
    ('# Why?', 'Why not?')
    """
    title, _, rest = source.partition("\n")
    return title, rest.strip()


def summary(notebook: NotebookNode) -> str:
    """Return what a page says of itself to search engines: its title."""
    title = str(notebook.cells[0].source).partition("\n")[0].lstrip("# ")
    return f"Meantone, {title}: a lesson with its sounds, scores and charts."


def doors(name: str, lite: bool) -> str:
    """Return the bar above a lesson, in HTML: where it can be opened to be worked on.

    Parameters
    ----------
    name : str
        Of the notebook's file.
    lite : bool
        Whether the site has a browser edition.

    Examples
    --------
    >>> bar = doors("02_markov_chains.ipynb", lite=True)
    >>> "in the browser" in bar, "in the browser" in doors("05_counting.ipynb", lite=True)
    (True, False)
    """
    in_lab = (
        '<details class="door"><summary>Open in the lab</summary><p>On your machine, in the '
        f"course's folder: <code>python course.py lab</code>, then open <code>{name}</code>. "
        "What you do there is kept.</p></details>"
    )
    links = [f'<a class="door" href="{html.escape(on_binder(name))}">Open on Binder</a>']
    if lite and name[:2] in IN_BROWSER:
        links.append(f'<a class="door" href="../{in_browser(name)}">Open in the browser</a>')
    return f'<div class="doors">{in_lab}{"".join(links)}</div>'


def _prepare(cell: NotebookNode, out: Path) -> None:
    """Give a cell of code its fold, and its outputs the form of a page."""
    says = folded(cell)
    tags = [tag for tag in cell.metadata.get("tags", []) if tag == "raises-exception"]
    cell.metadata = type(cell.metadata)({"tags": [*tags, "hide-input"] if says else tags})
    if says:
        first, _, rest = cell.source.partition("\n")
        cell.metadata["mystnb"] = dict.fromkeys(
            ("code_prompt_show", "code_prompt_hide"), first.lstrip("# ")
        )
        cell.source = rest
    cell.outputs = [shown for output in cell.outputs if (shown := _shown(output, out))]


def _shown(output: NotebookNode, out: Path) -> NotebookNode | None:
    """Return an output as a page shows it; None if it is only for whoever runs the lesson."""
    data = output.get("data", {})
    if MIME in data:
        found = chart(data[MIME], data["text/markdown"])
    elif "text/html" in data:
        found = for_reader(data["text/html"], data.get("text/plain", ""))
    else:
        return output
    if not found:
        return None
    output.data = {"text/html": media.laid_out(found, out)}
    return output


def chart(spec: dict[str, object], picture: str) -> str:
    """Return a chart in HTML: its picture, and what a script makes it alive from.

    Parameters
    ----------
    spec : dict
        Of Vega-Lite.
    picture : str
        An image with its words.
    """
    held = json.dumps(spec, separators=(",", ":")).replace("</", "<\\/")
    alt = _ALT.search(picture)
    words = alt[1] if alt else ""
    return (
        f'<figure class="chart" data-words="{words}">{picture}'
        f'<script type="application/vnd.vegalite+json">{held}</script></figure>'
    )


def for_reader(shown: str, plain: str) -> str:
    """Return an output in HTML for who reads a page: answers folded, "" for a learner's record.

    Parameters
    ----------
    shown : str
        As the notebook has it.
    plain : str
        The same without HTML.

    Examples
    --------
    >>> for_reader("<div>Lesson 02, Why?: 0 of 6 exercises done, 0 of 3 predictions</div>", "")
    ''
    >>> for_reader("<p>Prediction and measurement</p>", "")[:51]
    '<details class="folded"><summary>What was measured<'
    >>> for_reader("<p>a tune</p>", "")
    '<p>a tune</p>'
    """
    if _PROGRESS.search(shown):
        return ""
    not_done = _NOT_DONE.match(plain)
    if not_done:
        return hints(not_done[1])
    if _REVEALED in shown:
        said = shown.replace(_NOT_PREDICTED, "Measured:")
        return f'<details class="folded"><summary>What was measured</summary>{said}</details>'
    return shown.replace(_STILL, '<p class="still">A still picture: it plays in the lab.</p>')


def in_html(text: str) -> str:
    """Return a sentence in HTML, with what stands in backticks as code.

    Examples
    --------
    >>> in_html("Use `a < b`.")
    'Use <code>a &lt; b</code>.'
    """
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def hints(name: str) -> str:
    """Return an exercise's hints, each folded: one looks at the next only after the one before.

    Parameters
    ----------
    name : str
        Of the exercise.

    Examples
    --------
    >>> hints("02.draw").count("<details")
    3
    """
    titles = ("A hint: where to look", "A second: how to go about it", "A third: almost the answer")
    parts = [
        f'<details class="folded"><summary>{title}</summary><p>{in_html(hint)}</p></details>'
        for title, hint in zip(titles, find(COURSE.lessons, name).hints, strict=True)
    ]
    return f'<div class="hints" role="group" aria-label="Hints for {name}">{"".join(parts)}</div>'
