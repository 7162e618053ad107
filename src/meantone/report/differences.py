"""Two reports side by side, from their JSON files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

ALIKE = ("version", "against", "view", "notes", "judge")
"""What two reports have to have in common."""


def differences(one: Path, other: Path) -> str:
    """Return the figures of two reports side by side, as text.

    Parameters
    ----------
    one, other : Path
        Files that `as_json` made.

    Returns
    -------
    str
        A table in Markdown.

    Raises
    ------
    ValueError
        If one is no report, or they are not measured alike, with what differs.
    """
    first, second = read(one), read(other)
    for name in ALIKE:
        if first[name] != second[name]:
            raise ValueError(
                f"{one.name} and {other.name} cannot be compared: {name} is {first[name]!r} and "
                f"{second[name]!r}. Make both reports anew, against the same people's tunes"
            )
    lines = [f"{'':24} {one.stem[:18]:>18} {other.stem[:18]:>18}   people"]
    found = {row["measure"]: row for row in second["profile"]}
    lines += [
        _line(row, found[row["measure"]]) for row in first["profile"] if row["measure"] in found
    ]
    lines += [f"{one.stem}: {first['headline']}", f"{other.stem}: {second['headline']}"]
    if first["measured"] != second["measured"]:
        lines.append(
            f"Measured by {first['measured']} and {second['measured']} tunes: diversity grows with "
            "their number."
        )
    return "\n".join(lines)


def read(path: Path) -> dict[str, Any]:
    """Return what a report's file holds.

    Parameters
    ----------
    path : Path

    Raises
    ------
    ValueError
        If it is none.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{path} is no report: {error}") from None
    if not isinstance(found, dict) or not {*ALIKE, "profile", "headline", "measured"} <= set(found):
        raise ValueError(f"{path} is no report; give the .json that was written beside one")
    return found


def _line(one: dict[str, Any], other: dict[str, Any]) -> str:
    """Return a measure's two figures, marked where their intervals do not meet."""
    ends = [row[end] for row in (one, other) for end in ("low", "high")]
    apart = None not in ends and (ends[1] < ends[2] or ends[3] < ends[0])
    figures = [_said(row["value"]) for row in (one, other)]
    band = f"{_said(one['people low'])} to {_said(one['people high'])}"
    mark = "  differ" if apart else ""
    return f"{one['measure']:24} {figures[0]:>18} {figures[1]:>18}   {band}{mark}"


def _said(value: float | None) -> str:
    return "none" if value is None else f"{value:.3f}"
