"""What can predict the next event, from a table of counts upwards.

Every model answers the calls of `SequenceModel`, so each decoding rule is written once.
"""

from meantone.models.arpa import write_arpa
from meantone.models.contexts import Contexts
from meantone.models.learned_weights import learn_weights
from meantone.models.log_linear import (
    Exponents,
    LogLinear,
    by_place,
    by_place_and_certainty,
    constant,
    learn_exponents,
)
from meantone.models.markov import MarkovChain
from meantone.models.mixture import Mixture, Product, by_certainty, evenly, fixed
from meantone.models.ngram import ModelFileError, NGram
from meantone.models.posterior import PosteriorMixture
from meantone.models.ppm import PPM, LearningPPM, back_off, blend
from meantone.models.sequence_model import (
    FiniteModel,
    SequenceModel,
    cross_entropy,
    surprise,
    surprises,
    take,
)
from meantone.models.smoothing import (
    add,
    bounded_ppm,
    kneser_ney,
    maximum_likelihood,
    modified_kneser_ney,
    witten_bell,
)
from meantone.models.views import ViewModel

__all__ = [
    "PPM",
    "Contexts",
    "Exponents",
    "FiniteModel",
    "LearningPPM",
    "LogLinear",
    "MarkovChain",
    "Mixture",
    "ModelFileError",
    "NGram",
    "PosteriorMixture",
    "Product",
    "SequenceModel",
    "ViewModel",
    "add",
    "back_off",
    "blend",
    "bounded_ppm",
    "by_certainty",
    "by_place",
    "by_place_and_certainty",
    "constant",
    "cross_entropy",
    "evenly",
    "fixed",
    "kneser_ney",
    "learn_exponents",
    "learn_weights",
    "maximum_likelihood",
    "modified_kneser_ney",
    "surprise",
    "surprises",
    "take",
    "witten_bell",
    "write_arpa",
]
