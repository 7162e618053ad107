"""The exercises of lesson 05: softmax, loss, gradient, a step of descent, the window."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from meantone.teaching import (
    Case,
    Diagnosis,
    Exercise,
    agrees,
    alike,
    items,
    number,
    numbers,
    plain,
    shaped,
)

# Answers are written as learners write them: what comes back from them has no type.

_E = math.e


# --- softmax ----------------------------------------------------------------------------------

_SOFT: list[Case] = [
    ((np.array([1.0, 0.0]),), np.array([_E, 1]) / (_E + 1)),
    ((np.array([0.0, 2.0, 1.0]),), np.array([1, _E**2, _E]) / (1 + _E**2 + _E)),
    ((np.array([0.5, -0.5, 0.5, -1.5]),), np.array([_E**2, _E, _E**2, 1]) / (2 * _E**2 + _E + 1)),
]
_FAR: list[tuple[list[float], list[float]]] = [
    ([1000.0, 1000.0], [0.5, 0.5]),
    ([-1000.0, -1000.0], [0.5, 0.5]),
    ([1000.0, 999.0], [_E / (_E + 1), 1 / (_E + 1)]),
    ([-1000.0, -1001.0, -1000.0], [_E / (2 * _E + 1), 1 / (2 * _E + 1), _E / (2 * _E + 1)]),
    ([2000.0, 0.0, 2000.0, 2000.0], [1 / 3, 0, 1 / 3, 1 / 3]),
    ([0.0, -2000.0], [1, 0]),
    ([20_000.0, 20_000.0], [0.5, 0.5]),  # too much for long doubles, too
]


def is_a_row_of_chances(answer: Any) -> str | None:
    for scores in ([0.0], [0.0, 0.0], [1.0, 0.0], [0.0, 1.0, 2.0, 3.0]):
        found = numbers(answer(np.array(scores)))
        if found.shape != np.shape(scores):
            return "As many chances are asked for as there are scores."
        if not np.isclose(found.sum(), 1):
            return "Chances sum to 1, whatever the scores are."
    return None


def takes_scores_below_zero(answer: Any) -> str | None:
    for scores in ([-1.0, 2.0], [-1.0, -2.0]):
        found = np.asarray(plain(answer(np.array(scores))), dtype=float)
        if not np.all((found > 0) & (found < 1)):
            return (
                "A score may lie below zero, a chance may not, and none is exactly 0 here. What "
                "turns any number into one above zero?"
            )
    return None


def prefers_the_higher_score(answer: Any) -> str | None:
    found = numbers(answer(np.array([1.0, 0.0])))
    if found[0] <= found[1]:
        return "The note with the highest score should be the likeliest. Here it is not."
    return None


def has_the_right_base(answer: Any) -> str | None:
    if any(
        agrees(answer, [(given, np.round(right, n)) for given, right in _SOFT]) for n in (1, 2, 3)
    ):
        return "These are the right chances, but rounded. Keep all digits: others go on with them."
    if not agrees(answer, _SOFT):
        return "One score more should make a note e = 2.718 times as likely, no more, no less."
    return None


def survives_high_scores(answer: Any) -> str | None:
    for scores, right in _FAR:
        found = np.asarray(plain(answer(np.array(scores))), dtype=float)
        if np.isnan(found).any() or not alike(found, right):
            near = (np.array(scores) - max(scores)).tolist()
            return (
                f"Right for small scores. Only differences matter, so these should have the same "
                f"chances as {near}: what may you do to all scores before you raise e to them?"
            )
    return None


SOFTMAX = Exercise(
    name="05.softmax",
    tests=(
        is_a_row_of_chances,
        takes_scores_below_zero,
        prefers_the_higher_score,
        has_the_right_base,
        survives_high_scores,
    ),
    hints=(
        "`np.exp` makes any number positive. Then let the row sum to 1, as counts did.",
        "Taking the same number away from all scores changes none of the chances.",
        "Take the largest score away from all of them first: then the largest power is e to the 0.",
    ),
)


# --- loss -------------------------------------------------------------------------------------

_ONE = "One number is asked for, the mean over all that came."
_EVEN = np.zeros((1, 4))
_ROWS = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
_CHANCES = np.array([_E**2, 1, 1]) / (_E**2 + 2)  # of the first of these rows
_CAME = np.array([_E**2 / (_E**2 + 2), _E / (1 + _E + 1 / _E), 1 / (_E**3 + 2)])
_LOSSES: list[Case] = [
    ((_ROWS, np.array([0, 1, 2])), -np.log2(_CAME).mean()),
    ((_ROWS[:2], np.array([0, 1])), -np.log2(_CAME[:2]).mean()),
    ((np.zeros((2, 5)), np.array([4, 0])), np.log2(5)),
]


def is_one_number(answer: Any) -> str | None:
    for scores, targets in [(_EVEN, np.array([0])), (_ROWS, np.array([0, 1, 2]))]:
        number(answer(scores, targets), _ONE)
    return None


def knows_even_chances(answer: Any) -> str | None:
    for size in (4, 8):
        found = number(answer(np.zeros((1, size)), np.array([0])), _ONE)
        if np.isclose(found, np.log(size)):
            return (
                "This is the surprise in natural units. A bit is the halving of what is possible."
            )
        if np.isclose(found, size):
            return (
                "This is the perplexity: how many equally likely tokens are as hard to guess. The "
                "loss is its logarithm, in bits."
            )
        if np.isclose(found, -np.log2(size)):
            return (
                "Right but for the sign. A chance is at most 1, so its logarithm is not above 0: a "
                "surprise is the logarithm with a minus."
            )
        if not np.isclose(found, np.log2(size)):
            questions = {4: "two", 8: "three"}[size]
            return (
                f"{size} tokens, all as likely: {questions} yes-or-no questions find the one that "
                "came."
            )
    return None


def is_a_mean(answer: Any) -> str | None:
    several: list[tuple[Any, ...]] = [
        (np.zeros((3, 4)), np.array([0, 3, 1])),
        (np.zeros((2, 4)), np.array([2, 2])),
    ]
    if agrees(answer, [(given, np.log2(given[0].size)) for given in several]):
        return "All scores of the table share one softmax here. Each row is a choice of its own."
    if not agrees(answer, [(given, 2) for given in several]):
        return "Rows that cost 2 bits each cost 2 bits on average."
    return None


def looks_at_what_came(answer: Any) -> str | None:
    costs = [number(answer(_ROWS[:1], np.array([token])), _ONE) for token in range(3)]
    if np.ptp(costs) < 1e-9:
        return "It costs the same whatever came. Take the chance of the token that came."
    twice = np.exp(_CHANCES) / np.exp(_CHANCES).sum()
    if alike(costs, -np.log2(twice)):
        return (
            "The scores went through softmax twice before the logarithm was taken. Once is enough."
        )
    if not alike(costs, -np.log2(_CHANCES)):
        return "The chance of what came is not that of this row of scores."
    return None


def takes_logs_before_the_mean(answer: Any) -> str | None:
    if agrees(answer, [(_LOSSES[0][0], -np.log2(_CAME.mean()))]):
        return (
            "The chances are averaged, then a logarithm is taken: first the surprises, then mean."
        )
    if not agrees(answer, _LOSSES):
        return "Single rows are right, several together are not. Which target goes with which row?"
    return None


LOSS = Exercise(
    name="05.loss",
    tests=(
        is_one_number,
        knows_even_chances,
        is_a_mean,
        looks_at_what_came,
        takes_logs_before_the_mean,
    ),
    hints=(
        "Turn each row of scores into chances. Which one of them matters?",
        "The chance of the token that came: row 0 at targets[0], row 1 at targets[1], and so on.",
        "`np.arange(len(targets))` numbers the rows; `-np.log2` of those chances; then the mean.",
    ),
)


# --- gradient ---------------------------------------------------------------------------------

_THREE = np.array([_E, 1, 1 / _E]) / (_E + 1 + 1 / _E)
_SLOPES: list[Case] = [
    ((np.zeros(2), 0), [-0.5, 0.5]),
    ((np.zeros(4), 3), [0.25, 0.25, 0.25, -0.75]),
    *(((np.array([1.0, 0.0, -1.0]), target), _THREE - np.eye(3)[target]) for target in range(3)),
]


def is_a_slope_for_each(answer: Any) -> str | None:
    if not shaped(answer, _SLOPES):
        return "One slope for each score is asked for: what if this score were a little higher?"
    return None


def points_uphill(answer: Any) -> str | None:
    for given, _ in _SLOPES[:2]:
        if numbers(answer(*given))[given[1]] >= 0:
            return (
                "The slope at the token that came should be negative: a higher score there means "
                "less surprise."
            )
    return None


def needs_no_push(answer: Any) -> str | None:
    found = [numbers(answer(*given)) for given, _ in _SLOPES]
    far = [np.abs(f - right).max() for f, (_, right) in zip(found, _SLOPES, strict=True)]
    rounded = any(agrees(answer, [(g, np.round(right, n)) for g, right in _SLOPES]) for n in (2, 3))
    if rounded:
        return (
            "These are the right slopes, but rounded. Keep all digits: descent goes on with them."
        )
    if 1e-5 < max(far) < 0.03:
        return (
            "Very near, and not exact: a push of some size measures the slope of a short way, not "
            "of the place itself. Which rule do the figures follow? It needs no push."
        )
    return None


def sums_to_nothing(answer: Any) -> str | None:
    for given, _ in _SLOPES:
        if not np.isclose(numbers(answer(*given)).sum(), 0, atol=1e-6):
            return (
                "All scores raised by the same amount change no chance, so the slopes have to sum "
                "to 0. These do not."
            )
    return None


def knows_who_came(answer: Any) -> str | None:
    for given, _ in _SLOPES:
        if np.argmin(numbers(answer(*given))) != given[1]:
            return "The negative slope belongs to the token that came, not to another one."
    return None


def is_chance_minus_certainty(answer: Any) -> str | None:
    if agrees(answer, [(given, np.asarray(right) / np.log(2)) for given, right in _SLOPES]):
        return "These are slopes in bits. The slope of `-np.log(p)`, the natural one, is asked for."
    if any(
        agrees(answer, [(given, np.round(right, n)) for given, right in _SLOPES]) for n in (2, 3)
    ):
        return (
            "These are the right slopes, but rounded. Keep all digits: descent goes on with them."
        )
    if not agrees(answer, _SLOPES):
        return (
            "The signs are right, the sizes are not. Raise one score by 0.001 and measure "
            "what the surprise, `-np.log(p)`, does."
        )
    return None


GRADIENT = Exercise(
    name="05.gradient",
    tests=(
        is_a_slope_for_each,
        points_uphill,
        needs_no_push,
        sums_to_nothing,
        knows_who_came,
        is_chance_minus_certainty,
    ),
    hints=(
        "What the machine should have said is certainty: 1 for the token that came, 0 for others.",
        "The slopes are what it said, less what it should have said.",
        "Take the chances, and lower the entry at `target` by one.",
    ),
)


# --- step -------------------------------------------------------------------------------------

_BLANK = np.zeros((2, 2))
_PAIRS = [(0, 1), (0, 2), (1, 1), (2, 0)]
_KNOWN = np.log(np.array([[2.0, 1, 1], [1, 3, 4], [1, 1, 2]]))  # chances of 2/4, 1/4, 1/4 and so on
_STEPPED: list[Case] = [
    ((_BLANK, [(0, 1)], 1.0), [[-0.5, 0.5], [0, 0]]),
    ((_BLANK, [(1, 1)], 0.1), [[0, 0], [-0.05, 0.05]]),
    ((np.zeros((4, 4)), [(3, 0)], 2.0), [[0] * 4, [0] * 4, [0] * 4, [1.5, -0.5, -0.5, -0.5]]),
]
_SEVERAL: list[Case] = [
    (
        (_KNOWN, _PAIRS, 0.5),
        _KNOWN - [[0.125, -0.0625, -0.0625], [1 / 64, -5 / 64, 4 / 64], [-3 / 32, 1 / 32, 2 / 32]],
    ),
    ((_BLANK, [(0, 1), (1, 0), (0, 1), (0, 0)], 1.0), [[-1 / 8, 1 / 8], [1 / 8, -1 / 8]]),
]


def returns_a_table(answer: Any) -> str | None:
    if not shaped(answer, _STEPPED):
        return "A table of the same shape should come back."
    return None


def goes_down(answer: Any) -> str | None:
    found = numbers(answer(_BLANK, [(0, 1)], 1.0))
    if np.array_equal(found, _BLANK):
        return "Nothing was learned: the table is as it was."
    if found[1].any():
        return "Only the row of the note before has to answer for what came. Another row moved."
    if found[0, 1] < found[0, 0]:
        return "After this step what came is less likely than before: that was a step uphill."
    return None


def goes_as_far_as_the_rate(answer: Any) -> str | None:
    if not agrees(answer, _STEPPED):
        return "For one pair the step is the gradient times the rate. This one is not."
    return None


def takes_the_mean(answer: Any) -> str | None:
    if not agrees(
        answer, [((_BLANK, [(0, 1)] * times, 1.0), [[-0.5, 0.5], [0, 0]]) for times in (2, 3)]
    ):
        return (
            "The same pair again says nothing new, so the step should be the same: one step down "
            "the slope of the mean, with all slopes taken where the table is now."
        )
    return None


def adds_up_all_pairs(answer: Any) -> str | None:
    if not agrees(answer, _SEVERAL):
        return "One pair is right, several are not. Do all of them count, and equally?"
    return None


STEP = Exercise(
    name="05.step",
    tests=(
        returns_a_table,
        goes_down,
        goes_as_far_as_the_rate,
        takes_the_mean,
        adds_up_all_pairs,
    ),
    hints=(
        "Collect the slopes of all pairs in an empty table first; then take one step.",
        "For each pair: the row of the note before gets chances less certainty, as in exercise 3.",
        "Divide by the number of pairs, and go against the slope: rate times slopes, taken away.",
    ),
)


# --- windows ----------------------------------------------------------------------------------

_SEEN: tuple[tuple[list[int], int, int, list[list[int]]], ...] = (
    ([5], 1, 9, [[9], [5]]),
    ([5, 3], 2, 9, [[9, 9], [9, 5], [5, 3]]),
    ([1, 2, 3, 4], 2, 7, [[7, 7], [7, 1], [1, 2], [2, 3], [3, 4]]),
    ([2, 2, 0, 1], 3, 4, [[4, 4, 4], [4, 4, 2], [4, 2, 2], [2, 2, 0], [2, 0, 1]]),
)


def _read(answer: Any, tune: list[int], length: int, boundary: int) -> list[tuple[list[int], int]]:
    """Return an answer's pairs as lists and numbers; none if they are no pairs."""
    try:
        return [
            ([int(token) for token in items(seen)], int(after))
            for seen, after in items(answer(list(tune), length, boundary))
        ]
    except (TypeError, ValueError, Diagnosis):
        return []


def is_a_list_of_pairs(answer: Any) -> str | None:
    for tune, length, boundary, _ in _SEEN:
        pairs = _read(answer, tune, length, boundary)
        if not pairs:
            return "Pairs are asked for: what is seen, a list, and what comes after it, a token."
        if any(len(seen) != length for seen, _ in pairs):
            return "A network has a fixed number of inputs: each window has to be that long."
    return None


def asks_for_every_note(answer: Any) -> str | None:
    for tune, length, boundary, _ in _SEEN:
        after = [token for _, token in _read(answer, tune, length, boundary)]
        if after == tune:
            return "Every note is asked for. How will the network know when to end?"
        if after and after != [*tune, boundary] and after == [*tune, boundary][-len(after) :]:
            return "The first notes of the tune are never asked for. What stands before them?"
        if after != [*tune, boundary]:
            return "What is asked for should be the tune, note by note, and the boundary at last."
    return None


def looks_back_in_order(answer: Any) -> str | None:
    for tune, length, boundary, right in _SEEN:
        windows = [seen for seen, _ in _read(answer, tune, length, boundary)]
        if windows == right:
            continue
        if all(seen[-1] == after for seen, after in zip(windows, [*tune, boundary], strict=True)):
            return "The window holds the very note that is asked for. Nothing is left to guess."
        if windows[0] != [boundary] * length:
            return f"Before the first note there is nothing but the boundary, here {boundary}."
        if [seen[::-1] for seen in windows] == right:
            return "The window runs backwards: the newest note should stand last."
        return "The notes just before the one that is asked for should be seen, the newest last."
    return None


WINDOWS = Exercise(
    name="05.windows",
    tests=(is_a_list_of_pairs, asks_for_every_note, looks_back_in_order),
    hints=(
        "Put boundaries before the tune, so that the first note has a full window too.",
        "As many boundaries as the window is long, then the tune, then one boundary more.",
        "Let a window slide along: `whole[i : i + length]` is seen, the token behind it asked for.",
    ),
)

EXERCISES = (SOFTMAX, LOSS, GRADIENT, STEP, WINDOWS)
