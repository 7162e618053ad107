"""A tune as it is written down: bars, symbols, ties, tuplets and beams.

What the MusicXML writer and the music21 converter share. Nothing here knows a file format.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby, pairwise
from typing import NamedTuple

from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune

_WHOLE = 4 * TICKS_PER_QUARTER
_HALF = 2 * TICKS_PER_QUARTER
_NONE = -1  # the event of what is not in the tune
_GRAIN = 3  # ticks in a sixty-fourth: a place between two of them needs a tuplet
_NAMES = ("breve", "whole", "half", "quarter", "eighth", "16th", "32nd", "64th", "128th")
_FLAGS = {"eighth": 1, "16th": 2, "32nd": 3, "64th": 4, "128th": 5}


def _values(breve: int) -> dict[int, tuple[str, int]]:
    """Return {ticks: (name, dots)} of the values that last whole ticks, given a breve's ticks."""
    found = {}
    for power, name in enumerate(_NAMES):
        for dots, halves in enumerate((2, 3)):  # a dot makes two halves three
            ticks, left = divmod(breve * halves, 2 << power)
            if not left:
                found[ticks] = (name, dots)
    return found


PLAIN = _values(2 * _WHOLE)
"""What one symbol outside a tuplet can last."""

TRIPLET = _values(2 * _WHOLE * 2 // 3)
"""What one symbol in a 3:2 tuplet can last. With `PLAIN` it writes every length exactly."""

_UNDOTTED = tuple(sorted(ticks for ticks, (_, dots) in PLAIN.items() if not dots))
_SPANS = tuple(ticks for ticks in _UNDOTTED if ticks <= _WHOLE)


class Symbol(NamedTuple):
    """One written note or rest: an event, or the part of it that one symbol can show.

    Parameters
    ----------
    event : int
        Index of the event in the tune.
    part : int
        0 for the event's first symbol, then 1, 2, ... for those tied to it.
    last : bool
        Whether it is the event's last symbol.
    pitch : int
        MIDI number or `REST`.
    start : int
        Ticks from the beginning of the bar.
    ticks : int
        How long it lasts.
    name : str
        "whole", "half", "quarter", "eighth", "16th", ...; "bar" for a rest that fills a bar.
    dots : int
    tuplet : int or None
        Symbols of one 3:2 tuplet share a number; None outside tuplets.
    beams : tuple of str
        "begin", "continue", "end", "forward hook" or "backward hook" for each beam, the outer
        first.
    hidden : bool
        Whether it is a rest that is not seen, before the tune begins or after it ends: it fills up
        a tuplet, and belongs to no event.
    """

    event: int
    part: int
    last: bool
    pitch: int
    start: int
    ticks: int
    name: str
    dots: int
    tuplet: int | None = None
    beams: tuple[str, ...] = ()
    hidden: bool = False


class Bar(NamedTuple):
    """A bar and its symbols.

    Parameters
    ----------
    symbols : tuple of Symbol
    ticks : int
        How long it lasts.
    pickup : bool
        Whether it is the incomplete bar before the first full one.
    line : bool
        Whether a bar line is drawn at its end.
    """

    symbols: tuple[Symbol, ...]
    ticks: int
    pickup: bool
    line: bool

    @property
    def filler(self) -> int:
        """Ticks of hidden rests before the first note: they complete its tuplet."""
        return -min((symbol.start for symbol in self.symbols), default=0)


class _Piece(NamedTuple):
    """The part of an event that lies in one bar, then in one tuplet or between tuplets."""

    event: int
    pitch: int
    start: int
    stop: int
    tuplet: int | None = None


def notate(tune: Tune) -> list[Bar]:
    """Return the tune's bars, with every event cut into symbols that can be written.

    Events are cut at bar lines, where a symbol would hide the beat, and where none lasts exactly
    so long. A tune without meter has a bar for each phrase; inside a phrase it may break between
    events about every four quarters, where no bar line is drawn. Lesson 01 shows a tune as a
    score.

    Parameters
    ----------
    tune : Tune

    Returns
    -------
    list of Bar
        At least one; a tune without events has one empty bar.

    Examples
    --------
    >>> first, second = notate(Tune((60, 62), (144, 96), meter=(4, 4)))
    >>> [(symbol.event, symbol.name, symbol.dots) for symbol in first.symbols + second.symbols]
    [(0, 'half', 1), (1, 'quarter', 0), (1, 'quarter', 0)]
    """
    edges, drawn = _bar_edges(tune)
    pickup = written_pickup(tune)
    bars = []
    for (start, stop), pieces in zip(pairwise(edges), _bar_pieces(tune, edges), strict=True):
        early = bool(pickup) and start == 0
        grid = _Grid(tune.meter, start, stop, _missing(tune) if early else 0)
        symbols = tuple(_beamed(list(_bar_symbols(pieces, grid)), grid, tune.phrase_ends))
        bars.append(Bar(symbols, stop - start, early, stop in drawn))
    return _numbered(bars)


def written_pickup(tune: Tune) -> int:
    """Return the ticks before the first bar line if that bar is a short one, else 0.

    Examples
    --------
    >>> written_pickup(Tune((60, 62), (48, 192), meter=(4, 4), pickup=48))
    48
    """
    return min(tune.pickup % tune.bar_length, tune.length) if tune.bar_length else 0


def _missing(tune: Tune) -> int:
    """Return the ticks that a pickup bar lacks: they come before it, so that its beats fit."""
    return -tune.pickup % tune.bar_length if tune.bar_length else 0


def _bar_edges(tune: Tune) -> tuple[list[int], set[int]]:
    """Return where bars begin and end, and at which ends a bar line is drawn."""
    if tune.bar_length is None:
        return _free_edges(tune)
    first = tune.pickup % tune.bar_length or tune.bar_length
    edges = [0, *range(first, tune.length, tune.bar_length), tune.length]
    return edges, set(edges)


def _free_edges(tune: Tune) -> tuple[list[int], set[int]]:
    """Return the edges of a tune without meter: its phrases, broken after about a whole note."""
    edges = [0]
    drawn = {tune.length}
    for index, stop in enumerate(accumulate(tune.durations)):
        while stop - edges[-1] > 2 * _WHOLE:
            edges.append(edges[-1] + _WHOLE)
        if stop % _GRAIN:  # within a tuplet, which no bar line may cut
            continue
        if index in tune.phrase_ends:
            drawn.add(stop)
        if index in tune.phrase_ends or stop - edges[-1] >= _WHOLE:
            edges.append(stop)
    if len(edges) == 1 or edges[-1] != tune.length:
        edges.append(tune.length)
    return edges, drawn


def _bar_pieces(tune: Tune, edges: Sequence[int]) -> list[list[_Piece]]:
    """Return the events of each bar, cut at the bar lines."""
    bars: list[list[_Piece]] = [[] for _ in edges[1:]]
    onsets = tune.onsets
    cuts = sorted({*edges, *onsets, tune.length})
    for start, stop in pairwise(cuts):
        event = bisect_right(onsets, start) - 1
        bar = bisect_right(edges, start) - 1
        bars[bar].append(_Piece(event, tune.pitches[event], start, stop))
    return bars


class _Grid:
    """The beats of one bar. Places are counted in ticks from where the full bar would begin.

    Parameters
    ----------
    meter : tuple of int, or None
    start, stop : int
        The bar's place in the tune, in ticks.
    missing : int
        Ticks that a pickup bar lacks at its beginning.
    """

    def __init__(
        self, meter: tuple[int, int] | None, start: int, stop: int, missing: int = 0
    ) -> None:
        self.origin = start - missing
        self.start = missing
        self.end = stop - self.origin
        count, unit = meter or (4, 4)
        self.full = meter is not None and self.end - missing == count * _WHOLE // unit
        self.grouped = unit >= 8  # eighths and shorter ones are felt in threes or twos
        self.halved = unit <= 4 and count in (2, 4)  # rests may be as long as its halves
        self.middle = 2 * _WHOLE // unit if unit <= 4 and count == 4 else 0  # must be seen
        self.beats = _beats(count, unit, self.end)

    def beat(self, at: int) -> tuple[int, int]:
        """Return the beginning and the end of the beat that holds this place."""
        index = bisect_right(self.beats, at) - 1
        following = self.beats[index + 1 : index + 2]
        return self.beats[index], following[0] if following else self.end


def _beats(count: int, unit: int, end: int) -> list[int]:
    """Return where the beats are: units; from eighths on threes, or pairs and a last three."""
    odd = unit > 4 and count > 3 and count % 2 == 1 and count % 3 != 0
    step = _WHOLE // unit * (1 if unit <= 4 else 3 if count % 3 == 0 else 2)
    beats = list(range(0, max(end, 1), step))
    if odd and len(beats) > count // 2:  # the unit that is left over joins the last pair
        beats.pop()
    return beats


def _bar_symbols(pieces: Sequence[_Piece], grid: _Grid) -> Iterator[Symbol]:
    """Yield the symbols of one bar, without beams."""
    placed = [
        piece._replace(start=piece.start - grid.origin, stop=piece.stop - grid.origin)
        for piece in pieces
    ]
    if grid.full and len(placed) == 1 and placed[0].pitch == REST:
        yield Symbol(placed[0].event, 0, True, REST, 0, grid.end, "bar", 0)
        return
    spans = _tuplet_spans(placed, grid)
    for piece in _cut_at_tuplets(_filled(placed, spans), spans):
        values = PLAIN if piece.tuplet is None else TRIPLET
        at = piece.start
        while at < piece.stop:
            ticks = _symbol_ticks(piece, at, grid)
            name, dots = values[ticks]
            start = at - grid.start
            yield Symbol(
                piece.event,
                0,
                True,
                piece.pitch,
                start,
                ticks,
                name,
                dots,
                piece.tuplet,
                hidden=piece.event == _NONE,
            )
            at += ticks


def _symbol_ticks(piece: _Piece, at: int, grid: _Grid) -> int:
    """Return how long the next symbol of a piece lasts, from `at`."""
    if piece.tuplet is not None:
        return max(ticks for ticks in TRIPLET if ticks <= piece.stop - at)
    if piece.pitch == REST:
        return _rest_ticks(at, piece.stop, grid)
    return _note_ticks(at, piece.stop, grid)


def _note_ticks(at: int, stop: int, grid: _Grid) -> int:
    """Return how long a note from `at` can be in one symbol that does not hide the beat."""
    beat, following = grid.beat(at)
    if stop > following:  # it crosses into another beat
        if at == beat:
            ends = [end for end in (*grid.beats, grid.end) if at < end <= stop]
            whole_beats = [end for end in ends if end - at in PLAIN]
            if grid.grouped:
                stop = max(whole_beats, default=following)
        elif grid.grouped or stop - at not in PLAIN or (at - beat) * 2 % (following - beat):
            stop = following
        elif at < grid.middle < stop:
            stop = grid.middle
    return max(ticks for ticks in PLAIN if ticks <= stop - at)


def _rest_ticks(at: int, stop: int, grid: _Grid) -> int:
    """Return how long a rest from `at` is: a beat or an undotted part, more in bars of halves."""
    beat, following = grid.beat(at)
    if at == beat and following <= stop and not grid.halved and following - at in PLAIN:
        return following - at
    if grid.halved:
        beat, following = 0, grid.end
    room = min(stop, following) - at
    return max(ticks for ticks in _UNDOTTED if ticks <= room and (at - beat) % ticks == 0)


def _tuplet_spans(pieces: Sequence[_Piece], grid: _Grid) -> list[tuple[int, int]]:
    """Return where 3:2 tuplets begin and end: around each place that is off the grid."""
    edges = sorted({edge for piece in pieces for edge in (piece.start, piece.stop)})
    spans: list[tuple[int, int]] = []
    for at in edges:
        if at % _GRAIN and not (spans and spans[-1][0] <= at <= spans[-1][1]):
            found = _tuplet_span(at, edges, grid)
            while spans and spans[-1][1] > found[0]:  # a longer tuplet takes in a shorter one
                spans.pop()
            spans.append(found)
    return spans


def _tuplet_span(at: int, edges: Sequence[int], grid: _Grid) -> tuple[int, int]:
    """Return the best tuplet around a place: its notes are thirds or sixths, and few are cut."""
    beat, following = grid.beat(at) if grid.grouped else (0, grid.end)
    ranked = []
    for size in _SPANS:
        start = beat + (at - beat) // size * size
        stop = start + size
        clipped = start < grid.start or stop > following
        inside = edges[bisect_left(edges, start) : bisect_right(edges, stop)]
        strange = any((edge - start) % max(size // 6, 1) for edge in inside)
        cuts = (start not in inside) + (stop not in inside)
        ranked.append(((clipped, strange, cuts, size), (start, stop)))
    return min(ranked)[1]


def _filled(pieces: Sequence[_Piece], spans: Sequence[tuple[int, int]]) -> list[_Piece]:
    """Return the pieces with rests that complete a tuplet which the tune begins or ends within."""
    if not pieces or not spans:
        return list(pieces)
    begin, end = pieces[0].start, pieces[-1].stop
    before = [_Piece(_NONE, REST, spans[0][0], begin)] if spans[0][0] < begin else []
    after = [_Piece(_NONE, REST, end, spans[-1][1])] if spans[-1][1] > end else []
    return [*before, *pieces, *after]


def _cut_at_tuplets(pieces: Sequence[_Piece], spans: Sequence[tuple[int, int]]) -> Iterator[_Piece]:
    """Yield the pieces cut where tuplets begin and end, each with its tuplet's number."""
    starts = [start for start, _ in spans]
    cuts = sorted({edge for span in spans for edge in span})
    for piece in pieces:
        inner = cuts[bisect_right(cuts, piece.start) : bisect_left(cuts, piece.stop)]
        for start, stop in pairwise([piece.start, *inner, piece.stop]):
            number = bisect_right(starts, start) - 1
            within = number >= 0 and start < spans[number][1]
            yield piece._replace(start=start, stop=stop, tuplet=number if within else None)


def _beamed(symbols: Sequence[Symbol], grid: _Grid, phrase_ends: Sequence[int]) -> Iterator[Symbol]:
    """Yield the symbols with beams over the short notes of each beat, but not over phrase ends."""
    windows = _windows_of_eighths(symbols, grid)

    def place(symbol: Symbol) -> tuple[bool, int, int, int | None]:
        at = symbol.start + grid.start
        beat = grid.beat(at)[0]
        longest = at // _HALF * _HALF in windows
        group = at // _HALF * _HALF if longest else beat + (at - beat) // _HALF * _HALF
        phrase = bisect_left(phrase_ends, symbol.event)
        # Verovio loses time where a beam goes into a tuplet or out of it.
        return symbol.name in _FLAGS and symbol.pitch != REST, group, phrase, symbol.tuplet

    for (short, *_), run in groupby(symbols, place):
        notes = list(run)
        yield from _beams(notes) if short else notes


def _windows_of_eighths(symbols: Sequence[Symbol], grid: _Grid) -> set[int]:
    """Return the half notes of 2/4 and 4/4 bars that are four eighths, which share a beam."""
    found: dict[int, int] = {}
    for symbol in symbols if grid.halved else ():
        if (symbol.name, symbol.dots, symbol.tuplet) == ("eighth", 0, None):
            window = (symbol.start + grid.start) // _HALF * _HALF
            found[window] = found.get(window, 0) + (symbol.pitch != REST)
    return {window for window, count in found.items() if count == 4}


def _beams(run: Sequence[Symbol]) -> Iterator[Symbol]:
    """Yield the notes of one group with their beams; a note alone keeps its flag."""
    counts = [0, *(_FLAGS[symbol.name] for symbol in run), 0]
    for index, symbol in enumerate(run):
        before, own, after = counts[index : index + 3]
        shapes = (_beam(level <= before, level <= after, index) for level in range(1, own + 1))
        yield symbol._replace(beams=tuple(shapes)) if len(run) > 1 else symbol


def _beam(before: bool, after: bool, index: int) -> str:
    """Return the shape of one beam at a note, from whether its neighbors have it too."""
    if before:
        return "continue" if after else "end"
    if after:
        return "begin"
    return "backward hook" if index else "forward hook"


def _numbered(bars: Sequence[Bar]) -> list[Bar]:
    """Return the bars with each symbol told which part of its event it is."""
    events = [symbol.event for bar in bars for symbol in bar.symbols if not symbol.hidden]
    following = iter([*events[1:], -1])
    numbered = []
    event, part = -1, 0
    for bar in bars:
        symbols = []
        for symbol in bar.symbols:
            if symbol.hidden:
                symbols.append(symbol)
                continue
            part = part + 1 if symbol.event == event else 0
            event = symbol.event
            symbols.append(symbol._replace(part=part, last=next(following) != event))
        numbered.append(bar._replace(symbols=tuple(symbols)))
    return numbered
