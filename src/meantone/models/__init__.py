"""What can predict the next event, from a table of counts upwards.

Every model answers the calls of `SequenceModel`, so each decoding rule is written once.
"""

from meantone.models.markov import MarkovChain
from meantone.models.sequence_model import SequenceModel, cross_entropy, surprise

__all__ = ["MarkovChain", "SequenceModel", "cross_entropy", "surprise"]
