"""What stands beside every measured figure: shuffled tunes."""

from __future__ import annotations

import numpy as np

from meantone.tunes import Tune


def shuffled(tune: Tune, rng: np.random.Generator) -> Tune:
    """Return the tune's own notes and rests in random order.

    Pitches, durations and their counts stay; melody, rhythm and form go. What a measure gives for
    shuffled tunes is what it gives for no music at all. Lessons 00 and 01 build and hear it.

    Parameters
    ----------
    tune : Tune
    rng : numpy.random.Generator

    Returns
    -------
    Tune
        Without phrase ends, as no phrase is left; rests that meet are joined.

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 65), (48, 48, 24, 24))
    >>> shuffled(tune, np.random.default_rng(0)).pitches
    (64, 60, 62, 65)
    """
    order = rng.permutation(len(tune)).tolist()
    return Tune.from_events(
        [(tune.pitches[i], tune.durations[i]) for i in order],
        id=tune.id,
        title=f"{tune.title}, shuffled" if tune.title else "",
        tonic=tune.tonic,
        mode=tune.mode,
        meter=tune.meter,
        pickup=tune.pickup,
        origin=tune.origin,
        source=tune.source,
    )
