"""A lesson as an assignment of nbgrader's: solutions to be taken out, checks that give the points.

nbgrader itself makes the students' version (`generate_assignment`) and grades (`autograde`); here
the cells are only marked as it wants them. An exercise becomes two cells: the one that the student
changes, and a locked one whose check gives its points.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from meantone.teaching.publishing.editions import instructor_edition, stub, with_ids

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCHEMA = 3
"""Of nbgrader's cells, since its version 0.6."""

POINTS = 1
"""For each exercise: its check knows right and wrong, and nothing between."""

CONFIG = '''\
"""nbgrader's settings for these assignments. Lessons take a minute or two each to grade."""

import os

os.environ["MEANTONE_PROGRESS"] = "off"  # what students tried is not the teacher's progress
os.environ["MEANTONE_PREPARE"] = "off"

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "meantone"
c.ExecutePreprocessor.timeout = 900
c.ExecutePreprocessor.startup_timeout = 300
c.ExecutePreprocessor.iopub_timeout = 60
c.CourseDirectory.ignore.append(".manifest.json")
'''
"""What stands beside the assignments, in nbgrader_config.py."""

_CHECK = re.compile(r'^check\("(\d\d)\.(\w+)", (.+)\)$')


def assignment(master: NotebookNode) -> NotebookNode:
    r"""Return a lesson as the source of an assignment, with its solutions between the markers.

    Parameters
    ----------
    master : NotebookNode
        As `read_master` gives it.

    Raises
    ------
    LessonError
        If a solution's markers do not match, with the cell and its line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> source = '### BEGIN SOLUTION\nmean = sum\n### END SOLUTION\ncheck("99.mean", mean)'
    >>> made = assignment(new_notebook(cells=[new_code_cell(source)]))
    >>> [cell.metadata.nbgrader.grade_id for cell in made.cells]
    ['mean', 'check-mean']
    >>> print(made.cells[1].source)
    from meantone.exercises import check
    verdict = check("99.mean", mean)
    assert verdict.kind == "done", verdict
    """
    result = instructor_edition(master)
    result.cells = [made for cell in result.cells for made in _cells(cell)]
    return with_ids(result)


def _cells(cell: NotebookNode) -> list[NotebookNode]:
    """Return what a cell becomes: two for an exercise, else one."""
    rest, _, last = cell.source.rstrip().rpartition("\n")
    found = _CHECK.match(last)
    if cell.cell_type != "code" or not found:
        return [_given(cell)]
    lesson, name, answer = found.groups()
    lines = (
        "from meantone.exercises import check",
        f'verdict = check("{lesson}.{name}", {answer})',
        'assert verdict.kind == "done", verdict',
    )
    return [
        _marked(cell, rest, name, solution=True),
        _marked(cell, "\n".join(lines), f"check-{name}", grade=True, locked=True, points=POINTS),
    ]


def _given(cell: NotebookNode) -> NotebookNode:
    """Return a cell that is no exercise: what it asks for in words is the student's to write."""
    result = copy.deepcopy(cell)
    result.source = stub(cell.source)
    return result


def _marked(cell: NotebookNode, source: str, name: str, **marks: Any) -> NotebookNode:
    """Return a cell with a source of its own, and nbgrader's marks."""
    result = copy.deepcopy(cell)
    result.source = source
    result.metadata = {
        "nbgrader": {
            "schema_version": SCHEMA,
            "grade_id": name,
            "cell_type": "code",
            **{"grade": False, "locked": False, "solution": False, "task": False},
            **marks,
        }
    }
    return result
