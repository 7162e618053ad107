"""Answers to the exercises of lesson 14: other right ones, and wrong ones with what is said."""

import statistics
from fractions import Fraction

import numpy as np
import torch

from meantone.experiments.risk import riskiest_bar
from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def in_a_loop(bits, bars):
    best, most = None, -1.0
    for bar in sorted(set(np.asarray(bars).tolist())):
        mean = statistics.mean(b for b, n in zip(bits, bars, strict=True) if n == bar)
        if mean > most:
            best, most = bar, mean
    return best


def by_counts(bits, bars):
    numbers, where = np.unique(bars, return_inverse=True)
    return numbers[np.argmax(np.bincount(where, bits) / np.bincount(where))]


def of(choose):
    """An answer that goes by another figure of each bar's bits."""

    def answer(bits, bars):
        bits, bars = np.asarray(bits), np.asarray(bars)
        return max(dict.fromkeys(bars.tolist()), key=lambda bar: choose(bits[bars == bar]))

    return answer


def last_of_equals(bits, bars):
    bits, bars = np.asarray(bits), np.asarray(bars)
    return max(np.unique(bars)[::-1].tolist(), key=lambda bar: bits[bars == bar].mean())


def place_of_the_bar(bits, bars):
    return sorted(set(np.asarray(bars).tolist())).index(in_a_loop(bits, bars))


def exactly(left, after):
    both = [Fraction(float(a)) * Fraction(float(b)) for a, b in zip(left, after, strict=True)]
    return [chance / sum(both) for chance in both]


def in_logs(left, after):
    with np.errstate(divide="ignore"):
        logs = np.log(left) + np.log(after)
    return np.exp(logs - np.logaddexp.reduce(logs))


def means(bits):
    return [np.mean(each) for each in bits]


RIGHT = {
    "riskiest": (
        in_a_loop,
        by_counts,
        riskiest_bar,
        lambda bits, bars: torch.tensor(in_a_loop(bits, bars)),
        lambda bits, bars: float(in_a_loop(bits, bars)),
    ),
    "between": (
        exactly,
        in_logs,
        lambda left, after: list(exactly(left, after)),
        lambda left, after: torch.nn.functional.normalize(
            torch.tensor(left) * torch.tensor(after), p=1, dim=0
        ),
    ),
    "apart": (
        lambda bits: np.std(means(bits), ddof=1),
        lambda bits: statistics.pstdev(means(bits)),
        lambda bits: torch.tensor(means(bits)).std(),
        lambda bits: np.sqrt(np.mean(np.square(means(bits))) - np.mean(means(bits)) ** 2),
    ),
    "by_chance_as_strong": (
        lambda ours, by_chance: sum(one >= ours for one in by_chance) / len(by_chance),
        lambda ours, by_chance: Fraction(
            sum(float(one) >= ours for one in by_chance), len(by_chance)
        ),
        lambda ours, by_chance: 1 - np.mean(np.asarray(by_chance) < ours),
        lambda ours, by_chance: (torch.tensor(by_chance) >= ours).float().mean(),
    ),
}
WRONG = {
    "riskiest": (
        Wrong(lambda bits, bars: np.unique(bars), "One number"),
        Wrong(lambda bits, bars: int(np.argmax(bits)) + 20, "There is no bar"),
        Wrong(place_of_the_bar, "There is no bar"),
        Wrong(of(np.sum), "most bits in all"),
        Wrong(of(np.max), "the costliest note"),
        Wrong(lambda bits, bars: np.asarray(bars)[np.argmax(bits)], "the costliest note"),
        Wrong(of(lambda bits: -bits.mean()), "the safest bar"),
        Wrong(of(np.median), "every note"),
        Wrong(of(lambda bits: bits[0]), "first note of each bar"),
        Wrong(of(lambda bits: bits.min()), "their means are 2 and 5"),
        Wrong(last_of_equals, "the first is asked for"),
    ),
    "between": (
        Wrong(lambda left, after: int(np.argmax(left * after)), "One probability for each"),
        Wrong(lambda left, after: left, "left side says alone"),
        Wrong(lambda left, after: after / after.sum(), "right side says alone"),
        Wrong(lambda left, after: left * after, "chances of both steps"),
        Wrong(lambda left, after: (left + after) / (left + after).sum(), "are multiplied"),
        Wrong(
            lambda left, after: np.sqrt(left * after) / np.sqrt(left * after).sum(),
            "square root flattens",
        ),
        Wrong(lambda left, after: left * after / max(left * after), "Divide by the sum"),
        Wrong(
            lambda left, after: np.eye(len(left))[np.argmax(left * after)],
            "which note is likeliest",
        ),
        Wrong(
            lambda left, after: left * after / left.sum() / after.sum(),
            "product has to sum to 1",
        ),
        Wrong(lambda left, after: after, "Chances sum to 1"),
        Wrong(lambda left, after: right.between(left, after)[::-1], "three times as likely"),
        Wrong(lambda left, after: right.between(left**2, after), "three times as likely"),
    ),
    "apart": (
        Wrong(means, "One number"),
        Wrong(lambda bits: [np.std(each) for each in bits], "One number"),
        Wrong(lambda bits: np.std(np.concatenate(bits)), "do not lie apart"),
        Wrong(lambda bits: np.mean([np.std(each) for each in bits]), "do not lie apart"),
        Wrong(lambda bits: np.std([np.sum(each) for each in bits]), "do not lie apart"),
        Wrong(lambda bits: np.std([np.median(each) for each in bits]) + 0.1, "do not lie apart"),
        Wrong(lambda bits: np.mean(means(bits)), "do not lie apart"),
        Wrong(lambda bits: np.var(means(bits)), "is the variance"),
        Wrong(lambda bits: np.var(means(bits), ddof=1), "is the variance"),
        Wrong(lambda bits: np.ptp(means(bits)), "From the least to the most"),
        Wrong(
            lambda bits: np.mean(np.abs(np.subtract(means(bits), np.mean(means(bits))))),
            "mean distance from the mean",
        ),
        Wrong(lambda bits: np.std(means(bits)) / np.sqrt(len(bits)), "is 0.816"),
    ),
    "by_chance_as_strong": (
        Wrong(
            lambda ours, by_chance: int(np.sum(np.asarray(by_chance) >= ours)), "That is how many"
        ),
        Wrong(lambda ours, by_chance: 100 * np.mean(np.asarray(by_chance) >= ours), "of 100"),
        Wrong(lambda ours, by_chance: np.mean(np.asarray(by_chance) < ours), "weaker groups"),
        Wrong(lambda ours, by_chance: ours / np.mean(by_chance), "times stronger"),
        Wrong(
            lambda ours, by_chance: (ours - np.mean(by_chance)) / np.std(by_chance),
            "counts deviations",
        ),
        Wrong(lambda ours, by_chance: ours > np.quantile(by_chance, 0.95), "Yes or no"),
        Wrong(lambda ours, by_chance: np.asarray(by_chance) >= ours, "One number"),
        Wrong(lambda ours, by_chance: 0.05, "two of the four"),
        Wrong(lambda ours, by_chance: -np.mean(np.asarray(by_chance) >= ours), "from 0 to 1"),
        Wrong(lambda ours, by_chance: np.mean(np.asarray(by_chance) > ours), "at least"),
    ),
}
