"""Longer-trained networks: trained in the background on this machine, kept in the cache.

No lesson needs them. `python course.py prepare` trains them, and so does the lab while it is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from meantone.installation import call
from meantone.models.neural.checkpoint import load, read_notes, save
from meantone.models.neural.lstm import LSTM
from meantone.models.neural.model import NeuralModel
from meantone.models.neural.network import Network
from meantone.models.neural.training import Plan, Progress, Training
from meantone.models.neural.transformer import Transformer
from meantone.storage import DamagedError, cache_folder
from meantone.tunes.collections.recipes import read_recipe, recipe_key
from meantone.tunes.viewpoints import Degree, DegreeDuration, Viewpoint

SET = "folk"
"""The data set they learn from."""


class Making(NamedTuple):
    """How a network is made and trained, and what of a tune it sees."""

    network: Callable[[int, np.random.Generator], Network]
    plan: Plan
    view: type[Viewpoint] = Degree


MAKINGS = {
    "lstm": Making(
        lambda size, rng: LSTM(size, rng, width=256, dropout=0.3),
        Plan(epochs=18, rate=4e-3, decay=0.3),
    ),
    "transformer": Making(
        lambda size, rng: Transformer(size, rng, width=96, layers=2, dropout=0.2),
        Plan(epochs=16, rate=4e-3),
    ),
    "rhythm": Making(
        lambda size, rng: LSTM(size, rng, width=128, dropout=0.2),
        Plan(epochs=8),
        DegreeDuration,
    ),
}
"""The networks, by name, in the order in which they are trained."""


class BusyError(RuntimeError):
    """Another process trains this network at the moment."""


@dataclass(frozen=True)
class Prepared:
    """A longer-trained model.

    Parameters
    ----------
    name : str
    model : NeuralModel
        The best so far.
    viewpoint : Viewpoint
        What its tokens mean: degrees, or degrees with durations.
    history : list of Progress
    of_epochs : int
        How many epochs there will be.
    """

    name: str
    model: NeuralModel
    viewpoint: Viewpoint
    history: list[Progress]
    of_epochs: int

    @property
    def bits(self) -> float:
        """Its bits per token on the validation tunes."""
        return min(point.valid_bits for point in self.history)

    def __str__(self) -> str:
        done, spent = self.history[-1], self.history[-1].seconds / 60
        return (
            f"{self.name}, trained in the background for {spent:.0f} min (epoch {done.epochs:.0f} "
            f"of {self.of_epochs}): {self.bits:.2f} bits per token on the validation tunes"
        )


def prepared(name: str) -> Prepared | None:
    """Return the longer-trained model of this name, or None while there is none.

    A lesson that gets None goes on with what it trained itself, and says so: see `not_prepared`.
    Lessons 06 to 09.

    Parameters
    ----------
    name : str
        "lstm", "transformer", or "rhythm": an LSTM that writes degrees with durations.

    Returns
    -------
    Prepared or None
        None too if its file is damaged, was trained on other data, or was stopped before the first
        epoch was over: such a network knows less than one that a lesson trains itself.

    Raises
    ------
    LookupError
        If there is no such name.

    Examples
    --------
    >>> getfixture("monkeypatch").setenv("MEANTONE_CACHE", str(getfixture("tmp_path")))
    >>> prepared("lstm") is None
    True
    """
    path, making = place(name), MAKINGS[name]
    try:
        training, about = load(path)
    except (OSError, DamagedError):
        return None
    if about.get("data") != _data_key(making) or training.epochs < 1:
        return None
    view = making.view(_symbol(each) for each in about["vocabulary"])
    return Prepared(name, training.model, view, training.history, training.plan.epochs)


def not_prepared(name: str) -> str:
    """Return a sentence for a lesson that has to do without.

    Examples
    --------
    >>> print(not_prepared("lstm"))
    The longer-trained lstm is not there yet, so this goes on with the one trained here. The lab
    trains it in the background; to do it now:  python course.py prepare lstm
    """
    place(name)  # a name that does not exist is an error here too
    return (
        f"The longer-trained {name} is not there yet, so this goes on with the one trained here. "
        "The lab\ntrains it in the background; to do it now:  " + call(f"prepare {name}")
    )


def place(name: str) -> Path:
    """Return the file of a model, which need not exist.

    Raises
    ------
    LookupError
        If there is no such name.
    """
    if name not in MAKINGS:
        raise LookupError(f"no prepared model {name!r}; there are {', '.join(MAKINGS)}")
    return cache_folder() / "models" / f"{name}.safetensors"


def prepare(
    name: str,
    after_epoch: Callable[[Training], object] = lambda training: None,
    on_start: Callable[[Training], object] = lambda training: None,
    show: bool = True,
) -> Training:
    """Train a model to the end of its plan, or go on with it, keeping it after each epoch.

    Parameters
    ----------
    name : str
    after_epoch : function of Training
        Called when the file has been written.
    on_start : function of Training
        Called first: what it is given has a `stop`.
    show : bool
        Whether a bar shows how far it is.

    Raises
    ------
    LookupError
        If there is no such name.
    BusyError
        If another process is at it.
    OSError
        If it cannot be kept: the folder or the disk does not take it.
    """
    from meantone.tunes.collections.sets import load as load_set

    path, making = place(name), MAKINGS[name]
    with _alone(path):
        if (done := _unfinished(path, making)) is not None and done.over:
            return done
        corpus = load_set(SET)
        view = making.view.of(corpus)
        about = {"data": _data_key(making), "vocabulary": list(view.vocabulary)}
        training = done or new_training(making, len(view.vocabulary))

        def keep(training: Training) -> None:
            save(training, path, about)
            after_epoch(training)

        on_start(training)
        learn, valid = (
            [view.encode(tune) for tune in corpus.select(corpus.parts == part)]
            for part in ("train", "valid")
        )
        training.run(learn, valid, after_epoch=keep, show=show)
        return training


def new_training(making: Making, size: int) -> Training:
    """Return a training at its beginning.

    Parameters
    ----------
    making : Making
    size : int
        Symbols in the vocabulary.

    Returns
    -------
    Training
    """
    return Training(making.network(size, np.random.default_rng(making.plan.seed)), making.plan)


def is_prepared(name: str) -> bool:
    """Tell whether nothing is left to train."""
    done = _unfinished(place(name), MAKINGS[name])
    return done is not None and done.over


def _unfinished(path: Path, making: Making) -> Training | None:
    """Return the training in a file, if it is one of this making on these data."""
    try:
        notes = read_notes(path)
        if notes["about"].get("data") != _data_key(making) or notes["plan"] != asdict(making.plan):
            return None
        training, _ = load(path)
    except (OSError, DamagedError, KeyError):
        return None
    wanted = new_training(making, training.network.size).network
    same = type(wanted) is type(training.network) and wanted.settings == training.network.settings
    return training if same else None


def _data_key(making: Making) -> str:
    """Return what changes whenever the data do, or what is seen of them."""
    return f"{SET} {recipe_key(read_recipe(SET))} {making.view.__name__}"


def _symbol(kept: Any) -> Any:
    """Return a symbol of a vocabulary as it was: JSON knows lists, not tuples."""
    return tuple(kept) if isinstance(kept, list) else kept


@contextmanager
def _alone(path: Path) -> Iterator[Any]:
    """Hold the lock of a model; BusyError if another process has it. No locks here: go on."""
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path.with_suffix(".lock"), timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise BusyError(f"{path.stem} is being trained by another process") from error
    except NotImplementedError:
        pass
    try:
        for left in path.parent.glob(f".{path.stem}-*.part"):  # by a process that was killed
            with suppress(OSError):
                left.unlink()
        yield
    finally:
        lock.release()
