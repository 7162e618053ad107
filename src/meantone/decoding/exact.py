"""The most probable tune, exactly: dynamic programming over the states of a model.

A model whose states are numbered (a `FiniteModel`) forgets everything but its state. So the best
way from a state to the end is the same for all tunes that come through it, and it is enough to find
it once for each state, beginning at the end (Bellman 1957; for hidden states, Viterbi 1967). What
a beam lacks is not width but this foresight: with it, a beam of width n finds the n best.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from math import inf
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.decoding.backward import best_continuations
from meantone.decoding.constrained import Constrained
from meantone.decoding.constraints import ConstraintError, lengths
from meantone.decoding.fitting import Fitting
from meantone.decoding.search import GRAIN, Hypothesis, Numbers, bounds, explore, log2_rows, total
from meantone.models import SequenceModel
from meantone.models.sequence_model import FiniteModel, State, States, surprises, with_ends


def most_probable(
    model: SequenceModel[Any],
    length: int | None = None,
    *,
    at_least: int = 0,
    at_most: int | None = None,
) -> Hypothesis:
    """Return the most probable tune there is: the mode of the model.

    Not of all that can begin so, but as a whole, its end included: the probability that the model,
    sampled, gives just this tune. Lesson 04.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered, as a Markov chain or an n-gram model; or one of these that is
        `Constrained`.
    length : int, optional
        Look among tunes of exactly this many notes.
    at_least, at_most : int
        Or among tunes of this many notes. Left out, among tunes of any length.

    Returns
    -------
    Hypothesis
        Of tunes that are equally probable, the one with fewer notes, then the one with the lower
        token where they part.

    Raises
    ------
    TypeError
        If the model's states are not numbered.
    ValueError
        If no such tune is possible, or the lengths contradict each other.

    Notes
    -----
    Exact as far as logarithms are: each is rounded to 2 ** -40 bits. A step costs time in
    proportion to states times symbols. Values of all states are kept for each step: 8 bytes, times
    states, times notes.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> most_probable(chain)
    Hypothesis(tokens=array([0, 1]), log2_probability=-0.58..., ended=True)
    >>> most_probable(chain, length=5).tokens
    array([0, 0, 0, 0, 1])
    """
    return n_best(model, 1, length, at_least=at_least, at_most=at_most)[0]


def n_best(
    model: SequenceModel[Any],
    count: int,
    length: int | None = None,
    *,
    at_least: int = 0,
    at_most: int | None = None,
) -> list[Hypothesis]:
    """Return the most probable tunes, best first.

    A beam of width `count` that adds to each beginning the value of the best way on. So a
    beginning counts as much as the best tune that it can become, and none of the n best is ever
    dropped. Lesson 09.

    Parameters
    ----------
    model, length, at_least, at_most
        As for `most_probable`.
    count : int
        How many.

    Returns
    -------
    list of Hypothesis
        Fewer than `count` if there are no more. Ties as in `most_probable`.

    Raises
    ------
    TypeError, ValueError
        As `most_probable`, and if `count` is below 1.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> [found.tokens.tolist() for found in n_best(chain, 3)]
    [[0, 1], [0, 0, 1], [0, 0, 0, 1]]
    """
    low, high = bounds(length, at_least, at_most)
    if isinstance(model, Constrained):
        return _n_best_that_fit(model, count, low, high)
    finite = _tables(model)
    found = explore(finite, count, low, high, total, _foresight(finite, low, high))
    if not found:
        notes = low if high == low else f"{low} or more" if high == inf else f"{low} to {high}"
        raise ValueError(
            f"no tune of {notes} notes has any probability under this model: ask for another "
            "length, or smooth the model so that nothing is impossible"
        )
    return found


def best_infilling(model: SequenceModel[Any], tune: ArrayLike, places: ArrayLike) -> Hypothesis:
    """Return the most probable way to fill some places of a tune whose other notes stay.

    Both sides count: what comes before a place, and what has to come after it, the end included.
    So it is found from the end backwards, for each state of the model: ``value[t, s] = max over
    tokens a that may stand at t of (log2 p(a | s) + value[t + 1, next(s, a)])`` (Viterbi 1967).
    Lesson 14 makes risky notes safe with it.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered, as a Markov chain or an n-gram model.
    tune : array_like of int, shape (time,)
        Without the end. What stands at `places` is not read.
    places : array_like of int
        Where notes may change, next to each other or not.

    Returns
    -------
    Hypothesis
        The whole tune. Of those that are equally probable, the one with the lower token where
        they part.

    Raises
    ------
    TypeError
        If the model's states are not numbered.
    ValueError
        If a place is not in the tune, a token is not from 0 to ``size - 1``, or the model thinks
        every such tune impossible.

    Notes
    -----
    Exact as far as logarithms are, as `most_probable`. A note that stays costs time in proportion
    to the model's states, a free one to states times symbols; 8 bytes are kept for each note and
    state.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 1], [0, 1, 1], [0, 2, 3]], size=4)
    >>> [best_infilling(chain, [0, 0, last], [1]).tokens.tolist() for last in (1, 3)]
    [[0, 1, 1], [0, 2, 3]]
    """
    finite, free = _tables(model), np.unique(np.asarray(places, dtype=np.intp))
    tokens = with_ends([tune], finite.size)[0]  # (time + 1,), the last is the end
    if len(free) and not 0 <= free[0] <= free[-1] < len(tokens) - 1:
        raise ValueError(f"places {free.tolist()} of a tune with places 0 to {len(tokens) - 2}")
    bits, follow = _by_token(finite)
    values, best = np.zeros(len(finite.table)), {}  # of the rest of the tune, from each state on
    for place in range(len(tokens) - 1, -1, -1):
        may = slice(0, finite.size) if place in free else slice(tokens[place], tokens[place] + 1)
        ways = bits[may] + values.take(follow[may])  # (tokens that may come, states)
        best[place] = may.start + ways.argmax(axis=0)  # of equal ones the lowest
        values = ways.max(axis=0)
    if values[finite.first] == -inf:
        raise ValueError(
            "the model gives no probability to any tune with these notes where they stay; free "
            "more places, or smooth the model so that nothing is impossible"
        )
    state = finite.first
    for place in range(len(tokens) - 1):
        tokens[place] = best[place][state]
        state = int(finite.next[state, tokens[place]])
    return Hypothesis(tokens[:-1], float(values[finite.first]), True)


@lru_cache(maxsize=1)  # many tunes are asked of one model
def _by_token(model: FiniteModel) -> tuple[Numbers, NDArray[np.intp]]:
    """Return a model's tables, as logarithms, with tokens first and states second.

    So all that is read for one token lies side by side.
    """
    bits, follow = log2_rows(model.table).T, np.asarray(model.next).T
    return np.ascontiguousarray(bits), np.ascontiguousarray(follow, dtype=np.intp)


def more_probable_than(
    model: SequenceModel[State], tune: ArrayLike, tunes: Sequence[ArrayLike]
) -> NDArray[np.bool_]:
    """Return which tunes are more probable per note than one tune, the mode for example.

    They are those whose mean surprise, in bits per note with the end counted as one, is smaller.
    Lesson 04 finds that no human tune is.

    Parameters
    ----------
    model : SequenceModel
    tune : array_like of int, shape (time,)
    tunes : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of bool, shape (tunes,)
        ``.sum()`` is how many, ``.mean()`` which share.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> more_probable_than(chain, [0, 0, 1], [[0, 1], [0, 0, 1], [0, 0, 0, 1], [1]])
    array([ True, False, False, False])
    """
    means = np.array([bits.mean() for bits in surprises(model, [tune, *tunes])])
    more: NDArray[np.bool_] = means[1:] < means[0]
    return more


def _foresight(model: FiniteModel, low: int, high: float) -> Callable[[States, int], Numbers]:
    """Return the function that tells the value of the best way to an end, for `explore`.

    Backwards from the end: ``value[k, s] = max over tokens a of (log2 p(a | s) +
    value[k - 1, next(s, a)])``, the best with k notes to go; where the tune may already end,
    `value[k, s]` is no less than ``log2 p(end | s)``.

    Without a longest length this is a shortest-path problem, and it comes to rest: a note costs at
    least `GRAIN`, so the best way visits no state twice, has no more notes than there are states,
    and after as many steps no value can change. Mostly a few dozen are enough.
    """
    log2 = log2_rows(model.table)
    end = log2[:, -1]  # (states,)
    # Tokens first, states second: so all that is read for one token lies side by side.
    step = np.ascontiguousarray(log2[:, :-1].T) - GRAIN  # (size, states)
    after = np.asarray(model.next)[:, :-1]  # (states, size)
    follow = np.ascontiguousarray(after.T, dtype=np.intp)

    def one_note_more(values: Numbers) -> Numbers:
        best = np.full_like(values, -inf)
        for states, bits in zip(follow, step, strict=True):  # one token, from every state
            np.maximum(best, values.take(states) + bits, out=best)
        return best

    free = [end]  # free[k]: at most k more notes, and the end
    while len(free) <= high - low:
        values = np.maximum(end, one_note_more(free[-1]))
        if np.array_equal(values, free[-1]):
            break  # at rest: more notes make nothing better
        free.append(values)
    forced = [free[-1]]  # forced[k]: at least k more notes
    for _ in range(low - 1):
        forced.append(one_note_more(forced[-1]))

    def foresight(state: States, notes: int) -> Numbers:
        left = int(min(high - notes, len(free) - 1))
        values = forced[low - notes] if notes < low else free[left]
        ahead: Numbers = values[after[state]]  # (live, size)
        return ahead

    return foresight


def _n_best_that_fit(
    model: Constrained[Any], count: int, low: int, high: float
) -> list[Hypothesis]:
    """Return the most probable tunes of a model that is constrained exactly, as `n_best` does.

    Limits of the length are constraints too. The search goes by the probability that the model
    itself gives to tunes, so that equal ones tie. Only then it is divided by that of the
    constraint.
    """
    limits = lengths(model.size, low, None if high == inf else int(high))
    constraint = model.constraint & limits
    finite = _tables(model.model)
    values = best_continuations(finite, constraint)

    def foresight(state: tuple[States, States], notes: int) -> Numbers:
        there, model_there = constraint.next[state[1]], finite.next[state[0]]
        ahead: Numbers = values[there, model_there][:, :-1]  # (live, size)
        return ahead

    found = explore(Fitting(model.model, constraint), count, 0, inf, total, foresight)
    if not found:
        raise ConstraintError(
            f"the model gives no probability to any tune that {constraint.words}; ask for "
            "something else, or smooth the model so that nothing is impossible"
        )
    share = model.log2_probability
    return [h._replace(log2_probability=min(h.log2_probability - share, 0.0)) for h in found]


def _tables(model: SequenceModel[Any]) -> FiniteModel:
    """Return the model as two tables."""
    if model.finite is None:
        raise TypeError(
            f"{type(model).__name__} has no states that are numbered, or too many to keep a table; "
            "exact search needs them, as an n-gram model has them. A beam works with every model."
        )
    return model.finite
