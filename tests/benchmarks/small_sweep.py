"""Cases that processes of any kind can import: they say who measured them, and may go wrong."""

from __future__ import annotations

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np

from benchmarks.cases import Case, Figures
from benchmarks.sweeps import Store, figures, run


@dataclass(frozen=True)
class Draw(Case):
    """The mean of some numbers, drawn in a while."""

    folder: str
    number: int
    seconds: float = 0.0

    guess: ClassVar[float] = 0.1

    def measure(self) -> Figures:
        note(self.folder, self.name)
        time.sleep(self.seconds)
        return {"mean": float(np.random.default_rng(self.digits).random(4).mean())}


@dataclass(frozen=True)
class Met(Draw):
    """The same, but it takes until another process measures, too."""

    def measure(self) -> Figures:
        figures = super().measure()
        while len({who for _, who in noted(self.folder)}) < 2:
            time.sleep(0.05)
        return figures


@dataclass(frozen=True)
class Killed(Draw):
    """The same, but the first process that tries it dies in the middle of it."""

    def measure(self) -> Figures:
        if not times(self.folder, self.name):
            note(self.folder, self.name)
            os.kill(os.getpid(), signal.SIGKILL)
        return super().measure()


@dataclass(frozen=True)
class Stopped(Draw):
    """The same, but at the first try somebody presses Ctrl-C."""

    def measure(self) -> Figures:
        if not times(self.folder, self.name):
            note(self.folder, self.name)
            raise KeyboardInterrupt
        return super().measure()


@dataclass(frozen=True)
class Wrong(Draw):
    """One that cannot be measured."""

    def measure(self) -> Figures:
        raise ZeroDivisionError("nothing to divide by")


def note(folder: str, name: str) -> None:
    """Write down that a case is being measured: a line of its own, whoever else writes."""
    with (Path(folder) / "measured.txt").open("a", encoding="utf-8") as file:
        file.write(f"{name} {os.getpid()}\n")


def noted(folder: str) -> list[list[str]]:
    """Return the names of the cases that were measured, and the processes that did it."""
    path = Path(folder) / "measured.txt"
    return [line.split() for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def times(folder: str, name: str) -> int:
    """Return how often a case was begun."""
    return sum(line[0] == name for line in noted(folder))


def table(kept: Store, cases: list[Draw]) -> list[tuple[int, float]]:
    """Return what a page would be made of."""
    found = figures(kept, cases)
    return [(case.number, found[case]["mean"]) for case in cases]


def main(folder: str, many: int) -> None:
    """Run a sweep in a process of its own, beside another one, and print its table."""
    cases = [Met(folder, number) for number in range(many)]
    kept = Store(Path(folder) / "kept")
    assert run(cases, kept, show=False) == []
    print(table(kept, cases))
    print([name for name in ("distributed", "dask") if name in sys.modules])
