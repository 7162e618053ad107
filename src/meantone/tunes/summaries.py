"""What is shown of a corpus: a table of its tunes, and a summary of the whole."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from meantone.storage import Columns
from meantone.tunes.columns import PARTS, sums
from meantone.tunes.tune import REST, TICKS_PER_QUARTER

if TYPE_CHECKING:
    import pandas as pd


def table(columns: Columns, counts: NDArray[np.int64]) -> pd.DataFrame:
    """Return a row per tune; see `Corpus.table`.

    Parameters
    ----------
    columns : mapping of str to array
        Of the corpus.
    counts : numpy.ndarray of int, shape (tunes,)
        The notes of each tune.
    """
    import pandas as pd

    lowest, highest = _range(columns["pitches"], columns["offsets"])
    return pd.DataFrame(
        {
            "id": columns["ids"],
            "title": columns["titles"],
            "origin": columns["origins"],
            "tonic": columns["tonics"],
            "mode": columns["modes"],
            "meter": [f"{beats}/{unit}" if unit else None for beats, unit in columns["meters"]],
            "notes": counts,
            "quarters": sums(columns["durations"], columns["offsets"]) / TICKS_PER_QUARTER,
            "lowest": pd.array(lowest, dtype="Int64"),
            "highest": pd.array(highest, dtype="Int64"),
            "phrases": np.diff(columns["end_offsets"]),
            "cluster": columns["clusters"],
            "part": columns["parts"],
            "source": columns["sources"],
        }
    )


def describe(columns: Columns, counts: NDArray[np.int64], name: str) -> pd.DataFrame:
    """Return a summary of the whole, in one column; see `Corpus.describe`.

    Parameters
    ----------
    columns : mapping of str to array
        Of the corpus.
    counts : numpy.ndarray of int, shape (tunes,)
        The notes of each tune.
    name : str
        What the column is called.
    """
    import pandas as pd

    summary = _summary(columns, counts)
    return pd.DataFrame({name: pd.Series(summary, dtype=object)})


def _summary(columns: Columns, counts: NDArray[np.int64]) -> dict[str, float | int | None]:
    """Return the rows of `describe`."""
    sounding = columns["pitches"][columns["pitches"] != REST]
    quarters = sums(columns["durations"], columns["offsets"]) / TICKS_PER_QUARTER
    some = len(counts) > 0
    return {
        "tunes": len(counts),
        "notes": int(counts.sum()),
        "distinct pitches": len(np.unique(sounding)),
        "lowest pitch": int(sounding.min()) if len(sounding) else None,
        "highest pitch": int(sounding.max()) if len(sounding) else None,
        "notes in the shortest tune": int(counts.min()) if some else None,
        "notes in the median tune": float(np.median(counts)) if some else None,
        "notes in the longest tune": int(counts.max()) if some else None,
        "quarters in the median tune": float(np.median(quarters)) if some else None,
        "tunes in minor": int((columns["modes"] == "minor").sum()),
        "tunes without a meter": int((columns["meters"][:, 1] == 0).sum()),
        "tunes with a near-duplicate": _with_near_duplicate(columns["clusters"]),
        **{f"tunes in {part}": int((columns["parts"] == part).sum()) for part in PARTS},
    }


def _with_near_duplicate(clusters: NDArray[np.object_]) -> int:
    """Count the tunes that share their cluster with another."""
    sizes = Counter(clusters.tolist())
    return sum(size for name, size in sizes.items() if name and size > 1)


def _range(
    pitches: NDArray[np.int16], offsets: NDArray[np.int64]
) -> tuple[list[int | None], list[int | None]]:
    """Return the lowest and the highest pitch of each piece, None where there is no note."""
    pieces = [pitches[a:b] for a, b in pairwise(offsets.tolist())]
    notes = [piece[piece != REST] for piece in pieces]
    lowest = [int(piece.min()) if len(piece) else None for piece in notes]
    return lowest, [int(piece.max()) if len(piece) else None for piece in notes]
