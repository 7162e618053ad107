"""Where the course is published: the one place to change for who publishes a copy."""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

OWNER = "OWNER"
"""Who published the course on GitHub; README's link to Binder has the same word."""

REPOSITORY = f"https://github.com/{OWNER}/meantone"


def in_repository(path: PurePosixPath | str, folder: bool = False) -> str:
    """Return the address of a file or folder that is not on the site.

    Parameters
    ----------
    path : PurePosixPath or str
        From the project's folder.
    folder : bool
        Whether it is a folder.

    Examples
    --------
    >>> in_repository("course.py").removeprefix(REPOSITORY)
    '/blob/HEAD/course.py'
    """
    return f"{REPOSITORY}/{'tree' if folder else 'blob'}/HEAD/{path}"


def on_binder(notebook: str) -> str:
    """Return the address that starts a lesson on Binder, in a copy of the visitor's own."""
    place = quote(f"lab/tree/my_lessons/{notebook}", safe="")
    return f"https://mybinder.org/v2/gh/{OWNER}/meantone/HEAD?urlpath={place}"


def in_browser(notebook: str) -> str:
    """Return where the browser edition opens a lesson, from the site's root."""
    return f"lite/lab/index.html?path={quote(notebook)}"
