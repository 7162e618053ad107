"""Tuning: a network that learns to please a score, held back by a penalty or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from meantone.experiments.popularity.judges import Score
from meantone.experiments.popularity.pools import draw
from meantone.measures.dials import NOTES

if TYPE_CHECKING:
    import pandas as pd

    from meantone.models.neural import NeuralModel

_FIRST = 400  # tunes that say how far scores spread before any tuning


class Step(NamedTuple):
    """How far a tuning was at one step.

    Parameters
    ----------
    score : float
        The mean over the batch.
    bits : float
        How far the network is from where it began: mean of ``log2 (p / p0)`` over the batch.
    """

    score: float
    bits: float


@dataclass(frozen=True, eq=False)
class Tuned:
    """A network that was tuned to a score.

    Made by `tune`.

    Parameters
    ----------
    model : NeuralModel
    penalty : float
        Deviations of the score that one bit cost.
    steps : sequence of Step
    """

    model: NeuralModel
    penalty: float
    steps: tuple[Step, ...]

    def bits(self, last: int = 10) -> float:
        """Return how far it is from where it began: the mean over the last steps, bits a tune."""
        return float(np.mean([step.bits for step in self.steps[-last:]]))

    def table(self) -> pd.DataFrame:
        """Return a row for each step: score, and bits away from the beginning."""
        import pandas as pd

        return pd.DataFrame(self.steps, index=pd.RangeIndex(1, len(self.steps) + 1, name="step"))

    def picture(self) -> Any:
        """Return a chart of the score, step by step."""
        import altair as alt

        y = alt.Y("score:Q", title="score").scale(zero=False)
        chart = alt.Chart(self.table().reset_index()).mark_line(strokeWidth=2.5)
        return chart.encode(alt.X("step:Q", title="step"), y).properties(
            width=380,
            height=160,
            title=f"Tuned to a score, penalty {self.penalty:g}",
            description=f"The score over {len(self.steps)} steps of tuning.",
        )


def tune(
    model: NeuralModel,
    score: Score,
    penalty: float,
    rng: np.random.Generator,
    *,
    steps: int = 60,
    batch: int = 96,
    notes: int = NOTES,
    rate: float = 3e-3,
    after_step: Callable[[Tuned], object] | None = None,
) -> Tuned:
    """Tune a network to a score: it draws tunes, and makes likelier what scored well.

    REINFORCE with a penalty for leaving what it was, ``score - penalty * KL``, as in
    `Reinforcement`. The score is counted in deviations of the score among the untuned network's
    tunes, so that a penalty means the same for any score: what `Pool.tilted` says is best. Sixty
    steps of a small `LSTM` take a few seconds. Lesson 12.

    Parameters
    ----------
    model : NeuralModel
        It stays as it is.
    score : function of tunes to scores
    penalty : float
        Deviations of the score that one bit costs; 0 for none.
    rng : numpy.random.Generator
    steps, batch : int
        Steps, and tunes in each.
    notes : int
        Of each tune.
    rate : float
        The learning rate.
    after_step : function of Tuned, optional
        Called after each step with what there is so far; its model learns on.

    Returns
    -------
    Tuned

    Examples
    --------
    >>> from meantone.models.neural import NeuralModel, SoftmaxBigram
    >>> zeros = lambda tunes: np.array([np.mean(np.asarray(tune) == 0) for tune in tunes])
    >>> rng = np.random.default_rng(0)
    >>> tuned = tune(NeuralModel(SoftmaxBigram(2)), zeros, 0, rng, steps=20, notes=4, rate=0.1)
    >>> tuned.steps[-1].score > tuned.steps[0].score
    True
    """
    from meantone.models.neural.reinforce import Reinforcement

    first = score(draw(model, _FIRST, rng, notes))
    middle, spread = float(first.mean()), max(float(first.std()), 1e-12)
    learning, taken = Reinforcement(model, penalty, rate), []
    for _ in range(steps):
        tunes = draw(learning.model, batch, rng, notes)
        scores = score(tunes)
        moved = learning.step(tunes, (scores - middle) / spread)
        taken.append(Step(float(scores.mean()), float(moved.mean())))
        if after_step is not None:
            after_step(Tuned(learning.model, penalty, tuple(taken)))
    return Tuned(learning.model, penalty, tuple(taken))
