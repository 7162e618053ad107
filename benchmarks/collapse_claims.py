"""The rules of `bench collapse`, asked of its figures: see `rules/collapse.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from scipy.stats import binom, binomtest

from benchmarks.cases import Case as Measured
from benchmarks.cases import Figures
from benchmarks.claims import (
    FEWEST,
    OPEN,
    Band,
    Case,
    Cases,
    Figure,
    collapsed,
    fewer,
    less,
    not_collapsed,
    say,
    span,
    varied,
)
from benchmarks.collapse_sets import (
    BEAM,
    BEST,
    DIVERSE,
    FULL,
    LOW,
    MODE,
    RULES,
    SEARCH,
    Bits,
    Decoded,
    People,
    models_of,
    settings,
)
from benchmarks.grounds import ALIKE, APART, GROUNDS, MIDDLE, RETURNS, VENDI

SHARP = (LOW, "top-k 2", "top-p 0.3", "min-p 0.5")
SEARCHES = tuple(setting.name for setting in settings(SEARCH))
DEGREES = tuple(setting.name for setting in settings("temperature"))
TUNED = ("surprise", "entropy", "pooled entropy", VENDI, ALIKE, RETURNS)
SIGNS = ("surprise", "pooled entropy", "distinct-4", "recall")


class Set(NamedTuple):
    """The figures of one set of tunes."""

    rows: dict[str, Figure]
    minor: tuple[int, int]
    middle: tuple[float, ...] = ()


class Results(NamedTuple):
    """What was measured on one ground.

    Parameters
    ----------
    name : str
        The corpus and the view.
    human : dict
        People's band of each measure.
    near : tuple of float
        How far a tenth, and half of people's tunes are from the mean of their features, at most.
    minor : tuple of int
        Training tunes in minor, of how many.
    bits : dict
        Of each model, bits per token on people's tunes, seed by seed.
    sets : dict
        Of each model and setting the sets, seed by seed.
    """

    name: str
    human: dict[str, Band]
    near: tuple[float, float]
    minor: tuple[int, int]
    bits: dict[str, list[float]]
    sets: dict[str, dict[str, list[Set]]]

    def values(self, model: str, setting: str, measure: str) -> list[float]:
        """Return a figure, seed by seed."""
        return [one.rows[measure].value for one in self.sets[model][setting]]

    def told(self, model: str, setting: str, measure: str) -> str:
        """Return a figure in words: the seeds, and how far it lies outside people's band."""
        values = self.values(model, setting, measure)
        digits = 2 if abs(self.human[measure].human) >= 1 else 4 if measure == ALIKE else 3
        mean = float(np.mean(values))
        far = self.human[measure].far(Figure(mean, mean, mean))
        outside = f", {far:+.1f} half-widths" if far else ", within"
        return f"{measure} {span(values, digits)}{outside}"


def results(figures: dict[Measured, Figures]) -> list[Results]:
    """Return what was measured, ground by ground; grounds without people's figures are left out."""
    found = []
    for corpus, view in GROUNDS:
        people = figures.get(People(corpus, view))
        if people is None:
            continue
        human = {name: Band(*map(number, band)) for name, band in people["bands"].items()}
        near, minor = tuple(people["nearness"]), tuple(people["minor"])
        bits: dict[str, list[float]] = {}
        sets: dict[str, dict[str, list[Set]]] = {}
        for name in models_of(corpus, view):
            ours = {
                case: held for case, held in figures.items() if whose(case) == (corpus, view, name)
            }
            bits[name] = [held["bits"] for case, held in ours.items() if isinstance(case, Bits)]
            sets[name] = sets_of([h for case, h in ours.items() if isinstance(case, Decoded)])
        known = {name: one for name, one in sets.items() if one and bits[name]}
        found.append(Results(f"{corpus}, {view}", human, near, minor, bits, known))
    return found


def whose(case: Measured) -> tuple[str, str, str] | None:
    """Return the ground and the model of a case, if it is a model's."""
    if isinstance(case, (Bits, Decoded)):
        return case.corpus, case.view, case.model
    return None


def sets_of(held: Sequence[Figures]) -> dict[str, list[Set]]:
    """Return the sets of a model by setting, seed by seed."""
    found: dict[str, list[Set]] = {}
    for figures in held:
        for setting, one in figures.items():
            rows = {name: Figure(*map(number, row)) for name, row in one["rows"].items()}
            minor, middle = one["minor"], tuple(one.get("middle", ()))
            found.setdefault(setting, []).append(Set(rows, (minor[0], minor[1]), middle))
    return found


def number(value: float | None) -> float:
    """Return a kept figure: null is none."""
    return float("nan") if value is None else value


# Cases


def cases(grounds: Sequence[Results]) -> Cases:
    """Return the cases of all rules."""
    return {rule: [case for one in grounds for case in ask(one)] for rule, ask in ASKED.items()}


def decoded(
    one: Results,
    ways: Sequence[str],
    ask: Callable[[Set], int],
    measures: Sequence[str] = (VENDI, ALIKE),
) -> list[Case]:
    """Ask a question of the sets of each model, decoded in some ways."""
    found = []
    for model, sets in one.sets.items():
        for way in ways:
            if way in sets:
                words = "; ".join(one.told(model, way, measure) for measure in measures)
                name = f"{one.name}: {model}, {way}"
                found.append(Case(name, tuple(map(ask, sets[way])), words))
    return found


def of_collapse(one: Results, ways: Sequence[str]) -> list[Case]:
    """Ask whether sets have collapsed."""
    sure = not set(ways) & set(SEARCHES)
    return decoded(
        one,
        ways,
        lambda s: say(collapsed(s.rows, one.human, sure), not_collapsed(s.rows, one.human)),
    )


def of_diverse(one: Results) -> list[Case]:
    """Ask whether a diverse beam is as varied as people's tunes."""

    def ask(s: Set) -> int:
        again = one.human[RETURNS].above(s.rows[RETURNS], sure=False)
        return say(
            varied(s.rows, one.human) and not again,
            collapsed(s.rows, one.human, sure=False) or again,
        )

    return decoded(one, [DIVERSE], ask, (VENDI, ALIKE, RETURNS))


def of_varied(one: Results) -> list[Case]:
    """Ask whether samples are as varied as people's tunes, and no noise."""

    def ask(s: Set) -> int:
        against = collapsed(s.rows, one.human) or one.human[RETURNS].below(s.rows[RETURNS])
        return say(varied(s.rows, one.human), against)

    return decoded(one, [FULL], ask, (VENDI, ALIKE, RETURNS))


def of_band(one: Results, way: str, measure: str, side: str) -> list[Case]:
    """Ask whether a measure is below or above people's band; against it speaks its figure alone."""
    band = one.human[measure]
    beyond = band.below if side == "below" else band.above
    return decoded(
        one,
        [way],
        lambda s: say(beyond(s.rows[measure]), not beyond(s.rows[measure], sure=False)),
        [measure],
    )


def of_mode(one: Results) -> list[Case]:
    """Ask how near modes are to the mean of people's features."""
    near, half = one.near
    asked = decoded(
        one,
        [MODE],
        lambda s: say(s.rows[MIDDLE].value < near, s.rows[MIDDLE].value > half),
        [MIDDLE],
    )
    words = f"; a tenth of people's tunes below {near:.3f}, half below {half:.3f}"
    return [case._replace(figures=case.figures + words) for case in asked]


def pairwise(
    one: Results, low: str, ask: Callable[[Set, Set], int], measures: Sequence[str]
) -> list[Case]:
    """Ask a question of each model's sets at a lower temperature, and at 1."""
    found = []
    for model, sets in one.sets.items():
        if {low, FULL} <= sets.keys():
            both = zip(sets[low], sets[FULL], strict=False)
            words = "; ".join(
                f"{measure} {span(one.values(model, low, measure), 3)} at {low.split()[1]}, "
                f"{span(one.values(model, FULL, measure), 3)} at 1"
                for measure in measures
            )
            found.append(Case(f"{one.name}: {model}", tuple(ask(*pair) for pair in both), words))
    return found


def of_towards(one: Results) -> list[Case]:
    """Ask whether means of features come nearer to people's."""

    def ask(low: Set, full: Set) -> int:
        return say(less(low.rows[APART], full.rows[APART]), less(full.rows[APART], low.rows[APART]))

    return pairwise(one, LOW, ask, [APART])


def of_precision(one: Results) -> list[Case]:
    """Ask whether precision does not fall while recall does."""

    def ask(low: Set, full: Set) -> int:
        falls = less(low.rows["precision"], full.rows["precision"])
        recall = low.rows["recall"], full.rows["recall"]
        return say(less(*recall) and not falls, recall[0].value >= recall[1].value or falls)

    return pairwise(one, "temperature 0.6", ask, ["precision", "recall"])


def of_one_another(one: Results) -> list[Case]:
    """Ask whether the means of features of two models come nearer to each other."""
    found = []
    for pair in combinations([name for name in one.sets if both_ends(one, name)], 2):
        low, full = (middles_apart(one, pair, setting) for setting in (LOW, FULL))
        noise = max(between_seeds(one, name) for name in pair)
        says = tuple(say(a < b - noise, a > b + noise) for a, b in zip(low, full, strict=False))
        words = f"{span(low, 3)} at 0.4, {span(full, 3)} at 1; seeds {noise:.3f}"
        found.append(Case(f"{one.name}: {pair[0]} and {pair[1]}", says, words))
    return found


def both_ends(one: Results, model: str) -> bool:
    """Tell whether a model was sampled at both temperatures."""
    return {LOW, FULL} <= one.sets[model].keys()


def middles_apart(one: Results, pair: tuple[str, str], setting: str) -> list[float]:
    """Return how far two models' means of features are apart, seed by seed."""
    both = zip(*(one.sets[model][setting] for model in pair), strict=False)
    return [float(np.linalg.norm(np.subtract(a.middle, b.middle))) for a, b in both]


def between_seeds(one: Results, model: str) -> float:
    """Return how far two seeds of one model are apart at temperature 1, in the mean."""
    middles = [np.array(kept.middle) for kept in one.sets[model][FULL]]
    apart = [float(np.linalg.norm(a - b)) for a, b in combinations(middles, 2)]
    return float(np.mean(apart)) if apart else 0.0


def pooled(sets: Sequence[Set]) -> tuple[int, int]:
    """Return the tunes in minor of all seeds, and of how many."""
    return sum(one.minor[0] for one in sets), sum(one.minor[1] for one in sets)


def of_rarer(one: Results) -> list[Case]:
    """Ask whether tunes in minor grow fewer."""
    found = []
    for model, sets in one.sets.items():
        if both_ends(one, model):
            low, full = pooled(sets[LOW]), pooled(sets[FULL])
            says = say(fewer(*low, *full), fewer(*full, *low))
            words = f"{low[0]} of {low[1]} at 0.4, {full[0]} of {full[1]} at 1"
            found.append(Case(f"{one.name}: {model}", (says,), words))
    return found


def of_rare_lost(one: Results) -> list[Case]:
    """Ask whether tunes in minor are fewer at temperature 1 than in training."""
    found = []
    for model, sets in one.sets.items():
        few, of = pooled(sets[FULL]) if FULL in sets else (0, 0)
        if of:
            share = one.minor[0] / one.minor[1]
            ends = binomtest(few, of).proportion_ci(method="wilson")
            enough = share * of >= FEWEST
            says = say(fewer(few, of, *one.minor), enough and ends.low <= share <= ends.high)
            words = f"{few / of:.3f} ({ends.low:.3f} to {ends.high:.3f}); in training {share:.3f}"
            found.append(Case(f"{one.name}: {model}", (says,), words))
    return found


def of_predictor(one: Results) -> list[Case]:
    """Ask whether the better of two predictors is nearer to people by two kinds of measure."""
    names = sorted((n for n in one.sets if FULL in one.sets[n]), key=lambda n: np.mean(one.bits[n]))
    human, found = one.human[RETURNS].human, []

    def nearer(a: Figure, b: Figure) -> bool:
        return abs(a.value - human) < abs(b.value - human) and (less(a, b) or less(b, a))

    for better, worse in combinations(names, 2):
        says = []
        for a, b in zip(one.sets[better][FULL], one.sets[worse][FULL], strict=False):
            told = a.rows["told apart"], b.rows["told apart"]
            back = a.rows[RETURNS], b.rows[RETURNS]
            wins = less(*told) and nearer(*back)
            says.append(say(wins, less(told[1], told[0]) and nearer(back[1], back[0])))
        words = "; ".join(
            f"{measure} {span(one.values(better, FULL, measure), 3)} and "
            f"{span(one.values(worse, FULL, measure), 3)}"
            for measure in ("told apart", RETURNS)
        )
        found.append(Case(f"{one.name}: {better} before {worse}", tuple(says), words))
    return found


def of_signs(one: Results, measures: Sequence[str]) -> list[Case]:
    """Ask whether measures are below people's band in sets that have collapsed."""
    found = []
    for model in one.sets:
        by_seed = [*seeds_of(one, model)]
        for measure in measures:
            narrow = [s.rows[measure] for sets in by_seed for _, s in sets if is_narrow(s, one)]
            if not narrow:
                continue
            band = one.human[measure]
            below = sum(band.below(figure, sure=False) for figure in narrow)
            says = tuple(sign_of(sets, one, band, measure) for sets in by_seed)
            words = f"below people's band in {below} of {len(narrow)} collapsed sets"
            found.append(Case(f"{one.name}: {model}, {measure}", says, words))
    return found


def sign_of(sets: Sequence[tuple[str, Set]], one: Results, band: Band, measure: str) -> int:
    """Return what one seed says of a sign of collapse."""
    narrow = [(name, s.rows[measure]) for name, s in sets if is_narrow(s, one)]
    if not narrow:
        return OPEN
    sure = all(band.below(figure, name not in SEARCHES) for name, figure in narrow)
    return say(sure, any(not band.below(figure, sure=False) for _, figure in narrow))


def is_narrow(s: Set, one: Results) -> bool:
    """Tell whether a set has collapsed."""
    return collapsed(s.rows, one.human)


def seeds_of(one: Results, model: str) -> Iterator[list[tuple[str, Set]]]:
    """Go through the seeds of a model: of each all sets of many tunes; a search counts for all."""
    sets = {name: kept for name, kept in one.sets[model].items() if name != MODE}
    for seed in range(max(map(len, sets.values()), default=0)):
        yield [(name, kept[min(seed, len(kept) - 1)]) for name, kept in sets.items()]


def over_all(
    one: Results, ask: Callable[[list[tuple[str, Set]]], tuple[int, float]], words: str, digits: int
) -> list[Case]:
    """Ask a question of all sets of each model together, with a figure of each seed."""
    found = []
    for model in one.sets:
        said = [ask(sets) for sets in seeds_of(one, model)]
        figures = f"{words} {span([figure for _, figure in said], digits)}"
        found.append(Case(f"{one.name}: {model}", tuple(says for says, _ in said), figures))
    return found


def of_unique(one: Results) -> list[Case]:
    """Ask whether sets of different tunes are diverse."""

    def ask(sets: list[tuple[str, Set]]) -> tuple[int, float]:
        unique = [s for _, s in sets if s.rows["different tunes"].value >= 0.95]
        narrow = [is_narrow(s, one) for s in unique]
        fine = all(not_collapsed(s.rows, one.human) for s in unique)
        return say(fine, any(narrow)), float(sum(narrow))

    return over_all(one, ask, "collapsed sets of different tunes:", 0)


def of_temperature(one: Results) -> list[Case]:
    """Ask whether one temperature is right for all measures."""

    def ask(sets: list[tuple[str, Set]]) -> tuple[int, float]:
        right = [sum(within(one, s, name) for name in TUNED) for n, s in sets if n in DEGREES]
        most = max(right, default=0)
        return say(most == len(TUNED), most < len(TUNED)), float(most)

    return over_all(one, ask, f"of {len(TUNED)} measures, in the band at one temperature:", 0)


def within(one: Results, s: Set, measure: str) -> bool:
    """Tell whether a figure lies in people's band."""
    return not one.human[measure].far(s.rows[measure])


def of_match(one: Results) -> list[Case]:
    """Ask whether some set matches people on every measure, as far as chance allows."""
    allowed = int(binom.ppf(0.95, len(one.human), 0.05))

    def ask(sets: list[tuple[str, Set]]) -> tuple[int, float]:
        fewest = min(sum(not within(one, s, name) for name in one.human) for _, s in sets)
        return say(fewest <= allowed, fewest > allowed), float(fewest)

    return over_all(one, ask, f"fewest of {len(one.human)} outside (chance: {allowed}):", 0)


def of_reader(one: Results) -> list[Case]:
    """Ask whether a linear reader tells every set from people's tunes."""
    band = one.human["told apart"]

    def ask(sets: list[tuple[str, Set]]) -> tuple[int, float]:
        areas = [(name, s.rows["told apart"]) for name, s in sets]
        every = all(band.above(area, name not in SEARCHES) for name, area in areas)
        some = any(not band.above(area, sure=False) for _, area in areas)
        return say(every, some), min(area.value for _, area in areas)

    return over_all(one, ask, f"chance reaches {band.high:.2f}; the least area is", 2)


def of_tail(one: Results) -> list[Case]:
    """Ask whether a cut is as varied as temperature where it is as surprising."""
    found = []
    for model in one.sets:
        for family in (name for name in RULES if name != "temperature"):
            said = [tail_of(dict(sets), family) for sets in seeds_of(one, model)]
            if said and all(ratios for _, ratios in said):
                ratios = [float(np.mean(some)) for _, some in said]
                words = f"Vendi score {span(ratios)} times that of temperature"
                name = f"{one.name}: {model}, {family}"
                found.append(Case(name, tuple(says for says, _ in said), words))
    return found


def tail_of(sets: dict[str, Set], family: str) -> tuple[int, list[float]]:
    """Return what one seed says of a family of cuts, and ratios of Vendi scores."""
    warm = sorted((sets[name] for name in DEGREES if name in sets), key=surprise_of)
    bits = [surprise_of(s) for s in warm]
    held, missed, ratios = True, False, []
    for s in (s for name, s in sets.items() if name.rpartition(" ")[0] == family):
        if not bits or not bits[0] <= surprise_of(s) <= bits[-1]:
            continue
        vendi, alike = s.rows[VENDI], s.rows[ALIKE]
        usual = [
            float(np.interp(surprise_of(s), bits, [w.rows[name].value for w in warm]))
            for name in (VENDI, ALIKE)
        ]
        ratios.append(vendi.value / usual[0])
        held &= vendi.low <= usual[0] <= vendi.high and alike.low <= usual[1] <= alike.high
        narrower = vendi.high < usual[0] and alike.low > usual[1]
        missed |= narrower or (vendi.low > usual[0] and alike.high < usual[1])
    return say(held, missed), ratios


def surprise_of(s: Set) -> float:
    """Return the judge's surprise at a set."""
    return s.rows["surprise"].value


ASKED: dict[str, Callable[[Results], list[Case]]] = {
    "search": lambda one: of_collapse(one, (BEAM, BEST)),
    "sharp": lambda one: of_collapse(one, SHARP),
    "likeliest": lambda one: of_collapse(one, ("likeliest of 16",)),
    "diverse": of_diverse,
    "sampled-collapse": lambda one: of_collapse(one, (FULL,)),
    "sampled-varied": of_varied,
    "form": lambda one: of_band(one, FULL, RETURNS, "below"),
    "mode": of_mode,
    "towards": of_towards,
    "each": lambda one: of_band(one, LOW, MIDDLE, "below"),
    "one-another": of_one_another,
    "rarer": of_rarer,
    "rare-lost": of_rare_lost,
    "copies": lambda one: of_band(one, LOW, "8-grams copied", "above"),
    "predictor": of_predictor,
    "entropy": lambda one: of_signs(one, ("entropy",)),
    "signs": lambda one: of_signs(one, SIGNS),
    "unique": of_unique,
    "precision": of_precision,
    "right-temperature": of_temperature,
    "match": of_match,
    "reader": of_reader,
    "tail": of_tail,
}
"""How each rule is asked on a ground."""
