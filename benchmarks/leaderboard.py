"""`course.py bench leaderboard`: machines in a row, and a copier and a shuffler among them.

Each gets the five questions of the collapse report. A folder of tunes joins in with ``--folder``.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.cases import Case, Figures
from benchmarks.machine import publish
from benchmarks.sweeps import add_options, carry_out, figures, hours, store
from meantone.decoding import Reshaped, n_best, sample, temperature, top_p
from meantone.measures import ALL, profile
from meantone.measures.spread import named_rng
from meantone.models import NGram
from meantone.report import gather, yardstick
from meantone.report.copies import copies
from meantone.report.verdicts import verdicts
from meantone.report.yardsticks import people_named
from meantone.tunes import Corpus, Degree, Tune

TUNES = 300
"""Tunes of each machine."""

ROWS = ("alike", "4-grams repeated", "Vendi score", "distinct-4", "surprise", "told apart")
"""What the table shows of a profile."""

Rule = Callable[[NDArray[np.float64]], NDArray[np.float64]]

Maker = Callable[[Corpus, list[Tune], np.random.Generator], list[Tune]]
"""Makes tunes of people's tunes to learn from, of others that are held out, and of chance."""


def sampled(order: int, rule: Rule | None = None) -> Maker:
    """Return a machine that draws from an n-gram model, its rows reshaped by a rule."""

    def make(people: Corpus, _: list[Tune], rng: np.random.Generator) -> list[Tune]:
        view, model = learned(people, order)
        shaped = Reshaped(model, rule) if rule else model
        return tunes_of(view, sample(shaped, TUNES, rng, longest=64))

    return make


def searched(people: Corpus, _: list[Tune], rng: np.random.Generator) -> list[Tune]:
    """Return the most probable tunes of an n-gram model, exactly."""
    view, model = learned(people, 5)
    best = n_best(model, TUNES, at_least=34, at_most=48)
    return tunes_of(view, [found.tokens for found in best])


def copying(people: Corpus, held_out: list[Tune], rng: np.random.Generator) -> list[Tune]:
    """Hide training tunes, whole, among tunes that nobody learned from."""
    hidden = [tune for tune in people.part("train") if len(tune.notes) > 33]
    chosen = rng.choice(len(hidden), TUNES // 4, replace=False)
    return [*held_out[: 3 * TUNES // 4], *(hidden[place] for place in chosen)]


def shuffling(people: Corpus, held_out: list[Tune], rng: np.random.Generator) -> list[Tune]:
    """Put the notes of each tune in random order."""
    return [
        Tune.from_events([(tune.notes[i], 24) for i in rng.permutation(len(tune.notes))],
                         tonic=tune.tonic)
        for tune in held_out
    ]  # fmt: skip


MACHINES: dict[str, Maker] = {
    "people, held out": lambda people, held_out, rng: held_out,
    "people's notes shuffled": shuffling,
    "a hidden copier": copying,
    "Markov chain": sampled(2),
    "n-gram, order 3": sampled(3),
    "n-gram, order 5": sampled(5),
    "n-gram, order 8": sampled(8),
    "order 5, T = 1.5": sampled(5, lambda rows: temperature(rows, 1.5)),
    "order 5, T = 0.7": sampled(5, lambda rows: temperature(rows, 0.7)),
    "order 5, T = 0.4": sampled(5, lambda rows: temperature(rows, 0.4)),
    "order 5, top-p 0.8": sampled(5, lambda rows: top_p(rows, 0.8)),
    "order 5, the most probable": searched,
}


def learned(people: Corpus, order: int) -> tuple[Degree, NGram]:
    """Return an n-gram model of people's training tunes, and what it sees of a tune."""
    view = Degree.of(people)
    songs = [view.encode(tune) for tune in people.part("train")]
    return view, NGram.fit(songs, len(view.vocabulary), order)


def tunes_of(view: Degree, tokens: Sequence[Any]) -> list[Tune]:
    """Return tokens as tunes in C, in even eighths."""
    return [replace(view.decode(each, duration=24), tonic="C") for each in tokens]


@dataclass(frozen=True)
class Entry(Case):
    """A machine's tunes, judged.

    Parameters
    ----------
    machine : str
        From `MACHINES`, or the path of a folder.
    run : int
    """

    machine: str
    run: int

    guess: ClassVar[float] = 12.0

    def measure(self) -> Figures:
        """Return the answers to the five questions, and the rows of the table."""
        rng = np.random.default_rng(self.digits)
        folk = people_named("folk")
        long = np.flatnonzero((folk.parts != "train") & (folk.note_counts > 33))
        chosen = rng.choice(long, TUNES, replace=False)
        people = folk.select(np.setdiff1d(np.arange(len(folk)), chosen))
        held_out = [folk[int(place)] for place in chosen]
        maker = MACHINES.get(self.machine)
        made = maker(people, held_out, rng) if maker else gather(self.machine, rng).tunes
        yard = yardstick(people, made, named_rng(self.run, "yardstick"))
        wanted = [measure for measure in ALL if measure.name in ROWS]
        found = profile(made, yard.reference, rng, wanted)
        return {
            "answers": {one.name: one.holds for one in verdicts(found, copies(made, yard))},
            "rows": {row.name: [row.value, row.human, *row.band] for row in found.rows},
        }


def cases(runs: int, folders: Sequence[str] = ()) -> list[Entry]:
    """Return a case for each machine and run; the exact search is the same in all."""
    names = [*MACHINES, *folders]
    return [Entry(name, run) for name in names for run in range(1 if "probable" in name else runs)]


def page(these: Sequence[Entry], found: dict[Case, Figures], cost: float) -> str:
    """Return the table, in Markdown."""
    questions = ("collapsed", "noise", "stuck", "wandering", "copied")
    head = ("machine", "runs", *questions, *ROWS)
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    for name in dict.fromkeys(case.machine for case in these):
        mine = [found[case] for case in these if case.machine == name and case in found]
        if not mine:
            continue
        holds = [sum(of["answers"][question] for of in mine) for question in questions]
        answers = ["no" if not n else "yes" if n == len(mine) else f"{n} of {len(mine)}"
                   for n in holds]  # fmt: skip
        values = [spread([of["rows"][row][0] for of in mine]) for row in ROWS]
        lines.append(f"| {' | '.join([name, str(len(mine)), *answers, *values])} |")
    return f"""# Leaderboard

Made by `python course.py bench leaderboard`. {TUNES} tunes of each machine beside people's of
`folk`, by the five questions of [the collapse report](../../docs/report.md), whose rules stand
there. An answer holds for all runs, or for so many; figures are the median of the runs, with the
lowest and the highest. A hidden copier passes a quarter of training tunes, whole, for its own; it
has to be caught, and so has whoever shuffles people's notes. Of each tune its first 32 notes are
measured; where half of a machine's tunes are shorter, fewer, on both sides: read such a row beside
its answers, not beside the other rows. Your own: `--folder PATH`, of MIDI, MusicXML, ABC or JSON
Lines.

{chr(10).join(lines)}

No machine here is good for having no warning: the questions see what they see. {60 * cost:.1f}
minutes of one core. [Lesson 09](../../lessons/09_measuring_the_average.ipynb) builds the measures.
"""


def spread(values: list[float | None]) -> str:
    """Return the median of figures, with the lowest and the highest if they differ.

    Examples
    --------
    >>> spread([0.2, 0.1, 0.4]), spread([0.5]), spread([None])
    ('0.200 (0.100 to 0.400)', '0.500', 'none')
    """
    known = sorted(value for value in values if value is not None)
    if not known:
        return "none"
    middle = f"{float(np.median(known)):.3f}"
    return middle if len(known) == 1 else f"{middle} ({known[0]:.3f} to {known[-1]:.3f})"


def main(arguments: Sequence[str]) -> int:
    """Judge the machines, and write the page."""
    parser = argparse.ArgumentParser(prog="course.py bench leaderboard", description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each machine writes")
    parser.add_argument("--folder", action="append", default=[], help="tunes of another machine")
    add_options(parser)
    options = parser.parse_args(arguments)
    kept, these = store("leaderboard"), cases(options.runs, options.folder)
    over = carry_out(these, kept, options)
    if over is not None:
        return over
    publish(
        "leaderboard", page(these, figures(kept, these), hours(kept, these)), ["numpy", "meantone"]
    )
    return 0
