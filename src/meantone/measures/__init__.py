"""How a set of tunes compares with human tunes.

Measures, the two baselines that stand beside each of them, and intervals over tunes.
"""

from meantone.measures.baselines import bootstrap_interval, shuffled
from meantone.measures.copying import copied_share, copied_shares, longest_copies, longest_copy
from meantone.measures.information import entropy
from meantone.measures.prediction import CrossValidation, cross_validate, folds, note_surprises
from meantone.measures.probes import Probe, probe_tunes, told_apart
from meantone.measures.repetition import repeated

__all__ = [
    "CrossValidation",
    "Probe",
    "bootstrap_interval",
    "copied_share",
    "copied_shares",
    "cross_validate",
    "entropy",
    "folds",
    "longest_copies",
    "longest_copy",
    "note_surprises",
    "probe_tunes",
    "repeated",
    "shuffled",
    "told_apart",
]
