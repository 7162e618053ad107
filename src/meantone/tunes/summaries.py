"""What is shown of a corpus: a table of its tunes, and a summary of the whole."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from meantone.tunes.columns import PARTS, sums
from meantone.tunes.tune import REST, TICKS_PER_QUARTER

if TYPE_CHECKING:
    import pandas as pd

    from meantone.tunes.corpus import Corpus


def table(corpus: Corpus) -> pd.DataFrame:
    """Return a row per tune; see `Corpus.table`."""
    import pandas as pd

    lowest, highest = _range(corpus.pitches, corpus.offsets)
    return pd.DataFrame(
        {
            "id": corpus.ids,
            "title": corpus.titles,
            "origin": corpus.origins,
            "tonic": corpus.tonics,
            "mode": corpus.modes,
            "meter": [f"{beats}/{unit}" if unit else None for beats, unit in corpus.meters],
            "notes": corpus.note_counts,
            "quarters": sums(corpus.durations, corpus.offsets) / TICKS_PER_QUARTER,
            "lowest": pd.array(lowest, dtype="Int64"),
            "highest": pd.array(highest, dtype="Int64"),
            "phrases": np.diff(corpus.end_offsets),
            "cluster": corpus.clusters,
            "part": corpus.parts,
            "source": corpus.sources,
        }
    )


def describe(corpus: Corpus) -> pd.DataFrame:
    """Return a summary of the whole, in one column; see `Corpus.describe`."""
    import pandas as pd

    summary = _summary(corpus)
    return pd.DataFrame({corpus.name: pd.Series(summary, dtype=object)})


def _summary(corpus: Corpus) -> dict[str, float | int | None]:
    """Return the rows of `describe`."""
    counts = corpus.note_counts
    sounding = corpus.pitches[corpus.pitches != REST]
    quarters = sums(corpus.durations, corpus.offsets) / TICKS_PER_QUARTER
    some = len(corpus) > 0
    return {
        "tunes": len(corpus),
        "notes": int(counts.sum()),
        "distinct pitches": len(np.unique(sounding)),
        "lowest pitch": int(sounding.min()) if len(sounding) else None,
        "highest pitch": int(sounding.max()) if len(sounding) else None,
        "notes in the shortest tune": int(counts.min()) if some else None,
        "notes in the median tune": float(np.median(counts)) if some else None,
        "notes in the longest tune": int(counts.max()) if some else None,
        "quarters in the median tune": float(np.median(quarters)) if some else None,
        "tunes in minor": int((corpus.modes == "minor").sum()),
        "tunes without a meter": int((corpus.meters[:, 1] == 0).sum()),
        "tunes with a near-duplicate": _with_near_duplicate(corpus),
        **{f"tunes in {part}": int((corpus.parts == part).sum()) for part in PARTS},
    }


def _with_near_duplicate(corpus: Corpus) -> int:
    """Count the tunes that share their cluster with another."""
    sizes = Counter(corpus.clusters.tolist())
    return sum(size for name, size in sizes.items() if name and size > 1)


def _range(
    pitches: NDArray[np.int16], offsets: NDArray[np.int64]
) -> tuple[list[int | None], list[int | None]]:
    """Return the lowest and the highest pitch of each piece, None where there is no note."""
    pieces = [pitches[a:b] for a, b in pairwise(offsets.tolist())]
    notes = [piece[piece != REST] for piece in pieces]
    lowest = [int(piece.min()) if len(piece) else None for piece in notes]
    return lowest, [int(piece.max()) if len(piece) else None for piece in notes]
