"""Exercises as data: how answers are tested, hints, and the lessons in which they stand.

This room knows no music, so it knows no exercise. A room above it declares them, one module for
each lesson with a tuple `EXERCISES`, and the lessons in a `Course`. A solution stands in none of
these: it stands in its lesson's master, and answers that are known to be wrong beside the masters.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Literal

Test = Callable[[Any], str | None]
"""Takes a learner's answer; returns None if it passes, else what is wrong, in one sentence."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Exercise:
    """One exercise, with all that its check and its hints need.

    Parameters
    ----------
    name : str
        The lesson's number, a dot, and a Python name: "02.transition_matrix".
    tests : tuple of callable
        Tried in this order; the first that objects decides. Each tries its smallest inputs
        first: the last call before it objects is what the learner sees as the case.
    hints : tuple of str
        Three: where to look, how to go about it, almost the answer.
    asks : str
        What is asked for: a "function", a "class", a "value", or "anything": then the tests say
        what is missing.
    seconds : float
        The time bound for all tests together: of an answer's own work where that can be told from
        waiting for a busy machine (on Linux).

    Examples
    --------
    >>> def total_is_right(mean):
    ...     for numbers, middle in [([4], 4), ([1, 3], 2)]:
    ...         if mean(numbers) != middle:
    ...             return "The mean times the count is the sum."
    >>> exercise = Exercise(
    ...     name="99.mean",
    ...     tests=(total_is_right,),
    ...     hints=("What is it for one number?", "Add first.", "Then divide by how many."),
    ... )
    >>> exercise.lesson, exercise.short
    ('99', 'mean')
    """

    name: str
    tests: tuple[Test, ...]
    hints: tuple[str, str, str]
    asks: Literal["function", "class", "value", "anything"] = "function"
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

    def declared(self) -> tuple[Exercise, ...]:
        """Return the lesson's exercises, loading their module if it is not loaded yet."""
        found: tuple[Exercise, ...] = import_module(self.module).EXERCISES if self.module else ()
        return found


class UnknownExerciseError(LookupError):
    """There is no lesson or exercise of this name; the message says which there are."""


def find_lesson(lessons: tuple[Lesson, ...], number: str) -> Lesson:
    """Return the lesson of this number.

    Parameters
    ----------
    lessons : tuple of Lesson
    number : str
        Two digits.

    Raises
    ------
    UnknownExerciseError
        If there is none, with the numbers that there are.

    Examples
    --------
    >>> find_lesson((Lesson("98", "Counting"), Lesson("99", "Adding")), "99").title
    'Adding'
    """
    for lesson in lessons:
        if lesson.number == number:
            return lesson
    known = ", ".join(lesson.number for lesson in lessons)
    raise UnknownExerciseError(f"There is no lesson `{number}`. The lessons are: {known}.")


def find(lessons: tuple[Lesson, ...], name: str) -> Exercise:
    """Return an exercise, loading its lesson's module when it is first asked for.

    Parameters
    ----------
    lessons : tuple of Lesson
    name : str
        The exercise: "02.transition_matrix".

    Raises
    ------
    UnknownExerciseError
        If there is none of this name, with the names that there are.

    Examples
    --------
    >>> find((Lesson("99", "Adding", exercises=("mean", "median")),), "99.maen")
    Traceback (most recent call last):
    meantone.teaching.exercise.UnknownExerciseError: There is no exercise `99.maen`. Did you mean
    `99.mean`?
    """
    number, _, short = name.partition(".")
    lesson = find_lesson(lessons, number)
    if short not in lesson.exercises:
        raise UnknownExerciseError(f"There is no exercise `{name}`. {_instead(lesson, short)}")
    return {exercise.name: exercise for exercise in lesson.declared()}[name]


def _instead(lesson: Lesson, short: str) -> str:
    """Say what may have been meant."""
    close = get_close_matches(short, lesson.exercises, n=1)
    if close:
        return f"Did you mean `{lesson.number}.{close[0]}`?"
    known = ", ".join(f"`{lesson.number}.{name}`" for name in lesson.exercises) or "no exercise yet"
    return f"Lesson {lesson.number} has {known}."
