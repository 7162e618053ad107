"""The live edition: what is typed in class is left out, and comes back whole."""

import ast
import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from traitlets.config import Config

from meantone.teaching import (
    LessonError,
    instructor_edition,
    live_edition,
    notes_notebook,
    read_master,
    student_edition,
    to_text,
)
from meantone.teaching.publishing import live
from meantone.teaching.publishing.cues import gaps, opened, without_marks
from meantone.teaching.publishing.editions import FILL_IN
from meantone.teaching.publishing.folding import folded

PROJECT = Path(__file__).resolve().parents[3]
MASTERS = sorted((PROJECT / "instructor_notes" / "masters").glob("[0-9][0-9]_*.py"))

BUILD = """\
follows = []
for song in [[1, 2, 3]]:
    ### LIVE: count each step
    for before, after in zip(song, song[1:]):
        follows.append((before, after))

### LIVE: how many?
total = len(
    follows
)
total"""
EXERCISE = "def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION"


def master(*sources: str) -> NotebookNode:
    cells = [new_markdown_cell("# 07 · Why?"), *(new_code_cell(source) for source in sources)]
    return new_notebook(cells=cells)


def is_to_fill_in(cell: NotebookNode) -> bool:
    return FILL_IN in cell.metadata.get("tags", [])


def typed_in(edition: NotebookNode) -> NotebookNode:
    """The live edition when all is typed: each collapsed cell's lines in the cell above it."""
    result = copy.deepcopy(edition)
    cells: list[NotebookNode] = []
    for cell in result.cells:
        if is_to_fill_in(cell):
            cells[-1].source = "\n".join(cell.source.split("\n")[2:])
        else:
            load = "%load_ext meantone.teaching.publishing.live\n"  # below the line of a fold
            cell.source = cell.source.replace(load, "", 1)
            cells.append(cell)
    result.cells = cells
    return result


def sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells]


def test_what_is_typed_is_missing_in_the_live_edition_only() -> None:
    lesson = master(BUILD)
    shown = live_edition(lesson).cells[1].source
    assert "    # TYPE: count each step\n" in shown
    assert "# TYPE: how many?\ntotal" in shown
    assert "append" not in shown
    assert "len(" not in shown
    for edition in (student_edition(lesson), instructor_edition(lesson)):
        assert edition.cells[1].source == without_marks(BUILD)
        assert "LIVE" not in to_text(edition)


def test_below_a_gap_a_collapsed_cell_holds_the_whole() -> None:
    below = live_edition(master(BUILD)).cells[2]
    assert below.metadata.jupyter.source_hidden
    assert below.source.split("\n", 2)[0] == "%%fill_in"
    assert below.source.split("\n", 2)[2] == without_marks(BUILD)


def test_an_exercise_stays_a_students_with_its_solution_below() -> None:
    edition = live_edition(master("1", EXERCISE))
    assert edition.cells[2].source == "def f():\n    # your code here\n    ..."
    assert edition.cells[3].source.endswith(EXERCISE)
    assert "solution" in edition.cells[3].source.split("\n")[1]
    assert is_to_fill_in(edition.cells[3])


def test_text_and_cells_without_gaps_are_as_they_are() -> None:
    heading = new_markdown_cell("### LIVE: this is a heading")
    plain = new_code_cell("1 + 1", metadata={"minutes": 3})
    edition = live_edition(new_notebook(cells=[heading, new_code_cell("0"), plain]))
    assert sources(edition)[0] == heading.source
    assert sources(edition)[2:] == ["1 + 1"]
    assert edition.cells[2].metadata == {"minutes": 3}
    assert sources(student_edition(new_notebook(cells=[heading]))) == [heading.source]


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("x = 1\n### LIVE: nothing", "line 2: below 'LIVE' no statement begins"),
        ("### LIVE: a\n### LIVE: b\nx = 1", "line 1: below 'LIVE' no statement begins"),
        ("### LIVE: a\n\nx = 1", "line 1: below 'LIVE' no statement begins"),
        ("x = (\n    ### LIVE: part of it\n    1\n)", "line 2: below 'LIVE' no statement begins"),
        ("### LIVE: all\nfor x in y:\n    ### LIVE: a part\n    x", "line 3: 'LIVE' is in a stat"),
        ("### LIVE: a\n%time x", "a cell with 'LIVE' must be plain Python"),
        (f"### LIVE: a\nx = 1\n{EXERCISE}", "line 1: 'LIVE' is in an exercise"),
    ],
)
def test_a_cue_out_of_place_is_an_error_with_its_place(source: str, complaint: str) -> None:
    for edition in (student_edition, instructor_edition, live_edition):
        with pytest.raises(LessonError) as caught:
            edition(master("1", source))
        assert complaint in str(caught.value)
        assert str(caught.value).startswith("cell 3")


def test_a_decorated_function_is_typed_whole() -> None:
    source = "### LIVE: remember\n@cache\ndef f():\n    return 1\nf()"
    assert [list(gap.lines) for gap in gaps(source)] == [[1, 2, 3]]
    assert opened(source) == "# TYPE: remember\nf()"


STATEMENTS = st.sampled_from(["x = 1", "f(\n    1\n)", "if a:\n    b = 2", "# why", "while c: d()"])


@given(st.lists(st.tuples(STATEMENTS, st.booleans()), max_size=6))
def test_nothing_else_is_lost(parts: list[tuple[str, bool]]) -> None:
    parts = [(text, live and not text.startswith("#")) for text, live in parts]
    source = "\n".join(("### LIVE: do\n" if live else "") + text for text, live in parts)
    assert without_marks(source) == "\n".join(text for text, _ in parts)
    assert opened(source) == "\n".join("# TYPE: do" if live else text for text, live in parts)
    typed = [source.split("\n")[gap.lines.start : gap.lines.stop] for gap in gaps(source)]
    assert typed == [text.split("\n") for text, live in parts if live]


def test_notes_to_print_name_all_that_is_typed() -> None:
    lesson = master(BUILD)
    lesson.cells[0].source += "\n\n## Build: count"
    cells = notes_notebook("# 07 · Why?\n\n## Aim\n\nTo count.", lesson).cells
    assert cells[0].source.startswith("# Notes: 07 · Why?\n\n## Aim")
    assert [cell.source for cell in cells[2:]] == [
        "**Build: count**: count each step",
        "for before, after in zip(song, song[1:]):\n    follows.append((before, after))",
        "**Build: count**: how many?",
        "total = len(\n    follows\n)",
    ]
    assert len(notes_notebook("# 07 · Why?", master("1")).cells) == 1


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    config = Config(
        {"HistoryManager": {"enabled": False}, "InteractiveShell": {"colors": "nocolor"}}
    )
    shell = InteractiveShell(config=config)
    live.load_ipython_extension(shell)
    return shell


def run(shell: InteractiveShell, source: str) -> bool:
    return bool(shell.run_cell(source, store_history=True).success)


def test_a_cell_that_failed_is_filled_in(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run(shell, "for x in [1]:\n    # TYPE: count")
    assert run(shell, "%%fill_in\n# If typing failed\ncounted = 1\ncounted + 1")
    assert shell.user_ns["counted"] == 1
    assert "2" in capsys.readouterr().out


def test_after_a_cell_that_ran_nothing_is_run_twice_unless_asked(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(shell, "times = 1")
    filled = "%%fill_in\n# If typing failed\ntimes += 1"
    assert run(shell, filled)
    assert shell.user_ns["times"] == 1
    assert live.NOTHING_TO_DO in capsys.readouterr().out
    assert run(shell, filled)
    assert shell.user_ns["times"] == 2
    assert run(shell, "1")
    assert run(shell, filled)  # another cell came between
    assert shell.user_ns["times"] == 2


def builds(cell: NotebookNode) -> bool:
    """Tell whether a cell builds: it is no exercise, not folded, no question, no bare imports."""
    if cell.cell_type != "code" or folded(cell) or "BEGIN SOLUTION" in cell.source:
        return False
    if "alt.Chart" in cell.source:
        return False
    passive = (ast.Import, ast.ImportFrom, ast.Expr)
    return not all(isinstance(node, passive) for node in ast.parse(cell.source).body)


def code_lines(source: str) -> list[str]:
    lines = (line.strip() for line in source.split("\n"))
    return [line for line in lines if line and not line.startswith(("#", "import ", "from "))]


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_about_a_fifth_of_what_is_built_is_typed(path: Path) -> None:
    cells = [cell for cell in read_master(path).cells if builds(cell)]
    whole = sum(len(code_lines(cell.source)) for cell in cells)
    shown = sum(len(code_lines(opened(cell.source))) for cell in cells)
    assert 0.1 <= 1 - shown / whole <= 0.3


@pytest.mark.parametrize("path", MASTERS, ids=lambda path: path.stem)
def test_when_all_is_typed_it_is_the_instructors_edition(path: Path) -> None:
    lesson = read_master(path)
    edition = live_edition(lesson)
    assert sources(typed_in(edition)) == sources(instructor_edition(lesson))
    shown = [cell.source for cell in edition.cells if not is_to_fill_in(cell)]
    assert "LIVE:" not in to_text(edition)
    assert all(len(line) <= 100 for text in shown for line in text.split("\n") if "# TYPE" in line)
