"""Features: a tune as one row of numbers, so that tunes have distances, directions and a map.

What two tunes have in common depends on what of them is looked at. These features look at the runs
of one, two and three tokens, and at nothing else: not at the order of phrases, nor at rhythm unless
the viewpoint holds it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.spread import Floats
from meantone.tunes.tokens import as_tokens

ORDERS = (1, 2, 3)
"""Lengths of the runs that are counted."""

BUCKETS = 128
"""Classes into which the runs of two and of three tokens are dealt."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)  # 2 ** 64 / golden ratio: scatters its multiples evenly


def features(tunes: Sequence[ArrayLike], size: int) -> Floats:
    """Return each tune as a row of numbers: the shares of its runs of one, two and three tokens.

    For each length the runs are dealt into classes and counted, and the square root of each
    class's share is taken. Runs of one token have a class each; longer ones are dealt into 128 by
    a fixed rule (hashing: Weinberger et al. 2009), the same in every call. A row has length 1. So
    the product of two rows is their mean Bhattacharyya coefficient over the three lengths, which is
    1 for the same shares and 0 for no class in common, and the distance of two rows is the
    Hellinger distance times the square root of 2.

    `vendi_score`, `coverage`, the linear detector and the map of tunes all use these rows.
    Lesson 09.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Tokens from 0 to ``size - 1``.
    size : int
        Symbols in the vocabulary.

    Returns
    -------
    numpy.ndarray of float, shape (tunes, columns)
        A tune too short for a length has a class of its own there, so that empty tunes are alike.

    Raises
    ------
    ValueError
        If a token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> rows = features([[0, 1, 0, 1], [1, 0, 1, 0], [2, 2, 2, 2], []], size=3)
    >>> rows.shape
    (4, 262)
    >>> (rows @ rows.T).round(2)
    array([[1.  , 0.98, 0.  , 0.  ],
           [0.98, 1.  , 0.  , 0.  ],
           [0.  , 0.  , 1.  , 0.  ],
           [0.  , 0.  , 0.  , 1.  ]])
    """
    text, left, owner = _text(tunes, size)
    blocks = []
    number = np.zeros(len(text), dtype=np.uint64)
    for order in ORDERS:
        # Room for the numbers of longer runs is not needed: they are only dealt into classes, and
        # numbers that outgrow 64 bits start again from 0, for the same run in the same way.
        number[: len(text) - order + 1] *= np.uint64(size)
        number[: len(text) - order + 1] += text[order - 1 :]
        whole = left >= order
        classes = size if order == 1 else BUCKETS
        dealt = number[whole] if order == 1 else (number[whole] * _FACTOR) >> np.uint64(57)
        blocks.append(_roots(owner[whole], dealt.astype(np.intp), len(tunes), classes))
    return np.asarray(np.concatenate(blocks, axis=1) / np.sqrt(len(ORDERS)))


def _text(
    tunes: Sequence[ArrayLike], size: int
) -> tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp]]:
    """Return all tokens in one array, how many are left in the tune, and which tune it is."""
    arrays = as_tokens(tunes, size)
    tokens = np.concatenate([*arrays, np.empty(0, dtype=np.int64)])
    lengths = np.array([len(array) for array in arrays], dtype=np.intp)
    owner = np.repeat(np.arange(len(arrays)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(tokens))
    return tokens.astype(np.uint64), left, owner


def _roots(owner: NDArray[np.intp], dealt: NDArray[np.intp], tunes: int, classes: int) -> Floats:
    """Return the roots of each tune's shares; the last column is 1 for a tune without runs."""
    counts = np.bincount(owner * (classes + 1) + dealt, minlength=tunes * (classes + 1))
    shares = counts.reshape(tunes, classes + 1).astype(float)
    total = shares.sum(axis=1, keepdims=True)
    shares[total[:, 0] == 0, classes] = 1
    return np.asarray(np.sqrt(shares / np.maximum(total, 1)))
