"""Where the environment and its records lie, and which files say what belongs in it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

OLDEST, NEWEST = (3, 11), (3, 13)  # as in course.py, which old Pythons read too
ROOT = Path(__file__).resolve().parents[4]
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
STAMP = VENV / "course.json"  # what a complete set-up installed; written last
EARLIER_STAMP = VENV / "course.earlier.json"
BEFORE = VENV / "before"  # a complete environment that does not start, until its successor is whole
FORGOTTEN = VENV / "forgotten"  # what pip knew of packages that are to be installed again
LOG = VENV / "course.log"
LOCK = VENV / "course.lock"
LEARNER, DEVELOPER = "requirements.txt", "requirements-test.txt"  # the second holds the first
NEURAL = "requirements-neural.txt"  # PyTorch: without it all else works the same


def site_folders() -> list[Path]:
    """Return the folders that packages are installed in."""
    return [*VENV.glob("lib/python3*/site-packages"), *VENV.glob("Lib/site-packages")]


def remove(path: Path) -> None:
    """Remove a file, a link or a folder, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
