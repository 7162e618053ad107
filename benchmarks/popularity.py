"""`course.py bench popularity`: what becomes of variety where a score is maximized.

Whether survival can be foretold, the best of many, a network tuned to a score, a second judge, and
feeds that show what was played. Lesson 12.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import chisquare

from benchmarks.bands import SIZES, Bands
from benchmarks.cases import Case as Measured
from benchmarks.cases import Figures
from benchmarks.claims import (
    CHANCE,
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
    table,
)
from benchmarks.grounds import ALIKE, VENDI
from benchmarks.pages import Bench, run
from benchmarks.popularity_sets import (
    GROUNDS,
    NETWORK_RIVALS,
    PENALTIES,
    PLAYS,
    RIVALS,
    RUNS,
    STYLES,
    Fed,
    NetworkWinners,
    Survived,
    TunedTo,
    Winners,
    cases,
)

Found = dict[Measured, Figures]

USEFUL = 0.7
"""The area from which a reader is said to be of use (Hosmer and Lemeshow)."""

FEW = STYLES / 2


class Hits(NamedTuple):
    """A set of tunes, and what both judges say."""

    rows: dict[str, Figure]
    minor: tuple[int, int]
    score: Figure
    second: Figure


class Contest(NamedTuple):
    """The winners on one ground: of each N, seed by seed; and people's bands."""

    name: str
    human: dict[str, Band]
    won: dict[int, list[Hits]]


def main(arguments: list[str]) -> int:
    """Measure what is missing, write the page; return 1 if a case went wrong, else 0."""
    return run(BENCH, arguments, __doc__)


def hits(held: Figures) -> Hits:
    """Return a set as it was kept."""
    none = float("nan")
    rows = {
        name: Figure(*(none if value is None else value for value in row))
        for name, row in held["rows"].items()
    }
    few, of = held["minor"]
    return Hits(rows, (few, of), Figure(*held["score"]), Figure(*held["second"]))


def contests(found: Found) -> list[Contest]:
    """Return the winners of each ground."""
    made = []
    for corpus, view in GROUNDS:
        people = found.get(Bands(corpus, view, SIZES[corpus]))
        held = [
            figures
            for case, figures in found.items()
            if isinstance(case, Winners) and (case.corpus, case.view) == (corpus, view)
        ]
        if people and held:
            won = {many: [hits(one[str(many)]) for one in held] for many in RIVALS}
            made.append(Contest(f"{corpus}, {view}", bands(people), won))
    return made


def bands(people: Figures) -> dict[str, Band]:
    """Return people's bands."""
    return {name: Band(*row) for name, row in people.items() if None not in row}


def ask(found: Found) -> Cases:
    """Return the cases of all rules."""
    known = contests(found)
    survived = [
        (f"{case.corpus}, {case.view}", held)
        for case, held in found.items()
        if isinstance(case, Survived)
    ]
    fed = {case: held for case, held in found.items() if isinstance(case, Fed)}
    return {
        "foretold": [of_foretelling(name, held) for name, held in survived],
        "predictable": [of_predictability(name, held) for name, held in survived],
        "best-of": [of_best(one) for one in known],
        "all-different": [of_different(one) for one in known],
        "rare": [of_rare(one) for one in known],
        "goodhart": [of_goodhart(one) for one in known],
        "tuning": of_tuning(found),
        "best-wins": [of_winners(c, held) for c, held in fed.items() if not c.follows],
        "feed-narrows": [of_feeds(c, held) for c, held in fed.items()],
    }


def of_foretelling(name: str, held: Figures) -> Case:
    """Ask whether versions can be foretold."""
    areas = {what: Figure(*area) for what, area in held["foretold"].items()}
    found = say(
        any(area.low > USEFUL for area in areas.values()),
        all(area.high < USEFUL for area in areas.values()),
    )
    words = "; ".join(
        f"{what} {area.value:.2f} ({area.low:.2f} to {area.high:.2f})"
        for what, area in areas.items()
    )
    return Case(name, (found,), words)


def of_predictability(name: str, held: Figures) -> Case:
    """Ask whether songs with versions are more predictable."""
    one, many = (held["groups"][group] for group in ("1", "3 or more"))
    few, usual = Figure(*many[1:]), Figure(*one[1:])
    found = say(less(few, usual), few.value >= usual.value)
    words = (
        f"{few.value:.2f} ({few.low:.2f} to {few.high:.2f}) for {many[0]} songs with three or "
        f"more, {usual.value:.2f} ({usual.low:.2f} to {usual.high:.2f}) for {one[0]} with one"
    )
    return Case(name, (found,), words)


def told(one: Contest, many: int, *measures: str) -> str:
    """Return figures of the winners of so many, in words."""
    said = []
    for measure in measures:
        values = [won.rows[measure].value for won in one.won[many]]
        digits = 4 if measure == ALIKE else 1
        far = one.human[measure].far(Figure(*[float(np.mean(values))] * 3))
        outside = f" ({far:+.1f} half-widths)" if far else ""
        said.append(f"{measure} {span(values, digits)}{outside}")
    return f"best of {many}: {', '.join(said)}"


def of_best(one: Contest) -> Case:
    """Ask whether the best of 64 are all alike."""
    says = []
    for many, first in zip(one.won[64], one.won[1], strict=True):
        fell = less(many.rows[VENDI], first.rows[VENDI])
        rose = less(first.rows[ALIKE], many.rows[ALIKE])
        narrow = collapsed(many.rows, one.human)
        says.append(say(narrow and fell and rose, not_collapsed(many.rows, one.human)))
    words = "; ".join(told(one, many, VENDI, ALIKE) for many in (1, 64))
    return Case(one.name, tuple(says), words)


def of_different(one: Contest) -> Case:
    """Ask whether sets of different winners are fine."""
    says, least = [], []
    for seed in range(len(one.won[1])):
        sets = [won[seed] for won in one.won.values()]
        unique = [s for s in sets if s.rows["different tunes"].value >= 0.99]
        narrow = [collapsed(s.rows, one.human) for s in unique]
        fine = all(not_collapsed(s.rows, one.human) for s in unique)
        says.append(say(fine, any(narrow)))
        least.append(float(sum(narrow)))
    return Case(one.name, tuple(says), f"collapsed sets of different winners: {span(least, 0)}")


def of_rare(one: Contest) -> Case:
    """Ask whether winners are in minor more rarely."""
    few, many = (
        (sum(won.minor[0] for won in one.won[n]), sum(won.minor[1] for won in one.won[n]))
        for n in (64, 1)
    )
    says = say(fewer(*few, *many), fewer(*many, *few))
    words = f"{few[0]} of {few[1]} winners of 64, {many[0]} of {many[1]} of 1"
    return Case(one.name, (says,), words)


def of_goodhart(one: Contest) -> Case:
    """Ask whether the second judge agrees that more is better."""
    says = []
    for many, few in zip(one.won[256], one.won[4], strict=True):
        rises = less(few.score, many.score)
        better, worse = less(few.second, many.second), many.second.value < few.second.value
        says.append(say(rises and better, rises and worse))
    words = "; ".join(
        f"best of {n}: score {span([w.score.value for w in one.won[n]], 3)}, second judge "
        f"{span([w.second.value for w in one.won[n]])}"
        for n in (4, 256)
    )
    return Case(one.name, tuple(says), words)


def of_tuning(found: Found) -> list[Case]:
    """Ask whether tuned networks lie where the best of many lie."""
    people = found.get(Bands("folk", "degrees", SIZES["folk"]))
    if people is None:
        return []
    human, made = bands(people), []
    for penalty in PENALTIES:
        off: list[list[float]] = []
        scores = []
        for case, held in found.items():
            pools = found.get(NetworkWinners(case.seed)) if isinstance(case, TunedTo) else None
            if isinstance(case, TunedTo) and case.penalty == penalty and pools:
                tuned = hits(held)
                won = [hits(pools[str(many)]) for many in NETWORK_RIVALS]
                off.append([far_from(tuned, won, human, name) for name in (VENDI, ALIKE)])
                scores.append(tuned.score.value)
        says = tuple(on_frontier(vendi, alike) for vendi, alike in off)
        if says:
            words = "; ".join(
                f"{name} {span([one[i] for one in off], 1)} half-widths from the best of N"
                for i, name in enumerate((VENDI, ALIKE))
            )
            made.append(Case(f"penalty {penalty:g}", says, f"score {span(scores, 3)}; {words}"))
    return made


def far_from(tuned: Hits, won: Sequence[Hits], human: dict[str, Band], name: str) -> float:
    """Return how many half-widths a figure is off what the best of N have at the same score."""
    scores = [one.score.value for one in won]
    if not scores[0] <= tuned.score.value <= scores[-1]:
        return float("nan")
    usual = float(np.interp(tuned.score.value, scores, [one.rows[name].value for one in won]))
    return (tuned.rows[name].value - usual) / human[name].half


def on_frontier(vendi: float, alike: float) -> int:
    """Return what one tuned network says: more alike is less of one and more of the other.

    Examples
    --------
    >>> on_frontier(0.5, -0.5), on_frontier(-2, 2), on_frontier(-2, 0), on_frontier(-2, -2)
    (1, -1, 0, 0)
    """
    off = (vendi < -1 and alike > 1) or (vendi > 1 and alike < -1)
    return say(abs(vendi) <= 1 and abs(alike) <= 1, off)


def of_winners(case: Fed, held: Figures) -> Case:
    """Ask whether the same style wins each time."""
    unequal = float(chisquare(held["winners"]).pvalue) < CHANCE
    large = float(np.mean(np.array(held["share"]) > 2 / STYLES))
    says = say(unequal, not unequal and large > 0.5)
    words = (
        f"wins of the {STYLES} styles: {min(held['winners'])} to {max(held['winners'])} of "
        f"{RUNS}; the winner has more than twice its share in {large:.2f} of the runs"
    )
    return Case(f"g = {case.power:g}", (says,), words)


def of_feeds(case: Fed, held: Figures) -> Case:
    """Ask whether a feed leaves few styles."""
    low, middle, high = np.quantile(held["effective"], [0.025, 0.5, 0.975])
    taste = f"taste follows by {case.follows:g}" if case.follows else "taste fixed"
    words = f"{middle:.1f} of {STYLES} styles ({low:.1f} to {high:.1f})"
    return Case(f"g = {case.power:g}, {taste}", (say(high < FEW, low > FEW),), words)


def parts(found: Found) -> list[str]:
    """Return a table of the winners on each ground, and of tuned networks."""
    made = ["## The best of many"]
    for one in contests(found):
        rows = [row(f"best of {many}", won) for many, won in one.won.items()]
        made.append(f"### {one.name}\n\n{table(HEADS, [*rows, people_row(one)])}")
    pools = [held for case, held in found.items() if isinstance(case, NetworkWinners)]
    sets = {f"best of {many}": [held[str(many)] for held in pools] for many in NETWORK_RIVALS}
    for penalty in PENALTIES:
        held = [h for c, h in found.items() if isinstance(c, TunedTo) and c.penalty == penalty]
        sets[f"tuned, penalty {penalty:g}"] = held
    tuned = [row(name, [hits(one) for one in held]) for name, held in sets.items() if held]
    return [*made, "## A small LSTM, chosen from and tuned", table(HEADS, tuned)]


SHOWN = (VENDI, ALIKE, "4-grams repeated", "recall", "different tunes", "8-grams copied")
HEADS = ("set", "score", "second judge", *SHOWN, "minor")


def row(name: str, won: Sequence[Hits]) -> list[str]:
    """Return the figures of a set, seeds together."""
    said = [span([one.rows[measure].value for one in won], digits(measure)) for measure in SHOWN]
    few, of = (sum(one.minor[i] for one in won) for i in (0, 1))
    both = span([w.score.value for w in won], 3), span([w.second.value for w in won])
    return [name, *both, *said, f"{few / of:.3f}"]


def people_row(one: Contest) -> list[str]:
    """Return people's bands."""
    cells = [
        f"{one.human[m].low:.{digits(m)}f} to {one.human[m].high:.{digits(m)}f}" for m in SHOWN
    ]
    return ["people's band", "", "", *cells, ""]


def digits(measure: str) -> int:
    """Return the decimals of a measure."""
    return {VENDI: 1, ALIKE: 4}.get(measure, 2)


BENCH = Bench(
    "popularity",
    "What does a hit-maker learn?",
    "Whether songs that were kept in several versions can be told beforehand; what the best of "
    f"N tunes by an n-gram model of order 5 look like, sets of {SIZES['folk']} ({SIZES['irish']} "
    "of `irish`), 32 notes each; what a small LSTM writes when it is tuned to the same score; "
    f"and what becomes of {STYLES} equally good styles in a feed, {PLAYS} plays, {RUNS} runs. "
    "The score is the similarity to the twenty nearest of people's training tunes, the second "
    "judge how usual a tune is in surprise, entropy, returns and number of notes. No listener "
    "is in either.",
    cases,
    ask,
    parts,
)
