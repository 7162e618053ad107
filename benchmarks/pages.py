"""The pages of benchmarks that decide claims: made of what is stored, with a table of verdicts."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from benchmarks import article
from benchmarks.cases import Case, Figures
from benchmarks.claims import HEADS, Cases, details, table, verdicts, written
from benchmarks.machine import RESULTS, publish
from benchmarks.sweeps import Store, add_options, carry_out, figures, hours, store
from meantone.storage import write_whole

PACKAGES = ("numpy", "torch")


class Bench(NamedTuple):
    """A benchmark of this kind.

    Parameters
    ----------
    name : str
        Of its rules, its stored cases and its page.
    title, intro : str
        Of its page.
    cases : function of a number of seeds to cases
        What is measured.
    ask : function of figures to Cases
        What the figures say about each rule.
    parts : function of figures to sections
        What else the page shows, in Markdown.
    """

    name: str
    title: str
    intro: str
    cases: Callable[[int], list[Case]]
    ask: Callable[[dict[Case, Figures]], Cases]
    parts: Callable[[dict[Case, Figures]], list[str]]


def run(bench: Bench, arguments: list[str], about: str | None) -> int:
    """Measure what is missing, write the page, and the table of all verdicts anew.

    Parameters
    ----------
    bench : Bench
    arguments : list of str
        Of the command.
    about : str, optional
        What the command is, for its help.

    Returns
    -------
    int
        0; 1 if a case went wrong, whose page is not made.
    """
    options = parser(bench, about).parse_args(arguments)
    cases, kept = bench.cases(options.seeds), store(bench.name)
    over = carry_out(cases, kept, options)
    if over is None:
        publish(bench.name, page(bench, cases, kept), PACKAGES)
    return over or 0


def parser(bench: Bench, about: str | None) -> argparse.ArgumentParser:
    """Return the parser of the options."""
    made = argparse.ArgumentParser(prog=f"python course.py bench {bench.name}", description=about)
    made.add_argument("--seeds", type=int, default=3, help="of whatever is drawn or trained (3)")
    add_options(made)
    return made


def page(bench: Bench, cases: Sequence[Case], kept: Store) -> str:
    """Return the whole page, up to the machine.

    Parameters
    ----------
    bench : Bench
    cases : sequence of Case
        All there should be.
    kept : Store
        Those there are.
    """
    found = figures(kept, cases)
    asked = bench.ask(found)
    parts = [
        f"# {bench.title}",
        f"Made by `python course.py bench {bench.name}` from [stored cases](cases/{bench.name}). "
        f"{bench.intro}",
        "The rules were written before the figures: "
        f"[{bench.name}.toml](../rules/{bench.name}.toml), commit {written(bench.name)}; what "
        "their words mean is [here](../rules/README.md). A verdict that differs from what was "
        "expected is in bold. *For / open / against* counts the cases.",
        table(HEADS, verdicts(bench.name, asked), left=3),
        *bench.parts(found),
        "## Claim by claim",
        details(bench.name, asked),
        "## What was run",
        said_of(cases, kept),
    ]
    return "\n\n".join(parts)


def said_of(cases: Sequence[Case], kept: Store) -> str:
    """Return how much was measured, how long it took, and what is missing."""
    states = {case.name: kept.state(case) for case in cases}
    missing = [name for name, state in states.items() if state == "missing"]
    changed = sum(state == "changed" for state in states.values())
    lines = [
        f"{len(cases) - len(missing)} of {len(cases)} cases of the sweep, "
        f"{hours(kept, cases):.2f} hours of one core, on a machine that did other work besides."
    ]
    if changed:
        lines.append(
            f"Since they were measured, code that {changed} of them depend on has changed: the "
            "next run measures these again."
        )
    if missing:
        lines.append(f"Not measured: {'; '.join(missing[:12])}{' ...' * (len(missing) > 12)}.")
    return " ".join(lines)


def all_verdicts(benches: Sequence[Bench]) -> str:
    """Return the page of all claims of the course.

    Parameters
    ----------
    benches : sequence of Bench
        In the order of the page.
    """
    parts = [
        "# All claims of the course, and their verdicts",
        "Made by `python course.py bench verdicts` from the stored cases of four benchmarks. "
        "Each claim leads to its rule, its cases and their figures; the rules were [written "
        "before them](../rules/README.md). *Expected* is what earlier, smaller measurements led "
        "to; a verdict that differs is in bold. *For / open / against* counts the cases: "
        "models, ways to decode, corpora, views.",
    ]
    asked = {bench.name: bench.ask(figures(store(bench.name), bench.cases(3))) for bench in benches}
    parts.append(article.section(asked))
    for bench in benches:
        rows = verdicts(bench.name, asked[bench.name], f"{bench.name}.md")
        parts += [f"## [{bench.title}]({bench.name}.md)", table(HEADS, rows, left=3)]
    return "\n\n".join(parts) + "\n"


def publish_verdicts(benches: Sequence[Bench]) -> None:
    """Write the page of all claims."""
    write_whole(RESULTS / "verdicts.md", all_verdicts(benches).encode("utf-8"))


def by_name(rows: Mapping[str, Sequence[str]], heads: Sequence[str]) -> str:
    """Return a table of rows with names."""
    return table(heads, [[name, *cells] for name, cells in rows.items()])
