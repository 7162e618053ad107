"""Claims with rules that were written before the figures: what speaks for them, and what against.

The rules are in `rules/NAME.toml`, in words; how they are asked of figures is in the benchmark of
that name. What all of them share is here: see `rules/README.md`.
"""

from __future__ import annotations

import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from math import isfinite
from pathlib import Path
from typing import NamedTuple

from scipy.stats import fisher_exact

from benchmarks.grounds import ALIKE, RETURNS, VENDI

RULES = Path(__file__).parent / "rules"

LESSONS = {
    1: "01_music_as_data",
    2: "02_markov_chains",
    3: "03_longer_memory",
    4: "04_likelihood",
    7: "07_attention",
    8: "08_decoding",
    9: "09_measuring_the_average",
    10: "10_data_bias",
    11: "11_feedback_loops",
    12: "12_popularity",
    13: "13_the_average_performance",
    14: "14_risk",
    15: "15_playing_together",
    16: "16_whose_music",
}

FOR, OPEN, AGAINST = 1, 0, -1
"""What one seed of a case says about a claim."""

CHANCE, FEWEST = 0.01, 5
"""How unlikely a difference of shares has to be, and how many tunes have to be expected."""


class Rule(NamedTuple):
    """A claim, when a case speaks for it and when against, what was expected, and a lesson."""

    claim: str
    rule: str
    expected: str
    lesson: int


class Case(NamedTuple):
    """What decides a claim: what each seed says, and the figures in words.

    Examples
    --------
    >>> Case("LSTM", (FOR, FOR, OPEN), "").stand
    0
    """

    name: str
    says: tuple[int, ...]
    figures: str

    @property
    def stand(self) -> int:
        """What it says if all its seeds say the same; nothing otherwise."""
        return self.says[0] if len(set(self.says)) == 1 else OPEN


Cases = dict[str, list[Case]]
"""Of each rule, by name, its cases."""


class Figure(NamedTuple):
    """A figure with its interval."""

    value: float
    low: float
    high: float


class Band(NamedTuple):
    """What people's tunes have, where a further set of them would lie, and shuffled tunes' figure.

    Examples
    --------
    >>> band = Band(10, 8, 12, 3)
    >>> band.half, band.far(Figure(4, 3, 5)), band.below(Figure(7, 6, 8.5))
    (2.0, -2.0, False)
    """

    human: float
    low: float
    high: float
    shuffled: float

    @property
    def half(self) -> float:
        """Half of its width."""
        return (self.high - self.low) / 2

    def below(self, figure: Figure, sure: bool = True) -> bool:
        """Tell whether a figure is below: with its whole interval, or only by itself."""
        return (figure.high if sure else figure.value) < self.low

    def above(self, figure: Figure, sure: bool = True) -> bool:
        """Tell whether a figure is above: with its whole interval, or only by itself."""
        return (figure.low if sure else figure.value) > self.high

    def far(self, figure: Figure) -> float:
        """Return how many half-widths a figure lies outside: 0 within, negative below."""
        beyond = min(figure.value - self.low, 0) + max(figure.value - self.high, 0)
        return beyond / self.half if self.half else beyond


def say(yes: bool, no: bool) -> int:
    """Return what a seed says.

    Examples
    --------
    >>> say(True, False), say(False, False), say(False, True)
    (1, 0, -1)
    """
    return FOR if yes else AGAINST if no else OPEN


def less(one: Figure, other: Figure) -> bool:
    """Tell whether one figure is less than another: their intervals do not meet."""
    return one.high < other.low


def fewer(few: int, of: int, many: int, of_many: int) -> bool:
    """Tell whether one share is less than another beyond chance, and there is enough to tell.

    Parameters
    ----------
    few, of : int
        Tunes of the kind, of how many.
    many, of_many : int
        Those they are compared with.

    Examples
    --------
    >>> fewer(2, 236, 3, 236), fewer(2, 700, 40, 700)  # .01 against .00 says nothing
    (False, True)
    """
    if min(of, of_many) * (few + many) / (of + of_many) < FEWEST:
        return False
    table = [[few, of - few], [many, of_many - many]]
    return float(fisher_exact(table, alternative="less").pvalue) < CHANCE


def verdict(cases: Sequence[Case]) -> str:
    """Return what the cases say together: see `rules/README.md`.

    Examples
    --------
    >>> yes, maybe, no = (Case("", (said,), "") for said in (FOR, OPEN, AGAINST))
    >>> verdict([yes, yes]), verdict([no]), verdict([yes, no]), verdict([yes, maybe, maybe])
    ('holds', 'fails', 'depends', 'open')
    >>> verdict([yes] * 9 + [maybe]), verdict([no] * 9 + [maybe]), verdict([yes] * 9 + [no])
    ('mostly holds', 'mostly fails', 'depends')
    >>> verdict([])
    'not measured'
    """
    stands = [case.stand for case in cases]
    if not stands:
        return "not measured"
    yes, no = stands.count(FOR), stands.count(AGAINST)
    if yes == len(stands) or no == len(stands):
        return "holds" if yes else "fails"
    if max(yes, no) >= 0.9 * len(stands) and not min(yes, no):
        return "mostly holds" if yes else "mostly fails"
    return "open" if stands.count(OPEN) > len(stands) / 2 else "depends"


# The rules' words about sets


def collapsed(rows: dict[str, Figure], human: dict[str, Band], sure: bool = True) -> bool:
    """Tell whether two kinds of measure agree that tunes are more alike than people's."""
    vendi, alike = human[VENDI].below(rows[VENDI], sure), human[ALIKE].above(rows[ALIKE], sure)
    return vendi and alike


def not_collapsed(rows: dict[str, Figure], human: dict[str, Band]) -> bool:
    """Tell whether neither of the two figures lies on that side."""
    vendi = human[VENDI].below(rows[VENDI], sure=False)
    return not vendi and not human[ALIKE].above(rows[ALIKE], sure=False)


def varied(rows: dict[str, Figure], human: dict[str, Band]) -> bool:
    """Tell whether a set is as varied as people's, and no noise."""
    noise = human[RETURNS].below(rows[RETURNS], sure=False)
    return not_collapsed(rows, human) and not noise


# Rules


def rules(name: str) -> dict[str, Rule]:
    """Return the rules of a benchmark, by name.

    Examples
    --------
    >>> rules("collapse")["form"].claim
    'Such samples lack form.'
    """
    held = tomllib.loads((RULES / f"{name}.toml").read_text(encoding="utf-8"))
    return {key: Rule(**rule) for key, rule in held.items()}


def written(name: str) -> str:
    """Return when the rules of a benchmark were last changed: a commit, and its time."""
    command = ["git", "log", "-1", "--format=%h of %cd", "--date=format:%Y-%m-%d %H:%M UTC", "--"]
    found = subprocess.run(
        [*command, f"{name}.toml"], cwd=RULES, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "not known in this copy"


# Pages


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    """Return a table in Markdown, the first columns to the left and the rest to the right.

    Examples
    --------
    >>> print(table(["model", "bits"], [["LSTM", "2.30"]]))
    | model | bits |
    | --- | ---: |
    | LSTM | 2.30 |
    """
    ends = ["---" if place < left else "---:" for place in range(len(heads))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [heads, ends, *rows])


def verdicts(name: str, cases: Mapping[str, Sequence[Case]], link: str = "") -> list[list[str]]:
    """Return the rows of a table of verdicts.

    Parameters
    ----------
    name : str
        Of the benchmark.
    cases : mapping of str to sequence of Case
        By rule.
    link : str
        The page that has the details; this one, if it is left out.
    """
    rows = []
    for key, rule in rules(name).items():
        found = verdict(cases.get(key, []))
        agrees = rule.expected in (found.removeprefix("mostly "), "open") or not cases.get(key)
        stands = [case.stand for case in cases.get(key, [])]
        counts = " / ".join(str(stands.count(said)) for said in (FOR, OPEN, AGAINST))
        shown = found if agrees else f"**{found}**"
        claim = f"[{rule.claim}]({link}#{anchor(rule.claim)})"
        rows.append([claim, rule.expected, shown, counts, lesson(rule.lesson)])
    return rows


HEADS = ("claim", "expected", "verdict", "for / open / against", "lesson")


def anchor(words: str) -> str:
    """Return what a heading is linked by.

    Examples
    --------
    >>> anchor("It's 1/T, times two.")
    'its-1t-times-two'
    """
    kept = "".join(sign for sign in words.lower() if sign.isalnum() or sign in " -")
    return kept.replace(" ", "-")


def lesson(number: int) -> str:
    """Return the link to a lesson, from the pages."""
    return f"[{number:02}](../../lessons/{LESSONS[number]}.ipynb)"


def details(name: str, cases: Mapping[str, Sequence[Case]]) -> str:
    """Return each claim with its rule, and its cases one by one."""
    parts = []
    for key, rule in rules(name).items():
        rows = [[case.name, case.figures, seeds(case)] for case in cases.get(key, [])]
        said = table(["case", "figures", "seeds"], rows, left=2) if rows else "Not measured."
        words = f"**{verdict(cases.get(key, []))}.** A case speaks for it if: {rule.rule}"
        parts.append(f"### {rule.claim}\n\n{words}\n\n{said}")
    return "\n\n".join(parts)


def seeds(case: Case) -> str:
    """Return what the seeds of a case say, in words.

    Examples
    --------
    >>> seeds(Case("", (FOR, FOR, OPEN), "")), seeds(Case("", (AGAINST,), ""))
    ('2 for, 1 open', 'against')
    """
    words = {FOR: "for", OPEN: "open", AGAINST: "against"}
    if len(case.says) == 1:
        return words[case.says[0]]
    counts = {word: case.says.count(said) for said, word in words.items()}
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def span(values: Sequence[float], digits: int = 2) -> str:
    """Return the mean of seeds, with the lowest and the highest where they differ.

    Examples
    --------
    >>> span([1.0, 2.0]), span([3.0, float("nan")]), span([float("nan")])
    ('1.50 (1.00 to 2.00)', '3.00', 'none')
    """
    values = [value for value in values if isfinite(value)]
    if not values:
        return "none"
    mean, low, high = (
        f"{value:.{digits}f}" for value in (sum(values) / len(values), min(values), max(values))
    )
    return mean if low == high else f"{mean} ({low} to {high})"
