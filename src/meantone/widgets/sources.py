"""The source explorer: a tune whose bars are colored by their largest source, and a family tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import traitlets
from numpy.typing import ArrayLike

from meantone.experiments.attribution import Attribution, CopyDetector, Owed
from meantone.measures import longest_runs
from meantone.page import module
from meantone.show.colors import PALETTE
from meantone.tunes import REST, Tune, Viewpoint
from meantone.widgets.drawings import GRID, INK, svg_frame, svg_picture, svg_rect, svg_text
from meantone.widgets.instrument import Instrument, Shown
from meantone.widgets.looks import look_of

BAR = 4
"""Notes in a bar: the machine's notes are all equally long."""

COLORS = tuple(PALETTE[name] for name in ("blue", "orange", "purple", "green", "brown", "gray"))
"""Of the sources that are named; the last one is for all others."""

LASTS, PAUSE = 24, 96  # ticks of a note, and of the rest between two sounds
_HERE = Path(__file__).parent
_LEFT, _TOP, _WIDTH, _ROLL = 8, 30, 620, 84  # pixels


@dataclass(frozen=True, eq=False)
class SourceGround:
    """What the source explorer stands on.

    Parameters
    ----------
    view : Viewpoint
        What the tokens are: a note each.
    asked : Attribution
    detector : CopyDetector
        With the same training tunes.
    names : mapping of str to str
        What to call each owner.
    """

    view: Viewpoint
    asked: Attribution
    detector: CopyDetector
    names: Mapping[str, str]

    def called(self, owner: str) -> str:
        """Return what to call an owner."""
        return self.names.get(owner, owner)

    def tunes_of(self, owner: str) -> list[ArrayLike]:
        """Return the training tunes of an owner."""
        number = self.asked.names.index(owner)
        mine = np.flatnonzero(self.asked.owner == number)
        return [self.asked.training[place] for place in mine.tolist()]


class BarSource(NamedTuple):
    """A bar of a tune, and who has the largest share in it.

    Parameters
    ----------
    begin, end : int
        Its notes.
    owner : str
    share : float
        The mean over its notes.
    """

    begin: int
    end: int
    owner: str
    share: float


class Passage(NamedTuple):
    """A few notes of a training tune.

    Parameters
    ----------
    tokens : numpy.ndarray of int
        The whole tune.
    begin, end : int
        The notes.
    """

    tokens: np.ndarray
    begin: int
    end: int


class Copied(NamedTuple):
    """The longest copy in a tune.

    Parameters
    ----------
    begin, end : int
        Its notes in the tune.
    owner : str
    original : Passage
    """

    begin: int
    end: int
    owner: str
    original: Passage


@dataclass(frozen=True, eq=False)
class ReadTune:
    """What is known of a tune, whichever of its bars is looked at.

    Parameters
    ----------
    tokens : numpy.ndarray of int, shape (time,)
    sources : float
        How many equal sources it is made of.
    bars : list of BarSource
    copy : Copied or None
    """

    tokens: np.ndarray
    sources: float
    bars: list[BarSource]
    copy: Copied | None


def read_tune(ground: SourceGround, tokens: ArrayLike) -> ReadTune:
    """Return what is known of a tune: its bars' sources, and its longest copy.

    Parameters
    ----------
    ground : SourceGround
    tokens : array_like of int, shape (time,)
        A note or more.
    """
    owed = ground.asked.owed(tokens)
    tune = np.asarray(tokens)
    return ReadTune(tune, owed.sources, bar_sources(owed), _longest(ground, tune))


def bar_sources(owed: Owed) -> list[BarSource]:
    """Return the largest source of each bar of `BAR` notes; the last one may be shorter.

    Examples
    --------
    >>> owed = Owed(("a", "b"), np.array([[0.9, 0.1]] * 4 + [[0.2, 0.7]]), np.zeros(5), np.ones(5))
    >>> [(bar.begin, bar.end, bar.owner, round(bar.share, 3)) for bar in bar_sources(owed)]
    [(0, 4, 'a', 0.9), (4, 5, 'b', 0.7)]
    """
    notes = len(owed.base)
    starts = range(0, notes, BAR)
    ends = [min(start + BAR, notes) for start in starts]
    return [BarSource(a, b, *owed.largest(a, b)) for a, b in zip(starts, ends, strict=True)]


def passage_like(tokens: ArrayLike, begin: int, end: int, tunes: Sequence[ArrayLike]) -> Passage:
    """Return where some tunes are most like a bar: where the longest run stands that both have.

    The run is looked for in the bar and in the bar before it, which is what the model remembers.

    Parameters
    ----------
    tokens : array_like of int, shape (time,)
    begin, end : int
        The bar's notes.
    tunes : sequence of array_like of int

    Examples
    --------
    >>> found = passage_like([1, 2, 3, 4, 5, 6], 4, 6, [[9, 9], [0, 3, 4, 5, 6, 7]])
    >>> found.tokens, found.begin, found.end
    (array([0, 3, 4, 5, 6, 7]), 3, 5)
    """
    before = max(begin - BAR, 0)
    window = np.asarray(tokens)[before:end]
    run = longest_runs([window], tunes)
    source = np.asarray(tunes[max(int(run.sources[0]), 0)])
    first = int(run.places[0]) + (begin - before) - int(run.starts[0])
    first = min(max(first, 0), max(len(source) - 1, 0))
    return Passage(source, first, min(first + end - begin, len(source)))


def source_card(ground: SourceGround, read: ReadTune, bar: int, name: str) -> Shown:
    """Return a tune with its bars colored by source, and one bar beside its source's.

    Lesson 16.

    Parameters
    ----------
    ground : SourceGround
    read : ReadTune
    bar : int
        Which bar is looked at, from 0; beyond the end, the last one.
    name : str
        What the tune is called.

    Returns
    -------
    Shown

    Examples
    --------
    >>> from meantone.models import NGram
    >>> from meantone.tunes import Degree
    >>> songs = [[0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 0], [0, 0, 1, 0]]
    >>> asked = Attribution(NGram.fit(songs, size=2, order=3), songs, ["a", "b", "c"])
    >>> detector = CopyDetector.of(songs[:1], songs)
    >>> ground = SourceGround(Degree([0, 7]), asked, detector, {"a": "Lark"})
    >>> print(source_card(ground, read_tune(ground, [0, 1, 0, 1, 1, 0]), 1, "my tune").words)
    my tune, bar 2: the largest source is Lark, with 50 % of what makes these notes probable. In
    all, the tune is made of as many as 2.6 equal sources. Its longest copy is notes 1 to 6 (6
    notes; up to 6 are usual among people), from Lark.
    """
    bar = min(bar, len(read.bars) - 1)
    here = read.bars[bar]
    passage = passage_like(read.tokens, here.begin, here.end, ground.tunes_of(here.owner))
    words = _words(ground, read, bar, name)
    parts = [
        *_colored(ground.view, read, bar, name),
        *_source(ground, passage, here, _TOP + _ROLL + 70),
    ]
    picture = svg_picture(_LEFT + _WIDTH + 8, _TOP + 2 * _ROLL + 80, parts)
    alt = f"A roll whose bars are colored by their largest source, above that source. {words}"
    return Shown(_heard(ground.view, read, bar, passage, name), words, picture, alt)


def _longest(ground: SourceGround, tokens: np.ndarray) -> Copied | None:
    """Return the longest copy, None if not even a note is shared."""
    run = ground.detector.copies([tokens])
    length, start, source, place = (int(of[0]) for of in run)
    if not length:
        return None
    owner = ground.asked.names[int(ground.asked.owner[source])]
    original = Passage(np.asarray(ground.detector.training[source]), place, place + length)
    return Copied(start, start + length, owner, original)


def _words(ground: SourceGround, read: ReadTune, bar: int, name: str) -> str:
    """Say who has the largest share in a bar, how many there are, and what is copied."""
    here, copy = read.bars[bar], read.copy
    said = (
        f"{name}, bar {bar + 1}: the largest source is {ground.called(here.owner)}, with "
        f"{_percent(here.share)} of what makes these notes probable. In all, the tune is made of "
        f"as many as {_rounded(read.sources)} equal sources. "
    )
    if copy is None:
        return f"{said}It shares no note with any song."
    length = copy.end - copy.begin
    return (
        f"{said}Its longest copy is notes {copy.begin + 1} to {copy.end} ({length} "
        f"note{'s' if length > 1 else ''}; up to {ground.detector.limit} are usual among people), "
        f"from {ground.called(copy.owner)}."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.095 else f"{100 * share:.1f} %"


def _rounded(sources: float) -> str:
    return f"{sources:,.0f}" if sources >= 9.5 else f"{sources:.1f}"


def _heard(
    view: Viewpoint, read: ReadTune, bar: int, passage: Passage, name: str
) -> dict[str, Tune]:
    """Return the bar and its source's, the tune, and the copy with its original."""
    tokens, copy, here = read.tokens, read.copy, read.bars[bar]
    cut = [tokens[here.begin : here.end], passage.tokens[passage.begin : passage.end]]
    heard = {f"bar {bar + 1}, then its source's": _in_turn(view, cut)}
    heard[f"{name}, {len(tokens)} notes"] = view.decode(tokens, duration=LASTS)
    if copy:
        own, original = tokens[copy.begin : copy.end], copy.original
        theirs = original.tokens[original.begin : original.end + BAR]
        heard["the longest copy, then its original, which goes on"] = _in_turn(view, [own, theirs])
    return heard


def _in_turn(view: Viewpoint, pieces: Sequence[np.ndarray]) -> Tune:
    """Return some notes one after the other, with rests between."""
    events: list[tuple[int, int]] = []
    for piece in pieces:
        tune = view.decode(piece, duration=LASTS)
        events += [(REST, PAUSE)] if events else []
        events += zip(tune.pitches, tune.durations, strict=True)
    return Tune.from_events(events)


def source_colors(bars: Sequence[BarSource]) -> dict[str, str]:
    """Return a color for each source: those of most bars first, gray for all beyond the fifth.

    Examples
    --------
    >>> bars = [BarSource(0, 4, "a", 0.2), BarSource(4, 8, "b", 0.1), BarSource(8, 9, "b", 0.3)]
    >>> source_colors(bars) == {"b": COLORS[0], "a": COLORS[1]}
    True
    """
    weight: dict[str, float] = {}
    for bar in bars:
        weight[bar.owner] = weight.get(bar.owner, 0) + 1 + bar.share
    ranked = sorted(weight, key=lambda owner: -weight[owner])
    return {owner: COLORS[min(place, len(COLORS) - 1)] for place, owner in enumerate(ranked)}


def _colored(view: Viewpoint, read: ReadTune, bar: int, name: str) -> list[str]:
    """Draw the tune, each note in the color of its bar's largest source; a line under the copy."""
    tokens, bars, copy = read.tokens, read.bars, read.copy
    pitches = view.decode(tokens, duration=LASTS).pitches
    colors, wide = source_colors(bars), _WIDTH / len(tokens)
    fills = [colors[of.owner] for of in bars for _ in range(of.begin, of.end)]
    parts = [svg_text(_LEFT, 18, f"{name}: each bar in the color of its largest source", "start")]
    parts += _roll(pitches, fills, wide, _TOP)
    for place, of in enumerate(bars):
        x, width = _LEFT + of.begin * wide, (of.end - of.begin) * wide
        parts.append(svg_text(x + width / 2, _TOP + _ROLL + 15, _percent(of.share)))
        if place == bar:
            frame = svg_frame(round(x, 1), _TOP, round(width, 1), _ROLL, INK)
            parts.append(frame.replace("/>", ' stroke-width="2.5"/>'))
    if copy:
        x, width = _LEFT + copy.begin * wide, (copy.end - copy.begin) * wide
        parts.append(svg_rect(round(x, 1), _TOP + _ROLL + 22, round(width, 1), 5, INK))
        middle = min(max(x + width / 2, _LEFT + 90), _LEFT + _WIDTH - 90)
        words = f"longest copy: {copy.end - copy.begin} notes"
        parts.append(svg_text(round(middle, 1), _TOP + _ROLL + 41, words))
    return parts


def _source(ground: SourceGround, passage: Passage, here: BarSource, top: float) -> list[str]:
    """Draw the source's tune, with the passage that is most like the bar."""
    pitches = ground.view.decode(passage.tokens, duration=LASTS).pitches
    wide = min(_WIDTH / len(pitches), 22)
    inside = range(passage.begin, passage.end)
    fills = [INK if place in inside else "#9aa4ae" for place in range(len(pitches))]
    title = f"its source: {ground.called(here.owner)}"
    return [svg_text(_LEFT, top - 8, title, "start"), *_roll(pitches, fills, wide, top)]


def _roll(pitches: Sequence[int], fills: Sequence[str], wide: float, top: float) -> list[str]:
    """Draw notes on a pale ground."""
    low, high = min(pitches), max(pitches)
    step = (_ROLL - 10) / max(high - low + 1, 8)
    parts = [svg_rect(_LEFT, top, round(wide * len(pitches), 1), _ROLL, "#f4f4f4")]
    parts += [
        f'<path d="M{_LEFT + place * wide:.1f} {top}v{_ROLL}" stroke="{GRID}"/>'
        for place in range(BAR, len(pitches), BAR)
    ]
    for place, (pitch, fill) in enumerate(zip(pitches, fills, strict=True)):
        x, y = _LEFT + place * wide + 1, top + 5 + (high - pitch) * step
        parts.append(svg_rect(round(x, 1), y, round(wide - 2, 1), max(step - 1, 3), fill))
    return parts


class SourceExplorer(Instrument):
    """Bars colored by their largest source: choose one, and hear it beside its source (lesson 16).

    A slider chooses the tune. A bar is chosen by a click, a touch, or the arrow keys and Enter; it
    sounds, and its source's after it. `value` is the tune's name and the number of the bar, from 0.

    Parameters
    ----------
    ground : SourceGround
    tunes : mapping of str to sequence of array of int
        By name, one or more tunes; the button goes to the next one.
    value : (str, int), optional
        A name and a bar; the first of each, if left out.

    Raises
    ------
    traitlets.TraitError
        If there is no such tune or bar.

    Examples
    --------
    >>> from meantone.models import NGram
    >>> from meantone.tunes import Degree
    >>> songs = [[0, 1, 0, 1, 1, 0], [1, 1, 1, 1, 0], [0, 0, 1, 0]]
    >>> asked = Attribution(NGram.fit(songs, size=2, order=3), songs, ["a", "b", "c"])
    >>> ground = SourceGround(Degree([0, 7]), asked, CopyDetector.of(songs[:1], songs), {})
    >>> explorer = SourceExplorer(ground, {"mine": [[0, 1, 0, 1, 1, 0]], "T = 1": [[1, 1, 1]]})
    >>> explorer.value = ["mine", 1]
    >>> explorer.words[:39]
    'mine, bar 2: the largest source is a, w'
    """

    _esm = module(_HERE / "sources.js")
    _css = look_of(_HERE / "sources.css")

    value: traitlets.List[Any] = traitlets.List().tag(sync=True, control=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    bars = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(
        self,
        ground: SourceGround,
        tunes: Mapping[str, Sequence[ArrayLike]],
        value: Sequence[str | int] = (),
    ) -> None:
        self._ground, self._tunes = ground, {name: [*of] for name, of in tunes.items()}
        self._read: dict[tuple[str, int], ReadTune] = {}
        chosen = [*value] or [next(iter(self._tunes)), 0]
        super().__init__(value=chosen, label="Whose tune", names=[*self._tunes])

    @property
    def tune(self) -> ReadTune:
        """The tune that is looked at."""
        name = self.value[0]
        which = self.draws % len(self._tunes[name])
        if (name, which) not in self._read:
            self._read[name, which] = read_tune(self._ground, self._tunes[name][which])
        return self._read[name, which]

    @traitlets.validate("value")
    def _choose(self, proposal: traitlets.Bunch) -> list[str | int]:
        """Let nothing in but a tune and one of its bars."""
        chosen: list[Any] = proposal["value"]
        fit = len(chosen) == 2 and chosen[0] in self._tunes and isinstance(chosen[1], int)
        if not fit or not 0 <= chosen[1] < self._most(chosen[0]):
            raise traitlets.TraitError(
                f"{chosen} is no tune and bar; give [name, bar], the name one of "
                f"{', '.join(self._tunes)}, the bar counted from 0"
            )
        return chosen

    def _most(self, name: str) -> int:
        """Return how many bars the longest tune of a name has."""
        return max(-(-len(np.asarray(tune)) // BAR) for tune in self._tunes[name])

    def look(self) -> Shown:
        """Return the card of the bar."""
        name, bar = self.value
        return source_card(self._ground, self.tune, bar, name)

    def _follow(self) -> None:
        """Show what belongs to the value, and the bars to choose from."""
        found = self.tune.bars
        colors = source_colors(found)
        with self.hold_sync():
            self.bars = [
                {
                    "color": colors[bar.owner],
                    "words": f"bar {n}: {self._ground.called(bar.owner)}, {_percent(bar.share)}",
                }
                for n, bar in enumerate(found, 1)
            ]
            super()._follow()
