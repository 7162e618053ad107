"""Information in bits: how much there is to know."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.runs import runs
from meantone.models.entropy import entropies


def entropy(tokens: ArrayLike) -> float:
    """Return the entropy of the tokens' own frequencies, in bits per token.

    ``H = -sum(p log2 p)`` over the tokens that occur (Shannon 1948). Two tokens of equal share
    make one bit; it knows nothing of their order. Lesson 02 builds it.

    Parameters
    ----------
    tokens : array_like, shape (time,)
        Any numbers or names.

    Returns
    -------
    float
        0.0 without tokens.

    Examples
    --------
    >>> entropy([0, 1, 0, 1]), entropy([7, 7]), entropy([])
    (1.0, 0.0, 0.0)
    """
    return float(entropies(np.unique(np.asarray(tokens), return_counts=True)[1]))


def tune_entropies(tunes: Sequence[ArrayLike]) -> NDArray[np.float64]:
    """Return the `entropy` of each tune's tokens, in bits per token.

    A long tune has room for more different tokens: compare equal lengths. Lesson 09.

    Parameters
    ----------
    tunes : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
        0 for an empty tune.

    Examples
    --------
    >>> tune_entropies([[0, 1, 0, 1], [7, 7], []])
    array([1., 0., 0.])
    """
    numbers, owners = runs(tunes, 1)
    names, token = np.unique(numbers, return_inverse=True)
    wide = max(len(names), 1)
    counts = np.bincount(owners * wide + token, minlength=len(tunes) * wide)
    return entropies(counts.reshape(len(tunes), wide))


def pooled_entropy(tunes: Sequence[ArrayLike]) -> float:
    """Return the `entropy` of all tokens of a set taken together, in bits per token.

    It can stay as it was while every tune becomes like every other. Lesson 09.

    Examples
    --------
    >>> pooled_entropy([[0, 0], [1, 1]])
    1.0
    """
    return float(entropies(np.bincount(runs(tunes, 1).numbers.astype(np.intp))))
