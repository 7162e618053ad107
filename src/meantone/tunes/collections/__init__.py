"""Where tunes come from: recipes, the sets that they make, splits, and near-duplicates.

A set is built once from its recipe and kept in the cache.
"""

from meantone.tunes.collections.near_duplicates import one_of_each
from meantone.tunes.collections.recipes import SetError, set_names
from meantone.tunes.collections.sets import load

__all__ = ["SetError", "load", "one_of_each", "set_names"]
