"""A corpus as the explorer uses it: tokens to learn from, and how tokens are seen and heard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from meantone.measures.dials import NOTES
from meantone.tunes import Corpus, Degree, DegreeDuration, Tune, Viewpoint
from meantone.tunes.columns import Part

EVEN = 24
"""Ticks of a note where a model writes no durations: an eighth."""

Tokens = NDArray[np.int64]
Rows = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """A corpus as a viewpoint sees it.

    Parameters
    ----------
    corpus : Corpus
    view : Viewpoint
        What the tokens are: a note each, or a note or rest with its duration.
    tokens : tuple of numpy.ndarray of int
        Each tune of the corpus, in its order.
    plain : numpy.ndarray of int, shape (size,)
        For each token its note as one without a duration is numbered, -1 for a rest. So tunes with
        rhythm and tunes without are measured by the same notes.
    """

    corpus: Corpus
    view: Viewpoint
    tokens: tuple[Tokens, ...]
    plain: Tokens

    @classmethod
    def of(cls, corpus: Corpus, view: type[Viewpoint] = Degree) -> Ground:
        """Return a corpus as a viewpoint sees it.

        Parameters
        ----------
        corpus : Corpus
        view : type of Viewpoint
            `Degree`, `Pitch` or `DegreeDuration`.

        Raises
        ------
        ValueError
            If the corpus has no parts, or one of them has no tunes.

        Examples
        --------
        >>> from meantone.tunes import load
        >>> ground = Ground.of(load("kinder"))
        >>> ground.size, [ground.view.labels[token] for token in ground.opening]
        (23, ['5', '5', '6'])
        >>> with_rhythm = Ground.of(load("kinder"), DegreeDuration)
        >>> with_rhythm.size > ground.size, with_rhythm.rhythm
        (True, True)
        """
        reader = view()
        symbols = [reader.symbols(tune) for tune in corpus]  # once: `Viewpoint.of` reads them too
        seen = view(sorted(set().union(*symbols)))
        numbers = {symbol: token for token, symbol in enumerate(seen.vocabulary)}
        tokens = tuple(np.array([numbers[one] for one in tune], dtype=np.int64) for tune in symbols)
        ground = cls(corpus, seen, tokens, _plain(seen))
        parts = len(ground.part("train")), len(ground.part("valid")), len(ground.part("test"))
        if not all(parts):
            raise ValueError(
                f"the corpus {corpus.name!r} has {parts[0]} tunes to learn from, {parts[1]} "
                f"to choose by and {parts[2]} to compare with; the explorer needs some of each"
            )
        return ground

    @property
    def name(self) -> str:
        """The corpus's name."""
        return self.corpus.name

    @property
    def size(self) -> int:
        """Symbols in the vocabulary."""
        return len(self.view.vocabulary)

    @property
    def rhythm(self) -> bool:
        """Whether the tokens have durations."""
        return isinstance(self.view, DegreeDuration)

    def part(self, part: Part) -> list[Tokens]:
        """Return the tunes of a part that have tokens; raises as `Corpus.part` does."""
        self.corpus.part(part)
        chosen = np.flatnonzero(self.corpus.parts == part)
        return [self.tokens[place] for place in chosen if len(self.tokens[place])]

    @cached_property
    def opening(self) -> tuple[int, ...]:
        """The three notes that most of the learned tunes begin with."""
        learned = self.part("train")
        [(opening, _)] = Counter(tuple(tune[:3].tolist()) for tune in learned).most_common(1)
        return opening

    def notes(self, tokens: Tokens) -> Tokens:
        """Return the notes alone, without durations and rests: what is measured."""
        plain = self.plain[tokens]
        return plain[plain >= 0]

    def beginning(self, tokens: Tokens, notes: int = NOTES) -> Tokens:
        """Return tokens up to the note of this number; all of them if there are fewer notes.

        Parameters
        ----------
        tokens : numpy.ndarray of int, shape (time,)
        notes : int
            Rests do not count.
        """
        places = np.flatnonzero(self.plain[tokens] >= 0)
        return tokens[: places[notes - 1] + 1] if len(places) >= notes else tokens

    def tune(self, tokens: Sequence[int] | Tokens) -> Tune:
        """Return tokens as a tune; an eighth for each note where they have no durations."""
        return self.view.decode(tokens, duration=EVEN)


def _plain(view: Viewpoint) -> Tokens:
    """Return for each token the number of its note without a duration; -1 for a rest."""
    if not isinstance(view, DegreeDuration):
        return np.arange(len(view.vocabulary))
    notes = sorted({degree for degree, _ in view.vocabulary} - {view.rest})
    numbers = {degree: number for number, degree in enumerate(notes)}
    return np.array([numbers.get(degree, -1) for degree, _ in view.vocabulary])
