"""How a set of tunes compares with human tunes.

Measures, the two baselines that stand beside each of them, and intervals over tunes.
"""

from meantone.measures.baselines import bootstrap_interval, shuffled
from meantone.measures.information import entropy

__all__ = ["bootstrap_interval", "entropy", "shuffled"]
