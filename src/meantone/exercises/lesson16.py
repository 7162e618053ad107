"""The exercises of lesson 16: the longest run in common, equal sources, a fee shared out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from meantone.teaching import Case, Exercise, agrees, known_mistake, number, shaped

# --- longest ----------------------------------------------------------------------------------

_ONE_LENGTH = "One number is asked for: how many tokens the longest shared run has."
_LONGEST: list[Case] = [
    (([1, 2, 3, 9], [0, 1, 2, 3, 4]), 3),
    (([5, 6, 7], [7, 6, 5]), 1),
    (([4, 4, 1, 2], [1, 2, 4, 4, 4]), 2),
    (([0, 1, 0, 1, 0], [1, 0, 1, 0, 1, 2]), 4),
    (([3, 1, 2], [1, 2, 3]), 2),
    (([1, 9, 2, 9, 3], [1, 2, 3]), 1),
]
_NOTHING: list[Case] = [(([1, 2], [3, 4]), 0), (([], [1]), 0), (([1], []), 0)]
_AT_THE_END: list[Case] = [(([9, 1, 2], [8, 8, 1, 2]), 2), (([6], [2, 6]), 1)]


def _slow(mine: list[int], other: list[int]) -> int:
    """Return the length that is asked for, by trying every run."""
    found = [0]
    for start in range(len(mine)):
        for stop in range(start + 1, len(mine) + 1):
            run = mine[start:stop]
            if any(other[at : at + len(run)] == run for at in range(len(other))):
                found.append(len(run))
    return max(found)


def _in_order(mine: list[int], other: list[int]) -> int:
    """Return the longest subsequence in common, gaps allowed: a known mistake."""
    table = np.zeros((len(mine) + 1, len(other) + 1), dtype=int)
    for i, a in enumerate(mine, 1):
        for j, b in enumerate(other, 1):
            grown = table[i - 1, j - 1] + 1
            table[i, j] = grown if a == b else max(table[i - 1, j], table[i, j - 1])
    return int(table[-1, -1])


def _side_by_side(mine: list[int], other: list[int]) -> int:
    """Return the longest run at the same places: a known mistake."""
    best = now = 0
    for a, b in zip(mine, other, strict=False):
        now = now + 1 if a == b else 0
        best = max(best, now)
    return best


def is_one_length(answer: Any) -> str | None:
    for given, _ in _LONGEST:
        number(answer(*given), _ONE_LENGTH)
    return None


def looks_at_every_place(answer: Any) -> str | None:
    mistakes = (
        (lambda a, b: len(set(a) & set(b)), "These are tokens in common, in any order."),
        (_in_order, "Gaps are let through: a run is unbroken in both tunes."),
        (_side_by_side, "A run may stand early in one tune and late in the other."),
        (
            lambda a, b: sum(x in b for x in a),
            "That counts tokens that the other tune has. How many stand *in a row* in both?",
        ),
    )  # fmt: skip
    return known_mistake(answer, _LONGEST, mistakes)


def finds_the_longest(answer: Any) -> str | None:
    if not agrees(answer, _AT_THE_END):
        return "A run may reach to the very end of a tune, and it may be a single token."
    if not agrees(answer, _LONGEST):
        return "Not the longest one. Try 0 1 0 1 0 in 1 0 1 0 1 2 by hand."
    return None


def has_nothing_where_nothing_is_shared(answer: Any) -> str | None:
    if not agrees(answer, _NOTHING):
        return "Where nothing is shared, or a tune is empty, the length is 0."
    return None


def holds_for_longer_tunes(answer: Any) -> str | None:
    rng = np.random.default_rng(0)
    for _ in range(20):
        a, b = (rng.integers(0, 2, rng.integers(5, 20)).tolist() for _ in range(2))
        if not agrees(answer, [((a, b), _slow(a, b))]):
            return "With longer tunes the length is no longer right."
    return None


LONGEST = Exercise(
    name="16.longest",
    tests=(
        is_one_length,
        looks_at_every_place,
        finds_the_longest,
        has_nothing_where_nothing_is_shared,
        holds_for_longer_tunes,
    ),
    hints=(
        "Try every place in one tune with every place in the other: how far do they agree?",
        "Two loops over places, and a third that goes on while both tokens are equal.",
        "Keep the largest length; stop counting at the first difference, or where a tune ends.",
    ),
)  # fmt: skip


# --- sources ----------------------------------------------------------------------------------

_ONE_NUMBER = "One number is asked for: as many equal sources."
_SOURCES: list[Case] = [
    ((np.array([0.5, 0.25, 0.25]),), 2**1.5),
    ((np.array([0.25, 0.25, 0.25, 0.25]),), 4),
    ((np.array([0.7, 0.2, 0.1]),), 2**1.1567796494470395),
]
_ALONE: list[Case] = [((np.array([1.0]),), 1), ((np.array([0.4]),), 1)]
_PARTS: list[Case] = [
    ((np.array([0.2, 0.2]),), 2),
    ((np.array([3.0, 1.0]),), 2**0.8112781244591328),
]
_ZEROS: list[Case] = [((np.array([0.5, 0, 0.5]),), 2), ((np.array([0.0, 0.0, 0.3]),), 1)]


def is_one_number_of_sources(answer: Any) -> str | None:
    for given, _ in _SOURCES:
        number(answer(*given), _ONE_NUMBER)
    return None


def counts_equal_ones(answer: Any) -> str | None:
    def bits(s: Any) -> Any:
        return -np.sum(s * np.log2(s))

    mistakes = (
        (bits, "That is the entropy, in bits. How many equal sources have it?"),
        (lambda s: bits(s) * np.log(2), "That is the entropy, in nats. How many sources is that?"),
        (lambda s: 2 ** -bits(s), "The sign of the exponent is wrong: entropy is not below 0."),
        (lambda s: np.exp(bits(s)), "Bits go with powers of 2, `exp` with natural logs."),
        (lambda s: 2 ** (bits(s) * np.log(2)), "Natural logs go with `exp`, bits with 2."),
        (lambda s: len(s), "All sources count alike here. A large share should count for more."),
        (lambda s: 1 / max(s), "That looks at the largest share alone."),
        (
            lambda s: 1 / np.sum(s**2),
            "One over the sum of squares is a number of another kind: use entropy.",
        ),
    )  # fmt: skip
    return known_mistake(
        answer, _SOURCES, mistakes, "Four sources with a quarter each are four sources."
    )


def leaves_zeros_out(answer: Any) -> str | None:
    with np.errstate(all="ignore"):
        found = [np.asarray(answer(*given), dtype=float) for given, _ in _ZEROS]
    if any(np.isnan(one).any() for one in found):
        return "0 times the logarithm of 0 came out as no number. Leave zeros out."
    if not agrees(answer, _ZEROS):
        return "Who has no share is no source, and changes nothing."
    return None


def divides_by_the_sum(answer: Any) -> str | None:
    if not agrees(answer, _ALONE + _PARTS):
        return "Two sources with 0.2 each are two equal sources: shares are divided by their sum."
    return None


SOURCES = Exercise(
    name="16.sources",
    tests=(
        is_one_number_of_sources,
        counts_equal_ones,
        divides_by_the_sum,
        leaves_zeros_out,
    ),
    hints=(
        "Keep shares above 0, and divide by their sum.",
        "The entropy in bits is `-np.sum(shares * np.log2(shares))`.",
        "Raise 2 to it.",
    ),
)


# --- payout -----------------------------------------------------------------------------------

_TWO = np.array([[0.6, 0.2, 0.1], [0.2, 0.4, 0.3]])
_PAYOUT: list[Case] = [
    ((_TWO, 100, 0), [40, 30, 20]),
    ((_TWO, 10, 0.5), [4, 3, 2]),
    ((np.array([[0.5, 0.25], [0.5, 0.5], [0.5, 0.0]]), 8, 0), [4, 2]),
]
_LEAST: list[Case] = [((_TWO, 100, 25), [40, 30, 0]), ((_TWO, 100, 50), [0, 0, 0])]
_JUST: list[Case] = [((np.array([[0.5, 0.25]]), 100, 25), [50, 25])]


def pays_each_source(answer: Any) -> str | None:
    if not shaped(answer, _PAYOUT):
        return "One amount for each source is asked for: how many columns are there?"
    return None


def takes_the_mean_over_notes(answer: Any) -> str | None:
    mistakes: tuple[tuple[Callable[..., Any], str], ...] = (
        (lambda s, f: f * s.sum(axis=0), "Summed over notes, more than the fee is paid."),
        (
            lambda s, f: f * s.mean(axis=0) / s.mean(axis=0).sum(),
            "The whole fee is paid out. What nobody owns stays where it is.",
        ),
        (lambda s, f: s.mean(axis=0), "These are shares. What is the fee for?"),
        (lambda s, f: f * s.max(axis=0), "A source is paid for its best note. Take the mean."),
        (lambda s, f: f * s[0], "Only the first note is paid for."),
    )  # fmt: skip
    for change, says in mistakes:
        cases = [(given, change(*given[:2])) for given, _ in _PAYOUT]
        if agrees(answer, cases):
            return says
    if not agrees(answer, _PAYOUT):
        return "Two notes, 0.6 and 0.2 of a fee of 100: a source with these is paid 40."
    return None


def pays_nothing_below_the_least(answer: Any) -> str | None:
    at_least = [
        (given, np.maximum(given[1] * given[0].mean(axis=0), given[2])) for given, _ in _LEAST
    ]
    if agrees(answer, at_least):
        return "What is below the least is raised to it. It is not to be paid at all."
    every = [(given, given[1] * given[0].mean(axis=0)) for given, _ in _LEAST]
    if agrees(answer, every):
        return "What is below `least` is paid, too."
    if not agrees(answer, _LEAST):
        return "Parts below `least` are 0, and the others stay as they are."
    if not agrees(answer, _JUST):
        return "A part of just `least` is paid."
    return None


PAYOUT = Exercise(
    name="16.payout",
    tests=(pays_each_source, takes_the_mean_over_notes, pays_nothing_below_the_least),
    hints=(
        "`np.mean(shares, axis=0)` has the mean over notes, for each source.",
        "Times the fee: that is each part.",
        "`np.where(part >= least, part, 0)` leaves small ones out.",
    ),
)

EXERCISES = (LONGEST, SOURCES, PAYOUT)
