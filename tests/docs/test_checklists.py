"""The reviewers' checklists: every row has an answer, and what it points to is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from test_links import broken_links

from meantone.commands import COMMANDS
from meantone.commands.build import MASTERS

PROJECT = Path(__file__).resolve().parents[2]
PAGE = PROJECT / "docs" / "checklists.md"
TEXT = PAGE.read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\*\*.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
ANSWERS = ("met", "in part", "not met", "outside")
LINK = re.compile(r"\]\(([^)]+)\)")
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
COMMAND = re.compile(r"`python course\.py (\w+)[^`]*`")
ASKED = {
    "Journal of Open Source Education": [
        "Repository", "License", "Version", "Authorship", "Interests", "Need", "Installation",
        "Usage", "Community", "Objectives", "Scope", "Load", "Quality", "Design", "Authors",
        "Need", "Description", "Use", "Others", "Story", "References",
    ],
    "The Carpentries Lab": [
        "Alternative text", "Headings", "Contrast", "Idioms", "Contractions", "Conduct",
        "Objectives", "Audience", "Accuracy", "Clarity", "Structure", "Tone", "Skills", "Tools",
        "Data", "Tasks", "Solutions", "Formats", "Level", "Formative assessment", "Diagnosis",
        "Objectives", "Target audience", "Times", "Length", "Prior skills", "Setup", "Glossary",
        "License", "Code of Conduct", "Maintainers", "Issues and pull requests", "Original work",
        "Template", "Pilots", "Neighbors",
    ],
}  # fmt: skip
"""What each list asks for, in its order; those who mend a row must not lose one."""


@cache
def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def evidence(cell: str) -> list[str]:
    return [*LINK.findall(cell), *map("::".join, TEST.findall(cell)), *COMMAND.findall(cell)]


def complaints(answer: str, cell: str) -> list[str]:
    """Return what is wrong with a row, apart from its links."""
    said = []
    if answer not in ANSWERS:
        said.append(f"{answer!r} is no answer")
    if answer in ("met", "in part") and not evidence(cell):
        said.append("nothing shows it")
    if answer in ("in part", "not met", "outside") and not re.search(r"\w[.]( |$)", cell):
        said.append("the rest is not said in a sentence")
    for place, name in TEST.findall(cell):
        if not (PROJECT / place).is_file():
            said.append(f"there is no {place}")
        elif name and name not in functions(PROJECT / place):
            said.append(f"there is no {name} in {place}")
    said += [f"no command {name}" for name in COMMAND.findall(cell) if name not in COMMANDS]
    return said


@pytest.mark.parametrize("row", ROW.findall(TEXT), ids=lambda row: row[0].split("**")[1])
def test_a_row_has_an_answer_and_what_it_points_to_is_there(row: tuple[str, str, str]) -> None:
    assert complaints(*row[1:]) == []


def test_what_the_page_links_to_is_there() -> None:
    assert broken_links(PAGE) == []


@pytest.mark.parametrize("title", ASKED)
def test_no_row_is_missing(title: str) -> None:
    part = TEXT.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    assert [row[0].split("**")[1] for row in ROW.findall(part)] == ASKED[title]
    assert part.count("\n| ") == len(ASKED[title]) + part.count("\n| asked")  # none is misread


@pytest.mark.parametrize(
    ("answer", "cell", "said"),
    [
        ("yes", "[a](need.md)", "'yes' is no answer"),
        ("met", "We think so.", "nothing shows it"),
        ("in part", "[a](need.md)", "the rest is not said"),
        ("outside", "", "the rest is not said"),
        ("met", "`tests/docs/test_no.py`", "there is no tests/docs/test_no.py"),
        ("met", "`tests/docs/test_paper.py::test_no`", "there is no test_no"),
        ("met", "`python course.py praise`", "no command praise"),
    ],
)
def test_what_is_wrong_with_a_row_is_found(answer: str, cell: str, said: str) -> None:
    assert any(said in each for each in complaints(answer, cell))


def words_of(master: Path) -> str:
    """Return the text of a lesson, without its code."""
    lines = master.read_text(encoding="utf-8").splitlines()
    return "\n".join(line[2:] for line in lines if line.startswith("# "))


LESSONS = sorted(MASTERS.glob("[0-9][0-9]_*.py"))


@pytest.mark.parametrize("master", LESSONS, ids=lambda path: path.stem)
def test_masters_have_no_contractions(master: Path) -> None:
    found = re.findall(r"\b\w+(?:n't|'re|'ve|'ll|'m)\b", words_of(master))
    found += re.findall(r"\b(?:it|that|there|let|he|she|what)'s\b", words_of(master), re.IGNORECASE)
    assert found == []


@pytest.mark.parametrize("master", LESSONS, ids=lambda path: path.stem)
def test_masters_dismiss_nobody(master: Path) -> None:
    dismissive = (
        r"\b(obvious(ly)?|trivial(ly)?|of course|(just|simply) (do|use|call|run|type|add))\b"
    )
    assert re.findall(dismissive, words_of(master), re.IGNORECASE) == []


@pytest.mark.parametrize("master", LESSONS, ids=lambda path: path.stem)
def test_learners_are_asked_at_least_every_fifteen_minutes(master: Path) -> None:
    """On average: predictions and exercises, against the minutes that the header states."""
    text = master.read_text(encoding="utf-8")
    minutes = int(re.search(r"\((\d+) minutes\)", text)[1])
    asked = len(re.findall(r"^ *predict\(", text, re.MULTILINE)) + text.count("### BEGIN SOLUTION")
    assert minutes / max(asked, 1) <= 15
