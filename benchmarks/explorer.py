"""`course.py bench explorer`: how long its slider takes to new sound, pictures and figures.

An n-gram model of `folk`; from the moment a setting is set to the moment the page is told.
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
from meantone.widgets import DECODERS, Explorer, Setting

BUDGETS = (0.1, 0.3)
"""Seconds to one tune heard, seen and described; and to 500 of them with their profile."""

PACKAGES = ("numpy", "symusic", "verovio", "meantone")


class Result(NamedTuple):
    """How long moves of a slider took, shape (moves, 2): to the tune and to the profile."""

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
    parser.add_argument("--quick", action="store_true", help="two moves; nothing is written")
    options = parser.parse_args(arguments)
    if options.moves < 1:
        parser.error(f"--moves is {options.moves}; it has to be 1 or more")
    explorer = Explorer(Setting(options.corpus), corpora=[options.corpus])
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
    """Return the seconds until a setting's tune is shown, and until all is."""
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
told: first words, sound, roll, score and chances of one tune, then the profile and the map of 500.
The median of {moves} moves, with the lowest and the highest. A browser takes some 20 ms to draw.

{table(results)}
"""


def table(results: list[Result]) -> str:
    """Return the results as a table in Markdown."""
    one, many = BUDGETS
    lines = [
        f"| decoder | one tune (budget {one:g}) | 500 tunes, profile (budget {many:g}) | |",
        "| --- | ---: | ---: | --- |",
    ]
    for result in results:
        figures = " | ".join(
            f"{np.median(taken):.3f} ({taken.min():.3f} to {taken.max():.3f})"
            for taken in result.taken.T
        )
        lines.append(f"| {result.decoder} | {figures} | {'reached' if result.met else 'missed'} |")
    return "\n".join(lines)
