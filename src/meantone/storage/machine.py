"""What this machine has and lacks: asked once, here, by all that would use it.

A browser (Pyodide, WebAssembly) runs the same library: there are no threads and no processes, and
packages that are more than Python are there only if somebody has built them for it.
"""

from __future__ import annotations

import sys
import warnings
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from meantone.installation import call

OPTIONAL = {
    "music21": "music21",
    "note_seq": "note-seq",
    "soundfile": "soundfile",
    "torch": "PyTorch",
    "verovio": "Verovio",
    "vl_convert": "vl-convert",
}
"""Packages without which most of the course works all the same, and what people call them."""

IN_BROWSER = {
    "torch": "networks are trained in the course on a computer, and their results are stored here",
    "soundfile": "sounds are WAV here, so save yours as .wav",
    "vl_convert": "charts are drawn by the page, and cannot be made into a file",
}
"""What is said there of a package that is missing; of others, that they are left out."""


class MissingError(ImportError):
    """A package is needed that this machine does not have: which, and what to do."""


@dataclass(frozen=True)
class Machine:
    """What there is to work with.

    Parameters
    ----------
    browser : bool
        Whether Python runs in a browser, or as there.
    threads : bool
        Whether a thread can be started; without, what would be done beside is done at once.
    processes : bool
        Whether other processes can be started, or may be running on the same files.
    absent : frozenset of str
        Those of `OPTIONAL` that cannot be imported.
    """

    browser: bool
    threads: bool
    processes: bool
    absent: frozenset[str]

    def has(self, package: str) -> bool:
        """Tell whether one of the `OPTIONAL` packages can be imported."""
        return package not in self.absent


@cache
def machine() -> Machine:
    """Return what this machine has.

    Examples
    --------
    >>> machine().threads
    True
    """
    browser = sys.platform == "emscripten"
    if browser:  # tqdm tries a thread that watches its bars, and does without
        warnings.filterwarnings("ignore", "tqdm:disabling monitor support")
    absent = frozenset(name for name in OPTIONAL if find_spec(name) is None)
    return Machine(browser, threads=not browser, processes=not browser, absent=absent)


def lacking(package: str, what: str = "This") -> str:
    """Return a sentence that says that a package is missing, and what to do.

    Parameters
    ----------
    package : str
        One of `OPTIONAL`.
    what : str
        Whatever needs it.

    Examples
    --------
    >>> lacking("torch", "the LSTM")
    'the LSTM needs PyTorch, which is not installed: python course.py doctor says what to do'
    """
    name = OPTIONAL[package]
    if machine().browser:
        instead = IN_BROWSER.get(package, "it is left out here")
        return f"{what} needs {name}, which the browser edition does not have: {instead}"
    return f"{what} needs {name}, which is not installed: {call('doctor')} says what to do"


def need(package: str) -> None:
    """Raise `MissingError` unless one of the `OPTIONAL` packages can be imported.

    Parameters
    ----------
    package : str

    Raises
    ------
    MissingError
        It says in one sentence what is missing, and what to do.

    Examples
    --------
    >>> need("soundfile")
    """
    if not machine().has(package):
        raise MissingError(f"{lacking(package)}.", name=package)
