"""Answers to the exercises of lesson 11: other right ones, and wrong ones with what is said."""

import math
from fractions import Fraction

import numpy as np
import torch

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def counted_up(share, risk):
    many = 1
    while (1 - share) ** many > risk:
        many += 1
    return many


def by_logarithm(share, risk):
    return math.ceil(math.log(risk) / math.log(1 - share))


def rate(lengths, ended):
    ends = sum(bool(end) for end in ended)
    return ends / sum(lengths)


def set_by_set(generation, fresh):
    parts = [1.0] + [fresh] * generation
    return sum(parts) / len(parts)


def nearest_in_a_loop(bits, targets):
    found = []
    for row, target in zip(bits, targets, strict=True):
        gaps = [abs(value - target) for value in row]
        found.append(gaps.index(min(gaps)))
    return found


RIGHT = {
    "enough": (
        counted_up,
        by_logarithm,
        lambda share, risk: float(counted_up(share, risk)),
        lambda share, risk: np.int64(by_logarithm(share, risk)),
        lambda share, risk: torch.tensor(counted_up(share, risk)),
        lambda share, risk: next(n for n in range(1, 10**6) if (1 - share) ** n <= risk),
    ),
    "mean_length": (
        lambda lengths, ended: np.sum(lengths) / np.sum(ended),
        lambda lengths, ended: 1 / r if (r := rate(lengths, ended)) else math.inf,
        lambda lengths, ended: torch.tensor(lengths).sum() / torch.tensor(ended).sum(),
        lambda lengths, ended: (
            Fraction(int(sum(lengths)), int(sum(ended))) if any(ended) else float("inf")
        ),
    ),
    "by_people": (
        set_by_set,
        lambda generation, fresh: (1 + generation * fresh) / (1 + generation),
        lambda generation, fresh: Fraction(1 + generation * Fraction(fresh)) / (generation + 1),
        lambda generation, fresh: 1 - generation * (1 - fresh) / (generation + 1),
        lambda generation, fresh: np.mean([1, *[fresh] * generation]),
    ),
    "picked": (
        nearest_in_a_loop,
        lambda bits, targets: np.argmin((bits - targets[:, None]) ** 2, axis=1),
        lambda bits, targets: tuple(nearest_in_a_loop(bits, targets)),
        lambda bits, targets: torch.tensor(nearest_in_a_loop(bits, targets)),
        lambda bits, targets: np.abs(bits.T - targets).argmin(axis=0),
    ),
}
WRONG = {
    "enough": (
        Wrong(lambda share, risk: (1 - share) ** 10, "That is a chance"),
        Wrong(lambda share, risk: math.log(risk) / math.log(1 - share) + 0.5, "Part of a tune"),
        Wrong(lambda share, risk: [1, 2], "One whole number"),
        Wrong(lambda share, risk: math.ceil(math.log(risk) / math.log(share)), "*all* tunes"),
        Wrong(lambda share, risk: math.ceil(1 / share), "*on average*"),
        Wrong(
            lambda share, risk: math.floor(math.log(risk) / math.log(1 - share)), "above the risk"
        ),
        Wrong(lambda share, risk: max(counted_up(share, risk) - 1, 1), "above the risk"),
        Wrong(lambda share, risk: counted_up(share, risk) + 1, "fewer would be"),
        Wrong(lambda share, risk: math.ceil(1 / (share * risk)), "fewer would be"),
    ),
    "mean_length": (
        Wrong(lambda lengths, ended: lengths / max(ended.sum(), 1), "One number"),
        Wrong(lambda lengths, ended: lengths.mean(), "as heard"),
        Wrong(
            lambda lengths, ended: lengths[ended].mean() if ended.any() else math.inf,
            "those that ended",
        ),
        Wrong(
            lambda lengths, ended: (
                lengths.sum() / (~ended).sum() if not ended.all() else lengths.mean()
            ),
            "divided by the cuts",
        ),
        Wrong(lambda lengths, ended: np.where(ended, lengths, 2 * lengths).mean(), "twice as long"),
        Wrong(
            lambda lengths, ended: (lengths.sum() + ended.sum()) / max(ended.sum(), 1),
            "the end is no note",
        ),
        Wrong(
            lambda lengths, ended: lengths.mean() / max(ended.mean(), 0.5), "this is another number"
        ),
        Wrong(lambda lengths, ended: lengths.sum() / max(ended.sum(), 1), "None of these tunes"),
        Wrong(
            lambda lengths, ended: lengths.sum() / ended.sum() if ended.any() else 0.0,
            "None of these tunes",
        ),
    ),
    "by_people": (
        Wrong(lambda generation, fresh: [1, 0], "One number"),
        Wrong(lambda generation, fresh: 1 + generation * fresh, "Of how many tunes"),
        Wrong(lambda generation, fresh: (1 + fresh) / (generation + 1), "not once"),
        Wrong(lambda generation, fresh: generation * (1 - fresh) / (generation + 1), "machines'"),
        Wrong(lambda generation, fresh: generation * fresh / (generation + 1), "and they stay"),
        Wrong(lambda generation, fresh: fresh, "a share of 1"),
        Wrong(lambda generation, fresh: 1 / (generation + 1), "Each generation adds some"),
        Wrong(lambda generation, fresh: 1 / max(generation, 1), "five sets"),
        Wrong(lambda generation, fresh: 0.5**generation, "five sets"),
        Wrong(lambda generation, fresh: max(1 / (generation + 1), fresh), "count set by set"),
    ),
    "picked": (
        Wrong(
            lambda bits, targets: int(np.abs(bits - targets[:, None]).argmin()),
            "each group is asked",
        ),
        Wrong(
            lambda bits, targets: np.abs(bits - targets[:, None]).argmin(axis=0), "each group is"
        ),
        Wrong(
            lambda bits, targets: [
                row[at] for row, at in zip(bits, nearest_in_a_loop(bits, targets), strict=True)
            ],
            "At which place",
        ),
        Wrong(
            lambda bits, targets: [at + 1 for at in nearest_in_a_loop(bits, targets)],
            "at that place",
        ),
        Wrong(lambda bits, targets: bits.argmin(axis=1), "least surprising"),
        Wrong(lambda bits, targets: bits.argmax(axis=1), "most surprising"),
        Wrong(lambda bits, targets: np.abs(bits - targets[:, None]).argmax(axis=1), "farthest"),
        Wrong(
            lambda bits, targets: np.where(
                bits >= targets[:, None], bits - targets[:, None], 99
            ).argmin(axis=1),
            "below counts as much",
        ),
        Wrong(
            lambda bits, targets: np.abs(bits - targets.mean()).argmin(axis=1), "Another tune of"
        ),
    ),
}
