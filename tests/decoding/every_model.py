"""A small model of every kind, all of one vocabulary."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.models import PPM, MarkovChain, Mixture, NGram, SequenceModel

SIZE = 4


def random_tunes(count: int, seed: int = 0) -> list[np.ndarray]:
    """Return tunes that are not even: low tokens are common, and each likes to come twice."""
    rng = np.random.default_rng(seed)
    shares = np.array([0.5, 0.3, 0.15, 0.05])
    return [np.repeat(rng.choice(SIZE, rng.integers(2, 6), p=shares), 2) for _ in range(count)]


TUNES = random_tunes(12)


def make(kind: str) -> SequenceModel[Any]:
    """Return a model; always the same one."""
    if kind == "Markov chain":
        return MarkovChain.fit(TUNES, SIZE, add=0.5)
    if kind == "n-gram":
        return NGram.fit(TUNES, SIZE, order=3)
    if kind == "PPM":
        return PPM.fit(TUNES, SIZE, order=3)
    if kind == "mixture":
        return Mixture([make("n-gram"), make("PPM")])
    from meantone.models.neural import LSTM, NeuralModel, Transformer

    rng = np.random.default_rng(3)
    if kind == "LSTM":
        return NeuralModel(LSTM(SIZE, rng, width=8))
    return NeuralModel(Transformer(SIZE, rng, width=8, layers=1, heads=2))


KINDS = ["Markov chain", "n-gram", "PPM", "mixture", "LSTM", "Transformer"]
