"""Coverage: where a set of tunes lies, and where human tunes lie, in a space of features."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.spread import Floats

NEAREST = 5
"""Neighbors that make up a neighborhood: what Naeem et al. (2020) took."""


class Coverage(NamedTuple):
    """How a set of tunes covers the region of human tunes.

    Parameters
    ----------
    precision : float
        The share of the set's tunes that lie in some human tune's neighborhood.
    recall : float
        The share of human tunes that lie in the neighborhood of some tune of the set. Never alone:
        see `coverage`.
    density : float
        In how many human neighborhoods a tune of the set lies, for each neighbor: 1 is usual.
    coverage : float
        The share of human tunes that have a tune of the set in their neighborhood.
    """

    precision: float
    recall: float
    density: float
    coverage: float


def coverage(rows: ArrayLike, human: ArrayLike, nearest: int = NEAREST) -> Coverage:
    """Return precision, recall, density and coverage of a set of tunes against human tunes.

    A tune's neighborhood reaches, within its own set, as far as its k-th nearest other tune, and
    does not include that distance itself. Precision and recall are those of Kynkäänniemi et al.
    (2019), density and coverage of Naeem et al. (2020). Precision rises as a set collapses to what
    is common; recall and coverage fall. One far-off human tune has a vast neighborhood, which
    spoils precision, not coverage. Lesson 09.

    Recall never stands alone: it can jump up when a set has collapsed altogether. Its
    neighborhoods are those of the set itself. Of tunes that are nearly copies of each other most
    have none to speak of, but let a few stray, and their fifth neighbors are so far away that
    their neighborhoods hold people's tunes by the hundred. Coverage, whose neighborhoods are
    people's, and the `vendi_score` do not fall for it: show one of them beside recall.

    Parameters
    ----------
    rows : array_like of float, shape (tunes, columns)
        As `features` makes them.
    human : array_like of float, shape (human tunes, columns)
    nearest : int
        The k above.

    Returns
    -------
    Coverage
        All nan if either set has no more than `nearest` tunes: they have no k-th neighbor.

    Examples
    --------
    >>> human = [[0.0], [1.0], [2.0], [10.0]]
    >>> coverage([[0.1], [0.9], [1.1], [50.0]], human, nearest=1)
    Coverage(precision=0.75, recall=1.0, density=1.5, coverage=0.75)
    """
    ours, theirs = np.asarray(rows, dtype=float), np.asarray(human, dtype=float)
    if min(len(ours), len(theirs)) <= nearest:
        return Coverage(*[float("nan")] * 4)
    reach, their_reach = (
        reaches(squared_distances(rows, rows), nearest) for rows in (ours, theirs)
    )
    return coverage_of_reaches(reach, their_reach, squared_distances(ours, theirs), nearest)


def reaches(distances: Floats, nearest: int = NEAREST) -> Floats:
    """Return how far it is from each tune of a set to its k-th nearest other one.

    Parameters
    ----------
    distances : numpy.ndarray of float, shape (tunes, tunes)
        Or their squares: then the squares of the answers are returned.
    nearest : int
        The k above, below the number of tunes.

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)

    Examples
    --------
    >>> reaches(np.abs(np.subtract.outer([0.0, 1.0, 3.0], [0.0, 1.0, 3.0])), nearest=1)
    array([1., 1., 2.])
    """
    # A tune is its own nearest, at 0: so place k, counted from 0, is the k-th nearest other one.
    return np.asarray(np.partition(distances, nearest, axis=1)[:, nearest])


def coverage_of_reaches(
    reach: Floats, their_reach: Floats, across: Floats, nearest: int = NEAREST
) -> Coverage:
    """Return `coverage` where reaches and distances are known, or the squares of both.

    Parameters
    ----------
    reach : numpy.ndarray of float, shape (tunes,)
    their_reach : numpy.ndarray of float, shape (human tunes,)
    across : numpy.ndarray of float, shape (tunes, human tunes)
    nearest : int

    Returns
    -------
    Coverage

    Examples
    --------
    >>> line = np.abs(np.subtract.outer([0.0, 1.0, 2.0], [0.0, 1.0, 2.0]))
    >>> coverage_of_reaches(reaches(line, 1), reaches(line, 1), line, nearest=1).recall
    1.0
    """
    in_theirs = across < their_reach  # (tunes, human tunes)
    in_ours = across < reach[:, None]
    return Coverage(
        precision=float(in_theirs.any(axis=1).mean()),
        recall=float(in_ours.any(axis=0).mean()),
        density=float(in_theirs.sum() / (nearest * len(across))),
        coverage=float(in_theirs.any(axis=0).mean()),
    )


def squared_distances(one: Floats, two: Floats) -> Floats:
    """Return the squared distance of each row of one table from each of another.

    Parameters
    ----------
    one : numpy.ndarray of float, shape (tunes, columns)
    two : numpy.ndarray of float, shape (other tunes, columns)

    Returns
    -------
    numpy.ndarray of float, shape (tunes, other tunes)

    Examples
    --------
    >>> squared_distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 0.0]]))
    array([[25.,  0.]])
    """
    lengths = np.einsum("tc,tc->t", one, one)[:, None] + np.einsum("tc,tc->t", two, two)
    distances = np.maximum(lengths - 2 * (one @ two.T), 0)
    # What is the same but for rounding is the same: a set of copies has no neighborhood at all.
    return np.where(distances < 1e-12 * np.maximum(lengths, 1e-300), 0.0, distances)
