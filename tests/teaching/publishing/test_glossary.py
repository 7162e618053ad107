"""The glossary's file is sound, its page is made of it, and bold words are held to it."""

import re
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from meantone.commands import build
from meantone.teaching import LessonError
from meantone.teaching.publishing.editions import lesson_name
from meantone.teaching.publishing.glossary import Term, read_terms, unknown_terms

TERMS = read_terms(build.GLOSSARY)


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_every_term_is_a_plain_sentence_of_a_lesson(term: Term) -> None:
    assert re.fullmatch(r"[^.]*(?:[.!] .*)?\.", term.says.replace("...", "")) or ":" in term.says
    assert term.says.endswith(".")
    assert len(term.says.split()) <= 30
    assert term.lesson in build.PAGES or re.fullmatch(r"0\d|1[0-6]", term.lesson)


def test_there_are_enough_and_some_can_be_heard() -> None:
    assert len(TERMS) >= 60
    assert sum(bool(term.hear) for term in TERMS) >= 8


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[term]]\nname = 1 2", "it cannot be read"),
        ('[[term]]\nname = "a"\nsays = "A."', "lesson"),
        ('[[term]]\nname = "a"\nsays = "A."\nlesson = "02"\nwhy = "b"', "why"),
        ("", "term"),
        ('[[term]]\nname = "A"\nsays = "."\nlesson = "02"\nalso = ["a"]', "form of two terms"),
    ],
)
def test_a_broken_file_is_said(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match=words):
        read_terms(path)


def lesson(number: str, *texts: str):
    cells = [new_code_cell("**no text**"), *map(new_markdown_cell, texts)]
    return new_notebook(cells=cells, metadata={"meantone": {"lesson": number}})


@pytest.mark.parametrize(
    ("number", "text", "found"),
    [
        ("08", "A **Markov chain**, two\n**Markov\nchains**, **N-grams**.", 0),
        ("08", "**What you need**: **Exercise 1 (3 minutes).** **Break.** **Next:** 09", 0),
        ("08", "`a ** b ** c` and\n\n```\n**x**\n```", 0),
        ("08", "A **wug**, and again a **wug**.", 1),
        ("02", "The **beam search**.", 1),
        ("warm_up", "A **cell**.", 0),
    ],
)
def test_bold_is_for_terms_of_this_lesson_or_an_earlier_one(number, text, found) -> None:
    assert len(unknown_terms(lesson(number, text), TERMS)) == found


def test_a_recast_lesson_is_not_built_with_an_unknown_term(
    demo_master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = demo_master.read_text(encoding="utf-8").replace("One, two", "A **wug**, two")
    demo_master.write_text(text, encoding="utf-8")
    monkeypatch.setattr(build, "RECAST", ())
    assert build.edition_of(demo_master).cells
    monkeypatch.setattr(build, "RECAST", (lesson_name(demo_master),))
    with pytest.raises(LessonError, match="'wug' stands in bold and is not in the glossary"):
        build.edition_of(demo_master)
