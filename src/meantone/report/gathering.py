"""Gathering: the tunes of a folder, however many, and what could not be read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np

from meantone.tunes import Tune, TuneError
from meantone.tunes.formats import read_each

MOST = 2_000
"""Tunes that are kept: of a larger folder, so many drawn at random."""

LISTED = 50
"""Errors that are kept with their words."""


@dataclass(frozen=True, eq=False)
class Gathered:
    """What a folder holds.

    Parameters
    ----------
    name : str
        Its name.
    tunes : tuple of Tune
        Those that were kept, in the order in which they were read.
    read : int
        All that could be read.
    errors : tuple of str
        The first of what could not be read, where and why.
    failed : int
        All that could not be read.
    changed : int
        Tunes of which a reader rounded or left out something.
    """

    name: str
    tunes: tuple[Tune, ...]
    read: int
    errors: tuple[str, ...]
    failed: int
    changed: int


def gather(
    path: str | PathLike[str],
    rng: np.random.Generator,
    most: int = MOST,
    on_tune: Callable[[int], object] = int,
) -> Gathered:
    r"""Return the tunes of a file or folder, or as many as `most` of them, drawn at random.

    Files are read one after another, and each tune beyond the first `most` takes the place of
    another with the chance ``most / read`` (Vitter 1985), so that every tune has the same chance to
    be kept and a large folder does not fill the memory.

    Parameters
    ----------
    path : path-like
        MIDI, MusicXML, ABC, and tunes as JSON Lines, at any depth.
    rng : numpy.random.Generator
    most : int
        Tunes to keep.
    on_tune : callable, optional
        Called with the number of tunes read so far, after each.

    Returns
    -------
    Gathered

    Raises
    ------
    TuneError
        If there is nothing of that name, or not a single tune could be read.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> text = "[60, 62, 64]\n[60]\nwhat?\n"
    >>> (folder / "tunes.jsonl").write_text(text)
    24
    >>> found = gather(folder, np.random.default_rng(0))
    >>> found.read, found.failed, found.errors[0].partition(".jsonl, ")[2][:24]
    (2, 1, 'line 3: this is no JSON;')
    """
    if not Path(path).exists():
        raise TuneError("there is no such file or folder", str(path))
    kept: list[tuple[int, Tune]] = []
    errors: list[str] = []
    read = failed = changed = 0
    for found in read_each(path):
        if found.tune is None:
            failed += 1
            errors += [str(found.error)] if failed <= LISTED else []
            continue
        place = read if read < most else int(rng.integers(read + 1))
        if place < most:
            kept[place : place + 1] = [(read, found.tune)]
        read, changed = read + 1, changed + bool(found.tune.changes)
        on_tune(read)
    if not kept:
        raise TuneError(errors[0] if errors else f"there is no music in {path}")
    return Gathered(_name(path), tuple(_in_order(kept)), read, tuple(errors), failed, changed)


def _in_order(kept: list[tuple[int, Tune]]) -> Iterator[Tune]:
    """Yield what was kept, in the order in which it was read."""
    return (tune for _, tune in sorted(kept, key=lambda pair: pair[0]))


def _name(path: str | PathLike[str]) -> str:
    """Return the last part of a path."""
    return Path(path).resolve().name or "tunes"
