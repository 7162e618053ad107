"""The page on machines that maximize nothing: its code runs, and prints what it says."""

import re
from pathlib import Path
from typing import Any

import pytest

from meantone.show import small_rolls

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "maximizes-nothing.md").read_text(encoding="utf-8")
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_the_code_of_the_page_prints_its_table_and_draws_its_picture(
    capsys: pytest.CaptureFixture[str],
) -> None:
    hear, measure = BLOCKS.findall(PAGE)
    space: dict[str, Any] = {}
    exec(hear + measure, space)  # the page's own code
    printed = capsys.readouterr().out
    assert f"```text\n{printed}```" in PAGE
    rolls = small_rolls({name: tunes[0] for name, tunes in space["made"].items()})
    assert (DOCS / "maximizes-nothing.svg").read_text(encoding="utf-8") == rolls + "\n"
    alike = {name: found["alike"].place for name, found in space["profiles"].items()}
    varied = {name: found["Vendi score"].place for name, found in space["profiles"].items()}
    assert alike == {"grammar": "above", "ring of 12": "above", "ring of 32": "below"}
    assert (varied["grammar"], varied["ring of 12"]) == ("below", "below")
