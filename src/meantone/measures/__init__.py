"""How a set of tunes compares with human tunes.

Measures, the two baselines that stand beside each of them, and intervals over tunes.
"""

from meantone.measures.baselines import bootstrap_interval, shuffled
from meantone.measures.compression import compressibility, lempel_ziv
from meantone.measures.copying import copied_share, copied_shares, longest_copies, longest_copy
from meantone.measures.detection import (
    Detection,
    Judgment,
    Listeners,
    Maker,
    at_least,
    binomial_interval,
    d_prime,
    d_prime_interval,
    makers,
    over_listeners,
    power,
    right_needed,
    trials_needed,
)
from meantone.measures.detector import Told, told_from
from meantone.measures.distances import (
    density_divergence,
    distance_of_values,
    durations,
    intervals,
    jensen_shannon,
    kullback_leibler,
    overlapping_area,
    pitch_classes,
    run_distance,
)
from meantone.measures.diversity import different_tunes, distinct, self_bleu, vendi_score
from meantone.measures.information import entropies, entropy, pooled_entropy, tune_entropies
from meantone.measures.keys import Key, find_key, key_clarity, key_correlations
from meantone.measures.neighborhoods import Coverage, coverage
from meantone.measures.ngram_features import features
from meantone.measures.prediction import CrossValidation, cross_validate, folds, note_surprises
from meantone.measures.probes import Probe, probe_tunes, told_apart
from meantone.measures.profile import (
    ALL,
    QUICK,
    Against,
    AgainstEach,
    Measure,
    OfSet,
    OfTunes,
    Profile,
    Reference,
    Row,
    Windows,
    profile,
)
from meantone.measures.repetition import best_echoes, repeated, repeated_shares, self_similarity
from meantone.measures.rhythm import (
    bars,
    groove_consistency,
    grooving_similarity,
    pitch_class_entropy,
    repeated_bars,
)

__all__ = [
    "ALL",
    "QUICK",
    "Against",
    "AgainstEach",
    "Coverage",
    "CrossValidation",
    "Detection",
    "Judgment",
    "Key",
    "Listeners",
    "Maker",
    "Measure",
    "OfSet",
    "OfTunes",
    "Probe",
    "Profile",
    "Reference",
    "Row",
    "Told",
    "Windows",
    "at_least",
    "bars",
    "best_echoes",
    "binomial_interval",
    "bootstrap_interval",
    "compressibility",
    "copied_share",
    "copied_shares",
    "coverage",
    "cross_validate",
    "d_prime",
    "d_prime_interval",
    "density_divergence",
    "different_tunes",
    "distance_of_values",
    "distinct",
    "durations",
    "entropies",
    "entropy",
    "features",
    "find_key",
    "folds",
    "groove_consistency",
    "grooving_similarity",
    "intervals",
    "jensen_shannon",
    "key_clarity",
    "key_correlations",
    "kullback_leibler",
    "lempel_ziv",
    "longest_copies",
    "longest_copy",
    "makers",
    "note_surprises",
    "over_listeners",
    "overlapping_area",
    "pitch_class_entropy",
    "pitch_classes",
    "pooled_entropy",
    "power",
    "probe_tunes",
    "profile",
    "repeated",
    "repeated_bars",
    "repeated_shares",
    "right_needed",
    "run_distance",
    "self_bleu",
    "self_similarity",
    "shuffled",
    "told_apart",
    "told_from",
    "trials_needed",
    "tune_entropies",
    "vendi_score",
]
