"""Tunes in words: what a picture or a sound holds, for those who do not see or hear it."""

from __future__ import annotations

from meantone.tunes.spelling import note_name
from meantone.tunes.tune import TICKS_PER_QUARTER, Tune, key_fifths

FIRST = 8
"""Notes that a description names before it goes on with "and so on"."""


def name_of(tune: Tune) -> str:
    """Return the tune's title, else its id, else "Untitled".

    Examples
    --------
    >>> name_of(Tune((), (), title="Ode to Joy")), name_of(Tune((), (), id="kinder0-17"))
    ('Ode to Joy', 'kinder0-17')
    """
    return one_line(tune.title) or one_line(tune.id) or "Untitled"


def one_line(text: str) -> str:
    r"""Return a text without what cannot be printed, spaces for line ends.

    Examples
    --------
    >>> one_line("Ode\n  to Joy\x00")
    'Ode to Joy'
    """
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def note_names(tune: Tune) -> tuple[str, ...]:
    """Return the name of every event, spelled as the tune's key spells it.

    Lesson 01. Without a tonic the notes are spelled as in C major.

    Examples
    --------
    >>> note_names(Tune((66, -1, 70), (48, 48, 48), tonic="D", mode="major"))
    ('F#4', 'rest', 'A#4')
    """
    fifths = 0 if tune.tonic is None else key_fifths(tune.tonic, tune.mode)
    return tuple(note_name(pitch, fifths) for pitch in tune.pitches)


def counted(count: int, thing: str) -> str:
    """Return a number and its noun.

    Parameters
    ----------
    count : int
    thing : str
        One of them; its plural takes an s.

    Examples
    --------
    >>> counted(1, "note"), counted(2, "note")
    ('1 note', '2 notes')
    """
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def facts(tune: Tune) -> str:
    """Return key, meter, number of notes, length and range in a line.

    Examples
    --------
    >>> facts(Tune((67, 64, 60), (48, 48, 96), tonic="C", mode="major", meter=(4, 4)))
    'C major, 4/4, 3 notes, 4 quarters, C4 to G4'
    """
    key = " ".join(filter(None, (tune.tonic, tune.mode)))
    meter = "" if tune.meter is None else f"{tune.meter[0]}/{tune.meter[1]}"
    length = f"{tune.length / TICKS_PER_QUARTER:.4g}"
    quarters = f"{length} quarter{'' if length == '1' else 's'}"
    found = (key, meter, counted(len(tune.notes), "note"), quarters, _span(tune))
    return ", ".join(filter(None, found))


def describe(tune: Tune) -> str:
    """Return a tune in words: title, key, meter, length, range and its first notes.

    The one source of the alternative text of every sound and picture of a tune.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call", tonic="C", mode="major")
    >>> describe(call)
    'Call: C major, 3 notes, 4 quarters, C4 to G4. Notes: G4 E4 C4.'
    >>> describe(Tune((), ()))
    'Untitled: no notes.'
    """
    if not tune.notes:
        return f"{name_of(tune)}: no notes."
    names = note_names(tune)
    more = ", and so on" if len(names) > FIRST else ""
    heading = "First notes" if more else "Notes"
    return f"{name_of(tune)}: {facts(tune)}. {heading}: {' '.join(names[:FIRST])}{more}."


def _span(tune: Tune) -> str:
    """Return the lowest and the highest note by name."""
    if not tune.notes:
        return ""
    names = dict(zip(tune.pitches, note_names(tune), strict=True))
    lowest, highest = names[min(tune.notes)], names[max(tune.notes)]
    return lowest if lowest == highest else f"{lowest} to {highest}"
