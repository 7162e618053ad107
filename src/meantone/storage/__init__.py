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
from meantone.storage.machine import OPTIONAL, Machine, MissingError, lacking, machine, need
from meantone.storage.places import HOME, learners_home, named_place
from meantone.storage.writing import alone, sweep, write_whole

__all__ = [
    "HOME",
    "OPTIONAL",
    "VARIABLE",
    "Arrays",
    "Columns",
    "DamagedError",
    "Kept",
    "Machine",
    "MissingError",
    "alone",
    "cache_folder",
    "checksum",
    "keep",
    "lacking",
    "learners_home",
    "machine",
    "named_place",
    "need",
    "read_arrays",
    "sweep",
    "write_arrays",
    "write_whole",
]
