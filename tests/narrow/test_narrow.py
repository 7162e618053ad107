"""The core runs where pointers have 32 bits, as in a browser: counts and indices are np.intp."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest


@pytest.mark.skipif(
    np.dtype(np.longlong).char == np.dtype(np.intp).char,
    reason="np.intp is C's long long here, so the two cannot be told apart",
)
def test_nothing_that_counts_needs_pointers_of_64_bits() -> None:
    tour = Path(__file__).with_name("tour.py")
    run = subprocess.run(
        [sys.executable, tour], capture_output=True, text=True, env=os.environ, check=False
    )
    assert run.returncode == 0, (
        f"give np.repeat counts, np.bincount numbers of np.intp:\n{run.stderr}"
    )
    assert run.stdout == "", f"calls that the tour does not come to; add them to it:\n{run.stdout}"
