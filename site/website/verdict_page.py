"""All claims of the course in one table: each with its verdict, figures, rule and lesson.

What it holds is read from the benchmarks' pages and rules, so nothing is measured and nothing is
said twice. Without JavaScript it is a plain table; `site.js` filters it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import NamedTuple

from docutils.nodes import make_id  # type: ignore[import-untyped]

from benchmarks.claims import LESSONS, anchor, rules
from meantone.commands import project_folder
from website.texts import filled

VERDICTS = ("holds", "mostly holds", "depends", "open", "mostly fails", "fails")
"""What a verdict may be, in the order of the filter."""

_BENCH = re.compile(r"^## \[(.+?)\]\((\w+)\.md\)\n+(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_ROW = re.compile(
    r"^\| \[(?P<claim>.+?)\]\([^|]*\) \| (?P<expected>[\w ]+) \| (?P<verdict>[\w *]+) \| "
    r"(?P<counts>\d+ / \d+ / \d+) \| \[(?P<lesson>\d\d)\]",
    re.MULTILINE,
)
_ARTICLE = re.compile(r"^## The article, claim by claim\n(.*?)(?=^## )", re.MULTILINE | re.DOTALL)


class Row(NamedTuple):
    """A claim: what was expected and found, how many cases say so, its rule, and each case.

    Parameters
    ----------
    bench : str
        The benchmark that decides it.
    claim, expected, verdict : str
    counts : tuple of int
        Cases for it, open, against it.
    rule : str
    lesson : str
        Two digits.
    cases : sequence of (str, str, str)
        Each case with its figures and what its seeds say.
    """

    bench: str
    claim: str
    expected: str
    verdict: str
    counts: tuple[int, ...]
    rule: str
    lesson: str
    cases: Sequence[Sequence[str]]


def rows() -> list[Row]:
    """Return all claims, in the order of the benchmarks' page.

    Examples
    --------
    >>> rows()[0].verdict
    'mostly holds'
    """
    results = project_folder() / "benchmarks" / "results"
    text = (results / "verdicts.md").read_text(encoding="utf-8")
    found = []
    for _, bench, table in _BENCH.findall(text):
        page = (results / f"{bench}.md").read_text(encoding="utf-8")
        ruled = {rule.claim: rule.rule for rule in rules(bench).values()}
        for match in _ROW.finditer(table):
            claim = match["claim"]
            counts = tuple(map(int, match["counts"].split(" / ")))
            verdict = match["verdict"].strip("* ")
            cases = cases_of(page, claim)
            said = (match["expected"], verdict, counts, ruled[claim], match["lesson"], cases)
            found.append(Row(bench, claim, *said))
    return found


def cases_of(page: str, claim: str) -> list[list[str]]:
    r"""Return the cases that a benchmark's page has for a claim: each with figures and seeds.

    Parameters
    ----------
    page : str
    claim : str

    Examples
    --------
    >>> table = "| case | figures | seeds |\n| --- | --- | ---: |\n| x | 1 | for |"
    >>> page = f"### A.\n\n{table}\n\n### B."
    >>> cases_of(page, "A.")
    [['x', '1', 'for']]
    """
    section = page.partition(f"\n### {claim}\n" if page[:4] != "### " else f"### {claim}\n")[2]
    section = re.split(r"^#", section, maxsplit=1, flags=re.MULTILINE)[0]
    lines = [line for line in section.split("\n") if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def article() -> str:
    """Return the section on the article that the course began with, as the benchmarks write it."""
    text = (project_folder() / "benchmarks" / "results" / "verdicts.md").read_text(encoding="utf-8")
    found = _ARTICLE.search(text)
    section = found[0] if found else ""
    links = section.replace("](../../lessons/", "](lessons/")
    return re.sub(r"\]\((\w+)\.md#", r"](benchmarks/results/\1.md#", links)


def page() -> str:
    """Return the page, in Markdown."""
    found = rows()
    whole = f"{controls(found)}\n{table(found)}"
    return filled("verdicts", count=str(len(found)), table=whole, article=article())


def controls(found: Sequence[Row]) -> str:
    """Return what the table is filtered by; hidden until a script can do it.

    Parameters
    ----------
    found : sequence of Row
    """
    verdicts = [one for one in VERDICTS if any(row.verdict == one for row in found)]
    numbers = sorted({row.lesson for row in found})
    return (
        '<form class="filter" hidden role="search" aria-label="Filter the claims">'
        f"{chooser('verdict', verdicts)}{chooser('lesson', numbers)}"
        '<label>text <input type="search" name="text" placeholder="temperature" '
        'autocomplete="off"></label><button type="reset">Show all</button>'
        f'<output aria-live="polite">{len(found)} of {len(found)} claims</output></form>'
    )


def chooser(name: str, choices: Sequence[str]) -> str:
    """Return a list to choose from.

    Parameters
    ----------
    name : str
    choices : sequence of str

    Examples
    --------
    >>> chooser("lesson", ["04"])[-51:]
    'on>all</option><option>04</option></select></label>'
    """
    options = "".join(f"<option>{choice}</option>" for choice in ("all", *choices))
    return f'<label>{name} <select name="{name}">{options}</select></label>'


def table(found: Sequence[Row]) -> str:
    """Return the table.

    Parameters
    ----------
    found : sequence of Row
    """
    heads = ("claim", "verdict and cases", "rule and figures", "lesson")
    head = "".join(f'<th scope="col">{name}</th>' for name in heads)
    body = "\n".join(map(shown, found))
    caption = "<caption>For each claim its verdict, cases, rule, figures and lesson</caption>"
    return (
        f'<div class="claims"><table class="claims" id="claims">{caption}<thead><tr>{head}</tr>'
        f"</thead><tbody>\n{body}\n</tbody></table></div>"
    )


def shown(row: Row) -> str:
    """Return a claim as a row of the table."""
    place = make_id(row.claim)
    link = f"benchmarks/results/{row.bench}.html#{place}"
    lesson = f"lessons/{LESSONS[int(row.lesson)]}.html"
    kind = row.verdict.rpartition(" ")[2]
    differs = row.expected not in (row.verdict.removeprefix("mostly "), "open")
    expected = f'<span class="expected">expected: {row.expected}</span>' if differs else ""
    return (
        f'<tr id="{anchor(row.claim)}" data-verdict="{row.verdict}" data-lesson="{row.lesson}">'
        f'<th scope="row"><a href="{link}">{html.escape(row.claim)}</a></th>'
        f'<td><span class="verdict verdict-{kind}">{row.verdict}</span>{expected}'
        f"{counted(row.counts)}</td><td>{detail(row)}</td>"
        f'<td><a href="{lesson}" aria-label="lesson {row.lesson}">{row.lesson}</a></td></tr>'
    )


def counted(counts: Sequence[int]) -> str:
    """Return how many cases there are for, open and against: in figures, and as a bar.

    Examples
    --------
    >>> counted((3, 0, 1)).count("<i")
    2
    """
    kinds = zip(("for", "open", "against"), counts, strict=True)
    parts = "".join(
        f'<i class="{kind}" style="flex:{count}"></i>' for kind, count in kinds if count
    )
    words = "{} for, {} open, {} against".format(*counts)
    return f'<span class="bar" aria-hidden="true">{parts}</span><span class="counts">{words}</span>'


def detail(row: Row) -> str:
    """Return a claim's rule, and its cases with their figures, folded."""
    cases = "".join(
        "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in case) + "</tr>"
        for case in row.cases
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("case", "figures", "seeds"))
    return (
        f'<p class="rule">{html.escape(row.rule)}</p><details class="cases"><summary>'
        f"{len(row.cases)} cases with their figures</summary><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{cases}</tbody></table></details>"
    )
