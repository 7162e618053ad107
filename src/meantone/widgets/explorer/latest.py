"""Work beside the notebook, of which only the latest counts."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Any, NamedTuple

from meantone.storage import machine
from meantone.widgets.explorer.reports import Cancelled, Report

OFTEN = 0.15
"""Seconds between two pieces of news about one job."""

Job = Callable[[Report], Iterable[Any]]
"""Is given a function to report to, and yields answers, one after the other."""


class News(NamedTuple):
    """How far a job is: what it is doing, and which share of that is done."""

    text: str
    share: float


class Failed(NamedTuple):
    """A job ended with an error."""

    error: Exception


class Done(NamedTuple):
    """A job ended."""


class Latest:
    """Does one job at a time in a thread of its own; a new one takes the place of that before.

    What a job yields is delivered in the thread that made this object, by the event loop that runs
    there (in a notebook, between two cells); without one, when `wait` or `collect` is called. So
    whoever receives it needs no locks. Where there are no threads a job is done at once, and each
    answer delivered as it comes.

    Parameters
    ----------
    deliver : function of one argument
        Is given all that the latest job yields, `News` of it on the way, and `Failed` or `Done`
        when it has ended. Nothing of a job that is not the latest any more.

    Examples
    --------
    >>> got = []
    >>> latest = Latest(got.append)
    >>> latest.do(lambda report: ["one", "two"])
    >>> latest.wait(), got
    (True, ['one', 'two', Done()])
    """

    def __init__(self, deliver: Callable[[Any], object]) -> None:
        self._deliver = deliver
        self._mail: SimpleQueue[tuple[int, Any, threading.Event]] = SimpleQueue()
        self._turn = threading.RLock()  # without threads a delivery may begin a job
        self._number = self._ended = 0  # of the latest job, and of the last that ended
        self._told = 0.0
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None

    @property
    def busy(self) -> bool:
        """Whether something is still to be delivered."""
        return self._ended != self._number

    def do(self, job: Job) -> None:
        """Begin a job as soon as the one before has noticed that nobody waits for it."""
        self._number += 1
        if not machine().threads:
            self._work(self._number, job)
            return
        threading.Thread(
            target=self._work, args=(self._number, job), name="latest", daemon=True
        ).start()

    def cancel(self) -> None:
        """Forget the job that is under way; it ends when it reports next."""
        self._number += 1
        self._ended = self._number

    def wait(self, seconds: float = float("inf")) -> bool:
        """Return when all is delivered, and whether it is; an interruption cancels the job."""
        end = time.monotonic() + seconds
        try:
            while self.busy and time.monotonic() < end:
                time.sleep(0.005)
                self.collect()
        except KeyboardInterrupt:
            self.cancel()
            raise
        return not self.busy

    def collect(self) -> None:
        """Deliver what has come."""
        while True:
            try:
                number, answer, taken = self._mail.get_nowait()
            except Empty:
                return
            try:
                if number == self._number:
                    if isinstance(answer, Done | Failed):
                        self._ended = number
                    self._deliver(answer)
            finally:
                taken.set()

    def _work(self, number: int, job: Job) -> None:
        """Do a job, unless a later one has come meanwhile."""
        with self._turn:
            try:
                self._check(number)
                for answer in job(partial(self._report, number)):
                    taken = self._post(number, answer)
                    # What is done next would slow down how this is shown.
                    while not taken.wait(0.05):
                        self._check(number)
                    self._check(number)
            except Cancelled:
                return
            except Exception as error:  # for whoever waits: a thread has nobody to tell
                self._post(number, Failed(error))
            else:
                self._post(number, Done())

    def _check(self, number: int) -> None:
        if number != self._number:
            raise Cancelled

    def _report(self, number: int, text: str, share: float) -> None:
        self._check(number)
        if time.monotonic() - self._told > OFTEN:
            self._told = time.monotonic()
            self._post(number, News(text, share))

    def _post(self, number: int, answer: Any) -> threading.Event:
        """Send an answer off, and return what tells that it has been taken."""
        taken = threading.Event()
        self._mail.put((number, answer, taken))
        if not machine().threads:
            self.collect()
        elif self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.collect)
        return taken
