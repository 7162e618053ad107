"""What the explorer shows of one setting or two: words, pictures, a table. Pure functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import NamedTuple

import numpy as np

from meantone.measures.profile.table import number
from meantone.show import Score, score
from meantone.tunes import Tune
from meantone.widgets.drawings import bars
from meantone.widgets.explorer.explored import Crowd, Sung
from meantone.widgets.explorer.pictures import (
    BITS,
    COLORS,
    map_picture,
    place_of,
    profile_picture,
    tune_picture,
)

SHOWN = 14
"""Bars of next notes: the likeliest of the model; the others share one more bar."""


class Picture(NamedTuple):
    """A picture with its title, and the same in words."""

    title: str
    svg: str
    alt: str


@dataclass(frozen=True)
class Part:
    """What belongs to one setting.

    Parameters
    ----------
    name : str
        "A" or "B"; nothing where there is no other.
    tune : Tune
        With a title that says where it comes from.
    words : str
    roll, chances : Picture
        The tune with its surprise; the next note's chances before the decoder and after.
    """

    name: str
    tune: Tune
    words: str
    roll: Picture
    chances: Picture

    @property
    def score_title(self) -> str:
        """What stands above the tune as a score."""
        return _titled(self.name, "The tune as a score")


@dataclass(frozen=True)
class ExplorerCard:
    """All that the explorer shows.

    Parameters
    ----------
    parts : tuple of Part
        One for each setting.
    words : str
    profiles, maps : tuple of Picture
        One; of two settings with different corpora two; none before the tunes are measured.
    table : tuple of tuple of str
        The profiles in figures, with a line of headings.
    """

    parts: tuple[Part, ...]
    words: str
    profiles: tuple[Picture, ...] = ()
    maps: tuple[Picture, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()


def explorer_card(sung: Sequence[Sung], crowds: Sequence[Crowd] = ()) -> ExplorerCard:
    """Return what there is to see and hear of one setting, or of two. Lesson 08.

    Parameters
    ----------
    sung : sequence of Sung
        One or two.
    crowds : sequence of Crowd
        As many, of the same settings; or none yet.

    Raises
    ------
    ValueError
        If there are none or more than two, or the crowds are of other settings.

    Examples
    --------
    >>> from meantone.widgets.explorer.explored import crowd, sing
    >>> from meantone.widgets.explorer.settings import Setting
    >>> from meantone.widgets.explorer.stock import Stock
    >>> stock, setting = Stock(["kinder"]), Setting("kinder", order=3, decoder="greedy")
    >>> card = explorer_card([sing(stock, setting)], [crowd(stock, setting)])
    >>> print(card.words[:136])
    n-gram of order 3 on kinder, greedy: 64 notes, cut off, 1.08 bits a note; people's tunes have
    2.33. All 500 tunes are one and the same;
    >>> card.profiles[0].title
    '8 tunes beside 8 by people, kinder'
    """
    if len(sung) not in (1, 2) or (crowds and [s.setting for s in sung] != [
        c.setting for c in crowds
    ]):  # fmt: skip
        raise ValueError("give one or two tunes, and crowds of the same settings or none")
    names = ("A", "B") if len(sung) == 2 else ("",)
    many: Sequence[Crowd | None] = crowds or [None] * len(sung)
    parts = tuple(_part(*those) for those in zip(names, sung, many, strict=True))
    words = "\n".join(part.words for part in parts)
    if not crowds:
        return ExplorerCard(parts, words)
    named = [*zip([name or "tunes" for name in names], crowds, strict=True)]
    together = len(crowds) == 1 or crowds[0].people is crowds[1].people
    groups = [named] if together else [[one] for one in named]
    return ExplorerCard(
        parts,
        words,
        tuple(_profile(group) for group in groups),
        tuple(_map(group) for group in groups),
        _table(named, together),
    )


def engraved(sung: Sung) -> Score:
    """Return a tune as a score, each note colored by how much it surprises the model. Lesson 08."""
    tune = replace(sung.tune, title=title_of("", sung))
    return score(tune, values=sung.bits.tolist(), label="surprise (bits)", domain=BITS)


def title_of(name: str, sung: Sung) -> str:
    """Return what a tune is called in the explorer."""
    setting = sung.setting
    made_by = f"{setting.machine} on {setting.corpus}, {setting.decoding}"
    return f"{name}: {made_by}" if name else made_by


def _titled(name: str, title: str) -> str:
    """Return a picture's title with the name of its setting."""
    return f"{name}: {title[0].lower()}{title[1:]}" if name else title


def _part(name: str, sung: Sung, crowd: Crowd | None) -> Part:
    """Return what belongs to one setting."""
    title = title_of(name, sung)
    tune = replace(sung.tune, title=title)
    words = f"{title}: {_heard(sung)}" + (f" {_measured(crowd)}" if crowd else "")
    svg = tune_picture(tune, sung.bits, sung.usual, COLORS[place_of(name)])
    return Part(
        name,
        tune,
        words,
        Picture(_titled(name, "The tune"), svg, _seen(title, sung)),
        _chances(name, sung),
    )


def _heard(sung: Sung) -> str:
    """Say how long a tune is, and how surprising."""
    count = len(sung.tokens)
    if not count:
        return "no notes; the tune ended before it began."
    cut = "" if sung.ended else ", cut off"
    notes = f"{count} note{'' if count == 1 else 's'}"
    origin = f" The network was {sung.origin}." if sung.origin else ""
    return (
        f"{notes}{cut}, {number(sung.mean, 2)} bits a note; people's tunes have "
        f"{number(sung.usual, 2)}.{origin}"
    )


def _measured(crowd: Crowd) -> str:
    """Say how tunes differ from each other and from people's."""
    count = len(crowd.tunes)
    differ = f"Of {count} tunes {crowd.different} are different"
    if crowd.different == 1:
        differ = f"All {count} tunes are one and the same"
    wide = f"; on the map they spread {number(crowd.spread, 2)} times as wide as people's"
    spread = "" if isnan(crowd.spread) else wide
    said = f"{differ}{spread}."
    if crowd.profile is None:
        return f"{said} There is no profile: {crowd.people.why}."
    valued = [row for row in crowd.profile.rows if row.place != "no value"]
    if not valued:
        return f"{said} None is long enough to be measured."
    outside = len(crowd.profile.outside)
    lie = "lies" if outside == 1 else "lie"
    return f"{said} {outside} of {len(valued)} measures {lie} outside people's band."


def _listed(names: Sequence[str]) -> str:
    """Return names as a list in a sentence.

    Examples
    --------
    >>> _listed(["a"]), _listed(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last


def _seen(title: str, sung: Sung) -> str:
    """Return the picture of a tune in words."""
    if not len(sung.tokens):
        return f"No notes of {title}."
    most, labels = int(sung.bits.argmax()), sung.ground.view.labels
    degrees = " ".join(labels[token] for token in sung.tokens)
    return (
        f"Piano roll of {title}, colored by surprise, and steps of surprise below it: "
        f"{_heard(sung)} The most surprising is note {most + 1}, {labels[sung.tokens[most]]}, with "
        f"{number(float(sung.bits[most]), 1)} bits. Notes: {degrees}."
    )


def _chances(name: str, sung: Sung) -> Picture:
    """Return the chances of the next note, before the decoder and after."""
    labels = [*sung.ground.view.labels, "end"]
    # The model's likeliest, so that bars stay in their places when a slider moves.
    shown = np.sort(np.argsort(-sung.plain, kind="stable")[:SHOWN])
    rest = np.setdiff1d(np.arange(len(labels)), shown)
    shaped, plain = (np.append(row[shown], row[rest].sum()) for row in (sung.shaped, sung.plain))
    titles = [*(labels[token] for token in shown), "rest"]
    best = [int(i) for i in np.argsort(-shaped, kind="stable")[:3] if shaped[i] > 0]
    after = " ".join(labels[token] for token in sung.context)
    where = f"after {after}" if after else "at the beginning"
    decoder = sung.setting.decoding
    figures = _listed(
        [f"{titles[i]} {100 * shaped[i]:.0f} % ({100 * plain[i]:.0f} %)" for i in best]
    )
    svg = bars(
        shaped, plain, titles, (decoder, "the model alone"),
        COLORS[place_of(name)],
    )  # fmt: skip
    alt = (
        f"Chances of the next note {where} with {decoder} (in brackets the model's own): {figures}."
    )
    return Picture(_titled(name, f"Next note {where}"), svg, alt)


def _profile(named: Sequence[tuple[str, Crowd]]) -> Picture:
    """Return the profiles of crowds beside the same people's tunes."""
    profiles = [(name, crowd.profile) for name, crowd in named if crowd.profile is not None]
    if not profiles:
        return Picture("", "", f"No profile: {named[0][1].people.why}.")
    rows, count = profiles[0][1].rows, profiles[0][1].count
    title = f"{count} tunes beside {count} by people, {_of(named)}"
    said = "; ".join(
        f"{row.name} " + ", ".join(f"{name} {one[row.name].place}" for name, one in profiles)
        for row in rows
    )
    alt = f"Profile beside the band of people's tunes, {_of(named)}: {said}. Figures below."
    return Picture(title, profile_picture(profiles), alt)


def _map(named: Sequence[tuple[str, Crowd]]) -> Picture:
    """Return the tunes of crowds on the map of the same people's tunes."""
    said = " and ".join(
        f"{name} spread {number(crowd.spread, 2)} times as wide"
        if len(crowd.places)
        else f"of {name} none is long enough to be there"
        for name, crowd in named
    )
    alt = (
        f"Map of tunes beside people's of {_of(named)}; tunes with much in common lie near each "
        f"other. Beside people's, {said}."
    )
    svg = map_picture(named[0][1].people.dots, [(name, crowd.places) for name, crowd in named])
    return Picture(f"Map, {_of(named)}: near each other, much in common", svg, alt)


def _of(named: Sequence[tuple[str, Crowd]]) -> str:
    return named[0][1].people.ground.name


def _table(named: Sequence[tuple[str, Crowd]], together: bool) -> tuple[tuple[str, ...], ...]:
    """Return the profiles in figures: a line for each measure, after one of headings."""
    profiles = [(name, crowd.profile) for name, crowd in named if crowd.profile is not None]
    if not profiles:
        return ()
    head = ["measure"]
    for name, _ in profiles:
        head += [name, "interval (95 %)", f"{name} {'are' if name == 'tunes' else 'is'}"]
        head += [] if together else ["people", "people's band", "shuffled"]
    head += ["people", "people's band", "shuffled"] if together else []
    lines = []
    for row in profiles[0][1].rows:
        line = [row.line.cells[0]]
        for _, one in profiles:
            _, value, interval, *people, place = one[row.name].line.cells
            line += [value, interval, place, *([] if together else people)]
        lines.append((*line, *(row.line.cells[3:6] if together else ())))
    return (tuple(head), *lines)
