"""Tokens: tunes as whole numbers, which is how models and measures take them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def as_tokens(tunes: Iterable[ArrayLike], size: int | None = None) -> list[NDArray[np.int64]]:
    """Return tunes as arrays of tokens, once they are seen to be that.

    Parameters
    ----------
    tunes : iterable of array_like of int
    size : int, optional
        Symbols in the vocabulary. Left out, any whole number is a token.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (time,)

    Raises
    ------
    ValueError
        If a tune is anything else than a row of whole numbers, which are never rounded; or if a
        token is not from 0 to ``size - 1``.

    Examples
    --------
    >>> as_tokens([[0, 2], []])
    [array([0, 2]), array([], dtype=int64)]
    >>> as_tokens([[0, 2.5]])
    Traceback (most recent call last):
    ValueError: tune 0 holds 2.5; tokens are whole numbers
    """
    arrays = [_row(tune, place) for place, tune in enumerate(tunes)]
    if size is None:
        return arrays
    played = np.concatenate([np.empty(0, dtype=np.int64), *arrays])
    if len(played) and not 0 <= played.min() <= played.max() < size:
        outside = [bool(((array < 0) | (array >= size)).any()) for array in arrays]
        raise ValueError(f"tune {outside.index(True)} holds a token outside 0 to {size - 1}")
    return arrays


def _row(tune: ArrayLike, place: int) -> NDArray[np.int64]:
    """Return one tune as an array of tokens."""
    try:
        array: NDArray[Any] = np.asarray(tune)
    except ValueError:  # rows of several lengths
        array = np.empty((0, 0))
    if array.ndim != 1:
        raise ValueError(
            f"tune {place} is {_named(tune, array)}, not a list of tokens; give a list of tunes, "
            "each as view.encode(tune) returns it"
        )
    if array.dtype.kind not in "iub":
        for token in array.tolist():
            if not isinstance(token, int | float) or not float(token).is_integer():
                raise ValueError(f"tune {place} holds {token!r}; tokens are whole numbers")
    return array.astype(np.int64, copy=False)


def _named(tune: ArrayLike, array: NDArray[Any]) -> str:
    """Say what was given in the place of a tune."""
    if array.ndim > 1:
        return "a table or a list of lists"
    return f"the number {array}" if array.dtype.kind in "iuf" else f"a {type(tune).__name__}"
