"""Answers to the exercises of lesson 03: other right ones, and wrong ones with what is said."""

from collections import Counter, defaultdict
from fractions import Fraction
from itertools import chain, pairwise

import numpy as np
import torch

from meantone.teaching import Wrong, solutions

right = solutions(__file__)


def runs(tune, length):
    return [tuple(tune[i : i + length]) for i in range(len(tune) - length + 1)]


def share_new(songs, tune, known_runs, own_runs=runs, length=2):
    known = {run for song in songs for run in known_runs(song, length)}
    own = own_runs(tune, length)
    return sum(run not in known for run in own) / max(len(own), 1)


def in_windows(songs, tune, length):
    found = np.lib.stride_tricks.sliding_window_view(tune, length)
    new = [all(tuple(run) not in runs(song, length) for song in songs) for run in found]
    return np.mean(new)


def in_text(songs, tune, length):
    texts = [" " + " ".join(map(str, song)) + " " for song in songs]
    own = [" " + " ".join(map(str, run)) + " " for run in runs(tune, length)]
    return torch.tensor([float(all(run not in text for text in texts)) for run in own]).mean()


def joined_digits(songs, tune, length):
    texts = ["".join(map(str, song)) for song in songs]
    own = ["".join(map(str, run)) for run in runs(tune, length)]
    return sum(all(run not in text for text in texts) for run in own) / len(own)


def kinds_only(songs, tune, length):
    known = {run for song in songs for run in runs(song, length)}
    own = set(runs(tune, length))
    return len(own - known) / len(own)


def too_few(tune, length):
    return runs(tune, length)[:-1] or runs(tune, length)


def side_by_side(song, length):
    """Only the runs that begin where the last one ended."""
    return [tuple(song[i : i + length]) for i in range(0, len(song) - length + 1, length)]


def to_all_alike(counts, lower, discount):
    left, free = kept(counts, discount), counts == 0
    return (left + free * (counts.sum() - left.sum()) / max(free.sum(), 1)) / counts.sum()


def from_shares(counts, lower, discount):
    left = kept(counts / counts.sum(), discount)
    return left + (1 - left.sum()) * lower


def lend(counts, lower, loan, total=None):
    """Counts and a loan, as chances; a context that was never heard has only the loan."""
    if not np.sum(counts):
        return lower
    return (counts + loan * np.asarray(lower)) / (
        np.sum(counts) + (loan if total is None else total)
    )


def kinds(counts):
    return np.count_nonzero(counts)


def in_a_loop(counts, lower):
    many, n = sum(1 for c in counts if c), sum(counts)
    return [
        low if not n else (c + many * low) / (n + many)
        for c, low in zip(counts, lower, strict=True)
    ]


def in_torch(counts, lower):
    counts, lower = torch.tensor(counts), torch.tensor(lower)
    many = (counts > 0).sum()
    return (counts + many * lower) / (counts.sum() + many) if many else lower


def no_way_out(counts, lower):
    return (counts + kinds(counts) * lower) / (counts.sum() + kinds(counts))


def shortcut(counts, lower):  # the bug of the lesson
    return np.where(counts > 0, counts / max(np.sum(counts), 1), lower)


def pairs(songs):
    return [pair for song in songs for pair in pairwise(song)]


def companions(found):
    before = defaultdict(set)
    for note, after in found:
        before[after].add(note)
    return before


def kept(counts, discount):
    return np.maximum(counts - discount, 0)


def in_fractions(counts, lower, discount):
    cut, n = Fraction(discount), int(sum(counts))
    left = [max(int(c) - cut, Fraction(0)) for c in counts]
    taken = n - sum(left)
    return [(c + taken * Fraction(float(low))) / n for c, low in zip(left, lower, strict=True)]


RIGHT = {
    "unseen": (
        in_windows,
        in_text,
        lambda songs, tune, length: np.array(right.unseen(songs, tune, length)),
        lambda songs, tune, length: Fraction(right.unseen(songs, tune, length)),
    ),
    "borrowing": (
        in_a_loop,
        in_torch,
        lambda counts, lower: lend(counts, lower, kinds(counts)),
        lambda counts, lower: lend(counts, lower, sum(c > 0 for c in counts)).tolist(),
    ),
    "companions_of": (
        lambda songs: Counter(after for _, after in set(pairs(songs))),
        lambda songs: {
            n: len({a for a, b in pairs(songs) if b == n}) for song in songs for n in song
        },
        lambda songs: {n: np.int64(len(c)) for n, c in companions(pairs(songs)).items()},
        lambda songs: {n: torch.tensor(len(c)) for n, c in companions(pairs(songs)).items()},
    ),
    "discounted": (
        in_fractions,
        lambda counts, lower, discount: (
            (kept(counts, discount) + sum(np.minimum(counts, discount)) * lower) / sum(counts)
        ),
        lambda counts, lower, discount: torch.tensor(right.discounted(counts, lower, discount)),
    ),
}
WRONG = {
    "unseen": (
        Wrong(lambda songs, tune, length: 2 * right.unseen(songs, tune, length), "from 0 to 1"),
        Wrong(lambda songs, tune, length: [right.unseen(songs, tune, length)], "from 0 to 1"),
        Wrong(
            lambda songs, tune, length: 1 - right.unseen(songs, tune, length), "was heard before"
        ),
        Wrong(
            lambda songs, tune, length: share_new([[*chain(*songs)]], tune, runs, runs, length),
            "into the beginning of the next",
        ),
        Wrong(
            lambda songs, tune, length: share_new(
                songs,
                tune,
                lambda s, n: map(frozenset, runs(s, n)),
                lambda t, n: [*map(frozenset, runs(t, n))],
                length,
            ),
            "another run",
        ),
        Wrong(lambda songs, tune, length: share_new(songs, tune, runs, too_few, length), "half"),
        Wrong(
            lambda songs, tune, length: share_new(songs, tune, too_few, runs, length), "anywhere"
        ),
        Wrong(
            lambda songs, tune, length: share_new(songs[-1:], tune, runs, runs, length), "any song"
        ),
        Wrong(
            lambda songs, tune, length: share_new(songs[:1], tune, runs, runs, length), "any song"
        ),
        Wrong(lambda songs, tune, length: share_new(songs, tune, runs), "as `length` says"),
        Wrong(joined_digits, "whole tokens"),
        Wrong(lambda songs, tune, length: joined_digits(songs, tune, 2), "as `length` says"),
        Wrong(kinds_only, "counts twice"),
        Wrong(
            lambda songs, tune, length: share_new(songs, tune, side_by_side, runs, length),
            "anywhere",
        ),
        Wrong(
            lambda songs, tune, length: np.mean([note not in {*chain(*songs)} for note in tune]),
            "half",
        ),
    ),
    "borrowing": (
        Wrong(lambda counts, lower: lend(counts, lower, kinds(counts)).max(), "A whole row"),
        Wrong(no_way_out, "never heard"),
        Wrong(
            lambda counts, lower: (
                np.zeros(len(counts)) if not counts.sum() else lend(counts, lower, kinds(counts))
            ),
            "never heard",
        ),
        Wrong(
            lambda counts, lower: (
                no_way_out(counts, lower) if counts.any() else np.full(len(counts), 1 / len(counts))
            ),
            "never heard",
        ),
        Wrong(shortcut, "taken from somewhere"),
        Wrong(lambda counts, lower: lend(counts, lower, kinds(counts), 0), "taken from somewhere"),
        Wrong(
            lambda counts, lower: (
                lend(counts, 0 * lower + 1 / len(lower), kinds(counts)) if counts.sum() else lower
            ),
            "the same loan",
        ),
        Wrong(lambda counts, lower: lend(counts, lower, np.sum(counts)), "borrows more"),
        Wrong(lambda counts, lower: lend(counts, lower, 1), "borrows less"),
        Wrong(lambda counts, lower: lend(counts, lower, np.sum(counts == 0)), "borrows more"),
        Wrong(lambda counts, lower: lend(counts, lower, len(set(counts.tolist()) - {0})), "less"),
        Wrong(lambda counts, lower: lend(np.sort(counts)[::-1], lower, kinds(counts)), "Not all"),
    ),
    "companions_of": (
        Wrong(lambda songs: [*right.companions_of(songs).values()], "A dict is asked for"),
        Wrong(lambda songs: dict(companions(pairs(songs))), "not which"),
        Wrong(
            lambda songs: right.companions_of([[*chain(*songs)]]), "the last one of another song"
        ),
        Wrong(lambda songs: right.companions_of([s[::-1] for s in songs]), "came *before*"),
        Wrong(lambda songs: right.companions_of([[-1, *song] for song in songs]), "Nothing comes"),
        Wrong(lambda songs: Counter(b for a, b in set(pairs(songs)) if a != b), "before itself"),
        Wrong(lambda songs: Counter(b for s in songs for _, b in set(pairwise(s))), "nothing new"),
        Wrong(lambda songs: Counter(b for _, b in pairs(songs)), "counts once"),
        Wrong(lambda songs: right.companions_of(songs[-1:]), "A companion is missing"),
        Wrong(
            lambda songs: {n: min(c, 2) for n, c in right.companions_of(songs).items()}, "missing"
        ),
    ),
    "discounted": (
        Wrong(lambda counts, lower, discount: counts.sum() - discount, "A whole row"),
        Wrong(
            lambda counts, lower, discount: (
                (counts - discount + len(counts) * discount * lower) / counts.sum()
            ),
            "a count of 0",
        ),
        Wrong(
            lambda counts, lower, discount: (
                counts.sum() * right.discounted(counts, lower, discount)
            ),
            "as the counts do",
        ),
        Wrong(
            lambda counts, lower, discount: (
                (kept(counts, discount) + discount * lower) / counts.sum()
            ),
            "not to 1",
        ),
        Wrong(
            lambda counts, lower, discount: (
                (counts + kinds(counts) * discount * lower) / counts.sum()
            ),
            "not to 1",
        ),
        Wrong(lambda counts, lower, discount: kept(counts, discount) / counts.sum(), "not to 1"),
        Wrong(lambda counts, lower, discount: counts / counts.sum(), "still has the chance 0"),
        Wrong(
            lambda counts, lower, discount: right.discounted(
                counts, 0 * lower + 1 / len(lower), discount
            ),
            "the same loan",
        ),
        Wrong(to_all_alike, "the same loan"),
        Wrong(from_shares, "change hands"),
        Wrong(lambda counts, lower, discount: right.borrowing(counts, lower), "change hands"),
        Wrong(lambda counts, lower, discount: right.discounted(counts, lower, 0.5), "change hands"),
        Wrong(
            lambda counts, lower, discount: lend(
                kept(counts, discount) * counts.sum() / max(kept(counts, discount).sum(), 1e-9),
                lower,
                kinds(counts),
            ),
            "change hands",
        ),
    ),
}
