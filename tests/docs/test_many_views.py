"""The page on many small views says what is so: its code runs, its figures are measured."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "small-views.md"
FIGURE = re.compile(r"\d\.\d+")


def test_the_code_runs_and_says_the_figures_beside_it() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    space: dict[str, Any] = {}
    exec(code, space)  # the page's own code
    alone, together = (
        [float(figure) for figure in FIGURE.findall(line.partition("#")[2])]
        for line in code.splitlines()
        if line.startswith(("alone =", "together ="))
    )
    assert space["alone"] == pytest.approx(alone, abs=0.006)
    assert space["together"] == pytest.approx(together[0], abs=0.01)
    assert space["joined"].exponents.coefficients[:, 0].argmax() == 0  # pitch speaks loudest


def test_the_table_is_that_of_the_benchmark() -> None:
    """Within what other folds may change."""
    results = (PROJECT / "benchmarks" / "results" / "views.md").read_text(encoding="utf-8")
    random = results.partition("## Random folds")[2].partition("##")[0]
    heads, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in random.splitlines()
        if line.startswith("|")
    )
    columns = [heads.index(head) for head in ("kinder", "mean of 7")]
    measured = {row[0]: [float(row[column]) for column in columns] for row in rows}
    shown = re.findall(
        r"^\| (.+) \| (\d\.\d{3}) \| (\d\.\d{3}) \|$", PAGE.read_text(encoding="utf-8"), re.M
    )
    assert len(shown) == 7
    for name, *figures in shown:
        assert measured[name] == pytest.approx([float(figure) for figure in figures], abs=0.01)
