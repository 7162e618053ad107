"""The exercises of lesson 01: minor or major, an octave that is kept, a contour."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.exercises.small_tunes import small
from meantone.teaching import Exercise, Wrong, items
from meantone.tunes import REST, Degree, Interval

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- is_minor ---------------------------------------------------------------------------------


def is_minor(tune):
    degrees = [degree % 12 for degree in Degree().symbols(tune)]
    return degrees.count(3) > degrees.count(4)


def says_yes_or_no(answer: Any) -> str | None:
    for tune in (small(60), small(60, 63)):
        if not isinstance(answer(tune), bool | np.bool_):
            return "A rule that decides gives True or False, not what it has counted."
    return None


def knows_its_thirds(answer: Any) -> str | None:
    for tune, minor in ((small(60, 63), True), (small(60, 64), False)):
        if bool(answer(tune)) is not minor:
            return "One of these thirds is minor, the other major, and they have changed places."
    return None


def counts_from_the_tonic(answer: Any) -> str | None:
    for tune in (small(62, 65, tonic="D"), small(69, 72, tonic="A")):
        if not answer(tune):
            return "It hears minor in C only. Where is this tune at home?"
    if answer(small(67, 70)):
        return "From one note to the next is a third here. But is it the third above the tonic?"
    return None


def weighs_both(answer: Any) -> str | None:
    if answer(small(60, 63, 64, 64)):
        return "One minor third may slip into a tune in major. Which of the two are there more of?"
    for tune in (small(60), small(60, 63, 64)):
        if answer(tune):
            return "As many of one third as of the other: that is not *more* minor ones."
    return None


def folds_octaves(answer: Any) -> str | None:
    if not answer(small(60, 60, 60, 75)):
        return "The third sounds an octave higher here. It is a minor third all the same."
    if not answer(small(72, 79, 77, 63)):
        return "The third sounds below the tonic here. `-9 % 12` is 3: what becomes of the -9?"
    return None


def _minor_from_c(tune):
    degrees = [pitch % 12 for pitch in tune.notes]
    return degrees.count(3) > degrees.count(4)


def _minor_between_notes(tune):
    return Interval().symbols(tune).count(3) > Interval().symbols(tune).count(4)


def _minor_in_one_octave(tune):
    return Degree().symbols(tune).count(3) > Degree().symbols(tune).count(4)


def _minor_without_a_sign(tune):
    degrees = [abs(degree) % 12 for degree in Degree().symbols(tune)]
    return degrees.count(3) > degrees.count(4)


def _minor_or_even(tune):
    degrees = [degree % 12 for degree in Degree().symbols(tune)]
    return degrees.count(3) >= degrees.count(4) and 3 in degrees


def _thirds(tune):
    degrees = [degree % 12 for degree in Degree().symbols(tune)]
    return degrees.count(3) - degrees.count(4)


IS_MINOR = Exercise(
    name="01.is_minor",
    minutes=5,
    solution=is_minor,
    key="degrees.count(3) > degrees.count(4)",
    stub=lambda tune: ...,
    tests=(
        says_yes_or_no,
        knows_its_thirds,
        counts_from_the_tonic,
        weighs_both,
        folds_octaves,
    ),
    wrong=(
        Wrong(lambda tune: _thirds(tune) < 0, "changed places"),
        Wrong(lambda tune: 3 in [d % 12 for d in Degree().symbols(tune)], "may slip into"),
        Wrong(_thirds, "True or False"),
        Wrong(_minor_from_c, "in C only"),
        Wrong(_minor_between_notes, "third above the tonic"),
        Wrong(_minor_or_even, "not *more*"),
        Wrong(_minor_in_one_octave, "an octave higher"),
        Wrong(_minor_without_a_sign, "below the tonic"),
    ),
    hints=(
        "Make a list of the tune's degrees first, each of them `% 12`.",
        "`[1, 5, 5].count(5)` is 2. Which two numbers do you want to count?",
        "Return whether the count of 3 is larger than the count of 4.",
    ),
)


# --- octave_and_step --------------------------------------------------------------------------


def octave_and_step(tune):
    return [divmod(degree, 12) for degree in Degree().symbols(tune)]


def has_a_pair_for_each_note(answer: Any) -> str | None:
    for tune in (small(60), small(60, 67)):
        found = items(answer(tune))
        if len(found) != len(tune.notes) or any(np.shape(pair) != (2,) for pair in found):
            return "Each note needs two numbers here, its octave and its step, put in one pair."
    return None


def has_the_octave_first(answer: Any) -> str | None:
    tune = small(60, 64)
    found = _pairs(answer(tune))
    if found != octave_and_step(tune) and [pair[::-1] for pair in found] == octave_and_step(tune):
        return "The octave comes first in the pair, the step second."
    return None


def has_twelve_steps(answer: Any) -> str | None:
    for tune in (small(60, 60, 72), small(72, 71, 74)):
        if any(not 0 <= step < 12 for _, step in _pairs(answer(tune))):
            return "There are twelve steps to an octave, 0 to 11; all else belongs to the octave."
    return None


def starts_at_the_tonic(answer: Any) -> str | None:
    for tune in (small(60), small(62, 64, tonic="D")):
        found = _pairs(answer(tune))
        if found[0][1] != 0:
            return "The tonic itself is step 0, whatever its letter is."
        if found[0][0] != 0:
            return "The octave that begins at the tonic is number 0."
    return None


def knows_below_from_above(answer: Any) -> str | None:
    for tune in (small(60, 59), small(60, 55)):
        (_, step), (right_octave, right_step) = _pairs(answer(tune))[1], octave_and_step(tune)[1]
        if step != right_step:
            return "Twelve times the octave and the step on top have to give the degree back."
        if _pairs(answer(tune))[1][0] != right_octave:
            return "This note lies below the tonic, and comes out above it: the bug is still there."
    return None


def _pairs(found: Any) -> list[tuple[int, int]]:
    return [(pair[0], pair[1]) for pair in found]


def _cut_towards_zero(tune):
    return [(int(degree / 12), degree % 12) for degree in Degree().symbols(tune)]


def _mirrored(tune):
    return [(degree // 12, abs(degree) % 12) for degree in Degree().symbols(tune)]


OCTAVE_AND_STEP = Exercise(
    name="01.octave_and_step",
    minutes=4,
    solution=octave_and_step,
    key="divmod(degree, 12)",
    stub=lambda tune: ...,
    tests=(
        has_a_pair_for_each_note,
        has_the_octave_first,
        has_twelve_steps,
        starts_at_the_tonic,
        knows_below_from_above,
    ),
    wrong=(
        Wrong(_cut_towards_zero, "the bug is still there"),
        Wrong(lambda tune: [d % 12 for d in Degree().symbols(tune)], "put in one pair"),
        Wrong(lambda tune: [(d % 12, d // 12) for d in Degree().symbols(tune)], "comes first"),
        Wrong(lambda tune: [(d // 12, d) for d in Degree().symbols(tune)], "twelve steps"),
        Wrong(lambda tune: [(p // 12 - 5, p % 12) for p in tune.notes], "whatever its letter"),
        Wrong(lambda tune: [(o + 1, s) for o, s in octave_and_step(tune)], "is number 0"),
        Wrong(_mirrored, "give the degree back"),
    ),
    hints=(
        "The step is what `% 12` gives. What is left of the degree when the step is taken away?",
        "`//` rounds down, also below zero: `-1 // 12` is -1. (`int(-1 / 12)` is 0.)",
        "For each degree: a pair of `degree // 12` and `degree % 12`.",
    ),
)


# --- contour ----------------------------------------------------------------------------------


def contour(tune):
    return np.sign(np.diff(tune.notes)).tolist()


def is_a_list(answer: Any) -> str | None:
    if not isinstance(answer(small(60, 62)), list):
        return "A list is asked for: `==` compares two lists as a whole, and arrays one by one."
    return None


def has_a_step_between_notes(answer: Any) -> str | None:
    for tune in (small(60), small(60, 62)):
        if len(answer(tune)) != len(tune.notes) - 1:
            return "Steps lie between notes, so there is one fewer of them than of notes."
    return None


def tells_up_from_down(answer: Any) -> str | None:
    for tune, direction in ((small(60, 61), 1), (small(61, 60), -1)):
        if answer(tune) == [-direction]:
            return "Up and down have changed places: higher notes have larger numbers."
    return None


def forgets_how_far(answer: Any) -> str | None:
    for tune in (small(60, 62), small(67, 60)):
        if any(abs(step) > 1 for step in answer(tune)):
            return "How far it goes is what a contour forgets: only 1, -1 and 0 are left."
    return None


def knows_staying(answer: Any) -> str | None:
    for tune in (small(60, 60), small(60, 60, 62)):
        if answer(tune) != contour(tune):
            return "A note that is sung again goes neither up nor down."
    return None


def goes_from_note_to_note(answer: Any) -> str | None:
    for tune in (small(60, 64, 62), small(60, 64, 62, 65, 60)):
        if answer(tune) != contour(tune):
            return "Each step counts from the note before it, not from the beginning."
    return None


def passes_over_rests(answer: Any) -> str | None:
    for tune in (small(60, REST, 62), small(60, REST, 60, 62)):
        if answer(tune) != contour(tune):
            return "A rest is no low note: its -1 is no pitch that a melody could fall to."
    return None


def _up_or_down(tune):
    return [1 if step > 0 else -1 for step in Interval().symbols(tune)]


def _from_the_first(tune):
    return np.sign(np.subtract(tune.notes[1:], tune.notes[0])).tolist()


CONTOUR = Exercise(
    name="01.contour",
    minutes=5,
    solution=contour,
    key="np.sign(np.diff(tune.notes)).tolist()",
    stub=lambda tune: ...,
    tests=(
        is_a_list,
        has_a_step_between_notes,
        tells_up_from_down,
        forgets_how_far,
        knows_staying,
        goes_from_note_to_note,
        passes_over_rests,
    ),
    wrong=(
        Wrong(lambda tune: np.diff(tune.notes).tolist(), "what a contour forgets"),
        Wrong(lambda tune: np.sign(np.diff(tune.notes)), "A list is asked for"),
        Wrong(lambda tune: [0, *contour(tune)], "one fewer"),
        Wrong(lambda tune: [-step for step in contour(tune)], "changed places"),
        Wrong(_up_or_down, "sung again"),
        Wrong(_from_the_first, "not from the beginning"),
        Wrong(lambda tune: np.sign(np.diff(tune.pitches)).tolist(), "no low note"),
    ),
    hints=(
        "The intervals of the tune say more than you need. What of each do you keep?",
        "`np.sign` turns an array of numbers into 1, -1 and 0.",
        "Take the `np.diff` of `tune.notes`, its sign, and `.tolist()` at the end.",
    ),
)

EXERCISES = (IS_MINOR, OCTAVE_AND_STEP, CONTOUR)
