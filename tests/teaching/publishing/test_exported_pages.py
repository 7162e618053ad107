"""A notebook as a page: it stands alone."""

import re

from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from meantone.teaching import to_page

NOTEBOOK = new_notebook(
    cells=[
        new_markdown_cell("Before\n\n## Why <not>?\n\n# Later"),
        new_code_cell("1 + 1", outputs=[new_output("display_data", {"text/html": "<b>2</b>"})]),
    ]
)


def test_a_page_asks_no_other_machine() -> None:
    page = to_page(NOTEBOOK)
    assert re.findall(r"""(?:src|href)=["']?(?!data:|#)[^"'\s>]+""", page) == []
    assert "cdn" not in page
    assert "<script" not in page


def test_a_page_has_its_first_heading_as_title_and_its_outputs() -> None:
    page = to_page(NOTEBOOK)
    assert "<title>Why &lt;not&gt;?</title>" in page
    assert '<html lang="en">' in page
    assert "<b>2</b>" in page


def test_a_notebook_without_a_heading_has_a_title_too() -> None:
    assert "<title>Notebook</title>" in to_page(new_notebook())
