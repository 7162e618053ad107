"""How widgets look: several of them share a page, and with it each other's style sheets."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path

import pytest

import meantone.widgets

WIDGETS = Path(meantone.widgets.__file__).parent
SHEETS = sorted(WIDGETS.rglob("*.css"))
SHARED = {"meantone-page"}


def of_one_widget(path: Path) -> str:
    """Return what the files of one widget share: its folder, or its name."""
    return path.parent.name if path.parent != WIDGETS else path.stem


def owned(sheet: Path) -> set[str]:
    """Return the classes that the selectors of a sheet begin with."""
    found = re.findall(r"^(?:body\S* )?\.([\w-]+)", sheet.read_text(encoding="utf-8"), re.MULTILINE)
    return set(found) - SHARED


def classes(path: Path) -> set[str]:
    return set(re.findall(r"\bmeantone-[\w-]+", path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_sheet_styles_nothing_of_another_widget(sheet: Path) -> None:
    mine = owned(sheet)
    assert mine
    files = chain.from_iterable(WIDGETS.rglob(kind) for kind in ("*.css", "*.js", "*.py"))
    others = [path for path in files if of_one_widget(path) != of_one_widget(sheet)]
    taken = {path.name: sorted(mine & classes(path)) for path in others}
    assert {name: both for name, both in taken.items() if both} == {}
