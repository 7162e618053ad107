"""Exercises as data: what is asked, the solution, how answers are tested, and where to find them.

This room knows no music, so it knows no exercise. A room above it declares them, one module for
each lesson with a tuple `EXERCISES`, and enters the lessons here with `register`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any

Test = Callable[[Any], str | None]
"""Takes a learner's answer; returns None if it passes, else what is wrong, in one sentence."""


@dataclass(frozen=True, eq=False)
class Wrong:
    """A wrong answer that learners are known to give.

    Parameters
    ----------
    answer
        The answer: a function, class or value of the same kind as the solution.
    says : str
        Words that the check must say of this answer, and of no other.
    """

    answer: Any
    says: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One exercise, with all that its check and its hints need.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a Python name: "02.transition_matrix".
    minutes : int
        How long it takes in class.
    solution
        The right answer: a function, a class or a value.
    key : str
        The line or expression of the solution that gives it away. No diagnosis and no hint may
        contain it.
    stub
        What a learner finds; its check answers "not yet". The methods of a class that is a stub
        raise `NotImplementedError`.
    tests : tuple of callable
        Tried in this order; the first that objects decides. Each tries its smallest inputs
        first: the last call before it objects is what the learner sees as the case.
    wrong : tuple of Wrong
        At least four, each with a diagnosis of its own.
    hints : tuple of str
        Three: where to look, how to go about it, almost the answer.
    seconds : float
        The time bound for all tests together.

    Examples
    --------
    >>> def total_is_right(mean):
    ...     for numbers, middle in [([4], 4), ([1, 3], 2)]:
    ...         if mean(numbers) != middle:
    ...             return "The mean times the count is the sum."
    >>> exercise = Exercise(
    ...     name="99.mean",
    ...     minutes=3,
    ...     solution=lambda numbers: sum(numbers) / len(numbers),
    ...     key="sum(numbers) / len(numbers)",
    ...     stub=lambda numbers: ...,
    ...     tests=(total_is_right,),
    ...     wrong=(Wrong(lambda numbers: max(numbers), "times the count"),),
    ...     hints=("What is it for one number?", "Add first.", "Then divide by how many."),
    ... )
    >>> exercise.lesson, exercise.short
    ('99', 'mean')
    """

    name: str
    minutes: int
    solution: Any
    key: str
    stub: Any
    tests: tuple[Test, ...]
    wrong: tuple[Wrong, ...]
    hints: tuple[str, str, str]
    seconds: float = 3.0

    @property
    def lesson(self) -> str:
        """The number of its lesson."""
        return self.name.partition(".")[0]

    @property
    def short(self) -> str:
        """Its name without the lesson's number."""
        return self.name.partition(".")[2]


@dataclass(frozen=True)
class Lesson:
    """A lesson's table of contents: known without loading what the lesson needs.

    Parameters
    ----------
    number : str
        Two digits.
    title : str
    module : str
        The module that holds `EXERCISES`; imported when the first check or hint asks for it.
    exercises, predictions, sounds : tuple of str
        Their names without the lesson's number.
    """

    number: str
    title: str
    module: str = ""
    exercises: tuple[str, ...] = ()
    predictions: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()


class UnknownExerciseError(LookupError):
    """There is no lesson or exercise of this name; the message says which there are."""


_LESSONS: dict[str, Lesson] = {}


def register(lesson: Lesson) -> None:
    """Enter a lesson, or replace the one of the same number.

    Examples
    --------
    >>> register(Lesson("99", "A lesson for this example", exercises=("mean", "median")))
    >>> [lesson.title for lesson in lessons() if lesson.number == "99"]
    ['A lesson for this example']
    >>> find("99.maen")
    Traceback (most recent call last):
    meantone.teaching.exercise.UnknownExerciseError: There is no exercise `99.maen`. Did you mean
    `99.mean`?
    >>> _ = _LESSONS.pop("99")
    """
    _LESSONS[lesson.number] = lesson


def lessons() -> list[Lesson]:
    """Return the lessons entered, by number."""
    return [_LESSONS[number] for number in sorted(_LESSONS)]


def find_lesson(number: str) -> Lesson:
    """Return a lesson.

    Raises
    ------
    UnknownExerciseError
        If none of this number was entered.
    """
    if number not in _LESSONS:
        known = ", ".join(sorted(_LESSONS)) or "none; the lesson's first cell loads them: run it"
        raise UnknownExerciseError(f"There is no lesson `{number}`. The lessons are: {known}.")
    return _LESSONS[number]


def find(name: str) -> Exercise:
    """Return an exercise, loading its lesson's module when it is first asked for.

    Raises
    ------
    UnknownExerciseError
        If there is none of this name, with the names that there are.
    """
    number, _, short = name.partition(".")
    lesson = find_lesson(number)
    if short not in lesson.exercises:
        raise UnknownExerciseError(f"There is no exercise `{name}`. {_instead(lesson, short)}")
    exercises: tuple[Exercise, ...] = import_module(lesson.module).EXERCISES
    return {exercise.name: exercise for exercise in exercises}[name]


def _instead(lesson: Lesson, short: str) -> str:
    """Say what may have been meant."""
    close = get_close_matches(short, lesson.exercises, n=1)
    if close:
        return f"Did you mean `{lesson.number}.{close[0]}`?"
    known = ", ".join(f"`{lesson.number}.{name}`" for name in lesson.exercises) or "no exercise yet"
    return f"Lesson {lesson.number} has {known}."
