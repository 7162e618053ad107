"""The learner's own copies of the lessons: updated while untouched, never overwritten.

Which editions of a lesson were copied to the learner's folder is kept in `.manifest.json` there, as
checksums. A copy that equals one of them holds nothing of the learner's. Any other content is the
learner's work, outputs included, and so is every file if the manifest is lost.

A copy may be made from the lesson's file: the lab leaves out the answers to predictions. A learner
who was given the file itself, by an earlier version of the course, is treated the same.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path
from typing import Any

from meantone.storage import alone, sweep, write_whole

MANIFEST = ".manifest.json"
LOCK = ".manifest.lock"
PATIENCE = 60.0
"""Seconds to wait for another lab that copies lessons to the same folder."""
_KERNEL = ("kernelspec", "language_info")

Manifest = dict[str, list[str]]
"""For each lesson, the checksums of its editions that were copied."""


@dataclass(frozen=True)
class Change:
    """What was done about one lesson.

    Parameters
    ----------
    what : str
        "new", "updated" or "beside".
    lesson : str
        The lesson's name in the folder of lessons.
    path : Path
        The file that was written.

    Examples
    --------
    >>> print(Change("updated", "01.ipynb", Path("my/01.ipynb")))
    01.ipynb: updated to its new edition.
    """

    what: str
    lesson: str
    path: Path

    def __str__(self) -> str:
        if self.what == "beside":
            return (
                f"{self.lesson}: there is a new edition. Your copy stays as you left it; "
                f"the new one is beside it: {self.path.name}"
            )
        done = {"new": "copied to your folder", "updated": "updated to its new edition"}[self.what]
        return f"{self.lesson}: {done}."


def update_copies(
    lessons: Path,
    mine: Path,
    made: Callable[[bytes], bytes] = bytes,
    vouch: Callable[[Path, bytes], object] = lambda path, edition: None,
) -> list[Change]:
    """Bring a learner's folder up to date with the lessons, losing nothing of the learner's.

    A missing lesson is laid, also one that the learner deleted: so a lesson is begun afresh. A copy
    that is as it was laid is replaced by a new edition. A copy that was changed stays, and the new
    edition is laid beside it, once. Files that are no lessons are left alone. Two calls at once lay
    one after the other.

    Parameters
    ----------
    lessons : Path
        The folder that the lessons come from.
    mine : Path
        The learner's folder; made if it is not there.
    made : callable
        Makes what is laid of a lesson's file: its own content, if left out.
    vouch : callable
        Called with the path and the content of each file that holds nothing but what the course
        laid: before it is written, so that whatever ends this process, no file lies there for which
        that was not done; and again at each later call, should what it did have been lost.

    Returns
    -------
    list of Change
        What was done, in the order of the lessons' names.

    Raises
    ------
    OSError
        If a file cannot be read or written. Every file is then as it was, or wholly new.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     lessons, mine = Path(folder, "lessons"), Path(folder, "mine")
    ...     lessons.mkdir()
    ...     _ = (lessons / "01.ipynb").write_text("first edition")
    ...     first = update_copies(lessons, mine)
    ...     _ = (mine / "01.ipynb").write_text("my notes")
    ...     _ = (lessons / "01.ipynb").write_text("second edition")
    ...     second = update_copies(lessons, mine)
    >>> first[0].what, second[0].what, second[0].path.name
    ('new', 'beside', '01.new-edition.ipynb')
    """
    mine.mkdir(parents=True, exist_ok=True)
    with alone(mine / LOCK, PATIENCE) as held:
        names = find_lessons(lessons)
        for name in [MANIFEST, *names] if held else []:
            sweep(mine / name)
        return _update(lessons, names, mine, made, vouch)


def _update(
    lessons: Path,
    names: Iterable[str],
    mine: Path,
    made: Callable[[bytes], bytes],
    vouch: Callable[[Path, bytes], object],
) -> list[Change]:
    """Bring the lessons of these names up to date, as `update_copies` says."""
    manifest = read_manifest(mine)
    changes = []
    for name in names:
        lesson = (lessons / name).read_bytes()
        edition = made(lesson)
        whole, new = checksum(lesson), checksum(edition)
        before = set(manifest.get(name, []))
        # Who was given the whole file before is not told of a new edition because of what it lacks.
        laid = before | {new} if whole in before else before
        change = _what_is_due(name, edition, mine, laid)
        if change:
            vouch(change.path, edition)
            write_whole(change.path, edition)
            changes.append(change)
        elif checksum_of(mine / name) == new:
            with suppress(OSError):
                vouch(mine / name, (mine / name).read_bytes())
        # From now on the whole file is what the learner makes of the copy by running it: work.
        manifest[name] = sorted((laid - {whole}) | {new})
        write_manifest(mine, manifest)
    return changes


def _what_is_due(name: str, edition: bytes, mine: Path, laid: set[str]) -> Change | None:
    """Return what is to be done about one lesson; None if nothing is."""
    copy = mine / name
    new, old = checksum(edition), checksum_of(copy)
    if old == new:
        return None
    if old in laid or not os.path.lexists(copy):
        return Change("updated" if old else "new", name, copy)
    if new in laid:  # the learner works on this edition, or has seen it
        return None
    place = next(path for path in _places_beside(copy) if _is_free(path, laid | {new}))
    return Change("beside", name, place)


def _places_beside(copy: Path) -> Iterator[Path]:
    """Name the files that a new edition may be laid in: the first that is free is taken."""
    numbers = (f"-{number}" for number in count(2))
    for number in chain([""], numbers):
        yield copy.with_name(f"{copy.stem}.new-edition{number}{copy.suffix}")


def _is_free(path: Path, laid: Iterable[str]) -> bool:
    """Tell whether a file may be written: it is not there, or holds nothing of the learner's."""
    return not os.path.lexists(path) or checksum_of(path) in laid


def find_lessons(lessons: Path) -> list[str]:
    """Name the files of the lessons' folder, without what is hidden or made by running them.

    Examples
    --------
    >>> find_lessons(Path("nowhere"))
    []
    """
    files = (path.relative_to(lessons) for path in lessons.rglob("*") if path.is_file())
    shown = (path for path in files if not any(part[0] in "._" for part in path.parts))
    return sorted(path.as_posix() for path in shown)


def checksum(content: bytes) -> str:
    """Return the SHA-256 of a file's content, for a notebook of what it holds.

    JupyterLab lays a notebook out anew when it saves it, and notes the kernel it ran on: an
    opened notebook that was neither run nor changed keeps its checksum.

    Examples
    --------
    >>> checksum(b"")[:8]
    'e3b0c442'
    >>> checksum(b'{"cells": []}') == checksum(b'{"cells":[], "metadata": {"kernelspec": 1}}')
    True
    """
    return hashlib.sha256(_essence(content)).hexdigest()


def _essence(content: bytes) -> bytes:
    """Return a notebook without its layout and its kernel's data; any other content as it is."""
    try:
        notebook = json.loads(content)
        metadata = notebook.get("metadata", {})
        kept = {key: metadata[key] for key in metadata if key not in _KERNEL}
        held = {**notebook, "cells": _normal(notebook["cells"]), "metadata": kept}
        return json.dumps(held, sort_keys=True).encode()
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return content


def _normal(value: Any) -> Any:
    """Join texts that are stored as lists of lines, and write 1.0 as browsers do."""
    if isinstance(value, dict):
        return {key: _normal(item) for key, item in value.items()}
    if isinstance(value, list):
        lines = bool(value) and all(isinstance(item, str) for item in value)
        return "".join(value) if lines else [_normal(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def checksum_of(path: Path) -> str:
    """Return the checksum of a file, or "" if there is no such file that can be read.

    Examples
    --------
    >>> checksum_of(Path("nowhere"))
    ''
    """
    try:
        return checksum(path.read_bytes())
    except OSError:
        return ""


def read_manifest(mine: Path) -> Manifest:
    """Return what was laid; nothing if the manifest is lost or damaged.

    Examples
    --------
    >>> read_manifest(Path("nowhere"))
    {}
    """
    try:
        entries = json.loads((mine / MANIFEST).read_text(encoding="utf-8"))
        return {
            str(name): [edition for edition in laid if len(edition) == 64]
            for name, laid in entries.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def write_manifest(mine: Path, manifest: Manifest) -> None:
    """Keep what was laid, where `read_manifest` finds it; raise OSError if that fails.

    Parameters
    ----------
    mine : Path
        The learner's folder.
    manifest : Manifest
        For each lesson, the checksums of what was laid.
    """
    text = json.dumps(manifest, indent=1, sort_keys=True)
    if checksum(text.encode()) != checksum_of(mine / MANIFEST):
        write_whole(mine / MANIFEST, text.encode())
