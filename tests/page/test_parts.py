"""The one module and the one style sheet of each widget."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from meantone.page import module, style
from meantone.page.parts import declared

SOURCE = Path(module.__wrapped__.__code__.co_filename).parents[1]
SHARED = SOURCE / "page" / "shared.js"
PAGES = {SHARED, *SOURCE.rglob("slides.js"), *SOURCE.rglob("board.js")}
"""Parts of pages that are no widget."""
OWN = [path for path in SOURCE.rglob("*.js") if path not in PAGES]
JOINED = [path for path in OWN if path.name != "explorer.js"]


@pytest.mark.parametrize("path", JOINED, ids=lambda path: path.stem)
def test_what_is_shared_stands_before_each_module(path: Path) -> None:
    text = module(path)
    assert text.startswith(SHARED.read_text(encoding="utf-8"))
    assert text.endswith(path.read_text(encoding="utf-8"))
    assert text.count("export default { initialize, render };") == 1
    assert "import " not in re.sub(r"//.*", "", text)


def test_a_module_that_declares_again_what_is_shared_is_refused(tmp_path: Path) -> None:
    again = tmp_path / "again.js"
    for line in ("function element(tag) {}", "const KEYS = {};", "let MOVES = 1;"):
        again.write_text(line, encoding="utf-8")
        module.cache_clear()
        with pytest.raises(ValueError, match=r"again\.js declares \w+ again"):
            module(again)
    again.write_text("function own() { const KEYS = 1; return KEYS; }", encoding="utf-8")
    module.cache_clear()
    assert "own()" in module(again)


def test_the_linter_knows_what_is_shared_and_nothing_else() -> None:
    rules = (SOURCE.parents[1] / ".oxlintrc.json").read_text(encoding="utf-8")
    listed = re.findall(r'"(\w+)": "readonly"', rules)
    assert sorted(listed) == sorted(
        {"Reveal", "Search", *declared(SHARED.read_text(encoding="utf-8"))}
    )


def test_a_style_sheet_begins_with_what_is_shared(tmp_path: Path) -> None:
    own = tmp_path / "own.css"
    own.write_text(".mine { color: red; }", encoding="utf-8")
    assert style(own) == f"{style()}\n.mine {{ color: red; }}"


def test_every_variable_that_a_style_sheet_reads_is_set() -> None:
    from meantone.widgets.looks import look_of

    for sheet in SOURCE.rglob("*.css"):
        if "var(--m-" in sheet.read_text(encoding="utf-8") and "explorer" not in sheet.parts:
            text = look_of(sheet)
            assert set(re.findall(r"var\((--m-[\w-]+)", text)) <= set(
                re.findall(r"(--m-[\w-]+):", text)
            )
