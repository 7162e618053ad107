"""How predictions become a tune: samplers work on rows of probabilities, searches walk states.

Each rule is written once and serves every `SequenceModel`.
"""

from meantone.decoding.sampling import choose, sample, temperature

__all__ = ["choose", "sample", "temperature"]
