"""Two judges of a tune: one that hits are made for, and one that nobody asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures import features, repeated_shares, tune_entropies
from meantone.measures.spread import Floats
from meantone.models import SequenceModel, surprises

Score = Callable[[Sequence[ArrayLike]], Floats]
"""What a hit-maker works for: a number for each tune, the higher the better."""

_BLOCK = 4096  # tunes that are compared with people's at once, for memory's sake


@dataclass(frozen=True, eq=False)
class Nearness:
    """How near a tune is to people's tunes: the mean similarity to those nearest to it.

    ``score = mean of the k largest products of its features with people's``: the products are mean
    Bhattacharyya coefficients of its runs of one, two and three notes (`features`), so the score
    is 1 for a tune that k people's tunes copy, and 0 for one that shares nothing with any. It is
    the kind of score that can be had without asking anybody: it stands for "what people like is
    like what they have". No listener is in it. Lesson 12.

    Parameters
    ----------
    rows : numpy.ndarray of float, shape (people's tunes, columns)
        Their `features`. Tunes that are to be judged are not among them: each would be its own
        nearest.
    size : int
        Symbols in the vocabulary.
    nearest : int
        The k above.

    Raises
    ------
    ValueError
        If people have fewer tunes than `nearest`, or `nearest` is below 1.

    Examples
    --------
    >>> score = Nearness.of([[0, 1, 0, 1], [0, 1, 1, 0], [2, 2, 2, 2]], size=3, nearest=2)
    >>> score([[0, 1, 0, 1], [2, 2, 2, 2]]).round(2)
    array([0.8, 0.5])
    """

    rows: NDArray[np.float32]
    size: int
    nearest: int = 20

    def __post_init__(self) -> None:
        if not 1 <= self.nearest <= len(self.rows):
            raise ValueError(
                f"the {self.nearest} nearest of {len(self.rows)} tunes; give more tunes, or a "
                "number from 1 to as many as there are"
            )

    @classmethod
    def of(cls, people: Sequence[ArrayLike], size: int, nearest: int = 20) -> Nearness:
        """Return the score that people's tunes give.

        Parameters
        ----------
        people : sequence of array_like of int
            As long as those that will be judged: short tunes share less.
        size : int
            Symbols in the vocabulary.
        nearest : int
            How many of people's tunes count.

        Returns
        -------
        Nearness
        """
        return cls(features(people, size).astype(np.float32), size, nearest)

    def __call__(self, tunes: Sequence[ArrayLike]) -> Floats:
        """Return the score of each tune, from 0 to 1."""
        ours = features(tunes, self.size).astype(np.float32)
        blocks = (ours[start : start + _BLOCK] for start in range(0, len(ours), _BLOCK))
        found = [self._nearest(block @ self.rows.T) for block in blocks]
        return np.concatenate([*found, np.empty(0)])

    def _nearest(self, products: NDArray[np.float32]) -> Floats:
        """Return the mean of the largest in each row."""
        largest = np.partition(products, -self.nearest, axis=1)[:, -self.nearest :]
        return np.asarray(largest.mean(axis=1, dtype=np.float64))


FIGURES = ("surprise", "entropy", "returns", "notes")
"""What the second judge looks at: bits per note, bits of a tune's own notes taken singly, the share
of runs of four that came before, and how many different notes there are."""


@dataclass(frozen=True, eq=False)
class Usualness:
    """The second judge: how far a tune is from what is usual in people's tunes, as a loss.

    ``score = - mean over four figures of |figure - people's mean| / people's deviation``. It counts
    no neighbors. A tune that is usual in all of `FIGURES` has 0; people's own have about -0.8, as
    people's tunes differ from their mean. Too surprising is bad, and so is too little surprise. It
    shows Goodhart's law: what is optimized for the first judge is at first better to the second,
    and then worse. Lesson 12.

    Parameters
    ----------
    model : SequenceModel
        What is surprised. It has learned from other tunes than the machine under judgment.
    means, deviations : numpy.ndarray of float, shape (figures,)
        People's.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> people = [[0, 1, 0, 1, 2], [0, 1, 2, 1, 0], [1, 1, 0, 2, 0]]
    >>> judge = Usualness.of(people, MarkovChain.fit(people, size=3, add=1))
    >>> usual, odd = judge([[0, 1, 0, 1, 2], [2, 2, 2, 2, 2]])
    >>> usual > odd
    np.True_
    """

    model: SequenceModel[Any]
    means: Floats
    deviations: Floats

    @classmethod
    def of(cls, people: Sequence[ArrayLike], model: SequenceModel[Any]) -> Usualness:
        """Return the judge that people's tunes make.

        Parameters
        ----------
        people : sequence of array_like of int
            As long as those that will be judged, and none that the first judge knows.
        model : SequenceModel

        Returns
        -------
        Usualness
        """
        found = figures(people, model)
        return cls(model, found.mean(axis=0), np.maximum(found.std(axis=0), 1e-9))

    def __call__(self, tunes: Sequence[ArrayLike]) -> Floats:
        """Return the score of each tune, 0 or below."""
        far = np.abs(figures(tunes, self.model) - self.means) / self.deviations
        return np.asarray(-far.mean(axis=1))


def figures(tunes: Sequence[ArrayLike], model: SequenceModel[Any]) -> Floats:
    """Return the `FIGURES` of each tune.

    Parameters
    ----------
    tunes : sequence of array_like of int
        Of four notes or more.
    model : SequenceModel
        What is surprised.

    Returns
    -------
    numpy.ndarray of float, shape (tunes, 4)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1]], size=2, add=1)
    >>> figures([[0, 1, 0, 1, 0]], chain).round(2)
    array([[1.4 , 0.97, 0.  , 2.  ]])
    """
    bits = [of_tune[:-1].mean() for of_tune in surprises(model, tunes)]
    kinds = [len(np.unique(tune)) for tune in tunes]
    columns = [np.array(bits), tune_entropies(tunes), repeated_shares(tunes, 4), np.array(kinds)]
    return np.stack(columns, axis=1).astype(float)
