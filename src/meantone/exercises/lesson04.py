"""The exercises of lesson 04: perplexity, bits of coins, the cheapest way, and reading it back."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


def _is_number(found: Any) -> bool:
    return isinstance(found, (int, float, np.number)) and not isinstance(found, bool)


# --- perplexity -------------------------------------------------------------------------------


def perplexity(chances):
    with np.errstate(divide="ignore"):
        return 2 ** np.mean(-np.log2(chances))


_TUNES = ([0.5, 0.5], [0.25, 0.5, 0.5], [0.125, 0.5, 1.0, 1.0])


def is_one_number(answer: Any) -> str | None:
    for chances in _TUNES:
        if not _is_number(answer(chances)):
            return "One number is asked for, for the whole tune."
    return None


def is_at_least_one(answer: Any) -> str | None:
    for chances in _TUNES:
        if answer(chances) < 1:
            return (
                "No note is harder to guess than one out of fewer than one: a perplexity is never "
                "below 1. Look at your sign."
            )
    return None


def does_not_grow_with_length(answer: Any) -> str | None:
    for length in (1, 2, 4):
        if not np.isclose(answer([0.5] * length), answer([0.5])):
            return "A tune twice as long, no harder to guess, has the same perplexity. Take a mean."
    return None


def counts_equal_notes(answer: Any) -> str | None:
    for many in (2, 4, 8):
        found = answer([1 / many] * 3)
        if np.isclose(found, np.log2(many)):
            return (
                "These are the bits per note. How many equally likely notes are as hard to guess?"
            )
        if not np.isclose(found, many):
            return f"One of {many} equally likely notes, each time: that is a perplexity of {many}."
    return None


def lets_nothing_hide(answer: Any) -> str | None:
    with np.errstate(all="ignore"):
        found = answer([0.5, 0.0])
    if np.isclose(found, 4):
        return "Chances were averaged, and a likely note hides an impossible one. What is averaged?"
    if not np.isinf(found):
        return "One note here was impossible, which is infinitely surprising. Where did it go?"
    return None


def averages_surprises(answer: Any) -> str | None:
    for chances in _TUNES:
        if not np.isclose(answer(chances), perplexity(chances)):
            return "It is not the mean of the surprises. What comes first, the mean or the power?"
    return None


def _skipping(chances):
    chances = np.array(chances)
    return perplexity(chances[chances > 0])


def _mean_of_counts(chances):
    with np.errstate(divide="ignore"):
        return np.mean(1 / np.asarray(chances))


PERPLEXITY = Exercise(
    name="04.perplexity",
    minutes=3,
    solution=perplexity,
    key="2 ** np.mean(-np.log2(chances))",
    stub=lambda chances: ...,
    tests=(
        is_one_number,
        is_at_least_one,
        does_not_grow_with_length,
        counts_equal_notes,
        lets_nothing_hide,
        averages_surprises,
    ),
    wrong=(
        Wrong(lambda chances: 1 / np.asarray(chances), "One number"),
        Wrong(lambda chances: 2 ** np.mean(np.log2(chances)), "never below 1"),
        Wrong(lambda chances: 2 ** np.sum(-np.log2(chances)), "Take a mean"),
        Wrong(lambda chances: np.exp(np.mean(-np.log2(chances))), "equally likely notes, each"),
        Wrong(_skipping, "infinitely surprising"),
        Wrong(lambda chances: 1 / np.mean(chances), "hides an impossible one"),
        Wrong(_mean_of_counts, "the mean or the power"),
    ),
    hints=(
        "First the surprise of every note, in bits. `np.log2` takes a whole list.",
        "Then one number for the tune: the mean. Equal bits stay as they are.",
        "H bits tell apart 2 to the power of H notes.",
    ),
)


# --- bits_per_flip ----------------------------------------------------------------------------


def bits_per_flip(flips, chance):
    return np.where(flips, -np.log2(chance), -np.log2(1 - chance)).mean(axis=1)


_FLIPS = (
    np.array([[True, True]]),
    np.array([[True, False], [False, False]]),
    np.array([[True, True, False], [False, False, False], [True, False, True]]),
)


def is_one_for_each_sequence(answer: Any) -> str | None:
    for flips in (*_FLIPS, np.ones((3, 4), dtype=bool)):
        if np.shape(answer(flips, 0.75)) != (len(flips),):
            return "One number for each sequence is asked for. Along which axis lie its flips?"
    return None


def is_per_flip(answer: Any) -> str | None:
    for length in (1, 2, 4):
        if not np.isclose(answer(np.ones((1, length), dtype=bool), 0.5)[0], 1):
            return "A flip of a fair coin is worth 1 bit, however many flips there are."
    return None


def knows_tails(answer: Any) -> str | None:
    for length in (1, 3):
        found = answer(np.zeros((1, length), dtype=bool), 0.75)[0]
        if np.isclose(found, 0):
            return "Tails are surprising, too: how likely are they with this coin?"
        if np.isclose(found, -np.log2(0.75)):
            return "Here tails surprise as little as heads. How likely are they with this coin?"
        if not np.isclose(found, 2):
            return "A chance of one quarter is a surprise of 2 bits."
    return None


def takes_the_mean_of_surprises(answer: Any) -> str | None:
    for flips in _FLIPS:
        if not np.allclose(answer(flips, 0.75), bits_per_flip(flips, 0.75)):
            return "The mean of the surprises is asked for, not the surprise of a mean."
    return None


def _swapped_tails(flips, chance):
    return np.where(flips, -np.log2(chance), -np.log2(chance)).mean(axis=1)


BITS_PER_FLIP = Exercise(
    name="04.bits_per_flip",
    minutes=3,
    solution=bits_per_flip,
    key="np.where(flips, -np.log2(chance), -np.log2(1 - chance)).mean(axis=1)",
    stub=lambda flips, chance: ...,
    tests=(
        is_one_for_each_sequence,
        is_per_flip,
        knows_tails,
        takes_the_mean_of_surprises,
    ),
    wrong=(
        Wrong(lambda flips, chance: bits_per_flip(flips, chance).mean(), "Along which axis"),
        Wrong(lambda flips, chance: bits_per_flip(flips, chance) * flips.shape[1], "worth 1 bit"),
        Wrong(lambda flips, chance: -np.log2(chance) * flips.mean(axis=1), "Tails are surprising"),
        Wrong(_swapped_tails, "as little as heads"),
        Wrong(
            lambda flips, chance: -np.log2(np.where(flips, chance, 1 - chance).mean(axis=1)),
            "surprise of a mean",
        ),
    ),
    hints=(
        "What is the surprise of one head, and what of one tail? Two numbers.",
        "`np.where(flips, a, b)` puts `a` where a flip is heads, and `b` elsewhere.",
        "Rows are sequences: the mean along `axis=1` is the mean over the flips of each.",
    ),
)


# --- one_note_more ----------------------------------------------------------------------------


def one_note_more(bits, left):
    return (bits + left).min(axis=1)


_WAYS = (
    (np.array([[1.0]]), np.array([2.0])),
    # here each known mistake gives another answer
    (np.array([[3.0, 1.0], [4.0, 6.0]]), np.array([2.0, 6.0])),
    (np.array([[3.0, 5.0, 2.0], [3.0, 2.0, 2.0], [6.0, 5.0, 1.0]]), np.array([6.0, 6.0, 1.0])),
)


def is_one_for_each_note(answer: Any) -> str | None:
    for bits, left in _WAYS:
        if np.shape(answer(bits, left)) != np.shape(left):
            return "One number for each note is asked for: the least bits from that note on."
    return None


def pays_for_the_step(answer: Any) -> str | None:
    for bits, left in _WAYS:
        if np.allclose(answer(bits, left), np.full(len(left), left.min())) and len(left) == 1:
            return "The step itself costs bits, too."
    return None


def looks_ahead(answer: Any) -> str | None:
    for bits, left in _WAYS[1:]:
        found = answer(bits, left)
        if np.allclose(found, bits.min(axis=1)):
            return "This takes the cheapest step, wherever it leads. What does it cost from there?"
        nearest = bits.argmin(axis=1)
        if np.allclose(found, bits.min(axis=1) + left[nearest]):
            return "The cheapest step was chosen first, and what is left was added too late."
    return None


def adds_where_it_leads(answer: Any) -> str | None:
    for bits, left in _WAYS[1:]:
        found = answer(bits, left)
        if np.allclose(found, (bits + left[:, np.newaxis]).min(axis=1)):
            return "What is left is to be paid from the note that the step leads to, not from here."
        if np.allclose(found, (bits + left).min(axis=0)):
            return "The best is taken over the wrong axis: a row is what can follow one note."
    return None


def is_the_least(answer: Any) -> str | None:
    for bits, left in _WAYS[1:]:
        found = answer(bits, left)
        if np.allclose(found, (bits + left).max(axis=1)):
            return "This is the dearest way on: bits are what a tune costs."
        if not np.allclose(found, one_note_more(bits, left)):
            return "This is not the cheapest of the ways on. Add up a table of two notes on paper."
    return None


def _greedy_value(bits, left):
    return bits.min(axis=1) + left[bits.argmin(axis=1)]


ONE_NOTE_MORE = Exercise(
    name="04.one_note_more",
    minutes=4,
    solution=one_note_more,
    key="(bits + left).min(axis=1)",
    stub=lambda bits, left: ...,
    tests=(
        is_one_for_each_note,
        pays_for_the_step,
        looks_ahead,
        adds_where_it_leads,
        is_the_least,
    ),
    wrong=(
        Wrong(lambda bits, left: bits + left, "One number for each note"),
        Wrong(lambda bits, left: np.full(len(left), left.min()), "The step itself"),
        Wrong(lambda bits, left: bits.min(axis=1) + 0 * left, "cheapest step, wherever"),
        Wrong(_greedy_value, "added too late"),
        Wrong(lambda bits, left: (bits + left[:, np.newaxis]).min(axis=1), "not from here"),
        Wrong(lambda bits, left: (bits + left).min(axis=0), "wrong axis"),
        Wrong(lambda bits, left: (bits + left).mean(axis=1), "not the cheapest"),
        Wrong(lambda bits, left: (bits + left).max(axis=1), "the dearest way"),
    ),
    hints=(
        "From note `a`, the way by note `b` costs the step to `b`, and what is left at `b`.",
        "`bits` has a row for each `a`, a column for each `b`; `left` has a number for each `b`.",
        "Added together, NumPy puts `left` beside every row. Then the smallest of each row.",
    ),
)


# --- read_back --------------------------------------------------------------------------------


def read_back(bits, left, first):
    tune = [first]
    for togo in range(len(left) - 1, 0, -1):
        tune.append(int((bits[tune[-1]] + left[togo - 1]).argmin()))
    return tune


def _tables(bits, end, notes):
    left = [end]
    for _ in range(notes - 1):
        left.append(one_note_more(bits, left[-1]))
    return bits, np.array(left)


_LEAST = (
    (*_tables(np.array([[6.0, 5.0], [2.0, 1.0]]), np.array([0.0, 6.0]), 2), 0),
    # here each known mistake gives another tune
    (*_tables(np.array([[5.0, 6.0], [1.0, 1.0]]), np.array([3.0, 5.0]), 4), 1),
    (
        *_tables(
            np.array([[1.0, 3.0, 1.0], [5.0, 2.0, 5.0], [6.0, 6.0, 3.0]]),
            np.array([5.0, 8.0, 1.0]),
            4,
        ),
        1,
    ),
)


def is_a_list_of_notes(answer: Any) -> str | None:
    for bits, left, first in _LEAST:
        found = answer(bits, left, first)
        if not isinstance(found, (list, tuple, np.ndarray)) or np.ndim(found) != 1:
            return "A tune is asked for: a list of tokens."
    return None


def begins_where_it_should(answer: Any) -> str | None:
    for bits, left, first in _LEAST:
        found = list(answer(bits, left, first))
        if len(found) == len(left) - 1:
            return "The given first note belongs to the tune, too."
        if len(found) != len(left):
            return "With k rows in `left` the tune has k notes: `left[0]` is for its last one."
        if found[0] != first and found[-1] == first:
            return "The tune is the wrong way round: it begins with the given note."
        if found[0] != first:
            return "The tune begins with the given note."
    return None


def does_not_grab(answer: Any) -> str | None:
    for bits, left, first in _LEAST[1:]:
        if list(answer(bits, left, first)) == _grabbing(bits, left, first):
            return "It takes the cheapest step each time, and never asks `left` where that leads."
    return None


def is_the_cheapest(answer: Any) -> str | None:
    for bits, left, first in _LEAST[1:]:
        found = list(answer(bits, left, first))
        if found == _same_row(bits, left, first):
            return "After the step there is one note less to go: which row of `left` is that?"
        if found == _upside_down(bits, left, first):
            return "`left[0]` is for the last note: the first step needs a row near the bottom."
        if found != read_back(bits, left, first):
            return "There is a cheaper tune than this one. Follow the tables on paper."
    return None


def _grabbing(bits, left, first):
    tune = [first]
    while len(tune) < len(left):
        tune.append(int(bits[tune[-1]].argmin()))
    return tune


def _same_row(bits, left, first):
    tune = [first]
    for togo in range(len(left) - 1, 0, -1):
        tune.append(int((bits[tune[-1]] + left[togo]).argmin()))
    return tune


def _upside_down(bits, left, first):
    tune = [first]
    for togo in range(len(left) - 1):
        tune.append(int((bits[tune[-1]] + left[togo]).argmin()))
    return tune


def _dearest(bits, left, first):
    tune = [first]
    for togo in range(len(left) - 1, 0, -1):
        tune.append(int((bits[tune[-1]] + left[togo - 1]).argmax()))
    return tune


READ_BACK = Exercise(
    name="04.read_back",
    minutes=4,
    solution=read_back,
    key="(bits[tune[-1]] + left[togo - 1]).argmin()",
    stub=lambda bits, left, first: ...,
    tests=(is_a_list_of_notes, begins_where_it_should, does_not_grab, is_the_cheapest),
    wrong=(
        Wrong(lambda bits, left, first: float(left[-1][first]), "a list of tokens"),
        Wrong(lambda bits, left, first: read_back(bits, left, first)[1:], "belongs to the tune"),
        Wrong(lambda bits, left, first: [*read_back(bits, left, first), 0], "has k notes"),
        Wrong(lambda bits, left, first: read_back(bits, left, first)[::-1], "wrong way round"),
        Wrong(_grabbing, "never asks"),
        Wrong(_same_row, "one note less"),
        Wrong(_upside_down, "near the bottom"),
        Wrong(_dearest, "Follow the tables"),
    ),
    hints=(
        "Begin with a list that holds `first`, and add a note until there are `len(left)`.",
        "With `togo` notes still to come, each step costs its bits, and what is left after it.",
        "Add a row of `bits` and a row of `left`, the one for a note less; `argmin` says where.",
    ),
)

EXERCISES = (PERPLEXITY, BITS_PER_FLIP, ONE_NOTE_MORE, READ_BACK)
