"""The exercises of lesson 08: what top-p keeps, a ceiling that moves, a dial, and what fits."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float, np.number)) and not isinstance(found, bool)


# --- kept -------------------------------------------------------------------------------------


def kept(rows, mass):
    sums = np.cumsum(-np.sort(-rows, axis=1), axis=1)
    return 1 + np.sum(sums[:, :-1] < mass - 1e-9, axis=1)


# All shares are sums of powers of two, so that sums on paper and in the machine are equal.
_ROWS = (
    np.array([[1.0, 0.0]]),
    np.array([[0.25, 0.75], [0.5, 0.5]]),
    np.array([[0.125, 0.5, 0.25, 0.125], [0.25, 0.25, 0.25, 0.25], [0.0, 0.0, 1.0, 0.0]]),
)
_MASSES = (0.5, 0.6, 0.875)


def counts_each_row(answer: Any) -> str | None:
    for rows in _ROWS:
        if np.shape(answer(rows, 0.5)) != (len(rows),):
            return "One number for each row is asked for. Along which axis do you add up?"
    return None


def keeps_something(answer: Any) -> str | None:
    for rows in _ROWS:
        for mass in (0.25, *_MASSES):
            if np.any(np.asarray(answer(rows, mass)) < 1):
                return "A row without any note cannot be drawn from: at least one has to stay."
    return None


def begins_with_the_likeliest(answer: Any) -> str | None:
    for rows in _ROWS:
        for mass in _MASSES:
            found = np.asarray(answer(rows, mass))
            if np.array_equal(found, _as_they_stand(rows, mass)) and not np.array_equal(
                found, kept(rows, mass)
            ):
                return "The notes were added up as they stand in the row. Which comes first?"
            if np.array_equal(found, _least_first(rows, mass)) and not np.array_equal(
                found, kept(rows, mass)
            ):
                return "It begins with the unlikely notes, and so it has to keep many."
    return None


def keeps_at_least_the_share(answer: Any) -> str | None:
    for rows in _ROWS:
        ordered = -np.sort(-rows, axis=1)
        for mass in _MASSES:
            for row, count in zip(ordered, np.asarray(answer(rows, mass)), strict=True):
                if row[: int(count)].sum() < mass - 1e-9:
                    return "What is kept has less than the share: the note that crosses it stays."
    return None


def keeps_no_more_than_needed(answer: Any) -> str | None:
    for rows in _ROWS:
        for mass in _MASSES:
            if not np.array_equal(answer(rows, mass), kept(rows, mass)):
                return "One note fewer would have reached the share, too. What if a sum equals it?"
    return None


def _as_they_stand(rows, mass):
    return 1 + np.sum(np.cumsum(rows, axis=1)[:, :-1] < mass - 1e-9, axis=1)


def _least_first(rows, mass):
    return 1 + np.sum(np.cumsum(np.sort(rows, axis=1), axis=1)[:, :-1] < mass - 1e-9, axis=1)


def _one_short(rows, mass):
    return np.maximum(np.sum(np.cumsum(-np.sort(-rows, axis=1), axis=1) <= mass, axis=1), 1)


def _one_more(rows, mass):
    sums = np.cumsum(-np.sort(-rows, axis=1), axis=1)
    return np.minimum(1 + np.sum(sums <= mass, axis=1), rows.shape[1])


KEPT = Exercise(
    name="08.kept",
    minutes=3,
    solution=kept,
    key="1 + np.sum(sums[:, :-1] < mass - 1e-9, axis=1)",
    stub=lambda rows, mass: ...,
    tests=(
        counts_each_row,
        keeps_something,
        begins_with_the_likeliest,
        keeps_at_least_the_share,
        keeps_no_more_than_needed,
    ),
    wrong=(
        Wrong(lambda rows, mass: int(kept(rows, mass).sum()), "Along which axis"),
        Wrong(lambda rows, mass: kept(rows, mass) - 1, "at least one has to stay"),
        Wrong(_as_they_stand, "as they stand"),
        Wrong(_least_first, "the unlikely notes"),
        Wrong(_one_short, "the note that crosses"),
        Wrong(_one_more, "One note fewer"),
    ),
    hints=(
        "Sort each row, the likeliest note first. `np.sort` sorts upwards: turn the signs round.",
        "`np.cumsum` along the rows gives what the first note has, the first two, the first three.",
        "Count the sums that have not yet reached the share; the next note is the one that does.",
    ),
)


# --- ceilings ---------------------------------------------------------------------------------


def ceilings(bits, target, rate):
    steps = -rate * (np.asarray(bits, dtype=float) - target)
    return 2 * target + np.concatenate([[0.0], np.cumsum(steps)])


# Here each known mistake gives other numbers.
_BITS = (
    ([2.0], 2.0, 0.5),
    ([4.0, 1.0], 2.0, 0.5),
    ([1.0, 5.0, 0.5, 0.5], 1.5, 0.25),
)


def has_one_more_than_notes(answer: Any) -> str | None:
    for bits, target, rate in _BITS:
        if np.shape(answer(bits, target, rate)) != (len(bits) + 1,):
            return "A ceiling before each note, and one after the last: count them."
    return None


def begins_at_twice_the_target(answer: Any) -> str | None:
    for bits, target, rate in _BITS:
        if not np.isclose(np.asarray(answer(bits, target, rate))[0], 2 * target):
            return "Before the first note the ceiling is twice the target."
    return None


def stays_when_all_is_well(answer: Any) -> str | None:
    for many in (1, 3):
        if not np.allclose(answer([2.0] * many, 2.0, 0.5), 4.0):
            return "Each note here was as surprising as wanted: nothing has to be corrected."
    return None


def comes_down_after_a_surprise(answer: Any) -> str | None:
    for bits, target, rate in _BITS[1:2]:
        found = np.asarray(answer(bits, target, rate))
        if found[1] > found[0]:
            return "After a note that surprised too much the ceiling has to come down."
    return None


def goes_on_from_where_it_is(answer: Any) -> str | None:
    for bits, target, rate in _BITS[1:]:
        found = np.asarray(answer(bits, target, rate))
        steps = 2 * target - rate * (np.asarray(bits) - target)
        if np.allclose(found[1:], steps):
            return "Each correction starts from twice the target again, and forgets the earlier."
        if not np.allclose(found, ceilings(bits, target, rate)):
            return "The steps are not of the right size: `rate` times by how much it was missed."
    return None


def _upwards(bits, target, rate):
    return 4 * target - ceilings(bits, target, rate)


def _forgets(bits, target, rate):
    return np.array([2 * target, *(2 * target - rate * (np.asarray(bits) - target))])


def _never_wants(bits, target, rate):
    return 2 * target - rate * np.concatenate([[0.0], np.cumsum(bits)])


def _whole_steps(bits, target, rate):
    return ceilings(bits, target, 1.0)


CEILINGS = Exercise(
    name="08.ceilings",
    minutes=4,
    solution=ceilings,
    key="-rate * (np.asarray(bits, dtype=float) - target)",
    stub=lambda bits, target, rate: ...,
    tests=(
        has_one_more_than_notes,
        begins_at_twice_the_target,
        stays_when_all_is_well,
        comes_down_after_a_surprise,
        goes_on_from_where_it_is,
    ),
    wrong=(
        Wrong(lambda bits, target, rate: ceilings(bits, target, rate)[1:], "count them"),
        Wrong(lambda bits, target, rate: ceilings(bits, target, rate) - target, "is twice"),
        Wrong(_never_wants, "as surprising as wanted"),
        Wrong(_upwards, "has to come down"),
        Wrong(_forgets, "forgets the earlier"),
        Wrong(_whole_steps, "not of the right size"),
    ),
    hints=(
        "Begin with a list that holds `2 * target`, and add a ceiling after each note.",
        "By how much did the note miss the target? Up or down?",
        "The new ceiling is the last one, less `rate` times the bits that were too many.",
    ),
)


# --- dial -------------------------------------------------------------------------------------


def dial(measure, goal, low, high):
    for _ in range(20):
        middle = (low + high) / 2
        if measure(middle) < goal:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _straight(setting):
    return 10 * setting


def _bent(setting):
    return setting**3


_DIALS = ((_straight, 2.5, 0, 1), (_bent, 8.0, 0, 3), (_bent, 0.001, 0, 1), (_straight, 35.0, 3, 4))


def is_a_setting(answer: Any) -> str | None:
    for measure, goal, low, high in _DIALS:
        found = answer(measure, goal, low, high)
        if not _is_number(found):
            return "One number is asked for: the setting."
        if np.isclose(found, goal, rtol=1e-3) and not low <= found <= high:
            return "This is what was measured there. Which setting gave it?"
        if not low <= found <= high:
            return "The setting lies between low and high."
    return None


def does_not_run_away(answer: Any) -> str | None:
    for measure, goal, low, high in _DIALS:
        found = answer(measure, goal, low, high)
        if np.isclose(found, low, atol=1e-4) or np.isclose(found, high, atol=1e-4):
            return "It ran to one end, since the wrong half was kept each time. Which one has goal?"
    return None


def is_close_enough(answer: Any) -> str | None:
    for measure, goal, low, high in _DIALS:
        found = answer(measure, goal, low, high)
        guess = low + (high - low) * (goal - measure(low)) / (measure(high) - measure(low))
        right = dial(measure, goal, low, high)
        if np.isclose(found, guess, atol=1e-6) and not np.isclose(guess, right, atol=1e-3):
            return "That is right only where the measure grows in a straight line. Try, and halve."
        if not np.isclose(found, right, atol=1e-4 * (high - low)):
            return "It is not close enough: 20 halvings leave a millionth of the distance."
    return None


def _wrong_half(measure, goal, low, high):
    return dial(lambda setting: -measure(setting), -goal, low, high)


def _measured(measure, goal, low, high):
    return measure(dial(measure, goal, low, high))


def _proportional(measure, goal, low, high):
    return low + (high - low) * (goal - measure(low)) / (measure(high) - measure(low))


def _once(measure, goal, low, high):
    middle = (low + high) / 2
    return (middle + high) / 2 if measure(middle) < goal else (low + middle) / 2


DIAL = Exercise(
    name="08.dial",
    minutes=4,
    solution=dial,
    key="if measure(middle) < goal",
    stub=lambda measure, goal, low, high: ...,
    tests=(is_a_setting, does_not_run_away, is_close_enough),
    wrong=(
        Wrong(lambda measure, goal, low, high: (low, high), "One number"),
        Wrong(_measured, "what was measured there"),
        Wrong(lambda measure, goal, low, high: high + 1, "between low and high"),
        Wrong(_wrong_half, "the wrong half"),
        Wrong(_proportional, "in a straight line"),
        Wrong(_once, "not close enough"),
    ),
    hints=(
        "Where is the middle between `low` and `high`, and what does `measure` say of it?",
        "It grows. If the middle has too little, the goal lies above: the middle is the new low.",
        "In a loop of 20: a middle, a question, and one of the two ends moves there.",
    ),
)


# --- that_fit ---------------------------------------------------------------------------------


def that_fit(chances, fits):
    kept = {tune: chance for tune, chance in chances.items() if fits(tune)}
    return {tune: chance / sum(kept.values()) for tune, chance in kept.items()}


_CHANCES = (
    {(0,): 0.25, (1,): 0.75},
    {(0, 1): 0.5, (1,): 0.25, (2, 1): 0.125, (2,): 0.125},
    {(0, 0): 0.5, (1, 1): 0.0625, (2, 0): 0.1875, (): 0.25},
)


def _ends_on_one(tune):
    return tune[-1:] == (1,)


def _has_notes(tune):
    return len(tune) > 0


_CASES = ((_CHANCES[0], _ends_on_one), (_CHANCES[1], _ends_on_one), (_CHANCES[2], _has_notes))


def is_a_dict_of_tunes(answer: Any) -> str | None:
    for chances, fits in _CASES:
        found = answer(dict(chances), fits)
        if not isinstance(found, dict) or not set(found) <= set(chances):
            return "A dict is asked for: tunes, and a number for each."
    return None


def holds_those_that_fit(answer: Any) -> str | None:
    for chances, fits in _CASES:
        found = answer(dict(chances), fits)
        if any(not fits(tune) for tune in found):
            return "There is a tune in it that does not fit."
        if len(found) < sum(map(fits, chances)):
            return "A tune that fits is missing."
    return None


def sums_to_one(answer: Any) -> str | None:
    for chances, fits in _CASES:
        if not np.isclose(sum(answer(dict(chances), fits).values()), 1):
            return "Among each other they should have all of the chances: a sum of 1."
    return None


def keeps_proportions(answer: Any) -> str | None:
    for chances, fits in _CASES:
        found, right = answer(dict(chances), fits), that_fit(chances, fits)
        if len(set(right.values())) > 1 and len(set(found.values())) == 1:
            return "Now all are equally likely, though the model likes some more. How much more?"
        if any(not np.isclose(found[tune], right[tune]) for tune in right):
            return "A tune that was twice as likely as another one still is. Is it here?"
    return None


def _all_alike(chances, fits):
    kept = [tune for tune in chances if fits(tune)]
    return dict.fromkeys(kept, 1 / len(kept))


def _shared_out(chances, fits):
    """Return the chances with what the others had shared out evenly."""
    kept = {tune: chance for tune, chance in chances.items() if fits(tune)}
    rest = (1 - sum(kept.values())) / len(kept)
    return {tune: chance + rest for tune, chance in kept.items()}


def _misfits_at_zero(chances, fits):
    right = that_fit(chances, fits)
    return {tune: right.get(tune, 0.0) for tune in chances}


THAT_FIT = Exercise(
    name="08.that_fit",
    minutes=3,
    solution=that_fit,
    key="chance / sum(kept.values())",
    stub=lambda chances, fits: ...,
    tests=(is_a_dict_of_tunes, holds_those_that_fit, sums_to_one, keeps_proportions),
    wrong=(
        Wrong(lambda chances, fits: [tune for tune in chances if fits(tune)], "A dict is asked"),
        Wrong(_misfits_at_zero, "does not fit"),
        Wrong(lambda chances, fits: dict([*that_fit(chances, fits).items()][1:]), "is missing"),
        Wrong(lambda chances, fits: {t: p for t, p in chances.items() if fits(t)}, "a sum of 1"),
        Wrong(_all_alike, "all are equally likely"),
        Wrong(_shared_out, "still is"),
    ),
    hints=(
        "First keep the tunes that fit, with the chances that they have.",
        "Those chances sum to how likely it is that a tune fits: less than 1.",
        "Divide each chance by that sum: proportions stay, and the new sum is 1.",
    ),
)

EXERCISES = (KEPT, CEILINGS, DIAL, THAT_FIT)
