"""The page on decoders at equal surprise: its code prints what it says, and its words follow."""

import re
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]
PAGE = (PROJECT / "docs" / "equal-surprise.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^(temperature|top_p|min_p) [\d.]+ (.*)$", re.MULTILINE)
RANGE = re.compile(r"\(([\d.]+) to ([\d.]+)\)")


def test_its_code_prints_its_tables(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    for block in BLOCKS.findall(PAGE):
        exec(block, space)  # the page's own code
        assert f"```text\n{capsys.readouterr().out}```" in PAGE


def ranges(table: str) -> list[list[tuple[float, float]]]:
    """For each column of a table, what each rule's sets reach from and to."""
    rows = [RANGE.findall(row) for _, row in ROW.findall(table)]
    return [
        [(float(low), float(high)) for low, high in column] for column in zip(*rows, strict=True)
    ]


def test_usual_strengths_differ_and_equal_bits_do_not() -> None:
    usual, equal = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
    bits, alike, returned = (column[1:] for column in ranges(usual))  # without temperature 1
    assert all(bits[0][1] < low for low, _ in bits[1:])
    assert all(figure[0][0] > high for figure in (alike, returned) for _, high in figure[1:])
    for column in ranges(equal):
        assert max(low for low, _ in column) < min(high for _, high in column)
    people = re.search(r"returns ([\d.]+) to", equal)
    assert people
    assert max(high for _, high in ranges(equal)[2]) < float(people[1]) / 2


def test_what_it_says_of_the_benchmark_stands_there() -> None:
    told = (PROJECT / "benchmarks" / "results" / "collapse.md").read_text(encoding="utf-8")
    section = told.partition("### It does not matter how the tail is cut.")[2].partition("\n###")[0]
    scores = {
        rule: [float(score) for score in re.findall(rf", {rule} \| Vendi score ([\d.]+)", section)]
        for rule in ("top-p", "min-p")
    }
    lower = sum(one < other for one, other in zip(*scores.values(), strict=True))
    assert f"in {lower} of {len(scores['top-p'])} cases" in PAGE
    assert section.strip().startswith("**open.**")
