"""The states of a constraint in groups that lead to each other (strongly connected components)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from meantone.decoding.constraints import Constraint
from meantone.models.sequence_model import Numbers


class Component(NamedTuple):
    """States of a constraint that lead to each other, or one alone.

    Attributes
    ----------
    states : numpy.ndarray of int
    outside : numpy.ndarray of int
        Other states that they lead to.
    loops : bool
        Whether a tune may come to one of them again.
    """

    states: Numbers
    outside: Numbers
    loops: bool


def components(constraint: Constraint) -> list[Component]:
    """Return the states of a constraint but the last, in groups that lead to each other.

    A group comes after all to which it leads.

    Examples
    --------
    >>> from meantone.decoding import ending, lengths
    >>> [(group.states.tolist(), group.loops) for group in components(lengths(1, 1, 2))]
    [([2], False), ([1], False), ([0], False)]
    >>> [(group.states.tolist(), group.loops) for group in components(ending([0, 1], size=2))]
    [([0, 1, 2], True)]
    """
    leads = np.zeros((len(constraint.next), len(constraint.next)), dtype=bool)
    start, token = np.nonzero(constraint.allowed)
    leads[start, constraint.next[start, token]] = True
    reach = leads | np.eye(len(leads), dtype=bool)
    for state in range(len(reach)):
        # Those that reach a state reach what it reaches (Warshall 1962).
        reach[reach[:, state]] |= reach[state]
    together = reach & reach.T
    # A state reaches more than any that it leads to, unless that leads back.
    order = np.argsort(reach[:-1].sum(axis=1), kind="stable").tolist()
    groups = [np.flatnonzero(together[first]) for first in order]
    return [
        Component(
            states,
            np.flatnonzero(leads[states].any(axis=0) & ~together[first]),
            bool(leads[np.ix_(states, states)].any()),
        )
        for first, states in zip(order, groups, strict=True)
        if states[0] == first
    ]
