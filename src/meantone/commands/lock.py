"""`course.py lock`: the exact versions that every machine installs, from pyproject.toml.

`requirements.txt` is what a learner needs, `requirements-test.txt` what a developer needs besides,
`environment.yml` the first of them for conda and Binder. All three hold the same versions, for
Python 3.11 to 3.13 on Linux, macOS and Windows.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from meantone.commands import project_folder

EVERYWHERE = (
    " and (sys_platform == 'darwin' or sys_platform == 'linux' or sys_platform == 'win32')",
    "python_full_version < '3.14' and ",
    " ; python_full_version < '3.14'",
)
"""What uv writes to say "on every system the course runs on": left out of the lock."""

HEADER = "# Written by `python course.py lock` from pyproject.toml: change that, then run it.\n"

CONDA = f"""{HEADER}# For conda and Binder. The versions are those of requirements.txt.
name: meantone
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def main(arguments: list[str]) -> int:
    """Write the lock and `environment.yml`; return 0 if that worked."""
    parser = argparse.ArgumentParser(
        prog="course.py lock", description="Write the locked requirements from pyproject.toml."
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = ["--upgrade"] if parser.parse_args(arguments).upgrade else []
    project = project_folder()
    everything, learner = project / "requirements-test.txt", project / "requirements.txt"
    try:
        resolve(["--extra", "lab", "--extra", "test", *options], everything)
        resolve(["--extra", "lab", "--constraint", str(everything), *options], learner)
    except subprocess.CalledProcessError as error:
        print(f"No lock was written: uv ended with code {error.returncode}.", file=sys.stderr)
        return 1
    pins = read_pins(learner.read_text(encoding="utf-8"))
    (project / "environment.yml").write_text(conda_environment(pins), encoding="utf-8")
    print(f"Locked {len(pins)} packages for learners.")
    return 0


def resolve(options: list[str], lock: Path) -> None:
    """Have uv choose versions that have a wheel on every system, one for all where that works.

    Raises
    ------
    subprocess.CalledProcessError
        If there are no such versions; uv has said why.
    """
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml"]
    how = ["--universal", "--python-version", "3.11", "--fork-strategy", "fewest", "--no-build"]
    form = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("UV_")}
    subprocess.run(
        [*command, *how, *form, *options, "--output-file", str(lock)],
        cwd=project_folder(),
        env=settings,
        check=True,
    )
    lock.write_text(HEADER + shorten(lock.read_text(encoding="utf-8")), encoding="utf-8")


def shorten(lock: str) -> str:
    """Leave out of a lock the conditions that always hold.

    Examples
    --------
    >>> shorten("mido==1.3.3 ; python_full_version < '3.14'")
    'mido==1.3.3'
    """
    for condition in EVERYWHERE:
        lock = lock.replace(condition, "")
    return lock


def read_pins(lock: str) -> list[str]:
    r"""Return the requirements that a lock pins, without their hashes.

    Examples
    --------
    >>> read_pins("# why\nmido==1.3.3 \\\n    --hash=sha256:71\nappnope==1 ; os_name == 'x' \\\n")
    ['mido==1.3.3', "appnope==1 ; os_name == 'x'"]
    """
    return [line.rstrip("\\ ") for line in lock.splitlines() if line[:1].isalnum()]


def conda_environment(pins: list[str]) -> str:
    """Write an environment for conda: Python and pip from there, all else by pip.

    Examples
    --------
    >>> print(conda_environment(["mido==1.3.3"]).partition("dependencies:")[2])
    <BLANKLINE>
      - python=3.11
      - pip
      - pip:
          - "mido==1.3.3"
          - "-e ."
    <BLANKLINE>
    """
    return CONDA + "".join(f'      - "{pin}"\n' for pin in [*pins, "-e ."])
