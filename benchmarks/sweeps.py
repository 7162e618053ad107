"""Sweeps: benchmarks that are lists of independent cases, each measured once and kept.

A case says what is measured and how; its figures are a small JSON file beside the page. A run that
was stopped goes on, a case whose fields or code have changed is measured again, alone, and two
runs at once never measure the same one. Cases run through joblib: in as many processes as the
machine has cores, or on the workers of a Dask cluster.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from benchmarks.cases import Case, Figures
from benchmarks.machine import RESULTS
from benchmarks.sources import bare
from meantone.storage import write_whole

if TYPE_CHECKING:
    from filelock import BaseFileLock

State = Literal["kept", "changed", "missing"]

PAUSE = 0.2
"""Seconds between two looks at cases that another run is measuring."""


class Kept(NamedTuple):
    """What is kept of a case: its figures, and the seconds of one core that they took."""

    key: str
    seconds: float
    figures: Figures


class Outcome(NamedTuple):
    """What came of a case: seconds of one core, and its figures or what went wrong."""

    case: Case
    seconds: float
    figures: Figures
    trouble: str = ""


# Keeping


@dataclass(frozen=True)
class Store:
    """A folder of what was measured, one file a case.

    Parameters
    ----------
    folder : Path
        Made when something is kept.
    """

    folder: Path

    def path(self, case: Case) -> Path:
        """Return the file of a case."""
        return self.folder / f"{case.name}.json"

    def read(self, case: Case) -> Kept | None:
        """Return what is kept of a case, also by other code; None if nothing whole is."""
        try:
            held = json.loads(self.path(case).read_text(encoding="utf-8"))
            return Kept(held["key"], held["seconds"], held["figures"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None

    def state(self, case: Case) -> State:
        """Tell whether a case is kept, was measured by other code, or is missing."""
        kept = self.read(case)
        return "missing" if kept is None else "kept" if kept.key == case.key else "changed"

    def write(self, outcome: Outcome) -> None:
        """Keep what was measured: all of it, or nothing."""
        case = outcome.case
        held = {
            "case": case.fields,
            "key": case.key,
            "seconds": round(outcome.seconds, 2),
            "figures": outcome.figures,
        }
        lines = ",\n".join(f"{json.dumps(key)}: {json.dumps(one)}" for key, one in held.items())
        write_whole(self.path(case), f"{{{lines}}}\n".encode())

    def lock(self, case: Case) -> BaseFileLock | None:
        """Return the lock of a case, which is held from now on; None if another run has it."""
        from filelock import FileLock, Timeout

        self.folder.mkdir(parents=True, exist_ok=True)
        # Of no thread alone: joblib asks for cases in one and gives figures back in another.
        lock = FileLock(self.folder / f"{case.name}.lock", thread_local=False)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return None
        return lock


def store(name: str) -> Store:
    """Return where a benchmark keeps its cases: beside its page."""
    return Store(RESULTS / "cases" / name)


def figures(kept: Store, cases: Sequence[Case]) -> dict[Case, Figures]:
    """Return the figures of those cases of which there are any."""
    found = {case: kept.read(case) for case in cases}
    return {case: held.figures for case, held in found.items() if held is not None}


def hours(kept: Store, cases: Sequence[Case]) -> float:
    """Return how many hours of one core the kept cases took."""
    return sum(held.seconds for case in cases if (held := kept.read(case))) / 3600


# Measuring


def measure(case: Case, key: str) -> Outcome:
    """Measure a case, in whatever process; what goes wrong is told, so that others go on.

    Parameters
    ----------
    case : Case
    key : str
        Its key where the sweep was started: a worker with other code measures nothing.
    """
    begin = time.thread_time()
    try:
        if case.key != key:
            raise ValueError("this worker has other code than the run that asks it")
        found = tidy(case.measure())
        json.dumps(found, allow_nan=False)
    except Exception:
        return Outcome(case, time.thread_time() - begin, {}, traceback.format_exc())
    return Outcome(case, time.thread_time() - begin, found)


def tidy(value: Any) -> Any:
    """Return figures as JSON holds them: six digits are enough, and what is no number is null.

    Examples
    --------
    >>> tidy({"bits": 2.123456789, "recall": (float("nan"), 3)})
    {'bits': 2.12346, 'recall': [None, 3]}
    """
    if isinstance(value, Mapping):
        return {name: tidy(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [tidy(one) for one in value]
    if isinstance(value, float):
        return float(f"{value:.6g}") if isfinite(value) else None
    return value


def run(
    cases: Sequence[Case], kept: Store, jobs: int = 1, dask: str = "", show: bool = True
) -> list[Outcome]:
    """Measure the cases that are missing or have changed, and keep each as soon as it is there.

    Parameters
    ----------
    cases : sequence of Case
        With different names.
    kept : Store
    jobs : int
        Processes, where no cluster is named.
    dask : str
        The address of a Dask scheduler, such as ``tcp://10.0.0.5:8786``.
    show : bool
        Tell how far it is, and how long it will take.

    Returns
    -------
    list of Outcome
        Those cases that went wrong: nothing is kept of them.

    Raises
    ------
    ValueError
        If two cases have one name.
    """
    check_names(cases)
    waiting = [case for case in cases if kept.state(case) != "kept"]
    progress = Progress(waiting, kept, show)
    wrong: list[Outcome] = []
    with workers(jobs, dask) as parallel:
        while waiting:
            with Round(waiting, kept, progress) as these:
                for outcome in parallel(these.tasks()):
                    these.finish(outcome)
                    wrong += [outcome] if outcome.trouble else []
            waiting = [case for case in these.elsewhere if kept.state(case) != "kept"]
            progress.left = list(waiting)
            if waiting:
                time.sleep(PAUSE)
    return wrong


def check_names(cases: Sequence[Case]) -> None:
    """Raise a ValueError if two cases would be kept in one file."""
    twice = [name for name, times in Counter(case.name for case in cases).items() if times > 1]
    if twice:
        raise ValueError(f"two cases have the name {twice[0]!r}: give them fields that differ")


class Round:
    """One turn through the cases that wait: those that no other run is measuring.

    The run that asks for a case holds its lock, not the worker, which may be on another machine,
    or be killed: then another worker is given the case, and the lock stays where it is.
    """

    def __init__(self, waiting: Sequence[Case], kept: Store, progress: Progress) -> None:
        self.waiting, self.kept, self.progress = waiting, kept, progress
        self.elsewhere: list[Case] = []
        self._locks: dict[str, BaseFileLock] = {}

    def tasks(self) -> Iterator[Any]:
        """Go through the tasks, as workers become free; a case is locked only when it is next."""
        from joblib import delayed

        for case in self.waiting:
            lock = self.kept.lock(case)
            if lock is None:
                self.elsewhere.append(case)
            elif self.kept.state(case) == "kept":  # by another run, since this one looked
                lock.release()
                self.progress.drop(case)
            else:
                self._locks[case.name] = lock
                yield delayed(measure)(case, case.key)

    def finish(self, outcome: Outcome) -> None:
        """Keep what was measured, and let go of the case."""
        if not outcome.trouble:
            self.kept.write(outcome)
        self._locks.pop(outcome.case.name).release()
        self.progress.add(outcome)

    def __enter__(self) -> Round:
        return self

    def __exit__(self, *trouble: object) -> None:
        for lock in self._locks.values():
            lock.release()


@contextmanager
def workers(jobs: int, dask: str) -> Iterator[Any]:
    """Hold processes of this machine, or the workers of a cluster: joblib hides which."""
    from joblib import Parallel, parallel_config

    how = {"return_as": "generator_unordered", "batch_size": 1, "pre_dispatch": "n_jobs"}
    with ExitStack() as stack:
        if dask:
            from distributed import Client

            client = stack.enter_context(Client(dask, set_as_default=False))  # type: ignore[no-untyped-call]
            check_cluster(client)
            stack.enter_context(parallel_config(backend="dask", client=client))
            yield stack.enter_context(Parallel(**how))
        else:
            stack.enter_context(parallel_config(backend="loky", inner_max_num_threads=1))
            yield stack.enter_context(Parallel(n_jobs=jobs, **how))


def check_cluster(client: Any) -> None:
    """Leave with a sentence if a cluster cannot read cases: the run would wait without a word."""
    try:
        client.run_on_scheduler(bare, "")
        client.run(bare, "")
    except ModuleNotFoundError as error:
        raise SystemExit(
            f"The Dask cluster cannot read the cases ({error}). Start its scheduler and workers "
            "in the course's folder, from the course's environment, with PYTHONPATH=. before."
        ) from error


# Telling


class Progress:
    """How far a sweep is, and how long it will take, judged by what it took so far."""

    EVERY = 10.0
    """Seconds between two lines."""

    def __init__(self, waiting: Sequence[Case], kept: Store, show: bool = True) -> None:
        self.left, self.done = list(waiting), list[Outcome]()
        self._expected = {case.name: before(case, kept) for case in waiting}
        self._show, self._begin, self._said = show, time.monotonic(), 0.0

    def add(self, outcome: Outcome) -> None:
        """Count a case that is over."""
        self.done.append(outcome)
        self.drop(outcome.case)
        elapsed = time.monotonic() - self._begin
        if self._show and (elapsed - self._said > self.EVERY or not self.left):
            self._said = elapsed
            print(self.line(elapsed), file=sys.stderr, flush=True)

    def drop(self, case: Case) -> None:
        """Leave out a case that need not be measured any more."""
        self.left = [one for one in self.left if one != case]

    def to_go(self, elapsed: float) -> float | None:
        """Return the seconds to go after so many; None as long as nothing says so.

        A case takes what it took before, or, if it is new, its guess, as far as the guesses for its
        kind were right so far. A second of work takes as long as it took so far: that counts the
        processes, the cluster, and what else the machine does.
        """
        worked = sum(outcome.seconds for outcome in self.done)
        if not worked:
            return None
        kinds = {type(case) for case in self.left}
        off = {kind: self._off(kind) for kind in kinds}
        work = sum(self._expected[case.name] * off[type(case)] for case in self.left)
        return work * elapsed / worked

    def _off(self, kind: type[Case]) -> float:
        """Return how many times longer the cases of a kind took than was expected."""
        over = [outcome for outcome in self.done if type(outcome.case) is kind]
        expected = sum(self._expected[outcome.case.name] for outcome in over)
        return sum(outcome.seconds for outcome in over) / expected if expected else 1.0

    def line(self, elapsed: float) -> str:
        """Return how far it is, in a line."""
        total, wrong = len(self.done) + len(self.left), sum(bool(one.trouble) for one in self.done)
        went_wrong = f" ({wrong} went wrong)" if wrong else ""
        left = self.to_go(elapsed)
        rest = "time to go not known yet" if left is None else f"about {span(left)} to go"
        return f"{len(self.done)} of {total} cases{went_wrong} in {span(elapsed)}; {rest}"


def before(case: Case, kept: Store) -> float:
    """Return the seconds that a case took before, or its guess."""
    held = kept.read(case)
    return case.guess if held is None else held.seconds


def span(seconds: float) -> str:
    """Return a time in words.

    Examples
    --------
    >>> span(8.2), span(100), span(5400)
    ('8 s', '1.7 min', '1.5 h')
    """
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.1f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def listing(cases: Sequence[Case], kept: Store) -> str:
    """Return the cases as a text: what is kept of each, and the seconds of one core it takes."""
    states = [kept.state(case) for case in cases]
    costs = [before(case, kept) for case in cases]
    wide = max((len(case.name) for case in cases), default=0)
    lines = [
        f"  {case.name:{wide}}  {state:8}{'about ' if state == 'missing' else '':6}{cost:8.1f} s"
        for case, state, cost in zip(cases, states, costs, strict=True)
    ]
    rest = sum(cost for state, cost in zip(states, costs, strict=True) if state != "kept")
    total = f"{len(cases)} cases, {span(sum(costs))} of one core; to do: {span(rest)}"
    return "\n".join([*lines, total])


# The door


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that all sweeps have."""
    parser.add_argument("--cases", action="store_true", help="list the cases, and what they cost")
    parser.add_argument(
        "--stored", action="store_true", help="measure nothing: make the page from what is stored"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)"
    )
    parser.add_argument(
        "--dask",
        default="",
        metavar="ADDRESS",
        help="of a Dask scheduler whose workers measure; start each in the course's folder, with "
        "PYTHONPATH=. and --nthreads 1",
    )


def carry_out(cases: Sequence[Case], kept: Store, options: argparse.Namespace) -> int | None:
    """Do what the options say, up to the page.

    Parameters
    ----------
    cases : sequence of Case
    kept : Store
    options : argparse.Namespace
        Of a parser with `add_options`.

    Returns
    -------
    int or None
        What the command returns, if it is over: 0 if cases were only to be listed, 1 if some went
        wrong. None if a page is to be made.
    """
    if options.cases:
        print(listing(cases, kept))
        return 0
    wrong = [] if options.stored else run(cases, kept, options.jobs, options.dask)
    for outcome in wrong:
        print(f"{outcome.case.name}: {outcome.trouble}", file=sys.stderr)
    return 1 if wrong else None
