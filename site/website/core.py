"""What the library's core finds, in figures: the same in a browser as on a computer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from meantone import show
from meantone.commands.doctor import CHECKS, examine
from meantone.decoding import most_probable, sample, temperature
from meantone.measures import Reference, profile
from meantone.models import PPM, MarkovChain, NGram, SequenceModel, cross_entropy
from meantone.show.charts import render
from meantone.storage import checksum
from meantone.teaching.records.progress import Progress
from meantone.tunes import Degree, load
from meantone.tunes.collections.sets import obtain
from meantone.widgets.explorer.latest import Latest

__all__ = ["ailments", "beside", "figures", "in_pictures", "remembered", "rooms", "sets"]

ROOMS = (
    "commands",
    "decoding",
    "exercises",
    "experiments",
    "measures",
    "models",
    "page",
    "report",
    "show",
    "storage",
    "teaching",
    "tunes",
    "widgets",
)
"""All but that of a class, which is a server."""


def rooms() -> dict[str, str]:
    """Import every room, that of networks last; return what each said that could not be."""
    failed = {}
    for room in (*ROOMS, "models.neural"):
        try:
            __import__(f"meantone.{room}")
        except ImportError as error:
            failed[room] = str(error)
    return failed


def ailments() -> list[str]:
    """Return what the doctor finds wrong, of what lesson 00 has it look at."""
    looked_at = ("folders", "sound", "engraving", "charts", "data")
    findings = [examine(check) for check in CHECKS if check.name in looked_at]
    return [str(finding) for finding in findings if not finding.well]


def sets(*names: str) -> dict[str, str]:
    """Return a checksum of each of these data sets.

    Parameters
    ----------
    *names : str
        Of `meantone.tunes.collections.set_names`.
    """
    return {name: checksum(obtain(name).corpus.arrays()) for name in names}


def figures() -> dict[str, Any]:
    """Return what is fitted, drawn, decoded and measured from children's songs."""
    corpus = load("kinder")
    view = Degree.of(corpus)
    size = len(view.vocabulary)
    tunes = [view.encode(tune) for tune in corpus]
    chain, ngram = MarkovChain.fit(tunes, size, add=1), NGram.fit(tunes, size, order=3)
    models: list[SequenceModel[Any]] = [chain, ngram, PPM.fit(tunes, size)]
    drawn = sample(ngram, 200, np.random.default_rng(0))
    cool = sample(chain, 50, np.random.default_rng(1), lambda rows: temperature(rows, 0.5))
    mode = most_probable(ngram, 12)
    reference = Reference(tunes, size, rng=np.random.default_rng(2), view=view)
    rows = profile(list(drawn), reference, np.random.default_rng(3)).rows
    return {
        "drawn": [tokens.tolist() for tokens in drawn],
        "cool": [tokens.tolist() for tokens in cool],
        "mode": [mode.tokens.tolist(), mode.log2_probability],
        "bits": [cross_entropy(model, tunes) for model in models],
        "profile": [[row.measure.name, row.value, *row.interval, row.human] for row in rows],
    }


def remembered(folder: str) -> list[Any]:
    """Write down what a learner did, and return what another kernel would read.

    Parameters
    ----------
    folder : str
        Where the record is to lie.
    """
    path = Path(folder) / "record.sqlite"
    one = Progress(path)
    for answer in ("A", "B"):
        one.note("predicted", "02.first", answer)
    again = Progress(path)
    found = again.get("predicted", "02.first")
    return [found.value, found.times, *again.news()] if found else [*again.news()]


def beside() -> list[str]:
    """Do two jobs beside one another, the second begun by the first; return what was delivered."""
    got: list[str] = []

    def delivered(news: Any) -> None:
        got.append(repr(news))
        if news == "one":
            latest.do(lambda report: ["two"])

    latest = Latest(delivered)
    latest.do(lambda report: ["one", "never"])
    latest.wait(60)
    return got


def in_pictures() -> dict[str, str]:
    """Return how a sound, a score, a chart and a player begin."""
    tune = load("starter").find("starter-alle_meine_entchen")
    heard = show.sound(tune)
    return {
        "wav": heard.encode("wav")[:4].decode(),
        "address": heard.address().partition(";")[0],
        "score": repr(show.score(tune)),
        "svg": show.score(tune).svg[:4],
        "chart": ", ".join(sorted(render(show.roll(tune).to_dict()))),
    }
