"""Answers to the exercises of lesson 06: other right ones, and wrong ones with what is said."""

from itertools import accumulate
from operator import mul

import numpy as np
import torch

from meantone.models.neural import LSTM
from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def rng():
    return np.random.default_rng(0)


def real(bits, lengths):
    return np.arange(bits.shape[1]) < np.asarray(lengths)[:, None]


def by_rows(bits, lengths):
    found = [b for row, n in zip(bits, lengths, strict=True) for b in row[:n]]
    return sum(found) / len(found)


def one_less(bits, lengths):
    return bits[real(bits, np.maximum(lengths - 1, 1))].mean()


def counting_patience(curve, patience):
    best, kept, waited = np.inf, 0, 0
    for epoch, bits in enumerate(curve):
        if bits < best:
            best, kept, waited = bits, epoch, 0
        else:
            waited += 1
        if waited >= patience:
            break
    return [epoch, kept]


def by_argmin(curve, patience):
    for epoch in range(len(curve)):
        kept = int(np.argmin(curve[: epoch + 1]))
        if epoch - kept >= patience:
            break
    return np.array([epoch, kept])


def ties_are_new(curve, patience):
    best = 0
    for epoch, bits in enumerate(curve):
        best = epoch if bits <= curve[best] else best
        if epoch - best == patience:
            return epoch, best
    return len(curve) - 1, best


def last_of_equals(curve, patience):
    for epoch in range(len(curve)):
        kept = epoch - int(np.argmin(curve[epoch::-1]))
        if epoch - kept >= patience:
            break
    return epoch, kept


def counts_rises(curve, patience):
    rises = 0
    for epoch in range(1, len(curve)):
        rises = rises + 1 if curve[epoch] >= curve[epoch - 1] else 0
        if rises == patience:
            return epoch, int(np.argmin(curve[: epoch + 1]))
    return len(curve) - 1, int(np.argmin(curve))


def never_begins_anew(curve, patience):
    best, waited = 0, 0
    for epoch, bits in enumerate(curve):
        if bits < curve[best]:
            best = epoch
        elif epoch:
            waited += 1
        if waited == patience:
            return epoch, best
    return len(curve) - 1, best


def looks_ahead(curve, patience):
    best = int(np.argmin(curve))
    return min(best + patience, len(curve) - 1), best


RIGHT = {
    "left": (
        lambda keep: list(accumulate(keep, mul)),
        lambda keep: np.array([keep[: n + 1].prod(axis=0) for n in range(len(keep))]),
        lambda keep: torch.cumprod(torch.tensor(keep), dim=0),
        lambda keep: np.multiply.accumulate(keep).tolist(),
    ),
    "parameters": (
        lambda size, width: sum(p.numel() for p in LSTM(size, rng(), width=width).parameters()),
        lambda size, width: np.int64((size + 1) * (2 * width + 1) + 8 * width * (width + 1)),
        lambda size, width: torch.tensor(right.parameters(size, width)),
    ),
    "loss": (
        by_rows,
        lambda bits, lengths: (bits * real(bits, lengths)).sum() / lengths.sum(),
        lambda bits, lengths: torch.tensor(bits)[torch.tensor(real(bits, lengths))].mean(),
        lambda bits, lengths: np.ma.masked_array(bits, ~real(bits, lengths)).mean(),
        lambda bits, lengths: np.average(bits, weights=real(bits, lengths)),
    ),
    "stop": (
        counting_patience,
        by_argmin,
        lambda curve, patience: torch.tensor(counting_patience(curve, patience)),
        lambda curve, patience: tuple(map(np.int64, by_argmin(curve, patience))),
    ),
}
WRONG = {
    "left": (
        Wrong(lambda keep: np.prod(keep, axis=0), "After each note"),
        Wrong(lambda keep: np.cumsum(keep, axis=0), "cannot bring back"),
        Wrong(lambda keep: 1 / np.cumprod(np.maximum(keep, 0.1), axis=0), "more than there was"),
        Wrong(lambda keep: np.asarray(keep), "cannot bring back"),
        Wrong(lambda keep: np.cumprod(keep, axis=0)[::-1], "cannot bring back"),
        Wrong(
            lambda keep: np.cumprod(keep, axis=0).mean(axis=1, keepdims=True) + 0 * keep, "Here it"
        ),
        Wrong(
            lambda keep: np.cumprod(keep.min(axis=1, keepdims=True), axis=0) + 0 * keep, "Here it"
        ),
        Wrong(lambda keep: np.minimum.accumulate(keep, axis=0), "Half of a half"),
        Wrong(
            lambda keep: np.vstack([np.ones_like(keep[:1]), np.cumprod(keep, axis=0)[:-1]]),
            "left before each note",
        ),
        Wrong(lambda keep: np.asarray(keep) ** np.arange(1, len(keep) + 1)[:, None], "bring back"),
        Wrong(lambda keep: np.concatenate([keep[:1], keep[1:] * keep[:-1]]), "cannot bring back"),
    ),
    "parameters": (
        Wrong(lambda size, width: [right.parameters(size, width)], "one whole number"),
        Wrong(lambda size, width: right.parameters(size, width) / 1000, "one whole number"),
        Wrong(lambda size, width: right.parameters(size - 1, width), "as symbols are"),
        Wrong(lambda size, width: right.parameters(size, width) - width, "a point of its own"),
        Wrong(lambda size, width: right.parameters(size, width) - width - 1, "It has neither"),
        Wrong(lambda size, width: right.parameters(size, width) - size - 1, "besides its row"),
        Wrong(
            lambda size, width: right.parameters(size, width) - 6 * width * (width + 1), "one gate"
        ),
        Wrong(lambda size, width: right.parameters(size, width) - 4 * width, "two biases"),
        Wrong(
            lambda size, width: right.parameters(size, width) - 8 * width, "The gates have biases"
        ),
        Wrong(lambda size, width: right.parameters(size, width) - 4 * width * width, "two tables"),
        Wrong(lambda size, width: right.parameters(size, width) + width, "1 too many"),
        Wrong(lambda size, width: right.parameters(size + 1, width), "one boundary too many"),
        Wrong(lambda size, width: size * (2 * width + 1) + 8 * width * (width + 1), "as symbols"),
        Wrong(lambda size, width: 8 * width * (width + 1), "too few"),
    ),
    "loss": (
        Wrong(lambda bits, lengths: bits.mean(axis=1), "One number"),
        Wrong(lambda bits, lengths: bits.sum(), "the mean of all the bits"),
        Wrong(lambda bits, lengths: bits.mean(), "stands in the padding"),
        Wrong(lambda bits, lengths: bits[:, : max(lengths)].mean(), "stands in the padding"),
        Wrong(lambda bits, lengths: bits[bits > 0].mean(), "the mean of all the bits"),
        Wrong(lambda bits, lengths: bits[real(bits, lengths + 1)].mean(), "stands in the padding"),
        Wrong(lambda bits, lengths: (bits * real(bits, lengths)).mean(), "when you divide"),
        Wrong(
            lambda bits, lengths: np.mean(
                [row[:n].mean() for row, n in zip(bits, lengths, strict=True)]
            ),
            "weighs as four",
        ),
        Wrong(one_less, "the mean of all the bits"),
        Wrong(lambda bits, lengths: bits[:, : min(lengths)].mean(), "these and no others"),
        Wrong(
            lambda bits, lengths: np.median(bits[real(bits, lengths)]), "the mean of all the bit"
        ),
    ),
    "stop": (
        Wrong(lambda curve, patience: right.stop(curve, patience)[1], "Two numbers"),
        Wrong(lambda curve, patience: (0, 0), "runs to the end"),
        Wrong(
            lambda curve, patience: (right.stop(curve, patience)[0],) * 2, "keeps the last epoch"
        ),
        Wrong(lambda curve, patience: right.stop(curve, patience)[::-1], "never a later one"),
        Wrong(looks_ahead, "is not known"),
        Wrong(counts_rises, "for a new best"),
        Wrong(ties_are_new, "is no new best"),
        Wrong(last_of_equals, "is no new best"),
        Wrong(lambda curve, patience: np.add(right.stop(curve, patience), 1), "are counted from 0"),
        Wrong(
            lambda curve, patience: (right.stop(curve, patience)[0], min(curve)),
            "how good the best",
        ),
        Wrong(never_begins_anew, "begins anew"),
        Wrong(lambda curve, patience: right.stop(curve, patience + 1), "is not known"),
        Wrong(lambda curve, patience: right.stop(curve, 2), "Count them here"),
        Wrong(lambda curve, patience: right.stop(curve, max(patience - 1, 1)), "Count them here"),
        Wrong(
            lambda curve, patience: (
                min(right.stop(curve, patience)[0] + 1, len(curve)),
                right.stop(curve, patience)[1],
            ),
            "runs to the end",
        ),
    ),
}
