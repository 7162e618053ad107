"""Several tunes to listen to, and nothing to see: the ears decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from meantone.show.audio import Sound, sound
from meantone.show.html import Bundle, figure, row
from meantone.tunes.tune import Tune

_WIDTH = 300  # pixels: wide enough for a browser to draw a player with its time line


def listen(tunes: Mapping[str, Tune], instrument: str = "piano", tempo: float = 100) -> Players:
    """Return a player for each tune, without score or title, which would give it away.

    Lesson 00 asks which of three tunes a person made.

    Parameters
    ----------
    tunes : mapping of str to Tune
        The label of each tune.
    instrument, tempo
        As in `sound`.

    Raises
    ------
    ValueError
        If there is no tune.

    Examples
    --------
    >>> listen({"A": Tune((60, 65), (48, 48)), "B": Tune((65, 60), (48, 48))})
    A: 2.2 s, piano, 100 quarters a minute
    B: 2.2 s, piano, 100 quarters a minute
    """
    if not tunes:
        raise ValueError("no tunes to listen to; give a dict of labels and tunes")
    unnamed = {label: replace(tune, title=label) for label, tune in tunes.items()}
    return Players({label: sound(tune, instrument, tempo) for label, tune in unnamed.items()})


@dataclass(frozen=True, repr=False, eq=False)
class Players:
    """What `listen` returns.

    Parameters
    ----------
    sounds : mapping of str to Sound
        By their labels, which are their titles too.
    """

    sounds: Mapping[str, Sound]

    def __repr__(self) -> str:
        return "\n".join(f"{label}: {heard.facts}" for label, heard in self.sounds.items())

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        cells = (figure(heard.player, label) for label, heard in self.sounds.items())
        return {"text/html": row(cells, width=_WIDTH), "text/plain": repr(self)}
