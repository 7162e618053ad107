"""What a generation feeds to the next one: which tunes are kept, who picks them, what is fresh."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.decoding import Reshaped, Samples, sample, temperature
from meantone.models import SequenceModel, surprises
from meantone.models.sequence_model import Rows

Keep = Callable[[Sequence[Samples], np.random.Generator], Samples]
"""From what there was to learn from so far, people's first, to what is learned from next."""

Likes = Callable[[Rows, np.random.Generator], Rows]
"""From bits per note, shape (groups, N), to how much each is liked; the most liked is picked."""


def replace(history: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Learn from the latest tunes only: those before are thrown away. Lesson 11.

    Parameters
    ----------
    history : sequence of Samples
        People's tunes, then what each generation has fed to the next.
    rng : numpy.random.Generator
        Not needed here.

    Returns
    -------
    Samples

    Examples
    --------
    >>> old, new = Samples([np.array([0])], [True]), Samples([np.array([1])], [False])
    >>> replace([old, new], np.random.default_rng(0)) is new
    True
    """
    return history[-1]


def accumulate(history: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Learn from all tunes there ever were, people's too (Gerstgrasser et al. 2024). Lesson 11.

    Parameters
    ----------
    history : sequence of Samples
        As in `replace`.
    rng : numpy.random.Generator
        Not needed here.

    Returns
    -------
    Samples

    Examples
    --------
    >>> old, new = Samples([np.array([0])], [True]), Samples([np.array([1])], [False])
    >>> accumulate([old, new], np.random.default_rng(0)).ended
    array([ True, False])
    """
    return Samples(chain(*history), np.concatenate([tunes.ended for tunes in history]))


def subsample(history: Sequence[Samples], rng: np.random.Generator) -> Samples:
    """Learn from some of all there ever were: as many as at first (Kazdan et al. 2024). Lesson 11.

    Parameters
    ----------
    history : sequence of Samples
        As in `replace`.
    rng : numpy.random.Generator

    Returns
    -------
    Samples

    Examples
    --------
    >>> old, new = Samples([np.array([0])], [True]), Samples([np.array([1])], [False])
    >>> len(subsample([old, new], np.random.default_rng(0)))
    1
    """
    everything = accumulate(history, rng)
    return some(everything, rng.choice(len(everything), len(history[0]), replace=False))


KEPT: Mapping[str, Keep] = MappingProxyType(
    {"replace": replace, "accumulate": accumulate, "accumulate and subsample": subsample}
)
"""The kinds of loop, by name."""


def some(tunes: Samples, places: NDArray[np.intp]) -> Samples:
    """Return the tunes at these places, with what is known of their ends.

    Parameters
    ----------
    tunes : Samples
    places : numpy.ndarray of int, shape (chosen,)

    Examples
    --------
    >>> some(Samples([np.array([0]), np.array([1])], [True, False]), np.array([1])).ended
    array([False])
    """
    return Samples((tunes[int(place)] for place in places), tunes.ended[places])


def likeliest(bits: Rows, rng: np.random.Generator) -> Rows:
    """Like a tune the more, the fewer bits per note it has. Lesson 11.

    Parameters
    ----------
    bits : numpy.ndarray of float, shape (groups, N)
    rng : numpy.random.Generator
        Not needed here.

    Examples
    --------
    >>> likeliest(np.array([[2.0, 1.5]]), np.random.default_rng(0))
    array([[-2. , -1.5]])
    """
    return -bits


def like_people(people: ArrayLike) -> Likes:
    """Return a taste: as surprising as a tune by people is, each time another one.

    A stand-in for a person who takes what sounds neither dull nor mad. For each group a target is
    drawn from people's own bits, and the nearer to it, the better. Lesson 11.

    Parameters
    ----------
    people : array_like of float, shape (tunes,)
        Bits per note of people's tunes, by the same judge.

    Returns
    -------
    function

    Examples
    --------
    >>> taste = like_people([2.5])
    >>> taste(np.array([[0.5, 2.5, 6.0]]), np.random.default_rng(0))
    array([[-2. , -0. , -3.5]])
    """
    usual = np.asarray(people, dtype=float)

    def liked(bits: Rows, rng: np.random.Generator) -> Rows:
        return np.asarray(-np.abs(bits - rng.choice(usual, (len(bits), 1))))

    return liked


def bits_per_note(judge: SequenceModel[Any], tunes: Sequence[ArrayLike]) -> Rows:
    """Return the mean surprise of each tune's notes; of its end, if it has no note.

    The end is left out, as a tune that was cut off has none.

    Parameters
    ----------
    judge : SequenceModel
    tunes : sequence of array_like of int

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> bits_per_note(MarkovChain.fit([[0, 1], [0, 0, 1]], size=2), [[0, 1]]).round(2)
    array([0.29])
    """
    found = surprises(judge, tunes)
    if not len(found):
        return np.empty(0)
    lengths = np.array([len(bits) for bits in found], dtype=np.intp)
    last = np.cumsum(lengths) - 1  # where the ends are
    every = np.concatenate(found)
    total = np.add.reduceat(every, last - lengths + 1)
    alone = lengths == 1
    return np.asarray(np.where(alone, total, total - every[last]) / np.maximum(lengths - 1, 1))


@dataclass(frozen=True)
class Pick:
    """Somebody hears N tunes at a time and keeps one. Lesson 11.

    Parameters
    ----------
    of : int
        N.
    judge : SequenceModel
        Says how surprising each tune is.
    likes : function
        `likeliest`, or what `like_people` makes.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> judge = MarkovChain.fit([[0, 1], [0, 0, 1]], size=2)
    >>> heard = Samples([np.array([0, 0, 0, 1]), np.array([0, 1])], [True, True])
    >>> Pick(2, judge, likeliest)(heard, np.random.default_rng(0))[0]
    array([0, 1])
    """

    of: int
    judge: SequenceModel[Any]
    likes: Likes

    def __call__(self, heard: Samples, rng: np.random.Generator) -> Samples:
        """Return one of each N tunes."""
        liked = self.likes(bits_per_note(self.judge, heard).reshape(-1, self.of), rng)
        return some(heard, np.arange(len(liked)) * self.of + liked.argmax(axis=1))


@dataclass(frozen=True)
class Loop:
    """How each generation is made of those before. Lesson 11.

    Parameters
    ----------
    keep : function
        One of `KEPT`: what is learned from.
    temperature : float
        At which tunes are drawn.
    fresh : float
        From 0 to 1: the share of the tunes fed to the next generation that people wrote.
    pick : Pick, optional
        Who chooses among the machine's tunes; nobody, if left out.
    tunes : int
        How many each generation writes, and how many people wrote for the first.
    longest : int
        Tunes are cut off at this many tokens; they do not count as ended.

    Raises
    ------
    ValueError
        If `fresh` is no share, or there is no tune to write.

    Examples
    --------
    >>> Loop(fresh=0.2).machine_tunes
    800
    """

    keep: Keep = replace
    temperature: float = 1.0
    fresh: float = 0.0
    pick: Pick | None = None
    tunes: int = 1000
    longest: int = 256

    def __post_init__(self) -> None:
        if not 0 <= self.fresh <= 1:
            raise ValueError(f"fresh is {self.fresh}; it is a share of the tunes, from 0 to 1")
        if self.tunes < 1:
            raise ValueError(f"tunes is {self.tunes}; a generation writes 1 tune or more")

    @property
    def machine_tunes(self) -> int:
        """How many tunes of the machine the next generation is given."""
        return self.tunes - round(self.fresh * self.tunes)

    def write(self, model: SequenceModel[Any], rng: np.random.Generator) -> Samples:
        """Let a model write its tunes, and let somebody pick, if somebody does.

        Parameters
        ----------
        model : SequenceModel
        rng : numpy.random.Generator

        Returns
        -------
        Samples
            As many as `tunes`.
        """
        heard = self.tunes * (self.pick.of if self.pick else 1)
        # A model of its own, so that a row of a table is reshaped once, not at each note.
        bent = Reshaped(model, lambda rows: temperature(rows, self.temperature))
        drawn = sample(model if self.temperature == 1 else bent, heard, rng, longest=self.longest)
        return self.pick(drawn, rng) if self.pick else drawn
