"""Cues in a master: what a teacher types in class.

A cue stands above a statement, of any number of lines, in a cell that is no exercise::

    for before, after in pairwise(song):
        ### LIVE: count this step
        follows[before][after] += 1

Only the live edition shows the cue, and it lacks the statement. The cell must fail without it, so
that nobody goes on by mistake.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from meantone.teaching.lesson_error import LessonError

_CUE = re.compile(r"(\s*)#+ *LIVE: *(.*)")
_EXERCISE = re.compile(r"^\s*#+ *BEGIN SOLUTION", re.MULTILINE)


@dataclass(frozen=True)
class Gap:
    """What is typed in class: the cue that a teacher sees, and the lines.

    Parameters
    ----------
    cue : str
        It says in a few words what the lines do.
    mark : int
        The number of the cue's line in its cell, from 0.
    lines : range
        The numbers of the lines to type.

    Examples
    --------
    >>> list(Gap("call it", 1, range(2, 4)).lines)
    [2, 3]
    """

    cue: str
    mark: int
    lines: range


def gaps(source: str) -> list[Gap]:
    r"""Return what is typed in class in a cell, from top to bottom.

    Raises
    ------
    LessonError
        If a cue stands above no statement, inside another's, or in an exercise, with its line.

    Examples
    --------
    >>> gaps("for x in y:\n    ### LIVE: add it\n    z.append(\n        x\n    )")
    [Gap(cue='add it', mark=1, lines=range(2, 5))]
    """
    found: list[Gap] = []
    for number, line in enumerate(source.split("\n")):
        if not (mark := _CUE.match(line)):
            continue
        where = f"line {number + 1}"
        if _EXERCISE.search(source):
            raise LessonError("'LIVE' is in an exercise, which students type", where)
        if found and number in found[-1].lines:
            raise LessonError("'LIVE' is in a statement that is typed as a whole", where)
        found.append(Gap(mark[2], number, _statement_below(source, number)))
    return found


def opened(source: str) -> str:
    r"""Return a cell's source with a cue in place of each statement that is typed in class.

    Examples
    --------
    >>> print(opened("total = 0\nfor x in y:\n    ### LIVE: add it\n    total += x"))
    total = 0
    for x in y:
        # TYPE: add it
    """
    lines: list[str | None] = [*source.split("\n")]
    for gap in gaps(source):
        lines[gap.mark] = _CUE.sub(r"\1# TYPE: \2", lines[gap.mark] or "")
        lines[gap.lines.start : gap.lines.stop] = [None] * len(gap.lines)
    return "\n".join(line for line in lines if line is not None)


def without_marks(source: str) -> str:
    r"""Return a cell's source without the cues of what is typed in class.

    Examples
    --------
    >>> print(without_marks("### LIVE: add\ntotal += x"))
    total += x
    """
    marks = {gap.mark for gap in gaps(source)}
    lines = source.split("\n")
    return "\n".join(line for number, line in enumerate(lines) if number not in marks)


def _statement_below(source: str, mark: int) -> range:
    """Return the lines of the outermost statement that begins below a cue's line, all from 0."""
    try:
        nodes = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    except SyntaxError as error:
        raise LessonError(f"a cell with 'LIVE' must be plain Python: {error.msg}") from error
    for node in nodes:  # the outer come before the inner
        decorators = getattr(node, "decorator_list", [])
        first = min(part.lineno for part in (node, *decorators))
        if first == mark + 2:
            return range(mark + 1, node.end_lineno or first)
    raise LessonError("below 'LIVE' no statement begins", f"line {mark + 1}")
