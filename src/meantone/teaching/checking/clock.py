"""How long an answer may take, without the time that goes into what it imports."""

from __future__ import annotations

import builtins
import importlib
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

IMPORTS = 60.0
"""Seconds for all that an answer imports: a large library takes several on a slow disk."""

BUSY = 20
"""How many times its own time an answer may have in all, where a busy machine keeps it waiting."""


class Clock:
    """Two hourglasses, one for an answer's own work and one for its imports; one runs at a time.

    Parameters
    ----------
    seconds : float
        For the work.

    Examples
    --------
    >>> clock = Clock(5)
    >>> clock.turn(importing=True)
    >>> clock.importing, clock.left() > 5
    (True, True)
    """

    def __init__(self, seconds: float) -> None:
        self.importing = False
        self._left = {False: seconds, True: IMPORTS}
        self._spare = (BUSY - 1) * seconds
        self._since = time.monotonic()

    def turn(self, importing: bool) -> None:
        """Stop the hourglass that runs, and start the one for imports or the one for work."""
        now = time.monotonic()
        self._left[self.importing] -= now - self._since
        self.importing, self._since = importing, now

    def grant(self, seconds: float) -> bool:
        """Give the work more time, as far as `BUSY` allows; return whether it got any.

        Examples
        --------
        >>> clock = Clock(0)
        >>> clock.grant(5)
        False
        """
        granted = 0.0 if self.importing else min(seconds, self._spare)
        self._left[False] += granted
        self._spare -= granted
        return granted > 0

    def left(self) -> float:
        """Return the seconds that are left of what runs now, at least 0."""
        return max(0.0, self._left[self.importing] - (time.monotonic() - self._since))


@contextmanager
def imports_told(turn: Callable[[bool], None], thread: int) -> Iterator[None]:
    """Call `turn` with True whenever a thread begins to load a module, and False at the end.

    Parameters
    ----------
    turn : callable
        Takes one bool. Modules that are loaded already, and those that an import loads in its
        turn, are not told.
    thread : int
        The thread's identity (`threading.get_ident`).
    """
    kept: Any = builtins.__import__, importlib.import_module
    inside = False

    def told(load: Callable[..., Any]) -> Callable[..., Any]:
        def loaded(name: Any, *arguments: Any, **settings: Any) -> Any:
            nonlocal inside
            if inside or name in sys.modules or threading.get_ident() != thread:
                return load(name, *arguments, **settings)
            inside = True
            turn(True)
            try:
                return load(name, *arguments, **settings)
            finally:
                inside = False
                turn(False)

        return loaded

    changed: Any = told(kept[0]), told(kept[1])
    builtins.__import__, importlib.import_module = changed
    try:
        yield
    finally:
        builtins.__import__, importlib.import_module = kept
