"""How often a sender may ask."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_MOST_SENDERS = 5000


class Limit:
    """So many times in so many seconds, for each sender.

    Parameters
    ----------
    most : int
    seconds : float
    clock : callable
        Gives the time in seconds.

    Examples
    --------
    >>> limit = Limit(2, 60, clock=lambda: 0.0)
    >>> [limit.allows("10.0.0.7") for _ in range(3)], limit.allows("10.0.0.8")
    ([True, True, False], True)
    """

    def __init__(
        self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}

    def allows(self, sender: str) -> bool:
        """Tell whether a sender may ask now; if so, that counts.

        Parameters
        ----------
        sender : str
        """
        now = self._clock()
        asked = self._asked.pop(sender, deque())
        while asked and asked[0] <= now - self._seconds:
            asked.popleft()
        self._asked[sender] = asked  # the latest senders are the last of the dict
        if len(self._asked) > _MOST_SENDERS:
            del self._asked[next(iter(self._asked))]
        if len(asked) >= self._most:
            return False
        asked.append(now)
        return True
