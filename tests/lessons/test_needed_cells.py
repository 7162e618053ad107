"""The cells that a lab runs are those that an instrument needs, and no others."""

import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

sys.path.append(str(Path(__file__).resolve().parents[1] / "browser"))

from needed_cells import needed_cells

IMPORTS = (
    "import altair as alt\nfrom meantone.widgets import Matrix\nfrom meantone.models import Markov"
)


def needed(*sources: str, module: str = "") -> list[int]:
    """The needed ones of some cells; 0 is a text, 1 the imports."""
    cells = [new_markdown_cell("# 02"), *(new_code_cell(text) for text in (IMPORTS, *sources))]
    return needed_cells(new_notebook(cells=cells), module)


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        (["print(1)"], []),
        (["Matrix(3)"], [1, 2]),
        (["songs = 1", "other = 2", "Matrix(songs)"], [1, 2, 4]),
        (["songs = 1", "model = Markov(songs)", "Matrix(model)"], [1, 2, 3, 4]),
        (
            ["rows = []", "rows.append(1)", "rows[0] = 2", "rows.pop", "Matrix(rows)"],
            [1, 2, 3, 4, 6],
        ),
        (["def f():\n    return g()", "def g():\n    return 1", "Matrix(f())"], [1, 2, 3, 4]),
        (["x = 1", "f = lambda x: x", "Matrix(f(2))"], [1, 3, 4]),  # another x
        (["x = 1", "alt.Chart(x)", "alt.theme.use(x)", "Matrix(alt)"], [1, 5]),
        (["%time x = 1", "x = 1", "Matrix(x)"], [1, 3, 4]),
        (["kinds = [1]", 'predict("02.which", kinds)'], [2, 3]),
        (["Matrix(1)", "x = 1"], [1, 2]),  # what comes after it
        (["from meantone.widgets import Coin\n\nCoin(1)"], [2]),  # imported where it is used
    ],
)
def test_an_instrument_takes_along_what_it_is_made_of(
    sources: list[str], expected: list[int]
) -> None:
    assert needed(*sources) == expected


def test_what_tests_type_in_and_name_is_there_too() -> None:
    module = "visit.run('reveal(measured)')\nvisit.expect_heard('02.tune')\n'x'"
    cells = ["measured = 1", "x = 2", 'hear("02.tune", measured)', 'hear("02.other", 1)']
    assert needed(*cells, module=module) == [2, 4]
