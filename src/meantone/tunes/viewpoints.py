"""Viewpoints: what of a tune a model gets to see, as whole numbers.

A viewpoint reads a tune as symbols of one kind (pitches, scale degrees, intervals, ...), and its
vocabulary numbers them. What one viewpoint keeps, another throws away: lesson 01 hears the
difference, lesson 02 measures it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from meantone.tunes.spelling import note_name
from meantone.tunes.tune import REST, TICKS_PER_QUARTER, Tune, TuneError, sounding

Symbol = Any
"""What a viewpoint sees at one place: an int, or a pair."""

_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")


class Viewpoint(ABC):
    """A way to read a tune as tokens, and tokens as a tune.

    Parameters
    ----------
    vocabulary : iterable of symbols, optional
        The symbols in the order of their tokens. Left out, it holds every symbol there can be;
        `Viewpoint.of` takes just those that some tunes hold.

    Examples
    --------
    >>> tune = Tune((67, 64, 60), (48, 24, 72), tonic="C")
    >>> view = Degree.of([tune])
    >>> view.labels
    ('1', '3', '5')
    >>> view.encode(tune)
    array([2, 1, 0])
    >>> view.decode([2, 1, 0]).pitches
    (67, 64, 60)
    """

    everything: ClassVar[Sequence[Symbol]] = ()

    def __init__(self, vocabulary: Iterable[Symbol] | None = None) -> None:
        self.vocabulary = tuple(self.everything if vocabulary is None else vocabulary)
        self._tokens = {symbol: token for token, symbol in enumerate(self.vocabulary)}
        if len(self._tokens) != len(self.vocabulary):
            raise ValueError("a vocabulary names each symbol once; this one repeats a symbol")

    @classmethod
    def of(cls, tunes: Iterable[Tune]) -> Self:
        """Return the viewpoint whose vocabulary is the symbols of these tunes, in order."""
        reader = cls()
        return cls(sorted({symbol for tune in tunes for symbol in reader.symbols(tune)}))

    @abstractmethod
    def symbols(self, tune: Tune) -> list[Symbol]:
        """Return what this viewpoint sees of a tune, in order."""

    @abstractmethod
    def label(self, symbol: Symbol) -> str:
        """Return a symbol as people write it."""

    @abstractmethod
    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        """Return (pitch, ticks) pairs, with defaults for what this viewpoint does not keep."""

    def anchor(self, tune: Tune) -> int:
        """Return the pitch that this viewpoint measures a tune from; `decode` puts it back."""
        return 60

    @property
    def labels(self) -> tuple[str, ...]:
        """The vocabulary as people write it, in the order of the tokens."""
        return tuple(self.label(symbol) for symbol in self.vocabulary)

    def encode(self, tune: Tune) -> NDArray[np.intp]:
        """Return a tune as tokens.

        Returns
        -------
        numpy.ndarray of int, shape (time,)

        Raises
        ------
        TuneError
            If the tune holds a symbol that is not in the vocabulary.
        """
        try:
            return np.array([self._tokens[s] for s in self.symbols(tune)], dtype=np.intp)
        except KeyError as missing:
            label = self.label(missing.args[0])
            raise TuneError(
                f"{label} is not in the vocabulary of this {type(self).__name__} viewpoint; "
                f"make it with {type(self).__name__}.of(tunes) from all tunes it has to read",
                tune.title or tune.id,
            ) from None

    def decode(
        self, tokens: ArrayLike, anchor: int = 60, duration: int = TICKS_PER_QUARTER
    ) -> Tune:
        """Return tokens as a tune; what the viewpoint does not keep takes the defaults.

        Parameters
        ----------
        tokens : array_like of int, shape (time,)
        anchor : int
            MIDI pitch of the tonic (degrees) or of the first note (intervals). Viewpoints that
            keep the pitch itself do not need it.
        duration : int
            Ticks of each note, for viewpoints that keep no durations.

        Returns
        -------
        Tune

        Raises
        ------
        TuneError
            If a token is not one of the vocabulary's, or a pitch leaves 0 to 127.
        """
        numbers = np.asarray(tokens, dtype=np.int64).tolist()
        size = len(self.vocabulary)
        for place, token in enumerate(numbers):
            if not 0 <= token < size:
                raise TuneError(
                    f"it is {token}; the vocabulary has tokens 0 to {size - 1}", f"token {place}"
                )
        symbols = [self.vocabulary[token] for token in numbers]
        return Tune.from_events(self._events(symbols, anchor, duration))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} viewpoint: {len(self.vocabulary)} symbols>"


class Pitch(Viewpoint):
    """The MIDI number of each note. Durations and rests are left out.

    Examples
    --------
    >>> Pitch().encode(Tune((60, REST, 62), (48, 48, 48)))
    array([60, 62])
    >>> Pitch().label(61)
    'C#4'
    """

    everything = range(128)

    def symbols(self, tune: Tune) -> list[int]:
        """Return the pitches of the notes."""
        return list(tune.notes)

    def label(self, symbol: int) -> str:
        """Return the note's name with its octave."""
        return note_name(symbol)

    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        return [(pitch, duration) for pitch in symbols]


class Degree(Viewpoint):
    """Semitones above the tonic: tunes in every key become comparable.

    The tonic has many octaves; the one is taken that leaves the mean pitch from 2 semitones below
    it to 10 above. A comma marks the octave below, an apostrophe the one above: ``5, 1 3 1'``.

    Examples
    --------
    >>> tune = Tune((62, 67, 71), (48, 48, 48), tonic="G")
    >>> [Degree().label(symbol) for symbol in Degree().symbols(tune)]
    ['5,', '1', '3']
    """

    everything = range(-127, 128)

    def anchor(self, tune: Tune) -> int:
        """Return the MIDI pitch of the tonic that the degrees are counted from.

        Raises
        ------
        TuneError
            If the tonic is not known.
        """
        home = tune.tonic_pitch_class
        if home is None:
            raise TuneError(
                "its tonic is not known, so it has no scale degrees; use Interval, or give a tonic",
                tune.title or tune.id,
            )
        mean = sum(tune.notes) / max(len(tune.notes), 1)
        return home + 12 * int((mean - home + 2) // 12)

    def symbols(self, tune: Tune) -> list[int]:
        """Return the semitones of each note above the tonic."""
        home = self.anchor(tune)
        return [pitch - home for pitch in tune.notes]

    def label(self, symbol: int) -> str:
        """Return the degree's name, with a mark for each octave away."""
        octave, degree = divmod(symbol, 12)
        return _DEGREES[degree] + "," * -octave + "'" * octave

    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        return [(sounding(anchor + degree), duration) for degree in symbols]


class Interval(Viewpoint):
    """Semitones from each note to the next: one token fewer than notes, and no key.

    Examples
    --------
    >>> Interval().symbols(Tune((60, 64, 62), (48, 48, 48)))
    [4, -2]
    >>> view = Interval.of([Tune((60, 64, 62), (48, 48, 48))])
    >>> view.decode([1, 0], anchor=67).pitches
    (67, 71, 69)
    """

    everything = range(-127, 128)

    def anchor(self, tune: Tune) -> int:
        """Return the first note's pitch (60 if there is none)."""
        return tune.notes[0] if tune.notes else 60

    def symbols(self, tune: Tune) -> list[int]:
        """Return the steps between the notes; rests are left out first."""
        return np.diff(tune.notes).astype(int).tolist() if tune.notes else []

    def label(self, symbol: int) -> str:
        """Return the step with its sign."""
        return f"{symbol:+d}" if symbol else "0"

    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        return [(sounding(int(pitch)), duration) for pitch in np.cumsum([anchor, *symbols])]


class DegreeDuration(Viewpoint):
    """Scale degree and duration together; rests are kept, as pairs without a degree.

    Such pairs are many, so there is no vocabulary of all of them: make it with
    ``DegreeDuration.of(tunes)``.

    Examples
    --------
    >>> tune = Tune((60, REST, 67), (48, 24, 72), tonic="C")
    >>> view = DegreeDuration.of([tune])
    >>> view.labels
    ('rest 1/2', '1 1', '5 3/2')
    >>> view.decode(view.encode(tune), anchor=view.anchor(tune)).durations
    (48, 24, 72)
    """

    rest: ClassVar[int] = -128  # below every degree, so that rests come first in a vocabulary

    def anchor(self, tune: Tune) -> int:
        """Return the MIDI pitch of the tonic, as `Degree` does."""
        return Degree().anchor(tune)

    def symbols(self, tune: Tune) -> list[tuple[int, int]]:
        """Return (semitones above the tonic, ticks) of each note and rest."""
        home = self.anchor(tune)
        events = zip(tune.pitches, tune.durations, strict=True)
        return [(self.rest if p == REST else p - home, ticks) for p, ticks in events]

    def label(self, symbol: tuple[int, int]) -> str:
        """Return degree and quarters."""
        degree, ticks = symbol
        name = "rest" if degree == self.rest else Degree().label(degree)
        return f"{name} {Fraction(ticks, TICKS_PER_QUARTER)}"

    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        return [(REST if d == self.rest else sounding(anchor + d), ticks) for d, ticks in symbols]


class Grid(Viewpoint):
    """One symbol for each sixteenth: a note starts, is held, or is off, as in note-seq's melodies.

    Onsets and ends are rounded to the nearest sixteenth. Of notes that round to the same onset
    the highest stays. Silence at the end is left out.

    Examples
    --------
    >>> tune = Tune((60, REST, 67), (24, 12, 24))
    >>> Grid().symbols(tune)
    [60, -2, -1, 67, -2]
    >>> Grid().decode(Grid().encode(tune)) == tune
    True
    """

    step: ClassVar[int] = TICKS_PER_QUARTER // 4
    hold: ClassVar[int] = -2
    off: ClassVar[int] = -1
    everything = range(-2, 128)

    def symbols(self, tune: Tune) -> list[int]:
        """Return one symbol for each sixteenth up to the end of the last note."""
        starts: dict[int, tuple[int, int]] = {}  # onset in steps -> (pitch, end in steps)
        for pitch, onset, ticks in zip(tune.pitches, tune.onsets, tune.durations, strict=True):
            start, end = self._round(onset), self._round(onset + ticks)
            if pitch != REST and pitch > starts.get(start, (REST, 0))[0]:
                starts[start] = pitch, max(end, start + 1)
        cells = [self.hold] * max((end for _, end in starts.values()), default=0)
        silence = 0  # where the note before has ended
        for start, (pitch, end) in starts.items():
            if silence < start:
                cells[silence] = self.off
            cells[start] = pitch
            silence = end
        return cells

    def label(self, symbol: int) -> str:
        """Return "hold", "off", or the note's name."""
        return {self.hold: "hold", self.off: "off"}.get(symbol) or note_name(symbol)

    def _round(self, ticks: int) -> int:
        return (2 * ticks + self.step) // (2 * self.step)

    def _events(
        self, symbols: Sequence[Symbol], anchor: int, duration: int
    ) -> list[tuple[int, int]]:
        events: list[tuple[int, int]] = []
        for symbol in symbols:
            if symbol == self.hold and events:
                pitch, ticks = events[-1]
                events[-1] = pitch, ticks + self.step
            else:  # a hold with nothing before it is silence
                events.append((max(symbol, REST), self.step))
        return events
