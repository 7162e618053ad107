"""What the networks have in common: tokens in, a score for each next token out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

State = Any
"""What a network keeps of what it has read: a tensor or a nested tuple of them, batch first."""


class Network(nn.Module, ABC):
    """A network that reads tokens and scores what may come next.

    Tokens are 0 to ``size - 1``. The number `size` is the boundary of a tune: it is read first, and
    predicted last. Scores are logits: ``softmax(logits)`` is the distribution.

    Attributes
    ----------
    size : int
        Symbols in the vocabulary, the boundary not counted.
    settings : dict
        What to call the class with to make the same network: numbers, texts and lists.
    """

    size: int
    settings: dict[str, Any]

    @abstractmethod
    def start(self, batch: int) -> State:
        """Return the state before anything was read, for `batch` tunes."""

    @abstractmethod
    def read(self, tokens: Tensor, state: State) -> tuple[Tensor, State]:
        """Read on from a state.

        Parameters
        ----------
        tokens : torch.Tensor of int, shape (batch, time)
            One token for a step, or a whole tune.
        state : tensors, batch first
            Never changed: the new state is another one.

        Returns
        -------
        logits : torch.Tensor, shape (batch, time, size + 1)
            After each token, the scores of the next.
        state : tensors, batch first
            What to read on from.
        """

    def forward(self, tokens: Tensor) -> Tensor:
        """Return the scores of what follows each token of tunes read from their beginning."""
        logits, _ = self.read(tokens, self.start(len(tokens)))
        return logits

    @property
    def parameter_count(self) -> int:
        """How many numbers it learns."""
        return sum(weights.numel() for weights in self.parameters())


@contextmanager
def drawing(seed: int) -> Iterator[None]:
    """Let PyTorch draw from a seed, and put its own generator back afterwards.

    PyTorch draws first weights and dropout from a generator that all share. Within this it starts
    from `seed`; outside nothing is changed.

    Examples
    --------
    >>> with drawing(1):
    ...     first = torch.rand(2)
    >>> with drawing(1):
    ...     again = torch.rand(2)
    >>> torch.equal(first, again)
    True
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


@contextmanager
def one_thread() -> Iterator[None]:
    """Let PyTorch use one thread: quicker for networks so small, and the same sums everywhere."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def draw_seed(rng: np.random.Generator) -> int:
    """Draw a seed for `drawing`."""
    return int(rng.integers(2**63))


def newest(tokens: Tensor, count: int) -> Tensor:
    """Return a copy of the last columns.

    Parameters
    ----------
    tokens : torch.Tensor, shape (batch, time)
    count : int

    Returns
    -------
    torch.Tensor, shape (batch, count)

    Examples
    --------
    >>> newest(torch.tensor([[1, 2, 3]]), 2)
    tensor([[2, 3]])
    """
    return tokens[:, tokens.shape[1] - count :].clone()
