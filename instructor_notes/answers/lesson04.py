"""Answers to the exercises of lesson 04: other right ones, and wrong ones with what is said."""

import math
import statistics
from fractions import Fraction

import numpy as np
import torch

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def surprise(chances):
    return -np.log2(chances)


def coins(flips, chance):
    return np.where(flips, -np.log2(chance), -np.log2(1 - chance))


def coin_by_coin(flips, chance):
    bits = {True: -math.log2(chance), False: -math.log2(1 - chance)}
    return [statistics.mean(bits[bool(flip)] for flip in row) for row in flips]


def heads_counted(flips, chance):
    heads = flips.mean(axis=1)
    return -(heads * np.log2(chance) + (1 - heads) * np.log2(1 - chance))


def mean_of_logs(flips, chance):
    return -np.log2(np.where(flips, chance, 1 - chance).mean(axis=1))


def walked(left, first, choose):
    """A tune of as many notes as `left` has rows, each chosen from the last and the notes to go."""
    tune = [first]
    for togo in range(len(left) - 1, 0, -1):
        tune.append(int(np.argmin(choose(tune[-1], togo))))
    return tune


def forwards(bits, left, first):
    """The cheapest tune by trying what `left` promises, and never adding up a row."""
    tune = [first]
    for k in range(2, len(left) + 1):
        here = tune[-1]
        tune += [
            b
            for b in range(len(bits))
            if math.isclose(bits[here, b] + left[-k, b], left[1 - k, here])
        ][:1]
    return tuple(tune)


def nearest(bits, left, first):
    """A tune from `left` alone: the note from which the least less is left to pay."""
    tune = [first]
    for k in range(len(left) - 1, 0, -1):
        tune.append(int(np.abs(left[k][tune[-1]] - left[k - 1]).argmin()))
    return tune


RIGHT = {
    "perplexity": (
        lambda chances: 2 ** statistics.mean(-math.log2(p) for p in chances),
        lambda chances: math.prod(chances) ** (-1 / len(chances)) if min(chances) else math.inf,
        lambda chances: torch.exp(-torch.log(torch.tensor(chances)).mean()),
        lambda chances: np.exp2(-np.log2(chances).mean()),
        lambda chances: np.array(np.exp(surprise(chances).mean() * np.log(2))),
    ),
    "bits_per_flip": (
        coin_by_coin,
        heads_counted,
        lambda flips, chance: torch.tensor(coins(flips, chance)).mean(dim=1),
        lambda flips, chance: tuple(coins(flips, chance).mean(axis=-1)),
        lambda flips, chance: [Fraction(bits) for bits in coins(flips, chance).mean(axis=1)],
    ),
    "one_note_more": (
        lambda bits, left: [min(b + e for b, e in zip(row, left, strict=True)) for row in bits],
        lambda bits, left: np.min(bits + left[np.newaxis, :], axis=1),
        lambda bits, left: torch.amin(torch.tensor(bits) + torch.tensor(left), dim=1),
    ),
    "read_back": (
        forwards,
        lambda bits, left, first: np.array(right.read_back(bits, left, first)),
        lambda bits, left, first: torch.tensor(right.read_back(bits, left, first)),
        lambda bits, left, first: walked(left, first, lambda a, togo: bits[a] + left[togo - 1]),
    ),
}
WRONG = {
    "perplexity": (
        Wrong(lambda chances: 1 / chances, "One number"),
        Wrong(lambda chances: 2 ** np.mean(np.log2(chances)), "below 1"),
        Wrong(lambda chances: 2 ** np.sum(surprise(chances)), "Take a mean"),
        Wrong(lambda chances: surprise(chances).mean(), "the bits per note"),
        Wrong(lambda chances: np.exp(surprise(chances).mean()), "equally likely notes, each"),
        Wrong(lambda chances: 2 ** np.mean(-np.log(chances)), "equally likely notes, each"),
        Wrong(lambda chances: right.perplexity(chances[chances > 0]), "infinitely surprising"),
        Wrong(lambda chances: right.perplexity(np.maximum(chances, 1e-12)), "infinitely surpris"),
        Wrong(lambda chances: 1 / np.mean(chances), "hides an unlikely one"),
        Wrong(lambda chances: np.mean(1 / chances), "the mean or the power"),
        Wrong(lambda chances: 1 / np.median(chances), "the mean or the power"),
        Wrong(lambda chances: 2 ** surprise(chances + 1e-300).mean(), "infinitely surprising"),
    ),
    "bits_per_flip": (
        Wrong(lambda flips, chance: coins(flips, chance).mean(), "Along which axis"),
        Wrong(lambda flips, chance: coins(flips, chance).mean(axis=0), "Along which axis"),
        Wrong(lambda flips, chance: coins(flips, chance).sum(axis=1), "worth 1 bit"),
        Wrong(lambda flips, chance: coins(flips, chance).mean(axis=1) * np.log(2), "worth 1 bit"),
        Wrong(lambda flips, chance: -np.log2(chance) * flips.mean(axis=1), "Tails are surprising"),
        Wrong(lambda flips, chance: np.full(len(flips), -np.log2(chance)), "as little as heads"),
        Wrong(lambda flips, chance: coins(~flips, chance).mean(axis=1), "changed places"),
        Wrong(lambda flips, chance: np.full(len(flips), -np.log2(1 - chance)), "Only heads came"),
        Wrong(
            lambda flips, chance: (coins(flips, chance) * np.where(flips, 1, 2)).mean(axis=1),
            "Only tails came",
        ),
        Wrong(mean_of_logs, "surprise of a mean"),
        Wrong(lambda flips, chance: np.sort(heads_counted(flips, chance)), "its own flips"),
        Wrong(lambda flips, chance: np.median(coins(flips, chance), axis=1), "its own flips"),
        Wrong(lambda flips, chance: np.full(len(flips), 1.0), "Only heads came"),
    ),
    "one_note_more": (
        Wrong(lambda bits, left: bits + left, "One number for each note"),
        Wrong(lambda bits, left: (bits + left).min(), "One number for each note"),
        Wrong(lambda bits, left: np.full(len(left), left.min()), "The step itself"),
        Wrong(lambda bits, left: bits.min(axis=1), "cheapest step, wherever"),
        Wrong(lambda bits, left: bits.min(axis=1) + left[bits.argmin(axis=1)], "added too late"),
        Wrong(lambda bits, left: (bits + left[:, np.newaxis]).min(axis=1), "not from here"),
        Wrong(lambda bits, left: bits.min(axis=1) + left, "not from here"),
        Wrong(lambda bits, left: (bits + left).min(axis=0), "wrong axis"),
        Wrong(lambda bits, left: (bits + left).mean(axis=1), "not the cheapest"),
        Wrong(lambda bits, left: bits.min(axis=1) + left.min(), "not the cheapest"),
        Wrong(lambda bits, left: bits[:, left.argmin()] + left.min(), "not the cheapest"),
        Wrong(lambda bits, left: (bits + left).max(axis=1), "the costliest way"),
        Wrong(lambda bits, left: (bits + left).argmin(axis=1), "where the least stands"),
    ),
    "read_back": (
        Wrong(lambda bits, left, first: float(left[-1][first]), "a list of tokens"),
        Wrong(lambda bits, left, first: left.min(axis=1) / 2, "whole numbers"),
        Wrong(lambda bits, left, first: right.read_back(bits, left, first)[1:], "one note short"),
        Wrong(lambda bits, left, first: [*right.read_back(bits, left, first), 0], "4 rows here"),
        Wrong(
            lambda bits, left, first: right.read_back(bits, left, first)[::-1], "wrong way round"
        ),
        Wrong(
            lambda bits, left, first: [1, *right.read_back(bits, left, first)[1:]], "begins with"
        ),
        Wrong(
            lambda bits, left, first: walked(left, first, lambda a, togo: bits[a]), "never asks `l"
        ),
        Wrong(
            lambda bits, left, first: walked(left, first, lambda a, togo: left[togo - 1]),
            "never asks `bits`",
        ),
        Wrong(
            lambda bits, left, first: walked(left, first, lambda a, togo: bits[a] + left[togo]),
            "one note less",
        ),
        Wrong(
            lambda bits, left, first: walked(
                left, first, lambda a, togo: bits[a] + left[len(left) - 1 - togo]
            ),
            "near the bottom",
        ),
        Wrong(
            lambda bits, left, first: walked(
                left, first, lambda a, togo: bits[:, a] + left[togo - 1]
            ),
            "Row and column",
        ),
        Wrong(
            lambda bits, left, first: walked(
                left, first, lambda a, togo: -bits[a] - left[togo - 1]
            ),
            "the costliest way",
        ),
        Wrong(
            lambda bits, left, first: walked(left, first, lambda a, togo: bits[a] + left[0]),
            "Follow the tables",
        ),
        Wrong(nearest, "Follow the tables"),
        Wrong(
            lambda bits, left, first: walked(
                left, first, lambda a, togo: bits[first] + left[togo - 1]
            ),
            "Follow the tables",
        ),
    ),
}
