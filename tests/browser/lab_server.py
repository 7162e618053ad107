"""The lab as a learner starts it, in a copy of the project, cut off from other machines."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
import offline_guard
import pytest
from nbformat.sign import NotebookNotary

READY_SECONDS = 600
"""Seconds until the lab must have said where it answers. More than two minutes of them went by on a
very busy machine, where `teach` lays out notes before.
"""

_LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "my_lessons", "tests")
_ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/lab\S*[?&]token=(\w+)")
# Port 0: one that is free. Labs that start at once and ask for the same one may both be given it.
_OPTIONS = ["--no-browser", "--port=0", "--LabApp.expose_app_in_browser=True"]


@dataclass(frozen=True)
class Lab:
    """A running lab: its address and token, its folder, what it says and what it tried to reach."""

    base: str
    token: str
    folder: Path
    says: Path
    attempts: Path

    def address(self, lesson: str) -> str:
        """Return the address of a lesson, with none of the tabs of an earlier visit."""
        return f"{self.base}/lab/tree/{lesson}?reset&token={self.token}"

    def lay(self, lesson: Path) -> str:
        """Lay a stored lesson beside the learner's copies, trusted as they are; return its name."""
        name = f"stored_{lesson.name}"
        shutil.copy(lesson, self.folder / name)
        notary = NotebookNotary(data_dir=str(self.folder / ".lab" / "data"))
        notary.sign(nbformat.read(lesson, as_version=4))
        notary.store.close()
        return name


@contextmanager
def running(project: Path, folder: Path, *words: str) -> Iterator[Lab]:
    """Copy the project to a folder, start its lab, give it when it answers, stop it in the end.

    `words` are the command that opens the lab: `lab` if there is none.
    """
    copy = shutil.copytree(project, folder / "project", ignore=_LEFT_OUT)
    variables, attempts = offline_guard.environment(folder, copy / "src")
    says = folder / "lab.txt"
    command = [sys.executable, "-m", "meantone", *(words or ["lab"]), *_OPTIONS]
    with says.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, cwd=copy, env=variables, stdout=file, stderr=file)
        try:
            yield Lab(*find_address(process, says), copy / "my_lessons", says, attempts)
        finally:
            stop(process, says)


def find_address(process: subprocess.Popen, says: Path) -> tuple[str, str]:
    """Wait until the lab says where it answers; fail with its own words if it never does."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        if match := _ADDRESS.search(says.read_text(encoding="utf-8")):
            return match[1], match[2]
        time.sleep(0.1)
    pytest.fail(f"the lab did not start:\n{says.read_text(encoding='utf-8')}", pytrace=False)


def stop(process: subprocess.Popen, says: Path) -> None:
    """Stop the lab; end it by force, and show its words, if it goes on.

    Jupyter's server was seen, once, not to stop when a page had closed in the same moment. That a
    lab stops when it is asked to is a test of the door's: here all tests have passed by now.
    """
    process.terminate()
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        print(f"the lab did not stop by itself:\n{says.read_text(encoding='utf-8')}")
