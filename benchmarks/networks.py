"""The networks that benchmarks share: how they are trained, and kept in the cache; what counts."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.models import PPM, NGram, SequenceModel, modified_kneser_ney
from meantone.models.neural import LSTM, NeuralModel, Plan, Training, load, save
from meantone.models.neural.preparing import MAKINGS, Making

RUNS = {
    "LSTM, live": Making(lambda size, rng: LSTM(size, rng), Plan()),
    "Transformer": MAKINGS["transformer"],
    "LSTM, prepared": MAKINGS["lstm"],
}
"""The networks: the one that a lesson trains, and those of `course.py prepare`."""

MEMORY = "memory of the tune"
"""A model that knows nothing but the tune at hand: it also says when to trust whom."""

Tokens = NDArray[np.int64]
Parts = dict[str, list[Tokens]]


class Run(NamedTuple):
    """A training that is over: its model, and (seconds of one core, bits) after each epoch."""

    name: str
    seed: int
    model: NeuralModel
    curve: list[tuple[float, float, float]]  # seconds, validation bits, test bits
    parameters: int


def count(tunes: Sequence[Tokens], size: int) -> dict[str, SequenceModel[Any]]:
    """Return the models that count: the best n-gram model, and memory of the tune at hand."""
    return {
        "n-gram, order 5": NGram.fit(tunes, size, 5, modified_kneser_ney),
        MEMORY: PPM.short_term(size),
    }


def trained(name: str, seed: int, parts: Parts, size: int, folder: Path) -> Run:
    """Train a network, or go on with it; after each epoch it is judged and kept."""
    making = RUNS[name]
    plan = Plan(**{**asdict(making.plan), "seed": seed})
    path = folder / f"{name.lower().replace(', ', '-')}-{seed}.safetensors"
    curve: list[tuple[float, float, float]] = []
    training = Training(making.network(size, np.random.default_rng(seed)), plan)
    if path.exists():
        kept, about = load(path)
        if (kept.plan, kept.network.settings) == (plan, training.network.settings):
            training, curve = kept, [tuple(point) for point in about["curve"]]
    clock = Clock(curve[-1][0] if curve else 0.0)

    def judge(training: Training) -> None:
        spent = clock.read()
        test = float(np.concatenate(NeuralModel(training.network).surprises(parts["test"])).mean())
        curve.append((spent, training.history[-1].valid_bits, test))
        save(training, path, {"curve": curve})
        epochs = training.history[-1].epochs
        words = f"  {name}, seed {seed}: epoch {epochs:g}, {spent:.0f} s, {curve[-1][1]:.3f} bits"
        print(words, file=sys.stderr, flush=True)
        clock.go_on(spent)

    training.run(parts["train"], parts["valid"], after_epoch=judge, show=False)
    return Run(name, seed, training.model, curve, training.network.parameter_count)


class Clock:
    """Counts the seconds that the processor worked for this process."""

    def __init__(self, spent: float) -> None:
        self.go_on(spent)

    def go_on(self, spent: float) -> None:
        """Count on from so many seconds."""
        self.zero = time.process_time() - spent

    def read(self) -> float:
        """Return the seconds so far."""
        return time.process_time() - self.zero
