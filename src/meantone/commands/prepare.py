"""`course.py prepare`: train the longer-trained models, and keep them in the cache.

`in_background` does the same beside a lab, for as long as that is open. No lesson needs it.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.installation import adding, call

if TYPE_CHECKING:
    from meantone.models.neural import Training

VARIABLE = "MEANTONE_PREPARE"
"""The environment variable that keeps the lab from training in the background: set it to "off"."""

NO_TORCH = (
    "PyTorch, which the networks need, is not installed. Connect to the internet, then run:  "
    f"{adding('neural', command='prepare')}  (On Macs: Apple processors, macOS 14.)"
)


def main(arguments: list[str]) -> int:
    """Train the models that are not there yet: those named, or all.

    Parameters
    ----------
    arguments : list of str
        Names, or nothing.

    Returns
    -------
    int
        0 when all are there, 130 if it was interrupted, 1 if a model could not be made.
    """
    options = _parser().parse_args(arguments)
    watch = Watch()
    if options.while_open:
        watch.begin(sys.stdin.fileno())
    try:
        return _prepare(options.names, watch)
    except ImportError as error:
        if not (error.name or "").startswith(("torch", "safetensors")):
            raise
        print(NO_TORCH, file=sys.stderr)
    except (LookupError, ValueError) as error:
        print(f"{call('prepare')}: {error}", file=sys.stderr)
    except OSError as error:
        print(f"{call('prepare')}: it cannot be kept: {error}. Make room.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _prepare(names: list[str], watch: Watch) -> int:
    """Train one after the other, saying how far each is."""
    from meantone.models.neural import preparing

    def report(training: Training) -> None:
        print(line(name, training), flush=True)

    for name in names or preparing.MAKINGS:
        try:
            training = preparing.prepare(
                name,
                after_epoch=report,
                on_start=watch.guard,
                show=sys.stderr.isatty(),
            )
        except preparing.BusyError as error:
            print(f"{error}.", flush=True)
            continue
        if not training.over:
            print(f"{name}: stopped; the same command goes on.", flush=True)
            return 130
        print(f"{name}: ready, {training.best_bits:.3f} bits per token.", flush=True)
    return 0


def line(name: str, training: Training) -> str:
    """Say how far a training is.

    Parameters
    ----------
    name : str
    training : Training
        With one point of history or more.

    Returns
    -------
    str

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> point = SimpleNamespace(epochs=5.0, seconds=100.0, valid_bits=2.34)
    >>> so_far = SimpleNamespace(history=[point], plan=SimpleNamespace(epochs=20), seconds=100.0)
    >>> print(line("lstm", so_far))
    lstm: epoch 5 of 20, 2.340 bits per token, at most 5 min to go
    """
    point, epochs = training.history[-1], training.plan.epochs
    minutes = (epochs - point.epochs) * training.seconds / max(point.epochs, 1e-9) / 60
    return (
        f"{name}: epoch {point.epochs:.3g} of {epochs}, {point.valid_bits:.3f} bits per token, "
        f"at most {minutes:.0f} min to go"
    )


class Watch:
    """Ends a training when a pipe closes: when the process that holds its other end is gone."""

    def __init__(self) -> None:
        self.training: Training | None = None
        self.closed = False

    def begin(self, pipe: int) -> None:
        """Watch a pipe from now on, and give way to all other processes."""
        if hasattr(os, "nice"):
            os.nice(10)
        threading.Thread(target=self._wait, args=(pipe,), daemon=True).start()

    def guard(self, training: Training) -> None:
        """Have this training end when the pipe closes."""
        self.training = training
        if self.closed:
            training.stop()

    def _wait(self, pipe: int) -> None:
        # Not through a Python file, which would be locked while this waits, and so at the end too.
        while os.read(pipe, 1024):
            pass
        self.closed = True
        if self.training is None:
            os._exit(0)  # nothing has begun that could be spoiled
        self.training.stop()


@contextlib.contextmanager
def in_background() -> Iterator[None]:
    """Train what is not there yet for as long as this lasts, at low priority.

    What the training says is in the file that `progress_file` names. It ends within moments of this
    process, however that ends; what it learned is kept. If it cannot start, that is no harm.
    """
    process = None if os.environ.get(VARIABLE) == "off" else _start()
    try:
        yield
    finally:
        if process is not None and process.stdin is not None:
            process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(5)


def progress_file() -> Path:
    """Return the file that says how far the training in the background is."""
    from meantone.storage import cache_folder

    return cache_folder() / "models" / "progress.txt"


def _start() -> subprocess.Popen[bytes] | None:
    """Start this command as a process of its own; None if that fails."""
    command = [sys.executable, "-m", "meantone", "prepare", "--while-open"]
    low = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0)
    hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        path = progress_file()
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as words:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=words,
                stderr=words,
                creationflags=low | hidden,
                start_new_session=sys.platform != "win32",  # Ctrl-C is for the lab
            )
    except OSError:
        return None


def _parser() -> argparse.ArgumentParser:
    """Return the parser of the arguments."""
    parser = argparse.ArgumentParser(
        prog=call("prepare"),
        description="Train the longer-trained models: all, or those named.",
        epilog="It can be interrupted: the same command goes on. The lab does this in the "
        f"background; to keep it from that, set the variable {VARIABLE} to off.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="lstm, transformer, rhythm")
    parser.add_argument("--while-open", action="store_true", help=argparse.SUPPRESS)
    return parser
