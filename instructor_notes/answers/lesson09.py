"""Answers to the exercises of lesson 09: other right ones, and wrong ones with what is said."""

from fractions import Fraction
from itertools import chain
from statistics import mean, stdev

import numpy as np
import torch
from scipy.stats import mannwhitneyu
from sklearn.metrics import roc_auc_score

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def runs(tunes, length):
    return [tuple(tune[i : i + length]) for tune in tunes for i in range(len(tune) - length + 1)]


def kinds(tunes, length, read=tuple):
    found = [read(run) for run in runs(tunes, length)]
    return len(set(found)) / len(found)


def only_once(tunes, length):
    found = runs(tunes, length)
    return sum(found.count(run) == 1 for run in found) / len(found)


def covered(distances, reach):
    return distances < reach[:, None]


def person_by_person(distances, reach):
    people = distances.T
    return sum(any(d < r for d, r in zip(row, reach, strict=True)) for row in people) / len(people)


def said(value, low, high):
    return "below" if value < low else "above" if value > high else "within"


def by_counting(value, human):
    lower, higher = np.mean(human < value), np.mean(human > value)
    return "below" if lower < 0.025 else "above" if higher < 0.025 else "within"


def by_order(value, human):
    figures, cut = sorted(human), int(0.025 * len(human))
    return said(value, figures[cut], figures[-1 - cut])


def by_deviations(value, human, many):
    return said(value, mean(human) - many * stdev(human), mean(human) + many * stdev(human))


def labelled(machine, human):
    kind = [1] * len(machine) + [0] * len(human)
    return roc_auc_score(kind, [*machine, *human])


def by_ranks(machine, human):
    return mannwhitneyu(machine, human).statistic / (len(machine) * len(human))


def higher(machine, human):
    return np.asarray(machine)[:, None] > human


def border(machine, human):
    middle = (np.mean(machine) + np.mean(human)) / 2
    share = (machine > middle).mean() + (human < middle).mean()
    return right.auc(machine, human) if np.ptp([*machine, *human]) < 3.5 else share / 2


def in_order(machine, human):
    pairs = [*zip(machine, human, strict=False)]
    return np.mean([(one > other) + (one == other) / 2 for one, other in pairs])


RIGHT = {
    "distinct": (
        kinds,
        lambda tunes, length: Fraction(len(set(runs(tunes, length))), len(runs(tunes, length))),
        lambda tunes, length: kinds(tunes, length, lambda run: "-".join(map(str, run))),
        lambda tunes, length: (
            len(np.unique(runs(tunes, length), axis=0)) / len(runs(tunes, length))
        ),
        lambda tunes, length: torch.tensor(kinds(tunes, length)),
    ),
    "recall": (
        person_by_person,
        lambda distances, reach: np.mean((distances - reach[:, None]).min(axis=0) < 0),
        lambda distances, reach: (
            (torch.tensor(distances) < torch.tensor(reach)[:, None]).any(dim=0).double().mean()
        ),
        lambda distances, reach: np.array(
            covered(distances, reach).any(0).sum() / len(distances.T)
        ),
    ),
    "place": (
        by_counting,
        by_order,
        lambda value, human: said(value, *np.percentile(human, [2.5, 97.5])),
        lambda value, human: np.str_(right.place(value, human)),
    ),
    "auc": (
        labelled,
        by_ranks,
        lambda machine, human: Fraction(right.auc(machine, human)),
        lambda machine, human: np.mean([(m > h) + (m == h) / 2 for m in machine for h in human]),
        lambda machine, human: torch.tensor(np.heaviside(machine[:, None] - human, 0.5)).mean(),
    ),
}
WRONG = {
    "distinct": (
        Wrong(lambda tunes, length: len(set(runs(tunes, length))), "one number from 0 to 1"),
        Wrong(lambda tunes, length: [kinds(tunes, length)], "one number from 0 to 1"),
        Wrong(lambda tunes, length: kinds([[*chain(*tunes)]], length), "end in the next"),
        Wrong(only_once, "that come only once"),
        Wrong(lambda tunes, length: kinds(tunes, length, frozenset), "in their order"),
        Wrong(lambda tunes, length: np.mean([kinds([tune], length) for tune in tunes]), "together"),
        Wrong(lambda tunes, length: kinds(tunes, 2), "of another length"),
        Wrong(lambda tunes, length: kinds(tunes, min(length, 2)), "as `length` says"),
        Wrong(
            lambda tunes, length: len(set(runs(tunes, length))) / sum(map(len, tunes)),
            "4 runs of two",
        ),
        Wrong(
            lambda tunes, length: kinds(tunes, length, lambda run: "".join(map(str, run))),
            "whole tokens",
        ),
        Wrong(lambda tunes, length: kinds(tunes, length, lambda run: tuple(sorted(run))), "ken"),
    ),
    "recall": (
        Wrong(lambda distances, reach: covered(distances, reach), "One share is asked for"),
        Wrong(lambda distances, reach: covered(distances, reach).any(axis=0).sum(), "One share is"),
        Wrong(lambda distances, reach: covered(distances, reach).any(axis=1).mean(), "Of whom"),
        Wrong(lambda distances, reach: covered(distances, reach).all(axis=0).mean(), "is enough"),
        Wrong(lambda distances, reach: covered(distances, reach).mean(), "Pairs are counted"),
        Wrong(lambda distances, reach: (distances < reach.max()).any(0).mean(), "goes with row"),
        Wrong(lambda distances, reach: (distances < reach.mean()).any(0).mean(), "goes with row"),
        Wrong(lambda distances, reach: (distances < reach.min()).any(0).mean(), "goes with row"),
        Wrong(lambda distances, reach: (distances < np.median(reach)).any(0).mean(), "with row"),
        Wrong(lambda distances, reach: covered(distances, reach[::-1]).any(0).mean(), "with row"),
        Wrong(lambda distances, reach: (distances <= reach[:, None]).any(axis=0).mean(), "outside"),
        Wrong(
            lambda distances, reach: np.mean(
                distances.min(axis=0) < reach[distances.argmin(axis=0)]
            ),
            "the nearest one does not",
        ),
    ),
    "place": (
        Wrong(lambda value, human: right.place(value, human) != "within", "One of three words"),
        Wrong(
            lambda value, human: {"below": "above", "above": "below"}.get(
                right.place(value, human), "within"
            ),
            "wrong way round",
        ),
        Wrong(lambda value, human: "within", '"below" here'),
        Wrong(lambda value, human: "above" if value > np.mean(human) else "below", "very middle"),
        Wrong(lambda value, human: said(value, min(human), max(human)), "should not decide"),
        Wrong(lambda value, human: said(value, *np.quantile(human, [0.25, 0.75])), "both sides"),
        Wrong(lambda value, human: said(value, *np.quantile(human, [0.05, 0.95])), "both sides"),
        Wrong(lambda value, human: said(value, *np.quantile(human, [0.025, 0.95])), "both sides"),
        Wrong(lambda value, human: said(value, *sorted(human[[5, -6]])), "very middle"),
        Wrong(lambda value, human: by_deviations(value, human, 1.96), "No set of people's"),
        Wrong(lambda value, human: by_deviations(value, human, 2), "No set of people's"),
        Wrong(lambda value, human: by_deviations(value, human, 1.62), "count them off"),
    ),
    "auc": (
        Wrong(lambda machine, human: np.mean(machine) - np.mean(human), "One share is asked for"),
        Wrong(lambda machine, human: higher(machine, human), "One share is asked for"),
        Wrong(lambda machine, human: right.auc(human, machine), "never wrong"),
        Wrong(
            lambda machine, human: max(right.auc(machine, human), right.auc(human, machine)),
            "always wrong",
        ),
        Wrong(lambda machine, human: higher(machine, human).mean(), "What would guessing get"),
        Wrong(lambda machine, human: (machine > np.mean(human)).mean(), "What would guessing get"),
        Wrong(lambda machine, human: (machine[:, None] >= human).mean(), "What would guessing get"),
        Wrong(
            lambda machine, human: (
                0.5 if set(machine) == set(human) else higher(machine, human).mean()
            ),
            "counts half",
        ),
        Wrong(in_order, "each with each"),
        Wrong(lambda *scores: right.auc(*(np.median([of], axis=1) for of in scores)), "half"),
        Wrong(lambda machine, human: right.auc(np.sort(machine)[-1:], human), "half"),
        Wrong(border, "No border is needed"),
    ),
}
