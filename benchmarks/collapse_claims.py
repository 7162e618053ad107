"""The slogan "AI music converges on the average", claim by claim, with a rule for each.

A claim is decided by cases, such as one for each model. It holds if every case holds with every
seed, fails if none does with any, and depends otherwise, though it may mostly hold or fail.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.collapse_sets import (
    BEAM,
    BEST,
    DEGREES,
    DIVERSE,
    GREEDY,
    MODE,
    RULES,
    SECOND,
    Set,
)

Values = NDArray[np.float64]

LOW, FULL = "temperature 0.4", "temperature 1"
SHARP = (LOW, "top-k 2", "top-p 0.3", "min-p 0.5")
VENDI = "Vendi score"

TUNED = ("surprise", SECOND, "entropy", "distinct-4", "4-grams repeated", VENDI)
"""Measures that all move with temperature: each has one that is nearest to people."""

CHANCE = 2
"""Measures of a set that may lie outside the human band by chance: of 17 that had nothing to do
with each other, two or fewer would, 95 times of 100."""


class Results(NamedTuple):
    """All that was measured.

    Parameters
    ----------
    human : dict
        Of each measure: people's figure, the band's ends, and shuffled tunes' figure.
    bits : dict
        Of each model, bits per token on the human tunes, seed by seed.
    sets : dict
        Of each model and setting, the figures of its sets, seed by seed.
    """

    human: dict[str, tuple[float, ...]]
    bits: dict[str, list[float]]
    sets: dict[str, dict[str, list[Set]]]

    @property
    def models(self) -> list[str]:
        """The names of the models."""
        return list(self.sets)

    def has(self, model: str, setting: str) -> bool:
        """Tell whether there are such sets: not every model can be searched exactly."""
        return bool(self.sets[model].get(setting, [Set({}, [])])[0].rows)

    def values(self, model: str, setting: str, measure: str) -> Values:
        """Return a figure, seed by seed."""
        return np.array([kept.rows[measure][0] for kept in self.sets[model][setting]])

    def middles(self, model: str, setting: str) -> Values:
        """Return the mean of features, seed by seed: shape (seeds, columns)."""
        return np.array([kept.middle for kept in self.sets[model][setting]])

    def outside(self, model: str, setting: str) -> NDArray[np.int64]:
        """Return how many measures lie outside the human band, seed by seed."""
        found = []
        for measure, (_, low, high, _) in self.human.items():
            values = self.values(model, setting, measure)
            found.append((values < low) | (values > high))
        return np.asarray(np.sum(found, axis=0))

    def degrees(self, model: str) -> list[float]:
        """Return the temperatures that were measured."""
        return [degree for degree in DEGREES if self.has(model, f"temperature {degree:g}")]

    def path(self, model: str, measure: str) -> Values:
        """Return a measure along the temperatures: shape (temperatures, seeds)."""
        names = [f"temperature {degree:g}" for degree in self.degrees(model)]
        return np.array([self.values(model, name, measure) for name in names])

    def measured(self, model: str) -> list[str]:
        """Return the settings of a model that gave a set."""
        return [setting for setting in self.sets[model] if self.has(model, setting)]

    def narrow(self, model: str) -> list[str]:
        """Return the settings whose sets are less than half as diverse as people's tunes."""
        half = self.human[VENDI][0] / 2
        return [
            setting
            for setting in self.measured(model)
            if (self.values(model, setting, VENDI) < half).all()
        ]


class Case(NamedTuple):
    """What decides a claim: for each seed whether it holds there, and the figures."""

    name: str
    held: NDArray[np.bool_]
    figures: str


class Claim(NamedTuple):
    """A part of the slogan.

    Parameters
    ----------
    words : str
        The claim.
    rule : str
        When a case of it holds.
    expected : str
        The verdict of a first prototype: "holds", "fails"; "open" where it had none.
    cases : function of Results to list of Case
    """

    words: str
    rule: str
    expected: str
    cases: Callable[[Results], list[Case]]


def verdict(cases: Sequence[Case]) -> str:
    """Return what the cases say together: "mostly" from nine tenths of them, each seed counted.

    Examples
    --------
    >>> yes, no = (Case("", np.array([held, held]), "") for held in (True, False))
    >>> verdict([yes, yes]), verdict([no, no]), verdict([yes, no])
    ('holds', 'fails', 'depends')
    >>> verdict([yes] * 9 + [no]), verdict([yes] + [no] * 9)
    ('mostly holds', 'mostly fails')
    """
    share = float(np.concatenate([case.held for case in cases]).mean())
    if 0.1 < share < 0.9:
        return "depends"
    word = "holds" if share > 0.5 else "fails"
    return word if share in (0, 1) else f"mostly {word}"


def score(cases: Sequence[Case]) -> str:
    """Return in how many cases a claim holds with every seed.

    Examples
    --------
    >>> score([Case("", np.array([True, True]), ""), Case("", np.array([True, False]), "")])
    '1 of 2'
    """
    return f"{sum(bool(case.held.all()) for case in cases)} of {len(cases)}"


def figure(values: NDArray[Any], digits: int = 2) -> str:
    """Return the mean over seeds, with the lowest and the highest where they differ.

    Examples
    --------
    >>> figure(np.array([1.0, 2.0])), figure(np.array([1.0, 1.0]))
    ('1.50 (1.00 to 2.00)', '1.00')
    """
    mean, low, high = (
        f"{value:.{digits}f}" for value in (values.mean(), values.min(), values.max())
    )
    return mean if low == high else f"{mean} ({low} to {high})"


def plain(measure: str) -> str:
    """Return a measure's name so that it can stand in a list.

    Examples
    --------
    >>> plain("surprise, LSTM judge")
    'surprise (LSTM judge)'
    """
    name, _, more = measure.partition(", ")
    return f"{name} ({more})" if more else name


# What the rules ask


def collapsed(results: Results, model: str, setting: str) -> Case:
    """Ask whether a set is less than half as diverse as people's tunes."""
    values = results.values(model, setting, VENDI)
    half = results.human[VENDI][0] / 2
    return Case(f"{model}, {setting}", values < half, f"Vendi score {figure(values, 1)}")


def below(results: Results, model: str, setting: str, measure: str) -> Case:
    """Ask whether a measure is below the human band."""
    values = results.values(model, setting, measure)
    return Case(f"{model}, {measure}", values < results.human[measure][1], figure(values))


def not_below(results: Results, model: str, setting: str, measure: str) -> Case:
    """Ask whether a measure is within the human band or above it."""
    case = below(results, model, setting, measure)
    return case._replace(held=~case.held)


def falls(results: Results, model: str, measure: str, to: str = LOW) -> Case:
    """Ask whether a measure is lower at a low temperature than at 1."""
    full, low = results.values(model, FULL, measure), results.values(model, to, measure)
    return Case(
        f"{model}, {measure}", low < full, f"{figure(full)} at 1, {figure(low)} at {to[12:]}"
    )


def of_search(results: Results) -> list[Case]:
    """Ask about sets of the most probable tunes."""
    ways = [(model, way) for model in results.models for way in (BEAM, BEST)]
    return [collapsed(results, model, way) for model, way in ways if results.has(model, way)]


def of_sharp(results: Results) -> list[Case]:
    """Ask about low temperature and heavy cuts."""
    return [collapsed(results, model, way) for model in results.models for way in SHARP]


def of_mode(results: Results) -> list[Case]:
    """Ask how far modes are from the middle of people's tunes, and how far their tunes are."""
    human, cases = results.human["from the middle"][0], []
    for model in results.models:
        values = results.values(model, MODE, "from the middle")
        words = f"{figure(values)}; people's tunes {human:.2f}"
        cases.append(Case(model, values < human, words))
    return cases


def of_each_tune(results: Results) -> list[Case]:
    """Ask how far single tunes are from the middle of people's tunes."""
    return [below(results, model, LOW, "from the middle") for model in results.models]


def of_pairs(results: Results) -> list[Case]:
    """Ask how far the middles of two models' tunes are apart."""

    def between(pair: tuple[str, str], setting: str) -> Values:
        one, two = (results.middles(model, setting) for model in pair)
        return np.asarray(np.linalg.norm(one - two, axis=1))

    cases = []
    for pair in combinations(results.models, 2):
        full, low = between(pair, FULL), between(pair, LOW)
        words = f"{figure(full)} at 1, {figure(low)} at 0.4"
        cases.append(Case(" and ".join(pair), low < full, words))
    return cases


def of_greedy(results: Results) -> list[Case]:
    """Ask whether two models' greedy tunes are the same: they have the same features then."""
    cases = []
    for one, two in combinations(results.models, 2):
        off = results.middles(one, GREEDY) - results.middles(two, GREEDY)
        far = np.linalg.norm(off, axis=1)
        cases.append(Case(f"{one} and {two}", far < 1e-3, f"{figure(far)} apart"))
    return cases


def of_predictors(results: Results) -> list[Case]:
    """Ask whether the best predictor is nearest to people: three measures, at temperature 1."""
    best = min(results.models, key=lambda model: float(np.mean(results.bits[model])))
    cases = []
    for measure in ("told apart", "recall", "4-grams repeated"):
        human = results.human[measure][0]
        off = np.array(
            [abs(results.values(model, FULL, measure) - human) for model in results.models]
        )  # (models, seeds)
        nearest = off.argmin(axis=0)
        names = ", ".join(dict.fromkeys(results.models[place] for place in nearest))
        words = f"the best predictor is the {best}; nearest to people: {names}"
        cases.append(Case(measure, np.equal(nearest, results.models.index(best)), words))
    return cases


def of_entropy(results: Results) -> list[Case]:
    """Ask whether the tunes of collapsed sets have less entropy than people's, model by model."""
    return [in_narrow(results, "entropy", [model])._replace(name=model) for model in results.models]


def of_signs(results: Results) -> list[Case]:
    """Ask which measures are below the human band in all collapsed sets."""
    signs = ("surprise", "pooled entropy", "distinct-4", "recall")
    return [in_narrow(results, measure, results.models) for measure in signs]


def in_narrow(results: Results, measure: str, names: Sequence[str]) -> Case:
    """Ask whether a measure is below the human band in every collapsed set of some models."""
    low = results.human[measure][1]
    found = [
        results.values(model, setting, measure) < low
        for model in names
        for setting in results.narrow(model)
    ]
    seeds = len(results.bits[names[0]])
    less = np.array(found, dtype=bool).reshape(-1, seeds)  # (sets, seeds)
    words = f"{int(less.all(axis=1).sum())} of {len(less)} collapsed settings"
    return Case(measure, np.asarray(less.all(axis=0)), words)


def of_unique(results: Results) -> list[Case]:
    """Ask whether sets without repeated tunes are diverse, model by model."""
    cases, half = [], results.human[VENDI][0] / 2
    for model in results.models:
        names = results.measured(model)
        unique = np.array([results.values(model, n, "different tunes") >= 0.95 for n in names])
        vendi = np.array([results.values(model, name, VENDI) for name in names])
        least = np.where(unique, vendi, np.inf).min(axis=0)
        cases.append(Case(model, least >= half, f"least Vendi score {figure(least, 1)}"))
    return cases


def of_precision(results: Results) -> list[Case]:
    """Ask whether precision rises while recall falls, from temperature 1 to 0.6."""
    cases = []
    for model in results.models:
        recall = falls(results, model, "recall", "temperature 0.6")
        precision = falls(results, model, "precision", "temperature 0.6")
        words = f"precision {precision.figures}; recall {recall.figures}"
        cases.append(Case(model, recall.held & ~precision.held, words))
    return cases


def of_temperature(results: Results) -> list[Case]:
    """Ask whether one temperature is best for all measures, model by model."""
    cases = []
    for model in results.models:
        degrees = np.array(results.degrees(model))
        best = {}
        for measure in TUNED:
            off = abs(results.path(model, measure) - results.human[measure][0])
            best[measure] = degrees[off.argmin(axis=0)]
        spread = np.ptp(np.array(list(best.values())), axis=0)
        words = ", ".join(f"{plain(name)} {np.median(found):g}" for name, found in best.items())
        cases.append(Case(model, spread <= 0.1 + 1e-9, words))
    return cases


def of_match(results: Results) -> list[Case]:
    """Ask whether any setting comes as near to people as chance allows, model by model."""
    cases = []
    for model in results.models:
        names = results.measured(model)
        outside = np.array([results.outside(model, name) for name in names])
        best = names[int(outside.mean(axis=1).argmin())]
        words = f"fewest outside: {figure(outside.min(axis=0), 1)} of {len(results.human)} ({best})"
        cases.append(Case(model, outside.min(axis=0) <= CHANCE, words))
    return cases


def of_reader(results: Results) -> list[Case]:
    """Ask whether a linear reader tells every set of a model from people's tunes."""
    cases, high = [], results.human["told apart"][2]
    for model in results.models:
        names = results.measured(model)
        areas = np.array([results.values(model, name, "told apart") for name in names])
        best = names[int(areas.mean(axis=1).argmin())]
        words = f"least {figure(areas.min(axis=0))} ({best}); chance reaches {high:.2f}"
        cases.append(Case(model, areas.min(axis=0) > high, words))
    return cases


def of_judges(results: Results) -> list[Case]:
    """Ask whether both judges put a model's samples equally far from people."""
    cases = []
    for model in results.models:
        gaps = [
            results.values(model, FULL, judge) - results.human[judge][0]
            for judge in ("surprise", SECOND)
        ]
        words = f"n-gram judge {figure(gaps[0])}, LSTM judge {figure(gaps[1])}"
        cases.append(Case(model, abs(gaps[0] - gaps[1]) <= 0.1, words))
    return cases


def of_families(results: Results) -> list[Case]:
    """Ask whether each way to cut the tail is as diverse as temperature is at equal surprise."""
    cases = []
    for family in [*(name for name in RULES if name != "temperature"), "mirostat"]:
        off = [
            abs(np.log(ratios))
            for model in results.models
            for name in results.measured(model)
            if name.startswith(family)
            for ratios in [beside_temperature(results, model, name)]
        ]  # (sets, seeds)
        mean = np.exp(np.mean(off, axis=0))
        words = f"off by a factor of {figure(mean)} in the mean"
        cases.append(Case(family, mean <= 1.15, words))
    return cases


def beside_temperature(results: Results, model: str, setting: str) -> Values:
    """Return how diverse a set is for each set at the temperature that is as surprising."""
    surprises, vendi = results.path(model, "surprise"), results.path(model, VENDI)
    here, ours = (results.values(model, setting, name) for name in ("surprise", VENDI))
    found = []
    for seed, bits in enumerate(here):
        order = surprises[:, seed].argsort()
        usual = np.interp(bits, surprises[order, seed], vendi[order, seed])
        found.append(ours[seed] / usual)
    return np.array(found)


def of_copies(results: Results) -> list[Case]:
    """Ask whether tunes at a low temperature copy more, and more than people's do."""
    cases, high = [], results.human["8-grams copied"][2]
    for model in results.models:
        full, low = (results.values(model, at, "8-grams copied") for at in (FULL, LOW))
        words = f"{figure(full)} at 1, {figure(low)} at 0.4; people up to {high:.2f}"
        cases.append(Case(model, (low > full) & (low > high), words))
    return cases


def each(ask: Callable[..., Case], *rest: str) -> Callable[[Results], list[Case]]:
    """Return the cases of a question that is asked of each model."""
    return lambda results: [ask(results, model, *rest) for model in results.models]


CLAIMS = (
    Claim(
        "Searching for the most probable tunes gives tunes that are all alike.",
        "The Vendi score of a beam, or of the n most probable tunes, is below half of people's.",
        "holds",
        of_search,
    ),
    Claim(
        "Making a model surer of itself gives tunes that are all alike.",
        "The Vendi score at temperature 0.4, top-k 2, top-p 0.3 or min-p 0.5 is below half of "
        "people's.",
        "holds",
        of_sharp,
    ),
    Claim(
        "Choosing the likeliest of 16 samples gives tunes that are all alike.",
        "The Vendi score is below half of people's.",
        "holds",
        each(collapsed, "likeliest of 16"),
    ),
    Claim(
        "A diverse beam, which pays for repetition, gives tunes as varied as people's.",
        "Its Vendi score is not below the human band.",
        "open",
        each(not_below, DIVERSE, VENDI),
    ),
    Claim(
        "Sampling from the model as it is gives tunes that are all alike.",
        "The Vendi score at temperature 1 is below half of people's.",
        "fails",
        each(collapsed, FULL),
    ),
    Claim(
        "Sampling from the model as it is gives tunes as varied as people's.",
        "At temperature 1, Vendi score, recall or distinct-4 is not below the human band.",
        "holds",
        lambda results: [
            not_below(results, model, FULL, measure)
            for model in results.models
            for measure in (VENDI, "recall", "distinct-4")
        ],
    ),
    Claim(
        "Such samples lack form.",
        "At temperature 1, fewer 4-grams return within a tune than in the human band.",
        "holds",
        each(below, FULL, "4-grams repeated"),
    ),
    Claim(
        "The most probable tune is the average tune.",
        "It lies nearer to the mean of people's features than their own tunes do on average.",
        "fails",
        of_mode,
    ),
    Claim(
        "A surer model moves towards the average of people's tunes.",
        "The mean of features is nearer to people's at temperature 0.4 than at 1.",
        "open",
        each(falls, "middles apart"),
    ),
    Claim(
        "With a surer model, each single tune is more average than people's are.",
        "At temperature 0.4 the distance from the mean of people's features is below the human "
        "band.",
        "open",
        of_each_tune,
    ),
    Claim(
        "Surer models grow like one another.",
        "The means of features of two models are nearer at temperature 0.4 than at 1.",
        "open",
        of_pairs,
    ),
    Claim(
        "At the limit, where they are surest of all, they are one.",
        "By greedy search, two models give the same tune.",
        "open",
        of_greedy,
    ),
    Claim(
        "A surer model makes what is rare rarer.",
        "Fewer tunes are in minor at temperature 0.4 than at 1.",
        "holds",
        each(falls, "minor"),
    ),
    Claim(
        "Sampling as it is already loses what is rare.",
        "At temperature 1 fewer tunes are in minor than in the human band.",
        "holds",
        each(below, FULL, "minor"),
    ),
    Claim(
        "A surer model copies more than people do.",
        "At temperature 0.4 more 8-grams are copied from the training tunes than at 1, and than in "
        "the human band.",
        "open",
        of_copies,
    ),
    Claim(
        "The better predictor composes better.",
        "At temperature 1 the best predictor is nearest to people, by the linear reader, recall or "
        "repetition.",
        "fails",
        of_predictors,
    ),
    Claim(
        "Collapse shows as less entropy in each tune.",
        "In every set with less than half of people's Vendi score, entropy is below the human "
        "band.",
        "fails",
        of_entropy,
    ),
    Claim(
        "Collapse shows as low surprise, low pooled entropy, few distinct 4-grams, low recall.",
        "In every set with less than half of people's Vendi score, the measure is below the human "
        "band.",
        "holds",
        of_signs,
    ),
    Claim(
        "A set of different tunes is a diverse set.",
        "No set with 95 % different tunes or more has less than half of people's Vendi score.",
        "fails",
        of_unique,
    ),
    Claim(
        "Precision rises while recall falls.",
        "From temperature 1 to 0.6, precision does not fall, and recall does.",
        "holds",
        of_precision,
    ),
    Claim(
        "There is one right temperature.",
        f"The temperatures nearest to people by {', '.join(map(plain, TUNED))} are at most 0.1 "
        "apart.",
        "fails",
        of_temperature,
    ),
    Claim(
        "Some setting matches people on every measure.",
        f"At most {CHANCE} measures lie outside the human band, which chance allows.",
        "fails",
        of_match,
    ),
    Claim(
        "A linear reader always tells the tunes from people's.",
        "In every set its area under the curve is above the human band.",
        "holds",
        of_reader,
    ),
    Claim(
        "It does not matter who judges.",
        "At temperature 1 two judges put the tunes equally far from people's, within 0.1 bits.",
        "fails",
        of_judges,
    ),
    Claim(
        "It does not matter how the tail is cut.",
        "At equal surprise, the Vendi score is that of temperature within a factor of 1.15 in the "
        "mean over models and settings.",
        "open",
        of_families,
    ),
)
"""The claims, in the order of the table."""
