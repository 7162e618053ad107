"""The figures of a trial of the hub: percentiles, memory, how many learners fit, the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import numpy as np
import psutil

EACH = 1000
"""MiB that a learner at work is taken to need: a server, and a kernel each of lessons 02 and 03."""

OF_FREE = 0.6
"""The share of the free memory that learners may take."""

PER_CORE = 4
"""Learners at work for each core: they wait for one another, as in a class."""


@dataclass
class Figures:
    """What was measured of some learners.

    Parameters
    ----------
    title : str
    waits : list of float
        Seconds from asking for a server until it was there.
    cells : dict of str to list of float
        Seconds of each cell, by its name.
    lessons : dict of str to list of float
        Seconds of Run All, by lesson.
    memory : list of float
        MiB of each learner's processes, shared pages divided among those who share them.
    refused : int
        How often the hub asked to try again later.
    failures : list of str
    """

    title: str
    waits: list[float] = field(default_factory=list)
    cells: dict[str, list[float]] = field(default_factory=dict)
    lessons: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    refused: int = 0
    failures: list[str] = field(default_factory=list)

    def row(self, alone: Mapping[str, list[float]]) -> str:
        """Return a row of the page's table.

        Parameters
        ----------
        alone : mapping of str to list of float
            The cells of a learner alone.
        """
        flat = [seconds for each in self.cells.values() for seconds in each]
        runs = " / ".join(middle_and_high(each, 0) for _, each in sorted(self.lessons.items()))
        return (
            f"| {self.title} | {middle_and_high(self.waits)} | {middle_and_high(flat, 2)} | "
            f"{times_alone(self.cells, alone)} | {runs} | {middle_and_high(self.memory, 0)} | "
            f"{self.refused} | {len(self.failures)} |"
        )


HEAD = """| learners | server there, s | a cell, s | times alone | Run All 02 / 03, s | MiB each \
| asked to wait | failures |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def middle_and_high(values: Sequence[float], digits: int = 1) -> str:
    """Return the median of some figures and the one that 95 of 100 do not exceed.

    Parameters
    ----------
    values : sequence of float
    digits : int

    Examples
    --------
    >>> middle_and_high(list(range(101))), middle_and_high([])
    ('50.0 (95.0)', '')
    """
    if not values:
        return ""
    middle, high = np.percentile(values, (50, 95))
    return f"{middle:,.{digits}f} ({high:,.{digits}f})"


def times_alone(cells: Mapping[str, Sequence[float]], alone: Mapping[str, Sequence[float]]) -> str:
    """Return how many times longer cells took than the same cells of a learner alone.

    Parameters
    ----------
    cells, alone : mapping of str to sequence of float
        Seconds of each cell, by its name.

    Returns
    -------
    str
        Of the median, and in parentheses of the percentile 95.

    Examples
    --------
    >>> times_alone({"a": [2.0], "b": [6.0]}, {"a": [1.0], "b": [2.0]})
    '2.7 (3.0)'
    """
    flat = [[seconds for each in one.values() for seconds in each] for one in (cells, alone)]
    if not all(flat):
        return ""
    now, before = (np.percentile(one, (50, 95)) for one in flat)
    middle, high = now / before
    return f"{middle:.1f} ({high:.1f})"


def memory_of(process: int, *, alone: bool = False) -> float:
    """Return the memory of a process and of all that it has started, in MiB, sharing counted.

    Parameters
    ----------
    process : int
        Its id. One that has ended needs none.
    alone : bool
        Without what it has started.
    """
    total = 0.0
    try:
        first = psutil.Process(process)
        family = [first, *([] if alone else first.children(recursive=True))]
    except psutil.NoSuchProcess:
        return total
    for one in family:
        with suppress(psutil.Error):  # it has just ended, or is another user's
            total += one.memory_full_info().pss / 2**20
    return total


def learners_that_fit(free: float, cores: int) -> int:
    """Return how many learners can work at once on a machine.

    Parameters
    ----------
    free : float
        MiB of memory.
    cores : int

    Examples
    --------
    >>> learners_that_fit(20_000, 2), learners_that_fit(4000, 8), learners_that_fit(500, 1)
    (8, 2, 1)
    """
    return max(1, min(PER_CORE * cores, int(OF_FREE * free / EACH)))
