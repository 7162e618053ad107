"""The recurrent network: a state that is rewritten with every token."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from meantone.models.neural.network import Network, State, draw_seed, drawing


class LSTM(Network):
    """A long short-term memory: gates decide what its cells keep, add and show.

    Hochreiter and Schmidhuber (1997). Its state has a fixed size, however long the tune. Lesson 06
    builds the cell by hand, and shows that it is this one.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary.
    rng : numpy.random.Generator
        Draws the first weights.
    width : int
        Hidden units of each layer.
    layers : int
    dropout : float
        The share of units that are silenced, between layers, at each step of training.

    Examples
    --------
    >>> network = LSTM(2, np.random.default_rng(0), width=8)
    >>> network(torch.tensor([[2, 0, 1, 1]])).shape
    torch.Size([1, 4, 3])
    """

    def __init__(
        self,
        size: int,
        rng: np.random.Generator,
        *,
        width: int = 128,
        layers: int = 1,
        dropout: float = 0.1,
    ) -> None:
        super().__init__()
        self.size, self.width, self.layers = size, width, layers
        self.settings = {"size": size, "width": width, "layers": layers, "dropout": dropout}
        between = dropout if layers > 1 else 0.0
        with drawing(draw_seed(rng)):
            self.embed = nn.Embedding(size + 1, width)
            self.lstm = nn.LSTM(width, width, layers, batch_first=True, dropout=between)
            self.dropout = nn.Dropout(dropout)
            self.out = nn.Linear(width, size + 1)

    def start(self, batch: int) -> tuple[Tensor, Tensor]:
        """Return hidden states and cells of zero, each of shape (batch, layers, width)."""
        shape = (batch, self.layers, self.width)
        kind = self.out.weight.dtype
        return torch.zeros(shape, dtype=kind), torch.zeros(shape, dtype=kind)

    def hidden(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Return what the hidden units of the last layer show after each token, and the new state.

        Parameters
        ----------
        tokens : torch.Tensor of int, shape (batch, time)
        state : (torch.Tensor, torch.Tensor)
            Hidden states and cells, each of shape (batch, layers, width).

        Returns
        -------
        hidden : torch.Tensor, shape (batch, time, width)
        state : (torch.Tensor, torch.Tensor)
        """
        # PyTorch wants the layers of a state first, we keep the batch first.
        before = tuple(part.transpose(0, 1).contiguous() for part in state)
        points = self.dropout(self.embed(tokens))  # (batch, time, width)
        hidden, after = self.lstm(points, before)
        return hidden, tuple(part.transpose(0, 1) for part in after)

    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Read on; the state is hidden states and cells."""
        hidden, after = self.hidden(tokens, state)
        return self.out(self.dropout(hidden)), after
