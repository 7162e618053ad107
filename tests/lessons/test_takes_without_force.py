"""Lesson 13 with takes that know no force: on keys, and with a mouse, each note is struck alike."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meantone.exercises import melody
from meantone.experiments.performers import Performances, simulate
from meantone.teaching import read_master

MASTER = (
    Path(__file__).resolve().parents[2]
    / "instructor_notes"
    / "masters"
    / "13_the_average_performance.py"
)


def flat() -> Performances:
    """Return performers who differ in tempo alone."""
    group = simulate(melody(), 6, np.random.default_rng(4))
    alike = {
        name: tuple(replace(take, velocities=[72] * len(take.velocities)) for take in takes)
        for name, takes in group.takes.items()
    }
    return replace(group, takes=alike)


def test_what_is_measured_of_loudness_is_said_without_a_figure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    group = flat()
    known = {"np": np, "rng": np.random.default_rng, "group": group}
    known |= {"curves": group.tempo[:, 0], "reveal": lambda *_: None}
    asked = [cell.source for cell in read_master(MASTER).cells if "group.loudness" in cell.source]
    assert len(asked) == 2
    for source in asked:
        exec(source, known)
    said = capsys.readouterr().out
    assert "loudness the same everywhere" in said
    assert "nan" not in said
