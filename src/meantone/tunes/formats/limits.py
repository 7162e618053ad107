"""How large a file and a tune may be, so that no input can exhaust the machine."""

from __future__ import annotations

from meantone.tunes.tune import TICKS_PER_QUARTER, Tune, TuneError

LARGEST_FILE = 10_000_000
"""Bytes in a file, and in what a compressed file unpacks to."""

MOST_EVENTS = 20_000
"""Events in a tune."""

MOST_BARS = 10_000
"""Bars in a tune, of its own meter and of four quarters."""

MOST_TUNES = 10_000
"""Tunes in a file."""


def check_size(size: int, what: str = "it") -> None:
    """Raise an error if this is more bytes than a file may have.

    Parameters
    ----------
    size : int
        Bytes.
    what : str, optional
        What holds them, as the error names it.

    Raises
    ------
    TuneError
        If `size` is above `LARGEST_FILE`.

    Examples
    --------
    >>> check_size(100_000_000, "the file")
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: the file holds 100 MB; a file of music holds 10 MB at most
    """
    if size > LARGEST_FILE:
        held = f"{size / 1e6:,.0f}" if size >= LARGEST_FILE + 500_000 else f"{size / 1e6:,.6f}"
        limit = f"{LARGEST_FILE / 1e6:.0f}"
        raise TuneError(f"{what} holds {held} MB; a file of music holds {limit} MB at most")


def check_length(tune: Tune) -> Tune:
    """Return the tune if readers and writers can take one of its length.

    Raises
    ------
    TuneError
        If it has more than `MOST_EVENTS` events or `MOST_BARS` bars.

    Examples
    --------
    >>> check_length(Tune((60,), (192 * 20_000,)))
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: the tune has 20,000 bars of four quarters; 10,000 are the limit
    """
    if len(tune) > MOST_EVENTS:
        raise TuneError(f"the tune has {len(tune):,} events; {MOST_EVENTS:,} are the limit")
    for bar, name in ((4 * TICKS_PER_QUARTER, "bars of four quarters"), (tune.bar_length, "bars")):
        if bar and tune.length > MOST_BARS * bar:
            count = -(-tune.length // bar)
            raise TuneError(f"the tune has {count:,} {name}; {MOST_BARS:,} are the limit")
    return tune
