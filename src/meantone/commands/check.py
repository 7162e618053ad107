"""`course.py test`: all that CI runs, from one queue, with one line at the end that counts.

A step that fails does not stop the others: one run shows everything that is wrong.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from pathlib import Path

from meantone.commands import node, project_folder
from meantone.commands.cases import Case, Outcome, Tally, run_all
from meantone.commands.chromium import ADVICE, find_chromium, install_chromium
from meantone.commands.node import find_node, install_node


@dataclass(frozen=True)
class Step:
    """One part of the tests, which is divided into cases.

    Parameters
    ----------
    name : str
        What it is called on the command line.
    title : str
        What it shows, in a line.
    command : tuple of str
        The program that runs it, and arguments.
    parts : tuple of tuple of str
        Words that make of the command one case each; none: the step is one case.
    counts_tests : bool
        Whether it is many tests, of pytest's, rather than one.
    slow : bool
        Whether it is left out with `--quick`.
    needs : tuple of str
        What must be there first: "data", "chromium", "node".
    named_only : bool
        Whether it takes so long that it runs only if it is named.

    Examples
    --------
    >>> step = Step("unit", "tests", ("pytest",), (("tests/show",), ("tests/models",)))
    >>> [str(case) for case in step.cases()]
    ['unit show', 'unit models']
    """

    name: str
    title: str
    command: tuple[str, ...]
    parts: tuple[tuple[str, ...], ...] = ()
    counts_tests: bool = False
    slow: bool = False
    needs: tuple[str, ...] = ()
    named_only: bool = False

    def cases(self, extra: Sequence[str] = ()) -> list[Case]:
        """Return what the queue gets: a case a part, or a single one that takes words of pytest's.

        Paths among the words take the place of the step's own.
        """
        ready = partial(what_is_missing, self.needs)
        if not extra or not self.counts_tests:
            return [
                Case(self.name, (*self.command, *part), title(part), self.counts_tests, ready)
                for part in self.parts or ((),)
            ]
        named = any(Path(project_folder(), word.split("::")[0]).exists() for word in extra)
        own = () if named else tuple(chain.from_iterable(self.parts))
        return [Case(self.name, (*self.command, *own, *extra), "", counts_tests=True, ready=ready)]


def title(part: Sequence[str]) -> str:
    """Return a part's name in the list of what ran.

    Examples
    --------
    >>> title(("lessons/02_markov_chains.ipynb",)), title(("tests/models", "tests/show"))
    ('02_markov_chains', 'models, show')
    >>> title(("tests/lessons/test_answers.py::test_all[03_longer_memory]",))
    '03_longer_memory'
    """
    names = [word.partition("[")[2].rstrip("]") or Path(word).stem for word in part]
    return ", ".join(names[:3]) + (", ..." if len(names) > 3 else "")


PYTHON = (sys.executable, "-m")
PYTEST = (*PYTHON, "pytest", "-q")
UNIT = (*PYTEST, "-m", "not browser and not runs_lessons and not door")
OXLINT = str(Path(sys.executable).with_name("oxlint"))
SCRIPTS = ("src", "site/browser", "site/first", "site/static")
"""Where JavaScript lies that a page runs."""
NBVAL = (sys.executable, "tests/lessons/nbval_offline.py", "-q")
ANSWERS = "tests/lessons/test_answers.py::test_right_and_wrong_answers_and_no_network_stop_nothing"
UNDER_NODE = "tests/website/test_under_node.py"
HEAVY = (
    ("tests/models", "tests/decoding"),
    ("tests/tunes", "tests/measures"),
    ("tests/teaching", "tests/commands"),
    ("tests/widgets", "tests/show"),
)
"""Folders of unit tests that are cases of their own; all others are together in the first."""
WORKERS = min(os.cpu_count() or 1, 3) + 1
"""How many cases run at a time: one more than there are cores, for some of them always wait."""
LABS = 4
"""The files of tests in the browser are dealt into this many cases, each with its own lab."""


def steps() -> list[Step]:
    """Return all steps, in the order of the queue: what takes long and waits for nothing first."""
    lessons = [path.stem for path in found("lessons/[0-9][0-9]_*.ipynb")]
    own = (wasm(), hub(), site())
    return [*tools(), *tests(), *own, *tests_of_lessons(lessons), way()]


def tools() -> list[Step]:
    """Return the steps that read the code and run none of it."""
    layout = (*PYTHON, "ruff", "format", "--check", ".")
    return [
        Step("style", "ruff finds nothing to fix", (*PYTHON, "ruff", "check", ".")),
        Step("format", "ruff would reformat nothing", layout),
        Step("javascript", "oxlint finds nothing to fix", (OXLINT, "--deny-warnings", *SCRIPTS)),
        Step("types", "mypy, strict", (*PYTHON, "mypy")),
        Step("sizes", "how large lessons are", (*PYTHON, "meantone", "build", "--table")),
    ]


def tests() -> list[Step]:
    """Return the steps that need no lesson to run."""
    return [
        Step(
            "door",
            "real set-ups in fresh folders",
            (*PYTEST, "-m", "door"),
            tuple((path,) for path in marked("door")),
            counts_tests=True,
            slow=True,
            needs=("chromium",),
        ),
        Step(
            "unit",
            "unit tests, doctests, properties, masters against lessons",
            UNIT,
            (the_others(), *HEAVY),
            counts_tests=True,
        ),
        Step(
            "benchmarks",
            "unit tests of what compares and measures, which is no part of the package",
            UNIT,
            (("tests/benchmarks",),),
            counts_tests=True,
            slow=True,
        ),
    ]


def tests_of_lessons(names: Sequence[str]) -> list[Step]:
    """Return the steps that run lessons: what one of them trains, the next need not."""
    return [
        Step(
            "lessons",
            "every lesson runs without a network, and its outputs are those stored",
            NBVAL,
            tuple((str(path),) for path in found("lessons/*.ipynb")),
            counts_tests=True,
            slow=True,
            needs=("data",),
        ),
        Step(
            "browser",
            "every lesson's page, and every instrument in the real lab",
            (*PYTEST, "-m", "browser"),
            dealt(marked("browser"), LABS),
            counts_tests=True,
            slow=True,
            needs=("data", "chromium"),
        ),
        Step(
            "answers",
            "every lesson answered rightly and wrongly, gaps filled in, without a network",
            (*PYTEST, "-m", "runs_lessons"),
            tuple((f"{ANSWERS}[{name}]",) for name in names),
            counts_tests=True,
            slow=True,
            needs=("data",),
        ),
    ]


def hub() -> Step:
    """Return the step that tries the hub: its settings, and a small class on it."""
    return Step(
        "hub",
        "the hub's settings, and a small class on it that loses nothing when it is ended by force",
        PYTEST,
        tuple((str(path),) for path in found("tests/hub/test_*.py")),
        counts_tests=True,
        slow=True,
        needs=("data", "node"),
    )


def site() -> Step:
    """Return the step that builds the site and looks at it: a case for each file or folder.

    One of them has the examples in the docstrings of what builds it.
    """
    tests = {*found("tests/website/test_*.py"), *found("tests/website/*/")} - {Path(UNDER_NODE)}
    there = {*tests, *found("site/website/")}
    return Step(
        "site",
        "the site built whole, its links followed, its pages looked at in a browser",
        PYTEST,
        tuple((str(path),) for path in sorted(there) if path.name != "__pycache__"),
        counts_tests=True,
        slow=True,
        needs=("chromium", "node"),
    )


def wasm() -> Step:
    """Return the step that asks a browser's Python what it finds, under Node."""
    return Step(
        "wasm",
        "the library in a browser's Python, under Node: it finds and says what it does here",
        PYTEST,
        ((UNDER_NODE,),),
        counts_tests=True,
        slow=True,
        needs=("data", "node"),
    )


def way() -> Step:
    """Return the step that takes a learner through the course: as long as all lessons together."""
    return Step(
        "way",
        "a learner from lesson 00 to the capstone, in the real lab: only if it is named",
        (*PYTEST, "tests/browser/whole_way.py"),
        counts_tests=True,
        slow=True,
        needs=("data", "chromium"),
        named_only=True,
    )


def found(pattern: str) -> list[Path]:
    """Return the files of the project that a pattern names, in order, by their short paths."""
    project = project_folder()
    return sorted(path.relative_to(project) for path in project.glob(pattern))


def marked(mark: str) -> list[str]:
    """Return the files of tests some of which have a mark."""
    project, name = project_folder(), f"pytest.mark.{mark}"
    files = found("tests/**/test_*.py")
    return [str(path) for path in files if name in (project / path).read_text(encoding="utf-8")]


def the_others() -> tuple[str, ...]:
    """Return the folders of unit tests that are no cases of their own, and the doctests."""
    named = {"tests/benchmarks", "tests/hub", "tests/website", *chain.from_iterable(HEAVY)}
    folders = {Path(*path.parts[:2]).as_posix() for path in found("tests/*/**/test_*.py")}
    return (*sorted(folders - named - {"tests/browser"}), "src")


def dealt(names: Sequence[str], hands: int) -> tuple[tuple[str, ...], ...]:
    """Deal names in turn.

    Parameters
    ----------
    names : sequence of str
    hands : int
        How many tuples they are dealt to.

    Examples
    --------
    >>> dealt(["a", "b", "c"], 2)
    (('a', 'c'), ('b',))
    """
    return tuple(tuple(names[n::hands]) for n in range(hands) if names[n::hands])


TOLD = frozenset({"sizes"})
"""Steps whose words are printed even if they pass: the table of lessons."""

ONE_AT_A_TIME = threading.Lock()


def what_is_missing(needs: Sequence[str]) -> str:
    """Get what a case needs, once for all; return what could not be had, "" if all is there.

    Parameters
    ----------
    needs : sequence of str
    """
    with ONE_AT_A_TIME:
        return "\n".join(filter(None, (GET[need]() for need in needs)))


@cache
def get_chromium() -> str:
    """Find or install Chromium."""
    if find_chromium() or install_chromium():
        return ""
    return f"No Chromium here, and it could not be installed. {ADVICE}"


@cache
def get_data() -> str:
    """Build the data sets: a bar of a first build would be an output that is not stored."""
    command = [*PYTHON, "meantone", "data"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{done.stdout}{done.stderr}" if done.returncode else ""


@cache
def get_node() -> str:
    """Find or install Node with npm."""
    if find_node() or install_node():
        return ""
    return f"No Node.js here, and it could not be installed. {node.ADVICE}"


GET = {"chromium": get_chromium, "data": get_data, "node": get_node}


def main(arguments: list[str]) -> int:
    """Run the steps named, or all; return 0 if everything passed, else 1.

    Parameters
    ----------
    arguments : list of str
        Names of steps; `--quick` for all but the slow ones. What follows ``--`` is handed to
        pytest.
    """
    every = steps()
    parser = argparse.ArgumentParser(
        prog="course.py test",
        description="Run every test that CI runs.",
        epilog="Steps: " + "; ".join(f"{step.name}: {step.title}" for step in every) + ".",
    )
    parser.add_argument("steps", nargs="*", metavar="STEP", help="steps to run; none: all")
    parser.add_argument("--quick", action="store_true", help="leave the slow steps out")
    ours, extra = split_at_dashes(arguments)
    options = parser.parse_args(ours)
    unknown = set(options.steps) - {step.name for step in every}
    if unknown:
        parser.error(f"no step {', '.join(sorted(unknown))}")
    usual = [step.name for step in every if not step.named_only]
    chosen = [step for step in every if step.name in (options.steps or usual)]
    return run([step for step in chosen if not (options.quick and step.slow)], extra)


def split_at_dashes(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Divide arguments at the first ``--``.

    Examples
    --------
    >>> split_at_dashes(["unit", "--", "-k", "tune"])
    (['unit'], ['-k', 'tune'])
    """
    place = arguments.index("--") if "--" in arguments else len(arguments)
    return arguments[:place], arguments[place + 1 :]


def run(chosen: Sequence[Step], extra: Sequence[str] = ()) -> int:
    """Run steps, tell how each case went as it ends, and sum up; return the exit code.

    Parameters
    ----------
    chosen : sequence of Step
    extra : sequence of str
        Words for pytest.
    """
    cases = [case for step in chosen for case in step.cases(extra)]
    started, outcomes = time.monotonic(), []
    with tempfile.TemporaryDirectory() as trainings:
        for outcome in run_all(cases, project_folder(), variables(trainings), WORKERS):
            outcomes.append(outcome)
            tell(outcome, len(outcomes), len(cases))
    return report(chosen, outcomes, time.monotonic() - started)


def tell(outcome: Outcome, done: int, of: int) -> None:
    """Print how a case went; all that it said, if it failed or is there to be read.

    Parameters
    ----------
    outcome : Outcome
    done, of : int
        How many cases have ended, and how many there are.
    """
    if outcome.said and (outcome.tally.failed or outcome.case.step in TOLD):
        print(f"\n=== {outcome.case} ===\n{outcome.said}")
    print(f"{outcome}   ({done} of {of})", flush=True)


def variables(trainings: str) -> dict[str, str]:
    """Return the variables of the tests: the environment's own tools first, nobody's progress.

    Cases share the cores, so that more than one thread of linear algebra each, which wait by
    spinning, would only be in each other's way. What one case trains is kept for the next.

    Parameters
    ----------
    trainings : str
        The folder that it is kept in.
    """
    tools = str(Path(sys.executable).parent)
    path = os.pathsep.join([tools, os.environ.get("PATH", "")])
    ours = {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MEANTONE_PROGRESS": "off",
        "MEANTONE_TESTS_TRAININGS": trainings,
    }
    return {**os.environ, "PATH": path, **ours}


def report(chosen: Sequence[Step], outcomes: Sequence[Outcome], seconds: float) -> int:
    """Print how each step went, its slowest tests, and last the tests of all; return the exit code.

    Parameters
    ----------
    chosen : sequence of Step
    outcomes : sequence of Outcome
    seconds : float
        Of the whole run, several cases at a time; of a step, its cases one after another.
    """
    print("\n=== summary ===")
    for step in chosen:
        print(line(step.name, [one for one in outcomes if one.case.step == step.name]))
    print(f"{'':7} {'all':10} {seconds:6.0f} s   {WORKERS} at a time")
    tests = sorted((test for one in outcomes for test in one.tests), reverse=True)[:SLOWEST]
    if tests:
        print("\nThe slowest tests:")
    for test in tests:
        print(f"{test.seconds:8.1f} s   {test.name}")
    total = sum_of(outcomes)
    print(f"\n{total}", flush=True)
    return 1 if total.failed else 0


SLOWEST = 10
"""How many tests the summary names."""


def line(name: str, outcomes: Sequence[Outcome]) -> str:
    """Return the summary's line for a step.

    Parameters
    ----------
    name : str
    outcomes : sequence of Outcome
        Of its cases.

    Examples
    --------
    >>> print(line("types", [Outcome(Case("types", ()), Tally(1, 0), 38.2)]))
    ok      types          38 s   1 passed, 0 failed
    """
    tally, seconds = sum_of(outcomes), sum(one.seconds for one in outcomes)
    return f"{'FAILED' if tally.failed else 'ok':7} {name:10} {seconds:6.0f} s   {tally}"


def sum_of(outcomes: Iterable[Outcome]) -> Tally:
    """Return the tests of several cases, counted together."""
    return sum((one.tally for one in outcomes), Tally(0, 0))
