"""Small corpora and one stock of models that the explorer's tests share."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from meantone.tunes import Corpus, Tune
from meantone.widgets import Results, Setting, Stock
from meantone.widgets.explorer.settings import NGRAM


def tunes(count: int, seed: int) -> list[Tune]:
    """Return tunes that wander up and down a scale, each with its ways, as people's do."""
    rng = np.random.default_rng(seed)
    scale = [60, 62, 64, 65, 67, 69, 71, 72]
    made = []
    for number in range(count):
        steps = rng.choice([-2, -1, 0, 1, 2], rng.integers(34, 46), p=[0.1, 0.3, 0.2, 0.3, 0.1])
        places = np.abs(np.cumsum(steps)) % 14
        pitches = [scale[min(place, 14 - place)] for place in places]
        tune = Tune(
            tuple(pitches), (48,) * len(pitches), id=f"t{seed}-{number}", tonic="C", mode="major"
        )
        made.append(tune)
    return made


def corpus(name: str = "tiny", seed: int = 0) -> Corpus:
    parts = ["train"] * 60 + ["valid"] * 12 + ["test"] * 24
    return Corpus.from_tunes(tunes(len(parts), seed), name, parts=parts)


def with_rests() -> Corpus:
    """Return a corpus whose tunes begin with a rest: with rhythm, tokens are other numbers."""
    plain = corpus("rests", 5)
    made = [replace(tune, pitches=(-1, *tune.pitches[1:])) for tune in plain]
    return Corpus.from_tunes(made, "rests", parts=plain.parts)


TINY, OTHER = corpus(), corpus("other", 1)
RESULTS = Results(Stock([TINY, OTHER], seconds=0.3))
"""Kept over tests: what it finds out is found out once."""

STOCK = RESULTS.stock


def setting(model: str = NGRAM, order: int = 3, decoder: str = "temperature", **more: Any):
    return Setting("tiny", model, order, decoder, **more)
