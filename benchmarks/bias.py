"""`course.py bench bias`: what becomes of a minority's share, by two judges.

Shares that were learned against shares that come out, at falling temperatures; how well each group
is predicted; and whether drawing the style first keeps its share. Lesson 10.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.bias_sets import (
    DEGREES,
    EIGHTH,
    GROUPINGS,
    SHARES,
    TUNES,
    Curve,
    Predicted,
    StyleFirst,
    cases,
)
from benchmarks.bias_sets import MODELS as KINDS
from benchmarks.cases import Case as Measured
from benchmarks.cases import Figures
from benchmarks.claims import Case, Cases, Figure, less, say, span, table
from benchmarks.pages import Bench, run

JUDGES = ("a classifier", "two experts")

Found = dict[Measured, Figures]
Shares = list[Figure]
"""A share as each judge has it."""


def main(arguments: list[str]) -> int:
    """Measure what is missing, write the page; return 1 if a case went wrong, else 0."""
    return run(BENCH, arguments, __doc__)


def ask(found: Found) -> Cases:
    """Return the cases of all rules."""
    curves = {
        (grouping, model): [
            held
            for case, held in found.items()
            if isinstance(case, Curve) and (case.grouping, case.model) == (grouping, model)
        ]
        for grouping in GROUPINGS
        for model in KINDS
    }
    curves = {pair: held for pair, held in curves.items() if held}
    made: Cases = {
        "loses": [of_loss(pair, held) for pair, held in curves.items()],
        "rarer": [of_rarer(pair, held) for pair, held in curves.items()],
        "majority": [of_majority(pair, held) for pair, held in curves.items()],
        "law": [of_law(p, h, t) for p, h in curves.items() for t in (1.0, 0.8, 0.6)],
        "steeper": [of_steeper(pair, held) for pair, held in curves.items()],
        "harder": [],
        "repeated": [],
        "style-first": [],
    }
    for grouping in GROUPINGS:
        mine = {c: h for c, h in found.items() if grouping in c.fields.values()}
        bits = [held for case, held in mine.items() if isinstance(case, Predicted)]
        first = [held for case, held in mine.items() if isinstance(case, StyleFirst)]
        if bits:
            made["harder"].append(of_harder(grouping, bits))
            made["repeated"].append(of_repeated(grouping, bits))
        if first:
            made["style-first"] += [of_style_first(grouping, first, t) for t in (1.0, 0.6, 0.4)]
    return made


def shares(held: Figures, degree: float, share: float) -> Shares:
    """Return the share that comes out, as both judges have it."""
    place = SHARES.index(share)
    return [Figure(*held[judge]["shares"][f"{degree:g}"][place]) for judge in JUDGES]


def slopes(held: Figures, degree: float) -> Shares:
    """Return the slope of log odds, as both judges have it."""
    lines = [held[judge]["lines"][f"{degree:g}"] for judge in JUDGES]
    return [Figure(slope, low, high) for low, high, slope, _ in lines]


def words(of_seeds: Sequence[Shares], digits: int = 3) -> str:
    """Return what the judges say, seeds together."""
    by_judge = zip(JUDGES, zip(*of_seeds, strict=True), strict=True)
    return "; ".join(
        f"{judge} {span([one.value for one in said], digits)}" for judge, said in by_judge
    )


def named(pair: tuple[str, str]) -> str:
    """Return the name of a case."""
    return f"{pair[0]}: {pair[1]}"


def of_loss(pair: tuple[str, str], held: Sequence[Figures]) -> Case:
    """Ask whether sampling as it is loses the minority."""
    said = [shares(one, 1.0, EIGHTH) for one in held]
    says = tuple(
        say(all(s.high < EIGHTH for s in one), all(s.low <= EIGHTH for s in one) and not_below(one))
        for one in said
    )
    return Case(named(pair), says, f"of {EIGHTH}: {words(said)}")


def not_below(one: Shares) -> bool:
    """Tell whether an eighth is within, or below, both intervals."""
    return all(s.high >= EIGHTH for s in one)


def of_rarer(pair: tuple[str, str], held: Sequence[Figures]) -> Case:
    """Ask whether sharpening makes the minority rarer."""
    full, low = ([shares(one, t, EIGHTH) for one in held] for t in (1.0, 0.6))
    says = []
    for before, after in zip(full, low, strict=True):
        both = list(zip(after, before, strict=True))
        says.append(say(all(less(*two) for two in both), all(a.value >= b.value for a, b in both)))
    return Case(named(pair), tuple(says), f"at 1: {words(full)}; at 0.6: {words(low)}")


def of_majority(pair: tuple[str, str], held: Sequence[Figures]) -> Case:
    """Ask whether equal shares stay equal when sharpened."""
    said = [shares(one, 0.4, 0.5) for one in held]
    says = []
    for one in said:
        off = all(s.high < 0.5 for s in one) or all(s.low > 0.5 for s in one)
        says.append(say(all(s.low <= 0.5 <= s.high for s in one), off))
    return Case(named(pair), tuple(says), f"of 0.5, at 0.4: {words(said)}")


def of_law(pair: tuple[str, str], held: Sequence[Figures], degree: float) -> Case:
    """Ask whether odds are raised to the power of 1/T."""
    said, power = [slopes(one, degree) for one in held], 1 / degree
    says = []
    for one in said:
        off = all(s.high < power for s in one) or all(s.low > power for s in one)
        says.append(say(all(s.low <= power <= s.high for s in one), off))
    name = f"{named(pair)}, T = {degree:g}"
    return Case(name, tuple(says), f"slope, 1/T being {power:.2f}: {words(said, 2)}")


def of_steeper(pair: tuple[str, str], held: Sequence[Figures]) -> Case:
    """Ask whether the slope grows."""
    full, low = ([slopes(one, t) for one in held] for t in (1.0, 0.6))
    says = []
    for before, after in zip(full, low, strict=True):
        both = list(zip(before, after, strict=True))
        says.append(say(all(less(*two) for two in both), all(b.value <= a.value for a, b in both)))
    return Case(named(pair), tuple(says), f"at 1: {words(full, 2)}; at 0.6: {words(low, 2)}")


def of_harder(grouping: str, held: Sequence[Figures]) -> Case:
    """Ask whether the minority is harder to predict by a model of its own."""
    pairs = [
        (Figure(*one["own, majority"]["majority"]), Figure(*one["own, minority"]["minority"]))
        for one in held
    ]
    says = tuple(say(less(most, few), few.value <= most.value) for most, few in pairs)
    bits = [span([pair[which].value for pair in pairs], 3) for which in (1, 0)]
    return Case(grouping, says, f"minority {bits[0]}, majority {bits[1]} bits a note")


def of_repeated(grouping: str, held: Sequence[Figures]) -> Case:
    """Ask how much of the gap repeating closes."""
    closed = []
    for one in held:
        mixed, again, best = (one[name]["minority"][0] for name in ("mixed", "repeated", "experts"))
        closed.append((mixed - again) / (mixed - best))
    says = tuple(say(share > 0.5, share < 0.5) for share in closed)
    return Case(grouping, says, f"closes {span(closed)} of the gap")


def of_style_first(grouping: str, held: Sequence[Figures], degree: float) -> Case:
    """Ask whether the share holds where the style is drawn first."""
    said = [[Figure(*one[judge][f"{degree:g}"]) for judge in JUDGES] for one in held]
    says = []
    for one in said:
        off = all(s.high < EIGHTH for s in one) or all(s.low > EIGHTH for s in one)
        says.append(say(all(s.low <= EIGHTH <= s.high for s in one), off))
    return Case(f"{grouping}, T = {degree:g}", tuple(says), f"of {EIGHTH}: {words(said)}")


def parts(found: Found) -> list[str]:
    """Return the tables of shares and of bits."""
    made = ["## Shares that come out"]
    for grouping in GROUPINGS:
        for model in KINDS:
            held = [
                figures
                for case, figures in found.items()
                if isinstance(case, Curve) and (case.grouping, case.model) == (grouping, model)
            ]
            rows = [
                [f"{degree:g}", *(words([shares(one, degree, s) for one in held]) for s in SHARES)]
                for degree in DEGREES
                if held
            ]
            heads = ["T", *(f"of {share:g}" for share in SHARES)]
            made.append(f"### {grouping}, {model}\n\n{table(heads, rows)}")
    return [*made, "## Bits a note", bits_table(found)]


def bits_table(found: Found) -> str:
    """Return the bits of each model on each group."""
    rows = []
    for grouping in GROUPINGS:
        held = [h for c, h in found.items() if isinstance(c, Predicted) and c.grouping == grouping]
        for model in held[0] if held else ():
            cells = [span([one[model][g][0] for one in held], 3) for g in ("majority", "minority")]
            rows.append([f"{grouping}: {model}", *cells])
    return table(["model", "majority", "minority"], rows)


BENCH = Bench(
    "bias",
    "Whose average?",
    "What becomes of a group's share: Chinese tunes in `folk` (degrees; degrees with "
    f"durations), and tunes in minor in `irish` (degrees). Of each model and temperature {TUNES} "
    "tunes of at most 35 notes are judged by two judges of different kinds, a classifier of "
    "short runs and the likelihoods of two models, each calibrated on people's valid tunes and "
    "corrected for its error rates on test tunes. *Experts*: a model of each group, joined with "
    "posterior weights; *n-gram*: one model of order 5 that learned from both. Shares in "
    "training are those of mixed sets as large as twice the minority. Where the style is drawn "
    "first, the share at temperature 1 is known: what the judges say of it shows how far off "
    "they are on tunes by machines.",
    cases,
    ask,
    parts,
)
