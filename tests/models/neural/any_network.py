"""Small networks of every kind, for tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from meantone.models.neural import LSTM, Network, SoftmaxBigram, Transformer, WindowMLP

SIZE = 5
TICKS = (48, 24, 96, 12, 48)


def _transformer(**settings: object) -> Callable[[], Network]:
    return lambda: Transformer(
        SIZE, np.random.default_rng(3), width=16, layers=2, heads=2, dropout=0.1, **settings
    )


MAKERS: dict[str, Callable[[], Network]] = {
    "bigram": lambda: SoftmaxBigram(SIZE),
    "window": lambda: WindowMLP(SIZE, np.random.default_rng(0), embedding=4, width=16),
    "window of one": lambda: WindowMLP(SIZE, np.random.default_rng(0), window=1, width=16),
    "lstm": lambda: LSTM(SIZE, np.random.default_rng(1), width=16),
    "two lstms": lambda: LSTM(SIZE, np.random.default_rng(2), width=8, layers=2),
    "transformer": _transformer(),
    "textbook transformer": _transformer(positions="LearnedPositions", figure=1),
    "transformer with bars": _transformer(ticks=TICKS, bar=192),
}
"""How each is made; always the same."""


def random_tunes(count: int, rng: np.random.Generator, longest: int = 12) -> list[np.ndarray]:
    return [rng.integers(0, SIZE, rng.integers(1, longest + 1)) for _ in range(count)]


def shaken(network: Network) -> Network:
    """Return the network with larger weights, so that it has opinions: none is at zero."""
    import torch

    generator = torch.Generator().manual_seed(7)
    with torch.no_grad():
        for weights in network.parameters():
            weights += 0.3 * torch.randn(weights.shape, generator=generator, dtype=weights.dtype)
    return network
