"""Tunes as music21 streams and NoteSequences, and back. Those two are touched nowhere else."""

from meantone.tunes.formats.note_sequences import from_note_sequence, to_note_sequence
from meantone.tunes.formats.streams import from_music21, to_music21

__all__ = ["from_music21", "from_note_sequence", "to_music21", "to_note_sequence"]
