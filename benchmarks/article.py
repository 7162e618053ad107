"""The claims of the article that the course began with: what decides each, and what no figure can.

They are in `article.toml`, and lead to the rules that decide them, if there are any.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.claims import Cases, anchor, lesson, rules, table, verdict

PATH = Path(__file__).with_name("article.toml")

DECIDED = {"yes": "yes", "in part": "in part", "no": "**no figure decides it**"}
"""Whether figures can decide a claim, as the page says it."""

HEADS = ("the article says", "decided by figures?", "measured", "verdicts", "lesson")

INTRO = (
    "The claims that this course began with. Where figures can decide one, the verdicts of its "
    "parts stand beside it; where they cannot, that is said, with what was measured instead."
)


class Claim(NamedTuple):
    """A claim of the article.

    Parameters
    ----------
    claim : str
    decided : str
        Whether figures can decide it: one of `DECIDED`.
    why : str
        What they reach, and what not.
    measured : str
        What was measured, or was measured instead.
    rules : tuple of str
        What decides its parts: a benchmark, a dot, and the rule's name.
    lessons : tuple of int
    """

    claim: str
    decided: str
    why: str
    measured: str
    rules: Sequence[str]
    lessons: Sequence[int]


def claims() -> dict[str, Claim]:
    """Return the article's claims, by name.

    Examples
    --------
    >>> claims()["emotion"].decided
    'no'
    """
    held = tomllib.loads(PATH.read_text(encoding="utf-8"))
    return {name: Claim(**claim) for name, claim in held.items()}


def section(asked: Mapping[str, Cases]) -> str:
    """Return the page's section on the article: a table with a row for each claim.

    Parameters
    ----------
    asked : mapping of str to Cases
        Of each benchmark, by name, the cases of its rules.
    """
    rows = [_row(claim, asked) for claim in claims().values()]
    return f"## The article, claim by claim\n\n{INTRO}\n\n{table(HEADS, rows, left=len(HEADS))}"


def _row(claim: Claim, asked: Mapping[str, Cases]) -> list[str]:
    """Return a claim as the cells of a table."""
    found = "<br>".join(_verdict(rule, asked) for rule in claim.rules) or "none"
    lessons = ", ".join(map(lesson, claim.lessons))
    decided = f"{DECIDED[claim.decided]}. {claim.why}"
    return [claim.claim, decided, claim.measured, found, lessons]


def _verdict(named: str, asked: Mapping[str, Cases]) -> str:
    """Return a rule with its verdict, and a link to its cases."""
    bench, _, key = named.partition(".")
    claim = rules(bench)[key].claim
    link = f"[{claim}]({bench}.md#{anchor(claim)})"
    return f"{link} *{verdict(asked[bench].get(key, []))}*"
