"""One of the eight tunes as a file, whole and not only as far as it is measured."""

from __future__ import annotations

from dataclasses import replace

from meantone.show import sound
from meantone.tunes import Tune, write_midi, write_musicxml
from meantone.widgets.explorer.explored import Explored

FILES = {
    ".mid": "audio/midi",
    ".musicxml": "application/vnd.recordare.musicxml+xml",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
}
"""What a tune can be saved as, by suffix."""


def whole(explored: Explored, pick: int) -> Tune:
    """Return one of the tunes whole, with a title that says where it comes from.

    Parameters
    ----------
    explored : Explored
    pick : int
        Which one, from 0; of fewer tunes the last.
    """
    setting = explored.setting
    title = f"{setting.machine} on {setting.corpus}, {setting.decoding}"
    tokens = explored.tunes[min(pick, len(explored.tunes) - 1)]
    return replace(explored.ground.tune(tokens), title=title)


def saved(explored: Explored, pick: int, suffix: str) -> bytes:
    """Return one of the tunes as a file's bytes.

    Parameters
    ----------
    explored : Explored
    pick : int
        Which one, from 0.
    suffix : str
        One of `FILES`.

    Raises
    ------
    ValueError
        If there is no such kind of file.
    """
    if suffix not in FILES:
        raise ValueError(f"no kind of file {suffix!r}; there are {', '.join(FILES)}")
    tune = whole(explored, pick)
    if suffix == ".mid":
        return write_midi(tune)
    if suffix == ".musicxml":
        return write_musicxml(tune).encode("utf-8")
    return sound(tune).encode(suffix.lstrip("."))
