"""Answers to the exercises of lesson 05: other right ones, and wrong ones with what is said."""

import math

import numpy as np
import torch
from scipy.special import log_softmax

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def shared(raised):
    return raised / raised.sum()


def chances(scores):
    return np.exp(log_softmax(scores, axis=1))


def of_what_came(scores, targets):
    return chances(scores)[np.arange(len(targets)), targets]


def of_the_whole_table(scores, targets):
    whole = shared(np.exp(scores - scores.max()))
    return -np.log2(whole[np.arange(len(targets)), targets]).mean()


def row_by_row(scores, targets):
    bits = 0.0
    for row, target in zip(scores, targets, strict=True):
        bits -= math.log2(math.exp(row[target]) / sum(map(math.exp, row)))
    return bits / len(targets)


def by_torch(scores, targets):
    found = torch.nn.functional.cross_entropy(torch.tensor(scores), torch.tensor(targets))
    return found / math.log(2)


def slope_by_torch(scores, target):
    scores = torch.tensor(scores, requires_grad=True)
    (-torch.log_softmax(scores, 0)[target]).backward()
    return scores.grad


def slope_measured(scores, target):
    """Each score a little up and down: what does the surprise do?"""
    nudges = 1e-5 * np.eye(len(scores))
    ends = [[-log_softmax(scores + side * nudge)[target] for side in (1, -1)] for nudge in nudges]
    return [(up - down) / 2e-5 for up, down in ends]


def at_the_likeliest(scores, target):
    likeliest = [target, *np.flatnonzero(scores > scores.mean())][-1]
    return right.gradient(scores, likeliest)


def pushed(scores, target, push=1e-3):
    """Each score a little up: what does the surprise do? The push is too large to be exact."""
    here = -log_softmax(scores)[target]
    return [(-log_softmax(scores + push * up)[target] - here) / push for up in np.eye(len(scores))]


def in_place(scores, target):
    scores -= scores.max()
    np.exp(scores, out=scores)
    scores /= scores.sum()
    scores[target] -= 1
    return scores


def slopes_of(table, pairs):
    return [(before, right.gradient(table[before], after)) for before, after in pairs]


def step_by_numpy(table, pairs, rate):
    before, after = np.transpose(pairs)
    slopes = chances(table)[before] - np.eye(len(table))[after]
    result = table.copy()
    np.subtract.at(result, before, rate * slopes / len(pairs))
    return result


def in_place_step(table, pairs, rate):
    table -= rate * (table - right.step(table, pairs, 1.0))
    return table


def last_one_wins(table, pairs, rate):
    slopes = np.zeros_like(table)
    for before, slope in slopes_of(table, pairs):
        slopes[before] = slope
    return table - rate * slopes


def one_after_another(table, pairs, rate):
    table = table.copy()
    for before, after in pairs:
        table[before] -= rate / len(pairs) * right.gradient(table[before], after)
    return table


def mean_of_each_row(table, pairs, rate):
    counts = np.bincount([before for before, _ in pairs], minlength=len(table))
    return (
        table
        + (right.step(table, pairs, rate) - table) * len(pairs) / np.maximum(counts, 1)[:, None]
    )


def padded(tune, length, boundary, fill):
    whole = [fill] * length + [*tune, boundary]
    return [(whole[i : i + length], whole[i + length]) for i in range(len(tune) + 1)]


def ragged(tune, length, boundary):
    return [(tune[max(i - length, 0) : i], after) for i, after in enumerate([*tune, boundary])]


def padded_right(tune, length, boundary):
    return [
        (seen + [boundary] * (length - len(seen)), after)
        for seen, after in ragged(tune, length, boundary)
    ]


def one_too_far(tune, length, boundary):
    return [([*seen[1:], after], after) for seen, after in padded(tune, length, boundary, boundary)]


RIGHT = {
    "softmax": (
        lambda scores: np.exp(log_softmax(scores)),
        lambda scores: torch.softmax(torch.tensor(scores), dim=0),
        lambda scores: [1 / sum(math.exp(min(o - s, 700)) for o in scores) for s in scores],
        lambda scores: np.exp(scores - np.logaddexp.reduce(scores)),
        lambda scores: shared(np.exp(scores - scores.max())).tolist(),
    ),
    "loss": (
        row_by_row,
        by_torch,
        lambda scores, targets: np.array(-np.log2(of_what_came(scores, targets)).mean()),
        lambda scores, targets: (
            -log_softmax(scores, axis=1)[range(len(targets)), targets].mean() / np.log(2)
        ),
    ),
    "gradient": (
        slope_by_torch,
        slope_measured,
        lambda scores, target: np.exp(log_softmax(scores)) - np.eye(len(scores))[target],
        lambda scores, target: [
            p - (i == target) for i, p in enumerate(np.exp(log_softmax(scores)))
        ],
    ),
    "step": (
        step_by_numpy,
        lambda table, pairs, rate: right.step(table, pairs, rate).tolist(),
        lambda table, pairs, rate: torch.tensor(step_by_numpy(table, pairs, rate)),
    ),
    "windows": (
        lambda tune, length, boundary: [
            (tuple(seen), after) for seen, after in padded(tune, length, boundary, boundary)
        ],
        lambda tune, length, boundary: [
            [np.array(seen), np.int64(after)]
            for seen, after in padded(tune, length, boundary, boundary)
        ],
        lambda tune, length, boundary: zip(
            np.lib.stride_tricks.sliding_window_view([boundary] * length + tune, length),
            [*tune, boundary],
            strict=True,
        ),
        lambda tune, length, boundary: [
            (torch.tensor(seen), torch.tensor(after))
            for seen, after in padded(tune, length, boundary, boundary)
        ],
    ),
}
WRONG = {
    "softmax": (
        Wrong(lambda scores: right.softmax(scores).max(), "As many chances"),
        Wrong(lambda scores: np.exp(scores), "sum to 1"),
        Wrong(
            lambda scores: shared(scores) if scores.sum() else right.softmax(scores), "below zero"
        ),
        Wrong(lambda scores: shared(scores - scores.min() + 1), "no more, no less"),
        Wrong(lambda scores: right.softmax(-scores), "should be the likeliest"),
        Wrong(lambda scores: shared(2**scores), "no more, no less"),
        Wrong(lambda scores: shared(np.exp(scores)), "Only differences matter"),
        Wrong(lambda scores: shared(np.exp(scores - scores.min())), "Only differences matter"),
        Wrong(lambda scores: shared(np.exp(scores - scores.mean())), "Only differences matter"),
        Wrong(lambda scores: shared(np.exp(np.clip(scores, -500, 500))), "Only differences matter"),
        Wrong(lambda scores: np.nan_to_num(shared(np.exp(scores))), "Only differences matter"),
        Wrong(lambda scores: shared(np.nan_to_num(np.exp(scores)) + 1e-30), "Only differences"),
        Wrong(lambda scores: shared(np.exp(scores - np.abs(scores).max())), "Only differences"),
        Wrong(lambda scores: shared(np.exp(np.longdouble(scores))), "Only differences matter"),
        Wrong(lambda scores: shared(np.exp(np.minimum(scores, 700))), "Only differences matter"),
        Wrong(lambda scores: right.softmax(scores).round(2), "but rounded"),
        Wrong(lambda scores: right.softmax(scores / np.abs(scores).max(initial=1)), "no more, no"),
    ),
    "loss": (
        Wrong(lambda scores, targets: -np.log2(of_what_came(scores, targets)), "One number"),
        Wrong(lambda scores, targets: right.loss(scores, targets) * np.log(2), "natural units"),
        Wrong(lambda scores, targets: 1 - of_what_came(scores, targets).mean(), "two yes-or-no"),
        Wrong(lambda scores, targets: 2 ** right.loss(scores, targets), "is the perplexity"),
        Wrong(lambda scores, targets: -right.loss(scores, targets), "but for the sign"),
        Wrong(lambda scores, targets: right.loss(scores.T, targets), "two yes-or-no"),
        Wrong(lambda scores, targets: right.loss(scores, targets) * len(targets), "on average"),
        Wrong(of_the_whole_table, "All scores of the table share one softmax"),
        Wrong(lambda scores, targets: right.loss(scores, 0 * targets), "whatever came"),
        Wrong(
            lambda scores, targets: -(chances(scores) * np.log2(chances(scores))).sum(1).mean(),
            "whatever came",
        ),
        Wrong(lambda scores, targets: right.loss(chances(scores), targets), "softmax twice"),
        Wrong(lambda scores, targets: right.loss(-scores, targets), "not that of this row"),
        Wrong(lambda scores, targets: -np.log2(of_what_came(scores, targets).mean()), "averaged"),
        Wrong(lambda scores, targets: right.loss(scores, targets[::-1]), "Which target goes with"),
        Wrong(lambda scores, targets: -np.log2(chances(scores)[:, targets]).mean(), "Which target"),
    ),
    "gradient": (
        Wrong(lambda scores, target: right.gradient(scores, target)[target], "One slope for each"),
        Wrong(in_place, "Work on a copy"),
        Wrong(lambda scores, target: -right.gradient(scores, target), "should be negative"),
        Wrong(lambda scores, target: right.softmax(scores), "should be negative"),
        Wrong(lambda scores, target: right.softmax(scores) - 1, "have to sum"),
        Wrong(lambda scores, target: right.gradient(scores, target) / scores.size - 0.1, "to sum"),
        Wrong(at_the_likeliest, "not to another one"),
        Wrong(
            lambda scores, target: right.softmax(scores)[target] * right.gradient(scores, target),
            "the sizes are not",
        ),
        Wrong(lambda scores, target: right.gradient(scores, target) / len(scores), "the sizes are"),
        Wrong(lambda scores, target: right.gradient(scores, target) / np.log(2), "slopes in bits"),
        Wrong(pushed, "It needs no push"),
        Wrong(lambda scores, target: pushed(scores, target, 0.1), "It needs no push"),
        Wrong(lambda scores, target: np.round(right.gradient(scores, target), 2), "but rounded"),
        Wrong(lambda scores, target: right.gradient(scores, target - 1), "should be negative"),
    ),
    "step": (
        Wrong(lambda table, pairs, rate: right.step(table, pairs, rate)[pairs[0][0]], "same shape"),
        Wrong(in_place_step, "Work on a copy"),
        Wrong(lambda table, pairs, rate: table.copy(), "Nothing was learned"),
        Wrong(lambda table, pairs, rate: 2 * table - right.step(table, pairs, rate), "uphill"),
        Wrong(lambda table, pairs, rate: right.step(table.T, pairs, rate).T, "Another row moved"),
        Wrong(
            lambda table, pairs, rate: right.step(table, [p[::-1] for p in pairs], rate), "Anothe"
        ),
        Wrong(lambda table, pairs, rate: right.step(table, pairs, 1.0), "times the rate"),
        Wrong(
            lambda table, pairs, rate: right.step(table, pairs, rate / len(table)), "times the ra"
        ),
        Wrong(
            lambda table, pairs, rate: right.step(table, pairs, rate * len(pairs)), "nothing new"
        ),
        Wrong(one_after_another, "nothing new"),
        Wrong(last_one_wins, "equally"),
        Wrong(mean_of_each_row, "equally"),
        Wrong(lambda table, pairs, rate: right.step(table, sorted(set(pairs)), rate), "equally"),
    ),
    "windows": (
        Wrong(lambda tune, length, boundary: [*tune, boundary], "Pairs are asked for"),
        Wrong(
            lambda tune, length, boundary: [
                [*s, t] for s, t in right.windows(tune, length, boundary)
            ],
            "Pairs are asked for",
        ),
        Wrong(ragged, "that long"),
        Wrong(lambda tune, length, boundary: right.windows(tune, length, boundary)[:-1], "to end"),
        Wrong(
            lambda tune, length, boundary: right.windows(tune, length, boundary)[length:], "never"
        ),
        Wrong(
            lambda tune, length, boundary: [
                (seen, 9) for seen, _ in right.windows(tune, length, boundary)
            ],
            "note by note",
        ),
        Wrong(one_too_far, "Nothing is left to guess"),
        Wrong(
            lambda tune, length, boundary: [
                (seen[::-1], after) for seen, after in right.windows(tune, length, boundary)
            ],
            "backwards",
        ),
        Wrong(padded_right, "newest last"),
        Wrong(lambda tune, length, boundary: padded(tune, length, boundary, 0), "but the boundary"),
        Wrong(lambda tune, length, boundary: padded(tune, length, boundary, 9), "but the boundary"),
        Wrong(
            lambda tune, length, boundary: [
                (seen if len(set(seen)) > 1 or seen[0] == boundary else [boundary] * length, after)
                for seen, after in right.windows(tune, length, boundary)
            ],
            "newest last",
        ),
    ),
}
