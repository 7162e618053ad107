"""What an answer may not do: start processes, send signals, leave threads behind.

Python raises an *audit event* before each of these, and a hook that raises stops it. Hooks cannot
be taken away again, so the one of this module asks who is running: an answer in a process of its
own, an answer in a thread, or the lesson itself, which may do as it likes.
"""

from __future__ import annotations

import _thread
import functools
import importlib
import sys
import threading
from contextlib import suppress
from typing import Any

_PROCESS = "It starts another process (`{}`). An answer does its work itself, in the one it has."
_SIGNAL = "It sends a signal (`{}`). An answer leaves other processes alone."
_THREAD = "It starts a thread (`{}`), which might never end. An answer does its work itself."

_IN_A_PROCESS = {
    **dict.fromkeys(("os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"), _PROCESS),
    **dict.fromkeys(("os.exec", "os.system", "os.startfile", "os.startfile/2"), _PROCESS),
    **dict.fromkeys(("subprocess.Popen", "pty.spawn", "_posixsubprocess.fork_exec"), _PROCESS),
    **dict.fromkeys(("os.kill", "os.killpg", "signal.pthread_kill"), _SIGNAL),
}
# A process that ends takes its threads along; a thread does not take those that it started.
_THREADS = ("_thread.start_new_thread", "_thread.start_joinable_thread")
_IN_A_THREAD = {**_IN_A_PROCESS, **dict.fromkeys(_THREADS, _THREAD)}

_everywhere: list[bool] = []  # holds something in a process that is an answer's own
_threads: set[int] = set()  # answers that run in a thread of this process


class RefusedError(Exception):
    """An answer did what none may do; the message is the sentence for the learner."""


def refuse_everywhere() -> None:
    """From now on let nothing in this process start another one or send a signal."""
    _install()
    _everywhere.append(True)


def refuse_in(thread: int) -> None:
    """From now on let this thread start nothing, no thread either."""
    _install()
    _threads.add(thread)


def allow_again(thread: int) -> None:
    """Forget a thread that has ended: its number may be given to another one."""
    _threads.discard(thread)


@functools.cache
def _install() -> None:
    """Ask before all that starts or ends something, in this process, from now on."""
    sys.addaudithook(_refuse)
    _ask_before(threading.Thread, "start", "_thread.start_new_thread")
    _ask_before(_thread, "start_new_thread", "_thread.start_new_thread")
    with suppress(ImportError):  # Windows has none
        module = importlib.import_module("_posixsubprocess")
        _ask_before(module, "fork_exec", "_posixsubprocess.fork_exec")


def _ask_before(place: Any, name: str, event: str) -> None:
    """Put a function in another one's place that asks first."""
    start = vars(place)[name]

    def asking(*arguments: Any, **named: Any) -> Any:
        _refuse(event, ())
        return start(*arguments, **named)

    setattr(place, name, asking)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Raise if an answer is about to do what it may not; Python calls this before all it does."""
    if _everywhere:
        says = _IN_A_PROCESS.get(event)
    elif _threads and threading.get_ident() in _threads:
        says = _IN_A_THREAD.get(event)
    else:
        return
    if says:
        raise RefusedError(says.format(event.partition("/")[0]))
