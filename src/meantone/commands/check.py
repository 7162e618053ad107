"""`course.py test`: all that CI runs, step by step, with one line at the end that counts.

A step that fails does not stop the others: one run shows everything that is wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from meantone.commands import project_folder
from meantone.commands.chromium import ADVICE, find_chromium, install_chromium


@dataclass(frozen=True)
class Step:
    """One part of the tests.

    Parameters
    ----------
    name : str
        What it is called on the command line.
    title : str
        What it shows, in a line.
    command : tuple of str
        What runs it: a Python module and its arguments.
    slow : bool
        Whether it is left out with `--quick`.

    Examples
    --------
    >>> Step("style", "no lint", ("ruff", "check")).counts_tests
    False
    """

    name: str
    title: str
    command: tuple[str, ...]
    slow: bool = False

    @property
    def counts_tests(self) -> bool:
        """Whether it is many tests, rather than one."""
        return self.command[0] == "pytest"


@dataclass(frozen=True)
class Tally:
    """How many tests passed, failed and were skipped.

    Examples
    --------
    >>> print(Tally(3, 0) + Tally(1, 1, 2))
    4 passed, 1 failed, 2 skipped
    >>> print(Tally(3, 0))
    3 passed, 0 failed
    """

    passed: int
    failed: int
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        )

    def __str__(self) -> str:
        counted = f"{self.passed} passed, {self.failed} failed"
        return f"{counted}, {self.skipped} skipped" if self.skipped else counted


TWO_WORKERS = ("-n", "2", "--dist", "loadfile")  # a notebook's cells stay with one worker

STEPS: Sequence[Step] = (
    Step("style", "ruff finds nothing to mend", ("ruff", "check", ".")),
    Step("format", "ruff would lay out nothing anew", ("ruff", "format", "--check", ".")),
    Step("types", "mypy, strict", ("mypy",)),
    Step(
        "unit",
        "unit tests, doctests, properties, masters against lessons",
        ("pytest", *TWO_WORKERS, "-m", "not browser and not runs_lessons and not door"),
    ),
    Step(
        "lessons",
        "every lesson runs, and its outputs are those stored",
        (
            "pytest",
            "--nbval",
            "--nbval-current-env",
            "--nbval-sanitize-with=tests/sanitize.cfg",
            *TWO_WORKERS,
            "lessons",
        ),
        slow=True,
    ),
    Step(
        "offline",
        "every lesson answered wrongly and without a network, and as typed in class",
        ("pytest", "-n", "2", "-m", "runs_lessons"),  # dealt out lesson by lesson
        slow=True,
    ),
    Step(
        "browser",
        "every lesson in the real lab",
        # The folder that is named first is read first: it says how tests of a lesson stay together.
        ("pytest", "-n", "2", "--dist", "loadscope", "-m", "browser", "tests/browser", "tests"),
        slow=True,
    ),
    Step(
        "door",
        "real set-ups in fresh folders",
        ("pytest", *TWO_WORKERS, "-m", "door", "tests/door"),
        slow=True,
    ),
)


def main(arguments: list[str]) -> int:
    """Run the steps named, or all; return 0 if everything passed, else 1.

    Parameters
    ----------
    arguments : list of str
        Names of steps; `--quick` for all but the slow ones. What follows ``--`` is handed to
        pytest.
    """
    parser = argparse.ArgumentParser(
        prog="course.py test",
        description="Run every test that CI runs.",
        epilog="Steps: " + "; ".join(f"{step.name}: {step.title}" for step in STEPS) + ".",
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help="steps to run; none: all")
    parser.add_argument("--quick", action="store_true", help="leave the slow steps out")
    ours, extra = split_at_dashes(arguments)
    options = parser.parse_args(ours)
    unknown = set(options.steps) - {step.name for step in STEPS}
    if unknown:
        parser.error(f"no step {', '.join(sorted(unknown))}")
    chosen = [step for step in STEPS if step.name in options.steps or not options.steps]
    steps = [step for step in chosen if not (options.quick and step.slow)]
    return report([run_step(step, extra) for step in steps])


def split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Divide arguments at the first ``--``.

    Examples
    --------
    >>> split_at_dashes(["unit", "--", "-k", "tune"])
    (['unit'], ['-k', 'tune'])
    """
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


@dataclass(frozen=True)
class Outcome:
    """How a step went.

    Parameters
    ----------
    step : Step
    tally : Tally
    seconds : float
    """

    step: Step
    tally: Tally
    seconds: float

    def __str__(self) -> str:
        mark = "FAILED" if self.tally.failed else "ok"
        return f"{mark:7} {self.step.name:8} {self.seconds:6.0f} s   {self.tally}"


def run_step(step: Step, extra: Sequence[str] = ()) -> Outcome:
    """Run one step, its words on the screen, and count its tests."""
    print(f"\n=== {step.name}: {step.title} ===", flush=True)
    started = time.monotonic()
    if step.name == "browser" and not (find_chromium() or install_chromium()):
        print(f"No Chromium here, and it could not be installed. {ADVICE}", flush=True)
        return Outcome(step, Tally(0, 1), time.monotonic() - started)
    if step.name == "lessons":  # a bar of a first build would be an output that is not stored
        subprocess.run([sys.executable, "-m", "meantone", "data"], check=False)
    with tempfile.TemporaryDirectory() as folder:
        results = Path(folder, "results.xml")
        counting = (f"--junitxml={results}", *extra) if step.counts_tests else ()
        command = [sys.executable, "-m", *step.command, *counting]
        code = subprocess.run(
            command, cwd=project_folder(), env=variables(), check=False
        ).returncode
        tally = count_tests(results, code) if step.counts_tests else one_test(code)
    return Outcome(step, tally, time.monotonic() - started)


def variables() -> dict[str, str]:
    """Return the variables of the tests: the environment's own tools first, nobody's progress.

    Two workers share the cores, so that more than one thread of linear algebra each, which wait by
    spinning, would only be in each other's way.
    """
    tools = str(Path(sys.executable).parent)
    path = os.pathsep.join([tools, os.environ.get("PATH", "")])
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return {**os.environ, "PATH": path, "MEANTONE_PROGRESS": "off", **threads}


def one_test(code: int) -> Tally:
    """Count a tool's run as one test.

    Examples
    --------
    >>> print(one_test(1))
    0 passed, 1 failed
    """
    return Tally(0, 1) if code else Tally(1, 0)


def count_tests(results: Path, code: int) -> Tally:
    """Count what pytest wrote down; a run that failed has at least one failure.

    Examples
    --------
    >>> print(count_tests(Path("nowhere.xml"), 2))
    0 passed, 1 failed
    """
    try:
        suites = ElementTree.parse(results).getroot().iter("testsuite")
    except (OSError, ElementTree.ParseError):
        return Tally(0, 1)
    tally = sum((count_suite(suite.attrib) for suite in suites), Tally(0, 0))
    return tally + Tally(0, 1) if code and not tally.failed else tally


def count_suite(counts: dict[str, str]) -> Tally:
    """Count one suite of a results file; an error outside a test counts as a failed one.

    Examples
    --------
    >>> print(count_suite({"tests": "5", "failures": "1", "errors": "1", "skipped": "1"}))
    2 passed, 2 failed, 1 skipped
    """
    failed = int(counts["failures"]) + int(counts["errors"])
    skipped = int(counts["skipped"])
    return Tally(int(counts["tests"]) - failed - skipped, failed, skipped)


def report(outcomes: Sequence[Outcome]) -> int:
    """Print how each step went, and last the tests of all; return the exit code."""
    print("\n=== summary ===")
    for outcome in outcomes:
        print(outcome)
    total = sum((outcome.tally for outcome in outcomes), Tally(0, 0))
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0
