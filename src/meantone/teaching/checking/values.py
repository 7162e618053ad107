"""What comes back from a learner's function, read in any usual form.

A list, a tuple, an array, a tensor, a Fraction, a NumPy scalar and an array without axes may all
be the right answer: tests read what they get with the functions of this module, which say what is
wrong with anything else.
"""

from __future__ import annotations

import sys
from collections.abc import (
    Callable,
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    Set,
    ValuesView,
)
from itertools import islice
from typing import Any

import numpy as np

from meantone.teaching.checking.answers import Diagnosis

Case = tuple[tuple[Any, ...], Any]
"""What a function is given, and what it should give back."""


def plain(value: Any) -> Any:
    """Return a value without tensors: they become arrays, also in lists and tuples.

    Examples
    --------
    >>> plain((1, [2.0]))
    [1, [2.0]]
    """
    if "torch" in sys.modules and isinstance(value, sys.modules["torch"].Tensor):
        return value.detach().cpu().numpy()
    if type(value) in (list, tuple):
        return [plain(item) for item in value]
    return value


def numbers(value: Any, shape: tuple[int, ...] | None = None) -> np.ndarray[Any, Any]:
    """Return a result as an array of floats.

    Parameters
    ----------
    value
        A list, an array, a tensor, one number: whatever holds numbers.
    shape : tuple of int, optional
        What it should have.

    Returns
    -------
    ndarray of float

    Raises
    ------
    Diagnosis
        If it is something else, holds a number that is none (nan), or has another shape.

    Examples
    --------
    >>> from fractions import Fraction
    >>> numbers([[1, Fraction(1, 2)]], shape=(1, 2))
    array([[1. , 0.5]])
    >>> numbers({"C": 1})
    Traceback (most recent call last):
    meantone.teaching.checking.answers.Diagnosis: It should give numbers, and gives a dict.
    """
    found = items(value) if isinstance(value, (Iterator, KeysView, ValuesView)) else plain(value)
    try:
        array = np.asarray(found)
        if array.dtype.kind in "USOM" and not _holds_numbers(array):
            raise TypeError
        array = array.astype(float)
    except (TypeError, ValueError):
        raise Diagnosis(f"It should give numbers, and gives {kind(value)}.") from None
    if shape is not None and array.shape != shape:
        raise Diagnosis(f"The result's shape should be {shape}, and is {array.shape}.")
    if np.isnan(array).any():
        raise Diagnosis("The result holds nan, which is no number. Is 0 divided by 0 somewhere?")
    return array


def _holds_numbers(array: np.ndarray[Any, Any]) -> bool:
    """Tell whether an array of objects holds numbers only; text that looks like one is none."""
    unfit = (str, bytes, type(None), Mapping, Set)
    return array.dtype.kind == "O" and not any(isinstance(item, unfit) for item in array.flat)


def number(value: Any, says: str) -> float:
    """Return a result as one number.

    Parameters
    ----------
    value
        A number of any kind, or an array or tensor without axes.
    says : str
        What to say of several numbers, or of True and False.

    Raises
    ------
    Diagnosis
        If it is not one number.

    Examples
    --------
    >>> number(np.array(2), "One is asked for.")
    2.0
    """
    array = numbers(value)
    if array.shape != () or np.asarray(plain(value)).dtype.kind == "b":
        raise Diagnosis(says)
    return float(array)


def share(value: Any, says: str) -> float:
    """Return a result as one number from 0 to 1; raise `Diagnosis` with these words otherwise.

    Parameters
    ----------
    value : object
        What an answer returned.
    says : str
        What to say if it is no such number.

    Examples
    --------
    >>> share(0.25, "A share is asked for.")
    0.25
    """
    found = number(value, says)
    if not -1e-9 <= found <= 1 + 1e-9:
        raise Diagnosis(says)
    return found


def whole(value: Any, says: str) -> int:
    """Return a result as one whole number, of a kind that can be an index.

    Parameters
    ----------
    value
        An int, of Python or NumPy, or an array or tensor of ints without axes.
    says : str
        What to say of anything else.

    Raises
    ------
    Diagnosis
        If it is not.

    Examples
    --------
    >>> whole(np.int16(3), "A count is asked for.")
    3
    """
    array = np.asarray(plain(value))
    if array.shape != () or array.dtype.kind not in "iu":
        raise Diagnosis(says)
    return int(array)


def truth(value: Any, says: str) -> bool:
    """Return a result that is True or False; raise `Diagnosis` with these words for others.

    Parameters
    ----------
    value : object
        What an answer returned.
    says : str
        What to say if it is neither.

    Examples
    --------
    >>> truth(np.bool_(True), "Yes or no?")
    True
    """
    array = np.asarray(plain(value))
    if array.shape != () or array.dtype.kind != "b":
        raise Diagnosis(says)
    return bool(array)


def items(value: Any, most: int = 10_000) -> list[Any]:
    """Return a result as a list, be it a list, a tuple, an array, a tensor or a generator.

    Parameters
    ----------
    value
        Anything that can be gone through, but a text or a dict.
    most : int
        How many things it may hold.

    Raises
    ------
    Diagnosis
        If it is not a series of things, or does not end.

    Examples
    --------
    >>> items(np.arange(3))
    [0, 1, 2]
    """
    value = plain(value)
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise Diagnosis(f"It should give a list, and gives {kind(value)}.")
    found = value.tolist() if isinstance(value, np.ndarray) else list(islice(value, most + 1))
    if not isinstance(found, list):  # an array without axes
        raise Diagnosis("It should give a list, and gives one number.")
    if len(found) > most:
        raise Diagnosis(f"It gives more than {most} things. Does it ever end?")
    return found


def agrees(answer: Callable[..., Any], cases: Iterable[Case]) -> bool:
    """Tell whether a function gives these numbers; it stops at the first case where it does not.

    Parameters
    ----------
    answer : callable
        The learner's function, watched.
    cases : iterable of (arguments, result)
        Results may be what is right, or what a known mistake gives.

    Returns
    -------
    bool
        Shapes have to agree, and numbers to a hundred thousandth.

    Examples
    --------
    >>> agrees(lambda x: [x, x], [((1,), [1, 1]), ((2,), [2, 2])])
    True
    """
    return all(alike(numbers(answer(*given)), right) for given, right in cases)


def known_mistake(
    answer: Callable[..., Any],
    cases: Sequence[Case],
    mistakes: Iterable[tuple[Callable[..., Any], str]],
    otherwise: str = "",
) -> str | None:
    """Return what is said to the first known mistake whose results a function gives.

    Parameters
    ----------
    answer : callable
        The learner's function, watched.
    cases : sequence of (arguments, result)
        The results are what is right.
    mistakes : iterable of (callable, str)
        What makes the mistake, with the same arguments; and what is said to it.
    otherwise : str
        What is said to results that are wrong in another way; nothing, if left out.

    Returns
    -------
    str or None
        None if there is nothing to say.

    Examples
    --------
    >>> cases, mistakes = [((2,), 4), ((3,), 9)], [(lambda x: 2 * x, "That doubles it.")]
    >>> known_mistake(lambda x: x + x, cases, mistakes)
    'That doubles it.'
    >>> known_mistake(lambda x: x, cases, mistakes, "2 times 2 is 4.")
    '2 times 2 is 4.'
    >>> known_mistake(lambda x: x**2, cases, mistakes, "2 times 2 is 4.")
    """
    for mistake, says in mistakes:
        if agrees(answer, [(given, mistake(*given)) for given, _ in cases]):
            return says
    return otherwise if otherwise and not agrees(answer, cases) else None


def shaped(answer: Callable[..., Any], cases: Iterable[Case]) -> bool:
    """Tell whether a function gives results of these shapes; it stops where one is another.

    Parameters
    ----------
    answer : callable
        The learner's function, watched.
    cases : iterable of (arguments, result)

    Returns
    -------
    bool

    Examples
    --------
    >>> shaped(lambda x: [x, x], [((1,), [0, 0]), ((2,), 0)])
    False
    """
    return all(np.shape(plain(answer(*given))) == np.shape(right) for given, right in cases)


def alike(found: Any, right: Any) -> bool:
    """Tell whether two arrays have one shape and the same numbers, to a hundred thousandth.

    Parameters
    ----------
    found, right : array_like
        Of numbers.

    Examples
    --------
    >>> alike([0.1 + 0.2], [0.3]), alike([1, 1], 1)
    (True, False)
    """
    one, other = np.asarray(found, dtype=float), np.asarray(right, dtype=float)
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=1e-5, atol=1e-6))


def kind(value: object) -> str:
    """Name a value's type, with its article.

    Examples
    --------
    >>> kind([]), kind(1)
    ('a list', 'an int')
    """
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"
