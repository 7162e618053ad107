"""What a tune is, and where tunes come from.

Tunes, viewpoints and corpora; readers and writers; music21 and note-seq are touched only here.
"""

from meantone.tunes.collections import load, set_names
from meantone.tunes.corpus import Corpus
from meantone.tunes.events import (
    bars,
    downbeat_notes,
    durations,
    held,
    intervals,
    phrase_end_notes,
    pitch_classes,
    shuffled,
)
from meantone.tunes.formats import (
    Found,
    Reading,
    from_music21,
    from_note_sequence,
    musicxml_parts,
    read,
    read_abc,
    read_all,
    read_each,
    read_midi,
    read_musicxml,
    split_abc,
    to_music21,
    to_note_sequence,
    write,
    write_abc,
    write_json_lines,
    write_midi,
    write_musicxml,
)
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
    "Found",
    "Grid",
    "Interval",
    "Pitch",
    "Reading",
    "Tune",
    "TuneError",
    "Viewpoint",
    "bars",
    "downbeat_notes",
    "durations",
    "from_music21",
    "from_note_sequence",
    "held",
    "intervals",
    "load",
    "musicxml_parts",
    "note_name",
    "phrase_end_notes",
    "pitch_classes",
    "read",
    "read_abc",
    "read_all",
    "read_each",
    "read_midi",
    "read_musicxml",
    "set_names",
    "shuffled",
    "split_abc",
    "to_music21",
    "to_note_sequence",
    "write",
    "write_abc",
    "write_json_lines",
    "write_midi",
    "write_musicxml",
]
