"""A folder of files that learners handed in."""

from __future__ import annotations

from pathlib import Path

from meantone.teaching.records.handed import MOST_BYTES, HandedIn, HandInError, read_handed_in


def read_folder(folder: Path) -> tuple[list[HandedIn], dict[str, str]]:
    """Read all files of a folder that end in .json; one a learner, the one packed last.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    tuple of (list of HandedIn, dict of str to str)
        What was handed in, in the order of the learners' codes, and of each file that is left out
        why.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> _ = (folder / "notes.json").write_text("[]")
    >>> read_folder(folder)
    ([], {'notes.json': 'it is of another format'})
    """
    latest: dict[str, HandedIn] = {}
    left_out = {}
    for path in _files(folder):
        try:
            handed = read_handed_in(_text(path))
        except (HandInError, OSError) as error:
            left_out[path.name] = str(error)
            continue
        if handed.code not in latest or latest[handed.code].moment <= handed.moment:
            latest[handed.code] = handed
    return [latest[code] for code in sorted(latest)], left_out


def folder_version(folder: Path) -> str:
    """Return a text that is another one after a file came, went or changed.

    Parameters
    ----------
    folder : Path
    """
    found = [(path.name, path.stat()) for path in _files(folder)]
    return str(hash(tuple((name, state.st_size, state.st_mtime_ns) for name, state in found)))


def _files(folder: Path) -> list[Path]:
    """Return what may have been handed in: no folder, and no link to what is not there."""
    return sorted(path for path in folder.glob("*.json") if path.is_file())


def _text(path: Path) -> bytes:
    """Return what a file holds, as far as a hand-in can reach."""
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)
