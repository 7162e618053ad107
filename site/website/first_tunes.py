"""The tunes of the first page: made beforehand by the library, packed into files for a browser.

The machines learn from the starter tunes alone, which are free for everybody (CC0), and are held
against the same: nothing else is shown or heard.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np

from meantone.measures import longest_copies
from meantone.tunes import Corpus, load
from meantone.widgets.explorer import MODELS, Explored, Results, Setting, Stock
from meantone.widgets.explorer.heard import first_notes
from meantone.widgets.explorer.page import spec
from meantone.widgets.explorer.people import People
from meantone.widgets.explorer.screen import narrow_screen, screen, screen_words
from meantone.widgets.explorer.settings import MARKOV, NGRAM, RHYTHM

CORPUS = "forty well-known tunes"
"""What the starter tunes are called on the page."""

MACHINES, ORDERS = (RHYTHM, NGRAM, MARKOV), (3, 4, 5)
"""The models to choose from, and their orders."""

DRAWS = 3
"""How many times eight tunes there are of each setting."""

START = Setting(CORPUS, RHYTHM, 3)
"""What the page shows at first."""

ENDS = ("only the likeliest", "noise")
"""What lies at the ends of the slider, in words that need no lesson."""

_NOTE = re.compile(r"M([\d.]+) ([\d.]+)h([\d.]+)v4\.6h-\3z")

Screens = dict[str, Any]
"""A setting's slider as the page reads it: texts, tunes, and what each stop is made of."""


def starter() -> Results:
    """Return what there is to know of machines that learn from the starter tunes."""
    tunes = load("starter")
    named = Corpus.from_tunes([*tunes], CORPUS, clusters=tunes.clusters, parts=tunes.parts)
    return Results(Stock([named]))


def choices(results: Results) -> dict[str, Any]:
    """Return what there is to choose from on the page: one decoder, and nothing behind *More*.

    Parameters
    ----------
    results : Results
    """
    every = spec(results.stock)
    named = {model["name"]: model for model in every["models"]}
    temperature = {**every["decoders"][0], "ends": [*ENDS]}
    models = [named[name] for name in MACHINES]
    return every | {
        "models": models, "orders": [*ORDERS], "decoders": [temperature], "views": [],
    }  # fmt: skip


def sliders() -> Iterator[tuple[str, Setting]]:
    """Give each slider there is: the name of its file, and its setting at temperature 1.

    Examples
    --------
    >>> [name for name, _ in sliders()][::6]
    ['n-gram-with-rhythm-3-0', 'n-gram-with-rhythm-5-0', 'n-gram-4-0', 'Markov-chain-0']
    """
    for model in MACHINES:
        for order in ORDERS if MODELS[model].ordered else (START.order,):
            for draw in range(DRAWS):
                setting = replace(START, model=model, order=order, draw=draw)
                yield file_name(setting), setting


def file_name(setting: Setting) -> str:
    """Return the name of the file that holds a setting's slider.

    Parameters
    ----------
    setting : Setting
    """
    order = [str(setting.order)] if MODELS[setting.model].ordered else []
    return "-".join([*setting.model.split(), *order, str(setting.draw)])


def screens(results: Results, setting: Setting) -> Screens:
    """Return what a page shows and plays along a setting's slider.

    Parts of pictures and tunes that return are kept once, and named by their places.

    Parameters
    ----------
    results : Results
    setting : Setting
    """
    texts, tunes = _Shelf(), _Shelf()
    people = results.people(setting.corpus)
    stops = [_stop(one, people, texts, tunes) for one in results.path(setting)]
    return {"texts": texts.values, "tunes": tunes.values, "stops": stops}


def compass(files: Sequence[Screens]) -> tuple[int, int]:
    """Return the lowest and the highest pitch that is heard.

    Parameters
    ----------
    files : sequence of dict
        As `screens` gives them.
    """
    pitches = {pitch for file in files for tune in file["tunes"] for pitch in tune[::3]}
    return int(min(pitches)), int(max(pitches))


def copied(results: Results, setting: Setting) -> tuple[int, int]:
    """Return how long a run of notes a machine's tune, and a person's, has from others: medians.

    A machine's from one of the tunes that it learned from, a person's from one of all others.

    Parameters
    ----------
    results : Results
    setting : Setting
    """
    ground, people = results.stock.ground(setting.corpus), results.people(setting.corpus)
    learned = ground.part("train")
    machine = longest_copies([*results.explored(setting).notes], learned)
    others = [
        longest_copies([opening], [*ground.tokens[:place], *ground.tokens[place + 1 :]])[0]
        for place, opening in zip(people.places, people.notes, strict=True)
    ]
    return int(np.median(machine)), int(np.median(others))


class _Shelf:
    """Values that are each kept once, in the order in which they came."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    @property
    def values(self) -> list[Any]:
        return [json.loads(value) for value in self._places]

    def places(self, values: Sequence[Any]) -> list[int]:
        """Return where each value is kept."""
        return [self._places.setdefault(json.dumps(one), len(self._places)) for one in values]


def _stop(explored: Explored, people: People, texts: _Shelf, tunes: _Shelf) -> dict[str, Any]:
    """Return what is shown and heard at one stop of the slider."""
    sides = {"machine": explored.machine, "people": explored.beside}
    return {
        "wide": texts.places(_tags(screen(explored, people))),
        "narrow": texts.places(_tags(narrow_screen(explored, people))),
        "words": screen_words(explored),
        "heard": {
            side: tunes.places([[*chain(*notes)] for notes in first_notes(eight.tunes)])
            for side, eight in sides.items()
        },
    }


def _tags(svg: str) -> list[str]:
    """Return a picture's tags, each with the text after it; notes written shorter."""
    return [_NOTE.sub(r"\1 \2 \3;", tag) for tag in re.findall(r"<[^<]+", svg)]
