"""Splits: which tunes a model learns from, and which it is judged by.

All sets are split together. Near-duplicates form a cluster, and a cluster is in one part, in every
set: a model that learned from the train part of `folk` has heard nothing of the test part of
`kinder`. Lesson 01 shows what a random split leaks.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from meantone.tunes.collections.near_duplicates import clusters, near_duplicates
from meantone.tunes.collections.recipes import SetError
from meantone.tunes.columns import PARTS, Part
from meantone.tunes.tune import Tune

SHARES = (0.8, 0.1, 0.1)
"""The shares of train, valid and test, of clusters."""

# Of 100 that were tried, the one with which every set, small ones too, comes nearest to the shares.
# No model was trained before.
_SEED = "87"


class Row(NamedTuple):
    """A line of `split.csv`."""

    id: str
    cluster: str
    part: str


def part_of(cluster: str) -> Part:
    """Return the part of a cluster: drawn by its name, so the same for ever and everywhere.

    Examples
    --------
    >>> [part_of(f"kinder0-{number}") for number in (1, 2, 3)]
    ['train', 'test', 'train']
    """
    digest = hashlib.sha256(f"{_SEED}:{cluster}".encode()).digest()
    drawn = int.from_bytes(digest[:8], "big") / 2**64
    return PARTS[sum(drawn >= limit for limit in accumulate(SHARES[:-1]))]


def split(sets: Mapping[str, Sequence[Tune]]) -> dict[str, list[Row]]:
    """Return the split of all sets, clustered together; a tune is known by its id.

    A cluster has the name of its first tune, by the order of the sets and their tunes.

    Examples
    --------
    >>> first = Tune((60, 62, 64, 65, 67), (48,) * 5, id="a")
    >>> second = Tune((62, 64, 66, 67, 69), (48,) * 5, id="b")
    >>> split({"one": [first], "two": [first, second]})["two"]
    [Row(id='a', cluster='a', part='train'), Row(id='b', cluster='a', part='train')]
    """
    tunes = {tune.id: tune for members in sets.values() for tune in members}
    ids = list(tunes)
    labels = clusters(near_duplicates(tunes.values()), len(ids))
    rows = {}
    for id, label in zip(ids, labels.tolist(), strict=True):
        rows[id] = Row(id, ids[label], part_of(ids[label]))
    return {name: [rows[tune.id] for tune in members] for name, members in sets.items()}


def write_split(folder: Path, rows: Iterable[Row]) -> None:
    """Write `split.csv`: no music, only names.

    Parameters
    ----------
    folder : Path
        The data set's folder, which has to be there.
    rows : iterable of Row
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(Row._fields)
    writer.writerows(rows)
    (folder / "split.csv").write_text(text.getvalue(), encoding="utf-8", newline="\n")


def read_split(folder: Path) -> dict[str, Row]:
    """Return the rows of `split.csv` by id; none if there is no such file.

    Raises
    ------
    SetError
        If it is damaged.

    Examples
    --------
    >>> from meantone.tunes.collections.recipes import datasets_folder
    >>> read_split(datasets_folder() / "kinder")["kinder0-2"]
    Row(id='kinder0-2', cluster='kinder0-2', part='test')
    """
    path = folder / "split.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    if any(len(line) != len(Row._fields) for line in lines) or lines[:1] != [list(Row._fields)]:
        raise SetError(f"{path} is damaged; make it again with:  python course.py data --split")
    return {line[0]: Row(*line) for line in lines[1:]}
