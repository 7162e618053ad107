"""The average of k performers: thin personal curves, one thick one, and how each of them sounds."""

from __future__ import annotations

import numpy as np

from meantone.experiments.performers import Performances, recognized
from meantone.measures.spread import Floats, named_rng
from meantone.show.colors import MEANINGS
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_text
from meantone.widgets.sliders import Sliders
from meantone.widgets.tapping import ShownTakes

NAME = "Performers in the average"

_LEFT, _TOP, _WIDTH, _HEIGHT = 50, 34, 520, 220  # pixels


def average_card(group: Performances, count: int, which: int = 0) -> ShownTakes:
    """Return the average of some performers beside one of them: seen, heard, and in words.

    Lesson 13.

    Parameters
    ----------
    group : Performances
    count : int
        Performers in the average.
    which : int
        Which of the draws: other performers are taken each time.

    Returns
    -------
    ShownTakes

    Examples
    --------
    >>> from meantone.experiments.performers import simulate
    >>> from meantone.tunes import Tune
    >>> group = simulate(Tune((60, 62, 64, 65, 67), (48,) * 5), 6, np.random.default_rng(0))
    >>> shown = average_card(group, 3)
    >>> [*shown.takes], shown.words[:40]
    (['the average of 3', 'simulated 5'], 'The average of 3 simulated performers: i')
    """
    rng = named_rng(which, "average of performers")
    names = [group.names[place] for place in rng.permutation(len(group.names))[:count]]
    mean = group.average(names)
    label = f"the average of {count}" if count > 1 else "one performer"
    takes = {label: mean} if count == 1 else {label: mean, names[0]: group.takes[names[0]][0]}
    words = _words(group, names, mean.tempo)
    curves = [group.takes[name][0].tempo for name in names]
    picture = _picture(curves, mean.tempo, np.cumsum(mean.quarters) - mean.quarters)
    return ShownTakes(words=words, svg=picture, alt=f"Tempo curves. {words}", takes=takes)


def _words(group: Performances, names: list[str], mean: Floats) -> str:
    """Say how much the average strays, how like it the others are, and who is named."""
    strays, alone = (100 * (2**x - 1) for x in (mean.std(), _typical(group)))
    count = len(names)
    who = group.kind if count > 1 else group.kind.removesuffix("s")
    said = (
        f"The average of {count} {who}: its tempo strays by {strays:.0f} %, that of one performer "
        f"by {alone:.0f} %."
    )
    if count <= len(group.names) // 2:
        rate = recognized(group.both, count, np.random.default_rng(0)).rate
        said += (
            f" In averages of {count}, {rate:.0%} of performers are named from their second take; "
            f"guessing names {1 / len(group.names):.0%}."
        )
    return said.replace("%", " %").replace("  %", " %")


def _typical(group: Performances) -> float:
    """Return how far the tempo of one take strays, as the root of the mean variance."""
    return float(np.sqrt(group.tempo[:, 0].var(axis=1).mean()))


def _picture(curves: list[Floats], mean: Floats, quarters: Floats) -> str:
    """Draw thin curves and a thick one."""
    high = 1.1 * max(float(np.abs(curve).max()) for curve in curves)
    middle, parts = _TOP + _HEIGHT / 2, [svg_text(_LEFT, 18, "tempo: faster ↑, slower ↓", "start")]
    parts.append(f'<path d="M{_LEFT} {middle:g}h{_WIDTH}" stroke="{GRID}"/>')
    for quarter in range(0, int(quarters[-1]) + 1, 4):
        x = _LEFT + _WIDTH * quarter / quarters[-1]
        parts.append(svg_text(round(x, 1), _TOP + _HEIGHT + 18, str(quarter)))
    parts.append(svg_text(_LEFT + _WIDTH / 2, _TOP + _HEIGHT + 38, "quarters into the tune"))

    def line(curve: Floats, color: str, width: float) -> str:
        points = " ".join(
            f"{_LEFT + _WIDTH * at / quarters[-1]:.1f},{middle - _HEIGHT / 2 * y / high:.1f}"
            for at, y in zip(quarters.tolist(), curve.tolist(), strict=True)
        )
        return (
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{width:g}"/>'
        )

    parts += [line(curve, MEANINGS["people"], 0.8) for curve in curves]
    parts.append(line(mean, INK if len(curves) == 1 else MEANINGS["shuffled"], 5))
    return svg_picture(_LEFT + _WIDTH + 20, _TOP + _HEIGHT + 48, parts)


class AverageSlider(Sliders):
    """A slider for how many performers are averaged (lesson 13).

    *Draw another* takes other performers.

    Parameters
    ----------
    group : Performances
    value : int
        How many at first.

    Raises
    ------
    traitlets.TraitError
        If there are not so many performers.

    Examples
    --------
    >>> from meantone.experiments.performers import simulate
    >>> from meantone.tunes import Tune
    >>> group = simulate(Tune((60, 62, 64, 65, 67), (48,) * 5), 6, np.random.default_rng(0))
    >>> slider = AverageSlider(group, 1)
    >>> slider.value = [6]
    >>> slider.words[:40]
    'The average of 6 simulated performers: i'
    """

    def __init__(self, group: Performances, value: int = 1) -> None:
        self._group = group
        super().__init__({NAME: range(1, len(group.names) + 1)}, [value])

    def look(self) -> ShownTakes:
        """Return the average of so many performers."""
        return average_card(self._group, int(self.value[0]), self.draws)
