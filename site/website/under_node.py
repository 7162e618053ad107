"""The library under Pyodide, without a browser: Node starts it once, then answers questions.

What is asked is a Python expression, and what comes back can be written as JSON: the same question
can be asked of the Python that runs this.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

from meantone.commands import project_folder
from meantone.commands.node import find_node
from meantone.storage import alone, cache_folder
from website.pyodide import PATIENCE, checked_wheels

PYODIDES = ("numpy", "pandas", "scipy", "sqlite3", "ipython", "packaging", "scikit-learn")
"""What the course and its known answers take from Pyodide, by the names of its lock file."""

BROUGHT = (
    "altair",
    "anywidget",
    "attrs",
    "certifi",
    "chardet",
    "charset-normalizer",
    "comm",
    "defusedxml",
    "idna",
    "ipywidgets",
    "jinja2",
    "jsonpickle",
    "jsonschema",
    "jsonschema-specifications",
    "markupsafe",
    "mido",
    "more-itertools",
    "narwhals",
    "platformdirs",
    "pretty-midi",
    "psygnal",
    "referencing",
    "requests",
    "tqdm",
    "typing-extensions",
    "urllib3",
    "webcolors",
)
"""What comes from here: each of them runs without its compiled parts."""

COMPILED = (".so", ".pyd", ".dylib", ".pyc")

SILENCE = 900.0
"""Seconds after which a question counts as one that is never answered."""

_START = """
import json, sys, traceback
sys.path[:0] = ["/course/src", "/course/site", "/course", "/packages", "/instead"]
sys.path.append("/music21")
sys.pycache_prefix = "/bytecode"

def answer(line):
    module, _, expression = json.loads(line).partition(":")
    try:
        names = {}
        exec(f"from {module} import *", names)
        return json.dumps({"answer": eval(expression, names)})
    except BaseException:
        return json.dumps({"error": traceback.format_exc()})
"""


class UnansweredError(Exception):
    """A question was not answered: what Node or Python said."""


class Pyodide:
    """A Python in Node.

    Parameters
    ----------
    process : Popen
        Answers one line with one line.
    stderr : Path
        The file that holds what else it said.
    """

    def __init__(self, process: subprocess.Popen[str], stderr: Path) -> None:
        self._process = process
        self._stderr = stderr

    def ask(self, question: str, seconds: float = SILENCE) -> Any:
        """Return the value of an expression.

        Parameters
        ----------
        question : str
            `website.core:figures()` is the expression `figures()` with all names of that module.
        seconds : float
            After this time Node is ended, with all that it knows.

        Raises
        ------
        UnansweredError
            If there is no answer in time, or an error.
        """
        assert self._process.stdin
        assert self._process.stdout
        timer = threading.Timer(seconds, self._process.kill)
        timer.start()
        try:
            with suppress(BrokenPipeError):
                self._process.stdin.write(json.dumps(question) + "\n")
                self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            timer.cancel()
        if not line:
            told = self._stderr.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise UnansweredError(f"no answer to {question}:\n{told}")
        said = json.loads(line)
        if "error" in said:
            raise UnansweredError(f"{question}:\n{said['error']}")
        return said["answer"]


@contextmanager
def pyodide(work: Path) -> Iterator[Pyodide]:
    """Start a Python in Node that has the library, the recipes and music21; end it at last.

    Parameters
    ----------
    work : Path
        A folder for what it writes: `/learner` there. Tunes in its `cache` are not built again.

    Raises
    ------
    PyodideError
        If it cannot be had.
    """
    settings = {
        "folders": {place: str(folder) for place, folder in _folders(work).items()},
        "packages": PYODIDES,
        "start": _START,
        "variables": {
            "HOME": "/learner",
            "MEANTONE_CACHE": "/learner/cache",
            "MEANTONE_PROGRESS": "/learner/progress.sqlite",
        },
    }
    program, stderr = Path(__file__).with_name("in_node.mjs"), work / "stderr.txt"
    command = [find_node() or "node", str(program), str(checked_wheels()), json.dumps(settings)]
    with (
        stderr.open("w", encoding="utf-8") as said,
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, text=True
        ) as process,
    ):
        try:
            yield Pyodide(process, stderr)
        finally:
            process.kill()


def _folders(work: Path) -> dict[str, Path]:
    """Return what is where there: music21 as it is installed here, which is nothing but Python."""
    bytecode = cache_folder() / "browser-bytecode"
    for folder in (work / "cache", bytecode):
        folder.mkdir(parents=True, exist_ok=True)
    installed = Path(str(distribution("music21").locate_file("")))
    parts = [*installed.glob("music21-*.dist-info"), installed / "music21"]
    return {
        "/course": project_folder(),
        "/packages": packages(),
        "/instead": project_folder() / "site" / "browser" / "python" / "rpds-py",
        "/bytecode": bytecode,
        "/learner": work,
        **{f"/music21/{part.name}": part for part in parts},
    }


def packages() -> Path:
    """Return a folder with `BROUGHT` as it is installed here, without what is compiled.

    It is made once, in the cache, together with what stands in for compiled packages.
    """
    names = sorted(f"{name}=={distribution(name).version}" for name in BROUGHT)
    key = hashlib.sha256("\n".join(names).encode()).hexdigest()[:16]
    place = cache_folder() / f"browser-packages-{key}"
    with alone(place.with_name(f"{place.name}.lock"), PATIENCE):
        if not place.exists():
            beside = place.with_name(f"{place.name}.part")
            shutil.rmtree(beside, ignore_errors=True)
            for name in BROUGHT:
                _copy(distribution(name), beside)
            beside.rename(place)
    return place


def _copy(package: Distribution, into: Path) -> None:
    """Copy the files of a package that are for any processor, and in its own folders."""
    for path in package.files or ():
        if ".." not in path.parts and path.suffix not in COMPILED:
            (into / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(str(path.locate()), into / path)
