"""The exercises of lesson 15: what an answer takes up, what fills a gap, a dial in bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from meantone.exercises.told import Told
from meantone.teaching import Case, Exercise, agrees, known_mistake, number, shaped

# --- taken_up ---------------------------------------------------------------------------------

_TAKEN: list[Case] = [
    (([1, 2, 3, 4], [2, 3, 4, 9], 2), 2 / 3),
    (([5, 6, 7], [1, 2, 3], 2), 0),
    (([1, 2, 3], [0, 1, 2, 3, 0], 3), 1),
    (([4, 7, 4, 2, 4], [4, 7, 7, 2, 4], 1), 1),
    (([0, 2, 4, 5, 7, 9], [9, 4, 5, 7, 9, 0, 2], 3), 0.5),
]
_TWICE: list[Case] = [
    (([1, 2, 1, 2, 1], [1, 2, 5], 2), 0.5),
    (([3, 3, 3, 3, 4], [4, 3, 4], 2), 0.5),
]
_ENDS: list[Case] = [(([1, 2, 3], [7, 2, 3], 2), 0.5), (([1, 2, 3, 4], [2, 3, 4], 3), 0.5)]
_ONE = "One number is asked for: a share."


def _runs(tune: Any, length: int) -> list[tuple[int, ...]]:
    return [tuple(tune[at : at + length]) for at in range(len(tune) - length + 1)]


def _of(change: Callable[..., float], cases: list[Case]) -> list[Case]:
    """Return what a known mistake gives."""
    return [(given, change(*given)) for given, _ in cases]


def is_a_share(answer: Any) -> str | None:
    for given, _ in [*_TAKEN, *_TWICE]:
        share = number(answer(*given), _ONE)
        if not 0 <= share <= 1:
            return f"A share is from 0 to 1; {share:.3g} came out. What is it a share of?"
    return None


def looks_at_whole_runs(answer: Any) -> str | None:
    def notes(call: Any, back: Any, length: int) -> float:
        return len({*call} & {*back}) / len({*call})

    def last_left_out(call: Any, back: Any, length: int) -> float:
        mine, theirs = ({*_runs(tune, length)[:-1]} for tune in (call, back))
        return len(mine & theirs) / max(len(mine), 1)

    if agrees(answer, _of(notes, _TAKEN)):
        return "That counts notes. A run is `length` notes on end."
    if agrees(answer, _of(last_left_out, _ENDS)):
        return "The last run is missing: a tune of `n` notes has `n - length + 1` runs."
    return None


def is_a_share_of_the_call(answer: Any) -> str | None:
    def of_answer(call: Any, back: Any, length: int) -> float:
        mine, theirs = ({*_runs(tune, length)} for tune in (call, back))
        return len(mine & theirs) / len(theirs)

    def of_both(call: Any, back: Any, length: int) -> float:
        mine, theirs = ({*_runs(tune, length)} for tune in (call, back))
        return len(mine & theirs) / len(mine | theirs)

    def in_place(call: Any, back: Any, length: int) -> float:
        pairs = zip(_runs(call, length), _runs(back, length), strict=False)
        return len({a for a, b in pairs if a == b}) / len({*_runs(call, length)})

    if agrees(answer, _of(of_answer, _TAKEN)):
        return "That is the share of the *answer's* runs. How many of the call's come back?"
    if agrees(answer, _of(of_both, _TAKEN)):
        return "Divide by the call's runs alone: the answer may say much else besides."
    if agrees(answer, _of(in_place, _TAKEN)):
        return "A run may come back anywhere in the answer, not only at the same place."
    if not agrees(answer, _TAKEN):
        return "Call 1 2 3 4, answer 2 3 4 9, runs of two: 2 3 and 3 4 come back, of three."
    return None


def counts_different_runs(answer: Any) -> str | None:
    if not agrees(answer, _TWICE):
        return (
            "Call 1 2 1 2 1 has two *different* runs of two, 1 2 and 2 1. Each counts once, "
            "however often it is there."
        )
    return None


TAKEN_UP = Exercise(
    name="15.taken_up",
    tests=(is_a_share, looks_at_whole_runs, is_a_share_of_the_call, counts_different_runs),
    hints=(
        "`tuple(call[at : at + length])` is the run that begins at `at`.",
        "It begins at 0, 1, ... up to `len(call) - length`. A set keeps each run once.",
        "`len(runs & back) / len(runs)`, with `back` the set of the answer's runs.",
    ),
)


# --- first_of_gap -----------------------------------------------------------------------------

_TWO = np.array([[0.5, 0.5], [0.25, 0.75]])
_THREE = np.array([[0.2, 0.6, 0.2], [0.5, 0.2, 0.3], [0.1, 0.1, 0.8]])


def _gap(follows: Any, left: int, right: int, notes: int) -> Any:
    worth = follows[left] * np.linalg.matrix_power(follows, notes)[:, right]
    return worth / worth.sum()


_GAPS: list[Case] = [
    (given, _gap(*given))
    for given in (
        (_TWO, 0, 0, 1),
        (_THREE, 0, 2, 1),
        (_THREE, 0, 2, 2),
        (_THREE, 1, 0, 3),
        (_TWO, 1, 0, 4),
    )
]
_LONG = _GAPS[2:5]


def _shared(worth: Any) -> Any:
    return worth / worth.sum()


def has_a_chance_for_each_note(answer: Any) -> str | None:
    if not shaped(answer, _GAPS):
        return "One chance for each note that there is: the table has a row for each."
    return None


def sums_to_one(answer: Any) -> str | None:
    for given, _ in _GAPS:
        found = np.asarray(answer(*given), dtype=float)
        if not np.isclose(found.sum(), 1):
            return f"Chances sum to 1; these to {found.sum():.3g}. Divide by their sum."
    return None


def knows_both_sides(answer: Any) -> str | None:
    mistakes = (
        (
            lambda p, a, b, n: p[a],
            "That is what follows the left note. Where is the right one?",
        ),
        (
            lambda p, a, b, n: _shared(np.linalg.matrix_power(p, n)[:, b]),
            "That knows the right side alone. The first note also has to follow the left one.",
        ),
        (
            lambda p, a, b, n: np.linalg.matrix_power(p, n)[a],
            "That looks for the last note of the gap, and does not know the right side.",
        ),
    )
    return known_mistake(answer, _GAPS, mistakes)


_NOT_ACROSS = (
    (
        lambda p, a, b, n: _shared(p[a] * p[:, b]),
        "Right for one missing note. With more, what comes after the first has to reach "
        "`right` in `notes` steps.",
    ),
    (
        lambda p, a, b, n: _shared(p[a] * np.linalg.matrix_power(p, n - 1)[:, b]),
        "From the first of `notes` notes to `right` it is `notes` steps, not one fewer.",
    ),
    (
        lambda p, a, b, n: _shared(p[a] * np.linalg.matrix_power(p, n + 1)[:, b]),
        "From the first of `notes` notes to `right` it is `notes` steps, not one more.",
    ),
    (
        lambda p, a, b, n: _shared(p[a] * (p**n)[:, b]),
        "`**` raises each number by itself. Steps are matrix products: `np.linalg.matrix_power`.",
    ),
    (
        lambda p, a, b, n: _shared(p[a] * np.linalg.matrix_power(p, n)[b]),
        "That goes from `right` to the first note. Rows are the note before: which index is last?",
    ),
    (
        lambda p, a, b, n: _shared(np.linalg.matrix_power(p, n)[a] * p[:, b]),
        "These are the chances of the *last* note in the gap. The first one is asked for.",
    ),
)


def goes_all_the_way_across(answer: Any) -> str | None:
    if says := known_mistake(answer, _LONG, _NOT_ACROSS):
        return says
    if not agrees(answer, _GAPS):
        return (
            "One missing note between 0 and 0: each note's chance after 0, times 0's chance "
            "after it."
        )
    return None


FIRST_OF_GAP = Exercise(
    name="15.first_of_gap",
    tests=(has_a_chance_for_each_note, sums_to_one, knows_both_sides, goes_all_the_way_across),
    hints=(
        "For one missing note it is `follows[left] * follows[:, right]`, divided by its sum.",
        "With more, put the chance to come from a note to `right` in `notes` steps in place of "
        "`follows[:, right]`.",
        "Those chances are `np.linalg.matrix_power(follows, notes)[:, right]`.",
    ),
)


# --- dialed -----------------------------------------------------------------------------------

_COSTS = (
    Told("lambda T: 1 + T", lambda degree: 1 + degree),
    Told("lambda T: 5 * T / (1 + T)", lambda degree: 5 * degree / (1 + degree)),
    Told("lambda T: T ** 0.5", lambda degree: degree**0.5),
)
_DIALS: list[Case] = [
    ((2.0, _COSTS[0]), 1.0),
    ((3.5, _COSTS[0]), 2.5),
    ((2.0, _COSTS[1]), 2 / 3),
    ((1.5, _COSTS[2]), 2.25),
    ((0.4, _COSTS[2]), 0.16),
]
_NEAR = 0.0101
_TEMPERATURE = "One number is asked for: a temperature."


def _off(answer: Any, cases: list[Case]) -> bool:
    return any(abs(number(answer(*given), _TEMPERATURE) - right) > _NEAR for given, right in cases)


def is_one_temperature(answer: Any) -> str | None:
    for given, _ in _DIALS:
        found = number(answer(*given), _TEMPERATURE)
        if not 0.04 <= found <= 8.01:
            return f"The temperature is to be from 0.05 to 8; {found:.3g} came out."
    return None


def costs_what_was_asked_for(answer: Any) -> str | None:
    def like(change: Callable[..., float]) -> bool:
        return not _off(answer, [(given, change(*given)) for given, _ in _DIALS])

    if like(lambda bits, cost: cost(bits)):
        return (
            "That is the cost at a temperature of `bits`. The other way round: which temperature?"
        )
    if like(lambda bits, cost: np.clip(bits, 0.05, 8)):
        return "That is the target itself. Ask `cost` what a temperature costs, and change it."
    if like(lambda bits, cost: np.clip(bits / cost(1), 0.05, 8)):
        return (
            "Twice the temperature is not twice the bits. Try one, see whether it costs too much."
        )
    ends = [number(answer(*given), _TEMPERATURE) for given, _ in _DIALS]
    if all(min(abs(found - 0.05), abs(found - 8)) < 0.02 for found in ends):
        return (
            "It runs to an end of the range. If the middle costs too little, the answer lies above "
            "it: which end has to move?"
        )
    if _off(answer, _DIALS):
        far = any(abs(number(answer(*given), _TEMPERATURE) - t) > 0.3 for given, t in _DIALS)
        return (
            "At the temperature that you found, a note does not cost what it should. Print "
            "`cost` of it."
            if far
            else "Nearly: go on until the range is narrower than a hundredth."
        )
    return None


DIALED = Exercise(
    name="15.dialed",
    tests=(is_one_temperature, costs_what_was_asked_for),
    hints=(
        "Begin with `low, high = 0.05, 8` and look at the middle: does it cost more than `bits`?",
        "If it costs less, the answer lies above: `low = middle`. Else `high = middle`.",
        "Go on while `high - low > 0.001`; then return the middle.",
    ),
)

EXERCISES = (TAKEN_UP, FIRST_OF_GAP, DIALED)
