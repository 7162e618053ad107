"""Whether what a learner was told has been kept is still there: answers, saves, hand-ins."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from benchmarks.hub_learners import Acknowledged

Key = tuple[str, str]


def read_progress(home: Path) -> dict[Key, int]:
    """Return how often each thing is on record in a learner's home.

    Parameters
    ----------
    home : Path

    Returns
    -------
    dict of (str, str) to int
        By kind and name: ("tried", "02.draw").
    """
    found: dict[Key, int] = {}
    for path in sorted(home.rglob("progress.sqlite")):
        # Not read-only: what a killed kernel had begun to write is rolled back, as lessons do.
        with closing(sqlite3.connect(path, timeout=60)) as file:
            rows = file.execute("SELECT kind, name, times FROM records")
            found |= {(str(kind), str(name)): int(times) for kind, name, times in rows}
    return found


def read_hand_ins(store: Path) -> dict[str, int]:
    """Return the moment of each learner's hand-in, by the learner's code.

    Parameters
    ----------
    store : Path
        The class's file.
    """
    if not store.exists():
        return {}
    with closing(sqlite3.connect(store, timeout=60)) as file:
        return dict(file.execute("SELECT code, moment FROM hand_ins"))


def lost_answers(told: Acknowledged, kept: Mapping[Key, int]) -> list[str]:
    """Name the answers that were acknowledged and are not on record.

    An answer that was cut off before it was acknowledged may be on record, or not.

    Parameters
    ----------
    told : Acknowledged
    kept : mapping of (str, str) to int
        As `read_progress` gives it.

    Examples
    --------
    >>> from collections import Counter
    >>> told = Acknowledged(tried=Counter({"02.draw": 2}), done={"02.draw"})
    >>> lost_answers(told, {("tried", "02.draw"): 1, ("done", "02.draw"): 1})
    ['02.draw: tried 2 times, 1 on record']
    >>> lost_answers(told, {("tried", "02.draw"): 3})
    ['02.draw: done, and not on record']
    """
    lost = [
        f"{name}: tried {times} times, {kept.get(('tried', name), 0)} on record"
        for name, times in told.tried.items()
        if kept.get(("tried", name), 0) < times
    ]
    lost += [
        f"{name}: wrong {times} times, {diagnosed(kept, name)} on record"
        for name, times in told.wrong.items()
        if diagnosed(kept, name) < times
    ]
    missing = sorted(name for name in told.done if ("done", name) not in kept)
    return lost + [f"{name}: done, and not on record" for name in missing]


def diagnosed(kept: Mapping[Key, int], name: str) -> int:
    """Return how often answers to an exercise were found wrong.

    Parameters
    ----------
    kept : mapping of (str, str) to int
    name : str
        The exercise's.
    """
    return sum(
        times
        for (kind, key), times in kept.items()
        if kind == "diagnosed" and key.startswith(f"{name}.")
    )


def lost_hand_in(told: Acknowledged, kept: Mapping[str, int]) -> list[str]:
    """Name the hand-in that was acknowledged if neither it nor a later one is in the store.

    Parameters
    ----------
    told : Acknowledged
    kept : mapping of str to int
        As `read_hand_ins` gives it.

    Examples
    --------
    >>> lost_hand_in(Acknowledged(code="0123abcd", moment=7), {"0123abcd": 6})
    ['the hand-in of the moment 7: the store has 6']
    """
    if kept.get(told.code, 0) >= told.moment:
        return []
    return [f"the hand-in of the moment {told.moment}: the store has {kept.get(told.code, 0)}"]


def lost_save(told: Acknowledged, saved: int) -> list[str]:
    """Name the save that was acknowledged if neither it nor a later one is in the notebook.

    Parameters
    ----------
    told : Acknowledged
    saved : int
        The number that the notebook holds.

    Examples
    --------
    >>> lost_save(Acknowledged(saved=3), 2)
    ['save 3: the notebook has 2']
    """
    return [] if saved >= told.saved else [f"save {told.saved}: the notebook has {saved}"]
