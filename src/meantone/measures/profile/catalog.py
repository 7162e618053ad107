"""The measures of a profile: those that answer while a slider moves, and all of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from meantone.measures.compression import compressibility
from meantone.measures.copying import copied_shares, longest_copies
from meantone.measures.detector import Told, told_from
from meantone.measures.dials import alike
from meantone.measures.distances import (
    distance_of_values,
    overlapping_area,
    run_distance,
)
from meantone.measures.diversity import different_tunes, distinct, self_bleu, vendi_score
from meantone.measures.information import pooled_entropy, tune_entropies
from meantone.measures.keys import key_clarity
from meantone.measures.profile.measure import Against, AgainstEach, Measure, OfSet, OfTunes
from meantone.measures.profile.reference import Reference
from meantone.measures.profile.windows import Windows
from meantone.measures.repetition import best_echoes, repeated_shares
from meantone.measures.rhythm import (
    grooving_similarity,
    of_each,
    pitch_class_entropy,
    repeated_bars,
)
from meantone.measures.spread import Floats
from meantone.tunes import Tune, durations

SHARE = (0.0, 1.0)
"""The limits of what is a share."""


def _surprise(windows: Windows, reference: Reference) -> Floats:
    """Return the judge's mean surprise at each tune."""
    if reference.judge is None:
        return np.full(len(windows), np.nan)
    return windows.surprise(reference.judge)


def _range(windows: Windows, reference: Reference) -> Floats:
    """Return the semitones from the lowest note of each tune to the highest; nan without notes."""
    heights = windows.heights
    low = np.where(np.isnan(heights), np.inf, heights).min(axis=1, initial=np.inf)
    high = np.where(np.isnan(heights), -np.inf, heights).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(low), high, np.nan) - np.where(np.isfinite(low), low, 0)


def _pitch_classes(windows: Windows) -> NDArray[np.int64]:
    """Return the pitch class of each note, from what the viewpoint measures from."""
    heights = windows.heights
    return (heights[~np.isnan(heights)] % 12).astype(np.int64)


def _steps(windows: Windows) -> NDArray[np.int64]:
    """Return the semitones from each note to the next."""
    steps = np.diff(windows.heights, axis=1)
    return steps[~np.isnan(steps)].astype(np.int64)


def _longest_copies(windows: Windows, reference: Reference) -> Floats:
    """Return the longest copy of each tune."""
    return longest_copies(windows.sequences, reference.training or []).astype(float)


def _copied(windows: Windows, reference: Reference) -> Floats:
    """Return the share of each tune's runs of 8 tokens that training has."""
    return copied_shares(windows.sequences, reference.training or [], 8)


def _told_apart(windows: Windows, human: Windows, reference: Reference) -> Told:
    """Return how well a linear reader of features and form tells the set from human tunes."""
    rows, theirs = (np.column_stack([some.features, some.form]) for some in (windows, human))
    return told_from(rows, theirs, reference.rng("told apart", len(rows)))


def _tune_by_tune(measure: Callable[[Tune], float]) -> Callable[[Windows, Reference], Floats]:
    """Return a function of windows that measures each of their tunes."""
    return lambda windows, _: of_each(measure, windows.tunes)


SURPRISE = OfTunes(
    "surprise", "bits", "The judge's mean surprise at a token.", ("judge",), of=_surprise
)

QUICK: tuple[Measure, ...] = (
    SURPRISE,
    OfTunes(
        "entropy", "bits", "The entropy of a tune's own tokens.",
        of=lambda windows, _: tune_entropies(windows.sequences),
    ),
    OfSet(
        "pooled entropy", "bits", "The entropy of all tokens taken together.",
        of=lambda windows: pooled_entropy(windows.sequences),
    ),
    OfSet(
        "distinct-4", "share", "Different runs of 4 tokens, for each run in the set.",
        limits=SHARE, of=lambda windows: distinct(windows.sequences, 4),
    ),
    OfSet(
        "different tunes", "share", "Tunes left if each is counted once.",
        limits=SHARE, of=lambda windows: different_tunes(windows.sequences),
    ),
    OfSet(
        "Vendi score", "tunes", "So many tunes with nothing in common would be as diverse.",
        limits=(1.0, float("inf")), of=lambda windows: vendi_score(windows.features),
    ),
    Against(
        "precision", "share", "Tunes of the set that lie near a human one.",
        limits=SHARE, of=lambda windows, human, _: windows.coverage_of(human).precision,
    ),
    Against(
        "recall", "share", "Human tunes near one of the set; read it with the Vendi score.",
        limits=SHARE, of=lambda windows, human, _: windows.coverage_of(human).recall,
    ),
    OfTunes(
        "4-grams repeated", "share", "Runs of 4 tokens that came earlier in the same tune.",
        limits=SHARE, of=lambda windows, _: repeated_shares(windows.sequences, 4),
    ),
    OfTunes(
        "range", "semitones", "From the lowest note of a tune to its highest.", ("view",),
        of=_range,
    ),
)  # fmt: skip
"""Those that answer while a slider moves."""

ALL: tuple[Measure, ...] = (
    *QUICK,
    OfSet(
        "alike", "share", "Other tunes of the set that have one of a tune's runs of 4 tokens.",
        limits=SHARE, of=lambda windows: alike(windows.sequences),
    ),
    Against(
        "surprise overlap", "share", "How far the surprises of tunes and of human tunes overlap.",
        ("judge",), SHARE,
        of=lambda windows, human, reference: overlapping_area(
            _surprise(windows, reference), _surprise(human, reference)
        ),
    ),
    OfSet(
        "distinct-8", "share", "Different runs of 8 tokens, for each run in the set.",
        limits=SHARE, of=lambda windows: distinct(windows.sequences, 8),
    ),
    OfSet(
        "self-BLEU", "share", "How well the rest of the set foretells a tune's runs.",
        limits=SHARE, of=lambda windows: self_bleu(windows.sequences),
    ),
    Against(
        "density", "", "Human neighborhoods a tune of the set lies in; 1 is usual.",
        of=lambda windows, human, _: windows.coverage_of(human).density,
    ),
    Against(
        "coverage", "share", "Human tunes that have one of the set nearby.",
        limits=SHARE, of=lambda windows, human, _: windows.coverage_of(human).coverage,
    ),
    Against(
        "token distance", "bits", "Jensen-Shannon divergence of single tokens from human ones.",
        limits=SHARE,
        of=lambda windows, human, _: run_distance(windows.sequences, human.sequences, 1),
    ),
    Against(
        "4-gram distance", "bits", "Jensen-Shannon divergence of runs of 4 tokens.",
        limits=SHARE,
        of=lambda windows, human, _: run_distance(windows.sequences, human.sequences, 4),
    ),
    Against(
        "pitch-class distance", "bits", "Jensen-Shannon divergence of pitch classes.",
        ("view",), SHARE,
        of=lambda windows, human, _: distance_of_values(
            _pitch_classes(windows), _pitch_classes(human)
        ),
    ),
    Against(
        "interval distance", "bits", "Jensen-Shannon divergence of steps from note to note.",
        ("view",), SHARE,
        of=lambda windows, human, _: distance_of_values(_steps(windows), _steps(human)),
    ),
    Against(
        "duration distance", "bits", "Jensen-Shannon divergence of durations.",
        ("tunes",), SHARE,
        of=lambda windows, human, _: distance_of_values(
            durations(windows.tunes), durations(human.tunes)
        ),
    ),
    OfTunes(
        "echo", "share", "Tokens that return after a tune's best lag.",
        limits=SHARE, of=lambda windows, _: best_echoes(windows.sequences),
    ),
    OfTunes(
        "compressibility", "", "New phrases a tune needs, for each that its shuffles need.",
        of=lambda windows, reference: compressibility(windows.sequences, reference.rng("copies")),
    ),
    OfTunes(
        "longest copy", "tokens", "The longest run that a training tune holds too.",
        ("training",), of=_longest_copies,
    ),
    OfTunes(
        "8-grams copied", "share", "Runs of 8 tokens that a training tune holds too.",
        ("training",), SHARE, of=_copied,
    ),
    AgainstEach(
        "told apart", "share", "How often a linear reader tells a tune from a human one: AUC.",
        limits=SHARE, of=_told_apart,
    ),
    OfTunes(
        "repeated bars", "share", "Bars that came earlier in the same tune.",
        ("tunes",), SHARE, of=_tune_by_tune(repeated_bars),
    ),
    OfTunes(
        "grooving similarity", "share", "How alike the rhythms of a tune's bars are.",
        ("tunes",), SHARE, of=_tune_by_tune(grooving_similarity),
    ),
    OfTunes(
        "1-bar entropy", "bits", "Entropy of the pitch classes of a bar.",
        ("tunes",), of=_tune_by_tune(lambda tune: pitch_class_entropy(tune, 1)),
    ),
    OfTunes(
        "4-bar entropy", "bits", "Entropy of the pitch classes of four bars.",
        ("tunes",), of=_tune_by_tune(lambda tune: pitch_class_entropy(tune, 4)),
    ),
    OfTunes(
        "key clarity", "", "How well a tune fits the key that it fits best.",
        ("tunes",), (-1.0, 1.0), of=_tune_by_tune(key_clarity),
    ),
)  # fmt: skip
"""All of them; what a reference lacks the means for is left out of its profiles."""
