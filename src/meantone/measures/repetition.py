"""Repetition: how much of a tune comes back within it.

Human tunes return to what they began with, by design. So a low figure is not health and a high one
is not collapse: read it beside that of human tunes, and of the same tunes shuffled.
"""

from __future__ import annotations

from itertools import islice

import numpy as np
from numpy.typing import ArrayLike


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
