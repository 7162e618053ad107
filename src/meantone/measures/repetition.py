"""Repetition: how much of a tune comes back within it.

Human tunes return to what they began with, by design. So a low figure is not health and a high one
is not collapse: read it beside that of human tunes, and of the same tunes shuffled.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.runs import kinds, runs
from meantone.measures.spread import Floats
from meantone.tunes.tokens import as_tokens


def repeated(tokens: ArrayLike, length: int) -> float:
    """Return which share of a tune's runs of so many tokens came earlier in the same tune.

    ``share = (n-grams - different n-grams) / (n-grams)``, n being `length`: each run counts but
    for the first of its kind. Of few tokens or of long tunes more comes back by chance, so compare
    tunes of equal length. Lessons 03 and 09.

    Parameters
    ----------
    tokens : array_like, shape (time,)
        Any numbers or names.
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    float
        From 0 to 1; nan for a tune shorter than `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> repeated([1, 2, 3, 1, 2, 4], length=2)  # 1 2, 2 3, 3 1, again 1 2, 2 4
    0.2
    >>> repeated([5, 5, 5, 5], length=2), repeated([1, 2, 3], length=4)
    (0.6666666666666666, nan)
    """
    if length < 1:
        raise ValueError(f"the length is {length}; a run has 1 token or more")
    played = np.asarray(tokens).tolist()
    runs = list(zip(*(islice(played, start, None) for start in range(length)), strict=False))
    return (len(runs) - len(set(runs))) / len(runs) if runs else float("nan")


def repeated_shares(tunes: Sequence[ArrayLike], length: int) -> Floats:
    """Return the `repeated` share of each of many tunes, much faster than one by one.

    Parameters
    ----------
    tunes : sequence of array_like of int
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
        From 0 to 1; nan for a tune shorter than `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> repeated_shares([[1, 2, 3, 1, 2, 4], [5, 5, 5], [1]], length=2)
    array([0.2, 0.5, nan])
    """
    found = runs(tunes, length)
    total = np.bincount(found.owners, minlength=len(tunes))
    different = np.bincount(kinds(found).owners, minlength=len(tunes))
    shares = np.full(len(tunes), np.nan)
    np.divide(total - different, total, out=shares, where=total > 0)
    return shares


def self_similarity(tokens: ArrayLike, length: int = 1) -> NDArray[np.bool_]:
    """Return the self-similarity matrix of a tune: where the same run begins again.

    ``S[i, j]`` is true if the run of so many tokens from place `i` is that from place `j` (Foote
    1999, who drew it for sound). What comes back is a line beside the diagonal.

    Parameters
    ----------
    tokens : array_like of int, shape (time,)
    length : int
        Tokens in a run; the longer, the less comes back by chance.

    Returns
    -------
    numpy.ndarray of bool, shape (time - length + 1, time - length + 1)
        Without rows for a tune shorter than `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> self_similarity([1, 2, 1, 2], length=2).astype(int)
    array([[1, 0, 1],
           [0, 1, 0],
           [1, 0, 1]])
    """
    numbers = runs([tokens], length).numbers
    return np.asarray(numbers[:, None] == numbers)


def best_echoes(tunes: Sequence[ArrayLike], shortest: int = 4) -> Floats:
    """Return how much of each tune returns after its best lag: how well it echoes itself.

    For a lag the share of tokens is taken that equal the one so many places earlier; the highest
    share over the lags from `shortest` to half the tune is the echo. A tune in two equal halves has
    1. It is the fullest line beside the diagonal of `self_similarity`. Runs that repeat once the
    time has shifted, as they do in people's variations, count for less than in `repeated_shares`;
    single equal notes count too, so compare with shuffled tunes. Lesson 09's profile has
    it as a row.

    Parameters
    ----------
    tunes : sequence of array_like of int
    shortest : int
        The smallest lag, 1 or more: at 1 a held note would be the best form there is.

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
        From 0 to 1; nan for a tune of less than twice `shortest`.

    Raises
    ------
    ValueError
        If `shortest` is below 1.

    Examples
    --------
    >>> best_echoes([[1, 2, 3, 4, 1, 2, 3, 5], [1, 2, 3]])
    array([0.75,  nan])
    """
    if shortest < 1:
        raise ValueError(f"the smallest lag is {shortest}; it is 1 or more")
    echoes = np.full(len(tunes), np.nan)
    for length, places in _by_length(tunes).items():
        table = np.stack([np.asarray(tunes[place]) for place in places])  # (tunes, time)
        same = [
            (table[:, lag:] == table[:, :-lag]).mean(axis=1)
            for lag in range(shortest, length // 2 + 1)
        ]
        if same:
            echoes[places] = np.max(same, axis=0)
    return echoes


def _by_length(tunes: Sequence[ArrayLike]) -> dict[int, list[int]]:
    """Return the places of the tunes of each length."""
    places: dict[int, list[int]] = {}
    for place, tune in enumerate(as_tokens(tunes)):
        places.setdefault(len(tune), []).append(place)
    return places
