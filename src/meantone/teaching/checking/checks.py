"""Checks: is an answer done, not begun yet, or wrong, and then what is wrong, in one sentence."""

from __future__ import annotations

import json
import warnings
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from types import FunctionType
from typing import Literal

from meantone.teaching.boxes import Box, shown
from meantone.teaching.checking.answers import Diagnosis, NotYet, Watched, message
from meantone.teaching.checking.course_words import in_course_words
from meantone.teaching.checking.guard import Outcome, Tell, Work, bounded
from meantone.teaching.checking.slips import bypassed
from meantone.teaching.exercise import Exercise
from meantone.teaching.records.progress import Progress, current


@dataclass(frozen=True)
class Verdict:
    """What a check found.

    Parameters
    ----------
    state : str
        "done", "not yet" or "wrong" ("running" while it is not known).
    says : str
        What is wrong, in one sentence.
    case : str
        The smallest input that shows it.
    test : str
        The name of the test that objected.
    """

    state: Literal["done", "not yet", "wrong", "running"]
    says: str = ""
    case: str = ""
    test: str = ""


def examine(
    exercise: Exercise,
    answer: object,
    guard: Callable[[Work, float], Outcome] = bounded,
) -> Verdict:
    """Run an exercise's tests on an answer within the exercise's time, and record nothing.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        The learner's.
    guard : callable
        Runs some work for at most so many seconds.

    Examples
    --------
    >>> def is_even(answer):
    ...     return None if answer % 2 == 0 else "An odd number is not twice a whole number."
    >>> exercise = Exercise(
    ...     name="99.even", asks="value", tests=(is_even,),
    ...     hints=("Try 1 + 1.", "Try 2 + 2.", "Try 3 + 3."),
    ... )
    >>> examine(exercise, 4).state, examine(exercise, None).state
    ('done', 'not yet')
    >>> examine(exercise, 3).says, examine(exercise, 3).case
    ('An odd number is not twice a whole number.', 'even is 3')
    """
    outcome = guard(lambda tell: tell(_packed(_verdict(exercise, answer, tell))), exercise.seconds)
    told = Verdict(**json.loads(outcome.said or '{"state": "running"}'))
    if outcome.end == "finished":
        return told
    return Verdict("wrong", _UNFINISHED[outcome.end], told.case)


_UNFINISHED = {
    "late": "It does not come to an end in time. Which loop goes on, and what should stop it?",
    "asleep": "It waits, and what it waits for does not come in time.",
    "importing": "What it imports takes more than a minute to load.",
    "stuck": "It does not come to an end in time, and cannot be stopped from here. "
    "If the notebook gets slow, restart the kernel.",
    "crashed": "It ends Python itself, or needs more memory than there is.",
}


def checked(exercise: Exercise, answer: object) -> Box:
    """Test an answer, record what the check found, and put the verdict into a box.

    Parameters
    ----------
    exercise : Exercise
    answer
        What the learner made.

    Returns
    -------
    Box
    """
    verdict = examine(exercise, answer)
    progress = current()
    if verdict.state != "not yet":
        progress.note("tried", exercise.name)
    if verdict.state == "done":
        progress.note("done", exercise.name)
    if verdict.state == "wrong":
        _note_diagnosis(progress, exercise, verdict.says)
    return _box(exercise.name, verdict, progress.news())


def _note_diagnosis(progress: Progress, exercise: Exercise, says: str) -> None:
    """Keep what was wrong, in the course's words: one record a sentence, which counts how often."""
    told = in_course_words(says, exercise)
    progress.note("diagnosed", f"{exercise.name}.{zlib.crc32(told.encode()):08x}", told)


def _box(name: str, verdict: Verdict, news: tuple[str, ...]) -> Box:
    """Put a verdict into words."""
    if verdict.state == "done":
        return Box("done", f"{name}: done", news)
    if verdict.state == "not yet":
        more = f'Write your answer, then run this cell again. `hint("{name}")` helps.'
        return Box("not yet", f"{name}: not yet", (more, *news))
    return Box("wrong", f"{name}: not right yet", (verdict.says, *news), verdict.case)


def _verdict(exercise: Exercise, answer: object, tell: Tell) -> Verdict:
    """Try the tests in their order; all that a learner's answer does happens in here."""
    subject = answer
    test_name = ""
    warnings.simplefilter("ignore")  # the guard puts the filters back
    try:
        subject = _subject(exercise, answer, tell)
        for test in (*exercise.tests, _spoils_nothing):
            test_name = test.__name__
            says = test(subject)
            if says is not None:
                raise Diagnosis(says)
    except (NotYet, NotImplementedError):
        return Verdict("not yet")
    except BaseException as error:
        if isinstance(error, Diagnosis):
            says, case = error.says, error.case
        else:  # from the learner's own objects, inside a test
            says, case = f"The check cannot use what it gives: {message(error)}.", ""
        says = bypassed(answer) or says
        return Verdict("wrong", says, case or _case(exercise, subject), test_name)
    return Verdict("done")


def _spoils_nothing(subject: object) -> str | None:
    """Object if a right answer changes its inputs; every exercise ends with this test."""
    if type(subject) is Watched and subject.spoiled:
        subject.case = subject.spoiled
        return "The result is right, but the input is changed on the way. Work on a copy."
    return None


def _subject(exercise: Exercise, answer: object, tell: Tell) -> object:
    """Return what the tests get, or say that the answer is of the wrong sort."""
    if answer is None or answer is ...:
        raise NotYet
    if exercise.asks == "function":
        if not callable(answer):
            raise Diagnosis("A function is asked for. Hand over its name, without brackets.")
        return Watched(
            exercise.short, answer, lambda call: tell(_packed(Verdict("running", case=call)))
        )
    if exercise.asks == "class" and not isinstance(answer, type):
        raise Diagnosis("A class is asked for. Hand over its name, without brackets.")
    if exercise.asks == "value" and isinstance(answer, FunctionType):
        raise Diagnosis("A value is asked for. Call your function and hand over its result.")
    return answer


def _case(exercise: Exercise, subject: object) -> str:
    """Say what the answer was last asked, or what it is."""
    if type(subject) is Watched:  # isinstance asks the answer itself, and it may lie
        return subject.case
    return f"{exercise.short} is {shown(subject)}"


def _packed(verdict: Verdict) -> str:
    """Return a verdict as text, the only thing that leaves the guarded place."""
    return json.dumps(asdict(verdict))
