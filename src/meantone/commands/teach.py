"""`course.py teach NN`: a lesson as a teacher opens it, with notes; live edition and slides.

All of it goes into `my_lessons/teaching/`, where no update overwrites what a teacher changed. The
names of the files begin with what they are: "live 02.ipynb".
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from meantone.commands import project_folder
from meantone.commands.build import make_data_sets, run_with_bar
from meantone.commands.lab import add_options, lay, open_lab, use_own_settings
from meantone.commands.places import PlaceError, find_places, writable
from meantone.storage import write_whole
from meantone.teaching import (
    LessonError,
    assignment,
    instructor_edition,
    live_edition,
    notes_notebook,
    read_master,
    to_slides,
    to_text,
    with_notes,
)
from meantone.teaching.publishing.assignments import CONFIG
from meantone.teaching.publishing.editions import lesson_name
from meantone.teaching.publishing.pages import to_page

if TYPE_CHECKING:
    from nbformat import NotebookNode

_TITLE = re.compile(r"^# # (\d\d · .+)$", re.MULTILINE)
_MINUTES = re.compile(r"^#\s+minutes: (\d+)$", re.MULTILINE)


def main(arguments: list[str]) -> int:
    """Lay what a teacher needs for a lesson, and open it; without a lesson, list them.

    Parameters
    ----------
    arguments : list of str
        The lesson; `--live`, `--slides` or `--nbgrader`; `--no-browser`, `--port NUMBER`, and any
        option of JupyterLab's own.

    Returns
    -------
    int
        0 when the lab was stopped or the slides are there; 1 if something is missing.
    """
    options, others = parse(arguments)
    project = project_folder()
    try:
        folder = find_places(project).copies / "teaching"
        own, _ = writable(folder / ".lab", folder / ".lab")
        use_own_settings(os.environ, own)
        os.environ.setdefault("MEANTONE_PROGRESS", str(folder / ".progress.sqlite"))
        masters = find_masters(project)
        if not options.lesson:
            print(list_lessons(masters))
            return 0
        master = choose(masters, options.lesson)
        print(describe(master), flush=True)
        if options.nbgrader:
            return lay_assignment(master, folder / "nbgrader")
        texts = options.make(master, folder)
    except (LessonError, PlaceError) as error:
        print(error, file=sys.stderr)
        return 1
    first = next(iter(texts))
    if not lay_texts(texts, folder):
        return 1
    if first.endswith(".ipynb"):
        open_lab(folder, own, first, options, others)
    return 0


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command's options; hand back those that are JupyterLab's.

    Examples
    --------
    >>> options, others = parse(["2", "--live"])
    >>> options.lesson, options.make.__name__, options.port, others
    ('2', 'live', 8888, [])
    """
    parser = argparse.ArgumentParser(
        prog="course.py teach",
        description="Open a lesson with its solutions and the notes for its teacher.",
        epilog="Your copies are in my_lessons/teaching/. To get a fresh one, delete it and run the "
        "command again. Further options are handed to JupyterLab.",
    )
    parser.add_argument("lesson", nargs="?", metavar="NN", help="lesson, as in 02; none: list them")
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--live", dest="make", action="store_const", const=live, help="the one to type in, in class"
    )
    which.add_argument(
        "--slides", dest="make", action="store_const", const=slides, help="write slides to hand out"
    )
    which.add_argument(
        "--nbgrader", action="store_true", help="write the source of an assignment for nbgrader"
    )
    add_options(parser)
    parser.set_defaults(make=instructor)
    return parser.parse_known_args(arguments)


def find_masters(project: Path) -> list[Path]:
    """Return the masters of all lessons; LessonError if there is none."""
    masters = sorted((project / "instructor_notes" / "masters").glob("[0-9][0-9]_*.py"))
    if not masters:
        raise LessonError(f"There is no master in {project}; teach works in a copy of the project.")
    return masters


def choose(masters: Sequence[Path], name: str) -> Path:
    """Return the master of a lesson, by its number or its name.

    Parameters
    ----------
    masters : sequence of Path
    name : str
        A number, "02", or a full name.

    Raises
    ------
    LessonError
        If there is none, with the nearest.

    Examples
    --------
    >>> masters = [Path("01_music_as_data.py"), Path("02_markov_chains.py")]
    >>> choose(masters, "2").stem
    '02_markov_chains'
    >>> choose(masters, "markov")
    Traceback (most recent call last):
    meantone.teaching.lesson_error.LessonError: There is no lesson 'markov'. Did you mean:  \
python course.py teach 02
    """
    names = {name: path for path in masters for name in (path.stem, path.stem[:2], path.stem[3:])}
    wanted = name.removesuffix(".py").removesuffix(".ipynb").lower()
    if found := names.get(wanted.zfill(2)):
        return found
    near = [known for known in names if wanted in known]
    near = near or difflib.get_close_matches(wanted, names, n=1)
    hint = f"Did you mean:  python course.py teach {names[near[0]].stem[:2]}" if near else ""
    raise LessonError(f"There is no lesson {name!r}. {hint or list_lessons(masters)}")


def list_lessons(masters: Sequence[Path]) -> str:
    """List the lessons that there are."""
    lines = [f"  {describe(master)}" for master in masters]
    return "\n".join(["Name a lesson, as in  python course.py teach 02", "", *lines])


def describe(master: Path) -> str:
    r"""Return a lesson's number, question and length, without parsing it.

    Examples
    --------
    >>> path = getfixture("tmp_path") / "02_why.py"
    >>> _ = path.write_text("#     minutes: 45\n# # 02 · Why?\n", encoding="utf-8")
    >>> describe(path)
    '02 · Why? (45 minutes)'
    """
    text = read(master)
    title, minutes = _TITLE.search(text), _MINUTES.search(text)
    return f"{title[1] if title else master.stem} ({minutes[1] if minutes else '?'} minutes)"


def instructor(master: Path, folder: Path) -> dict[str, str]:
    """Return the instructor's edition, run, with the notes on top; and the notes to print.

    An edition that does not run is returned as it is, and why is said: a teacher needs it anyway.

    Parameters
    ----------
    master : Path
    folder : Path
        The teacher's.
    """
    name = file_name("instructor", master, "ipynb")

    def make() -> str:
        edition = instructor_edition(read_master(master))
        return to_text(with_notes(run_once(edition, master.stem, folder), read(notes_of(master))))

    try:
        text = kept(folder / ".lab" / name, master, make)
    except (LessonError, OSError) as error:
        edition = instructor_edition(read_master(master))
        print(f"It opens without outputs, since it does not run here: {error}", file=sys.stderr)
        text = to_text(with_notes(edition, read(notes_of(master))))
    return {name: text, **printed_notes(master, folder)}


def live(master: Path, folder: Path) -> dict[str, str]:
    """Return the live edition, not run: nobody should see a result before it is there.

    Parameters
    ----------
    master : Path
    folder : Path
        The teacher's.
    """
    name = file_name("live", master, "ipynb")
    text = kept(folder / ".lab" / name, master, lambda: to_text(live_edition(read_master(master))))
    return {name: text, **printed_notes(master, folder)}


def slides(master: Path, folder: Path) -> dict[str, str]:
    """Return the slides of the students' lesson as it is stored.

    Parameters
    ----------
    master : Path
    folder : Path
        The teacher's.
    """
    import nbformat

    lesson = project_folder() / "lessons" / f"{master.stem}.ipynb"
    if not lesson.exists():
        raise LessonError(
            f"{lesson.name} is missing. Run:  python course.py build {master.stem[:2]}"
        )
    notebook = nbformat.reads(read(lesson), as_version=4)  # type: ignore[no-untyped-call]
    return {file_name("slides", master, "html"): to_slides(notebook)}


def lay_assignment(master: Path, course: Path) -> int:
    """Lay a lesson as the source of an assignment, and say how nbgrader goes on; return 0, or 1.

    Parameters
    ----------
    master : Path
    course : Path
        The folder of nbgrader's course; its settings go there, too.
    """
    name = f"lesson_{lesson_name(master)}"
    source = course / "source" / name
    text = to_text(assignment(read_master(master)))
    laid = lay_texts({f"{master.stem}.ipynb": text}, source)
    laid = lay_texts({"nbgrader_config.py": CONFIG}, course) and laid
    print(
        f"The assignment's source: {source}\nIn {course}, with nbgrader in this environment:\n\n"
        f"    nbgrader generate_assignment {name}    # hand out what lies in release/{name}\n"
        f"    nbgrader autograde {name}    # after each copy was put into submitted/NAME/{name}\n"
        "    nbgrader export    # the points, in grades.csv"
    )
    return 0 if laid else 1


def printed_notes(master: Path, folder: Path) -> dict[str, str]:
    """Return the notes, and what is typed in class, as a page to print.

    Parameters
    ----------
    master : Path
    folder : Path
        The teacher's.
    """
    name = file_name("notes", master, "html")

    def make() -> str:
        return to_page(notes_notebook(read(notes_of(master)), read_master(master)))

    return {name: kept(folder / ".lab" / name, master, make)}


def file_name(what: str, master: Path, suffix: str) -> str:
    """Return the name of a file for a teacher, short enough for the lab's list of files.

    Parameters
    ----------
    what : str
        The kind of file: "slides", "live".
    master : Path
    suffix : str
        With its dot: ".ipynb".

    Examples
    --------
    >>> file_name("live", Path("02_markov_chains.py"), "ipynb")
    'live 02.ipynb'
    """
    return f"{what} {lesson_name(master)}.{suffix}"


def notes_of(master: Path) -> Path:
    """Return where a lesson's notes are."""
    return master.parents[1] / f"{master.stem}.md"


def read(path: Path) -> str:
    """Return a file's text; LessonError if it cannot be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise LessonError(f"{path} cannot be read: {error}") from error


def run_once(edition: NotebookNode, name: str, folder: Path) -> NotebookNode:
    """Return an edition with its outputs; say why that takes a while.

    Parameters
    ----------
    edition : NotebookNode
    name : str
        What it is called on the screen.
    folder : Path
        The working directory of its code.
    """
    print("Running it once, so that it opens with its sounds and pictures.", flush=True)
    (folder / ".lab").mkdir(parents=True, exist_ok=True)
    make_data_sets(edition)
    return run_with_bar(edition, folder, name)


def kept(path: Path, master: Path, make: Callable[[], str]) -> str:
    """Return what was made of a lesson before; make and keep it if that, or the course, changed.

    Parameters
    ----------
    path : Path
        Where it is kept.
    master : Path
        The lesson that it is made of.
    make : callable
        Makes it, as text.
    """
    sources = read(master) + read(notes_of(master))
    key = hashlib.sha256(course_checksum() + sources.encode()).hexdigest()
    with suppress(OSError, ValueError):
        before, _, text = path.read_text(encoding="utf-8").partition("\n")
        if before == key:
            return text
    text = make()
    with suppress(OSError):  # a full disk costs a teacher time, not the lesson
        write_whole(path, f"{key}\n{text}".encode())
    return text


@cache
def course_checksum() -> bytes:
    """Return a checksum of the package and of what it is locked to: outputs depend on both."""
    package = Path(__file__).parents[1]
    files = sorted(path for path in package.rglob("*") if path.suffix not in ("", ".pyc"))
    total = hashlib.sha256()
    for path in [*files, project_folder() / "requirements.txt"]:
        with suppress(OSError):
            total.update(path.name.encode() + path.read_bytes())
    return total.digest()


def lay_texts(texts: Mapping[str, str], folder: Path) -> bool:
    """Lay files in the teacher's folder, and say so; tell whether the first is there.

    Parameters
    ----------
    texts : mapping of str to str
        What each file is to hold, by its name.
    folder : Path
        The teacher's.
    """
    with tempfile.TemporaryDirectory(prefix="meantone-", ignore_cleanup_errors=True) as fresh:
        for name, text in texts.items():
            Path(fresh, name).write_bytes(text.encode())
        for change in lay(Path(fresh), folder):
            print(change)
    for name in texts:
        if name.endswith(".html"):
            print(f"{'Slides' if 'slides' in name else 'Notes to print'}: {folder / name}")
    return (folder / next(iter(texts))).exists()
