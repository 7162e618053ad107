"""Makes the environment in .venv, or mends it; an old one is kept until the new one is whole."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from meantone.commands.set_up.folders import BEFORE, LOCK, LOG, NEWEST, OLDEST, PYTHON, VENV, remove
from meantone.commands.set_up.packages import is_script, link_course
from meantone.commands.set_up.stamp import is_whole, read_stamp
from meantone.commands.set_up.steps import Progress, run_logged
from meantone.commands.set_up.troubles import ROOM_NEEDED, SetupError, no_room, no_venv


def base_python() -> str:
    """Return the Python that the environment was made from; "" if the environment does not start.

    Neither does it, here, if its Python has become another one since: its packages lie elsewhere.
    """
    try:
        told = subprocess.check_output(
            [str(PYTHON), "-I", "-c", PROBE], stderr=subprocess.DEVNULL, timeout=120
        )
        base, version, packages = json.loads(told)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ""
    fits = OLDEST <= tuple(version) <= NEWEST and Path(packages).is_dir()
    own = VENV.resolve() in Path(packages).resolve().parents
    return str(base) if fits and own else ""


PROBE = """
import json, os, sys, sysconfig
print(json.dumps([sys._base_executable, sys.version_info[:2], sysconfig.get_path("purelib")]))
"""


def runs_pip() -> bool:
    """Tell whether the environment's Python starts and has a working pip."""
    probe = [str(PYTHON), "-I", "-c", "import pip._internal.cli.main"]
    try:
        return subprocess.run(probe, capture_output=True, timeout=120).returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def mend(base: str, held: int) -> None:
    """Repair what depends on where the environment is; this needs no network.

    Each step can be done again, and the one that makes it count as whole comes last.

    Parameters
    ----------
    base : str
        The Python that the environment was made from.
    held : int
        The lock of the environment.
    """
    if not runs_pip():
        for info in VENV.glob("**/site-packages/pip-*.dist-info"):
            remove(info)  # else it counts as installed
        command = [str(PYTHON), "-I", "-m", "ensurepip"]
        run_logged(command, Progress("Repairing pip"), held)
    if not is_whole():
        if read_stamp():
            link_course(held)
            point_scripts()
        command = [base, "-m", "venv", "--without-pip", str(VENV)]
        run_logged(command, Progress("Repairing the environment"), held)


def point_scripts() -> None:
    """Have the commands of the environment start the Python that is beside them.

    On Windows they are programs, which the course itself never calls: they stay as they are.
    """
    line = f"#!{PYTHON}\n"
    if " " in line or len(line) > 127:  # more than the system reads; so pip does it too
        line = f"#!/bin/sh\n'''exec' \"{PYTHON}\" \"$0\" \"$@\"\n' '''\n"
    head = re.compile(rb"#!/bin/sh\n'''exec' .+\n' '''\n|#!.+/python[\d.]*\n")
    for path in PYTHON.parent.iterdir():
        if path.is_file() and not path.is_symlink() and is_script(path):
            script = path.read_bytes()
            path.write_bytes(head.sub(lambda _: line.encode(), script, count=1))


def make_environment(held: int) -> None:
    """Make .venv from nothing, on the Python that runs this."""
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(no_venv(module))
    put_environment_aside()
    check_room()
    # From inside an environment, the Python that it was made from.
    base = getattr(sys, "_base_executable", None) or sys.executable
    run_logged([base, "-m", "venv", str(VENV)], Progress("Making the environment"), held)


def check_room() -> None:
    """SetupError before the start if the packages will not fit, not even without the old ones."""
    if shutil.disk_usage(VENV).free < ROOM_NEEDED:
        remove(BEFORE)  # it does not start
    if shutil.disk_usage(VENV).free < ROOM_NEEDED:
        raise SetupError(no_room())


@contextlib.contextmanager
def old_one_kept() -> Iterator[None]:
    """Put a complete environment back if its successor could not be made; remove it if it could."""
    try:
        yield
    except (SetupError, OSError):
        if BEFORE.exists():
            empty_environment()
            bring_back()
        raise
    remove(BEFORE)


def put_environment_aside() -> None:
    """Keep a complete environment until the new one is whole; remove any other."""
    if BEFORE.exists() or not read_stamp():
        empty_environment()
        return
    BEFORE.mkdir()
    try:
        for entry in own_entries(VENV):
            entry.rename(BEFORE / entry.name)
    except OSError:  # as on Windows, while the lab is open
        bring_back()
        raise


def bring_back() -> None:
    """Put back what was put aside."""
    for entry in own_entries(BEFORE):
        entry.rename(VENV / entry.name)
    BEFORE.rmdir()


def empty_environment() -> None:
    """Remove all of .venv but the lock that this call holds, the log, and what was put aside."""
    for entry in own_entries(VENV):
        remove(entry)


def own_entries(folder: Path) -> list[Path]:
    """Return what is in an environment, without what belongs to the set-up."""
    return [entry for entry in folder.iterdir() if entry not in (LOCK, LOG, BEFORE)]
