"""The reference of a profile: human tunes, a judge, and sets of these tunes drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.measures.profile.windows import Sample, Windows, usual_length
from meantone.measures.spread import named_rng
from meantone.models.sequence_model import SequenceModel
from meantone.tunes import Tune, Viewpoint
from meantone.tunes.tokens import as_tokens

FEWEST = 8
"""Human tunes that a reference has at least: two halves of four."""

DRAWS = 16
"""Pairs of sets of human tunes from which human bands are found."""


class Pair(NamedTuple):
    """Two sets of human tunes that share none: one to be measured against the other."""

    one: Sample
    other: Sample


class Reference:
    """Human tunes to hold sets of tunes against, and what is known besides.

    The human tunes are cut to openings of equal length; shorter ones are left out and counted. A
    profile of n tunes needs 2 n human ones, n to be compared with and n for the band: of a larger
    set, a part is measured. The first profile with a measure works out the band of that measure,
    which takes much longer than the later ones (`prepare_bands` does it ahead).

    Take human tunes that no model has learned from, and of near-duplicates only one: otherwise some
    of people's tunes come twice, and people seem a little less diverse. And a judge, if
    there is one, that neither made the tunes to be measured nor learned from the human tunes: a
    model finds its own tunes likely, and a judge that knows the human tunes by heart finds them
    likelier than any others. The table names the judge; `profile` refuses one that made the tunes,
    if it is told what did.
    Lesson 09.

    Parameters
    ----------
    human : sequence of array_like of int
        Tokens from 0 to ``size - 1``. `Reference.of` takes `Tune` values.
    size : int
        Symbols in the vocabulary.
    rng : numpy.random.Generator
        For the bands; used at once, so that later draws from it change nothing here.
    judge : SequenceModel, optional
        Whose surprise is measured; without one there is no such row.
    training : sequence of array_like of int, optional
        What the models learned from, for copies; without it there are no such rows.
    view : Viewpoint, optional
        What the tokens mean, for the range; without it there is no such row.
    length : int, optional
        Tokens of the openings; the length that three of four human tunes reach, if left out.

    Attributes
    ----------
    windows : Windows
        The openings of the human tunes.
    left_out : int
        Human tunes that are too short.
    length : int

    Raises
    ------
    ValueError
        If fewer than 8 human tunes are long enough, a token is out of range, the judge or the
        viewpoint has another vocabulary, or most human tunes are training tunes too.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> human = [rng.integers(0, 4, 12) for _ in range(20)]
    >>> reference = Reference(human, size=4, rng=rng)
    >>> reference
    <Reference: 20 human tunes, openings of 12 tokens>
    """

    def __init__(
        self,
        human: Sequence[ArrayLike],
        size: int,
        *,
        rng: np.random.Generator,
        judge: SequenceModel[Any] | None = None,
        training: Sequence[ArrayLike] | None = None,
        view: Viewpoint | None = None,
        length: int | None = None,
    ) -> None:
        self.length = _checked_length(human, length)
        self.windows, self.left_out = Windows.of(human, size, self.length, view)
        self.judge = judge
        self.training = None if training is None else as_tokens(training)
        self._seed = int(rng.integers(2**63))
        self._draws: dict[int, list[Pair]] = {}
        self._mixed: dict[int, Windows] = {}
        self._check()

    @classmethod
    def of(
        cls,
        human: Sequence[Tune],
        view: Viewpoint,
        *,
        rng: np.random.Generator,
        judge: SequenceModel[Any] | None = None,
        training: Sequence[Tune] | None = None,
        length: int | None = None,
    ) -> Self:
        """Return the reference of human tunes as a viewpoint reads them, with their rhythm.

        Its profiles take `Tune` values, and have rows on rhythm, bars and keys too; of tokens they
        have the other rows.

        Parameters
        ----------
        human : sequence of Tune
        view : Viewpoint
            Its vocabulary has to hold the symbols of all tunes that will be measured: make it with
            ``Degree.of([*human, *mine])``, or `Interval` where tonics are not known.
        rng, judge, length
            As in `Reference`; the judge predicts the viewpoint's tokens.
        training : sequence of Tune, optional

        Returns
        -------
        Reference

        Examples
        --------
        >>> from meantone.tunes import Interval, load
        >>> human = load("starter")
        >>> view = Interval.of(human)
        >>> Reference.of(human, view, rng=np.random.default_rng(0))
        <Reference: 31 human tunes (9 too short), openings of 31 tokens of Interval>
        """
        encoded = [view.encode(tune) for tune in human]
        learned = None if training is None else [view.encode(tune) for tune in training]
        size = len(view.vocabulary)
        reference = cls(
            encoded, size, rng=rng, judge=judge, training=learned, view=view, length=length
        )
        reference.windows, _ = Windows.of_tunes(human, view, reference.length)  # the same, and more
        return reference

    def _check(self) -> None:
        """Raise a ValueError for what no set can be held against."""
        if len(self.windows) < FEWEST:
            raise ValueError(
                f"{len(self.windows)} human tunes have {self.length} tokens; a reference needs "
                f"{FEWEST} or more: give more tunes, or a smaller length"
            )
        judge_size = None if self.judge is None else self.judge.size
        view_size = None if self.view is None else len(self.view.vocabulary)
        for what, size in (("judge", judge_size), ("viewpoint", view_size)):
            if size not in (None, self.size):
                raise ValueError(f"the {what} has {size} symbols, but the size is {self.size}")
        if _learned(self.windows, self.training or []) > 0.5:
            raise ValueError(
                "most of the human tunes are training tunes too; take others, which were held out"
            )

    @property
    def size(self) -> int:
        """Symbols in the vocabulary."""
        return self.windows.size

    @property
    def view(self) -> Viewpoint | None:
        """What the tokens mean, where it is known."""
        return self.windows.view

    @property
    def most(self) -> int:
        """How many tunes of a set are measured at most: half as many as there are human ones."""
        return len(self.windows) // 2

    def rng(self, *names: object) -> np.random.Generator:
        """Return the generator for one purpose, the same whatever was asked before."""
        return named_rng(self._seed, *names)

    def draws(self, count: int) -> list[Pair]:
        """Return pairs of sets of so many human tunes, no tune being in both sets of a pair."""
        if count not in self._draws:
            rng = self.rng("draws", count)
            orders = [rng.permutation(len(self.windows)) for _ in range(DRAWS)]
            self._draws[count] = [
                Pair(*(self._sample(rows, rng) for rows in np.split(order[: 2 * count], 2)))
                for order in orders
            ]
        return self._draws[count]

    def _sample(self, rows: NDArray[np.int64], rng: np.random.Generator) -> Sample:
        return Sample(self.windows.take(rows), int(rng.integers(2**63)))

    def opposite(self, count: int) -> Sample:
        """Return the human tunes that a set of so many is compared with: always the same."""
        return self.draws(count)[0].other

    @cached_property
    def shuffled(self) -> Windows:
        """The human windows, each shuffled."""
        return self.windows.shuffled(self.rng("shuffled"))

    def mixed(self, count: int) -> Windows:
        """Return so many shuffled human windows, of tunes that `opposite` does not hold."""
        if count not in self._mixed:
            one = self.draws(count)[0].one.windows
            self._mixed[count] = one.shuffled(self.rng("mixed", count))
        return self._mixed[count]

    def __repr__(self) -> str:
        short = f" ({self.left_out} too short)" if self.left_out else ""
        kind = f" of {type(self.view).__name__}" if self.view else ""
        return (
            f"<Reference: {len(self.windows)} human tunes{short}, openings of {self.length} "
            f"tokens{kind}>"
        )


def _learned(human: Windows, training: Sequence[NDArray[Any]]) -> float:
    """Return the share of human openings that are openings of training tunes, token for token."""
    begun = {np.asarray(tune[: human.tokens.shape[1]], np.int64).tobytes() for tune in training}
    return float(np.mean([tokens.tobytes() in begun for tokens in human.tokens]))


def _checked_length(human: Sequence[ArrayLike], length: int | None) -> int:
    """Return the length of openings, chosen from the tunes where it is not given."""
    if length is not None and length < 1:
        raise ValueError(f"the length is {length}; an opening has 1 token or more")
    if not len(human):
        raise ValueError("there are no human tunes; a reference needs 8 or more")
    return usual_length([len(tune) for tune in as_tokens(human)]) if length is None else length
