"""A detector of copies: a run longer than people's own, whose it is, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures import SharedRuns, longest_runs, usual_limit
from meantone.models.sequence_model import Numbers


@dataclass(frozen=True, eq=False)
class CopyDetector:
    """What is longer than people's longest copies are: 19 of 20 of their tunes are not flagged.

    People re-use runs, too, without having seen these books: so a copy means something only
    beside theirs. All tunes that are compared need one length, as a longer one has more room for a
    copy. Make it with `CopyDetector.of`. Lesson 16.

    Parameters
    ----------
    training : sequence of array_like of int
        Tunes that may have been copied.
    people : numpy.ndarray of int, shape (tunes,)
        The longest copy of each of people's tunes, in tokens.
    limit : int
        The longest that is usual.
    """

    training: Sequence[ArrayLike]
    people: Numbers
    limit: int

    @classmethod
    def of(cls, people: Sequence[ArrayLike], training: Sequence[ArrayLike]) -> CopyDetector:
        """Learn from people's tunes what is usual.

        Parameters
        ----------
        people : sequence of array_like of int
            Tunes, of one length, that have no near-duplicate in `training`.
        training : sequence of array_like of int

        Returns
        -------
        CopyDetector

        Raises
        ------
        ValueError
            If there are no people's tunes.

        Examples
        --------
        >>> detector = CopyDetector.of([[0, 1, 2], [2, 1, 2]], [[5, 0, 1, 3, 4, 5]])
        >>> detector.people, detector.limit
        (array([2, 1]), 2)
        >>> detector.flags([[9, 3, 4, 5], [3, 4, 9, 9]])
        array([ True, False])
        """
        found = longest_runs(people, training).lengths
        return cls(training, found, usual_limit(found))

    def copies(self, tunes: Sequence[ArrayLike]) -> SharedRuns:
        """Return the longest copy of each tune: how long, from whom, and where both stand."""
        return longest_runs(tunes, self.training)

    def flags(self, tunes: Sequence[ArrayLike]) -> np.ndarray:
        """Tell which tunes hold a copy that is longer than usual; shape (tunes,)."""
        return np.asarray(self.copies(tunes).lengths > self.limit)
