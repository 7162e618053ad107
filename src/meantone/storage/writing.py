"""Writing files so that nothing is ever lost: whole, or not at all. Every room may use this."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from meantone.storage.machine import machine

PREFIX = 40
"""This much of a file's name is in the name of its unfinished part, which may not be too long."""


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
    beside = path.with_name(f".{path.name[:PREFIX]}.{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def sweep(path: Path) -> None:
    """Remove what writers of a file left unfinished when they were killed.

    Only where no other process can be writing it: under a lock, as `alone` holds it.

    Parameters
    ----------
    path : Path
        The file; other files whose name begins as its does, up to the ending, are meant too.

    Examples
    --------
    >>> folder = getfixture("tmp_path")
    >>> (folder / ".one.txt.0123456789abcdef.part").touch()
    >>> sweep(folder / "one.txt")
    >>> list(folder.iterdir())
    []
    """
    # Earlier editions of the course wrote no name into them.
    name = re.compile(rf"\.({re.escape(path.stem[:PREFIX])}.*\.)?[0-9a-f]{{16}}\.part")
    for part in path.parent.glob(".*.part"):
        if name.fullmatch(part.name):
            with suppress(OSError):
                part.unlink()


@contextmanager
def alone(path: Path, patience: float) -> Iterator[bool]:
    """Hold the lock `path`, and tell whether it is held: where there can be no lock, go on without.

    Where no other process can run there is nobody to wait for.

    Parameters
    ----------
    path : Path
        The lock's file. Its folder is made if it does not exist.
    patience : float
        Seconds to wait for another process that holds it.

    Examples
    --------
    >>> with alone(getfixture("tmp_path") / "one.lock", patience=1) as held:
    ...     held
    True
    """
    if not machine().processes:
        yield True
        return
    from filelock import FileLock, Timeout

    lock = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path, timeout=patience)
        lock.acquire()
    except (OSError, NotImplementedError, Timeout):
        lock = None
    try:
        yield lock is not None
    finally:
        if lock is not None:
            lock.release()
