"""Searching for probable tunes: greedy, and beams that keep several beginnings.

Nothing is drawn here. A search wants the most probable tune, and these two see only how probable a
beginning is, not where it leads. So they may miss it; `meantone.decoding.exact` does not.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from operator import index
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.models import SequenceModel
from meantone.models.sequence_model import State, as_predicted, take

Numbers = NDArray[np.float64]
Score = Callable[[Numbers, float], Numbers]

LONGEST = 256
"""Notes after which greedy and beam search give up, if they are not told otherwise."""

# Logarithms are whole multiples of this many bits. Sums of such numbers are exact (up to 4,096
# bits), in whatever order they are made: so tunes of the same steps tie, instead of differing in
# the sixteenth digit, and what was computed from the end fits what is computed from the beginning.
GRAIN = 2.0**-40


class Hypothesis(NamedTuple):
    """A tune that a search found.

    Attributes
    ----------
    tokens : numpy.ndarray of int, shape (time,)
        Without the end token.
    log2_probability : float
        Base-2 logarithm of its probability, the end included if it ended.
    ended : bool
        Whether the tune came to its end, or was cut off.
    """

    tokens: NDArray[np.int64]
    log2_probability: float
    ended: bool

    @property
    def bits_per_note(self) -> float:
        """Its mean surprise, the end counted as one more note: nan if it holds nothing."""
        events = len(self.tokens) + self.ended
        return -self.log2_probability / events + 0.0 if events else math.nan


def total(log2_probability: Numbers, events: float) -> Numbers:
    """Score tunes by their probability as it is, which favors short ones.

    Parameters
    ----------
    log2_probability : numpy.ndarray of float
    events : float
        How many notes they have, and the end. Not used.

    Returns
    -------
    numpy.ndarray of float
        One score for each.

    Examples
    --------
    >>> total(np.array([-6.0, -8.0]), 4)
    array([-6., -8.])
    """
    return log2_probability


def per_note(log2_probability: Numbers, events: float) -> Numbers:
    """Score tunes by their mean log2 probability per note, the end counted as one.

    Parameters
    ----------
    log2_probability : numpy.ndarray of float
    events : float
        How many notes they have, and the end.

    Returns
    -------
    numpy.ndarray of float
        One score for each.

    Examples
    --------
    >>> per_note(np.array([-6.0, -8.0]), 4)
    array([-1.5, -2. ])
    """
    return log2_probability / events


def greedy(model: SequenceModel[State], longest: int = LONGEST) -> Hypothesis:
    """Take the most probable next token, again and again.

    ``token = argmax p(token | those before)``; of tokens that tie, the lowest, so that a note comes
    before the end. Each step is the best one, the tune need not be. Lesson 08.

    Parameters
    ----------
    model : SequenceModel
    longest : int
        If it has not ended after this many notes, it is cut off there.

    Returns
    -------
    Hypothesis

    Raises
    ------
    ValueError
        If what the model predicts is no distribution.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> greedy(MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)).tokens
    array([0, 1])
    """
    state, log2 = model.start(1), 0.0
    tokens: list[int] = []
    while True:
        row = log2_rows(as_predicted(model, model.probabilities(state), 1))[0]
        token = int(row.argmax())
        if token == model.size or len(tokens) >= longest:
            break
        tokens.append(token)
        log2 += float(row[token])
        state = model.advance(state, np.array([token]))
    ended = token == model.size
    return Hypothesis(np.array(tokens, dtype=np.int64), log2 + ended * float(row[token]), ended)


def beam(
    model: SequenceModel[State],
    width: int,
    length: int | None = None,
    *,
    at_least: int = 0,
    at_most: int | None = None,
    score: Score = total,
) -> list[Hypothesis]:
    """Return the best tunes that a beam finds, best first.

    After each note the beam keeps the `width` most probable beginnings, all of one length, and
    drops the others for good. Wherever a kept beginning may end, that tune is put aside, and the
    `width` best of these are returned. A beginning that looks poor now may be that of the best
    tune: then it is missed. A wider beam mostly finds better ones, but need not. Lessons 04 and 08.

    Parameters
    ----------
    model : SequenceModel
    width : int
        Beginnings to keep. With at least as many as there are, nothing is missed.
    length : int, optional
        Look for tunes of exactly this many notes.
    at_least, at_most : int
        Or for tunes of this many notes. Left out, `at_most` is 256.
    score : function of (log2 probabilities, events) to scores
        What is best: `total`, `per_note`, or a function of your own. It gets an array for tunes of
        one length, and the number of their notes and end. It has to grow with the probability,
        and to grow or fall throughout with the number.

    Returns
    -------
    list of Hypothesis
        At most `width`, all ended. Of tunes with equal scores, the one with fewer notes comes
        first, then the one with the lower token where they part. Empty if no kept beginning could
        end.

    Raises
    ------
    ValueError
        If `width` is below 1, the lengths contradict each other, or what the model predicts first
        is no distribution.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> [(found.tokens.tolist(), found.log2_probability) for found in beam(chain, 2, at_most=5)]
    [([0, 1], -0.58...), ([0, 0, 1], -2.16...)]
    >>> [found.tokens.tolist() for found in beam(chain, 2, length=4)]
    [[0, 0, 0, 1]]
    """
    low, high = bounds(length, at_least, at_most)
    as_predicted(model, model.probabilities(model.start(1)), 1)
    if at_most is None:
        high = min(high, max(low, LONGEST))
    return explore(model, width, low, high, score, _no_foresight)


def explore(
    model: SequenceModel[State],
    width: int,
    low: int,
    high: float,
    score: Score,
    foresight: Callable[[State, int], Numbers],
) -> list[Hypothesis]:
    """Search with a beam that may know what lies ahead. `beam` and `n_best` are two uses of it.

    Parameters
    ----------
    model, width, score
        As for `beam`.
    low, high : int, float
        Fewest and most notes; ``math.inf`` for no limit.
    foresight : function of (state, notes) to numbers, shape (live, size)
        For each beginning and each note that may follow: log2 probability of the best way from
        there to an end, or any upper bound of it, when that note is number `notes`.
    """
    if index(width) < 1:
        raise ValueError(f"a search for {width} tunes; it has to keep 1 or more")
    state, tokens, log2 = model.start(1), np.empty((1, 0), dtype=np.int64), np.zeros(1)
    ended: list[tuple[float, Hypothesis]] = []
    for notes in itertools.count():
        rows = log2[:, None] + log2_rows(model.probabilities(state))  # (live, size + 1)
        if notes >= low:
            ended = best_ended(ended, tokens, rows[:, -1], score, width)
        if notes >= high:
            break
        onward = rows[:, :-1] - GRAIN  # (live, size)
        promise = onward + foresight(state, notes + 1)
        # The most that any of them can still reach: scores grow or fall with the events.
        best = promise.max(keepdims=True)
        most = max(score(best, events).item() for events in (notes + 2, high + 1))
        if most == -math.inf or (len(ended) == width and most <= ended[-1][0]):
            break
        row, token = np.divmod(largest(promise.ravel(), width), model.size)
        tokens, log2 = np.column_stack([tokens[row], token]), onward[row, token]
        state = model.advance(take(state, row), token)
    return [found for _, found in ended]


def best_ended(
    before: list[tuple[float, Hypothesis]],
    tokens: NDArray[np.int64],
    log2: Numbers,
    score: Score,
    width: int,
) -> list[tuple[float, Hypothesis]]:
    """Return the best tunes of those that ended before and those that end now, with their scores.

    Parameters
    ----------
    before : list of (float, Hypothesis)
        Those that ended before, best first.
    tokens : numpy.ndarray of int, shape (live, notes)
        Beginnings that may end now.
    log2 : numpy.ndarray of float, shape (live,)
        Their log2 probability, the end included, less `GRAIN` for each note.
    score, width
        As for `beam`.
    """
    notes = tokens.shape[1]
    scores = score(log2, notes + 1)
    new = [
        (float(scores[i]), Hypothesis(tokens[i].copy(), float(log2[i]) + notes * GRAIN, True))
        for i in largest(scores, width).tolist()
        if len(before) < width or scores[i] > before[-1][0]
    ]
    # Sorting is stable: of equal scores the shorter tune, then the lower tokens, stay in front.
    return sorted(before + new, key=lambda pair: -pair[0])[:width]


def bounds(length: int | None, at_least: int, at_most: int | None) -> tuple[int, float]:
    """Return the fewest and the most notes, ``math.inf`` where there is no limit.

    Parameters
    ----------
    length : int or None
        Exactly this many notes.
    at_least, at_most : int
        Or this many; `at_most` may be None.

    Returns
    -------
    tuple of (int, float)

    Raises
    ------
    ValueError
        If they contradict each other, or are negative.

    Examples
    --------
    >>> bounds(64, 0, None), bounds(None, 16, None)
    ((64, 64), (16, inf))
    """
    if length is not None and (at_least, at_most) != (0, None):
        raise ValueError("length already says how many notes; leave at_least and at_most out")
    low = at_least if length is None else length
    high = length if at_most is None else at_most
    if low < 0:
        raise ValueError(f"no tune has {low} notes; ask for 0 or more")
    if high is not None and high < low:
        raise ValueError(f"no tune has at least {low} and at most {high} notes")
    return low, math.inf if high is None else high


def log2_rows(probabilities: Numbers) -> Numbers:
    """Return base-2 logarithms, rounded to multiples of `GRAIN`; -inf for what is impossible.

    None is above 0, even if a row sums to a little more than 1.

    Examples
    --------
    >>> log2_rows(np.array([1.0, 0.25, 0.0]))
    array([  0.,  -2., -inf])
    """
    with np.errstate(divide="ignore"):
        logs = np.log2(probabilities, dtype=np.float64)
    logs /= GRAIN  # a power of two: nothing is rounded but by the next line
    np.rint(logs, out=logs)
    logs *= GRAIN
    return np.minimum(logs, 0, out=logs)


def largest(values: Numbers, count: int) -> NDArray[np.int64]:
    """Return where the largest values are, in rising order of place; -inf is never among them.

    Of equal values, the first ones are taken.

    Parameters
    ----------
    values : numpy.ndarray of float, shape (count of values,)
    count : int
        The most places to return.

    Returns
    -------
    numpy.ndarray of int, shape (count,) or fewer

    Examples
    --------
    >>> largest(np.array([5.0, 7.0, -np.inf, 5.0, 6.0]), 3)
    array([0, 1, 4])
    """
    places: NDArray[np.int64] = np.flatnonzero(values > -math.inf)
    if len(places) <= count:
        return places
    kept = values[places]
    least = np.partition(kept, -count)[-count]
    above = kept > least
    above[np.flatnonzero(kept == least)[: count - int(above.sum())]] = True
    return np.asarray(places[above])


def _no_foresight(state: object, notes: int) -> Numbers:
    return np.zeros(())
