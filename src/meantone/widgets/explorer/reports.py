"""How work says how far it is, and how it learns that nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable

Report = Callable[[str, float], object]
"""Is told what is being done, and which share of it is done; it may raise `Cancelled`."""


class Cancelled(Exception):  # noqa: N818  (nothing is wrong)
    """Nobody waits any more for what is being made."""


class UnavailableError(RuntimeError):
    """A model or a corpus cannot be had; the message says what to do."""


def quietly(text: str, share: float) -> None:
    """Report to nobody: what a `report` is where none is given."""
