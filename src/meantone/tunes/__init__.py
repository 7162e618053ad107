"""What a tune is, and where tunes come from.

Tunes, viewpoints and corpora; readers and writers; music21 and note-seq are touched only here.
"""

from meantone.tunes.spelling import note_name
from meantone.tunes.tune import MODES, REST, TICKS_PER_QUARTER, Tune, TuneError
from meantone.tunes.viewpoints import Degree, DegreeDuration, Grid, Interval, Pitch, Viewpoint

__all__ = [
    "MODES",
    "REST",
    "TICKS_PER_QUARTER",
    "Degree",
    "DegreeDuration",
    "Grid",
    "Interval",
    "Pitch",
    "Tune",
    "TuneError",
    "Viewpoint",
    "note_name",
]
