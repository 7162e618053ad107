"""Keys: which of the 24 a tune seems to be in, and how clearly."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from meantone.measures.spread import Floats
from meantone.tunes import REST, Tune
from meantone.tunes.tune import tonic_name

PROFILES = np.array(
    [
        [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88],
        [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17],
    ]
)
"""How well listeners found each pitch class, from the tonic up, to fit major and minor (Krumhansl
and Kessler 1982)."""


class Key(NamedTuple):
    """A key that a tune seems to be in.

    Parameters
    ----------
    tonic : str
    mode : str
        "major" or "minor".
    clarity : float
        The correlation with the key's profile: 1 is as clear as can be.
    """

    tonic: str
    mode: str
    clarity: float


def key_correlations(weights: ArrayLike) -> Floats:
    """Return how well the weights of pitch classes correlate with each key's profile.

    The algorithm of Krumhansl and Schmuckler (Krumhansl 1990).

    Parameters
    ----------
    weights : array_like of float, shape (12,)
        How long each pitch class sounds, from C up.

    Returns
    -------
    numpy.ndarray of float, shape (2, 12)
        Major and minor, on each tonic from C up; nan if all pitch classes weigh the same.

    Raises
    ------
    ValueError
        If there are not twelve weights.

    Examples
    --------
    >>> key_correlations([4, 0, 1, 0, 2, 1, 0, 3, 0, 1, 0, 1]).argmax()
    np.int64(0)
    """
    heard = np.asarray(weights, dtype=float)
    if heard.shape != (12,):
        raise ValueError(f"weights of shape {heard.shape}; there are 12 pitch classes")
    # profiles[mode, tonic, pitch class]
    profiles = np.stack([np.roll(PROFILES, tonic, axis=1) for tonic in range(12)], axis=1)
    centered = profiles - profiles.mean(axis=2, keepdims=True)
    heard = heard - heard.mean()
    size = np.sqrt((heard**2).sum())
    if size < 1e-12:
        return np.full((2, 12), np.nan)
    return np.asarray(centered @ heard / (np.sqrt((centered**2).sum(axis=2)) * size))


def find_key(tune: Tune) -> Key | None:
    """Return the key whose profile a tune's durations of pitch classes come nearest to.

    Returns
    -------
    Key or None
        None if the tune has no note, or all twelve pitch classes equally long.

    Examples
    --------
    >>> find_key(Tune((60, 64, 67, 72), (48, 48, 48, 96)))
    Key(tonic='C', mode='major', clarity=0.85...)
    """
    weights = np.zeros(12)
    for pitch, ticks in zip(tune.pitches, tune.durations, strict=True):
        if pitch != REST:
            weights[pitch % 12] += ticks
    found = key_correlations(weights)
    if np.isnan(found).any():
        return None
    mode, tonic = np.unravel_index(found.argmax(), found.shape)
    name = "minor" if mode else "major"
    return Key(tonic_name(int(tonic), name), name, float(found.max()))


def key_clarity(tune: Tune) -> float:
    """Return how clearly a tune is in some key: the `clarity` of `find_key`, nan if there is none.

    Examples
    --------
    >>> round(key_clarity(Tune((60, 64, 67), (48, 48, 48))), 2)
    0.83
    """
    found = find_key(tune)
    return float("nan") if found is None else found.clarity
