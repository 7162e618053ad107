"""A class's takes from a folder: one MIDI file a learner, in place of simulated performers."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from meantone.experiments.performers.performances import TAKES, Performances
from meantone.tunes import Take, Tune, TuneError, read_takes

MOST = 1000
"""Files of a folder that are read."""


class ClassTakes(NamedTuple):
    """What `read_class` returns: the performances, and the files left out, with the reasons."""

    performances: Performances
    left_out: dict[str, str]


def read_class(folder: str | Path, tune: Tune) -> ClassTakes:
    """Read the takes that learners exported: every MIDI file of a folder is one performer.

    A file that cannot be read, or has not two takes of the tune, is left out and named. Lesson 13.

    Parameters
    ----------
    folder : str or Path
    tune : Tune
        What the class tapped.

    Returns
    -------
    ClassTakes

    Raises
    ------
    ValueError
        If fewer than three performers can be read, with the reasons.

    Examples
    --------
    >>> from meantone.tunes import steady, write_takes
    >>> tune, folder = Tune((60, 62, 64), (48,) * 3), getfixture("tmp_path")
    >>> for name in ("ada", "ben", "cem"):
    ...     path = write_takes([steady(tune)] * 2, folder / f"{name}.mid")
    >>> read_class(folder, tune).performances.names
    ['ada', 'ben', 'cem']
    """
    found: dict[str, tuple[Take, Take]] = {}
    left_out: dict[str, str] = {}
    files = [path for path in sorted(Path(folder).glob("*.mid")) if path.is_file()]
    for path in files[:MOST]:
        try:
            takes = read_takes(path, tune)
        except (TuneError, OSError) as error:
            left_out[path.name] = str(error)
            continue
        if len(takes) == TAKES:
            found[path.stem] = (takes[0], takes[1])
        else:
            left_out[path.name] = f"{len(takes)} takes; {TAKES} are asked for"
    if len(found) < 3:
        reasons = "; ".join(left_out.values()) or "no other MIDI files are there"
        raise ValueError(f"{folder}: takes of {len(found)} performers, and it takes 3: {reasons}")
    return ClassTakes(Performances(found), left_out)
