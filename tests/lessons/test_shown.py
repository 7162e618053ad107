"""A notebook shows the last expression of a cell: what a learner is to see or hear stands there."""

import ast
import re
from pathlib import Path

import pytest

from meantone.teaching import read_master

MASTERS = sorted(
    (Path(__file__).resolve().parents[2] / "instructor_notes" / "masters").glob("[0-9][0-9]_*.py")
)
TO_SHOW = {"check", "claim", "hear", "predict", "progress_bar", "reveal", "stamp"}
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def hidden(source: str) -> list[str]:
    """Return the calls of a cell whose result a learner does not get to see."""
    before = ast.parse(MAGIC.sub("", source)).body[:-1]
    calls = [one.value for one in before if isinstance(one, ast.Expr)]
    return [
        ast.unparse(call)
        for call in calls
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if call.func.id in TO_SHOW
    ]


@pytest.mark.parametrize("master", MASTERS, ids=lambda path: path.stem)
def test_nothing_that_a_learner_is_to_see_is_hidden(master: Path) -> None:
    cells = [cell.source for cell in read_master(master).cells if cell.cell_type == "code"]
    assert [call for source in cells for call in hidden(source)] == []


def test_what_is_hidden_is_found() -> None:
    assert hidden('hear("02.a", one)\nchart') == ["hear('02.a', one)"]
    assert hidden('display(hear("02.a", one))\nchart') == []
    assert hidden('x = 1\nhear("02.a", one)') == []
