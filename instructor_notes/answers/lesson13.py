"""Answers to the exercises of lesson 13: other right ones, and wrong ones with what is said."""

import math

import numpy as np
import torch
from scipy.spatial.distance import cdist

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def step_by_step(onsets, quarters):
    found = [math.log2(quarters[k] / (onsets[k + 1] - onsets[k])) for k in range(len(onsets) - 1)]
    return [one - sum(found) / len(found) for one in found]


def paces(onsets, quarters):
    return np.asarray(quarters) / np.diff(onsets)


def by_hand(curves, me):
    others = [curve for place, curve in enumerate(curves) if place != me]
    mean = [sum(column) / len(others) for column in zip(*others, strict=True)]
    return np.corrcoef(curves[me], mean)[0, 1]


def one_by_one(first, second):
    def far(one, other):
        return sum((a - b) ** 2 for a, b in zip(one, other, strict=True))

    return [min(range(len(first)), key=lambda j: far(first[j], one)) for one in second]


def by_covariance(first, second, shared):
    pairs = zip(first, second, strict=True)
    return np.mean([np.cov(a, b, ddof=0)[0, 1] for a, b in pairs]) - shared


RIGHT = {
    "curve": (
        step_by_step,
        lambda onsets, quarters: np.array(step_by_step(onsets, quarters)),
        lambda onsets, quarters: torch.tensor(step_by_step(onsets, quarters)),
        lambda onsets, quarters: (
            np.log2(paces(onsets, quarters)) - np.log2(paces(onsets, quarters)).mean()
        ),
        lambda onsets, quarters: (
            (np.log(paces(onsets, quarters)) - np.mean(np.log(paces(onsets, quarters)))) / np.log(2)
        ),
    ),
    "others": (
        by_hand,
        lambda curves, me: torch.tensor(by_hand(curves, me)),
        lambda curves, me: np.corrcoef(curves[me], (curves.sum(axis=0) - curves[me]))[0, 1],
    ),
    "named": (
        one_by_one,
        lambda first, second: cdist(second, first).argmin(axis=1),
        lambda first, second: tuple(one_by_one(first, second)),
        lambda first, second: torch.tensor(one_by_one(first, second)),
    ),
    "own": (
        by_covariance,
        lambda first, second, shared: torch.tensor(by_covariance(first, second, shared)),
        lambda first, second, shared: (
            np.mean(np.mean(first * second, axis=1) - first.mean(axis=1) * second.mean(axis=1))
            - shared
        ),
    ),
}
WRONG = {
    "curve": (
        Wrong(lambda onsets, quarters: np.diff(onsets)[1:], "one fewer than there are onsets"),
        Wrong(lambda onsets, quarters: -right.curve(onsets, quarters), "Up is slow"),
        Wrong(lambda onsets, quarters: np.log2(paces(onsets, quarters)), "mean is still in it"),
        Wrong(lambda onsets, quarters: right.curve(onsets, quarters) * np.log(2), "natural log"),
        Wrong(lambda onsets, quarters: right.curve(onsets, quarters) * np.log10(2), "base 10"),
        Wrong(
            lambda onsets, quarters: paces(onsets, quarters) - paces(onsets, quarters).mean(),
            "No logarithm yet",
        ),
        Wrong(
            lambda onsets, quarters: (
                np.log2(paces(onsets, quarters)) - np.log2(paces(onsets, quarters).mean())
            ),
            "before the logarithm",
        ),
        Wrong(
            lambda onsets, quarters: np.log2(np.diff(onsets)).mean() - np.log2(np.diff(onsets)),
            "where are the quarters",
        ),
        Wrong(
            lambda onsets, quarters: (
                right.curve(onsets, quarters) / np.std(right.curve(onsets, quarters))
            ),
            "Do not divide",
        ),
        Wrong(lambda onsets, quarters: right.curve(onsets, quarters)[::-1], "0.5 and -0.5"),
        Wrong(
            lambda onsets, quarters: right.curve(np.append(0, np.asarray(onsets)[1:]), quarters),
            "only the gaps count",
        ),
    ),
    "others": (
        Wrong(lambda curves, me: curves[me], "One number"),
        Wrong(lambda curves, me: np.corrcoef(curves[me], curves.mean(axis=0))[0, 1], "Max's line"),
        Wrong(
            lambda curves, me: np.mean(
                [np.corrcoef(curves[me], c)[0, 1] for c in np.delete(curves, me, axis=0)]
            ),
            "Average the others first",
        ),
        Wrong(
            lambda curves, me: np.cov(curves[me], np.delete(curves, me, axis=0).mean(axis=0))[0, 1],
            "a covariance",
        ),
        Wrong(lambda curves, me: by_hand(curves, me) ** 2, "the square of it"),
        Wrong(
            lambda curves, me: np.corrcoef(curves[me], curves[1:].mean(axis=0))[0, 1],
            "you leave out the first",
        ),
        Wrong(lambda curves, me: -by_hand(curves, me), "half their sum"),
    ),
    "named": (
        Wrong(lambda first, second: 0, "For each second take"),
        Wrong(lambda first, second: cdist(second, first).argmax(axis=1), "the farthest"),
        Wrong(lambda first, second: cdist(second, first).argmin(axis=0), "other way round"),
        Wrong(lambda first, second: range(len(first)), "Nothing was compared"),
        Wrong(
            lambda first, second: [
                int(np.abs(first.sum(axis=1) - one.sum()).argmin()) for one in second
            ],
            "place by place",
        ),
        Wrong(lambda first, second: [p + 1 for p in one_by_one(first, second)], "place 0"),
        Wrong(
            lambda first, second: [
                int(np.argmax([np.corrcoef(one, f)[0, 1] for f in first])) for one in second
            ],
            "how far somebody strays",
        ),
        Wrong(lambda first, second: one_by_one(first, second)[::-1], "nine distances"),
    ),
    "own": (
        Wrong(lambda first, second, shared: first * second, "One number"),
        Wrong(lambda first, second, shared: by_covariance(first, second, 0), "take it away"),
        Wrong(lambda first, second, shared: -by_covariance(first, second, shared), "sign"),
        Wrong(
            lambda first, second, shared: by_covariance(first, second, 0) * len(first) - shared,
            "the sum over performers",
        ),
        Wrong(
            lambda first, second, shared: np.mean(first * second) - shared, "mean is still in it"
        ),
        Wrong(
            lambda first, second, shared: (
                np.mean([np.corrcoef(a, b)[0, 1] for a, b in zip(first, second, strict=True)])
                - shared
            ),
            "a correlation",
        ),
        Wrong(
            lambda first, second, shared: (
                np.mean([np.cov(a, b)[0, 1] for a, b in zip(first, second, strict=True)]) - shared
            ),
            "Divide alike",
        ),
        Wrong(
            lambda first, second, shared: np.var((first + second) / 2, axis=1).mean() - shared,
            "half of the rest",
        ),
        Wrong(lambda first, second, shared: shared, "multiplied place by place"),
    ),
}
