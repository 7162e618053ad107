"""The built site, read without a browser: links, names, solutions, pictures, other hosts."""

from __future__ import annotations

import ast
import importlib
import json
import re
from pathlib import Path

import pytest
from pages_read import Read, broken, read
from website import in_lessons, reference, sources, verdict_page
from website.editions import beside_lessons, lessons

from meantone.commands import project_folder
from meantone.exercises import COURSE

MARKED = re.compile(r"#+ *BEGIN SOLUTION\n(.*?)#+ *END SOLUTION", re.DOTALL)
SAYS_NOTHING = re.compile(r"#|return None|for _ in range\(\d+\):$")
STUB = re.compile(r"\s*#+ *STUB:")


def test_every_link_and_anchor_holds(site: Path, pages: dict[str, Read]) -> None:
    files = [path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()]
    assert broken(pages, files) == []


def test_nothing_is_loaded_from_another_host(pages: dict[str, Read]) -> None:
    foreign = {
        (name, address)
        for name, page in pages.items()
        for address in page.loads
        if re.match(r"([a-z]+:)?//", address)
    }
    assert foreign == set()


def test_every_picture_has_words_and_every_page_a_title_and_a_description(
    pages: dict[str, Read],
) -> None:
    assert {name: page.mute for name, page in pages.items() if page.mute} == {}
    assert [name for name, page in pages.items() if not page.title.strip()] == []
    undescribed = [name for name, page in pages.items() if not page.description.strip()]
    assert undescribed == []
    titles = [page.title for page in pages.values()]
    assert len(set(titles)) == len(titles)


def solutions() -> dict[str, list[str]]:
    """The code between the markers of the masters, by lesson: one text a solution."""
    folder = project_folder() / "instructor_notes" / "masters"
    return {
        path.stem: [
            "\n".join(line for line in found.split("\n") if not STUB.match(line)).strip()
            for found in MARKED.findall(path.read_text(encoding="utf-8"))
        ]
        for path in sorted(folder.glob("*.py"))
    }


def leaks(words: str, solution: str, known: str) -> bool:
    """Whether a text has a solution: as it stands, or a line that only the solution has.

    `known` is what students are given anyway: a solution's line that stands there tells nothing.
    """
    lines = [" ".join(line.split()) for line in solution.split("\n")]
    telling = [
        line
        for line in lines
        if len(line) > 16 and line not in known and not SAYS_NOTHING.match(line)
    ]
    return any(line in words for line in telling)


def test_no_solution_is_on_any_page(site: Path, pages: dict[str, Read]) -> None:
    found, given = solutions(), known()
    assert sum(map(len, found.values())) > 50
    words = {name: " ".join(page.words.split()) for name, page in pages.items()}
    others = [path for path in site.rglob("*.js") if "_static" not in path.parts]
    words |= {path.name: path.read_text(encoding="utf-8") for path in others}
    everything = "\n".join(words.values())
    leaking = [
        (lesson, solution, [name for name, said in words.items() if leaks(said, solution, given)])
        for lesson, texts in found.items()
        for solution in texts
        if leaks(everything, solution, given)
    ]
    assert leaking == []


def known() -> str:
    """What all students are given: the code of the lessons' notebooks, and the hints."""
    cells = [
        "".join(cell["source"])
        for path in sorted(project_folder().glob("lessons/*.ipynb"))
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    ]
    hints = [hint for lesson in COURSE.lessons for one in lesson.declared() for hint in one.hints]
    return " ".join("\n".join([*cells, *hints]).split())


def test_a_leak_is_found() -> None:
    solution = "shares = row ** (1 / t)\nreturn shares / shares.sum()"
    assert leaks("so write shares = row ** (1 / t) there", solution, "")
    assert not leaks("raise the row to a power", solution, "")
    assert not leaks("for _ in range(20):", "for _ in range(20):\n    low = middle_of(low)", "")
    assert not leaks("return shares / shares.sum()", solution, "return shares / shares.sum()")


def test_the_key_of_the_quiz_is_not_there(pages: dict[str, Read]) -> None:
    text = (project_folder() / "instructor_notes" / "quiz.toml").read_text(encoding="utf-8")
    reasons = re.findall(r'^why = "(.*)"$', text, re.MULTILINE)
    assert len(reasons) == 12
    everything = "\n".join(page.words for page in pages.values())
    assert [why for why in reasons if why in everything] == []
    assert len(re.findall("☐ [A-D] ·", pages["quiz.html"].words)) == 48


def test_the_reference_has_every_public_name(pages: dict[str, Read]) -> None:
    missing = [
        name
        for name, (room, called) in reference.homes().items()
        if f"meantone.{room}.{called}" not in pages[f"reference/{room}.html"].places
    ]
    assert missing == []
    assert len(reference.homes()) > 700


def test_every_room_with_public_names_is_in_the_reference(pages: dict[str, Read]) -> None:
    source = project_folder() / "src" / "meantone"
    handing_on = {
        ".".join(path.parent.relative_to(source).parts)
        for path in source.rglob("__init__.py")
        if path.parent != source and "__all__" in path.read_text(encoding="utf-8")
    }
    there = {name.removeprefix("reference/").removesuffix(".html")
             for name in pages if name.startswith("reference/")}  # fmt: skip
    assert handing_on == there - {"index"}


@pytest.mark.parametrize(
    ("room", "name"), [("measures", "vendi_score"), ("models", "NGram"), ("show", "colors_of")]
)
def test_a_name_leads_to_its_lesson(pages: dict[str, Read], room: str, name: str) -> None:
    said = importlib.import_module(f"meantone.{room}").__dict__[name].__doc__
    (number, *_) = re.findall(r"Lessons? (\d\d)", said)
    assert f"../lessons/{lessons()[number].stem}.html" in pages[f"reference/{room}.html"].links


NAMES = ("most_probable", "PosteriorMixture", "told_apart", "OrderExplorer", "Constrained")


def found_by_words(name: str) -> set[str]:
    """The slow way: the lessons whose code has the word."""
    return {
        number
        for number, path in lessons().items()
        if re.search(rf"\b{name}\b", in_lessons.code_of(path))
    }


@pytest.mark.parametrize("name", [*NAMES, "self_bleu"])
def test_an_entry_leads_to_all_lessons_whose_code_names_it(
    pages: dict[str, Read], name: str
) -> None:
    place = next(full for full in reference.homes() if full.endswith(f".{name}"))
    room, called = reference.homes()[place]
    built, used = reference.lessons_of(room, called)
    assert {built, *used} - {""} == found_by_words(name)
    there = set(pages[f"reference/{room}.html"].links)
    for number in found_by_words(name):
        assert f"../lessons/{lessons()[number].stem}.html" in there


def test_a_type_that_no_lesson_names_leads_to_the_lessons_that_get_one(
    pages: dict[str, Read],
) -> None:
    words = " ".join(pages["reference/decoding.html"].words.split())
    said = "Comes from beam, most_probable and n_best, in lessons 04, 08, 09 and 14."
    assert words.count(said) == 1
    calls = {
        number for call in ("beam", "most_probable", "n_best") for number in found_by_words(call)
    }
    assert calls == {"04", "08", "09", "14"}


def test_what_is_said_to_be_built_is_compared_in_that_lesson() -> None:
    claims = {
        number: "By hand and in the package" in in_lessons.code_of(path)
        for number, path in lessons().items()
    }
    assert {number for number, by_hand in claims.items() if by_hand} - {"13"} == {
        *in_lessons.BUILT.values()
    }
    used = reference.used_in_lessons()
    for full, number in in_lessons.BUILT.items():
        assert tuple(full.rsplit(".", 1)) in used[number], full


def test_two_reports_are_there_whole_about_tunes_that_are_free(
    site: Path, pages: dict[str, Read]
) -> None:
    said = {
        heat: json.loads((site / f"reports/temperature-{heat}.json").read_text(encoding="utf-8"))
        for heat in ("1", "0.4")
    }
    assert {heat: made["headline"] for heat, made in said.items()} == {
        "1": "These tunes are wandering and copied.",
        "0.4": "These tunes are collapsed and copied.",
    }
    for heat, made in said.items():
        page = pages[f"reports/temperature-{heat}.html"]
        assert made["headline"] in page.words
        assert len([one for one in page.loads if one.startswith("data:audio")]) == 18
        assert f"reports/temperature-{heat}.html" in pages["researchers.html"].links


def test_every_lesson_and_page_of_the_repository_is_there(pages: dict[str, Read]) -> None:
    for path in (*lessons().values(), *beside_lessons().values()):
        assert f"lessons/{path.stem}.html" in pages
    notes = project_folder().glob("instructor_notes/*.md")
    assert {f"instructor_notes/{path.stem}.html" for path in notes} <= pages.keys()
    docs = project_folder().glob("docs/*.md")
    shown = {path for path in docs if f"docs/{path.name}" not in sources.LEFT_OUT}
    assert {f"docs/{path.stem}.html" for path in shown} <= pages.keys()


def test_the_table_has_every_claim_with_its_figures_rule_and_lesson(
    pages: dict[str, Read],
) -> None:
    rows = verdict_page.rows()
    text = (project_folder() / "benchmarks/results/verdicts.md").read_text(encoding="utf-8")
    claims = text.partition("## [")[2].count("](../../lessons/")
    assert len(rows) == claims > 50
    assert all(len(row.cases) == sum(row.counts) and row.rule for row in rows)
    words = pages["verdicts.html"].words
    assert all(row.claim in words and row.rule in words for row in rows)
    assert {row.verdict for row in rows} <= set(verdict_page.VERDICTS)


def test_the_paper_cites_by_name_and_each_citation_leads_to_its_reference(
    site: Path, pages: dict[str, Read]
) -> None:
    words = " ".join(pages["paper/paper.html"].words.split())
    assert "[Müller and Zalkow, 2019, Müller and Zalkow, 2021]" in words
    assert "Meinard Müller and Frank Zalkow. libfmp: a Python package for" in words
    text = (site / "paper" / "paper.html").read_text(encoding="utf-8")
    listed = re.findall(r'<div class="citation" id="(\w+)"', text)
    assert len(listed) == 11
    assert {f"#{place}" for place in listed} <= set(pages["paper/paper.html"].links)


def test_what_is_only_for_a_learner_is_not_on_a_page(pages: dict[str, Read]) -> None:
    for name in [name for name in pages if name.startswith("lessons/0")]:
        assert "exercises done" not in pages[name].words
        assert ": not yet" not in pages[name].words


def test_a_broken_link_is_found() -> None:
    here = read('<p id="x"><a href="b.html#y">b</a> <a href="#x">x</a> <a href="/c">c</a>')
    there = read('<p id="y">')
    assert broken({"a.html": here, "b.html": there}, []) == ["a.html: /c"]
    assert "a.html: b.html" not in broken({"a.html": here}, ["b.html"])
    assert "a.html: b.html#y" in broken({"a.html": here, "b.html": read("")}, [])
    assert broken({"d/a.html": here, "b.html": there}, [])[0] == "d/a.html: b.html#y"
    assert broken({"a.html": read('<img src="no.png">')}, []) == ["a.html: no.png"]


def test_the_code_of_conf_is_python() -> None:
    ast.parse((project_folder() / "site" / "conf.py").read_text(encoding="utf-8"))
