"""Where files lie that belong to a person: what an environment variable names, or a default."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

HOME = "MEANTONE_HOME"
"""The environment variable that names a folder for all that a learner makes."""


def named_place(variable: str) -> Path | None:
    """Return the path that an environment variable names; None if it names none.

    A "~" is the user's home, wherever it was written: most shells leave it alone in a value.

    Examples
    --------
    >>> getfixture("monkeypatch").setenv(HOME, "~/music")
    >>> named_place(HOME) == Path.home() / "music"
    True
    """
    text = os.environ.get(variable, "").strip()
    if not text:
        return None
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # there is no such user: then it is a folder's name
        return Path(text).absolute()


def learners_home() -> Path:
    """Return the folder for what a learner makes, where the course's own cannot be written.

    Examples
    --------
    >>> getfixture("monkeypatch").delenv(HOME, raising=False)
    >>> learners_home().name
    'meantone'
    """
    if chosen := named_place(HOME):
        return chosen
    try:
        return Path.home() / "meantone"
    except RuntimeError:  # a user without a home
        return Path(tempfile.gettempdir()) / "meantone"
