"""What `bench bias` measures: how large a group is in what comes out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple

import numpy as np

from benchmarks.cases import Case, Figures
from benchmarks.grounds import Model, Rows, ground
from meantone.decoding import Samples, sample, temperature
from meantone.experiments.bias import (
    Groups,
    Judge,
    bits_by_group,
    by_classifier,
    by_experts,
    fit_line,
    sample_by_style,
    true_share,
)
from meantone.experiments.bias.shares import share_interval
from meantone.models import (
    PPM,
    Mixture,
    NGram,
    PosteriorMixture,
    modified_kneser_ney,
    witten_bell,
)
from meantone.models.learned_weights import learn_weights

GROUPINGS = {
    "China, degrees": ("folk", "degrees"),
    "China, degrees and durations": ("folk", "degrees and durations"),
    "minor, degrees": ("irish", "degrees"),
}
"""The minority, and the view; with the ground they belong to."""

MODELS = ("experts", "n-gram")
"""Two experts, one for each style, with posterior weights; one n-gram model of order 5."""

SHARES = (0.03, 0.06, 0.125, 0.25, 0.5)
EIGHTH = 0.125
DEGREES = (1.0, 0.8, 0.6, 0.4)
TUNES = 600
"""That are drawn for each share and temperature."""


class Known(NamedTuple):
    """The groups, and the two judges."""

    groups: Groups
    judges: tuple[Judge, Judge]


@cache
def known(grouping: str) -> Known:
    """Return the groups of a ground, and two judges of different kinds."""
    held = ground(*GROUPINGS[grouping])
    if grouping.startswith("China"):
        second, names = held.corpus.regions == "China", ("elsewhere", "China")
    else:
        second, names = in_minor(grouping), ("major", "minor")
    groups = Groups.of(held.corpus, held.view, second, names)
    # Of another order and smoothing than the models they judge.
    pair = [NGram.fit(tunes, groups.size, 3, witten_bell) for tunes in groups.train]
    return Known(groups, (by_classifier(groups), by_experts(groups, pair)))


def in_minor(grouping: str) -> Any:
    """Return which tunes have more minor thirds above the tonic than major ones."""
    held = ground(*GROUPINGS[grouping])
    classes = [np.array(held.view.symbols(tune)) % 12 for tune in held.corpus]
    return np.array([(one == 3).sum() > (one == 4).sum() for one in classes])


@dataclass(frozen=True)
class Curve(Case):
    """Which share comes out for each share that was learned, at each temperature."""

    grouping: str
    model: str
    seed: int

    guess: ClassVar[float] = 20.0

    def measure(self) -> Figures:
        """Return the shares as both judges have them, and the lines that odds follow."""
        groups, judges = known(self.grouping)
        rng = np.random.default_rng(self.digits)
        count = 2 * len(groups.train[1])
        models = {share: model_of(self.model, groups, share, count, rng) for share in SHARES}
        found: Figures = {judge.name: {"shares": {}, "lines": {}} for judge in judges}
        for degree in DEGREES:
            sets = [drawn(model, degree, rng) for model in models.values()]
            for judge in judges:
                yes = [judge.yes(tunes) for tunes in sets]
                line = fit_line(SHARES, yes, [TUNES] * len(yes), judge, rng)
                mine = found[judge.name]
                mine["lines"][f"{degree:g}"] = [*line.slope_interval, line.slope, line.offset]
                mine["shares"][f"{degree:g}"] = [shared(judge, one, rng) for one in yes]
        return found


@dataclass(frozen=True)
class StyleFirst(Case):
    """The style is drawn first, then the tune at some temperature."""

    grouping: str
    seed: int

    guess: ClassVar[float] = 5.0

    def measure(self) -> Figures:
        """Return the minority's share at each temperature, as both judges have it."""
        groups, judges = known(self.grouping)
        rng = np.random.default_rng(self.digits)
        pair, wanted = experts(groups), [1 - EIGHTH, EIGHTH]
        sets = {
            f"{degree:g}": sample_by_style(pair, wanted, TUNES, rng, warmed(degree))
            for degree in DEGREES
        }
        return {
            judge.name: {name: shared(judge, judge.yes(tunes), rng) for name, tunes in sets.items()}
            for judge in judges
        }


@dataclass(frozen=True)
class Predicted(Case):
    """How well the groups are predicted, by models of their own and by everybody's."""

    grouping: str
    seed: int

    guess: ClassVar[float] = 15.0

    def measure(self) -> Figures:
        """Return bits a note by model and group, with intervals over tunes."""
        groups, _ = known(self.grouping)
        rng = np.random.default_rng(self.digits)
        few = len(groups.train[1])
        most = min(7 * few, len(groups.train[0]))
        first = [groups.train[0][i] for i in rng.permutation(len(groups.train[0]))[:most]]
        second = groups.train[1]
        pair = [ngram(first, groups.size), ngram(second, groups.size)]
        own = [
            with_memory(tunes, groups, which) for which, tunes in enumerate((first[:few], second))
        ]
        models: dict[str, Model] = {
            "mixed": ngram([*first, *second], groups.size),
            "repeated": ngram([*first, *(second * round(most / few))], groups.size),
            "experts": PosteriorMixture(pair, [most, few]),
            "own, majority": own[0],
            "own, minority": own[1],
        }
        tests = {"majority": groups.test[0], "minority": groups.test[1]}
        found = bits_by_group(models, tests, rng).bits
        return {model: {group: found[model, group] for group in tests} for model in models}


def cases(seeds: int) -> list[Case]:
    """Return all cases of the sweep."""
    found: list[Case] = []
    for grouping in GROUPINGS:
        for seed in range(seeds):
            found += [Curve(grouping, model, seed) for model in MODELS]
            found += [StyleFirst(grouping, seed), Predicted(grouping, seed)]
    return found


def ngram(tunes: list[Any], size: int) -> NGram:
    """Return the model that all of these are made of."""
    return NGram.fit(tunes, size, 5, modified_kneser_ney)


def experts(groups: Groups) -> list[NGram]:
    """Return a model of each group."""
    return [ngram(tunes, groups.size) for tunes in groups.train]


def model_of(
    name: str, groups: Groups, share: float, count: int, rng: np.random.Generator
) -> Model:
    """Return a model that has learned with a share of the second group."""
    if name == "experts":
        return PosteriorMixture(experts(groups), [1 - share, share])
    return ngram(groups.mixed(share, count, rng), groups.size)


def with_memory(tunes: list[Any], groups: Groups, which: int) -> Mixture:
    """Return an n-gram model of a group, joined with a memory of the tune at hand."""
    joined: list[Model] = [ngram(tunes, groups.size), PPM.short_term(groups.size)]
    return Mixture(joined, learn_weights(joined, groups.valid[which], 1))


def warmed(degree: float) -> Callable[[Rows], Rows]:
    """Return temperature as a function of rows alone."""
    return lambda rows: temperature(rows, degree)


def drawn(model: Model, degree: float, rng: np.random.Generator) -> Samples:
    """Return tunes at a temperature, as many notes as the judges look at."""
    return sample(model, TUNES, rng, warmed(degree), 35)


def shared(judge: Judge, yes: int, rng: np.random.Generator) -> list[float]:
    """Return the share that a judge has, corrected for its errors, with its interval."""
    share = float(true_share(yes / TUNES, *judge.rates))
    return [share, *share_interval(judge, yes, TUNES, rng)]
