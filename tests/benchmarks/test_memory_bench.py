import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from benchmarks.memory import Held, held, probed
from meantone.teaching import run


@pytest.mark.skipif(sys.platform != "linux", reason="the figures are Linux's")
def test_what_is_kept_and_what_is_let_go_are_told_apart() -> None:
    fills = "block = bytearray(200 << 20)\nfor at in range(0, len(block), 4096):\n    block[at] = 1"
    lesson = new_notebook(
        cells=[new_code_cell("1"), new_code_cell(fills), new_code_cell("del block")]
    )
    found = held("98_demo", run(probed(lesson), Path.cwd()))
    assert found.cell == "block = bytearray(200 << 20)"
    assert 200 <= found.peak - found.after < 260


def test_a_budget_that_is_missed_is_said() -> None:
    assert Held("98_demo", 700, 1000, "a").row().endswith("reached |")
    assert Held("98_demo", 701, 1000, "a").row().endswith("missed |")
    assert Held("98_demo", 700, 1001, "a").row().endswith("missed |")
