"""Windows: the openings of tunes, all of one length, so that sets can be compared fairly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.information import tune_entropies
from meantone.measures.neighborhoods import (
    NEAREST,
    Coverage,
    coverage_of_reaches,
    reaches,
    squared_distances,
)
from meantone.measures.ngram_features import features
from meantone.measures.prediction import note_surprises
from meantone.measures.repetition import best_echoes, repeated_shares
from meantone.measures.spread import Floats, halves, named_rng
from meantone.models.sequence_model import Numbers, SequenceModel
from meantone.tunes import Degree, Pitch, Tune, Viewpoint, shuffled
from meantone.tunes.tokens import as_tokens

SPLITS = 16
"""Random halves from which the interval of a figure of a whole set is found."""


@dataclass(frozen=True, eq=False)
class Windows:
    """The first so many tokens of some tunes: what a profile measures.

    Made by `Windows.of`. A measure of one's own is a function of this. What takes long to work out
    (features, distances, surprises) is worked out once, for all parts of a set together.

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (tunes, time)
    size : int
        Symbols in the vocabulary.
    view : Viewpoint, optional
        What the tokens mean, where it is known.
    tunes : tuple of Tune, optional
        The same openings with all that a tune holds; empty where only tokens are known.
    part_of : tuple of (Windows, rows), optional
        What these were taken from, itself no part: features and distances are worked out there,
        once for all parts.

    Examples
    --------
    >>> windows, left_out = Windows.of([[0, 1, 2, 1], [2, 1], [1, 0, 0]], size=3, length=3)
    >>> windows.tokens, left_out
    (array([[0, 1, 2],
           [1, 0, 0]]), 1)
    """

    tokens: Numbers
    size: int
    view: Viewpoint | None = None
    tunes: tuple[Tune, ...] = ()
    part_of: tuple[Windows, Numbers] | None = None

    @classmethod
    def of(
        cls,
        tunes: Sequence[ArrayLike],
        size: int,
        length: int,
        view: Viewpoint | None = None,
    ) -> tuple[Windows, int]:
        """Return the openings of the tunes that are long enough, and how many are too short.

        Parameters
        ----------
        tunes : sequence of array_like of int
        size : int
            Symbols in the vocabulary.
        length : int
            Tokens of each opening.
        view : Viewpoint, optional
            What the tokens mean.

        Returns
        -------
        windows : Windows
        left_out : int

        Raises
        ------
        ValueError
            If a token is not from 0 to ``size - 1``.
        """
        arrays = as_tokens(tunes, size)
        long = [array[:length] for array in arrays if len(array) >= length]
        tokens = np.stack(long) if long else np.empty((0, length), dtype=np.int64)
        return cls(tokens, size, view), len(arrays) - len(long)

    @classmethod
    def of_tunes(cls, tunes: Sequence[Tune], view: Viewpoint, length: int) -> tuple[Windows, int]:
        """Return the openings of tunes as a viewpoint reads them, and how many are too short.

        The opening of a tune is its first events, up to the one that gives the last token.

        Parameters
        ----------
        tunes : sequence of Tune
        view : Viewpoint
        length : int
            Tokens of each opening.

        Returns
        -------
        windows : Windows
        left_out : int

        Raises
        ------
        TuneError
            If the viewpoint cannot read a tune; the message says what to do.
        """
        encoded = [view.encode(tune) for tune in tunes]
        windows, left_out = cls.of(encoded, len(view.vocabulary), length, view)
        kept = [
            _opening(tune, view, length)
            for tune, tokens in zip(tunes, encoded, strict=True)
            if len(tokens) >= length
        ]
        return cls(windows.tokens, windows.size, view, tuple(kept)), left_out

    def __len__(self) -> int:
        return len(self.tokens)

    @property
    def sequences(self) -> list[Numbers]:
        """The tokens as a list of tunes, which is what measures take."""
        return list(self.tokens)

    def take(self, rows: Numbers) -> Windows:
        """Return some of the tunes.

        Examples
        --------
        >>> windows, _ = Windows.of([[0, 1], [1, 1], [1, 0]], size=2, length=2)
        >>> windows.take(np.array([2, 0])).tokens
        array([[1, 0],
               [0, 1]])
        """
        tunes = tuple(self.tunes[row] for row in rows.tolist()) if self.tunes else ()
        whole, ours = self._whole
        return Windows(self.tokens[rows], self.size, self.view, tunes, (whole, ours[rows]))

    def shuffled(self, rng: np.random.Generator) -> Windows:
        """Return the windows with the tokens of each in random order, and the notes of its tune.

        Examples
        --------
        >>> windows, _ = Windows.of([[0, 1, 2, 3]], size=4, length=4)
        >>> windows.shuffled(np.random.default_rng(0)).tokens
        array([[2, 0, 1, 3]])
        """
        tokens = rng.permuted(self.tokens, axis=1)
        tunes = tuple(shuffled(tune, rng) for tune in self.tunes)
        return Windows(tokens, self.size, self.view, tunes)

    @property
    def _whole(self) -> tuple[Windows, Numbers]:
        """What these are a part of, and which rows of it; themselves, if they are no part."""
        return self.part_of or (self, np.arange(len(self)))

    @cached_property
    def _own_features(self) -> Floats:
        return features(self.sequences, self.size)

    @cached_property
    def _distances(self) -> dict[Windows, Floats]:
        return {}

    @cached_property
    def _coverages(self) -> dict[Windows, Coverage]:
        return {}

    @cached_property
    def _surprises(self) -> dict[SequenceModel[Any], Floats]:
        return {}

    @property
    def features(self) -> Floats:
        """The rows of `meantone.measures.features`, shape (tunes, columns)."""
        whole, rows = self._whole
        return whole._own_features[rows]

    def distances_to(self, others: Windows) -> Floats:
        """Return the squared distance of each row of features from each of others.

        Returns
        -------
        numpy.ndarray of float, shape (tunes, other tunes)
        """
        (whole, rows), (other, columns) = self._whole, others._whole
        if other not in whole._distances:
            whole._distances[other] = squared_distances(whole.features, other.features)
        return whole._distances[other][np.ix_(rows, columns)]

    @cached_property
    def reach(self) -> Floats:
        """How far the neighborhood of each tune in the set reaches, squared; see `coverage`."""
        return reaches(self.distances_to(self))

    def coverage_of(self, human: Windows) -> Coverage:
        """Return `meantone.measures.coverage` of these tunes against human ones."""
        if human not in self._coverages:
            few = min(len(self), len(human)) <= NEAREST
            self._coverages[human] = (
                Coverage(*[float("nan")] * 4)
                if few
                else coverage_of_reaches(self.reach, human.reach, self.distances_to(human))
            )
        return self._coverages[human]

    def surprise(self, judge: SequenceModel[Any]) -> Floats:
        """Return a judge's mean surprise at each tune, in bits; the end is no part of an opening.

        Returns
        -------
        numpy.ndarray of float, shape (tunes,)
        """
        whole, rows = self._whole
        if judge not in whole._surprises:
            bits = note_surprises(judge, whole.sequences)
            whole._surprises[judge] = np.array([tune.mean() for tune in bits])
        return whole._surprises[judge][rows]

    @property
    def form(self) -> Floats:
        """What features do not see, shape (tunes, 4): shares repeated, echo and entropy."""
        columns = [repeated_shares(self.sequences, length) for length in (2, 4)]
        columns += [best_echoes(self.sequences), tune_entropies(self.sequences)]
        return np.nan_to_num(np.column_stack(columns))

    @cached_property
    def heights(self) -> Floats:
        """The pitch of each note in semitones, from anywhere; shape (tunes, notes).

        Where a tune has fewer notes than another, nan; without a viewpoint there are none.
        """
        if isinstance(self.view, Degree | Pitch):
            return np.asarray(self.view.vocabulary, dtype=float)[self.tokens]
        if self.view is None:
            return np.empty((len(self), 0))
        notes = [self.view.decode(tokens).notes for tokens in self.tokens]
        table = np.full((len(notes), max(map(len, notes), default=0)), np.nan)
        for row, pitches in zip(table, notes, strict=True):
            row[: len(pitches)] = pitches
        return table


@dataclass(frozen=True, eq=False)
class Sample:
    """Windows, and the seed of all that is drawn at random to measure them.

    Each purpose draws from a generator of its own name. So the same tunes and seed give the same
    figure, whatever else is asked.

    Parameters
    ----------
    windows : Windows
    seed : int

    Examples
    --------
    >>> windows, _ = Windows.of([[0, 1], [1, 1], [1, 0], [0, 0]], size=2, length=2)
    >>> sample = Sample(windows, seed=3)
    >>> len(sample), {len(half) for half in sample.halves}
    (4, {2})
    """

    windows: Windows
    seed: int

    def __len__(self) -> int:
        return len(self.windows)

    def rng(self, *names: object) -> np.random.Generator:
        """Return the generator for one purpose."""
        return named_rng(self.seed, *names)

    @cached_property
    def halves(self) -> list[Windows]:
        """Random halves, the same for all measures."""
        drawn = halves(len(self.windows), self.rng("halves"), SPLITS)
        return [self.windows.take(half) for half in drawn]


def usual_length(lengths: ArrayLike) -> int:
    """Return the length that three of four tunes reach: the lower quartile, at least 1.

    Windows of more tokens would leave out more tunes, those of fewer would see less of each.

    Examples
    --------
    >>> usual_length([30, 40, 50, 60, 70])
    40
    """
    return max(1, int(np.quantile(np.asarray(lengths), 0.25, method="lower")))


def _opening(tune: Tune, view: Viewpoint, length: int) -> Tune:
    """Return the fewest first events of a tune that a viewpoint reads as so many tokens."""
    low, high = 0, len(tune)
    while low < high:  # more events never give fewer tokens
        middle = (low + high) // 2
        if len(view.symbols(tune.excerpt(0, middle))) < length:
            low = middle + 1
        else:
            high = middle
    return tune.excerpt(0, low)
