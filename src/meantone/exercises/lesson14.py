"""The exercises of lesson 14: the riskiest bar, a gap with two sides, spread, groups by chance."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, known_mistake, number, numbers, shaped

# --- riskiest ---------------------------------------------------------------------------------

_NUMBER = "One number is asked for: that of the bar."
_RISKIEST: list[Case] = [
    ((np.array([1.0, 3.0, 5.0, 0.5]), np.array([1, 1, 2, 3])), 2),
    ((np.array([4.0, 1.0, 2.0, 2.5, 2.5]), np.array([0, 1, 1, 2, 2])), 0),
    ((np.array([1.0, 1.0, 1.0, 1.0, 3.0, 0.5]), np.array([3, 3, 3, 3, 7, 8])), 7),
    ((np.array([6.0, 0.0, 0.0, 2.5, 2.0]), np.array([1, 1, 1, 2, 2])), 2),
    ((np.array([2.0, 2.0, 2.0, 4.0, 5.0, 1.0]), np.array([4, 4, 4, 5, 6, 6])), 5),
    ((np.array([1.0, 1.0, 8.0, 3.0, 3.0]), np.array([1, 1, 1, 2, 2])), 1),
    ((np.array([2.0, 2.0, 1.0, 4.0, 4.0]), np.array([1, 1, 2, 2, 2])), 2),
]
_TIED: list[Case] = [
    ((np.array([1.0, 2.0, 2.0]), np.array([1, 2, 3])), 2),
    ((np.array([3.0, 1.0, 2.0, 2.0]), np.array([5, 5, 6, 6])), 5),
]


def _bar(pick: Any) -> list[Case]:
    """Return what a known mistake gives, `pick` choosing a bar from {bar: bits of its notes}."""
    found = []
    for given, _ in _RISKIEST:
        bits, bars = given
        each = {bar: bits[bars == bar] for bar in dict.fromkeys(bars.tolist())}
        found.append((given, pick(each)))
    return found


def names_one_bar(answer: Any) -> str | None:
    for given, _ in _RISKIEST:
        found = number(answer(*given), _NUMBER)
        if found not in given[1]:
            return "There is no bar of that number: look for it in `bars`."
    return None


def takes_bits_a_note(answer: Any) -> str | None:
    mistakes = (
        (
            lambda each: max(each, key=lambda bar: each[bar].sum()),
            "This bar has most bits in all. A bar of many notes costs much though each is cheap.",
        ),
        (
            lambda each: max(each, key=lambda bar: each[bar].max()),
            "This bar has the costliest note. How much do its notes cost on average?",
        ),
        (
            lambda each: min(each, key=lambda bar: each[bar].mean()),
            "That is the safest bar: many bits mean much surprise.",
        ),
        (
            lambda each: max(each, key=lambda bar: np.median(each[bar])),
            "The middle value of a bar leaves out its extremes. A mean counts every note.",
        ),
        (
            lambda each: max(each, key=lambda bar: each[bar][0]),
            "Only the first note of each bar is looked at.",
        ),
    )
    for pick, says in mistakes:
        if agrees(answer, _bar(pick)):
            return says
    if not agrees(answer, _RISKIEST):
        return "Bits 1, 3, 5 in the bars 1, 1, 2: their means are 2 and 5. Which bar is it?"
    return None


def takes_the_first_of_equals(answer: Any) -> str | None:
    if not agrees(answer, _TIED):
        return "Of bars that cost the same, the first is asked for."
    return None


RISKIEST = Exercise(
    name="14.riskiest",
    tests=(names_one_bar, takes_bits_a_note, takes_the_first_of_equals),
    hints=(
        "`bars == 3` is a mask: `bits[bars == 3]` are the bits of bar 3. As arrays, both of them.",
        "For each number in `bars`, take the mean of its bits; keep the largest mean.",
        "`max` with a `key` that gives a bar's mean keeps the first of equals.",
    ),
)


# --- between ----------------------------------------------------------------------------------

_BETWEEN: list[Case] = [
    ((np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.6, 0.4])), np.array([5, 18, 8]) / 31),
    ((np.array([0.5, 0.5]), np.array([0.2, 0.6])), [0.25, 0.75]),
    ((np.full(4, 0.25), np.array([0.1, 0.2, 0.3, 0.2])), np.array([1, 2, 3, 2]) / 8),
    ((np.array([0.7, 0.2, 0.1]), np.array([0.0, 0.5, 0.5])), [0, 2 / 3, 1 / 3]),
    ((np.array([0.9, 0.1]), np.array([0.01, 0.03])), [0.75, 0.25]),
]  # fmt: skip


def has_a_chance_for_each_note(answer: Any) -> str | None:
    if not shaped(answer, _BETWEEN):
        return "One probability for each note is asked for."
    return None


_NOT_BOTH = (
    (lambda a, b: a, "That is what the left side says alone. What follows counts, too."),
    (
        lambda a, b: b / b.sum(),
        "That is what the right side says alone: how likely is each note to come at all?",
    ),
    (
        lambda a, b: a * b,
        "These are the chances of both steps. Given that one of the notes *is* there, they "
        "sum to 1.",
    ),
    (
        lambda a, b: (a + b) / (a + b).sum(),
        "Both steps have to happen: chances of steps one after the other are multiplied.",
    ),
    (
        lambda a, b: np.sqrt(a * b) / np.sqrt(a * b).sum(),
        "The square root flattens what both sides say. The product alone is right.",
    ),
    (
        lambda a, b: a * b / (a * b).max(),
        "The likeliest has 1 here. Divide by the sum: one of the notes must come.",
    ),
    (
        lambda a, b: (a * b == (a * b).max()).astype(float),
        "That says which note is likeliest. How likely is each of them?",
    ),
    (
        lambda a, b: a * b / a.sum() / b.sum(),
        "Dividing each side by its own sum is not enough: the product has to sum to 1.",
    ),
)


def counts_both_sides(answer: Any) -> str | None:
    return known_mistake(answer, _BETWEEN, _NOT_BOTH)


def sums_to_one(answer: Any) -> str | None:
    for given, _ in _BETWEEN:
        total = numbers(answer(*given)).sum()
        if not np.isclose(total, 1):
            return f"Chances sum to 1, these to {total:.3g}."
    return None


def is_right_about_the_gap(answer: Any) -> str | None:
    if not agrees(answer, _BETWEEN):
        return "Half and half before, 0.2 and 0.6 after: the second note is three times as likely."
    return None


BETWEEN = Exercise(
    name="14.between",
    tests=(has_a_chance_for_each_note, counts_both_sides, sums_to_one, is_right_about_the_gap),
    hints=(
        "How likely are both steps by way of each note? The first step times the second.",
        "`np.asarray(left) * np.asarray(right)` has that for each note. What does it sum to?",
        "Divide by the sum: one of the notes must be there.",
    ),
)


# --- apart ------------------------------------------------------------------------------------

_TUNES: list[list[np.ndarray]] = [
    [np.array([1.0, 3.0]), np.array([4.0, 4.0]), np.array([6.0, 2.0, 1.0])],
    [np.array([2.0, 2.0, 5.0]), np.array([1.0]), np.array([0.5, 3.5]), np.array([6.0, 2.0])],
    [np.array([1.0, 5.0, 3.0, 1.0]), np.array([0.0, 7.0]), np.array([2.5, 2.0, 9.0])],
]


def _apart(figure: Any) -> list[Case]:
    """Return what a known mistake, or the right way, gives of these tunes."""
    return [((bits,), figure(bits)) for bits in _TUNES]


def _means(bits: list[np.ndarray]) -> np.ndarray:
    return np.array([each.mean() for each in bits])


def is_one_number(answer: Any) -> str | None:
    for bits in _TUNES:
        number(answer(bits), "One number is asked for: how far the tunes lie apart.")
    return None


def is_zero_for_equal_tunes(answer: Any) -> str | None:
    same = [np.array([1.0, 3.0]), np.array([2.0, 2.0, 2.0]), np.array([0.0, 4.0])]
    if not np.isclose(number(answer(same), ""), 0, atol=1e-6):
        return (
            "Three tunes of 2 bits a note do not lie apart, whatever their own notes do: "
            "0 is right."
        )
    return None


def is_the_deviation_of_means(answer: Any) -> str | None:
    # Divided by the number of tunes or by one less: both are usual.
    if any(agrees(answer, _apart(lambda bits, less=less: np.std(_means(bits), ddof=less)))
           for less in (0, 1)):  # fmt: skip
        return None
    mistakes = (
        (
            lambda bits: np.var(_means(bits)),
            "That is the variance: its square root is in bits.",
        ),
        (
            lambda bits: np.var(_means(bits), ddof=1),
            "That is the variance: its square root is in bits.",
        ),
        (
            lambda bits: np.ptp(_means(bits)),
            "From the least to the most: two tunes decide alone. Take the standard deviation.",
        ),
        (
            lambda bits: np.mean(np.abs(_means(bits) - np.mean(_means(bits)))),
            "That is the mean distance from the mean. The standard deviation squares it first.",
        ),
    )
    for figure, says in mistakes:
        if agrees(answer, _apart(figure)):
            return says
    return "Tunes of 2, 4 and 3 bits a note: `np.std([2, 4, 3])` is 0.816."


APART = Exercise(
    name="14.apart",
    tests=(is_one_number, is_zero_for_equal_tunes, is_the_deviation_of_means),
    hints=(
        "First one figure for each tune: its mean.",
        "`[np.mean(each) for each in bits]` has them. How far do these lie apart?",
        "`np.std` of that list.",
    ),
)


# --- by chance --------------------------------------------------------------------------------

_SHARE: list[Case] = [
    ((3.0, np.array([1.0, 2.0, 3.5, 4.0])), 0.5),
    ((5.0, [1.0, 2.0, 6.0, 4.0, 3.0]), 0.2),
    ((2.0, np.array([3.0, 4.0, 5.0, 1.0])), 0.75),
    ((1.5, np.array([2.0, 1.0, 1.0, 1.0, 4.0, 1.0, 0.0, 1.0])), 0.25),
]
_EQUAL: list[Case] = [
    ((3.0, np.array([3.0, 2.0, 1.0, 4.0])), 0.5),
    ((1.0, np.array([1.0, 1.0])), 1.0),
]
_EDGES: list[Case] = [((9.0, np.array([1.0, 2.0])), 0.0), ((0.0, np.array([1.0, 2.0])), 1.0)]


def _of(figure: Any) -> list[Case]:
    """Return what a known mistake gives."""
    return [((ours, chance), figure(ours, np.asarray(chance))) for (ours, chance), _ in _SHARE]


def is_a_share(answer: Any) -> str | None:
    mistakes = (
        (lambda o, c: (c >= o).sum(), "That is how many. Which share of all groups is it?"),
        (lambda o, c: 100 * np.mean(c >= o), "That is of 100. A share lies from 0 to 1."),
        (lambda o, c: np.mean(c < o), "That is the share of weaker groups."),
        (lambda o, c: o / c.mean(), "That says how many times stronger ours is than the mean."),
        (
            lambda o, c: (o - c.mean()) / c.std(),
            "That counts deviations from the mean. How many groups lie beyond?",
        ),
        (
            lambda o, c: float(o > np.quantile(c, 0.95)),
            "Yes or no is not asked for, but the share of groups by chance.",
        ),
    )
    for figure, says in mistakes:
        if agrees(answer, _of(figure)):
            return says
    for given, _ in _SHARE:
        if not 0 <= number(answer(*given), "One number is asked for: the share.") <= 1:
            return "A share lies from 0 to 1."
    if not agrees(answer, [*_SHARE, *_EDGES]):
        return "Ours 3, by chance 1, 2, 3.5 and 4: two of the four are as strong. What do you get?"
    return None


def counts_equals(answer: Any) -> str | None:
    if not agrees(answer, _EQUAL):
        return "A group by chance that is just as strong as ours counts: *at least* as strong."
    return None


BY_CHANCE = Exercise(
    name="14.by_chance_as_strong",
    tests=(is_a_share, counts_equals),
    hints=(
        "`np.asarray(by_chance) >= ours` says of each group whether it is at least as strong.",
        "The mean of trues and falses is the share of trues.",
        "So it is one comparison with the whole array, and the mean of what comes out.",
    ),
)

EXERCISES = (RISKIEST, BETWEEN, APART, BY_CHANCE)
