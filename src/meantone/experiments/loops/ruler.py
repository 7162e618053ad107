"""What is measured of a generation: a profile of figures, since no single one says collapse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from meantone.decoding import Samples
from meantone.experiments.bias import Groups, by_experts
from meantone.experiments.loops.generations import Generation
from meantone.measures import alike, features, openings, returns, vendi_score
from meantone.measures.dials import NOTES, TUNES
from meantone.models import NGram, cross_entropy
from meantone.models.sequence_model import Numbers
from meantone.tunes import Corpus, Degree

Share = Callable[[Sequence[Numbers]], float]
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
        Whose share is looked at: `in_minor`, the `share` of a judge, or a function of your own.
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


def ruler_of(corpus: Corpus, view: Degree, rng: np.random.Generator, region: str = "") -> Ruler:
    """Return a ruler for loops that begin with a corpus: its test tunes, minor, and a region.

    Which tunes are of the region say two experts, corrected for their errors: see
    `meantone.experiments.bias.by_experts`. They are no better judges of noise than anyone is: look
    at the share that they find among shuffled tunes. Lesson 11.

    Parameters
    ----------
    corpus : Corpus
        With parts.
    view : Degree
        How its tunes are read.
    rng : numpy.random.Generator
        Brings the test tunes into random order, as a corpus stands in that of its sources.
    region : str, optional
        One of ``corpus.regions`` whose share is looked at too.

    Returns
    -------
    Ruler

    Examples
    --------
    >>> from meantone.tunes import load
    >>> kinder = load("kinder")
    >>> ruler_of(kinder, Degree.of(kinder), np.random.default_rng(0)).groups.keys()
    dict_keys(['minor'])
    """
    size = len(view.vocabulary)
    people = [view.encode(tune) for tune in corpus.part("test")]
    shares = {"minor": in_minor(view.vocabulary)}
    if region:
        names = ("elsewhere", region)
        groups = Groups.of(corpus, view, corpus.regions == region, names)
        experts = [NGram.fit(tunes, size, order=5) for tunes in groups.train]
        shares[region] = by_experts(groups, experts).share
    return Ruler([people[place] for place in rng.permutation(len(people))], size, shares)


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

    def share(tunes: Sequence[Numbers]) -> float:
        told = [np.asarray(tune, dtype=np.intp) for tune in tunes]
        signs = np.array([scores[tune].sum() for tune in told if has[tune].any()])
        return float(np.mean(signs > 0)) if len(signs) else float("nan")

    return share
