"""Writing files so that nothing is ever lost: whole, or not at all. Every room may use this."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that a reader finds all of it, or what was there before.

    It is written beside its place, brought to the disk, then moved there.

    Parameters
    ----------
    path : Path
        Its folder is made if it does not exist.
    data : bytes

    Raises
    ------
    OSError
        If the folder or the disk does not take it. What was there before stays.

    Examples
    --------
    >>> place = getfixture("tmp_path") / "kept" / "one.txt"
    >>> write_whole(place, b"one")
    >>> write_whole(place, b"two")
    >>> place.read_bytes(), [path.name for path in place.parent.iterdir()]
    (b'two', ['one.txt'])
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not tempfile: its files are readable by their owner only, and a class may share a cache.
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
