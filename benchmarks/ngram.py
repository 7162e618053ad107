"""`course.py bench ngram`: n-grams beside nltk and KenLM: training, scoring, sampling, searching.

Notes of `folk` as scale degrees; all peers in one run, called in turns, so that ratios hold on
any machine. KenLM needs a compiler and is not among the packages of the course; without it, its
rows stay empty.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import RESULTS, publish, seconds, side_by_side, spread
from benchmarks.onward import onward
from meantone.decoding import most_probable, sample
from meantone.models import NGram, modified_kneser_ney, surprises, witten_bell
from meantone.models.arpa import write_arpa
from meantone.models.smoothing import LevelRule
from meantone.show.charts import to_svg
from meantone.tunes import Degree, load

ORDER = 5
PEERS_TUNES = 600
"""nltk is given so many tunes: it counts as fast per note in few as in many."""

DRAWN = (1, 2, 3, 5, 8)
"""The orders in the plot; the table has all from 1 to 8."""

PACKAGES = ("numpy", "nltk", "kenlm")
INSTALL = "KenLM is not installed, so it is left out. To have it:  pip install kenlm==0.3.0"

Tunes = list[NDArray[np.int64]]
Times = NDArray[np.float64]


class Data(NamedTuple):
    """Tunes as tokens: those to learn from, those held out, and how many tokens there are."""

    train: Tunes
    held_out: Tunes
    size: int


class Result(NamedTuple):
    """One line of the table; `ratio` or `cost`, and what it has to be."""

    what: str
    ours: str
    peer: str
    ratio: str
    needed: str
    met: bool


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and keep them in `results/ngram.md` and `results/ngram.svg`.

    Returns
    -------
    int
        0; 1 if something is slower than it has to be.
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench ngram",
        description="Time n-gram models beside nltk and KenLM.",
    )
    parser.add_argument("--repetitions", type=int, default=9, help="of each measurement (9)")
    parser.add_argument(
        "--quick", action="store_true", help="two repetitions, no plot; nothing is written"
    )
    options = parser.parse_args(arguments)
    if options.repetitions < 1:
        parser.error(f"--repetitions is {options.repetitions}; it has to be 1 or more")
    times = 2 if options.quick else options.repetitions
    data = folk()
    results = [*training(data, times), *scoring(data, times), *generating(data, times)]
    if options.quick:
        print(table(results))
    else:
        costs = cost_of_all(data, min(times, 5))
        publish("ngram", page(data, results, costs, times), PACKAGES)
        chart(costs)
    missed = [result for result in results if not result.met]
    for result in missed:
        print(f"{result.what}: needed {result.needed}", file=sys.stderr)
    return 1 if missed else 0


def folk() -> Data:
    """Return the scale degrees of `folk`."""
    corpus = load("folk")
    view = Degree.of(corpus)
    train, held_out = (
        [view.encode(tune) for tune in corpus.part(part)] for part in ("train", "test")
    )
    return Data(train, held_out, len(view.vocabulary))


def notes(tunes: Tunes) -> int:
    """Count the notes."""
    return sum(len(tune) for tune in tunes)


def as_words(tunes: Tunes) -> list[list[str]]:
    """Return tunes as words, which is what the peers read."""
    return [[str(token) for token in tune.tolist()] for tune in tunes]


# Training


def training(data: Data, times: int) -> list[Result]:
    """Compare training with nltk's, which counts and leaves the probabilities for later."""
    return [
        trained(data, modified_kneser_ney, "KneserNeyInterpolated", times),
        trained(data, witten_bell, "MLE", times),
    ]


def trained(data: Data, rule: LevelRule, kind: str, times: int) -> Result:
    """Compare one rule of smoothing with one class of nltk."""
    from nltk import lm
    from nltk.lm.preprocessing import padded_everygram_pipeline

    some = as_words(data.train[:PEERS_TUNES])

    def fit_peer() -> None:
        grams, vocabulary = padded_everygram_pipeline(ORDER, some)
        getattr(lm, kind)(ORDER).fit(grams, vocabulary)

    def fit() -> None:
        NGram.fit(data.train, data.size, ORDER, rule)

    ours, peer = side_by_side(fit, fit_peer, times)
    rates = notes(data.train) / ours / 1e6, notes(data.train[:PEERS_TUNES]) / peer / 1e6
    ratio = rates[0] / rates[1]
    return Result(
        f"training, order {ORDER}, {rule}; nltk {kind}",
        f"{spread(rates[0])} M notes/s",
        f"{spread(rates[1], 3)} M notes/s",
        f"{spread(ratio, 0)} times",
        "25 times",
        bool(np.median(ratio) >= 25),
    )


# Scoring


def scoring(data: Data, times: int) -> list[Result]:
    """Compare scoring with KenLM's, which is given the same model through an ARPA file."""
    model = NGram.fit(data.train, data.size, ORDER)
    peer = kenlm_of(model)
    sets = (("held-out", data.held_out), ("training", data.train))
    return [scored(model, peer, f"scoring {name} notes", tunes, times) for name, tunes in sets]


def kenlm_of(model: NGram) -> Callable[[str], float] | None:
    """Return KenLM's function that scores a line, None if KenLM is not there."""
    if not find_spec("kenlm"):
        print(INSTALL, file=sys.stderr)
        return None
    import kenlm

    settings = kenlm.Config()
    settings.show_progress = False
    with tempfile.TemporaryDirectory() as folder:
        write_arpa(model, Path(folder) / "model.arpa")
        score: Callable[[str], float] = kenlm.Model(f"{folder}/model.arpa", settings).score
    return score


def scored(
    model: NGram, peer: Callable[[str], float] | None, what: str, tunes: Tunes, times: int
) -> Result:
    """Compare the scoring of some tunes, and make sure that the scores are the same."""
    if peer is None:
        alone = notes(tunes) / seconds(lambda: surprises(model, tunes), times) / 1e6
        return Result(f"{what}; KenLM", f"{spread(alone)} M notes/s", "not there", "", "40 %", True)
    lines = [" ".join(words) for words in as_words(tunes)]
    bits = np.array([tune.sum() for tune in surprises(model, tunes)])
    furthest = np.abs(bits * np.log10(2) + [peer(line) for line in lines]).max()
    if furthest > 1e-2:  # of a whole tune; KenLM's numbers have 24 bits
        raise AssertionError(f"KenLM scores a tune otherwise, by {furthest:.4f}")
    ours, theirs = side_by_side(
        lambda: surprises(model, tunes), lambda: [peer(line) for line in lines], times
    )
    rates = notes(tunes) / ours / 1e6, notes(tunes) / theirs / 1e6
    ratio = 100 * rates[0] / rates[1]
    return Result(
        f"{what}; KenLM",
        f"{spread(rates[0])} M notes/s",
        f"{spread(rates[1])} M notes/s",
        f"{spread(ratio, 0)} %",
        "40 %",
        bool(np.median(ratio) >= 40),
    )


# Sampling and searching


def generating(data: Data, times: int) -> list[Result]:
    """Time the sampling of tunes, and the search for the most probable one."""
    model = NGram.fit(data.train, data.size, ORDER)

    def draw() -> None:
        tunes = sample(model, 500, np.random.default_rng(0), onward, longest=64)
        if notes(list(tunes)) != 500 * 64:
            raise AssertionError("not 500 tunes of 64 notes")

    return [
        timed("sampling 500 tunes of 64 notes", draw, 50, times),
        timed("the most probable tune of 64 notes", lambda: most_probable(model, 64), 500, times),
    ]


def timed(what: str, run: Callable[[], object], needed: int, times: int) -> Result:
    """Time something that has no peer."""
    taken = 1000 * seconds(run, times)
    return Result(
        f"{what}, order {ORDER}",
        f"{spread(taken, 0)} ms",
        "",
        "",
        f"{needed} ms",
        bool(np.median(taken) <= needed),
    )


# What it costs


def cost_of_all(data: Data, times: int) -> list[dict[str, Any]]:
    """Return what training and scoring cost, for parts of the corpus and orders 1 to 8."""
    rows = []
    for order in range(1, 9):
        for part in (32, 16, 8, 4, 2, 1):
            tunes = data.train[::part]
            model = NGram.fit(tunes, data.size, order)
            jobs = {
                "training": lambda: NGram.fit(tunes, data.size, order),  # noqa: B023
                "scoring": lambda: surprises(model, tunes),  # noqa: B023
            }
            rows += [
                {
                    "job": job,
                    "order": order,
                    "notes": notes(tunes),
                    "states": len(model.table),
                    "ms": 1000 * float(np.median(seconds(run, times))),
                }
                for job, run in jobs.items()
            ]
    return rows


def cost_table(costs: Sequence[dict[str, Any]]) -> str:
    """Return what the whole corpus costs, order by order."""
    whole = [row for row in costs if row["notes"] == max(row["notes"] for row in costs)]
    lines = ["| order | states | training, ms | scoring, ms |", "| ---: | ---: | ---: | ---: |"]
    for order in range(1, 9):
        train, score = (
            next(row for row in whole if (row["order"], row["job"]) == (order, job))
            for job in ("training", "scoring")
        )
        taken = f"{train['ms']:.0f} | {score['ms']:.0f}"
        lines.append(f"| {order} | {train['states']:,} | {taken} |")
    return "\n".join(lines)


def chart(costs: list[dict[str, Any]]) -> None:
    """Draw what training and scoring cost into `results/ngram.svg`."""
    import altair as alt
    import pandas as pd

    logarithmic = alt.Scale(type="log", nice=False, padding=10)
    drawn = (
        alt.Chart(
            pd.DataFrame([row for row in costs if row["order"] in DRAWN]),
            title="What n-grams cost",
            description=(
                "Two charts on logarithmic scales: milliseconds for training and for scoring "
                "against the notes of the corpus, a line for each order. All lines rise about as "
                "the notes do; training takes longer for higher orders, scoring hardly does."
            ),
        )
        .mark_line(point=True)
        .encode(
            alt.X("notes:Q", scale=logarithmic, title="notes of the corpus").axis(
                values=[10_000, 30_000, 100_000, 300_000], format="~s"
            ),
            alt.Y("ms:Q", scale=logarithmic, title="milliseconds").axis(
                values=[0.3, 1, 3, 10, 30, 100, 300, 1000]
            ),
            alt.Color("order:O", title="order", sort="descending"),
            alt.Column("job:N", title=None, sort=["training", "scoring"]),
        )
        .properties(width=340, height=300)
    )
    (RESULTS / "ngram.svg").write_text(to_svg(drawn), encoding="utf-8", newline="\n")


# The page


def page(data: Data, results: list[Result], costs: list[dict[str, Any]], times: int) -> str:
    """Return the results as a page of Markdown."""
    return f"""# N-grams beside nltk and KenLM

Made by `python course.py bench ngram`. The tunes are those of `folk`, as scale degrees:
{notes(data.train):,} notes to train on, {notes(data.held_out):,} held out, {data.size} tokens.
Figures are the median of {times} repetitions, with the lowest and the highest; peers were called in
turns. Times are the processor's: what else the machine did does not count.

{table(results)}

nltk only counts when it is trained (here, on {PEERS_TUNES} of the tunes), while a model of this
package is ready with all its probabilities. KenLM, written in C++, reads the same model from an
ARPA file and is given tunes as lines of text; its scores were compared, tune by tune. Sampling and
the search have no peer.

## What it costs, by order and size of the corpus

Modified Kneser-Ney; scoring is that of the notes trained on.

{cost_table(costs)}

![Milliseconds against notes, a line for each order](ngram.svg)
"""


def table(results: Sequence[Result]) -> str:
    """Return the results as a table in Markdown."""
    lines = [
        "| what | meantone | peer | ratio | needed | |",
        "| --- | ---: | ---: | ---: | ---: | --- |",
    ]
    lines += [
        f"| {' | '.join(result[:5])} | {'reached' if result.met else 'missed'} |"
        for result in results
    ]
    return "\n".join(lines)
