"""Colors that everyone can tell apart and that are dark enough to be seen on white paper."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TypeGuard

from meantone.show.words import counted
from meantone.tunes.tune import Tune

SCALE = ("#1c1044", "#5b1a86", "#a82a7e", "#dd4b57", "#e6722a")
"""From low to high: dark to bright in every kind of color vision, never paler than 3:1 on white."""

HEAT = ("#f4f8fb", "#8cbfe0", "#0072b2", "#0b2a5b")
"""From none to much, for the cells of a heat map: paper white to dark blue."""

HEAT_DARK = ("#15202b", "#1c4f78", "#2d82be", "#cfe8fa")
"""The same on a dark page: from the page's own dark to bright."""

PALETTE = {
    "blue": "#0072b2",
    "orange": "#b34700",
    "purple": "#6a1b7a",
    "green": "#1f7a52",
    "brown": "#8a6d1f",
    "gray": "#767676",
    "black": "#000000",
    "red": "#d0101c",
}
"""Colors by name, in the order in which charts use them for categories; red is for marks."""

MEANINGS = {
    "people": PALETTE["green"],
    "machine": PALETTE["blue"],
    "machine B": PALETTE["orange"],
    "shuffled": PALETTE["gray"],
    "shared": "#d4145a",
}
"""One meaning for a color, in widgets and charts alike: people's tunes, the machine's, those of a
second machine beside it, shuffled tunes, and notes that other tunes of the set have too."""

MEANINGS_DARK = {
    "people": "#5fcf9b",
    "machine": "#5cb8f2",
    "machine B": "#ff9b4a",
    "shuffled": "#b0b0b0",
    "shared": "#ff5c8a",
}
"""The same on a dark page."""

MISSING = PALETTE["gray"]
"""The color of a note without a value."""

Domain = tuple[float, float]


def hex_color(color: str) -> str:
    """Return a color as #rrggbb.

    Parameters
    ----------
    color : str
        A name from `PALETTE`, or #rrggbb.

    Raises
    ------
    ValueError
        If it is neither, with the names.

    Examples
    --------
    >>> hex_color("red"), hex_color("#12AB34")
    ('#d0101c', '#12ab34')
    """
    found = PALETTE.get(color, color).lower()
    if not re.fullmatch(r"#[0-9a-f]{6}", found):
        raise ValueError(f"no color {color!r}; write #rrggbb or one of {', '.join(PALETTE)}")
    return found


def meaning_of(label: str) -> str | None:
    """Return the color of what a label speaks of, or None if it is neither people nor shuffled.

    Examples
    --------
    >>> meaning_of("human, never seen"), meaning_of("a person's"), meaning_of("songs, shuffled")
    ('#1f7a52', '#1f7a52', '#767676')
    >>> meaning_of("machine, T = 1")
    """
    words = re.findall(r"[a-z]+", label.lower())
    if "shuffled" in words:
        return MEANINGS["shuffled"]
    people = {"people", "person", "human", "humans"}
    return MEANINGS["people"] if people & set(words) else None


def categories(labels: Sequence[str]) -> dict[str, list[str]]:
    """Return a chart's scale of colors: people and shuffled have theirs, machines take the rest.

    Every lesson colors its charts with it: ``alt.Color("who:N").scale(**categories(names))``.

    Parameters
    ----------
    labels : sequence of str
        Of the categories, each once, in the order of the legend.

    Returns
    -------
    dict
        The `domain` and the `range` of the scale.

    Raises
    ------
    ValueError
        If there are more kinds of machine than colors.

    Examples
    --------
    >>> categories(["people", "order 3", "order 5"])["range"]
    ['#1f7a52', '#0072b2', '#b34700']
    """
    rest = iter(color for name, color in PALETTE.items() if name not in ("green", "gray", "red"))
    known = [meaning_of(label) for label in labels]
    if sum(color is None for color in known) > len(PALETTE) - 3:
        raise ValueError(f"{len(labels)} categories are more than there are colors; group some")
    return {"domain": [*labels], "range": [color or next(rest) for color in known]}


def domain_of(values: Sequence[float | None]) -> Domain:
    """Return the lowest and the highest value, (0, 1) if there is none.

    Examples
    --------
    >>> domain_of([2.5, None, 0.5, float("nan")]), domain_of([])
    ((0.5, 2.5), (0.0, 1.0))
    """
    known = [float(value) for value in values if _is_known(value)]
    return (min(known), max(known)) if known else (0.0, 1.0)


def colors_of(values: Sequence[float | None], domain: Domain | None = None) -> list[str]:
    """Return the color of each value, from dark (low) to bright (high).

    Lesson 14 colors notes by their surprise. Score and piano roll use the same scale.

    Parameters
    ----------
    values : sequence of float or None
        None and not-a-number are gray.
    domain : tuple of float, optional
        What the ends of the scale stand for; else the lowest and the highest value. Values
        outside take the color of the end.

    Returns
    -------
    list of str
        As #rrggbb.

    Examples
    --------
    >>> colors_of([0, 1, 2, None])
    ['#1c1044', '#a82a7e', '#e6722a', '#767676']
    >>> colors_of([5.0], domain=(0, 4))
    ['#e6722a']
    """
    low, high = domain_of(values) if domain is None else domain
    span = (high - low) or 1.0
    return [
        _mixed((float(value) - low) / span) if _is_known(value) else MISSING for value in values
    ]


def colored_by(
    values: Sequence[float | None] | None, label: str, domain: Domain | None = None
) -> str:
    """Return what colors say in words: the label, and the ends of the scale.

    Parameters
    ----------
    values : sequence of float or None, optional
        Nothing is said where there are none.
    label : str
        What the values are, with their unit.
    domain : tuple of float, optional
        What the ends of the scale stand for; else the lowest and the highest value.

    Examples
    --------
    >>> colored_by([0.5, 4.25], "surprise (bits)")
    ' Color: surprise (bits), from 0.5 (dark) to 4.25 (bright).'
    >>> colored_by(None, "")
    ''
    """
    if values is None:
        return ""
    low, high = domain or domain_of(values)
    return f" Color: {label or 'value'}, from {low:.3g} (dark) to {high:.3g} (bright)."


def check_count(tune: Tune, values: Sequence[object] | None) -> None:
    """Raise ValueError unless there is one value for each event.

    Parameters
    ----------
    tune : Tune
    values : sequence, optional
        One for each note and each rest.

    Raises
    ------
    ValueError
        If there are more or fewer.

    Examples
    --------
    >>> check_count(Tune((60, -1), (48, 48)), [1.0])
    Traceback (most recent call last):
    ValueError: 1 value for 2 events; give one for each event (1 note and 1 rest), None for a rest
    """
    if values is not None and len(values) != len(tune):
        rests = len(tune) - len(tune.notes)
        each = f"{counted(len(tune.notes), 'note')} and {counted(rests, 'rest')}"
        raise ValueError(
            f"{counted(len(values), 'value')} for {counted(len(tune), 'event')}; give one for "
            f"each event ({each}), None for a rest"
        )


def _is_known(value: float | None) -> TypeGuard[float]:
    """Say whether there is a number."""
    return value is not None and math.isfinite(value)


def _mixed(place: float) -> str:
    """Return the color at a place of the scale, between its neighbors in even steps."""
    place = min(max(place, 0.0), 1.0) * (len(SCALE) - 1)
    index = min(int(place), len(SCALE) - 2)
    part = place - index
    below, above = (
        [int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in SCALE[index : index + 2]
    )
    mixed = (round(a + part * (b - a)) for a, b in zip(below, above, strict=True))
    return "#" + "".join(f"{level:02x}" for level in mixed)
