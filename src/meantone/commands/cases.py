"""The queue of the tests: each case is a process, and a few run at a time until none is left.

A case that waits, for a browser or a download, leaves the cores to the others.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree


@dataclass(frozen=True)
class Case:
    """A process that tests something.

    Parameters
    ----------
    step : str
        The step that it is a part of.
    command : tuple of str
        The program and its arguments.
    name : str
        Which part of the step it is; "" if it is the whole.
    counts_tests : bool
        Whether it is many tests, which it writes to the file of ``--junitxml``, rather than one.
    ready : callable
        Called before the start; what it returns stands in the way of it, "" if nothing does.
    """

    step: str
    command: tuple[str, ...]
    name: str = ""
    counts_tests: bool = False
    ready: Callable[[], str] = str

    def __str__(self) -> str:
        return f"{self.step} {self.name}".strip()


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


class Timed(NamedTuple):
    """A test and the seconds that it took, set-up included."""

    seconds: float
    name: str


@dataclass(frozen=True)
class Outcome:
    """How a case went.

    Parameters
    ----------
    case : Case
    tally : Tally
    seconds : float
    said : str
        What it printed, if that was not shown at once.
    tests : tuple of Timed
        Each of its tests, if it counts them.
    """

    case: Case
    tally: Tally
    seconds: float
    said: str = ""
    tests: tuple[Timed, ...] = ()

    def __str__(self) -> str:
        mark = "FAILED" if self.tally.failed else "ok"
        return f"{mark:7} {self.case!s:34} {self.seconds:6.0f} s   {self.tally}"


def run_all(
    cases: Sequence[Case], folder: Path, variables: Mapping[str, str], workers: int
) -> Iterator[Outcome]:
    """Run cases from one queue, and give how each went as it ends.

    Parameters
    ----------
    cases : sequence of Case
        In the order of the queue.
    folder : Path
        Where they run.
    variables : mapping of str to str
        Their environment.
    workers : int
        How many run at a time. A case that is alone prints to the screen as it goes.

    Yields
    ------
    Outcome
    """
    pool = ThreadPoolExecutor(workers)
    live = len(cases) == 1
    try:
        futures = [pool.submit(run_case, case, folder, variables, live) for case in cases]
        for future in as_completed(futures):
            yield future.result()
    finally:
        pool.shutdown(cancel_futures=True)  # after Ctrl-C nothing new begins


def run_case(case: Case, folder: Path, variables: Mapping[str, str], live: bool = False) -> Outcome:
    """Run one case and count its tests.

    Parameters
    ----------
    case : Case
    folder : Path
    variables : mapping of str to str
    live : bool
        Whether its words go to the screen at once, rather than into the outcome.
    """
    started = time.monotonic()
    if trouble := case.ready():
        return Outcome(case, Tally(0, 1), time.monotonic() - started, trouble)
    with tempfile.TemporaryDirectory() as place:
        results, words = Path(place, "results.xml"), Path(place, "said.txt")
        counting = (f"--junitxml={results}",) if case.counts_tests else ()
        code = run_process((*case.command, *counting), folder, variables, None if live else words)
        tally = count_tests(results, code) if case.counts_tests else one_test(code)
        said = words.read_text(encoding="utf-8", errors="replace") if words.exists() else ""
        tests = tuple(time_tests(results))
    return Outcome(case, tally, time.monotonic() - started, said, tests)


def run_process(
    command: Sequence[str], folder: Path, variables: Mapping[str, str], words: Path | None
) -> int:
    """Run a process, its words in a file if one is given; return its code.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    folder : Path
        Where it runs.
    variables : mapping of str to str
        Its whole environment.
    words : Path or None
        The file for what it says; None: the screen.
    """
    with words.open("wb") if words else nullcontext() as file:
        try:
            done = subprocess.run(
                command, cwd=folder, env=dict(variables), stdout=file, stderr=file, check=False
            )
        except OSError as error:  # there is no such program
            print(f"{command[0]}: {error}", file=sys.stderr)
            return 127
    return done.returncode


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

    Parameters
    ----------
    results : Path
        The file of ``--junitxml``.
    code : int
        What the run ended with.

    Examples
    --------
    >>> print(count_tests(Path("nowhere.xml"), 2))
    0 passed, 1 failed
    """
    suites = list(elements(results, "testsuite"))
    if not suites:
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


def time_tests(results: Path) -> Iterator[Timed]:
    """Give the tests of a results file with their seconds.

    Examples
    --------
    >>> list(time_tests(Path("nowhere.xml")))
    []
    """
    for test in elements(results, "testcase"):
        where = f"{test.get('classname')} {test.get('name')}"
        yield Timed(float(test.get("time", 0)), where)


def elements(results: Path, tag: str) -> Iterator[ElementTree.Element]:
    """Give the elements of a kind; none if the file is missing or damaged.

    Parameters
    ----------
    results : Path
        A file of results in JUnit's XML.
    tag : str
        The kind of element.
    """
    try:
        yield from ElementTree.parse(results).getroot().iter(tag)
    except (OSError, ElementTree.ParseError):
        return
