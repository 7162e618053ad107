"""What a tune is, and where tunes come from.

Tunes, viewpoints and corpora; readers and writers; music21 and note-seq are touched only here.
"""

from meantone.tunes.abc import read_abc, split_abc, write_abc
from meantone.tunes.convert import (
    from_music21,
    from_note_sequence,
    to_music21,
    to_note_sequence,
)
from meantone.tunes.corpus import Corpus
from meantone.tunes.files import read, read_all, write
from meantone.tunes.midi import read_midi, write_midi
from meantone.tunes.musicxml import musicxml_parts, read_musicxml, write_musicxml
from meantone.tunes.recipes import set_names
from meantone.tunes.sets import load
from meantone.tunes.spelling import note_name
from meantone.tunes.tune import MODES, REST, TICKS_PER_QUARTER, Tune, TuneError
from meantone.tunes.viewpoints import Degree, DegreeDuration, Grid, Interval, Pitch, Viewpoint

__all__ = [
    "MODES",
    "REST",
    "TICKS_PER_QUARTER",
    "Corpus",
    "Degree",
    "DegreeDuration",
    "Grid",
    "Interval",
    "Pitch",
    "Tune",
    "TuneError",
    "Viewpoint",
    "from_music21",
    "from_note_sequence",
    "load",
    "musicxml_parts",
    "note_name",
    "read",
    "read_abc",
    "read_all",
    "read_midi",
    "read_musicxml",
    "set_names",
    "split_abc",
    "to_music21",
    "to_note_sequence",
    "write",
    "write_abc",
    "write_midi",
    "write_musicxml",
]
