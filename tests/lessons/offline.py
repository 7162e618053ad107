"""Lessons where no other machine can be reached: what tests run them with."""

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import offline_guard

RUN = Path(__file__).with_name("run_offline.py")


@cache
def without_network() -> list[str]:
    """Return the command that takes the network away, where the system lets us; else nothing."""
    command = ["unshare", "--map-root-user", "--net"]
    if sys.platform != "linux" or not shutil.which("unshare"):
        return []
    return (
        command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else []
    )


def run_offline(notebook: Path, prefix: list[str]) -> tuple[str, str]:
    """Run a notebook behind the guard; return what failed and what it tried to reach."""
    folder = notebook.parent / "guard"
    folder.mkdir()
    variables, log = offline_guard.environment(folder)
    network = "none" if prefix else "guarded"
    done = subprocess.run(
        [*prefix, sys.executable, str(RUN), str(notebook), network],
        env=variables, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    failure = f"{done.stdout}{done.stderr}" if done.returncode else ""
    return failure, log.read_text(encoding="utf-8")
