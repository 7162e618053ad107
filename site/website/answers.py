"""What the checks say of right and wrong answers, so that one Python can be set beside another."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from types import ModuleType
from typing import Any, NoReturn

from meantone.commands import project_folder
from meantone.exercises import COURSE
from meantone.storage import MissingError, lacking, machine
from meantone.teaching import known_answers
from meantone.teaching.checking.checks import examine
from meantone.teaching.exercise import Exercise

__all__ = ["apart", "labels", "never_ending", "verdicts"]


PATIENCE = 200.0
"""Seconds for each answer, none of which is known to need them: a machine may be busy."""


def labels(lesson: str) -> list[str]:
    """Return the names of all answers to a lesson's exercises: "draw solution", "draw wrong 3".

    Parameters
    ----------
    lesson : str
        Its number.
    """
    return list(_answers(lesson))


def verdicts(lesson: str, wanted: Sequence[str] | None = None) -> dict[str, Any]:
    """Return what the checks say of answers to a lesson's exercises, and how long it took.

    Parameters
    ----------
    lesson : str
        Its number.
    wanted : sequence of str, optional
        Some of its `labels`; all, if left out.
    """
    answers, begun = _answers(lesson), time.perf_counter()
    said = {label: _said(*answers[label]) for label in (answers if wanted is None else wanted)}
    return {"said": said, "seconds": time.perf_counter() - begun}


def never_ending() -> dict[str, Any]:
    """Return what the check of an exercise says of answers that never come back."""
    exercise = next(one for one in COURSE.lessons[2].declared() if one.asks == "function")

    def loops(*given: Any, **named: Any) -> Any:
        while True:
            pass

    def holds_on(*given: Any, **named: Any) -> Any:
        while True:
            try:
                loops()
            except BaseException:
                continue

    def calls(*given: Any, **named: Any) -> Any:
        return sum(len(str(number)) for number in iter(int, 1))

    def sleeps(*given: Any, **named: Any) -> Any:
        time.sleep(10_000)

    brief = {one.__name__: _said(exercise, one, seconds=0.2) for one in (loops, holds_on, calls)}
    # Stopped at once, if there is time left when it comes to sleep: on a busy machine, too.
    return brief | {sleeps.__name__: _said(exercise, sleeps, seconds=20)}


def apart(here: Mapping[str, Any], there: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """Return the labels of answers of which two Pythons say different things, and of those left.

    Parameters
    ----------
    here, there : mapping of str to dict
        What `verdicts` returns as "said", here and where there is no PyTorch.

    Returns
    -------
    different, left_out : list of str
        Answers that are written with PyTorch cannot be tried there.
    """
    left_out = [label for label, said in there.items() if "needs PyTorch" in said["says"]]
    different = [
        f"{label}: {here[label]} here, {said} there"
        for label, said in there.items()
        if label not in left_out and said != here[label]
    ]
    return different, left_out


def _answers(lesson: str) -> dict[str, tuple[Exercise, Any]]:
    """Return exercises and answers by label."""
    number = int(lesson)
    known = known_answers(project_folder() / f"instructor_notes/answers/lesson{lesson}.py")
    found: dict[str, tuple[Exercise, Any]] = {}
    for exercise in COURSE.lessons[number].declared():
        answers = known[exercise.short]
        given = [("solution", answers.solution)]
        given += [(f"right {n}", one) for n, one in enumerate(answers.right, start=1)]
        given += [(f"wrong {n}", one.answer) for n, one in enumerate(answers.wrong, start=1)]
        found |= {f"{exercise.short} {label}": (exercise, answer) for label, answer in given}
    return found


class _NoTorch(ModuleType):
    """Stands in for PyTorch where there is none, so that other answers can be read."""

    Tensor = type("Tensor", (), {})

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise MissingError(lacking("torch"))


if not machine().has("torch"):
    sys.modules["torch"] = _NoTorch("torch")


def _said(exercise: Exercise, answer: Any, seconds: float = PATIENCE) -> dict[str, Any]:
    """Return what a check says, within this many seconds."""
    return asdict(examine(replace(exercise, seconds=seconds), answer))
