"""A window over the last few tokens: embeddings and one hidden layer."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from meantone.models.neural.network import Network, State, draw_seed, drawing, newest


class WindowMLP(Network):
    """A multi-layer perceptron that sees the last `window` tokens, each as a point in a space.

    Bengio et al. (2003), "A neural probabilistic language model". What is learned of one point
    holds for those near it, in every window they stand in: what no table of counts can do. Lesson
    05, which also measures what the points come to show.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary.
    rng : numpy.random.Generator
        Draws the first weights.
    window : int
        How many tokens it sees.
    embedding : int
        Dimensions of the space of tokens.
    width : int
        Units of the hidden layer.
    dropout : float
        The share of hidden units that are silenced at each step of training.

    Examples
    --------
    >>> network = WindowMLP(2, np.random.default_rng(0), window=3)
    >>> network(torch.tensor([[2, 0, 1, 1]])).shape
    torch.Size([1, 4, 3])
    """

    def __init__(
        self,
        size: int,
        rng: np.random.Generator,
        *,
        window: int = 4,
        embedding: int = 16,
        width: int = 256,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.size, self.window = size, window
        self.settings = {
            "size": size,
            "window": window,
            "embedding": embedding,
            "width": width,
            "dropout": dropout,
        }
        with drawing(draw_seed(rng)):
            self.embed = nn.Embedding(size + 1, embedding)
            self.hidden = nn.Linear(window * embedding, width)
            self.dropout = nn.Dropout(dropout)
            self.out = nn.Linear(width, size + 1)

    def start(self, batch: int) -> Tensor:
        """Return the tokens before the first: boundaries, shape (batch, window - 1)."""
        return torch.full((batch, self.window - 1), self.size)

    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Read on; the state is the last ``window - 1`` tokens."""
        seen = torch.cat([state, tokens], dim=1)  # (batch, window - 1 + time)
        windows = seen.unfold(1, self.window, 1)  # (batch, time, window)
        points = self.embed(windows).flatten(2)  # (batch, time, window * embedding)
        hidden = torch.tanh(self.hidden(points))  # (batch, time, width)
        return self.out(self.dropout(hidden)), newest(seen, self.window - 1)
