"""Folded cells: code that draws or arranges stands behind one line that says what it makes.

A master marks such a cell in its header, with words that go on after "This cell"::

    # %% fold="draws bits per note, a line for each decoder"

Every edition then begins the cell with a comment of these words and hides the rest. JupyterLab
shows the first line of a hidden cell; where nothing is hidden, as on GitHub, the comment says what
the code below it is for. Slides leave the code out; pages have it behind the line.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from meantone.teaching.lesson_error import LessonError

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TYPED = re.compile(r"^\s*#+ *(?:LIVE:|TYPE:|BEGIN SOLUTION)|^%%", re.MULTILINE)


def folded(cell: NotebookNode) -> str:
    """Return what a folded cell makes; "" if the cell is not folded.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> folded(new_code_cell("1 + 1", metadata={"fold": "adds"})), folded(new_code_cell("1 + 1"))
    ('adds', '')
    """
    return str(cell.metadata.get("fold", "")).strip()


def with_fold(cell: NotebookNode) -> NotebookNode:
    """Return a cell of a master as editions have it: closed behind its line if it is folded.

    Raises
    ------
    LessonError
        If it is no code, says nothing, has a magic of the cell, or holds what readers type.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell
    >>> cell = with_fold(new_code_cell("draw(tunes)", metadata={"fold": "draws all tunes"}))
    >>> print(cell.source)
    # Draws all tunes
    draw(tunes)
    >>> cell.metadata["jupyter"]
    {'source_hidden': True}
    """
    if "fold" not in cell.metadata:
        return cell
    says = folded(cell)
    if not says or "\n" in says:
        raise LessonError("'fold' needs one line that says what the cell makes: fold=\"draws ...\"")
    if cell.cell_type != "code":
        raise LessonError("only code can be folded")
    if _TYPED.search(cell.source):
        raise LessonError("a folded cell can hold no exercise, no 'LIVE' and no '%%' line")
    result = copy.deepcopy(cell)
    result.source = f"# {says[0].upper()}{says[1:]}\n{cell.source}"
    result.metadata["jupyter"] = {"source_hidden": True}
    return result
