"""Rhythm and bars: what in a tune's time returns, bar by bar.

Bars are those of `meantone.tunes.bars`. Tunes without a meter have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from meantone.measures.spread import Floats
from meantone.models.entropy import entropies
from meantone.tunes import TICKS_PER_QUARTER, Tune, bars

SIXTEENTH = TICKS_PER_QUARTER // 4


def repeated_bars(tune: Tune) -> float:
    """Return the share of bars that came earlier in the tune, note for note.

    Pitches, positions and durations have to be the same; bars without a note are passed over.
    Lesson 09's profile has it as a row.

    Returns
    -------
    float
        From 0 to 1; nan without a bar.

    Examples
    --------
    >>> repeated_bars(Tune((60, 62, 60, 62), (48, 48, 48, 48), meter=(2, 4)))
    0.5
    """
    played = [bar for bar in bars(tune) if bar]
    return 1 - len(set(played)) / len(played) if played else float("nan")


def grooving_similarity(tune: Tune, step: int = SIXTEENTH) -> float:
    """Return how alike the rhythms of a tune's bars are: the mean over all pairs of bars.

    ``1 - mean(XOR(g, g'))`` over the positions of a bar, `g` telling at which of them a note begins
    (Wu and Yang 2020). The finer the positions, the more of them are empty in both bars, and the
    higher the figure: compare equal steps. Lesson 09's profile has it as a row.

    Parameters
    ----------
    tune : Tune
    step : int
        Ticks of a position; an onset between two belongs to the earlier one.

    Returns
    -------
    float
        From 0 to 1; nan for fewer than two bars.

    Raises
    ------
    ValueError
        If `step` is below 1.

    Examples
    --------
    >>> same = Tune((60, 62, 64, 65), (48, 48, 48, 48), meter=(2, 4))
    >>> grooving_similarity(same)
    1.0
    """
    grooves = _grooves(tune, step)
    if len(grooves) < 2:
        return float("nan")
    count = len(grooves)
    with_onset = grooves.sum(axis=0)  # bars that have an onset there; (positions,)
    differ = with_onset * (count - with_onset)  # pairs of bars that differ there
    return float(1 - differ.mean() / (count * (count - 1) / 2))


def groove_consistency(tune: Tune, step: int = SIXTEENTH) -> float:
    """Return how alike the rhythms of neighboring bars are.

    As `grooving_similarity`, over pairs of neighbors only: what MusPy gives under this name.

    Parameters
    ----------
    tune : Tune
    step : int
        As in `grooving_similarity`.

    Returns
    -------
    float
        From 0 to 1; nan for fewer than two bars.

    Raises
    ------
    ValueError
        If `step` is below 1.

    Examples
    --------
    >>> groove_consistency(Tune((60, 62, 64), (48, 48, 96), meter=(2, 4)))
    0.875
    """
    grooves = _grooves(tune, step)
    if len(grooves) < 2:
        return float("nan")
    return float(1 - (grooves[1:] != grooves[:-1]).mean())


def pitch_class_entropy(tune: Tune, window: int | None = None) -> float:
    """Return the entropy of a tune's pitch classes, in bits: of all of it, or of some bars.

    ``H = -sum(p log2 p)`` over the twelve pitch classes; a long note counts as a short one. With a
    window, the mean over all stretches of so many bars (H1 and H4 of Wu and Yang 2020 have 1 and
    4); stretches without a note are passed over. Lesson 09's profile has both as rows.

    Parameters
    ----------
    tune : Tune
    window : int, optional
        Bars; the whole tune if left out.

    Returns
    -------
    float
        From 0 to log2(12), which is 3.58; nan without a note, or if there are fewer bars than that.

    Raises
    ------
    ValueError
        If `window` is below 1.

    Examples
    --------
    >>> tune = Tune((60, 72, 67, 67), (48, 48, 48, 48), meter=(2, 4))
    >>> pitch_class_entropy(tune), pitch_class_entropy(tune, window=1)
    (1.0, 0.0)
    """
    if window is None:
        stretches = [list(tune.notes)]
    elif window < 1:
        raise ValueError(f"the window is {window} bars; it has 1 or more")
    else:
        notes = [[pitch for _, pitch, _ in bar] for bar in bars(tune)]
        stretches = [
            list(chain.from_iterable(notes[start : start + window]))
            for start in range(len(notes) - window + 1)
        ]
    counts = [
        np.bincount([pitch % 12 for pitch in stretch], minlength=12)
        for stretch in stretches
        if stretch
    ]
    return float(entropies(counts).mean()) if counts else float("nan")


def of_each(measure: Callable[[Tune], float], tunes: Sequence[Tune]) -> Floats:
    """Return what a measure of one tune gives for each of many, shape (tunes,).

    Parameters
    ----------
    measure : function of a Tune to float
    tunes : iterable of Tune

    Returns
    -------
    numpy.ndarray of float, shape (tunes,)
    """
    return np.array([measure(tune) for tune in tunes], dtype=float)


def _grooves(tune: Tune, step: int) -> NDArray[np.bool_]:
    """Return where in each bar a note begins, shape (bars, positions)."""
    if step < 1:
        raise ValueError(f"the step is {step} ticks; it is 1 or more")
    found = bars(tune)
    grooves = np.zeros((len(found), -(-(tune.bar_length or 1) // step)), dtype=bool)
    for groove, bar in zip(grooves, found, strict=True):
        groove[[position // step for position, _, _ in bar]] = True
    return grooves
