"""Each rule is shown to accept a good lesson and to reject a bad one."""

import copy
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


def test_a_folded_cell_may_be_long() -> None:
    cell = code("x\n" * 16, metadata={"fold": "draws"})
    assert anatomy.code_cells_are_short(lesson(cell)) == []


# Recast lessons: a small one that keeps all rules, and one change that breaks each.

PLAYED = [new_output("display_data", {"text/plain": "A: 2.2 s, piano, 100 quarters a minute"})]
RECAST_HEADER = """# 07 · Can it sing?

**What you will be able to do** (15 minutes)

- Sing.

**What you need**: a voice.

**What you will hear**: it."""
RECAST_CELLS = {
    "opening": code("play(tune)", outputs=PLAYED),
    "predict": new_markdown_cell("## Predict\n\nWhat is a **cell**?"),
    "asked": code('predict("07.it", "Which?", choices=["the first", "the second"])'),
    "build": new_markdown_cell("## Build: a machine"),
    "hear": new_markdown_cell("## Hear"),
    "answered": code('reveal("07.it", "the first")'),
    "measure": new_markdown_cell("## Measure\n\n**Break.** Stand up."),
    "claimed": code('claim("It sings.", 2 > 1)'),
    "explain": new_markdown_cell("## Explain: it was the first"),
    "hunt": new_markdown_cell("## Bug hunt: a careful programmer"),
    "repair": new_markdown_cell("## Repair"),
    "exercise": code("def sing(): ...", metadata={"minutes": 12}),
    "stamped": code('stamp("07", tune, 1, "One.", failure=("Stuck.", tune))'),
    "end": new_markdown_cell("## Key points\n\n- It sings.\n\n## To argue about\n\nDoes it?"),
    "further": new_markdown_cell("## Further: ties (1 minutes)"),
    "sources": new_markdown_cell("## Sources\n\n- One."),
}


def recast(header: str = RECAST_HEADER, **changed: NotebookNode) -> NotebookNode:
    cells = [new_markdown_cell(header), *copy.deepcopy({**RECAST_CELLS, **changed}).values()]
    about = {"meantone": {"lesson": "07", "minutes": 15}}
    return new_notebook(cells=cells, metadata=about)


def text(source: str) -> NotebookNode:
    return new_markdown_cell(source)


WORDS = text("la " * 61 + "\n\n## Hear")
BAD_RECAST = [
    (anatomy.is_of_the_right_size, recast(build=text("la " * 900)), "minutes as counted"),
    (anatomy.is_of_the_right_size, recast(build=code("x\n" * 245)), "251 visible lines", 3),
    (anatomy.is_of_the_right_size, recast(further=text("## Further: ties")), "'Further: ties'"),
    (anatomy.is_of_the_right_size, recast(**{f"c{n}": code("") for n in range(30)}), "36 code"),
    (anatomy.takes_the_six_steps, recast(explain=text("## Why")), "'Explain'"),
    (anatomy.ends_as_all_do, recast(sources=text("## Books")), "not there once each"),
    (anatomy.ends_as_all_do, recast(end=text("## To argue about\n\n## Key points")), "order"),
    (anatomy.ends_as_all_do, recast(build=text("## Further: ties (1 minutes)")), "is not between"),
    (anatomy.has_a_bug_hunt_and_a_break, recast(hunt=text("## Hunt")), "no bug hunt"),
    (anatomy.has_a_bug_hunt_and_a_break, recast(measure=text("## Measure")), "no break"),
    (
        anatomy.sounds_at_once,
        recast(opening=WORDS, hear=code("hear(it)")),
        "after 73 words",
    ),
    (anatomy.sounds_at_once, recast(opening=code("x\n" * 11, outputs=PLAYED)), "11 lines"),
    (anatomy.sounds_at_once, recast(opening=code("x")), "nothing is to be heard"),
    (anatomy.asserts_nothing, recast(build=code("for x in y:\n    assert x")), "write claim"),
    (anatomy.asserts_nothing, recast(claimed=code("x")), "nothing is claimed"),
    (anatomy.stamps_once, recast(stamped=code("x")), "0 stamps"),
    (anatomy.stamps_once, recast(hear=code('stamp("07", t, 1, "One.")')), "2 stamps"),
    (anatomy.stamps_once, recast(stamped=code('stamp("06", t, 1, "One.")')), "not of lesson 07"),
    (anatomy.uses_known_words, recast(build=text("A **wug**.")), "'wug' stands in bold"),
    (anatomy.uses_known_words, recast(build=text("A **beam search**.")), "lesson 08"),
    (anatomy.gives_nothing_away, recast(RECAST_HEADER + " By 12 %."), "figure '12 %'"),
    (anatomy.gives_nothing_away, recast(build=text("## Build the first")), "an answer to 07.it"),
    (anatomy.gives_nothing_away, recast(RECAST_HEADER + " The first."), "an answer to 07.it"),
    (anatomy.header_says_what_it_takes, recast(RECAST_HEADER.replace("15", "16")), "15 minutes"),
    (anatomy.header_says_what_it_takes, recast(RECAST_HEADER + "\n- a" * 3), "4 objectives"),
    (anatomy.header_says_what_it_takes, recast(RECAST_HEADER.replace("hear", "do")), "will hear"),
]


@pytest.mark.parametrize("rule", anatomy.RECAST_RULES, ids=lambda rule: rule.__name__)
def test_a_good_recast_lesson_is_accepted(rule: Callable) -> None:
    assert rule(recast()) == []


@pytest.mark.parametrize("case", BAD_RECAST)
def test_a_bad_recast_lesson_is_rejected(case: tuple) -> None:
    rule, bad, words, *count = case
    found = rule(bad)
    assert len(found) == (count[0] if count else 1), found
    assert words in "\n".join(found)


def test_no_recast_rule_is_without_a_bad_lesson() -> None:
    assert {rule for rule, *_ in BAD_RECAST} == set(anatomy.RECAST_RULES)
