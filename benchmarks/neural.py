"""`course.py bench neural`: networks beside counting models, and what all of them reach together.

Bits per token of `folk` as scale degrees, ends counted, on tunes whose near-duplicates no model has
seen. Networks are trained on one core; their seconds are those that the core worked for them, so
that other work on the machine does not count. Trainings are kept: a run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import RESULTS, publish
from benchmarks.machine import seconds as timed
from benchmarks.networks import MEMORY, RUNS, Parts, Run, Tokens, count, trained
from benchmarks.onward import onward
from meantone.decoding import sample
from meantone.measures import bootstrap_interval, cross_validate, folds, note_surprises
from meantone.models import (
    PPM,
    Mixture,
    SequenceModel,
    by_certainty,
    cross_entropy,
)
from meantone.models.learned_weights import all_rows, weights_for
from meantone.models.neural import LSTM, NeuralModel, Plan, train, transposing
from meantone.models.sequence_model import with_ends
from meantone.show.charts import to_svg
from meantone.storage import cache_folder
from meantone.tunes import Degree, Pitch
from meantone.tunes import load as load_set

PACKAGES = ("numpy", "torch")

TARGETS = (("LSTM, live", 20, 2.49), ("LSTM, live", 60, 2.31), ("LSTM, prepared", 300, 2.25))
"""A network, seconds, and the bits that it is to reach by then on the test tunes."""

TOGETHER = 2.15
"""The bits that the mixture of an n-gram model, memory of the tune and a network is to beat."""

COUNT = 64
"""Tunes that are made side by side, and notes of each, to see how long it takes."""

BUDGETS = {"LSTM": 0.3, "Transformer": 1.0}
"""Seconds for that."""

PUBLISHED = 2.106
"""Bits per pitch of `kinder`, the combined model: Pearce (2005), table 6.6."""


def main(arguments: list[str]) -> int:
    """Measure, write the page and its picture; return 1 if a target was missed, else 0."""
    options = parser().parse_args(arguments)
    parts, size = folk()
    counting = count(parts["train"], size)
    runs = [
        trained(name, seed, parts, size, options.keep)
        for seed in range(options.seeds)
        for name in RUNS
    ]
    rows, together = ladder(parts, counting, runs)
    kinder = on_kinder(options.kinder_seeds)
    missed = [words for words, met in judged(runs, together) if not met]
    publish("neural", page(runs, rows, together, kinder, counting_bits(counting, parts)), PACKAGES)
    chart(runs, counting_bits(counting, parts))
    return min(len(missed), 1)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the options."""
    made = argparse.ArgumentParser(prog="course.py bench neural", description=__doc__)
    made.add_argument("--seeds", type=int, default=3, help="trainings of each network (3)")
    made.add_argument(
        "--kinder-seeds", type=int, default=1, help="sets of ten folds of kinder (1); 0 for none"
    )
    made.add_argument(
        "--keep",
        type=Path,
        default=cache_folder() / "bench-neural",
        help="folder of the trainings (in the cache)",
    )
    return made


def folk() -> tuple[Parts, int]:
    """Return the tunes of each part as scale degrees, and how many degrees there are."""
    corpus = load_set("folk")
    view = Degree.of(corpus)
    parts = {
        part: [view.encode(tune) for tune in corpus.select(corpus.parts == part)]
        for part in ("train", "valid", "test")
    }
    return parts, len(view.vocabulary)


# Mixtures


class Row(NamedTuple):
    """A line of the ladder: the bits per token of each seed; the mean over seeds of each tune."""

    name: str
    bits: list[float]
    tunes: NDArray[np.float64]  # the mean over its tokens
    lengths: NDArray[np.intp]  # how many these are


def ladder(
    parts: Parts, counting: dict[str, SequenceModel[Any]], runs: list[Run]
) -> tuple[list[Row], list[float]]:
    """Return the ladder on the test tunes, and the bits of the mixture of three, by seed."""
    size = next(iter(counting.values())).size
    came = {part: with_ends(parts[part], size) for part in ("valid", "test")}
    starts = came["test"][1]

    def predicted(model: SequenceModel[Any]) -> dict[str, NDArray[np.float64]]:
        return {part: all_rows(model, parts[part]) for part in came}

    known = {name: predicted(model) for name, model in counting.items()}
    seeds = sorted({run.seed for run in runs})
    by_seed = [
        known | {run.name: predicted(run.model) for run in runs if run.seed == seed}
        for seed in seeds
    ]
    rows = []
    counted, networks = [*counting], list(RUNS)
    alone = [[name] for name in (*counted, *networks)]
    joined = [[*counted, name] for name in networks]
    for names in (*alone, counted, *joined, [*counted, *networks[1:]]):
        found: list[NDArray[np.float64]] = []
        for given in by_seed:
            valid, test = (np.stack([given[name][part] for name in names]) for part in came)
            judge = names.index(MEMORY) if MEMORY in names else None
            weights = weights_for(valid, came["valid"][0], judge)(test)
            tokens = came["test"][0]
            chosen = Mixture.join(test, weights)[np.arange(len(tokens)), tokens]
            found.append(-np.log2(chosen))
        each = np.split(np.mean(found, axis=0), starts[1:-1])
        tunes = np.array([bits.mean() for bits in each])
        bits_of_seeds = [float(bits.mean()) for bits in found]
        rows.append(Row(" + ".join(names), bits_of_seeds, tunes, np.diff(starts)))
    three = " + ".join([*counted, "Transformer"])
    return rows, next(row.bits for row in rows if row.name == three)


def counting_bits(counting: dict[str, SequenceModel[Any]], parts: Parts) -> float:
    """Return the bits of the n-gram model on the test tunes: the line to pass."""
    return cross_entropy(counting["n-gram, order 5"], parts["test"])


# The published protocol


def on_kinder(seeds: int) -> dict[str, list[float]]:
    """Return bits per pitch of `kinder`, ten folds, for each set of folds: see `prediction.py`.

    The network learns from nine tenths of the nine folds, is chosen by the rest, and learns each
    tune in many keys. All three are joined by certainty with the bias of the published model.
    """
    corpus = load_set("kinder")
    view = Pitch.of(corpus)
    tunes, size = [view.encode(tune) for tune in corpus], len(view.vocabulary)

    def network(learned: list[Tokens], seed: int) -> NeuralModel:
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(learned)).tolist()
        held = len(learned) // 10
        valid, rest = ([learned[i] for i in part] for part in (order[:held], order[held:]))
        net = LSTM(size, rng, width=96, dropout=0.4)
        plan = Plan(epochs=60, batch=16, rate=8e-3, warm_up=20, patience=15, seed=seed)
        return train(net, rest, valid, plan, augment=transposing(view), show=False).model

    def published(learned: list[Tokens]) -> list[SequenceModel[Any]]:
        return [PPM.unframed(learned, size).learning(), PPM.unframed([], size).learning()]

    found: dict[str, list[float]] = {"PPM, long and short term": [], "LSTM": [], "all three": []}
    for seed in range(seeds):
        dealt = folds(range(len(tunes)), 10, np.random.default_rng(seed))
        made: dict[int, WithoutEnd] = {}

        def once(
            learned: list[Tokens], seed: int = seed, made: dict[int, WithoutEnd] = made
        ) -> WithoutEnd:
            key = hash(b"".join(tune.tobytes() for tune in learned))
            if key not in made:
                made[key] = WithoutEnd(network(learned, seed))
            return made[key]

        fits: dict[str, Callable[[list[Tokens]], SequenceModel[Any]]] = {
            "PPM, long and short term": lambda ts: Mixture(published(ts), by_certainty(2)),
            "LSTM": once,
            "all three": lambda ts: Mixture([*published(ts), once(ts)], by_certainty(2)),
        }
        for name, fit in fits.items():
            found[name].append(cross_validate(fit, tunes, dealt, note_surprises).mean)
            print(f"  kinder, {name}: {found[name][-1]:.3f}", file=sys.stderr, flush=True)
    return found


class WithoutEnd(SequenceModel[Any]):
    """A network that is told that the tune goes on: the published figures know no ends."""

    def __init__(self, model: NeuralModel) -> None:
        self.model, self.size = model, model.size

    def start(self, batch: int) -> Any:
        """Return the network's state."""
        return self.model.start(batch)

    def advance(self, state: Any, tokens: Tokens) -> Any:
        """Return the network's state after one more token in each tune."""
        return self.model.advance(state, tokens)

    def probabilities(self, state: Any) -> NDArray[np.float64]:
        """Return the rows with no end in them."""
        rows = self.model.probabilities(state).copy()
        rows[:, self.size] = 0
        rows /= rows.sum(axis=1, keepdims=True)
        return rows


# Generation


def generation(runs: list[Run], repetitions: int = 9) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the seconds in which each network makes 64 tunes of 64 notes, several times."""

    def make(model: NeuralModel) -> Callable[[], object]:
        return lambda: sample(model, COUNT, np.random.default_rng(0), onward, longest=COUNT)

    first = [run for run in runs if run.seed == runs[0].seed]
    return [(run.name, timed(make(run.model), repetitions)) for run in first]


def generation_table(found: list[tuple[str, NDArray[np.float64]]]) -> str:
    """Return the seconds of each network beside its budget."""
    cells = []
    for name, times in found:
        budget = BUDGETS[name.split(",")[0]]
        met = "met" if np.median(times) <= budget else "**missed**"
        shown = f"{np.median(times):.2f} ({times.min():.2f} to {times.max():.2f})"
        cells.append([name, shown, f"{budget}", met])
    return table(["network", "seconds", "budget", ""], cells)


# The page


def at(run: Run, seconds: float) -> float:
    """Return the test bits of the network that was best on the validation tunes by then."""
    reached = [(valid, test) for spent, valid, test in run.curve if spent <= seconds]
    return min(reached)[1] if reached else float("nan")


def judged(runs: list[Run], together: list[float]) -> list[tuple[str, bool]]:
    """Return each target with what was measured, and whether it was met."""

    def named(name: str) -> list[Run]:
        return [run for run in runs if run.name == name]

    found = []
    for name, seconds, wanted in TARGETS:
        bits = [at(run, seconds) for run in named(name)]
        words = f"{name}, after {seconds} s: {spread(bits)}; the target is {wanted}"
        found.append((words, float(np.mean(bits)) <= wanted))
    transformer, lstm = ([at(run, 600) for run in named(name)] for name in [*RUNS][1:])
    words = f"Transformer within 600 s: {spread(transformer)}; the LSTM: {spread(lstm)}"
    found.append((words, float(np.mean(transformer)) <= float(np.mean(lstm))))
    words = f"n-gram, memory and Transformer together: {spread(together)}; the target is {TOGETHER}"
    found.append((words, float(np.mean(together)) < TOGETHER))
    return found


def spread(values: Sequence[float]) -> str:
    """Return a mean with the lowest and the highest value.

    Examples
    --------
    >>> spread([2.0, 2.5])
    '2.250 (2.000 to 2.500)'
    >>> spread([2.0])
    '2.000'
    """
    mean = f"{np.mean(values):.3f}"
    return f"{mean} ({min(values):.3f} to {max(values):.3f})" if len(values) > 1 else mean


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in Markdown."""
    lines = [heads, ["---"] + ["---:"] * (len(heads) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def ladder_table(rows: list[Row]) -> str:
    """Return the ladder: bits over the seeds, and the interval of their mean over tunes."""
    cells = []
    for row in rows:
        low, high = bootstrap_interval(row.tunes, np.random.default_rng(0), weights=row.lengths)
        cells.append([row.name, spread(row.bits), f"{low:.3f} to {high:.3f}"])
    heads = ["model", "bits per token (seeds)", "95 % interval over tunes"]
    return table(heads, cells)


def curve_table(runs: list[Run], line: float) -> str:
    """Return the test bits of each network after so many seconds, over the seeds."""
    seconds = (10, 20, 40, 60, 120, 180, 300, 600)
    cells = []
    for name in RUNS:
        of_name = [run for run in runs if run.name == name]
        longest = max(run.curve[-1][0] for run in of_name)
        shown = []
        for limit in seconds:
            bits = [at(run, limit) for run in of_name]
            known = np.isfinite(bits).all() and limit < longest * 1.5
            shown.append(spread(bits) if known else "")
        passed = [
            min((spent for spent, _, test in run.curve if test < line), default=np.nan)
            for run in of_name
        ]
        cells.append([f"{name} ({of_name[0].parameters:,})", f"{np.mean(passed):.0f} s", *shown])
    heads = ["network (parameters)", "passes the n-gram", *(f"{limit} s" for limit in seconds)]
    return table(heads, cells)


def page(runs: list[Run], rows: list[Row], together: list[float], kinder: Any, line: float) -> str:
    """Return the results as a page of Markdown."""
    seeds = len({run.seed for run in runs})
    goals = [
        f"- {'met' if met else '**missed**'}: {words}" for words, met in judged(runs, together)
    ]
    small = [[name, spread(bits)] for name, bits in kinder.items()]
    combined = kinder.get("all three") or [np.inf]
    verdict = "beat" if np.mean(combined) < PUBLISHED else "do not beat"
    parts = [
        "# Networks and counting",
        f"Bits per token of `folk` as scale degrees, ends counted, on its test tunes; {seeds} "
        "seeds: mean, lowest and highest. Seconds are those of one core at work, validation "
        "included. A network is the one of its epoch that was best on the validation tunes.",
        "## The race",
        curve_table(runs, line),
        f"The n-gram model's line is {line:.3f} bits. ![Learning curves](neural.svg)",
        "## The ladder",
        ladder_table(rows),
        "Weights of mixtures are learned from the validation tunes; with a memory of the tune "
        "among the models, they depend on how certain that is. The interval is that of the mean "
        "beside it, over all tokens and seeds, if tunes are drawn again.",
        "## Targets",
        "\n".join(goals),
        "## Generation",
        f"{COUNT} tunes of {COUNT} notes, one step a note, on one core; the median of several "
        "times, the shortest and the longest.",
        generation_table(generation(runs)),
    ]
    if small:
        parts += [
            "## A small set: `kinder`, in the published protocol",
            table(["model", "bits per pitch"], small),
            f"Published for the combined model: {PUBLISHED}. With the LSTM, which has learned from "
            f"fewer than two hundred tunes, they {verdict} it.",
        ]
    return "\n\n".join(parts)


def title(runs: list[Run], line: float) -> str:
    """Return what the picture of the learning curves shows."""
    slow = {run.name for run in runs if run.curve[0][2] >= line}
    who = f"Not {' nor '.join(sorted(slow))}, but every other" if slow else "Every"
    return f"{who} network passes the best n-gram model (dashed) in its first epoch"


def chart(runs: list[Run], line: float) -> None:
    """Draw the learning curves into `results/neural.svg`."""
    import altair as alt
    import pandas as pd

    points = pd.DataFrame(
        [
            {"network": run.name, "seed": run.seed, "seconds": seconds, "bits": test}
            for run in runs
            for seconds, _, test in run.curve
        ]
    )
    curves = (
        alt.Chart(points)
        .mark_line(point=True)
        .encode(
            alt.X("seconds:Q", scale=alt.Scale(type="log"), title="seconds of one core"),
            alt.Y("bits:Q", scale=alt.Scale(zero=False), title="bits per token, test tunes"),
            alt.Color("network:N", title=None, sort=list(RUNS)),
            alt.Detail("seed:N"),
        )
    )
    rule = alt.Chart(pd.DataFrame({"bits": [line]})).mark_rule(strokeDash=[6, 4]).encode(y="bits:Q")
    drawn = (curves + rule).properties(
        width=560,
        height=340,
        title=title(runs, line),
        description="Bits per token against seconds of training on a logarithmic scale, a line for "
        "each seed of each network, and a dashed line for the n-gram model.",
    )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "neural.svg").write_text(to_svg(drawn), encoding="utf-8", newline="\n")
