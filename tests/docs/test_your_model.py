"""The page on models of one's own says what is so: its code runs, as it stands there."""

import re
from pathlib import Path
from typing import Any

import numpy as np

PAGE = Path(__file__).resolve().parents[2] / "docs" / "your-model.md"
BLOCKS = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


def test_a_foreign_model_samples_and_is_measured_and_explored() -> None:
    wrapper, use = BLOCKS.findall(PAGE.read_text(encoding="utf-8"))
    space: dict[str, Any] = {}
    exec(wrapper + use, space)  # the page's own code
    assert len(space["tunes"]) == 40
    assert len(wrapper.strip().splitlines()) <= 26
    model = space["model"]
    state = model.start(2)
    state = model.advance(state, np.array([3, 5]))
    np.testing.assert_allclose(
        model.probabilities(state), [space["near"]((3,)), space["near"]((5,))]
    )
