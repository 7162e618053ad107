"""The kinds of answer: one of a few, a number, a curve, words; and what each takes for one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

Value = str | float | dict[float, float]
"""A choice, a number, or a curve: heights by x."""


class PredictionError(ValueError):
    """What is predicted does not fit the question: the message says what would."""


@dataclass(frozen=True)
class Choice:
    """One of a few answers.

    Examples
    --------
    >>> Choice(("up", "down")).read("up")
    'up'
    >>> Choice(("up", "down")).read("sideways")
    Traceback (most recent call last):
    meantone.teaching.records.kinds.PredictionError: Choose one of: up, down.
    """

    options: tuple[str, ...]

    def read(self, value: object) -> Value:
        """Return the prediction, or say what would be one."""
        if value not in self.options:
            raise PredictionError(f"Choose one of: {', '.join(self.options)}.")
        return str(value)

    @property
    def words(self) -> str:
        """What can be answered."""
        return " / ".join(self.options)


@dataclass(frozen=True)
class Number:
    """A number between two others.

    Examples
    --------
    >>> Number(0, 10).read("3")
    3.0
    """

    low: float
    high: float

    def read(self, value: object) -> Value:
        """Return the prediction, or say what would be one."""
        number = _number(value)
        if not self.low <= number <= self.high:  # nan is not, either
            raise PredictionError(f"Give a number from {self.low:g} to {self.high:g}.")
        return number

    @property
    def words(self) -> str:
        """What can be answered."""
        return f"a number from {self.low:g} to {self.high:g}"


@dataclass(frozen=True)
class Curve:
    """A height for each of a few places.

    Examples
    --------
    >>> Curve((1, 2), 0, 4).read([3.5, 2])
    {1.0: 3.5, 2.0: 2.0}
    """

    xs: tuple[float, ...]
    low: float
    high: float

    def read(self, value: object) -> Value:
        """Return the prediction, or say what would be one."""
        heights = list(value) if isinstance(value, Sequence) and not isinstance(value, str) else []
        found = [_number(height) for height in heights]
        if len(found) != len(self.xs) or not all(self.low <= y <= self.high for y in found):
            raise PredictionError(
                f"Give {len(self.xs)} heights from {self.low:g} to {self.high:g}, one for each x."
            )
        return dict(zip(map(float, self.xs), found, strict=True))

    @property
    def words(self) -> str:
        """What can be answered."""
        places = ", ".join(f"{x:g}" for x in self.xs)
        return f"a curve from {self.low:g} to {self.high:g} over {places}"


@dataclass(frozen=True)
class Words:
    """A few sentences, at most so many characters.

    Examples
    --------
    >>> Words(20).read(" It climbs. ")
    'It climbs.'
    >>> Words(20).read(" ")
    Traceback (most recent call last):
    meantone.teaching.records.kinds.PredictionError: Write a sentence or more.
    """

    longest: int

    def read(self, value: object) -> str:
        """Return what was written, or say what is missing."""
        text = value.strip() if isinstance(value, str) else ""
        if not text:
            raise PredictionError("Write a sentence or more.")
        if len(text) > self.longest:
            raise PredictionError(f"Keep it below {self.longest} characters; it has {len(text)}.")
        return text

    @property
    def words(self) -> str:
        """What can be answered."""
        return f"your own words, up to {self.longest} characters"


def _number(value: object) -> float:
    """Return a number, or nan."""
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return math.nan
