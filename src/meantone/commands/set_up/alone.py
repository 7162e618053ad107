"""One set-up at a time: two at once would spoil each other's work."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import time
from collections.abc import Iterator

from meantone.commands.set_up.folders import LOCK
from meantone.commands.set_up.troubles import say


@contextlib.contextmanager
def only_one() -> Iterator[int]:
    """Hold the lock of the environment: two set-ups at once would spoil each other's work."""
    held = os.open(LOCK, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not grab(held):
            say("Another set-up is at work in this folder: waiting for it to end.")
            while not grab(held):
                time.sleep(0.2)
        yield held
    finally:
        os.close(held)


def grab(held: int) -> bool:
    """Take the lock if it is free; true too where the file system knows no locks."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(held, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True
