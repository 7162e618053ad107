"""The benchmark of the explorer: its table, and what it refuses."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from meantone.commands.bench import benchmarks
from meantone.commands.bench import load as load_benchmark
from meantone.widgets import DECODERS

bench = load_benchmark("explorer")
page = sys.modules[bench.__module__]


def test_each_decoder_has_a_line_that_says_whether_it_is_within_its_budget(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench(["--quick", "--corpus", "starter"]) in (0, 1)
    printed = capsys.readouterr().out
    assert all(f"| {name} | " in printed for name in DECODERS)
    monkeypatch.setattr(page, "move", lambda explorer, setting: (0.05, 0.25))
    assert bench(["--quick", "--corpus", "starter"]) == 0
    assert capsys.readouterr().out.count("| reached |") == len(DECODERS)
    monkeypatch.setattr(page, "move", lambda explorer, setting: (0.05, 0.35))
    assert bench(["--quick", "--corpus", "starter"]) == 1
    said = capsys.readouterr()
    assert said.out.count("| missed |") == len(DECODERS)
    assert "over budget: temperature, top-k" in said.err


def test_it_is_listed_and_wants_a_move(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "How long its slider takes" in benchmarks(project / "benchmarks")["explorer"]
    with pytest.raises(SystemExit):
        bench(["--moves", "0"])
    assert "--moves is 0" in capsys.readouterr().err
