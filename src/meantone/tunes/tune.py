"""The tune: the one value that every other room of the package passes around."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from numbers import Integral
from operator import index
from typing import Any

TICKS_PER_QUARTER = 48
"""Ticks in a quarter note: 48 holds sixty-fourths and triplets of every size down to those."""

REST = -1
"""The pitch of a rest."""

MODES = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian", "locrian")

_TONIC = re.compile(r"[A-G][#b]?")
_LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}


class TuneError(ValueError):
    """Something is not a tune: what is wrong, and where.

    Parameters
    ----------
    what : str
        What is wrong, in a sentence a learner can act on.
    where : str, optional
        The place: a file, a line, a bar, an event.

    Examples
    --------
    >>> error = TuneError("a note lasts no time", "event 3")
    >>> print(error)
    event 3: a note lasts no time
    >>> print(error.inside("song.abc"))
    song.abc, event 3: a note lasts no time
    """

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(f"{where}: {what}" if where else what)
        self.what = what
        self.where = where

    def inside(self, place: str) -> TuneError:
        """Return the same error with an outer place put before the inner one."""
        return TuneError(self.what, ", ".join(filter(None, (place, self.where))))


@dataclass(frozen=True, slots=True)
class Tune:
    """A melody: one note or rest after another, and what is known of it.

    Lesson 01 builds it up from a score. Two tunes are equal when all they hold is equal.

    Parameters
    ----------
    pitches : tuple of int
        MIDI numbers from 0 to 127 (60 is middle C), `REST` for a rest. Two rests never follow
        each other: `Tune.from_events` joins them.
    durations : tuple of int
        Positive, in ticks of 1/48 quarter note, one for each pitch.
    id : str
        The name that tells it from all other tunes of its corpus.
    title : str
    tonic : str or None
        A letter from A to G with ``#`` or ``b`` where needed; None if not known.
    mode : str or None
        One of `MODES`; None if not known.
    meter : tuple of int, or None
        (beats, unit), as in (6, 8); None if there is none, or more than one.
    pickup : int
        Ticks before the first full bar.
    phrase_ends : tuple of int
        Indices of the events that end a phrase, rising.
    origin : str
        Where the tune was sung or played, as its source says it.
    source : str
        Collection and file that it was read from.
    changes : tuple of str
        What a reader changed to make a tune of what it read, such as rounded times. It says nothing
        of the music: tunes that differ in it alone are equal, and a corpus does not keep it.

    Raises
    ------
    TuneError
        If a field is out of its range, with the field's name and the place.

    Examples
    --------
    >>> tune = Tune((67, 64, REST, 60), (48, 24, 24, 96), title="Call", tonic="C", meter=(4, 4))
    >>> tune
    <Tune 'Call': 3 notes, 4 quarters, C, 4/4>
    >>> tune.onsets
    (0, 48, 72, 96)
    >>> Tune((60,), (0,))
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: event 0: its duration is 0 ticks; a duration is above zero
    """

    pitches: tuple[int, ...]
    durations: tuple[int, ...]
    id: str = ""
    title: str = ""
    tonic: str | None = None
    mode: str | None = None
    meter: tuple[int, int] | None = None
    pickup: int = 0
    phrase_ends: tuple[int, ...] = ()
    origin: str = ""
    source: str = ""
    changes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        for name in ("pitches", "durations", "phrase_ends"):
            object.__setattr__(self, name, _whole(getattr(self, name), name))
        _check_events(self.pitches, self.durations)
        _check_knowledge(self)

    @classmethod
    def from_events(cls, events: Iterable[tuple[int, int]], **known: Any) -> Tune:
        """Make a tune of (pitch, duration) pairs, joining rests that follow each other.

        Parameters
        ----------
        events : iterable of (int, int)
            MIDI pitch or `REST`, and ticks.
        **known
            The other fields of `Tune`. Phrase ends count the events as given here; one that
            falls on a joined rest stays with the joined rest.

        Examples
        --------
        >>> Tune.from_events([(60, 48), (REST, 24), (REST, 24)], phrase_ends=(2,)).phrase_ends
        (1,)
        """
        pitches: list[int] = []
        durations: list[int] = []
        where: list[int] = []  # where[i]: the index that the given event i ends up at
        for pitch, duration in events:
            if pitch == REST and pitches and pitches[-1] == REST:
                durations[-1] += duration
            else:
                pitches.append(pitch)
                durations.append(duration)
            where.append(len(pitches) - 1)
        ends = (int(end) for end in known.get("phrase_ends", ()))
        moved = {where[end] if 0 <= end < len(where) else end for end in ends}
        known["phrase_ends"] = tuple(sorted(moved))
        return cls(tuple(pitches), tuple(durations), **known)

    @property
    def onsets(self) -> tuple[int, ...]:
        """Where each event starts, in ticks from the tune's beginning."""
        return tuple(accumulate(self.durations[:-1], initial=0)) if self.durations else ()

    @property
    def length(self) -> int:
        """The tune's length in ticks, rests included."""
        return sum(self.durations)

    @property
    def notes(self) -> tuple[int, ...]:
        """The pitches without the rests.

        Examples
        --------
        >>> Tune((60, REST, 62), (48, 48, 48)).notes
        (60, 62)
        """
        return tuple(pitch for pitch in self.pitches if pitch != REST)

    @property
    def tonic_pitch_class(self) -> int | None:
        """The tonic as a pitch class from 0 (C) to 11 (B), or None if it is not known.

        Examples
        --------
        >>> Tune((), (), tonic="Bb").tonic_pitch_class
        10
        """
        return None if self.tonic is None else pitch_class(self.tonic)

    @property
    def bar_length(self) -> int | None:
        """Ticks in a bar, or None without a meter.

        Examples
        --------
        >>> Tune((), (), meter=(6, 8)).bar_length
        144
        """
        return None if self.meter is None else bar_ticks(self.meter)

    def transpose(self, semitones: int) -> Tune:
        """Return the tune moved up (or down, if negative), its tonic with it.

        Raises
        ------
        TuneError
            If a pitch would leave 0 to 127.

        Examples
        --------
        >>> Tune((60, REST), (48, 48), tonic="C").transpose(3)
        <Tune '': 1 note, 2 quarters, Eb>
        """
        moved = tuple(p if p == REST else sounding(p + semitones) for p in self.pitches)
        home = self.tonic_pitch_class
        tonic = self.tonic if home is None else tonic_name((home + semitones) % 12, self.mode)
        return replace(self, pitches=moved, tonic=tonic)

    def excerpt(self, start: int, stop: int) -> Tune:
        """Return events `start` to `stop` (not included) as a tune, with what still holds.

        Parameters
        ----------
        start, stop : int
            As for a slice: below zero they count from the end.

        Returns
        -------
        Tune
            With its pickup, and the phrase ends that lie in it.

        Examples
        --------
        >>> tune = Tune((60, 62, 64), (48, 48, 48), meter=(3, 4), phrase_ends=(1, 2))
        >>> tune.excerpt(1, 3).phrase_ends
        (0, 1)
        """
        start, stop, _ = slice(start, stop).indices(len(self.pitches))
        before = sum(self.durations[:start]) - self.pickup
        bar = self.bar_length
        return replace(
            self,
            pitches=self.pitches[start:stop],
            durations=self.durations[start:stop],
            pickup=-before % bar if bar else 0,
            phrase_ends=tuple(end - start for end in self.phrase_ends if start <= end < stop),
        )

    def __len__(self) -> int:
        """Count the events, rests included."""
        return len(self.pitches)

    def __repr__(self) -> str:
        count = len(self.notes)
        key = " ".join(filter(None, (self.tonic, self.mode)))
        meter = "" if self.meter is None else f"{self.meter[0]}/{self.meter[1]}"
        quarters = f"{self.length / TICKS_PER_QUARTER:g} quarters"
        facts = [f"{count} note{'' if count == 1 else 's'}", quarters, key, meter]
        return f"<Tune {self.title or self.id!r}: {', '.join(filter(None, facts))}>"


def sounding(pitch: int) -> int:
    """Return the pitch of a note if it is one: a sum that comes to -1 is not a rest.

    Raises
    ------
    TuneError
        If it is not 0 to 127.

    Examples
    --------
    >>> sounding(60)
    60
    >>> sounding(-1)
    Traceback (most recent call last):
    meantone.tunes.tune.TuneError: a note would have the pitch -1; pitches go from 0 to 127
    """
    if not 0 <= pitch <= 127:
        raise TuneError(f"a note would have the pitch {pitch}; pitches go from 0 to 127")
    return pitch


def pitch_class(tonic: str) -> int:
    """Return the pitch class of a tonic's name, 0 for C to 11 for B.

    Examples
    --------
    >>> pitch_class("F#"), pitch_class("Cb")
    (6, 11)
    """
    return (_LETTERS[tonic[0]] + tonic.count("#") - tonic.count("b")) % 12


def key_fifths(tonic: str, mode: str | None) -> int:
    """Return the key signature: sharps above zero, flats below; an unknown mode is read as major.

    Parameters
    ----------
    tonic : str
        A letter from A to G with ``#`` or ``b`` where needed.
    mode : str or None
        One of `MODES`.

    Returns
    -------
    int

    Examples
    --------
    >>> key_fifths("D", "major"), key_fifths("D", "minor"), key_fifths("D", "dorian")
    (2, -1, 0)
    """
    letters = "FCGDAEB".index(tonic[0]) - 1
    steps = {"lydian": 1, "major": 0, "mixolydian": -1, "dorian": -2, "minor": -3, "phrygian": -4}
    accidentals = 7 * (tonic.count("#") - tonic.count("b"))
    return letters + accidentals + steps.get(mode or "major", -5)


def tonic_name(home: int, mode: str | None) -> str:
    """Return the name of pitch class `home` whose key signature is smallest, sharps on a tie.

    Parameters
    ----------
    home : int
        Pitch class, 0 for C to 11 for B.
    mode : str or None
        One of `MODES`.

    Returns
    -------
    str

    Examples
    --------
    >>> tonic_name(10, "major"), tonic_name(10, "minor"), tonic_name(1, "minor")
    ('Bb', 'Bb', 'C#')
    """
    names = [letter + sign for letter in _LETTERS for sign in ("", "#", "b")]
    same = [name for name in names if pitch_class(name) == home % 12]
    return min(same, key=lambda name: (abs(key_fifths(name, mode)), -key_fifths(name, mode)))


def bar_ticks(meter: tuple[int, int]) -> int:
    """Return the ticks in a bar of this meter.

    Examples
    --------
    >>> bar_ticks((3, 4)), bar_ticks((6, 8))
    (144, 144)
    """
    beats, unit = meter
    return beats * 4 * TICKS_PER_QUARTER // unit


def _whole(values: Iterable[Any], name: str) -> tuple[int, ...]:
    """Return whole numbers as plain ints; half a pitch or tick is a mistake, never rounded away."""
    try:
        return tuple(map(index, values))
    except TypeError:
        raise TuneError(
            "it holds something that is not a whole number; round first", name
        ) from None


def _check_events(pitches: tuple[int, ...], durations: tuple[int, ...]) -> None:
    """Raise the first thing that is wrong with the events."""
    if len(pitches) != len(durations):
        raise TuneError(
            f"a tune needs as many durations as pitches, not {len(durations)} for {len(pitches)}"
        )
    if pitches and (min(pitches) < REST or max(pitches) > 127 or min(durations) <= 0):
        _blame_event(pitches, durations)
    if REST not in pitches:
        return
    for place, pair in enumerate(pairwise(pitches)):
        if pair == (REST, REST):
            raise TuneError(
                "it and the next are both rests; write them as one (Tune.from_events does)",
                f"event {place}",
            )


def _blame_event(pitches: tuple[int, ...], durations: tuple[int, ...]) -> None:
    """Raise an error for the first event that is out of range; most tunes have none."""
    for place, (pitch, duration) in enumerate(zip(pitches, durations, strict=True)):
        if not REST <= pitch <= 127:
            raise TuneError(
                f"its pitch is {pitch}; a pitch is 0 to 127, or {REST} for a rest", f"event {place}"
            )
        if duration <= 0:
            raise TuneError(
                f"its duration is {duration} ticks; a duration is above zero", f"event {place}"
            )


def _is_meter(meter: object) -> bool:
    """Tell whether something is beats and unit, as whole numbers."""
    match meter:
        case (Integral() as beats, Integral() as unit):
            return 1 <= int(beats) <= 64 and int(unit) in (1, 2, 4, 8, 16, 32, 64)
    return False


def _check_knowledge(tune: Tune) -> None:
    """Raise the first thing that is wrong with what is known of the tune."""
    if tune.tonic is not None and not _TONIC.fullmatch(str(tune.tonic)):
        raise TuneError(
            f"{tune.tonic!r} is not a tonic; write a letter A to G, then # or b if needed", "tonic"
        )
    if tune.mode is not None and tune.mode not in MODES:
        raise TuneError(f"{tune.mode!r} is none of {', '.join(MODES)}", "mode")
    if tune.meter is not None and not _is_meter(tune.meter):
        raise TuneError(
            f"{tune.meter!r} is not a meter; write two numbers, as (3, 4), the second a power of "
            "two up to 64",
            "meter",
        )
    if tune.pickup < 0:
        raise TuneError(f"it is {tune.pickup} ticks; it cannot be negative", "pickup")
    ends = tune.phrase_ends
    if any(a >= b for a, b in pairwise(ends)) or any(not 0 <= end < len(tune) for end in ends):
        raise TuneError(f"{ends} must rise and lie within {len(tune)} events", "phrase_ends")
