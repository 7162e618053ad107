"""An outside machine: a folder of tunes, from wherever, compared with people's tunes."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.claims import Band, Figure, collapsed, not_collapsed, table, varied
from benchmarks.grounds import ALIKE, LENGTH, MEASURES, VENDI
from benchmarks.prediction import FolderError, read_tunes
from meantone.measures import Reference, human_band, profile
from meantone.tunes import Interval, load

LEAST = 20
"""Tunes that a folder has to hold: of fewer, no measure of a set says much."""


def compared(folder: Path, corpus: str) -> str:
    """Return how a folder's tunes compare with people's, as a table in Markdown.

    Tonics of other people's files are seldom known, so tunes are seen as steps from note to note.

    Parameters
    ----------
    folder : Path
        Of files with a melody or more each.
    corpus : str
        Whose tunes they are held against: "folk" or "irish".

    Raises
    ------
    FolderError
        If a file cannot be read, or too few tunes are long enough.
    """
    mine = [tune for tune in read_tunes(folder) if len(tune.notes) > LENGTH]
    if len(mine) < LEAST:
        raise FolderError(
            f"{folder} holds {len(mine)} tunes of more than {LENGTH} notes; {LEAST} are needed"
        )
    people = load(corpus)
    held_out = people.select(people.parts == "test")
    _, firsts = np.unique(held_out.clusters, return_index=True)
    human = [held_out[int(place)] for place in firsts]
    view = Interval.of([*human, *mine])
    reference = Reference(
        [view.encode(tune) for tune in human],
        len(view.vocabulary),
        rng=np.random.default_rng(0),
        view=view,
        length=LENGTH,
    )
    rng = np.random.default_rng(1)
    found = profile([view.encode(tune) for tune in mine], reference, rng, MEASURES)
    rows = {row.name: Figure(row.value, *row.interval) for row in found.rows}
    bands = {
        m.name: Band(*human_band(m, reference, found.count)) for m in MEASURES if m.name in rows
    }
    return words(folder, corpus, rows, bands, found.count)


def words(
    folder: Path, corpus: str, rows: dict[str, Figure], bands: dict[str, Band], count: int
) -> str:
    """Return the table, and the verdict in a sentence."""
    cells = []
    for name, figure in rows.items():
        digits = 4 if name == ALIKE else 3
        band, far = bands[name], bands[name].far(figure)
        cells.append(
            [
                name,
                f"{figure.value:.{digits}f} ({figure.low:.{digits}f} to {figure.high:.{digits}f})",
                f"{band.low:.{digits}f} to {band.high:.{digits}f}",
                f"{far:+.1f}" if far else "within",
            ]
        )
    heads = [
        "measure",
        f"{count} tunes of {folder.name}",
        f"people's band ({corpus})",
        "half-widths",
    ]
    return f"{table(heads, cells)}\n\n{said(rows, bands)}"


def said(rows: dict[str, Figure], bands: dict[str, Band]) -> str:
    """Return the verdict in a sentence."""
    both = f"{VENDI} and {ALIKE}"
    if collapsed(rows, bands):
        return f"Collapsed: by {both}, these tunes are more alike than people's."
    if varied(rows, bands):
        return "As varied as people's tunes, and no noise."
    if not_collapsed(rows, bands):
        return f"Not collapsed by {both}; but less returns within a tune than in people's."
    return f"Open: {both} do not agree."
