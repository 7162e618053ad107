"""The reference: a page for each room of the library, with all that its `__init__` hands on.

Docstrings are made ready for Sphinx here: formulas typeset, lessons and other names linked.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from types import ModuleType
from typing import Any

from sphinx.pycode import ModuleAnalyzer

import meantone
from website.editions import lessons
from website.formulas import is_formula, to_tex
from website.in_lessons import BUILT, code_of, names_used
from website.texts import filled

GROUPS = {
    "Tunes": ("tunes", "tunes.formats", "tunes.collections"),
    "Models": ("models", "models.neural"),
    "Decoding": ("decoding",),
    "Measures": ("measures", "measures.profile"),
    "Experiments": (
        "experiments",
        "experiments.bias",
        "experiments.loops",
        "experiments.popularity",
        "experiments.performers",
        "experiments.adaptation",
        "experiments.attribution",
        "experiments.risk",
    ),
    "Hearing and seeing": ("show",),
    "Instruments": ("widgets", "widgets.explorer", "widgets.blind_test", "widgets.duet"),
    "The collapse report": ("report",),
    "Teaching": (
        "exercises",
        "teaching",
        "teaching.checking",
        "teaching.publishing",
        "teaching.records",
        "classroom",
    ),
    "Ground floor": ("storage", "page", "commands", "commands.set_up"),
}
"""The rooms, in the order of the imports from tunes upwards, under the headings of the contents."""

_LITERAL = re.compile(r"``([^`]+)``")
_NAME = re.compile(r"(?<![`:\w])`([^`<>\n]+)`(?![`_])")
_EXAMPLES = re.compile(r"((?:^[ ]*>>> .*(?:\n(?!\s*$).*)*)|::\n(?:\n|[ ]+.*\n?)+)", re.MULTILINE)
_LESSONS = re.compile(r"\b([Ll]essons?) (\d\d(?:(?:, | and | to )\d\d)*)\b")


def rooms() -> dict[str, ModuleType]:
    """Return every room of the library that hands on names, by its name without the package's.

    Examples
    --------
    >>> rooms()["tunes"].__name__
    'meantone.tunes'
    """
    found = [module.name for module in pkgutil.walk_packages(meantone.__path__, "meantone.")
             if module.ispkg]  # fmt: skip
    modules = {name.removeprefix("meantone."): importlib.import_module(name) for name in found}
    return {name: module for name, module in modules.items() if "__all__" in vars(module)}


@cache
def homes() -> Mapping[str, tuple[str, str]]:
    """Return where each public name is described: its full name there, by every other one.

    A name that a room hands on from a room inside it is described in the inner one, where its
    neighbors are; one that a higher room hands on from a lower one, in the lower one.
    """
    place: dict[int, tuple[str, str]] = {}
    order = [room for group in GROUPS.values() for room in group]
    every = rooms()
    for room in sorted(every, key=lambda name: (-name.count("."), order.index(name))):
        for name in every[room].__all__:
            thing = getattr(every[room], name)
            if is_described(thing):
                place.setdefault(id(thing), (room, name))
    return {
        f"{room}.{name}": place.get(id(getattr(module, name)), (room, name))
        for room, module in every.items()
        for name in module.__all__
    }


def is_described(thing: object) -> bool:
    """Tell whether something has a docstring of its own, as functions and classes have."""
    return inspect.isclass(thing) or inspect.isfunction(thing)


def pages() -> dict[str, str]:
    """Return the reference's pages, in Markdown, by path.

    Raises
    ------
    KeyError
        If a room is in no group: it names the room.
    """
    order = {room: group for group, names in GROUPS.items() for room in names}
    found = {f"reference/{room}.md": page(room, module) for room, module in rooms().items()}
    for room in rooms():
        if room not in order:
            raise KeyError(f"the room {room} is in no group of the reference: add it to GROUPS")
    found["reference/index.md"] = contents()
    return found


def contents() -> str:
    """Return the reference's first page: the rooms, each with its line."""
    parts = [filled("reference")]
    every = rooms()
    for group, names in GROUPS.items():
        rows = [f"| [{name}]({name}.md) | {line(every[name])} |" for name in names]
        parts.append("\n".join([f"## {group}", "", "| room | |", "|---|---|", *rows]))
    entries = [name for names in GROUPS.values() for name in names]
    parts.append("\n".join(["```{toctree}", ":hidden:", "", *entries, "```"]))
    return "\n\n".join(parts) + "\n"


def line(module: ModuleType) -> str:
    """Return a room's first line, without a point."""
    said = (module.__doc__ or "").partition("\n")[0]
    return said.replace("|", "\\|")


def page(room: str, module: ModuleType) -> str:
    """Return a room's page: its names in a table, then each in full.

    Parameters
    ----------
    room : str
    module : ModuleType
    """
    parts = [f"# {room}", f"`meantone.{room}`", (module.__doc__ or "").strip()]
    own, elsewhere = [], []
    for name in sorted(module.__all__, key=lambda one: (one.upper() == one, one.lower())):
        home, called = homes()[f"{room}.{name}"]
        if home == room:
            own.append(called)
        else:
            elsewhere.append(f"{{py:obj}}`{name} <meantone.{home}.{called}>`")
    if elsewhere:
        parts.append(f"It hands on, besides what stands here: {', '.join(elsewhere)}.")
    parts += [entry(room, name, getattr(module, name)) for name in own]
    return "\n\n".join(parts) + "\n"


def entry(room: str, name: str, thing: object) -> str:
    """Return a name's entry: a directive by which Sphinx reads its docstring.

    Parameters
    ----------
    room : str
    name : str
    thing : object
        What the name stands for.
    """
    full = f"meantone.{room}.{name}"
    options: list[str] = []
    if inspect.isclass(thing):
        kind = "autoexception" if issubclass(thing, BaseException) else "autoclass"
        options = ["   :members:", "   :show-inheritance:"]
    elif inspect.isfunction(thing):
        kind = "autofunction"
    else:
        return value(room, name)
    directive = [*in_lessons(room, name), f".. {kind}:: {full}", *options]
    return "\n".join([f"## {name}", "", "```{eval-rst}", *directive, "```"])


def value(room: str, name: str) -> str:
    """Return the entry of a name that is no function and no class: what stands below it.

    Parameters
    ----------
    room : str
    name : str
    """
    said = "\n".join(f"   {line}" for line in prepared(said_of(room, name)))
    directive = [*in_lessons(room, name), f".. py:data:: meantone.{room}.{name}", "", said]
    return "\n".join([f"## {name}", "", "```{eval-rst}", *directive, "```"])


def in_lessons(room: str, name: str) -> list[str]:
    """Return the lines that say which lessons build and use a name; none if no lesson does.

    Parameters
    ----------
    room : str
        Where the name is described.
    name : str

    Examples
    --------
    >>> in_lessons("measures", "at_least")[2].strip()
    'Built by hand in :doc:`lesson 00 </lessons/00_start_here>`.'
    >>> in_lessons("measures", "self_bleu")
    []
    """
    built, used = lessons_of(room, name)
    said = [f"Built by hand in lesson {built}."] if built else []
    if used:
        said.append(f"Used in {_numbered(used)}.")
    if not said and (found := comes_from(room, name)):
        calls = _listed([f"`{call}`" for call in sorted(set().union(*found.values()))])
        said.append(f"Comes from {calls}, in {_numbered(tuple(found))}.")
    return [".. container:: in-lessons", "", f"   {_linked(' '.join(said))}", ""] if said else []


def _numbered(numbers: Sequence[str]) -> str:
    """Return "lesson 04", or "lessons 04 and 14"."""
    return f"lesson{'s' * (len(numbers) > 1)} {_listed(numbers)}"


def _listed(words: Sequence[str]) -> str:
    """Return "a, b and c"."""
    *first, last = words
    return " and ".join([*filter(None, [", ".join(first)]), last])


def comes_from(room: str, name: str) -> dict[str, set[str]]:
    """Return the functions that give a thing of some type, by the lessons that call them.

    Parameters
    ----------
    room : str
        Where the type is described.
    name : str
        The type's.

    Examples
    --------
    >>> comes_from("measures.profile", "Profile")
    {'09': {'profile'}}
    """
    if by_short_name().get(name) != f"meantone.{room}.{name}":
        return {}
    found = {
        number: {called for home, called in names if name in returned(home, called)}
        for number, names in used_in_lessons().items()
    }
    return {number: called for number, called in found.items() if called}


@cache
def returned(room: str, called: str) -> frozenset[str]:
    """Return the words in the type of what a function returns; of what is no function, none.

    Parameters
    ----------
    room : str
        Where it is described.
    called : str

    Examples
    --------
    >>> sorted(returned("decoding", "n_best"))
    ['Hypothesis', 'list']
    """
    thing = getattr(importlib.import_module(f"meantone.{room}"), called)
    said = thing.__annotations__.get("return", "") if inspect.isfunction(thing) else ""
    return frozenset(re.findall(r"\w+", str(said)))


def lessons_of(room: str, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the lesson in which a name is built by hand, if one is, and others that use it.

    Parameters
    ----------
    room : str
        Where the name is described.
    name : str

    Examples
    --------
    >>> lessons_of("decoding", "most_probable")
    ('04', ('14',))
    """
    built = BUILT.get(f"{room}.{name}", "")
    used = [number for number, names in used_in_lessons().items() if (room, name) in names]
    return built, tuple(number for number in used if number != built)


@cache
def used_in_lessons() -> Mapping[str, set[tuple[str, str]]]:
    """Return the public names that each lesson's notebook uses, by where they are described."""
    every = homes()
    return {
        number: {
            every[name]
            for full in names_used(code_of(path))
            if (name := full.removeprefix("meantone.")) in every
        }
        for number, path in lessons().items()
    }


def said_of(room: str, name: str) -> list[str]:
    """Return the lines that stand below a name where it is given its value.

    Examples
    --------
    >>> said_of("show", "MEANINGS")[0][:29], said_of("show", "NOTHING")
    ('One meaning for a color, in w', [])
    """
    importlib.import_module(f"meantone.{room}")
    for found in sorted(sys.modules):
        if found.startswith(f"meantone.{room}"):
            lines = ModuleAnalyzer.for_module(found).find_attr_docs().get(("", name))
            if lines:
                return lines
    return []


def prepared(lines: list[str]) -> list[str]:
    r"""Return a docstring's lines as Sphinx reads them; examples and code stay as they are.

    Parameters
    ----------
    lines : list of str

    Examples
    --------
    >>> prepared(["It is ``(c + k) / N``. Lesson 04."])
    ['It is :math:`\\frac{c + k}{N}`. :doc:`Lesson 04 </lessons/04_likelihood>`.']
    """
    text = "\n".join(lines)
    blocks = _EXAMPLES.split(text)
    return "".join(
        block if place % 2 else _linked(_typeset(block)) for place, block in enumerate(blocks)
    ).split("\n")


def _typeset(text: str) -> str:
    """Return text with its formulas in TeX; what cannot be read stays as it is."""

    def formula(match: re.Match[str]) -> str:
        said = re.sub(r"\s+", " ", match[1])
        if not is_formula(said):
            return match[0]
        try:
            return f":math:`{to_tex(said)}`"
        except ValueError:
            return match[0]

    return _LITERAL.sub(formula, text)


def _linked(text: str) -> str:
    """Return text with links to the lessons and names that it speaks of."""
    parts = re.split(r"(``[^`]+``|:\w+:`[^`]+`)", text)
    return "".join(
        part if place % 2 else _LESSONS.sub(_lessons, _NAME.sub(_name, part))
        for place, part in enumerate(parts)
    )


def _lessons(match: re.Match[str]) -> str:
    """Return "Lessons 03 and 04" with a link for each number."""
    numbers = re.split(r"(\d\d)", match[2])
    known = lessons()
    first = numbers[1]
    if len(numbers) == 3 and first in known:
        return f":doc:`{match[1]} {first} </lessons/{known[first].stem}>`"
    linked = [
        f":doc:`{part} </lessons/{known[part].stem}>`" if part in known else part
        for part in numbers
    ]
    return f"{match[1]} {''.join(linked)}"


@cache
def by_short_name() -> Mapping[str, str]:
    """Return the full name of each public thing by its short one, where there is only one such."""
    found: dict[str, set[str]] = {}
    for home, name in homes().values():
        found.setdefault(name, set()).add(f"meantone.{home}.{name}")
    return {name: full.pop() for name, full in found.items() if len(full) == 1}


def _name(match: re.Match[str]) -> str:
    """Return what stands in single backticks: a link if it is a public name, else code."""
    said = match[1]
    short = said.removesuffix("()").rpartition(".")[2]
    full = by_short_name().get(short)
    if full and (said == short or full.endswith(said)):
        return f":py:obj:`{said} <{full}>`"
    return f"``{said}``"


def prepare_docstring(
    app: Any, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Make a docstring ready as autodoc hands it over.

    Parameters
    ----------
    app, what, name, obj, options
        As Sphinx gives them.
    lines : list of str
        Changed in place.
    """
    lines[:] = prepared(lines)


def prepare_signature(
    app: Any, what: str, name: str, obj: Any, options: Any, signature: str | None, returns: str
) -> tuple[str, str | None] | None:
    """Return a signature with types as the code names them, not with what these names stand for.

    Parameters
    ----------
    app, what, name, obj, options, signature, returns
        As Sphinx gives them.
    """
    if not signature:
        return None
    try:
        found = inspect.signature(obj)
    except (TypeError, ValueError):
        return None
    parameters = [
        one.replace(annotation=Verbatim(one.annotation), default=quoted(one.default))
        for one in found.parameters.values()
        if one.name != "self"
    ]
    shown = found.replace(parameters=parameters, return_annotation=inspect.Signature.empty)
    said = found.return_annotation
    gives = "" if said in (inspect.Signature.empty, "None", None) else str(Verbatim(said))
    return str(shown), gives or None


def quoted(default: Any) -> Any:
    """Return a default as it is shown: texts in quotes, things by their names."""
    return Verbatim(repr(default)) if isinstance(default, str) else Verbatim(default)


class Verbatim:
    """Something in a signature that is shown as it was written.

    Examples
    --------
    >>> Verbatim("Sequence[ArrayLike]"), Verbatim(4), Verbatim(print)
    (Sequence[ArrayLike], 4, print)
    """

    def __new__(cls, shown: Any) -> Any:
        """Leave what is absent as it is."""
        return shown if shown is inspect.Parameter.empty else super().__new__(cls)

    def __init__(self, shown: Any) -> None:
        self.shown = shown

    def __repr__(self) -> str:
        """Return it without quotes, and without an address in memory."""
        if isinstance(self.shown, str):
            return self.shown
        return (
            str(getattr(self.shown, "__name__", "..."))
            if callable(self.shown)
            else repr(self.shown)
        )


def prepare_bases(app: Any, name: str, obj: object, options: Any, bases: list[Any]) -> None:
    """Name a class's bases as the reference has them.

    Parameters
    ----------
    app, name, obj, options
        As Sphinx gives them.
    bases : list
        Changed in place.
    """
    known = by_short_name()
    bases[:] = [
        f":py:obj:`{base.__name__} <{known[base.__name__]}>`"
        if getattr(base, "__name__", "") in known
        else base
        for base in bases
    ]
