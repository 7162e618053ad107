"""Names of notes: a MIDI number does not say whether it is F sharp or G flat; the key does."""

from __future__ import annotations

from meantone.tunes.tune import REST

_LINE = "FCGDAEB"  # the line of fifths: one step right is one sharp more


def spell(pitch: int, fifths: int = 0) -> tuple[str, int, int]:
    """Return the letter, alteration and octave of a MIDI pitch in a key signature.

    Each key names its own seven notes as its signature does, and the five others as melodies use
    them most: in C major and A minor Bb, Eb, F#, C#, G#, and so on along the line of fifths.

    Parameters
    ----------
    pitch : int
        MIDI number, 0 to 127.
    fifths : int
        The key signature: sharps above zero, flats below (see `key_fifths`).

    Returns
    -------
    tuple of (str, int, int)
        Letter, semitones up (sharps) or down (flats), octave (middle C is in octave 4).

    Examples
    --------
    >>> spell(66), spell(66, fifths=-5), spell(59, fifths=-7)
    (('F', 1, 4), ('G', -1, 4), ('C', -1, 4))
    """
    # The place on the line, counted from C. The key's own notes lie at fifths - 1 to fifths + 5.
    place = (pitch * 7 - fifths + 3) % 12 + fifths - 3
    letter = _LINE[(place + 1) % 7]
    alter = (place + 1) // 7
    return letter, alter, (pitch - alter) // 12 - 1


def note_name(pitch: int, fifths: int = 0) -> str:
    """Return the name of a MIDI pitch in a key signature, or "rest".

    Parameters
    ----------
    pitch : int
        MIDI number, or `REST`.
    fifths : int
        The key signature: sharps above zero, flats below.

    Returns
    -------
    str

    Examples
    --------
    >>> note_name(60), note_name(70), note_name(70, fifths=5), note_name(REST)
    ('C4', 'Bb4', 'A#4', 'rest')
    """
    if pitch == REST:
        return "rest"
    letter, alter, octave = spell(pitch, fifths)
    return f"{letter}{'#' * alter}{'b' * -alter}{octave}"
