"""From one master to the notebooks that readers open: a small pure function for each rule.

A master is a text in jupytext's percent format that carries everything. Its header says, under
`meantone`, which `lesson` it is and how many `minutes` it takes. Cells tagged `instructor` or
`student` are for that reader only. Solutions stand between nbgrader's markers::

    def home(tune):
        ### BEGIN SOLUTION
        ### STUB: return None
        return tune.notes[-1]
        ### END SOLUTION

A student finds ``# your code here`` and the `STUB` lines in their place. Without a `STUB` an
indented solution leaves ``...``, so that Run All works with no exercise done.

The live edition lacks what a teacher types in class: see `meantone.teaching.publishing.cues`; code
that draws or arranges is folded: see `meantone.teaching.publishing.folding`.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.teaching.lesson_error import LessonError
from meantone.teaching.publishing.cues import opened, without_marks
from meantone.teaching.publishing.folding import with_fold

if TYPE_CHECKING:
    from nbformat import NotebookNode

READERS = frozenset({"student", "instructor"})
"""The tags that keep a cell for one reader."""

TODO = {"code": "# your code here", "markdown": "*Your answer here.*"}
"""What stands where a solution was, by type of cell."""

FILL_IN = "fill-in"
"""The tag of a live edition's cells that hold what is missing in the cell above."""

_LOAD = "%load_ext meantone.teaching.publishing.live"
_TYPED = "# If typing failed, run this: it is the cell above with its missing lines."
_SOLVED = "# A solution of the exercise above. Run this twice to use it."
_MARK = re.compile(r"(\s*)#+ *(BEGIN SOLUTION|STUB:|END SOLUTION) ?(.*)")
_JUPYTEXT_ONLY = ("cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker")
_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
_FOREIGN = ("jupytext", "widgets", *_KERNEL)  # of other tools; the kernel's is put anew
_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]{6,}")
_TABLE = re.compile(r"\bT_[0-9a-f]{5}(?=[_\"\s])")
_WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_TO_TOOLS = re.compile(r"  # (?:fmt: skip|noqa(?:: [A-Z0-9, ]+)?)$", re.MULTILINE)


def read_master(path: Path) -> NotebookNode:
    r"""Read a master into a notebook that holds every edition's cells, without outputs.

    Comments to our own tools, such as ``# fmt: skip``, are left out.

    Raises
    ------
    LessonError
        If the file cannot be read, or if its header lacks the lesson's number or minutes.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "02_why.py"
    >>> header = '# ---\n# jupyter:\n#   meantone: {lesson: "02", minutes: 45}\n# ---\n'
    >>> _ = path.write_text(header + "\n# %%\n1 + 1  # fmt: skip\n", encoding="utf-8")
    >>> read_master(path).cells[0].source
    '1 + 1'
    """
    import jupytext

    try:
        notebook: NotebookNode = jupytext.reads(path.read_text(encoding="utf-8"), fmt="py:percent")
    except (OSError, ValueError) as error:
        raise LessonError(f"it cannot be read: {error}", path.stem) from error
    known, name = notebook.metadata.get("meantone", {}), lesson_name(path)
    if known.get("lesson") != name or not isinstance(known.get("minutes"), int):
        raise LessonError(
            f'its header needs the lines "meantone:", "  lesson: "{name}"" and '
            '"  minutes: 45" (a whole number), below "jupyter:"',
            path.stem,
        )
    for cell in notebook.cells:  # what is said to our tools is not for readers
        cell.source = _TO_TOOLS.sub("", cell.source)
    return notebook


def lesson_name(path: Path) -> str:
    """Return what a master's lesson is called: its number; a page beside the lessons, its name.

    Examples
    --------
    >>> lesson_name(Path("02_markov_chains.py")), lesson_name(Path("warm_up.py"))
    ('02', 'warm_up')
    """
    return path.stem[:2] if path.stem[:2].isdecimal() else path.stem


def student_edition(master: NotebookNode) -> NotebookNode:
    r"""Return the notebook that a student opens: stubs for solutions, nothing of the instructor's.

    Raises
    ------
    LessonError
        If a solution's markers do not match, with the cell and its line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> source = "### BEGIN SOLUTION\n### STUB: answer = None\nanswer = 42\n### END SOLUTION"
    >>> master = new_notebook(cells=[new_code_cell(source)])
    >>> print(student_edition(master).cells[0].source)
    # your code here
    answer = None
    """
    return _finished(with_stubs(without_cues(for_reader(master, "student"))))


def instructor_edition(master: NotebookNode) -> NotebookNode:
    """Return the notebook that a teacher opens: solutions in their markers, and notes.

    Raises
    ------
    LessonError
        If a solution's markers do not match, with the cell and its line.

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> note = new_markdown_cell("Wait for an answer.", metadata={"tags": ["instructor"]})
    >>> master = new_notebook(cells=[note])
    >>> len(instructor_edition(master).cells), len(student_edition(master).cells)
    (1, 0)
    """
    return _finished(with_solutions(without_cues(for_reader(master, "instructor"))))


def live_edition(master: NotebookNode) -> NotebookNode:
    r"""Return the notebook that a teacher projects: a student's, with gaps to type in class.

    Below each cell that lacks lines, a collapsed cell holds it whole: it fills in what could not
    be typed. Below each exercise one holds a solution.

    Raises
    ------
    LessonError
        If a cue or a solution's marker is out of place, with the cell and its line.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> source = "### LIVE: the answer\nanswer = 42\nanswer"
    >>> edition = live_edition(new_notebook(cells=[new_code_cell(source)]))
    >>> print(edition.cells[0].source)
    %load_ext meantone.teaching.publishing.live
    # TYPE: the answer
    answer
    >>> print(edition.cells[1].source)
    %%fill_in
    # If typing failed, run this: it is the cell above with its missing lines.
    answer = 42
    answer
    """
    result = for_reader(master, "student")
    cells, result.cells = result.cells, []
    for number, cell in enumerate(cells, start=1):
        with _in_cell(number):
            result.cells += _live(cell)
    first = next((cell for cell in result.cells if cell.cell_type == "code"), None)
    if first:
        first.source = f"{_LOAD}\n{first.source}"
    return _finished(result)


def for_reader(notebook: NotebookNode, reader: str) -> NotebookNode:
    """Return the notebook without the cells kept for other readers; tags of readers go.

    Parameters
    ----------
    notebook : NotebookNode
        A master.
    reader : str
        "student", "instructor" or "live".

    Examples
    --------
    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> cells = [new_markdown_cell(tag, metadata={"tags": [tag]}) for tag in sorted(READERS)]
    >>> [cell.source for cell in for_reader(new_notebook(cells=cells), "student").cells]
    ['student']
    """
    result = copy.deepcopy(notebook)
    result.cells = [cell for cell in result.cells if reader in (_readers(cell) or READERS)]
    for cell in result.cells:
        tags = [tag for tag in cell.metadata.pop("tags", []) if tag not in READERS]
        if tags:
            cell.metadata["tags"] = tags
    return result


def with_stubs(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with a stub in place of every solution."""
    return _changed(notebook, lambda cell: stub(cell.source, TODO.get(cell.cell_type, "")))


def with_solutions(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with solutions between their markers and without the stubs' lines."""
    return _changed(notebook, lambda cell: solved(cell.source))


def without_cues(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without the cues of what is typed in class; their lines stay."""
    return _changed(
        notebook,
        lambda cell: without_marks(cell.source) if cell.cell_type == "code" else cell.source,
    )


def _changed(notebook: NotebookNode, source_of: Callable[[NotebookNode], str]) -> NotebookNode:
    """Return the notebook with other sources; what goes wrong names its cell."""
    result = copy.deepcopy(notebook)
    for number, cell in enumerate(result.cells, start=1):
        with _in_cell(number):
            cell.source = source_of(cell)
    return result


def with_folds(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with its folded cells closed."""
    result = copy.deepcopy(notebook)
    for number, cell in enumerate(notebook.cells, start=1):
        with _in_cell(number):
            result.cells[number - 1] = with_fold(cell)
    return result


def solved(source: str) -> str:
    """Return a cell's source with its solution between the markers, without the stub's lines.

    Raises
    ------
    LessonError
        If a marker is missing or out of place, with its line.
    """
    return "\n".join(line for kind, _, line in _marked(source) if kind != "STUB:")


def stub(source: str, todo: str = TODO["code"]) -> str:
    r"""Return a cell's source with a stub in place of every solution.

    Parameters
    ----------
    source : str
        A cell's.
    todo : str
        The line that asks for an answer.

    Raises
    ------
    LessonError
        If a marker is missing or out of place, with its line.

    Examples
    --------
    >>> source = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    >>> print(stub(source))
    def double(x):
        # your code here
        ...
    """
    lines: list[str] = []
    for kind, indent, line in _marked(source):
        if kind == "text":
            lines.append(line)
        elif kind == "BEGIN SOLUTION":
            lines.append(indent + todo)
        elif kind == "STUB:":
            lines.append(indent + _MARK.sub(r"\3", line))
        elif kind == "END SOLUTION" and indent and lines[-1] == indent + todo:
            lines.append(f"{indent}...")  # a block needs a statement; the top level needs none
    return "\n".join(lines)


def with_ids(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with cell ids made of the cells' text: a new cell moves no other id.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> cells = [new_code_cell("1"), new_code_cell("2"), new_code_cell("1")]
    >>> [cell.id for cell in with_ids(new_notebook(cells=cells)).cells]
    ['8ef11669', 'ad04117a', '85521800']
    """
    result = copy.deepcopy(notebook)
    seen: Counter[str] = Counter()
    for cell in result.cells:
        text = f"{cell.cell_type}\n{cell.source}"
        seen[text] += 1  # the same text twice in a notebook still needs two ids
        cell.id = hashlib.sha256(f"{seen[text]}\n{text}".encode()).hexdigest()[:8]
    return result


def with_metadata(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook with its own metadata and none of jupytext's or of a kernel's version.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> notebook = new_notebook(metadata={"title": "Why?", "jupytext": {"formats": "py"}})
    >>> sorted(with_metadata(notebook).metadata)
    ['kernelspec', 'language_info', 'title']
    """
    result = copy.deepcopy(notebook)
    for name in _FOREIGN:
        result.metadata.pop(name, None)
    result.metadata.update(copy.deepcopy(_KERNEL))
    result.nbformat, result.nbformat_minor = 4, 5
    for cell in result.cells:
        for name in _JUPYTEXT_ONLY:
            cell.metadata.pop(name, None)
    return result


def without_noise(notebook: NotebookNode) -> NotebookNode:
    """Return an executed notebook without what differs from run to run.

    Counts run from 1. Times, addresses in memory, the state of widgets and the random names of
    their views go; random names of styled tables become numbers.
    """
    result = with_metadata(notebook)
    executed = [cell for cell in result.cells if cell.get("execution_count")]
    for count, cell in enumerate(executed, start=1):
        cell.execution_count = count
        cell.metadata.pop("execution", None)
        outputs = (_quiet(output, count) for output in cell.outputs)
        cell.outputs = [output for output in outputs if output.get("data") != {}]
        _number_tables(cell)
    return result


def differences(stored: NotebookNode, edition: NotebookNode) -> list[str]:
    """Tell where a stored lesson is not what its master gives: text, ids and metadata.

    Outputs are not compared, so nothing needs to run.

    Parameters
    ----------
    stored : NotebookNode
        A lesson as it lies in the folder.
    edition : NotebookNode
        The same lesson as its master gives it.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> old = with_ids(new_notebook(cells=[new_code_cell("1 + 1")]))
    >>> new = with_ids(new_notebook(cells=[new_code_cell("1 + 2")]))
    >>> differences(old, new)
    ["cell 1: source is '1 + 1', should be '1 + 2'"]
    """
    found = []
    if stored.metadata != edition.metadata:
        found.append(f"metadata are {stored.metadata}, should be {edition.metadata}")
    if len(stored.cells) != len(edition.cells):
        found.append(f"it has {len(stored.cells)} cells, should have {len(edition.cells)}")
    for number, (old, new) in enumerate(zip(stored.cells, edition.cells, strict=False), start=1):
        for name in ("cell_type", "source", "metadata", "id"):
            if old.get(name) != new.get(name):
                found.append(
                    f"cell {number}: {name} is {old.get(name)!r}, should be {new.get(name)!r}"
                )
                break
    return found


def to_text(notebook: NotebookNode) -> str:
    r"""Return the notebook's file: the same notebook gives the same characters.

    Raises
    ------
    nbformat.ValidationError
        If it is no valid notebook.

    Examples
    --------
    >>> from nbformat.v4 import new_notebook
    >>> to_text(new_notebook()).endswith("}\n")
    True
    """
    import nbformat

    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)  # type: ignore[no-untyped-call]
    return text.rstrip("\n") + "\n"


def _finished(notebook: NotebookNode) -> NotebookNode:
    """Give an edition what it needs to be a file."""
    return with_ids(with_metadata(with_folds(notebook)))


def _readers(cell: NotebookNode) -> frozenset[str]:
    """Return the readers that a cell is kept for; none means all."""
    return READERS & set(cell.metadata.get("tags", []))


def _with_source(cell: NotebookNode, source: str) -> NotebookNode:
    """Return a copy of a cell with another source."""
    result = copy.deepcopy(cell)
    result.source = source
    return result


def _quiet(output: NotebookNode, count: int) -> NotebookNode:
    """Take the noise out of an output of the cell with this count."""
    if output.output_type == "execute_result":
        output.execution_count = count
    data = output.get("data", {})
    data.pop(_WIDGET_VIEW, None)
    for holder, name in ((output, "text"), (data, "text/plain")):
        if name in holder:
            holder[name] = _ADDRESS.sub("", holder[name])
    return output


def _number_tables(cell: NotebookNode) -> None:
    """Rename a cell's styled tables, which pandas gives five random digits each."""
    names: dict[str, str] = {}
    for output in cell.outputs:
        html = output.get("data", {}).get("text/html", "")
        for name in _TABLE.findall(html):
            names.setdefault(name, f"T_{cell.execution_count:03x}{len(names):02x}")
        if html:
            output.data["text/html"] = _TABLE.sub(lambda match: names[match[0]], html)


def _marked(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, indent, line) for each line; text inside a solution is of kind 'solution'."""
    inside = False
    for number, line in enumerate(source.split("\n"), start=1):
        mark = _MARK.match(line)
        kind = mark[2] if mark else "solution" if inside else "text"
        if mark and inside == (kind == "BEGIN SOLUTION"):
            raise LessonError(f"{kind!r} is out of place", f"line {number}")
        inside = (inside or kind == "BEGIN SOLUTION") and kind != "END SOLUTION"
        yield kind, mark[1] if mark else "", line
    if inside:
        raise LessonError("'END SOLUTION' is missing")


def _live(cell: NotebookNode) -> list[NotebookNode]:
    """Return a cell as it is projected and, if it lacks lines, the collapsed one that has them."""
    from nbformat.v4 import new_code_cell

    if cell.cell_type != "code":
        return [_with_source(cell, stub(cell.source, TODO.get(cell.cell_type, "")))]
    shown, whole = stub(opened(cell.source)), solved(without_marks(cell.source))
    if shown == whole:
        return [cell]
    note = _SOLVED if any(map(_MARK.match, whole.split("\n"))) else _TYPED
    hidden = {"jupyter": {"source_hidden": True}, "tags": [FILL_IN]}
    filled = new_code_cell(metadata=hidden)  # type: ignore[no-untyped-call]
    return [_with_source(cell, shown), _with_source(filled, f"%%fill_in\n{note}\n{whole}")]


@contextmanager
def _in_cell(number: int) -> Iterator[None]:
    """Name the cell in an error that passes through."""
    try:
        yield
    except LessonError as error:
        raise error.inside(f"cell {number}") from None
