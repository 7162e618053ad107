"""Tunes as a piano roll: time from left to right, pitch upwards, every note a bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from meantone.show.charts import enable
from meantone.show.colors import (
    MISSING,
    PALETTE,
    SCALE,
    Domain,
    check_count,
    colored_by,
    domain_of,
)
from meantone.show.words import describe, name_of, note_names
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune

if TYPE_CHECKING:
    import altair as alt

WIDTH = 720
"""Pixels of a roll, without its axes: fits a notebook on a small laptop."""

LEGEND = 240
"""Pixels of the color scale beside a picture."""

_ROW, _ROOM = 16, (180, 420)  # pixels a semitone, and the least and the most in all
_LABEL = 13  # pixels from one note name to the next


def roll(
    tune: Tune,
    values: Sequence[float | None] | None = None,
    label: str = "",
    title: str | None = None,
    domain: Domain | None = None,
) -> alt.LayerChart:
    """Return a tune as a piano roll.

    Lesson 01. Faint lines are bar lines; the names on the axis are the notes of the tune.

    Parameters
    ----------
    tune : Tune
    values : sequence of float or None, optional
        One for each event (rests too), shown as its color.
    label : str
        What the values are, with their unit.
    title : str, optional
        What the picture shows, in a sentence; else the tune's title.
    domain : tuple of float, optional
        What the ends of the color scale stand for, to compare pictures.

    Raises
    ------
    ValueError
        If there are more or fewer values than events.

    Examples
    --------
    >>> call = Tune((67, 64, 60), (48, 48, 96), title="Call")
    >>> roll(call, values=[2.1, 0.5, 1.0], label="surprise (bits)").to_dict()["title"]
    'Call'
    """
    import altair as alt

    enable()
    return alt.LayerChart.from_dict(roll_spec(tune, values, label, title, domain))


def roll_spec(
    tune: Tune,
    values: Sequence[float | None] | None = None,
    label: str = "",
    title: str | None = None,
    domain: Domain | None = None,
) -> dict[str, Any]:
    """Return a piano roll as a Vega-Lite specification, without its theme.

    It needs no Altair, which takes two seconds to import.

    Parameters
    ----------
    tune, values, label, title, domain
        As in `roll`.

    Raises
    ------
    ValueError
        If there are more or fewer values than events.

    Examples
    --------
    >>> spec = roll_spec(Tune((60,), (48,), title="One"))
    >>> spec["title"], spec["layer"][-1]["data"]["values"][0]["note"]
    ('One', 'C4')
    """
    check_count(tune, values)
    low, high = min(tune.notes, default=60) - 1, max(tune.notes, default=60) + 1
    height = min(max((high - low) * _ROW, _ROOM[0]), _ROOM[1])
    encoding = {
        "x": _time_axis(tune),
        "x2": {"field": "end"},
        "y": _pitch_axis(tune, (low, high), height),
        "y2": {"field": "above"},
        "color": _color(values, label, domain),
        "tooltip": _tooltip(values, label),
    }
    mark = {"type": "rect", "cornerRadius": 2, "stroke": "white", "strokeWidth": 0.7}
    notes = {"data": {"values": _rows(tune, values)}, "mark": mark, "encoding": encoding}
    return {
        "title": name_of(tune) if title is None else title,
        "description": f"Piano roll of {describe(tune)}{colored_by(values, label, domain)}",
        "width": WIDTH,
        "height": height,
        "layer": [*_bar_lines(tune), notes],
    }


def _rows(tune: Tune, values: Sequence[float | None] | None) -> list[dict[str, Any]]:
    """Return a row for each note: where it is, and what is known of it."""
    known = [None] * len(tune) if values is None else values
    columns = zip(tune.pitches, tune.onsets, tune.durations, note_names(tune), known, strict=True)
    return [
        {
            "note": name,
            "start": onset / TICKS_PER_QUARTER,
            "end": (onset + duration) / TICKS_PER_QUARTER,
            "length": duration / TICKS_PER_QUARTER,
            "pitch": pitch,
            "below": pitch - 0.45,
            "above": pitch + 0.45,
        }
        | ({} if values is None else {"value": None if value is None else float(value)})
        for pitch, onset, duration, name, value in columns
        if pitch != REST
    ]


def _time_axis(tune: Tune) -> dict[str, Any]:
    """Return the axis of time, from the tune's first quarter to its last."""
    end = max(tune.length, TICKS_PER_QUARTER) / TICKS_PER_QUARTER
    return {
        "field": "start",
        "type": "quantitative",
        "scale": {"domain": [0, end], "nice": False},
        "axis": {"grid": False, "title": "time (quarters)", "tickMinStep": 1, "format": "d"},
    }


def _pitch_axis(tune: Tune, span: tuple[int, int], height: int) -> dict[str, Any]:
    """Return the axis of pitch, with the names of the tune's notes where there is room."""
    names = dict(zip(tune.pitches, note_names(tune), strict=True))
    pitches = _spread(sorted(set(tune.notes)), _LABEL * (span[1] - span[0]) / height)
    labels = ", ".join(f"{pitch}: '{names[pitch]}'" for pitch in pitches)
    return {
        "field": "below",
        "type": "quantitative",
        "scale": {"domain": list(span), "nice": False, "zero": False},
        "axis": {
            "title": None,
            "values": pitches,
            "labelExpr": f"({{{labels}}})[datum.value]",
            "labelOverlap": False,
            "gridColor": "#eeeeee",
        },
    }


def _spread(pitches: Sequence[int], least: float) -> list[int]:
    """Keep pitches, from the lowest, that are at least so far apart.

    Examples
    --------
    >>> _spread([60, 61, 62, 64, 67], 2)
    [60, 62, 64, 67]
    """
    kept: list[int] = []
    for pitch in pitches:
        if not kept or pitch - kept[-1] >= least:
            kept.append(pitch)
    return kept


def _color(
    values: Sequence[float | None] | None, label: str, domain: Domain | None
) -> dict[str, Any]:
    """Return one color for all notes, or the scale and its legend."""
    if values is None:
        return {"value": PALETTE["blue"]}
    low, high = domain or domain_of(values)
    scale = {"domain": [low, high], "range": list(SCALE), "clamp": True, "interpolate": "rgb"}
    legend = {
        "orient": "top",
        "gradientLength": LEGEND,
        "title": label or "value",
        "values": [low, (low + high) / 2, high],
        "format": ".3~g",
    }
    color = {"field": "value", "type": "quantitative", "scale": scale, "legend": legend}
    return {"condition": {"test": "isValid(datum.value)", **color}, "value": MISSING}


def _tooltip(values: Sequence[float | None] | None, label: str) -> list[dict[str, Any]]:
    """Return what a pointer on a note reads."""
    number = {"type": "quantitative", "format": ".3~r"}
    shown: list[dict[str, Any]] = [
        {"field": "note", "type": "nominal"},
        {"field": "start", "title": "starts (quarters)", **number},
        {"field": "length", "title": "lasts (quarters)", **number},
    ]
    return (
        shown
        if values is None
        else [*shown, {"field": "value", "title": label or "value", **number}]
    )


def _bar_lines(tune: Tune) -> list[dict[str, Any]]:
    """Return a layer of faint lines at the starts of bars: none if there are no bars.

    A layer without marks would be a picture without words to a screen reader.
    """
    if not (bar := tune.bar_length):
        return []
    starts = range(tune.pickup % bar, tune.length + 1, bar)
    lines = {
        "data": {"values": [{"start": tick / TICKS_PER_QUARTER} for tick in starts]},
        "mark": {"type": "rule", "color": "#cccccc"},
        "encoding": {"x": {"field": "start", "type": "quantitative"}},
    }
    return [lines]
