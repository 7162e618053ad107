"""The data sets: built from their recipes, kept in the cache, loaded in a moment.

Lesson 01 introduces them. What each holds, and how it came to be, is in `datasets/NAME`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from meantone.storage import Arrays, keep, read_arrays
from meantone.tunes.collections.recipes import (
    Keep,
    Letters,
    Recipe,
    SetError,
    Source,
    Unnamed,
    excluded,
    read_recipe,
    recipe_key,
    set_names,
    source_files,
)
from meantone.tunes.collections.splits import read_split
from meantone.tunes.corpus import Corpus
from meantone.tunes.tune import REST, Tune, TuneError

__all__ = [
    "Built",
    "Dropped",
    "Entry",
    "SetError",
    "build",
    "load",
    "obtain",
    "progress_bar",
    "read_set",
    "set_names",
]


BUILT = "built.npz"
"""Where its sources are not, a set lies built beside its recipe: so the browser edition has it."""


class Entry(NamedTuple):
    """A tune in its source: what will be its id and title, its file, and its text or bytes."""

    source: Source
    file: str
    number: str
    content: str | bytes


class Dropped(NamedTuple):
    """A tune that did not fit, why, and, if there is more to say, what its reader said."""

    id: str
    reason: str
    detail: str = ""


class Built(NamedTuple):
    """A data set as `obtain` returns it.

    Parameters
    ----------
    corpus : Corpus
    made : bool
        True if it was built just now, False if it was in the cache.
    path : Path or None
        The file that holds it, None if it could not be kept.
    seconds : float
        How long it took to have it.
    """

    corpus: Corpus
    made: bool
    path: Path | None
    seconds: float


# In the files these stand as control characters, but for the sharp s, which has become an a acute.
_CP437 = {code: bytes([code]).decode("cp437") for code in (*range(0x80, 0xA0), 0xE1)}

Progress = Callable[[list[Entry]], Iterable[Entry]]
"""Passes the entries on while it shows how many are done: a tqdm bar, or `iter`."""


def load(name: str) -> Corpus:
    """Return a data set, built first if it is not in the cache.

    Building shows a bar if it takes longer than a second. Lesson 01 loads them all.

    Parameters
    ----------
    name : str
        One of `set_names()`.

    Raises
    ------
    SetError
        If there is no such set, or it cannot be built, with what to do.

    Examples
    --------
    >>> load("kinder")
    <Corpus 'kinder': 213 tunes, 8393 notes, 27 pitches>
    """
    return obtain(name).corpus


def obtain(name: str, progress: Progress | None = None) -> Built:
    """Return a data set as `load` does, and where it came from.

    Parameters
    ----------
    name : str
        One of `set_names()`.
    progress : callable, optional
        Instead of the usual bar.

    Returns
    -------
    Built

    Raises
    ------
    SetError
        As `load` does.

    Examples
    --------
    >>> obtain("kinder").corpus == load("kinder")
    True
    """
    start = time.perf_counter()
    recipe = read_recipe(name)
    if (brought := recipe.folder / BUILT).exists():
        corpus = Corpus.from_arrays(read_arrays(brought))
        return Built(corpus, False, brought, time.perf_counter() - start)

    def make() -> Arrays:
        return build(name, progress).arrays()

    kept = keep(name, recipe_key(recipe), make)
    corpus = Corpus.from_arrays(kept.arrays)
    return Built(corpus, kept.made, kept.path, time.perf_counter() - start)


def build(name: str, progress: Progress | None = None) -> Corpus:
    """Build a data set from its sources, whatever is in the cache.

    Parameters
    ----------
    name : str
        One of `set_names()`.
    progress : callable, optional
        Instead of the usual bar; `iter` shows nothing.

    Returns
    -------
    Corpus

    Raises
    ------
    SetError
        As `load` does; also if a tune is missing from `split.csv`.

    Examples
    --------
    >>> build("kinder", progress=iter).dropped
    mappingproxy({})
    """
    recipe = read_recipe(name)
    tunes, dropped = read_set(recipe, progress or progress_bar(name))
    rows = read_split(recipe.folder)
    if missing := [tune.id for tune in tunes if tune.id not in rows]:
        raise SetError(
            f"{len(missing)} tunes of {name!r}, such as {missing[0]!r}, are not in its split.csv; "
            "make it again with:  python course.py data --split"
        )
    return Corpus.from_tunes(
        tunes,
        name,
        clusters=[rows[tune.id].cluster for tune in tunes],
        parts=[rows[tune.id].part for tune in tunes],
        dropped=dict(Counter(drop.reason for drop in dropped)),
    )


def read_set(recipe: Recipe, progress: Progress) -> tuple[list[Tune], list[Dropped]]:
    """Follow a recipe: return the tunes that it keeps, and those that it does not.

    Parameters
    ----------
    recipe : Recipe
    progress : callable
        Passes the entries on while it shows how many are done; `iter` shows nothing.

    Returns
    -------
    tunes : list of Tune
    dropped : list of Dropped

    Raises
    ------
    SetError
        If a file is missing.
    """
    tunes: list[Tune] = []
    dropped: list[Dropped] = []
    entries = [entry for source in recipe.sources for entry in _entries(recipe, source)]
    heard: dict[object, str] = {}
    for entry in progress(entries):
        try:
            tune = _read(recipe, entry)
            _check_fit(tune, recipe.keep)
            _check_new(tune, recipe.keep, heard)
            tunes.append(tune)
        except _Misfit as misfit:
            dropped.append(Dropped(_id(entry), misfit.reason, misfit.detail))
    return tunes, dropped


class _Misfit(Exception):  # noqa: N818  (nothing is wrong: the tune is counted and left out)
    """A tune is not for this set."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def _entries(recipe: Recipe, source: Source) -> Iterator[Entry]:
    """Yield a source's tunes, unread."""
    from meantone.tunes.formats.abc import split_abc

    for name, path in source_files(recipe, source):
        data = path.read_bytes()
        if recipe.reader == "musicxml":
            yield Entry(source, name, "", data)
            continue
        # Old tune books are Latin-1 here and there; only titles and remarks suffer.
        for _, text in split_abc(data.decode("utf-8", errors="replace")):
            numbers = (line[2:].strip() for line in text.splitlines() if line.startswith("X:"))
            yield Entry(source, name, next(numbers, ""), text)


def _id(entry: Entry) -> str:
    """Return the id that the recipe gives to an entry."""
    return _filled(entry.source.id, entry)


def _filled(pattern: str, entry: Entry) -> str:
    """Return a pattern with the entry's own values."""
    stem = Path(entry.file).name.rpartition(".")[0]
    return pattern.replace("{file}", stem).replace("{number}", entry.number)


def _read(recipe: Recipe, entry: Entry) -> Tune:
    """Return an entry as a tune, or say why it is not one for this set."""
    if reason := excluded(entry.source, entry.file):
        raise _Misfit(reason)
    try:
        tune = _tune(entry)
    except TuneError as error:
        raise _Misfit("not readable", str(error)) from error
    source = entry.source
    return replace(
        tune,
        id=_id(entry),
        title=_mended(_filled(source.title, entry) or tune.title, source.letters),
        origin=_mended(tune.origin, source.letters),
        source=entry.file if source.place == "music21" else f"{recipe.name}/{entry.file}",
        mode=tune.mode if tune.mode or not tune.tonic else _mode(tune, recipe.unnamed),
    )


def _tune(entry: Entry) -> Tune:
    """Return what the reader makes of an entry."""
    if isinstance(entry.content, str):
        from meantone.tunes.formats.abc import read_abc

        return read_abc(entry.content)
    from meantone.tunes.formats.musicxml import musicxml_parts

    parts = musicxml_parts(entry.content)
    if tuple(parts) != entry.source.parts:
        raise _Misfit(f"not for {', '.join(entry.source.parts)} alone", ", ".join(parts))
    return parts[entry.source.take]


def _mended(text: str, letters: Letters) -> str:
    """Return text with letters that kept the numbers of another alphabet put right."""
    return text.translate(_CP437) if letters == "cp437" else text


def _mode(tune: Tune, rule: Unnamed) -> str | None:
    """Return the mode of a tune of which the file says the tonic only."""
    if rule != "thirds":
        return rule or None
    home = tune.tonic_pitch_class or 0
    degrees = Counter((pitch - home) % 12 for pitch in tune.notes)
    if not degrees[3] and not degrees[4]:
        return None
    return "minor" if degrees[3] > degrees[4] else "major"


def _check_fit(tune: Tune, rules: Keep) -> None:
    """Raise a misfit for the first rule that a tune does not keep."""
    if rules.meter == "one" and tune.meter is None:
        raise _Misfit("without one meter throughout")
    if rules.bars == "whole" and not fills_bars(tune):
        raise _Misfit("with bars not filled")
    count = len(tune.notes)
    if rules.notes and count < rules.notes[0]:
        raise _Misfit(f"with fewer than {rules.notes[0]} notes")
    if rules.notes and count > rules.notes[1]:
        raise _Misfit(f"with more than {rules.notes[1]} notes")


def _check_new(tune: Tune, rules: Keep, heard: dict[object, str]) -> None:
    """Raise a misfit if this melody was heard before, in whatever key."""
    if rules.melody != "once":
        return
    melody = melody_of(tune)
    if melody in heard:
        raise _Misfit("with the melody of another", heard[melody])
    heard[melody] = tune.id


def fills_bars(tune: Tune) -> bool:
    """Tell whether a tune fills its bars; the last one may be short by the pickup.

    Examples
    --------
    >>> fills_bars(Tune((60, 62, 64), (48, 144, 96), meter=(3, 4), pickup=48))
    True
    >>> fills_bars(Tune((60, 62), (48, 120), meter=(3, 4), pickup=48))
    False
    """
    bar = tune.bar_length
    return bar is not None and (tune.length - tune.pickup) % bar in (0, -tune.pickup % bar)


def melody_of(tune: Tune) -> tuple[tuple[int | None, ...], tuple[int, ...]]:
    """Return what a tune is in every key: pitches counted from its first note, and durations.

    Examples
    --------
    >>> tune = Tune((60, REST, 64), (48, 24, 24))
    >>> melody_of(tune) == melody_of(tune.transpose(7))
    True
    """
    first = next(iter(tune.notes), 0)
    pitches = tuple(None if pitch == REST else pitch - first for pitch in tune.pitches)
    return pitches, tune.durations


def progress_bar(name: str) -> Progress:
    """Return the bar that shows, after a second, how much of a set is built.

    Examples
    --------
    >>> list(progress_bar("kinder")([]))
    []
    """

    def show(entries: list[Entry]) -> Iterable[Entry]:
        from tqdm.auto import tqdm

        bar: Iterable[Entry] = tqdm(
            entries, desc=f"building {name}", unit=" tunes", delay=1, mininterval=0.3, leave=False
        )
        return bar

    return show
