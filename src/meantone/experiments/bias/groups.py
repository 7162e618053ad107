"""Two groups of tunes in one vocabulary, and training sets in which the second has any share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.models.sequence_model import Numbers
from meantone.tunes import Corpus, Viewpoint

Tunes = list[Numbers]
"""Tunes as tokens."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Tunes of two groups, by the part that they are in; the second is the one that is counted.

    Parameters
    ----------
    names : tuple of str
        What the groups are called.
    size : int
        Symbols in the vocabulary.
    train, valid, test : tuple of list of numpy.ndarray of int
        The tunes of the first group, and of the second.

    Examples
    --------
    >>> tunes = ([np.array([0]), np.array([0, 0]), np.array([0, 0, 0])], [np.array([1])])
    >>> groups = Groups(("low", "high"), 2, train=tunes, valid=tunes, test=tunes)
    >>> groups.share
    0.25
    """

    names: tuple[str, str]
    size: int
    train: tuple[Tunes, Tunes]
    valid: tuple[Tunes, Tunes]
    test: tuple[Tunes, Tunes]

    @classmethod
    def of(
        cls, corpus: Corpus, view: Viewpoint, second: ArrayLike, names: tuple[str, str]
    ) -> Groups:
        """Return the two groups of a corpus that has been split.

        Parameters
        ----------
        corpus : Corpus
        view : Viewpoint
            What the tokens are.
        second : array_like of bool, shape (tunes,)
            Which tunes belong to the second group.
        names : tuple of str
            Of the first group, and of the second.

        Returns
        -------
        Groups

        Raises
        ------
        ValueError
            If a group has no tunes in some part.

        Examples
        --------
        >>> from meantone.tunes import Degree, load
        >>> kinder = load("kinder")
        >>> waltz = kinder.meters[:, 0] == 3
        >>> groups = Groups.of(kinder, Degree.of(kinder), waltz, ("other", "in three"))
        >>> [len(tunes) for tunes in groups.train]
        [145, 25]
        """
        belongs = np.asarray(second, dtype=bool)
        train, valid, test = (
            (
                _encoded(corpus, view, ~belongs & (corpus.parts == part)),
                _encoded(corpus, view, belongs & (corpus.parts == part)),
            )
            for part in ("train", "valid", "test")
        )
        if not all(map(all, (train, valid, test))):
            raise ValueError(f"{names[0]} or {names[1]} has no tunes in one of the three parts")
        return cls(names, len(view.vocabulary), train, valid, test)

    @property
    def share(self) -> float:
        """The share of the second group in the training part."""
        first, second = map(len, self.train)
        return second / (first + second)

    def mixed(self, share: float, count: int, rng: np.random.Generator) -> Tunes:
        """Return a training set in which the second group has a given share: different tunes.

        Parameters
        ----------
        share : float
            From 0 to 1.
        count : int
            How many tunes in all.
        rng : numpy.random.Generator

        Returns
        -------
        list of numpy.ndarray of int

        Raises
        ------
        ValueError
            If a group has fewer tunes than that.
        """
        wanted = count - round(share * count), round(share * count)
        if not all(0 <= few <= len(of) for few, of in zip(wanted, self.train, strict=True)):
            raise ValueError(
                f"{count} tunes with a share of {share:g} need {wanted[0]} of {self.names[0]} and "
                f"{wanted[1]} of {self.names[1]}; there are {[*map(len, self.train)]}"
            )
        chosen = [
            rng.choice(len(of), few, replace=False)
            for few, of in zip(wanted, self.train, strict=True)
        ]
        return [of[i] for of, places in zip(self.train, chosen, strict=True) for i in places]

    def repeated(self, times: int) -> Tunes:
        """Return all training tunes, those of the second group several times: re-weighting.

        Parameters
        ----------
        times : int
            How often each tune of the second group is there.

        Returns
        -------
        list of numpy.ndarray of int
        """
        first, second = self.train
        return [*first, *(second * times)]


def _encoded(corpus: Corpus, view: Viewpoint, mask: NDArray[np.bool_]) -> Tunes:
    return [view.encode(tune) for tune in corpus.select(mask)]


def beginnings(tunes: Sequence[Numbers], longest: int) -> Tunes:
    """Return tunes without what comes after so many notes.

    Parameters
    ----------
    tunes : sequence of numpy.ndarray of int
    longest : int

    Examples
    --------
    >>> beginnings([np.array([4, 5, 6])], 2)
    [array([4, 5])]
    """
    return [np.asarray(tune[:longest]) for tune in tunes]
