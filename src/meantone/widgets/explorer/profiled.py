"""Profile and map of one set or two, beside people's, as words, pictures and figures."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from meantone.measures import Profile
from meantone.measures.profile.table import number
from meantone.widgets.explorer.compared import JUDGE, Compared, equally
from meantone.widgets.explorer.map_picture import map_picture
from meantone.widgets.explorer.profile_picture import profile_picture
from meantone.widgets.explorer.shown import Asked, More, Picture

Table = tuple[tuple[str, ...], ...]
Named = Sequence[tuple[str, Compared]]


def profiled(asked: Asked) -> More:
    """Return what the view of profiles shows: words, pictures, and figures."""
    groups = _groups(asked)
    words = [_measured(name, one) for group in groups for name, one in group]
    words.append(
        f"Surprise is judged by an n-gram of order {JUDGE} that learned from other tunes than the "
        "models did; all other measures need no judge."
    )
    pictures = tuple(
        Picture(f"Profile beside people's, {_of(group)}", svg, _said(group))
        for group in groups
        if (svg := profile_picture(_profiles(group)) if _profiles(group) else "")
    )
    return More("profile", "\n".join(words), pictures, _table(groups))


def mapped(asked: Asked) -> More:
    """Return what the view of maps shows."""
    groups = _groups(asked)
    words = [_wide(name, one) for group in groups for name, one in group]
    pictures = []
    for group in groups:
        drawn = map_picture(group[0][1].yardstick.dots, [(name, one.places) for name, one in group])
        title = f"Map, {_of(group)}: near each other, much in common"
        said = " ".join(_wide(name, one) for name, one in group)
        pictures.append(Picture(title, drawn, f"{title}. {said}"))
    words.append("The map sees which runs of notes tunes have, not how they return in a tune.")
    return More("map", "\n".join(words), tuple(pictures))


def _groups(asked: Asked) -> list[Named]:
    """Return the sets, those of one corpus together and measured by equally many tunes."""
    results = asked.results
    found = [results.compared(one.setting, asked.report) for one in asked.explored]
    if len(found) == 1:
        return [[("the machine", found[0])]]
    if found[0].yardstick is found[1].yardstick:
        return [[*zip("AB", equally(*found), strict=True)]]
    return [[("A", found[0])], [("B", found[1])]]


def _measured(name: str, one: Compared) -> str:
    """Say how many of the measures lie outside people's band."""
    if one.profile is None:
        return f"{name}: there is no profile, {one.yardstick.why}."
    valued = [row for row in one.profile.rows if row.place != "no value"]
    if not valued:
        return f"{name}: none is long enough to be measured."
    outside = len(one.profile.outside)
    lie = "lies" if outside == 1 else "lie"
    return f"{name}: {outside} of {len(valued)} measures {lie} outside people's band."


def _wide(name: str, one: Compared) -> str:
    """Say how wide a set lies on the map."""
    if isnan(one.spread):
        return f"{name}: none is long enough to be there."
    return f"{name}: {number(one.spread, 2)} times as wide as people's."


def _profiles(group: Named) -> list[tuple[str, Profile]]:
    """Return the profiles that there are, with their names."""
    return [(name, one.profile) for name, one in group if one.profile is not None]


def _said(group: Named) -> str:
    """Return a profile's picture in words."""
    profiles = _profiles(group)
    rows = "; ".join(
        f"{row.name} " + ", ".join(f"{name} {one[row.name].place}" for name, one in profiles)
        for row in profiles[0][1].rows
    )
    return f"Profile beside the band of people's tunes, {_of(group)}: {rows}. Figures below."


def _of(group: Named) -> str:
    return group[0][1].yardstick.name


def _table(groups: Sequence[Named]) -> Table:
    """Return profiles in figures: a line for each measure, after one of headings."""
    lines: list[list[str]] = []
    for group in groups:
        profiles = _profiles(group)
        if not profiles:
            continue
        head = ["measure"]
        for name, _ in profiles:
            head += [name, "interval (95 %)", f"{name} is"]
        lines.append([*head, "people", "people's band", "shuffled"])
        for row in profiles[0][1].rows:
            line = [row.line.cells[0]]
            for _, one in profiles:
                _, value, interval, *_, place = one[row.name].line.cells
                line += [value, interval, place]
            lines.append([*line, *row.line.cells[3:6]])
    return tuple(tuple(line) for line in lines)
