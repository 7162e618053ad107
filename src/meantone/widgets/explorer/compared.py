"""A set of tunes beside people's in more figures: the profile, and the map. Behind *More*."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from meantone.measures import QUICK, Profile, Reference, features, prepare_bands, profile
from meantone.models import NGram, SequenceModel, surprises
from meantone.widgets.explorer.explored import Explored
from meantone.widgets.explorer.ground import Ground, Rows, Tokens
from meantone.widgets.explorer.settings import OPENING

JUDGE = 4
"""The order of the judge, an n-gram model."""

FITTED = 2000
"""Human tunes, at most, that the map is fitted to."""

FEW = 300
"""Human tunes on the map; where there are more that no model has learned from, those."""


@dataclass(frozen=True, eq=False)
class Yardstick:
    """What tunes of a corpus are measured with, whoever made them.

    The judge, whose surprise is measured, is an n-gram model of its own that learned from other
    tunes than the models did: those of the `valid` part.

    Parameters
    ----------
    name : str
        The corpus.
    size : int
        Its notes.
    judge : SequenceModel
    usual : float
        Bits that a note of people's tunes costs the judge.
    reference : Reference or None
        For profiles; None if there are too few tunes.
    why : str
        Why there is none.
    middle : numpy.ndarray of float, shape (features,)
    axes : numpy.ndarray of float, shape (2, features)
        The two directions in which human tunes differ most: principal components.
    dots : numpy.ndarray of float, shape (tunes, 2)
        Where people's tunes lie on the map.
    """

    name: str
    size: int
    judge: SequenceModel[Any]
    usual: float
    reference: Reference | None
    why: str
    middle: Rows
    axes: Rows
    dots: Rows

    def places(self, tunes: Sequence[Tokens]) -> Rows:
        """Return where tunes of `OPENING` notes lie on the map, shape (tunes, 2)."""
        return np.asarray((features(tunes, self.size) - self.middle) @ self.axes.T)


@dataclass(frozen=True, eq=False)
class Compared:
    """A set of tunes beside people's.

    Parameters
    ----------
    explored : Explored
    yardstick : Yardstick
    profile : Profile or None
        None where there are too few tunes by people to compare with.
    places : numpy.ndarray of float, shape (tunes, 2)
        Where the tunes lie on the map.
    """

    explored: Explored
    yardstick: Yardstick
    profile: Profile | None
    places: Rows

    @property
    def spread(self) -> float:
        """How wide the tunes lie on the map, people's tunes having 1; nan for none."""
        dots = self.yardstick.dots
        people = dots.var(axis=0).sum() if len(dots) else 0
        if not (len(self.places) and people):
            return float("nan")
        return float(np.sqrt(self.places.var(axis=0).sum() / people))


def yardstick_of(ground: Ground) -> Yardstick:
    """Return what tunes of a corpus are measured with.

    Parameters
    ----------
    ground : Ground
        The corpus, a token for each note.

    Examples
    --------
    >>> from meantone.tunes import load
    >>> found = yardstick_of(Ground.of(load("kinder")))
    >>> found.reference, found.dots.shape
    (<Reference: 16 human tunes (5 too short), openings of 32 tokens of Degree>, (132, 2))
    """
    learned, valid, people = (ground.part(part) for part in ("train", "valid", "test"))
    judge = NGram.fit(valid, ground.size, JUDGE)
    reference, why = _reference(ground, people, judge)
    rows = features([*_openings(learned)[:FITTED]], ground.size)
    middle = rows.mean(axis=0)
    axes = np.linalg.svd(rows - middle, full_matrices=False)[2][:2]
    shown = people if len(people) > FEW else [*people, *valid, *learned][:FEW]
    dots = (features(_openings(shown), ground.size) - middle) @ axes.T
    bits = np.concatenate([of[:-1] for of in surprises(judge, people)])
    return Yardstick(
        ground.name, ground.size, judge, float(bits.mean()), reference, why, middle, axes, dots
    )


def compared(explored: Explored, yardstick: Yardstick) -> Compared:
    """Return a set of tunes beside people's: profile and map.

    Parameters
    ----------
    explored : Explored
    yardstick : Yardstick
        The same corpus's.
    """
    notes = explored.notes
    return Compared(
        explored, yardstick, _profile(explored, yardstick, len(notes)), yardstick.places([*notes])
    )


def equally(one: Compared, other: Compared) -> tuple[Compared, Compared]:
    """Return two sets of one corpus measured by equally many tunes, as they have to be compared.

    Parameters
    ----------
    one, other : Compared
        Of two corpora they are left as they are.
    """
    if one.profile is None or other.profile is None or one.yardstick is not other.yardstick:
        return one, other
    least = min(one.profile.count, other.profile.count)
    if not least or one.profile.count == other.profile.count:
        return one, other
    first, second = (
        replace(each, profile=_profile(each.explored, each.yardstick, least))
        for each in (one, other)
    )
    return first, second


def _profile(explored: Explored, yardstick: Yardstick, most: int) -> Profile | None:
    """Return the profile of a set, or None where there are too few tunes by people.

    The human band depends on how many tunes there are, and is worked out once for each number. So
    that there are few numbers, as many are measured as there are halves of the human ones,
    quarters, eighths, ...
    """
    if yardstick.reference is None:
        return None
    count, least = yardstick.reference.most, max(most, 1)
    while count > least:
        count //= 2
    rng = np.random.default_rng([explored.setting.draw, 1])
    return profile([*explored.notes[:count]], yardstick.reference, rng)


def _reference(
    ground: Ground, people: Sequence[Tokens], judge: SequenceModel[Any]
) -> tuple[Reference | None, str]:
    """Return the reference of people's tunes; or None, and why there is none."""
    try:
        reference = Reference(
            people, ground.size, rng=np.random.default_rng(0), judge=judge, view=ground.view,
            length=OPENING,
        )  # fmt: skip
        for count in (reference.most, reference.most // 2):  # the usual ones
            prepare_bands(reference, count, QUICK)
    except ValueError as error:
        return None, str(error).partition(";")[0]
    return reference, ""


def _openings(tunes: Sequence[Tokens]) -> list[Tokens]:
    """Return the first notes of the tunes that are long enough; whole tunes if none is."""
    return [tune[:OPENING] for tune in tunes if len(tune) >= OPENING] or [*tunes]
