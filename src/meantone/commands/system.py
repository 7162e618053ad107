"""What a system's package manager can be asked for without a question: Chromium, Node."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator

_APT = (
    "export DEBIAN_FRONTEND=noninteractive; "
    "patience='-o Acquire::Retries=3 -o DPkg::Lock::Timeout=300'; "
    "apt-get update -qq $patience && apt-get install -qq -y $patience --no-install-recommends"
)


def apt_installs(*packages: str) -> Iterator[list[str]]:
    """Give the commands that may install packages of Debian or Ubuntu without asking, in turn.

    Parameters
    ----------
    *packages : str
        Their names.

    Examples
    --------
    >>> all("chromium" in command[-1] for command in apt_installs("chromium"))
    True
    """
    if shutil.which("apt-get"):
        for become_root in _ways_to_root():
            yield [*become_root, "sh", "-c", " ".join([_APT, *packages])]


def first_that_works(commands: Iterable[list[str]], find: Callable[[], str]) -> str:
    """Run commands until one ends well and what it should bring is there; return its path, or "".

    Parameters
    ----------
    commands : iterable of list of str
    find : callable
        Returns the path of what was wanted, "" if it is not there.
    """
    for command in commands:
        print("$", *command, flush=True)
        done = subprocess.run(command, stdin=subprocess.DEVNULL, check=False)
        if done.returncode == 0 and (found := find()):
            return found
    return ""


def _ways_to_root() -> Iterator[list[str]]:
    """Give the prefixes that make a command root's, without a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield []
    elif shutil.which("sudo"):
        yield ["sudo", "-n"]
