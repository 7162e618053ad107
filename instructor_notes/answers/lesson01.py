"""Answers to the exercises of lesson 01: other right ones, and wrong ones with what is said."""

from itertools import pairwise

import numpy as np
import torch

from meantone.teaching import Wrong, solutions
from meantone.tunes import Degree, Interval

right = solutions(__file__)


def degrees(tune):
    return Degree().symbols(tune)


def folded(tune):
    return [degree % 12 for degree in degrees(tune)]


def thirds(tune):
    return folded(tune).count(3) - folded(tune).count(4)


def intervals(tune):
    return Interval().symbols(tune)


def sounding_thirds(tune):
    """How much longer minor thirds sound than major ones: time, not notes."""
    events = zip(tune.pitches, tune.durations, strict=True)
    lengths = [ticks for pitch, ticks in events if pitch >= 0]
    weight = {3: 1, 4: -1}
    return sum(weight.get(d, 0) * n for d, n in zip(folded(tune), lengths, strict=True))


def home_of_the_first(tune):
    """The pairs as counted from the first note, whatever it is, in the octave of the tonic."""
    first = tune.notes[0] - degrees(tune)[0]
    home = first + (tune.notes[0] - first) % 12
    return [divmod(pitch - home, 12) for pitch in tune.notes]


def last_third(tune):
    found = [degree for degree in folded(tune) if degree in (3, 4)]
    return found[-1:] == [3]


RIGHT = {
    "is_minor": (
        lambda tune: np.sum(np.mod(degrees(tune), 12) == 3) > folded(tune).count(4),
        lambda tune: np.array(thirds(tune) > 0),
        lambda tune: torch.tensor(thirds(tune)) > 0,
        lambda tune: sum({3: 1, 4: -1}.get(d, 0) for d in folded(tune)) >= 1,
    ),
    "octave_and_step": (
        lambda tune: [[degree // 12, degree % 12] for degree in degrees(tune)],
        lambda tune: np.stack(np.divmod(degrees(tune), 12), axis=1),
        lambda tune: tuple(divmod(d, 12) for d in degrees(tune)),
        lambda tune: (divmod(d, 12) for d in degrees(tune)),
        lambda tune: torch.tensor(right.octave_and_step(tune)),
        lambda tune: list(zip(*np.divmod(degrees(tune), 12), strict=True)),
    ),
    "contour": (
        lambda tune: np.sign(np.diff(tune.notes)),
        lambda tune: tuple((b > a) - (b < a) for a, b in pairwise(tune.notes)),
        lambda tune: [int(np.sign(step)) for step in intervals(tune)],
        lambda tune: torch.sign(torch.diff(torch.tensor(tune.notes))),
    ),
}
WRONG = {
    "is_minor": (
        Wrong(lambda tune: thirds(tune) < 0, "changed places"),
        Wrong(lambda tune: False, "The only third here is a minor one"),
        Wrong(lambda tune: tune.mode == "minor", "The only third here is a minor one"),
        Wrong(lambda tune: True, "The only third here is a major one"),
        Wrong(lambda tune: 4 not in folded(tune) and len(tune.notes) > 1, "above the tonic?"),
        Wrong(lambda tune: 3 in folded(tune), "wherever they stand: major"),
        Wrong(lambda tune: 3 in folded(tune) and 4 not in folded(tune), "wherever they stand: mi"),
        Wrong(lambda tune: folded(tune)[-1] == 3, "wherever they stand: major"),
        Wrong(lambda tune: last_third(tune), "wherever they stand: major"),
        Wrong(lambda tune: sounding_thirds(tune) > 0, "however long each lasts"),
        Wrong(thirds, "True or False"),
        Wrong(lambda tune: "minor" if thirds(tune) > 0 else "major", "True or False"),
        Wrong(lambda tune: sum((n % 12 == 3) - (n % 12 == 4) for n in tune.notes) > 0, "on C"),
        Wrong(lambda tune: intervals(tune).count(3) > intervals(tune).count(4), "above the tonic?"),
        Wrong(lambda tune: thirds(tune) >= 0 and 3 in folded(tune), "not *more*"),
        Wrong(lambda tune: degrees(tune).count(3) > degrees(tune).count(4), "an octave higher"),
        Wrong(lambda tune: [abs(d) % 12 for d in degrees(tune)].count(3) > 0, "stand: major"),
        Wrong(
            lambda tune: sum({3: 1, 4: -1}.get(abs(d) % 12, 0) for d in degrees(tune)) > 0,
            "below the tonic",
        ),
    ),
    "octave_and_step": (
        Wrong(lambda tune: [(int(d / 12), d % 12) for d in degrees(tune)], "that is the bug"),
        Wrong(lambda tune: [(abs(d) // 12, d % 12) for d in degrees(tune)], "that is the bug"),
        Wrong(lambda tune: [d % 12 for d in degrees(tune)], "put in one pair"),
        Wrong(lambda tune: np.divmod(degrees(tune), 12), "put in one pair"),
        Wrong(lambda tune: [(d % 12, d // 12) for d in degrees(tune)], "comes first"),
        Wrong(lambda tune: [(d // 12, d) for d in degrees(tune)], "twelve places"),
        Wrong(lambda tune: [(int(d / 12), d - 12 * int(d / 12)) for d in degrees(tune)], "twelve"),
        Wrong(lambda tune: [(p // 12 - 5, p % 12) for p in tune.notes], "whatever its letter"),
        Wrong(home_of_the_first, "begins on its 5, not on its tonic"),
        Wrong(lambda tune: [(o + 1, s) for o, s in right.octave_and_step(tune)], "is number 0"),
        Wrong(lambda tune: [(round(d / 12), d % 12) for d in degrees(tune)], "that is the bug"),
        Wrong(lambda tune: [(d // 12, abs(d) % 12) for d in degrees(tune)], "give the degree back"),
    ),
    "contour": (
        Wrong(lambda tune: np.diff(tune.notes).tolist(), "what a contour forgets"),
        Wrong(lambda tune: right.contour(tune)[:6], "between them 10 steps"),
        Wrong(lambda tune: [0, *right.contour(tune)], "alone has no step"),
        Wrong(lambda tune: [step for step in right.contour(tune) if step], "to stay where it is"),
        Wrong(lambda tune: [-step for step in right.contour(tune)], "changed places"),
        Wrong(lambda tune: [1 if step > 0 else -1 for step in intervals(tune)], "sung again"),
        Wrong(lambda tune: [step > 0 for step in intervals(tune)], "the very next one"),
        Wrong(lambda tune: np.sign(np.subtract(tune.notes[1:], tune.notes[0])), "the very next"),
        Wrong(lambda tune: np.sign(np.diff(np.mod(tune.notes, 12))), "the very next one"),
        Wrong(lambda tune: ["up" if step > 0 else "down" for step in intervals(tune)], "numbers"),
        Wrong(lambda tune: np.sign(np.diff(tune.durations)).tolist(), "longer than the other here"),
        Wrong(lambda tune: [int(np.sign(i)) * (abs(i) > 1) for i in intervals(tune)], "A semitone"),
        Wrong(lambda tune: np.sign(np.diff(np.uint8(tune.notes))), "Down comes out as up"),
        Wrong(lambda tune: right.contour(tune)[::-1], "the very next one"),
        Wrong(lambda tune: np.sign(np.diff(tune.pitches)).tolist(), "no low note"),
    ),
}
