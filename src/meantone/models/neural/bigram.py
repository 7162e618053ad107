"""The bigram as a network: a table of scores, and nothing else."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from meantone.models.neural.network import Network, State


class SoftmaxBigram(Network):
    """A score for each pair of tokens: ``p(b | a) = softmax(table[a])[b]``.

    The same predictions as a `MarkovChain` can make, but found by gradient descent. As the loss is
    convex there is one best table, and it is the one that counting gives. Lesson 05.

    Parameters
    ----------
    size : int
        Symbols in the vocabulary.

    Examples
    --------
    >>> network = SoftmaxBigram(2)
    >>> network(torch.tensor([[2, 0]])).softmax(-1).shape
    torch.Size([1, 2, 3])
    """

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.settings = size, {"size": size}
        # Zeros: before it has learned anything, everything is as likely.
        self.table = nn.Parameter(torch.zeros(size + 1, size + 1))  # (token, next token)

    def start(self, batch: int) -> Tensor:
        """Return an empty state: the last token says it all."""
        return torch.empty(batch, 0)

    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Look the rows up: (batch, time) -> (batch, time, size + 1)."""
        return self.table[tokens], state
