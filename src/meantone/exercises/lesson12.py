"""The exercises of lesson 12: winners of contests, bits moved, what a feed shows, who wins."""

from __future__ import annotations

from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, known_mistake, number, numbers, shaped

# --- winners ----------------------------------------------------------------------------------

_WINNERS: list[Case] = [
    ((np.array([0.1, 0.9, 0.5, 0.3]), 2), [1, 2]),
    ((np.array([3.0, 1.0, 2.0, 5.0, 4.0, 6.0]), 3), [0, 5]),
    ((np.array([-0.5, -0.2, -0.9]), 1), [0, 1, 2]),
    ((np.array([0.2, 0.7, 0.4, 0.6]), 4), [1]),
]
_LEFT_OVER: list[Case] = [
    ((np.array([0.4, 0.1, 0.2, 0.3, 0.9]), 2), [0, 3]),
    ((np.array([1.0, 2.0, 3.0, 9.0, 8.0]), 3), [2]),
]
_WITHIN: list[Case] = [(_WINNERS[0][0], [1, 0]), (_WINNERS[1][0], [0, 2])]
_BEST: list[Case] = [(_WINNERS[0][0], [0.9, 0.5]), (_WINNERS[1][0], [3, 6])]
_LOSERS: list[Case] = [(_WINNERS[0][0], [0, 3]), (_WINNERS[1][0], [1, 4])]
_TOP: list[Case] = [(_WINNERS[0][0], [1, 2]), (_WINNERS[1][0], [5, 3])]
_EVERY_OTHER: list[Case] = [(_WINNERS[0][0], [2, 1]), (_WINNERS[1][0], [4, 5])]


def names_one_winner_a_contest(answer: Any) -> str | None:
    if not shaped(answer, _WINNERS):
        return "One place for each contest is asked for: how many contests are there?"
    return None


def gives_places(answer: Any) -> str | None:
    if agrees(answer, _BEST):
        return "These are the winners' scores. In which places of `scores` do they stand?"
    if agrees(answer, _WITHIN):
        return "Each place is counted from the beginning of its own contest. Count from the first."
    if agrees(answer, _LOSERS):
        return "These are the losers: the score is the higher the better."
    return None


def holds_contests(answer: Any) -> str | None:
    if agrees(answer, _TOP):
        return "These are the best tunes of all. Each competes only with those of its own contest."
    if agrees(answer, _EVERY_OTHER):
        return (
            "A contest is made of tunes that stand next to each other. Whom did you put together?"
        )
    if not agrees(answer, _WINNERS):
        return "One of the winners is not the best of its contest. Try two contests of two by hand."
    return None


def leaves_the_rest_out(answer: Any) -> str | None:
    if not shaped(answer, _LEFT_OVER) or not agrees(answer, _LEFT_OVER):
        return "Five tunes, contests of two: the fifth tune has nobody to compete with."
    return None


WINNERS = Exercise(
    name="12.winners",
    tests=(names_one_winner_a_contest, gives_places, holds_contests, leaves_the_rest_out),
    hints=(
        "`len(scores) // rivals` contests are whole. What does `np.reshape` make of their scores?",
        "In a table with a row for each contest, `argmax` along the rows finds the best of each.",
        "That counts within the row: row `k` begins at the place `k * rivals`.",
    ),
)


# --- moved ------------------------------------------------------------------------------------

_ONE = "One number is asked for: the bits."
_MOVED: list[Case] = [
    ((np.array([0.5, 0.5]), np.array([0.25, 0.75])), 0.5 + 0.5 * np.log2(2 / 3)),
    ((np.array([0.25, 0.25, 0.5]), np.array([0.5, 0.25, 0.25])), 0.25),
    ((np.array([0.75, 0.25]), np.array([0.25, 0.75])), 0.5 * np.log2(3)),
    ((np.array([0.1, 0.2, 0.3, 0.4]), np.array([0.25, 0.25, 0.25, 0.25])), 0.1535607),
]
_STAYED: list[Case] = [
    ((np.array([0.5, 0.5]), np.array([0.5, 0.5])), 0),
    ((np.array([0.125, 0.875]), np.array([0.125, 0.875])), 0),
]
_GONE: list[Case] = [
    ((np.array([1.0, 0.0]), np.array([0.25, 0.75])), 2),
    ((np.array([0.0, 0.5, 0.5]), np.array([0.5, 0.25, 0.25])), 1),
]
_EACH = _MOVED[:2]


def is_one_number_of_bits(answer: Any) -> str | None:
    for given, _ in _MOVED:
        number(answer(*given), _ONE)
    return None


def stays_where_nothing_changed(answer: Any) -> str | None:
    if not agrees(answer, _STAYED):
        return "Where nothing has changed, nothing has moved: 0 bits."
    return None


def goes_from_before_to_after(answer: Any) -> str | None:
    mistakes = (
        (
            lambda q, p: np.sum(p * np.log2(p / q)),
            "The tunes are drawn *after*: whose chances weigh?",
        ),
        (lambda q, p: np.sum(q * np.log2(p / q)), "The sign is wrong: what has moved is above 0."),
        (
            lambda q, p: np.sum(p * np.log2(q / p)),
            "Whose chances weigh, and what is divided by what?",
        ),
        (lambda q, p: np.sum(q * np.log(q / p)), "These are nats. Bits are logarithms to base 2."),
        (
            lambda q, p: np.mean(np.log2(q / p)),
            "A tune that comes often counts more: weigh by its chance.",
        ),
        (
            lambda q, p: np.mean(q * np.log2(q / p)),
            "The chances are the weights, and they sum to 1: nothing is left to divide by.",
        ),
    )
    if says := known_mistake(answer, _EACH, mistakes):
        return says
    if not agrees(answer, _MOVED):
        return "Half and half, a quarter and a quarter: work out two tunes by hand."
    return None


def lets_what_never_comes_cost_nothing(answer: Any) -> str | None:
    for given, right in _GONE:
        with np.errstate(all="ignore"):
            found = np.asarray(answer(*given), dtype=float)
        if np.isnan(found).any():
            return "0 times the logarithm of 0 came out as no number. Leave such a tune out."
        if not np.isclose(number(found, _ONE), right, atol=1e-5):
            return "A tune that never comes after costs nothing; the others count as before."
    return None


MOVED = Exercise(
    name="12.moved",
    tests=(
        is_one_number_of_bits,
        stays_where_nothing_changed,
        goes_from_before_to_after,
        lets_what_never_comes_cost_nothing,
    ),
    hints=(
        "For each tune: `np.log2(after / before)`, how many times likelier it has become, in bits.",
        "The mean over tunes drawn after: multiply each by its chance after, and add up.",
        "Where `after` is 0 the logarithm has no value: keep only the tunes with `after > 0`.",
    ),
)


# --- shown ------------------------------------------------------------------------------------

_SHOWN: list[Case] = [
    ((np.array([1.0, 3.0]), 1), [0.25, 0.75]),
    ((np.array([1.0, 3.0]), 2), [0.1, 0.9]),
    ((np.array([4.0, 1.0, 1.0]), 0.5), [0.5, 0.25, 0.25]),
    ((np.array([5.0, 1.0, 2.0, 2.0]), 0), [0.25, 0.25, 0.25, 0.25]),
    ((np.array([2, 1, 1]), 3), [0.8, 0.1, 0.1]),
]
_LARGE: list[Case] = [
    ((np.array([1e8, 1e8]), 50), [0.5, 0.5]),
    ((np.array([3e7, 1e7]), 60), [1, 0]),
]


def has_a_share_for_each(answer: Any) -> str | None:
    if not shaped(answer, _SHOWN):
        return "One chance for each style is asked for."
    return None


def sums_to_one(answer: Any) -> str | None:
    for given, _ in _SHOWN:
        found = numbers(answer(*given))
        if not np.isclose(found.sum(), 1):
            return f"Chances sum to 1, these to {found.sum():.3g}. What are they to be divided by?"
        if (found < 0).any():
            return "A chance is not below 0."
    return None


def raises_to_the_power(answer: Any) -> str | None:
    mistakes = (
        (lambda n, g: n / n.sum(), "The power does nothing yet: all feeds push alike."),
        (
            lambda n, g: np.exp(g * n - max(g * n)) / np.exp(g * n - max(g * n)).sum(),
            "That is a softmax: plays are raised to a power, not powers to the plays.",
        ),
        (
            lambda n, g: (n / n.sum() * g + 1e-300) / (n / n.sum() * g + 1e-300).sum(),
            "Multiplying by the power changes no proportion. Raise to it.",
        ),
        (
            lambda n, g: (1.0 / n**g) / (1.0 / n**g).sum(),
            "Now who has many plays is shown less. That is a feed worth trying, but not this one.",
        ),
    )
    return known_mistake(
        answer,
        _SHOWN,
        mistakes,
        "One play against three, power 2: one against nine. What do you get?",
    )


def does_not_overflow(answer: Any) -> str | None:
    with np.errstate(all="ignore"):
        found = [np.asarray(answer(*given), dtype=float) for given, _ in _LARGE]
    if not all(np.isfinite(one).all() for one in found):
        return "Millions of plays to a high power are too large for a float. Divide first."
    if not agrees(answer, _LARGE):
        return "With millions of plays the shares are no longer right."
    return None


SHOWN = Exercise(
    name="12.shown",
    tests=(has_a_share_for_each, sums_to_one, raises_to_the_power, does_not_overflow),
    hints=(
        "`np.asarray(plays, dtype=float) ** power` has the right proportions.",
        "Divide by the sum, so that they are chances.",
        "Dividing all plays by the largest before raising changes no proportion, and stays small.",
    ),
)


# --- chances ----------------------------------------------------------------------------------

_CHANCES: list[Case] = [
    ((2, 1), [0.5, 0.5]),
    ((2, 2), [0.25, 0.75]),
    ((4, 1), [0.25, 0.25, 0.25, 0.25]),
    ((3, 2), [1 / 9, 3 / 9, 5 / 9]),
    ((4, 3), [1 / 64, 7 / 64, 19 / 64, 37 / 64]),
]


def _guess(change: Any) -> list[Case]:
    """Return what a known mistake gives."""
    return [(given, change(np.arange(1, given[0] + 1), *given)) for given, _ in _CHANCES]


def has_one_for_each_rank(answer: Any) -> str | None:
    if not shaped(answer, _CHANCES):
        return "One chance for each of the ranks from 1 to `count` is asked for."
    return None


def is_for_one_rank(answer: Any) -> str | None:
    mistakes = (
        (
            lambda r, n, k: (r / n) ** k,
            "That is how likely the winner is *among* the r lowest. And exactly r?",
        ),
        (
            lambda r, n, k: np.diff((np.arange(n + 1) / n) ** k)[::-1],
            "The lowest score comes first, and it seldom wins.",
        ),
        (
            lambda r, n, k: ((r - 1) / n) ** k,
            "That is how likely all are lower than rank r. Who must be among them for r to win?",
        ),
        (
            lambda r, n, k: (r / n) ** k / ((r / n) ** k).sum(),
            "They sum to 1 now, but not for that reason: take the chance of r - 1 from that of r.",
        ),
        (
            lambda r, n, k: k * r ** (k - 1.0) / (k * r ** (k - 1.0)).sum(),
            "That is the slope, right for a very large pool. Ranks are steps: take a difference.",
        ),
        (lambda r, n, k: np.full(n, 1 / n), "All ranks alike is best of one. Where is `rivals`?"),
    )
    for change, says in mistakes:
        if agrees(answer, _guess(change)):
            return says
    if not agrees(answer, _CHANCES):
        return "Two tunes, best of two: the lower one wins if it is drawn twice, a quarter."
    return None


CHANCES = Exercise(
    name="12.chances",
    tests=(has_one_for_each_rank, is_for_one_rank),
    hints=(
        "The winner has rank r if all are among the r lowest, but not all among the r - 1 lowest.",
        "So it is `(r / count) ** rivals` less `((r - 1) / count) ** rivals`.",
        "`np.arange(count + 1)` has all the edges, and `np.diff` takes the differences.",
    ),
)

EXERCISES = (WINNERS, MOVED, SHOWN, CHANCES)
