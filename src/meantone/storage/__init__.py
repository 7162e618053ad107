"""What lies on disk: files written whole or not at all, the cache, checksums. It knows no music.

The ground floor of the house: every other room may import it, and it imports none.
"""

from meantone.storage.cache import (
    VARIABLE,
    Arrays,
    DamagedError,
    Kept,
    cache_folder,
    keep,
    read_arrays,
    write_arrays,
)
from meantone.storage.checksums import Columns, checksum
from meantone.storage.writing import write_whole

__all__ = [
    "VARIABLE",
    "Arrays",
    "Columns",
    "DamagedError",
    "Kept",
    "cache_folder",
    "checksum",
    "keep",
    "read_arrays",
    "write_arrays",
    "write_whole",
]
