"""A teacher's notes: above the instructor's edition, and with what is typed in class, to print."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from meantone.teaching.publishing.cues import gaps
from meantone.teaching.publishing.editions import with_ids, with_metadata

if TYPE_CHECKING:
    from nbformat import NotebookNode

HOW_TO_TYPE = """\
## To type in class

The live edition has a line `# TYPE: ...` in place of these. A cell fails while they are missing.
Below it is a collapsed cell: if typing went wrong, run that one, and it does what the cell above
should have done. If all went well and you run it in passing, it does nothing; run it a second time
to force it. Below each exercise a collapsed cell holds a solution."""
"""What stands above the lines to type."""


def with_notes(edition: NotebookNode, notes: str) -> NotebookNode:
    r"""Return an edition with a teacher's notes as its first cell.

    Parameters
    ----------
    edition : NotebookNode
    notes : str
        In Markdown.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> with_notes(new_notebook(), "# 02 · Why?\n\n## Aim\n").cells[0].source.splitlines()[0]
    '# Notes: 02 · Why?'
    """
    result = copy.deepcopy(edition)
    result.cells.insert(0, _text(_titled(notes)))
    return with_ids(result)


def notes_notebook(notes: str, master: NotebookNode) -> NotebookNode:
    r"""Return a notebook to print: a teacher's notes, then all that is typed in class.

    Parameters
    ----------
    notes : str
        In Markdown.
    master : NotebookNode
        The lesson's.

    Raises
    ------
    LessonError
        If a cue in the master is out of place, with its line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> master = new_notebook(cells=[new_code_cell("### LIVE: the answer\nanswer = 42")])
    >>> [cell.source for cell in notes_notebook("# 02 · Why?", master).cells[-2:]]
    ['the answer', 'answer = 42']
    """
    from nbformat.v4 import new_code_cell, new_notebook

    cells = [_text(_titled(notes))]
    for place, cue, lines in to_type(master):
        cells.append(_text(f"**{place}**: {cue}" if place else cue))
        cells.append(new_code_cell(lines))  # type: ignore[no-untyped-call]
    if len(cells) > 1:
        cells.insert(1, _text(HOW_TO_TYPE))
    return with_ids(with_metadata(new_notebook(cells=cells)))  # type: ignore[no-untyped-call]


def to_type(master: NotebookNode) -> list[tuple[str, str, str]]:
    r"""Return what is typed in class: for each gap its section, its cue and its lines.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
    >>> code = new_code_cell("for x in y:\n    ### LIVE: add it\n    total += x")
    >>> to_type(new_notebook(cells=[new_markdown_cell("## Build\n\nAdd."), code]))
    [('Build', 'add it', 'total += x')]
    """
    found, section = [], ""
    for cell in master.cells:
        if cell.cell_type == "markdown":
            headings = [line for line in cell.source.split("\n") if line.startswith("## ")]
            section = headings[-1][3:] if headings else section
            continue
        lines = cell.source.split("\n")
        for gap in gaps(cell.source):
            typed = [lines[number] for number in gap.lines]
            indent = len(typed[0]) - len(typed[0].lstrip())
            found.append((section, gap.cue, "\n".join(line[indent:] for line in typed)))
    return found


def _titled(notes: str) -> str:
    """Return notes under a title that no reader takes for the lesson's own."""
    return notes.replace("# ", "# Notes: ", 1)


def _text(source: str) -> NotebookNode:
    """Return a cell of text."""
    from nbformat.v4 import new_markdown_cell

    cell: NotebookNode = new_markdown_cell(source)  # type: ignore[no-untyped-call]
    return cell
