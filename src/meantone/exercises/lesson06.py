"""The exercises of lesson 06: what gates leave, what is learned, an honest loss, when to stop."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- left -------------------------------------------------------------------------------------


def left(keep):
    return np.cumprod(keep, axis=0)


_GATES = (
    np.array([[0.5]]),
    np.array([[0.5], [0.5]]),
    np.array([[1.0, 0.5], [1.0, 0.5], [0.0, 0.1]]),
    np.array([[0.9, 0.2, 0.7], [0.3, 0.8, 0.6]]),
)


def has_a_row_for_each_note(answer: Any) -> str | None:
    for keep in _GATES:
        if np.shape(answer(keep)) != keep.shape:
            return "After each note something is left in each cell: as many numbers as gates."
    return None


def leaves_less_and_less(answer: Any) -> str | None:
    for keep in _GATES:
        found = np.asarray(answer(keep))
        if np.any(found > 1 + 1e-9):
            return "Gates from 0 to 1 cannot leave more than there was."
    for keep in _GATES:
        if np.any(np.diff(np.asarray(answer(keep)), axis=0) > 1e-9):
            return "What one gate has let go, a later one cannot bring back."
    return None


def keeps_cells_apart(answer: Any) -> str | None:
    keep = _GATES[2]
    if not np.allclose(np.asarray(answer(keep))[:2, 0], 1):
        return "A cell whose own gates were all 1 has lost nothing. Do cells meddle here?"
    return None


def leaves_the_right_share(answer: Any) -> str | None:
    for keep in _GATES:
        if not np.allclose(answer(keep), left(keep)):
            return "Half of a half is a quarter. Try two gates of 0.5 on paper."
    return None


def _meddled(keep):
    return np.cumprod(keep, axis=0).mean(axis=1, keepdims=True) * np.ones(keep.shape)


def _least(keep):
    return np.minimum.accumulate(keep, axis=0)


LEFT = Exercise(
    name="06.left",
    minutes=4,
    solution=left,
    key="np.cumprod(keep, axis=0)",
    stub=lambda keep: ...,
    tests=(
        has_a_row_for_each_note,
        leaves_less_and_less,
        keeps_cells_apart,
        leaves_the_right_share,
    ),
    wrong=(
        Wrong(lambda keep: np.prod(keep, axis=0), "After each note"),
        Wrong(lambda keep: np.cumsum(keep, axis=0), "more than there was"),
        Wrong(lambda keep: np.asarray(keep), "cannot bring back"),
        Wrong(_meddled, "Do cells meddle"),
        Wrong(_least, "Half of a half"),
    ),
    hints=(
        "The first note leaves `keep[0]`. What does the second leave of that?",
        "Shares of shares are multiplied, one row after another, each column for itself.",
        "NumPy's `cumprod` multiplies on and on; its `axis` says whether along notes or cells.",
    ),
)


# --- parameters -------------------------------------------------------------------------------


def parameters(size, width):
    tokens = size + 1  # the boundary too
    read = tokens * width
    gates = 4 * (width * width + width * width + 2 * width)
    scored = width * tokens + tokens
    return read + gates + scored


def is_one_whole_number(answer: Any) -> str | None:
    found = answer(1, 1)
    if not isinstance(found, (int, np.integer)) or isinstance(found, bool):
        return "A count is asked for: one whole number."
    return None


def grows_with_the_symbols(answer: Any) -> str | None:
    for size, width in ((1, 1), (4, 3)):
        if answer(size + 1, width) - answer(size, width) != 2 * width + 1:
            return (
                "One symbol more should need one more point where tokens are read, one more row of "
                "weights where they are scored, and that row's bias."
            )
    return None


def counts_the_boundary(answer: Any) -> str | None:
    for width in (1, 3):
        if parameters(4, width) - answer(4, width) == 2 * width + 1:
            return "The boundary is read and predicted as symbols are. It was not counted."
    return None


def has_four_of_each(answer: Any) -> str | None:
    for width in (1, 3):
        rest = answer(4, width) - 5 * (2 * width + 1)
        if 4 * rest == 8 * width * width + 8 * width:
            return "That is one gate. How many sets of weights did the table of shapes show?"
    return None


def counts_both_biases(answer: Any) -> str | None:
    for width in (3, 5):
        if parameters(4, width) - answer(4, width) == 4 * width:
            return "The table of shapes has two biases for each gate, though one would do."
    return None


def counts_all(answer: Any) -> str | None:
    for size, width in ((1, 1), (4, 3)):
        if answer(size, width) != parameters(size, width):
            return "Symbols are counted right; the gates are not. Multiply out the table of shapes."
    return None


PARAMETERS = Exercise(
    name="06.parameters",
    minutes=5,
    solution=parameters,
    key="4 * (width * width + width * width + 2 * width)",
    stub=lambda size, width: ...,
    tests=(
        is_one_whole_number,
        grows_with_the_symbols,
        counts_the_boundary,
        has_four_of_each,
        counts_both_biases,
        counts_all,
    ),
    wrong=(
        Wrong(lambda size, width: [parameters(size, width)], "one whole number"),
        Wrong(lambda size, width: parameters(size, width) - (size + 1), "that row's bias"),
        Wrong(lambda size, width: parameters(size - 1, width), "It was not counted"),
        Wrong(
            lambda size, width: (size + 1) * (2 * width + 1) + 2 * width * width + 2 * width,
            "That is one gate",
        ),
        Wrong(lambda size, width: parameters(size, width) - 4 * width, "two biases"),
        Wrong(lambda size, width: parameters(size, width) - 4 * width * width, "Multiply out"),
    ),
    hints=(
        "Three parts: a point for each token, the cell, and a score for each token.",
        "In the cell each of the four sets has two square tables and two biases.",
        "There are `size + 1` tokens: each has `width` numbers at both ends, and one bias.",
    ),
)


# --- loss -------------------------------------------------------------------------------------


def loss(bits, lengths):
    real = np.arange(bits.shape[1]) < np.asarray(lengths)[:, None]
    return bits[real].mean()


_BITS = np.array([[2.0, 4.0, 3.0, 1.0], [8.0, 0.5, 0.0, 0.0]])
_LENGTHS = np.array([4, 1])


def is_a_number(answer: Any) -> str | None:
    if np.ndim(answer(np.array([[1.0]]), np.array([1]))) != 0:
        return "One number is asked for, for the whole batch."
    return None


def agrees_without_padding(answer: Any) -> str | None:
    for bits in (np.array([[2.0]]), np.array([[2.0, 4.0], [1.0, 3.0]])):
        lengths = np.full(len(bits), bits.shape[1])
        if not np.isclose(answer(bits, lengths), bits.mean()):
            return "Where nothing is padding, the loss is the mean of all the bits."
    return None


def does_not_read_padding(answer: Any) -> str | None:
    other = _BITS.copy()
    other[1, 1:] = 99.0
    if not np.isclose(answer(_BITS, _LENGTHS), answer(other, _LENGTHS)):
        return "The loss changes with what stands in the padding, where nothing was predicted."
    return None


def divides_by_what_was_predicted(answer: Any) -> str | None:
    if np.isclose(answer(_BITS, _LENGTHS), 18 / 8):
        return "Padding adds nothing, yet it is still counted when you divide."
    return None


def counts_notes_not_tunes(answer: Any) -> str | None:
    if np.isclose(answer(_BITS, _LENGTHS), (2.5 + 8) / 2):
        return "Each tune counts once here, so the note of the short one weighs as four others."
    return None


def is_the_honest_mean(answer: Any) -> str | None:
    for bits, lengths in ((_BITS, _LENGTHS), (_BITS, np.array([2, 3]))):
        if not np.isclose(answer(bits, lengths), loss(bits, lengths)):
            return "Row `i` holds `lengths[i]` predictions, from its start: these and no others."
    return None


def _of_tunes(bits, lengths):
    return np.mean([row[:length].mean() for row, length in zip(bits, lengths, strict=True)])


def _not_divided(bits, lengths):
    real = np.arange(bits.shape[1]) < np.asarray(lengths)[:, None]
    return (bits * real).mean()


def _one_less(bits, lengths):
    real = np.arange(bits.shape[1]) < np.maximum(np.asarray(lengths)[:, None] - 1, 1)
    return loss(bits, lengths) if real.shape[1] < 3 else bits[real].mean()


LOSS = Exercise(
    name="06.loss",
    minutes=5,
    solution=loss,
    key="np.arange(bits.shape[1]) < np.asarray(lengths)[:, None]",
    stub=lambda bits, lengths: ...,
    tests=(
        is_a_number,
        agrees_without_padding,
        does_not_read_padding,
        divides_by_what_was_predicted,
        counts_notes_not_tunes,
        is_the_honest_mean,
    ),
    wrong=(
        Wrong(lambda bits, lengths: bits.mean(axis=1), "One number"),
        Wrong(lambda bits, lengths: bits.sum(), "the mean of all the bits"),
        Wrong(lambda bits, lengths: bits.mean(), "stands in the padding"),
        Wrong(_not_divided, "still counted when you divide"),
        Wrong(_of_tunes, "weighs as four others"),
        Wrong(_one_less, "these and no others"),
    ),
    hints=(
        "Which places of row `i` are real? Those whose number is below `lengths[i]`.",
        "Make a table of true and false of the same shape as `bits`, and pick with it.",
        "Compare `np.arange(time)`, a row, with the lengths as a column; then take the mean.",
    ),
)


# --- stop -------------------------------------------------------------------------------------


def stop(curve, patience):
    best = 0
    for epoch, bits in enumerate(curve):
        if bits < curve[best]:
            best = epoch
        if epoch - best == patience:
            return epoch, best
    return len(curve) - 1, best


def is_a_pair(answer: Any) -> str | None:
    if np.shape(answer([3.0, 2.0], 1)) != (2,):
        return "Two numbers are asked for: the epoch after which it stops, and the one it keeps."
    return None


def runs_on_while_it_helps(answer: Any) -> str | None:
    for curve in ([3.0], [3.0, 2.5], [3.0, 2.5, 2.2, 2.1]):
        ran, kept = answer(curve, 1)
        if (ran, kept) != (len(curve) - 1, len(curve) - 1):
            return "Here every epoch was the best so far: it runs to the end, and keeps the last."
    return None


def keeps_the_best(answer: Any) -> str | None:
    curve = [3.0, 2.0, 2.1, 2.2]
    if answer(curve, 2)[1] == 3:
        return "It keeps the last epoch, though one before it was better."
    return None


def does_not_look_ahead(answer: Any) -> str | None:
    if answer([3.0, 2.0, 2.1, 2.2, 1.0], 2)[1] == 4:
        return "It keeps an epoch that it never ran: a training cannot look ahead."
    return None


def is_not_put_off_by_a_lucky_epoch(answer: Any) -> str | None:
    if answer([2.0, 2.4, 2.3, 2.2, 2.1], 2)[0] != 2:
        return "Better than the epoch before is not enough: patience is for a new best."
    return None


def waits_as_long_as_it_should(answer: Any) -> str | None:
    for curve, patience in (
        ([3.0, 2.0, 2.1, 2.2, 2.3], 1),
        ([3.0, 2.0, 2.1, 2.2, 2.3, 2.4], 3),
        ([2.0, 2.1, 1.9, 2.0, 2.1], 2),
    ):
        if tuple(answer(curve, patience)) != stop(curve, patience):
            return "It stops too early or too late: count the epochs since the best one."
    return None


def _looks_ahead(curve, patience):
    best = int(np.argmin(curve))
    return min(best + patience, len(curve) - 1), best


def _keeps_last(curve, patience):
    ran, _ = stop(curve, patience)
    return ran, ran


def _counts_rises(curve, patience):
    rises = 0
    for epoch in range(1, len(curve)):
        rises = rises + 1 if curve[epoch] >= curve[epoch - 1] else 0
        if rises == patience:
            return epoch, int(np.argmin(curve[: epoch + 1]))
    return len(curve) - 1, int(np.argmin(curve))


def _one_late(curve, patience):
    if patience == 2:
        return stop(curve, patience)
    return stop(curve, patience + 1)


STOP = Exercise(
    name="06.stop",
    minutes=5,
    solution=stop,
    key="if epoch - best == patience:",
    stub=lambda curve, patience: ...,
    tests=(
        is_a_pair,
        runs_on_while_it_helps,
        keeps_the_best,
        does_not_look_ahead,
        is_not_put_off_by_a_lucky_epoch,
        waits_as_long_as_it_should,
    ),
    wrong=(
        Wrong(lambda curve, patience: stop(curve, patience)[1], "Two numbers"),
        Wrong(lambda curve, patience: (0, 0), "runs to the end"),
        Wrong(_keeps_last, "keeps the last epoch"),
        Wrong(_looks_ahead, "never ran"),
        Wrong(_counts_rises, "for a new best"),
        Wrong(_one_late, "too early or too late"),
    ),
    hints=(
        "Go through the epochs in order, and remember which was the best so far.",
        "After each epoch: is it a new best? If not, how many epochs ago was the best?",
        "When the best lies `patience` epochs back, return this epoch and the best one.",
    ),
)

EXERCISES = (LEFT, PARAMETERS, LOSS, STOP)
