"""`course.py bench infilling`: how long a gap between given notes takes, and what both sides save.

An n-gram model of order 5 of `folk`; gaps of eight notes in songs that it does not know. Lesson 15.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import publish
from meantone.decoding import Infilling, sample
from meantone.measures import bootstrap_interval
from meantone.models import NGram, SequenceModel, surprise
from meantone.models.sequence_model import Numbers
from meantone.tunes import Degree, load

BUDGET = 0.1
"""Seconds for a gap of eight notes."""

BEFORE, GAP, AFTER = 8, 8, 8
"""Notes that are known, missing, and known."""

TEMPERATURES = (1.0, 0.6)

PACKAGES = ("numpy", "meantone")

Row = tuple[str, float, float, float]


def main(arguments: list[str]) -> int:
    """Measure, print the table, and keep it in `results/infilling.md`.

    Returns
    -------
    int
        0; 1 if the median gap takes longer than it may.
    """
    parser = argparse.ArgumentParser(
        prog="python course.py bench infilling", description="Time gaps that are filled exactly."
    )
    parser.add_argument("--songs", type=int, default=100, help="with a gap in each (100)")
    parser.add_argument("--quick", action="store_true", help="five songs; nothing is written")
    options = parser.parse_args(arguments)
    if options.songs < 2:
        parser.error(f"--songs is {options.songs}; it has to be 2 or more")
    model, songs = ground(5 if options.quick else options.songs)
    taken = {degree: seconds(model, songs, degree) for degree in TEMPERATURES}
    text = page(taken, costs(model, songs))
    if options.quick:
        print(text)
    else:
        publish("infilling", text, PACKAGES)
    late = float(np.median(taken[1.0])) > BUDGET
    if late:
        print("over budget", file=sys.stderr)
    return int(late)


def ground(count: int) -> tuple[SequenceModel[NDArray[np.integer]], list[Numbers]]:
    """Return the model, and as many songs as are asked for."""
    folk = load("folk")
    view = Degree.of(folk)
    train, test = ([view.encode(tune) for tune in folk.part(part)] for part in ("train", "test"))
    model = NGram.fit(train, len(view.vocabulary), order=5)
    whole = BEFORE + GAP + AFTER
    return model, [song[:whole] for song in test if len(song) >= whole][:count]


def seconds(
    model: SequenceModel[NDArray[np.integer]], songs: list[Numbers], degree: float
) -> NDArray[np.float64]:
    """Return how long each gap takes, messages and one draw, in seconds of the processor.

    Of the processor, so that a busy machine does not count.
    """
    taken = []
    for number, song in enumerate(songs):
        begin = time.process_time()
        gap = Infilling(model, song, range(BEFORE, BEFORE + GAP), degree, whole=False)
        gap.draw(1, np.random.default_rng(number))
        taken.append(time.process_time() - begin)
    return np.array(taken)


def costs(model: SequenceModel[NDArray[np.integer]], songs: list[Numbers]) -> list[Row]:
    """Return bits a note, with intervals over songs: of people's notes, and of machines'."""
    places = np.arange(BEFORE, BEFORE + GAP)
    gaps = [Infilling(model, song, places, whole=False) for song in songs]
    drawn = [gap.draw(1, np.random.default_rng(n))[0] for n, gap in enumerate(gaps)]
    mixed = [song.copy() for song in songs]
    for number, song in enumerate(mixed):
        song[places] = np.random.default_rng(number).permutation(song[places])
    free = list(sample(model, len(songs), np.random.default_rng(0), longest=GAP))
    sets = {
        "people, the past known": [surprise(model, song)[places].mean() for song in songs],
        "people, both sides known": [
            gap.bits(song).mean() for gap, song in zip(gaps, songs, strict=True)
        ],
        "filled in, the past known": [surprise(model, song)[places].mean() for song in drawn],
        "people's notes shuffled, the past known": [
            surprise(model, song)[places].mean() for song in mixed
        ],
        "drawn freely": [surprise(model, tune)[:-1].mean() for tune in free if len(tune)],
    }
    rng = np.random.default_rng(1)
    return [
        (name, float(np.mean(bits)), *bootstrap_interval(bits, rng)) for name, bits in sets.items()
    ]


def page(taken: dict[float, NDArray[np.float64]], rows: list[Row]) -> str:
    """Return the results as a page of Markdown."""
    times = "\n".join(
        f"| {degree:g} | {np.median(each):.3f} | {each.min():.3f} to {each.max():.3f} |"
        for degree, each in taken.items()
    )
    bits = "\n".join(f"| {name} | {mean:.2f} | {low:.2f} to {high:.2f} |"
                     for name, mean, low, high in rows)  # fmt: skip
    return f"""# Gaps, filled exactly

Made by `python course.py bench infilling`: an n-gram of order 5 of `folk`, gaps of {GAP} notes with
{BEFORE} known notes before and {AFTER} after, in {len(taken[1.0])} songs of the test part. Seconds
of the processor for the messages and one draw; the budget is {BUDGET:g} s.

| temperature | median | lowest to highest |
| ---: | ---: | ---: |
{times}

Bits a note under the model, and 95 % intervals over songs.

| whose notes | bits | interval |
| --- | ---: | ---: |
{bits}
"""
