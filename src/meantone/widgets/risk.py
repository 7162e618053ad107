"""The risk explorer: a tune colored by surprise, and what is heard when its risks are taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from numpy.typing import NDArray

from meantone.experiments.risk import (
    bar_bits,
    bar_numbers,
    make_safe,
    riskiest_bar,
    riskiest_notes,
    with_notes,
)
from meantone.models import SequenceModel, surprise, surprises
from meantone.models.sequence_model import Numbers
from meantone.page import module
from meantone.show.colors import MEANINGS, PALETTE, colors_of
from meantone.show.words import counted
from meantone.tunes import REST, Degree, Pitch, Tune
from meantone.widgets.drawings import GRID, INK, svg_frame, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

BITS = (0.0, 6.0)
"""What the ends of the color scale stand for, in every tune alike."""

NOTES, MANY = -1, 5
"""The step that makes the riskiest notes of a tune safe, and how many these are."""

_LEFT, _TOP, _WIDTH, _ROLL, _GAP, _CURVE = 34, 44, 680, 150, 26, 80  # pixels
_RED = PALETTE["red"]
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class RiskGround:
    """A machine that is surprised, and how much people's and shuffled tunes surprise it.

    Parameters
    ----------
    model : SequenceModel
        One whose states are numbered.
    view : Degree or Pitch
        What its tokens are.
    people, shuffled : float
        Bits a note.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [0, 0, 1]], size=2, add=1)
    >>> round(RiskGround.of(chain, Degree([0, 7]), [[0, 1]], np.random.default_rng(0)).people, 2)
    0.77
    """

    model: SequenceModel[Any]
    view: Degree | Pitch
    people: float
    shuffled: float

    @classmethod
    def of(
        cls,
        model: SequenceModel[Any],
        view: Degree | Pitch,
        people: Sequence[Any],
        rng: np.random.Generator,
    ) -> RiskGround:
        """Return the ground of a machine.

        Parameters
        ----------
        model, view
            As above.
        people : sequence of array_like of int
            Tunes that it has not learned from.
        rng : numpy.random.Generator
            Shuffles them.
        """
        mixed = [rng.permutation(tune) for tune in people]
        means = (
            float(np.concatenate([bits[:-1] for bits in surprises(model, tunes)]).mean())
            for tunes in (people, mixed)
        )
        return cls(model, view, *means)

    def step(self, tune: Tune, now: Numbers, step: int) -> Numbers:
        """Return a tune's tokens after a bar, or its riskiest notes, were made safe.

        Parameters
        ----------
        tune : Tune
            As it was at first.
        now : numpy.ndarray of int
            Its tokens now.
        step : int
            The number of a bar, or `NOTES`.

        Returns
        -------
        numpy.ndarray of int
        """
        if step == NOTES:
            places = riskiest_notes(surprise(self.model, now)[:-1], MANY)
        else:
            places = np.flatnonzero(bar_numbers(tune) == step)
        return make_safe(self.model, now, places).after


def risk_card(
    ground: RiskGround, tune: Tune, bar: int, now: NDArray[np.int64] | None = None
) -> Shown:
    """Return a tune colored by surprise, one of its bars in words, and what it was before.

    Lesson 14.

    Parameters
    ----------
    ground : RiskGround
    tune : Tune
        As it was at first.
    bar : int
        The bar that is spoken of, counted from 1; 0 is a pickup.
    now : numpy.ndarray of int, shape (notes,), optional
        Its tokens after something was made safe; left out, it is as it was.

    Returns
    -------
    Shown

    Raises
    ------
    TuneError
        If it has notes that the machine does not know.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [0, 0, 1]], size=2, add=1)
    >>> ground = RiskGround(chain, Degree([0, 7]), 1.0, 1.2)
    >>> tune = Tune((60, 67, 67, 67), (96,) * 4, tonic="C", meter=(4, 4))
    >>> print(risk_card(ground, tune, 2).words)
    Bar 2 of 2 (5 5): 2.58 bits a note, the riskiest. The tune: 6.7 bits, 1.68 a note (people's
    1.00, shuffled 1.20).
    """
    before = ground.view.encode(tune)
    after = before if now is None else now
    bits = [surprise(ground.model, tokens)[:-1] for tokens in (before, after)]
    numbers, changed = bar_numbers(tune), before != after
    words = _words(ground, tune, bar, after, bits, changed)
    heard = {"before": tune}
    if changed.any():
        heard["made safe"] = with_notes(tune, ground.view, after)
    drawn = with_notes(tune, ground.view, after)
    alt = f"Piano roll, colored by surprise, and the bits of each note as steps. {words}"
    return Shown(heard, words, _picture(drawn, bits, numbers, changed), alt)


def _words(
    ground: RiskGround,
    tune: Tune,
    bar: int,
    after: Numbers,
    bits: Sequence[NDArray[np.float64]],
    changed: NDArray[np.bool_],
) -> str:
    """Say what the bar costs, and the tune, before and now."""
    numbers, (was, now) = bar_numbers(tune), bits
    notes = " ".join(ground.view.labels[token] for token in after[numbers == bar].tolist())
    costs = bar_bits(now, numbers)
    riskiest = ", the riskiest" if riskiest_bar(now, numbers) == bar else ""
    name = f"Bar {bar} of {numbers.max()}" if bar else "The pickup"
    said = (
        f"{name} ({notes}): {costs[bar]:.2f} bits a note{riskiest}. The tune: {now.sum():.1f} "
        f"bits, {now.mean():.2f} a note (people's {ground.people:.2f}, shuffled "
        f"{ground.shuffled:.2f})."
    )
    if not changed.any():
        return said
    others = counted(int(changed.sum()), "note")
    verb = "is another" if changed.sum() == 1 else "are others"
    return f"{said} Before, it had {was.sum():.1f} bits; {others} of {len(changed)} {verb} now."


class RiskExplorer(Instrument):
    """A tune whose bars can be made safe, one by one, and heard before and after (lesson 14).

    The notes are colored by surprise, from dark (none) to bright (six bits and more); the riskiest
    has a red frame, what was replaced a black one.
    *Another tune* goes to the next, and begins anew.

    Parameters
    ----------
    ground : RiskGround
    tunes : sequence of Tune
        Each has notes that the machine knows.
    value : int, optional
        The bar chosen at first, counted from 1; the riskiest, if left out.

    Raises
    ------
    ValueError
        If there is no tune.
    TuneError
        If one has notes that the machine does not know, or no tonic where degrees are asked for.
    traitlets.TraitError
        If there is no such bar.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> chain = MarkovChain.fit([[0, 1, 0, 1], [0, 0, 1]], size=2, add=1)
    >>> tune = Tune((60, 67, 67, 67), (96,) * 4, tonic="C", meter=(4, 4))
    >>> explorer = RiskExplorer(RiskGround(chain, Degree([0, 7]), 1.0, 1.2), [tune])
    >>> explorer.value
    2
    >>> explorer.safe = [2]
    >>> explorer.words[-52:]
    'Before, it had 6.7 bits; 1 note of 4 is another now.'
    """

    _esm = module(_HERE / "risk.js")
    _css = look_of(_HERE / "risk.css")

    value = traitlets.Int(0).tag(sync=True, control=True)
    safe = traitlets.List(traitlets.Int()).tag(sync=True, control=True)
    bars: traitlets.List[Any] = traitlets.List().tag(sync=True)  # number, words, box in hundredths
    notes = traitlets.Int(NOTES).tag(sync=True)
    many = traitlets.Int(MANY).tag(sync=True)

    def __init__(self, ground: RiskGround, tunes: Sequence[Tune], value: int | None = None) -> None:
        if not tunes:
            raise ValueError("no tune to look at; give one or more")
        self._ground, self._tunes, self._drawn = ground, [*tunes], 0
        for tune in self._tunes:
            ground.view.encode(tune)
        self._known: dict[tuple[int, tuple[int, ...]], Numbers] = {}
        first = self._riskiest() if value is None else value
        super().__init__(value=first, label="Make it safe")

    @property
    def tune(self) -> Tune:
        """The tune at hand, as it was at first."""
        return self._tunes[self._drawn % len(self._tunes)]

    @property
    def made(self) -> Tune:
        """The tune at hand as it is now."""
        return with_notes(self.tune, self._ground.view, self._now(tuple(self.safe)))

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> int:
        """Let nothing in but bars in which a note begins."""
        bar: int = proposal["value"]
        if bar not in bar_numbers(self.tune):
            last = bar_numbers(self.tune).max()
            raise traitlets.TraitError(f"no note begins in bar {bar}; there are bars up to {last}")
        return bar

    @traitlets.validate("safe")
    def _steps(self, proposal: traitlets.Bunch) -> list[int]:
        """Let nothing in but bars, and the step that makes the riskiest notes safe."""
        steps: list[int] = proposal["value"]
        wrong = set(steps) - {NOTES, *bar_numbers(self.tune).tolist()}
        if wrong:
            raise traitlets.TraitError(f"no note begins in bar {min(wrong)}; nothing to make safe")
        return steps

    def look(self) -> Shown:
        """Return the card of the tune as it is now, and of the chosen bar."""
        return risk_card(self._ground, self.tune, self.value, self._now(tuple(self.safe)))

    def _follow(self) -> None:
        """Show what belongs to the value; another tune begins as it is."""
        if self.draws != self._drawn:
            self._drawn = self.draws
            self.safe, self.value = [], self._riskiest()
        now = surprise(self._ground.model, self._now(tuple(self.safe)))[:-1]
        self.bars = _boxes(self.tune, bar_bits(now, bar_numbers(self.tune)))
        super()._follow()

    def _riskiest(self) -> int:
        bits = surprise(self._ground.model, self._ground.view.encode(self.tune))[:-1]
        return riskiest_bar(bits, bar_numbers(self.tune))

    def _now(self, steps: tuple[int, ...]) -> Numbers:
        """Return the tokens after some steps; each is worked out once, so undoing takes no time."""
        if not steps:
            return self._ground.view.encode(self.tune)
        key = self._drawn % len(self._tunes), steps
        if key not in self._known:
            self._known[key] = self._ground.step(self.tune, self._now(steps[:-1]), steps[-1])
        return self._known[key]


def _across(tune: Tune, ticks: int) -> float:
    """Return where a time is drawn, in pixels."""
    return _LEFT + _WIDTH * ticks / max(tune.length, 1)


def _edges(tune: Tune) -> dict[int, tuple[float, float]]:
    """Return from where to where each bar is drawn, in pixels, by its number."""
    length = tune.bar_length or 192
    edges = {}
    for number in np.unique(bar_numbers(tune)).tolist():
        start = tune.pickup + (number - 1) * length
        ticks = max(start, 0), min(start + length, tune.length)
        edges[number] = _across(tune, ticks[0]), _across(tune, ticks[1])
    return edges


_SIZE = _LEFT + _WIDTH + 10, _TOP + _ROLL + _GAP + _CURVE + 10


def _boxes(tune: Tune, costs: dict[int, float]) -> list[list[Any]]:
    """Return for each bar its number, its words, and its box in hundredths of the picture."""
    wide, high = _SIZE
    return [
        [
            number,
            f"{f'bar {number}' if number else 'pickup'}, {costs[number]:.1f} bits a note",
            round(100 * left / wide, 2),
            round(100 * (_TOP - 18) / high, 2),
            round(100 * (right - left) / wide, 2),
            round(100 * (_ROLL + _GAP + _CURVE + 20) / high, 2),
        ]
        for number, (left, right) in _edges(tune).items()
    ]


def _picture(
    tune: Tune,
    bits: Sequence[NDArray[np.float64]],
    numbers: NDArray[np.intp],
    changed: NDArray[np.bool_],
) -> str:
    """Draw a tune as a roll colored by surprise, the bars' numbers above, the bits below."""
    was, now = bits
    low, high = min(tune.notes), max(tune.notes)
    row, burning = _ROLL / (high - low + 1), int(now.argmax())
    parts = _frame_of(tune)
    events = [
        e for e in zip(tune.pitches, tune.onsets, tune.durations, strict=True) if e[0] != REST
    ]
    paths = ["", ""]
    for place, (pitch, onset, ticks) in enumerate(events):
        x, y = round(_across(tune, onset), 1), round(_TOP + (high - pitch) * row, 1)
        wide = round(max(_across(tune, onset + ticks) - x - 1, 1.5), 1)
        color = colors_of([float(now[place])], BITS)[0]
        parts.append(svg_rect(x, y, wide, max(row - 1, 3), color))
        if place == burning or changed[place]:
            edge = _RED if place == burning else INK
            ring = svg_frame(x - 2, y - 2, wide + 4, max(row - 1, 3) + 4, edge)
            parts.append(ring.replace("/>", ' stroke-width="2.5"/>'))
        for line, values in enumerate((was, now)):
            paths[line] += f"{'L' if paths[line] else 'M'}{x} {_level(values[place])}h{wide}"
    for path, color in zip(paths, (PALETTE["gray"], MEANINGS["machine"]), strict=True):
        parts.append(f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2"/>')
    return svg_picture(*_SIZE, parts)


def _level(bits: float) -> float:
    """Return where so many bits are drawn; more than ten lie at the top."""
    return round(_TOP + _ROLL + _GAP + _CURVE * (1 - min(float(bits), 10.0) / 10), 1)


def _frame_of(tune: Tune) -> list[str]:
    """Draw the words, the bars with their numbers, and the lines of the steps."""
    title = "each note colored by its surprise: dark 0 bits, bright 6 and more; red frame: the most"
    parts = [svg_text(_LEFT, 14, title, "start")]
    for number, (left, right) in _edges(tune).items():
        parts.append(f'<path d="M{left:.1f} {_TOP - 18}V{_SIZE[1] - 8}" stroke="{GRID}"/>')
        if right - left > 18:
            parts.append(svg_text(round((left + right) / 2, 1), _TOP - 6, str(number or "")))
    for mark in (0, 5, 10):
        parts.append(f'<path d="M{_LEFT} {_level(mark)}h{_WIDTH}" stroke="{GRID}"/>')
        parts.append(svg_text(_LEFT - 6, _level(mark) + 5, str(mark), "end"))
    top = _TOP + _ROLL + _GAP - 8
    return [*parts, svg_text(_LEFT, top, "bits of each note (gray: before)", "start")]
