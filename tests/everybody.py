"""What everybody may do: root, who runs tests in containers, may write where nobody else may."""

import ctypes
import os
import sys
from collections.abc import Callable

PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def like_everybody() -> Callable[[], None] | None:
    """What takes the right from root to write where nobody may; None for all others."""
    if sys.platform == "win32" or os.geteuid():
        return None
    libc = ctypes.CDLL(None)

    def give_up() -> None:
        for right in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
            libc.prctl(PR_CAPBSET_DROP, right, 0, 0, 0)

    return give_up
