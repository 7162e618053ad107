"""The hit-maker: score against variety, and what the winners sound like."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from meantone.experiments.popularity import BEST, TUNED, Frontier, Hits
from meantone.measures import shared_notes
from meantone.models.sequence_model import Numbers
from meantone.show.colors import MEANINGS
from meantone.tunes import Viewpoint
from meantone.widgets.drawings import GRID, INK, svg_frame, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Shown
from meantone.widgets.sliders import Sliders

SHARED = 0.1
"""A note is red if so many of the other tunes of its set have the run that it stands in."""

HEARD = 3
"""Winners of each set that are played; twice as many are drawn."""

_LEFT, _TOP, _WIDTH, _HEIGHT = 50, 34, 300, 250  # pixels
_ROLL, _ROW = 160, 40
_COLORS = {BEST: MEANINGS["machine"], TUNED: MEANINGS["machine B"]}


def hits_card(
    frontier: Frontier, view: Viewpoint, rivals: int, penalty: float, which: int = 0
) -> Shown:
    """Return two sets of winners: where they lie, how they look, and some of them to hear.

    Lesson 12.

    Parameters
    ----------
    frontier : Frontier
        With its tunes, as `compete` makes it.
    view : Viewpoint
        What their tokens are.
    rivals : int
        Of how many the best is kept.
    penalty : float
        Of the tuned network.
    which : int
        Which of the winners are shown and heard.

    Returns
    -------
    Shown

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> tunes = {name: [np.array([0, 1, 0, 1])] * 8 for name in
    ...          ("best of 4", "tuned, penalty 0.3", "people", "shuffled")}
    >>> sets = tuple(Hits(name, name.rstrip(" .0123456789"), .8, -.7, 5, .1, .04, 1, .6, 1)
    ...              for name in tunes)
    >>> print(hits_card(Frontier(sets, tunes), Degree([0, 7]), 4, 0.3).words)
    Best of 4: score 0.800, as varied as 5.0 tunes with nothing in common; 100 % different. Tuned,
    penalty 0.3: score 0.800, as varied as 5.0; 100 % different. People's: 0.800 and 5.0, shuffled:
    0.800 and 5.0.
    """
    pair = [frontier[f"{BEST} {rivals:g}"], frontier[f"{TUNED} {penalty:g}"]]
    shown = {hits.name: _some(frontier.tunes[hits.name], which) for hits in pair}
    words = _words(pair, frontier)
    heard = {
        f"{name}: {place + 1}": view.decode(frontier.tunes[name][number], duration=24)
        for name, numbers in shown.items()
        for place, number in enumerate(numbers[:HEARD])
    }
    rolls = [_rolls(frontier, view, name, numbers, column) for column, (name, numbers) in
             enumerate(shown.items())]  # fmt: skip
    parts = [*_picture(frontier, pair), *(part for column in rolls for part in column)]
    picture = svg_picture(_LEFT + _WIDTH + 40 + 2 * (_ROLL + 16), _TOP + _HEIGHT + 46, parts)
    return Shown(heard, words, picture, f"Score over variety of all sets, and piano rolls. {words}")


def _some(tunes: Sequence[Numbers], which: int) -> list[int]:
    """Return the places of the winners that are looked at."""
    return [(2 * HEARD * which + place) % len(tunes) for place in range(2 * HEARD)]


def _words(pair: Sequence[Hits], frontier: Frontier) -> str:
    """Say what the two sets score, and how varied they are, beside people's and shuffled."""
    best, tuned = pair
    people, shuffled = frontier["people"], frontier["shuffled"]
    return (
        f"{best.name.capitalize()}: score {best.score:.3f}, as varied as {best.vendi:.1f} tunes "
        f"with nothing in common; {best.different:.0%} different. "
        f"{tuned.name.capitalize()}: score {tuned.score:.3f}, as varied as {tuned.vendi:.1f}; "
        f"{tuned.different:.0%} different. People's: {people.score:.3f} and {people.vendi:.1f}, "
        f"shuffled: {shuffled.score:.3f} and {shuffled.vendi:.1f}."
    ).replace("%", " %")


@dataclass(frozen=True)
class _Plane:
    """The plane of score over variety, in pixels."""

    widest: float
    low: float
    high: float

    @classmethod
    def of(cls, sets: Sequence[Hits]) -> _Plane:
        """Return the plane in which all sets have room."""
        scores = [hits.score for hits in sets]
        margin = 0.08 * max(max(scores) - min(scores), 0.01)
        widest = 1.05 * max(hits.vendi for hits in sets)
        return cls(widest, min(scores) - margin, max(scores) + margin)

    def x(self, vendi: float) -> float:
        return round(_LEFT + _WIDTH * vendi / self.widest, 1)

    def y(self, score: float) -> float:
        return round(_TOP + _HEIGHT * (self.high - score) / (self.high - self.low), 1)

    def square(self, hits: Hits, half: float, color: str) -> str:
        """Draw a set as a square."""
        x, y = self.x(hits.vendi), self.y(hits.score)
        return svg_rect(x - half, y - half, 2 * half, 2 * half, color)

    def axes(self) -> list[str]:
        """Draw both axes."""
        bottom = _TOP + _HEIGHT
        parts = [f'<path d="M{_LEFT} {_TOP}V{bottom}h{_WIDTH}" fill="none" stroke="{INK}"/>']
        for tick in np.arange(0, self.widest, 5).tolist():
            x = self.x(tick)
            parts.append(f'<path d="M{x} {_TOP}V{bottom}" stroke="{GRID}"/>')
            parts.append(svg_text(x, bottom + 17, f"{tick:g}"))
        scores = [tick / 20 for tick in range(21) if self.low <= tick / 20 <= self.high]
        parts += [svg_text(_LEFT - 6, self.y(at) + 4, f"{at:.2f}", "end") for at in scores]
        parts.append(svg_text(_LEFT + _WIDTH / 2, bottom + 36, "variety: Vendi score"))
        return [*parts, svg_text(6, _TOP - 13, "score", "start")]

    def line(self, sets: Sequence[Hits], color: str) -> list[str]:
        """Draw the sets of one way as a line with squares."""
        path = "L".join(f"{self.x(hits.vendi)} {self.y(hits.score)}" for hits in sets)
        drawn = f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"/>'
        return [drawn, *(self.square(hits, 3.5, color) for hits in sets)]

    def named(self, hits: Hits) -> list[str]:
        """Draw people's or shuffled tunes, with their name."""
        color, x = MEANINGS[hits.way], self.x(hits.vendi)
        word = svg_text(x - 9, self.y(hits.score) + 4, hits.name, "end", color)
        return [self.square(hits, 5, color), word]

    def ring(self, hits: Hits) -> str:
        """Mark the set that is heard."""
        x, y = self.x(hits.vendi) - 9, self.y(hits.score) - 9
        return svg_frame(x, y, 18, 18, INK).replace("/>", ' stroke-width="2.5"/>')


def _picture(frontier: Frontier, pair: Sequence[Hits]) -> list[str]:
    """Draw two lines, people's and shuffled tunes, and a ring at each of the pair."""
    plane = _Plane.of(frontier.sets)
    parts = plane.axes()
    for place, (way, color) in enumerate(_COLORS.items()):
        left = _LEFT + 60 + 90 * place
        parts += plane.line([hits for hits in frontier.sets if hits.way == way], color)
        parts.append(svg_rect(left, _TOP - 24, 12, 12, color))
        parts.append(svg_text(left + 17, _TOP - 13, way.split(",")[0], "start"))
    parts += [part for name in ("people", "shuffled") for part in plane.named(frontier[name])]
    return [*parts, *map(plane.ring, pair)]


def _rolls(
    frontier: Frontier, view: Viewpoint, name: str, numbers: Sequence[int], column: int
) -> list[str]:
    """Draw winners as small rolls, one below the other; red is what others have, too."""
    tunes = frontier.tunes[name]
    shares = shared_notes(tunes)
    notes = [view.decode(tunes[number], duration=24).pitches for number in numbers]
    low, high = min(map(min, notes)), max(map(max, notes))
    left, color = _LEFT + _WIDTH + 30 + column * (_ROLL + 16), _COLORS[frontier[name].way]
    parts = [svg_text(left, _TOP - 13, name, "start")]
    for row, (number, pitches) in enumerate(zip(numbers, notes, strict=True)):
        top, wide = _TOP + (_ROW + 3) * row, _ROLL / len(pitches)
        parts.append(svg_rect(left, top, _ROLL, _ROW, "#f4f4f4"))
        step = (_ROW - 4) / max(high - low + 1, 1)
        for place, (pitch, share) in enumerate(zip(pitches, shares[number], strict=True)):
            fill = MEANINGS["shared"] if share >= SHARED else color
            y = top + 2 + (high - pitch) * step
            parts.append(
                svg_rect(round(left + place * wide, 1), y, round(wide - 0.5, 1), max(step, 2), fill)
            )
    return parts


class HitMaker(Sliders):
    """Sliders for best of N and for the penalty of a tuned network (lesson 12).

    Two sets of winners lie on the plane of score and variety; six of each are seen, three heard.

    *Draw another* goes to the next winners.

    Parameters
    ----------
    frontier : Frontier
        With its tunes, as `compete` makes it.
    view : Viewpoint
        What their tokens are.
    value : sequence of (int, float), optional
        N and a penalty; the first of each, if left out.

    Raises
    ------
    traitlets.TraitError
        If there is no such N or penalty.

    Examples
    --------
    >>> from meantone.tunes import Degree
    >>> tunes = {name: [np.array([0, 1, 0, 1])] * 8 for name in
    ...          ("best of 1", "best of 4", "tuned, penalty 0.3", "people", "shuffled")}
    >>> sets = tuple(Hits(name, name.rstrip(" .0123456789"), .8, -.7, 5, .1, .04, 1, .6, 1)
    ...              for name in tunes)
    >>> maker = HitMaker(Frontier(sets, tunes), Degree([0, 7]))
    >>> maker.value = [4, 0.3]
    >>> maker.words[:22]
    'Best of 4: score 0.800'
    """

    def __init__(
        self, frontier: Frontier, view: Viewpoint, value: Sequence[float] | None = None
    ) -> None:
        self._frontier, self._view = frontier, view
        stops = {
            "Best of": _stops(frontier, BEST),
            "Penalty of the tuned network": _stops(frontier, TUNED),
        }
        super().__init__(stops, [of[0] for of in stops.values()] if value is None else value)

    def look(self) -> Shown:
        """Return the card of the two sets."""
        rivals, penalty = self.value
        return hits_card(self._frontier, self._view, int(rivals), penalty, self.draws)


def _stops(frontier: Frontier, way: str) -> list[float]:
    """Return the settings of one way to make hits."""
    return [float(hits.name.removeprefix(way)) for hits in frontier.sets if hits.way == way]
