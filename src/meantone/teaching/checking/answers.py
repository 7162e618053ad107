"""What the tests of an exercise work with: a learner's answer, watched, and words for its faults.

A test takes the answer and returns None, or a sentence that teaches without giving the answer
away. It need not say which input showed it: a function is watched, and its last call is the case.
So a test only has to try its small inputs first.
"""

from __future__ import annotations

import dis
import linecache
import traceback
from collections.abc import Callable
from types import CodeType, FunctionType
from typing import Any

import numpy as np

from meantone.teaching.boxes import shortened, shown
from meantone.teaching.checking.refusals import RefusedError
from meantone.teaching.checking.slips import explained, nothing


class Diagnosis(Exception):  # noqa: N818 - a finding about an answer, not an error of a program
    """Raised in a test to say what is wrong; returning the sentence does the same.

    Parameters
    ----------
    says : str
        One sentence that teaches without giving the answer away.
    case : str
        The input that shows it; without one, the last call of the learner's function.
    """

    def __init__(self, says: str, case: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.case = case


class NotYet(Exception):  # noqa: N818
    """Raised in a test when the answer is an untouched stub."""


class Watched:
    """A learner's function as the tests call it.

    It gets copies of lists, dicts, sets and arrays, so that it cannot spoil the inputs of later
    tests. What it raises, and a missing result, become a diagnosis.

    Parameters
    ----------
    name : str
        What the exercise calls it; a function that has a name of its own is called by that.
    function : callable
        The learner's.
    tell : callable
        Gets each call before it is made, as text: the function may never return.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        tell: Callable[[str], None],
    ) -> None:
        self.__wrapped__ = function
        self.case = ""
        self.spoiled = ""
        self._name = _own_name(function) or name
        self._tell = tell

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the learner's function and return what it returns."""
        words = [shown(value) for value in arguments]
        words += [f"{name}={shown(value)}" for name, value in named.items()]
        self.case = call = f"{self._name}({', '.join(words)})"
        self._tell(call)
        given = _copied((arguments, named))
        try:
            result = self.__wrapped__(*given[0], **given[1])
        except BaseException as error:
            raise objection(error, self.__wrapped__) from None
        if result is ... or (result is None and _is_empty(self.__wrapped__)):
            raise NotYet
        if result is None:
            raise Diagnosis(nothing(self.__wrapped__))
        if not _same(given, (arguments, named)):
            self.spoiled = self.spoiled or call
        self.case = f"{call} gives {shown(result)}"
        return result


def obeys_rng(draw: Callable[[np.random.Generator], object]) -> str | None:
    """Test that what is drawn depends on the `rng` handed over, and on nothing else.

    Parameters
    ----------
    draw : callable
        Calls the learner's function with the generator that it gets. Twenty of its results
        must not all be equal by chance.

    Examples
    --------
    >>> obeys_rng(lambda rng: rng.integers(100))
    >>> obeys_rng(lambda rng: 4)
    'Twenty different rngs give the same result. Is the rng used at all?'
    """
    first, again = (
        [shown(draw(np.random.default_rng(seed)), most=10_000) for seed in range(20)]
        for _ in range(2)
    )
    if first != again:
        return "The same rng gives two different results. Draw everything from the rng."
    if len(set(first)) == 1:
        return "Twenty different rngs give the same result. Is the rng used at all?"
    return None


_KNOWN_ERRORS: dict[type[BaseException], str] = {
    RecursionError: "It calls itself without an end. Which call should be the last?",
    MemoryError: "It needs more memory than there is. Which list goes on growing?",
    SystemExit: "It ends the whole program (`exit`, `quit`); give back a value instead.",
    KeyboardInterrupt: "It stops with KeyboardInterrupt, as if you had pressed the stop button.",
}


def objection(error: BaseException, function: object) -> Exception:
    """Turn what a learner's function raised into a diagnosis that names the line.

    Parameters
    ----------
    error : BaseException
        What it raised.
    function : object
        The learner's.

    Examples
    --------
    >>> objection(ZeroDivisionError("division by zero"), None)
    Diagnosis('It stops with ZeroDivisionError: division by zero.')
    """
    if isinstance(error, NotImplementedError):
        return NotYet()
    if isinstance(error, Diagnosis):  # from something that a test handed over
        return error
    if isinstance(error, RefusedError):
        return Diagnosis(str(error))
    for known, says in _KNOWN_ERRORS.items():
        if isinstance(error, known):
            return Diagnosis(says)
    line = _line(error, function)
    place = f", at `{line}`" if line else ""
    return Diagnosis(f"It stops with {message(error)}{place}.{explained(error)}")


def _line(error: BaseException, function: object) -> str:
    """Return the line of the learner's cell that raised."""
    code = getattr(function, "__code__", None)
    home = code.co_filename if isinstance(code, CodeType) else None
    lines = [
        (frame.f_code.co_filename, number)
        for frame, number in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == home
    ]
    return linecache.getline(*lines[-1]).strip().replace("`", "") if lines else ""


def message(error: BaseException) -> str:
    """Return an error's kind and message, even if it cannot say it itself.

    Examples
    --------
    >>> message(ValueError("no note"))
    'ValueError: no note'
    """
    kind = type(error).__name__
    try:
        text = str(error)
        return shortened(f"{kind}: {text}" if text else kind, 160)
    except BaseException:  # a learner's own __str__ may do anything
        return kind


def _copied(value: Any) -> Any:
    """Copy containers and arrays, all the way down; share what they hold."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    if type(value) in (list, tuple):
        return type(value)(map(_copied, value))
    return set(value) if type(value) is set else value


def _same(one: Any, other: Any) -> bool:
    """Tell whether what was copied is still what it was."""
    if isinstance(one, np.ndarray):
        return bool(one.shape == other.shape and one.tobytes() == other.tobytes())
    if type(one) is dict:
        return list(one) == list(other) and all(_same(one[key], other[key]) for key in one)
    if type(one) in (list, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one is other or one == other)


def _own_name(function: object) -> str:
    """Return the name under which a learner can call a function, or nothing."""
    if isinstance(function, FunctionType) and function.__name__.isidentifier():
        return function.__name__
    return ""


def _is_empty(function: object) -> bool:
    """Tell whether a function's body is only `pass`, `...`, a docstring or ``return None``."""
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return isinstance(function, FunctionType) and all(
        step.opname in nothing for step in dis.get_instructions(function)
    )
