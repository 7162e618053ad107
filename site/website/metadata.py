"""What a page says of itself to search engines, if it has no words of its own for that."""

from __future__ import annotations

from html import escape
from typing import Any

LONGEST = 155
"""Characters that search engines show."""


def shortened(text: str) -> str:
    """Return the beginning of a text, in whole words.

    Examples
    --------
    >>> shortened("word " * 40)[-11:], len(shortened("word " * 40)) <= LONGEST
    ('rd word ...', True)
    """
    words = " ".join(text.split())
    if len(words) <= LONGEST:
        return words
    return words[: LONGEST - 4].rpartition(" ")[0] + " ..."


def describe(app: Any, name: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page a way to the first one, and a description: its first paragraph, or its title.

    Parameters
    ----------
    app, name, template, context, doctree
        As Sphinx gives them.
    """
    context["theme_logo_link"] = context["pathto"](
        "index.html", 1
    )  # the first page is no page here
    if 'name="description"' in context.get("metatags", ""):
        return
    from docutils.nodes import paragraph  # type: ignore[import-untyped]

    first = next(iter(doctree.findall(paragraph)), None) if doctree else None
    said = first.astext() if first else f"{context.get('title') or name}, of the course Meantone."
    tag = f'<meta name="description" content="{escape(shortened(said))}">'
    context["metatags"] = context.get("metatags", "") + tag
