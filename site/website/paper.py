"""The paper as a page of the site: one source with the journal's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

PAPER = "paper/paper.md"

_CITED = re.compile(r"\[(@\w+(?:; @\w+)*)\]")
_STATUS = (
    "*In the form of the Journal of Open Source Education; neither submitted nor reviewed yet.*"
)


def to_page(path: Path) -> str:
    """Return the paper as a page: title and authors, sections, the list of what it cites.

    Parameters
    ----------
    path : Path
        Of the paper's source, in Markdown with a header.
    """
    import yaml

    _, head, text = path.read_text(encoding="utf-8").split("---\n", 2)
    header = yaml.safe_load(head)
    names = ", ".join(author["name"] for author in header["authors"])
    sections = re.sub(r"^# ", "## ", with_roles(text), flags=re.MULTILINE).strip()
    title = f"# {header['title']}\n\n{names}, {header['date']}. {_STATUS}"
    return f"{title}\n\n{sections}\n\n```{{bibliography}}\n```\n"


def with_roles(text: str) -> str:
    """Return text whose citations are those of the site's extension.

    Examples
    --------
    >>> with_roles("They loop [@a; @b].")
    'They loop {cite:p}`a,b`.'
    """
    return _CITED.sub(lambda found: "{cite:p}`" + found[1].replace("; @", ",")[1:] + "`", text)


def as_list(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Make references items of their list: the role that docutils gives them is none any more.

    Parameters
    ----------
    app, name, template, context, doctree
        As Sphinx gives them.
    """
    if "body" in context:
        context["body"] = context["body"].replace('role="doc-biblioentry"', 'role="listitem"')
