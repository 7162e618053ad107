"""Sound, score and piano roll of a tune in one output, and tunes side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meantone.show.audio import Sound, sound
from meantone.show.charts import alternative_text, to_svg
from meantone.show.colors import PALETTE, Domain
from meantone.show.engraving import Score, score
from meantone.show.html import Bundle, figure, image, row
from meantone.show.pianoroll import roll_spec
from meantone.show.small_rolls import small_roll
from meantone.show.words import FIRST, counted, facts, name_of, note_names
from meantone.storage import machine
from meantone.tunes.tune import Tune

_LINE = 76  # characters of a line of note names
_LINES = 2
_COLUMN = 430  # pixels of a score that stands beside another


def card(
    tune: Tune,
    instrument: str = "piano",
    tempo: float = 100,
    *,
    values: Sequence[float | None] | None = None,
    label: str = "",
    title: str | None = None,
    domain: Domain | None = None,
) -> Card:
    """Return a tune's sound, score and piano roll in one output.

    Lesson 02.

    Parameters
    ----------
    tune : Tune
    instrument, tempo
        As in `sound`.
    values, label, title, domain
        As in `score` and `roll`: numbers to color the notes by, in both pictures.

    Examples
    --------
    >>> card(Tune((67, 64, 60), (48, 48, 96), title="Call", tonic="C", meter=(4, 4)))
    Card: Call
    C, 4/4, 3 notes, 4 quarters, C4 to G4
    Sound: 3.4 s, piano, 100 quarters a minute
    Notes: G4 E4 C4
    """
    options: dict[str, Any] = {"values": values, "label": label, "domain": domain}
    piano_roll = roll_spec(tune, title="", **options)
    if values is not None:  # the score above it has the legend
        piano_roll["layer"][-1]["encoding"]["color"]["condition"]["legend"] = None
    heard, seen = sound(tune, instrument, tempo), score(tune, **options)
    return Card(tune, title or name_of(tune), heard, seen, piano_roll)


@dataclass(frozen=True, repr=False, eq=False)
class Card:
    """What `card` returns.

    Parameters
    ----------
    tune : Tune
    title : str
    sound : Sound
    score : Score
    roll : dict
        The piano roll's Vega-Lite specification.
    """

    tune: Tune
    title: str
    sound: Sound
    score: Score
    roll: dict[str, Any]

    def __repr__(self) -> str:
        lines = [f"Card: {self.title}", facts(self.tune), f"Sound: {self.sound.facts}"]
        return "\n".join([*lines, *_wrapped(("Notes:", *note_names(self.tune)))])

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        roll = to_svg(self.roll) if machine().has("vl_convert") else small_roll(self.tune)
        pictures = f"{self.score.picture}{image(roll, alternative_text(self.roll))}"
        html = figure(f"{self.sound.player}{pictures}", self.title, facts(self.tune))
        return {"text/html": html, "text/plain": repr(self)}


def compare(tunes: Mapping[str, Tune], instrument: str = "piano", tempo: float = 100) -> Comparison:
    """Return tunes side by side, heard and seen, with what differs from the first in red.

    Lesson 01 compares a tune before and after it was mended.

    Parameters
    ----------
    tunes : mapping of str to Tune
        The label of each tune.
    instrument, tempo
        As in `sound`.

    Raises
    ------
    ValueError
        If there is no tune.

    Examples
    --------
    >>> before, after = Tune((60, 65), (48, 48)), Tune((60, 66), (48, 48))
    >>> compare({"as read": before, "as written": after})
    Comparison of 2 tunes
    as read: C4 F4
    as written: C4 F#4 (1 event differs from the first tune)
    """
    if not tunes:
        raise ValueError("no tunes to compare; give a dict of labels and tunes")
    first = next(iter(tunes.values()))
    differing = [differences(first, tune) for tune in tunes.values()]
    red = PALETTE["red"]
    scores = [
        score(tune, [red if i in found else None for i in range(len(tune))], width=_COLUMN)
        for tune, found in zip(tunes.values(), differing, strict=True)
    ]
    sounds = [sound(tune, instrument, tempo) for tune in tunes.values()]
    return Comparison(
        tuple(tunes), tuple(tunes.values()), tuple(sounds), tuple(scores), tuple(differing)
    )


@dataclass(frozen=True, repr=False, eq=False)
class Comparison:
    """What `compare` returns.

    Parameters
    ----------
    labels : tuple of str
    tunes : tuple of Tune
    sounds : tuple of Sound
    scores : tuple of Score
    differing : tuple of frozenset of int
        For each tune the events that are not in the first.
    """

    labels: tuple[str, ...]
    tunes: tuple[Tune, ...]
    sounds: tuple[Sound, ...]
    scores: tuple[Score, ...]
    differing: tuple[frozenset[int], ...]

    def __repr__(self) -> str:
        lines = [f"Comparison of {counted(len(self.tunes), 'tune')}"]
        for label, tune, found in zip(self.labels, self.tunes, self.differing, strict=True):
            lines += _wrapped((f"{label}:", *note_names(tune)))
            lines[-1] += f" ({_in_words(found)})" if found else ""
        return "\n".join(lines)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:
        columns = zip(
            self.labels, self.tunes, self.sounds, self.scores, self.differing, strict=True
        )
        cells = (
            figure(
                heard.player + image(seen.svg, f"{label}: {seen!r}{_in_red(tune, found)}"),
                label,
                _in_words(found),
            )
            for label, tune, heard, seen, found in columns
        )
        return {"text/html": row(cells, width=_COLUMN), "text/plain": repr(self)}


def differences(first: Tune, other: Tune) -> frozenset[int]:
    """Return the events of `other` that are not the same in `first`: onset, pitch and duration.

    Lesson 01 compares a tune before and after it was mended.

    Parameters
    ----------
    first, other : Tune

    Returns
    -------
    frozenset of int
        Places of events in `other`, from 0.

    Examples
    --------
    >>> differences(Tune((60, 62), (48, 48)), Tune((60, 62, 64), (48, 24, 24)))
    frozenset({1, 2})
    """
    known = set(zip(first.onsets, first.pitches, first.durations, strict=True))
    events = zip(other.onsets, other.pitches, other.durations, strict=True)
    return frozenset(index for index, event in enumerate(events) if event not in known)


def _in_red(tune: Tune, found: frozenset[int]) -> str:
    """Return what the picture says by its color."""
    if not found:
        return ""
    names = note_names(tune)
    first = [f"{names[index]} (event {index + 1})" for index in sorted(found)[:FIRST]]
    more = ", and so on" if len(found) > FIRST else ""
    return f" In red: {', '.join(first)}{more}."


def _in_words(found: frozenset[int]) -> str:
    """Return how many events differ."""
    if not found:
        return ""
    verb = "differs" if len(found) == 1 else "differ"
    return f"{counted(len(found), 'event')} {verb} from the first tune"


def _wrapped(words: Sequence[str]) -> list[str]:
    """Set words in two lines at most, and say how many are left out."""
    lines = [""]
    for index, word in enumerate(words):
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= _LINE:
            lines[-1] = longer
        elif len(lines) == _LINES:
            lines[-1] += f" ... ({len(words) - index} more)"
            break
        else:
            lines.append(word)
    return lines
