"""Near-duplicates: one tune in two versions, found in whatever key and rhythm they stand.

Two tunes are compared by the runs of `RUN` successive intervals that occur in them, repeated
notes included, rhythm and rests left out. Their similarity is the Jaccard index: the runs that both
have, divided by the runs that either has. From `THRESHOLD` on they are near-duplicates.

Why these two numbers. Runs of 4 intervals are shared by chance, runs of 6 are broken by every
ornament. Among the 10,300 tunes of the data sets about 1,900 pairs reach 0.3. None of them joins a
Chinese tune to one from elsewhere, which would be chance; the nearest such pair has 0.25. Those
that join two sets are real kin: "Ein feste Burg" sung in Germany and set by Bach, an Irish song in
two books under an Irish and an English name. Of twelve pairs drawn at random between 0.30 and 0.34
nine are versions of one song, and three share a children's chant; of ten between 0.25 and 0.30 six
are versions of one song. So a few kin are missed, and little is joined that does not belong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from meantone.tunes.tune import Tune

RUN = 5
"""Successive intervals in a run."""

THRESHOLD = 0.3
"""The similarity from which two tunes are near-duplicates."""

Pairs = NDArray[np.int64]
"""Pairs of indices, a pair a row, the smaller index first, in rising order."""

_BITS = 8  # an interval is -127 to 127: as 1 to 255 it fits, and 0 is left for "none"
_CELLS = 1 << 22  # of the table of shared runs that are in memory at once


def runs(tune: Tune) -> frozenset[tuple[int, ...]]:
    """Return the different runs of `RUN` intervals in a tune; of a shorter tune, its one run.

    Examples
    --------
    >>> sorted(runs(Tune((60, 62, 64, 65, 67, 69, 71), (48,) * 7)))
    [(2, 1, 2, 2, 2), (2, 2, 1, 2, 2)]
    >>> runs(Tune((60, 67), (48, 48)))
    frozenset({(7,)})
    """
    steps = tuple(after - before for before, after in pairwise(tune.notes))
    count = max(len(steps) - RUN + 1, min(len(steps), 1))
    return frozenset(steps[start : start + RUN] for start in range(count))


def similarity(a: Tune, b: Tune) -> float:
    """Return how alike two tunes are, from 0 to 1: shared runs divided by all runs.

    Transposing a tune, or giving it another rhythm, changes nothing. Lesson 01 compares some. The
    measure is that of P. Jaccard (1901). A tune of fewer than two notes is like no other.

    Parameters
    ----------
    a, b : Tune

    Returns
    -------
    float
        From 0 to 1.

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65, 67, 69, 67, 60), (48,) * 8)
    >>> similarity(tune, tune.transpose(5)), similarity(tune, tune.excerpt(0, 7))
    (1.0, 0.6666666666666666)
    """
    first, second = runs(a), runs(b)
    either = len(first | second)
    return len(first & second) / either if either else 0.0


def near_duplicates(tunes: Iterable[Tune], threshold: float = THRESHOLD) -> Pairs:
    """Return all pairs of tunes whose `similarity` is at least `threshold`.

    Exact, and fast: only tunes that share a run are ever compared. Lesson 01 counts them.

    Parameters
    ----------
    tunes : iterable of Tune
        A corpus, for example.
    threshold : float
        Above 0, at most 1.

    Returns
    -------
    numpy.ndarray of int, shape (pairs, 2)
        The smaller index first, in rising order.

    Raises
    ------
    ValueError
        If the threshold is not.

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65, 67, 69, 67, 60), (48,) * 8)
    >>> other = Tune((72, 60, 72), (48,) * 3)
    >>> near_duplicates([tune, other, tune.transpose(2), tune.excerpt(0, 7)]).tolist()
    [[0, 2], [0, 3], [2, 3]]
    """
    if not 0 < threshold <= 1:
        raise ValueError(f"the threshold is {threshold}; it is above 0, at most 1")
    owners, items, sizes = _incidence(tunes)
    found = [np.empty((0, 2), np.int64)]
    for first, shared in _shared(owners, items, len(sizes)):
        last = first + len(shared)
        a, b = np.nonzero(shared)
        common = shared[a, b]
        alike = common / (sizes[first:last][a] + sizes[b] - common) >= threshold
        found.append(np.stack((a[alike] + first, b[alike]), axis=1))
    return np.concatenate(found)


def one_of_each(clusters: Sequence[str]) -> NDArray[np.int64]:
    """Return the first tune of each cluster: where the tunes without near-duplicates stand.

    Examples
    --------
    >>> one_of_each(["a", "b", "a", "c", "b"]).tolist()
    [0, 1, 3]
    """
    return np.sort(np.unique(np.asarray(clusters, dtype=object), return_index=True)[1])


def clusters(pairs: Pairs, count: int) -> NDArray[np.intp]:
    """Return, for each tune, the smallest index of its cluster.

    Tunes that are near-duplicates of one tune are in one cluster, and so are theirs.

    Parameters
    ----------
    pairs : numpy.ndarray of int, shape (pairs, 2)
        As `near_duplicates` gives them.
    count : int
        How many tunes there are.

    Returns
    -------
    numpy.ndarray of int, shape (count,)

    Examples
    --------
    >>> clusters(np.array([[0, 2], [2, 4]]), 5).tolist()
    [0, 1, 0, 3, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    links = coo_array((np.ones(len(pairs), dtype=bool), (pairs[:, 0], pairs[:, 1])), (count, count))
    _, number = connected_components(links, directed=False)
    _, first, number = np.unique(number, return_index=True, return_inverse=True)
    return np.asarray(first[number])


def leaked(pairs: Pairs, parts: Sequence[str] | NDArray[np.object_]) -> NDArray[np.bool_]:
    """Tell which tunes are in "test" and have a near-duplicate in "train".

    Lesson 01 counts them in a random split; `split.csv` has none.

    Parameters
    ----------
    pairs : numpy.ndarray of int, shape (pairs, 2)
        As `near_duplicates` gives them.
    parts : sequence of str
        "train", "valid" or "test", one for each tune.

    Returns
    -------
    numpy.ndarray of bool, shape (tunes,)

    Examples
    --------
    >>> pairs = np.array([[0, 1], [1, 2]])
    >>> leaked(pairs, ["train", "test", "test"]).tolist()
    [False, True, False]
    """
    part = np.array(parts, dtype=object)
    leaks = np.zeros(len(part), dtype=bool)
    for here, there in (pairs.T, pairs.T[::-1]):
        leaks[here[(part[here] == "test") & (part[there] == "train")]] = True
    return leaks


def _incidence(
    tunes: Iterable[Tune],
) -> tuple[NDArray[np.intp], NDArray[np.int64], NDArray[np.intp]]:
    """Return which tune has which run, ordered by run, then tune; and the runs of each tune."""
    coded = [_coded_runs(tune) for tune in tunes]
    sizes = np.array([len(codes) for codes in coded], dtype=np.intp)
    owners = np.repeat(np.arange(len(coded)), sizes)
    items = np.concatenate([*coded, np.empty(0, np.int64)])
    order = np.lexsort((owners, items))
    return owners[order], items[order], sizes


def _coded_runs(tune: Tune) -> NDArray[np.int64]:
    """Return the tune's `runs`, each as one number, rising."""
    notes = np.array(tune.notes, dtype=np.int64)
    steps = np.diff(notes) + (1 << (_BITS - 1))
    if not len(steps):
        return steps
    steps = np.concatenate((steps, np.zeros(max(RUN - len(steps), 0), np.int64)))
    windows = np.lib.stride_tricks.sliding_window_view(steps, RUN)
    return np.unique(windows @ (1 << _BITS * np.arange(RUN, dtype=np.int64)))


def _shared(
    owners: NDArray[np.intp], items: NDArray[np.int64], count: int
) -> Iterator[tuple[int, NDArray[np.intp]]]:
    """Yield the table of how many runs tune a shares with each later tune b, some rows at a time.

    Each comes with the number of its first row.
    """
    # The entries of one run stand together, by rising tune: b are those between a and the end.
    last = np.searchsorted(items, items, side="right")
    later = last - np.arange(len(items)) - 1
    by_owner = np.argsort(owners, kind="stable")
    starts = np.searchsorted(owners[by_owner], np.arange(count + 1))
    rows = max(_CELLS // max(count, 1), 1)
    for first in range(0, count, rows):
        stop = min(first + rows, count)
        mine = by_owner[starts[first] : starts[stop]]
        lengths = later[mine]
        entry = np.repeat(mine, lengths)
        ahead = np.arange(len(entry)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + 1
        cells = (owners[entry] - first) * count + owners[entry + ahead]
        table = np.bincount(cells, minlength=(stop - first) * count)
        yield first, table.reshape(stop - first, count)
