"""Tunes to listen to that say when they are played."""

from __future__ import annotations

from collections.abc import Mapping

from meantone.tunes import Tune
from meantone.widgets.instrument import Instrument, Shown


class Playlist(Instrument):
    """Players side by side, as `meantone.show.listen` has them; `plays` counts their starts.

    Lesson 02 uses it where what was heard counts as progress.

    Parameters
    ----------
    tunes : mapping of str to Tune
        The label of each tune.
    instrument, tempo
        As in `meantone.show.sound`.

    Raises
    ------
    ValueError
        If there is no tune, or the instrument or the tempo is none.

    Examples
    --------
    >>> playlist = Playlist({"A": Tune((60, 65), (48, 48))})
    >>> playlist.plays, playlist.sounds[0]["name"]
    (0, 'Sound of A, 2.2 s, piano, 100 quarters a minute')
    """

    def __init__(
        self, tunes: Mapping[str, Tune], instrument: str = "piano", tempo: float = 100
    ) -> None:
        if not tunes:
            raise ValueError("no tunes to listen to; give a dict of labels and tunes")
        self._all = Shown(tunes, instrument=instrument, tempo=tempo)
        super().__init__()

    def look(self) -> Shown:
        """Return the tunes."""
        return self._all
