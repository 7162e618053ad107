"""Answers to the exercises of lesson 00: other right ones, and wrong ones with what is said."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import torch

from meantone.teaching import Wrong, solutions
from meantone.tunes import REST, Tune

right = solutions(__file__)


def twice(tune):
    return tuple(2 * ticks for ticks in tune.durations)


def lower_by_hand(tune):
    pitches = [pitch if pitch == REST else pitch - 12 for pitch in tune.pitches]
    return replace(tune, pitches=tuple(pitches), durations=twice(tune))


def lower_in_two_steps(tune):
    slow = replace(tune, durations=twice(tune))
    return slow.transpose(-6).transpose(-6)


def shrunk(tune):  # a twelfth of each pitch
    pitches = tuple(round(pitch / 12 * 11) for pitch in tune.pitches)
    return replace(tune, pitches=pitches, durations=twice(tune))


def shrunk_to_the_mean(tune):  # the bug of the lesson: right on average
    share = 12 / np.mean(tune.notes)
    pitches = tuple(p if p == REST else round(p * (1 - share)) for p in tune.pitches)
    return replace(tune, pitches=pitches, durations=twice(tune))


def rests_lowered(tune):
    return replace(tune, pitches=tuple(p - 12 for p in tune.pitches), durations=twice(tune))


def rests_gone(tune):
    kept = [(p - 12, 2 * d) for p, d in zip(tune.pitches, tune.durations, strict=True) if p != REST]
    return replace(tune, pitches=tuple(p for p, _ in kept), durations=tuple(d for _, d in kept))


def forgetful(tune):
    lower = right.octave_lower(tune)
    return Tune(lower.pitches, lower.durations)


def slower_by(tune, change):
    durations = tuple(change(ticks) for ticks in tune.durations)
    return replace(tune.transpose(-12), durations=durations)


def counted(human, taken):
    """Return hits, misses, false alarms, and machine's tunes that were found out."""
    return [np.sum(taken[who] == yes) for who in (human, ~human) for yes in (True, False)]


def by_loop(human, taken):
    hits = sum(bool(h and t) for h, t in zip(human, taken, strict=True))
    alarms = sum(bool(t and not h) for h, t in zip(human, taken, strict=True))
    of_people = sum(map(bool, human))
    return [Fraction(hits, of_people), Fraction(alarms, len(human) - of_people)]


def by_torch(human, taken):
    made, said = torch.tensor(human), torch.tensor(taken, dtype=torch.float64)
    return torch.stack([said[made].mean(), said[~made].mean()])


def of_each(human, taken):
    return np.array(right.hits_and_false_alarms(human, taken))


def of_all(human, taken):
    return np.mean(human & taken), np.mean(~human & taken)


def of_taken(human, taken):
    return np.mean(human[taken]), np.mean(~human[taken])


RIGHT = {
    "hits_and_false_alarms": (
        by_loop,
        by_torch,
        lambda human, taken: {"hits": taken[human].mean(), "alarms": taken[~human].mean()}.values(),
        lambda human, taken: np.array([taken[human].mean(), taken[~human].mean()]),
        lambda human, taken: (
            (human * taken).sum() / human.sum(),
            (~human * taken).sum() / (~human).sum(),
        ),
    ),
    "last_against_first": (
        lambda tune: Fraction(tune.durations[-1], tune.durations[0]),
        lambda tune: np.divide(tune.durations[-1], tune.durations[0]),
        lambda tune: np.array(tune.durations[-1] / tune.durations[0]),
        lambda tune: torch.tensor(tune.durations[-1] / tune.durations[0]),
        lambda tune: tune.durations[-1] * tune.durations[0] ** -1.0,
    ),
    "octave_lower": (lower_by_hand, lower_in_two_steps),
}
WRONG = {
    "hits_and_false_alarms": (
        Wrong(lambda human, taken: np.mean(human == taken), "Two numbers"),
        Wrong(lambda human, taken: (taken[human], taken[~human]), "Two numbers"),
        Wrong(lambda human, taken: right.hits_and_false_alarms(human, taken)[::-1], "places"),
        Wrong(lambda human, taken: (taken[human].sum(), taken[~human].sum()), "are counts"),
        Wrong(lambda human, taken: 100 * of_each(human, taken), "These are percentages"),
        Wrong(lambda human, taken: of_each(human, taken).round(1), "but rounded"),
        Wrong(of_all, "divide by all tunes"),
        Wrong(of_taken, "divide by the tunes that were taken"),
        Wrong(lambda human, taken: (taken[human].mean(), (~taken)[~human].mean()), "found out"),
        Wrong(lambda human, taken: ((~taken)[human].mean(), taken[~human].mean()), "was missed"),
        Wrong(lambda human, taken: (taken[human].mean(), 1 - taken[human].mean()), "not follow"),
        Wrong(lambda human, taken: ((human == taken).mean(), taken[~human].mean()), "of all answ"),
        Wrong(lambda human, taken: tuple(2 * np.array(of_all(human, taken))), "made as many tunes"),
        Wrong(lambda human, taken: (taken.mean(), taken.mean()), "Take people's tunes alone"),
        Wrong(lambda human, taken: (1.0, 1.0), "Take people's tunes alone"),
    ),
    "last_against_first": (
        Wrong(lambda tune: tune.durations[0] / tune.durations[-1], "upside down"),
        Wrong(lambda tune: tune.durations[-1] > tune.durations[0], "not a yes or no"),
        Wrong(lambda tune: [tune.durations[-1] / tune.durations[0]], "not a yes or no"),
        Wrong(lambda tune: tune.notes[-1] / tune.notes[0], "Only the pitches were changed"),
        Wrong(lambda tune: max(tune.durations) / tune.durations[0], "Only the two ends count"),
        Wrong(lambda tune: tune.durations[-1] / min(tune.durations), "Only the two ends count"),
        Wrong(lambda tune: tune.durations[-1] / tune.durations[-2:][0], "Only the two ends count"),
        Wrong(lambda tune: tune.durations[-1] - tune.durations[0], "at half the speed"),
        Wrong(lambda tune: tune.durations[-1] // tune.durations[0], "behind the point"),
        Wrong(lambda tune: round(tune.durations[-1] / tune.durations[0]), "behind the point"),
        Wrong(lambda tune: f"{tune.durations[-1] / tune.durations[0]}", "gives a str"),
    ),
    "octave_lower": (
        Wrong(shrunk, "fall equally far"),
        Wrong(shrunk_to_the_mean, "fall equally far"),
        Wrong(lambda tune: tuple(pitch - 12 for pitch in tune.pitches), "A tune is asked for"),
        Wrong(lambda tune: right.octave_lower(tune).transpose(24), "It goes up"),
        Wrong(lambda tune: right.octave_lower(tune).transpose(4), "not by an octave"),
        Wrong(lambda tune: right.octave_lower(tune).transpose(12), "not by an octave"),
        Wrong(lambda tune: tune.transpose(-12), "as quick as before"),
        Wrong(lambda tune: slower_by(tune, lambda ticks: ticks // 2), "twice as long as it did"),
        Wrong(lambda tune: slower_by(tune, lambda ticks: ticks + 48), "twice as long as it did"),
        Wrong(rests_lowered, "its pitch is -13"),
        Wrong(rests_gone, "The rest has to stay a rest"),
        Wrong(lambda tune: replace(right.octave_lower(tune), pitches=(48,)), "as many durations"),
        Wrong(forgetful, "title, tonic or meter"),
    ),
}
