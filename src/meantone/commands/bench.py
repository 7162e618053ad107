"""`course.py bench`: compare with peers and with published figures, in one run.

A benchmark is a file of the folder `benchmarks` that has a function ``main(arguments) -> int``.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import importlib
import sys
from collections.abc import Callable
from pathlib import Path

from meantone.commands import project_folder

USAGE = "python course.py bench [NAME [OPTIONS]]"


def main(arguments: list[str]) -> int:
    """List the benchmarks, or run the one that is named.

    Parameters
    ----------
    arguments : list of str
        Nothing; or a benchmark's name, then what belongs to it.

    Returns
    -------
    int
        What the benchmark returns; 2 if there is no such benchmark.

    Examples
    --------
    >>> main(["ngarm"])
    2
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench",
        usage=USAGE,
        description="List the benchmarks, or run one.",
        epilog="python course.py bench NAME --help  lists the options of a benchmark.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="which one to run")
    name = parser.parse_args(arguments[:1]).name  # the rest is the benchmark's own
    found = benchmarks(project_folder() / "benchmarks")
    if name is None:
        print(listing(found))
        return 0
    if name not in found:
        print(unknown(name, found), file=sys.stderr)
        return 2
    return load(name)(arguments[1:])


def benchmarks(folder: Path) -> dict[str, str]:
    """Return the benchmarks of a folder: the name of each, and what it is in a line.

    They are read, not loaded: listing them needs none of their packages.

    Examples
    --------
    >>> benchmarks(project_folder() / "benchmarks")["ngram"]
    'N-grams beside nltk and KenLM: training, scoring, sampling, searching.'
    """
    found = {}
    for path in sorted(folder.glob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in module.body):
            found[path.stem] = first_line(ast.get_docstring(module) or "")
    return found


def first_line(docstring: str) -> str:
    r"""Return what a benchmark is, without the command that runs it.

    Examples
    --------
    >>> first_line("`course.py bench ngram`: n-grams.\n\nMore of it.")
    'N-grams.'
    """
    line = docstring.partition("\n")[0]
    if line.startswith("`"):
        line = line.partition("`: ")[2]
    return line[:1].upper() + line[1:]


def listing(found: dict[str, str]) -> str:
    """Return the benchmarks as a text, one in a line.

    Examples
    --------
    >>> print(listing({"ngram": "N-grams."}))
    Run one with:  python course.py bench NAME
    <BLANKLINE>
      ngram       N-grams.
    """
    if not found:
        return "There are no benchmarks beside this installation; they come with the course."
    wide = max(12, *(len(name) + 2 for name in found))
    lines = [f"  {name:{wide}}{what}" for name, what in found.items()]
    return "\n".join(["Run one with:  python course.py bench NAME", "", *lines])


def unknown(name: str, found: dict[str, str]) -> str:
    """Say that there is no such benchmark, and which one comes nearest.

    Parameters
    ----------
    name : str
        What was asked for.
    found : dict of str to str
        The benchmarks there are, each with its line.

    Examples
    --------
    >>> print(unknown("ngarm", {"ngram": "N-grams."}))
    There is no benchmark 'ngarm'. Did you mean:  python course.py bench ngram
    """
    near = difflib.get_close_matches(name, found, n=1)
    hint = f"Did you mean:  python course.py bench {near[0]}" if near else listing(found)
    return f"There is no benchmark {name!r}. {hint}"


def load(name: str) -> Callable[[list[str]], int]:
    """Return the function that runs a benchmark."""
    folder = str(project_folder())
    if folder not in sys.path:
        sys.path.insert(0, folder)
    run: Callable[[list[str]], int] = importlib.import_module(f"benchmarks.{name}").main
    return run
