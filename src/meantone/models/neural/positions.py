"""How a Transformer knows where a token stands: attention alone sees a bag of tokens."""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn


class Positions(nn.Module):
    """A way to say which place a token has; `first` is the place of the first one given."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()

    def mark(self, points: Tensor, first: int) -> Tensor:
        """Return the points of tokens with their places in them.

        Parameters
        ----------
        points : Tensor, shape (batch, time, width)
        first : int
            The place of the first of them.

        Returns
        -------
        Tensor, shape (batch, time, width)
        """
        return points

    def turn(self, heads: Tensor, first: int) -> Tensor:
        """Return queries or keys with places in them.

        Parameters
        ----------
        heads : Tensor, shape (batch, heads, time, depth)
        first : int
            The place of the first of them.

        Returns
        -------
        Tensor, shape (batch, heads, time, depth)
        """
        return heads


class LearnedPositions(Positions):
    """An embedding for each place, added to the token's (Vaswani et al. 2017). Lesson 07.

    Nothing is known of places beyond those of the training tunes, and beyond `longest` it stops.
    """

    longest = 1024

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads)
        self.embed = nn.Embedding(self.longest, width)

    def mark(self, points: Tensor, first: int) -> Tensor:
        """Add the embedding of each place."""
        last = first + points.shape[1]
        if last > self.longest:
            raise ValueError(
                f"learned positions end at {self.longest} tokens, this tune has {last}; "
                "RotaryPositions have no end"
            )
        return points + self.embed.weight[first:last]


class RotaryPositions(Positions):
    """Queries and keys turned by an angle that grows with the place (Su et al. 2021). Lesson 07.

    The product of a query and a key then depends on how far apart they are, and on nothing else:
    what was learned at one place holds at all. It has no weights.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__(width, heads)
        half = width // heads // 2
        # Pair i turns by 1000 ** -(i / half) radians a place: from quick to slow.
        speeds = torch.exp(-math.log(1000) * torch.arange(half) / half)  # (depth / 2,)
        self.register_buffer("speeds", speeds, persistent=False)
        self.speeds: Tensor

    def turn(self, heads: Tensor, first: int) -> Tensor:
        """Turn each pair of numbers by its own angle."""
        places = torch.arange(first, first + heads.shape[2], dtype=self.speeds.dtype)
        angles = torch.outer(places, self.speeds)  # (time, depth / 2)
        cos, sin = angles.cos(), angles.sin()
        a, b = heads.chunk(2, dim=-1)  # each (batch, heads, time, depth / 2)
        return torch.cat([a * cos - b * sin, a * sin + b * cos], dim=-1)


class BarClock(nn.Module):
    """Where in the bar the next note begins, as an embedding that is added to the token's.

    It needs a viewpoint whose tokens have durations. Lesson 07.

    Parameters
    ----------
    ticks : sequence of int
        The duration of each token.
    bar : int
        Ticks of a bar.
    width : int
        Of the embedding.

    Raises
    ------
    ValueError
        If the bar has no length.

    Examples
    --------
    >>> clock = BarClock([48, 24], bar=96, width=4)
    >>> tokens = torch.tensor([[2, 0, 1, 1, 0]])  # 2 is the boundary: it takes no time
    >>> clock.onsets(tokens, torch.zeros(1, 1, dtype=torch.int64))
    tensor([[  0,  48,  72,  96, 144]])
    """

    def __init__(self, ticks: Sequence[int], bar: int, width: int) -> None:
        super().__init__()
        if bar <= 0:
            raise ValueError(f"a bar of {bar} ticks has no places to tell apart")
        self.bar, self.step = bar, math.gcd(bar, *ticks)
        self.register_buffer("ticks", torch.tensor([*ticks, 0]), persistent=False)
        self.ticks: Tensor  # (size + 1,): the boundary lasts no time
        self.embed = nn.Embedding(bar // self.step, width)

    def onsets(self, tokens: Tensor, elapsed: Tensor) -> Tensor:
        """Return when the note after each token begins.

        Parameters
        ----------
        tokens : Tensor of int64, shape (batch, time)
        elapsed : Tensor of int64, shape (batch, 1)
            Ticks since each tune began.

        Returns
        -------
        Tensor of int64, shape (batch, time)
            In ticks.
        """
        return elapsed + self.ticks[tokens].cumsum(1)

    def forward(self, onsets: Tensor) -> Tensor:
        """Return the embedding of each place in the bar: (batch, time, width)."""
        points: Tensor = self.embed(onsets % self.bar // self.step)
        return points


POSITIONS: dict[str, type[Positions]] = {
    kind.__name__: kind for kind in (LearnedPositions, RotaryPositions)
}
"""The ways to say a place, by name."""
