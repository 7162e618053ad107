"""What the tests of an exercise work with: a learner's answer, watched, and words for its faults.

A test takes the answer and returns None, or a sentence that teaches without giving the answer
away. It need not say which input showed it: a function is watched, and its last call is the case.
So a test only has to try its small inputs first.
"""

from __future__ import annotations

import dis
import linecache
import traceback
from collections.abc import Callable, Iterable
from itertools import islice
from types import CodeType, FunctionType
from typing import Any, TypeVar

import numpy as np

from meantone.teaching.boxes import shortened, shown

T = TypeVar("T")


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
        What the exercise calls it.
    function : callable
        The learner's.
    stub : object
        The untouched one, to tell "not yet" from "nothing is returned".
    tell : callable
        Gets each call before it is made, as text: the function may never return.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        stub: object,
        tell: Callable[[str], None],
    ) -> None:
        self.__wrapped__ = function
        self.case = ""
        self.spoiled = ""
        self._name = name
        self._stub = stub
        self._tell = tell

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """Call the learner's function and return what it returns."""
        if _same_code(self.__wrapped__, self._stub):
            raise NotYet
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
            raise Diagnosis("It gives nothing back (None). Is the `return` missing, or too early?")
        if not _same(given, (arguments, named)):
            self.spoiled = self.spoiled or call
        self.case = f"{call} gives {shown(result)}"
        return result


def smallest(cases: Iterable[T], test: Callable[[T], str | None], most: int = 1000) -> str | None:
    """Try a test on cases in the order of their size and return its first objection.

    Parameters
    ----------
    cases : iterable
        Inputs, in any order; a generator may be endless.
    test : callable
        Takes one case; returns None or what is wrong.
    most : int
        How many cases to take.

    Examples
    --------
    >>> smallest([[1, 2, 3], [1, 2]], lambda case: f"{case} is wrong" if 2 in case else None)
    '[1, 2] is wrong'
    """
    ordered = sorted(islice(cases, most), key=lambda case: len(repr(case)))
    return next((says for case in ordered if (says := test(case)) is not None), None)


def numbers(value: object, shape: tuple[int, ...] | None = None) -> np.ndarray[Any, Any]:
    """Return a learner's result as an array of floats.

    Raises
    ------
    Diagnosis
        If it is something else, holds a number that is none (nan), or has another shape.

    Examples
    --------
    >>> numbers([[1, 2]], shape=(1, 2))
    array([[1., 2.]])
    >>> numbers({"C": 1})
    Traceback (most recent call last):
    meantone.teaching.checking.answers.Diagnosis: It should give numbers, and gives a dict.
    """
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise Diagnosis(f"It should give numbers, and gives {_kind(value)}.") from None
    if shape is not None and array.shape != shape:
        raise Diagnosis(f"The result's shape should be {shape}, and is {array.shape}.")
    if np.isnan(array).any():
        raise Diagnosis("The result holds nan, which is no number. Is 0 divided by 0 somewhere?")
    return array


def items(value: object, most: int = 10_000) -> list[Any]:
    """Return a learner's result as a list, be it a list, an array or a generator.

    Raises
    ------
    Diagnosis
        If it is not a series of things, or does not end.

    Examples
    --------
    >>> items(range(3))
    [0, 1, 2]
    """
    try:
        found = list(islice(value, most + 1))  # type: ignore[call-overload]
    except TypeError:
        raise Diagnosis(f"It should give a list, and gives {_kind(value)}.") from None
    if len(found) > most:
        raise Diagnosis(f"It gives more than {most} things. Does it ever end?")
    return found


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

    Examples
    --------
    >>> objection(ZeroDivisionError("division by zero"), None)
    Diagnosis('It stops with ZeroDivisionError: division by zero.')
    """
    if isinstance(error, NotImplementedError):
        return NotYet()
    for known, says in _KNOWN_ERRORS.items():
        if isinstance(error, known):
            return Diagnosis(says)
    line = _line(error, function)
    return Diagnosis(f"It stops with {message(error)}{f', at `{line}`' if line else ''}.")


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


def _is_empty(function: object) -> bool:
    """Tell whether a function's body is only `pass`, `...`, a docstring or ``return None``."""
    nothing = {"RESUME", "NOP", "LOAD_CONST", "RETURN_CONST", "RETURN_VALUE"}
    return isinstance(function, FunctionType) and all(
        step.opname in nothing for step in dis.get_instructions(function)
    )


def _same_code(one: object, other: object) -> bool:
    """Tell whether two functions take the same steps; docstrings do not count."""
    if not (isinstance(one, FunctionType) and isinstance(other, FunctionType)):
        return False
    return _steps(one.__code__, one.__doc__) == _steps(other.__code__, other.__doc__)


def _steps(code: CodeType, ignored: object = None) -> tuple[Any, ...]:
    """Return what a function does, comparably."""
    constants = [
        _steps(constant) if isinstance(constant, CodeType) else constant
        for constant in code.co_consts
        if constant is not None and constant != ignored
    ]
    return code.co_code, code.co_names, constants


def _kind(value: object) -> str:
    """Name a value's type, with its article."""
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
