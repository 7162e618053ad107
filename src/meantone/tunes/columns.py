"""Columns: what many tunes hold, end to end in a few arrays; a corpus is made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.storage import Columns
from meantone.tunes.tune import Tune, TuneError

Part = Literal["train", "valid", "test"]

PARTS: tuple[Part, ...] = ("train", "valid", "test")
"""What a model learns from, what its settings are chosen on, what it is judged by."""

EVENTS = {"pitches": "<i2", "durations": "<i4"}
NUMBERS = {"meters": "<i2", "pickups": "<i4"}
TEXTS = ("ids", "titles", "tonics", "modes", "origins", "sources", "clusters", "parts")
# The two columns of offsets cut the two flat ones (events, phrase ends) into tunes.
OFFSETS = ("offsets", "end_offsets")


def event_columns(tunes: Sequence[Tune]) -> dict[str, NDArray[Any]]:
    """Return the flat columns, events and phrase ends, with their offsets.

    Raises
    ------
    TuneError
        If a note is too long to be stored.
    """
    columns: dict[str, NDArray[Any]] = {
        "offsets": offsets_of([len(tune) for tune in tunes]),
        "end_offsets": offsets_of([len(tune.phrase_ends) for tune in tunes]),
    }
    try:
        for key, field, kind in (
            ("pitches", "pitches", "<i2"),
            ("durations", "durations", "<i4"),
            ("ends", "phrase_ends", "<i4"),
        ):
            flat = [value for tune in tunes for value in getattr(tune, field)]
            columns[key] = np.array(flat, dtype=kind)
    except OverflowError as error:
        raise TuneError("a note of more than two thousand million ticks is too long") from error
    return columns


def knowledge_columns(tunes: Sequence[Tune]) -> dict[str, NDArray[Any]]:
    """Return the columns with one entry per tune that the tunes themselves give.

    Raises
    ------
    TuneError
        If a pickup is too long to be stored.
    """
    try:
        pickups = np.array([tune.pickup for tune in tunes], dtype="<i4")
    except OverflowError as error:
        raise TuneError("a pickup of more than two thousand million ticks is too long") from error
    meters = [tune.meter or (0, 0) for tune in tunes]
    columns: dict[str, NDArray[Any]] = {
        "meters": np.array(meters, dtype="<i2").reshape(-1, 2),
        "pickups": pickups,
    }
    for key in ("ids", "titles", "tonics", "modes", "origins", "sources"):
        columns[key] = text_column([getattr(tune, key.removesuffix("s")) for tune in tunes])
    return columns


def check_lengths(columns: Columns) -> None:
    """Raise a ValueError if the columns do not belong together.

    Raises
    ------
    ValueError
        If they do not.
    """
    tunes = len(columns["offsets"]) - 1
    right = all(len(columns[key]) == tunes for key in (*TEXTS, *NUMBERS))
    right = right and len(columns["end_offsets"]) == tunes + 1
    for key, offsets in (("pitches", "offsets"), ("durations", "offsets"), ("ends", "end_offsets")):
        right = right and len(columns[key]) == columns[offsets][-1]
    if not right:
        raise ValueError("the columns of a corpus differ in length")


def to_json(value: object) -> NDArray[np.uint8]:
    """Return a value of texts and numbers as the bytes of its JSON, all of them ASCII."""
    return np.frombuffer(json.dumps(value, sort_keys=True).encode("ascii"), np.uint8)


def from_json(array: NDArray[Any]) -> Any:
    """Return the value that `to_json` was given."""
    return json.loads(array.tobytes().decode("ascii"))


def offsets_of(lengths: Sequence[int]) -> NDArray[np.intp]:
    """Return where pieces of these lengths start, and where the last one ends."""
    return np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)


def text_column(texts: Iterable[str | None]) -> NDArray[np.object_]:
    """Return texts as an array, one string object for equal texts."""
    listed = list(texts)
    same: dict[str | None, str | None] = {}
    column = np.empty(len(listed), dtype=object)
    column[:] = [same.setdefault(text, text) for text in listed]
    return column


def as_index(indices: ArrayLike) -> NDArray[Any]:
    """Return indices or a mask as numpy wants them; an empty list selects nothing."""
    index = np.asarray(indices)
    return index if index.size or index.dtype == np.bool_ else index.astype(np.intp)


def gather(
    offsets: NDArray[np.intp], chosen: NDArray[np.intp]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the places of the chosen pieces in the flat column, and their new offsets.

    Parameters
    ----------
    offsets : numpy.ndarray of int, shape (pieces + 1,)
    chosen : numpy.ndarray of int, shape (n,)
        Which pieces.

    Returns
    -------
    places : numpy.ndarray of int
    new : numpy.ndarray of int, shape (n + 1,)
    """
    starts = offsets[:-1][chosen]
    lengths = np.diff(offsets)[chosen]
    new = offsets_of(lengths.tolist())
    places = np.arange(new[-1]) + np.repeat(starts - new[:-1], lengths)
    return places, new


def sums(values: NDArray[Any], offsets: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return the sum of each piece; an empty piece has 0.

    Parameters
    ----------
    values : numpy.ndarray
        The flat column.
    offsets : numpy.ndarray of int, shape (pieces + 1,)

    Returns
    -------
    numpy.ndarray of int, shape (pieces,)
    """
    total = np.concatenate(([0], np.cumsum(values, dtype=np.int64)))
    return total[offsets[1:]] - total[offsets[:-1]]
