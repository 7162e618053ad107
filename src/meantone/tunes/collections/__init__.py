"""Where tunes come from: recipes, the sets that they make, splits, and near-duplicates.

A set is built once from its recipe and kept in the cache.
"""

from meantone.tunes.collections.near_duplicates import one_of_each
from meantone.tunes.collections.recipes import SetError, set_names
from meantone.tunes.collections.sets import load
from meantone.tunes.collections.vienna import has_vienna, read_vienna

__all__ = ["SetError", "has_vienna", "load", "one_of_each", "read_vienna", "set_names"]
