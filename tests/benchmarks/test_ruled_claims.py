"""Claims: what their rules say in words, what counts as a difference, and what is a verdict."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import bias, claims, collapse, loops, popularity
from benchmarks.claims import (
    AGAINST,
    FOR,
    OPEN,
    Band,
    Case,
    Figure,
    collapsed,
    fewer,
    not_collapsed,
    rules,
    varied,
    verdict,
)
from benchmarks.grounds import ALIKE, RETURNS, VENDI
from benchmarks.pages import all_verdicts
from meantone.commands import project_folder

BENCHES = (collapse.BENCH, bias.BENCH, loops.BENCH, popularity.BENCH)
HUMAN = {
    VENDI: Band(18, 17, 19, 20),
    ALIKE: Band(0.03, 0.02, 0.04, 0.01),
    RETURNS: Band(0.15, 0.1, 0.2, 0.01),
}


def rows(
    vendi: float, alike: float, returns: float = 0.15, reach: float = 0.0
) -> dict[str, Figure]:
    """Return the figures of a set; the intervals reach as far as is said, in half-widths."""
    values = {VENDI: vendi, ALIKE: alike, RETURNS: returns}
    ends = {name: reach * HUMAN[name].half for name in values}
    return {n: Figure(v, v - ends[n], v + ends[n]) for n, v in values.items()}


def test_collapse_counts_only_where_two_kinds_of_measure_agree() -> None:
    assert collapsed(rows(5, 0.2), HUMAN)
    assert not collapsed(rows(18, 0.2), HUMAN)  # one hook, over and over
    assert not collapsed(rows(5, 0.03), HUMAN)
    assert not_collapsed(rows(18, 0.03), HUMAN)
    assert not not_collapsed(rows(18, 0.2), HUMAN)


def test_an_interval_that_meets_the_band_is_not_outside() -> None:
    near = rows(16.5, 0.045, reach=1)
    assert not collapsed(near, HUMAN)
    assert not not_collapsed(near, HUMAN)  # neither: the case is open
    assert collapsed(near, HUMAN, sure=False)  # of a search, which is no sample


def test_noise_is_not_as_varied_as_people() -> None:
    assert varied(rows(18, 0.03), HUMAN)
    assert not varied(rows(25, 0.01, returns=0.02), HUMAN)


@pytest.mark.parametrize(
    ("few", "many", "found"),
    [((0, 236), (2, 236), False), ((0, 700), (9, 700), False), ((5, 700), (40, 700), True)],
)
def test_small_shares_are_tested_against_chance(
    few: tuple[int, int], many: tuple[int, int], found: bool
) -> None:
    assert fewer(*few, *many) is found
    assert not fewer(*many, *few)


def test_a_share_of_many_tunes_that_differs_by_little_is_chance() -> None:
    assert not fewer(90, 700, 100, 700)
    assert fewer(50, 700, 100, 700)


def test_a_case_says_something_only_if_all_its_seeds_do() -> None:
    assert Case("", (FOR, FOR, FOR), "").stand == FOR
    assert Case("", (FOR, FOR, AGAINST), "").stand == OPEN
    assert Case("", (AGAINST, AGAINST), "").stand == AGAINST
    assert verdict([Case("", (FOR, OPEN), "")]) == "open"


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_every_rule_in_words_is_asked_and_no_other(bench: collapse.Bench) -> None:
    assert list(bench.ask({})) == list(rules(bench.name))
    for rule in rules(bench.name).values():
        assert rule.expected in ("holds", "fails", "depends", "open")
        assert rule.lesson in claims.LESSONS
        assert "against" in rule.rule or "speaks" in rule.rule


@pytest.mark.parametrize("bench", BENCHES, ids=lambda bench: bench.name)
def test_a_page_holds_every_claim_with_its_rule_and_the_commit_of_the_rules(
    bench: collapse.Bench,
) -> None:
    page = (project_folder() / "benchmarks" / "results" / f"{bench.name}.md").read_text("utf-8")
    for rule in rules(bench.name).values():
        assert f"### {rule.claim}\n" in page
        assert rule.rule in page
    assert re.search(r"commit [0-9a-f]{7,} of \d{4}-\d\d-\d\d \d\d:\d\d UTC", page)
    assert "hours of one core" in page
    assert "nan" not in page


def test_the_stored_cases_give_the_verdicts_of_the_page() -> None:
    page = Path(project_folder() / "benchmarks" / "results" / "verdicts.md")
    assert page.read_text(encoding="utf-8") == all_verdicts(BENCHES)


def test_the_readme_leads_to_the_verdicts() -> None:
    readme = (project_folder() / "README.md").read_text(encoding="utf-8")
    assert "](benchmarks/results/verdicts.md)" in readme
