"""How a set of tunes compares with human tunes.

Measures, the two baselines that stand beside each of them, and intervals over tunes.
"""

from meantone.measures.compression import compressibility, lempel_ziv
from meantone.measures.copying import (
    SharedRuns,
    copied_share,
    copied_shares,
    longest_copies,
    longest_copy,
    longest_runs,
    usual_limit,
)
from meantone.measures.detection import (
    at_least,
    binomial_interval,
    d_prime,
    d_prime_interval,
    power,
    right_needed,
    trials_needed,
)
from meantone.measures.detector import Told, told_from
from meantone.measures.dials import (
    Dials,
    PeoplesDials,
    alike,
    dials,
    openings,
    peoples_dials,
    returns,
    shared_notes,
)
from meantone.measures.distances import (
    density_divergence,
    distance_of_values,
    jensen_shannon,
    kullback_leibler,
    overlapping_area,
    run_distance,
)
from meantone.measures.diversity import different_tunes, distinct, self_bleu, vendi_score
from meantone.measures.information import entropy, pooled_entropy, tune_entropies
from meantone.measures.keys import Key, find_key, key_clarity, key_correlations
from meantone.measures.listeners import (
    Detection,
    Judgment,
    Listeners,
    Maker,
    makers,
    over_listeners,
)
from meantone.measures.neighborhoods import Coverage, coverage
from meantone.measures.ngram_features import features
from meantone.measures.prediction import CrossValidation, cross_validate, folds, note_surprises
from meantone.measures.probes import Probe, probe_tunes, told_apart
from meantone.measures.profile import (
    ALL,
    QUICK,
    Against,
    AgainstEach,
    Band,
    Measure,
    OfSet,
    OfTunes,
    Profile,
    Reference,
    Row,
    Windows,
    human_band,
    prepare_bands,
    profile,
)
from meantone.measures.repetition import best_echoes, repeated, repeated_shares, self_similarity
from meantone.measures.rhythm import (
    groove_consistency,
    grooving_similarity,
    pitch_class_entropy,
    repeated_bars,
)
from meantone.measures.spread import bootstrap_interval
from meantone.models.entropy import entropies
from meantone.tunes import bars, durations, intervals, pitch_classes, shuffled

__all__ = [
    "ALL",
    "QUICK",
    "Against",
    "AgainstEach",
    "Band",
    "Coverage",
    "CrossValidation",
    "Detection",
    "Dials",
    "Judgment",
    "Key",
    "Listeners",
    "Maker",
    "Measure",
    "OfSet",
    "OfTunes",
    "PeoplesDials",
    "Probe",
    "Profile",
    "Reference",
    "Row",
    "SharedRuns",
    "Told",
    "Windows",
    "alike",
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
    "dials",
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
    "human_band",
    "intervals",
    "jensen_shannon",
    "key_clarity",
    "key_correlations",
    "kullback_leibler",
    "lempel_ziv",
    "longest_copies",
    "longest_copy",
    "longest_runs",
    "makers",
    "note_surprises",
    "openings",
    "over_listeners",
    "overlapping_area",
    "peoples_dials",
    "pitch_class_entropy",
    "pitch_classes",
    "pooled_entropy",
    "power",
    "prepare_bands",
    "probe_tunes",
    "profile",
    "repeated",
    "repeated_bars",
    "repeated_shares",
    "returns",
    "right_needed",
    "run_distance",
    "self_bleu",
    "self_similarity",
    "shared_notes",
    "shuffled",
    "told_apart",
    "told_from",
    "trials_needed",
    "tune_entropies",
    "usual_limit",
    "vendi_score",
]
