"""`course.py bench together`: what counting, networks and many small views reach on `folk`, joined.

Bits per token of `folk` as scale degrees, ends counted, on its test tunes: the same as in `bench
neural`, whose networks are used. What joins them is learned from the validation tunes.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import publish
from benchmarks.networks import MEMORY, RUNS, Parts, count, trained
from benchmarks.neural import folk, spread, table
from meantone.measures import bootstrap_interval
from meantone.models import (
    Mixture,
    Product,
    SequenceModel,
    ViewModel,
    by_place_and_certainty,
    learn_exponents,
)
from meantone.models.learned_weights import all_rows, weights_for
from meantone.models.sequence_model import with_ends
from meantone.models.views import (
    View,
    from_first,
    from_highest,
    from_lowest,
    interval,
    pitch,
    three_back,
    two_back,
)
from meantone.storage import cache_folder
from meantone.tunes import Degree, load

PACKAGES = ("numpy", "torch")

TARGET = 2.08
"""The bits that the best mixture is to be below."""

LONG: tuple[View, ...] = (
    pitch,
    interval,
    from_first,
    two_back,
    three_back,
    from_highest,
    from_lowest,
)
SHORT: tuple[View, ...] = (interval, from_first, two_back)
"""The views; a short-term model of degrees is there already, as the memory of the tune."""

Rows = dict[str, NDArray[np.float64]]
"""What a model predicts in each part of the set, as `all_rows` returns it."""


class Joined(NamedTuple):
    """A line of the table: bits per token of each seed, and of each tune the mean over seeds."""

    name: str
    bits: list[float]
    tunes: NDArray[np.float64]


class Course:
    """The validation and test tunes, and what models say of them.

    Parameters
    ----------
    parts : dict of str to list of numpy.ndarray
    size : int
    """

    def __init__(self, parts: Parts, size: int) -> None:
        self.parts = parts
        came = {part: with_ends(parts[part], size) for part in ("valid", "test")}
        self.tokens = {part: tokens for part, (tokens, _) in came.items()}
        self.lengths = {part: np.diff(starts) for part, (_, starts) in came.items()}

    def rows(self, model: SequenceModel[Any]) -> Rows:
        """Return what a model says of both parts."""
        return {part: all_rows(model, self.parts[part]) for part in self.tokens}

    def bits(self, joint: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the bits of each test token by the rows of a mixture."""
        return np.asarray(-np.log2(joint[np.arange(len(joint)), self.tokens["test"]]))

    def mean(self, members: dict[str, Rows]) -> NDArray[np.float64]:
        """Return the bits by the mixture of `bench neural`: weights by the memory's certainty."""
        valid, test = (np.stack([rows[part] for rows in members.values()]) for part in self.tokens)
        weigh = weights_for(valid, self.tokens["valid"], list(members).index(MEMORY))
        return self.bits(Mixture.join(test, weigh(test)))

    def product(self, members: dict[str, Rows]) -> NDArray[np.float64]:
        """Return the bits by the product, its exponents by place and certainty."""
        valid, test = (np.stack([rows[part] for rows in members.values()]) for part in self.tokens)
        learned = learn_exponents(
            valid, self.tokens["valid"], self.lengths["valid"], by_place_and_certainty
        )
        place = np.concatenate([np.arange(length) for length in self.lengths["test"]])
        return self.bits(Product.join(test, learned(test, place)))


def measured(seeds: int, keep: Path) -> tuple[list[Joined], NDArray[np.intp]]:
    """Return the lines of the table, and the lengths of the test tunes."""
    parts, size = folk()
    course = Course(parts, size)
    counted = {name: course.rows(model) for name, model in count(parts["train"], size).items()}
    degrees = Degree.of(load("folk")).vocabulary
    views = {f"{view.__name__}, long": ViewModel(view, degrees, parts["train"]) for view in LONG}
    views |= {f"{view.__name__}, short": ViewModel(view, degrees) for view in SHORT}
    seen = {name: course.rows(model) for name, model in views.items()}
    found: dict[str, list[NDArray[np.float64]]] = {}
    for seed in range(seeds):
        networks = {
            name: course.rows(trained(name, seed, parts, size, keep).model) for name in RUNS
        }
        two = {name: rows for name, rows in networks.items() if name != "LSTM, live"}
        lines = {
            "counting: their mean": course.mean(counted),
            "counting and views: their product": course.product(counted | seen),
            "counting, Transformer, LSTM: their mean": course.mean(counted | two),
            "counting, Transformer, LSTM: their product": course.product(counted | two),
            "counting, Transformer, both LSTMs, views: their product": course.product(
                counted | networks | seen
            ),
        }
        for name, bits in lines.items():
            found.setdefault(name, []).append(bits)
    lengths = course.lengths["test"]
    return [line(name, bits, lengths) for name, bits in found.items()], lengths


def line(name: str, bits: list[NDArray[np.float64]], lengths: NDArray[np.intp]) -> Joined:
    """Return a line of the table.

    Parameters
    ----------
    name : str
    bits : list of numpy.ndarray of float, each of shape (tokens,)
        Of each seed.
    lengths : numpy.ndarray of int, shape (tunes,)
    """
    tunes = np.split(np.mean(bits, axis=0), np.cumsum(lengths)[:-1])
    return Joined(name, [float(of.mean()) for of in bits], np.array([of.mean() for of in tunes]))


def page(rows: list[Joined], lengths: NDArray[np.intp]) -> str:
    """Return the results as a page of Markdown."""
    cells = []
    for row in rows:
        low, high = bootstrap_interval(row.tunes, np.random.default_rng(0), weights=lengths)
        cells.append([row.name, spread(row.bits), f"{low:.3f} to {high:.3f}"])
    heads = ["models", "bits per token (seeds)", "95 % interval over tunes"]
    best = float(np.mean(rows[-1].bits))
    return f"""# Counting, networks and many small views together

Bits per token of `folk` as scale degrees, ends counted, on its test tunes, of which no model has
heard a near-duplicate; {len(rows[0].bits)} trainings of each network: mean, lowest and highest.
Made by `python course.py bench together`.

{table(heads, cells)}

Counting: an n-gram model of order 5, and memory of the tune. The Transformer and the LSTMs ("live"
and "prepared") are those of [`bench neural`](neural.md), where the first and the third line stand,
too. Views of scale degrees, by PPM, as `ViewModel` explains: {len(LONG)} that have learned and go
on learning ({names(LONG)}), and {len(SHORT)} that know the tune at hand only ({names(SHORT)}). All
that joins models is learned from the validation tunes: weights by the memory's certainty for means;
exponents that move with place and certainty for products, every tune counting alike.

- {"met" if best < TARGET else "**missed**"}: all together {best:.3f} bits; to be below {TARGET}

No line was chosen by these figures. With fewer views (interval alone) 2.103 was seen before; the
others were added at once, all that see one thing of one pair of notes.
"""


def names(views: tuple[View, ...]) -> str:
    """Return the names of some views, in words."""
    return ", ".join(view.__name__.replace("_", " ") for view in views)


def main(arguments: list[str]) -> int:
    """Measure, and write `results/together.md`; return 1 if the target was missed, else 0."""
    made = argparse.ArgumentParser(prog="course.py bench together", description=__doc__)
    made.add_argument("--seeds", type=int, default=3, help="trainings of each network (3)")
    made.add_argument(
        "--keep",
        type=Path,
        default=cache_folder() / "bench-neural",
        help="folder of the trainings of bench neural (in the cache)",
    )
    options = made.parse_args(arguments)
    rows, lengths = measured(options.seeds, options.keep)
    publish("together", page(rows, lengths), PACKAGES)
    return int(np.mean(rows[-1].bits) >= TARGET)
