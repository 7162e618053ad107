"""Each rule is shown to accept a good lesson and to reject a bad one."""

from collections.abc import Callable

import anatomy
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

SVG = '<svg role="img" aria-label="A score"><svg><g/></svg></svg>'
AUDIO = '<audio controls aria-label="A tune" src="data:audio/mpeg;base64,0xabcdef12/tmp/"></audio>'
VEGALITE = "application/vnd.vegalite.v5+json"
CHART = {VEGALITE: {"description": "A line", "mark": "line"}, "image/png": "x"}
UNTITLED = "Chart: Chart without a title."
NO_TEXT = {"description": " ", "mark": "line"}


def lesson(*more: NotebookNode, title: str = "# 07 · Can it sing?") -> NotebookNode:
    good = new_code_cell(
        "\n".join(f"line_{n}" for n in range(15)),
        execution_count=1,
        outputs=[
            new_output("display_data", {"text/html": AUDIO + '<img src="x" alt="A tune">' + SVG}),
            new_output("display_data", CHART),
            new_output("display_data", {"image/png": "x"}, metadata={"image/png": {"alt": "A"}}),
            new_output("stream", name="stdout", text="0x12 /temporary"),
        ],
    )
    text = new_markdown_cell("## One\n\n![A keyboard](x.png)\n\n```\n# a comment\n```\n\n### Two")
    return new_notebook(cells=[new_markdown_cell(title), text, good, *more])


def code(source: str = "x", **fields: object) -> NotebookNode:
    return new_code_cell(source, execution_count=2, **fields)


def shown(kind: str, data: object) -> NotebookNode:
    return code(outputs=[new_output("display_data", {kind: data})])


def printed(text: str, name: str = "stdout") -> NotebookNode:
    return code(outputs=[new_output("stream", name=name, text=text)])


ERROR = new_output("error", ename="ValueError", evalue="no", traceback=[])

BAD = [
    (anatomy.begins_with_a_question, lesson(title="# 07 · It sings"), "first line"),
    (anatomy.begins_with_a_question, lesson(title="## Can it?"), "first line"),
    (anatomy.begins_with_a_question, new_notebook(cells=[code("# Can it?")]), "first line"),
    (anatomy.begins_with_a_question, new_notebook(), "first line"),
    (anatomy.headings_are_in_order, lesson(new_markdown_cell("# Again?")), "second title"),
    (anatomy.headings_are_in_order, lesson(new_markdown_cell("## A\n#### B")), "'B' is of level 4"),
    (anatomy.code_cells_are_short, lesson(code("x\n" * 16)), "has 16 lines"),
    (anatomy.was_run_from_top_to_bottom, lesson(new_code_cell("x")), "[1, None]"),
    (anatomy.was_run_from_top_to_bottom, lesson(code(), code()), "[1, 2, 2]"),
    (anatomy.has_no_errors, lesson(code(outputs=[ERROR])), "cell 4 (x) fails: ValueError: no"),
    (anatomy.has_no_errors, lesson(printed("UserWarning: hm", "stderr")), "UserWarning: hm"),
    (anatomy.pictures_have_a_text, lesson(new_markdown_cell("![ ](x.png)")), "image without"),
    (anatomy.pictures_have_a_text, lesson(new_markdown_cell('<img src="x">')), "<img> without"),
    (
        anatomy.pictures_have_a_text,
        lesson(shown("text/html", "<svg><g/></svg>")),
        "<svg> without",
    ),
    (anatomy.pictures_have_a_text, lesson(shown("text/html", SVG + "<svg/>")), "<svg> without"),
    (anatomy.pictures_have_a_text, lesson(shown("image/svg+xml", SVG)), "image/svg+xml without"),
    (anatomy.pictures_have_a_text, lesson(shown("text/html", '<img alt="">')), "<img> without"),
    (anatomy.pictures_have_a_text, lesson(shown("text/html", "<audio/>")), "<audio> without"),
    (anatomy.pictures_have_a_text, lesson(shown("image/png", "x")), "image/png without"),
    (anatomy.pictures_have_a_text, lesson(shown("text/markdown", "<img>")), "<img> without"),
    (
        anatomy.pictures_have_a_text,
        lesson(shown("text/html", anatomy.PLACEHOLDERS[0])),
        "placeholder",
    ),
    (anatomy.pictures_have_a_text, lesson(shown(VEGALITE, NO_TEXT)), "chart without"),
    (anatomy.pictures_have_a_text, lesson(shown("text/plain", UNTITLED)), "placeholder"),
    (anatomy.tells_nothing_of_the_machine, lesson(printed("<Tune at 0x7f3a2b1c>")), "0x7f3a2b1c"),
    (anatomy.tells_nothing_of_the_machine, lesson(printed("in /home/ann/x.py")), "/home/ann"),
    (anatomy.tells_nothing_of_the_machine, lesson(printed(r"C:\Users\ann")), "Users"),
    (anatomy.tells_nothing_of_the_machine, lesson(shown("text/plain", "/tmp/x")), "/tmp/"),
]


@pytest.mark.parametrize("rule", anatomy.RULES, ids=lambda rule: rule.__name__)
def test_a_good_lesson_is_accepted(rule: Callable) -> None:
    assert rule(lesson()) == []


@pytest.mark.parametrize(("rule", "bad", "words"), BAD)
def test_a_bad_lesson_is_rejected(rule: Callable, bad: NotebookNode, words: str) -> None:
    found = rule(bad)
    assert len(found) == 1
    assert words in found[0]


def test_no_rule_is_without_a_bad_lesson() -> None:
    assert {rule for rule, *_ in BAD} == set(anatomy.RULES)


def test_a_cell_that_is_to_fail_may() -> None:
    cell = code(outputs=[ERROR], metadata={"tags": ["raises-exception"]})
    assert anatomy.has_no_errors(lesson(cell)) == []
