"""The networks that the explorer offers: the longer-trained one if there is one, or a small one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from meantone.models import SequenceModel
from meantone.storage import lacking
from meantone.widgets.explorer.ground import Ground, Tokens
from meantone.widgets.explorer.reports import Report, UnavailableError
from meantone.widgets.explorer.settings import LSTM, RHYTHM_LSTM, TRANSFORMER

if TYPE_CHECKING:  # torch is loaded by those who train, not by all who import widgets
    from meantone.models.neural import Training

PREPARED = {LSTM: "lstm", RHYTHM_LSTM: "rhythm", TRANSFORMER: "transformer"}
"""The names by which longer-trained networks are prepared."""


class Made(NamedTuple):
    """A model, and where the weights of a network come from."""

    model: SequenceModel[Any]
    origin: str = ""


def ready(name: str, ground: Ground) -> Made | None:
    """Return the longer-trained network of a name, or None if there is none for this corpus.

    Parameters
    ----------
    name : str
        One of `PREPARED`.
    ground : Ground
        The corpus, a token for each note.

    Raises
    ------
    UnavailableError
        If there is no PyTorch.
    """
    try:
        from meantone.models.neural import prepared
        from meantone.models.neural.preparing import SET
    except ImportError as error:
        raise UnavailableError(lacking("torch", f"the {name}")) from error
    found = prepared(PREPARED[name]) if ground.name == SET else None
    if found is None or found.viewpoint.vocabulary != ground.view.vocabulary:
        return None
    return Made(found.model, f"longer trained: {found.bits:.2f} bits per token")


def beginning(name: str, ground: Ground) -> Training:
    """Return a small network at its beginning, with as many epochs as there is time for.

    Parameters
    ----------
    name : str
        One of `PREPARED`.
    ground : Ground
        What it learns from.
    """
    from meantone.models import neural

    rng, notes = np.random.default_rng(0), sum(map(len, ground.part("train")))
    if name != TRANSFORMER:
        plan = neural.Plan(epochs=int(np.clip(2_400_000 // notes, 4, 40)))
        return neural.Training(neural.LSTM(ground.size, rng), plan)
    plan = neural.Plan(epochs=int(np.clip(1_200_000 // notes, 4, 40)), rate=4e-3)
    return neural.Training(neural.Transformer(ground.size, rng, width=64, layers=2), plan)


def trained(training: Training, name: str, ground: Ground, seconds: float, report: Report) -> Made:
    """Train a network, or go on where an earlier wish was cancelled.

    Parameters
    ----------
    training : Training
    name : str
    ground : Ground
    seconds : float
        The longest that it is trained, what it was trained before included.
    report : function of (text, share)
        Told before each step how far it is; what it raises ends the work.
    """
    learned, valid = ground.part("train"), ground.part("valid")
    batches = training.plan.epochs * -(-len(learned) // training.plan.batch)
    begun = time.monotonic() - training.seconds

    def watched(tokens: Tokens, rng: np.random.Generator) -> Tokens:
        share = max((time.monotonic() - begun) / seconds, training.steps / batches)
        report(f"Training the {name}, {seconds:.0f} s at most", share)
        return tokens

    training.augment = watched  # asked before each step, so a cancelled step is not taken
    training.run(learned, valid, seconds=seconds - training.seconds, show=False)
    origin = f"trained here for {training.seconds:.0f} s: {training.best_bits:.2f} bits per token"
    return Made(training.model, origin)
