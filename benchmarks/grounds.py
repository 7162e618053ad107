"""What sets of tunes are held against: a corpus as a view reads it, people's tunes, their bands."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from meantone.measures import (
    ALL,
    Against,
    Measure,
    OfTunes,
    Reference,
    Windows,
    features,
    human_band,
    profile,
)
from meantone.models import NGram, SequenceModel, modified_kneser_ney
from meantone.tunes import Corpus, Degree, DegreeDuration, Viewpoint, load

Rows = NDArray[np.float64]
Tokens = NDArray[np.int64]
Model = SequenceModel[Any]

VIEWS: dict[str, type[Degree] | type[DegreeDuration]] = {
    "degrees": Degree,
    "degrees and durations": DegreeDuration,
}
"""What is predicted: a degree of the scale, or a degree with its duration."""

GROUNDS = tuple((corpus, view) for corpus in ("folk", "irish") for view in VIEWS)

LENGTH = 32
"""Notes of each opening: the window of both dials."""

ALIKE, RETURNS, VENDI = "alike", "4-grams repeated", "Vendi score"

NAMES = (
    "surprise", "entropy", "pooled entropy", "distinct-4", "different tunes", VENDI, ALIKE,
    "precision", "recall", RETURNS, "8-grams copied", "told apart",
)  # fmt: skip
"""The measures of the library that are taken of each set."""

MIDDLE, APART = "from the middle", "middles apart"


class Ground(NamedTuple):
    """A corpus as a view reads it, and what sets are held against.

    Parameters
    ----------
    corpus : Corpus
    view : Viewpoint
    parts : dict of str to list of tokens
        "train", "valid", "test".
    reference : Reference
        People's tunes of the test part, of near-duplicates one; the judge learned from the valid
        part alone.
    """

    corpus: Corpus
    view: Viewpoint
    parts: dict[str, list[Tokens]]
    reference: Reference

    @property
    def size(self) -> int:
        """Symbols in the vocabulary."""
        return self.reference.size


@cache
def ground(corpus: str, view: str) -> Ground:
    """Return a ground, made once in each process.

    Parameters
    ----------
    corpus : str
        "folk" or "irish".
    view : str
        One of `VIEWS`.
    """
    tunes = load(corpus)
    seen = VIEWS[view].of(tunes)
    chosen = {part: tunes.select(tunes.parts == part) for part in ("train", "valid", "test")}
    parts = {name: [seen.encode(tune) for tune in part] for name, part in chosen.items()}
    _, firsts = np.unique(chosen["test"].clusters, return_index=True)
    size = len(seen.vocabulary)
    reference = Reference(
        [parts["test"][place] for place in sorted(firsts)],
        size,
        rng=np.random.default_rng(0),
        judge=NGram.fit(parts["valid"], size, 4, modified_kneser_ney),
        training=parts["train"],
        view=seen,
        length=LENGTH,
    )
    return Ground(tunes, seen, parts, reference)


MEASURES: tuple[Measure, ...] = (
    *(measure for name in NAMES for measure in ALL if measure.name == name),
    OfTunes(
        MIDDLE, "", "How far a tune's features are from the mean of people's.",
        of=lambda windows, reference: from_middle(
            windows.features, reference.windows.features.mean(axis=0)
        ),
    ),
    Against(
        APART, "", "How far the mean of features is from the mean of people's.",
        of=lambda windows, human, _: apart(
            windows.features.mean(axis=0), human.features.mean(axis=0)
        ),
    ),
)  # fmt: skip
"""What is measured of each set."""


def from_middle(rows: Rows, middle: Rows) -> Rows:
    """Return how far each row is from a point.

    Examples
    --------
    >>> from_middle(np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros(2))
    array([5., 0.])
    """
    return np.asarray(np.linalg.norm(rows - middle, axis=1))


def apart(one: Rows, other: Rows) -> float:
    """Return how far two points are apart."""
    return float(np.linalg.norm(one - other))


def in_minor(heights: Rows) -> int:
    """Return how many tunes have more minor thirds above the tonic than major ones.

    Examples
    --------
    >>> in_minor(np.array([[0.0, 3.0, 7.0], [0.0, 4.0, 15.0]]))
    1
    """
    classes = heights % 12
    return int(((classes == 3).sum(axis=1) > (classes == 4).sum(axis=1)).sum())


def minor(tunes: Sequence[Tokens], held: Ground) -> tuple[int, int]:
    """Return how many openings are in minor, and of how many."""
    windows, _ = Windows.of(tunes, held.size, LENGTH, held.view)
    return in_minor(windows.heights), len(windows)


def figures(
    tunes: Sequence[Tokens], held: Ground, model: Model | None, rng: np.random.Generator
) -> dict[str, Any]:
    """Return the figures of a set of tunes of `LENGTH` notes or more.

    Returns
    -------
    dict
        "rows": of each measure its value and interval; "minor": how many tunes, of how many.
    """
    found = profile(tunes, held.reference, rng, MEASURES, made_by=model)
    rows = {row.name: (row.value, *row.interval) for row in found.rows}
    return {"rows": rows, "minor": minor(tunes, held)}


def bands(held: Ground) -> dict[str, tuple[float, ...]]:
    """Return of each measure people's figure, the ends of the band, and shuffled tunes' figure."""
    most = held.reference.most
    return {one.name: tuple(human_band(one, held.reference, most)) for one in MEASURES}


def middle(tunes: Sequence[Tokens], held: Ground) -> list[float]:
    """Return the mean of the features of a set, in four digits."""
    return [round(value, 4) for value in features(tunes, held.size).mean(axis=0).tolist()]
