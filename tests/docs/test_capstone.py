"""The capstone's two worked examples are real: their code makes the tunes, these the figures."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meantone.exercises import capstone, passport
from meantone.measures.spread import named_rng
from meantone.report import Report, gather, report, yardstick
from meantone.report.yardsticks import people_named
from meantone.tunes import Corpus, read_all

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "capstone-examples.md").read_text(encoding="utf-8")
BRIEF = (DOCS / "capstone.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SHOWN = (
    "surprise", "4-grams repeated", "alike", "distinct-4", "longest copy", "range", "told apart",
)  # fmt: skip
NAMES = ("mirrors", "rings")


@pytest.fixture(scope="module")
def folk() -> Corpus:
    return people_named("folk")


def table(made: Report) -> str:
    """Return the figures of a report as the page shows them."""
    rows = [made.profile[name].line.cells for name in SHOWN]
    lines = [
        f"| {name} | {value} | {human} | {band} | {shuffled} | {place} |"
        for name, value, _, human, band, shuffled, place in rows
    ]
    found = made.sources
    low, high = found.band
    place = "below" if found.mean < low else "above" if found.mean > high else "within"
    lines.append(
        f"| sources of a tune | {found.mean:.0f} | {found.human:.0f} | {low:.0f} to {high:.0f} "
        f"| {found.shuffled:.0f} | {place} |"
    )
    heads = [
        "| | these tunes | people | eight more of people's | shuffled | |",
        "|---|--:|--:|--:|--:|---|",
    ]
    return "\n".join([*heads, *lines])


def test_the_code_of_the_page_makes_the_tunes_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for code in BLOCKS.findall(PAGE):
        exec(code, {})  # the page's own code
    for name in NAMES:
        stored = (DOCS / "capstone" / f"{name}.jsonl").read_text(encoding="utf-8")
        assert (tmp_path / f"{name}.jsonl").read_text(encoding="utf-8") == stored
        tunes = read_all(DOCS / "capstone" / f"{name}.jsonl", strict=True).tunes
        assert len(tunes) == 8
        assert min(len(tune.notes) for tune in tunes) >= 33


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_of_the_page_are_those_of_the_report(name: str, folk: Corpus) -> None:
    path = DOCS / "capstone" / f"{name}.jsonl"
    assert f"course.py report docs/capstone/{name}.jsonl --against folk" in PAGE
    mine = gather(path, named_rng(0, "gathered", path.name))
    made = report(mine, yardstick(folk, mine.tunes, named_rng(0, "yardstick")))
    assert table(made) in PAGE
    assert f"> {made.headline}" in PAGE
    outside = [row for row in made.profile.rows if row.place in ("above", "below")]
    measured = [row for row in made.profile.rows if row.place != "no value"]
    assert f"{len(outside)} of {len(measured)} measures" in PAGE


def test_each_example_is_marked_by_the_rubric_and_the_points_add_up() -> None:
    rubric = re.findall(r"^\| \*\*(\w+)\*\* \|", BRIEF, re.MULTILINE)
    assert rubric == ["Idea", "Evidence", "Listening", "Honesty"]
    examples = PAGE.split("\n## ")[1:]
    assert len(examples) == 2
    totals = []
    for example in examples:
        marks = re.findall(r"^\| (\w+) \| ([0-3]) \|", example, re.MULTILINE)
        assert [name for name, _ in marks] == rubric
        total = sum(int(points) for _, points in marks)
        assert f"**{total} of 12.**" in example
        totals.append(total)
    assert totals[0] > totals[1] + 3


def test_the_briefs_own_code_fills_the_passport(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from meantone.commands.report import main

    monkeypatch.setenv("MEANTONE_PROGRESS", str(tmp_path / "progress.sqlite"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my_tunes").mkdir()
    (tmp_path / "my_tunes" / "all.jsonl").write_bytes(
        (DOCS / "capstone" / "mirrors.jsonl").read_bytes()
    )
    assert main(["my_tunes", "--against", "kinder", "--out", "my_report.html"]) == 0
    (code,) = BLOCKS.findall(BRIEF)
    exec(code, {"capstone": capstone})
    page = (tmp_path / "my_passport.html").read_text(encoding="utf-8")
    assert page == passport().page
    assert "Mirror 8" in page
    assert "five warnings" in page
