"""Two takes of one tune by each of several performers, as arrays; and the average of some."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.spread import Floats
from meantone.tunes import Take, Tune

TAKES = 2
"""Takes of each performer: what returns can only be seen in a second one."""


@dataclass(frozen=True)
class Performances:
    """What several performers did with one tune, each twice. Lesson 13.

    Parameters
    ----------
    takes : mapping of str to (Take, Take)
        Two takes of each performer, by name.
    simulated : bool
        Whether a program made them up; pictures and tables then say so.

    Raises
    ------
    ValueError
        If there are fewer than three performers, one has not two takes, or they play different
        notes.

    Examples
    --------
    >>> tune = Tune((60, 62, 64), (48, 48, 48))
    >>> takes = [Take(tune, (0, 0.5, 1 + late), (64, 70, 64)) for late in (0, 0.1)]
    >>> group = Performances({name: (takes[0], takes[1]) for name in "ABC"})
    >>> group.tempo.shape, group.loudness.shape
    ((3, 2, 2), (3, 2, 3))
    """

    takes: Mapping[str, tuple[Take, Take]]
    simulated: bool = False

    def __post_init__(self) -> None:
        if len(self.takes) < 3:
            raise ValueError(f"{len(self.takes)} performers; it takes three to average some")
        notes = self.tune.notes
        for name, takes in self.takes.items():
            if len(takes) != TAKES or any(take.tune.notes != notes for take in takes):
                raise ValueError(f"{name}: give {TAKES} takes of one tune, the same for all")

    @property
    def names(self) -> list[str]:
        """The performers' names."""
        return [*self.takes]

    @property
    def tune(self) -> Tune:
        """What was played."""
        return next(iter(self.takes.values()))[0].tune

    @property
    def tempo(self) -> Floats:
        """log2 tempo by performer, take and note, shape (performers, 2, notes - 1)."""
        return np.array([[take.tempo for take in takes] for takes in self.takes.values()])

    @property
    def loudness(self) -> Floats:
        """Velocity by performer, take and note, shape (performers, 2, notes)."""
        return np.array([[take.loudness for take in takes] for takes in self.takes.values()])

    @property
    def both(self) -> Floats:
        """Tempo and loudness in one row, each by its own deviation: for telling people apart."""
        return np.concatenate([x / x.std() for x in (self.tempo, self.loudness) if x.any()], axis=2)

    @property
    def kind(self) -> str:
        """What they are called."""
        return "simulated performers" if self.simulated else "performers"

    def adding(self, takes: Mapping[str, tuple[Take, Take]]) -> Performances:
        """Return them with further performers; who is named alike is replaced."""
        return Performances({**self.takes, **takes}, self.simulated)

    def average(self, names: Sequence[str] | None = None) -> Take:
        """Return the average of the first takes of some performers, or of all.

        Parameters
        ----------
        names : sequence of str, optional
            Whose.

        Examples
        --------
        >>> tune = Tune((60, 62, 64), (48, 48, 48))
        >>> pair = [Take(tune, (0, gap, gap + 1), (64, v, 64)) for gap, v in ((1, 60), (4, 70))]
        >>> group = Performances({str(i): (take, take) for i, take in enumerate([*pair, pair[0]])})
        >>> group.average(["0", "1"]).onsets, group.average(["0", "1"]).velocities
        ((0.0, 2.0, 3.0), (64, 65, 64))
        """
        return average([self.takes[name][0] for name in names or self.names])


def average(takes: Sequence[Take]) -> Take:
    """Return the average of takes: the mean of log durations and of velocities, note by note.

    The mean of logarithms, so that one who plays twice as slow and one who plays twice as fast
    average to what is written. Lesson 13.

    Parameters
    ----------
    takes : sequence of Take
        Of one tune.

    Returns
    -------
    Take
    """
    gaps = np.exp(np.mean([np.log(np.diff(take.onsets)) for take in takes], axis=0))
    struck = np.mean([take.velocities for take in takes], axis=0).round().astype(int)
    return Take(takes[0].tune, [0.0, *np.cumsum(gaps).tolist()], struck.tolist())


def from_curves(tune: Tune, tempo: ArrayLike, loudness: ArrayLike, pace: float = 100.0) -> Take:
    """Return the take whose tempo and loudness depart so from their means.

    Parameters
    ----------
    tune : Tune
    tempo : array_like of float, shape (notes - 1,)
        log2 tempo, as `Take.tempo` gives it.
    loudness : array_like of float, shape (notes,)
        Velocity less its mean, which is put at 72.
    pace : float
        Quarters a minute at a tempo of 0.

    Returns
    -------
    Take

    Examples
    --------
    >>> from_curves(Tune((60, 62, 64), (48, 48, 48)), [1, -1], [-8, 16, -8], pace=60).onsets
    (0.0, 0.5, 2.5)
    """
    from meantone.tunes import written

    gaps = 60 / pace * written(tune) / 2 ** np.asarray(tempo, dtype=float)
    struck = np.clip(np.round(72 + np.asarray(loudness, dtype=float)), 1, 127).astype(int)
    return Take(tune, [0.0, *np.cumsum(gaps).tolist()], struck.tolist())
