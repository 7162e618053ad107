"""The exercises of lesson 01: a contour, minor or major, an octave that is kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.exercises.small_tunes import SmallTune, small
from meantone.teaching import Exercise, items, numbers, truth
from meantone.tunes import REST, Tune

# --- is_minor ---------------------------------------------------------------------------------


def _calls_minor(answer: Any, tune: Tune) -> bool:
    return truth(answer(tune), "A rule that decides gives True or False, not what it has counted.")


def says_yes_or_no(answer: Any) -> str | None:
    for tune in (small(60), small(60, 63)):
        _calls_minor(answer, tune)
    return None


def knows_its_thirds(answer: Any) -> str | None:
    major, minor = _calls_minor(answer, small(60, 64)), _calls_minor(answer, small(60, 63))
    if major and not minor:
        return "One of these thirds is minor, the other major, and they have changed places."
    if not minor:
        return "The only third here is a minor one, three semitones above the tonic: minor."
    if _calls_minor(answer, small(60, 64)):
        return "The only third here is a major one, four semitones above the tonic: not minor."
    return None


def counts_from_the_tonic(answer: Any) -> str | None:
    for tune in (small(62, 65, tonic="D"), small(69, 72, tonic="A")):
        if not _calls_minor(answer, tune):
            return "This tune is not at home on C. Does it have a minor third above its own tonic?"
    for tune in (small(67, 70), small(66, 69, tonic="D")):
        if _calls_minor(answer, tune):
            return "From one note to the next is a third here. But is it the third above the tonic?"
    return None


def weighs_both(answer: Any) -> str | None:
    for tune in (small(60, 63, 64, 64), small(62, 66, 66, 65, tonic="D")):
        if _calls_minor(answer, tune):
            return "There are more major thirds than minor ones here, wherever they stand: major."
    for tune in (small(60, 64, 63, 63), small(62, 65, 65, 67, 66, 62, tonic="D")):
        if not _calls_minor(answer, tune):
            return "There are more minor thirds than major ones here, wherever they stand: minor."
    return None


def wants_more(answer: Any) -> str | None:
    for tune in (small(60), small(60, 63, 64), small(62, 66, 65, 62, tonic="D")):
        if _calls_minor(answer, tune):
            return "As many of one third as of the other: that is not *more* minor ones."
    return None


def folds_octaves(answer: Any) -> str | None:
    for tune in (small(60, 60, 60, 75), small(62, 77, 64, 62, tonic="D")):
        if not _calls_minor(answer, tune):
            return "The third sounds an octave higher here. It is a minor third all the same."
    if not _calls_minor(answer, small(72, 79, 77, 63)):
        return "The third sounds below the tonic here. `-9 % 12` is 3: what becomes of the -9?"
    if _calls_minor(answer, small(72, 64, 63, 76)):
        return "The thirds lie in several octaves here, and more of them are major than minor."
    return None


def counts_notes(answer: Any) -> str | None:
    long_major = SmallTune((60, 63, 64, 63), (48, 24, 96, 24), tonic="C")
    long_minor = SmallTune((62, 65, 66, 66), (48, 192, 48, 24), tonic="D")
    if not _calls_minor(answer, long_major) or _calls_minor(answer, long_minor):
        return "Some thirds are longer here than others. Count the notes, however long each lasts."
    return None


IS_MINOR = Exercise(
    name="01.is_minor",
    tests=(
        says_yes_or_no,
        knows_its_thirds,
        counts_from_the_tonic,
        weighs_both,
        wants_more,
        folds_octaves,
        counts_notes,
    ),
    hints=(
        "Make a list of the tune's degrees first, each of them `% 12`.",
        "`[1, 5, 5].count(5)` is 2. Which two numbers do you want to count?",
        "Return whether the count of 3 is larger than the count of 4.",
    ),
)


# --- octave_and_step --------------------------------------------------------------------------

_PAIRS: list[tuple[Tune, list[tuple[int, int]]]] = [
    (small(60), [(0, 0)]),
    (small(60, 64), [(0, 0), (0, 4)]),
    (small(60, 60, 72), [(0, 0), (0, 0), (1, 0)]),
    (small(62, 64, tonic="D"), [(0, 0), (0, 2)]),
    (small(60, 59), [(0, 0), (-1, 11)]),
    (small(67, 60, 55, 79, tonic="G"), [(0, 0), (-1, 5), (-1, 0), (1, 0)]),
    (
        small(72, 71, 59, 48, 47, 84),
        [(1, 0), (0, 11), (-1, 11), (-1, 0), (-2, 11), (2, 0)],
    ),
]


def _pairs(found: Any) -> list[list[float]]:
    """Return the pairs of an answer, whatever holds them; lists of other lengths stay."""
    return [numbers(pair).ravel().tolist() for pair in items(found)]


def has_a_pair_for_each_note(answer: Any) -> str | None:
    for tune in (small(60), small(60, 67), small(60, 64, 67)):
        found = _pairs(answer(tune))
        if len(found) != len(tune.notes) or any(len(pair) != 2 for pair in found):
            return "Each note needs two numbers here, its octave and its place, put in one pair."
    return None


def has_the_octave_first(answer: Any) -> str | None:
    swapped = [
        _pairs(answer(tune)) == [[step, octave] for octave, step in pairs]
        for tune, pairs in _PAIRS
        if tune.notes != (60,)
    ]
    if all(swapped):
        return "The octave comes first in the pair, the place in it second."
    return None


def has_twelve_steps(answer: Any) -> str | None:
    for tune, _ in _PAIRS:
        if any(not 0 <= step < 12 for _, step in _pairs(answer(tune))):
            return "There are twelve places in an octave, 0 to 11; all else belongs to the octave."
    return None


def starts_at_the_tonic(answer: Any) -> str | None:
    for tune in (small(60), small(62, 64, tonic="D"), small(67, 60, 55, 79, tonic="G")):
        octave, step = _pairs(answer(tune))[0]
        if step != 0:
            return "This tune begins on its tonic. The tonic is place 0, whatever its letter."
        if octave != 0:
            return "The octave that begins at the tonic is number 0, and this tune begins there."
    return None


def finds_the_tonic(answer: Any) -> str | None:
    for tune, pairs in (
        (small(67, 64, 60), [[0, 7], [0, 4], [0, 0]]),
        (small(69, 71, 74, tonic="D"), [[0, 7], [0, 9], [1, 0]]),
    ):
        first = _pairs(answer(tune))[0]
        if first[1] == 0 != pairs[0][1]:
            return "This tune begins on its 5, not on its tonic. From where are the places counted?"
    return None


def gives_the_degree_back(answer: Any) -> str | None:
    for tune, pairs in _PAIRS:
        found = _pairs(answer(tune))
        if [step for _, step in found] != [step for _, step in pairs]:
            return "Twelve times the octave and the place on top have to give the degree back."
        for (octave, _), (right, _) in zip(found, pairs, strict=True):
            if octave > right and right < 0:
                return "A note lies below the tonic here, and comes out too high: that is the bug."
            if octave != right:
                return "Twelve times the octave and the place on top have to give the degree back."
    return None


OCTAVE_AND_STEP = Exercise(
    name="01.octave_and_step",
    tests=(
        has_a_pair_for_each_note,
        has_the_octave_first,
        has_twelve_steps,
        starts_at_the_tonic,
        finds_the_tonic,
        gives_the_degree_back,
    ),
    hints=(
        "The place is what `% 12` gives. What is left of the degree when that is taken away?",
        "`//` rounds down, also below zero: `-1 // 12` is -1. (`int(-1 / 12)` is 0.)",
        "For each degree: a pair of `degree // 12` and `degree % 12`.",
    ),
)


# --- contour ----------------------------------------------------------------------------------

_LONG = (60, 62, 62, 59, 64, 64, 67, 65, 65, 72, 60)


def _steps(answer: Any, tune: Tune) -> list[float]:
    """Return an answer's steps as a list of numbers."""
    return [float(step) for step in numbers(items(answer(tune))).ravel()]


def has_a_step_between_notes(answer: Any) -> str | None:
    if _steps(answer, small(60)):
        return "Steps lie between notes: one note alone has no step."
    if not _steps(answer, small(60, 60)) and _steps(answer, small(60, 62)):
        return "Here a step is missing: to stay where it is counts as one, too."
    for tune in (small(60, 62), small(*_LONG)):
        if len(_steps(answer, tune)) != len(tune.notes) - 1:
            return (
                f"Steps lie between notes. Here are {len(tune.notes)} notes, and between them "
                f"{len(tune.notes) - 1} steps."
            )
    return None


def tells_up_from_down(answer: Any) -> str | None:
    if _steps(answer, small(61, 60)) == [1] and _steps(answer, small(60, 61)) == [-1]:
        return "Up and down have changed places: higher notes have larger numbers."
    return None


def forgets_how_far(answer: Any) -> str | None:
    for tune in (small(60, 61), small(60, 62), small(67, 60)):
        if any(step not in (-1, 0, 1) for step in _steps(answer, tune)):
            return "How far it goes is what a contour forgets: only 1, -1 and 0 are left."
    return None


def knows_staying(answer: Any) -> str | None:
    for tune in (small(60, 60), small(72, 72, 72)):
        if any(_steps(answer, tune)):
            return "A note that is sung again goes neither up nor down."
    return None


def passes_over_rests(answer: Any) -> str | None:
    for tune, steps in (
        (small(60, REST, 62), [1]),
        (small(60, REST, 60, 62), [0, 1]),
        (small(REST, 65, 60), [-1]),
    ):
        if _steps(answer, tune) != steps:
            return "A rest is no low note: its -1 is no pitch that a melody could fall to."
    return None


def looks_at_pitch(answer: Any) -> str | None:
    for durations in ((24, 96), (96, 24)):
        tune = SmallTune((60, 60), durations)
        if any(_steps(answer, tune)):
            return "One note is longer than the other here, and none is higher: not up, not down."
    return None


def minds_small_steps(answer: Any) -> str | None:
    wide = [_steps(answer, small(*notes)) for notes in ((60, 67), (67, 60))]
    near = [_steps(answer, small(*notes)) for notes in ((60, 61), (61, 60))]
    if wide == [[1], [-1]] and near == [[0], [0]]:
        return "A semitone is the smallest way up or down, and it is one."
    return None


def knows_down(answer: Any) -> str | None:
    if _steps(answer, small(60, 61)) == [1] == _steps(answer, small(61, 60)):
        return "Down comes out as up here. Can the numbers that you subtract be below zero?"
    return None


def goes_from_note_to_note(answer: Any) -> str | None:
    for notes in ((60, 61), (61, 60), (60, 64, 62), (67, 64, 65, 60), _LONG):
        if _steps(answer, small(*notes)) != np.sign(np.diff(notes)).tolist():
            return "Each step goes from a note to the very next one: up, down, or neither."
    return None


CONTOUR = Exercise(
    name="01.contour",
    tests=(
        has_a_step_between_notes,
        tells_up_from_down,
        forgets_how_far,
        knows_staying,
        looks_at_pitch,
        minds_small_steps,
        knows_down,
        goes_from_note_to_note,
        passes_over_rests,
    ),
    hints=(
        "The intervals of the tune say more than you need. What of each do you keep?",
        "`np.sign` turns an array of numbers into 1, -1 and 0.",
        "Take the `np.diff` of `tune.notes`, and its sign.",
    ),
)

EXERCISES = (CONTOUR, IS_MINOR, OCTAVE_AND_STEP)
