"""A corpus as the explorer uses it: what models learn from, and people's tunes to compare with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from meantone.measures import QUICK, Profile, Reference, features, prepare_bands, profile
from meantone.models import NGram
from meantone.tunes import Corpus, Degree, Viewpoint
from meantone.widgets.explorer.settings import OPENING

JUDGE = 4
"""The order of the judge, an n-gram model."""

FITTED = 2000
"""Human tunes, at most, that the map is fitted to."""

FEW = 300
"""Human tunes on the map; where there are more that no model has learned from, those."""

Tokens = NDArray[np.int64]
Rows = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Ground:
    """A corpus as tokens.

    Parameters
    ----------
    name : str
    view : Viewpoint
        What the tokens are.
    learned, valid, people : tuple of array of int
        What models learn from, what they are chosen by, and tunes that none has learned from.
    opening : tuple of int
        The three notes that most of the learned tunes begin with.
    """

    name: str
    view: Viewpoint
    learned: tuple[Tokens, ...]
    valid: tuple[Tokens, ...]
    people: tuple[Tokens, ...]
    opening: tuple[int, ...]

    @property
    def size(self) -> int:
        """Symbols in the vocabulary."""
        return len(self.view.vocabulary)

    @classmethod
    def of(cls, corpus: Corpus, view: type[Viewpoint] = Degree) -> Ground:
        """Return a corpus as a viewpoint sees it.

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
        """
        seen = view.of(corpus)
        learned, valid, people = (
            tuple(tokens for tune in corpus.part(part) if len(tokens := seen.encode(tune)))
            for part in ("train", "valid", "test")
        )
        if not (learned and valid and people):
            raise ValueError(
                f"the corpus {corpus.name!r} has {len(learned)} tunes to learn from, {len(valid)} "
                f"to choose by and {len(people)} to compare with; the explorer needs some of each"
            )
        opening, _ = Counter(tuple(tune[:3].tolist()) for tune in learned).most_common(1)[0]
        return cls(corpus.name, seen, learned, valid, people, opening)


class People:
    """People's tunes to compare with: what is worked out once for a corpus.

    No model has learned from these tunes. The judge, whose surprise is measured, is an n-gram model
    of its own, which learned from other tunes than the models did: those of the `valid` part.

    Parameters
    ----------
    ground : Ground

    Attributes
    ----------
    reference : Reference or None
        For profiles; None if there are too few tunes.
    why : str
        Why there is none.
    dots : numpy.ndarray of float, shape (tunes, 2)
        Where tunes lie on the map: these, and where they are few others of the corpus.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> people = People(Ground.of(load("kinder")))
    >>> people.reference, people.dots.shape
    (<Reference: 16 human tunes (5 too short), openings of 32 tokens of Degree>, (132, 2))
    """

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.reference, self.why = None, ""
        judge = NGram.fit(ground.valid, ground.size, JUDGE)
        try:
            self.reference = Reference(
                ground.people, ground.size, rng=np.random.default_rng(0), judge=judge,
                view=ground.view, length=OPENING,
            )  # fmt: skip
            for count in (self.reference.most, self.reference.most // 2):  # the usual ones
                prepare_bands(self.reference, count, QUICK)
        except ValueError as error:
            self.why = str(error).partition(";")[0]
        fitted = _long(ground.learned) or ground.learned
        rows = self._features(fitted[:FITTED])
        self._middle = rows.mean(axis=0)
        # The two directions in which human tunes differ most: principal components.
        self._axes = np.linalg.svd(rows - self._middle, full_matrices=False)[2][:2]
        others = (*ground.valid, *ground.learned)
        self.dots = self.places(
            ground.people if len(ground.people) > FEW else (*ground.people, *others)[:FEW]
        )

    def places(self, tunes: Sequence[Tokens]) -> Rows:
        """Return where the openings of tunes lie on the map, shape (tunes, 2).

        Tunes that are shorter than the openings are left out, as in the profile.
        """
        return np.asarray((self._features(_long(tunes)) - self._middle) @ self._axes.T)

    def profile(
        self, tunes: Sequence[Tokens], rng: np.random.Generator, most: int | None = None
    ) -> Profile | None:
        """Return the profile of tunes, or None where there are too few human ones.

        The human band depends on how many tunes there are, and is worked out once for each number.
        So that there are few numbers, of the tunes that are long enough as many are measured as
        there are halves of the human ones, quarters, eighths, ...

        Parameters
        ----------
        tunes : sequence of array of int
        rng : numpy.random.Generator
        most : int, optional
            Measure no more than so many.
        """
        if self.reference is None:
            return None
        long = _long(tunes)
        count, least = self.reference.most, max(min(len(long), most or len(long)), 1)
        while count > least:
            count //= 2
        short = [tune for tune in tunes if len(tune) < OPENING]
        return profile([*long[:count], *short], self.reference, rng)

    def _features(self, tunes: Sequence[Tokens]) -> Rows:
        return features([tune[:OPENING] for tune in tunes], self.ground.size)


def _long(tunes: Sequence[Tokens]) -> list[Tokens]:
    """Return the tunes that are as long as an opening."""
    return [tune for tune in tunes if len(tune) >= OPENING]
