"""The SoundFont of the browser edition: the instruments that the course plays, the others silent.

The file keeps its form, so that one synthesizer reads both: recordings that no instrument of
`meantone.show` plays are zeros, which a wheel's compression makes nothing of.
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib.metadata import distribution
from pathlib import Path

from meantone.show.audio import INSTRUMENTS
from meantone.show.soundfont import SoundFont

PATH = "pretty_midi/TimGM6mb.sf2"
"""Where it is in its package."""

PITCHES = range(128)


def silenced(instruments: Iterable[str] = INSTRUMENTS) -> dict[str, bytes]:
    """Return the SoundFont with only some instruments left, by its path in its package.

    Parameters
    ----------
    instruments : iterable of str
        Names of `meantone.show.audio.INSTRUMENTS`.
    """
    path = Path(str(distribution("pretty-midi").locate_file(PATH)))
    font, whole = SoundFont(path), path.read_bytes()
    begin = whole.index(b"smpl") + 8  # a tag and a size, four bytes each
    size = int.from_bytes(whole[begin - 4 : begin], "little")
    kept = bytearray(size)
    for start, end in _played(font, instruments):
        part = slice(2 * start, 2 * end)
        kept[part] = whole[begin:][part]
    return {PATH: whole[:begin] + bytes(kept) + whole[begin + size :]}


def _played(font: SoundFont, instruments: Iterable[str]) -> set[tuple[int, int]]:
    """Return from where to where the recordings go that these instruments play."""
    layers = (
        layer
        for name in instruments
        for pitch in PITCHES
        for layer in font.layers(INSTRUMENTS[name], pitch)
    )
    return {(layer.start, layer.end + 1) for layer in layers}
