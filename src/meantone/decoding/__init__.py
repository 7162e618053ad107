"""How predictions become a tune: samplers work on rows of probabilities, searches walk states.

Each rule is written once and serves every `SequenceModel`.
"""

from meantone.decoding.constrained import Constrained, LookingAhead
from meantone.decoding.constraints import (
    MAJOR,
    MINOR,
    PENTATONIC,
    Constraint,
    ConstraintError,
    ending,
    given,
    in_range,
    in_scale,
    lengths,
    only,
    opening,
)
from meantone.decoding.diverse import diverse_beam
from meantone.decoding.exact import best_infilling, more_probable_than, most_probable, n_best
from meantone.decoding.infilling import Infilling, temperature_for
from meantone.decoding.particles import Particles, particles
from meantone.decoding.reshaped import Mirostat, Reshaped
from meantone.decoding.sampling import Samples, choose, sample, temperature
from meantone.decoding.search import Hypothesis, beam, greedy, per_note, total
from meantone.decoding.truncation import allow, min_p, top_k, top_p, typical

__all__ = [
    "MAJOR",
    "MINOR",
    "PENTATONIC",
    "Constrained",
    "Constraint",
    "ConstraintError",
    "Hypothesis",
    "Infilling",
    "LookingAhead",
    "Mirostat",
    "Particles",
    "Reshaped",
    "Samples",
    "allow",
    "beam",
    "best_infilling",
    "choose",
    "diverse_beam",
    "ending",
    "given",
    "greedy",
    "in_range",
    "in_scale",
    "lengths",
    "min_p",
    "more_probable_than",
    "most_probable",
    "n_best",
    "only",
    "opening",
    "particles",
    "per_note",
    "sample",
    "temperature",
    "temperature_for",
    "top_k",
    "top_p",
    "total",
    "typical",
]
