"""Checksums: whether arrays are the ones that they were."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Columns = Mapping[str, NDArray[Any]]


def checksum(arrays: Columns) -> str:
    """Return the SHA-256 of named arrays: of their names, types, shapes and bytes.

    Parameters
    ----------
    arrays : mapping of str to array
        Of numbers. Their order does not matter.

    Returns
    -------
    str
        64 hexadecimal digits.

    Examples
    --------
    >>> import numpy as np
    >>> one = {"a": np.array([1, 2], "<i4")}
    >>> checksum(one) == checksum({"a": np.array([1, 2], "<i8")})
    False
    """
    total = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(array.tobytes())
    return total.hexdigest()
