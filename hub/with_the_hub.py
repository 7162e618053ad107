"""Run a service of the hub that ends when the hub does, however the hub ends.

`python hub/with_the_hub.py PROGRAM ARGUMENTS`. JupyterHub stops its services when it is stopped in
good order. When it is ended by force they go on, and those of the next hub find their port taken.
Linux alone can promise a process such an end; elsewhere this only runs the program.
"""

import ctypes
import os
import signal
import sys

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of Linux's prctl: sent when the parent has ended

if __name__ == "__main__":
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_DEATH_SIGNAL, int(signal.SIGTERM), 0, 0, 0)
    os.execv(sys.argv[1], sys.argv[1:])
