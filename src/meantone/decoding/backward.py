"""Backward messages: from the end of a tune to its beginning, over a model and a constraint.

A model of numbered states and a constraint, run side by side, are in a pair of states. What happens
from a pair on does not depend on how it was reached. So what a beginning is worth follows from what
its successors are worth, and is found once for each pair, starting at the end. Summed up, it is the
probability to come to fit; maximized, that of the best way to.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.decoding.components import Component, components
from meantone.decoding.constraints import Constraint
from meantone.decoding.search import GRAIN, log2_rows
from meantone.models.sequence_model import FiniteModel, Numbers, Rows

LARGEST = 2**27
"""Pairs of states up to which messages are kept: 1 GB."""

AT_REST = 1e-10
"""A probability that is still to grow by a smaller share than this is taken as known."""

TINY = np.finfo(np.float64).tiny

ROUNDS = 10_000
"""After this many rounds without rest it is given up."""

STRIDE = 20
"""Rounds that are made before values are sent ahead."""


def fitting_probabilities(model: FiniteModel, constraint: Constraint) -> tuple[Rows, Rows]:
    """Return the probability that the model, from each pair of states on, comes to fit.

    ``chance[q, s] = sum over allowed tokens a of p(a | s) * chance[next q, next s]``, and 1 after
    the end (Pachet, Roy and Barbieri 2011). Lesson 08.

    Parameters
    ----------
    model : FiniteModel
    constraint : Constraint

    Returns
    -------
    chances : numpy.ndarray of float, shape (states of the constraint, states of the model)
        The largest of each row is 1, or 0 if it is impossible from everywhere.
    scale : numpy.ndarray of float, shape (states of the constraint,)
        Base-2 logarithm of what each row has to be multiplied with: a hundred given notes may be
        less probable than the smallest number there is.

    Raises
    ------
    ValueError
        If there are more than `LARGEST` pairs; or if tunes may go on so long, hardly ever ending,
        that their sum is not found in `ROUNDS` rounds.

    Examples
    --------
    >>> from meantone.decoding import lengths
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> values, scale = fitting_probabilities(chain, lengths(2, 2, 2))
    >>> values[:, chain.first] * 2**scale  # two notes to go, one note to go, ...
    array([0.66666667, 0.        , 0.        , 1.        ])
    """
    values = _pairs(model, constraint, 0.0)
    values[-1] = 1
    scale = np.zeros(len(values))
    columns = _columns(model.table), _columns(model.next)
    surely_ends = _surely_ends(model)
    for group in components(constraint):
        states, outside = group.states, group.outside.tolist()
        # Seen from the largest of what follows, nothing is lost for being too small.
        base = scale[states] = max((scale[q] for q in outside if values[q].any()), default=0.0)
        if surely_ends and _is_free(constraint, states):
            values[states] = 1
            continue
        ahead = {q: values[q] * 2 ** min(scale[q] - base, 0.0) for q in outside}
        values[states] = _sums(*columns, constraint, group, ahead)
        largest = values[states].max(axis=1)
        possible = states[largest > 0]
        values[possible] /= largest[largest > 0, None]
        scale[possible] += np.log2(largest[largest > 0])
    return values, scale


def best_continuations(model: FiniteModel, constraint: Constraint) -> Rows:
    """Return the log2 probability of the best way to fit, from each pair of states on.

    ``best[q, s] = max over allowed tokens a of (log2 p(a | s) + best[next q, next s])``, and 0
    after the end. As in `meantone.decoding.search`, logarithms are multiples of `GRAIN`, and each
    note costs one more; so where there is no longest length it still comes to rest.

    Parameters
    ----------
    model : FiniteModel
    constraint : Constraint

    Returns
    -------
    numpy.ndarray of float, shape (states of the constraint, states of the model)
        -inf where there is none.

    Raises
    ------
    ValueError
        If there are more than `LARGEST` pairs.
    """
    values = _pairs(model, constraint, -inf)
    values[-1] = 0
    bits, follow = _columns(log2_rows(model.table)), _columns(model.next)
    bits[:-1] -= GRAIN
    for states, _, loops in components(constraint):
        moving = True
        while moving:
            before = values[states]
            for state in states.tolist():
                for token in np.flatnonzero(constraint.allowed[state]).tolist():
                    ahead = values[constraint.next[state, token]].take(follow[token])
                    np.maximum(values[state], bits[token] + ahead, out=values[state])
            moving = loops and bool((values[states] > before).any())
    return values


def _sums(
    chance: Rows, follow: Numbers, constraint: Constraint, group: Component, ahead: dict[int, Rows]
) -> Rows:
    """Return the chances from each state of a group, those from what follows it being known.

    Parameters
    ----------
    chance, follow : numpy.ndarray, shape (size + 1, states of the model)
    constraint : Constraint
    group : Component
    ahead : dict
        For each state outside that the group leads to, its row of chances.

    Returns
    -------
    numpy.ndarray of float, shape (states of the group, states of the model)
    """
    places, tokens = np.nonzero(constraint.allowed[group.states])
    leads = np.column_stack([tokens, constraint.next[group.states[places], tokens]])
    steps, which = np.unique(leads, axis=0, return_inverse=True)
    # One product serves all states of the group from which a token leads to the same state.
    users = [places[which.reshape(-1) == step].tolist() for step in range(len(steps))]

    def one_round(now: Rows) -> Rows:
        known = {**ahead, **dict(zip(group.states.tolist(), now, strict=True))}
        sums = np.zeros_like(now)
        for (token, after), those in zip(steps.tolist(), users, strict=True):
            product = chance[token] * known[after].take(follow[token])
            for place in those:
                sums[place] += product
        return sums

    nothing = np.zeros((len(group.states), chance.shape[1]))
    return _at_rest(one_round, nothing) if group.loops else one_round(nothing)


def _at_rest(one_round: Callable[[Rows], Rows], values: Rows) -> Rows:
    """Return what probabilities come to when a round is made again and again.

    From each round to the next they grow by less, in the end at a steady rate. So now and then each
    is sent ahead by what is still to come at the rate it has now (Aitken 1926).
    """
    step = np.zeros_like(values)
    for number in range(1, ROUNDS + 1):
        new = one_round(values)
        before, step, values = step, new - values, new
        if number % STRIDE:
            continue
        slowing = np.abs(step) < np.abs(before)
        rate = np.divide(step, before, out=np.zeros_like(step), where=slowing).clip(0)
        jump = step * rate / (1 - rate)
        values = np.clip(new + jump, 0, 1)
        if (np.abs(step) + np.abs(jump) <= AT_REST * new + TINY).all():
            return values
    raise ValueError(
        "this model's tunes may go on so long, hardly ever ending, that the probability of the "
        "constraint is not found; set a longest length, as in ... & lengths(size, 0, 256)"
    )


def _columns(table: NDArray[Any]) -> NDArray[Any]:
    """Return a table with tokens first: what is read for one token lies side by side."""
    return np.ascontiguousarray(table.T, dtype=np.intp if table.dtype.kind == "i" else None)


def _pairs(model: FiniteModel, constraint: Constraint, value: float) -> Rows:
    """Return a value for each pair of states."""
    shape = len(constraint.next), len(model.next)
    if shape[0] * shape[1] > LARGEST:
        raise ValueError(
            f"{shape[0]:,} states of the constraint times {shape[1]:,} of the model are too many "
            "to keep: ask for shorter tunes or take a lower order, or use LookingAhead"
        )
    return np.full(shape, value)


def _surely_ends(model: FiniteModel) -> bool:
    """Tell whether from every state there is a way to the end, so that no tune is endless."""
    possible = model.table > 0
    ends = possible[:, -1]
    while True:
        further = ends | (possible & ends[model.next]).any(axis=1)
        if (further == ends).all():
            return bool(ends.all())
        ends = further


def _is_free(constraint: Constraint, states: Numbers) -> bool:
    """Tell whether it is one state that allows everything and is never left but by the end."""
    alone = bool(len(states) == 1 and (constraint.next[states, :-1] == states).all())
    return alone and bool(constraint.allowed[states].all())
