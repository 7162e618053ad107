"""The browser that the tests drive: found, or installed where that can be done unasked.

Learners need none of this: the lessons open in their own browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

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
    for command in installers():
        print("$", *command, flush=True)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and (found := find_chromium()):
            return found
    return ""


def installers() -> Iterator[list[str]]:
    """Give the commands that may install Chromium here without asking anything, in turn."""
    if shutil.which("apt-get"):
        for become_root in _ways_to_root():
            yield [*become_root, "sh", "-c", _APT]
    if find_spec("playwright") is not None:
        yield [sys.executable, "-m", "playwright", "install", "chromium"]


_APT = (
    "export DEBIAN_FRONTEND=noninteractive; "
    "apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium"
)


def _ways_to_root() -> Iterator[list[str]]:
    """Give the prefixes that make a command root's, without a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield []
    elif shutil.which("sudo"):
        yield ["sudo", "-n"]
