"""The exercises of lesson 06: what gates leave, when to stop, an honest loss, what is learned."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, alike, number, numbers, shaped, whole

# --- left -------------------------------------------------------------------------------------

_LEFT: list[Case] = [
    ((np.array([[0.5]]),), [[0.5]]),
    ((np.array([[0.5], [0.5]]),), [[0.5], [0.25]]),
    ((np.array([[1.0, 0.5], [1.0, 0.5], [0.0, 0.5]]),), [[1, 0.5], [1, 0.25], [0, 0.125]]),
    ((np.array([[0.9, 0.2, 0.7], [0.3, 0.8, 0.6]]),), [[0.9, 0.2, 0.7], [0.27, 0.16, 0.42]]),
    (
        (np.array([[0.5, 1], [0.2, 0.5], [1, 0.8], [0.5, 0.5]]),),
        [[0.5, 1], [0.1, 0.5], [0.1, 0.4], [0.05, 0.2]],
    ),
]


def has_a_row_for_each_note(answer: Any) -> str | None:
    if not shaped(answer, _LEFT):
        return "After each note something is left in each cell: as many numbers as gates."
    return None


def leaves_less_and_less(answer: Any) -> str | None:
    for (keep,), _ in _LEFT:
        found = numbers(answer(keep))
        if np.any(found > 1 + 1e-6):
            return "Gates from 0 to 1 cannot leave more than there was."
        if np.any(np.diff(found, axis=0) > 1e-6):
            return "What one gate has let go, a later one cannot bring back."
    return None


def keeps_cells_apart(answer: Any) -> str | None:
    if not np.allclose(numbers(answer(*_LEFT[2][0]))[:2, 0], 1):
        return (
            "The first cell's own gates are all 1 at first: it has lost nothing yet. Here it has."
        )
    return None


def counts_each_gate_at_its_own_note(answer: Any) -> str | None:
    before = [
        ((keep,), np.vstack([np.ones_like(keep[:1]), np.asarray(left)[:-1]]))
        for (keep,), left in _LEFT
    ]
    if agrees(answer, before):
        return "That is what is left before each note. Its own gate has worked by then, too."
    return None


def leaves_the_right_share(answer: Any) -> str | None:
    if not agrees(answer, _LEFT):
        return "Half of a half is a quarter. Try two gates of 0.5 on paper, then these."
    return None


LEFT = Exercise(
    name="06.left",
    tests=(
        has_a_row_for_each_note,
        leaves_less_and_less,
        keeps_cells_apart,
        counts_each_gate_at_its_own_note,
        leaves_the_right_share,
    ),
    hints=(
        "The first note leaves `keep[0]`. What does the second leave of that?",
        "Shares of shares are multiplied, one row after another, each column for itself.",
        "NumPy's `cumprod` multiplies on and on; its `axis` says whether along notes or cells.",
    ),
)


# --- parameters -------------------------------------------------------------------------------

_COUNT = "A count is asked for: one whole number."
_SIZES = ((1, 1), (4, 3), (10, 8), (26, 16))
_COUNTED = (22, 131, 763, 3067)
# What is missing where a count falls short by so many, for each of the sizes above.
_MISSING: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("The boundary is read and predicted as symbols are. It was not counted.", (3, 7, 17, 33)),
    (
        "That is with one boundary too many: `size + 1` tokens have it among them.",
        (-3, -7, -17, -33),
    ),
    (
        "The boundary needs a point of its own, where tokens are read. It was not counted there.",
        (1, 3, 8, 16),
    ),
    (
        "The boundary is predicted too: it needs a row of weights and a bias. It has neither.",
        (2, 4, 9, 17),
    ),
    (
        "Where tokens are scored, each of them has a bias besides its row of weights.",
        (2, 5, 11, 27),
    ),
    (
        "That is one gate. How many sets of weights did the table of shapes show?",
        (12, 72, 432, 1632),
    ),
    (
        "The table of shapes has two biases for each gate, though one would do.",
        (4, 12, 32, 64),
    ),
    (
        "The gates have biases, two for each set of weights. They were not counted.",
        (8, 24, 64, 128),
    ),
    (
        "Each gate has two tables of weights: one for what is read, one for what was said before.",
        (4, 36, 256, 1024),
    ),
)


def is_one_whole_number(answer: Any) -> str | None:
    for size, width in _SIZES[:2]:
        whole(answer(size, width), _COUNT)
    return None


def counts_all(answer: Any) -> str | None:
    found = [whole(answer(size, width), _COUNT) for size, width in _SIZES]
    for says, missing in _MISSING:
        if np.array_equal(np.subtract(_COUNTED, found), missing):
            return says
    for given, right in zip(_SIZES, _COUNTED, strict=True):
        if (count := whole(answer(*given), _COUNT)) != right:
            wrong = "too many" if count > right else "too few"
            return (
                f"These are {abs(count - right)} {wrong}. Three parts: where tokens are read, the "
                "cell's table of shapes, and where tokens are scored."
            )
    return None


PARAMETERS = Exercise(
    name="06.parameters",
    tests=(is_one_whole_number, counts_all),
    hints=(
        "Three parts: a point for each token, the cell, and a score for each token.",
        "In the cell each of the four sets has two square tables and two biases.",
        "There are `size + 1` tokens: each has `width` numbers at both ends, and one bias.",
    ),
)


# --- loss -------------------------------------------------------------------------------------

_ONE = "One number is asked for, for the whole batch."
_BITS = np.array([[2.0, 4.0, 3.0, 1.0], [8.0, 0.5, 0.0, 0.0]])
_LENGTHS = np.array([4, 1])
_HONEST: list[Case] = [
    ((_BITS, _LENGTHS), 18 / 5),
    ((_BITS, np.array([2, 3])), 14.5 / 5),
    ((np.array([[1.0, 2, 9], [3, 9, 9], [4, 5, 6]]), np.array([2, 1, 3])), 21 / 6),
]


def is_a_number(answer: Any) -> str | None:
    for given in ((np.array([[1.0]]), np.array([1])), (_BITS, _LENGTHS)):
        number(answer(*given), _ONE)
    return None


def agrees_without_padding(answer: Any) -> str | None:
    for bits in (np.array([[2.0]]), np.array([[2.0, 4.0], [1.0, 3.0]]), np.eye(3)):
        lengths = np.full(len(bits), bits.shape[1])
        if not agrees(answer, [((bits, lengths), bits.mean())]):
            return "Where nothing is padding, the loss is the mean of all the bits."
    return None


def does_not_read_padding(answer: Any) -> str | None:
    other = np.where([[True] * 4, [True, False, False, False]], _BITS, 99.0)
    if not alike(answer(_BITS, _LENGTHS), answer(other, _LENGTHS)):
        return "The loss changes with what stands in the padding, where nothing was predicted."
    return None


def counts_notes_once_each(answer: Any) -> str | None:
    if agrees(answer, [(_HONEST[0][0], 18 / 8), (_HONEST[2][0], 21 / 9)]):
        return "Padding adds nothing, yet it is still counted when you divide."
    if agrees(answer, [(_HONEST[0][0], (2.5 + 8) / 2), (_HONEST[2][0], (1.5 + 3 + 5) / 3)]):
        return "Each tune counts once here, so the note of the short one weighs as four others."
    if not agrees(answer, _HONEST):
        return "Row `i` holds `lengths[i]` predictions, from its start: these and no others."
    return None


LOSS = Exercise(
    name="06.loss",
    tests=(is_a_number, agrees_without_padding, does_not_read_padding, counts_notes_once_each),
    hints=(
        "Which places of row `i` are real? Those whose number is below `lengths[i]`.",
        "Make a table of true and false of the same shape as `bits`, and pick with it.",
        "Compare `np.arange(time)`, a row, with the lengths as a column; then take the mean.",
    ),
)


# --- stop -------------------------------------------------------------------------------------


def is_a_pair(answer: Any) -> str | None:
    if not shaped(answer, _STOPS):
        return "Two numbers are asked for: the epoch after which it stops, and the one it keeps."
    return None


_BEST_LAST: list[Case] = [
    (([3.0], 1), [0, 0]),
    (([3.0, 2.5], 1), [1, 1]),
    (([3.0, 2.5, 2.2, 2.1], 2), [3, 3]),
]
# What each known mistake gives instead of what is right.
_SLIPS: tuple[tuple[str, Case], ...] = (
    (
        "Better than the epoch before is not enough: patience is for a new best.",
        (([2.0, 2.4, 2.3, 2.2, 2.1], 2), [4, 0]),
    ),
    (
        "As good as the best so far is no new best: patience goes on.",
        (([3.0, 2.0, 2.0, 2.0, 2.0], 2), [4, 4]),
    ),
    ("With each new best, patience begins anew.", (([2.0, 2.1, 1.9, 2.0, 2.1], 2), [3, 2])),
)
_STOPS: list[Case] = [
    (([3.0, 2.0, 2.1, 2.2, 2.3], 1), [2, 1]),
    (([2.0, 2.4, 2.3, 2.2, 2.1], 2), [2, 0]),
    (([3.0, 2.0, 2.0, 2.0, 2.0], 2), [3, 1]),
    (([2.0, 2.1, 1.9, 2.0, 2.1], 2), [4, 2]),
    (([3.0, 2.0, 2.1, 2.2, 2.3, 2.4], 3), [4, 1]),
    (([3.0, 3.1, 2.9, 3.0, 2.8, 2.9, 2.7, 2.8, 2.9, 2.6], 2), [8, 6]),
    (([3.0, 2.0, 2.1], 2), [2, 1]),
    (([3.0, 2.0, 2.1, 2.2, 2.3], 9), [4, 1]),
]


def gives_numbers_of_epochs(answer: Any) -> str | None:
    if np.array_equal(numbers(answer([3.0], 1)), [1, 1]):
        return "Epochs are counted from 0: here the only one is epoch 0."
    if numbers(answer([3.0, 2.5], 1))[1] == 2.5:
        return "The second number is how good the best epoch was. Which epoch was it?"
    return None


def keeps_the_best(answer: Any) -> str | None:
    for curve in ([3.0, 2.0, 2.1, 2.2], [2.5, 2.0, 2.6, 2.4, 2.3]):
        ran, kept = numbers(answer(curve, 2))
        if kept > ran:
            return "First the epoch after which it stops, then the one it keeps, never a later one."
        if ran == kept == 3:
            return "It keeps the last epoch that it ran, though one before it was better."
    if numbers(answer([3.0, 2.0, 2.1, 2.2, 1.0], 2))[1] == 4:
        return "Two epochs without a new best, and it stops: what epoch 4 would bring is not known."
    return None


def stops_in_time(answer: Any) -> str | None:
    if not agrees(answer, _BEST_LAST):
        return "Here every epoch was the best so far: it runs to the end, and keeps the last."
    for says, case in _SLIPS:
        if agrees(answer, [case]):
            return says
    if not agrees(answer, _STOPS):
        return "It stops as soon as the best epoch lies `patience` epochs back. Count them here."
    return None


STOP = Exercise(
    name="06.stop",
    tests=(is_a_pair, gives_numbers_of_epochs, keeps_the_best, stops_in_time),
    hints=(
        "Go through the epochs in order, and remember which was the best so far.",
        "After each epoch: is it a new best? If not, how many epochs ago was the best?",
        "When the best lies `patience` epochs back, return this epoch and the best one.",
    ),
)

EXERCISES = (LEFT, STOP, LOSS, PARAMETERS)
