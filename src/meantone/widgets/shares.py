"""The share explorer: how much of a style goes in, how much comes out, and a tune of each style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from meantone.decoding import sample, temperature
from meantone.experiments.bias import Judge, log_odds, share_interval, true_share
from meantone.models import PosteriorMixture, SequenceModel
from meantone.models.sequence_model import Numbers
from meantone.show.colors import PALETTE
from meantone.tunes import Viewpoint
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Shown
from meantone.widgets.sliders import Sliders, Stop

SHARES = (0.01, 0.02, 0.05, 0.12, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99)
TEMPERATURES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2)
"""The stops of the sliders: the share in training, and the temperature."""

DRAWN, LONGEST = 300, 35
"""How many tunes are drawn and judged at each setting, and where they are cut off."""

_LEAST = 0.002  # shares below are drawn there: the odds of nothing are nowhere
_NAMED = (0.01, 0.05, 0.2, 0.5, 0.8, 0.95, 0.99)
_BAR, _HIGH, _LEFT, _TOP, _PLOT = 46, 250, 40, 34, 300  # pixels
_FIRST, _SECOND = PALETTE["blue"], PALETTE["orange"]

Heard = dict[tuple[float, float], float]
"""Shares that came out, by the share that went in and the temperature."""


@dataclass(frozen=True, eq=False)
class Styles:
    """Two styles: a model of each, and who judges which one a tune is in.

    Parameters
    ----------
    names : tuple of str
        The second is the one whose share is counted.
    view : Viewpoint
        What the tokens are.
    experts : tuple of SequenceModel
        A model of each style.
    judges : tuple of Judge
    """

    names: tuple[str, str]
    view: Viewpoint
    experts: tuple[SequenceModel[Any], SequenceModel[Any]]
    judges: tuple[Judge, ...]

    def sing(self, share: float, degree: float, rng: np.random.Generator) -> Sequence[Numbers]:
        """Return `DRAWN` tunes of the two experts as one model that has learned with this share.

        Parameters
        ----------
        share : float
            Of the second style in training, from 0 to 1.
        degree : float
            The temperature.
        rng : numpy.random.Generator
        """
        model = PosteriorMixture(self.experts, [1 - share, share])
        return sample(model, DRAWN, rng, lambda rows: temperature(rows, degree), LONGEST)


def share_card(
    styles: Styles,
    share: float,
    degree: float,
    judge: Judge,
    rng: np.random.Generator,
    before: Mapping[tuple[float, float], float] | None = None,
) -> tuple[Shown, float]:
    """Return what comes out at a share and a temperature, and the share that a judge hears.

    Lesson 10.

    Parameters
    ----------
    styles : Styles
    share : float
        Of the second style in training.
    degree : float
        The temperature.
    judge : Judge
    rng : numpy.random.Generator
        Draws the tunes.
    before : mapping of (float, float) to float, optional
        What was heard at other settings: the dots of this temperature are drawn too.

    Returns
    -------
    Shown
    float
        Corrected for the judge's errors.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> from meantone.tunes import Degree
    >>> low, high = (MarkovChain.fit([[note] * 8], size=2, add=0.01) for note in (0, 1))
    >>> mostly = lambda tunes: np.array([2 * tune.sum() - len(tune) for tune in tunes])
    >>> ear = Judge("ear", mostly, 0, (0, 99), (99, 99))
    >>> styles = Styles(("low", "high"), Degree([0, 7]), (low, high), (ear,))
    >>> shown, out = share_card(styles, 0.2, 0.5, ear, np.random.default_rng(0))
    >>> print(shown.words)
    high: 20 % goes in, and at temperature 0.5, 8 % comes out (5 to 12), says ear. Odds to the
    power 1/T alone would give 6 %.
    """
    tunes = styles.sing(share, degree, rng)
    yes = judge.yes(tunes)
    out = float(true_share(yes / len(tunes), *judge.rates))
    low, high = share_interval(judge, yes, len(tunes), np.random.default_rng(0))
    law = share_by_power(share, degree)
    words = (
        f"{styles.names[1]}: {100 * share:.0f} % goes in, and at temperature {degree:g}, "
        f"{100 * out:.0f} % comes out ({100 * low:.0f} to {100 * high:.0f}), says {judge.name}. "
        f"Odds to the power 1/T alone would give {100 * law:.0f} %."
    )
    dots = [(one, heard) for (one, at), heard in (before or {}).items() if at == degree]
    picture = share_picture(styles.names, share, degree, (out, low, high), dots)
    alt = f"Two bars, and the share that comes out over the share in training. {words}"
    return Shown(_one_of_each(styles, tunes, judge), words, picture, alt), out


def share_by_power(share: float, degree: float) -> float:
    """Return the share if odds were raised to the power 1/T: the law without its offset.

    Parameters
    ----------
    share : float
        Above 0 and below 1.
    degree : float
        The temperature, above 0.

    Examples
    --------
    >>> round(share_by_power(0.2, 0.5), 3)
    0.059
    """
    return float(1 / (1 + np.exp(-log_odds(share) / degree)))


def share_picture(
    names: tuple[str, str],
    share: float,
    degree: float,
    heard: tuple[float, float, float],
    dots: Sequence[tuple[float, float]] = (),
) -> str:
    """Return two bars, what goes in and what comes out, and the curve beside them.

    The axes of the curve are even in log odds, where odds to a power are a straight line.

    Parameters
    ----------
    names : tuple of str
        Of the styles.
    share, degree : float
        The share in training, and the temperature.
    heard : tuple of float
        The share that comes out, and the ends of its interval.
    dots : sequence of (float, float)
        Shares in and out at other settings of this temperature.

    Returns
    -------
    str
        SVG without a text alternative.

    Examples
    --------
    >>> share_picture(("low", "high"), 0.2, 0.5, (0.05, 0.03, 0.08)).count("<circle")
    1
    """
    parts = [*_bars(names, share, heard[0]), *_curve(degree)]
    for one, out in dots:
        parts.append(_dot(one, out, 5, "white"))
    x = _x(share)
    ends = f'<path d="M{x:.1f} {_y(heard[1]):.1f}V{_y(heard[2]):.1f}" stroke="{_SECOND}" '
    parts.append(f'{ends}stroke-width="3"/>')
    parts.append(_dot(share, heard[0], 7, _SECOND))
    return svg_picture(_PLOT + _HIGH + 26, _TOP + _HIGH + 46, parts)


def _bars(names: tuple[str, str], share: float, out: float) -> list[str]:
    """Draw what goes in and what comes out: the second style at the bottom of each bar."""
    bottom, parts = _TOP + _HIGH, []
    for place, (label, part) in enumerate((("goes in", share), ("comes out", out))):
        x = _LEFT + place * (_BAR + 60)
        high = _HIGH * part
        parts.append(svg_rect(x, _TOP, _BAR, _HIGH - high, _FIRST))
        parts.append(svg_rect(x, bottom - high, _BAR, high, _SECOND))
        parts.append(svg_text(x + _BAR / 2, bottom + 18, label))
        parts.append(svg_text(x + _BAR / 2, bottom + 36, f"{100 * part:.0f} %", fill=_SECOND))
    for place, (name, color) in enumerate(zip(names, (_FIRST, _SECOND), strict=True)):
        x = _LEFT - 20 + 100 * place
        parts += [svg_rect(x, 8, 12, 12, color), svg_text(x + 18, 19, name, "start")]
    return parts


def _curve(degree: float) -> list[str]:
    """Draw the axes, the line of equal shares, and the line of odds to the power 1/T."""
    left, right, bottom = _PLOT, _PLOT + _HIGH, _TOP + _HIGH
    parts = []
    for share in _NAMED:
        label = f"{100 * share:.0f}"
        parts.append(f'<path d="M{left} {_y(share):.1f}H{right}" stroke="{GRID}"/>')
        parts.append(f'<path d="M{_x(share):.1f} {_TOP}V{bottom}" stroke="{GRID}"/>')
        parts.append(svg_text(left - 6, round(_y(share) + 5, 1), label, "end"))
        parts.append(svg_text(round(_x(share), 1), bottom + 18, label))
    parts.append(svg_text((left + right) / 2, bottom + 38, "goes in (%)"))
    parts.append(svg_text(left - 36, 19, "comes out (%)", "start"))
    parts.append(f'<path d="M{left} {bottom}L{right} {_TOP}" stroke="{INK}"/>')
    ends = [(share, share_by_power(share, degree)) for share in _within(degree)]
    (a, b), (c, d) = ends
    parts.append(
        f'<path d="M{_x(a):.1f} {_y(b):.1f}L{_x(c):.1f} {_y(d):.1f}" stroke="{_SECOND}" '
        'stroke-width="2.5" stroke-dasharray="7 5"/>'
    )
    parts.append(svg_text(right, 19, f"dashes: slope 1/T = {1 / degree:.3g}", "end", _SECOND))
    return parts


def _within(degree: float) -> tuple[float, float]:
    """Return the shares in at which the line of odds to a power meets the edges of the picture."""
    end = float(log_odds(1 - _LEAST)) * min(degree, 1)
    low = float(1 / (1 + np.exp(end)))
    return low, 1 - low


def _dot(share: float, out: float, radius: int, fill: str) -> str:
    return (
        f'<circle cx="{_x(share):.1f}" cy="{_y(out):.1f}" r="{radius}" fill="{fill}" '
        f'stroke="{_SECOND}" stroke-width="2"/>'
    )


def _x(share: float) -> float:
    return _PLOT + _HIGH * _place(share)


def _y(share: float) -> float:
    return _TOP + _HIGH * (1 - _place(share))


def _place(share: float) -> float:
    """Return how far along an axis a share lies, from 0 to 1, even in log odds."""
    end = float(log_odds(1 - _LEAST))
    return (float(log_odds(min(max(share, _LEAST), 1 - _LEAST))) + end) / (2 * end)


def _one_of_each(styles: Styles, tunes: Sequence[Numbers], judge: Judge) -> dict[str, Any]:
    """Return the first tune that the judge takes for each style, if there is one."""
    second = judge.score(tunes) > judge.mark
    found = {}
    for name, which in zip(styles.names, (~second, second), strict=True):
        places = np.flatnonzero(which)
        if len(places):
            label = f"taken for {name}: {len(places)} of {len(tunes)}"
            found[label] = styles.view.decode(tunes[int(places[0])], duration=24)
    return found


class ShareExplorer(Sliders):
    """Sliders for the share in training and the temperature, and a choice of judge (lesson 10).

    What was heard at a temperature stays as a ring on the curve. All judges hear the same tunes.

    Parameters
    ----------
    styles : Styles
    value : sequence of (float, float, str)
        A share, one of `SHARES`; a temperature, one of `TEMPERATURES`; a judge's name. Left out:
        12 of 100, temperature 1, the first judge.
    seed : int
        Of the tunes; each press of the button draws with the next random numbers.

    Raises
    ------
    traitlets.TraitError
        If there is no such stop.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> from meantone.tunes import Degree
    >>> low, high = (MarkovChain.fit([[note] * 8], size=2, add=0.01) for note in (0, 1))
    >>> mostly = lambda tunes: np.array([2 * tune.sum() - len(tune) for tune in tunes])
    >>> ear = Judge("ear", mostly, 0, (0, 99), (99, 99))
    >>> explorer = ShareExplorer(Styles(("low", "high"), Degree([0, 7]), (low, high), (ear,)))
    >>> explorer.value = [0.5, 0.4, "ear"]
    >>> explorer.words[:50]
    'high: 50 % goes in, and at temperature 0.4, 55 % c'
    """

    def __init__(
        self, styles: Styles, value: Sequence[float | str] | None = None, seed: int = 0
    ) -> None:
        self._styles, self._seed = styles, seed
        self._judges = {judge.name: judge for judge in styles.judges}
        self._heard: dict[tuple[str, int], Heard] = {}
        stops: dict[str, Sequence[Stop]] = {
            "Share": SHARES,
            "Temperature": TEMPERATURES,
            "Judge": [*self._judges],
        }
        super().__init__(stops, value or (0.12, 1.0, next(iter(self._judges))))

    def look(self) -> Shown:
        """Return the card of the setting, with what was heard before."""
        share, degree, judge = self.value
        before = self._heard.setdefault((judge, self.draws), {})
        rng = np.random.default_rng([self._seed, self.draws])
        shown, out = share_card(self._styles, share, degree, self._judges[judge], rng, before)
        before[share, degree] = out
        return shown
