"""Exercises of a lesson that is not there, declared as a real lesson declares its own."""

from itertools import pairwise, repeat

import numpy as np

from meantone.teaching.checking.answers import Diagnosis, obeys_rng
from meantone.teaching.checking.values import items, numbers
from meantone.teaching.checking.verifying import Answers, Wrong
from meantone.teaching.course import Course
from meantone.teaching.exercise import Exercise, Lesson

CASES = [([0, 0], 1), ([0, 1, 2], 3), ([0, 1, 1, 0, 2], 3)]


def transition_matrix(tokens, size):
    """Return the share of each next token after each token."""
    counts = np.zeros((size, size))
    for now, after in pairwise(tokens):
        counts[now, after] += 1
    totals = counts.sum(axis=1, keepdims=True)
    return np.divide(counts, totals, out=np.full_like(counts, 1 / size), where=totals > 0)


def has_the_shape(matrix):
    for tokens, size in CASES:
        numbers(matrix(tokens, size), shape=(size, size))


def rows_sum_to_one(matrix):
    for tokens, size in CASES:
        sums = numbers(matrix(tokens, size)).sum(axis=1)
        if not np.allclose(sums, 1):
            return "A row holds the chances of all that can follow, and chances sum to 1."
    return None


def knows_what_follows(matrix):
    if matrix([0, 1, 2], 3)[0][1] != 1:
        return "A row says what comes after a token. Which index is 'now', which is 'next'?"
    for tokens, size in CASES:
        if not np.allclose(matrix(tokens, size), transition_matrix(tokens, size)):
            return "Every pair of neighbors counts, the last one too."
    return None


def _counts(tokens, size):
    counts = np.zeros((size, size))
    np.add.at(counts, (tokens[:-1], tokens[1:]), 1)
    return counts


MATRIX = Exercise(
    name="90.transition_matrix",
    tests=(has_the_shape, rows_sum_to_one, knows_what_follows),
    hints=(
        "What is a row of the matrix about?",
        "Count first: one row for now, one column for next.",
        "Then make each row sum to 1, also a row that was never visited.",
    ),
)
MATRIX_ANSWERS = Answers(
    transition_matrix,
    right=(),
    wrong=(
        Wrong(_counts, "chances sum to 1"),
        Wrong(lambda tokens, size: transition_matrix(tokens, size)[:1], "shape should be"),
        Wrong(lambda tokens, size: transition_matrix(tokens[:-1], size), "the last one too"),
        Wrong(lambda tokens, size: transition_matrix(tokens[::-1], size), "Which index is 'now'"),
        Wrong(lambda tokens, size: _counts(tokens, size) / np.float64(0) * 0, "nan"),
    ),
)


def is_a_share(share):
    if not 0 <= float(share) <= 1:
        raise Diagnosis("A share lies between none and all.")


def is_the_share(share):
    if abs(float(share) - 0.25) > 1e-9:
        return "Of how many notes is this a share?"
    return None


SHARE = Exercise(
    name="90.share",
    asks="value",
    tests=(is_a_share, is_the_share),
    hints=("Count all notes.", "Count the tonics.", "Divide one by the other."),
)
SHARE_ANSWERS = Answers(
    0.25,
    right=(),
    wrong=(
        Wrong(25, "between none and all"),
        Wrong(-1, "between none and all"),
        Wrong(0.5, "Of how many"),
        Wrong("a quarter", "cannot use"),
        Wrong(lambda: 0.25, "A value is asked for"),
    ),
)


def draw(count, rng):
    return rng.integers(0, 4, size=count)


def gives_as_many(draw_):
    for count in (1, 3):
        if len(items(draw_(count, np.random.default_rng(1)))) != count:
            return "As many are asked for as should come back."
    return None


def depends_on_rng(draw_):
    return obeys_rng(lambda rng: draw_(8, rng))


DRAW = Exercise(
    name="90.draw",
    tests=(gives_as_many, depends_on_rng),
    hints=("Who throws the dice?", "Ask the rng.", "It has a method for whole numbers."),
)
DRAW_ANSWERS = Answers(
    draw,
    right=(),
    wrong=(
        Wrong(lambda count, rng: rng.integers(0, 4, size=3), "As many are asked for"),
        Wrong(lambda count, rng: draw(count + 1, rng), "As many are asked for"),
        Wrong(lambda count, rng: [0] * count, "Is the rng used"),
        Wrong(lambda count, rng: np.random.rand(count), "two different results"),  # noqa: NPY002
        Wrong(lambda count, rng: repeat(0), "ever end"),
    ),
)

EXERCISES = (MATRIX, SHARE, DRAW)
ANSWERS = {"transition_matrix": MATRIX_ANSWERS, "share": SHARE_ANSWERS, "draw": DRAW_ANSWERS}

LESSON = Lesson(
    "90",
    "A lesson for tests",
    module="demo_lesson",
    exercises=("transition_matrix", "share", "draw"),
    predictions=("order", "curve"),
    sounds=("first",),
)

COURSE = Course((LESSON,))
