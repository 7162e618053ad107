"""Batches: many tunes side by side, one tune in each row, none cut and none joined."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor

from meantone.models.neural.network import Network, one_thread
from meantone.tunes.tokens import as_tokens
from meantone.tunes.viewpoints import Pitch

PADDING = -1
"""The target where a row is longer than its tune: no prediction is asked for there."""

Tokens = NDArray[np.int64]

Augment = Callable[[Tokens, np.random.Generator], Tokens]
"""Returns a tune as it might as well have been: see `transposing`."""


def some_tunes(tunes: Sequence[ArrayLike], size: int) -> list[Tokens]:
    """Return tunes as arrays, of which there has to be one.

    Parameters
    ----------
    tunes : sequence of array_like of int, each of shape (time,)
    size : int
        Symbols in the vocabulary.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (time,)

    Raises
    ------
    ValueError
        If there is no tune, or a token is not from 0 to ``size - 1``.
    """
    if not len(tunes):
        raise ValueError("there is no tune")
    return as_tokens(tunes, size)


def pad(
    tunes: Sequence[Tokens], size: int, ended: NDArray[np.bool_] | None = None
) -> tuple[Tensor, Tensor]:
    """Return what a network reads and what it is to predict, a row for each tune.

    Parameters
    ----------
    tunes : sequence of numpy.ndarray of int
    size : int
        Symbols in the vocabulary; the number of the boundary.
    ended : numpy.ndarray of bool, shape (batch,), optional
        Which tunes came to their end; of the others none is to be predicted. Left out, all did.

    Returns
    -------
    inputs, targets : torch.Tensor of int, shape (batch, longest + 1)
        The boundary and the tune; the tune and the boundary. Behind that the inputs hold
        boundaries, and the targets `PADDING`.

    Examples
    --------
    >>> inputs, targets = pad([np.array([0, 1]), np.array([1])], size=2)
    >>> inputs.tolist(), targets.tolist()
    ([[2, 0, 1], [2, 1, 2]], [[0, 1, 2], [1, 2, -1]])
    >>> pad([np.array([0, 1])], size=2, ended=np.array([False]))[1].tolist()
    [[0, 1, -1]]
    """
    shape = (len(tunes), max(len(tune) for tune in tunes) + 1)
    inputs, targets = np.full(shape, size), np.full(shape, PADDING)
    for row, tune in enumerate(tunes):
        inputs[row, 1 : len(tune) + 1] = tune
        targets[row, : len(tune)] = tune
        targets[row, len(tune)] = size if ended is None or ended[row] else PADDING
    return torch.from_numpy(inputs), torch.from_numpy(targets)


def deal(lengths: ArrayLike, batch: int, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Deal tunes into batches of about equal length, in random order: each tune once.

    Tunes are put in order of length, give or take a few tokens by chance, so that little of a
    batch is padding and no two epochs have the same batches.

    Parameters
    ----------
    lengths : array_like of int, shape (tunes,)
        Tokens of each tune.
    batch : int
        Tunes in a batch; the last in order of length may have fewer.
    rng : numpy.random.Generator

    Returns
    -------
    list of numpy.ndarray of int, each of shape (batch,)
        The numbers of the tunes.

    Examples
    --------
    >>> [part.tolist() for part in deal([5, 90, 7, 88, 6], 2, np.random.default_rng(0))]
    [[2, 0], [4, 3], [1]]
    """
    jitter = rng.uniform(0, 8, np.shape(lengths))
    order = np.argsort(np.asarray(lengths) + jitter, kind="stable")
    starts = np.arange(0, len(order), batch)
    return [order[start : start + batch] for start in rng.permutation(starts)]


def bits(network: Network, tunes: Sequence[Tokens], batch: int = 64) -> list[NDArray[np.float64]]:
    """Return how many bits each token and the end of each tune surprise a network.

    Tunes go through it side by side, from the shortest to the longest, each once.

    Parameters
    ----------
    network : Network
    tunes : sequence of numpy.ndarray of int, each of shape (time,)
    batch : int
        Tunes side by side.

    Returns
    -------
    list of numpy.ndarray of float, each of shape (time + 1,)
        In the order of the tunes: what `meantone.models.surprises` gives.
    """
    order = np.argsort([len(tune) for tune in tunes], kind="stable")
    found: dict[int, NDArray[np.float64]] = {}
    with one_thread(), resting(network), torch.inference_mode():
        for start in range(0, len(order), batch):
            rows = order[start : start + batch].tolist()
            inputs, targets = pad([tunes[row] for row in rows], network.size)
            logs = network(inputs).log_softmax(-1)  # (batch, time, size + 1)
            chosen = logs.gather(-1, targets.clamp(min=0)[..., None])[..., 0]  # (batch, time)
            table = -chosen.double().numpy() / np.log(2)
            found |= {row: table[i, : len(tunes[row]) + 1] for i, row in enumerate(rows)}
    return [found[row] for row in range(len(tunes))]


@contextmanager
def resting(network: Network) -> Iterator[None]:
    """Let a network predict without dropout; afterwards it is in training again if it was."""
    training = network.training
    network.eval()
    try:
        yield
    finally:
        network.train(training)


def transposing(view: Pitch, most: int = 6) -> Augment:
    """Return a function that moves a tune by a random number of semitones.

    A melody is the same melody in another key; a `Pitch` viewpoint does not know that, so its model
    learns it from examples. Scale degrees and intervals know it already: there it would be wrong.

    Parameters
    ----------
    view : Pitch
        Only those moves are made that keep the whole tune in its vocabulary.
    most : int
        The largest move, up or down.

    Returns
    -------
    function of (tokens, rng) to tokens
        For `Training`.

    Raises
    ------
    TypeError
        If the viewpoint does not show pitches.

    Examples
    --------
    >>> move = transposing(Pitch(range(60, 65)), most=1)
    >>> move(np.array([0, 2, 4]), np.random.default_rng(0))  # no room to move
    array([0, 2, 4])
    """
    if not isinstance(view, Pitch):
        raise TypeError(f"transposing is for pitches; {view!r} is the same in every key")
    moves = [0, *range(-most, 0), *range(1, most + 1)]
    numbers = {pitch: token for token, pitch in enumerate(view.vocabulary)}
    table = np.array([[numbers.get(p + move, -1) for p in view.vocabulary] for move in moves])

    def move(tokens: Tokens, rng: np.random.Generator) -> Tokens:
        moved = table[:, tokens]  # (moves, time)
        possible = np.flatnonzero((moved >= 0).all(axis=1))
        return np.asarray(moved[rng.choice(possible)], dtype=np.int64)

    return move
