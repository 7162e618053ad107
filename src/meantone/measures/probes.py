"""Probes: what can be read off a network's state by the simplest of readers.

A probe is a weighted sum of the state's numbers. What it can tell, the state holds in plain sight;
what it cannot tell may still be there. It says nothing unless it stands beside the same probe on
something simpler, and on a network that has learned nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.spread import Floats


@dataclass(frozen=True)
class Probe:
    """A reader of states that says yes or no by a weighted sum: logistic regression.

    ``p(yes) = 1 / (1 + exp(-score))`` with ``score = states @ weights + bias`` (Alain and Bengio
    2017 read the layers of networks so). Lesson 06.

    Parameters
    ----------
    weights : numpy.ndarray of float, shape (units,)
    bias : float

    Examples
    --------
    >>> probe = Probe.fit([[0.0], [1.0], [2.0], [3.0]], [False, False, True, True])
    >>> probe.scores([[0.0], [3.0]]).round(1)
    array([-1.3,  1.3])
    """

    weights: Floats
    bias: float

    @classmethod
    def fit(cls, states: ArrayLike, answers: ArrayLike, penalty: float = 1.0) -> Probe:
        """Return the probe that makes the answers likeliest, large weights being penalized.

        It maximizes ``sum(log p(answer)) - penalty / 2 * sum(weights ** 2)``, for which there is
        one best probe, by Newton's method in a trust region (SciPy's). Units are brought to a
        spread of 1 first, so that the penalty treats them alike; the weights returned are those of
        the states as given.

        Parameters
        ----------
        states : array_like of float, shape (notes, units)
        answers : array_like of bool, shape (notes,)
        penalty : float
            Above zero.

        Returns
        -------
        Probe

        Raises
        ------
        ValueError
            If there is not one answer for each state, all answers are the same, or the penalty is
            not above zero.
        """
        seen, said = np.asarray(states, dtype=float), np.asarray(answers, dtype=bool)
        _check(seen, said, penalty)
        middle, spread = seen.mean(axis=0), seen.std(axis=0)
        spread[spread == 0] = 1.0  # a unit that never moves gets no weight
        columns = np.column_stack([(seen - middle) / spread, np.ones(len(seen))])
        found = _likeliest(columns, said, np.append(np.full(seen.shape[1], penalty), 0.0))
        weights = found[:-1] / spread
        return cls(weights, float(found[-1] - middle @ weights))

    def scores(self, states: ArrayLike) -> Floats:
        """Return the score of each state, shape (notes,): above zero means yes."""
        return np.asarray(np.asarray(states, dtype=float) @ self.weights + self.bias)


def told_apart(scores: ArrayLike, answers: ArrayLike) -> float:
    """Return how often a yes scores above a no, if one of each is drawn: half by chance.

    This is the area under the ROC curve; ties count as one half (Hanley and McNeil 1982). It does
    not depend on where the line between yes and no is drawn, nor on how rare the yes is. Lesson 06.

    Parameters
    ----------
    scores : array_like of float, shape (notes,)
    answers : array_like of bool, shape (notes,)

    Returns
    -------
    float
        From 0 to 1; nan if all answers are the same.

    Raises
    ------
    ValueError
        If there is not one answer for each score.

    Examples
    --------
    >>> told_apart([0.1, 0.4, 0.3, 0.9], [False, False, True, True])
    0.75
    >>> told_apart([1, 1, 1], [True, False, False])
    0.5
    """
    found, said = np.asarray(scores, dtype=float), np.asarray(answers, dtype=bool)
    if found.shape != said.shape:
        raise ValueError(f"{len(found)} scores but {len(said)} answers; give one for each")
    yes, no = int(said.sum()), int((~said).sum())
    if not yes or not no:
        return float("nan")
    _, place, count = np.unique(found, return_inverse=True, return_counts=True)
    ranks = np.cumsum(count) - (count - 1) / 2  # equal scores share their ranks' mean
    return float((ranks[place[said]].sum() - yes * (yes + 1) / 2) / (yes * no))


def probe_tunes(
    states: Sequence[ArrayLike],
    answers: Sequence[ArrayLike],
    held_out_states: Sequence[ArrayLike],
    held_out_answers: Sequence[ArrayLike],
    penalty: float = 1.0,
) -> Floats:
    """Return how well a probe tells yes from no in each of some tunes that it was not fitted to.

    The notes of a tune depend on each other, so tunes are held out, not notes, and there is one
    figure for each: take its mean, and `bootstrap_interval` over tunes. Lesson 06.

    Parameters
    ----------
    states, held_out_states : sequence of array_like of float, each of shape (time, units)
        A row for each note, an array for each tune.
    answers, held_out_answers : sequence of array_like of bool, each of shape (time,)
    penalty : float
        As in `Probe.fit`.

    Returns
    -------
    numpy.ndarray of float, shape (held-out tunes,)
        As `told_apart` gives it; nan for a tune whose answers are all the same.

    Raises
    ------
    ValueError
        If there are no tunes, or not one answer for each state.

    Examples
    --------
    >>> tunes = [[[0.0], [1.0], [2.0]], [[2.0], [0.0]]]
    >>> answers = [[False, False, True], [True, False]]
    >>> probe_tunes(tunes, answers, tunes, answers)
    array([1., 1.])
    """
    if not len(states) or len(states) != len(answers):
        raise ValueError(
            f"{len(states)} tunes but answers for {len(answers)}; a probe needs both for each tune"
        )
    probe = Probe.fit(
        np.concatenate([np.asarray(rows, dtype=float) for rows in states]),
        np.concatenate([np.asarray(said, dtype=bool) for said in answers]),
        penalty,
    )
    both = zip(held_out_states, held_out_answers, strict=True)
    return np.array([told_apart(probe.scores(rows), said) for rows, said in both])


def _check(states: Floats, answers: NDArray[np.bool_], penalty: float) -> None:
    """Raise ValueError for what no probe can be fitted to."""
    if states.ndim != 2 or len(states) != len(answers):
        raise ValueError(
            f"states of shape {states.shape} and {len(answers)} answers; give a row of units and "
            "one answer for each note"
        )
    if answers.all() or not answers.any():
        raise ValueError("all answers are the same; a probe needs some of each kind")
    if penalty <= 0:
        raise ValueError(f"the penalty is {penalty}; it must be above zero")


def _likeliest(columns: Floats, answers: NDArray[np.bool_], penalties: Floats) -> Floats:
    """Return the weights of the columns where the penalized likelihood is highest."""
    from scipy.optimize import minimize
    from scipy.special import expit

    signs = np.where(answers, 1.0, -1.0)

    def loss(weights: Floats) -> tuple[float, Floats]:
        right = signs * (columns @ weights)
        missed = -np.logaddexp(0, -right).sum() - penalties @ weights**2 / 2
        return -float(missed), penalties * weights - columns.T @ (signs * expit(-right))

    def bend(weights: Floats) -> Floats:
        chance = expit(columns @ weights)
        weighed = columns * np.sqrt(chance * (1 - chance))[:, None]
        # The little that is added keeps the bias where all answers are far from the line.
        return np.asarray(weighed.T @ weighed + np.diag(penalties + 1e-9))

    # It ends where no step makes the loss smaller in 64 bits; whether the slope is then below the
    # bound that is asked for, which it calls success, does not matter.
    start, bound = np.zeros(columns.shape[1]), {"gtol": 1e-12}
    return np.asarray(minimize(loss, start, (), "trust-exact", True, bend, options=bound).x)
