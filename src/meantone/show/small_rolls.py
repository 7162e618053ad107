"""Piano rolls without axes, as small as a stamp: for pages where many tunes stand together."""

from __future__ import annotations

from collections.abc import Mapping

from meantone.show.colors import PALETTE
from meantone.show.html import escape
from meantone.tunes.tune import REST, Tune

_LEAST = 12
"""Semitones that the height stands for at least, so that a narrow tune looks narrow."""

_WIDE, _HIGH, _LABEL, _ACROSS = 300, 70, 20, 2


def small_roll(tune: Tune, width: int = 420, height: int = 110) -> str:
    """Return a tune as a small piano roll: SVG without a text alternative.

    Parameters
    ----------
    tune : Tune
    width, height : int
        Pixels.

    Examples
    --------
    >>> small_roll(Tune((60, REST, 64), (48, 48, 96))).count("<rect")
    4
    """
    return _svg(width, height, _notes(tune, width, height, *_reach([tune]), tune.length))


def small_rolls(tunes: Mapping[str, Tune]) -> str:
    """Return tunes as small piano rolls of one scale, two in a row, each below its label: SVG.

    One scale, so that what is narrow looks narrow and what is short looks short.

    Parameters
    ----------
    tunes : mapping of str to Tune
        The label of each tune.

    Examples
    --------
    >>> rolls = small_rolls({"flat": Tune((60, 60), (48, 48)), "wide": Tune((48, 72), (48, 48))})
    >>> rolls.count("<rect"), rolls.count("<text")
    (7, 2)
    """
    reach, longest = _reach([*tunes.values()]), max(tune.length for tune in tunes.values())
    parts = []
    for place, (label, tune) in enumerate(tunes.items()):
        x, y = (_WIDE + 12) * (place % _ACROSS), (_HIGH + _LABEL + 8) * (place // _ACROSS)
        parts.append(
            f'<g transform="translate({x} {y})"><text x="2" y="13" font-family="sans-serif" '
            f'font-size="13" fill="#222">{escape(label)}</text>'
            f'<g transform="translate(0 {_LABEL})">'
            f"{_notes(tune, _WIDE, _HIGH, *reach, longest)}</g></g>"
        )
    rows = -(-len(tunes) // _ACROSS)
    width, height = (_WIDE + 12) * min(len(tunes), _ACROSS) - 12, rows * (_HIGH + _LABEL + 8) - 8
    inner = f'<g transform="translate(8 4)">{"".join(parts)}</g>'
    return _svg(width + 16, height + 12, inner)


def _reach(tunes: list[Tune]) -> tuple[int, int]:
    """Return the lowest and highest pitch of a roll in which all tunes have room, in its middle."""
    notes = [pitch for tune in tunes for pitch in tune.notes] or [60]
    low, high = min(notes), max(notes)
    missing = max(_LEAST - (high - low), 0)
    return low - missing // 2, high + missing - missing // 2


def _notes(tune: Tune, width: int, height: int, low: int, high: int, ticks: int) -> str:
    """Draw a tune on its ground; `ticks` is the time that the width stands for."""
    step, scale = (height - 8) / (high - low + 1), (width - 8) / max(ticks, 1)
    bars = "".join(
        f'<rect x="{4 + onset * scale:.1f}" y="{4 + (high - pitch) * step:.1f}" '
        f'width="{max(lasts * scale - 1, 1):.1f}" height="{max(step - 1, 2):.1f}" rx="1.5" '
        f'fill="{PALETTE["blue"]}"/>'
        for pitch, onset, lasts in zip(tune.pitches, tune.onsets, tune.durations, strict=True)
        if pitch != REST
    )
    return f'<rect width="{width}" height="{height}" rx="6" fill="#f2f5f8"/>{bars}'


def _svg(width: int, height: int, inner: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><rect width="100%" height="100%" rx="8" fill="white"/>'
        f"{inner}</svg>"
    )
