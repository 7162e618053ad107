"""Recipes: what a data set is made of, as data that one interpreter reads.

A recipe is `datasets/NAME/recipe.toml`. It says which files hold the tunes, how they are read and
named, and which tunes are kept. All that can stand in it is here, in `Recipe`, `Source` and `Keep`.
"""

from __future__ import annotations

import fnmatch
import hashlib
import importlib.util
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

Reader = Literal["abc", "musicxml"]
Unnamed = Literal["", "major", "thirds"]
Place = Literal["music21", "here"]
Letters = Literal["", "cp437"]

_OWN_MODULES = ("meantone.tunes.corpus", __name__, "meantone.tunes.collections.sets")
_IMPORT = re.compile(r"^from (meantone\.tunes\.[\w.]+) import", re.MULTILINE)


class SetError(ValueError):
    """A data set cannot be made: why, and what to do."""


@dataclass(frozen=True)
class Source:
    """Files that are read in one way.

    Parameters
    ----------
    place : str
        "music21" for the corpus that music21 brings, "here" for the data set's own folder.
    files : tuple of str
        Patterns, such as ``essenFolksong/*.abc``.
    id : str
        The pattern of a tune's id. In it {file} is the file's name without its ending, {number}
        the tune's number in the file: its X: in ABC.
    title : str
        The pattern of its title; if empty, the title is what the file says.
    letters : str
        "cp437" if letters such as ä were written under MS-DOS and never translated: mended.
    exclude : mapping of str to tuple of str
        Reasons, and patterns of files whose tunes are counted but left out.
    parts : tuple of str
        For scores: the names that the parts must have, these and no others.
    take : str
        The name of the part that is the tune.
    """

    place: Place
    files: tuple[str, ...]
    id: str
    title: str = ""
    letters: Letters = ""
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    take: str = ""


@dataclass(frozen=True)
class Keep:
    """Which tunes are kept.

    Parameters
    ----------
    meter : str
        "one": only tunes that have one meter throughout.
    bars : str
        "whole": only tunes that fill their bars. The last one may be short by the pickup.
    notes : tuple of int, or None
        The fewest and the most notes.
    melody : str
        "once": of tunes with the same intervals and the same durations only the first.
    """

    meter: Literal["any", "one"] = "any"
    bars: Literal["any", "whole"] = "any"
    notes: tuple[int, int] | None = None
    melody: Literal["any", "once"] = "any"


@dataclass(frozen=True)
class Recipe:
    """How a data set is made.

    Parameters
    ----------
    name : str
        The folder's name.
    title : str
    reader : str
        "abc" or "musicxml".
    sources : tuple of Source
    keep : Keep
    unnamed : str
        The mode of tunes whose files name a tonic but no mode: "major"; or "thirds", minor if
        the minor third above the tonic occurs more often than the major third; or unknown.
    folder : Path
        The data set's folder.
    """

    name: str
    title: str
    reader: Reader
    sources: tuple[Source, ...]
    keep: Keep
    unnamed: Unnamed
    folder: Path


@cache
def datasets_folder() -> Path:
    """Return the folder with the recipes: beside the package in a checkout, in it if installed.

    Raises
    ------
    SetError
        If it is in neither place.

    Examples
    --------
    >>> (datasets_folder() / "kinder" / "recipe.toml").is_file()
    True
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "datasets", package.parents[1] / "datasets"):
        if next(folder.glob("*/recipe.toml"), None):
            return folder
    raise SetError(f"the recipes of the data sets are not in {package}; install meantone again")


def set_names() -> list[str]:
    """Return the names of the data sets, those that take longest to build last.

    Examples
    --------
    >>> set_names()
    ['starter', 'kinder', 'chorales', 'irish', 'folk']
    """
    known = ["starter", "kinder", "chorales", "irish", "folk"]
    there = sorted(path.parent.name for path in datasets_folder().glob("*/recipe.toml"))
    return sorted(there, key=lambda name: known.index(name) if name in known else len(known))


def read_recipe(name: str) -> Recipe:
    """Return the recipe of a data set.

    Raises
    ------
    SetError
        If there is no such set, or its recipe has a mistake, with the place.

    Examples
    --------
    >>> read_recipe("kinder").title
    "German children's songs"
    >>> read_recipe("kidner")
    Traceback (most recent call last):
    meantone.tunes.collections.recipes.SetError: no data set 'kidner'; there are ...
    """
    if name not in set_names():
        raise SetError(f"no data set {name!r}; there are {', '.join(set_names())}")
    return parse_recipe(datasets_folder() / name)


def parse_recipe(folder: Path) -> Recipe:
    """Return the recipe in a folder.

    Raises
    ------
    SetError
        If it has a mistake.
    """
    path = folder / "recipe.toml"
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        sources = tuple(_source(entry) for entry in table.pop("source", []))
        keep = _make(Keep, table.pop("keep", {}), "[keep]")
        unnamed = table.pop("mode", {}).get("unnamed", "")
        recipe = _make(
            Recipe,
            {**table, "sources": sources, "keep": keep, "unnamed": unnamed}
            | {"name": folder.name, "folder": folder},
            "the recipe",
        )
        _check(recipe)
    except (tomllib.TOMLDecodeError, OSError, TypeError, ValueError) as error:
        raise SetError(f"{path}: {error}") from error
    return recipe


def source_files(recipe: Recipe, source: Source) -> list[tuple[str, Path]]:
    """Return a source's files: the name that stands in `Tune.source`, and the path.

    Parameters
    ----------
    recipe : Recipe
    source : Source
        One of its sources.

    Returns
    -------
    list of (str, Path)
        By name.

    Raises
    ------
    SetError
        If a pattern fits no file.

    Examples
    --------
    >>> recipe = read_recipe("kinder")
    >>> [name for name, _ in source_files(recipe, recipe.sources[0])]
    ['essenFolksong/kinder0.abc']
    """
    root = recipe.folder if source.place == "here" else music21_corpus()
    found: dict[str, Path] = {}
    for pattern in source.files:
        paths = {path.relative_to(root).as_posix(): path for path in root.glob(pattern)}
        if not paths:
            raise SetError(f"the data set {recipe.name!r} needs {pattern}, which is not in {root}")
        found |= paths
    return sorted(found.items())


def excluded(source: Source, name: str) -> str:
    """Return the reason why a file is left out, or nothing.

    Parameters
    ----------
    source : Source
    name : str
        A file's name as `source_files` gives it.

    Returns
    -------
    str
        Empty if the file is not left out.

    Examples
    --------
    >>> excluded(read_recipe("folk").sources[0], "essenFolksong/testd.abc")
    'in a test file'
    """
    for reason, patterns in source.exclude.items():
        if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
            return reason
    return ""


@cache
def music21_corpus() -> Path:
    """Return the folder of the corpus that music21 brings, without importing music21.

    Raises
    ------
    SetError
        If music21 is not installed.

    Examples
    --------
    >>> music21_corpus().name
    'corpus'
    """
    found = importlib.util.find_spec("music21")
    if found is None or not found.submodule_search_locations:
        raise SetError("this data set needs music21; install it, or use the set 'starter'")
    return Path(found.submodule_search_locations[0]) / "corpus"


def recipe_key(recipe: Recipe) -> str:
    """Return a text that changes whenever what the recipe makes may change.

    It depends on the recipe, the split, the code that reads, the version of music21 and the files
    that are read.

    Examples
    --------
    >>> len(recipe_key(read_recipe("kinder")))
    20
    """
    total = hashlib.sha256(_music21_version(recipe).encode())
    own = [recipe.folder / "recipe.toml", recipe.folder / "split.csv"]
    named = [(path.name, path) for path in (*_code(recipe.reader), *own) if path.exists()]
    for source in recipe.sources:
        named += source_files(recipe, source)
    for name, path in named:
        total.update(f"\n{name} ".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:20]


def _code(reader: Reader) -> list[Path]:
    """Return the modules on which a set depends: the reader, and all that it imports."""
    # The reader's module has its name.
    waiting = [f"meantone.tunes.formats.{reader}", *_OWN_MODULES]
    needed: dict[str, Path] = {}
    while waiting:
        module = waiting.pop()
        needed[module] = _file_of(module)
        imported = _IMPORT.findall(needed[module].read_text(encoding="utf-8"))
        waiting += set(imported) - set(needed)
    return [needed[module] for module in sorted(needed)]


def _file_of(module: str) -> Path:
    """Return the file of a module of this package."""
    return Path(__file__).resolve().parents[3].joinpath(*module.split(".")).with_suffix(".py")


def _music21_version(recipe: Recipe) -> str:
    """Return music21's version, if the recipe reads its corpus."""
    if all(source.place == "here" for source in recipe.sources):
        return ""
    from importlib.metadata import version

    return version("music21")


_Made = TypeVar("_Made", Keep, Recipe, Source)


def _make(kind: type[_Made], table: Mapping[str, Any], where: str) -> _Made:
    """Make a value of a TOML table, lists as tuples; unknown and missing keys are errors."""
    known = {field.name for field in fields(kind)}
    if unknown := set(table) - known:
        raise ValueError(f"{where} has {sorted(unknown)}; it may have {sorted(known)}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    try:
        return kind(**values)
    except TypeError as error:
        raise ValueError(f"{where}: {error}") from error


def _source(table: dict[str, Any]) -> Source:
    """Make a source of its TOML table, where the place is called "from"."""
    table = {("place" if key == "from" else key): value for key, value in table.items()}
    exclude = {reason: tuple(files) for reason, files in table.pop("exclude", {}).items()}
    return _make(Source, {**table, "exclude": exclude}, "[[source]]")


def _check(recipe: Recipe) -> None:
    """Raise a ValueError for a word that means nothing."""
    keep = recipe.keep
    for value, choices, what in [
        (recipe.reader, get_args(Reader), "reader"),
        (recipe.unnamed, get_args(Unnamed), "mode.unnamed"),
        (keep.meter, ("any", "one"), "keep.meter"),
        (keep.bars, ("any", "whole"), "keep.bars"),
        (keep.melody, ("any", "once"), "keep.melody"),
        *((source.place, get_args(Place), "source.from") for source in recipe.sources),
        *((source.letters, get_args(Letters), "source.letters") for source in recipe.sources),
    ]:
        if value not in choices:
            raise ValueError(
                f"{what} is {value!r}; it is one of {', '.join(filter(None, choices))}"
            )
    if not recipe.sources or not all(isinstance(source.files, tuple) for source in recipe.sources):
        raise ValueError("each recipe has a [[source]] or more, each with a list of files")
    if keep.notes is not None and not (len(keep.notes) == 2 and keep.notes[0] <= keep.notes[1]):
        raise ValueError(f"keep.notes is {keep.notes}; it is [fewest, most]")
