"""Slips that beginners make in any exercise: told from their code, in other words than Python's.

What a test says is about its exercise. Some slips have nothing to do with that, and whoever made
one looks in the wrong place: a result that is printed, a name from outside in place of what was
handed over, a typo, an error of NumPy's with advice that does not help here.
"""

from __future__ import annotations

import builtins
import dis
import traceback
from difflib import get_close_matches
from types import FunctionType, ModuleType, SimpleNamespace

_CHANGERS = {"append", "extend", "insert", "sort", "reverse", "shuffle"}

_PLAINER = {
    "cannot assign to field": "This value is not made to be changed: make a new one of it, and "
    "return that. `replace`, from `dataclasses`, does it.",
    "numpy boolean subtract": "NumPy's True and False cannot be subtracted: `int(...)` makes a "
    "number of each.",
    "'bitwise_xor' not supported": "`^` is no power in Python: that is `**`.",
    "truth value of an array": "An array holds many answers, and `if`, `and`, `not` and `min` want "
    "one.",
}  # parts of messages, and what to say after them


def nothing(function: object) -> str:
    """Say why a function may have given nothing back.

    Parameters
    ----------
    function : object
        The learner's.

    Examples
    --------
    >>> nothing(lambda tune: print(len(tune)))
    'It prints, and gives nothing back (None). `print` only shows; `return` hands a result on.'
    """
    used = set(function.__code__.co_names) if type(function) is FunctionType else set()
    if "print" in used:
        return (
            "It prints, and gives nothing back (None). `print` only shows; `return` hands a result "
            "on."
        )
    says = "It gives nothing back (None). Is the `return` missing, or is none reached here?"
    changer = min(used & _CHANGERS, default="")
    return f"{says} (`{changer}` changes a list, and gives nothing back.)" if changer else says


def explained(error: BaseException) -> str:
    """Return what helps after an error's own message, or nothing.

    Parameters
    ----------
    error : BaseException
        What a learner's function raised.

    Examples
    --------
    >>> try:
    ...     pitches = [60, 62]
    ...     pitchs[0]
    ... except NameError as error:
    ...     explained(error)
    ' Did you mean `pitches`?'
    """
    try:
        told = next((says for part, says in _PLAINER.items() if part in str(error)), "")
        close = get_close_matches(*_sought(error), n=1, cutoff=0.8)
    except BaseException:  # a learner's own __str__ or __dir__ may do anything
        return ""
    told = told or (f"Did you mean `{close[0]}`?" if close else "")
    return f" {told}" if told else ""


def _sought(error: BaseException) -> tuple[str, list[str]]:
    """Return a name that was not found, and the names that there are."""
    if isinstance(error, AttributeError) and error.name:
        names = dir(error.obj)
    elif isinstance(error, NameError) and error.name:
        *_, (frame, _) = traceback.walk_tb(error.__traceback__)
        names = [*frame.f_locals, *frame.f_globals, *dir(builtins)]
    else:
        return "", []
    return error.name, [name for name in names if not name.startswith("_")]


def bypassed(function: object) -> str:
    """Say that a function works with a value from outside, and never with one that it is given.

    Parameters
    ----------
    function : object
        The learner's.

    Returns
    -------
    str
        A sentence, or nothing.

    Examples
    --------
    >>> song = [60, 62]
    >>> bypassed(eval("lambda tune: len(song)", {"song": song}))
    'It works with `song`, from outside, and never with `tune`, which it is given.'
    """
    if type(function) is not FunctionType:
        return ""
    code, steps = function.__code__, list(dis.get_instructions(function))
    read = {*code.co_cellvars}  # a function inside reads through a cell
    for step in steps:
        if "LOAD_FAST" in step.opname:  # since Python 3.13 two of them may be one, with two names
            read.update(step.argval if isinstance(step.argval, tuple) else [step.argval])
    unread = [name for name in code.co_varnames[: code.co_argcount] if name not in read]
    outside = [step.argval for step in steps if step.opname == "LOAD_GLOBAL"]
    data = [name for name in outside if _is_data(function.__globals__.get(name))]
    if not (unread and data):
        return ""
    return (
        f"It works with `{data[0]}`, from outside, and never with `{unread[0]}`, which it is given."
    )


def _is_data(value: object) -> bool:
    """Tell whether a value is none of the tools that a function may well have from outside."""
    return not (
        value is None or callable(value) or isinstance(value, (ModuleType, SimpleNamespace))
    )
