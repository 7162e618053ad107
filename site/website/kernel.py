"""What the kernel of the browser edition loads: Pyodide, its packages, the course's, one lock file.

Where a package comes from both Pyodide and the installed ones, the latter are taken, if they are in
Python alone: so the edition has the versions that the course is tested with.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from meantone.commands import project_folder
from meantone.commands.node import node_modules
from meantone.tunes.collections.sets import BUILT, obtain, set_names
from website import wheels
from website.errors import SiteError
from website.pyodide import CORE, LOCK
from website.silenced import silenced

BROWSER = Path(__file__).parents[1] / "browser"
"""What is written for the edition: settings, style, and the kernel's side of it."""

PLACE = "pyodide"
"""The folder of Python in the edition."""

HOME = "/drive/my_meantone"
"""Where the learner's own files are: in the lab's folder, which the browser keeps."""

OF_THE_KERNEL = ("pyodide_kernel", "ipykernel", "widgetsnbextension-4")
"""The wheels that the kernel's extension brings and the kernel loads, by how their names begin."""

FROM_HERE = (
    "altair", "anywidget", "attrs", "comm", "defusedxml", "filelock", "ipywidgets", "jinja2",
    "jsonschema", "jsonschema-specifications", "markupsafe", "mido", "narwhals", "platformdirs",
    "psygnal", "referencing", "tqdm", "typing-extensions",
)  # fmt: skip
"""Packages in Python alone, of the versions that are locked."""

PYODIDES = ("numpy", "pandas", "scipy", "sqlite3", "ipython", "jedi", "packaging")
"""Packages of Pyodide's; those that they need come with them."""

LATER = (
    "altair", "attrs", "defusedxml", "engraver", "jinja2", "jsonschema",
    "jsonschema-specifications", "markupsafe", "mido", "music21", "narwhals", "pandas",
    "referencing", "rpds-py", "scipy", "tqdm", "verovio",
)  # fmt: skip
"""Packages without which a first tune sounds: see `meantone_browser`."""

UNUSED = {
    "jedi": re.compile(r"jedi/third_party/(django-stubs|typeshed/(stdlib/2|third_party/2.*))/"),
    "pygments": re.compile(r"pygments/lexers/(?!(__init__|_mapping|python|special)\.py)"),
    "anywidget": re.compile(r"anywidget/(lab|nb)extension/"),
}
"""Files of packages that no lesson reads: other languages, and what the lab itself has."""

ENGRAVER = ("verovio.mjs", "verovio-module.mjs")
"""Verovio's build for browsers, from npm."""


def lay_python(source: Path, lite: Path) -> dict[str, Any]:
    """Lay Pyodide, its packages and the course's, and the lock file that names them all.

    Parameters
    ----------
    source : Path
        A distribution of Pyodide.
    lite : Path
        The edition's folder.

    Returns
    -------
    dict
        How the kernel's extension is to be set.

    Raises
    ------
    SiteError
        If a package is missing in the distribution.
    """
    place = lite / PLACE
    place.mkdir()
    for name in CORE:
        shutil.copyfile(source / name, place / name)
    lock = wheels.read_lock(source)
    made = {entry["name"]: entry for entry in _made(place, lite)}
    taken = take(source, place, lock, made)
    whole = lock | {"packages": taken | made}
    (place / LOCK).write_text(json.dumps(whole, indent=1), encoding="utf-8")
    at_once = wheels.needed(lock, set(PYODIDES).difference(LATER), made)
    first = sorted(at_once | made.keys() - set(LATER))
    return _settings(first, lock["info"]["python"])


def _settings(first: list[str], version: str) -> dict[str, Any]:
    """Return how the kernel is set: what it loads, where all is, and what it may not ask."""
    python = ".".join(version.split(".")[:2])
    start = f"/lib/python{python}/site-packages/meantone_browser/ipython"
    return {
        "pyodideUrl": f"./{PLACE}/pyodide.mjs",
        "pipliteUrls": [],
        "disablePyPIFallback": True,
        "loadPyodideOptions": {
            "lockFileURL": f"{PLACE}/{LOCK}",
            "packages": first,
            "env": {"HOME": "/home/pyodide", "IPYTHONDIR": start, "MEANTONE_HOME": HOME},
        },
    }


def take(source: Path, place: Path, lock: wheels.Lock, made: Iterable[str]) -> dict[str, Any]:
    """Copy the packages of Pyodide's that are needed; return what its lock file says of them.

    Parameters
    ----------
    source : Path
        A distribution of Pyodide.
    place : Path
        Where they are copied to.
    lock : dict
        Its lock file.
    made : iterable of str
        Packages that are not taken from it.

    Raises
    ------
    SiteError
        If one of them is missing in the distribution.
    """
    names = wheels.needed(lock, PYODIDES, made)
    taken = {name: dict(lock["packages"][name]) for name in sorted(names)}
    files = {name: source / entry["file_name"] for name, entry in taken.items()}
    if missing := [f"{file.name} ({name})" for name, file in files.items() if not file.exists()]:
        raise SiteError(f"{missing[0]} is missing in {source}: take a whole Pyodide")
    for name, file in files.items():
        if name in UNUSED:
            part = wheels.without(file, UNUSED[name], place)
            taken[name] |= {"sha256": wheels.entry(part)["sha256"]}
        else:
            shutil.copyfile(file, place / file.name)
    return taken


def _made(place: Path, lite: Path) -> Iterator[dict[str, Any]]:
    """Make or copy the packages that are not Pyodide's; yield what a lock file says of each."""
    brought = lite / "extensions" / "@jupyterlite" / "pyodide-kernel-extension" / "static" / "pypi"
    for wheel in sorted(brought.glob("*.whl")):
        if wheel.name.startswith(OF_THE_KERNEL):
            yield wheels.entry(Path(shutil.copy(wheel, place)))
    shutil.rmtree(brought)  # nothing is installed from there
    for name in FROM_HERE:
        yield wheels.entry(wheels.repacked(name, place, UNUSED.get(name)))
    yield wheels.entry(wheels.repacked("pretty-midi", place, changed=silenced()))
    yield wheels.entry(_of_the_course(place))
    yield wheels.entry(wheels.packed("engraver", "0", _engraver(), place))
    for folder in sorted((BROWSER / "python").iterdir()):
        yield wheels.entry(wheels.packed(folder.name, "0", _files(folder), place))


def _of_the_course(place: Path) -> Path:
    """Build the wheel of the course's own package: without lessons, with the data sets built."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder]
        done = subprocess.run(
            command, cwd=project_folder(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SiteError(f"the course's wheel could not be built:\n{done.stderr[-2000:]}")
        (built,) = Path(folder).glob("*.whl")
        with ZipFile(built) as wheel:
            names = [name for name in wheel.namelist() if not name.startswith("meantone/lessons/")]
            files = {name: wheel.read(name) for name in names}
    for name in set_names():
        if path := obtain(name).path:
            files[f"meantone/datasets/{name}/{BUILT}"] = path.read_bytes()
    return wheels.packed("meantone", built.name.split("-")[1], files, place)


def _engraver() -> dict[str, bytes]:
    """Return Verovio's build for browsers, which in a wheel is a third as large."""
    built = node_modules(BROWSER.parent) / "verovio" / "dist"
    return {f"engraver/{name}": (built / name).read_bytes() for name in ENGRAVER}


def _files(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder by their paths in it."""
    found = sorted(path for path in folder.rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
