"""Where a learner's copies and the lab's own files lie; found to be writable before the lab opens.

They lie beside the course, in `my_lessons`. Where that cannot be written, as in an installation
that belongs to somebody else, or where there is no folder of the course but only the installed
package, they lie in the learner's home; the environment variable `MEANTONE_HOME` names another
folder.
"""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from meantone.installation import PACKAGE
from meantone.storage import HOME, learners_home, named_place

COPIES = "my_lessons"
FORBIDDEN = (errno.EACCES, errno.EPERM, errno.EROFS)


class PlaceError(Exception):
    """A learner's files can lie nowhere: a sentence that ends with what to do."""


@dataclass(frozen=True)
class Places:
    """Where a learner's files lie.

    Parameters
    ----------
    copies : Path
        The learner's copies of the lessons.
    lab : Path
        The lab's settings, and which notebooks it trusts.
    words : tuple of str
        What the learner is to know about it, in lines.
    """

    copies: Path
    lab: Path
    words: tuple[str, ...] = ()


def find_places(project: Path) -> Places:
    """Return where the learner's files lie.

    Parameters
    ----------
    project : Path
        The folder of the course, or the package, in which nothing is ever written.

    Raises
    ------
    PlaceError
        If they can be written nowhere, or something is in their way.

    Examples
    --------
    >>> getfixture("monkeypatch").delenv(HOME, raising=False)
    >>> project = getfixture("tmp_path")
    >>> find_places(project).lab.relative_to(project).as_posix()
    'my_lessons/.lab'
    """
    home = named_place(HOME) or (learners_home() if project == PACKAGE else project)
    copies, words = writable(home / COPIES, elsewhere(COPIES))
    if words and any((home / COPIES).glob("*.ipynb")):
        words += ("What lies there stays there: to go on with it, copy it to the new place.",)
    lab, more = writable(copies / ".lab", elsewhere(f"{COPIES}/.lab"), ("", "config", "data"))
    return Places(copies, lab, (*words, *more, *locked(copies), *hiding(copies)))


def elsewhere(name: str) -> Path:
    """Return where a folder lies if its usual place cannot be written."""
    return learners_home() / name


def writable(
    folder: Path, other: Path, parts: Sequence[str] = ("",)
) -> tuple[Path, tuple[str, ...]]:
    """Return a folder if it can be written, else another, and what there is to say about it.

    Parameters
    ----------
    folder : Path
        The usual place.
    other : Path
        Where to go from there.
    parts : sequence of str
        The folders in it that are written in.

    Raises
    ------
    PlaceError
        If neither can be written, or something is in the way.
    """
    reasons = [reason for part in parts if (reason := why_not(folder / part))]
    if not reasons:
        return folder, ()
    if other == folder or why_not(other):
        raise PlaceError(
            f"{folder} cannot be written: {reasons[0]}. Get the right to write there, or name "
            f"a folder of your own in the environment variable {HOME}; then start again."
        )
    return other, (f"{folder} cannot be written ({reasons[0]}). Used instead: {other}",)


def why_not(folder: Path) -> str:
    """Return why a folder cannot be written, or made if it is not there; "" if it can be.

    A full disk is no reason: there may be room in a moment.

    Raises
    ------
    PlaceError
        If something else is in its place.

    Examples
    --------
    >>> why_not(getfixture("tmp_path") / "new" / "folder")
    ''
    """
    in_the_way(folder)
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"meantone")
    except OSError as error:
        if error.errno in FORBIDDEN:
            return error.strerror or "not allowed"
    return ""


def in_the_way(folder: Path) -> None:
    """PlaceError if in a folder's place, or above it, there is a file or a link to nothing.

    Examples
    --------
    >>> in_the_way(Path(__file__) / "new")
    Traceback (most recent call last):
    meantone.commands.places.PlaceError: ... is a file, and a folder belongs there. ...
    """
    there = next(place for place in (folder, *folder.parents) if os.path.lexists(place))
    if there.is_dir():
        return
    if there.is_symlink():
        raise PlaceError(
            f"{there} is a link to {there.readlink()}, which is not there. Connect the drive that "
            "holds it, or delete the link; then start again."
        )
    raise PlaceError(
        f"{there} is a file, and a folder belongs there. Rename the file, then start again."
    )


def locked(copies: Path) -> tuple[str, ...]:
    """Name the notebooks that cannot be written though their folder can."""
    names = [path.name for path in sorted(copies.glob("*.ipynb")) if not os.access(path, os.W_OK)]
    if not names:
        return ()
    return (
        f"What you change in {', '.join(names)} cannot be saved there: the file is not yours to "
        "write. Give yourself that right, or save it under another name (File > Save Notebook As).",
    )


def hiding(copies: Path) -> tuple[str, ...]:
    """Name the files that would take the place of Python's own modules in every lesson."""
    own = (path for path in sorted(copies.glob("*.py")) if path.stem in sys.stdlib_module_names)
    return tuple(f"{path} hides Python's own module {path.stem}: rename it." for path in own)
