"""The exercises of lesson 05: softmax, loss, gradient, a step of descent, the window."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Exercise, Wrong

# Answers are written as learners write them, without types.
# ruff: noqa: D103
# mypy: allow-untyped-defs, allow-untyped-calls


# --- softmax ----------------------------------------------------------------------------------


def softmax(scores):
    raised = np.exp(scores - np.max(scores))
    return raised / raised.sum()


def is_a_row_of_chances(answer: Any) -> str | None:
    for scores in ([0.0], [0.0, 0.0], [1.0, 0.0]):
        found = np.asarray(answer(np.array(scores)))
        if np.shape(found) != np.shape(scores):
            return "As many chances are asked for as there are scores."
        if not np.isclose(found.sum(), 1):
            return "Chances sum to 1, whatever the scores are."
    return None


def takes_scores_below_zero(answer: Any) -> str | None:
    for scores in ([-1.0, 2.0], [-1.0, -2.0]):
        found = np.asarray(answer(np.array(scores)))
        if not np.all((found > 0) & (found < 1)):
            return (
                "A score may lie below zero, a chance may not, and none is exactly 0 here. What "
                "turns any number into one above zero?"
            )
    return None


def prefers_the_higher_score(answer: Any) -> str | None:
    found = answer(np.array([1.0, 0.0]))
    if found[0] <= found[1]:
        return "The note with the highest score should be the likeliest. Here it is not."
    return None


def has_the_right_base(answer: Any) -> str | None:
    for scores in ([1.0, 0.0], [0.5, -1.0, 2.0]):
        found = answer(np.array(scores))
        if not np.allclose(found, softmax(np.array(scores))):
            return "One score more should make a note e = 2.718 times as likely, no more, no less."
    return None


def survives_high_scores(answer: Any) -> str | None:
    for scores in ([1000.0, 1000.0], [-1000.0, -1000.0]):
        with np.errstate(all="ignore"):
            found = np.asarray(answer(np.array(scores)))
        if not np.allclose(found, [0.5, 0.5]):
            return (
                "Right for small scores. These two are beyond what a computer can raise e to, or "
                "vanish; yet only the differences between scores matter."
            )
    return None


def _overflows(scores):
    with np.errstate(all="ignore"):
        raised = np.exp(scores)
        return raised / raised.sum()


SOFTMAX = Exercise(
    name="05.softmax",
    minutes=5,
    solution=softmax,
    key="np.exp(scores - np.max(scores))",
    stub=lambda scores: ...,
    tests=(
        is_a_row_of_chances,
        takes_scores_below_zero,
        prefers_the_higher_score,
        has_the_right_base,
        survives_high_scores,
    ),
    wrong=(
        Wrong(lambda scores: softmax(scores).max(), "As many chances"),
        Wrong(lambda scores: np.exp(scores), "sum to 1"),
        Wrong(lambda scores: scores / scores.sum() if scores.sum() else softmax(scores), "below"),
        Wrong(lambda scores: softmax(-scores), "should be the likeliest"),
        Wrong(lambda scores: 2**scores / (2**scores).sum(), "no more, no less"),
        Wrong(_overflows, "only the differences"),
    ),
    hints=(
        "`np.exp` makes any number positive. Then let the row sum to 1, as counts did.",
        "Taking the same number away from all scores changes none of the chances.",
        "Take the largest score away from all of them first: then the largest power is e to the 0.",
    ),
)


# --- loss -------------------------------------------------------------------------------------


def loss(scores, targets):
    rows = np.array([softmax(row) for row in scores])
    return -np.log2(rows[np.arange(len(targets)), targets]).mean()


_EVEN = np.zeros((1, 4))
_ROWS = np.array([[2.0, 0.0, 0.0], [0.0, 1.0, -1.0], [0.0, 3.0, 0.0]])
_CAME = np.array([0, 1, 2])


def is_one_number(answer: Any) -> str | None:
    for scores, targets in [(_EVEN, np.array([0])), (_ROWS, _CAME)]:
        if np.shape(answer(scores, targets)) != ():
            return "One number is asked for, the mean over all that came."
    return None


def knows_even_chances(answer: Any) -> str | None:
    found = answer(_EVEN, np.array([0]))
    if np.isclose(found, np.log(4)):
        return "This is the surprise in natural units. A bit is the halving of what is possible."
    if not np.isclose(found, 2):
        return "Four tokens, all as likely: two yes-or-no questions find the one that came."
    return None


def is_a_mean(answer: Any) -> str | None:
    if not np.isclose(answer(np.zeros((3, 4)), np.array([0, 3, 1])), 2):
        return "Three rows that cost 2 bits each cost 2 bits on average."
    return None


def looks_at_what_came(answer: Any) -> str | None:
    if not np.isclose(answer(_ROWS[:1], np.array([1])), loss(_ROWS[:1], np.array([1]))):
        if np.isclose(answer(_ROWS[:1], np.array([1])), answer(_ROWS[:1], np.array([0]))):
            return "It costs the same whatever came. Take the chance of the token that came."
        return (
            "The chance of what came is not that of these scores. How often do they go through "
            "softmax before the logarithm is taken?"
        )
    return None


def takes_logs_before_the_mean(answer: Any) -> str | None:
    if not np.isclose(answer(_ROWS, _CAME), loss(_ROWS, _CAME)):
        return "Each row is right, several together are not: first the surprises, then their mean."
    return None


def _chances(scores):
    return np.array([softmax(row) for row in scores])


def _of_what_came(scores, targets):
    return _chances(scores)[np.arange(len(targets)), targets]


def _twice(scores, targets):
    return loss(_chances(scores), targets)


def _entropy(scores, targets):
    rows = _chances(scores)
    return -(rows * np.log2(rows)).sum(axis=1).mean()


LOSS = Exercise(
    name="05.loss",
    minutes=4,
    solution=loss,
    key="rows[np.arange(len(targets)), targets]",
    stub=lambda scores, targets: ...,
    tests=(
        is_one_number,
        knows_even_chances,
        is_a_mean,
        looks_at_what_came,
        takes_logs_before_the_mean,
    ),
    wrong=(
        Wrong(lambda scores, targets: -np.log2(_of_what_came(scores, targets)), "One number"),
        Wrong(lambda scores, targets: loss(scores, targets) * np.log(2), "natural units"),
        Wrong(lambda scores, targets: 1 - _of_what_came(scores, targets).mean(), "two yes-or-no"),
        Wrong(lambda scores, targets: loss(scores, targets) * len(targets), "on average"),
        Wrong(_entropy, "whatever came"),
        Wrong(_twice, "go through"),
        Wrong(lambda scores, targets: -np.log2(_of_what_came(scores, targets).mean()), "first the"),
    ),
    hints=(
        "Turn each row of scores into chances. Which one of them matters?",
        "The chance of the token that came: row 0 at targets[0], row 1 at targets[1], and so on.",
        "`np.arange(len(targets))` numbers the rows; `-np.log2` of those chances; then the mean.",
    ),
)


# --- gradient ---------------------------------------------------------------------------------


def gradient(scores, target):
    slope = softmax(scores)
    slope[target] -= 1
    return slope


_SCORES = (np.zeros(2), np.array([1.0, 0.0, -1.0]))


def is_a_slope_for_each(answer: Any) -> str | None:
    for scores in _SCORES:
        if np.shape(answer(scores.copy(), 0)) != np.shape(scores):
            return "One slope for each score is asked for: what if this score were a little higher?"
    return None


def points_uphill(answer: Any) -> str | None:
    found = answer(np.zeros(2), 0)
    if found[0] > 0:
        return (
            "The slope at the token that came should be negative: a higher score there means "
            "less surprise."
        )
    return None


def sums_to_nothing(answer: Any) -> str | None:
    for scores in _SCORES:
        if not np.isclose(np.sum(answer(scores.copy(), 0)), 0):
            return (
                "All scores raised by the same amount change no chance, so the slopes have to sum "
                "to 0. These do not."
            )
    return None


def knows_who_came(answer: Any) -> str | None:
    for target in (0, 2):
        if np.argmin(answer(_SCORES[1].copy(), target)) != target:
            return "The negative slope belongs to the token that came, not to the likeliest one."
    return None


def is_chance_minus_certainty(answer: Any) -> str | None:
    for scores in _SCORES:
        for target in (0, 1):
            if not np.allclose(answer(scores.copy(), target), gradient(scores, target)):
                return (
                    "The signs are right, the sizes are not. Raise one score by 0.001 and measure "
                    "what the surprise, `-np.log(p)`, does."
                )
    return None


def _in_place(scores, target):
    scores -= scores.max()
    np.exp(scores, out=scores)
    scores /= scores.sum()
    scores[target] -= 1
    return scores


def _likeliest(scores, target):
    return gradient(scores, int(np.argmax(scores)))


def _of_the_chance(scores, target):
    # the slope of 1 - p, not of -log p
    chances = softmax(scores)
    return chances[target] * gradient(scores, target)


GRADIENT = Exercise(
    name="05.gradient",
    minutes=5,
    solution=gradient,
    key="slope[target] -= 1",
    stub=lambda scores, target: ...,
    tests=(
        is_a_slope_for_each,
        points_uphill,
        sums_to_nothing,
        knows_who_came,
        is_chance_minus_certainty,
    ),
    wrong=(
        Wrong(lambda scores, target: softmax(scores)[target] - 1, "One slope for each"),
        Wrong(_in_place, "Work on a copy"),
        Wrong(lambda scores, target: -gradient(scores, target), "should be negative"),
        Wrong(lambda scores, target: softmax(scores) - 1, "have to sum"),
        Wrong(_likeliest, "not to the likeliest"),
        Wrong(_of_the_chance, "the sizes are not"),
    ),
    hints=(
        "What the machine should have said is certainty: 1 for the token that came, 0 for others.",
        "The slopes are what it said, less what it should have said.",
        "Take the chances, and lower the entry at `target` by one.",
    ),
)


# --- step -------------------------------------------------------------------------------------


def step(table, pairs, rate):
    slopes = np.zeros_like(table)
    for before, after in pairs:
        slopes[before] += gradient(table[before], after) / len(pairs)
    return table - rate * slopes


def _small(*rows):
    return np.array(rows, dtype=float)


_BLANK = _small([0, 0], [0, 0])
_KNOWN = _small([1, 0, 0], [0, 2, 0], [0, 0, -1])


def returns_a_table(answer: Any) -> str | None:
    table = _BLANK.copy()
    found = answer(table, [(0, 1)], 1.0)
    if np.shape(found) != np.shape(table):
        return "A table of the same shape should come back."
    return None


def goes_down(answer: Any) -> str | None:
    found = answer(_BLANK.copy(), [(0, 1)], 1.0)
    if np.array_equal(found, _BLANK):
        return "Nothing was learned: the table is as it was."
    if found[0, 1] < found[0, 0]:
        return "After this step what came is less likely than before: that was a step uphill."
    return None


def changes_the_rows_that_were_asked(answer: Any) -> str | None:
    found = answer(_BLANK.copy(), [(0, 1)], 1.0)
    if found[1].any():
        return "Only the row of the note before has to answer for what came. Another row moved."
    return None


def goes_as_far_as_the_rate(answer: Any) -> str | None:
    for rate in (1.0, 0.1):
        if not np.allclose(answer(_BLANK.copy(), [(0, 1)], rate), step(_BLANK, [(0, 1)], rate)):
            return "For one pair the step is the gradient times the rate. This one is not."
    return None


def takes_the_mean(answer: Any) -> str | None:
    once, twice = [(0, 1)], [(0, 1), (0, 1)]
    if not np.allclose(answer(_BLANK.copy(), once, 1.0), answer(_BLANK.copy(), twice, 1.0)):
        return (
            "The same pair twice says nothing new, so the step should be the same: one step down "
            "the slope of the mean, with all slopes taken where the table is now."
        )
    return None


def adds_up_all_pairs(answer: Any) -> str | None:
    pairs = [(0, 1), (0, 2), (1, 1), (2, 0)]
    if not np.allclose(answer(_KNOWN.copy(), pairs, 0.5), step(_KNOWN, pairs, 0.5)):
        return "One pair is right, several are not. Do all of them count, and equally?"
    return None


def _in_place_step(table, pairs, rate):
    table -= rate * (table - step(table, pairs, 1.0))
    return table


def _last_one_wins(table, pairs, rate):
    slopes = np.zeros_like(table)
    for before, after in pairs:
        slopes[before] = gradient(table[before], after)
    return table - rate * slopes


def _columns(table, pairs, rate):
    return step(table.T, pairs, rate).T


STEP = Exercise(
    name="05.step",
    minutes=5,
    solution=step,
    key="table - rate * slopes",
    stub=lambda table, pairs, rate: ...,
    tests=(
        returns_a_table,
        goes_down,
        changes_the_rows_that_were_asked,
        goes_as_far_as_the_rate,
        takes_the_mean,
        adds_up_all_pairs,
    ),
    wrong=(
        Wrong(lambda table, pairs, rate: step(table, pairs, rate)[pairs[0][0]], "the same shape"),
        Wrong(_in_place_step, "Work on a copy"),
        Wrong(lambda table, pairs, rate: table.copy(), "Nothing was learned"),
        Wrong(lambda table, pairs, rate: 2 * table - step(table, pairs, rate), "uphill"),
        Wrong(_columns, "Another row moved"),
        Wrong(lambda table, pairs, rate: step(table, pairs, 1.0), "times the rate"),
        Wrong(lambda table, pairs, rate: step(table, pairs, rate * len(pairs)), "nothing new"),
        Wrong(_last_one_wins, "equally"),
    ),
    hints=(
        "Collect the slopes of all pairs in an empty table first; then take one step.",
        "For each pair: the row of the note before gets chances less certainty, as in exercise 3.",
        "Divide by the number of pairs, and go against the slope: rate times slopes, taken away.",
    ),
)


# --- windows ----------------------------------------------------------------------------------


def windows(tune, length, boundary):
    whole = [boundary] * length + list(tune) + [boundary]
    return [(whole[i : i + length], whole[i + length]) for i in range(len(tune) + 1)]


def _read(answer: Any, tune: list[int], length: int) -> list[tuple[list[int], int]] | None:
    """Return the pairs as lists and numbers, or None if they are no pairs."""
    try:
        return [
            ([int(token) for token in seen], int(after))
            for seen, after in answer(list(tune), length, 9)
        ]
    except (TypeError, ValueError):
        return None


_TUNES = (([5], 1), ([5, 3], 2), ([1, 2, 3, 4], 2))


def is_a_list_of_pairs(answer: Any) -> str | None:
    for tune, length in _TUNES:
        pairs = _read(answer, tune, length)
        if pairs is None:
            return "Pairs are asked for: what is seen, a list, and what comes after it, a token."
        if any(len(seen) != length for seen, _ in pairs):
            return "A network has a fixed number of inputs: each window has to be that long."
    return None


def asks_for_every_note(answer: Any) -> str | None:
    for tune, length in _TUNES:
        after = [token for _, token in _read(answer, tune, length) or []]
        if after == tune:
            return "Every note is asked for. How will the network know when to end?"
        if after and after != [*tune, 9] and after == [*tune, 9][-len(after) :]:
            return "The first notes of the tune are never asked for. What stands before them?"
        if after != [*tune, 9]:
            return "What is asked for should be the tune, note by note, and the boundary at last."
    return None


def does_not_tell_the_answer(answer: Any) -> str | None:
    for tune, length in _TUNES:
        pairs = _read(answer, tune, length) or []
        if len(pairs) > 1 and all(seen[-1] == after for seen, after in pairs):
            return "The window holds the very note that is asked for. Nothing is left to guess."
    return None


def looks_back_in_order(answer: Any) -> str | None:
    for tune, length in _TUNES:
        pairs = _read(answer, tune, length) or []
        right = windows(tune, length, 9)
        if pairs == right:
            continue
        if [(seen[::-1], after) for seen, after in pairs] == right:
            return "The window runs backwards: the newest note should stand last."
        if pairs[0][0] != [9] * length:
            return "Before the first note there is nothing but the boundary."
        return "The notes just before the one that is asked for should be seen, the newest last."
    return None


def _unshifted(tune, length, boundary):
    whole = [boundary] * (length - 1) + [*tune, boundary]
    return [(whole[i : i + length], whole[i + length - 1]) for i in range(len(tune) + 1)]


def _padded_right(tune, length, boundary):
    pairs = []
    for place, after in enumerate([*tune, boundary]):
        seen = list(tune[max(place - length, 0) : place])
        pairs.append((seen + [boundary] * (length - len(seen)), after))
    return pairs


def _ragged(tune, length, boundary):
    return [
        (list(tune[max(place - length, 0) : place]), after)
        for place, after in enumerate([*tune, boundary])
    ]


def _zeros(tune, length, boundary):
    whole = [0] * length + [*tune, boundary]
    return [(whole[i : i + length], whole[i + length]) for i in range(len(tune) + 1)]


WINDOWS = Exercise(
    name="05.windows",
    minutes=4,
    solution=windows,
    key="[boundary] * length + list(tune) + [boundary]",
    stub=lambda tune, length, boundary: ...,
    tests=(
        is_a_list_of_pairs,
        asks_for_every_note,
        does_not_tell_the_answer,
        looks_back_in_order,
    ),
    wrong=(
        Wrong(lambda tune, length, boundary: [*tune, boundary], "Pairs are asked for"),
        Wrong(_ragged, "that long"),
        Wrong(lambda tune, length, boundary: windows(tune, length, boundary)[:-1], "when to end"),
        Wrong(lambda tune, length, boundary: windows(tune, length, boundary)[length:], "never"),
        Wrong(_unshifted, "Nothing is left to guess"),
        Wrong(
            lambda tune, length, boundary: [
                (seen[::-1], after) for seen, after in windows(tune, length, boundary)
            ],
            "backwards",
        ),
        Wrong(_padded_right, "newest last"),
        Wrong(_zeros, "nothing but the boundary"),
    ),
    hints=(
        "Put boundaries before the tune, so that the first note has a full window too.",
        "As many boundaries as the window is long, then the tune, then one boundary more.",
        "Let a window slide along: `whole[i : i + length]` is seen, the token behind it asked for.",
    ),
)

EXERCISES = (SOFTMAX, LOSS, GRADIENT, STEP, WINDOWS)
