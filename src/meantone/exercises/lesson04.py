"""The exercises of lesson 04: perplexity, bits of coins, the cheapest way, and reading it back."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import (
    Case,
    Diagnosis,
    Exercise,
    agrees,
    items,
    number,
    numbers,
    plain,
    shaped,
)

# --- perplexity -------------------------------------------------------------------------------

_ONE = "One number is asked for, for the whole tune."
_PERPLEXITIES: list[Case] = [
    ((np.array([0.5, 0.5]),), 2),
    ((np.array([0.25, 0.5, 0.5]),), 2 ** (4 / 3)),
    ((np.array([0.125, 0.5, 1.0, 1.0]),), 2),
    ((np.array([0.1, 0.2, 0.5, 0.8, 0.9]),), 0.0072**-0.2),
]


def is_one_number(answer: Any) -> str | None:
    for given, _ in _PERPLEXITIES:
        number(answer(*given), _ONE)
    return None


def is_at_least_one(answer: Any) -> str | None:
    for given, _ in _PERPLEXITIES:
        if number(answer(*given), _ONE) < 1 - 1e-9:
            return (
                "This is below 1, and nothing is easier to guess than one out of one. Where does "
                "the sign change?"
            )
    return None


def does_not_grow_with_length(answer: Any) -> str | None:
    one = number(answer(np.full(1, 0.5)), _ONE)
    for length in (2, 4):
        if not np.isclose(number(answer(np.full(length, 0.5)), _ONE), one):
            return "A tune twice as long, no harder to guess, has the same perplexity. Take a mean."
    return None


def counts_equal_notes(answer: Any) -> str | None:
    if agrees(answer, [((np.full(3, 1 / many),), np.log2(many)) for many in (2, 4, 8)]):
        return "These are the bits per note. How many equally likely notes are as hard to guess?"
    for many in (2, 3, 8):
        if not agrees(answer, [((np.full(3, 1 / many),), many)]):
            return f"One of {many} equally likely notes, each time: that is a perplexity of {many}."
    return None


def averages_surprises(answer: Any) -> str | None:
    means = [((chances,), 1 / chances.mean()) for (chances,), _ in _PERPLEXITIES[1:]]
    if agrees(answer, means):
        return (
            "Chances were averaged here, and a likely note hides an unlikely one. What is averaged?"
        )
    if not agrees(answer, _PERPLEXITIES):
        return "It is not 2 to the mean of the surprises. What comes first, the mean or the power?"
    return None


def lets_nothing_hide(answer: Any) -> str | None:
    for chances in ([0.5, 0.0], [0.0, 1.0, 1.0]):
        try:
            found = np.asarray(plain(answer(np.array(chances))), dtype=float)
        except Diagnosis:
            return None  # `math.log2` raises an error at 0, which hides nothing either
        if np.isfinite(found):
            return "One note here was impossible, which is infinitely surprising. Where did it go?"
    return None


PERPLEXITY = Exercise(
    name="04.perplexity",
    tests=(
        is_one_number,
        is_at_least_one,
        does_not_grow_with_length,
        counts_equal_notes,
        averages_surprises,
        lets_nothing_hide,
    ),
    hints=(
        "First the surprise of every note, in bits. `np.log2` takes a whole list.",
        "Then one number for the tune: the mean. Equal bits stay as they are.",
        "H bits tell apart 2 to the power of H notes.",
    ),
)


# --- bits_per_flip ----------------------------------------------------------------------------

_HEAD, _TAIL = -np.log2(0.75), 2.0
_FLIPS = (
    np.array([[True, True]]),
    np.array([[True, False], [False, False]]),
    np.array([[True, True, False, True], [False, False, False, True], [True, False, True, False]]),
)
_BITS: list[Case] = [
    ((_FLIPS[0], 0.75), [_HEAD]),
    ((_FLIPS[1], 0.75), [(_HEAD + _TAIL) / 2, _TAIL]),
    ((_FLIPS[1], 0.25), [(_HEAD + _TAIL) / 2, _HEAD]),
    (
        (_FLIPS[2], 0.75),
        [(3 * _HEAD + _TAIL) / 4, (_HEAD + 3 * _TAIL) / 4, (_HEAD + _TAIL) / 2],
    ),
]
_OF_A_MEAN: list[Case] = [
    ((_FLIPS[1], 0.75), [1, 2]),
    ((_FLIPS[2], 0.75), -np.log2([0.625, 0.375, 0.5])),
]


def is_one_for_each_sequence(answer: Any) -> str | None:
    if not shaped(answer, [*_BITS, ((np.ones((3, 5), dtype=bool), 0.75), [0, 0, 0])]):
        return "One number for each sequence is asked for. Along which axis do its flips lie?"
    return None


def is_per_flip(answer: Any) -> str | None:
    for length in (1, 2, 4):
        if not agrees(answer, [((np.ones((1, length), dtype=bool), 0.5), [1])]):
            return "A flip of a fair coin is worth 1 bit, however many flips there are."
    return None


def knows_heads_from_tails(answer: Any) -> str | None:
    heads, tails = (np.full((1, 3), side) for side in (True, False))
    if agrees(answer, [((heads, 0.75), [_TAIL]), ((tails, 0.75), [_HEAD])]):
        return "Heads and tails have changed places: True is heads, and `chance` is that of heads."
    if not agrees(answer, [((heads, 0.75), [_HEAD])]):
        return "Only heads came here. How surprising is one, with a coin of this chance?"
    if agrees(answer, [((tails, 0.75), [0])]):
        return "Tails are surprising, too: how likely are they with this coin?"
    if agrees(answer, [((tails, 0.75), [_HEAD])]):
        return "Here tails surprise as little as heads. How likely are they with this coin?"
    if not agrees(answer, [((tails, 0.75), [_TAIL])]):
        return "Only tails came here, each with a chance of one quarter: a surprise of 2 bits."
    return None


def takes_the_mean_of_surprises(answer: Any) -> str | None:
    if agrees(answer, _OF_A_MEAN):
        return "The mean of the surprises is asked for, not the surprise of a mean."
    if not agrees(answer, _BITS):
        return "Each row is a sequence: the mean of the surprises of its own flips is asked for."
    return None


BITS_PER_FLIP = Exercise(
    name="04.bits_per_flip",
    tests=(
        is_one_for_each_sequence,
        is_per_flip,
        knows_heads_from_tails,
        takes_the_mean_of_surprises,
    ),
    hints=(
        "What is the surprise of one head, and what of one tail? Two numbers.",
        "`np.where(flips, a, b)` puts `a` where a flip is heads, and `b` elsewhere.",
        "Rows are sequences: the mean along `axis=1` is the mean over the flips of each.",
    ),
)


# --- one_note_more ----------------------------------------------------------------------------

_WAYS = (
    (np.array([[3.0, 1.0], [4.0, 6.0]]), np.array([2.0, 6.0])),
    (np.array([[3.0, 5.0, 2.0], [3.0, 2.0, 2.0], [6.0, 5.0, 1.0]]), np.array([6.0, 6.0, 1.0])),
)
# In both tables each of these gives something else than what is right, which stands last.
_SLIPS: tuple[tuple[str, tuple[list[float], list[float]]], ...] = (
    ("The step itself costs bits, too.", ([2, 2], [1, 1, 1])),
    (
        "This takes the cheapest step, wherever it leads. What does it cost from there?",
        ([1, 4], [2, 2, 1]),
    ),
    (
        "The cheapest step was chosen first, and what is left was added too late.",
        ([7, 6], [3, 8, 2]),
    ),
    (
        "What is left is to be paid from the note that the step leads to, not from here.",
        ([3, 10], [8, 8, 2]),
    ),
    (
        "The best is taken over the wrong axis: a row is what can follow one note.",
        ([5, 7], [9, 8, 2]),
    ),
    ("This is the costliest way on: bits are what it costs.", ([7, 12], [11, 9, 12])),
    ("This says where the least stands. How much is it?", ([0, 0], [2, 2, 2])),
)
_CHEAPEST: list[Case] = [
    ((np.array([[1.0]]), np.array([2.0])), [3]),
    (_WAYS[0], [5, 6]),
    (_WAYS[1], [3, 3, 2]),
    (
        (np.array([[1.0, 9, 9, 9], [9, 9, 1.5, 9], [2, 2, 2, 2], [9, 9, 9, 3]]), np.arange(4.0)),
        [1, 3.5, 2, 6],
    ),
]


def is_one_for_each_note(answer: Any) -> str | None:
    if not shaped(answer, _CHEAPEST):
        return "One number for each note is asked for: the least bits from that note on."
    return None


def is_the_least(answer: Any) -> str | None:
    for says, results in _SLIPS:
        if agrees(answer, list(zip(_WAYS, results, strict=True))):
            return says
    if not agrees(answer, _CHEAPEST):
        return "This is not the cheapest of the ways on. Add up a table of two notes on paper."
    return None


ONE_NOTE_MORE = Exercise(
    name="04.one_note_more",
    tests=(is_one_for_each_note, is_the_least),
    hints=(
        "From note `a`, the way by note `b` costs the step to `b`, and what is left at `b`.",
        "`bits` has a row for each `a`, a column for each `b`; `left` has a number for each `b`.",
        "Added together, NumPy puts `left` beside every row. Then the smallest of each row.",
    ),
)


# --- read_back --------------------------------------------------------------------------------

_TABLES = (
    (
        np.array([[6.0, 2, 1], [2, 3, 6], [2, 1, 1]]),
        np.array([[8.0, 5, 8], [7, 8, 6], [7, 9, 7], [8, 9, 8]]),
        0,
    ),
    (
        np.array([[4.0, 3, 6, 5], [5, 4, 2, 4], [1, 3, 4, 3], [3, 1, 3, 5]]),
        np.array(
            [
                [0.0, 7, 1, 8],
                [4, 3, 1, 3],
                [6, 3, 5, 4],
                [6, 7, 6, 4],
                [9, 8, 7, 8],
                [11, 9, 10, 9],
            ]
        ),
        2,
    ),
)
_SHORT = (
    np.array([[3.0, 6], [2, 6]]),
    np.array([[7.0, 2], [8, 8], [11, 10], [14, 13]]),
    0,
)
_TUNES = ([0, 2, 2, 1], [2, 0, 3, 1, 2, 0])
_OTHER_TUNES: tuple[tuple[str, tuple[list[int], list[int]]], ...] = (
    (
        "It takes the cheapest step each time, and never asks `left` where that leads.",
        ([0, 2, 1, 0], [2, 0, 1, 2, 0, 1]),
    ),
    (
        "It goes where least is left to pay, and never asks `bits` what the step there costs.",
        ([0, 0, 2, 1], [2, 2, 3, 1, 2, 0]),
    ),
    (
        "After the step there is one note less to go: which row of `left` is that?",
        ([0, 2, 2, 2], [2, 0, 1, 2, 1, 2]),
    ),
    (
        "`left[0]` is for the last note: the first step needs a row near the bottom.",
        ([0, 1, 0, 2], [2, 0, 1, 1, 2, 0]),
    ),
    (
        "A step from `a` to `b` costs `bits[a, b]`. Row and column are the wrong way round.",
        ([0, 2, 2, 0], [2, 1, 3, 1, 2, 2]),
    ),
    ("This is the costliest way on: bits are what it costs.", ([0, 0, 0, 0], [2, 1, 0, 2, 1, 3])),
)


def is_a_list_of_notes(answer: Any) -> str | None:
    for table in (_SHORT, *_TABLES):
        found = plain(answer(*table))
        if np.ndim(found) == 0:
            return "A tune is asked for: a list of tokens."
        if any(note != int(note) for note in numbers(items(found)).ravel()):
            return "A tune is asked for: a list of tokens, which are whole numbers."
    return None


def begins_where_it_should(answer: Any) -> str | None:
    for bits, left, first in (_SHORT, *_TABLES):
        found = items(answer(bits, left, first))
        if len(found) == len(left) - 1:
            return "It is one note short. Does the tune begin with the given first note?"
        if len(found) != len(left):
            return (
                f"`left` has {len(left)} rows here, so the tune has {len(left)} notes: `left[0]` "
                "is for its last one."
            )
        if found[0] != first and found[-1] == first:
            return "The tune is the wrong way round: it begins with the given note."
        if found[0] != first:
            return "The tune begins with the given note."
    return None


def is_the_cheapest(answer: Any) -> str | None:
    for says, tunes in _OTHER_TUNES:
        if agrees(answer, list(zip(_TABLES, tunes, strict=True))):
            return says
    if not agrees(answer, [(_SHORT, [0, 0, 0, 1]), *zip(_TABLES, _TUNES, strict=True)]):
        return "There is a cheaper tune than this one. Follow the tables on paper."
    return None


READ_BACK = Exercise(
    name="04.read_back",
    tests=(is_a_list_of_notes, begins_where_it_should, is_the_cheapest),
    hints=(
        "Begin with a list that holds `first`, and add a note until there are `len(left)`.",
        "With `togo` notes still to come, each step costs its bits, and what is left after it.",
        "Add a row of `bits` and a row of `left`, the one for a note less; `argmin` says where.",
    ),
)

EXERCISES = (PERPLEXITY, BITS_PER_FLIP, ONE_NOTE_MORE, READ_BACK)
