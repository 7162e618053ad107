"""The loop of a small network, as `course.py bench loop_network` measured it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NETWORK_TABLE = Path(__file__).with_suffix(".json")
"""Written by ``course.py bench loop_network``."""


def network_loop() -> pd.DataFrame:
    """Return what became of a small LSTM that learned from itself. Lesson 11.

    Each generation is an LSTM trained anew on 1,000 tunes of the one before, in which tunes that
    were cut off do not count as ended.

    Returns
    -------
    pandas.DataFrame
        A row for each loop (its temperature and its share of fresh tunes), run and generation; the
        figures as in `LoopResult.table`.

    Examples
    --------
    >>> table = network_loop()
    >>> sorted(table.columns[:4])
    ['fresh', 'generation', 'run', 'temperature']
    """
    import pandas as pd

    loops = json.loads(NETWORK_TABLE.read_text(encoding="utf-8"))
    names = ("temperature", "fresh", "run")
    tables = [pd.DataFrame({name: one[name] for name in names} | one["figures"]) for one in loops]
    return pd.concat(tables, ignore_index=True)
