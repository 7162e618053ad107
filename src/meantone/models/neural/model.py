"""A trained network as a `SequenceModel`: NumPy in and out, one step for each token."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from meantone.models.neural.batches import bits
from meantone.models.neural.network import Network, one_thread
from meantone.models.sequence_model import SequenceModel
from meantone.tunes.tokens import as_tokens

State = tuple[NDArray[np.float64], Any]
"""The probabilities of what comes next, and the network's state as arrays."""


class NeuralModel(SequenceModel[State]):
    """What makes a network answer like every other model of the ladder.

    A step reads one token: what was read before is in the state. Lessons 05 to 07.

    Parameters
    ----------
    network : Network
        From now on it predicts, without dropout: train a copy.

    Examples
    --------
    >>> from meantone.models.neural import SoftmaxBigram
    >>> model = NeuralModel(SoftmaxBigram(3))
    >>> model.probabilities(model.start(1))
    array([[0.25, 0.25, 0.25, 0.25]])
    """

    def __init__(self, network: Network) -> None:
        self.network = network.eval()
        self.size = network.size

    def __repr__(self) -> str:
        return f"<NeuralModel of {type(self.network).__name__}>"

    def start(self, batch: int) -> State:
        """Return the state at the beginning of `batch` tunes: the boundary has been read."""
        return self._read(np.full(batch, self.size), self.network.start(batch))

    def probabilities(self, state: State) -> NDArray[np.float64]:
        """Return the probability of each next token, shape (batch, size + 1)."""
        return state[0]

    def advance(self, state: State, tokens: NDArray[np.int64]) -> State:
        """Return the state after one more token in each tune."""
        return self._read(tokens, _to_tensors(state[1]))

    def surprises(self, tunes: Sequence[ArrayLike]) -> list[NDArray[np.float64]]:
        """Return the bits of each token and end, as `meantone.models.surprises` does, but sooner.

        Whole tunes are read at once, many side by side.

        Raises
        ------
        ValueError
            If a token is out of range.
        """
        return bits(self.network, as_tokens(tunes, self.size)) if len(tunes) else []

    def _read(self, tokens: NDArray[np.int64], state: Any) -> State:
        with one_thread(), torch.inference_mode():
            column = torch.from_numpy(np.array(tokens, dtype=np.int64))[:, None]  # (batch, 1)
            logits, after = self.network.read(column, state)  # (batch, 1, size + 1)
            # In double precision, so that rows sum to 1 as exactly as those of counting models.
            rows = logits[:, 0].double().softmax(-1).numpy()
            rows.flags.writeable = False
            return rows, _to_arrays(after)


def _to_arrays(state: Any) -> Any:
    """Return a state's tensors as arrays, without a copy."""
    return state.numpy() if isinstance(state, Tensor) else tuple(map(_to_arrays, state))


def _to_tensors(state: Any) -> Any:
    """Return a state's arrays as tensors, without a copy."""
    return tuple(map(_to_tensors, state)) if isinstance(state, tuple) else torch.from_numpy(state)
