"""Functions that are handed to a learner's function, and print as what they do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Told:
    """A function that prints as a learner can type it, so that a case can be tried by hand.

    Parameters
    ----------
    words : str
        How it prints.
    function : callable

    Examples
    --------
    >>> double = Told("lambda x: 2 * x", lambda x: 2 * x)
    >>> double, double(3)
    (lambda x: 2 * x, 6)
    """

    words: str
    function: Callable[[Any], Any]

    def __call__(self, value: Any) -> Any:
        """Return what the function makes of a value."""
        return self.function(value)

    def __repr__(self) -> str:
        return self.words
