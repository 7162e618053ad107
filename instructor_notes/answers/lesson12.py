"""Answers to the exercises of lesson 12: other right ones, and wrong ones with what is said."""

from fractions import Fraction

import numpy as np
import torch
from scipy.special import rel_entr, softmax

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def in_a_loop(scores, rivals):
    found = []
    for start in range(0, len(scores) - rivals + 1, rivals):
        contest = list(scores[start : start + rivals])
        found.append(start + contest.index(max(contest)))
    return found


def within(scores, rivals):
    return [place % rivals for place in in_a_loop(scores, rivals)]


def every_other(scores, rivals):
    contests = len(scores) // rivals
    table = np.reshape(scores[: contests * rivals], (rivals, contests))
    return np.argmax(table, axis=0) * contests + np.arange(contests)


def the_rest_too(scores, rivals):
    starts = range(0, len(scores), rivals)
    return [start + int(np.argmax(scores[start : start + rivals])) for start in starts]


def tune_by_tune(after, before):
    total = 0.0
    for a, b in zip(after, before, strict=True):
        if a > 0:
            total += a * np.log2(a / b)
    return total


def with_nan(after, before):
    with np.errstate(all="ignore"):
        return np.sum(after * np.log2(after / before))


def floored(after, before):
    after = np.maximum(after, 0.1)
    return right.moved(after / after.sum(), before)


def quietly(function):
    def answer(*given):
        with np.errstate(all="ignore"):
            return function(*given)

    return answer


def raised(plays, power):
    powers = np.asarray(plays, dtype=float) ** power
    return powers / powers.sum()


def clipped(plays, power):
    powers = np.minimum(np.asarray(plays, dtype=float), 9) ** power
    return powers / powers.sum()


def shares(count, rivals):
    return (np.arange(1, count + 1) / count) ** rivals


def by_all_draws(count, rivals):
    wins = np.zeros(count)
    for drawn in np.ndindex(*[count] * rivals):
        wins[max(drawn)] += 1
    return wins / wins.sum()


RIGHT = {
    "winners": (
        in_a_loop,
        lambda scores, rivals: np.array(in_a_loop(scores, rivals)),
        lambda scores, rivals: tuple(in_a_loop(scores, rivals)),
        lambda scores, rivals: torch.tensor(in_a_loop(scores, rivals)),
        lambda scores, rivals: [
            max(range(k * rivals, (k + 1) * rivals), key=lambda place: scores[place])
            for k in range(len(scores) // rivals)
        ],
    ),
    "moved": (
        tune_by_tune,
        lambda after, before: rel_entr(after, before).sum() / np.log(2),
        lambda after, before: torch.tensor(tune_by_tune(after, before)),
        lambda after, before: np.sum(after * np.log2(np.where(after > 0, after / before, 1))),
        lambda after, before: np.nansum(after * np.log2(after / before, where=after > 0,
                                                        out=np.zeros_like(after))),
    ),
    "shown": (
        lambda plays, power: softmax(power * np.log(plays)),
        lambda plays, power: list(right.shown(plays, power)),
        lambda plays, power: torch.softmax(power * torch.log(torch.tensor(plays) * 1.0), dim=0),
        lambda plays, power: [
            (n / max(plays)) ** power / sum((m / max(plays)) ** power for m in plays) for n in plays
        ],
    ),
    "chances": (
        by_all_draws,
        lambda count, rivals: [
            Fraction(r**rivals - (r - 1) ** rivals, count**rivals) for r in range(1, count + 1)
        ],
        lambda count, rivals: torch.tensor(by_all_draws(count, rivals)),
        lambda count, rivals: shares(count, rivals) - np.append(0, shares(count, rivals)[:-1]),
    ),
}  # fmt: skip
WRONG = {
    "winners": (
        Wrong(lambda scores, rivals: int(np.argmax(scores)), "One place for each contest"),
        Wrong(lambda scores, rivals: np.argsort(-scores)[:rivals], "One place for each contest"),
        Wrong(lambda scores, rivals: [scores[p] for p in in_a_loop(scores, rivals)], "scores. In"),
        Wrong(within, "its own contest. Count"),
        Wrong(lambda scores, rivals: in_a_loop(-scores, rivals), "the losers"),
        Wrong(lambda scores, rivals: np.argsort(-scores)[: len(scores) // rivals], "of all"),
        Wrong(every_other, "next to each other"),
        Wrong(lambda scores, rivals: [p + 1 for p in in_a_loop(scores, rivals)], "is not the best"),
        Wrong(the_rest_too, "nobody to compete"),
    ),
    "moved": (
        Wrong(lambda after, before: np.log2(np.maximum(after, 0.1) / before), "One number"),
        Wrong(lambda after, before: -np.sum(after * np.log2(np.maximum(after, 1e-9))), "0 bits"),
        Wrong(lambda after, before: right.moved(before, after), "whose chances weigh"),
        Wrong(lambda after, before: -right.moved(after, before), "The sign is wrong"),
        Wrong(lambda after, before: -right.moved(before, after), "divided by what"),
        Wrong(lambda after, before: right.moved(after, before) * np.log(2), "These are nats"),
        Wrong(
            quietly(lambda after, before: np.mean(np.log2(after / before))), "weigh by its chance"
        ),
        Wrong(
            lambda after, before: right.moved(after, before) / len(after), "nothing is left to"
        ),
        Wrong(lambda after, before: np.abs(after - before).sum(), "by hand"),
        Wrong(with_nan, "no number"),
        Wrong(floored, "costs nothing"),
        Wrong(
            quietly(lambda after, before: np.sum(np.where(
                after > 0, after, 1) * np.log2(np.where(after > 0, after, 0.5) / before))),
            "costs nothing",
        ),
    ),
    "shown": (
        Wrong(lambda plays, power: raised(plays, power).max(), "for each style"),
        Wrong(lambda plays, power: np.asarray(plays, dtype=float) ** power, "sum to 1"),
        Wrong(
            lambda plays, power: np.asarray(plays) ** power / np.sum(plays), "to be divided by"
        ),
        Wrong(lambda plays, power: plays / np.sum(plays), "does nothing yet"),
        Wrong(lambda plays, power: softmax(power * np.asarray(plays)), "a softmax"),
        Wrong(lambda plays, power: raised(plays, -power), "shown less"),
        Wrong(lambda plays, power: raised(plays, power + 1), "one against nine"),
        Wrong(quietly(raised), "too large for a float"),
        Wrong(clipped, "millions of plays the shares"),
    ),
    "chances": (
        Wrong(lambda count, rivals: (1 / count) ** rivals, "One chance for each"),
        Wrong(lambda count, rivals: (np.arange(count + 1) / count) ** rivals, "One chance for"),
        Wrong(shares, "And exactly r"),
        Wrong(lambda count, rivals: right.chances(count, rivals)[::-1], "seldom wins"),
        Wrong(lambda count, rivals: (np.arange(count) / count) ** rivals, "all are lower"),
        Wrong(
            lambda count, rivals: shares(count, rivals) / shares(count, rivals).sum(),
            "not for that reason",
        ),
        Wrong(
            lambda count, rivals: np.arange(1, count + 1) ** (rivals - 1.0)
            / np.sum(np.arange(1, count + 1) ** (rivals - 1.0)),
            "That is the slope",
        ),
        Wrong(lambda count, rivals: np.full(count, 1 / count), "All ranks alike"),
        Wrong(lambda count, rivals: right.chances(count, rivals + 1), "a quarter"),
    ),
}  # fmt: skip
