"""Answers to the exercises of lesson 08: other right ones, and wrong ones with what is said."""

from fractions import Fraction

import numpy as np
import torch
from scipy.optimize import brentq

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def ordered(rows):
    return -np.sort(-rows, axis=1)


def sums(rows):
    return np.cumsum(ordered(rows), axis=1)


def in_a_loop(rows, mass):
    found = []
    for row in rows:
        total, count = 0.0, 0
        for share in sorted(row, reverse=True):
            total, count = total + share, count + 1
            if total >= mass - 1e-9:
                break
        found.append(count)
    return found


def as_they_stand(rows, mass):
    return 1 + np.sum(np.cumsum(rows, axis=1)[:, :-1] < mass - 1e-9, axis=1)


def note_by_note(bits, target, rate):
    found = [2 * target]
    for bit in bits:
        found.append(found[-1] + rate * (target - bit))
    return found


def halved(measure, goal, low, high, times=20, wrong_half=False):
    for _ in range(times):
        middle = (low + high) / 2
        if (measure(middle) < goal) != wrong_half:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def straight(measure, goal, low, high):
    return low + (high - low) * (goal - measure(low)) / (measure(high) - measure(low))


def tried_in_hundredths(measure, goal, low, high):
    settings = np.linspace(low, high, 101)
    return settings[np.argmin([abs(measure(setting) - goal) for setting in settings])]


def those(chances, fits):
    return {tune: chance for tune, chance in chances.items() if fits(tune)}


def made_even(chances, fits):
    kept = those(chances, fits)
    rest = (1 - sum(kept.values())) / len(kept)
    return {tune: chance + rest for tune, chance in kept.items()}


def squared(chances, fits):
    kept = {tune: chance**2 for tune, chance in those(chances, fits).items()}
    return {tune: chance / sum(kept.values()) for tune, chance in kept.items()}


RIGHT = {
    "kept": (
        in_a_loop,
        lambda rows, mass: tuple(in_a_loop(rows, mass)),
        lambda rows, mass: np.argmax(sums(rows) >= mass - 1e-9, axis=1) + 1,
        lambda rows, mass: torch.tensor(in_a_loop(rows, mass)),
        lambda rows, mass: np.minimum(1 + np.sum(sums(rows) < mass - 1e-9, axis=1), rows.shape[1]),
    ),
    "ceilings": (
        note_by_note,
        lambda bits, target, rate: torch.tensor(note_by_note(bits, target, rate)),
        lambda bits, target, rate: [Fraction(x) for x in note_by_note(bits, target, rate)],
        lambda bits, target, rate: 2 * target - rate * np.cumsum([0, *(bits - target)]),
    ),
    "dial": (
        lambda measure, goal, low, high: brentq(lambda setting: measure(setting) - goal, low, high),
        lambda measure, goal, low, high: halved(measure, goal, low, high, times=60),
        lambda measure, goal, low, high: np.array(halved(measure, goal, low, high)),
        lambda measure, goal, low, high: torch.tensor(halved(measure, goal, low, high)),
    ),
    "that_fit": (
        lambda chances, fits: {
            tune: Fraction(chance) / Fraction(sum(those(chances, fits).values()))
            for tune, chance in those(chances, fits).items()
        },
        lambda chances, fits: dict(
            zip(
                those(chances, fits),
                np.array([*those(chances, fits).values()]) / sum(those(chances, fits).values()),
                strict=True,
            )
        ),
    ),
}
WRONG = {
    "kept": (
        Wrong(lambda rows, mass: int(sum(in_a_loop(rows, mass))), "Along which axis"),
        Wrong(lambda rows, mass: sums(rows) < mass, "Along which axis"),
        Wrong(lambda rows, mass: right.kept(rows, mass) - 1, "at least one has to stay"),
        Wrong(lambda rows, mass: np.sum(sums(rows) < mass - 1e-9, axis=1) + 2, "than there are"),
        Wrong(as_they_stand, "as they stand"),
        Wrong(lambda rows, mass: as_they_stand(np.sort(rows, axis=1), mass), "the unlikely notes"),
        Wrong(lambda rows, mass: np.maximum(np.sum(sums(rows) <= mass, axis=1), 1), "that crosses"),
        Wrong(
            lambda rows, mass: np.minimum(1 + np.sum(sums(rows) <= mass, axis=1), rows.shape[1]),
            "One note fewer",
        ),
        Wrong(lambda rows, mass: np.argmax(sums(rows) >= mass, axis=1) + 1, "miss it by a hair"),
        Wrong(
            lambda rows, mass: np.where(mass == 1, rows.shape[1], in_a_loop(rows, mass)),
            "can never come",
        ),
    ),
    "ceilings": (
        Wrong(lambda bits, target, rate: note_by_note(bits, target, rate)[1:], "count them"),
        Wrong(lambda bits, target, rate: note_by_note(bits, target, rate)[:-1], "count them"),
        Wrong(lambda bits, target, rate: right.ceilings(bits, target, rate) - target, "is twice"),
        Wrong(lambda bits, target, rate: 2 * target - rate * np.cumsum([0, *bits]), "as wanted"),
        Wrong(
            lambda bits, target, rate: 4 * target - right.ceilings(bits, target, rate), "come down"
        ),
        Wrong(
            lambda bits, target, rate: 2 * target - rate * np.cumsum([0, *abs(bits - target)]),
            "has to go up",
        ),
        Wrong(
            lambda bits, target, rate: [2 * target, *(2 * target - rate * (bits - target))],
            "forgets the earlier",
        ),
        Wrong(
            lambda bits, target, rate: right.ceilings(bits, target, 1.0), "not of the right size"
        ),
        Wrong(
            lambda bits, target, rate: right.ceilings(bits, target, rate / 2), "not of the right"
        ),
    ),
    "dial": (
        Wrong(lambda measure, goal, low, high: (low, high), "One number"),
        Wrong(
            lambda measure, goal, low, high: measure(halved(measure, goal, low, high)), "Which set"
        ),
        Wrong(lambda measure, goal, low, high: high + 1, "between low and high"),
        Wrong(
            lambda measure, goal, low, high: halved(measure, goal, low, high, wrong_half=True),
            "Which half has the goal",
        ),
        Wrong(straight, "in a straight line"),
        Wrong(
            lambda measure, goal, low, high: halved(measure, goal, low, high, 1), "less than the"
        ),
        Wrong(lambda measure, goal, low, high: halved(measure, goal, low, high, 9), "millionth"),
        Wrong(tried_in_hundredths, "millionth"),
        Wrong(lambda measure, goal, low, high: (low + high) / 2, "20 halvings"),
    ),
    "that_fit": (
        Wrong(lambda chances, fits: list(those(chances, fits)), "A dict is asked"),
        Wrong(
            lambda chances, fits: {str(t): p for t, p in those(chances, fits).items()}, "A dict is"
        ),
        Wrong(
            lambda chances, fits: {t: right.that_fit(chances, fits).get(t, 0.0) for t in chances},
            "does not fit",
        ),
        Wrong(
            lambda chances, fits: dict([*right.that_fit(chances, fits).items()][1:]), "is missing"
        ),
        Wrong(those, "a sum of 1"),
        Wrong(
            lambda chances, fits: {
                t: p / max(those(chances, fits).values()) for t, p in those(chances, fits).items()
            },
            "a sum of 1",
        ),
        Wrong(
            lambda chances, fits: dict.fromkeys(
                those(chances, fits), 1 / len(those(chances, fits))
            ),
            "all are equally likely",
        ),
        Wrong(made_even, "still is"),
        Wrong(squared, "still is"),
    ),
}
