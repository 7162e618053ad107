"""What is measured of a generation: a profile of figures, since no single one says collapse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Samples
from meantone.experiments.loops.feeding import bits_per_note
from meantone.experiments.loops.generations import Generation
from meantone.measures import alike, features, openings, returns, vendi_score
from meantone.measures.dials import NOTES, TUNES
from meantone.models import NGram, SequenceModel, cross_entropy
from meantone.tunes import Corpus, Viewpoint

Share = Callable[[Sequence[ArrayLike]], float]
"""From tunes to the share of them that belongs to a group."""

_THIRD = 4
"""Semitones from the tonic to the third of major; minor's is one less."""


@dataclass(frozen=True)
class Reading:
    """The figures of one set of tunes.

    Schaeffer et al. (2025) count eight definitions of "model collapse" that contradict each
    other, and ask for a profile instead of a verdict: this is one. Lesson 11.

    Parameters
    ----------
    generation : int
    bits : float
        How many bits per token people's tunes cost the model: what it knows.
    variety : float
        `vendi_score` of what it wrote: how many wholly different tunes would be as varied.
    alike, returns : float
        The two dials of lesson 08.
    notes : float
        Mean length of its tunes, those that were cut off counted as far as they went.
    cut : float
        The share of its tunes that did not come to an end.
    shares : mapping of str to float
        Which share of its tunes belongs to each group.
    """

    generation: int
    bits: float
    variety: float
    alike: float
    returns: float
    notes: float
    cut: float
    shares: Mapping[str, float]

    @property
    def row(self) -> dict[str, float]:
        """The figures by name, groups last.

        Examples
        --------
        >>> [*Reading(0, 2.6, 14, 0.03, 0.1, 50, 0.0, {"minor": 0.1}).row][-3:]
        ['notes', 'cut', 'minor']
        """
        names = ("generation", "bits", "variety", "alike", "returns", "notes", "cut")
        return {name: getattr(self, name) for name in names} | dict(self.shares)


@dataclass(frozen=True)
class Ruler:
    """Measures every generation in the same way. Lesson 11.

    Variety and both dials are seen through one window: the first `notes` notes of the first `count`
    tunes that are long enough; nan if there are not so many.

    Parameters
    ----------
    people : sequence of array_like of int
        Tunes by people that no model learns from.
    size : int
        Symbols in the vocabulary.
    groups : mapping of str to function
        Whose share is looked at: `in_minor`, `of_style`, or a function of your own.
    notes, count : int
        The window.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> people = list(rng.integers(0, 4, (6, 8)))
    >>> ruler = Ruler(people, 4, {"long": lambda tunes: float(len(tunes) > 3)}, notes=8, count=6)
    >>> ruler.of_people.shares, ruler.of_people.notes
    ({'long': 1.0}, 8.0)
    """

    people: Sequence[ArrayLike]
    size: int
    groups: Mapping[str, Share] = field(default_factory=dict)
    notes: int = NOTES
    count: int = TUNES

    def read(self, generation: Generation) -> Reading:
        """Return the figures of a generation."""
        bits = cross_entropy(generation.model, self.people)
        return self._reading(generation.number, bits, generation.written)

    @property
    def of_people(self) -> Reading:
        """The same figures of people's own tunes, without bits."""
        ended = np.ones(len(self.people), dtype=bool)
        tunes = Samples((np.asarray(tune) for tune in self.people), ended)
        return self._reading(0, float("nan"), tunes)

    def of_shuffled(self, rng: np.random.Generator) -> Reading:
        """Return the same figures of people's tunes, each with its notes in random order."""
        ended = np.ones(len(self.people), dtype=bool)
        mixed = Samples((rng.permutation(np.asarray(tune)) for tune in self.people), ended)
        return self._reading(0, float("nan"), mixed)

    def _reading(self, number: int, bits: float, tunes: Samples) -> Reading:
        seen = openings(tunes, self.notes, self.count)
        enough = len(seen) == self.count
        nothing = float("nan")
        return Reading(
            number,
            bits,
            vendi_score(features(seen, self.size)) if enough else nothing,
            alike(seen) if enough else nothing,
            returns(seen) if enough else nothing,
            float(np.mean([len(tune) for tune in tunes])),
            float(np.mean(~tunes.ended)),
            {name: share(tunes) for name, share in self.groups.items()},
        )


def ruler_of(
    corpus: Corpus, view: Viewpoint, rng: np.random.Generator, style: str = "", ids: str = ""
) -> Ruler:
    """Return a ruler for loops that begin with a corpus: its test tunes, minor, and a style.

    Lesson 11.

    Parameters
    ----------
    corpus : Corpus
        With parts.
    view : Degree
        How its tunes are read: the vocabulary has to be semitones above the tonic.
    rng : numpy.random.Generator
        Brings the test tunes into random order, as a corpus stands in that of its sources.
    style : str, optional
        What to call a group of tunes whose share is looked at too.
    ids : str
        What the ids of its tunes begin with: ``"han"`` for the Chinese tunes of `folk`.

    Returns
    -------
    Ruler

    Examples
    --------
    >>> from meantone.tunes import Degree, load
    >>> kinder = load("kinder")
    >>> ruler_of(kinder, Degree.of(kinder), np.random.default_rng(0)).groups.keys()
    dict_keys(['minor'])
    """
    size = len(view.vocabulary)
    parts = {part: corpus.part(part) for part in ("train", "valid", "test")}
    tunes = {part: [view.encode(tune) for tune in these] for part, these in parts.items()}
    groups = {"minor": in_minor(view.vocabulary)}
    if style:
        of = {p: [id.startswith(ids) for id in these.ids.tolist()] for p, these in parts.items()}
        mine, theirs = (
            {p: [t for t, is_of in zip(tunes[p], of[p], strict=True) if is_of == yes] for p in of}
            for yes in (True, False)
        )
        judge, other = (NGram.fit(some["train"], size, order=5) for some in (mine, theirs))
        groups[style] = of_style(judge, other, mine["valid"], theirs["valid"])
    order = rng.permutation(len(tunes["test"]))
    return Ruler([tunes["test"][place] for place in order], size, groups)


def in_minor(degrees: Sequence[int]) -> Share:
    """Return what tells the share of tunes in minor: more minor thirds than major ones.

    Tunes without any third are not counted. Lesson 11.

    Parameters
    ----------
    degrees : sequence of int
        Semitones above the tonic that each token stands for: ``Degree.vocabulary``.

    Returns
    -------
    function of tunes to float
        nan if no tune has a third.

    Examples
    --------
    >>> share = in_minor([0, 3, 4])
    >>> share([[0, 1, 1], [0, 2], [0, 0]])
    0.5
    """
    third = np.asarray(degrees) % 12
    scores = np.where(third == _THIRD - 1, 1, 0) - np.where(third == _THIRD, 1, 0)
    has = (third == _THIRD) | (third == _THIRD - 1)

    def share(tunes: Sequence[ArrayLike]) -> float:
        told = [np.asarray(tune, dtype=np.intp) for tune in tunes]
        signs = np.array([scores[tune].sum() for tune in told if has[tune].any()])
        return float(np.mean(signs > 0)) if len(signs) else float("nan")

    return share


def of_style(
    style: SequenceModel[Any],
    others: SequenceModel[Any],
    known: Sequence[ArrayLike],
    known_others: Sequence[ArrayLike],
) -> Share:
    """Return what tells the share of tunes in a style, by two judges, corrected for their errors.

    A tune belongs to the style if the judge of it has fewer bits per note than the judge of the
    others. On tunes that neither learned from, such a judge is right with rates that are known, and
    the share is corrected by them: ``(share - false) / (true - false)`` (Rogan and Gladen 1978),
    kept between 0 and 1. Lesson 11.

    Parameters
    ----------
    style, others : SequenceModel
        Learned from the style, and from all else.
    known, known_others : sequence of array_like of int
        Further tunes of both kinds.

    Returns
    -------
    function of tunes to float

    Raises
    ------
    ValueError
        If the judges cannot tell the known tunes apart.

    Examples
    --------
    >>> from meantone.models import NGram
    >>> low, high = [[0, 0, 1]] * 4, [[2, 3, 3]] * 4
    >>> judges = [NGram.fit(tunes, 4, order=2) for tunes in (low, high)]
    >>> of_style(*judges, low, high)([[0, 1], [3, 2], [2, 2], [3, 3]])
    0.25
    """

    def raw(tunes: Sequence[ArrayLike]) -> float:
        return float(np.mean(bits_per_note(style, tunes) < bits_per_note(others, tunes)))

    true, false = raw(known), raw(known_others)
    if true <= false:
        raise ValueError(
            f"{true:.2f} of the style's tunes are told to be of it, and {false:.2f} of the "
            "others'; these judges cannot tell them apart: let them learn from more tunes"
        )
    return lambda tunes: float(np.clip((raw(tunes) - false) / (true - false), 0, 1))
