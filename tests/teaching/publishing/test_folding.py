"""Folded code stands behind its line in every edition, and nothing of it is lost."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.teaching import (
    LessonError,
    instructor_edition,
    live_edition,
    student_edition,
    to_page,
    to_slides,
)

FOLD = {"fold": "draws every tune"}


def cell(source: str = "chart(tunes)", **metadata: object):
    shown = [new_output("display_data", {"text/html": "<b>the chart</b>"})]
    return new_code_cell(source, metadata=metadata or FOLD, outputs=shown, execution_count=1)


def master(*cells):
    return new_notebook(cells=[new_markdown_cell("# 07 · Why?"), *cells])


@pytest.mark.parametrize("edition", [student_edition, instructor_edition, live_edition])
def test_every_edition_hides_it_behind_its_line(edition) -> None:
    folded, open_ = edition(master(cell(), cell("x = 1", minutes=2))).cells[1:]
    lines = [line for line in folded.source.split("\n") if not line.startswith("%")]
    assert lines == ["# Draws every tune", "chart(tunes)"]
    assert folded.metadata["jupyter"] == {"source_hidden": True}
    assert open_.source == "x = 1"
    assert "jupyter" not in open_.metadata


def test_slides_have_what_it_shows_and_not_its_code() -> None:
    page = to_slides(student_edition(master(cell())))
    assert "the chart" in page
    assert "chart(tunes)" not in re.sub(r"<[^>]*>", "", page)
    assert "chart" in re.sub(r"<[^>]*>", "", to_slides(master(cell("chart", minutes=1))))


def test_a_page_has_the_code_behind_the_line() -> None:
    page = to_page(student_edition(master(cell())))
    before, _, after = page.partition('<details class="folded"><summary>Draws every tune</summary>')
    assert after
    assert "<details" not in before.partition("<main")[2]
    assert re.sub(r"<[^>]*>", "", after.partition("</details>")[0]).count("chart(tunes)") == 1
    assert "the chart" in after.partition("</details>")[2]


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (cell(fold=" "), "needs one line"),
        (cell(fold="draws\nall"), "needs one line"),
        (new_markdown_cell("text", metadata=FOLD), "only code"),
        (cell("### BEGIN SOLUTION\nx\n### END SOLUTION"), "no exercise"),
        (cell("### LIVE: draw\nx"), "no 'LIVE'"),
        (cell("%%time\nx"), "no '%%' line"),
    ],
)
def test_what_cannot_be_folded_is_an_error_with_its_place(bad, words: str) -> None:
    with pytest.raises(LessonError, match=f"cell 2.*{words}"):
        instructor_edition(master(bad)) if "LIVE" not in bad.source else live_edition(master(bad))
