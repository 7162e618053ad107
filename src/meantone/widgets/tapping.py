"""A melody to tap: two takes by the learner, with their times and their force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import traitlets

from meantone.page import module
from meantone.show import Players, describe, performed, small_roll
from meantone.show.colors import MEANINGS, PALETTE
from meantone.show.words import counted, name_of
from meantone.tunes import REST, Take, Tune, TuneError, note_name, steady
from meantone.tunes.tune import TICKS_PER_QUARTER
from meantone.widgets.drawings import GRID, INK, svg_picture, svg_text
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

MOST = 2
"""Takes that are kept."""

PLAIN, ACCENT = 64, 100
"""Velocities of a tap and of an accent, where nothing measures force."""

Taps = Sequence[Sequence[float]]
"""A take as the page sends it: for each note the milliseconds of its tap, and its velocity."""

_HERE = Path(__file__).parent
_LEFT, _WIDTH, _TOP, _HEIGHT, _GAP = 54, 380, 26, 96, 46
_COLORS = (MEANINGS["people"], PALETTE["orange"])


@dataclass(frozen=True)
class ShownTakes(Shown):
    """What an instrument shows where takes are heard, with their own times and force.

    Parameters
    ----------
    takes : mapping of str to Take
        What can be played, by label.
    """

    takes: Mapping[str, Take] = field(default_factory=dict)

    @property
    def players(self) -> Players | None:
        """The takes as sounds, or None if there is nothing to hear."""
        sounds = {label: performed(take, self.instrument) for label, take in self.takes.items()}
        return Players(sounds) if sounds else None


def take_of_taps(tune: Tune, taps: Taps) -> Take:
    """Return the take that was tapped. Lesson 13.

    Parameters
    ----------
    tune : Tune
    taps : sequence of (float, float)
        For each note the milliseconds of its tap by the page's clock, and its velocity. When the
        first one came does not count, so a delay that is always the same changes nothing.

    Returns
    -------
    Take

    Raises
    ------
    TuneError
        If they are no take of the tune.

    Examples
    --------
    >>> tune = Tune((60, 62, 64), (48, 48, 48))
    >>> take_of_taps(tune, [[1000, 64], [1500, 100], [2100.4, 64]]).onsets
    (0.0, 0.5, 1.1004)
    """
    try:
        onsets = [(float(at) - float(taps[0][0])) / 1000 for at, _ in taps]
        struck = [round(float(force)) for _, force in taps]
    except (TypeError, ValueError, IndexError) as error:
        raise TuneError("a tap is two numbers: milliseconds and velocity") from error
    return Take(tune, [round(at, 6) for at in onsets], struck)


def taps_of(take: Take) -> list[list[float]]:
    """Return a take as the page sends it.

    Examples
    --------
    >>> taps_of(Take(Tune((60, 62, 64), (48, 48, 48)), (0, 0.5, 1.1), (64, 100, 64)))
    [[0.0, 64.0], [500.0, 100.0], [1100.0, 64.0]]
    """
    pairs = zip(take.onsets, take.velocities, strict=True)
    return [[round(1000 * at, 3), float(struck)] for at, struck in pairs]


def latency_words(offsets: Sequence[float], reported: float) -> str:
    """Say what a test against clicks found: how late taps come, how evenly, and what it means.

    Parameters
    ----------
    offsets : sequence of float
        Milliseconds from each click to the tap beside it; below 0 if it came before.
    reported : float
        Milliseconds that the browser says the sound takes to the ear; 0 or less if it does not say.

    Examples
    --------
    >>> print(latency_words([-20, -30, -10, -20], 12))
    Beside 4 clicks your taps came 20 ms early on average, with a deviation of 8 ms. The browser
    says that sound takes 12 ms to leave the machine. A delay that is always the same changes no
    take; the deviation is what you and the machine add by chance.
    """
    said = (
        f"The browser says that sound takes {reported:.0f} ms to leave the machine."
        if reported > 0
        else "The browser does not say how long sound takes to leave the machine."
    )
    if len(offsets) < 2:
        return said
    mean = float(np.mean(offsets))
    when = "early" if mean < 0 else "late"
    return (
        f"Beside {len(offsets)} clicks your taps came {abs(mean):.0f} ms {when} on average, with a "
        f"deviation of {np.std(offsets, ddof=1):.0f} ms. {said} A delay that is always the same "
        "changes no take; the deviation is what you and the machine add by chance."
    )


def tapping_card(tune: Tune, takes: Sequence[Take]) -> ShownTakes:
    """Return what is seen and heard of some takes: tempo and loudness, and a player for each.

    Lesson 13.

    Parameters
    ----------
    tune : Tune
        The melody; without a take it is heard as a machine plays it.
    takes : sequence of Take

    Returns
    -------
    ShownTakes

    Examples
    --------
    >>> tune = Tune((60, 62, 64, 60), (48, 48, 48, 96), title="Call")
    >>> print(tapping_card(tune, [steady(tune, 90)]).words)
    Take 1: 90 quarters a minute; its tempo strays by 0 %, its loudness by 0 of 127. One more.
    >>> tapping_card(tune, []).takes
    {'the melody, steady': <Take of 'Call': 4 notes, 3.0 s>}
    """
    if not takes:
        words = f"No take yet. The melody: {name_of(tune)}, {counted(len(tune.notes), 'note')}."
        steadily = {"the melody, steady": steady(tune)}
        return ShownTakes(words=words, svg=small_roll(tune), alt=describe(tune), takes=steadily)
    said = [_said(number, take) for number, take in enumerate(takes, 1)]
    said.append("One more." if len(takes) < MOST else "Both takes are there.")
    words = " ".join(said)
    named = {f"take {number}": take for number, take in enumerate(takes, 1)}
    return ShownTakes(words=words, svg=_picture(takes), alt=f"Curves. {words}", takes=named)


def _said(number: int, take: Take) -> str:
    """Say a take in a sentence."""
    strays = 100 * (2 ** take.tempo.std() - 1)
    return (
        f"Take {number}: {take.quarters_a_minute:.0f} quarters a minute; its tempo strays by "
        f"{strays:.0f} %, its loudness by {take.loudness.std():.0f} of 127."
    )


def _picture(takes: Sequence[Take]) -> str:
    """Draw tempo and loudness of the takes, one panel below the other."""
    starts = np.append(0, np.cumsum(takes[0].quarters))
    tempo = [100 * (2**take.tempo - 1) for take in takes]
    loudness = [take.loudness for take in takes]
    parts = _panel(_TOP, "tempo, %", starts[:-1], starts[-1], tempo)
    parts += _panel(_TOP + _HEIGHT + _GAP, "loudness", starts, starts[-1], loudness)
    for number in range(len(takes)):
        x = _LEFT + _WIDTH - 130 + 70 * number
        parts.append(svg_text(x, 16, f"take {number + 1}", "start", _COLORS[number]))
    return svg_picture(_LEFT + _WIDTH + 12, _TOP + 2 * _HEIGHT + _GAP + 20, parts)


def _panel(
    top: int, title: str, at: np.ndarray, end: float, curves: Sequence[np.ndarray]
) -> list[str]:
    """Draw some curves over the quarters of the tune."""
    high = max(5.0, float(np.abs(np.concatenate(curves)).max()))
    middle, parts = top + _HEIGHT / 2, [svg_text(_LEFT, top - 8, title, "start")]
    for share in (-1, 0, 1):
        y = middle - share * _HEIGHT / 2
        parts.append(f'<path d="M{_LEFT} {y:g}h{_WIDTH}" stroke="{INK if not share else GRID}"/>')
        parts.append(svg_text(_LEFT - 6, y + 4, f"{share * high:+.0f}" if share else "0", "end"))
    for color, curve in zip(_COLORS, curves, strict=False):
        points = " ".join(
            f"{_LEFT + _WIDTH * x / end:.1f},{middle - _HEIGHT / 2 * y / high:.1f}"
            for x, y in zip(at.tolist(), curve.tolist(), strict=True)
        )
        parts.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
    return parts


class TakeList(Instrument):
    """Players of takes side by side, with their own times and force; `plays` counts their starts.

    There is no picture: curves would tell before the ears do (lesson 13).

    Parameters
    ----------
    takes : mapping of str to Take
        The label of each.

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> TakeList({"A": steady(Tune((60, 62, 64), (48, 48, 96)), 120)}).sounds[0]["name"]
    'Sound of A, 3.0 s, piano, 120 quarters a minute'
    """

    def __init__(self, takes: Mapping[str, Take]) -> None:
        if not takes:
            raise ValueError("no takes to listen to; give a dict of labels and takes")
        self._all = ShownTakes(takes=takes)
        super().__init__()

    def look(self) -> ShownTakes:
        """Return the takes."""
        return self._all


class TapPad(Instrument):
    """A melody to tap, twice: by mouse, pen, finger or keys (lesson 13).

    Times are those of the page's events, which are on the clock of `performance.now`. A pen's
    pressure is force; else a second key, or the second pad, is an accent. Setting `value` does what
    the page does.

    Parameters
    ----------
    tune : Tune
        Without rests; up to some forty notes fit the page.
    value : sequence of takes
        None, one or two, each as `take_of_taps` takes it.

    Raises
    ------
    traitlets.TraitError
        If a take is none of the melody, or there are more than two.

    Examples
    --------
    >>> tune = Tune((60, 62, 64), (48, 48, 96))
    >>> pad = TapPad(tune, [taps_of(steady(tune, 120))])
    >>> pad.takes[0].onsets, pad.words[:31]
    ((0.0, 0.5, 1.0), 'Take 1: 120 quarters a minute; ')
    """

    _esm = module(_HERE / "tapping.js")
    _css = look_of(_HERE / "tapping.css")

    notes = traitlets.List(traitlets.List()).tag(sync=True)
    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)
    offsets: traitlets.List[Any] = traitlets.List(traitlets.Float()).tag(sync=True)
    reported = traitlets.Float(0.0).tag(sync=True)
    timing = traitlets.Unicode("").tag(sync=True)

    def __init__(self, tune: Tune, value: Sequence[Taps] = ()) -> None:
        self._tune = tune
        labels = [[note_name(pitch), pitch, ticks / TICKS_PER_QUARTER]
                  for pitch, ticks in zip(tune.pitches, tune.durations, strict=True)
                  if pitch != REST]  # fmt: skip
        super().__init__(value=[*value], notes=labels, label="Tap the melody")
        self.observe(self._tell_latency, names=["offsets", "reported"])

    @property
    def takes(self) -> list[Take]:
        """The takes that are kept."""
        return [take_of_taps(self._tune, taps) for taps in self.value]

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[Any]:
        """Let nothing in but takes of the melody."""
        takes: list[Any] = proposal["value"]
        if len(takes) > MOST:
            raise traitlets.TraitError(f"{len(takes)} takes; {MOST} are kept: throw one away first")
        try:
            for taps in takes:
                take_of_taps(self._tune, taps)
        except TuneError as error:
            raise traitlets.TraitError(str(error)) from error
        return takes

    def look(self) -> ShownTakes:
        """Return the takes, to be heard, seen and in words."""
        return tapping_card(self._tune, self.takes)

    def _tell_latency(self, change: object) -> None:
        """Say what the test against clicks found."""
        self.timing = latency_words(self.offsets, self.reported)
