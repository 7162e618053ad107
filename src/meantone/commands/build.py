"""`course.py build`: the students' lessons from the masters, run from top to bottom.

With `--table` nothing is built: it prints how large each stored lesson is and how long it takes.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.commands import project_folder
from meantone.storage import write_whole
from meantone.teaching import LessonError, read_master, run, student_edition, to_text
from meantone.teaching.publishing.editions import lesson_name
from meantone.teaching.publishing.glossary import glossary_notebook, read_terms, unknown_terms
from meantone.teaching.publishing.sizes import oversize, table

if TYPE_CHECKING:
    from nbformat import NotebookNode

MASTERS = project_folder() / "instructor_notes" / "masters"
LESSONS = project_folder() / "lessons"
GLOSSARY = project_folder() / "instructor_notes" / "glossary.toml"

PAGES = ("warm_up", "notes_on_one_page")
"""Pages beside the lessons, which a learner may read before them."""

HEAR = """\
from meantone.show import listen
from meantone.tunes import Tune

sounds = {sounds}
listen(sounds)"""
"""The code that plays the glossary's sounds."""

RECAST: tuple[str, ...] = tuple(f"{number:02}" for number in range(17))
"""The lessons that are held to the whole of the anatomy: sizes, claims, words, steps, stamp."""

_WORD = re.compile(r"""["'](\w+)["']""")


def main(arguments: list[str]) -> int:
    """Build the lessons named, or all; return 0 if every one ran to its end.

    Examples
    --------
    >>> main(["99"])
    1
    """
    parser = argparse.ArgumentParser(
        prog="course.py build",
        description="Make the students' notebooks in lessons/ from the masters, and run them.",
    )
    parser.add_argument("lessons", nargs="*", metavar="NN", help="lesson, as in 01; none: all")
    parser.add_argument(
        "--table",
        action="store_true",
        help="build nothing; print cells, visible lines, words and minutes of the stored lessons",
    )
    options = parser.parse_args(arguments)
    try:
        chosen = choose(find_masters(), options.lessons)
        if options.table:
            return print_table(chosen)
        for master in chosen:
            build(master, LESSONS)
    except LessonError as error:
        print(f"Not built: {error}", file=sys.stderr)
        return 1
    return 0


def find_masters() -> list[Path]:
    """Return the masters in the order in which they are read: first the pages beside the lessons.

    Examples
    --------
    >>> [path.stem for path in find_masters()][:3]
    ['warm_up', 'notes_on_one_page', '00_start_here']
    """
    pages = [MASTERS / f"{page}.py" for page in PAGES]
    found = [*pages, *sorted(MASTERS.glob("[0-9][0-9]_*.py")), GLOSSARY]
    return [path for path in found if path.exists()]


def print_table(masters: Iterable[Path]) -> int:
    """Print how large the lessons are; return 1 if a recast one is not as large as it may be."""
    import nbformat

    stored = [(path.stem, LESSONS / f"{path.stem}.ipynb") for path in masters]
    lessons = [
        (name, nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
        for name, path in stored
        if path.exists()
    ]
    print(table(lessons))
    complaints = [
        f"{name}: {words}"
        for name, lesson in lessons
        if lesson_name(Path(name)) in RECAST
        for words in oversize(lesson)
    ]
    for complaint in complaints:
        print(complaint)
    return 1 if complaints else 0


def choose(masters: Sequence[Path], names: Iterable[str]) -> list[Path]:
    """Return the masters with these numbers or full names; all of them if none is named.

    Parameters
    ----------
    masters : sequence of Path
    names : iterable of str
        Numbers, "02", or full names.

    Raises
    ------
    LessonError
        If there is no master, or none of that name.

    Examples
    --------
    >>> masters = [Path("00_start_here.py"), Path("01_music_as_data.py")]
    >>> [master.stem for master in choose(masters, ["1"])]
    ['01_music_as_data']
    """
    if not masters:
        raise LessonError(f"there is no master in {MASTERS}; build works in a copy of the project")
    by_name = {name: path for path in masters for name in (path.stem, lesson_name(path))}
    wanted = [name.removesuffix(".py").zfill(2) for name in names]
    unknown = [name for name in wanted if name not in by_name]
    if unknown:
        known = ", ".join(path.stem for path in masters)
        raise LessonError(f"no lesson {' or '.join(unknown)}; there are {known}")
    return [by_name[name] for name in dict.fromkeys(wanted)] or list(masters)


def build(master: Path, lessons: Path) -> Path:
    """Make one lesson's student notebook, run it, write it, and say how long it took.

    Parameters
    ----------
    master : Path
    lessons : Path
        The folder that it is written to, and in which its code runs.

    Returns
    -------
    Path
        The notebook. A lesson that fails leaves the old one as it was.

    Raises
    ------
    LessonError
        If the master is wrong or the lesson does not run, with lesson, cell and error.
    """
    start = time.monotonic()
    try:
        edition = edition_of(master)
        make_data_sets(edition)
        lesson = run_with_bar(edition, lessons, master.stem)
    except LessonError as error:
        raise error if master.stem in error.where else error.inside(master.stem) from None
    path = lessons / f"{master.stem}.ipynb"
    word = "written" if write(path, to_text(lesson)) else "unchanged"
    print(f"{path.name:<32} {word:<9} {time.monotonic() - start:6.1f} s", flush=True)
    return path


def edition_of(master: Path) -> NotebookNode:
    """Return what a learner opens, made of its master: not run.

    Raises
    ------
    LessonError
        If the master is wrong, or a word in bold of a recast lesson is not in the glossary.
    """
    terms = read_terms(GLOSSARY)
    if master == GLOSSARY:
        return glossary_notebook(terms, HEAR)
    edition = student_edition(read_master(master))
    if lesson_name(master) in RECAST and (complaints := unknown_terms(edition, terms)):
        raise LessonError("; ".join(complaints), master.stem)
    return edition


def data_sets(notebook: NotebookNode, known: Iterable[str]) -> list[str]:
    """Return the names of data sets that a notebook's code quotes, in the order of `known`.

    Parameters
    ----------
    notebook : NotebookNode
    known : iterable of str
        Names of data sets.

    Examples
    --------
    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> notebook = new_notebook(cells=[new_code_cell('songs = load("kinder")')])
    >>> data_sets(notebook, ["starter", "kinder"])
    ['kinder']
    """
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    quoted = set(_WORD.findall(code))
    return [name for name in known if name in quoted]


def write(path: Path, text: str) -> bool:
    """Write a file all at once or not at all; return whether it changed.

    Parameters
    ----------
    path : Path
    text : str
        All that the file is to hold.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "note.txt"
    >>> write(path, "la"), write(path, "la")
    (True, False)
    """
    data = text.encode("utf-8")
    if path.exists() and path.read_bytes() == data:
        return False
    write_whole(path, data)
    return True


def run_with_bar(edition: NotebookNode, folder: Path, name: str) -> NotebookNode:
    """Run an edition; in a terminal, show which cell it has come to.

    Parameters
    ----------
    edition : NotebookNode
    folder : Path
        The working directory of its code.
    name : str
        What the bar calls it.
    """
    from tqdm import tqdm

    folder.mkdir(parents=True, exist_ok=True)
    cells = len(edition.cells)
    with tqdm(total=cells, desc=name, unit="cell", leave=False, disable=None) as bar:
        return run(edition, folder, on_cell=lambda number: bar.update())


def make_data_sets(edition: NotebookNode) -> None:
    """Make the data sets of a lesson before it runs, so that no bar of theirs is stored in it."""
    from meantone.tunes.collections import sets

    try:
        for name in data_sets(edition, sets.set_names()):
            sets.load(name)
    except sets.SetError as error:
        raise LessonError(f"its data could not be made: {error}") from error
