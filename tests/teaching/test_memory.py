import platform
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from meantone.teaching import run

FILL_AND_FREE = """
import numpy as np
blocks = [np.ones(8000) for _ in range(4000)]  # 64 kB each: too small to be mapped one by one
kept = [np.ones(8000)]  # above all of them
del blocks
"""
HELD = """
with open("/proc/self/status") as file:
    print(next(line for line in file if line.startswith("VmRSS")).split()[1])
"""


def held_after(first: str) -> int:
    """Return the MiB that a kernel holds in the cell after one that filled 244 and freed them."""
    cells = [new_code_cell(source) for source in (first, HELD, FILL_AND_FREE, HELD)]
    done = run(new_notebook(cells=cells), Path.cwd())
    before, after = (int(done.cells[place].outputs[0].text) for place in (1, 3))
    return (after - before) >> 10


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone gives memory back")
def test_what_a_cell_freed_goes_back() -> None:
    assert held_after("import meantone.teaching") > 200
    assert held_after("import meantone.exercises") < 40
