"""Installs the locked packages, PyTorch and the course itself, and checks that they are there."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

from meantone.commands.set_up.folders import (
    DEVELOPER,
    EARLIER_STAMP,
    FORGOTTEN,
    LOG,
    NEURAL,
    PYTHON,
    ROOT,
    STAMP,
    remove,
    site_folders,
)
from meantone.commands.set_up.stamp import fingerprint, read_stamp, write_stamp
from meantone.commands.set_up.steps import Progress, run_logged
from meantone.commands.set_up.troubles import SetupError, explain, say
from meantone.commands.set_up.variables import child_environment, settings_in_use

CPU_INDEX = "https://download.pytorch.org/whl/cpu"  # PyTorch without gigabytes of CUDA

NO_NEURAL = (
    "PyTorch is missing, so the networks cannot run; all else works. The next start tries again."
)


def install(lock: str, held: int) -> None:
    """Install what the lock names, then the course, which stays where it is.

    Parameters
    ----------
    lock : str
        The file that names the packages.
    held : int
        The lock of the environment.
    """
    packages = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(ROOT / lock)]
    progress = PipProgress(len(read_pins(read(lock))))
    try:
        run_logged(pip(*packages), progress, held)
    except SetupError:
        if not progress.installing:  # nothing was changed
            put_back_what_was_forgotten()
            if EARLIER_STAMP.exists():
                EARLIER_STAMP.replace(STAMP)
        raise
    link_course(held)


def link_course(held: int) -> None:
    """Install the course itself, which stays where it is; this needs no network."""
    course = ["--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    run_logged(pip(*course), Progress("Installing the course"), held)


def add_neural(lock: str, held: int) -> None:
    """Install PyTorch; if that fails, say what a learner has to do without, and go on.

    Parameters
    ----------
    lock : str
        The file that names the other packages: a developer does not go on.
    held : int
        The lock of the environment.
    """
    # Without hashes: see requirements-neural.txt. What it needs of the usual kind is there by now.
    options = ["--only-binary", ":all:", "-r", str(ROOT / NEURAL)]
    if sys.platform == "linux":
        # The usual index holds the build with CUDA, PyTorch's own the one without, which counts as
        # the newer. Where that does not answer, pip goes on with the usual one.
        options += ["--retries", "1", "--extra-index-url", CPU_INDEX]
    try:
        run_logged(pip(*options), Progress("Installing PyTorch"), held)
        check_packages(NEURAL)
    except SetupError as stop:
        if lock == DEVELOPER:
            raise
        say(f"{stop}\n{NO_NEURAL}")
    else:
        write_stamp({**read_stamp(), NEURAL: fingerprint(NEURAL)})


def pip(*arguments: str) -> list[str]:
    """Return the command that installs into the environment, whatever folder it is run from."""
    return [str(PYTHON), "-I", "-m", "pip", "install", *arguments]


def read(lock: str) -> str:
    """Return the text of a lock."""
    return (ROOT / lock).read_text(encoding="utf-8")


def read_pins(lock: str) -> list[str]:
    r"""Return the requirements that the text of a lock pins, without their hashes.

    Examples
    --------
    >>> read_pins("# why\nmido==1.3.3 \\\n    --hash=sha256:71\nappnope==1 ; os_name == 'x' \\\n")
    ['mido==1.3.3', "appnope==1 ; os_name == 'x'"]
    """
    return [line.rstrip("\\ ") for line in lock.splitlines() if line[:1].isalnum()]


CHECK = """
import importlib.metadata, json, sys
from pathlib import Path
from pip._vendor.packaging.requirements import Requirement
wrong = []
for pin in map(Requirement, json.loads(sys.argv[1])):
    if pin.marker and not pin.marker.evaluate():
        continue
    try:
        found = importlib.metadata.version(pin.name)
    except importlib.metadata.PackageNotFoundError:
        found = ""
    if not found or not pin.specifier.contains(found, prereleases=True):
        wrong.append(pin.name)
import meantone
if Path(meantone.__file__).resolve().parents[2] != Path(sys.argv[2]):
    wrong.append("meantone")
print(json.dumps(wrong))
"""
"""Names the packages that are not there as they are pinned, and the course if it is another one."""


def check_packages(lock: str) -> None:
    """SetupError if a package is not there as the lock pins it, whatever pip said."""
    command = [str(PYTHON), "-I", "-c", CHECK, json.dumps(read_pins(read(lock))), str(ROOT)]
    done = subprocess.run(command, capture_output=True, env=child_environment(), check=False)
    if done.returncode:
        trouble = explain(done.stderr.decode("utf-8", "replace"), settings_in_use())
        raise SetupError(str(trouble))
    wrong = json.loads(done.stdout)
    if wrong:
        names = ", ".join(wrong[:3]) + (f" and {len(wrong) - 3} more" if len(wrong) > 3 else "")
        raise SetupError(
            f"pip ended well, but what it installed is not in .venv: {names}.{settings_in_use()} "
            "Run the same command again; if it stops there again, delete the folder .venv first. "
            f"Details: {LOG}"
        )


class PipProgress(Progress):
    """How far pip is in a list of packages whose length is known."""

    def __init__(self, packages: int) -> None:
        super().__init__("Looking for packages")
        self.packages = packages
        self.installing = False
        self.installed_before = self.count_installed()

    def describe(self, log: str) -> str:
        """Count in the log what was fetched; on disk, since pip says nothing, what is installed."""
        total = self.packages - len(re.findall(r"^Ignoring ", log, re.M))
        there = len(re.findall(r"^Requirement already satisfied", log, re.M))
        fetched = re.findall(r"^(?:Collecting |Processing \S*[/\\])([\w.]+)", log, re.M)
        self.installing = "\nInstalling collected packages" in log
        if self.installing:
            done = max(0, self.count_installed() - self.installed_before)
            return f"Installing package {min(done + 1, total - there)} of {total - there}"
        if fetched:
            return f"Fetching package {there + len(fetched)} of {total}: {fetched[-1]}"
        return self.task

    def count_installed(self) -> int:
        """Count the packages in the environment."""
        return sum(1 for site in site_folders() for _ in site.glob("*.dist-info"))


def forget_broken_packages() -> None:
    """Let pip install again what an interrupted set-up left half-installed."""
    remove(FORGOTTEN)
    FORGOTTEN.mkdir()
    for site in site_folders():
        for info in site.glob("*.dist-info"):
            if not is_intact(info):
                info.rename(FORGOTTEN / info.name)
        for leftover in site.glob("~*"):  # pip's name for what it was about to remove
            remove(leftover)


def put_back_what_was_forgotten() -> None:
    """Let packages be known again that could not be reinstalled: they may work all the same."""
    for site in site_folders():
        for info in FORGOTTEN.glob("*.dist-info"):
            if not (site / info.name).exists():
                info.rename(site / info.name)


def is_intact(info: Path) -> bool:
    """Tell whether every file that a package recorded is there, in its full size."""
    try:
        with (info / "RECORD").open(encoding="utf-8", newline="") as rows:
            files = [(info.parent / name, size) for name, _, size in csv.reader(rows) if size]
        # A script is as long as the path in its first line makes it.
        return all(path.stat().st_size == int(size) or is_script(path) for path, size in files)
    except (OSError, ValueError):
        return False


def is_script(path: Path) -> bool:
    """Tell whether a file begins with the program that runs it."""
    with path.open("rb") as file:
        return file.read(2) == b"#!"
