"""What a cell no longer needs goes back to the system: sixty learners may share one server."""

from __future__ import annotations

import ctypes
import platform
import sys


def give_back_memory() -> None:
    """In a notebook, hand free memory back to the system after each cell; elsewhere do nothing.

    The C library keeps what was freed, for the next time: after a lesson that trains a network that
    is a quarter of a GiB, which its reader's machine, or a class's server, could use. Only glibc
    has the call (Linux); it takes milliseconds.

    Examples
    --------
    >>> give_back_memory()
    """
    linux = sys.platform == "linux"
    if "IPython" not in sys.modules or not linux or platform.libc_ver()[0] != "glibc":
        return
    from IPython import get_ipython

    if shell := get_ipython():
        trim = ctypes.CDLL(None).malloc_trim
        shell.events.register("post_run_cell", lambda result: trim(0))
