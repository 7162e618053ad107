"""Answers to the exercises of lesson 15: other right ones, and wrong ones with what is said."""

from itertools import pairwise

import numpy as np
import torch
from scipy.optimize import brentq

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def runs(tune, length):
    return [tuple(tune[at : at + length]) for at in range(len(tune) - length + 1)]


def in_a_loop(call, answer, length):
    seen, back = [], 0
    for run in runs(call, length):
        if run not in seen:
            seen.append(run)
            back += run in runs(answer, length)
    return back / len(seen)


def as_text(call, answer, length):
    mine = {" ".join(map(str, run)) for run in runs(call, length)}
    theirs = {" ".join(map(str, run)) for run in runs(answer, length)}
    return np.mean([run in theirs for run in mine])


def last_left_out(call, answer, length):
    mine, theirs = ({*runs(tune, length)[:-1]} for tune in (call, answer))
    return len(mine & theirs) / max(len(mine), 1)


def in_place(call, answer, length):
    pairs = zip(runs(call, length), runs(answer, length), strict=False)
    return len({a for a, b in pairs if a == b}) / len({*runs(call, length)})


def shared(worth):
    return worth / worth.sum()


def backwards(follows, left, right, notes):
    ahead = np.eye(len(follows))[right]
    for _ in range(notes):
        ahead = follows @ ahead
    return shared(follows[left] * ahead)


def by_all_ways(follows, left, right, notes):
    chances = np.zeros(len(follows))
    for middle in np.ndindex(*[len(follows)] * notes):
        path = [left, *middle, right]
        chances[middle[0]] += np.prod([follows[a, b] for a, b in pairwise(path)])
    return shared(chances)


def with_torch(follows, left, right, notes):
    table = torch.tensor(follows)
    worth = table[left] * torch.linalg.matrix_power(table, notes)[:, right]
    return worth / worth.sum()


power = np.linalg.matrix_power


def on_a_grid(bits, cost):
    grid = np.linspace(0.05, 8, 2000)
    return grid[np.argmin([abs(cost(degree) - bits) for degree in grid])]


def turned_round(bits, cost):
    low, high = 0.05, 8
    while high - low > 0.001:
        middle = (low + high) / 2
        low, high = (low, middle) if cost(middle) < bits else (middle, high)
    return low


def too_soon(bits, cost):
    low, high = 0.05, 8
    while high - low > 0.4:
        middle = (low + high) / 2
        low, high = (middle, high) if cost(middle) < bits else (low, middle)
    return middle


RIGHT = {
    "taken_up": (
        in_a_loop,
        as_text,
        lambda call, answer, length: torch.tensor(in_a_loop(call, answer, length)),
        lambda call, answer, length: len({*runs(call, length)} & {*runs(answer, length)})
        / len({*runs(call, length)}),
    ),
    "first_of_gap": (
        backwards,
        by_all_ways,
        with_torch,
        lambda follows, left, right, notes: list(backwards(follows, left, right, notes)),
    ),
    "dialed": (
        on_a_grid,
        lambda bits, cost: brentq(lambda degree: cost(degree) - bits, 0.05, 8),
        lambda bits, cost: torch.tensor(right.dialed(bits, cost)),
        lambda bits, cost: np.float32(right.dialed(bits, cost)),
    ),
}  # fmt: skip
WRONG = {
    "taken_up": (
        Wrong(lambda call, answer, length: {*runs(call, length)}, "gives a set"),
        Wrong(
            lambda call, answer, length: [run in runs(answer, length) for run in runs(call, 2)],
            "One number",
        ),
        Wrong(
            lambda call, answer, length: len({*runs(call, length)} & {*runs(answer, length)}),
            "a share of",
        ),
        Wrong(
            lambda call, answer, length: len({*call} & {*answer}) / len({*call}), "counts notes"
        ),
        Wrong(last_left_out, "The last run is missing"),
        Wrong(
            lambda call, answer, length: in_a_loop(answer, call, length), "the *answer's* runs"
        ),
        Wrong(
            lambda call, answer, length: len({*runs(call, length)} & {*runs(answer, length)})
            / len({*runs(call, length)} | {*runs(answer, length)}),
            "by the call's runs alone",
        ),
        Wrong(in_place, "anywhere in the answer"),
        Wrong(lambda call, answer, length: 1 - in_a_loop(call, answer, length), "2 3 and 3 4"),
        Wrong(
            lambda call, answer, length: np.mean(
                [run in runs(answer, length) for run in runs(call, length)]
            ),
            "*different* runs",
        ),
    ),
    "first_of_gap": (
        Wrong(lambda follows, left, right, notes: follows[left, right], "for each note that"),
        Wrong(
            lambda follows, left, right, notes: follows[left] * power(follows, notes)[:, right],
            "Divide by their sum",
        ),
        Wrong(lambda follows, left, right, notes: follows[left], "Where is the right one"),
        Wrong(
            lambda follows, left, right, notes: shared(power(follows, notes)[:, right]),
            "right side alone",
        ),
        Wrong(lambda follows, left, right, notes: power(follows, notes)[left], "does not know the"),
        Wrong(
            lambda follows, left, right, notes: shared(follows[left] * follows[:, right]),
            "one missing note",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(
                follows[left] * power(follows, notes - 1)[:, right]
            ),
            "not one fewer",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(
                follows[left] * power(follows, notes + 1)[:, right]
            ),
            "not one more",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(
                follows[left] * (follows**notes)[:, right]
            ),
            "each number by itself",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(
                follows[left] * power(follows, notes)[right]
            ),
            "from `right` to the first",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(
                power(follows, notes)[left] * follows[:, right]
            ),
            "of the *last* note",
        ),
        Wrong(
            lambda follows, left, right, notes: shared(follows[left] + follows[:, right]),
            "between 0 and 0",
        ),
    ),
    "dialed": (
        Wrong(lambda bits, cost: [0.05, 8], "One number"),
        Wrong(lambda bits, cost: 20.0, "from 0.05 to 8"),
        Wrong(lambda bits, cost: cost(bits), "The other way round"),
        Wrong(lambda bits, cost: bits, "the target itself"),
        Wrong(lambda bits, cost: bits / cost(1), "not twice the bits"),
        Wrong(turned_round, "which end has to move"),
        Wrong(too_soon, "narrower than a hundredth"),
        Wrong(lambda bits, cost: 1.0, "Print `cost`"),
    ),
}  # fmt: skip
