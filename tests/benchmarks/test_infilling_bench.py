"""The benchmark of gaps: its tables, and what it says of a machine that is too slow."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from meantone.commands.bench import load as load_benchmark

bench = load_benchmark("infilling")
page = sys.modules[bench.__module__]


@pytest.mark.parametrize(("slow", "code"), [(0.05, 0), (0.2, 1)])
def test_the_page_has_times_and_bits(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], slow: float, code: int
) -> None:
    monkeypatch.setattr(page, "seconds", lambda model, songs, degree: np.full(5, slow))
    assert bench(["--quick"]) == code
    said = capsys.readouterr()
    assert f"| 1 | {slow:.3f} |" in said.out
    assert "| people, both sides known |" in said.out
    assert ("over budget" in said.err) == bool(code)
