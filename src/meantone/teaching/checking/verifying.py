"""Is an exercise fit to teach with? What tests ask of every declared exercise and lesson."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from importlib import import_module

from meantone.teaching.checking.checks import Verdict, examine
from meantone.teaching.exercise import Exercise, Lesson

LEAST_WRONG = 4
"""How many wrong answers an exercise must know, at least."""


def verify(exercise: Exercise) -> list[str]:
    """Return all that is amiss with an exercise, a sentence each; an empty list if it is sound.

    The solution passes, the stub is "not yet", every wrong answer gets its own diagnosis, every
    test objects to something, and neither diagnoses nor hints give the solution away.

    Examples
    --------
    >>> from meantone.teaching.exercise import Wrong
    >>> def is_even(answer):
    ...     return None if answer % 2 == 0 else "An odd number is not twice a whole number."
    >>> exercise = Exercise(
    ...     name="99.even", minutes=1, solution=1234, key="1234", stub=None, tests=(is_even,),
    ...     wrong=(Wrong(5, "An odd"),), hints=("Try 1 + 1.", "Try 2 + 2.", "Try 1234."),
    ... )
    >>> verify(exercise)
    ['99.even: it knows 1 wrong answers, needs 4', '99.even: hint 3 gives the solution away']
    """
    verdicts = [examine(exercise, wrong.answer) for wrong in exercise.wrong]
    parts: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: _form(exercise),
        lambda: _right_and_stub(exercise),
        lambda: _wrong(exercise, verdicts),
        lambda: _secret(exercise, verdicts),
    )
    return [f"{exercise.name}: {problem}" for part in parts for problem in part()]


def verify_lesson(lesson: Lesson) -> list[str]:
    """Return all that is amiss with a lesson's exercises: each of them, and their list.

    Examples
    --------
    >>> verify_lesson(Lesson("99", "Nothing to do"))
    []
    """
    if not lesson.exercises:
        return []
    exercises: tuple[Exercise, ...] = import_module(lesson.module).EXERCISES
    declared = [f"{lesson.number}.{name}" for name in lesson.exercises]
    found = [exercise.name for exercise in exercises]
    problems = [] if found == declared else [f"it lists {declared}, its module has {found}"]
    return [*problems, *(problem for exercise in exercises for problem in verify(exercise))]


def _form(exercise: Exercise) -> Iterator[str]:
    """Yield what is amiss with names, numbers and hints."""
    if not re.fullmatch(r"\d\d\.[a-z]\w*", exercise.name):
        yield "its name is not of the form 02.transition_matrix"
    if exercise.minutes < 1:
        yield "it takes less than a minute"
    if len(set(filter(None, exercise.hints))) != 3:
        yield "it needs three different hints"
    if len(exercise.wrong) < LEAST_WRONG:
        yield f"it knows {len(exercise.wrong)} wrong answers, needs {LEAST_WRONG}"


def _right_and_stub(exercise: Exercise) -> Iterator[str]:
    """Yield what the check says of the solution and the stub, if it should not."""
    right = examine(exercise, exercise.solution)
    if right.state != "done":
        yield f"its solution is {right.state}: {right.says} {right.case}".strip()
    untouched = examine(exercise, exercise.stub)
    if untouched.state != "not yet":
        yield f"its stub is {untouched.state}: {untouched.says}".strip()


def _wrong(exercise: Exercise, verdicts: list[Verdict]) -> Iterator[str]:
    """Yield what the check says of wrong answers, if it should not."""
    for number, (wrong, verdict) in enumerate(zip(exercise.wrong, verdicts, strict=True), start=1):
        if verdict.state != "wrong":
            yield f"wrong answer {number} is {verdict.state}"
        elif wrong.says not in verdict.says:
            yield f"wrong answer {number} is told {verdict.says!r}, should be {wrong.says!r}"
        others = [other.says for other in verdicts if other is not verdict]
        if any(wrong.says in says for says in others):
            yield f"{wrong.says!r} is told to more than wrong answer {number}"
    useless = {test.__name__ for test in exercise.tests} - {verdict.test for verdict in verdicts}
    for name in sorted(useless):
        yield f"test {name} objects to none of the wrong answers"


def _secret(exercise: Exercise, verdicts: list[Verdict]) -> Iterator[str]:
    """Yield what gives the solution away."""
    key = _squeezed(exercise.key)
    if not key or key not in _squeezed(_source(exercise.solution)):
        yield "its key is not in the solution"
        return
    texts = {f"hint {level}": hint for level, hint in enumerate(exercise.hints, start=1)}
    texts |= {f"diagnosis {n}": verdict.says for n, verdict in enumerate(verdicts, start=1)}
    for where, text in texts.items():
        if key in _squeezed(text):
            yield f"{where} gives the solution away"


def _source(solution: object) -> str:
    """Return the solution as a learner would write it."""
    try:
        return inspect.getsource(solution)  # type: ignore[arg-type]
    except TypeError:  # a value
        return repr(solution)


def _squeezed(text: str) -> str:
    """Return a text without what may differ in writing: space, backticks, capitals."""
    return re.sub(r"[\s`]", "", text).lower()
