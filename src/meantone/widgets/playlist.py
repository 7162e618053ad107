"""Tunes to hear and to see, which say when they are played."""

from __future__ import annotations

from collections.abc import Mapping

from meantone.show import small_rolls
from meantone.tunes import Tune
from meantone.widgets.instrument import Instrument, Shown


class Playlist(Instrument):
    """Players side by side and their piano rolls, of one scale; `plays` counts their starts.

    For ears alone there is `meantone.show.listen`. Every lesson uses it.

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
        alt = f"Piano rolls, each note a bar: {', '.join(tunes)}."
        self._all = Shown(tunes, "", small_rolls(tunes), alt, instrument, tempo)
        super().__init__()

    def look(self) -> Shown:
        """Return the tunes."""
        return self._all
