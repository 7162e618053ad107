"""Sittings: a test that may be taken more than once, each answer kept at once and for good.

The first attempt is the baseline. Nothing ever changes it: what comes later is kept beside it.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from meantone.teaching.records.progress import Progress, current, learner_code


class AnsweredError(ValueError):
    """An answer was to be given where none can be: the message says why."""


@dataclass(frozen=True)
class Attempt:
    """One attempt at a test.

    Parameters
    ----------
    number : int
        1 is the baseline.
    answers : mapping of str to value
        By question; anything that JSON can hold.
    closed : bool
        Whether it is over: all is answered, or the learner gave up. Then the solution may show.
    """

    number: int
    answers: Mapping[str, Any] = field(default_factory=dict)
    closed: bool = False


class Sitting:
    """A learner's attempts at one test. Lesson 00.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a name: "00.blind".
    progress : Progress, optional
        Where answers are kept: the learner's one file, if left out.

    Examples
    --------
    >>> sitting = Sitting("99.test", Progress(None))
    >>> sitting.answer("first", 3)
    >>> sitting.close()
    >>> sitting.now
    Attempt(number=1, answers={'first': 3}, closed=True)
    >>> sitting.again()
    >>> sitting.now, len(sitting.attempts)
    (Attempt(number=2, answers={}, closed=False), 1)
    """

    def __init__(self, name: str, progress: Progress | None = None) -> None:
        self.name = name
        self._progress = progress or current()
        self._least = 1

    @property
    def attempts(self) -> list[Attempt]:
        """The attempts that were begun, in their order."""
        records = self._progress.records().items()
        return attempts(((kind, name, found.value) for (kind, name), found in records), self.name)

    @property
    def now(self) -> Attempt:
        """The latest attempt, open or closed; an empty one if none was begun."""
        begun = self.attempts
        latest = begun[-1] if begun else Attempt(1)
        return latest if latest.number >= self._least else Attempt(self._least)

    def answer(self, question: str, value: object) -> None:
        """Keep an answer.

        Parameters
        ----------
        question : str
            Its name.
        value : object
            What JSON can hold.

        Raises
        ------
        AnsweredError
            If the attempt is over, or has this answer already.
        """
        attempt = self.now
        if attempt.closed:
            raise AnsweredError("This attempt is over. What was answered stays as it is.")
        if question in attempt.answers:
            raise AnsweredError("This was answered before. The first answer stays.")
        self._progress.note("answered", f"{self.name}.{attempt.number}.{question}", value)

    def close(self) -> None:
        """End the attempt, whether all is answered or not."""
        self._progress.note("closed", f"{self.name}.{self.now.number}")

    def again(self) -> None:
        """Begin a further attempt, if the latest is over."""
        attempt = self.now
        self._least = attempt.number + attempt.closed


def attempts(records: Iterable[tuple[str, str, Any]], test: str) -> list[Attempt]:
    """Find the attempts at a test among records of all sorts.

    Parameters
    ----------
    records : iterable of (kind, name, value)
        Of one learner: those of `Progress.records`, or rows of an exported file.
    test : str
        The test's name.

    Examples
    --------
    >>> records = [("heard", "00.bell", True), ("answered", "00.blind.1.tune-1", 7)]
    >>> attempts(records, "00.blind")
    [Attempt(number=1, answers={'tune-1': 7}, closed=False)]
    """
    answers: dict[int, dict[str, Any]] = {}
    closed = set()
    for kind, name, value in records:
        if kind not in ("answered", "closed") or not name.startswith(f"{test}."):
            continue
        number, _, question = name.removeprefix(f"{test}.").partition(".")
        if not number.isdecimal():  # of another test, whose name begins alike
            continue
        found = answers.setdefault(int(number), {})
        if kind == "closed":
            closed.add(int(number))
        else:
            found[question] = value
    return [Attempt(n, answers[n], n in closed) for n in sorted(answers)]


def learner_rng(name: str) -> np.random.Generator:
    """Return random numbers that are this learner's own, and the same in every run.

    They begin with the learner's anonymous code. So in a class everyone may get another order.

    Parameters
    ----------
    name : str
        What they are for.

    Examples
    --------
    >>> learner_rng("99.order").random() == learner_rng("99.order").random()
    True
    """
    return np.random.default_rng(zlib.crc32(f"{learner_code()}:{name}".encode()))
