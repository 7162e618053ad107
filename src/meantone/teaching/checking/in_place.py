"""Running a learner's code where there are neither processes nor threads: in a browser.

Python tells before each jump and each call of a function (`sys.monitoring`, Python 3.12). Whenever
some of them have passed the time is looked at, and once it is over each of them raises: a loop
around ``except BaseException`` has a jump outside of its handler. What this way cannot stop: a loop
inside C (``sum(itertools.count())``), for which the page must be loaded anew. A full memory raises
MemoryError by itself, at the bound of WebAssembly.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType
from typing import Any, Literal, NoReturn

from meantone.teaching.checking.clock import Clock

EVERY = 64
"""Events between two looks at the time, which take longer than all the others."""

How = Literal["late", "asleep"]

_OURS = (__file__, contextlib.__file__)  # what ends the watching is not to be stopped itself


class TimeOverError(BaseException):
    """Raised in the learner's code when its time is over."""


@contextmanager
def timed(clock: Clock) -> Iterator[list[How]]:
    """Stop what runs within when the clock says so; yield a list that holds then how it was.

    The list holds "late", or "asleep" if it was about to sleep for longer than there is time.
    `time.sleep` and `os._exit`, which would not return, are exchanged meanwhile.

    Parameters
    ----------
    clock : Clock
    """
    over: list[How] = []
    passed = 0

    def look(code: CodeType, *event: object) -> None:
        nonlocal passed
        passed += 1
        if over and code.co_filename not in _OURS:
            raise TimeOverError
        if passed % EVERY == 0 and not over and not clock.left():
            stop("late")

    def stop(how: How) -> NoReturn:
        over.append(how)
        raise TimeOverError

    def sleep(seconds: float) -> None:
        if seconds > clock.left():
            stop("asleep")
        kept[0](seconds)

    def leave(code: int) -> NoReturn:
        raise SystemExit(code)

    kept: Any = time.sleep, os._exit
    exchanged: Any = sleep, leave
    try:
        with _watched(look):
            time.sleep, os._exit = exchanged
            yield over
    except TimeOverError:
        pass
    finally:
        time.sleep, os._exit = kept


@contextmanager
def _watched(look: Callable[..., None]) -> Iterator[None]:
    """Have a function called at each jump and each beginning of a function."""
    watching: Any = vars(sys)["monitoring"]  # older Pythons, which have threads, have none
    tool, events = watching.PROFILER_ID, watching.events
    watched = (events.JUMP, events.PY_START, events.PY_RESUME)
    watching.use_tool_id(tool, "meantone")
    for event in watched:
        watching.register_callback(tool, event, look)
    watching.set_events(tool, sum(watched))
    try:
        yield
    finally:
        watching.set_events(tool, 0)
        for event in watched:
            watching.register_callback(tool, event, None)
        watching.free_tool_id(tool)
