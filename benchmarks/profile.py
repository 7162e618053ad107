"""`course.py bench profile`: The profile of 500 tunes, quick and whole, beside its budget.

Tunes of 64 scale degrees, sampled from an n-gram of `folk`; the reference holds those held out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import publish, seconds, seconds_once, spread
from benchmarks.onward import onward
from meantone.decoding import sample
from meantone.measures import ALL, QUICK, Measure, Reference, prepare_bands, profile
from meantone.models import NGram, witten_bell
from meantone.tunes import Degree, load

TUNES, LENGTH, ORDER = 500, 64, 5
PACKAGES = ("numpy", "meantone")

Times = NDArray[np.float64]
Tunes = list[NDArray[np.int64]]


class Setting(NamedTuple):
    """The model that makes tunes, what they are held against, and how much of that is human."""

    model: NGram
    reference: Reference
    people: int


class Result(NamedTuple):
    """One line of the table; how long something took, and may take."""

    what: str
    taken: Times
    budget: float

    @property
    def met(self) -> bool:
        """Whether the median is within the budget."""
        return bool(np.median(self.taken) <= self.budget)


def main(arguments: list[str]) -> int:
    """Measure, print the tables, and keep them in `results/profile.md`.

    Returns
    -------
    int
        0; 1 if something takes longer than it may.
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench profile",
        description="Time the profile of 500 tunes.",
    )
    parser.add_argument("--repetitions", type=int, default=9, help="of each measurement (9)")
    parser.add_argument("--quick", action="store_true", help="two repetitions; nothing is written")
    options = parser.parse_args(arguments)
    if options.repetitions < 1:
        parser.error(f"--repetitions is {options.repetitions}; it has to be 1 or more")
    times = 2 if options.quick else options.repetitions
    setting = folk()
    prepared = [seconds_once(partial(prepare, setting, rows)) for rows in (QUICK, ALL)]
    results = profiled(setting, times)
    if options.quick:
        print(table(results))
    else:
        publish("profile", page(setting, results, prepared, times), PACKAGES)
    missed = [result for result in results if not result.met]
    for result in missed:
        print(f"{result.what}: may take {result.budget:g} s", file=sys.stderr)
    return 1 if missed else 0


def folk() -> Setting:
    """Return a model of `folk`, and a reference of its held-out tunes, filled up to 1,000.

    The openings have 64 notes, so that all notes of the sampled tunes are measured.
    """
    corpus = load("folk")
    view = Degree.of(corpus)
    size = len(view.vocabulary)
    train, valid, test = (
        [view.encode(tune) for tune in corpus.part(part)] for part in ("train", "valid", "test")
    )
    human = [tune for tune in [*valid, *test] if len(tune) >= LENGTH]
    model = NGram.fit(train, size, ORDER)
    further = draw(NGram.fit([*valid, *test], size, ORDER), 2 * TUNES - len(human), seed=1)
    reference = Reference(
        [*human, *further],
        size,
        rng=np.random.default_rng(0),
        judge=NGram.fit(train, size, ORDER + 1, witten_bell),
        training=train,
        view=view,
        length=LENGTH,
    )
    return Setting(model, reference, len(human))


def draw(model: NGram, count: int, seed: int = 0) -> Tunes:
    """Return so many tunes of 64 notes."""
    rng = np.random.default_rng(seed)
    return list(sample(model, max(count, 0), rng, onward, longest=LENGTH))


def prepare(setting: Setting, measures: Sequence[Measure]) -> None:
    """Work out the bands."""
    prepare_bands(setting.reference, TUNES, measures)


def profiled(setting: Setting, times: int) -> list[Result]:
    """Time what follows the move of a slider, and the whole table."""
    tunes = draw(setting.model, TUNES)

    def table_of(some: Tunes, measures: Sequence[Measure]) -> Any:
        found = profile(some, setting.reference, np.random.default_rng(0), measures)
        if found.count != TUNES:
            raise AssertionError(f"{found.count} tunes were measured, not {TUNES}")
        return found

    quick, whole = (
        sum(measure.fits(setting.reference) for measure in measures) for measures in (QUICK, ALL)
    )
    return [
        Result(
            f"sampling and {quick} quick measures",
            seconds(lambda: table_of(draw(setting.model, TUNES), QUICK), times),
            0.3,
        ),
        Result(f"{quick} quick measures", seconds(lambda: table_of(tunes, QUICK), times), 0.3),
        Result(f"all {whole} measures", seconds(lambda: table_of(tunes, ALL), times), 3.0),
    ]


def page(setting: Setting, results: list[Result], prepared: list[float], times: int) -> str:
    """Return the results as a page of Markdown."""
    quick, rest = prepared
    return f"""# The profile of {TUNES} tunes

Made by `python course.py bench profile`. {TUNES} tunes of {LENGTH} scale degrees, sampled from an
n-gram of order {ORDER} that learned `folk`, beside as many of a reference of
{len(setting.reference.windows):,}, with intervals; the reference and its bands are ready. Seconds:
the median of {times} repetitions, with the lowest and the highest. Of the reference's tunes
{setting.people} are by people and the others sampled, for no more are so long; the time it takes
does not depend on who made them.

{table(results)}

The bands are worked out once, the first time that so many tunes are profiled: {quick:.1f} s for the
quick measures, {rest:.1f} s more for the others. Measures of rhythm, which need tunes and not only
tokens, are not among these.
"""


def table(results: Sequence[Result]) -> str:
    """Return the results as a table in Markdown."""
    lines = ["| what | seconds | budget | |", "| --- | ---: | ---: | --- |"]
    lines += [
        f"| {result.what} | {spread(result.taken, 2)} | {result.budget:g} | "
        f"{'reached' if result.met else 'missed'} |"
        for result in results
    ]
    return "\n".join(lines)
