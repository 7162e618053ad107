"""The exercises of lesson 08: what top-p keeps, a ceiling that moves, a dial, and what fits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meantone.exercises.told import Told
from meantone.teaching import Case, Exercise, agrees, number, numbers, shaped

# --- kept -------------------------------------------------------------------------------------

# Most shares are sums of powers of two, so that sums on paper and in the machine are equal.
_ROWS = (
    np.array([[1.0, 0.0]]),
    np.array([[0.25, 0.75], [0.5, 0.5]]),
    np.array([[0.125, 0.5, 0.25, 0.125], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 1.0, 0.0]]),
)
_KEPT: list[Case] = [
    ((_ROWS[0], 0.5), [1]),
    ((_ROWS[1], 0.5), [1, 1]),
    ((_ROWS[1], 0.8), [2, 2]),
    ((_ROWS[2], 0.5), [1, 2, 1]),
    ((_ROWS[2], 0.6), [2, 3, 1]),
    ((_ROWS[2], 0.875), [3, 4, 1]),
]
_ALL: list[Case] = [
    ((np.full((1, 10), 0.1), 1.0), [10]),  # their sum in the machine is just below 1
    ((np.array([[0.5, 0.5, 0.0], [0.75, 0.125, 0.125]]), 1.0), [2, 3]),
]
_AS_THEY_STAND: list[Case] = [((_ROWS[1], 0.75), [2, 2]), ((_ROWS[2], 0.5), [2, 2, 3])]
_LEAST_FIRST: list[Case] = [((_ROWS[1], 0.75), [2, 2]), ((_ROWS[2], 0.5), [3, 2, 4])]


def counts_each_row(answer: Any) -> str | None:
    if not shaped(answer, [*_KEPT, ((np.full((2, 5), 0.2), 0.5), [3, 3])]):
        return "One number for each row is asked for. Along which axis do you add up?"
    return None


def keeps_something(answer: Any) -> str | None:
    for rows in _ROWS:
        for mass in (0.25, 0.5, 0.6):
            found = numbers(answer(rows, mass))
            if np.any(found < 1):
                return "A row without any note cannot be drawn from: at least one has to stay."
            if np.any(found > rows.shape[1]):
                return "More notes are kept than there are."
    return None


def begins_with_the_likeliest(answer: Any) -> str | None:
    if agrees(answer, _AS_THEY_STAND):
        return "The notes were added up as they stand in the row. Which comes first?"
    if agrees(answer, _LEAST_FIRST):
        return "It begins with the unlikely notes, and so it has to keep many."
    return None


def keeps_as_many_as_needed(answer: Any) -> str | None:
    for given, right in _KEPT:
        found = numbers(answer(*given))
        if np.any(found < right):
            return "What is kept has less than the share: the note that crosses it stays."
        if np.any(found > right):
            return "One note fewer would have reached the share, too. What if a sum equals it?"
    return None


def keeps_all_for_all(answer: Any) -> str | None:
    for given, right in _ALL:
        found = numbers(answer(*given))
        if np.any(found < right):
            return (
                "All notes that can come are needed for a share of 1. The sums of a computer may "
                "miss it by a hair: what does your rule do where no sum quite reaches the share?"
            )
        if np.any(found > right):
            return "Here a note is kept that can never come, or more notes than there are."
    return None


KEPT = Exercise(
    name="08.kept",
    tests=(
        counts_each_row,
        keeps_something,
        begins_with_the_likeliest,
        keeps_as_many_as_needed,
        keeps_all_for_all,
    ),
    hints=(
        "Sort each row, the likeliest note first. `np.sort` sorts upwards: turn the signs round.",
        "`np.cumsum` along the rows gives what the first note has, the first two, the first three.",
        "Count the sums that have not yet reached the share; the next note is the one that does.",
    ),
)


# --- ceilings ---------------------------------------------------------------------------------

_CEILINGS: list[Case] = [
    ((np.array([2.0]), 2.0, 0.5), [4, 4]),
    ((np.array([4.0, 1.0]), 2.0, 0.5), [4, 3, 3.5]),
    ((np.array([1.0, 5.0, 0.5, 0.5]), 1.5, 0.25), [3, 3.125, 2.25, 2.5, 2.75]),
]
_FORGETFUL: list[Case] = [
    (_CEILINGS[1][0], [4, 3, 4.5]),
    (_CEILINGS[2][0], [3, 3.125, 2.125, 3.25, 3.25]),
]


def has_one_more_than_notes(answer: Any) -> str | None:
    if not shaped(answer, _CEILINGS):
        return "A ceiling before each note, and one after the last: count them."
    return None


def begins_at_twice_the_target(answer: Any) -> str | None:
    for given, right in _CEILINGS:
        if not np.isclose(numbers(answer(*given))[0], right[0]):
            return "Before the first note the ceiling is twice the target."
    return None


def stays_when_all_is_well(answer: Any) -> str | None:
    for many, target in ((1, 2.0), (3, 1.5)):
        if not np.allclose(numbers(answer(np.full(many, target), target, 0.5)), 2 * target):
            return "Each note here was as surprising as wanted: nothing has to be corrected."
    return None


def moves_the_right_way(answer: Any) -> str | None:
    found = numbers(answer(*_CEILINGS[1][0]))
    if found[1] > found[0]:
        return "The first note surprised too much, and after it the ceiling has to come down."
    if found[2] < found[1]:
        return "The second note surprised too little, and after it the ceiling has to go up."
    return None


def goes_on_from_where_it_is(answer: Any) -> str | None:
    if agrees(answer, _FORGETFUL):
        return "Each correction starts from twice the target again, and forgets the earlier."
    if not agrees(answer, _CEILINGS):
        return "The steps are not of the right size: `rate` times by how much it was missed."
    return None


CEILINGS = Exercise(
    name="08.ceilings",
    tests=(
        has_one_more_than_notes,
        begins_at_twice_the_target,
        stays_when_all_is_well,
        moves_the_right_way,
        goes_on_from_where_it_is,
    ),
    hints=(
        "Begin with a list that holds `2 * target`, and add a ceiling after each note.",
        "By how much did the note miss the target? Up or down?",
        "The new ceiling is the last one, less `rate` times the bits that were too many.",
    ),
)


# --- dial -------------------------------------------------------------------------------------

_ONE = "One number is asked for: the setting."
_STRAIGHT = Told("lambda setting: 10 * setting", lambda setting: 10 * setting)
_BENT = Told("lambda setting: setting**3", lambda setting: setting**3)
_FLAT = Told("lambda setting: setting**0.5 - 5", lambda setting: setting**0.5 - 5)
_DIALS: list[Case] = [
    ((_STRAIGHT, 2.5, 0, 1), 0.25),
    ((_STRAIGHT, 35.0, 3, 4), 3.5),
    ((_BENT, 8.0, 0, 3), 2),
    ((_BENT, 0.001, 0, 1), 0.1),
    ((_FLAT, -3.0, 1, 20), 4),
]


def is_a_setting(answer: Any) -> str | None:
    measured = []
    for (measure, goal, low, high), _ in _DIALS:
        found = number(answer(measure, goal, low, high), _ONE)
        measured.append(np.isclose(found, goal, rtol=1e-3))
        if all(measured) and not low <= found <= high:
            return "This is what was measured there. Which setting gave it?"
        if not low <= found <= high:
            return "The setting lies between low and high."
    return None


def is_close_enough(answer: Any) -> str | None:
    straight = [
        (given, low + (high - low) * (goal - measure(low)) / (measure(high) - measure(low)))
        for given, _ in _DIALS[2:]
        for measure, goal, low, high in [given]
    ]
    if agrees(answer, straight):
        return "That is right only where the measure grows in a straight line. Try, and halve."
    for given, right in _DIALS:
        measure, goal, low, high = given
        found, far = number(answer(*given), _ONE), 1e-4 * (high - low)
        if abs(found - right) <= far:
            continue
        if min(found - low, high - found) <= far:
            end = "low" if found - low <= far else "high"
            return f"It ran to its {end} end, and the goal is not there. Which half has the goal?"
        side = "less" if measure(found) < goal else "more"
        return (
            f"At this setting the measure has {side} than the goal: 20 halvings come within a "
            "millionth of the distance."
        )
    return None


DIAL = Exercise(
    name="08.dial",
    tests=(is_a_setting, is_close_enough),
    hints=(
        "Where is the middle between `low` and `high`, and what does `measure` say of it?",
        "It grows. If the middle has too little, the goal lies above: the middle is the new low.",
        "In a loop of 20: a middle, a question, and one of the two ends moves there.",
    ),
)


# --- that_fit ---------------------------------------------------------------------------------

_HOME = Told("lambda tune: tune[-1:] == (1,)", lambda tune: tune[-1:] == (1,))
_SOME = Told("lambda tune: len(tune) > 0", lambda tune: len(tune) > 0)
_FITTING: tuple[tuple[dict[tuple[int, ...], float], Told, dict[tuple[int, ...], float]], ...] = (
    ({(0,): 0.25, (1,): 0.75}, _HOME, {(1,): 1}),
    (
        {(0, 1): 0.5, (1,): 0.25, (2, 1): 0.125, (2,): 0.125},
        _HOME,
        {(0, 1): 4 / 7, (1,): 2 / 7, (2, 1): 1 / 7},
    ),
    (
        {(0, 0): 0.5, (1, 1): 0.0625, (2, 0): 0.1875, (): 0.25},
        _SOME,
        {(0, 0): 2 / 3, (1, 1): 1 / 12, (2, 0): 1 / 4},
    ),
    ({(7, 1): 0.1, (9,): 0.6, (8, 1): 0.3}, _HOME, {(7, 1): 1 / 4, (8, 1): 3 / 4}),
)


def is_a_dict_of_tunes(answer: Any) -> str | None:
    for chances, fits, _ in _FITTING:
        found = answer(chances, fits)
        if not isinstance(found, Mapping) or not set(found) <= set(chances):
            return "A dict is asked for: tunes, and a number for each."
    return None


def holds_those_that_fit(answer: Any) -> str | None:
    for chances, fits, right in _FITTING:
        found = answer(chances, fits)
        if set(found) - set(right):
            return "There is a tune in it that does not fit."
        if set(right) - set(found):
            return "A tune that fits is missing."
    return None


def has_the_right_chances(answer: Any) -> str | None:
    for chances, fits, right in _FITTING:
        found = {
            tune: number(p, "Each tune has one number.")
            for tune, p in answer(chances, fits).items()
        }
        total = sum(found.values())
        if not np.isclose(total, 1):
            return f"Among each other they have all of the chances: a sum of 1, not {total:.3g}."
        if len(set(right.values())) > 1 and np.ptp([*found.values()]) < 1e-9:
            return "Now all are equally likely, though the model likes some more. How much more?"
        if any(not np.isclose(found[tune], right[tune]) for tune in right):
            return "A tune that was twice as likely as another one still is. Compare two of these."
    return None


THAT_FIT = Exercise(
    name="08.that_fit",
    tests=(is_a_dict_of_tunes, holds_those_that_fit, has_the_right_chances),
    hints=(
        "First keep the tunes that fit, with the chances that they have.",
        "Those chances sum to how likely it is that a tune fits: less than 1.",
        "Divide each chance by that sum: proportions stay, and the new sum is 1.",
    ),
)

EXERCISES = (KEPT, DIAL, CEILINGS, THAT_FIT)
