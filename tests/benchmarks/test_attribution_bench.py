"""The benchmark of attribution: its page, on a small collection."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from meantone.commands.bench import benchmarks
from meantone.commands.bench import load as load_benchmark
from meantone.experiments import Attribution
from meantone.models import NGram

bench = load_benchmark("attribution")
page = sys.modules[bench.__module__]
SONGS = list(np.random.default_rng(0).integers(0, 5, (20, 24)))


def test_the_page_has_a_row_for_each_set_and_says_whether_a_tune_takes_too_long(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = Attribution(NGram.fit(SONGS[:9], 5, 3), SONGS[:9])
    monkeypatch.setattr(page, "ground", lambda: (asked, SONGS[9:]))
    monkeypatch.setattr(page, "BUDGET", 1e9)
    assert bench(["--quick"]) == 0
    printed = capsys.readouterr().out
    names = ["T = 1", "T = 0.8", "T = 0.6", "T = 0.4", "T = 0.2", "people", "shuffled"]
    assert all(f"\n| {name} | " in printed for name in names)
    assert "1 of people's tunes" in printed
    monkeypatch.setattr(page, "BUDGET", 0)
    assert bench(["--quick"]) == 1


def test_it_is_listed_and_wants_a_tune(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Shares of training tunes" in benchmarks(project / "benchmarks")["attribution"]
    with pytest.raises(SystemExit):
        bench(["--tunes", "0"])
    assert "have to be 1 or more" in capsys.readouterr().err
