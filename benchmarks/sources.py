"""Which code makes a figure: the modules that it needs, and a fingerprint of what they say.

A case of a sweep is measured again if the code that makes it has changed, and only then. So the
fingerprint is of the modules that can be reached by imports, each name followed to the file that
defines it, and it leaves out what changes no figure: comments, docstrings, empty lines.
"""

from __future__ import annotations

import ast
import hashlib
import io
import tokenize
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

OURS = ("meantone", "benchmarks")
"""The packages whose modules are followed; the versions of others stand on the pages."""


@cache
def fingerprint(module: str) -> str:
    """Return 16 digits that change when the code changes that a module reaches, its own included.

    Examples
    --------
    >>> fingerprint("meantone.measures.dials") == fingerprint("meantone.measures.runs")
    False
    """
    total = hashlib.sha256()
    for name in reached(module):
        total.update(f"{name}\n{bare(source(name))}\n".encode())
    return total.hexdigest()[:16]


def reached(module: str) -> list[str]:
    """Return the modules that a module imports, directly or not, and itself; sorted.

    Examples
    --------
    >>> reached("meantone.storage.cache")
    ['meantone.storage.cache', 'meantone.storage.checksums', 'meantone.storage.writing']
    """
    found, waiting = {module}, [module]
    while waiting:
        new = set(imported(waiting.pop())) - found
        found |= new
        waiting += new
    return sorted(found)


def imported(module: str) -> Iterator[str]:
    """Go through the modules of our own that define what a module imports."""
    for node in running(tree(module)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names if is_ours(name.name))
        elif isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
            yield from (home(node.module or "", name.name) for name in node.names)


def running(node: ast.AST) -> Iterator[ast.AST]:
    """Go through the code that runs: what is there for type checkers alone is left out."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING"):
            yield child
            yield from running(child)


@cache
def home(module: str, name: str) -> str:
    """Return the module that defines a name which may be handed on by others.

    Examples
    --------
    >>> home("meantone.measures", "vendi_score"), home("meantone", "measures")
    ('meantone.measures.diversity', 'meantone.measures')
    """
    if is_package(module) and find_spec(f"{module}.{name}"):
        return f"{module}.{name}"
    handed_on = handed(module)
    return home(*handed_on[name]) if name in handed_on else module


@cache
def handed(module: str) -> dict[str, tuple[str, str]]:
    """Return the names that a module has from others of ours: from which, and as what."""
    return {
        one.asname or one.name: (node.module or "", one.name)
        for node in tree(module).body
        if isinstance(node, ast.ImportFrom) and is_ours(node.module or "")
        for one in node.names
    }


def is_ours(module: str) -> bool:
    """Tell whether a module is one of those that are followed."""
    return module.partition(".")[0] in OURS


@cache
def is_package(module: str) -> bool:
    """Tell whether a module is a folder of modules."""
    spec = find_spec(module)
    return spec is not None and spec.submodule_search_locations is not None


@cache
def tree(module: str) -> ast.Module:
    """Return a module as it is parsed."""
    return ast.parse(source(module))


@cache
def source(module: str) -> str:
    """Return the text of a module."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"there is no file of {module}")
    return Path(spec.origin).read_text(encoding="utf-8")


def bare(text: str) -> str:
    r"""Return a module's text without comments, docstrings and empty lines.

    Examples
    --------
    >>> bare('x = 1  # one' + chr(10) * 2 + 'def f():' + chr(10) + '    "Why."' + chr(10))
    'x = 1\\ndef f():'
    """
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for first, last in docstrings(ast.parse(text)):
        lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(line.rstrip() for line in lines if line.strip())


def docstrings(tree: ast.AST) -> Iterator[tuple[int, int]]:
    """Go through the first and last lines of strings that stand alone, such as docstrings."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                yield node.lineno, node.end_lineno or node.lineno
