"""The benchmark of the profile: its table, and what it refuses."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from meantone.commands.bench import benchmarks
from meantone.commands.bench import load as load_benchmark
from meantone.measures import ALL, QUICK, Reference
from meantone.models import NGram

bench = load_benchmark("profile")
page = sys.modules[bench.__module__]
RNG = np.random.default_rng(0)


def small() -> Any:
    """Return a setting that takes no time."""
    people = [RNG.integers(0, 5, page.LENGTH) for _ in range(40)]
    reference = Reference(people, 5, rng=RNG, length=page.LENGTH)
    return page.Setting(NGram.fit(people, 5, 2), reference, len(people))


def test_each_line_says_whether_it_is_within_its_budget(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page, "folk", small)
    monkeypatch.setattr(page, "TUNES", 20)
    monkeypatch.setattr(page, "seconds", lambda run, times: np.array([run() and 0.1] * times))
    assert bench(["--quick"]) == 0
    printed = capsys.readouterr().out
    assert printed.count("| reached |") == 3
    free = [measure for measure in ALL if not measure.needs]
    assert f"all {len(free)} measures | 0.10 (0.10 to 0.10) | 3 |" in printed
    assert f"| {len([m for m in QUICK if not m.needs])} quick measures | 0.10" in printed
    monkeypatch.setattr(page, "seconds", lambda run, times: np.full(times, 9.0))
    assert bench(["--quick"]) == 1
    said = capsys.readouterr()
    assert said.out.count("| missed |") == 3
    assert f"all {len(free)} measures: may take 3 s" in said.err


def test_it_is_listed_and_wants_a_repetition(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = benchmarks(project / "benchmarks")
    assert "profile of 500 tunes" in found["profile"]
    with pytest.raises(SystemExit):
        bench(["--repetitions", "0"])
    assert "--repetitions is 0" in capsys.readouterr().err
