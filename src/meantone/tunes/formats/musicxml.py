"""MusicXML: scores, read and written."""

from meantone.tunes.formats.musicxml_reader import musicxml_parts, read_musicxml
from meantone.tunes.formats.musicxml_writer import write_musicxml

__all__ = ["musicxml_parts", "read_musicxml", "write_musicxml"]
