"""The paper has the form that its journal asks for, and cites what it lists."""

import re
from pathlib import Path

import pytest
import yaml
from pybtex.database import parse_file
from website.paper import to_page

PAPER = Path(__file__).resolve().parents[2] / "paper"
_, HEADER, TEXT = (PAPER / "paper.md").read_text(encoding="utf-8").split("---\n", 2)
DOI = re.compile(r"10\.\d{4,9}/[^\s{}]+")
NEEDED = {
    "article": {"author", "title", "journal", "year", "volume"},
    "inproceedings": {"author", "title", "booktitle", "year"},
    "phdthesis": {"author", "title", "school", "year"},
}
WITHOUT_ADDRESS = {"phdthesis"}  # a thesis of 2005, in print


BIBLIOGRAPHY = parse_file(PAPER / "paper.bib", encoding="utf-8").entries


def cited(text: str) -> set[str]:
    return set(re.findall(r"@(\w+)", text))


def complaints(kind: str, fields: dict[str, str]) -> list[str]:
    said = [f"no {name}" for name in sorted(NEEDED[kind] - fields.keys())]
    if "doi" in fields and not DOI.fullmatch(fields["doi"]):
        said.append("no form of a DOI")
    if kind == "article" and "doi" not in fields:
        said.append("an article without a DOI")
    if not fields.keys() & {"doi", "url"} and kind not in WITHOUT_ADDRESS:
        said.append("neither a DOI nor an address")
    if not re.fullmatch(r"(19|20)\d\d", fields.get("year", "2000")):
        said.append("no year")
    return said


def test_the_header_has_what_the_journal_asks_for() -> None:
    header = yaml.safe_load(HEADER)
    assert header.keys() == {"title", "tags", "authors", "affiliations", "date", "bibliography"}
    assert (PAPER / header["bibliography"]).is_file()
    known = {affiliation["index"] for affiliation in header["affiliations"]}
    assert {author["affiliation"] for author in header["authors"]} <= known
    assert all(author["name"] for author in header["authors"])
    assert re.fullmatch(r"\d{1,2} \w+ \d{4}", header["date"])


def test_it_is_short_and_has_its_sections() -> None:
    headings = re.findall(r"^# (.*)$", TEXT, re.MULTILINE)
    assert headings == [
        "Summary", "Statement of need", "Learning objectives", "Content and instructional design",
        "Adopting it", "Story of the project", "References",
    ]  # fmt: skip
    assert 250 <= len(TEXT.split()) < 1000


def test_it_claims_no_use_that_did_not_happen() -> None:
    assert "It has not been taught yet." in TEXT
    assert "was not measured" in TEXT
    assert not re.search(r"\b(students|participants|our class(es)?|was taught|we taught)\b", TEXT)


def test_each_reference_is_cited_and_each_has_a_doi_or_an_address() -> None:
    assert cited(TEXT) == set(BIBLIOGRAPHY)
    said = {
        key: complaints(entry.type, {**entry.fields, **entry.persons})
        for key, entry in BIBLIOGRAPHY.items()
    }
    assert {key: what for key, what in said.items() if what} == {}


@pytest.mark.parametrize(
    ("kind", "field", "value", "said"),
    [
        ("article", "doi", "doi.org/10.1/x", "no form of a DOI"),
        ("article", "doi", None, "an article without a DOI"),
        ("inproceedings", "url", None, "neither a DOI nor an address"),
        ("article", "journal", None, "no journal"),
        ("article", "year", "20024", "no year"),
    ],
)
def test_what_is_wrong_with_an_entry_is_found(
    kind: str, field: str, value: str | None, said: str
) -> None:
    good = dict.fromkeys(NEEDED[kind], "x") | {"year": "2020"}
    good |= {"doi": "10.1000/x"} if kind == "article" else {"url": "https://example.org"}
    assert complaints(kind, good) == []
    bad = {**good, field: value} if value else {k: v for k, v in good.items() if k != field}
    assert said in complaints(kind, bad)


def test_its_figures_are_those_of_the_repository() -> None:
    readme = (PAPER.parent / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    for words in ("ifty-one claims", "decoded in 25 ways", "within 0.02 bits"):
        assert words in readme
        assert words in TEXT.replace("\n", " ")
    assert len(list((PAPER.parent / "lessons").glob("[0-9][0-9]_*.ipynb"))) == 17
    assert "seventeen lessons" in TEXT


def test_on_the_site_the_paper_has_its_title_its_citations_and_their_list() -> None:
    page = to_page(PAPER / "paper.md")
    assert page.startswith(f"# {yaml.safe_load(HEADER)['title']}\n")
    assert "[@" not in page
    roles = re.findall(r"\{cite:p\}`([\w,]+)`", page)
    assert {key for keys in roles for key in keys.split(",")} == set(BIBLIOGRAPHY)
    assert "## References\n\n```{bibliography}\n```\n" in page
