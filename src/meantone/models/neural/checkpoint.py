"""Checkpoints: a training in a file, to go on from or to use. Safetensors and JSON, no pickle."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from meantone.models.neural.batches import Augment
from meantone.models.neural.bigram import SoftmaxBigram
from meantone.models.neural.lstm import LSTM
from meantone.models.neural.network import Network
from meantone.models.neural.training import Plan, Progress, Training
from meantone.models.neural.transformer import Transformer
from meantone.models.neural.window import WindowMLP
from meantone.storage import DamagedError, checksum, write_whole

FORMAT = "meantone training 1"
"""What a checkpoint says it is; another number where an older one can no longer be read."""

NETWORKS: dict[str, type[Network]] = {
    kind.__name__: kind for kind in (SoftmaxBigram, WindowMLP, LSTM, Transformer)
}
"""The networks that a file may hold."""

_NOTES = "meantone"


def save(training: Training, path: Path, about: dict[str, Any] | None = None) -> None:
    """Write a training to a file: all of it, or nothing.

    The file holds the weights now and the best ones, what the optimizer remembers, and as JSON how
    to make the network, the plan and the history. Chance needs nothing: it depends on the plan's
    seed and the step.

    Parameters
    ----------
    training : Training
    path : Path
        Its folder is made if it does not exist.
    about : dict, optional
        What else is to be known of it, such as the vocabulary: anything that JSON can hold.

    Raises
    ------
    OSError
        If the folder or the disk does not take it. What was there before stays.
    """
    from safetensors.torch import save as to_bytes

    tensors = _tensors(training)
    notes = {
        "format": FORMAT,
        "network": type(training.network).__name__,
        "settings": training.network.settings,
        "plan": asdict(training.plan),
        "steps": training.steps,
        "seconds": training.seconds,
        "epoch": [training.epoch_bits, training.epoch_tokens],
        "history": [asdict(point) for point in training.history],
        "checksum": _seal(tensors),
        "about": about or {},
    }
    write_whole(path, to_bytes(tensors, {_NOTES: json.dumps(notes)}))


def load(path: Path, augment: Augment | None = None) -> tuple[Training, dict[str, Any]]:
    """Return a training as it was saved, and what else its file says.

    Going on with it gives what going on without saving would have given, to the last bit.

    Parameters
    ----------
    path : Path
    augment : function of (tokens, rng) to tokens, optional
        The one it was trained with: a file cannot hold a function.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    DamagedError
        If the file is damaged, or is no checkpoint of this package.
    """
    tensors, notes = _read(path)
    try:
        network = _network(notes["network"], notes["settings"])
        training = Training(network, Plan(**notes["plan"]), augment)
        training.steps, training.seconds = int(notes["steps"]), float(notes["seconds"])
        training.epoch_bits, training.epoch_tokens = notes["epoch"]
        training.history = [Progress(**point) for point in notes["history"]]
        network.load_state_dict(_part(tensors, "weights"))
        training.best = _part(tensors, "best")
        _restore(training.optimizer, _part(tensors, "optimizer"))
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise DamagedError(f"{path} does not hold a training that this version knows") from error
    return training, notes["about"]


def read_notes(path: Path) -> dict[str, Any]:
    """Return the notes of a checkpoint without its weights: quick, and without a check of them.

    Raises
    ------
    FileNotFoundError, DamagedError
        As `load` does.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="pt") as file:
            notes = json.loads((file.metadata() or {})[_NOTES])
    except (SafetensorError, KeyError, ValueError) as error:
        raise DamagedError(f"{path} is damaged, or no checkpoint of this package") from error
    if not isinstance(notes, dict) or notes.get("format") != FORMAT:
        raise DamagedError(f"{path} is a checkpoint of another version")
    return notes


def _read(path: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """Return what a file holds, once it is known to be what was written."""
    from safetensors import SafetensorError
    from safetensors.torch import load as from_bytes

    notes = read_notes(path)
    try:
        # Copies, from bytes: a mapped file could not be replaced on Windows while it is in use.
        tensors = {name: value.clone() for name, value in from_bytes(path.read_bytes()).items()}
    except SafetensorError as error:
        raise DamagedError(f"{path} is damaged") from error
    if notes.get("checksum") != _seal(tensors):
        raise DamagedError(f"{path} is damaged")
    return tensors, notes


def _tensors(training: Training) -> dict[str, Tensor]:
    """Return all tensors of a training by name."""
    memory = training.optimizer.state_dict()["state"]
    return {
        **{f"weights/{name}": value for name, value in training.network.state_dict().items()},
        **{f"best/{name}": value for name, value in training.best.items()},
        **{
            f"optimizer/{number}/{name}": value
            for number, values in memory.items()
            for name, value in values.items()
        },
    }


def _part(tensors: dict[str, Tensor], part: str) -> dict[str, Tensor]:
    """Return the tensors of one part, by the rest of their names."""
    return {
        name.removeprefix(f"{part}/"): value
        for name, value in tensors.items()
        if name.startswith(f"{part}/")
    }


def _restore(optimizer: torch.optim.Optimizer, tensors: dict[str, Tensor]) -> None:
    """Give an optimizer back what it remembered of each weight."""
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in tensors.items():
        number, _, key = name.partition("/")
        state.setdefault(int(number), {})[key] = value
    groups = optimizer.state_dict()["param_groups"]
    optimizer.load_state_dict({"state": state, "param_groups": groups})


def _network(name: str, settings: dict[str, Any]) -> Network:
    """Make a network anew; its first weights are about to be replaced."""
    if name == SoftmaxBigram.__name__:
        return SoftmaxBigram(**settings)
    kind: Any = NETWORKS[name]
    network: Network = kind(rng=np.random.default_rng(0), **settings)
    return network


def _seal(tensors: dict[str, Tensor]) -> str:
    """Return the checksum of tensors."""
    return checksum({name: value.detach().numpy() for name, value in tensors.items()})
