"""What a check said, in the course's words alone: nothing that a learner typed or made is in it.

A diagnosis may quote the answer: a line of it, a name, a result. Records that may be handed in keep
only those parts of the sentence that stand in the course's own source; the rest becomes dots.
Learners who are wrong in the same way so get the same sentence, which can be counted.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from meantone.teaching.exercise import Exercise

GAP = "…"
"""What stands for anything that is not the course's."""

_LEAST = 4  # letters and more that make a text of the course's; shorter ones might be anybody's
_ERRORS = frozenset(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, BaseException)
)


def in_course_words(sentence: str, exercise: Exercise) -> str:
    """Return a diagnosis with dots for all that does not stand in the exercise's source.

    What is in the course's words already stays as it is: so who gets such a sentence from another
    machine can tell that it is one.

    Parameters
    ----------
    sentence : str
        What a check said.
    exercise : Exercise

    Examples
    --------
    >>> def gives_one_number(answer):
    ...     return "One number is asked for."
    >>> exercise = Exercise(name="99.mean", tests=(gives_one_number,), hints=("", "", ""))
    >>> in_course_words("It stops with NameError: name 'anna' is not defined.", exercise)
    'It stops with NameError…'
    >>> in_course_words("It stops with NameError…", exercise)
    'It stops with NameError…'
    """
    return masked(sentence, [*_files(exercise), *_checking_files()])


def masked(sentence: str, files: Iterable[Path]) -> str:
    """Return a sentence with dots for all that is no text of these files.

    Parameters
    ----------
    sentence : str
    files : iterable of Path
        Python's source.

    Examples
    --------
    >>> masked("There are 12 of them.", [])
    '…'
    """
    texts = set(_ERRORS).union(*map(_texts, files))
    known = sorted(
        (text for text in texts if text in sentence), key=lambda text: (-len(text), text)
    )
    if not known:
        return _gap(sentence)
    parts = re.split(f"({'|'.join(map(re.escape, known))})", sentence)
    return "".join(part if place % 2 else _gap(part) for place, part in enumerate(parts))


def _gap(part: str) -> str:
    """Return dots for a part between two texts, unless it is nothing but space and points."""
    inner = part.strip()
    if not inner.strip(" .,:;'`()-"):
        return part
    return part.replace(inner, GAP)


@cache
def _texts(file: Path) -> frozenset[str]:
    """Return the texts that stand in a source, long enough to be nobody else's."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    found = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
    texts = (text.strip() for text in found if isinstance(text, str))
    return frozenset(text for text in texts if len(re.sub(r"[^a-z]", "", text)) >= _LEAST)


def _files(exercise: Exercise) -> list[Path]:
    """Return where an exercise's tests are written, as far as they stand in files."""
    modules = {inspect.unwrap(test).__module__ for test in exercise.tests} & sys.modules.keys()
    files = [str(sys.modules[name].__dict__.get("__file__")) for name in sorted(modules)]
    return [Path(file) for file in files if file.endswith(".py")]


def _checking_files() -> list[Path]:
    """Return the files of this room, which say what is common to all exercises."""
    return sorted(Path(__file__).parent.glob("*.py"))
