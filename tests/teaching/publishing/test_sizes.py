"""Minutes are counted from what there is to read, to do and to hear."""

import copy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.commands import build
from meantone.teaching.publishing import sizes
from meantone.teaching.publishing.sizes import Size, further_sizes, oversize, size_of


def played(*words: str):
    outputs = [new_output("display_data", {"text/plain": text}) for text in words]
    return new_code_cell("play()", outputs=outputs)


def lesson(*cells, minutes: int = 10):
    about = {"meantone": {"minutes": minutes}}
    return new_notebook(cells=copy.deepcopy(list(cells)), metadata=about)


def text(source: str):
    return new_markdown_cell(source)


LA = "la " * 150  # a minute to read
NOTEBOOK = lesson(
    text(f"# Why?\n\n{LA}"),
    new_code_cell("a = 1\n\n# b\nb = 2\nc = 3\nd = 4"),
    new_code_cell("x\n" * 50, metadata={"fold": "draws"}),
    new_code_cell('predict("07.a", "?", choices=["a", "b"])'),
    new_code_cell('predict(\n    "07.b",\n    "?",\n    over=[1, 2],\n)'),
    played("A: 15.0 s, piano, 100 quarters a minute\nB: 15.0 s, flute, 90.5 quarters a minute"),
    new_code_cell("...", metadata={"minutes": 4}),
    text(f"## Key points\n\n{LA}\n\n## Further: more (2 minutes)\n\n{LA}"),
    played("A: 60 s, electric piano, 100 quarters a minute"),
    text(f"{LA}\n\n## Sources\n\n{LA}"),
)


def test_everything_is_counted_once() -> None:
    # 5 + 1 + 5 + 1 + 1 visible lines, two texts of a minute and their few words
    assert size_of(NOTEBOOK) == Size(6, 13, 303, 1.5, 0.5, 4.0)
    assert size_of(NOTEBOOK).minutes == pytest.approx(303 / 150 + 13 / 5 + 6)


def test_further_sections_have_minutes_of_their_own() -> None:
    ((heading, size),) = further_sizes(NOTEBOOK).items()
    assert heading == "Further: more (2 minutes)"
    assert size == Size(1, 1, 304, 0, 1.0, 0)


def test_rules_of_a_table_marks_and_fenced_code_are_no_words() -> None:
    source = "## Two words\n\n- **three** *more* `words`\n\n| a | b |\n|---|---|\n\n```\nno no\n```"
    assert size_of(lesson(text(source))).words == 7


def test_a_lesson_of_the_stated_size_is_accepted() -> None:
    assert oversize(lesson(*NOTEBOOK.cells[:7], text(LA * 3), minutes=12)) == []


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (lesson(text(LA * 4)), "takes 4 minutes as counted, and states 10"),
        (lesson(text(LA * 16)), "takes 16 minutes as counted, and states 10"),
        (lesson(text(LA * 61), minutes=60), "61 minutes, at most 60"),
        (
            lesson(text(LA * 7), *[new_code_cell("") for _ in range(36)]),
            "36 code cells, at most 35",
        ),
        (lesson(new_code_cell("x\n" * 251), minutes=50), "251 visible lines of code, at most 250"),
        (lesson(text(f"{LA * 9}\n\n## Further: x (5 minutes)\n\n{LA}")), "takes 1 minutes"),
        (lesson(text(f"{LA * 9}\n\n## Further\n\n{LA}")), "'Further' takes 1 minutes"),
    ],
)
def test_what_is_too_large_or_states_other_minutes_is_told(bad, words: str) -> None:
    (complaint,) = oversize(bad)
    assert words in complaint


def test_the_table_has_a_line_for_each_lesson() -> None:
    head, line = sizes.table([("07_why", NOTEBOOK)]).splitlines()
    assert head.split() == ["lesson", "cells", "lines", "words", "minutes", "stated", "further"]
    assert line.split() == ["07_why", "6", "13", "303", "11", "10", "3"]


def test_the_command_prints_it_and_holds_recast_lessons_to_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build.main(["8", "--table"]) == 0
    assert "08_decoding" in capsys.readouterr().out
    monkeypatch.setattr(build, "RECAST", ("08",))
    monkeypatch.setattr(build, "oversize", lambda lesson: ["99 cells"])
    assert build.main(["8", "9", "--table"]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "08_decoding: 99 cells"
