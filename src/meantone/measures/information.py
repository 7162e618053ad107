"""Information in bits: how much there is to know."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike


def entropy(tokens: ArrayLike) -> float:
    """Return the entropy of the tokens' own frequencies, in bits per token.

    ``H = -sum(p log2 p)`` over the tokens that occur (Shannon 1948). Two tokens of equal share
    make one bit; it knows nothing of their order. Lesson 01 builds it.

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
    _, counts = np.unique(np.asarray(tokens), return_counts=True)
    shares = counts / counts.sum()
    return float(np.sum(shares * np.log2(1 / shares)))
