"""How well a model predicts tunes that it did not learn from: cross-validation, in bits."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.spread import bootstrap_interval
from meantone.models.sequence_model import SequenceModel, surprises
from meantone.tunes.tokens import as_tokens

Bits = list[NDArray[np.float64]]
Folds = list[NDArray[np.int64]]


def folds(clusters: Sequence[Hashable], count: int, rng: np.random.Generator) -> Folds:
    """Deal tunes out into folds of nearly equal size, near-duplicates always into the same one.

    Each tune is judged once, by a model that learned from the other folds. With a near-duplicate
    among those, the model would be praised for its memory (lessons 01 and 03).

    Parameters
    ----------
    clusters : sequence
        One name for each tune, as ``corpus.clusters``; an empty one is a cluster of its own. With
        ``range(len(tunes))`` every tune is, which gives the plain random folds that most published
        figures use.
    count : int
        How many folds, at least 2.
    rng : numpy.random.Generator

    Returns
    -------
    list of numpy.ndarray of int
        The numbers of the tunes in each fold, rising.

    Raises
    ------
    ValueError
        If there are fewer than 2 folds, or fewer clusters than folds.

    Examples
    --------
    >>> [fold.tolist() for fold in folds(["a", "b", "a", "c"], 2, np.random.default_rng(1))]
    [[0, 2], [1, 3]]
    """
    members: dict[Hashable, list[int]] = {}
    for tune, cluster in enumerate(clusters):
        alone = cluster == "" or cluster is None
        members.setdefault(("alone", tune) if alone else ("cluster", cluster), []).append(tune)
    if not 2 <= count <= len(members):
        raise ValueError(
            f"{len(members)} clusters of tunes cannot make {count} folds; "
            "there have to be 2 folds or more, and a cluster for each"
        )
    groups = list(members.values())
    shuffled = [groups[i] for i in rng.permutation(len(groups))]
    dealt: list[list[int]] = [[] for _ in range(count)]
    for group in sorted(shuffled, key=len, reverse=True):  # large ones first, to come out even
        min(dealt, key=len).extend(group)
    return [np.array(sorted(fold)) for fold in dealt]


def note_surprises(model: SequenceModel[Any], tunes: Sequence[ArrayLike]) -> Bits:
    """Return the bits of each note of each tune, the end left out.

    For models that predict no end, such as those of `PPM.unframed`; see `surprises`.

    Parameters
    ----------
    model : SequenceModel
    tunes : sequence of array_like of int

    Returns
    -------
    list of numpy.ndarray of float, each of shape (time,)

    Examples
    --------
    >>> from meantone.models.ppm import PPM
    >>> model = PPM.unframed([[0, 1], [0, 0, 1]], size=2)
    >>> [bits.round(2).tolist() for bits in note_surprises(model, [[0, 1], [1]])]
    [[0.85, 0.81], [1.17]]
    """
    return [bits[:-1] for bits in surprises(model, tunes)]


@dataclass(frozen=True)
class CrossValidation:
    """How much every tune surprised a model that had not learned from it.

    Made by `cross_validate`. Means are in bits per event, and lower is better.

    Parameters
    ----------
    bits : tuple of numpy.ndarray of float
        The bits of each event, one array for each tune.
    fold : numpy.ndarray of int, shape (tunes,)
        Which fold each tune was in.

    Examples
    --------
    >>> result = CrossValidation((np.array([1.0, 3.0]), np.array([1.0])), np.array([0, 1]))
    >>> result.tunes, result.mean, round(result.pooled, 2)
    (array([2., 1.]), 1.5, 1.67)
    """

    bits: tuple[NDArray[np.float64], ...]
    fold: NDArray[np.intp]

    @property
    def tunes(self) -> NDArray[np.float64]:
        """The mean of each tune, shape (tunes,)."""
        return np.array([bits.mean() for bits in self.bits])

    @property
    def folds(self) -> NDArray[np.float64]:
        """The mean over the tunes of each fold, shape (folds,)."""
        return np.bincount(self.fold, weights=self.tunes) / np.bincount(self.fold)

    @property
    def mean(self) -> float:
        """The mean over folds of their means over tunes: the way of Pearce and Wiggins (2004)."""
        return float(self.folds.mean())

    @property
    def pooled(self) -> float:
        """The mean over all events, in which long tunes count more."""
        return float(np.concatenate(self.bits).mean())

    def interval(self, rng: np.random.Generator, level: float = 0.95) -> tuple[float, float]:
        """Return the `bootstrap_interval` of `mean`, in which all folds count alike.

        Parameters
        ----------
        rng : numpy.random.Generator
        level : float

        Returns
        -------
        tuple of (float, float)

        Examples
        --------
        >>> bits = tuple(np.full(5, value) for value in (2.0, 2.5, 3.0, 3.5))
        >>> result = CrossValidation(bits, np.array([0, 0, 1, 1]))
        >>> low, high = result.interval(np.random.default_rng(0))
        >>> 2 < low < result.mean < high < 3.5
        True
        """
        weights = 1 / np.bincount(self.fold)[self.fold]
        return bootstrap_interval(self.tunes, rng, level, weights=weights)


def cross_validate(
    fit: Callable[[list[NDArray[np.int64]]], SequenceModel[Any]],
    tunes: Sequence[ArrayLike],
    folds: Sequence[ArrayLike],
    score: Callable[[SequenceModel[Any], list[NDArray[np.int64]]], Bits] = surprises,
) -> CrossValidation:
    """Measure how much each tune surprises a model that learned from the other folds.

    Parameters
    ----------
    fit : function of training tunes to a model
        As ``lambda tunes: PPM.fit(tunes, size)``. What it needs besides must not come from the
        tunes of the fold; a vocabulary of all tunes is the custom.
    tunes : sequence of array_like of int
        Each of one event or more.
    folds : sequence of array_like of int
        Which tunes are in each fold: every tune in one. `folds` makes them.
    score : function
        `surprises`, or `note_surprises` to leave the end out.

    Returns
    -------
    CrossValidation

    Raises
    ------
    ValueError
        If a tune is in no fold, or in two, or has no event to be judged by.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> tunes = [[0, 1], [0, 1], [0, 1, 1], [0, 0, 1]]
    >>> fit = lambda tunes: MarkovChain.fit(tunes, size=2, add=1)
    >>> cross_validate(fit, tunes, [[0, 1], [2, 3]]).folds.round(3)
    array([0.912, 1.133])
    """
    events = as_tokens(tunes)
    fold = _fold_of_each(len(events), folds)
    bits: list[NDArray[np.float64]] = [np.empty(0)] * len(events)
    for number in range(len(folds)):
        judged = np.flatnonzero(fold == number)
        model = fit([events[i] for i in np.flatnonzero(fold != number)])
        for tune, its_bits in zip(judged, score(model, [events[i] for i in judged]), strict=True):
            bits[tune] = its_bits
    silent = [tune for tune, its_bits in enumerate(bits) if not len(its_bits)]
    if silent:
        raise ValueError(f"tune {silent[0]} has no event to judge a model by; leave it out")
    return CrossValidation(tuple(bits), fold)


def _fold_of_each(tunes: int, folds: Sequence[ArrayLike]) -> NDArray[np.intp]:
    """Return the fold of each tune, shape (tunes,)."""
    members = np.concatenate([np.asarray(fold, dtype=np.intp) for fold in folds])
    if not np.array_equal(np.sort(members), np.arange(tunes)):
        raise ValueError(f"folds have to hold each of the {tunes} tunes once; these do not")
    fold = np.empty(tunes, dtype=np.intp)
    fold[members] = np.repeat(np.arange(len(folds)), [len(np.asarray(fold)) for fold in folds])
    return fold
