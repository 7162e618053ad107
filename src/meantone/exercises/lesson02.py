"""The exercises of lesson 02: counting, framing, drawing, the long run, the temperature."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- transition_matrix ------------------------------------------------------------------------


def transition_matrix(tunes, size):
    counts = np.zeros((size, size))
    for tune in tunes:
        for before, after in pairwise(tune):
            counts[before, after] += 1
    sums = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, sums, out=counts, where=sums > 0)


def _counted(tunes, size):
    counts = np.zeros((size, size))
    for tune in tunes:
        for before, after in pairwise(tune):
            counts[before, after] += 1
    return counts


def has_a_cell_for_every_pair(matrix: Any) -> str | None:
    for tunes, size in [([[0]], 1), ([[0, 0]], 2), ([[0, 1]], 4)]:
        if np.shape(matrix(tunes, size)) != (size, size):
            return (
                "The table needs a row and a column for every token up to `size - 1`, also for "
                "those that never occur."
            )
    return None


def counts_within_tunes(matrix: Any) -> str | None:
    if np.any(np.nan_to_num(matrix([[0], [1]], 2)) > 0):
        return "Nothing follows the last note of a tune, not even the first note of the next one."
    return None


def leaves_unheard_rows_empty(matrix: Any) -> str | None:
    row = np.asarray(matrix([[0, 1]], 3))[2]
    if not np.array_equal(row, [0, 0, 0]):
        return "A row that was never counted should stay zero. What is nothing divided by nothing?"
    return None


def has_rows_for_the_note_before(matrix: Any) -> str | None:
    found = np.asarray(matrix([[0, 1]], 2))
    if found[0, 1] == 0 and found[1, 0] > 0:
        return "Row and column are the wrong way round: the row is the note that came before."
    return None


def has_rows_that_sum_to_one(matrix: Any) -> str | None:
    for tunes in ([[0, 0, 0]], [[0, 1, 0, 0, 1]], [[0, 1, 0], [1, 1]]):
        sums = np.asarray(matrix(tunes, 2)).sum(axis=1)
        total = np.asarray(matrix(tunes, 2)).sum()
        if np.allclose(sums[sums > 0], 1):
            continue
        if np.isclose(total, 1):
            return "The whole table sums to 1. Each row has to: it says what follows one note."
        return "These are not chances yet: a row with counts has to sum to 1."
    return None


def has_the_right_chances(matrix: Any) -> str | None:
    for tunes in ([[0, 1, 0, 0, 0]], [[0, 1, 2, 0], [1, 2, 2, 1]]):
        if not np.allclose(matrix(tunes, 3), transition_matrix(tunes, 3)):
            return "The shares are not those of the counts. Count one short tune on paper."
    return None


def _joined(tunes, size):
    return transition_matrix([[note for tune in tunes for note in tune]], size)


def _seen_only(tunes, size):
    counts = _counted(tunes, size)
    seen = sorted({note for tune in tunes for note in tune})
    counts = counts[np.ix_(seen, seen)]
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _divided_by_zero(tunes, size):
    counts = _counted(tunes, size)
    with np.errstate(invalid="ignore"):
        return counts / counts.sum(axis=1, keepdims=True)


def _whole_table(tunes, size):
    counts = _counted(tunes, size)
    return counts / max(counts.sum(), 1)


def _seen_or_not(tunes, size):
    seen = (_counted(tunes, size) > 0).astype(float)
    return seen / np.maximum(seen.sum(axis=1, keepdims=True), 1)


TRANSITION_MATRIX = Exercise(
    name="02.transition_matrix",
    minutes=5,
    solution=transition_matrix,
    key="np.divide(counts, sums, out=counts, where=sums > 0)",
    stub=lambda tunes, size: ...,
    tests=(
        has_a_cell_for_every_pair,
        counts_within_tunes,
        leaves_unheard_rows_empty,
        has_rows_for_the_note_before,
        has_rows_that_sum_to_one,
        has_the_right_chances,
    ),
    wrong=(
        Wrong(_seen_only, "a row and a column for every token"),
        Wrong(_joined, "Nothing follows the last note"),
        Wrong(_divided_by_zero, "nothing divided by nothing"),
        Wrong(lambda tunes, size: transition_matrix([t[::-1] for t in tunes], size), "wrong way"),
        Wrong(_whole_table, "The whole table sums to 1"),
        Wrong(_counted, "not chances yet"),
        Wrong(_seen_or_not, "not those of the counts"),
    ),
    hints=(
        "Start from `np.zeros((size, size))`, and go through the pairs of each tune as above.",
        "`counts.sum(axis=1, keepdims=True)` is the sum of each row, as a column.",
        "Divide only where a row's sum is above zero: `np.divide` has a `where`.",
    ),
)


# --- framed -----------------------------------------------------------------------------------


def framed(tune, size):
    return [size, *tune, size]


def is_a_list(answer: Any) -> str | None:
    if not isinstance(answer([], 2), list):
        return "A list is asked for: some of what comes later needs to count its pairs."
    return None


def has_two_boundaries(answer: Any) -> str | None:
    for tune in ([0], [1, 0], []):
        found = answer(tune, 2)
        if len(found) == len(tune) + 1 and found[-1] == 2:
            return "The end is there. How will the machine know how a tune begins?"
        if len(found) == len(tune) + 1:
            return "The beginning is there. What comes after the last note?"
        if len(found) != len(tune) + 2:
            return "A framed tune has exactly two tokens more than the tune."
    return None


def has_a_boundary_of_its_own(answer: Any) -> str | None:
    for tune, size in ([0], 1), ([1, 0], 2):
        found = answer(tune, size)
        if found[0] != found[-1]:
            return "One and the same token stands at both ends."
        if found[0] != size:
            return "The boundary is no note: its number is the first that no note has."
    return None


def keeps_the_notes(answer: Any) -> str | None:
    for tune in ([0, 1], [1, 0, 0]):
        if list(answer(tune, 2)[1:-1]) != tune:
            return "Between the boundaries the tune has to stay as it is."
    return None


FRAMED = Exercise(
    name="02.framed",
    minutes=3,
    solution=framed,
    key="[size, *tune, size]",
    stub=lambda tune, size: ...,
    tests=(is_a_list, has_two_boundaries, has_a_boundary_of_its_own, keeps_the_notes),
    wrong=(
        Wrong(lambda tune, size: np.array([size, *tune, size]), "A list is asked for"),
        Wrong(lambda tune, size: [*tune, size], "how a tune begins"),
        Wrong(lambda tune, size: [size, *tune], "after the last note"),
        Wrong(lambda tune, size: [size, *tune, size, size], "exactly two tokens"),
        Wrong(lambda tune, size: [size, *tune, size + 1], "same token"),
        Wrong(lambda tune, size: [-1, *tune, -1], "no note has"),
        Wrong(lambda tune, size: [size, *sorted(tune), size], "stay as it is"),
    ),
    hints=(
        "Lists can be put together with `+`, or unpacked with a star.",
        "`[7, *[1, 2]]` is `[7, 1, 2]`.",
        "Put `size` on the left of the unpacked tune, then do the same on its right.",
    ),
)


# --- draw -------------------------------------------------------------------------------------


def draw(row, rng):
    return int(np.searchsorted(np.cumsum(row), rng.random(), side="right"))


class _Fixed:
    """A source of chance that gives one number, and counts how often it is asked."""

    def __init__(self, number: float) -> None:
        self.number = number
        self.asked = 0

    def random(self) -> float:
        self.asked += 1
        return self.number

    def __repr__(self) -> str:
        return f"<rng whose random() is {self.number}>"


def is_a_token(answer: Any) -> str | None:
    for number in (0.1, 0.6):
        found = answer([0.5, 0.5], _Fixed(number))
        if not isinstance(found, (int, np.integer)) or isinstance(found, bool):
            return "A token is asked for, one whole number: where on the line, not what is there."
        if not 0 <= found < 2:
            return "Tokens are counted from 0, so the last one is one less than the row is long."
    return None


def asks_the_given_chance(answer: Any) -> str | None:
    chance = _Fixed(0.7)
    answer([0.5, 0.5], chance)
    if not chance.asked:
        return "The given `rng` was not asked, so the same seed would not draw the same tune."
    return None


def never_draws_the_impossible(answer: Any) -> str | None:
    for number in (0.0, 0.3, 0.999):
        if answer([0.0, 1.0, 0.0], _Fixed(number)) != 1:
            return "Here a token was drawn whose chance is 0."
    return None


def draws_by_the_shares(answer: Any) -> str | None:
    row = [0.2, 0.5, 0.3]
    found = [answer(row, _Fixed(number)) for number in (0.1, 0.3, 0.6, 0.9)]
    if len(set(found)) == 1:
        return "It gives the same token whatever number falls: that is choosing, not drawing."
    counts = [answer(row, _Fixed((i + 0.5) / 100)) for i in range(100)]
    if [counts.count(token) for token in range(3)] != [20, 50, 30]:
        return "Of a hundred even numbers, each token should get as many as its share says."
    return None


def _argmax(row, rng):
    rng.random()
    return int(np.argmax(row))


def _nearest(row, rng):
    # every token that can be drawn at all is drawn equally often
    possible = np.flatnonzero(row)
    return int(possible[int(rng.random() * len(possible))])


DRAW = Exercise(
    name="02.draw",
    minutes=5,
    solution=draw,
    key='np.searchsorted(np.cumsum(row), rng.random(), side="right")',
    stub=lambda row, rng: ...,
    tests=(is_a_token, asks_the_given_chance, never_draws_the_impossible, draws_by_the_shares),
    wrong=(
        Wrong(lambda row, rng: row[draw(row, rng)], "not what is there"),
        Wrong(lambda row, rng: draw(row, rng) + 1, "counted from 0"),
        Wrong(lambda row, rng: int(np.random.default_rng(0).random() < row[0]), "was not asked"),
        Wrong(lambda row, rng: int(rng.random() * len(row)), "whose chance is 0"),
        Wrong(_argmax, "choosing, not drawing"),
        Wrong(_nearest, "as its share says"),
    ),
    hints=(
        "`np.cumsum(row)` gives the places on the line where one token's share ends.",
        "How many of those places lie at or below the number that fell?",
        "`np.searchsorted` finds that; its `side` says what happens exactly on a place.",
    ),
)


# --- long_run ---------------------------------------------------------------------------------


def long_run(matrix, steps=1000):
    share = np.full(len(matrix), 1 / len(matrix))
    for _ in range(steps):
        share = share @ matrix
    return share


_TABLES = (
    np.array([[1.0]]),
    np.array([[0.5, 0.5], [1.0, 0.0]]),
    np.array([[0.9, 0.1, 0.0], [0.0, 0.9, 0.1], [0.2, 0.0, 0.8]]),
)


def is_one_share_for_each(answer: Any) -> str | None:
    for table in _TABLES:
        if np.shape(answer(table)) != (len(table),):
            return "One share for each token is asked for, n numbers, not a table."
    return None


def is_a_distribution(answer: Any) -> str | None:
    for table in _TABLES:
        if not np.isclose(np.sum(answer(table)), 1):
            return "Shares of a whole have to sum to 1, at the start and after every step."
    return None


def moves_with_the_table(answer: Any) -> str | None:
    found = answer(_TABLES[1])
    if np.allclose(found, [0.5, 0.5]):
        return "It stays even whatever the table says. On which side of the table do shares stand?"
    if np.allclose(found, [0.75, 0.25]):
        return "This is where the shares are after one step. Let it run for all of them."
    return None


def settles(answer: Any) -> str | None:
    for table in _TABLES[1:]:
        found = answer(table)
        if not np.allclose(found, long_run(table), atol=1e-6):
            return "One more step would still change it: the long run is where nothing changes."
    return None


def _eigenvector(matrix, steps=1000):
    values, vectors = np.linalg.eig(np.asarray(matrix).T)
    return np.abs(vectors[:, np.argmax(values.real)].real)


def _wrong_side(matrix, steps=1000):
    share = np.full(len(matrix), 1 / len(matrix))
    for _ in range(steps):
        share = matrix @ share
    return share


LONG_RUN = Exercise(
    name="02.long_run",
    minutes=5,
    solution=long_run,
    key="share = share @ matrix",
    stub=lambda matrix, steps=1000: ...,
    tests=(is_one_share_for_each, is_a_distribution, moves_with_the_table, settles),
    wrong=(
        Wrong(lambda matrix, steps=1000: np.linalg.matrix_power(matrix, steps), "not a table"),
        Wrong(_eigenvector, "sum to 1"),
        Wrong(_wrong_side, "On which side"),
        Wrong(lambda matrix, steps=1000: long_run(matrix, 1), "after one step"),
        Wrong(lambda matrix, steps=1000: long_run(matrix, 3), "One more step"),
    ),
    hints=(
        "Begin with even shares: `np.full(n, 1 / n)`.",
        "One step: each token's share is handed on along its row. `@` does it for all at once.",
        "Put the shares on the left of the table, give the result the old name, and repeat.",
    ),
)


# --- temperature ------------------------------------------------------------------------------


def temperature(row, degree):
    scaled = (row / np.max(row)) ** (1 / degree)
    return scaled / scaled.sum()


_ROW = np.array([0.5, 0.25, 0.25])


def stays_a_distribution(answer: Any) -> str | None:
    for degree in (1.0, 0.5, 2.0):
        found = np.asarray(answer(_ROW, degree))
        if np.shape(found) != np.shape(_ROW) or not np.isclose(found.sum(), 1):
            return "What comes out has to be a row of chances again, which sum to 1."
    return None


def changes_nothing_at_one(answer: Any) -> str | None:
    if not np.allclose(answer(_ROW, 1.0), _ROW):
        return "At temperature 1 the row should come out as it went in."
    return None


def does_something(answer: Any) -> str | None:
    if np.allclose(answer(_ROW, 0.5), _ROW):
        return "It does nothing at any temperature. Does your number cancel when you divide?"
    return None


def sharpens_below_one(answer: Any) -> str | None:
    if answer(_ROW, 0.5)[0] < 0.5:
        return "Below 1 the likely should become likelier. Here it becomes less likely."
    return None


def is_the_right_power(answer: Any) -> str | None:
    for degree in (0.5, 2.0):
        if not np.allclose(answer(_ROW, degree), temperature(_ROW, degree)):
            return "The direction is right, the amount is not: what power is it at temperature 2?"
    return None


def survives_the_cold(answer: Any) -> str | None:
    with np.errstate(all="ignore"):
        found = np.asarray(answer(np.array([0.05, 0.05, 0.06]) / 0.16, 0.001))
    if not np.allclose(found, [0, 0, 1]):
        return "In the cold, tiny numbers become exactly zero. Make the largest one 1 beforehand."
    return None


def _softmax(row, degree):
    raised = np.exp(np.asarray(row) / degree)
    return raised / raised.sum()


def _linear(row, degree):
    best = np.eye(len(row))[np.argmax(row)]
    mix = degree * np.asarray(row) + (1 - degree) * best
    mix = np.clip(mix, 0, None)
    return mix / mix.sum()


def _underflows(row, degree):
    with np.errstate(all="ignore"):
        raised = np.asarray(row) ** (1 / degree)
        return raised / raised.sum()


TEMPERATURE = Exercise(
    name="02.temperature",
    minutes=5,
    solution=temperature,
    key="(row / np.max(row)) ** (1 / degree)",
    stub=lambda row, degree: ...,
    tests=(
        stays_a_distribution,
        changes_nothing_at_one,
        does_something,
        sharpens_below_one,
        is_the_right_power,
        survives_the_cold,
    ),
    wrong=(
        Wrong(lambda row, degree: np.asarray(row) ** (1 / degree), "sum to 1"),
        Wrong(_softmax, "as it went in"),
        Wrong(lambda row, degree: (row / degree) / (row / degree).sum(), "cancel"),
        Wrong(lambda row, degree: row**degree / (row**degree).sum(), "becomes less likely"),
        Wrong(_linear, "the amount is not"),
        Wrong(_underflows, "exactly zero"),
    ),
    hints=(
        "A power bends a row: squares make the large shares larger, once they sum to 1 again.",
        "The power is 1 at temperature 1, and 2 at temperature one half.",
        "Divide the row by its largest entry, raise it to the power, divide by the sum.",
    ),
)

EXERCISES = (TRANSITION_MATRIX, FRAMED, DRAW, LONG_RUN, TEMPERATURE)
