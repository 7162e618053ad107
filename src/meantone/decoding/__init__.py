"""How predictions become a tune: samplers work on rows of probabilities, searches walk states.

Each rule is written once and serves every `SequenceModel`.
"""

from meantone.decoding.exact import more_probable_than, most_probable, n_best
from meantone.decoding.sampling import choose, sample, temperature
from meantone.decoding.search import Hypothesis, beam, greedy, per_note, total

__all__ = [
    "Hypothesis",
    "beam",
    "choose",
    "greedy",
    "more_probable_than",
    "most_probable",
    "n_best",
    "per_note",
    "sample",
    "temperature",
    "total",
]
