"""The exercises of lesson 00: two shares of a listener, a number that hears the end, an octave."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.exercises.small_tunes import SmallTune, lasting, small
from meantone.teaching import Case, Diagnosis, Exercise, agrees, alike, number, numbers
from meantone.tunes import REST, Tune

# --- hits_and_false_alarms --------------------------------------------------------------------

# What a person made of four, five and seven tunes, and what was taken for a person's.
_HEARD = [
    ([1, 1, 0, 0], [1, 0, 0, 0]),
    ([1, 1, 1, 1, 0], [1, 1, 1, 0, 1]),
    ([0, 0, 1, 0, 0, 1, 0], [1, 0, 1, 0, 0, 1, 0]),
]
_TWO = "Two numbers are asked for: the share of people's tunes, then that of the machine's."


def _listeners(hits: Any, alarms: Any) -> list[Case]:
    """Return what two functions make of each listener's counts.

    They take the tunes of a person that were taken and not, and those of the machine.
    """
    cases: list[Case] = []
    for human, taken in _HEARD:
        made, said = np.array(human, bool), np.array(taken, bool)
        counts = [int(np.sum(said[who] == yes)) for who in (made, ~made) for yes in (True, False)]
        cases.append(((made, said), (hits(*counts), alarms(*counts))))
    return cases


def _hits(a: int, b: int, c: int, d: int) -> float:
    return a / (a + b)


def _alarms(a: int, b: int, c: int, d: int) -> float:
    return c / (c + d)


_KNOWN: list[tuple[str, list[Case]]] = [
    ("They have changed places: people's tunes come first.", _listeners(_alarms, _hits)),
    (
        "These are counts. Divide each by how many tunes that maker made.",
        _listeners(lambda a, b, c, d: a, lambda a, b, c, d: c),
    ),
    (
        "These are percentages. A share goes from 0 to 1.",
        _listeners(lambda *n: 100 * _hits(*n), lambda *n: 100 * _alarms(*n)),
    ),
    (
        "These are the right shares, but rounded. Keep all digits.",
        _listeners(lambda *n: round(_hits(*n), 1), lambda *n: round(_alarms(*n), 1)),
    ),
    (
        "You divide by all tunes. Divide by people's tunes alone, then by the machine's alone.",
        _listeners(lambda *n: n[0] / sum(n), lambda *n: n[2] / sum(n)),
    ),
    (
        "You divide by the tunes that were taken. Divide by those of one maker.",
        _listeners(lambda a, b, c, d: a / (a + c), lambda a, b, c, d: c / (a + c)),
    ),
    (
        "The second is the share that was found out. A false alarm is a machine's tune, taken.",
        _listeners(_hits, lambda a, b, c, d: d / (c + d)),
    ),
    (
        "You count what was missed. A hit is a tune of people's that was taken for a person's.",
        _listeners(lambda a, b, c, d: b / (a + b), _alarms),
    ),
    (
        "The second does not follow from the first: who says 'a person' each time has 1 and 1.",
        _listeners(_hits, lambda a, b, c, d: b / (a + b)),
    ),
    (
        "The first is the share of all answers that are right. Look at people's tunes only.",
        _listeners(lambda a, b, c, d: (a + d) / (a + b + c + d), _alarms),
    ),
]


def gives_two_numbers(answer: Any) -> str | None:
    for human, taken in _HEARD:
        if numbers(answer(np.array(human, bool), np.array(taken, bool))).shape != (2,):
            return _TWO
    return None


def is_no_known_mistake(answer: Any) -> str | None:
    return next((says for says, cases in _KNOWN if agrees(answer, cases)), None)


def does_not_reckon_with_six(answer: Any) -> str | None:
    right = _listeners(_hits, _alarms)
    if agrees(answer, right[:1]) and not agrees(answer, right[1:]):
        return "It works where both made as many tunes. Let one of them have made more."
    return None


def takes_each_maker_alone(answer: Any) -> str | None:
    for (human, taken), right in _listeners(_hits, _alarms):
        if not alike(numbers(answer(human, taken)), right):
            raise Diagnosis(
                "Take people's tunes alone: of how many is `taken` True? Then the machine's.",
                f"human {human.tolist()}, taken {taken.tolist()}",
            )
    return None


HITS_AND_FALSE_ALARMS = Exercise(
    name="00.hits_and_false_alarms",
    tests=(
        gives_two_numbers,
        is_no_known_mistake,
        does_not_reckon_with_six,
        takes_each_maker_alone,
    ),
    hints=(
        "`taken[human]` holds the answers to people's tunes only: try it with two short arrays.",
        "True counts as 1 and False as 0, so the mean of such an array is the share of True.",
        "Return two things, with a comma: the mean of `taken[human]`, and that of `taken[~human]`.",
    ),
)


# --- last_against_first -----------------------------------------------------------------------


def is_a_number(answer: Any) -> str | None:
    for tune in (lasting(48), lasting(24, 48)):
        number(
            answer(tune), "One number is asked for, not a yes or no, nor a list: how many times."
        )
    return None


def hears_no_pitch(answer: Any) -> str | None:
    if not alike(answer(small(60, 72, tonic=None)), answer(small(72, 60, tonic=None))):
        return "Only the pitches were changed here, and so did the number. Lengths are asked for."
    return None


def does_not_care_for_tempo(answer: Any) -> str | None:
    if not alike(answer(lasting(48, 96)), answer(lasting(24, 48))):
        return "The same tune at half the speed should give the same number."
    return None


_UPSIDE_DOWN: list[Case] = [((lasting(48, 96),), 1 / 2), ((lasting(24, 48, 72),), 1 / 3)]
_CUT: list[Case] = [((lasting(96, 48),), 0), ((lasting(48, 72),), 1)]
_ROUNDED: list[Case] = [((lasting(72, 24),), 0), ((lasting(48, 84),), 2)]
_ENDS: list[Case] = [
    ((lasting(48, 96, 48),), 1),
    ((lasting(48, 24, 96, 48),), 1),
    ((lasting(48, 24, 24, 144),), 3),
    ((lasting(36, 12, 24, 24, 24, 24, 48, 96),), 8 / 3),
    ((lasting(96, 24, 24, 48, 72, 24, 24, 48),), 1 / 2),
]


def is_the_right_way_up(answer: Any) -> str | None:
    if agrees(answer, _UPSIDE_DOWN):
        return "It is upside down: if the last note is three times as long, it should be 3."
    return None


def keeps_fractions(answer: Any) -> str | None:
    if agrees(answer, _CUT) or agrees(answer, _ROUNDED):
        return "It gives whole numbers only. Keep what stands behind the point."
    return None


def looks_at_both_ends(answer: Any) -> str | None:
    if not agrees(answer, _ENDS):
        return "Only the two ends count here, the first note of the tune and the last."
    return None


LAST_AGAINST_FIRST = Exercise(
    name="00.last_against_first",
    tests=(
        is_a_number,
        hears_no_pitch,
        does_not_care_for_tempo,
        is_the_right_way_up,
        keeps_fractions,
        looks_at_both_ends,
    ),
    hints=(
        "Look at `ode.durations` in a new cell: 48 is a quarter note.",
        "In Python `things[0]` is the first of some things, and `things[-1]` the last.",
        "Divide the last of the durations by the first of them, and return the result.",
    ),
)


# --- octave_lower -----------------------------------------------------------------------------


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


def has_as_many_notes(answer: Any) -> str | None:
    for tune in (small(60, 62), small(60, 64, 67)):
        found = answer(tune)
        if len(found.notes) != len(tune.notes):
            raise Diagnosis("It should have as many notes as before.", _told(tune, found))
    return None


def falls_everywhere_alike(answer: Any) -> str | None:
    for tune in (small(60, 61), small(60, 72), small(50, 60, 72, 84)):
        found = answer(tune)
        falls = {before - after for before, after in zip(tune.notes, found.notes, strict=True)}
        if len(falls) > 1:
            raise Diagnosis(
                "Not all of these notes fall equally far, so the intervals between them change.",
                _told(tune, found),
            )
    return None


def falls_by_an_octave(answer: Any) -> str | None:
    for tune in (small(60, 62), small(74, 67)):
        found = answer(tune)
        fall = tune.notes[0] - found.notes[0]
        if fall < 0:
            raise Diagnosis("It goes up. Lower notes have smaller numbers.", _told(tune, found))
        if fall != 12:
            raise Diagnosis(
                "All notes move alike, but not by an octave. How many keys of a piano, black ones "
                "too, lie between one C and the next?",
                _told(tune, found),
            )
    return None


def is_slower(answer: Any) -> str | None:
    for tune in (SmallTune((60, 62), (48, 24)), SmallTune((60, 62, 64), (24, 24, 96))):
        found = answer(tune)
        twice = tuple(2 * ticks for ticks in tune.durations)
        if found.durations == tune.durations:
            says = "The pitches are right, but it is as quick as before."
            raise Diagnosis(says, _told(tune, found))
        if found.durations != twice:
            raise Diagnosis("Every note should last twice as long as it did.", _told(tune, found))
    return None


def keeps_rests(answer: Any) -> str | None:
    for tune in (small(60, REST, 62), small(60, 62, REST)):
        found = answer(tune)
        lower = tuple(pitch if pitch == REST else pitch - 12 for pitch in tune.pitches)
        if found.pitches != lower or len(found.durations) != len(tune.durations):
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


OCTAVE_LOWER = Exercise(
    name="00.octave_lower",
    tests=(
        is_a_tune,
        has_as_many_notes,
        falls_everywhere_alike,
        falls_by_an_octave,
        is_slower,
        keeps_rests,
        keeps_what_is_known,
    ),
    hints=(
        "How far does C fall when it falls by an octave? And the note above it?",
        "`tune.transpose(1)` is the tune a semitone higher, its rests left alone.",
        "Transpose down by twelve first. Then `replace` the durations, as the function above does.",
    ),
)

EXERCISES = (HITS_AND_FALSE_ALARMS, LAST_AGAINST_FIRST, OCTAVE_LOWER)
