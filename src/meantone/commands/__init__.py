"""What `python course.py` can do, once its environment is made: one module for each command.

A command is loaded when it is called, so that none can break another, or slow it down.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from meantone.installation import is_package_alone, project_folder

COMMANDS = {
    "lab": "open the lessons in JupyterLab (--no-browser, --port NUMBER)",
    "data": "build data sets: all, or those named",
    "prepare": "train the longer-trained networks, and keep them in the cache",
    "teach": "open a lesson with solutions and a teacher's notes (--live, --slides, --nbgrader)",
    "class": "see what a class predicted and misunderstood: open, or show a folder of hand-ins",
    "report": "compare a folder of tunes with people's: one page, and its figures as data",
    "doctor": "check Python, packages, disk, sound, engraving and charts; say what to do",
    "test": "run every test (or the steps named; --quick leaves the long ones out)",
    "build": "make the notebooks of lessons/ from their masters",
    "site": "build the static site into a folder (--lite PYODIDE: the browser edition too)",
    "bench": "compare with peers and published figures: list the benchmarks, or run one",
    "lock": "rewrite the locked requirements from pyproject.toml (--upgrade)",
}
"""Each command, and what it does in a line."""

EVERYWHERE = ("lab", "data", "prepare", "class", "report", "doctor")
"""The commands that need no more than the package; the others work on the course's folder."""

# A module called test would look like one of the tests, and `class` is a word of Python's.
_MODULES = {"test": "check", "class": "classroom"}

__all__ = ["COMMANDS", "at_hand", "find_command", "project_folder"]


def find_command(name: str) -> Callable[[list[str]], int]:
    """Return the function that runs a command.

    Parameters
    ----------
    name : str
        One of `COMMANDS`.

    Returns
    -------
    callable
        It takes the command's own arguments, and returns its exit code.

    Examples
    --------
    >>> find_command("doctor").__module__
    'meantone.commands.doctor'
    """
    module = importlib.import_module(f"meantone.commands.{_MODULES.get(name, name)}")
    main: Callable[[list[str]], int] = module.main
    return main


def at_hand() -> dict[str, str]:
    """Return the commands that work here, of `COMMANDS`.

    Examples
    --------
    >>> "report" in at_hand()
    True
    """
    if not is_package_alone():
        return COMMANDS
    return {name: COMMANDS[name] for name in EVERYWHERE}
