"""The browser that the tests drive: found, or installed where that needs no questions.

Learners need none of this: the lessons open in their own browser.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from meantone.commands.system import apt_installs, first_that_works

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

ADVICE = (
    "Install Chromium or Chrome (Debian, Ubuntu: sudo apt-get install chromium), "
    "then run this again."
)


def find_chromium() -> str:
    """Return the path of a Chromium: the system's, else Playwright's own; "" if there is none.

    Examples
    --------
    >>> isinstance(find_chromium(), str)
    True
    """
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or _of_playwright()


def _of_playwright() -> str:
    """Return the path of the Chromium that Playwright fetched, "" if it did not."""
    if find_spec("playwright") is None:
        return ""
    code = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as browsers: print(browsers.chromium.executable_path)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    path = done.stdout.strip()
    return path if path and Path(path).exists() else ""


def install_chromium() -> str:
    """Install Chromium with the first means that works; return its path, "" if none does."""
    return first_that_works(installers(), find_chromium)


def installers() -> Iterator[list[str]]:
    """Give the commands that may install Chromium here without asking anything, in turn."""
    yield from apt_installs("chromium")
    if find_spec("playwright") is not None:
        yield [sys.executable, "-m", "playwright", "install", "chromium"]
