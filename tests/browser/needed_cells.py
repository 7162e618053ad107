"""Which cells of a lesson have to run before its instruments can be played.

What a cell prints or draws is stored in the lesson, compared by nbval, and looked at as it is
stored. An instrument alone needs Python on the other side: the cell that shows it runs in the lab,
and with it the cells that define what it uses.
"""

import ast
import re
import symtable
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import nbformat
from nbformat import NotebookNode

MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
QUESTION = "predict"
"""What shows an instrument without being imported from the widgets."""
HEARD = "Playlist"
"""What is no instrument: it only plays, as it does where it is stored. A test names its sound."""
NAME = re.compile(r"\d\d\.\w+")
"""Of an exercise, a prediction, a sound."""


@dataclass(frozen=True)
class Code:
    """What a piece of code does to the names of its notebook."""

    source: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @cached_property
    def scopes(self) -> list[symtable.SymbolTable]:
        return list(nested(symtable.symtable(self.source, "cell", "exec")))

    @cached_property
    def uses(self) -> set[str]:
        """The names that it takes from the notebook."""
        return {
            symbol.get_name()
            for scope in self.scopes
            for symbol in scope.get_symbols()
            if symbol.is_referenced() and (scope is self.scopes[0] or symbol.is_global())
        }

    @cached_property
    def defines(self) -> set[str]:
        symbols = self.scopes[0].get_symbols()
        return {one.get_name() for one in symbols if one.is_assigned() or one.is_imported()}

    @cached_property
    def changes(self) -> set[str]:
        """The names that it defines, or whose object it may change, as `rows.append(row)` does."""
        return self.defines | set(filter(None, map(changed_by, ast.walk(self.tree))))

    @cached_property
    def strings(self) -> set[str]:
        nodes = (node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant))
        return {value for value in nodes if isinstance(value, str)}

    def imported(self, module: str = "") -> set[str]:
        """Return the names that it imports, from one module or from any."""
        nodes = (
            node for node in ast.walk(self.tree) if isinstance(node, ast.Import | ast.ImportFrom)
        )
        return {
            alias.asname or alias.name.split(".")[0]
            for node in nodes
            for alias in node.names
            if not module or (isinstance(node, ast.ImportFrom) and node.module == module)
        }


def nested(scope: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Give a scope and all within it."""
    yield scope
    for inner in scope.get_children():
        yield from nested(inner)


def changed_by(node: ast.AST) -> str:
    """Return the name whose object a node may change, "" if it changes none."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        node = node.value.func if isinstance(node.value.func, ast.Attribute) else node
    elif not isinstance(getattr(node, "ctx", None), ast.Store):
        return ""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def sources_needed(lesson: Path, module: str) -> list[str]:
    """Return the cells of a stored lesson that a module of tests needs."""
    notebook = nbformat.read(lesson, as_version=4)
    return [notebook.cells[place].source for place in needed_cells(notebook, module)]


def needed_cells(lesson: NotebookNode, module: str) -> list[int]:
    """Return the places of the cells that have to run for a module of tests, in order.

    They are those that show an instrument, or something that the tests name, and those that define
    what is used by them or by the code that the tests type in.
    """
    cells = {
        place: Code(MAGIC.sub("", cell.source))
        for place, cell in enumerate(lesson.cells)
        if cell.cell_type == "code"
    }
    played = (code.imported("meantone.widgets") for code in cells.values())
    instruments = {QUESTION}.union(*played) - {HEARD}
    imported = {name for code in cells.values() for name in code.imported()}
    typed, named = asked_for(module)
    first = {name: place for place, code in reversed(cells.items()) for name in code.defines}
    found: set[int] = set()
    before = -1
    while before < len(found):
        before = len(found)
        late = {name for at in found for name in cells[at].uses if first.get(name, 0) > at}
        wanted = typed | late  # what a function uses may be defined after it
        for place, code in reversed(cells.items()):
            changes = code.changes - imported | code.imported()
            shows = named & code.strings or instruments & code.uses
            if shows or changes & wanted:
                wanted |= code.uses
                found.add(place)
    return sorted(found)


def asked_for(module: str) -> tuple[set[str], set[str]]:
    """Return the names used by code that tests type in, and the names of what they play and see."""
    said = Code(module).strings
    typed: set[str] = set()
    for text in said:
        with suppress(SyntaxError):
            typed |= Code(text).uses if re.search(r"[(=]", text) else set()
    return typed, {text for text in said if NAME.fullmatch(text)}
