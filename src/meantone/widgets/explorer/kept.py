"""What was made once and is asked for again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Value = TypeVar("Value")


class Kept:
    """Values by key, made when first asked for; of many the most recently used stay.

    Parameters
    ----------
    most : int, optional
        Values that stay; all, if left out.

    Examples
    --------
    >>> kept = Kept(most=2)
    >>> [kept.get(number, lambda: [number]) for number in (1, 2, 1, 3)]
    [[1], [2], [1], [3]]
    >>> 1 in kept, 2 in kept
    (True, False)
    """

    def __init__(self, most: int | None = None) -> None:
        self._most = most
        self._values: dict[Hashable, Any] = {}
        self._turn = threading.Lock()  # for the bookkeeping; what is made may take its time

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def __len__(self) -> int:
        return len(self._values)

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Return the value of a key, made if there is none yet.

        Parameters
        ----------
        key : hashable
        make : function without arguments
        """
        value = self._values.get(key)
        if value is None:
            value = make()
        with self._turn:
            value = self._values.pop(key, value)  # another thread may have been first
            self._values[key] = value  # the last is the latest used
            while self._most is not None and len(self._values) > self._most:
                del self._values[next(iter(self._values))]
        return value  # type: ignore[no-any-return]
