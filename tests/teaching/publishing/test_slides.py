"""Slides: split at headings, complete, and of one piece."""

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.teaching.publishing import slides, to_slides

PROJECT = Path(__file__).resolve().parents[3]
LESSONS = sorted((PROJECT / "lessons").glob("*.ipynb"))
SOUND = '<audio controls aria-label="A tune" src="data:audio/mpeg;base64,AAAA"></audio>'
TABLE = re.compile(r"^\|(?: *:?-+:? *\|)+$", re.MULTILINE)
"""The line below the head of a table that is written in Markdown."""
PICTURE = '<img alt="A chart" src="data:image/svg+xml;base64,PHN2Zy8+">'


def lesson(*cells: NotebookNode) -> NotebookNode:
    return new_notebook(cells=[new_markdown_cell("# 07 · Why & *how*?"), *cells])


def code(source: str, *outputs: NotebookNode) -> NotebookNode:
    return new_code_cell(source, outputs=list(outputs), execution_count=1)


def shown(**data: object) -> NotebookNode:
    kinds = {"html": "text/html", "plain": "text/plain", "markdown": "text/markdown"}
    return new_output("display_data", {kinds[kind]: value for kind, value in data.items()})


class Page(HTMLParser):
    """What a page holds, by tag, and every address that it names."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.tags)

    def addresses(self) -> list[str]:
        named = ("src", "href", "srcset", "poster", "data", "action")
        return [value or "" for _, of in self.tags for name, value in of.items() if name in named]


def sections(notebook: NotebookNode) -> list[str]:
    return re.findall(r"<section>\n(.*?)\n</section>", to_slides(notebook), re.DOTALL)


def test_a_slide_begins_at_each_heading_of_the_first_two_levels() -> None:
    text = "## One\n\nText.\n\n```\n## no heading\n```\n\n### Within\n\n## Two\n\n- a\n- b"
    found = sections(lesson(new_markdown_cell(text)))
    assert [re.findall(r"<h\d>.*?</h\d>", section) for section in found] == [
        ["<h1>07 · Why &amp; <em>how</em>?</h1>"],
        ["<h2>One</h2>", "<h3>Within</h3>"],
        ["<h2>Two</h2>"],
    ]
    assert "## no heading" in found[1]
    assert "<li>a</li>" in found[2]


def test_the_page_has_language_and_title() -> None:
    page = to_slides(lesson())
    assert page.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>07 · Why &amp; how?</title>" in page
    assert "<title>Slides</title>" in to_slides(new_notebook())


def test_code_and_what_it_shows_are_there_in_their_richest_still_form() -> None:
    (section,) = sections(
        lesson(
            code(
                "x = '<b>'\nshow(x)",
                new_output("stream", name="stdout", text="1 < 2\n"),
                shown(html=SOUND, plain="A tune"),
                shown(markdown=PICTURE, plain="A chart"),
                new_output(
                    "display_data", {"image/png": "AA\n"}, metadata={"image/png": {"alt": '"'}}
                ),
                shown(plain="<Explorer>, to click in a running notebook"),
                new_output("error", ename="E", evalue="no", traceback=["\x1b[31mE\x1b[0m: no"]),
            )
        )
    )
    assert "&lt;b&gt;" in section
    assert '<pre class="said">1 &lt; 2\n</pre>' in section
    assert SOUND in section
    assert PICTURE in section
    assert '<img alt="&quot;" src="data:image/png;base64,AA">' in section
    assert "&lt;Explorer&gt;, to click in a running notebook" in section
    assert '<pre class="said">E: no</pre>' in section
    assert "A chart" in section
    assert "A tune</pre>" not in section


@pytest.mark.parametrize(
    "source", ["import this", "from a import b\n\nprogress_bar('07')", "hint('07.x')", "overview()"]
)
def test_bookkeeping_is_left_out(source: str) -> None:
    (section,) = sections(lesson(code(source, shown(html="0 of 5 exercises done"))))
    assert section == "<h1>07 · Why &amp; <em>how</em>?</h1>"


def test_a_question_is_shown_without_its_code_and_an_answer_without_the_learner() -> None:
    asked = code('predict("07.x", "Why?")', shown(html="<b>Why?</b>"))
    told = code('reveal("07.x", 3)', shown(html="No prediction was recorded; measured: 3."))
    (section,) = sections(lesson(asked, told))
    assert "predict" not in section
    assert "<b>Why?</b>" in section
    assert "reveal" not in section
    assert "Measured: 3." in section


def test_an_exercise_is_shown_undone_without_the_word_about_it() -> None:
    box = shown(html="<b>07.f: not yet</b>", plain="07.f: not yet\n  Write your answer.")
    (section,) = sections(lesson(code("def f():\n    # your code here\n    ...", box)))
    assert "# your code here" in section
    assert "not yet" not in section


def test_a_cell_that_is_no_plain_python_is_code() -> None:
    (section,) = sections(lesson(code("%time f()")))
    assert "%" in section
    assert "f()" in re.sub("<.*?>", "", section)


def test_reveal_is_missing_with_its_packages_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slides.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ModuleNotFoundError) as caught:
        to_slides(lesson())
    assert caught.value.name == "pyreveal"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_has_slides_of_one_piece(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    text = to_slides(notebook)
    page = Page(text)
    assert to_slides(notebook) == text
    assert [address for address in page.addresses() if not address.startswith(("data:", "#"))] == []
    style = text.partition("<style>")[2].partition("</style>")[0]
    assert not re.search(r"@import|url\((?!['\"]?data:)", style)
    assert page.count("script") == 1
    headings = [line for cell in notebook.cells if cell.cell_type == "markdown"
                for line in cell.source.split("\n") if re.match(r"#{1,2} ", line)]  # fmt: skip
    assert page.count("section") == len(headings)
    kept = [cell for cell in notebook.cells if slides.parts_of(cell)]
    in_text = sum(len(TABLE.findall(cell.source)) for cell in kept if cell.cell_type == "markdown")
    for tag, written in {"img": 0, "audio": 0, "table": in_text}.items():
        assert page.count(tag) == written + sum(Page(best(output)).count(tag) for cell in kept
                                                for output in cell.get("outputs", []))  # fmt: skip
    assert all(of.get("alt") for tag, of in page.tags if tag == "img")
    for _, of in page.tags:
        if (of.get("src") or "").startswith("data:"):
            assert base64.b64decode(of["src"].partition("base64,")[2], validate=True)


def best(output: NotebookNode) -> str:
    data = output.get("data", {})
    return str(data.get("text/html", data.get("text/markdown", "")))


def test_the_six_steps_are_marked_and_other_sections_are_not() -> None:
    page = to_slides(lesson(new_markdown_cell("## Build: a loop\n\n## Buildings\n\n## Repair")))
    assert '<h2 class="step step-Build">Build: a loop</h2>' in page
    assert "<h2>Buildings</h2>" in page
    assert '<h2 class="step step-Repair">Repair</h2>' in page


def test_links_to_pages_beside_the_lesson_are_words_only() -> None:
    text = "[one](notes.ipynb), [two](https://example.org/), ![three](data:image/png;base64,AA)"
    (section,) = sections(lesson(new_markdown_cell(text)))
    assert "<p>one, <a href" in section
    assert section.count("<a ") == 1
    assert 'alt="three"' in section


def test_what_says_itself_needs_no_code() -> None:
    (section,) = sections(lesson(code('claim("It sings.", 2 > 1)', shown(html="<b>Holds</b>"))))
    assert "<b>Holds</b>" in section
    assert "claim(" not in section
