"""The page of networks: an interval belongs to the figure that it stands beside."""

from __future__ import annotations

import re
import sys

import numpy as np

from meantone.commands.bench import load as load_benchmark

page = sys.modules[load_benchmark("neural").__module__]


def test_the_interval_of_the_ladder_is_that_of_its_figure() -> None:
    """Long tunes are harder here, so a mean of means is far below the mean over all tokens."""
    rng = np.random.default_rng(0)
    lengths = rng.integers(5, 100, 300)
    seeds = [lengths / 25 + rng.normal(0, 0.1, 300) for _ in range(3)]
    pooled = [float(np.average(tunes, weights=lengths)) for tunes in seeds]
    row = page.Row("some model", pooled, np.mean(seeds, axis=0), lengths)
    line = page.ladder_table([row]).splitlines()[-1]
    middle, _, _, low, high = map(float, re.findall(r"\d\.\d+", line))
    assert np.mean(seeds) < low < middle < high
    assert middle == round(np.mean(pooled), 3)
