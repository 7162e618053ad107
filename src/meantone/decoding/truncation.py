"""Rules that leave out improbable tokens before one is drawn.

Each takes rows of probabilities, shape (..., vocabulary), keeps some tokens of each row, and
divides by what is left, so that rows sum to 1 again. At least one token stays. Of tokens that are
equal in the eyes of a rule, the lower ones stay, so a note before the end: what comes out depends
on nothing but the row. They go into `meantone.decoding.sample`, as
``reshape=lambda rows: top_p(rows, 0.9)``, or into `meantone.decoding.Reshaped`.
"""

from __future__ import annotations

from operator import index

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.sequence_model import Rows, first_wrong

ROUNDING = 1e-9
"""By how much a sum of probabilities may miss a mark that it reaches on paper."""

FINE = 2.0**40
"""Bits are told apart down to one part in this many, so that equal ones stay equal."""


def top_k(probabilities: ArrayLike, count: int) -> Rows:
    """Keep the `count` most probable tokens of each row.

    Fan, Lewis and Dauphin (2018). The number is the same whether the model is sure or not: that is
    its weakness. With 1 it is the greedy choice; with the whole vocabulary nothing changes.
    Lesson 08.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    count : int
        1 or more. More than there are tokens is as good as all.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If `count` is below 1, or a row is no distribution.

    Examples
    --------
    >>> top_k([0.5, 0.3, 0.2], 2)
    array([0.625, 0.375, 0.   ])
    >>> top_k([0.2, 0.4, 0.4], 1)  # of equal ones, the lower
    array([0., 1., 0.])
    """
    if index(count) < 1:
        raise ValueError(f"top-k keeps {count} tokens; it has to keep 1 or more")
    rows = distributions(probabilities)
    if count >= rows.shape[-1]:
        return rows
    return _kept(rows, _places(-rows) < count)


def top_p(probabilities: ArrayLike, mass: float) -> Rows:
    """Keep the most probable tokens of each row, as few as together have the share `mass`.

    Nucleus sampling (Holtzman et al. 2020). The token that reaches the mark is kept, and none after
    it; a sum that misses the mark by less than 1e-9 has reached it. With 0 only the most probable
    token stays; with 1 nothing changes. Lesson 08.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    mass : float
        From 0 to 1.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If `mass` is outside 0 to 1, or a row is no distribution.

    Examples
    --------
    >>> top_p([0.5, 0.3, 0.2], 0.7)
    array([0.625, 0.375, 0.   ])
    >>> top_p([0.5, 0.3, 0.2], 0.5)
    array([1., 0., 0.])
    """
    rows = _checked(probabilities, "top-p", "mass", mass)
    return rows if mass == 1 else _first_of(rows, -rows, mass)


def min_p(probabilities: ArrayLike, share: float) -> Rows:
    """Keep the tokens that have at least `share` of the probability of the most probable one.

    Nguyen et al. (2024). Where the model is sure few tokens stay, where it is not many. With 0
    nothing changes; with 1 only the most probable stay, and all that tie for it. Lesson 08.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    share : float
        From 0 to 1.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If `share` is outside 0 to 1, or a row is no distribution.

    Examples
    --------
    >>> min_p([0.5, 0.3, 0.2], 0.5)
    array([0.625, 0.375, 0.   ])
    """
    rows = _checked(probabilities, "min-p", "share", share)
    return _kept(rows, rows >= rows.max(axis=-1, keepdims=True) * (share * (1 - ROUNDING)))


def typical(probabilities: ArrayLike, mass: float) -> Rows:
    """Keep the tokens whose surprise is closest to what is expected, until they have `mass`.

    Locally typical sampling (Meister et al. 2023): tokens in the order of ``|-log2 p - H|``, with
    `H` the entropy of the row, as few as together have the share `mass`. So the most probable token
    may be left out for being too obvious. Differences below 2 ** -40 bits count as none. With 1
    nothing changes. Lesson 08.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    mass : float
        From 0 to 1. A sum that misses it by less than 1e-9 has reached it.

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If `mass` is outside 0 to 1, or a row is no distribution.

    Examples
    --------
    Entropy 1.81 bits; the surprises are 0.86, 1.94, 3.18 and 3.84.

    >>> typical([0.55, 0.26, 0.12, 0.07], 0.2)
    array([0., 1., 0., 0.])
    >>> typical([0.55, 0.26, 0.12, 0.07], 0.5).round(3)
    array([0.679, 0.321, 0.   , 0.   ])
    """
    rows = _checked(probabilities, "typical", "mass", mass)
    if mass == 1:
        return rows
    with np.errstate(divide="ignore"):
        surprise = -np.log2(rows)  # infinite where impossible, and so never typical
    entropy = np.sum(rows * np.where(rows > 0, surprise, 0), axis=-1, keepdims=True)
    return _first_of(rows, np.rint(np.abs(surprise - entropy) * FINE), mass)


def allow(probabilities: ArrayLike, allowed: ArrayLike) -> Rows:
    """Keep the tokens that are allowed, and nothing of the others.

    Parameters
    ----------
    probabilities : array_like of float, shape (..., vocabulary)
    allowed : array_like of bool, shape (vocabulary,), or that of the rows

    Returns
    -------
    numpy.ndarray of float, shape (..., vocabulary)

    Raises
    ------
    ValueError
        If nothing is left of a row, it was no distribution, or `allowed` has another shape.

    Examples
    --------
    >>> allow([0.5, 0.3, 0.2], [False, True, True])
    array([0. , 0.6, 0.4])
    """
    rows, keep = distributions(probabilities), np.asarray(allowed, dtype=bool)
    if keep.shape not in (rows.shape, rows.shape[-1:]):
        raise ValueError(
            f"allowed has the shape {keep.shape}; say of each of {rows.shape[-1]} tokens, or of "
            f"each in rows of the shape {rows.shape}, whether it stays"
        )
    rows *= keep
    sums = rows.sum(axis=-1, keepdims=True)
    if not sums.all():
        raise ValueError(
            f"row {sums.argmin()} has no probability left: the model gives none to any token that "
            "is allowed there; allow more tokens, or smooth the model so that nothing is impossible"
        )
    rows /= sums
    return rows


def distributions(probabilities: ArrayLike) -> Rows:
    """Return a copy of rows of probabilities, once they are seen to be distributions.

    Raises
    ------
    ValueError
        If a row holds something negative or not a number, or does not sum to 1.

    Examples
    --------
    >>> distributions([[0.5, 0.5], [0.0, 0.0]])
    Traceback (most recent call last):
    ValueError: row 1 sums to 0.0; probabilities are zero or more, and sum to 1
    """
    rows = np.array(probabilities, dtype=np.float64)
    if (wrong := first_wrong(rows)) is not None:
        total = rows.sum(axis=-1).ravel()[wrong]
        raise ValueError(
            f"row {wrong} sums to {total}; probabilities are zero or more, and sum to 1"
        )
    return rows


def _checked(probabilities: ArrayLike, rule: str, name: str, value: float) -> Rows:
    """Return the rows, once they and the number of a rule are seen to be in order."""
    if not 0 <= value <= 1:
        raise ValueError(f"the {name} of {rule} is {value}; it has to be from 0 to 1")
    return distributions(probabilities)


def _places(keys: Rows) -> NDArray[np.int64]:
    """Return at which place each token of a row comes when sorted by key, the lower one first."""
    order = np.argsort(keys, axis=-1, kind="stable")
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(keys.shape[-1]), axis=-1)
    return places


def _first_of(rows: Rows, keys: Rows, mass: float) -> Rows:
    """Keep the tokens with the smallest keys, as few as together have the share `mass`."""
    order = np.argsort(keys, axis=-1, kind="stable")
    before = np.cumsum(np.take_along_axis(rows, order, axis=-1), axis=-1)
    # A token stays if those in front of it have not reached the mark; the first one always does.
    stays = np.ones(rows.shape, dtype=bool)
    stays[..., 1:] = before[..., :-1] < mass - ROUNDING
    keep = np.empty_like(stays)
    np.put_along_axis(keep, order, stays, axis=-1)
    return _kept(rows, keep)


def _kept(rows: Rows, keep: NDArray[np.bool_]) -> Rows:
    return _normalized(np.where(keep, rows, 0))


def _normalized(rows: Rows) -> Rows:
    return np.asarray(rows / rows.sum(axis=-1, keepdims=True))
