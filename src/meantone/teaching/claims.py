"""A claim of a lesson: a line that says whether it holds here, with the figures. Never an error.

Whoever tinkers with a lesson may make a claim false; that is a finding, and the lesson goes on. The
stored lessons' claims are compared with every new run, so a claim that changes is noticed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from meantone.teaching.boxes import Box, shortened, shown

_SAYS = {True: "Holds here", False: "Does not hold here", None: "Cannot be said here"}


@dataclass(frozen=True)
class Claim:
    """A sentence, whether it holds, and what was measured.

    Parameters
    ----------
    sentence : str
    holds : bool or None
        None if that cannot be said.
    figures : tuple of str
        Each a name and a figure, or why nothing can be said.

    Examples
    --------
    >>> Claim("Sung tunes move by step.", True, ("steps 72 %", "shuffled 45 %"))
    Holds here: Sung tunes move by step.
      steps 72 %; shuffled 45 %
    """

    sentence: str
    holds: bool | None
    figures: tuple[str, ...] = ()

    @property
    def box(self) -> Box:
        """The claim as a box: green if it holds."""
        lines = ("; ".join(self.figures),) if self.figures else ()
        kind = {True: "done", False: "unmet", None: "not yet"}
        title = f"{_SAYS[self.holds]}: {self.sentence}"
        return Box(kind[self.holds], title, lines)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return repr(self.box)

    def _repr_html_(self) -> str:
        return self.box._repr_html_()


def claim(sentence: str, holds: bool | Callable[[], Any], **figures: Any) -> Claim:
    """Say whether something holds here, with its figures. Every lesson's findings stand so.

    Parameters
    ----------
    sentence : str
        What is claimed, as a sentence.
    holds : bool, or callable
        Whether it does; of an array, whether all of it does. A function without arguments is
        called: what it raises is said and stops nothing.
    **figures
        What was measured, by name; "_" is shown as a space. Numbers are shown with three digits:
        round those before that may differ between machines. A pair is shown as "low to high".

    Returns
    -------
    Claim
        The last line of a cell shows it.

    Examples
    --------
    >>> claim("People repeat more than plain samples.", 0.155 > 0.061, people=0.155, samples=0.061)
    Holds here: People repeat more than plain samples.
      people 0.155; samples 0.061
    >>> claim("A wider beam is less human.", lambda: 1 / 0)
    Cannot be said here: A wider beam is less human.
      ZeroDivisionError: division by zero
    """
    measured = tuple(
        f"{name.replace('_', ' ')} {_figure(value)}" for name, value in figures.items()
    )
    try:
        found = holds() if callable(holds) else holds
        return Claim(sentence, _everywhere(found), measured)
    except Exception as error:
        why = shortened(f"{type(error).__name__}: {error}", 160)
        return Claim(sentence, None, (*measured, why))


def _everywhere(found: Any) -> bool:
    """Tell whether all of what was found is true; raise TypeError for what is no truth value."""
    values = np.asarray(found)
    if values.dtype != bool or not values.size:
        raise TypeError(f"{shown(found)} is neither true nor false")
    return bool(values.all())


def _figure(value: Any) -> str:
    """Put a figure into words."""
    if isinstance(value, str):
        return value
    if isinstance(value, tuple) and len(value) == 2:
        return " to ".join(map(_figure, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return shown(value)
    if number.is_integer() and abs(number) < 1e15:
        return f"{number:,.0f}"
    return f"{number:.3g}" if math.isfinite(number) else str(number)
