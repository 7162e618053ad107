"""`course.py bench loop_network`: the feedback loop of a small LSTM, as lesson 11 shows it.

Some minutes a loop: too long for a lesson, so the figures are kept beside the library.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from benchmarks.cases import Case, Figures
from benchmarks.sweeps import add_options, carry_out, figures, store
from meantone.decoding import Samples
from meantone.experiments.loops import NETWORK_TABLE, Loop, follow, ruler_of
from meantone.models.neural import LSTM, NeuralModel, Plan, train
from meantone.storage import write_whole
from meantone.tunes import Degree, load

LAST = 10
"""The last generation."""

PLAN = Plan(epochs=8)


@dataclass(frozen=True)
class NetworkLoop(Case):
    """A loop of a small LSTM on a thousand folk songs, each generation trained anew.

    Parameters
    ----------
    temperature, fresh : float
        As in `Loop`.
    run : int
    """

    temperature: float
    fresh: float
    run: int

    guess: ClassVar[float] = 300.0

    def measure(self) -> Figures:
        """Return a column for each figure, a row for each generation."""
        folk = load("folk")
        view = Degree.of(folk)
        size = len(view.vocabulary)
        songs, valid = ([view.encode(t) for t in folk.part(p)] for p in ("train", "valid"))
        ruler = ruler_of(folk, view, np.random.default_rng(0))
        rng = np.random.default_rng(self.digits)

        def fit(tunes: Samples) -> NeuralModel:
            network = LSTM(size, rng, width=96)
            # People's tunes say when to stop, in each generation alike.
            learned = train(network, tunes, valid[::5], PLAN, ended=tunes.ended, show=False)
            return learned.model

        loop = Loop(temperature=self.temperature, fresh=self.fresh)
        found = follow(fit, songs, loop, ruler, rng, last=LAST).table()
        return {str(name): found[name].tolist() for name in found.columns if name != "run"}


def cases(runs: int) -> list[NetworkLoop]:
    """Return the cases: at temperature 1 with and without fresh tunes, and a sharpened loop."""
    settings = [(1.0, 0.0), (1.0, 0.2), (0.8, 0.0)]
    return [NetworkLoop(*setting, run) for setting in settings for run in range(runs)]


def main(arguments: Sequence[str]) -> int:
    """Run the loops, and write the table that lesson 11 reads."""
    parser = argparse.ArgumentParser(prog="course.py bench loop_network", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each loop is run")
    add_options(parser)
    options = parser.parse_args(arguments)
    kept, these = store("loop_network"), cases(options.runs)
    over = carry_out(these, kept, options)
    if over is not None:
        return over
    rows = [{**case.fields, "figures": of} for case, of in figures(kept, these).items()]
    lines = ",\n".join(json.dumps(row) for row in rows)
    write_whole(NETWORK_TABLE, f"[\n{lines}\n]\n".encode())
    return 0
