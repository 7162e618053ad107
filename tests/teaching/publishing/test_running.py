from itertools import count
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
import pytest
import zmq
from jupyter_client.channels import AsyncZMQSocketChannel
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from meantone.teaching import LessonError, run


def notebook_of(*sources: str) -> nbformat.NotebookNode:
    return new_notebook(cells=[new_markdown_cell("# Text")] + [new_code_cell(s) for s in sources])


def test_a_run_stores_outputs_and_leaves_the_edition_alone(tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text("", encoding="utf-8")
    edition = notebook_of("from pathlib import Path; print(Path('here.txt').exists())", "", "1 + 1")
    begun: list[int] = []
    result = run(edition, tmp_path, on_cell=begun.append)
    assert [cell.get("execution_count") for cell in result.cells] == [None, 1, None, 2]
    assert result.cells[1].outputs[0].text == "True\n"
    assert result.cells[3].outputs[0].data == {"text/plain": "2"}
    assert edition.cells[1].outputs == []
    assert begun == [1, 2, 3, 4]


def test_text_printed_in_pieces_is_stored_as_one(tmp_path: Path) -> None:
    source = (
        "import sys\nfor _ in range(3):\n    print('la', flush=True)\nprint('x', file=sys.stderr)"
    )
    outputs = run(notebook_of(source), tmp_path).cells[1].outputs
    assert {output.name: output.text for output in outputs} == {
        "stdout": "la\nla\nla\n",
        "stderr": "x\n",
    }


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("# a\n1 / 0", r"cell 3 \(# a\): ZeroDivisionError: division by zero"),
        ("x = (", r"cell 3 \(x = \(\): \w*(SyntaxError|IncompleteInputError)"),
        ("import os; os._exit(1)", r"cell 3 \(import os; os._exit\(1\)\): Python stopped"),
    ],
)
def test_a_failing_cell_is_named(tmp_path: Path, source: str, complaint: str) -> None:
    with pytest.raises(LessonError, match=complaint):
        run(notebook_of("x = 1", source, "x"), tmp_path)


def test_a_cell_that_never_ends_is_named(tmp_path: Path) -> None:
    complaint = r"cell 2 \(while True: pass\): it took more than 1 second"
    with pytest.raises(LessonError, match=complaint):
        run(notebook_of("while True: pass"), tmp_path, cell_seconds=1)


def test_another_python3_kernel_of_the_user_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = tmp_path / "kernels" / "python3"
    spec.mkdir(parents=True)
    text = '{"argv": ["no-such-python"], "display_name": "x", "language": "python"}'
    (spec / "kernel.json").write_text(text, encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert run(notebook_of("1"), tmp_path).cells[1].execution_count == 1


def test_an_answer_that_was_not_told_is_found_by_looking_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ZeroMQ may not tell it to whoever sends meanwhile; here it tells only every other time."""
    get_msg, looked = AsyncZMQSocketChannel.get_msg, count()

    async def forgetful(channel: AsyncZMQSocketChannel, timeout: float | None = None) -> Any:
        if channel.socket.type == zmq.DEALER and next(looked) % 2 == 0:
            raise Empty
        return await get_msg(channel, timeout)

    monkeypatch.setattr(AsyncZMQSocketChannel, "get_msg", forgetful)
    assert run(notebook_of("1"), tmp_path).cells[1].execution_count == 1


def test_a_slider_of_the_learners_own_runs_and_leaves_no_state(tmp_path: Path) -> None:
    source = "from ipywidgets import interact\n\n\n@interact(x=(0, 9))\ndef show(x):\n    print(x)"
    ran = run(new_notebook(cells=[new_code_cell(source)]), tmp_path)
    assert ran.cells[0].execution_count == 1
    assert "widgets" not in ran.metadata
