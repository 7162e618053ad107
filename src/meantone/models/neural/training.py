"""One training loop for all networks: it can be stopped, gone on with, and repeated exactly."""

from __future__ import annotations

import copy
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from meantone.models.neural.batches import PADDING, Augment, Tokens, bits, deal, pad, some_tunes
from meantone.models.neural.model import NeuralModel
from meantone.models.neural.network import Network, drawing, one_thread

Weights = dict[str, Tensor]


@dataclass(frozen=True)
class Plan:
    """How a network is trained. The defaults suit an `LSTM` and a few thousand tunes.

    Parameters
    ----------
    epochs : int
        Passes over the training tunes: the learning rate falls to nothing over all of them.
    batch : int
        Tunes in a batch.
    rate : float
        The highest learning rate. A `Transformer` wants half of the default.
    warm_up : int
        Steps over which the rate rises to it.
    decay : float
        Weight decay of AdamW (Loshchilov and Hutter 2019).
    clip : float
        The longest gradient; longer ones are shortened to it (Pascanu et al. 2013).
    patience : int
        Epochs without a better validation before it ends early.
    seed : int
        What the order of the tunes and dropout are drawn from.

    Examples
    --------
    >>> Plan(epochs=2, warm_up=2).rate_at(step=1, steps=10)
    0.008
    """

    epochs: int = 12
    batch: int = 32
    rate: float = 8e-3
    warm_up: int = 50
    decay: float = 0.01
    clip: float = 1.0
    patience: int = 5
    seed: int = 0

    def rate_at(self, step: int, steps: int) -> float:
        """Return the learning rate of one step: up in a line, down in half a cosine.

        Parameters
        ----------
        step : int
            From 0.
        steps : int
            Of the whole plan.

        Returns
        -------
        float
        """
        rise = (step + 1) / self.warm_up if step < self.warm_up else 1.0
        fall = (1 + np.cos(np.pi * min(step / max(steps, 1), 1))) / 2 if step >= self.warm_up else 1
        return float(self.rate * rise * fall)


@dataclass(frozen=True)
class Progress:
    """How far a training was when its network was validated.

    Parameters
    ----------
    epochs : float
        Passes made; not whole where training was stopped on the way.
    seconds : float
        Time spent in training, validation included.
    train_bits, valid_bits : float
        Bits per token, ends counted: the mean over this epoch with dropout, and on the validation
        tunes without.
    """

    epochs: float
    seconds: float
    train_bits: float
    valid_bits: float


class Material(NamedTuple):
    """What a network learns from: tunes, which of them came to their end, and tokens in all."""

    tunes: list[Tokens]
    ended: NDArray[np.bool_]
    tokens: int

    @classmethod
    def of(cls, tunes: Sequence[ArrayLike], ended: ArrayLike | None, size: int) -> Material:
        """Return tunes as material, once they are seen to be in order.

        Parameters
        ----------
        tunes : sequence of array_like of int
        ended : array_like of bool, shape (tunes,), optional
            As for `Training.run`.
        size : int
            Symbols in the vocabulary.

        Raises
        ------
        ValueError
            If they are not.
        """
        learned = some_tunes(tunes, size)
        flags = (
            np.ones(len(learned), dtype=bool) if ended is None else np.asarray(ended, dtype=bool)
        )
        if flags.shape != (len(learned),):
            raise ValueError(f"{len(learned)} tunes, but {flags.size} of them ended or not")
        return cls(learned, flags, sum(map(len, learned)) + int(flags.sum()))

    def batches(self, batch: int) -> int:
        """Return in how many batches of this many tunes they are dealt."""
        return -(-len(self.tunes) // batch)


class Training:
    """A network in training. `run` trains on, as often as you like.

    Parameters
    ----------
    network : Network
        Trained in place. `model` is the best so far, which further training does not change.
    plan : Plan
    augment : function of (tokens, rng) to tokens, optional
        What is done to a tune each time it is learned from: see `transposing`.

    Attributes
    ----------
    history : list of Progress
    steps : int
        Batches learned from.

    Examples
    --------
    >>> from meantone.models.neural import SoftmaxBigram
    >>> training = Training(SoftmaxBigram(2), Plan(epochs=3, rate=0.1))
    >>> training.run([[0, 1], [0, 1, 0, 1]], [[0, 1]], show=False)
    >>> len(training.history), training.history[-1].valid_bits < training.history[0].valid_bits
    (3, True)
    """

    def __init__(
        self, network: Network, plan: Plan | None = None, augment: Augment | None = None
    ) -> None:
        self.network, self.plan, self.augment = network, plan or Plan(), augment
        self.optimizer = torch.optim.AdamW(
            network.parameters(), lr=0.0, weight_decay=self.plan.decay, fused=True
        )
        self.steps, self.seconds = 0, 0.0
        self.history: list[Progress] = []
        self.best: Weights = _copy(network)
        self.epoch_bits, self.epoch_tokens = 0.0, 0  # of the epoch that is under way
        self._stopping = False

    @property
    def model(self) -> NeuralModel:
        """The network as it was when it did best on the validation tunes."""
        network = copy.deepcopy(self.network)
        network.load_state_dict(self.best)
        return NeuralModel(network)

    @property
    def best_bits(self) -> float:
        """The bits per token of `model` on the validation tunes."""
        return min((point.valid_bits for point in self.history), default=np.inf)

    @property
    def epochs(self) -> float:
        """Passes made over the training tunes; not whole where it was stopped on the way."""
        return self.history[-1].epochs if self.history else 0.0

    @property
    def over(self) -> bool:
        """Whether the plan is done: all epochs, or no progress for too long."""
        if not self.history:
            return False
        best = min(self.history, key=lambda point: point.valid_bits)  # of equals, the first
        return self.epochs >= self.plan.epochs or self.epochs - best.epochs >= self.plan.patience

    def stop(self) -> None:
        """Ask a run, from a callback or another thread, to end after the batch it is at.

        If none is under way, the next one ends before it begins.
        """
        self._stopping = True

    def run(
        self,
        tunes: Sequence[ArrayLike],
        valid: Sequence[ArrayLike],
        *,
        ended: ArrayLike | None = None,
        seconds: float = np.inf,
        after_epoch: Callable[[Training], object] | None = None,
        show: bool = True,
    ) -> None:
        """Train until the plan is done, the time is over, or someone interrupts; then call again.

        An interruption (the stop button) loses nothing: what was learned is validated and kept, and
        the next call goes on at the next batch, as if there had been none.

        Parameters
        ----------
        tunes, valid : sequence of array_like of int
            Tunes to learn from, and tunes to choose by: the same in each call.
        ended : array_like of bool, shape (tunes,), optional
            Which of the tunes came to their end: ``drawn.ended`` of samples. From those that were
            cut off no end is learned. Left out, all came to their end.
        seconds : float
            The longest this call may train, give or take a validation.
        after_epoch : function of Training, optional
            Called after each validation: to draw the curve, to play a sample.
        show : bool
            Whether a bar shows how far it is.

        Raises
        ------
        ValueError
            If there is no tune, a token is out of range, or it is not said of each tune whether it
            ended.
        """
        learned = Material.of(tunes, ended, self.network.size)
        judged = some_tunes(valid, self.network.size)
        limit = time.monotonic() + seconds
        with one_thread(), _interrupts(self.stop), _bar(self, len(learned.tunes), show) as bar:
            while not self.over and not self._stopping and time.monotonic() < limit:
                self._epoch(learned, limit, bar)
                self._validate(judged, learned.batches(self.plan.batch))
                bar.set_postfix_str(f"validation {self.history[-1].valid_bits:.3f} bits")
                if after_epoch is not None:
                    after_epoch(self)
        self._stopping = False

    def _epoch(self, material: Material, limit: float, bar: Any) -> None:
        """Learn from the batches of this epoch that are left."""
        started = time.monotonic()
        per_epoch = material.batches(self.plan.batch)
        epoch, done = divmod(self.steps, per_epoch)
        # Chance depends on the seed, the epoch and the step alone, so a training that goes on after
        # a stop sees what it would have seen without.
        rng = np.random.default_rng([self.plan.seed, epoch])
        batches = deal([len(tune) for tune in material.tunes], self.plan.batch, rng)
        for rows in batches[done:]:
            if self._stopping or time.monotonic() >= limit:
                break
            self._learn(material, rows)
            bar.update(len(rows))
        self.seconds += time.monotonic() - started

    def _learn(self, material: Material, rows: NDArray[np.int64]) -> None:
        """Take one step: predict, see how wrong it was, change every weight a little.

        The loss is the sum over the batch, divided by the tokens of a usual batch. A mean would be
        divided by the batch's own: as tunes of a batch are about equally long, each token of a
        short tune would count for more, its end among them, and tunes would end too soon.
        """
        per_epoch = material.batches(self.plan.batch)
        tunes = [material.tunes[row] for row in rows]
        seed = np.random.SeedSequence([self.plan.seed, self.steps, 1])
        if self.augment is not None:
            rng = np.random.default_rng(seed.spawn(1)[0])
            tunes = [self.augment(tune, rng) for tune in tunes]
        inputs, targets = pad(tunes, self.network.size, material.ended[rows])
        for group in self.optimizer.param_groups:
            group["lr"] = self.plan.rate_at(self.steps, per_epoch * self.plan.epochs)
        self.network.train()
        with drawing(int(seed.generate_state(1, np.uint64)[0] >> 1)):
            surprise = total_bits(self.network(inputs), targets)
        self.optimizer.zero_grad()
        (surprise * per_epoch / material.tokens).backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), self.plan.clip)
        self.optimizer.step()
        self.steps += 1
        self.epoch_bits += float(surprise.detach())
        self.epoch_tokens += int((targets != PADDING).sum())

    def _validate(self, valid: Sequence[Tokens], per_epoch: int) -> None:
        """Judge the network on the validation tunes; keep its weights if it never did better."""
        started = time.monotonic()
        found = float(np.concatenate(bits(self.network, valid)).mean())
        if found < self.best_bits:
            self.best = _copy(self.network)
        self.seconds += time.monotonic() - started
        learned = self.epoch_bits / max(self.epoch_tokens, 1)
        self.history.append(Progress(self.steps / per_epoch, self.seconds, learned, found))
        if self.steps % per_epoch == 0:
            self.epoch_bits, self.epoch_tokens = 0.0, 0


def train(
    network: Network,
    tunes: Sequence[ArrayLike],
    valid: Sequence[ArrayLike],
    plan: Plan | None = None,
    *,
    ended: ArrayLike | None = None,
    seconds: float = np.inf,
    augment: Augment | None = None,
    after_epoch: Callable[[Training], object] | None = None,
    show: bool = True,
) -> Training:
    """Train a network, and return the training: its `model`, its `history`, and how to go on.

    Lessons 05 to 07.

    Parameters
    ----------
    network, plan, augment
        As for `Training`.
    tunes, valid, ended, seconds, after_epoch, show
        As for `Training.run`.

    Returns
    -------
    Training

    Raises
    ------
    ValueError
        As `Training.run` does.

    Examples
    --------
    >>> from meantone.models import cross_entropy
    >>> from meantone.models.neural import SoftmaxBigram
    >>> tunes = [[0, 1, 0, 1]] * 8
    >>> done = train(SoftmaxBigram(2), tunes, tunes, Plan(epochs=50, rate=0.1), show=False)
    >>> cross_entropy(done.model, tunes) < 0.7
    True
    """
    training = Training(network, plan, augment)
    training.run(tunes, valid, ended=ended, seconds=seconds, after_epoch=after_epoch, show=show)
    return training


def total_bits(logits: Tensor, targets: Tensor) -> Tensor:
    """Return the surprise of a batch, in bits: the sum over all tokens and ends.

    Parameters
    ----------
    logits : torch.Tensor, shape (batch, time, size + 1)
    targets : torch.Tensor of int, shape (batch, time)
        `PADDING` where nothing is asked for.

    Returns
    -------
    torch.Tensor, a single number

    Examples
    --------
    >>> total_bits(torch.zeros(1, 3, 4), torch.tensor([[3, 0, PADDING]]))
    tensor(4.)
    """
    nats = nn.functional.cross_entropy(
        logits.flatten(0, 1), targets.flatten(), ignore_index=PADDING, reduction="sum"
    )
    return nats / float(np.log(2))


@contextmanager
def _interrupts(stop: Callable[[], None]) -> Iterator[None]:
    """Let an interruption call `stop`, not raise: it could raise halfway through a step."""
    if threading.current_thread() is not threading.main_thread():
        yield  # interruptions reach the main thread only
        return
    before = signal.signal(signal.SIGINT, lambda number, frame: stop())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _copy(network: Network) -> Weights:
    return {name: weights.detach().clone() for name, weights in network.state_dict().items()}


@contextmanager
def _bar(training: Training, tunes: int, show: bool) -> Iterator[Any]:
    """Show how many tunes were learned from, of those in all epochs."""
    from tqdm.auto import tqdm

    per_epoch = -(-tunes // training.plan.batch)
    done, within = divmod(training.steps, per_epoch)
    with tqdm(
        total=tunes * training.plan.epochs,
        initial=min(done * tunes + within * training.plan.batch, tunes * training.plan.epochs),
        desc=type(training.network).__name__,
        unit="tune",
        disable=not show or None,
    ) as bar:
        yield bar
