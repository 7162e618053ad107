"""The machine that a benchmark ran on, and the page that holds what it measured."""

from __future__ import annotations

import datetime
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RESULTS = Path(__file__).parent / "results"


def describe(packages: Iterable[str]) -> str:
    """Return a list in Markdown: the machine, the system, the versions of packages, the date.

    Parameters
    ----------
    packages : iterable of str
        Names of distributions whose versions matter; one that is not there is said to be missing.

    Examples
    --------
    >>> "Python" in describe(["numpy"])
    True
    """
    lines = [
        f"{processor()}, {os.cpu_count()} cores, {memory()}",
        f"{system()}; Python {platform.python_version()}",
        ", ".join(f"{name} {installed(name) or 'not installed'}" for name in packages),
        datetime.datetime.now(datetime.UTC).date().isoformat(),
    ]
    return "\n".join(f"- {line}" for line in lines)


def publish(name: str, page: str, packages: Iterable[str]) -> None:
    """Print a page of results and the machine's description, and write them to `results`.

    Parameters
    ----------
    name : str
        Of the benchmark: the file is ``results/NAME.md``.
    page : str
        In Markdown, ending where the machine is to be described.
    packages : iterable of str
        As for `describe`.
    """
    text = f"{page.rstrip()}\n\n## The machine\n\n{describe(packages)}\n"
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    print(text)


def seconds(run: Callable[[], object], repetitions: int) -> NDArray[np.float64]:
    """Return how long a function took, each time; one call before does not count."""
    run()
    return np.array([seconds_once(run) for _ in range(repetitions)])


def side_by_side(
    ours: Callable[[], object], peer: Callable[[], object], repetitions: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how long each of two functions took, called in turns: what slows one slows both."""
    ours(), peer()
    pairs = [(seconds_once(ours), seconds_once(peer)) for _ in range(repetitions)]
    first, second = np.array(pairs).T
    return first, second


def seconds_once(run: Callable[[], object]) -> float:
    """Return how much of the processor's time a function took.

    What else the machine does in the meantime does not count, so that figures of one machine can be
    compared whether it is quiet or not. Without waiting, and on one thread, it is the time that
    passes.
    """
    begin = time.process_time()
    run()
    return time.process_time() - begin


def spread(values: NDArray[np.float64], digits: int = 1) -> str:
    """Return the median of some figures, with the lowest and the highest if there are several.

    Examples
    --------
    >>> spread(np.array([3.0, 1.0, 2.5])), spread(np.array([2.0]))
    ('2.5 (1.0 to 3.0)', '2.0')
    """
    figures = (np.median(values), values.min(), values.max())
    middle, low, high = (f"{figure:,.{digits}f}" for figure in figures)
    return f"{middle} ({low} to {high})" if len(values) > 1 else middle


def installed(package: str) -> str | None:
    """Return the version of a package, None if it is not there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def processor() -> str:
    """Return the name of the processor, as well as the system tells."""
    name = ""
    if sys.platform == "linux":
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        name = next((line.split(":")[1] for line in lines if line.startswith("model name")), "")
    elif sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        name = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return name.strip() or platform.processor() or platform.machine()


def memory() -> str:
    """Return how much memory the machine has."""
    try:
        import psutil
    except ImportError:
        return "memory not known"
    return f"{psutil.virtual_memory().total / 2**30:.0f} GiB of memory"


def system() -> str:
    """Return the name and version of the operating system."""
    name = f"{platform.system()} {platform.release()}"
    if sys.platform == "linux":  # the release is the kernel's there
        try:
            name = platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")
        except OSError:
            name = "Linux"
    return f"{name}, {platform.machine()}"
