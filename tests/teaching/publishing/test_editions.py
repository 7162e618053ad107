from pathlib import Path

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.teaching import (
    LessonError,
    differences,
    instructor_edition,
    read_master,
    student_edition,
    to_text,
)
from meantone.teaching.publishing import editions

SOLVED = """\
def double(x):
    ### BEGIN SOLUTION
    ### STUB: print("not yet")
    ### STUB: if x:
    ### STUB:     return None
    return 2 * x
    ### END SOLUTION
"""


def sources(notebook: nbformat.NotebookNode) -> str:
    return "\n".join(cell.source for cell in notebook.cells)


def test_the_students_edition_has_stubs_and_no_word_for_the_teacher(demo_master: Path) -> None:
    text = to_text(student_edition(read_master(demo_master)))
    assert "Hello, student" in text
    assert "# your code here" in text
    assert "return None" in text
    for hidden in ("SOLUTION", "STUB", "max(notes)", "Wait until", "== 64", "instructor"):
        assert hidden not in text


def test_the_instructors_edition_has_solutions_and_notes(demo_master: Path) -> None:
    edition = instructor_edition(read_master(demo_master))
    text = sources(edition)
    assert "### BEGIN SOLUTION\n    return max(notes)\n    ### END SOLUTION" in text
    assert "Wait until" in text
    assert "Hello, student" not in text
    assert edition.cells[-1].metadata.tags == ["keep"]


def test_an_edition_leaves_its_master_alone(demo_master: Path) -> None:
    master = read_master(demo_master)
    before = nbformat.writes(master)
    student_edition(master)
    instructor_edition(master)
    assert nbformat.writes(master) == before


def test_an_edition_is_the_same_each_time(demo_master: Path) -> None:
    first, second = (to_text(student_edition(read_master(demo_master))) for _ in range(2))
    assert first == second


def test_cells_keep_their_minutes_and_nothing_of_jupytext(demo_master: Path) -> None:
    edition = student_edition(read_master(demo_master))
    assert edition.metadata.meantone == {"lesson": "07", "minutes": 20}
    assert "jupytext" not in edition.metadata
    assert [dict(cell.metadata) for cell in edition.cells] == [
        {}, {"minutes": 3}, {}, {"minutes": 5}, {}
    ]  # fmt: skip


def test_a_stub_keeps_the_masters_lines_and_their_indents() -> None:
    expected = ["# your code here", 'print("not yet")', "if x:", "    return None"]
    body = editions.stub(SOLVED).splitlines()[1:]
    assert body == [f"    {line}" for line in expected]


def test_every_stub_runs(demo_master: Path) -> None:
    for cell in student_edition(read_master(demo_master)).cells:
        if cell.cell_type == "code":
            compile(cell.source, "cell", "exec")


def test_a_solution_at_the_top_level_leaves_no_ellipsis_to_be_displayed() -> None:
    source = "x = 1\n### BEGIN SOLUTION\ny = 2\n### END SOLUTION\nx"
    assert editions.stub(source) == "x = 1\n# your code here\nx"


def test_a_written_answer_is_stripped_too() -> None:
    cell = new_markdown_cell("Why?\n### BEGIN SOLUTION\nBecause.\n### END SOLUTION")
    edition = student_edition(new_notebook(cells=[cell]))
    assert edition.cells[0].source == "Why?\n*Your answer here.*"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("### BEGIN SOLUTION\nx", "cell 2: 'END SOLUTION' is missing"),
        ("x\n### END SOLUTION", "cell 2, line 2: 'END SOLUTION' is out of place"),
        ("### STUB: x", "cell 2, line 1: 'STUB:' is out of place"),
        ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION", "cell 2, line 2: 'BEGIN"),
    ],
)
def test_markers_that_do_not_match_are_an_error_with_its_place(source: str, complaint: str) -> None:
    master = new_notebook(cells=[new_code_cell("1"), new_code_cell(source)])
    for edition in (student_edition, instructor_edition):
        with pytest.raises(LessonError) as caught:
            edition(master)
        assert str(caught.value).startswith(complaint)


@pytest.mark.parametrize("marker", ["#BEGIN SOLUTION", "## BEGIN SOLUTION", "###  BEGIN SOLUTION"])
def test_a_sloppy_marker_still_hides_the_solution(marker: str) -> None:
    assert "42" not in editions.stub(f"{marker}\nanswer = 42\n### END SOLUTION")


lines = st.text(alphabet="abc =\n", max_size=20)
regions = st.lists(st.tuples(lines, lines), max_size=4)


@given(regions)
def test_no_solution_is_ever_left_and_no_other_line_is_lost(parts: list[tuple[str, str]]) -> None:
    source = "\n".join(
        f"{text}\n### BEGIN SOLUTION\nSECRET {secret}\n### END SOLUTION" for text, secret in parts
    )
    stubbed = editions.stub(source).split("\n")
    assert not any("SECRET" in line for line in stubbed)
    kept = [line for line in stubbed if line != "# your code here"]
    assert kept == ([] if not parts else "\n".join(text for text, _ in parts).split("\n")) or (
        not parts and kept == [""]
    )


@given(st.lists(st.text(max_size=5), max_size=6))
def test_ids_differ_within_a_notebook(texts: list[str]) -> None:
    notebook = editions.with_ids(new_notebook(cells=[new_code_cell(text) for text in texts]))
    ids = [cell.id for cell in notebook.cells]
    assert len(set(ids)) == len(ids)


def test_a_new_cell_moves_no_other_id() -> None:
    cells = [new_code_cell("a"), new_code_cell("b")]
    before = editions.with_ids(new_notebook(cells=cells))
    after = editions.with_ids(new_notebook(cells=[new_markdown_cell("new"), *cells]))
    assert [cell.id for cell in after.cells[1:]] == [cell.id for cell in before.cells]


def test_noise_goes_and_outputs_stay() -> None:
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "e7a1"}}
    cell = new_code_cell(
        "slider",
        execution_count=7,
        metadata={"execution": {"iopub.busy": "2026-11-22"}, "minutes": 2},
        outputs=[
            new_output("execute_result", {**view, "text/plain": "Slider"}, execution_count=7),
            new_output("display_data", view),
            new_output("stream", name="stdout", text="la"),
        ],
    )
    metadata = {"widgets": {"state": {}}, "language_info": {"name": "python", "version": "3.11.7"}}
    quiet = editions.without_noise(new_notebook(cells=[cell], metadata=metadata))
    assert quiet.cells[0].execution_count == 1
    assert quiet.cells[0].metadata == {"minutes": 2}
    first, last = quiet.cells[0].outputs
    assert (first.execution_count, first.data) == (1, {"text/plain": "Slider"})
    assert last.text == "la"
    for noise in ("model_id", "widgets", "3.11.7", "2026"):
        assert noise not in to_text(quiet)


def test_addresses_and_names_of_tables_do_not_differ_from_run_to_run() -> None:
    def executed(address: str, one: str, two: str) -> str:
        style = f'<style>#T_{one}_row0 {{}}</style><table id="T_{one}"><td id="T_{one}_row0">'
        outputs = [
            new_output("stream", name="stdout", text=f"<object object at {address}>"),
            new_output(
                "display_data", {"text/plain": f"<Styler at {address}>", "text/html": style}
            ),
            new_output("display_data", {"text/html": f'<table id="T_{two}">'}),
        ]
        cell = new_code_cell("x", execution_count=1, outputs=outputs, id="a")
        return to_text(editions.without_noise(new_notebook(cells=[cell])))

    text = executed("0x7f3a2b1c", "1a2b3", "fffff")
    assert text == executed("0x55d0aa10f2e0", "0c0de", "12345")
    assert "<object object>" in text
    assert "<Styler>" in text
    for name in ("#T_00100_row0 {", '\\"T_00100\\"', '\\"T_00100_row0\\"', '\\"T_00101\\"'):
        assert name in text


def test_differences_name_the_cell(demo_master: Path) -> None:
    edition = student_edition(read_master(demo_master))
    assert differences(edition, edition) == []
    for name, value in [("source", "x"), ("id", "x"), ("metadata", {"x": 1})]:
        changed = student_edition(read_master(demo_master))
        changed.cells[2][name] = value
        (line,) = differences(changed, edition)
        assert line.startswith(f"cell 3: {name} is ")
    shorter = student_edition(read_master(demo_master))
    del shorter.cells[-1]
    assert differences(shorter, edition) == ["it has 4 cells, should have 5"]
    renamed = student_edition(read_master(demo_master))
    renamed.metadata.meantone.minutes = 21
    assert "21" in differences(renamed, edition)[0]


def test_outputs_are_no_difference(demo_master: Path) -> None:
    edition = student_edition(read_master(demo_master))
    executed = student_edition(read_master(demo_master))
    executed.cells[1].outputs = [new_output("stream", name="stdout", text="la")]
    executed.cells[1].execution_count = 1
    assert differences(executed, edition) == []


@pytest.mark.parametrize(
    "text",
    [
        "print(1)\n",
        "# ---\n# jupyter: [a\n# ---\n",
        '# ---\n# jupyter:\n#   meantone: {lesson: "07"}\n# ---\n',
        '# ---\n# jupyter:\n#   meantone: {lesson: "08", minutes: 5}\n# ---\n',
    ],
)
def test_a_master_says_its_number_and_minutes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "07_demo.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LessonError, match=r"07_demo: its header needs .*minutes"):
        read_master(path)


def test_a_master_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "07_demo.py"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LessonError, match="07_demo: it cannot be read"):
        read_master(path)
