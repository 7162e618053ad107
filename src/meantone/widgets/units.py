"""The hidden-unit explorer: what one number of a network's state does along a tune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import traitlets
from numpy.typing import ArrayLike, NDArray

from meantone.show.colors import PALETTE, colors_of
from meantone.show.words import describe
from meantone.tunes import Tune, phrase_end_notes
from meantone.widgets.drawings import GRID, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Instrument, Shown

_LEFT, _TOP, _WIDTH = 52, 30, 680  # pixels
_ROLL, _GAP, _CURVE = 130, 34, 110

Floats = NDArray[np.float64]


def unit_card(tune: Tune, states: ArrayLike, unit: int) -> Shown:
    """Return what one unit of a network does while it reads a tune.

    Lesson 06.

    Parameters
    ----------
    tune : Tune
        As it is heard and drawn: bar lines and phrase ends are drawn where they are known,
        whether or not the network saw them.
    states : array_like of float, shape (notes, units)
        The state after each note, rests not counted; each number from -1 to 1.
    unit : int
        Which of them, from 0.

    Raises
    ------
    ValueError
        If there is not one state for each note, or no such unit.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call")
    >>> print(unit_card(call, [[0.1], [-0.5], [0.9]], 0).words)
    Unit 0 in Call: from -0.50 to 0.90, highest after note 3 of 3, lowest after note 2. It has no
    phrase ends to compare with.
    """
    rows = np.asarray(states, dtype=np.float64)
    if rows.ndim != 2 or len(rows) != len(tune.notes):
        raise ValueError(
            f"states of shape {rows.shape} for {len(tune.notes)} notes; give a row for each note"
        )
    if not len(rows) or not 0 <= unit < rows.shape[1]:
        raise ValueError(f"there is no unit {unit}; there are units 0 to {rows.shape[1] - 1}")
    values = rows[:, unit]
    name = tune.title or tune.id or "the tune"
    words = (
        f"Unit {unit} in {name}: from {values.min():.2f} to {values.max():.2f}, highest after note "
        f"{values.argmax() + 1} of {len(values)}, lowest after note {values.argmin() + 1}."
        f" {_compared(values, phrase_end_notes(tune))}"
    )
    alt = f"Piano roll of {describe(tune)} Below it the unit's activation as steps. {words}"
    return Shown({name: tune}, words, unit_picture(tune, values), alt)


def unit_picture(tune: Tune, values: Sequence[float] | Floats) -> str:
    """Return a tune as a roll, colored by a unit's activation, and the activation below it.

    Parameters
    ----------
    tune : Tune
    values : sequence of float, shape (notes,)
        From -1 to 1.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> unit_picture(Tune((60, 64), (48, 48)), [0.0, 1.0]).count("<rect")
    3
    """
    scale = _WIDTH / max(tune.length, 1)
    low, high = min(tune.notes), max(tune.notes)
    row = _ROLL / (high - low + 1)
    top = _TOP + _ROLL + _GAP  # of the curve
    middle = top + _CURVE / 2
    parts = _bars_and_phrases(tune, scale, top)
    for height, label in ((1, "1"), (0, "0"), (-1, "-1")):
        y = middle - height * _CURVE / 2
        parts.append(f'<path d="M{_LEFT} {y:g}h{_WIDTH}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 6, y + 5, label, "end"))
    events = [e for e in zip(tune.pitches, tune.onsets, tune.durations, strict=True) if e[0] >= 0]
    path = ""
    colors = colors_of([float(value) for value in values], (-1, 1))
    for (pitch, onset, ticks), value, color in zip(events, values, colors, strict=True):
        x, wide = _LEFT + onset * scale, ticks * scale
        y = _TOP + (high - pitch) * row
        parts.append(svg_rect(round(x, 1), y, round(max(wide - 1, 1), 1), max(row - 1, 2), color))
        path += f"{'L' if path else 'M'}{x:.1f} {middle - value * _CURVE / 2:.1f}h{wide:.1f}"
    parts.append(f'<path d="{path}" fill="none" stroke="{PALETTE["blue"]}" stroke-width="2.5"/>')
    parts.append(
        svg_text(_LEFT, _TOP - 12, "the tune; dark notes: low, bright notes: high", "start")
    )
    parts.append(
        svg_text(_LEFT, top - 10, "the unit after each note; dashes: phrase ends", "start")
    )
    return svg_picture(_LEFT + _WIDTH + 10, top + _CURVE + 12, parts)


def _bars_and_phrases(tune: Tune, scale: float, top: float) -> list[str]:
    """Draw a faint line at each bar, and a dashed one where each phrase has ended.

    Both leave out the gap between the roll and the curve, whose `top` is given: words stand there.
    """
    bar = tune.bar_length
    down = f"{_TOP}V{_TOP + _ROLL}", f"{top}V{top + _CURVE}"
    ticks = range(tune.pickup % bar, tune.length + 1, bar) if bar else ()
    ends = [tune.onsets[end] + tune.durations[end] for end in tune.phrase_ends]
    dashed = f'{PALETTE["red"]}" stroke-width="2" stroke-dasharray="6 4'
    lines = [(_LEFT + t * scale, GRID) for t in ticks]
    lines += [(_LEFT + t * scale, dashed) for t in ends]
    return [
        f'<path d="M{x:.1f} {down[0]}M{x:.1f} {down[1]}" stroke="{look}"/>' for x, look in lines
    ]


def _compared(values: Floats, ends: NDArray[np.bool_]) -> str:
    """Say how high the unit is at phrase ends, and elsewhere."""
    if not ends.any() or ends.all():
        return "It has no phrase ends to compare with."
    at, elsewhere = values[ends].mean(), values[~ends].mean()
    return f"Its mean is {at:.2f} at phrase ends and {elsewhere:.2f} elsewhere."


class UnitExplorer(Instrument):
    """Choose a unit of a network's state, and see and hear what it does along a tune (lesson 06).

    *Another tune* goes to the next tune, and after the last one to the first again.

    Parameters
    ----------
    tunes : mapping of Tune to array_like, or sequence of (Tune, array_like)
        The state after each note, shape (notes, units), of each tune.
    value : int
        The unit at first.

    Raises
    ------
    ValueError
        If there is no tune, or the tunes' states do not fit.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call")
    >>> explorer = UnitExplorer([(call, [[0.1, 0.2], [-0.5, 0.0], [0.9, -0.4]])])
    >>> explorer.value = 1
    >>> explorer.words[:51]
    'Unit 1 in Call: from -0.40 to 0.20, highest after n'
    """

    value = traitlets.Int(0, min=0).tag(sync=True, control=True)

    def __init__(
        self,
        tunes: Mapping[Tune, ArrayLike] | Sequence[tuple[Tune, ArrayLike]],
        value: int = 0,
    ) -> None:
        pairs = tunes.items() if isinstance(tunes, Mapping) else tunes
        self._tunes = [(tune, np.asarray(states, dtype=np.float64)) for tune, states in pairs]
        if not self._tunes:
            raise ValueError("no tune to look at; give tunes and their states")
        units = {states.shape[-1] for _, states in self._tunes}
        if len(units) > 1:
            raise ValueError(f"tunes with {sorted(units)} units; all states need the same")
        super().__init__(value=value, label="Unit", between=[0.0, max(units) - 1.0, 1.0])

    def look(self) -> Shown:
        """Return the card of the unit, in the tune at hand."""
        return unit_card(*self._tunes[self.draws % len(self._tunes)], self.value)
