"""A piano roll without axes, as small as a stamp: for pages where many tunes stand together."""

from __future__ import annotations

from meantone.show.colors import PALETTE
from meantone.tunes.tune import REST, Tune

_LEAST = 12
"""Semitones that the height stands for at least, so that a narrow tune looks narrow."""


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
    3
    """
    low, high = min(tune.notes, default=60), max(tune.notes, default=60)
    span = max(high - low, _LEAST) + 1
    step, scale = (height - 8) / span, (width - 8) / max(tune.length, 1)
    top = high + (span - 1 - (high - low)) / 2  # the tune stands in the middle
    bars = "".join(
        f'<rect x="{4 + onset * scale:.1f}" y="{4 + (top - pitch) * step:.1f}" '
        f'width="{max(ticks * scale - 1, 1):.1f}" height="{max(step - 1, 2):.1f}" rx="1.5" '
        f'fill="{PALETTE["blue"]}"/>'
        for pitch, onset, ticks in zip(tune.pitches, tune.onsets, tune.durations, strict=True)
        if pitch != REST
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}"><rect width="100%" height="100%" rx="6" fill="#f2f5f8"/>'
        f"{bars}</svg>"
    )
