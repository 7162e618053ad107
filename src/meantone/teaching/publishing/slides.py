"""Handout slides of a lesson: one file that opens in any browser and asks no other machine.

A slide begins at each heading; a small script deals out what does not fit on one. reveal.js shows
them, from the package pyreveal, of which only the two files are used.
"""

from __future__ import annotations

import ast
import html
import importlib.util
import re
from collections.abc import Iterable, Set
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.teaching.publishing.folding import folded

if TYPE_CHECKING:
    from nbformat import NotebookNode

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{style}</style>
</head>
<body>
<div class="reveal"><div class="slides">
{sections}
</div></div>
<script>{script}</script>
</body>
</html>
"""
_NEIGHBOR = re.compile(r"(?<!!)\[([^\]]+)\]\((?!\w+:|#)[^)]*\)")  # a page beside this one
_HEADING = re.compile(r"^(?=<h[12]>)", re.MULTILINE)
_STEP = re.compile(r"<h2>(Predict|Build|Hear|Measure|Explain|Repair)\b")
_NOT_DONE = re.compile(r"\d\d\.\w+: not yet\n")
_COLOR = re.compile(r"\x1b\[[\d;]*m")
_RECORD = frozenset({"progress_bar", "overview", "hint"})  # kept for the learner alone
_ASKS = frozenset({"predict", "reveal", "claim", "stamp", "tune_picker"})
_NOT_PREDICTED = "No prediction was recorded; measured:"


def to_slides(lesson: NotebookNode) -> str:
    r"""Return a lesson with its outputs as slides: a page of HTML that stands alone.

    Left out is what is only for the one who runs the lesson: cells that import or keep the
    learner's record, folded code, the code of what shows itself better (predictions, claims), and
    answers to exercises not done.

    Parameters
    ----------
    lesson : NotebookNode
        It was run. Its first heading is the title.

    Returns
    -------
    str
        The page. It prints as running text; with `?print-pdf` in the address, slide by slide.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> text = "# Why?\n\nWhy not?\n\n## Because\n\nYes."
    >>> page = to_slides(new_notebook(cells=[new_markdown_cell(text)]))
    >>> page.count("<section>"), "<title>Why?</title>" in page, "https://cdn" in page
    (2, True, False)
    """
    from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]

    sections = sectioned(part for cell in lesson.cells for part in parts_of(cell))
    titles = re.findall(r"<h1>(.*?)</h1>", sections[0]) if sections else []
    colors = HtmlFormatter().get_style_defs(".code")
    return _PAGE.format(
        title=re.sub(r"<.*?>", "", titles[0]) if titles else "Slides",
        style="\n".join([_reveal("reveal.css"), colors, _own("page.css"), _own("slides.css")]),
        sections="\n".join(f"<section>\n{with_step(one)}\n</section>" for one in sections),
        script="\n".join([_reveal("reveal.js"), _own("slides.js")]),
    )


def sectioned(parts: Iterable[str]) -> list[str]:
    r"""Join parts into sections, of which each begins with a heading of level 1 or 2.

    Examples
    --------
    >>> sectioned(["<h1>Why?</h1>", "<p>Why not?</p>", "<h2>Because</h2>"])
    ['<h1>Why?</h1>\n<p>Why not?</p>', '<h2>Because</h2>']
    """
    found: list[list[str]] = []
    for part in parts:
        if part.startswith(("<h1>", "<h2>")) or not found:
            found.append([])
        found[-1].append(part)
    return ["\n".join(section) for section in found]


def with_step(section: str) -> str:
    """Mark the heading of a section that is one of the six steps.

    Examples
    --------
    >>> with_step("<h2>Build: a machine</h2>")
    '<h2 class="step step-Build">Build: a machine</h2>'
    """
    return _STEP.sub(r'<h2 class="step step-\1">\1', section, count=1)


def parts_of(cell: NotebookNode) -> list[str]:
    """Return what a cell shows, as HTML: text, code, outputs.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell
    >>> parts_of(new_markdown_cell("*No.*")), parts_of(new_code_cell("import this"))
    (['<p><em>No.</em></p>'], [])
    """
    if cell.cell_type == "markdown":
        return [part.strip() for part in _HEADING.split(_in_html(cell.source)) if part.strip()]
    if cell.cell_type != "code" or _is_bookkeeping(cell.source):
        return []
    hidden = folded(cell) or _does_only(cell.source, (), _ASKS)
    code = [] if hidden else [_code(cell.source)]
    return code + [shown for output in cell.outputs if (shown := _shown(output))]


def _shown(output: NotebookNode) -> str:
    """Return an output as HTML: the richest of its forms that needs no running notebook."""
    data = output.get("data", {})
    if _NOT_DONE.match(data.get("text/plain", "")):
        return ""
    if "text/html" in data:
        return f'<div class="shown">{data["text/html"].replace(_NOT_PREDICTED, "Measured:")}</div>'
    if "text/markdown" in data:
        return f'<div class="shown">{_in_html(data["text/markdown"])}</div>'
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            words = html.escape(output.metadata.get(kind, {}).get("alt", ""))
            picture = f'<img alt="{words}" src="data:{kind};base64,{data[kind].strip()}">'
            return f'<div class="shown">{picture}</div>'
    text = output.get("text") or data.get("text/plain") or "\n".join(output.get("traceback", []))
    return f'<pre class="said">{html.escape(_COLOR.sub("", text))}</pre>' if text else ""


def _is_bookkeeping(source: str) -> bool:
    """Tell whether a cell only imports, or keeps a learner's record."""
    return _does_only(source, (ast.Import, ast.ImportFrom), _RECORD)


def _does_only(source: str, kinds: tuple[type[ast.stmt], ...], calls: Set[str]) -> bool:
    """Tell whether a cell's statements are all of these kinds, or calls of these functions."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    return all(isinstance(node, kinds) or _called(node) in calls for node in statements)


def _called(node: ast.stmt) -> str:
    """Return the name of the function that a statement calls, if that is all it does."""
    call = node.value if isinstance(node, ast.Expr) else None
    name = call.func if isinstance(call, ast.Call) else None
    return name.id if isinstance(name, ast.Name) else ""


def _code(source: str) -> str:
    """Return Python in colors."""
    from pygments import highlight  # type: ignore[import-untyped]
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

    colored = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code"><code>{colored}</code></pre>'


def _in_html(markdown: str) -> str:
    """Return Markdown as HTML; HTML in it stays, and links to other files lead nowhere."""
    import mistune

    text = _NEIGHBOR.sub(r"\1", markdown)
    return str(mistune.create_markdown(escape=False, plugins=["table"])(text))


def _own(name: str) -> str:
    """Return the text of a file beside this one."""
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def _reveal(name: str) -> str:
    """Return the text of a file of reveal.js, without importing the package that brings it."""
    found = importlib.util.find_spec("pyreveal")
    if not found or not found.origin:
        raise ModuleNotFoundError("No module named 'pyreveal'", name="pyreveal")
    path = Path(found.origin).parent / "revealjs" / "dist" / name
    return path.read_text(encoding="utf-8")
