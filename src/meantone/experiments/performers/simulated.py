"""Performers that a program makes up, with known parts; they are called simulated everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from meantone.experiments.performers.performances import Performances, from_curves
from meantone.measures.spread import Floats
from meantone.tunes import Tune, written

SMOOTH = 2.0
"""Notes over which a simulated performer's habits are alike."""


@dataclass(frozen=True)
class Recipe:
    """The variances that simulated performers are made with.

    Parameters
    ----------
    shared, own, rest : float
        Shares of the variance: they sum to 1.
    tempo : float
        The deviation of the log2 tempo of a take; 0.15 is 11 %.
    loudness : float
        The deviation of velocity.

    Examples
    --------
    >>> Recipe().shared + Recipe().own + Recipe().rest
    1.0
    """

    shared: float = 0.625
    own: float = 0.25
    rest: float = 0.125
    tempo: float = 0.2
    loudness: float = 9.0


def simulate(
    tune: Tune, count: int, rng: np.random.Generator, recipe: Recipe | None = None
) -> Performances:
    """Return simulated performers of a tune, who differ as the recipe says.

    Shared: slower and softer towards the end of each phrase, a rule of ours that no data taught.
    Own: a smooth random curve of each performer, the same in both takes, and a pace of one's own.
    Rest: independent noise at each note of each take. Lesson 13.

    Parameters
    ----------
    tune : Tune
        Phrase ends are used where it has them; else it is one phrase.
    count : int
        Performers, three or more.
    rng : numpy.random.Generator
    recipe : Recipe, optional

    Returns
    -------
    Performances

    Examples
    --------
    >>> group = simulate(Tune((60, 62, 64, 65), (48,) * 4), 3, np.random.default_rng(0))
    >>> group.names[0], group.simulated
    ('simulated 1', True)
    """
    recipe = recipe or Recipe()
    arch = _arch(tune)
    tempo = _curves(arch[:-1], count, rng, recipe) * recipe.tempo
    loudness = _curves(arch, count, rng, recipe) * recipe.loudness
    pace = 100 * 2 ** rng.normal(0, 0.1, count)
    return Performances(
        {
            f"simulated {i + 1}": (
                from_curves(tune, tempo[i, 0], loudness[i, 0], pace[i]),
                from_curves(tune, tempo[i, 1], loudness[i, 1], pace[i]),
            )
            for i in range(count)
        },
        simulated=True,
    )


def _curves(arch: Floats, count: int, rng: np.random.Generator, recipe: Recipe) -> Floats:
    """Return curves of variance 1, made of the three parts, shape (count, 2, places)."""
    own = np.stack([_smooth(rng.normal(size=len(arch))) for _ in range(count)])[:, None]
    rest = rng.normal(size=(count, 2, len(arch)))
    parts = zip((recipe.shared, recipe.own, recipe.rest), (_unit(arch), own, rest), strict=True)
    return np.asarray(sum(np.sqrt(share) * part for share, part in parts))


def _arch(tune: Tune) -> Floats:
    """Return the shared curve: rising into each phrase and falling towards its end."""
    starts = np.append(0, np.cumsum(written(tune)))
    spoken = [at for at, pitch in enumerate(tune.pitches) if pitch >= 0]
    ends = [spoken.index(end) for end in tune.phrase_ends if end in spoken] or [len(starts) - 1]
    curve, first = np.zeros(len(starts)), 0
    for last in [*ends, len(starts) - 1]:
        if last > first:
            place = (starts[first : last + 1] - starts[first]) / (starts[last] - starts[first])
            curve[first : last + 1] = 1 - (2 * place - 0.8) ** 2
        first = last + 1
    return curve


def _smooth(noise: Floats) -> Floats:
    """Return noise with its neighbors blended in, of variance 1."""
    reach = np.arange(-4, 5)
    window = np.exp(-0.5 * (reach / SMOOTH) ** 2)
    padded = np.pad(noise, 4, mode="wrap")
    return _unit(np.convolve(padded, window, "valid"))


def _unit(curve: Floats) -> Floats:
    """Return a curve of mean 0 and variance 1."""
    return np.asarray((curve - curve.mean()) / curve.std())
