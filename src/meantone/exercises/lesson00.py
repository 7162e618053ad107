"""The exercises of lesson 00: a number that hears the end, and an octave that is a distance."""

from __future__ import annotations

from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from meantone.exercises.small_tunes import SmallTune, lasting, small
from meantone.teaching import Diagnosis, Exercise, Wrong
from meantone.tunes import REST, Tune

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- last_against_first -----------------------------------------------------------------------


def last_against_first(tune):
    return tune.durations[-1] / tune.durations[0]


def is_a_number(answer: Any) -> str | None:
    for tune in (lasting(48), lasting(24, 48)):
        found = answer(tune)
        if isinstance(found, bool | np.bool_) or not isinstance(found, Real):
            return "How many times as long: one number is asked for, not a yes or no, nor a list."
    return None


def hears_no_pitch(answer: Any) -> str | None:
    if answer(small(60, 72, tonic=None)) != answer(small(72, 60, tonic=None)):
        return "Only the pitches were changed here, and so did the number. Lengths are asked for."
    return None


def does_not_care_for_tempo(answer: Any) -> str | None:
    slow, quick = answer(lasting(48, 96)), answer(lasting(24, 48))
    if not np.isclose(slow, quick):
        return "The same tune at half the speed should give the same number."
    return None


def looks_at_both_ends(answer: Any) -> str | None:
    for tune in (lasting(48, 96), lasting(48, 48, 96)):
        if np.isclose(answer(tune), 0.5):
            return "It is upside down: with a last note twice as long as the first it should be 2."
    for tune in (lasting(48, 96, 48), lasting(48, 24, 96, 48)):
        if not np.isclose(answer(tune), 1):
            return "Only the two ends count here, and they are equally long: 1 is the answer."
    return None


def keeps_fractions(answer: Any) -> str | None:
    for tune, expected in ((lasting(96, 48), 0.5), (lasting(48, 72), 1.5)):
        if not np.isclose(answer(tune), expected):
            return "Half as long is not 0 times as long: keep what stands behind the point."
    return None


LAST_AGAINST_FIRST = Exercise(
    name="00.last_against_first",
    minutes=5,
    solution=last_against_first,
    key="tune.durations[-1] / tune.durations[0]",
    stub=lambda tune: ...,
    tests=(
        is_a_number,
        hears_no_pitch,
        does_not_care_for_tempo,
        looks_at_both_ends,
        keeps_fractions,
    ),
    wrong=(
        Wrong(lambda tune: tune.durations[0] / tune.durations[-1], "upside down"),
        Wrong(lambda tune: tune.durations[-1] > tune.durations[0], "not a yes or no"),
        Wrong(lambda tune: tune.notes[-1] / tune.notes[0], "Only the pitches were changed"),
        Wrong(lambda tune: max(tune.durations) / tune.durations[0], "Only the two ends count"),
        Wrong(lambda tune: tune.durations[-1] - tune.durations[0], "at half the speed"),
        Wrong(lambda tune: tune.durations[-1] // tune.durations[0], "behind the point"),
    ),
    hints=(
        "Look at `ode.durations` in a new cell: 48 is a quarter note.",
        "In Python `things[0]` is the first of some things, and `things[-1]` the last.",
        "Divide the last of the durations by the first of them, and return the result.",
    ),
)


# --- octave_lower -----------------------------------------------------------------------------


def octave_lower(tune):
    return replace(tune.transpose(-12), durations=tuple(2 * ticks for ticks in tune.durations))


def _told(given: Tune, found: Tune) -> str:
    """Return the notes that went in and came out: a tune that a learner makes prints less."""
    return (
        f"pitches {given.pitches} become {found.pitches}, "
        f"durations {given.durations} become {found.durations}"
    )


def is_a_tune(answer: Any) -> str | None:
    if not isinstance(answer(small(60)), Tune):
        return "A tune is asked for, with lengths and all: `replace(tune, ...)` makes one of one."
    return None


def falls_everywhere_alike(answer: Any) -> str | None:
    for tune in (small(60, 61), small(60, 72)):
        found = answer(tune)
        falls = np.subtract(tune.notes, found.notes)
        if falls[0] != falls[1]:
            raise Diagnosis(
                "These two notes do not fall equally far, so the interval between them changes.",
                _told(tune, found),
            )
    return None


def falls_by_an_octave(answer: Any) -> str | None:
    tune = small(60, 62)
    found = answer(tune)
    fall = tune.notes[0] - found.notes[0]
    if fall < 0:
        raise Diagnosis("It goes up. Lower notes have smaller numbers.", _told(tune, found))
    if fall != 12:
        raise Diagnosis(
            "All notes fall alike, but not by an octave. How many keys of a piano, black ones too, "
            "lie between one C and the next?",
            _told(tune, found),
        )
    return None


def is_slower(answer: Any) -> str | None:
    tune = SmallTune((60, 62), (48, 24))
    found = answer(tune)
    if found.durations == tune.durations:
        raise Diagnosis("The pitches are right, but it is as quick as before.", _told(tune, found))
    if found.durations != (96, 48):
        raise Diagnosis("Every note should last twice as long as it did.", _told(tune, found))
    return None


def keeps_rests(answer: Any) -> str | None:
    tune = small(60, REST, 62)
    found = answer(tune)
    if found.pitches != (48, REST, 50):
        raise Diagnosis("The rest has to stay a rest, in its place.", _told(tune, found))
    return None


def keeps_what_is_known(answer: Any) -> str | None:
    tune = small(62, 64, tonic="D", title="Song", meter=(2, 4))
    found = answer(tune)
    if (found.tonic, found.title, found.meter) != (tune.tonic, tune.title, tune.meter):
        return (
            "The notes are right, but title, tonic or meter are gone. "
            "An octave lower it is still the same song in the same key."
        )
    return None


def _shrunk(tune):
    # the bug of the lesson
    return replace(
        tune,
        pitches=tuple(round(pitch / 12 * 11) for pitch in tune.pitches),
        durations=tuple(2 * ticks for ticks in tune.durations),
    )


def _eight_lower(tune):
    return replace(tune.transpose(-8), durations=tuple(2 * ticks for ticks in tune.durations))


def _halved(tune):
    return replace(tune.transpose(-12), durations=tuple(ticks // 2 for ticks in tune.durations))


def _lower_rests(tune):
    return replace(
        tune,
        pitches=tuple(pitch - 12 for pitch in tune.pitches),
        durations=tuple(2 * ticks for ticks in tune.durations),
    )


def _forgets(tune):
    lower = octave_lower(tune)
    return Tune(lower.pitches, lower.durations)


OCTAVE_LOWER = Exercise(
    name="00.octave_lower",
    minutes=3,
    solution=octave_lower,
    key="tune.transpose(-12)",
    stub=lambda tune: ...,
    tests=(
        is_a_tune,
        falls_everywhere_alike,
        falls_by_an_octave,
        is_slower,
        keeps_rests,
        keeps_what_is_known,
    ),
    wrong=(
        Wrong(_shrunk, "do not fall equally far"),
        Wrong(lambda tune: tuple(pitch - 12 for pitch in tune.pitches), "A tune is asked for"),
        Wrong(lambda tune: octave_lower(tune).transpose(24), "It goes up"),
        Wrong(_eight_lower, "not by an octave"),
        Wrong(lambda tune: tune.transpose(-12), "as quick as before"),
        Wrong(_halved, "twice as long as it did"),
        Wrong(_lower_rests, "its pitch is -13"),
        Wrong(_forgets, "title, tonic or meter"),
    ),
    hints=(
        "How far does C fall when it falls by an octave? And the note above it?",
        "`tune.transpose(1)` is the tune a semitone higher, its rests left alone.",
        "Transpose down by twelve first. Then `replace` the durations, as the function above does.",
    ),
)

EXERCISES = (LAST_AGAINST_FIRST, OCTAVE_LOWER)
