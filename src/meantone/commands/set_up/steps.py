"""One step of the set-up: what it says goes to a log, the learner sees one line that moves."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from typing import BinaryIO

from meantone.commands.set_up.folders import LOG
from meantone.commands.set_up.troubles import explain, say
from meantone.commands.set_up.variables import (
    child_environment,
    pip_environment,
    settings_in_use,
)


class Progress:
    """One line that says what is being done, and for how long."""

    def __init__(self, task: str) -> None:
        self.task = task
        self.started = time.monotonic()
        self.last_shown = self.started
        self.last_width = 0

    def describe(self, log: str) -> str:
        """Say what the log says is being done."""
        return self.task

    def show(self, log: str) -> None:
        """Show the line: in place on a terminal, else every quarter of a minute."""
        line = f"  {self.describe(log)}  {clock(time.monotonic() - self.started)}"
        if sys.stderr.isatty():
            line = line[: shutil.get_terminal_size().columns - 1]
            print(f"\r{line:{self.last_width}}", end="", file=sys.stderr, flush=True)
            self.last_width = len(line)
        elif time.monotonic() - self.last_shown > 15:
            say(line)
            self.last_shown = time.monotonic()

    def end(self) -> None:
        """Leave the line."""
        if self.last_width:
            say("")


def clock(seconds: float) -> str:
    """Write a time span as minutes and seconds."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def run_logged(command: list[str], progress: Progress, held: int) -> None:
    """Run a step of the set-up, its words in the log; raise a `SetupError` if it fails.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    progress : Progress
        What the learner sees meanwhile.
    held : int
        The lock of the environment.
    """
    with LOG.open("ab") as log:
        log.write(f"\n$ {' '.join(command)}\n".encode("utf-8", "replace"))
        log.flush()
        beginning = log.tell()
        process = start(command, log, held)
        try:
            while process.poll() is None:
                progress.show(read_log(beginning))
                time.sleep(0.2)
        except BaseException:
            stop(process)
            raise
        finally:
            progress.end()
    words = read_log(beginning)
    progress.describe(words)
    if process.returncode:
        raise explain(words, settings_in_use())


def start(command: list[str], log: BinaryIO, held: int) -> subprocess.Popen[bytes]:
    """Start a step that holds the lock as well: should this call be killed, it goes on alone.

    Parameters
    ----------
    command : list of str
        The program and its arguments.
    log : binary file
        Where its words go.
    held : int
        The lock of the environment.
    """
    alone = sys.platform != "win32"
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=pip_environment() if "install" in command else child_environment(),
        pass_fds=(held,) if alone else (),
        start_new_session=alone,
        preexec_fn=heed_interrupts if alone else None,
    )


def heed_interrupts() -> None:
    """Let a step be ended as `stop` ends it, even where this call was started to ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a step; pip is given time to clean up the temporary folder."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGINT)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def read_log(beginning: int) -> str:
    """Return what the log says from a place on."""
    with LOG.open("rb") as log:
        log.seek(beginning)
        return "\n" + log.read().decode("utf-8", "replace").replace("\r\n", "\n")
