"""Best of N: let a machine draw many tunes, and keep of each N the one that a score likes best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.decoding import sample
from meantone.experiments.popularity.judges import Score
from meantone.measures.dials import NOTES
from meantone.measures.spread import Floats
from meantone.models import SequenceModel
from meantone.models.sequence_model import Numbers, Rows


def unended(rows: Rows) -> Rows:
    """Return rows of probabilities in which no tune ends: the rest keeps its proportions.

    Examples
    --------
    >>> unended(np.array([[0.2, 0.6, 0.2]]))
    array([[0.2, 0.6, 0. ]])
    """
    return np.asarray(rows * (np.arange(rows.shape[1]) < rows.shape[1] - 1))


def draw(
    model: SequenceModel[Any], count: int, rng: np.random.Generator, notes: int = NOTES
) -> list[Numbers]:
    """Return beginnings of tunes, all of one length, from a model that is not let end.

    So tunes of one length are compared, and a score cannot be won by being short. Lesson 12.

    Parameters
    ----------
    model : SequenceModel
    count : int
        How many.
    rng : numpy.random.Generator
    notes : int
        Of each.

    Returns
    -------
    list of numpy.ndarray of int, each of shape (notes,)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2, add=1)
    >>> [tune.tolist() for tune in draw(chain, 2, np.random.default_rng(0), notes=3)]
    [[0, 0, 1], [0, 0, 1]]
    """
    return list(sample(model, count, rng, unended, longest=notes))


@dataclass(frozen=True, eq=False)
class Pool:
    """Tunes that a machine drew, with their scores: from one pool the winners of all contests come.

    Parameters
    ----------
    tunes : sequence of numpy.ndarray of int
    scores : numpy.ndarray of float, shape (tunes,)

    Examples
    --------
    >>> pool = Pool([np.array([t]) for t in range(6)], np.array([3.0, 1, 2, 9, 8, 7]))
    >>> pool.winners(rivals=3, count=2)
    array([0, 3])
    """

    tunes: Sequence[Numbers]
    scores: Floats

    @classmethod
    def of(
        cls,
        model: SequenceModel[Any],
        count: int,
        score: Score,
        rng: np.random.Generator,
        notes: int = NOTES,
    ) -> Pool:
        """Let a machine draw a pool, and a score judge it.

        Parameters
        ----------
        model : SequenceModel
        count : int
            Tunes: `count` contests of `rivals` tunes each need their product.
        score : function of tunes to scores
        rng : numpy.random.Generator
        notes : int
            Of each tune.

        Returns
        -------
        Pool
        """
        tunes = draw(model, count, rng, notes)
        return cls(tunes, score(tunes))

    def winners(self, rivals: int, count: int) -> NDArray[np.intp]:
        """Return the places of the winners of `count` contests between `rivals` tunes each.

        Each tune of the pool is in one contest at most: the first so many are in the first, and so
        on. So winners are independent, as they are where a service keeps the best of N each time.

        Parameters
        ----------
        rivals : int
            The N of best of N.
        count : int
            Contests.

        Returns
        -------
        numpy.ndarray of int, shape (count,)

        Raises
        ------
        ValueError
            If the pool is too small.
        """
        if rivals < 1 or rivals * count > len(self.scores):
            raise ValueError(
                f"{count} contests of {rivals} tunes need {rivals * count}; the pool has "
                f"{len(self.scores)}"
            )
        table = self.scores[: rivals * count].reshape(count, rivals)
        return np.asarray(np.arange(count) * rivals + table.argmax(axis=1))

    def best(self, rivals: int, count: int) -> list[Numbers]:
        """Return the winners of contests as tunes: see `winners`."""
        return [self.tunes[place] for place in self.winners(rivals, count)]

    def chances(self, rivals: int) -> Floats:
        """Return how likely each tune of the pool is the best of N drawn from it with return.

        ``(r / n) ** N - ((r - 1) / n) ** N`` for the tune with rank r of n, 1 being the lowest
        score. The mean of anything over winners is the sum over the pool with these weights, exact,
        at any N; but it leans on the best n / N tunes alone.

        Examples
        --------
        >>> Pool([np.array([0]), np.array([1])], np.array([0.2, 0.1])).chances(2)
        array([0.75, 0.25])
        """
        count = len(self.scores)
        edges = (np.arange(count + 1) / count) ** rivals
        shares = np.empty(count)
        shares[np.argsort(self.scores, kind="stable")] = np.diff(edges)
        return shares

    def tilted(self, penalty: float) -> Floats:
        """Return how likely each tune is under the best machine that pays for leaving the first.

        Of all distributions q the one with the highest ``mean score - penalty * KL(q, p)`` is ``q =
        p * 2 ** (score / penalty) / Z``, the score in deviations from the pool's mean, KL in bits.
        What `tune` looks for with a network, exactly, on the tunes of the pool.

        Parameters
        ----------
        penalty : float
            Deviations of the score that one bit costs, above 0.

        Returns
        -------
        numpy.ndarray of float, shape (tunes,)
            Summing to 1.

        Raises
        ------
        ValueError
            If the penalty is not above 0.

        Examples
        --------
        >>> Pool([np.array([0]), np.array([1])], np.array([0.0, 1.0])).tilted(2.0)
        array([0.33333333, 0.66666667])
        """
        if not penalty > 0:
            raise ValueError(f"the penalty is {penalty}; without one the best tune takes all")
        standard = (self.scores - self.scores.mean()) / max(self.scores.std(), 1e-12)
        powers = np.exp2((standard - standard.max()) / penalty)
        return np.asarray(powers / powers.sum())


def bits_of_best(rivals: float) -> float:
    """Return how many bits best of N moves away from the machine that it chooses from, at most.

    ``KL = log2 N - (N - 1) / (N ln 2)``: exact where no two tunes have the same score and none is
    drawn twice, else a bound (Beirami et al. 2024). It does not depend on the score. Lesson 12.

    Parameters
    ----------
    rivals : float
        The N, 1 or more.

    Returns
    -------
    float
        Bits for a whole tune.

    Raises
    ------
    ValueError
        If N is below 1.

    Examples
    --------
    >>> [round(bits_of_best(n), 2) for n in (1, 2, 4, 64)]
    [0.0, 0.28, 0.92, 4.58]
    """
    if rivals < 1:
        raise ValueError(f"best of {rivals}; it is of 1 or more")
    return max((log(rivals) - (rivals - 1) / rivals) / log(2), 0.0)


def bits_between(shares: Floats) -> float:
    """Return how many bits weights on a pool are away from equal ones: ``sum w log2(w n)``.

    Examples
    --------
    >>> bits_between(np.array([0.5, 0.5])), bits_between(np.array([1.0, 0.0]))
    (0.0, 1.0)
    """
    there = shares[shares > 0]
    return float(there @ np.log2(there * len(shares)))
