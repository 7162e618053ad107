"""The site's own pages, as they are written in `site/text`, with places in braces to fill."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parents[1] / "text"


def filled(name: str, **places: str) -> str:
    """Return one of the site's own texts, in Markdown.

    Parameters
    ----------
    name : str
        Of its file, without the ending.
    **places : str
        What stands where the text has the name in braces.

    Examples
    --------
    >>> filled("reference").splitlines()[0]
    '# Reference'
    """
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8").format(**places)
