"""`course.py lock`: the exact versions that every machine installs, from pyproject.toml.

`requirements.txt` is what a learner needs, `requirements-test.txt` what a developer needs besides,
`requirements-neural.txt` PyTorch, `hub/requirements.txt` what a hub and its learners need, and
`environment.yml` the first and the third for conda and Binder. All hold the same versions, for
Python 3.11 to 3.13 on Linux, macOS and Windows.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from pathlib import Path

from meantone.commands import project_folder
from meantone.commands.set_up.packages import CPU_INDEX, read_pins

EVERYWHERE = (
    " and (sys_platform == 'darwin' or sys_platform == 'linux' or sys_platform == 'win32')",
    "python_full_version < '3.14' and ",
    " ; python_full_version < '3.14'",
)
"""What uv writes to say "on every system the course runs on": left out of the lock."""

OF_TORCH = r"(torch|triton|nvidia-[\w-]+|cuda-[\w-]+)=="
"""PyTorch and what only its build with CUDA brings: left out of the lock with hashes."""

HEADER = "# Written by `python course.py lock` from pyproject.toml: change that, then run it.\n"

NEURAL = f"""{HEADER}\
# Without a hash: on Linux the same version has two builds, with CUDA in the usual index and
# without in PyTorch's own, and which of them answers is known only when it is installed. The
# lessons need no CUDA, which is several gigabytes. What else PyTorch needs is in requirements.txt.
"""

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
    neural, hub = project / "requirements-neural.txt", project / "hub" / "requirements.txt"
    same = ["--constraint", str(everything), *options]
    try:
        every = extras("lab", "neural", "cluster", "hub", "site", "test")
        torch = resolve([*every, *options], everything)
        resolve([*extras("lab", "neural"), *same], learner)
        resolve([*extras("lab", "neural", "hub"), *same], hub)
        write(neural, NEURAL + torch)
    except subprocess.CalledProcessError as error:
        print(f"No lock was written: uv ended with code {error.returncode}.", file=sys.stderr)
        return 1
    pins = [pin for lock in (learner, neural) for pin in read_pins(lock.read_text("utf-8"))]
    write(project / "environment.yml", conda_environment(pins))
    print(f"Locked {len(pins)} packages for learners.")
    return 0


def extras(*names: str) -> list[str]:
    """Return uv's options for extras of pyproject.toml."""
    return [word for name in names for word in ("--extra", name)]


def write(path: Path, text: str) -> None:
    """Write a file with the same line ends everywhere.

    Parameters
    ----------
    path : Path
    text : str
        With line feeds alone.
    """
    path.write_text(text, encoding="utf-8", newline="\n")


def resolve(options: list[str], lock: Path) -> str:
    """Have uv choose versions that have a wheel on every system, one for all where that works.

    Parameters
    ----------
    options : list of str
        uv's own.
    lock : Path
        The file to write.

    Returns
    -------
    str
        The pin of PyTorch, which is not in the lock: see `NEURAL`.

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
    found, torch = take_torch_out(shorten(lock.read_text(encoding="utf-8")))
    write(lock, HEADER + found)
    return torch


def take_torch_out(lock: str) -> tuple[str, str]:
    r"""Return a lock without PyTorch and CUDA, and the pin of PyTorch.

    Examples
    --------
    >>> take_torch_out("six==1 \\\n    --hash=a\ntorch==2 ; x \\\n    --hash=b\ntriton==3 \\\n")
    ('six==1 \\\n    --hash=a\n', 'torch==2 ; x\n')
    """
    blocks = re.split(r"^(?=\S)", lock, flags=re.M)  # a pin and its hashes
    kept = [block for block in blocks if not re.match(OF_TORCH, block)]
    torch = [pin for pin in read_pins(lock) if pin.startswith("torch==")]
    return "".join(kept), "".join(f"{pin}\n" for pin in torch)


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


def conda_environment(pins: list[str]) -> str:
    """Write an environment for conda: Python and pip from there, all else by pip.

    Examples
    --------
    >>> print(conda_environment(["mido==1.3.3"]).partition("dependencies:")[2])
    <BLANKLINE>
      - python=3.11
      - pip
      - pip:
          - "--extra-index-url https://download.pytorch.org/whl/cpu"
          - "mido==1.3.3"
          - "-e ."
    <BLANKLINE>
    """
    lines = [f"--extra-index-url {CPU_INDEX}", *pins, "-e ."]
    return CONDA + "".join(f'      - "{line}"\n' for line in lines)
