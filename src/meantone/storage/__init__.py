"""What lies on disk: files written whole or not at all, the cache, checksums. It knows no music.

The ground floor of the house: every other room may import it, and it imports none.
"""

from meantone.storage.cache import DamagedError, Kept, cache_folder, keep
from meantone.storage.checksums import checksum
from meantone.storage.writing import write_whole

__all__ = ["DamagedError", "Kept", "cache_folder", "checksum", "keep", "write_whole"]
