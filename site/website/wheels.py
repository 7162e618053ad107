"""Wheels of the browser edition: made from the packages that are installed here, which are locked.

Nothing is fetched. A wheel holds what Python reads of a package: no compiled parts, which are made
for this computer, and no files for other programs. Packages that are used have a Python version of
every compiled part, except those that Pyodide brings.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from importlib.metadata import Distribution, PackagePath, distribution
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Lock = dict[str, Any]
"""What `pyodide-lock.json` holds."""

_WHEEL = "Wheel-Version: 1.0\nGenerator: meantone\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
_COMPILED = (".so", ".pyd", ".dylib", ".pyc")
_OF_A_WHEEL = ("METADATA", "entry_points.txt", "top_level.txt")
_DAY = (2020, 1, 1, 0, 0, 0)  # the same wheel from the same files


def repacked(
    name: str,
    into: Path,
    unused: re.Pattern[str] | None = None,
    changed: Mapping[str, bytes] | None = None,
) -> Path:
    """Make a pure wheel of a package that is installed.

    Parameters
    ----------
    name : str
        The package's name.
    into : Path
        A folder for the wheel.
    unused : pattern, optional
        How the paths of files begin that are left out.
    changed : mapping of str to bytes, optional
        What files hold that are not to be as they are installed, by path.

    Returns
    -------
    Path
        The wheel.
    """
    package = distribution(name)
    files = {
        path.as_posix(): path for path in package.files or () if _is_pure(path) and _is_plain(path)
    }
    held = {
        path: _content(package, found)
        for path, found in files.items()
        if not (unused and unused.match(path))
    }
    return packed(name, package.version, held | dict(changed or {}), into)


def without(wheel: Path, unused: re.Pattern[str], into: Path) -> Path:
    """Copy a wheel without some of its files.

    Parameters
    ----------
    wheel : Path
    unused : pattern
        How their paths begin.
    into : Path
        A folder for the copy.

    Returns
    -------
    Path
        The copy.
    """
    copy = into / wheel.name
    with ZipFile(wheel) as whole, ZipFile(copy, "w", ZIP_DEFLATED, compresslevel=9) as part:
        for file in whole.infolist():
            if not (unused.match(file.filename) or file.is_dir()):
                part.writestr(file, whole.read(file), ZIP_DEFLATED)
    return copy


def packed(name: str, version: str, files: Mapping[str, bytes], into: Path) -> Path:
    """Write files as a wheel.

    Parameters
    ----------
    name, version : str
    files : mapping of str to bytes
        By path in the wheel; what describes a wheel is added if it is not among them.
    into : Path

    Returns
    -------
    Path
        The wheel.

    Examples
    --------
    >>> packed("a-b", "1.0", {"a_b.py": b""}, getfixture("tmp_path")).name
    'a_b-1.0-py3-none-any.whl'
    """
    stem = f"{name.replace('-', '_')}-{version}"
    about = {
        f"{stem}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{stem}.dist-info/WHEEL": _WHEEL,
    }
    whole = {path: text.encode() for path, text in about.items()}
    for path, content in files.items():
        parent, _, last = path.rpartition("/")
        inside = parent.endswith(".dist-info")  # its name may be spelled otherwise
        whole[f"{stem}.dist-info/{last}" if inside else path] = content
    whole[f"{stem}.dist-info/RECORD"] = "".join(f"{path},,\n" for path in whole).encode()
    wheel = into / f"{stem}-py3-none-any.whl"
    with ZipFile(wheel, "w", ZIP_DEFLATED, compresslevel=9) as file:
        for path in sorted(whole):
            file.writestr(ZipInfo(path, _DAY), whole[path], ZIP_DEFLATED)
    return wheel


def entry(wheel: Path, imports: Iterable[str] = (), depends: Iterable[str] = ()) -> dict[str, Any]:
    """Describe a wheel as Pyodide's lock file does.

    Parameters
    ----------
    wheel : Path
    imports : iterable of str
        Modules: a cell that imports one has the wheel loaded, if it was not loaded before.
    depends : iterable of str
        Packages that are loaded with it.
    """
    name, version = wheel.name.split("-")[:2]
    return {
        "name": name.replace("_", "-"),
        "version": version,
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": list(imports),
        "depends": list(depends),
        "unvendored_tests": False,
    }


def needed(lock: Lock, names: Iterable[str], made: Iterable[str] = ()) -> set[str]:
    """Return packages of a lock file and all that they depend on.

    Parameters
    ----------
    lock : Lock
    names : iterable of str
    made : iterable of str
        Packages that are not taken from it, whatever depends on them.

    Examples
    --------
    >>> lock = {"packages": {"a": {"depends": ["b", "c"]}, "b": {"depends": []}}}
    >>> sorted(needed(lock, ["a"], made=["c"]))
    ['a', 'b']
    """
    found: set[str] = set()
    waiting, others = [*names], set(made)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found | others:
            found.add(name)
            waiting += lock["packages"][name]["depends"]
    return found


def read_lock(folder: Path) -> Lock:
    """Return the lock file of a distribution, its packages by their plain names."""
    lock: Lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    plain = {name.lower().replace("_", "-"): found for name, found in lock["packages"].items()}
    return lock | {"packages": plain}


def _is_pure(path: PackagePath) -> bool:
    """Tell whether a file is no compiled part."""
    return path.suffix not in _COMPILED and ".." not in path.parts


def _is_plain(path: PackagePath) -> bool:
    """Tell whether a file of a wheel's description is one that Python reads; others all are."""
    return not path.parts[0].endswith(".dist-info") or path.name in _OF_A_WHEEL


def _content(package: Distribution, path: PackagePath) -> bytes:
    """Return what a file of a package holds."""
    return Path(str(package.locate_file(path))).read_bytes()
