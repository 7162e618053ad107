"""What a duet is written on, and how it is edited: values that do not change, one after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from meantone.tunes import REST, Tune
from meantone.tunes.tune import TICKS_PER_QUARTER
from meantone.widgets.duet.provenance import makers_of, provenance

STEP = TICKS_PER_QUARTER // 2
"""Ticks of a cell: an eighth."""

BAR = 8
"""Cells in a bar."""

BARS = 16
"""The most bars."""

LOW, HIGH = 53, 79
"""The lowest and the highest pitch that there is room for."""

YOU = "you"
"""The maker of what the learner wrote."""


class Cell(NamedTuple):
    """An eighth of a sheet.

    Attributes
    ----------
    pitch : int or None
        A MIDI pitch or a rest that begins here; None where the one before goes on.
    maker : str
        Who wrote the note that begins here; "" where none does.
    """

    pitch: int | None
    maker: str = ""


SILENT = Cell(REST)


class Note(NamedTuple):
    """A note on a sheet: where it begins, how many cells it lasts, its pitch and its maker."""

    start: int
    cells: int
    pitch: int
    maker: str


@dataclass(frozen=True)
class Sheet:
    """Bars of eighths, one note at a time, each with its maker. Lesson 15.

    Parameters
    ----------
    cells : tuple of Cell
        Whole bars of `BAR` cells; the first does not go on.

    Raises
    ------
    ValueError
        If they are no whole bars, too many, or a cell holds no pitch from `LOW` to `HIGH`.

    Examples
    --------
    >>> sheet = Sheet.empty(1).put(0, 60, 4, "you").put(2, 64, 2, "n-gram")
    >>> [(note.start, note.cells, note.pitch, note.maker) for note in sheet.notes]
    [(0, 2, 60, 'you'), (2, 2, 64, 'n-gram')]
    """

    cells: tuple[Cell, ...]

    def __post_init__(self) -> None:
        bars, left = divmod(len(self.cells), BAR)
        if left or not 1 <= bars <= BARS:
            raise ValueError(f"a sheet has 1 to {BARS} bars of {BAR} cells; this has {len(self)}")
        for at, (pitch, maker) in enumerate(self.cells):
            sounds = pitch not in (None, REST)
            if sounds and not (isinstance(pitch, int) and LOW <= pitch <= HIGH):
                raise ValueError(f"cell {at} holds {pitch}; there is room from {LOW} to {HIGH}")
            if sounds != bool(maker):
                raise ValueError(f"cell {at}: a note has a maker, and nothing else has one")
        if self.cells[0].pitch is None:
            raise ValueError("nothing goes on before the first cell: let it be a note or a rest")

    @classmethod
    def empty(cls, bars: int) -> Sheet:
        """Return so many bars of rest."""
        return cls((SILENT,) * (BAR * bars))

    @classmethod
    def of(cls, tune: Tune) -> Sheet:
        """Return a tune on a sheet: in C, to the nearest eighth, cut at the last bar there is.

        Notes whose maker the tune does not tell are the learner's. What is too high or too low is
        moved by octaves.

        Examples
        --------
        >>> Sheet.of(Tune((62, 66), (48, 96), tonic="D")).tune.pitches
        (60, 64, -1)
        """
        moved = tune.transpose(-(((tune.tonic_pitch_class or 0) + 5) % 12 - 5))
        makers = iter(makers_of(tune))
        sheet = cls.empty(min(max(-(-moved.length // (STEP * BAR)), 1), BARS))
        for pitch, onset, ticks in zip(moved.pitches, moved.onsets, moved.durations, strict=True):
            start, stop = round(onset / STEP), round((onset + ticks) / STEP)
            maker = "" if pitch == REST else next(makers) or YOU
            if maker and start < len(sheet):
                sheet = sheet.put(start, within(pitch), max(stop - start, 1), maker)
        return sheet

    def __len__(self) -> int:
        """Count the cells."""
        return len(self.cells)

    @property
    def bars(self) -> int:
        """How many bars there are."""
        return len(self) // BAR

    @property
    def notes(self) -> list[Note]:
        """The notes in their order."""
        found: list[Note] = []
        sounding = False
        for at, (pitch, maker) in enumerate(self.cells):
            if pitch is None and sounding:
                found[-1] = found[-1]._replace(cells=found[-1].cells + 1)
            elif pitch is not None:
                sounding = pitch != REST
                if sounding:
                    found.append(Note(at, 1, pitch, maker))
        return found

    @property
    def tune(self) -> Tune:
        """The tune, with who wrote which note in its `source`."""
        events: list[tuple[int, int]] = []
        for pitch, _ in self.cells:
            if pitch is None:
                events[-1] = events[-1][0], events[-1][1] + STEP
            else:
                events.append((pitch, STEP))
        said = provenance([note.maker for note in self.notes])
        known = {"tonic": "C", "mode": "major", "meter": (4, 4), "source": said}
        return Tune.from_events(events, title="Duet", **known)

    def put(self, start: int, pitch: int, cells: int, maker: str) -> Sheet:
        """Return the sheet with a note in it; what was there before makes room.

        Parameters
        ----------
        start : int
            The cell it begins in.
        pitch : int
            A MIDI pitch, or a rest.
        cells : int
            How many it lasts; it ends with the sheet at the latest.
        maker : str
            Who writes it; of a rest nobody.

        Raises
        ------
        ValueError
            If there is no such cell, or no room for such a pitch.
        """
        if not 0 <= start < len(self):
            raise ValueError(f"there is no cell {start}; there are 0 to {len(self) - 1}")
        stop = min(start + max(cells, 1), len(self))
        new = [Cell(pitch, "" if pitch == REST else maker), *[Cell(None)] * (stop - start - 1)]
        rest = [*self.cells[stop:]]
        if rest and rest[0].pitch is None:  # what went on has lost its beginning
            rest[0] = SILENT
        return replace(self, cells=(*self.cells[:start], *new, *rest))

    def held(self, start: int) -> Sheet:
        """Return the sheet in which the note before goes on in a cell.

        Raises
        ------
        ValueError
            If it is the first cell.
        """
        return replace(self, cells=(*self.cells[:start], Cell(None), *self.cells[start + 1 :]))

    def with_bars(self, bars: int) -> Sheet:
        """Return the sheet with so many bars: rests are added, or the last bars cut off."""
        cells = self.cells[: BAR * bars]
        return replace(self, cells=(*cells, *[SILENT] * (BAR * bars - len(cells))))

    def cleared(self, bars: Sequence[int]) -> Sheet:
        """Return the sheet with nothing in these bars."""
        sheet = self
        for bar in bars:
            sheet = sheet.put(BAR * bar, REST, BAR, "")
        return sheet

    def in_bars(self, bars: Sequence[int]) -> list[int]:
        """Return which notes begin in these bars, counted from 0."""
        return [place for place, note in enumerate(self.notes) if note.start // BAR in bars]

    def repitched(self, pitches: Mapping[int, int], maker: str) -> Sheet:
        """Return the sheet with other pitches for some notes, which are somebody's from now on.

        Parameters
        ----------
        pitches : mapping of int to int
            From the note, counted from 0, to its pitch.
        maker : str
        """
        cells = [*self.cells]
        for place, note in enumerate(self.notes):
            if place in pitches:
                cells[note.start] = Cell(pitches[place], maker)
        return replace(self, cells=tuple(cells))


def within(pitch: int) -> int:
    """Return the pitch moved by octaves to where there is room.

    Examples
    --------
    >>> within(60), within(84), within(36)
    (60, 72, 60)
    """
    low = LOW + (pitch - LOW) % 12
    return min(max(low + 12 * ((pitch - low) // 12), low), low + 12 * ((HIGH - low) // 12))


def edited(sheet: Sheet, edit: Mapping[str, Any]) -> Sheet:
    """Return a sheet after one edit of the learner's, as the page asks for it.

    Lesson 15.

    Parameters
    ----------
    sheet : Sheet
    edit : mapping
        `do` is "put" (with `cell`, `pitch`, `cells`), "hold" or "rest" (with `cell`), "clear" (with
        `bars`), or "bars" (with `bars`, how many).

    Returns
    -------
    Sheet

    Raises
    ------
    ValueError
        If it asks for something else, or for what a sheet has no room for.

    Examples
    --------
    >>> sheet = edited(Sheet.empty(1), {"do": "put", "cell": 0, "pitch": 60, "cells": 2})
    >>> edited(sheet, {"do": "hold", "cell": 2}).notes
    [Note(start=0, cells=3, pitch=60, maker='you')]
    """
    try:
        if edit["do"] == "put":
            return sheet.put(edit["cell"], edit["pitch"], edit["cells"], YOU)
        if edit["do"] == "hold":
            return sheet.held(edit["cell"])
        if edit["do"] == "rest":
            return sheet.put(edit["cell"], REST, _lasting(sheet, edit["cell"]), "")
        if edit["do"] == "clear":
            return sheet.cleared(known_bars(sheet, edit["bars"]))
        if edit["do"] == "bars":
            return sheet.with_bars(edit["bars"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"{dict(edit)} is no edit: {error}") from None
    raise ValueError(f"{edit['do']!r} is no edit; take put, hold, rest, clear or bars")


def known_bars(sheet: Sheet, bars: Sequence[int]) -> list[int]:
    """Return bars in their order, once it is seen that the sheet has them.

    Raises
    ------
    ValueError
        If there is none, or one that the sheet does not have.
    """
    wanted = sorted(set(bars))
    if not wanted or not 0 <= wanted[0] <= wanted[-1] < sheet.bars:
        raise ValueError(f"choose one or more of the bars 1 to {sheet.bars} first")
    return wanted


def _lasting(sheet: Sheet, cell: int) -> int:
    """Return how many cells the note that begins in a cell lasts; 1 if none does."""
    return next((note.cells for note in sheet.notes if note.start == cell), 1)


@dataclass(frozen=True)
class History:
    """A sheet, those before it, and those that were taken back.

    Parameters
    ----------
    now : Sheet
    past, future : tuple of Sheet
        The nearest first.

    Examples
    --------
    >>> one, two = Sheet.empty(1), Sheet.empty(2)
    >>> history = History(one).then(two)
    >>> history.undo().now.bars, history.undo().redo().now.bars
    (1, 2)
    """

    now: Sheet
    past: tuple[Sheet, ...] = ()
    future: tuple[Sheet, ...] = ()

    def then(self, sheet: Sheet) -> History:
        """Return the history with one more sheet; what was taken back is forgotten."""
        return self if sheet == self.now else History(sheet, (self.now, *self.past))

    def undo(self) -> History:
        """Return the history one step back; the same if there is none."""
        if not self.past:
            return self
        return History(self.past[0], self.past[1:], (self.now, *self.future))

    def redo(self) -> History:
        """Return the history one step on again; the same if nothing was taken back."""
        if not self.future:
            return self
        return History(self.future[0], (self.now, *self.past), self.future[1:])
