"""The learner's takes of one melody: tapped in lesson 13, kept, and handed in as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from meantone.teaching.records.takes import keep_takes, kept_takes

if TYPE_CHECKING:
    from meantone.tunes import Take, Tune
    from meantone.widgets import TapPad

MELODY = "starter-ode_to_joy"
NOTES = 30
"""What everybody taps: the first two lines of Beethoven's *Ode to Joy*."""


def melody() -> Tune:
    """Return the melody that everybody taps. Lesson 13.

    Examples
    --------
    >>> melody()
    <Tune 'Ode to Joy': 30 notes, 32 quarters, D major, 4/4>
    """
    from dataclasses import replace

    from meantone.tunes import load

    whole = next(tune for tune in load("starter") if tune.id == MELODY)
    return replace(whole.excerpt(0, NOTES), title="Ode to Joy")


def tap_pad() -> TapPad:
    """Return the instrument that takes the learner's two takes, with those that are kept.

    Each take is kept at once, in the learner's own file. Lesson 13.

    Examples
    --------
    >>> from meantone.widgets import taps_of
    >>> from meantone.tunes import steady
    >>> pad = tap_pad()
    >>> pad.value = [taps_of(steady(melody()))]
    >>> my_takes()
    [<Take of 'Ode to Joy': 30 notes, 19.2 s>]
    >>> pad.value = []
    """
    from meantone.widgets import TapPad, taps_of

    pad = TapPad(melody(), [taps_of(take) for take in my_takes()])
    pad.observe(lambda change: keep_takes(MELODY, list(change["new"])), names="value")
    return pad


def my_takes() -> list[Take]:
    """Return the learner's takes, none to two; what cannot be read is left out.

    Examples
    --------
    >>> my_takes()
    []
    """
    from meantone.tunes import TuneError
    from meantone.widgets import take_of_taps

    found = []
    for taps in kept_takes(MELODY)[:2]:
        try:
            found.append(take_of_taps(melody(), taps))
        except TuneError:  # the file was edited by hand, or the melody is another one
            continue
    return found


def export_takes(folder: str | Path = ".") -> Path:
    """Write the learner's two takes as one MIDI file, to be handed in to a class.

    Its name is a random code in place of the learner's. Nothing sends it anywhere.

    Parameters
    ----------
    folder : str or Path

    Returns
    -------
    Path
        The file, ``takes-CODE.mid``; an existing one is replaced.

    Raises
    ------
    ValueError
        If there are not two takes yet.

    Examples
    --------
    >>> export_takes()
    Traceback (most recent call last):
    ValueError: 0 takes are there, and two are handed in: tap the melody twice (lesson 13)
    """
    from meantone.teaching.records.progress import learner_code
    from meantone.tunes import write_takes

    takes = my_takes()
    if len(takes) < 2:
        raise ValueError(
            f"{len(takes)} takes are there, and two are handed in: tap the melody twice (lesson 13)"
        )
    return write_takes(takes, Path(folder) / f"takes-{learner_code()}.mid")
