"""Hub, proxy and servers are ended by force while learners work; what they did is looked for.

A service manager starts the hub again; the hub starts its proxy, and learners load their pages.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import cycle

import psutil

from benchmarks.hub_kept import (
    lost_answers,
    lost_hand_in,
    lost_save,
    read_hand_ins,
    read_progress,
)
from benchmarks.hub_learners import CUT_OFF, Learner, answers
from benchmarks.hub_trial import Trial, TrialError

LESSON = "02"
BETWEEN_HAND_INS = 8.0
"""Seconds: a class takes twelve a minute from one learner."""

PATIENCE = 600.0
"""The longest that a round of work, or a hub's start, may take on a very busy machine."""

NOTICE = 120.0
"""The longest that a process may take to notice that what it belongs to has ended."""


@dataclass
class Accident:
    """What was ended, and what was found afterwards.

    Parameters
    ----------
    killed : list of str
        What was ended by force.
    answers, saves, hand_ins : int
        Acknowledged, before and after.
    before : int
        Answers acknowledged before the end.
    lost : list of str
        What was acknowledged and is not there.
    lived : int
        Servers that were left alone and still answer, in the same process.
    restarted : list of str
        Servers that were left alone, and are gone or another process.
    back : float
        Seconds until learners could come in again.
    failures : list of str
    """

    killed: list[str] = field(default_factory=list)
    answers: int = 0
    saves: int = 0
    hand_ins: int = 0
    before: int = 0
    lost: list[str] = field(default_factory=list)
    lived: int = 0
    restarted: list[str] = field(default_factory=list)
    back: float = 0
    failures: list[str] = field(default_factory=list)


def dealt(workers: Sequence[str], idle: Sequence[str], count: int) -> list[str]:
    """Return whose servers are ended: half the workers at most, and others.

    Parameters
    ----------
    workers, idle : sequence of str
        Names of learners who work, and of learners who do not.
    count : int

    Examples
    --------
    >>> dealt(["a", "b", "c", "d"], ["x"], 1), dealt(["a", "b"], ["x", "y", "z"], 3)
    (['a'], ['a', 'x', 'y'])
    """
    at_work = list(workers[: min(len(workers) // 2, (count + 1) // 2)])
    return at_work + list(idle[: count - len(at_work)])


async def work(learner: Learner, stopped: asyncio.Event) -> None:
    """Answer, save and hand in, over and over; come back after being cut off.

    Parameters
    ----------
    learner : Learner
    stopped : asyncio.Event
        Set when it is enough.
    """
    handed, exercises = 0.0, cycle(name for name, _, _ in answers(LESSON))
    while not stopped.is_set():
        try:
            await learner.answer(LESSON, next(exercises))
            await learner.save(LESSON)
            if time.monotonic() - handed > BETWEEN_HAND_INS:
                await learner.hand_in()
                handed = time.monotonic()
        except (*CUT_OFF, TrialError, json.JSONDecodeError):
            await learner.come_back(LESSON)


async def cause(
    trial: Trial, workers: Sequence[Learner], idle: Sequence[Learner], servers: int
) -> Accident:
    """End hub, proxy and servers in the middle of work; return what was lost, after a restart.

    Parameters
    ----------
    trial : Trial
    workers : sequence of Learner
        Who work meanwhile.
    idle : sequence of Learner
        Who have a server, and do nothing.
    servers : int
        How many servers are ended.
    """
    accident, stopped = Accident(), asyncio.Event()
    for learner in workers:
        await learner.connect(LESSON)
    tasks = [asyncio.create_task(work(learner, stopped)) for learner in workers]
    try:
        await _another_round(workers, tasks)
        pids = await _processes([*workers, *idle])
        victims = dealt([one.name for one in workers], [one.name for one in idle], servers)
        accident.before = sum(sum(one.told.tried.values()) for one in workers)
        await _end_and_restart(trial, accident, [pids[name] for name in victims])
        await _another_round(workers, tasks)
        stopped.set()
        await asyncio.gather(*tasks)
        await asyncio.gather(*(one.come_back(LESSON) for one in idle if one.name in victims))
        after = await _processes([*workers, *idle])
        spared = [name for name in pids if name not in victims]
        accident.restarted = [name for name in spared if after.get(name) != pids[name]]
        accident.lived = len(spared) - len(accident.restarted)
        await _look(trial, accident, workers)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for learner in (*workers, *idle):
            learner.disconnect()
    return accident


async def _end_and_restart(trial: Trial, accident: Accident, servers: Sequence[int]) -> None:
    """End everything at once, by the ids of the processes, and start the hub again."""
    assert trial.hub
    below = [child for pid in servers for child in psutil.Process(pid).children(recursive=True)]
    below += [one for one in psutil.Process(trial.hub.pid).children() if _is_service(one)]
    accident.killed = ["the hub", "its proxy", f"{len(servers)} servers"]
    begin = time.monotonic()
    trial.kill(trial.hub.pid, trial.proxy, *servers)
    await trial.restart(PATIENCE)
    accident.back = time.monotonic() - begin
    # Kernels, the class and the culler notice by themselves that what they belong to has ended.
    _, left = await asyncio.to_thread(psutil.wait_procs, below, NOTICE)
    accident.failures += [f"{one} outlives what it belongs to" for one in left]


def _is_service(process: psutil.Process) -> bool:
    """Tell whether a process that the hub has started is for all: the class, or the culler."""
    try:
        words = process.cmdline()
    except psutil.Error:  # a server that has just ended
        return False
    return "jupyterhub_idle_culler" in words or {"class", "hub"} <= set(words)


async def _another_round(workers: Sequence[Learner], tasks: Sequence[asyncio.Task[None]]) -> None:
    """Wait until each learner has done one more round from its beginning to its end."""
    goals = [learner.told.saved + 2 for learner in workers]  # the first of them had begun before
    end = time.monotonic() + PATIENCE
    while any(one.told.saved < goal for one, goal in zip(workers, goals, strict=True)):
        for task in tasks:
            if task.done():
                task.result()  # its error is the trial's
        if time.monotonic() > end:
            raise TrialError(f"Some learners did not get on in {PATIENCE:.0f} seconds")
        await asyncio.sleep(0.2)


async def _processes(learners: Sequence[Learner]) -> dict[str, int]:
    """Return the process of each learner's server, as the hub knows it."""
    states = await asyncio.gather(*(learner.server() for learner in learners))
    return {
        learner.name: int(state["state"]["pid"])
        for learner, state in zip(learners, states, strict=True)
        if state
    }


async def _look(trial: Trial, accident: Accident, workers: Sequence[Learner]) -> None:
    """Count what was acknowledged, and name what is not there."""
    handed = read_hand_ins(trial.store)
    for learner in workers:
        told = learner.told
        accident.answers += sum(told.tried.values())
        accident.saves += told.saved
        accident.hand_ins += bool(told.moment)
        lost = [
            *lost_answers(told, read_progress(learner.home)),
            *lost_save(told, await learner.saved(LESSON)),
            *lost_hand_in(told, handed),
        ]
        accident.lost += [f"{learner.name}: {words}" for words in lost]
