"""The training monitor: a network learns while the page stays alive; its curve, and what it sings.

`Background` trains and knows no page, `training_card` shows and knows no thread.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.page import module
from meantone.show.colors import MEANINGS, PALETTE
from meantone.tunes import Tune, Viewpoint
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_text
from meantone.widgets.instrument import Instrument, Shown

if TYPE_CHECKING:  # torch is loaded by those who train, not by all who import widgets
    from meantone.models.neural import Progress, Training

LONGEST = 32
"""Notes after which a sample is cut off: about ten seconds."""

RECENT = 3
"""How many samples are kept to be heard, besides the one from before all learning."""

_HERE = Path(__file__).parent
_LEFT, _TOP, _WIDTH, _HEIGHT, _RIGHT = 52, 34, 420, 230, 250  # pixels


class Background:
    """A training that goes on beside whatever else Python does, in a thread of its own.

    Parameters
    ----------
    training : Training
        New, or from a checkpoint.
    tunes, valid : sequence of array of int
        As in `Training.run`.
    news : function of no arguments
        Called from the thread after each epoch, and when the training comes to rest.
    checkpoint : Path, optional
        Written after each epoch and each stop.

    Attributes
    ----------
    running : bool

    Examples
    --------
    >>> from meantone.models.neural import Plan, SoftmaxBigram, Training
    >>> training = Training(SoftmaxBigram(2), Plan(epochs=2, rate=0.1))
    >>> background = Background(training, [[0, 1]], [[0, 1]])
    >>> background.start()
    >>> background.wait()
    >>> background.running, training.over
    (False, True)
    """

    def __init__(
        self,
        training: Training,
        tunes: Sequence[NDArray[np.int64]],
        valid: Sequence[NDArray[np.int64]],
        news: Callable[[], object] = lambda: None,
        checkpoint: Path | None = None,
    ) -> None:
        self.training, self.tunes, self.valid = training, tunes, valid
        self.news, self.checkpoint = news, checkpoint
        self.running = False
        self._asked_to_stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._error: Exception | None = None

    def start(self) -> None:
        """Begin, or go on; nothing if it runs already or its plan is done."""
        if self.running or self.training.over:
            return
        if self._thread is not None:
            self._thread.join()  # it is at its last words
        self._asked_to_stop.clear()
        self._error, self.running = None, True
        # A daemon: who closes the notebook does not wait for the end of the plan.
        self._thread = threading.Thread(target=self._work, name="training", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask it to rest after the batch it is at; this does not wait for it."""
        if self.running:
            self._asked_to_stop.set()
            self.training.stop()

    def wait(self) -> None:
        """Return when it rests. An interruption (the stop button) stops it, and loses nothing.

        Raises
        ------
        Exception
            What the training raised, if it failed.
        """
        thread = self._thread
        if thread is None:
            return
        try:
            while thread.is_alive():
                thread.join(0.2)  # in slices: a join without end cannot be interrupted everywhere
        except KeyboardInterrupt:
            self.stop()
            thread.join()
        if self._error is not None:
            raise self._error

    def _work(self) -> None:
        """Train until there is nothing left, or someone asks to stop."""
        try:
            # A stop that came as an earlier run ended would end the next one before it begins.
            while not (self.training.over or self._asked_to_stop.is_set()):
                self.training.run(self.tunes, self.valid, after_epoch=self._tell, show=False)
        except Exception as error:  # for whoever waits: a thread has nobody to tell
            self._error = error
        finally:
            self.running = False
            self.news()

    def _tell(self, training: Training) -> None:
        """Keep what was learned, and say so."""
        if self.checkpoint is not None:
            from meantone.models.neural import save

            save(training, self.checkpoint)
        self.news()


def gone_on(training: Training, checkpoint: Path) -> Training:
    """Return the training that a checkpoint holds, or the given one where there is none yet.

    Parameters
    ----------
    training : Training
        As it would begin.
    checkpoint : Path

    Raises
    ------
    ValueError
        If the checkpoint is of another network or plan.
    DamagedError
        If the file is damaged, or is no checkpoint.
    """
    from meantone.models.neural import load

    if not checkpoint.exists():
        return training
    kept, _ = load(checkpoint, training.augment)
    for what, here, there in [
        ("network", type(training.network).__name__, type(kept.network).__name__),
        ("settings", training.network.settings, kept.network.settings),
        ("plan", training.plan, kept.plan),
    ]:
        if here != there:
            raise ValueError(
                f"{checkpoint} holds another training: its {what} is {there}, not {here}; delete "
                "the file, or give another one"
            )
    return kept


def training_card(
    history: Sequence[Progress],
    epochs: int,
    beside: Mapping[str, float],
    tunes: Mapping[str, Tune],
    running: bool = False,
) -> Shown:
    """Return what there is to see and hear of a training.

    Lesson 05.

    Parameters
    ----------
    history : sequence of Progress
    epochs : int
        How many the plan has.
    beside : mapping of str to float
        Bits per token of other models on the same validation tunes, by name.
    tunes : mapping of str to Tune
        What the network wrote on the way.
    running : bool
        Whether it is learning at the moment.

    Examples
    --------
    >>> from meantone.models.neural import Progress
    >>> one = Progress(epochs=1, seconds=2.0, train_bits=3.1, valid_bits=2.7)
    >>> training_card([one], 4, {"5-gram": 2.5}, {}).words
    'After 1 of 4 epochs: 2.70 bits on new tunes, 3.10 on its own. Higher than 5-gram (2.50).'
    """
    if not history:
        state = "Epoch 1 is under way." if running else "It has not begun to learn."
        return Shown(tunes, f"{state} There will be {epochs} epochs, passes over all its tunes.")
    last = history[-1]
    state = f"After {last.epochs:.3g} of {epochs} epochs: "
    words = (
        f"{state}{last.valid_bits:.2f} bits on new tunes, {last.train_bits:.2f} on its own."
        f"{''.join(_compared(last.valid_bits, *other) for other in beside.items())}"
        f"{' It is learning on.' if running else ''}"
    )
    series = {
        "new tunes": [(point.epochs, point.valid_bits) for point in history],
        "its own tunes": [(point.epochs, point.train_bits) for point in history],
    }
    return Shown(
        tunes,
        words,
        curves(series, beside, epochs),
        f"Curves of bits per note over epochs, on new tunes and on its own, beside "
        f"{' and '.join(beside) or 'nothing'}. {words}",
    )


def curves(
    series: Mapping[str, Sequence[tuple[float, float]]], lines: Mapping[str, float], most: float
) -> str:
    """Return a picture of at most two curves, and of levels to compare them with.

    Parameters
    ----------
    series : mapping of str to sequence of (float, float)
        Points (epoch, bits) by name, from left to right.
    lines : mapping of str to float
        Levels by name.
    most : float
        Where the axis of epochs ends.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> curves({"new tunes": [(1, 3.0), (2, 2.5)]}, {"5-gram": 2.6}, 4).count("<circle")
    2
    """
    heights = [y for points in series.values() for _, y in points] + [*lines.values()]
    low, high = np.floor(10 * min(heights)) / 10, np.ceil(10 * max(heights) + 1e-9) / 10

    def place(x: float, y: float) -> tuple[float, float]:
        return _LEFT + _WIDTH * x / most, _TOP + _HEIGHT * (high - y) / (high - low)

    parts = _axes(place, np.linspace(low, high, 5).tolist(), int(most))
    named = []  # (height, name, color, dashes)
    for name, level in lines.items():
        (left, y), right = place(0, level), _LEFT + _WIDTH
        parts.append(f'<path d="M{left} {y:.1f}H{right}" stroke="{INK}" stroke-width="2"/>')
        named.append((y, f"{name} {level:.2f}", INK, ""))
    for (name, points), style in zip(series.items(), _STYLES, strict=False):
        at = [place(*point) for point in points]
        parts += _curve(at, *style)
        named.append((at[-1][1], f"{name} {points[-1][1]:.2f}", *style))
    return svg_picture(_LEFT + _WIDTH + _RIGHT, _TOP + _HEIGHT + 48, parts + _names(named))


_STYLES = ((MEANINGS["machine"], ""), (PALETTE["purple"], ' stroke-dasharray="5 4"'))


def _axes(
    place: Callable[[float, float], tuple[float, float]], levels: Sequence[float], most: int
) -> list[str]:
    """Draw levels of bits, and name epochs: at most nine of them."""
    right, bottom = _LEFT + _WIDTH, _TOP + _HEIGHT
    parts = [
        svg_text(_LEFT, _TOP - 14, "bits per note"),
        svg_text((_LEFT + right) / 2, bottom + 38, "epochs"),
    ]
    for bits in levels:
        y = place(0, bits)[1]
        parts.append(f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 6, y + 5, f"{bits:.2f}", "end"))
    epochs = range(0, most + 1, max(1, -(-most // 8)))
    return parts + [svg_text(place(epoch, 0)[0], bottom + 18, str(epoch)) for epoch in epochs]


def _curve(at: Sequence[tuple[float, float]], color: str, dashes: str) -> list[str]:
    """Draw a line through places, and a dot at each."""
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in at)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in at]
    line = f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="3"{dashes}/>'
    return [line, *dots]


def _names(named: Sequence[tuple[float, str, str, str]]) -> list[str]:
    """Write names beside their heights, one below another, each with a piece of its line."""
    parts, free, x = [], 0.0, _LEFT + _WIDTH + 10
    for height, name, color, dashes in sorted(named):
        free = max(height + 5, free)
        line = f'stroke="{color}" stroke-width="3"{dashes}'
        parts.append(f'<path d="M{x} {free - 5:.1f}h24" {line}/>')
        parts.append(svg_text(x + 30, free, name, "start"))
        free += 16
    return parts


def _compared(bits: float, name: str, other: float) -> str:
    """Say how bits compare with those of another model, as far as the digits show."""
    apart = round(bits, 2) - round(other, 2)
    how = "Level with" if apart == 0 else "Higher than" if apart > 0 else "Lower than"
    return f" {how} {name} ({other:.2f})."


class TrainingMonitor(Instrument):
    """Start, stop and go on with a training; its curve, and a sample of every epoch (lesson 05).

    Works for any network and plan. It trains in a thread, so other cells can be run meanwhile;
    only do not train another network at the same time, as both would draw from PyTorch's one
    source of chance. Setting `value` starts and stops, as the buttons do.

    Parameters
    ----------
    training : Training
        Trained in place.
    tunes, valid : sequence of array of int
        What it learns from, and what it is judged by.
    view : Viewpoint
        What the tokens are.
    beside : mapping of str to float
        Bits per token of other models on the same `valid`, by name.
    seed : int
        Of the samples: each is drawn with the same random numbers, so only learning differs.
    checkpoint : Path, optional
        Kept up to date. If there is such a file, the training goes on from it.

    Attributes
    ----------
    value : bool
        Whether it is learning.
    training : Training
        The given one, or that of the checkpoint.

    Raises
    ------
    ValueError, DamagedError
        If the checkpoint is of another training, or damaged.

    Examples
    --------
    >>> from meantone.models.neural import Plan, SoftmaxBigram, Training
    >>> from meantone.tunes import Degree
    >>> training = Training(SoftmaxBigram(2), Plan(epochs=3, rate=0.1))
    >>> monitor = TrainingMonitor(training, [[0, 1]], [[0, 1]], Degree([0, 7]))
    >>> monitor.finish()
    >>> monitor.words[:20], monitor.value
    ('After 3 of 3 epochs:', False)
    """

    _esm = module(_HERE / "training.js")

    next = traitlets.Unicode("").tag(sync=True)
    value = traitlets.Bool(False).tag(sync=True, control=True)

    def __init__(
        self,
        training: Training,
        tunes: Sequence[NDArray[np.int64]],
        valid: Sequence[NDArray[np.int64]],
        view: Viewpoint,
        beside: Mapping[str, float] | None = None,
        seed: int = 0,
        checkpoint: Path | None = None,
    ) -> None:
        self.training = gone_on(training, checkpoint) if checkpoint else training
        self._view, self._beside, self._seed = view, dict(beside or {}), seed
        self._background = Background(self.training, tunes, valid, self._told, checkpoint)
        self._samples: dict[float, Tune] = {}
        self._one_at_a_time = threading.RLock()  # the page and the training both ask for a look
        self._sing()
        super().__init__(label="Training monitor")

    def finish(self) -> None:
        """Train to the end of the plan, and wait for it; an interruption stops it.

        Raises
        ------
        Exception
            What the training raised, if it failed.
        """
        self.value = not self.training.over
        self._background.wait()

    def look(self) -> Shown:
        """Return the card of the training."""
        first, *others = self._samples
        kept = [first, *others[-RECENT:]]
        tunes = {_label(epochs, self._samples[epochs]): self._samples[epochs] for epochs in kept}
        history, plan = self.training.history, self.training.plan
        return training_card(history, plan.epochs, self._beside, tunes, self._background.running)

    @traitlets.observe("value")
    def _start_or_stop(self, change: traitlets.Bunch) -> None:
        if change["new"]:
            self._background.start()
        else:
            self._background.stop()

    def _told(self) -> None:
        """Show what is new; the training's thread calls this."""
        self._sing()
        self.value = self._background.running
        self._follow()

    def _sing(self) -> None:
        """Let the network write a tune, as it is now."""
        from meantone.models.neural import NeuralModel

        done = self.training.history[-1].epochs if self.training.history else 0.0
        model = NeuralModel(copy.deepcopy(self.training.network))
        tokens = sample(model, 1, np.random.default_rng(self._seed), longest=LONGEST)[0]
        self._samples[done] = self._view.decode(tokens, duration=24)

    def _follow(self) -> None:
        """Show what belongs to the state of the training."""
        with self._one_at_a_time:
            self.next = "" if self.training.over else "Go on" if self.training.steps else "Start"
            super()._follow()

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """Show the widget; a page and plain text get what it shows at first."""
        with self._one_at_a_time:
            return super()._repr_mimebundle_(**kwargs)


def _label(epochs: float, tune: Tune) -> str:
    """Name a sample by what the network had seen."""
    cut = ", cut off" if len(tune) == LONGEST else ""
    when = f"after {epochs:.3g} epoch{'' if epochs == 1 else 's'}" if epochs else "before learning"
    return f"{when}: {len(tune)} note{'' if len(tune) == 1 else 's'}{cut}"
