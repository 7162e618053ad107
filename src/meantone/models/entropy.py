"""Entropy, in bits: how hard what comes next is to guess. One definition for all rooms."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from meantone.models.sequence_model import Rows


def entropies(counts: ArrayLike) -> Rows:
    """Return the entropy of each row of counts or shares, in bits.

    Parameters
    ----------
    counts : array_like, shape (..., symbols)
        Not below 0; a row need not sum to 1.

    Returns
    -------
    numpy.ndarray of float, shape (...)
        0 for a row of zeros.

    Examples
    --------
    >>> entropies([[2, 2, 0], [5, 0, 0], [0, 0, 0]])
    array([1., 0., 0.])
    """
    table = np.asarray(counts, dtype=float)
    total = table.sum(axis=-1, keepdims=True)
    shares = table / np.where(total == 0, 1, total)
    bits = -shares * np.log2(np.where(shares > 0, shares, 1))
    return np.asarray(np.abs(bits.sum(axis=-1)))  # 0 bits, not -0
