"""`course.py bench hub`: a class on a hub: how fast, how much memory, and what an accident loses.

A hub with the course's own settings on this machine, by itself: one learner alone, then as many at
work at once as the machine holds, then a class of sixty servers. At the end hub, proxy and ten
servers are ended by force while learners work. Linux only.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from benchmarks.hub_accident import Accident, cause
from benchmarks.hub_figures import HEAD, Figures, learners_that_fit, memory_of
from benchmarks.hub_learners import CUT_OFF, Learner
from benchmarks.hub_trial import Trial, TrialError, interrupted_by_terminate
from benchmarks.machine import describe, publish

LESSONS = ("02", "03")
LEAST_FREE = 700
"""MiB of memory below which a trial is stopped."""

PACKAGES = ("meantone", "jupyterhub", "jupyterlab", "ipykernel", "tornado")


@dataclass
class Size:
    """How large a trial is.

    Parameters
    ----------
    learners : int
        At work at once.
    spawn : int
        Servers of the class.
    kill : int
        Of them, those that are ended by force.
    at_once : int
        Servers that start at the same time.
    """

    learners: int
    spawn: int
    kill: int
    at_once: int


@dataclass
class Found:
    """What a trial has found so far.

    Parameters
    ----------
    size : Size
    rows : list of Figures
    accident : Accident or None
    services : dict of str to float
        MiB of the hub, its proxy and the class, with all servers running.
    stopped : str
        Why it ended early; "" if it did not.
    seconds : float
    """

    size: Size
    rows: list[Figures] = field(default_factory=list)
    accident: Accident | None = None
    services: dict[str, float] = field(default_factory=dict)
    stopped: str = ""
    seconds: float = 0

    @property
    def sound(self) -> bool:
        """Whether everything was done, nothing failed, and nothing was lost."""
        accident = self.accident
        return bool(
            accident
            and not (self.stopped or accident.lost or accident.failures or accident.restarted)
            and not any(row.failures for row in self.rows)
        )


async def class_of(trial: Trial, names: Sequence[str]) -> list[Learner]:
    """Make learners' accounts.

    Parameters
    ----------
    trial : Trial
    names : sequence of str
    """
    content = json.dumps({"usernames": list(names)}).encode()
    status, said, _ = await trial.ask("POST", "/hub/api/users", content)
    if status != 201:
        raise TrialError(f"No accounts ({status}): {said.decode()[:300]}")
    return [Learner(trial, name) for name in names]


async def everybody(
    learners: Sequence[Learner], does: Callable[[Learner], Awaitable[object]]
) -> None:
    """Have all learners do something at once; what goes wrong with one is only noted.

    Parameters
    ----------
    learners : sequence of Learner
    does : callable
    """

    async def noted(learner: Learner) -> None:
        try:
            await does(learner)
        except (*CUT_OFF, TrialError, ValueError, KeyError) as error:
            learner.failures.append(f"{type(error).__name__}: {error}")

    await asyncio.gather(*map(noted, learners))


async def come_in(learners: Sequence[Learner], figures: Figures) -> None:
    """Start the servers of some learners at once, and see that their lessons lie there.

    Parameters
    ----------
    learners : sequence of Learner
    figures : Figures
        The times of it are added.
    """

    async def one(learner: Learner) -> None:
        figures.waits.append(await learner.start())
        for lesson in LESSONS:
            await learner.open(lesson)

    await everybody(learners, one)


async def work_through(
    learners: Sequence[Learner],
    figures: Figures,
    lessons: Sequence[str] = LESSONS,
    most: int | None = None,
) -> None:
    """Run lessons, answer, save and hand in, all learners at once.

    Parameters
    ----------
    learners : sequence of Learner
    figures : Figures
        The times of it are added.
    lessons : sequence of str
    most : int, optional
        So many cells of each lesson.
    """

    async def one(learner: Learner) -> None:
        for lesson in lessons:
            seconds = await learner.run_all(lesson, most)
            figures.lessons.setdefault(lesson, []).append(seconds)
            await learner.answer(lesson)
            await learner.save(lesson)
        await learner.hand_in()

    await everybody(learners, one)
    for learner in learners:
        for name, seconds in learner.cells:
            figures.cells.setdefault(name, []).append(seconds)


async def sum_up(learners: Sequence[Learner], figures: Figures) -> None:
    """Add what learners hold in memory, and what went wrong.

    Parameters
    ----------
    learners : sequence of Learner
    figures : Figures
    """
    for learner in learners:
        figures.refused += learner.refused
        figures.failures += [f"{learner.name}: {words}" for words in learner.failures]
        if server := await learner.server():
            figures.memory.append(memory_of(server["state"]["pid"]))


async def at_work(trial: Trial, found: Found, title: str, names: Sequence[str]) -> None:
    """Measure learners at work, and let their servers go.

    Parameters
    ----------
    trial : Trial
    found : Found
        A row is added to it.
    title : str
    names : sequence of str
    """
    figures = Figures(title)
    found.rows.append(figures)
    learners = await class_of(trial, names)
    try:
        await come_in(learners, figures)
        await work_through(learners, figures)
    finally:
        await sum_up(learners, figures)
    for learner in learners:
        learner.disconnect()
        await trial.ask("DELETE", f"/hub/api/users/{learner.name}/server", seconds=120)


async def trial_of(trial: Trial, found: Found) -> None:
    """Measure one learner, several, a class; then cause an accident.

    Parameters
    ----------
    trial : Trial
    found : Found
        What is measured is added to it, so that it is there if this is stopped.
    """
    size = found.size
    await trial.start(300)
    await at_work(trial, found, "1, alone", ["alone"])
    many = [f"learner-{number:02}" for number in range(1, size.learners + 1)]
    await at_work(trial, found, f"{len(many)} at work at once", many)
    figures = Figures(f"{size.spawn} come in at once")
    found.rows.append(figures)
    learners = await class_of(trial, [f"class-{n:02}" for n in range(1, size.spawn + 1)])
    await come_in(learners, figures)
    await sum_up(learners, figures)
    found.services = services(trial)
    workers = learners[: size.learners]
    found.accident = await cause(trial, workers, learners[size.learners :], size.kill)
    found.accident.failures += [f"{one.name}: {words}" for one in workers for words in one.failures]


def services(trial: Trial) -> dict[str, float]:
    """Return the memory of what a hub runs for all, in MiB.

    Parameters
    ----------
    trial : Trial
    """
    named = {"the hub": trial.hub.pid if trial.hub else 0, "its proxy": trial.proxy}
    for process in trial.processes():
        with suppress(psutil.Error):  # it has just ended
            if {"class", "hub"} <= set(process.cmdline()):
                named["the class"] = process.pid
    return {name: memory_of(pid, alone=True) for name, pid in named.items()}


async def watched(trial: Trial, found: Found, seconds: float) -> None:
    """Run a trial within bounds of time and memory; whatever happens, its processes end.

    Parameters
    ----------
    trial : Trial
    found : Found
    seconds : float
        The longest that it may take.
    """
    begin = time.monotonic()
    task = asyncio.create_task(trial_of(trial, found))
    try:
        while not task.done():
            await asyncio.wait([task], timeout=1)
            if time.monotonic() - begin > seconds:
                found.stopped = f"it took more than {seconds:.0f} seconds"
            elif psutil.virtual_memory().available < LEAST_FREE << 20:
                found.stopped = f"less than {LEAST_FREE} MiB of memory were free"
            if found.stopped:
                break
        if task.done():
            await task
    except (*CUT_OFF, TrialError, ValueError, KeyError, psutil.Error) as error:
        found.stopped = f"{type(error).__name__}: {error}"
    finally:
        trial.end()  # first, so that nothing can be waited for
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        found.seconds = time.monotonic() - begin


def page(found: Found) -> str:
    """Return the page of results.

    Parameters
    ----------
    found : Found
    """
    alone = found.rows[0].cells if found.rows else {}
    rows = "\n".join(row.row(alone) for row in found.rows)
    held = ", ".join(f"{name} {mib:.0f}" for name, mib in found.services.items())
    failures = [f"{row.title}: {words}" for row in found.rows for words in row.failures]
    stopped = f"\n**This run was stopped early: {found.stopped}.**\n" if found.stopped else ""
    return f"""# A class on a hub

Made by `python course.py bench hub` (Linux) in {found.seconds / 60:.0f} minutes. One machine is
the server and all learners at once. The hub has the settings of `hub/`, except that it lets anybody
in on 127.0.0.1 and starts {found.size.at_once} servers at a time. A learner at work opens lessons
02 and 03, runs all their cells, answers exercises wrongly and then rightly, saves, and hands in.
Whom the hub asks to come again later, because too many servers start, does so after ten seconds.
{stopped}
Medians, and in parentheses what 95 of 100 do not exceed. Memory is each learner's server and
kernels; a page that several processes share counts in part. "Times alone" is a cell beside the
cells of one learner alone. How many can work at once was chosen by memory and cores:
{found.size.learners}.

{HEAD}
{rows}

For all learners together, MiB: {held or "not measured"}.
{listed("What failed", failures)}
## An accident in the middle of work

{told(found.accident)}
"""


def told(accident: Accident | None) -> str:
    """Return what an accident did, in words.

    Parameters
    ----------
    accident : Accident or None
    """
    if accident is None:
        return "It did not come to this."
    spared = accident.lived + len(accident.restarted)
    return f"""While learners answered, saved and handed in, these were ended by force (kill -9),
all at once: {", ".join(accident.killed)}. The hub was started again, as a service manager does it.
After {accident.back:.0f} seconds learners could come in again, and worked on.

| acknowledged to learners | |
| --- | ---: |
| answers, {accident.before} of them before | {accident.answers} |
| saves of the notebook | {accident.saves} |
| learners who had handed in | {accident.hand_ins} |
| of all these lost | {len(accident.lost)} |
| servers that were spared, and went on | {accident.lived} of {spared} |
{listed("What was lost", accident.lost)}{listed("What else failed", accident.failures)}"""


def listed(title: str, lines: Sequence[str], most: int = 20) -> str:
    """Return a list in Markdown; nothing of no lines.

    Parameters
    ----------
    title : str
    lines : sequence of str
    most : int
        Lines beyond that are counted.

    Examples
    --------
    >>> listed("Lost", [])
    ''
    >>> print(listed("Lost", ["a", "b"], 1).strip())
    Lost:
    <BLANKLINE>
    - a
    - and 1 more
    """
    if not lines:
        return ""
    shown = [*lines[:most], *([f"and {len(lines) - most} more"] if len(lines) > most else [])]
    return f"\n{title}:\n\n" + "\n".join(f"- {line}" for line in shown) + "\n"


def options(arguments: list[str]) -> argparse.Namespace:
    """Read the options; what is not said is chosen for this machine.

    Examples
    --------
    >>> options(["--learners", "4", "--spawn", "8"]).kill
    10
    """
    free = psutil.virtual_memory().available / 2**20
    cores = os.cpu_count() or 1
    parser = argparse.ArgumentParser(prog="course.py bench hub", description=__doc__)
    fit = learners_that_fit(free, cores)
    parser.add_argument("--learners", type=int, default=fit, help=f"at work at once (here {fit})")
    parser.add_argument("--spawn", type=int, default=60, help="servers of the class (60)")
    parser.add_argument("--kill", type=int, default=10, help="servers ended by force (10)")
    parser.add_argument("--at-once", type=int, default=cores, help="servers that start together")
    parser.add_argument("--deadline", type=float, default=1200, help="seconds at most (1200)")
    parser.add_argument("--only-print", action="store_true", help="write no page of results")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Try a hub on this machine, and publish what was found, also of a run that was stopped.

    Parameters
    ----------
    arguments : list of str
    """
    chosen = options(arguments)
    if sys.platform != "linux":
        print("This benchmark reads what Linux says of its processes.", file=sys.stderr)
        return 1
    interrupted_by_terminate()
    learners = min(chosen.learners, chosen.spawn)
    found = Found(Size(learners, chosen.spawn, chosen.kill, chosen.at_once))
    with tempfile.TemporaryDirectory(prefix="hub-", ignore_cleanup_errors=True) as folder:
        trial = Trial(Path(folder), chosen.at_once)
        try:
            asyncio.run(watched(trial, found, chosen.deadline))
        except KeyboardInterrupt:
            found.stopped = "somebody stopped it"
            chosen.only_print = True
    if chosen.only_print:
        print(f"{page(found)}\n{describe(PACKAGES)}")
    else:
        publish("hub", page(found), PACKAGES)
    return 0 if found.sound else 1
