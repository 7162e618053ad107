"""Running a learner's code so that it always comes back.

There are three ways, and none copies or pickles the learner's objects.

**A child process** (Linux). `os.fork` makes a copy of the whole process in which every object is
there already. The parent waits, then kills. Nothing escapes this: endless loops, loops inside C
that never let another thread run (``sum(itertools.count())``), a `while True` around
``except BaseException``, `os._exit`, a crash of the interpreter, a list that fills the memory
(the child gets a limit). The child can start no other process (`refusals`), so nothing outlives
it, and nothing that the code changes is left behind. The price: a fork copies only the calling
thread. A lock that another thread holds at that moment stays locked in the child, and libraries
that share their work among threads in C may wait for threads that are not there: those that are
loaded are told to use one thread.

**A daemon thread** (macOS and Windows, or no process left). Windows has no fork, and on macOS a
forked child may hang in Apple's own libraries, NumPy's Accelerate among them. The caller waits for
the thread, then raises an exception in it again and again until it gives up. It can start no
process and no thread. Code that sleeps or waits in C is left behind, asleep. What this way cannot
stop: a loop inside C that holds the interpreter's lock, a crash, `os._exit`, a full memory; there
the kernel must be restarted. Signals would not help: only the main thread of a POSIX system sees
them, and C loops do not.

**Here, in this thread** (a browser, which has neither processes nor threads): `in_place` counts the
time between jumps and calls.

In all ways the time that goes into imports has a bound of its own (`clock`). A child that has to
wait for a busy machine gets what it misses: its bound is on its own work, or on its sleep.
"""

from __future__ import annotations

import builtins
import ctypes
import faulthandler
import multiprocessing
import os
import random
import signal
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal, NoReturn

import numpy as np

from meantone.storage import machine
from meantone.teaching.checking.clock import Clock, imports_told
from meantone.teaching.checking.in_place import timed
from meantone.teaching.checking.refusals import allow_again, refuse_everywhere, refuse_in

MEMORY = 1 << 30
"""Bytes that a child may use beyond what its parent has: 1 GiB."""

SLOWER = 4.0
"""How much longer an answer may take where there are no threads: WebAssembly is slower."""

START = 10.0
"""Seconds that a child has to begin; its time bound counts from there."""

Tell = Callable[[str], None]
Work = Callable[[Tell], None]


@dataclass(frozen=True)
class Outcome:
    """What became of some work.

    Parameters
    ----------
    said : str
        The last text that it told, whole, even if it was stopped later.
    end : str
        "finished"; "late": stopped at the time bound; "asleep": the same, but it only waited;
        "importing": the same, at the bound for imports; "stuck": out of time, and it cannot be
        stopped; "crashed": it ended without finishing.
    """

    said: str
    end: Literal["finished", "late", "asleep", "importing", "stuck", "crashed"]


def bounded(work: Work, seconds: float) -> Outcome:
    """Run some work and come back within the time, in the way that is safest on this system.

    Parameters
    ----------
    work : callable
        Gets a function `tell`, with which it hands out texts. What it prints is dropped.
    seconds : float
        The time bound, without imports. Stopping may take two seconds more.

    Examples
    --------
    >>> bounded(lambda tell: tell("here"), seconds=5)
    Outcome(said='here', end='finished')
    """
    if not machine().threads:
        return in_this_thread(work, seconds)
    if sys.platform == "linux":
        with suppress(OSError):  # no process or memory left for a child
            return in_child(work, seconds)
    return in_thread(work, seconds)


def in_child(work: Work, seconds: float) -> Outcome:
    """Run some work in a forked copy of this process (see the module's text).

    Parameters
    ----------
    work : callable
        The tests of an answer.
    seconds : float
        How long it may take.

    Raises
    ------
    OSError
        If the system has no process or no memory left for it.
    """
    receiver, sender = multiprocessing.Pipe(duplex=False)
    with receiver, sender:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # "fork with threads": see above
            child = os.fork()
        if child == 0:
            _be_the_child(work, sender)
        try:
            sender.close()
            receiver.poll(START)  # a busy machine may take its time; the work's own begins now
            outcome = _listen(receiver, Clock(seconds), lambda: _missed(child, seconds))
        finally:
            worked = _end(child)
    slept = outcome.end == "late" and worked < seconds / 10
    return replace(outcome, end="asleep") if slept else outcome


def in_thread(work: Work, seconds: float) -> Outcome:
    """Run some work in a daemon thread of this process (see the module's text).

    Parameters
    ----------
    work : callable
        The tests of an answer.
    seconds : float
        How long it may take.
    """
    said, finished, clock = [""], threading.Event(), Clock(seconds)
    working = [False]

    def run() -> None:
        owner = threading.get_ident()
        try:
            working[0] = True
            refuse_in(owner)
            with imports_told(clock.turn, owner):
                work(lambda text: said.__setitem__(0, text))
                finished.set()
        except BaseException:  # what it was is told by the test itself
            pass
        working[0] = False  # with no call before it, so that no stop can fall in between
        try:  # noqa: SIM105  `suppress` is called, and a stop may fall into that call
            time.sleep(0)  # a stop that was on its way arrives here
        except _Stop:
            pass
        allow_again(owner)

    thread = threading.Thread(target=run, daemon=True)
    with _quiet(), _random_kept():
        thread.start()
        try:
            while thread.is_alive() and (left := clock.left()):
                thread.join(min(left, 0.05))  # imports may stop the clock meanwhile
            # a stopped test may still tell something, and end what it was importing
            last, late, importing = said[0], thread.is_alive(), clock.importing
        finally:
            _stop(thread, working)  # also when the learner interrupts the wait
    if late and importing:
        return Outcome(last, "importing")
    if late:
        return Outcome(last, "stuck" if thread.is_alive() else "late")
    return Outcome(last, "finished" if finished.is_set() else "crashed")


def in_this_thread(work: Work, seconds: float) -> Outcome:
    """Run some work here and now, where there is no thread and no process (see the module's text).

    Parameters
    ----------
    work : callable
        The tests of an answer.
    seconds : float
        How long it may take.
    """
    said, finished, clock = [""], [False], Clock(seconds * SLOWER)
    owner = threading.get_ident()
    refuse_in(owner)
    try:
        with (
            _quiet(),
            _random_kept(),
            imports_told(clock.turn, owner),
            timed(clock) as over,
            suppress(Exception, SystemExit),  # what it was is told by the test itself
        ):
            work(lambda text: said.__setitem__(0, said[0] if over else text))
            finished[0] = not over
    finally:
        allow_again(owner)
    if over:
        return Outcome(said[0], "importing" if clock.importing else over[0])
    return Outcome(said[0], "finished" if finished[0] else "crashed")


class _Stop(SystemExit):
    """Raised in a thread to stop it; threads end on SystemExit without a message."""


def _stop(thread: threading.Thread, working: list[bool]) -> None:
    """Raise `_Stop` in the thread until it ends: ``except BaseException`` may catch the first.

    Mostly the first is enough, if it has time to end what it met; what catches it gets no rest.
    Only while the thread works: one that hit its own last steps would be told as a fault. Python
    switches between threads at calls and backward jumps, so nothing comes between ``if`` and call.
    """
    owner, reason = ctypes.c_ulong(thread.ident or 0), ctypes.py_object(_Stop)
    raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
    give_up, patience = time.monotonic() + 1.5, 0.5
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # the next one should find the thread still in its handler
    while thread.is_alive() and time.monotonic() < give_up:
        if working[0]:
            raise_in(owner, reason)
        thread.join(patience)
        patience = 1e-6
    sys.setswitchinterval(interval)


def _be_the_child(work: Work, sender: Connection) -> NoReturn:
    """Do the work, tell the parent, and end without the clean-up that belongs to the parent."""
    try:
        os.setsid()  # so that what the work starts can be ended with it
        faulthandler.disable()
        _limit_memory()
        _use_one_thread()
        refuse_everywhere()
        with (
            _quiet() as nowhere,
            imports_told(lambda on: sender.send_bytes(_TURNS[on]), threading.get_ident()),
        ):
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            sender.send_bytes(b"+")
            work(lambda text: sender.send_bytes(b"+" + text.encode("utf-8", "replace")))
        sender.send_bytes(b".")
    finally:
        os._exit(0)


_TURNS = {True: b"import", False: b"work"}


def _listen(receiver: Connection, clock: Clock, missed: Callable[[], float]) -> Outcome:
    """Collect what the child tells until it finishes, ends or is out of time."""
    said = ""
    while _heard(receiver, clock, missed):
        try:
            message = receiver.recv_bytes()
        except EOFError:
            return Outcome(said, "crashed")
        if message == b".":
            return Outcome(said, "finished")
        if message in _TURNS.values():
            clock.turn(message == _TURNS[True])
        else:
            said = message[1:].decode("utf-8")
        if not clock.left() and not clock.grant(missed()):
            break  # it tells without an end
    return Outcome(said, "importing" if clock.importing else "late")


def _use_one_thread() -> None:
    """Let libraries that are loaded work in this thread: a fork copies none of the others."""
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    if "threadpoolctl" in sys.modules:  # scikit-learn brings it
        sys.modules["threadpoolctl"].threadpool_limits(1)


def _heard(receiver: Connection, clock: Clock, missed: Callable[[], float]) -> bool:
    """Wait for the child to tell something, in its time and what the machine took of that."""
    while not receiver.poll(clock.left()):
        if not clock.grant(missed()):
            return False
    return True


def _missed(child: int, seconds: float) -> float:
    """Return the seconds of work that a child, which wants to work, has not had yet."""
    try:
        told = Path(f"/proc/{child}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return 0.0
    state, *numbers = told.rpartition(")")[2].split()
    worked = (int(numbers[10]) + int(numbers[11])) / os.sysconf("SC_CLK_TCK")
    return max(0.0, seconds - worked) if state in "RD" else 0.0  # it runs, or waits for a disk


def _end(child: int) -> float:
    """Kill the child with all that it started, and return the seconds that it worked."""
    for kill in (os.killpg, os.kill):
        with suppress(OSError):
            kill(child, signal.SIGKILL)
    with suppress(ChildProcessError):
        used = os.wait4(child, 0)[2]
        return used.ru_utime + used.ru_stime
    return 0.0


def _limit_memory() -> None:
    """Let this process grow by `MEMORY` and no more, and leave no dump when it crashes."""
    import resource

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    with suppress(ValueError, OSError):  # a stricter limit holds already
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))


@contextmanager
def _quiet() -> Iterator[int]:
    """Drop what is printed, answer no question, and yield the file number of nowhere."""
    kept = sys.stdin, builtins.input, sys.breakpointhook
    with (
        warnings.catch_warnings(),
        Path(os.devnull).open(encoding="utf-8") as nothing,
        Path(os.devnull).open("w", encoding="utf-8", errors="replace") as nowhere,
        redirect_stdout(nowhere),
        redirect_stderr(nowhere),
    ):
        changed: Any = (nothing, _no_input, _no_breakpoint)
        try:
            sys.stdin, builtins.input, sys.breakpointhook = changed
            yield nowhere.fileno()
        finally:
            sys.stdin, builtins.input, sys.breakpointhook = kept


def _no_input(prompt: object = "") -> NoReturn:
    """Stand in for `input`, which would wait for somebody to type."""
    raise EOFError("nobody answers input() during a check")


def _no_breakpoint(*arguments: object, **settings: object) -> None:
    """Stand in for the debugger, which would wait for somebody to type."""


@contextmanager
def _random_kept() -> Iterator[None]:
    """Put the global random states back as they were: the learner's may depend on them."""
    python, numpy = random.getstate(), np.random.get_state()  # noqa: NPY002
    try:
        yield
    finally:
        random.setstate(python)
        np.random.set_state(numpy)  # noqa: NPY002
