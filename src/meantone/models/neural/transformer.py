"""The Transformer: every token looks back at all the ones before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from meantone.models.neural.network import (
    Network,
    State,
    draw_seed,
    drawing,
    newest,
    one_thread,
)
from meantone.models.neural.positions import (
    POSITIONS,
    BarClock,
    Positions,
    RotaryPositions,
)

Cache = tuple[Tensor, Tensor]
"""Keys and values of the tokens read, each of shape (batch, heads, time, depth)."""


class Attention(nn.Module):
    """Causal self-attention in several heads (Vaswani et al. 2017). Lesson 07 builds one by hand.

    Each token asks a query; each token at or before it offers a key and a value. What comes back is
    the mean of the values, weighted by how well their keys fit the query.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.ask = nn.Linear(width, 3 * width, bias=False)  # query, key and value in one product
        self.out = nn.Linear(width, width, bias=False)

    def forward(self, points: Tensor, cache: Cache, positions: Positions) -> tuple[Tensor, Cache]:
        """Return what each token found, and the cache with the new tokens.

        Parameters
        ----------
        points : torch.Tensor, shape (batch, time, width)
        cache : (torch.Tensor, torch.Tensor)
            Keys and values of the tokens before.
        positions : Positions

        Returns
        -------
        found : torch.Tensor, shape (batch, time, width)
        cache : (torch.Tensor, torch.Tensor)
        """
        query, keys, values = self.project(points, cache, positions)
        weights = self.weights(query, keys)  # (batch, heads, time, all)
        found = (weights @ values).transpose(1, 2).flatten(2)  # (batch, time, width)
        return self.out(found), (keys, values)

    def project(
        self, points: Tensor, cache: Cache, positions: Positions
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return queries of the new tokens, keys and values of all.

        Parameters
        ----------
        points, cache, positions
            As for `forward`.

        Returns
        -------
        query : torch.Tensor, shape (batch, heads, time, depth)
        keys, values : torch.Tensor, shape (batch, heads, all, depth)
        """
        first = cache[0].shape[2]
        split = self.ask(points).unflatten(2, (3, self.heads, -1))  # (batch, time, 3, heads, depth)
        query, key, value = split.permute(2, 0, 3, 1, 4)  # each (batch, heads, time, depth)
        query, key = positions.turn(query, first), positions.turn(key, first)
        keys, values = torch.cat([cache[0], key], 2), torch.cat([cache[1], value], 2)
        return query, keys, values

    def weights(self, query: Tensor, keys: Tensor) -> Tensor:
        """Return how much each token listens to each: rows sum to 1, and see none that follows.

        Parameters
        ----------
        query : torch.Tensor, shape (batch, heads, time, depth)
        keys : torch.Tensor, shape (batch, heads, all, depth)

        Returns
        -------
        torch.Tensor, shape (batch, heads, time, all)
        """
        scores = query @ keys.transpose(2, 3) / query.shape[-1] ** 0.5  # (batch, heads, time, all)
        time, everything = scores.shape[2:]
        later = torch.ones(time, everything, dtype=torch.bool).triu(everything - time + 1)
        weights: Tensor = scores.masked_fill(later, -torch.inf).softmax(-1)
        return weights


class Block(nn.Module):
    """Listen, then think: attention and a small perceptron, each added to what was there."""

    def __init__(self, width: int, heads: int, dropout: float) -> None:
        super().__init__()
        self.before_attention, self.before_thought = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.think = nn.Sequential(
            nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width)
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, points: Tensor, cache: Cache, positions: Positions) -> tuple[Tensor, Cache]:
        """Pass the points on, with the cache of this layer.

        Parameters, what is returned: as for `Attention.forward`.
        """
        heard, cache = self.attention(self.before_attention(points), cache, positions)
        points = points + self.dropout(heard)
        return points + self.dropout(self.think(self.before_thought(points))), cache

    def listening(self, points: Tensor, cache: Cache, positions: Positions) -> Tensor:
        """Return who listens to whom in this layer.

        Parameters
        ----------
        points, cache, positions
            As for `Attention.forward`.

        Returns
        -------
        torch.Tensor, shape (batch, heads, time, all)
        """
        query, keys, _ = self.attention.project(self.before_attention(points), cache, positions)
        return self.attention.weights(query, keys)


class Transformer(Network):
    """A decoder-only Transformer. Lesson 07 builds it step by step.

    A token enters together with the few before it (`figure`), each through an embedding of its own.
    So one layer is enough to ask "where was this figure before, and what followed it?". With single
    tokens two layers have to find that together (Olsson et al. 2022, "In-context learning and
    induction heads"), and on a small corpus they hardly do.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary.
    rng : numpy.random.Generator
        Draws the first weights.
    width : int
        Numbers that a token is made of; a multiple of ``2 * heads``.
    layers, heads : int
    figure : int
        How many tokens enter together; 1 for the textbook's Transformer.
    dropout : float
        The share of numbers that are silenced at each step of training.
    positions : str
        "RotaryPositions" or "LearnedPositions".
    ticks, bar : sequence of int, int
        Durations of the tokens and of a bar, for bar-position features; left out, there are none.

    Raises
    ------
    ValueError
        If the heads do not divide the width into pairs, or there are no such positions.

    Examples
    --------
    >>> network = Transformer(2, np.random.default_rng(0), width=8, layers=2, heads=2)
    >>> network(torch.tensor([[2, 0, 1, 1]])).shape
    torch.Size([1, 4, 3])
    """

    def __init__(
        self,
        size: int,
        rng: np.random.Generator,
        *,
        width: int = 128,
        layers: int = 3,
        heads: int = 4,
        figure: int = 3,
        dropout: float = 0.1,
        positions: str = RotaryPositions.__name__,
        ticks: Sequence[int] = (),
        bar: int = 0,
    ) -> None:
        super().__init__()
        if width % (2 * heads):
            raise ValueError(f"{heads} heads cannot share a width of {width}: pairs would be split")
        if positions not in POSITIONS:
            raise ValueError(f"no positions {positions!r}; there are {', '.join(POSITIONS)}")
        self.size, self.width, self.heads, self.figure = size, width, heads, figure
        self.settings = {
            "size": size,
            "width": width,
            "layers": layers,
            "heads": heads,
            "figure": figure,
            "dropout": dropout,
            "positions": positions,
            "ticks": list(ticks),
            "bar": bar,
        }
        with drawing(draw_seed(rng)):
            self.embed = nn.ModuleList(nn.Embedding(size + 1, width) for _ in range(figure))
            self.positions = POSITIONS[positions](width, heads)
            self.clock = BarClock(ticks, bar, width) if ticks else None
            blocks = [Block(width, heads, dropout) for _ in range(layers)]
            self.blocks = nn.ModuleList(blocks)
            self.dropout = nn.Dropout(dropout)
            self.norm = nn.LayerNorm(width)
            self.out = nn.Linear(width, size + 1)

    def start(self, batch: int) -> State:
        """Return the tokens before the first, no time elapsed, and a cache for each layer."""
        empty = torch.empty(batch, self.heads, 0, self.width // self.heads).to(self.out.weight)
        recent = torch.full((batch, self.figure - 1), self.size)
        elapsed = torch.zeros(batch, 1, dtype=torch.int64)
        return recent, elapsed, tuple((empty, empty) for _ in self.blocks)

    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Read on; the state is the last tokens, the time elapsed, and keys and values by layer."""
        recent, elapsed, caches = state
        points, recent, elapsed = self.enter(tokens, recent, elapsed, caches[0][0].shape[2])
        after = []
        for block, cache in zip(self.blocks, caches, strict=True):
            points, cache = block(points, cache, self.positions)
            after.append(cache)
        return self.out(self.norm(points)), (recent, elapsed, tuple(after))

    def enter(
        self, tokens: Tensor, recent: Tensor, elapsed: Tensor, first: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Return tokens as points, and what the next ones need to know.

        Parameters
        ----------
        tokens : Tensor of int64, shape (batch, time)
        recent : Tensor of int64, shape (batch, figure - 1)
            The tokens before them.
        elapsed : Tensor of int64, shape (batch, 1)
            Ticks since each tune began.
        first : int
            The place of the first token.

        Returns
        -------
        tuple of Tensor
            The points, shape (batch, time, width), then `recent` and `elapsed` after them.
        """
        seen = torch.cat([recent, tokens], dim=1)  # (batch, figure - 1 + time)
        figures = seen.unfold(1, self.figure, 1)  # (batch, time, figure)
        points = sum(table(figures[..., place]) for place, table in enumerate(self.embed))
        points = self.positions.mark(points, first)
        if self.clock is not None:
            onsets = self.clock.onsets(tokens, elapsed)
            points, elapsed = points + self.clock(onsets), newest(onsets, 1)
        return self.dropout(points), newest(seen, self.figure - 1), elapsed

    def listening(self, tokens: Tensor) -> list[Tensor]:
        """Return who listens to whom: for each layer (batch, heads, time, time), rows summing to 1.

        Row t, column s: how much token t listens to token s.
        """
        recent, elapsed, caches = self.start(len(tokens))
        found = []
        block: Any  # nn.ModuleList does not say of what
        with one_thread():
            points, *_ = self.enter(tokens, recent, elapsed, 0)
            for block, cache in zip(self.blocks, caches, strict=True):
                found.append(block.listening(points, cache, self.positions))
                points, _ = block(points, cache, self.positions)
        return found
