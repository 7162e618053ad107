"""Diversity: how different the tunes of one set are from each other.

All of these depend on how many tunes there are and how long they are: more tunes have more in
common. Compare equal counts and lengths only, as `meantone.measures.profile` does.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.runs import kinds, runs
from meantone.measures.spread import Floats
from meantone.models.entropy import entropies
from meantone.tunes.tokens import as_tokens


def distinct(tunes: Sequence[ArrayLike], length: int) -> float:
    """Return how many different runs of so many tokens there are, for each run in the set.

    ``distinct-n = (different n-grams) / (n-grams)``, n being `length`, over all tunes taken
    together (Li et al. 2016). Others count the n-grams that occur just once; this does not. It
    falls as a set grows, whoever wrote it. Lesson 09.

    Parameters
    ----------
    tunes : sequence of array_like of int
    length : int
        Tokens in a run, 1 or more.

    Returns
    -------
    float
        Above 0, up to 1; nan if no tune is as long as `length`.

    Raises
    ------
    ValueError
        If `length` is below 1.

    Examples
    --------
    >>> distinct([[1, 2, 3], [1, 2, 4]], length=2)  # 1 2, 2 3, 1 2, 2 4
    0.75
    """
    numbers = np.sort(runs(tunes, length).numbers)
    if not len(numbers):
        return float("nan")
    return float(1 + np.count_nonzero(numbers[1:] != numbers[:-1])) / len(numbers)


def different_tunes(tunes: Sequence[ArrayLike]) -> float:
    """Return the share of tunes left if each is counted once however often it comes.

    It stays near 1 in tight collapse, for one token more or less makes another tune: unique is not
    diverse. Lesson 09.

    Returns
    -------
    float
        Above 0, up to 1; nan without tunes.

    Examples
    --------
    >>> different_tunes([[1, 2], [1, 2], [1, 2, 2], []])
    0.75
    """
    if not len(tunes):
        return float("nan")
    return len({tune.tobytes() for tune in as_tokens(tunes)}) / len(tunes)


def vendi_score(rows: ArrayLike) -> float:
    """Return how many tunes that have nothing in common would be as diverse as these.

    ``exp(entropy of the eigenvalues of (K / n))``, K being the similarity of each two tunes, with 1
    for a tune and itself (Friedman and Dieng 2023). It is 1 for tunes all alike and n for n tunes
    without anything in common. What counts as similar is yours to choose, and decides a lot: here
    the product of rows of length 1, as `features` makes them. Lesson 09.

    Parameters
    ----------
    rows : array_like of float, shape (tunes, columns)
        Each of length 1.

    Returns
    -------
    float
        From 1 to the number of tunes or of columns, whichever is less; nan without tunes.

    Raises
    ------
    ValueError
        If a row's length is not 1.

    Examples
    --------
    >>> vendi_score([[1, 0], [1, 0], [0, 1], [0, 1]]), vendi_score([[1, 0], [1, 0]])
    (2.0, 1.0)
    """
    table = np.asarray(rows, dtype=float)
    if not len(table):
        return float("nan")
    if not np.allclose(np.einsum("tc,tc->t", table, table), 1):
        raise ValueError("a row is not of length 1, so a tune would not be just like itself")
    wide = len(table) < table.shape[1]  # both products have the same eigenvalues; take the smaller
    shares = np.linalg.eigvalsh(table @ table.T if wide else table.T @ table) / len(table)
    return float(2 ** entropies(np.where(shares > 1e-12, shares, 0)))


def self_bleu(tunes: Sequence[ArrayLike], longest: int = 4) -> float:
    """Return how well the rest of the set foretells each tune's runs: 1 for tunes all alike.

    BLEU (Papineni et al. 2002) of each tune against all others, and the mean over tunes (Zhu et al.
    2018). ``BLEU = brevity * exp(mean of log p_n)`` for n from 1 to `longest`, `p_n` being the
    share of the tune's n-grams that some other tune has, each as often as the other has it. Where
    none is, 0.1 n-grams are put in (smoothing method 1 of Chen and Cherry 2014). A tune shorter
    than the nearest other length pays ``brevity = exp(1 - other / own)``. High is alike, so low is
    diverse; with many tunes it is near 1 for all sets. Lesson 09's profile has it
    as a row.

    Parameters
    ----------
    tunes : sequence of array_like of int
    longest : int
        Tokens of the longest runs.

    Returns
    -------
    float
        From 0 to 1; nan for fewer than two tunes.

    Raises
    ------
    ValueError
        If `longest` is below 1.

    Examples
    --------
    >>> round(self_bleu([[1, 2, 3, 4], [1, 2, 3, 4], [1, 2, 3, 5]]), 3)
    0.799
    """
    if longest < 1:
        raise ValueError(f"the longest runs have {longest} tokens; they have 1 or more")
    if len(tunes) < 2:
        return float("nan")
    lengths = np.array([len(tune) for tune in as_tokens(tunes)])
    matches = [_matches(tunes, order) for order in range(1, longest + 1)]  # (orders, tunes)
    totals = [np.maximum(lengths - order, 0) for order in range(longest)]
    found = np.where(np.array(matches) > 0, matches, 0.1) / np.maximum(totals, 1)
    scores = np.exp(np.log(found).mean(axis=0))
    scores[np.array(matches[0]) == 0] = 0  # not one token in common
    return float(np.mean(scores * _brevity(lengths)))


def _matches(tunes: Sequence[ArrayLike], order: int) -> NDArray[np.int64]:
    """Return how many of each tune's runs another tune has, each as often as the other has it."""
    numbers, owners, counts, _ = kinds(runs(tunes, order))
    rising = np.lexsort((counts, numbers))  # who has a run most often stands last
    counts, owners, numbers = counts[rising], owners[rising], numbers[rising]
    last = np.append(numbers[1:] != numbers[:-1], True)[: len(numbers)]
    highest = counts[last][np.cumsum(last) - last]
    second = np.where(np.append(False, ~last[:-1])[: len(last)], np.append(0, counts[:-1]), 0)
    others = np.where(last, second[: len(last)], highest)
    shared = np.minimum(counts, others)
    return np.bincount(owners.astype(np.intp), shared, len(tunes)).astype(np.int64)


def _brevity(lengths: NDArray[np.int64]) -> Floats:
    """Return what each tune pays for being shorter than the other tune nearest in length."""
    order = np.argsort(lengths, kind="stable")
    rising = lengths[order].astype(float)
    shorter = np.append(-np.inf, rising[:-1])
    longer = np.append(rising[1:], np.inf)
    nearest = np.where(rising - shorter <= longer - rising, shorter, longer)
    own = np.maximum(rising, 1e-9)
    pays = np.where(rising > nearest, 1.0, np.exp(np.minimum(1 - nearest / own, 0)))
    brevity = np.empty(len(lengths))
    brevity[order] = np.where(rising == 0, 0.0, pays)
    return brevity
