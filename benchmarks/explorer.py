"""`course.py bench explorer`: how long its slider takes to new sound, pictures and figures.

An n-gram model of `folk`; from the moment a setting is set to the moment the page is told. With
`--paths` it walks every slider of five models instead, and counts where *alike* rises.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import publish
from meantone.widgets import DECODERS, Explorer, Results, Setting, Stock
from meantone.widgets.explorer.words import ALIKE, RETURNS

BUDGETS = (0.1, 0.3)
"""Seconds to the first screen, heard, seen and said; and to the profile behind it."""

WALKED = {
    "Markov chain": [5], "n-gram": [3, 5, 8], "n-gram with rhythm": [3], "LSTM": [5],
    "mixture": [5],
}  # fmt: skip
"""The models whose sliders are walked, with their orders."""

TO_NOISE = ("temperature", "top-k", "top-p", "min-p", "mirostat")
"""The decoders that run from the mode to noise, or to the model as it is."""

ALLOWED = 1.16
"""A rise that chance allows: two standard deviations of *alike* over sets of 200 tunes."""

IN_BOTH = (ALIKE[1], RETURNS[1])

PACKAGES = ("numpy", "symusic", "verovio", "meantone")


class Result(NamedTuple):
    """How long moves of a slider took, shape (moves, 2): to the first screen and the profile."""

    decoder: str
    taken: NDArray[np.float64]

    @property
    def met(self) -> bool:
        """Whether the medians are within the budgets."""
        return bool((np.median(self.taken, axis=0) <= BUDGETS).all())


def main(arguments: list[str]) -> int:
    """Measure, print the table, and keep it in `results/explorer.md`.

    Returns
    -------
    int
        0; 1 if a decoder's slider takes longer than it may.
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench explorer", description="Time the explorer's sliders."
    )
    parser.add_argument("--moves", type=int, default=9, help="of each slider (9)")
    parser.add_argument("--corpus", default="folk", help="what the model learns from (folk)")
    parser.add_argument("--paths", action="store_true", help="walk along all sliders instead")
    parser.add_argument("--quick", action="store_true", help="two moves; nothing is written")
    options = parser.parse_args(arguments)
    if options.moves < 1:
        parser.error(f"--moves is {options.moves}; it has to be 1 or more")
    if options.paths:
        return walked(options.corpus)
    explorer = Explorer(Setting(options.corpus), corpora=[options.corpus])
    explorer.opened = "profile"
    explorer.wait()
    moves = 2 if options.quick else options.moves
    results = [moved(explorer, name, moves) for name in DECODERS]
    if options.quick:
        print(table(results))
    else:
        publish("explorer", page(explorer, results, moves), PACKAGES)
    missed = [result.decoder for result in results if not result.met]
    if missed:
        print(f"over budget: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed else 0


def moved(explorer: Explorer, decoder: str, moves: int) -> Result:
    """Move the slider of a decoder to one stop after the other, each time with another tune."""
    stops = itertools.cycle(DECODERS[decoder].stops)
    corpus = explorer.setting.corpus
    settings = [
        Setting(corpus, decoder=decoder, strength=next(stops), draw=draw)
        for draw in range(moves + 1)
    ]
    move(explorer, settings[0])  # the first may work out bands: it does not count
    return Result(decoder, np.array([move(explorer, setting) for setting in settings[1:]]))


def move(explorer: Explorer, setting: Setting) -> tuple[float, float]:
    """Return the seconds until a setting's first screen is shown, and until all is."""
    shown: list[float] = []

    def look(_: object) -> None:
        shown.append(time.perf_counter())

    begin = time.perf_counter()
    explorer.observe(look, "answers")
    explorer.setting = setting
    explorer.wait()
    end = time.perf_counter()
    explorer.unobserve(look, "answers")
    return shown[0] - begin, end - begin


def page(explorer: Explorer, results: list[Result], moves: int) -> str:
    """Return the results as a page of Markdown."""
    return f"""# The explorer's sliders

Made by `python course.py bench explorer`: the {explorer.setting.machine} of
`{explorer.setting.corpus}`. Seconds from the moment a slider is moved to the moment the page is
told: first the screen (200 tunes measured, eight of them seen and heard), then the profile that is
open behind it. The median of {moves} moves, with the lowest and the highest. A browser takes some
20 ms to draw.

{table(results)}
"""


def table(results: list[Result]) -> str:
    """Return the results as a table in Markdown."""
    one, many = BUDGETS
    lines = [
        f"| decoder | first screen (budget {one:g}) | and profile (budget {many:g}) | |",
        "| --- | ---: | ---: | --- |",
    ]
    for result in results:
        figures = " | ".join(
            f"{np.median(taken):.3f} ({taken.min():.3f} to {taken.max():.3f})"
            for taken in result.taken.T
        )
        lines.append(f"| {result.decoder} | {figures} | {'reached' if result.met else 'missed'} |")
    return "\n".join(lines)


def walked(corpus: str) -> int:
    """Walk from the mode to noise with each decoder that does, and print where *alike* rises.

    Returns
    -------
    int
        0; 1 if it rises beyond what people's band is wide on any path.
    """
    results, rising, paths = Results(Stock([corpus])), 0, 0
    for model, orders in WALKED.items():
        for order, name in itertools.product(orders, TO_NOISE):
            path = results.path(Setting(corpus, model, order, name))
            # Below the dial's first mark hardly a run is shared, and chance is all there is.
            values = [max(one.dials.alike, 0.001) for one in path]
            rises = [after / before for before, after in itertools.pairwise(values)]
            steepest = max(rises, default=1.0)
            paths += 1
            rising += steepest > ALLOWED
            inside_both = sum(one.verdicts == IN_BOTH for one in path)
            machine = path[0].setting.machine
            said = f"alike {values[0]:.3f} to {values[-1]:.3f}, steepest rise {steepest:.2f}"
            print(f"{machine:32} {name:12} {said}; in both bands {inside_both}", flush=True)
    print(f"{rising} of {paths} paths rise")
    return int(rising > 0)
