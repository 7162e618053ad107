"""Key signatures: how a tune's key is written, and which tonic a signature means."""

from __future__ import annotations

from meantone.tunes.tune import Tune, key_fifths


def signature(tune: Tune) -> int:
    """Return the sharps (above zero) or flats of a tune's signature, never more than seven.

    A key that would need more is written as its enharmonic twin, a tune without tonic without
    signs.

    Examples
    --------
    >>> signature(Tune((), (), tonic="D")), signature(Tune((), (), tonic="A#", mode="major"))
    (2, -2)
    """
    fifths = key_fifths(tune.tonic, tune.mode) if tune.tonic else 0
    return (fifths + 5) % 12 - 5 if abs(fifths) > 7 else fifths


def tonic_of(fifths: int, mode: str | None) -> str | None:
    """Return the tonic of a signature in a mode, None if it has no name of one accidental.

    The opposite of `key_fifths`.

    Parameters
    ----------
    fifths : int
        Sharps, or flats as a negative number.
    mode : str

    Returns
    -------
    str or None

    Examples
    --------
    >>> tonic_of(2, "major"), tonic_of(-1, "dorian"), tonic_of(20, "major")
    ('D', 'G', None)
    """
    place = fifths - key_fifths("C", mode)  # on the line of fifths, counted from C
    if not -8 <= place <= 12:  # Fb to B#
        return None
    sharps = (place + 1) // 7
    return "FCGDAEB"[(place + 1) % 7] + ("#" * sharps or "b" * -sharps)
