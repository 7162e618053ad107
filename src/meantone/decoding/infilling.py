"""Infilling: notes drawn between notes that stay, as the model would play them if it played those.

What comes after a gap depends on what is put in it. So each choice is weighed by the probability
that the model, having made it, goes on to the notes that stay: messages that run backwards, as in
`meantone.decoding.backward`, but only through the states that the notes before can lead to.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding.sampling import choose, temperature
from meantone.models import SequenceModel
from meantone.models.sequence_model import FiniteModel, Numbers, Rows, States, with_ends


class Infilling:
    """What a model would put at some places of a tune, given all other notes, exactly.

    ``p(free notes | notes that stay) = p(whole tune) / sum of p(all such tunes)``. With
    ``value[k, s]`` the probability of all that stays from place `k` on, from state `s`::

        value[k, s] = sum over tokens a that may stand at k of p(a | s) * value[k + 1, next(s, a)]

    A free note is drawn in proportion to the terms of this sum (forward filtering, backward
    sampling turned round; Pachet, Roy and Barbieri 2011). Lesson 15. `best_infilling` is the most
    probable of all.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered, as a Markov chain or an n-gram model.
    tune : array_like of int, shape (time,)
        Without the end. What stands at `places` is not read, but has to be a token.
    places : array_like of int
        Where notes are free, next to each other or not.
    degrees : array_like of float, optional
        The temperature of each place, in their rising order, or one for all: the model's rows
        there are made sharper (below 1) or flatter. 1 if left out.
    tokens : array_like of int, optional
        Tokens that may stand at the places; all, if left out.
    whole : bool
        Whether the tune ends after its last note, or may go on in any way.

    Attributes
    ----------
    places : numpy.ndarray of int
        Rising.

    Raises
    ------
    TypeError
        If the model's states are not numbered.
    ValueError
        If a place is not in the tune, there is not a temperature for each, a token is out of range,
        or the model thinks every such tune impossible.

    Notes
    -----
    A free note costs time in proportion to the states that can be reached times symbols; a note
    that stays leaves few of them.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0], [0, 0, 2, 0], [0, 2, 1]], size=3)
    >>> gap = Infilling(chain, [0, 0, 0], places=[1])
    >>> [tune.tolist() for tune in gap.draw(3, np.random.default_rng(0))]
    [[0, 2, 0], [0, 1, 0], [0, 0, 0]]
    >>> round(2**gap.log2_probability, 3)  # of 0 ? 0 and the end
    0.093
    """

    def __init__(
        self,
        model: SequenceModel[Any],
        tune: ArrayLike,
        places: ArrayLike,
        degrees: ArrayLike = 1.0,
        tokens: ArrayLike | None = None,
        *,
        whole: bool = True,
    ) -> None:
        if model.finite is None:
            raise TypeError(
                f"{type(model).__name__} has no states that are numbered, or too many to keep a "
                "table, so gaps cannot be filled exactly; draw `particles` that are `given` notes"
            )
        self._model: FiniteModel = model.finite
        self.size = self._model.size
        self._tune = with_ends([tune], self.size)[0]  # (time + 1,), the last is the end
        if not whole:
            self._tune = self._tune[:-1]
        self.places = np.unique(np.asarray(places, dtype=np.int64))
        last = len(self._tune) - whole - 1
        if len(self.places) and not 0 <= self.places[0] <= self.places[-1] <= last:
            raise ValueError(
                f"places {self.places.tolist()} of a tune whose places are 0 to {last}"
            )
        self._may = np.arange(self.size) if tokens is None else np.unique(np.asarray(tokens))
        if not (len(self._may) and 0 <= self._may[0] <= self._may[-1] < self.size):
            raise ValueError(f"tokens {self._may.tolist()}; there are 0 to {self.size - 1}")
        heat = np.broadcast_to(np.asarray(degrees, dtype=np.float64), self.places.shape)
        self._degrees = dict(zip(self.places.tolist(), heat.tolist(), strict=True))
        self._reached = self._forwards()
        self._backwards()

    @property
    def log2_probability(self) -> float:
        """Base-2 logarithm of the probability of what stays, whatever is put in between."""
        return float(np.log2(self._largest).sum())

    def draw(self, count: int, rng: np.random.Generator) -> list[Numbers]:
        """Return whole tunes, the free notes drawn anew in each.

        Parameters
        ----------
        count : int
            How many.
        rng : numpy.random.Generator

        Returns
        -------
        list of numpy.ndarray of int, each of shape (time,)
        """
        filled = np.tile(self._tune, (count, 1))
        state = self._model.start(count)
        for place in range(len(self._tune)):
            if place in self._degrees:
                shares = self._shares(place, state)
                filled[:, place] = self._may[choose(shares, rng)]
            state = self._model.advance(state, filled[:, place])
        return [tune[tune < self.size] for tune in filled]

    def bits(self, tunes: ArrayLike) -> Rows:
        """Return how many bits the notes at the places surprise whoever knows both sides.

        Their sum is ``-log2 p(free notes | notes that stay)``; compare it with `surprise`, which
        knows the past alone.

        Parameters
        ----------
        tunes : array_like of int, shape (count, time)
            Tunes that are like the given one but at the places.

        Returns
        -------
        numpy.ndarray of float, shape (count, places)
        """
        filled = np.atleast_2d(np.asarray(tunes, dtype=np.int64))
        state, found = self._model.start(len(filled)), []
        for place in range(filled.shape[1]):
            if place in self._degrees:
                shares = self._shares(place, state)
                ours = np.searchsorted(self._may, filled[:, place]).clip(0, len(self._may) - 1)
                there = self._may[ours] == filled[:, place]
                given = np.where(there, shares[np.arange(len(filled)), ours], 0)
                with np.errstate(divide="ignore"):
                    found.append(-np.log2(given / shares.sum(axis=1)) + 0.0)
            state = self._model.advance(state, filled[:, place])
        return np.stack(found, axis=1) if found else np.empty((len(filled), 0))

    @cached_property
    def expected(self) -> Rows:
        """Mean bits that each drawn note will cost the model as it is, shape (places,).

        Given those before it, whatever the temperature at which it is drawn: the risk that is
        taken there. Exact: the states are walked once more, each with its probability.
        """
        share: Rows = np.zeros(len(self._model.next))
        share[self._model.first] = 1
        costs = []
        for place, token in enumerate(self._tune.tolist()):
            here = self._reached[place]
            if place in self._degrees:
                chances = self._shares(place, here) * share[here, None]
                sums = self._values[place]
                chances /= np.where(sums > 0, sums, 1)[:, None] * self._largest[place]
                costs.append(float((chances * self._bits(here)).sum()))
                after = self._after(here)
            else:
                chances, after = share[here], np.asarray(self._model.next[here, token])
            weighed = np.bincount(after.ravel(), chances.ravel(), minlength=len(share))
            share = weighed.astype(np.float64)
        return np.array(costs)

    def _forwards(self) -> list[States]:
        """Return the states that can be reached before each place, and after the last."""
        reached: list[States] = [np.array([self._model.first])]
        for place, token in enumerate(self._tune.tolist()):
            free, here = place in self._degrees, reached[-1]
            seen = np.zeros(len(self._model.next), dtype=bool)
            seen[self._after(here) if free else self._model.next[here, token]] = True
            reached.append(np.flatnonzero(seen))
        return reached

    def _backwards(self) -> None:
        """Find the messages, each row divided by its largest, and the probability of what stays.

        Only those of states that can be reached are kept: a lesson fills sixty gaps, and all states
        of an n-gram at all places of a tune are megabytes.
        """
        self._values: list[Rows] = [np.ones(len(states)) for states in self._reached]
        self._largest = np.ones(len(self._tune))
        for place in reversed(range(len(self._tune))):
            here, token = self._reached[place], self._tune[place]
            if place in self._degrees:
                sums = self._shares(place, here).sum(axis=1)
            else:
                ahead = self._ahead(place).take(self._model.next[here, token])
                sums = self._model.table[here, token] * ahead
            largest = self._largest[place] = sums.max()
            if not largest > 0:
                raise ValueError(
                    "the model gives no probability to any tune with these notes where they stay; "
                    "free more places, or smooth the model so that nothing is impossible"
                )
            self._values[place] = sums / largest

    def _shares(self, place: int, state: States) -> Rows:
        """Return what each token at a place is worth, not divided by their sum."""
        degree, rows = self._degrees[place], self._model.table.take(state, axis=0)
        rows = rows if degree == 1 else temperature(rows, degree)
        return np.asarray(rows[:, self._may] * self._ahead(place).take(self._after(state)))

    def _ahead(self, place: int) -> Rows:
        """Return the message to a place from the next one, for every state."""
        values: Rows = np.zeros(len(self._model.next))
        values[self._reached[place + 1]] = self._values[place + 1]
        return values

    def _after(self, state: States) -> States:
        """Return the states after each token that may stand at places."""
        # Whole rows first: several times as fast as picking out of the table.
        return np.asarray(self._model.next.take(state, axis=0)[:, self._may])

    def _bits(self, state: States) -> Rows:
        """Return the bits of each token that may stand at places; 0 for impossible ones."""
        rows = self._model.table.take(state, axis=0)[:, self._may]
        return -np.log2(rows, where=rows > 0, out=np.zeros_like(rows))


def temperature_for(
    bits: float, cost: Callable[[float], float], between: tuple[float, float] = (0.05, 8.0)
) -> float:
    """Return the temperature at which drawn notes cost a model so many bits, on the mean.

    The risk dial of lesson 15, in bits instead of degrees: the cost rises with the temperature, so
    the interval is halved (on a logarithmic scale) until its ends are 2 % apart.

    Parameters
    ----------
    bits : float
        The target.
    cost : function of a temperature to bits
        As ``lambda T: Infilling(model, tune, places, T).expected.mean()``.
    between : tuple of float
        The lowest temperature and the highest. Where the target lies beyond what they cost, the
        nearer of them is returned.

    Returns
    -------
    float

    Examples
    --------
    >>> round(temperature_for(2.0, lambda degree: 1 + 2 * degree), 1)
    0.5
    """
    low, high = between
    while high / low > 1.02:
        middle = (low * high) ** 0.5
        low, high = (middle, high) if cost(middle) < bits else (low, middle)
    return float((low * high) ** 0.5)
