"""What joins models on `folk`: learned from one part, judged on another."""

from __future__ import annotations

import re
import sys
from typing import Any

import numpy as np

from meantone.commands.bench import load as load_benchmark
from meantone.models import (
    PPM,
    LogLinear,
    MarkovChain,
    SequenceModel,
    by_place_and_certainty,
    surprises,
)

bench: Any = sys.modules[load_benchmark("together").__module__]

SIZE = 6


def songs(count: int, seed: int) -> list[np.ndarray]:
    """Tunes that wander by steps."""
    rng = np.random.default_rng(seed)
    return [np.cumsum(rng.choice([0, 1, 5], int(rng.integers(4, 12)))) % SIZE for _ in range(count)]


def test_the_product_is_that_of_the_library_judged_on_the_test_tunes() -> None:
    models: dict[str, SequenceModel[Any]] = {
        "chain": MarkovChain.fit(songs(20, 0), SIZE, add=0.5),
        bench.MEMORY: PPM.short_term(SIZE),
    }
    course = bench.Course({"valid": songs(12, 1), "test": songs(5, 2)}, SIZE)
    members = {name: course.rows(model) for name, model in models.items()}
    joined = LogLinear.fit(list(models.values()), songs(12, 1), by_place_and_certainty)
    expected = np.concatenate(surprises(joined, songs(5, 2)))
    np.testing.assert_allclose(course.product(members), expected)
    alone = np.concatenate(surprises(models["chain"], songs(5, 2)))
    assert course.mean(members).mean() < alone.mean() + 0.3


def test_a_line_counts_every_token_alike_and_says_whether_the_target_is_met() -> None:
    lengths = np.array([1, 3])
    line = bench.line("all", [np.array([4.0, 1, 1, 1]), np.array([4.0, 2, 2, 2])], lengths)
    assert line.bits == [1.75, 2.5]
    assert line.tunes.tolist() == [4.0, 1.5]
    assert "**missed**" in bench.page([line], lengths)
    (mean,) = re.findall(r"\| all \| (\d\.\d{3})", bench.page([line], lengths))
    assert mean == "2.125"
