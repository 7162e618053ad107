"""The exercises of lesson 02: counts, a frame, draws, the long run, temperature, an instrument."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from meantone.exercises.instruments import Shown, instrument_of, moved, settings_of, sliders_of
from meantone.teaching import (
    Case,
    Diagnosis,
    Exercise,
    agrees,
    alike,
    items,
    numbers,
    plain,
    shaped,
    whole,
)

# --- transition_matrix ------------------------------------------------------------------------

_ONE_PAIR = ([[0, 1]], 2)
_COUNTS: list[Case] = [
    (([[0, 0, 0]], 2), [[2, 0], [0, 0]]),
    (([[0, 1, 0, 0, 0]], 2), [[2, 1], [1, 0]]),
]
_WHOLE: list[Case] = [
    (([[0, 0, 0, 1]], 2), [[2 / 3, 1 / 3], [0, 0]]),
    (([[0, 1, 0, 0, 0]], 2), [[1 / 2, 1 / 4], [1 / 4, 0]]),
]
_MATRICES: list[Case] = [
    (([[0, 0, 0]], 2), [[1, 0], [0, 0]]),
    (([[0, 1, 0, 0, 0]], 3), [[2 / 3, 1 / 3, 0], [1, 0, 0], [0, 0, 0]]),
    (([[0, 1, 2, 0], [1, 2, 2, 1]], 3), [[0, 1, 0], [0, 0, 1], [1 / 3, 1 / 3, 1 / 3]]),
    (
        ([[4, 0, 4, 4], [3, 4], [2]], 5),
        [[0, 0, 0, 0, 1], [0] * 5, [0] * 5, [0, 0, 0, 0, 1], [1 / 2, 0, 0, 0, 1 / 2]],
    ),
]


def has_a_cell_for_every_pair(matrix: Any) -> str | None:
    if isinstance(matrix([[0, 0]], 1), Mapping):
        return "An array is asked for, not a dict: one table, with a number in each cell."
    if not shaped(matrix, [(([[0]], 1), [[0]]), *_MATRICES]):
        return (
            "The table needs a row and a column for every token up to `size - 1`, also for "
            "those that never occur."
        )
    return None


def leaves_unheard_rows_empty(matrix: Any) -> str | None:
    for tunes, size in [([[0, 1]], 3), ([[2, 2, 0]], 4)]:
        row = np.asarray(plain(matrix(tunes, size)), dtype=float)[1]
        if np.isnan(row).any():
            return "A row that was never counted holds nan. What is nothing divided by nothing?"
        if row.any():
            return "The row of a note that nothing ever followed should stay zero. Here it is not."
    return None


def counts_within_tunes(matrix: Any) -> str | None:
    for tunes in ([[0], [1]], [[1], [1], [0]]):
        if numbers(matrix(tunes, 2)).any():
            return (
                "Nothing follows the last note of a tune, not even the first of the next tune: "
                "these tunes of one note hold no pair."
            )
    return None


def has_rows_for_the_note_before(matrix: Any) -> str | None:
    found = np.asarray(plain(matrix(*_ONE_PAIR)), dtype=float)
    if found[0, 1] == 0 and found[1, 0] > 0:
        return "Row and column are the wrong way round: the row is the note that came before."
    return None


def has_rows_that_sum_to_one(matrix: Any) -> str | None:
    if agrees(matrix, _COUNTS):
        return "These are counts, not chances yet: a row with counts has to sum to 1."
    if agrees(matrix, _WHOLE):
        return "The whole table sums to 1. Each row has to: it says what follows one note."
    for (tunes, size), _ in _MATRICES:
        sums = numbers(matrix(tunes, size)).sum(axis=1)
        if not np.allclose(sums[sums > 0], 1):
            return "A row in which anything was counted has to sum to 1. Here one does not."
    return None


def has_the_right_chances(matrix: Any) -> str | None:
    if agrees(matrix, [(given, np.floor(right)) for given, right in _MATRICES]):
        return "What stands behind the point is lost: an array of whole numbers keeps no shares."
    if not agrees(matrix, _MATRICES):
        return "The shares are not those of the counts. Count the pairs of this tune on paper."
    return None


TRANSITION_MATRIX = Exercise(
    name="02.transition_matrix",
    tests=(
        has_a_cell_for_every_pair,
        has_rows_for_the_note_before,
        leaves_unheard_rows_empty,
        counts_within_tunes,
        has_rows_that_sum_to_one,
        has_the_right_chances,
    ),
    hints=(
        "Start from `np.zeros((size, size))`, and go through the pairs of each tune as above.",
        "`counts.sum(axis=1, keepdims=True)` is the sum of each row, as a column.",
        "Divide only where a row's sum is above zero: `np.divide` has a `where`.",
    ),
)


# --- framed -----------------------------------------------------------------------------------

_TUNES: tuple[tuple[list[int], int], ...] = (
    ([0], 3),
    ([1, 0], 2),
    ([0, 1, 0], 5),
    ([2, 0, 1, 1, 2, 0], 4),
)


def has_two_boundaries(answer: Any) -> str | None:
    for tune, size in (*_TUNES, ([], 2)):
        found = items(answer(tune, size))
        if len(found) == len(tune) + 1 and found[-1] == size and found[:-1] == tune:
            return "The end is there. How will the machine know how a tune begins?"
        if len(found) == len(tune) + 1 and found[0] == size and found[1:] == tune:
            return "The beginning is there. What comes after the last note?"
        if len(found) != len(tune) + 2:
            return "A framed tune has exactly two tokens more than the tune."
    return None


def has_a_boundary_of_its_own(answer: Any) -> str | None:
    for tune, size in _TUNES:
        found = items(answer(tune, size))
        if found[0] != found[-1]:
            return "One and the same token stands at both ends."
        if found[0] != size:
            return (
                f"The boundary's number is `size`, here {size}: the first that no note of any tune "
                "has, however long this one is and whatever it holds."
            )
    return None


def keeps_the_notes(answer: Any) -> str | None:
    for tune, size in _TUNES:
        if items(answer(tune, size))[1:-1] != tune:
            return "Between the boundaries the tune should stand as it was, note by note."
    return None


FRAMED = Exercise(
    name="02.framed",
    tests=(has_two_boundaries, has_a_boundary_of_its_own, keeps_the_notes),
    hints=(
        "Which number stands for the boundary, and where does it go?",
        "`[7, *tune]` is a list that begins with 7 and goes on with the tune.",
        "Put `size` on the left of the unpacked tune, then do the same on its right.",
    ),
)


# --- draw -------------------------------------------------------------------------------------


class Chance(np.random.Generator):
    """A source of chance whose next number is known; it notes whether it was asked.

    Examples
    --------
    >>> chance = Chance(0.25)
    >>> chance.random(), chance.uniform(0, 4), chance.asked
    (0.25, 1.0, 2)
    """

    def __init__(self, number: float) -> None:
        super().__init__(np.random.PCG64(0))
        self.number = number
        self.asked = 0

    def random(self, size: Any = None, dtype: Any = float, out: Any = None) -> Any:
        """Return the known number."""
        self.asked += 1
        if self.asked > 1000:
            raise Diagnosis("`rng.random()` was called a thousand times. One number is enough.")
        return self.number if size is None else np.full(size, self.number)

    def uniform(self, low: Any = 0.0, high: Any = 1.0, size: Any = None) -> Any:
        """Return the known number, stretched."""
        return low + (high - low) * self.random(size)

    def choice(self, *arguments: Any, **named: Any) -> Any:
        """Say that this is what the exercise is about."""
        raise Diagnosis(
            "`rng.choice` does the whole exercise. Draw with one number from `rng.random()`: "
            "how `choice` works is what you find out here."
        )

    def __call__(self, *arguments: Any) -> Any:
        """Say that it is made already: in the lesson `rng(0)` makes one."""
        raise Diagnosis("This `rng` is made already: `rng.random()` asks it for a number.")

    def __repr__(self) -> str:
        return f"<rng whose random() is {self.number}>"


_HALVES = np.array([0.5, 0.5])
_ROWS = (np.array([0.2, 0.5, 0.3]), np.array([0.1, 0.0, 0.6, 0.25, 0.05]))
_TOKEN = "A token is asked for, one whole number: where on the line, not what is there."


def is_a_token(answer: Any) -> str | None:
    for number in (0.1, 0.6):
        if not 0 <= whole(answer(_HALVES, Chance(number)), _TOKEN) < 2:
            return "Tokens are counted from 0, so the last one is one less than the row is long."
    return None


def asks_the_given_chance(answer: Any) -> str | None:
    for row in (_HALVES, *_ROWS):
        chance = Chance(0.7)
        answer(row, chance)
        if not chance.asked:
            return (
                "`random()` of the given `rng` was not called, so the same seed would not draw the "
                "same tune."
            )
        if chance.asked > 1:
            return f"`rng.random()` was called {chance.asked} times. One number is enough."
    return None


def never_draws_the_impossible(answer: Any) -> str | None:
    for row in (np.array([0.0, 1.0, 0.0]), np.array([0.5, 0.0, 0.0, 0.5])):
        for number in (0.0, 0.3, 0.5, 0.6, 0.999):
            if row[whole(answer(row, Chance(number)), _TOKEN)] == 0:
                return "Here a token was drawn whose chance is 0."
    return None


def draws_by_the_shares(answer: Any) -> str | None:
    for row in _ROWS:
        found = [whole(answer(row, Chance((i + 0.5) / 100)), _TOKEN) for i in range(100)]
        counts = [found.count(token) for token in range(len(row))]
        told = f"for {row.tolist()} and a hundred even numbers, tokens come {counts} times"
        if max(counts) == 100:
            says = "It gives the same token whatever number falls: that is choosing, not drawing."
            raise Diagnosis(says, told)
        if not np.array_equal(counts, np.round(100 * row)):
            says = "Of a hundred even numbers, each token should get as many as its share says."
            raise Diagnosis(says, told)
    return None


DRAW = Exercise(
    name="02.draw",
    tests=(is_a_token, asks_the_given_chance, never_draws_the_impossible, draws_by_the_shares),
    hints=(
        "`np.cumsum(row)` gives the places on the line where one token's share ends.",
        "How many of those places lie at or below the number that fell?",
        "`np.searchsorted` finds that; its `side` says what happens exactly on a place.",
    ),
)


# --- long_run ---------------------------------------------------------------------------------

_TWO = np.array([[0.5, 0.5], [1.0, 0.0]])
_THREE = np.array([[0.9, 0.1, 0.0], [0.0, 0.9, 0.1], [0.2, 0.0, 0.8]])
_FOUR = np.array([[0.0, 1.0, 0, 0], [0.5, 0.0, 0.5, 0], [0, 0.5, 0.0, 0.5], [0, 0, 1.0, 0.0]])
_TABLES = (np.array([[1.0]]), _TWO, _THREE, (_FOUR + np.eye(4)) / 2)
_LONG: list[Case] = [
    ((_TABLES[0],), [1]),
    ((_TWO,), [2 / 3, 1 / 3]),
    ((_THREE,), [0.4, 0.4, 0.2]),
    ((_TABLES[3],), [1 / 6, 1 / 3, 1 / 3, 1 / 6]),
]
_FEW: list[Case] = [
    ((_TWO, 1), [0.75, 0.25]),
    ((_TWO, 2), [0.625, 0.375]),
    ((_THREE, 1), [1.1 / 3, 1 / 3, 0.9 / 3]),
]


def is_one_share_for_each(answer: Any) -> str | None:
    if not shaped(answer, _LONG):
        return "One share for each token is asked for, n numbers, not a table."
    return None


def is_a_distribution(answer: Any) -> str | None:
    for table in _TABLES:
        if not np.isclose(numbers(answer(table)).sum(), 1):
            return "Shares of a whole have to sum to 1, at the start and after every step."
    return None


def moves_with_the_table(answer: Any) -> str | None:
    even = [((table,), np.full(len(table), 1 / len(table))) for table in (_TWO, _THREE)]
    if agrees(answer, even):
        return "It stays even whatever the table says. On which side of the table do shares stand?"
    if agrees(answer, [((_TWO,), [0.75, 0.25])]):
        return "This is where the shares are after one step. Let it run for all of them."
    return None


def settles(answer: Any) -> str | None:
    for (table,), right in _LONG:
        found = numbers(answer(table))
        if not alike(found, found @ table):
            return "One more step would still change it: the long run is where nothing changes."
        if not alike(found, right):
            return "This table would not come to these shares from an even start."
    return None


def takes_the_steps_it_is_told(answer: Any) -> str | None:
    if not agrees(answer, _FEW):
        return "With so few steps it should be on its way from even shares: `steps` says how far."
    return None


LONG_RUN = Exercise(
    name="02.long_run",
    tests=(
        is_one_share_for_each,
        is_a_distribution,
        moves_with_the_table,
        settles,
        takes_the_steps_it_is_told,
    ),
    hints=(
        "Begin with even shares: `np.full(n, 1 / n)`.",
        "One step: each token's share is handed on along its row. `@` does it for all at once.",
        "Put the shares on the left of the table, give the result the old name, and repeat.",
    ),
)


# --- temperature ------------------------------------------------------------------------------

_ROW = np.array([0.5, 0.25, 0.25])
_HEATED: list[Case] = [
    ((_ROW, 0.5), [2 / 3, 1 / 6, 1 / 6]),
    ((_ROW, 2.0), [2**0.5 - 1, 1 - 0.5**0.5, 1 - 0.5**0.5]),
    ((np.array([0.64, 0.16, 0.16, 0.04]), 2.0), [4 / 9, 2 / 9, 2 / 9, 1 / 9]),
    ((np.array([0.2, 0.8, 0.0]), 0.5), [1 / 17, 16 / 17, 0]),
]
_COLD: list[Case] = [
    ((np.array([0.3125, 0.3125, 0.375]), 0.001), [0, 0, 1]),
    ((np.array([0.5, 0.0, 0.25, 0.25]), 0.0005), [1, 0, 0, 0]),
]


def stays_a_distribution(answer: Any) -> str | None:
    for row in (_ROW, np.array([0.64, 0.16, 0.16, 0.04])):
        for degree in (1.0, 0.5, 2.0):
            found = numbers(answer(row, degree))
            if found.shape != row.shape or not np.isclose(found.sum(), 1):
                return "What comes out has to be a row of chances again, which sum to 1."
    return None


def changes_nothing_at_one(answer: Any) -> str | None:
    if not agrees(answer, [((_ROW, 1.0), _ROW)]):
        return "At temperature 1 the row should come out as it went in."
    return None


def does_something(answer: Any) -> str | None:
    if agrees(answer, [((_ROW, 0.5), _ROW), ((_ROW, 2.0), _ROW)]):
        return "It does nothing at any temperature. Does your number cancel when you divide?"
    return None


def sharpens_below_one(answer: Any) -> str | None:
    if numbers(answer(_ROW, 0.5))[0] < 0.5:
        return "Below 1 the likely should become likelier. Here it becomes less likely."
    if numbers(answer(_ROW, 2.0))[0] > 0.5:
        return "Above 1 the likely should become less likely. Here it becomes likelier."
    return None


def is_the_right_power(answer: Any) -> str | None:
    if not agrees(answer, _HEATED):
        return "The amount is not right: what power of the chances is it at this temperature?"
    return None


def survives_the_cold(answer: Any) -> str | None:
    for given, right in _COLD:
        found = np.asarray(plain(answer(*given)), dtype=float)
        if np.isnan(found).any() or not alike(found, right):
            return (
                "In the cold, tiny numbers become exactly zero. Make the largest one 1 beforehand."
            )
    return None


TEMPERATURE = Exercise(
    name="02.temperature",
    tests=(
        stays_a_distribution,
        changes_nothing_at_one,
        does_something,
        sharpens_below_one,
        is_the_right_power,
        survives_the_cold,
    ),
    hints=(
        "A power bends a row: squares make the large shares larger, once they sum to 1 again.",
        "The power is 1 at temperature 1, and 2 at temperature one half.",
        "Divide the row by its largest entry, raise it to the power, divide by the sum.",
    ),
)


# --- instrument -------------------------------------------------------------------------------


def is_an_instrument(answer: Any) -> str | None:
    if instrument_of(answer) is None:
        raise Diagnosis(
            "An instrument is asked for: what `interact` or `interactive` makes of your function. "
            "Hand over the decorated function, or what the call gives back."
        )
    return None


def has_a_slider(answer: Any) -> str | None:
    if not sliders_of(instrument_of(answer)):
        says = "There is no slider in it. A pair of numbers, such as `(0, 12)`, becomes a slider."
        raise Diagnosis(says, "its controls: " + (_controls(answer) or "none"))
    return None


def _controls(answer: Any) -> str:
    """Name an instrument's controls, but for the place where its output goes."""
    names = [type(child).__name__ for child in instrument_of(answer).children]
    return ", ".join(name for name in names if name != "Output")


def says_what_it_changes(answer: Any) -> str | None:
    for slider in sliders_of(instrument_of(answer)):
        label = slider.description.strip()
        if len(label) < 3:
            says = "A slider needs a label: a word for what it changes, as its `description`."
            raise Diagnosis(says, f"the slider's label is {label!r}")
    return None


def answers_its_sliders(answer: Any) -> str | None:
    instrument = instrument_of(answer)
    for slider in sliders_of(instrument):
        low, _, high = settings_of(slider)
        shown = moved(instrument, slider, (low, high, low))
        for value, one in zip((low, high, low), shown, strict=True):
            if says := _amiss(one):
                raise Diagnosis(says, f"the slider {slider.description!r} moved to {value:.3g}")
        says = _alike(*(one for one in shown if one))
        if says:
            raise Diagnosis(says, f"the slider {slider.description!r} at {low:.3g} and {high:.3g}")
    return None


def _amiss(shown: Shown | None) -> str:
    """Say what is wrong with what is shown at one setting, or nothing."""
    if shown is None:
        return "The slider moves, and your function is not called. Is it one with a button?"
    if shown.error is not None:
        return f"Your function stops here, with {type(shown.error).__name__}: {shown.error}."
    if not shown.sounds:
        return "There is nothing to hear. `display(show.sound(tune))` in your function plays it."
    if not shown.pictures:
        return "There is nothing to see. `display(show.roll(tune))` in your function draws it."
    return ""


def _alike(low: Shown, high: Shown, again: Shown) -> str:
    """Say what is wrong with how an instrument changes, or nothing."""
    if low.sounds != again.sounds:
        return (
            "The same setting sounds different each time, so nobody hears what the slider does. "
            "Give chance the same seed in every call."
        )
    if low.sounds == high.sounds:
        return "It sounds the same at both ends. Does your function use its number?"
    if low.pictures == high.pictures:
        return "It sounds different at both ends, and looks the same. Draw the tune that is played."
    return ""


INSTRUMENT = Exercise(
    name="02.instrument",
    asks="anything",
    seconds=20.0,
    tests=(is_an_instrument, has_a_slider, says_what_it_changes, answers_its_sliders),
    hints=(
        "Begin with a function of one number that displays something. Call it by hand first.",
        '`@interact(n=IntSlider(3, min=0, max=12, description="steps up"))` stands above it.',
        "Make a tune of the number; then `display(show.sound(tune), show.roll(tune))`.",
    ),
)

EXERCISES = (DRAW, TRANSITION_MATRIX, FRAMED, TEMPERATURE, LONG_RUN, INSTRUMENT)
