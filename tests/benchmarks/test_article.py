"""The article's claims: each has a row, its verdicts exist, and what no figure decides says so."""

import re

import pytest

from benchmarks import bias, claims, collapse, loops, popularity
from benchmarks.article import DECIDED, HEADS, Claim, section
from benchmarks.article import claims as of_the_article
from benchmarks.claims import AGAINST, FOR, Case, rules
from meantone.commands import project_folder
from meantone.exercises import COURSE

BENCHES = {
    bench.name: bench for bench in (collapse.BENCH, bias.BENCH, loops.BENCH, popularity.BENCH)
}
UNDECIDED = {"emotion", "narrative", "democratization", "employment", "authorship"}
ALL = {
    "average", "patterns", "bias", "popularity", "risk", "collaboration", "blending", "adapting",
} | UNDECIDED  # fmt: skip


def test_every_claim_of_the_article_is_there() -> None:
    assert set(of_the_article()) == ALL
    found = {name for name, claim in of_the_article().items() if claim.decided == "no"}
    assert found == UNDECIDED


@pytest.mark.parametrize("claim", of_the_article().values(), ids=list(of_the_article()))
def test_what_decides_a_claim_exists(claim: Claim) -> None:
    assert claim.decided in DECIDED
    assert claim.why
    assert claim.measured
    assert claim.rules or claim.decided != "yes"
    for named in claim.rules:
        bench, _, key = named.partition(".")
        assert key in rules(bench)
    there = {int(lesson.number) for lesson in COURSE.lessons}
    assert claim.lessons
    for number in claim.lessons:
        path = project_folder() / "lessons" / f"{claims.LESSONS[number]}.ipynb"
        assert path.is_file() or number not in there


def test_verdicts_are_those_of_the_cases() -> None:
    asked = {name: bench.ask({}) for name, bench in BENCHES.items()}
    asked["collapse"]["search"] = [Case("a", (FOR,), "")]
    asked["collapse"]["sharp"] = [Case("a", (AGAINST,), "")]
    text = section(asked)
    for key, word in (("search", "holds"), ("sharp", "fails"), ("towards", "not measured")):
        claim = rules("collapse")[key].claim
        assert f"[{claim}](collapse.md#{claims.anchor(claim)}) *{word}*" in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(ALL)
    assert {line.count(" | ") for line in rows} == {len(HEADS) - 1}


def test_every_verdict_leads_to_a_heading_of_its_page() -> None:
    results = project_folder() / "benchmarks" / "results"
    text = (results / "verdicts.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\((\w+\.md)#([\w-]+)\)", text)
    assert links
    for page, heading in set(links):
        heads = re.findall(r"^#+ (.*)$", (results / page).read_text(encoding="utf-8"), re.MULTILINE)
        assert heading in {claims.anchor(head) for head in heads}
