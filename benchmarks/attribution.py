"""`course.py bench attribution`: shares of training tunes, a tune at a time, and beside refits.

An n-gram of order 5 of `folk`: how long it takes to ask whom a tune is made of, what sets of tunes
owe at each temperature, over seeds, and whether what has a larger share is missed more.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.machine import publish, seconds, spread
from meantone.experiments import Attribution, CopyDetector, Debts, debts, left_out
from meantone.measures import openings
from meantone.models import NGram
from meantone.models.sequence_model import Numbers
from meantone.tunes import Degree, load

BUDGET = 40.0
"""Milliseconds a tune."""

PACKAGES = ("numpy", "scipy", "meantone")


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and keep them in `results/attribution.md`.

    Returns
    -------
    int
        0; 1 if a tune takes longer than it may.
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench attribution", description="Time and check attribution."
    )
    parser.add_argument("--tunes", type=int, default=100, help="of a set (100)")
    parser.add_argument("--refits", type=int, default=8, help="tunes checked by refits (8)")
    parser.add_argument("--quick", action="store_true", help="few tunes; nothing is written")
    options = parser.parse_args(arguments)
    if options.tunes < 1 or options.refits < 1:
        parser.error("--tunes and --refits have to be 1 or more")
    count, refits = (10, 1) if options.quick else (options.tunes, options.refits)
    asked, people = ground()
    asking = 1000 * seconds(lambda: asked.owed(people[0]), 20)
    fitting = 1000 * seconds(lambda: Attribution(asked.model, asked.training), 3)
    many = 1000 / count * seconds(lambda: asked.means(people[:count]), 5)
    detector = CopyDetector.of(people, asked.training)
    found = debts(asked, detector, people, np.random.default_rng(0), count=count)
    ranks = np.array([left_out(asked, tune).rank for tune in people[:refits]])
    text = page(asking, many, fitting, found, ranks)
    if options.quick:
        print(text)
    else:
        publish("attribution", text, PACKAGES)
    return int(np.median(asking) > BUDGET)


def ground() -> tuple[Attribution, list[Numbers]]:
    """Return the attribution that is asked, and people's tunes that it does not know."""
    folk = load("folk")
    view = Degree.of(folk)
    places = np.flatnonzero(folk.parts == "train").tolist()
    learned = [view.encode(folk[place]) for place in places]
    model = NGram.fit(learned, len(view.vocabulary), order=5)
    unknown = [view.encode(tune) for tune in folk.part("test")]
    dealt = [unknown[place] for place in np.random.default_rng(1).permutation(len(unknown))]
    return Attribution(model, learned, folk.clusters[places]), openings(dealt, 64, 9999)


def page(
    asking: np.ndarray, many: np.ndarray, fitting: np.ndarray, found: Debts, ranks: np.ndarray
) -> str:
    """Return the results as a page of Markdown."""
    rows = [
        f"| {debt.name} | {debt.bits.mean:.2f} | {debt.longest.mean:.1f} ({debt.longest.low:.1f} "
        f"to {debt.longest.high:.1f}) | {debt.flagged.mean:.3f} | {debt.sources.mean:.0f} "
        f"({debt.sources.low:.0f} to {debt.sources.high:.0f}) |"
        for debt in found.sets
    ]
    return f"""# Attribution

An n-gram of order 5 (modified Kneser-Ney) of `folk`; tunes of 64 notes; sources are near-duplicate
clusters. `python course.py bench attribution` makes this page.

| what | milliseconds, median (lowest to highest) |
|---|---|
| shares of every source in every note of a tune (aim: {BUDGET:.0f}) | {spread(asking)} |
| shares in a tune, many tunes at once | {spread(many, 2)} |
| once, after fitting: whose places each n-gram has | {spread(fitting, 0)} |

Over temperature, means of three runs (lowest to highest). A copy longer than {found.limit} notes is
flagged: 19 of 20 of people's tunes have none.

| set | bits a note | longest copy, notes | flagged | equal sources |
|---|---|---|---|---|
{chr(10).join(rows)}

**Beside refits without one source** (up to 12 sources a tune, largest share to smallest):
rank correlation of shares and bits lost, {len(ranks)} of people's tunes: {spread(ranks, 2)}.
"""
