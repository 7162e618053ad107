"""The pianists of the Vienna 4x22 corpus, beat by beat, where their files were fetched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from meantone.experiments.performers.averages import kept
from meantone.experiments.performers.parts import decompose
from meantone.experiments.performers.recognition import recognized
from meantone.measures.spread import Floats
from meantone.tunes import Matched
from meantone.tunes.collections import read_vienna

if TYPE_CHECKING:
    import pandas as pd

Curves = tuple[Floats, Floats]
"""Tempo and loudness."""

REPEATED = ("Mozart, K. 331", "Schubert, D. 783 no. 15")
"""The excerpts of the Vienna corpus whose sections are repeated."""

FARTHEST = 3.0
"""Beats from one beat that all performers have to the next, between which a tempo is taken."""


def beat_curves(performances: Mapping[str, Sequence[Matched]]) -> tuple[list[str], Curves]:
    """Return tempo and loudness of each performance at the beats that all of them have.

    A beat begins at the mean onset of the notes that stand on it. Tempo: log2 of beats a second,
    from one beat to the next that all have; loudness: the mean velocity of the notes on the beat.
    Lesson 13.

    Parameters
    ----------
    performances : mapping of str to sequence of Matched
        By performer.

    Returns
    -------
    names : list of str
    curves : (numpy.ndarray, numpy.ndarray)
        Of shapes (performers, beats - 1) and (performers, beats).

    Examples
    --------
    >>> notes = [Matched(f"n{beat}", beat, 60, beat / 2, 60 + beat) for beat in range(4)]
    >>> names, (tempo, loudness) = beat_curves({"p01": notes})
    >>> tempo.tolist(), loudness.tolist()
    ([[1.0, 1.0, 1.0]], [[60.0, 61.0, 62.0, 63.0]])
    """
    each = [_beats(notes) for notes in performances.values()]
    beats = sorted(set.intersection(*(set(found) for found in each)))
    starts = np.array([[found[beat][0] for beat in beats] for found in each])
    loud = np.array([[found[beat][1] for beat in beats] for found in each])
    with np.errstate(invalid="ignore", divide="ignore"):
        tempo = np.log2(np.diff(beats) / np.diff(starts, axis=1))
    # Left out: beats that somebody played before the one before, and seams between sections.
    fine = np.isfinite(tempo).all(axis=0) & (np.diff(beats) <= FARTHEST)
    return [*performances], (tempo[:, fine], loud)


def repeated(performances: Mapping[str, Sequence[Matched]]) -> Curves:
    """Return the curves of a piece whose sections are repeated, as two takes.

    A note "n12-1" is the first time, "n12-2" the second. Only places that all performers have both
    times count. The first time through and the repeat stand in one performance, so what lasts as
    long as it does (the day, the piano) counts as one's own. Lesson 13.

    Parameters
    ----------
    performances : mapping of str to sequence of Matched

    Returns
    -------
    tempo, loudness : numpy.ndarray of float, shape (performers, 2, places)

    Raises
    ------
    ValueError
        If nothing is repeated.

    Examples
    --------
    >>> def twice(late):
    ...     return [Matched(f"n{beat}-{time}", 8 * time + beat, 60, 4 * time + late * beat, 60)
    ...             for time in (1, 2) for beat in range(4)]
    >>> tempo, loudness = repeated({"p01": twice(0.5), "p02": twice(0.6)})
    >>> tempo.shape, loudness.shape
    ((2, 2, 3), (2, 2, 4))
    """
    again = [_time(performances, time) for time in ("1", "2")]
    if not all(again[0].values()):
        raise ValueError("in this piece nothing is repeated: no notes named n1-1 and n1-2")
    where = {note.name: note.beat for notes in again[0].values() for note in notes}
    both = {
        f"{name}, time {time}": [replace(n, beat=where[n.name]) for n in notes if n.name in where]
        for time, named in enumerate(again, 1)
        for name, notes in named.items()
    }
    _, (tempo, loudness) = beat_curves(both)
    return _as_takes(tempo), _as_takes(loudness)


def _time(performances: Mapping[str, Sequence[Matched]], time: str) -> dict[str, list[Matched]]:
    """Return what was played the first or the second time, each note without that number."""
    found: dict[str, list[Matched]] = {}
    for name, notes in performances.items():
        stems = [(note, *note.name.partition("-")[::2]) for note in notes]
        found[name] = [replace(note, name=stem) for note, stem, of in stems if of == time]
    return found


def _as_takes(curves: Floats) -> Floats:
    """Return curves of all first times, then all second ones, as (performers, 2, places)."""
    return curves.reshape(2, len(curves) // 2, -1).transpose(1, 0, 2)


def _beats(notes: Sequence[Matched]) -> dict[float, tuple[float, float]]:
    """Return mean onset and mean velocity of the notes that stand on each whole beat."""
    found: dict[float, list[Matched]] = {}
    for note in notes:
        if note.beat == int(note.beat):
            found.setdefault(note.beat, []).append(note)
    return {
        beat: (
            float(np.mean([note.onset for note in there])),
            float(np.mean([note.velocity for note in there])),
        )
        for beat, there in found.items()
    }


def pianists_table(rng: np.random.Generator) -> pd.DataFrame:
    """Return what the real pianists share, what is their own, and how many are named.

    A row for tempo and one for loudness of each excerpt of the Vienna corpus in which sections are
    repeated; the first time is the first take, the repeat the second. Lesson 13.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        Shares of the variance (shared, own, rest), the variance that the average keeps, the
        correlation with the others' average, and the share of pianists named from the repeat.

    Raises
    ------
    SetError
        If the corpus was not fetched.
    """
    import pandas as pd

    rows = []
    for piece in REPEATED:
        for name, curves in zip(("tempo", "loudness"), repeated(read_vienna(piece)), strict=True):
            parts, left = decompose(curves, rng), kept(curves, rng)
            shares = dict(zip(("shared", "own", "rest"), parts.shares.values(), strict=True))
            figures = {**shares, "kept": left.variance, "r": left.r,
                       "named": recognized(curves, 1, rng).rate}  # fmt: skip
            rows.append({"excerpt": piece, "of": name, **figures})
    return pd.DataFrame(rows).set_index(["excerpt", "of"]).round(2)
