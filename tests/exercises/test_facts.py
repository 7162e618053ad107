"""Facts of law and industry: one table that is whole, quoted by key, and in no lesson's prose."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from meantone.commands import project_folder
from meantone.exercises.debate import SIDES, Card, debate
from meantone.exercises.facts import Fact, Facts, facts, read_facts

HEAD = "key,date,fact,source,as_of,expires,pending\n"
ROW = "one,2026-01,It was so.,press,2026-11,2027-05,\n"
WRITTEN = [
    *sorted((project_folder() / "instructor_notes" / "masters").glob("*.py")),
    *sorted((project_folder() / "instructor_notes").glob("*.md")),
]
NAMED = (
    "Suno", "Udio", "GEMA", "Deezer", "Spotify", "ELVIS", "AI Act", "Copyright Office", "Bandcamp",
    "IFPI", "Velvet Sundown", "Thaler", "Perlmutter", "Warner", "Universal Music", "CISAC",
    "OpenAI",
)  # fmt: skip
"""Names that the table speaks of."""

QUOTED = re.compile(r"\bfacts\(([^)]*)\)")


def test_every_row_is_whole() -> None:
    table = read_facts()
    assert len(table) > 20
    assert all(key == fact.key for key, fact in table.items())
    assert facts().facts == tuple(table.values())


def test_what_has_to_be_checked_again_is_said_and_fails_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A warning, never a failure: the calendar breaks no build."""
    old = [fact.key for fact in read_facts().values() if fact.expired(date.today())]
    if old:
        with capsys.disabled():
            print(f"\nWARNING: facts.csv, to be checked again in their sources: {', '.join(old)}")


def test_a_fact_expires_after_its_month() -> None:
    fact = Fact("x", "2026-01", "It was so.", "press", "2026-11", "2027-05", "")
    days = [date(2026, 12, 1), date(2027, 5, 31), date(2027, 6, 1), date(2028, 1, 1)]
    assert [fact.expired(day) for day in days] == [False, False, True, True]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (ROW + ROW, "twice"),
        (ROW.replace("press", ""), "lacks its source"),
        (ROW.replace("2026-11", ""), "lacks its as_of"),
        (ROW.replace("2027-05", "2026-11"), "not after"),
        (ROW.replace("2027-05", "2027-13"), "month"),
        (ROW.replace("2026-01", "in January"), "no year"),
        (ROW.replace(",press", ", press, radio"), "of 7 fields"),
        (ROW.replace("press,", ""), "of 7 fields"),
    ],
)
def test_a_malformed_row_is_refused(tmp_path: Path, rows: str, says: str) -> None:
    (tmp_path / "facts.csv").write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(ValueError, match=says):
        read_facts(tmp_path / "facts.csv")


def test_date_and_source_stand_beside_each_fact() -> None:
    for fact in read_facts().values():
        for shown in (repr(Facts((fact,))), unescape(Facts((fact,))._repr_html_())):
            assert fact.date in shown
            assert fact.as_of in shown
            assert fact.source.split(";")[0] in shown
            assert ("Pending" in shown) == bool(fact.pending)


def test_a_key_that_does_not_exist_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(KeyError, match="did you mean 'bandcamp'"):
        facts("thaler", "bandcmp")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_every_key_that_is_quoted_exists(path: Path) -> None:
    known = read_facts()
    for quoted in QUOTED.findall(path.read_text(encoding="utf-8")):
        for key in re.findall(r'"([^"]+)"', quoted):
            assert key in known, f"{path.name} quotes {key}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_no_fact_of_law_or_industry_stands_in_prose(path: Path) -> None:
    """Sources apart, where a study is named with its date."""
    prose = QUOTED.sub("", path.read_text(encoding="utf-8").partition("## Sources")[0])
    assert [name for name in NAMED if re.search(rf"\b{name}\b", prose)] == []


def test_the_names_that_are_looked_for_are_those_of_the_table() -> None:
    table = repr(facts())
    assert [name for name in NAMED if name not in table] == []


def test_the_debate_has_evidence_for_both_sides_of_each_question() -> None:
    held = debate()
    for about in ("work", "access", "authorship"):
        sides = [card.side for card in held.cards if card.about == about]
        assert set(SIDES) <= {*sides}, about
    assert {card.about for card in held.cards} == {"work", "access", "authorship"}
    assert [role.side for role in held.roles].count("for") == len(held.roles) / 2


def test_the_printed_page_has_every_role_and_card_and_fetches_nothing(tmp_path: Path) -> None:
    held = debate()
    page = held.write(tmp_path / "debate.html").read_text(encoding="utf-8")
    assert page.count("<article") == len(held.cards) == repr(held).count("\nCard ")
    for role in held.roles:
        assert role.name in page
    for card in held.cards:
        assert _evidence(card) in page
    assert not re.search(r'(src|href)="http', page)


def _evidence(card: Card) -> str:
    """Return the beginning of what a card says, as the page has it."""
    if isinstance(card.evidence, str):
        return card.evidence.split("'")[0]
    return card.evidence.facts[0].date
