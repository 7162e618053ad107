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
from meantone.tunes.formats.match import Matched, read_match
from meantone.tunes.formats.midi import read_midi, write_midi
from meantone.tunes.formats.musicxml import musicxml_parts, read_musicxml, write_musicxml
from meantone.tunes.formats.takes import (
    read_takes,
    takes_from_note_sequence,
    to_note_sequence_of,
    write_takes,
)

__all__ = [
    "Found",
    "Matched",
    "Reading",
    "from_music21",
    "from_note_sequence",
    "musicxml_parts",
    "read",
    "read_abc",
    "read_all",
    "read_each",
    "read_match",
    "read_midi",
    "read_musicxml",
    "read_takes",
    "split_abc",
    "takes_from_note_sequence",
    "to_music21",
    "to_note_sequence",
    "to_note_sequence_of",
    "write",
    "write_abc",
    "write_json_lines",
    "write_midi",
    "write_musicxml",
    "write_takes",
]
