"""Learning from a score instead of from tunes: what scored well is made likelier."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from meantone.models.neural.batches import pad
from meantone.models.neural.model import NeuralModel
from meantone.models.neural.network import Network, one_thread
from meantone.tunes.tokens import as_tokens


def opening_bits(network: Network, tunes: Sequence[ArrayLike]) -> Tensor:
    """Return how many bits each tune costs a network that knows it has not ended.

    Parameters
    ----------
    network : Network
    tunes : sequence of array_like of int
        All of one length.

    Returns
    -------
    torch.Tensor of float, shape (tunes,)
        Gradients flow through it.

    Raises
    ------
    ValueError
        If the tunes are not of one length.

    Examples
    --------
    >>> from meantone.models.neural import SoftmaxBigram
    >>> opening_bits(SoftmaxBigram(4), [[0, 1, 2]]).tolist()
    [6.0]
    """
    arrays = as_tokens(tunes, network.size)
    if len({len(tune) for tune in arrays}) != 1:
        raise ValueError("the tunes are of different lengths; cut them to one")
    inputs, targets = pad(arrays, network.size)
    logits = network(inputs[:, :-1])[..., :-1]  # without the end: (tunes, time, size)
    logs = logits.log_softmax(-1).gather(-1, targets[:, :-1, None])[..., 0]
    bits: Tensor = -logs.sum(dim=1) / float(np.log(2))
    return bits


class Reinforcement:
    """A network that learns from scores of its own tunes: REINFORCE (Williams 1992).

    One step raises the probability of tunes in proportion to how much better than the batch's mean
    they were, ``(reward - mean) * grad log p(tune)``. The reward is ``score - penalty * bits``, the
    bits being ``log2 (p(tune) / p0(tune))``, of which the mean is the Kullback-Leibler divergence
    from the network as it was (Jaques et al. 2017). Lesson 12.

    Parameters
    ----------
    model : NeuralModel
        What it begins with, which stays as it is.
    penalty : float
        How much score one bit costs, 0 or more.
    rate : float
        The learning rate of Adam.

    Examples
    --------
    >>> from meantone.models.neural import SoftmaxBigram
    >>> learning = Reinforcement(NeuralModel(SoftmaxBigram(2)), penalty=0.0, rate=0.1)
    >>> for _ in range(20):
    ...     bits = learning.step([[0, 0], [1, 1]], [1.0, 0.0])
    >>> opening_bits(learning.network, [[0, 0]]).item() < 1
    True
    """

    def __init__(self, model: NeuralModel, penalty: float, rate: float = 3e-3) -> None:
        self.before, self.penalty = model.network, penalty
        self.network = copy.deepcopy(model.network).eval()
        self.optimizer = torch.optim.Adam(self.network.parameters(), lr=rate)

    @property
    def model(self) -> NeuralModel:
        """The network as it is now: further steps change it."""
        return NeuralModel(self.network)

    def step(self, tunes: Sequence[ArrayLike], scores: ArrayLike) -> NDArray[np.float64]:
        """Learn from the scores of tunes that the network itself has drawn.

        Parameters
        ----------
        tunes : sequence of array_like of int
            All of one length.
        scores : array_like of float, shape (tunes,)

        Returns
        -------
        numpy.ndarray of float, shape (tunes,)
            ``log2 (p(tune) / p0(tune))`` before the step.
        """
        with one_thread():
            own = opening_bits(self.network, tunes)
            with torch.no_grad():
                moved = opening_bits(self.before, tunes) - own
            reward = torch.as_tensor(np.asarray(scores, dtype=np.float32)) - self.penalty * moved
            # Fewer bits for what was better than the mean, more for the rest.
            loss = ((reward - reward.mean()) * own).mean() / len(np.asarray(tunes[0]))
            self.optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self.optimizer.step()
        return moved.double().numpy()
