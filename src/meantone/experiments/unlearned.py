"""Machines that maximize nothing: a grammar and a cellular automaton. No data, no likelihood.

They are the contrast to every other machine of this course. The page beside lesson 16,
``docs/maximizes-nothing.md``, compares their tunes with people's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from meantone.tunes import Tune

QUARTER = 48
"""Ticks."""

STEPS = (0, 2, 4, 5, 7, 9, 11)
"""Semitones of the seven degrees of a major scale."""

_NOTE = re.compile(r"([1-7])([,']*)(-*)")


@dataclass(frozen=True)
class Grammar:
    """A context-free grammar of tunes; a capital letter is derived once a tune, then comes back.

    Parameters
    ----------
    rules : mapping of str to tuple of str
        Of each symbol what it may become: symbols with blanks between them. What has no rule is a
        note: a degree of the major scale, commas or apostrophes for lower or higher octaves, and
        a dash for each further quarter.
    start : str
        What a tune begins as.

    Notes
    -----
    Each right side of a rule is equally likely (Chomsky 1956 for the grammar; in music Lerdahl and
    Jackendoff 1983). That a capital comes back as it was is no longer context-free: it is what
    makes form cheap.

    Examples
    --------
    >>> twice = Grammar({"tune": ("A A 1--",), "A": ("1 2", "3 2")}, "tune")
    >>> twice.derive(np.random.default_rng(0))
    ['3', '2', '3', '2', '1--']
    """

    rules: Mapping[str, tuple[str, ...]]
    start: str

    def derive(self, rng: np.random.Generator) -> list[str]:
        """Return the notes of one tune, in words.

        Parameters
        ----------
        rng : numpy.random.Generator
        """
        kept: dict[str, list[str]] = {}

        def expand(symbol: str) -> list[str]:
            if symbol not in self.rules:
                return [symbol]
            if symbol in kept:
                return kept[symbol]
            sides = self.rules[symbol]
            found = [
                note for part in sides[rng.integers(len(sides))].split() for note in expand(part)
            ]
            if symbol.isupper():
                kept[symbol] = found
            return found

        return expand(self.start)

    def tunes(self, count: int, rng: np.random.Generator) -> list[Tune]:
        """Return tunes in C major.

        Parameters
        ----------
        count : int
        rng : numpy.random.Generator

        Examples
        --------
        >>> SONGS.tunes(1, np.random.default_rng(0))
        [<Tune 'Grammar 1': 44 notes, 48 quarters, C major>]
        """
        return [in_notes(self.derive(rng), f"Grammar {n}") for n in range(1, count + 1)]


SONGS = Grammar(
    MappingProxyType(
        {
            "tune": ("A B A C", "A A B C", "A B B C", "A B D C"),
            "A": ("head head half",),
            "B": ("head walk half", "walk head half", "walk walk half"),
            "C": ("head walk close", "walk head close"),
            "D": ("leap walk half", "walk leap half"),
            "head": ("1 2 3 1", "5 3 3 5", "1 3 5 3", "5, 1 2 3", "3 3 4 5", "5 6 5 3", "1 1 5 5"),
            "walk": ("5 4 3 2", "6 5 4 3", "3 4 5 6", "4 3 2 1", "2 3 4 2", "1' 7 6 5", "4 5 6 4"),
            "leap": ("1 6 4 2", "5 1' 5 3", "3 1' 6 4", "2 5 7, 2"),
            "half": ("4 3 2-", "3 4 5-", "1 7, 2-", "6 6 5-", "5 4 3-"),
            "close": ("3 2 1-", "2 7, 1-", "5 5, 1-"),
        }
    ),
    "tune",
)
"""Four phrases of eleven notes: ten symbols, thirty-eight right sides, all by hand."""


def in_notes(words: list[str], title: str) -> Tune:
    """Return notes in words as a tune in C major.

    Parameters
    ----------
    words : list of str
    title : str

    Returns
    -------
    Tune

    Raises
    ------
    ValueError
        If a word is no note.

    Examples
    --------
    >>> in_notes(["5,", "1'--"], "Two").pitches
    (55, 72)
    """
    events = []
    for word in words:
        if not (note := _NOTE.fullmatch(word)):
            raise ValueError(f"{word!r} is no note: write a degree, as in 5, or 1'--")
        octave = note[2].count("'") - note[2].count(",")
        step = 7 * octave + int(note[1]) - 1
        events.append((pitch_of(step), QUARTER * (1 + len(note[3]))))
    return Tune.from_events(events, title=title, tonic="C", mode="major")


def pitch_of(step: int) -> int:
    """Return the MIDI number of a step of the C major scale, 0 being middle C.

    Examples
    --------
    >>> pitch_of(0), pitch_of(7), pitch_of(-1)
    (60, 72, 59)
    """
    octave, degree = divmod(step, 7)
    return 60 + 12 * octave + STEPS[degree]


@dataclass(frozen=True)
class Automaton:
    """An elementary cellular automaton on a ring, of which each row is heard as a note.

    Parameters
    ----------
    rule : int
        From 0 to 255: its bit ``4 left + 2 own + right`` is what becomes of a cell (Wolfram 1983).
    cells : int
        Of the ring. The more, the later it comes back to where it was.

    Examples
    --------
    >>> Automaton(90, 5).rows(np.array([0, 0, 1, 0, 0]), 3)
    array([[0, 0, 1, 0, 0],
           [0, 1, 0, 1, 0],
           [1, 0, 0, 0, 1]])
    """

    rule: int
    cells: int

    def rows(self, first: NDArray[np.int_], count: int) -> NDArray[np.int_]:
        """Return the first row and those that follow, shape (count, cells), of zeros and ones.

        Parameters
        ----------
        first : numpy.ndarray of int, shape (cells,)
        count : int
        """
        found = [first]
        while len(found) < count:
            own = found[-1]
            code = 4 * np.roll(own, 1) + 2 * own + np.roll(own, -1)
            found.append(self.rule >> code & 1)
        return np.stack(found)

    def tunes(self, count: int, rng: np.random.Generator, notes: int = 44) -> list[Tune]:
        """Return tunes in C major, each from a row of coins; all else is the rule's.

        The live cells of a row, counted from half of the ring, are a step of the scale.

        Parameters
        ----------
        count : int
        rng : numpy.random.Generator
        notes : int
            Of each tune, all of them a quarter long.

        Examples
        --------
        >>> Automaton(30, 12).tunes(1, np.random.default_rng(0))
        [<Tune 'Rule 30, 1': 44 notes, 44 quarters, C major>]
        """
        return [self._tune(rng.integers(2, size=self.cells), n, notes) for n in range(1, count + 1)]

    def _tune(self, first: NDArray[np.int_], number: int, notes: int) -> Tune:
        steps = self.rows(first, notes).sum(axis=1) - self.cells // 2 + 4
        events = [(pitch_of(int(step)), QUARTER) for step in steps]
        title = f"Rule {self.rule}, {number}"
        return Tune.from_events(events, title=title, tonic="C", mode="major")
