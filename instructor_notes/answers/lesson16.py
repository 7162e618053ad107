"""Answers to the exercises of lesson 16: other right ones, and wrong ones with what is said."""

from difflib import SequenceMatcher
from fractions import Fraction

import numpy as np
import torch
from scipy.special import entr
from scipy.stats import entropy

from meantone.measures import longest_copy
from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def three_loops(mine, other):
    best = 0
    for i in range(len(mine)):
        for j in range(len(other)):
            k = 0
            while i + k < len(mine) and j + k < len(other) and mine[i + k] == other[j + k]:
                k += 1
            best = max(best, k)
    return best


def by_sets(mine, other):
    for length in range(min(len(mine), len(other)), 0, -1):
        runs = [
            {tuple(t[i : i + length]) for i in range(len(t) - length + 1)} for t in (mine, other)
        ]
        if runs[0] & runs[1]:
            return length
    return 0


def with_gaps(mine, other):
    table = np.zeros((len(mine) + 1, len(other) + 1), dtype=int)
    for i, a in enumerate(mine):
        for j, b in enumerate(other):
            table[i + 1, j + 1] = (
                table[i, j] + 1 if a == b else max(table[i, j + 1], table[i + 1, j])
            )
    return table[-1, -1]


def side_by_side(mine, other):
    best = now = 0
    for a, b in zip(mine, other, strict=False):
        now = now + 1 if a == b else 0
        best = max(best, now)
    return best


def not_to_the_end(mine, other):
    return three_loops(mine[:-1], other[:-1])


def first_match(mine, other):
    best = 0
    for i, token in enumerate(mine):
        if token in other:
            j, k = other.index(token), 0
            while i + k < len(mine) and j + k < len(other) and mine[i + k] == other[j + k]:
                k += 1
            best = max(best, k)
    return best


def only_known(mine, other):
    found = three_loops(mine, other)
    return min(found, 5)


def at_least_one(mine, other):
    return max(three_loops(mine, other), 1)


def from_my_start(mine, other):
    return max((k for k in range(len(mine) + 1) if by_sets(mine[:k], other) == k), default=0)


def quietly(function):
    def answer(*given):
        with np.errstate(all="ignore"):
            return function(*given)

    return answer


def bits(shares):
    some = np.asarray(shares)[np.asarray(shares) > 0]
    some = some / some.sum()
    return -np.sum(some * np.log2(some))


def with_zeros(shares):
    shares = shares / shares.sum()
    return 2 ** -np.sum(shares * np.log2(shares))


def smoothed(shares):
    shares = (shares + 1e-3 * (shares == 0)) / (shares + 1e-3 * (shares == 0)).sum()
    return 2 ** -np.sum(shares * np.log2(shares))


def undivided(shares):
    some = shares[shares > 0]
    return 2 ** -np.sum(some * np.log2(some))


def note_by_note(shares, fee, least):
    parts = [fee * sum(row[k] for row in shares) / len(shares) for k in range(len(shares[0]))]
    return [part if part >= least else 0 for part in parts]


RIGHT = {
    "longest": (
        three_loops,
        by_sets,
        lambda mine, other: longest_copy(mine, [other]),
        lambda mine, other: float(by_sets(mine, other)),
        lambda mine, other: torch.tensor(three_loops(mine, other)),
        lambda mine, other: SequenceMatcher(None, mine, other, False).find_longest_match().size,
    ),
    "sources": (
        lambda shares: np.exp(entropy(shares)),
        lambda shares: 2 ** entropy(shares, base=2),
        lambda shares: np.exp(entr(shares / shares.sum()).sum()),
        lambda shares: torch.tensor(2 ** bits(shares)),
        lambda shares: float(
            np.prod([(s / sum(shares)) ** (-s / sum(shares)) for s in shares if s])
        ),
    ),
    "payout": (
        note_by_note,
        lambda shares, fee, least: torch.tensor(note_by_note(shares, fee, least)),
        lambda shares, fee, least: [Fraction(part) for part in note_by_note(shares, fee, least)],
        lambda shares, fee, least: (fee * shares.mean(0)) * (fee * shares.mean(0) >= least),
        lambda shares, fee, least: tuple(note_by_note(shares, fee, least)),
    ),
}
WRONG = {
    "longest": (
        Wrong(lambda mine, other: [three_loops(mine, other)] * 2, "One number"),
        Wrong(lambda mine, other: [0, 1], "One number"),
        Wrong(lambda mine, other: len(set(mine) & set(other)), "in any order"),
        Wrong(with_gaps, "Gaps are let through"),
        Wrong(side_by_side, "early in one tune and late"),
        Wrong(lambda mine, other: sum(token in other for token in mine), "in a row"),
        Wrong(not_to_the_end, "very end"),
        Wrong(first_match, "longer tunes"),
        Wrong(from_my_start, "very end"),
        Wrong(at_least_one, "the length is 0"),
        Wrong(only_known, "longer tunes"),
    ),
    "sources": (
        Wrong(lambda shares: shares, "One number"),
        Wrong(bits, "the entropy, in bits"),
        Wrong(lambda shares: bits(shares) * np.log(2), "in nats"),
        Wrong(lambda shares: 2 ** -bits(shares), "The sign"),
        Wrong(lambda shares: np.exp(bits(shares)), "Bits go with powers of 2"),
        Wrong(lambda shares: 2 ** (bits(shares) * np.log(2)), "Natural logs go with"),
        Wrong(len, "count alike"),
        Wrong(lambda shares: 1 / max(shares), "largest share alone"),
        Wrong(lambda shares: 1 / np.sum(shares**2), "another kind"),
        Wrong(lambda shares: 2 ** bits(shares) + 1, "quarter each"),
        Wrong(undivided, "divided by their sum"),
        Wrong(quietly(with_zeros), "no number"),
        Wrong(smoothed, "is no source"),
    ),
    "payout": (
        Wrong(lambda shares, fee, least: fee * shares, "One amount for each source"),
        Wrong(lambda shares, fee, least: fee * shares.mean(axis=1), "One amount for each source"),
        Wrong(lambda shares, fee, least: fee * shares.sum(axis=0), "more than the fee"),
        Wrong(
            lambda shares, fee, least: fee * shares.mean(axis=0) / shares.mean(axis=0).sum(),
            "The whole fee",
        ),
        Wrong(lambda shares, fee, least: shares.mean(axis=0), "What is the fee for"),
        Wrong(lambda shares, fee, least: fee * shares.max(axis=0), "best note"),
        Wrong(lambda shares, fee, least: fee * shares[0], "Only the first note"),
        Wrong(lambda shares, fee, least: fee * np.median(shares, axis=0) + 1, "is paid 40"),
        Wrong(
            lambda shares, fee, least: np.maximum(fee * shares.mean(axis=0), least), "raised to it"
        ),
        Wrong(lambda shares, fee, least: fee * shares.mean(axis=0), "is paid, too"),
        Wrong(
            lambda shares, fee, least: np.maximum(fee * shares.mean(axis=0) - least, 0)
            if least > 1 else note_by_note(shares, fee, least),
            "stay as they are",
        ),
        Wrong(
            lambda shares, fee, least: np.where(
                fee * shares.mean(axis=0) > least, fee * shares.mean(axis=0), 0
            ),
            "of just `least`",
        ),
    ),
}  # fmt: skip
