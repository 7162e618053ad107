"""Node, and the packages of npm that a hub, the site and its tests need: locked, kept in the cache.

Learners need none of this. A folder that needs such packages has a `package.json` and a
`package-lock.json` with the checksum of each file (`npm install --package-lock-only` writes it).
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from meantone.commands.system import apt_installs, first_that_works
from meantone.storage import alone, cache_folder

OLDEST = 18
"""The oldest version of Node that the packages run on."""

ADVICE = (
    f"Install Node.js {OLDEST} or newer with npm (Debian, Ubuntu: "
    "sudo apt-get install nodejs npm), then run this again."
)
PATIENCE = 600.0
"""Seconds to wait for another process that installs the same packages."""


class NodeError(Exception):
    """There is no Node, or npm could not get the packages: what to do about it."""


def find_node() -> str:
    """Return the path of a Node that has npm beside it and is new enough; "" if there is none.

    Examples
    --------
    >>> isinstance(find_node(), str)
    True
    """
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return ""
    done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().removeprefix("v").partition(".")[0]
    return node if major.isdigit() and int(major) >= OLDEST else ""


def install_node() -> str:
    """Install Node and npm where that needs no question; return Node's path, "" if it cannot be."""
    return first_that_works(apt_installs("nodejs", "npm"), find_node)


def node_modules(folder: Path) -> Path:
    """Return the packages that a folder has locked, installed once under the lock's checksum.

    Parameters
    ----------
    folder : Path
        It holds `package.json` and `package-lock.json`.

    Returns
    -------
    Path
        A folder `node_modules` in the cache.

    Raises
    ------
    NodeError
        If there is no Node, or npm gets no packages: it says why, and what to do.
    """
    lock = (folder / "package-lock.json").read_bytes()
    place = cache_folder() / "npm" / hashlib.sha256(lock).hexdigest()[:16]
    done, modules = place / "complete", place / "node_modules"
    with alone(place.with_suffix(".lock"), PATIENCE):
        if not done.exists():
            _install(folder, place)
            done.touch()
    return modules


def _install(folder: Path, place: Path) -> None:
    """Have npm put a folder's locked packages into another; their own scripts are not run."""
    if not find_node():
        raise NodeError(f"There is no Node.js here. {ADVICE}")
    place.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(folder / name, place / name)
    command = [str(shutil.which("npm")), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    command += ["--fetch-retries=5"]  # a registry may fail to answer now and then
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NodeError(f"npm could not get the packages of {folder}:\n{done.stderr.strip()}")
