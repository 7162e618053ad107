"""How tunes are written: ABC, MIDI, MusicXML, music21, note-seq; readers, writers, converters.

music21 and note-seq are touched only here.
"""

from meantone.tunes.formats.abc import read_abc, split_abc, write_abc
from meantone.tunes.formats.convert import (
    from_music21,
    from_note_sequence,
    to_music21,
    to_note_sequence,
)
from meantone.tunes.formats.files import Found, Reading, read, read_all, read_each, write
from meantone.tunes.formats.json_lines import write_json_lines
from meantone.tunes.formats.midi import read_midi, write_midi
from meantone.tunes.formats.musicxml import musicxml_parts, read_musicxml, write_musicxml

__all__ = [
    "Found",
    "Reading",
    "from_music21",
    "from_note_sequence",
    "musicxml_parts",
    "read",
    "read_abc",
    "read_all",
    "read_each",
    "read_midi",
    "read_musicxml",
    "split_abc",
    "to_music21",
    "to_note_sequence",
    "write",
    "write_abc",
    "write_json_lines",
    "write_midi",
    "write_musicxml",
]
