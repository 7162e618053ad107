"""Answers to the exercises of lesson 10: other right ones, and wrong ones with what is said."""

import math
from collections import defaultdict
from fractions import Fraction

import numpy as np
import torch

from meantone.decoding import temperature
from meantone.experiments import true_share
from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def odds(share, t):
    return (share / (1 - share)) ** (1 / t)


def in_powers(share, t):
    small, large = share ** (1 / t), (1 - share) ** (1 / t)
    return small / (small + large)


def by_logistic(share, t):
    return 1 / (1 + math.exp(-math.log(share / (1 - share)) / t))


def added_logs(weights, chances):
    with np.errstate(divide="ignore"):
        logs = np.log(weights) + np.log(chances)
    joint = np.exp(logs - logs.max())
    return joint / joint.sum()


def in_a_loop(weights, chances):
    joint = [w * p for w, p in zip(weights, chances, strict=True)]
    return [value / sum(joint) for value in joint]


def divided(weights, by):
    return np.asarray(weights) / by


def clipped(value):
    return min(max(value, 0.0), 1.0)


def of_group(bits, groups):
    found = defaultdict(list)
    for of_tune, group in zip(bits, groups, strict=True):
        found[group].append(of_tune)
    return found


def over_notes(bits, groups):
    return {g: float(np.concatenate(own).mean()) for g, own in of_group(bits, groups).items()}


def with_sums(bits, groups):
    total, notes = defaultdict(float), defaultdict(int)
    for of_tune, group in zip(bits, groups, strict=True):
        total[group] += sum(of_tune)
        notes[group] += len(of_tune)
    return {group: total[group] / notes[group] for group in total}


RIGHT = {
    "sharpened": (
        in_powers,
        by_logistic,
        lambda share, t: temperature([1 - share, share], t)[1],
        lambda share, t: torch.tensor(in_powers(share, t)),
        lambda share, t: np.array(in_powers(share, t)),
        lambda share, t: Fraction(in_powers(share, t)),
    ),
    "trusted": (
        added_logs,
        in_a_loop,
        lambda weights, chances: torch.tensor(added_logs(weights, chances)),
        lambda weights, chances: tuple(Fraction(x) for x in added_logs(weights, chances)),
        lambda weights, chances: weights * chances / np.dot(weights, chances),
    ),
    "corrected": (
        true_share,
        lambda seen, false_alarms, hits: np.clip(
            (false_alarms - seen) / (false_alarms - hits), 0, 1
        ),
        lambda seen, false_alarms, hits: torch.tensor(float(true_share(seen, false_alarms, hits))),
        lambda seen, false_alarms, hits: Fraction(float(true_share(seen, false_alarms, hits))),
    ),
    "by_group": (
        over_notes,
        with_sums,
        lambda bits, groups: {g: torch.tensor(v) for g, v in over_notes(bits, groups).items()},
        lambda bits, groups: defaultdict(float, with_sums(bits, groups)),
    ),
}
WRONG = {
    "sharpened": (
        Wrong(odds, "These are odds"),
        Wrong(lambda share, t: math.log(share / (1 - share)) / t, "logarithms of odds"),
        Wrong(lambda share, t: (share, 1 - share), "One number"),
        Wrong(lambda share, t: odds(share, t) / (1 - share), "between 0 and 1"),
        Wrong(lambda share, t: share ** (1 / t), "stays half and half"),
        Wrong(lambda share, t: min(share / t, 1), "stays half and half"),
        Wrong(lambda share, t: 1 - in_powers(share, t), "other style"),
        Wrong(lambda share, t: 0.5, "nothing changes"),
        Wrong(lambda share, t: in_powers(share, 1 / t), "T, or 1/T"),
        Wrong(lambda share, t: share, "they are squared"),
        Wrong(lambda share, t: in_powers(share, t**2), "they are squared"),
    ),
    "trusted": (
        Wrong(lambda weights, chances: np.dot(weights, chances), "for each expert"),
        Wrong(lambda weights, chances: divided(chances, sum(chances)), "Only the last note"),
        Wrong(lambda weights, chances: weights, "Nothing is learned"),
        Wrong(lambda weights, chances: (weights + chances) / 2, "is out"),
        Wrong(lambda weights, chances: divided(weights + chances, sum(weights + chances)), "out"),
        Wrong(lambda weights, chances: np.array(weights) * chances, "is out"),
        Wrong(
            lambda weights, chances: divided(weights * chances, max(weights * chances)),
            "All trust together is 1",
        ),
        Wrong(
            lambda weights, chances: divided(weights * chances**2, sum(weights * chances**2)),
            "raised to a power",
        ),
        Wrong(
            lambda weights, chances: np.eye(len(weights))[np.argmax(weights * chances)],
            "Nothing is added",
        ),
    ),
    "corrected": (
        Wrong(lambda seen, false_alarms, hits: (seen, hits), "One number"),
        Wrong(lambda seen, false_alarms, hits: 1 - seen, "never errs"),
        Wrong(lambda seen, false_alarms, hits: seen, "false alarms alone"),
        Wrong(lambda seen, false_alarms, hits: seen / hits, "false alarms alone"),
        Wrong(lambda seen, false_alarms, hits: max(seen - false_alarms, 0), "the judge missed"),
        Wrong(lambda seen, false_alarms, hits: seen - false_alarms, "the judge missed"),
        Wrong(lambda seen, false_alarms, hits: (seen - false_alarms) / hits, "So all are"),
        Wrong(
            lambda seen, false_alarms, hits: clipped((seen - false_alarms) / (1 - false_alarms)),
            "So all are",
        ),
        Wrong(
            lambda seen, false_alarms, hits: (
                ((seen - false_alarms) / (hits - false_alarms)) ** 2
                if seen < hits and false_alarms
                else clipped((seen - false_alarms) / (hits - false_alarms))
            ),
            "By what is the difference divided",
        ),
        Wrong(
            lambda seen, false_alarms, hits: (seen - false_alarms) / (hits - false_alarms),
            "does not exist",
        ),
        Wrong(
            lambda seen, false_alarms, hits: min(
                abs(seen - false_alarms) / (hits - false_alarms), 1.0
            ),
            "less than nothing",
        ),
    ),
    "by_group": (
        Wrong(lambda bits, groups: list(over_notes(bits, groups).values()), "A dict"),
        Wrong(lambda bits, groups: {**over_notes(bits, groups), "all": 2.0}, "no tune belongs"),
        Wrong(
            lambda bits, groups: dict([*over_notes(bits, groups).items()][:1]), "A group is missing"
        ),
        Wrong(
            lambda bits, groups: dict.fromkeys(groups, np.concatenate(bits).mean()), "Whose is that"
        ),
        Wrong(
            lambda bits, groups: {
                g: np.mean([b.mean() for b in own]) for g, own in of_group(bits, groups).items()
            },
            "counts the same here",
        ),
        Wrong(
            lambda bits, groups: {
                g: np.concatenate(own).sum() for g, own in of_group(bits, groups).items()
            },
            "the sum of the bits",
        ),
        Wrong(
            lambda bits, groups: {
                g: np.concatenate(own).sum() / len(own) for g, own in of_group(bits, groups).items()
            },
            "the number of tunes",
        ),
        Wrong(
            lambda bits, groups: {g: b.mean() for b, g in zip(bits, groups, strict=True)},
            "overwritten",
        ),
        Wrong(
            lambda bits, groups: {
                g: np.median(np.concatenate(own)) for g, own in of_group(bits, groups).items()
            },
            "then one mean",
        ),
    ),
}
