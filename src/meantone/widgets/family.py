"""The family tree of a tune: its largest sources, by group, and all the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from meantone.experiments.attribution import Owed
from meantone.show.colors import MEANINGS, PALETTE
from meantone.show.html import escape, image
from meantone.tunes import Tune
from meantone.widgets.drawings import INK, svg_picture, svg_rect, svg_text

GROUPS, SOURCES = 4, 7
"""Groups and sources with a name of their own."""

_LEAST, _WHOLE, _ROW = 1.2, 110, 19  # pixels: of a link, of the share 1, of a line of words
_TOP, _LEFT, _MIDDLE, _RIGHT, _EDGE = 40, 146, 192, 312, 368
_COLORS = (*(PALETTE[name] for name in ("blue", "orange", "purple", "brown")), PALETTE["gray"])


@dataclass(frozen=True)
class Branch:
    """A part of a tune: a source, or all others of a group.

    Parameters
    ----------
    group, name : str
    share : float
    """

    group: str
    name: str
    share: float


@dataclass(frozen=True)
class FamilyTree:
    """A picture of whom a tune comes from, and the words that say the same.

    Parameters
    ----------
    words, svg : str
    """

    words: str
    svg: str

    def __repr__(self) -> str:
        return self.words

    def _repr_html_(self) -> str:
        return image(self.svg, self.words)


def branches(
    owed: Owed, groups: Mapping[str, str], names: Mapping[str, str], count: int = SOURCES
) -> list[Branch]:
    """Return the largest sources of a tune, and of each group what all the others have.

    Groups beyond the largest few are one, called "elsewhere". With the share of the base all
    shares sum to 1. Lesson 16.

    Parameters
    ----------
    owed : Owed
    groups, names : mapping of str to str
        Of each owner: the group, as its country, and what to call it.
    count : int
        Sources with a name of their own.

    Returns
    -------
    list of Branch
        Group by group, the largest first.

    Examples
    --------
    >>> import numpy as np
    >>> owed = Owed(("a", "b", "c"), np.array([[0.5, 0.3, 0.1]]), np.array([0.1]), np.ones(1))
    >>> found = branches(owed, {"a": "Sea", "b": "Hill", "c": "Hill"}, {"a": "Lark"}, count=2)
    >>> [(branch.group, branch.name, round(branch.share, 3)) for branch in found]
    [('Sea', 'Lark', 0.5), ('Hill', 'b', 0.3), ('Hill', '1 other', 0.1)]
    """
    ranked = sorted(zip(owed.names, owed.mean.tolist(), strict=True), key=lambda pair: -pair[1])
    owing = [(owner, share) for owner, share in ranked if share > 0]
    total: dict[str, float] = {}
    for owner, share in owing:
        total[groups[owner]] = total.get(groups[owner], 0) + share
    large = sorted((name for name in total if name), key=lambda name: -total[name])[:GROUPS]
    found = []
    for group in [*large, "elsewhere"]:
        mine = [
            (owner, share, owner in dict(owing[:count]))
            for owner, share in owing
            if (groups[owner] if groups[owner] in large else "elsewhere") == group
        ]
        found += [
            Branch(group, names.get(owner, owner), share) for owner, share, top in mine if top
        ]
        rest = [share for _, share, top in mine if not top]
        others = "other" if len(rest) == 1 else "others"
        found += [Branch(group, f"{len(rest):,} {others}", sum(rest))] if rest else []
    return found


def family_tree(
    tune: Tune, owed: Owed, groups: Mapping[str, str], names: Mapping[str, str]
) -> FamilyTree:
    """Draw a tune, the groups that it comes from, and its largest sources, as wide as their shares.

    Lesson 16.

    Parameters
    ----------
    tune : Tune
    owed : Owed
    groups, names : mapping of str to str
        Of each owner: the group, as its country, and what to call it.

    Returns
    -------
    FamilyTree

    Examples
    --------
    >>> import numpy as np
    >>> owed = Owed(("a", "b"), np.array([[0.6, 0.4]]), np.zeros(1), np.ones(1))
    >>> tree = family_tree(Tune((60,), (48,), title="My tune"), owed, {"a": "Sea", "b": "Hill"}, {})
    >>> tree
    My tune: as many as 2.0 equal sources; the largest, a, has 60.0 %. By group: Sea 60 %, Hill
    40 %.
    """
    found = branches(owed, groups, names)
    shares = {name: sum(b.share for b in found if b.group == name) for name in _ordered(found)}
    best, share = owed.largest()
    said = ", ".join(f"{name} {100 * part:.0f} %" for name, part in shares.items())
    words = (
        f"{tune.title or 'The tune'}: as many as {_many(owed.sources)} equal sources; the largest, "
        f"{names.get(best, best)}, has {100 * share:.1f} %. By group: {said}."
    )
    many = f"As if of {_many(owed.sources)} songs in equal parts"
    title = f"{many}; the largest share is {100 * share:.1f} %"
    parts = [svg_text(12, 24, title, "start").replace("<text", '<text font-weight="bold"')]
    parts += [*_signed(tune, _TOP + _height(found) / 2), *_grown(found, shares)]
    picture = svg_picture(620, max(_TOP + _height(found), 160) + 12, parts)
    return FamilyTree(words, picture)


def _many(sources: float) -> str:
    return f"{sources:,.0f}" if sources >= 9.5 else f"{sources:.1f}"


def _ordered(found: Sequence[Branch]) -> list[str]:
    """Return the groups, each once, in order."""
    return list(dict.fromkeys(branch.group for branch in found))


def _signed(tune: Tune, middle: float) -> list[str]:
    """Draw the tune as a small roll, and sign it."""
    notes = tune.notes
    low, high = min(notes), max(notes)
    wide, step = 126 / len(notes), 46 / max(high - low + 1, 8)
    parts = [svg_rect(12, middle - 30, 130, 60, "#f4f4f4")]
    for place, pitch in enumerate(notes):
        y = middle - 25 + (high - pitch) * step
        color = MEANINGS["machine"]
        parts.append(svg_rect(round(14 + place * wide, 1), y, round(wide - 1, 1), step, color))
    font = 'font-family="Segoe Script, Bradley Hand, cursive" font-size="19" font-style="italic"'
    name = escape(tune.title or "my tune")
    signed = f'<text x="77" y="{middle + 56:g}" text-anchor="middle" {font}>{name}</text>'
    line = f'<path d="M18 {middle + 64:g}h118" stroke="{INK}"/>'
    return [*parts, signed, line]


def _grown(found: Sequence[Branch], shares: Mapping[str, float]) -> list[str]:
    """Draw the links from the tune to its groups, and from these to their sources."""
    parts = []
    top, root = float(_TOP), _TOP + _height(found) / 2 - _WHOLE * sum(shares.values()) / 2
    for group, color in zip(shares, _COLORS, strict=False):
        mine = [branch for branch in found if branch.group == group]
        middle, whole = top + _height(mine) / 2, _WHOLE * shares[group]
        parts.append(_link(_LEFT, root + whole / 2, _MIDDLE, middle, whole, color))
        root, leaf = root + whole, middle - whole / 2
        for branch in mine:
            wide, high = _WHOLE * branch.share, _height([branch])
            parts.append(_link(_RIGHT, leaf + wide / 2, _EDGE, top + high / 2, wide, color))
            words = f"{_short(branch.name)}, {100 * branch.share:.1f} %"
            parts.append(svg_text(_EDGE + 6, top + high / 2 + 4, words, "start"))
            leaf, top = leaf + wide, top + high
        words = f"{group} {100 * shares[group]:.0f} %"
        parts.append(svg_text((_MIDDLE + _RIGHT) / 2, middle + 4, words))
    return parts


def _height(found: Sequence[Branch]) -> float:
    """Return how much room some branches need, in pixels: each its width, and its words'."""
    return sum(max(_ROW, _WHOLE * branch.share + 4) for branch in found)


def _short(name: str) -> str:
    """Return a name that fits."""
    return name if len(name) <= 22 else f"{name[:19]} ..."


def _link(x: float, y: float, to_x: float, to_y: float, width: float, color: str) -> str:
    """Draw a curve as wide as a share."""
    half = (x + to_x) / 2
    return (
        f'<path d="M{x} {y:.1f}C{half} {y:.1f} {half} {to_y:.1f} {to_x} {to_y:.1f}" fill="none" '
        f'stroke="{color}" stroke-opacity="0.65" stroke-width="{max(width, _LEAST):.1f}"/>'
    )
