"""What the explorer finds out about a setting: one tune, note by note, and five hundred of them.

Pure functions: they know no page and no thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meantone.decoding import beam, greedy, n_best, sample, temperature
from meantone.decoding.reshaped import Mirostat, Reshaped
from meantone.decoding.truncation import min_p, top_k, top_p, typical
from meantone.measures import Profile
from meantone.models import SequenceModel, surprise
from meantone.tunes import Tune
from meantone.widgets.explorer.ground import Ground, People, Tokens
from meantone.widgets.explorer.settings import OPENING, SEARCHES, Setting
from meantone.widgets.explorer.stock import Report, Stock, quietly

LONGEST = 64
"""Notes after which a tune is cut off: about twenty seconds."""

CROWD = 500
"""Tunes that are drawn to be measured."""

SEARCHED = 8
"""Settings of which the tunes that a search found are kept."""

DOTS = 200
"""Tunes of each kind that are drawn on the map."""

Rows = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sung:
    """One tune of a setting, and what there is to know of it.

    Parameters
    ----------
    setting : Setting
    ground : Ground
        The corpus that the model learned from.
    tokens : numpy.ndarray of int, shape (time,)
    bits : numpy.ndarray of float, shape (time,)
        How much each note surprises the model as it is.
    ended : bool
        Whether the tune came to its end, or was cut off.
    usual : float
        Bits per note of people's tunes, to the same model.
    context : tuple of int
        After which notes the next one is looked at.
    plain, shaped : numpy.ndarray of float, shape (size + 1,)
        The chances of the next note there: the model's own, and what the decoder makes of them.
    origin : str
        Where the weights of a network come from.
    """

    setting: Setting
    ground: Ground
    tokens: Tokens
    bits: Rows
    ended: bool
    usual: float
    context: tuple[int, ...]
    plain: Rows
    shaped: Rows
    origin: str = ""

    @property
    def tune(self) -> Tune:
        """What is heard: an eighth for each note."""
        return self.ground.view.decode(self.tokens, duration=24)

    @property
    def mean(self) -> float:
        """Bits per note; nan without notes."""
        return float(self.bits.mean()) if len(self.bits) else float("nan")


@dataclass(frozen=True, eq=False)
class Crowd:
    """Many tunes of a setting, measured together.

    Parameters
    ----------
    setting : Setting
    tunes : list of numpy.ndarray of int
    people : People
        What they are compared with.
    profile : Profile or None
        Beside people's tunes; None where there are too few of those to compare with.
    places : numpy.ndarray of float, shape (dots, 2)
        Where the first of them that are long enough lie on the map.
    different : int
        How many of the tunes differ.
    """

    setting: Setting
    tunes: list[Tokens]
    people: People
    profile: Profile | None
    places: Rows
    different: int

    @property
    def spread(self) -> float:
        """How wide the tunes lie on the map, people's tunes having 1; nan for none."""
        people = self.people.dots.var(axis=0).sum() if len(self.people.dots) else 0
        if not (len(self.places) and people):
            return float("nan")
        return float(np.sqrt(self.places.var(axis=0).sum() / people))

    def of_at_most(self, most: int) -> Crowd:
        """Return the same with no more tunes measured than that."""
        if self.profile is None or self.profile.count <= most:
            return self
        rng = np.random.default_rng([self.setting.draw, 2])
        return replace(self, profile=self.people.profile(self.tunes, rng, most))


def sing(stock: Stock, setting: Setting, report: Report = quietly) -> Sung:
    """Return one tune of a setting. Lesson 08.

    Parameters
    ----------
    stock : Stock
    setting : Setting
    report : function of (text, share), optional
        Told what is done, if it takes longer; what it raises ends the work.

    Raises
    ------
    ValueError
        If there is no such setting.
    UnavailableError
        If the model cannot be had.

    Examples
    --------
    >>> sung = sing(Stock(["kinder"]), Setting("kinder", order=3, decoder="greedy"))
    >>> [sung.ground.view.labels[token] for token in sung.tokens[:5]]
    ['5', '5', '6', '6', '5']
    >>> round(sung.mean, 2), round(sung.usual, 2)
    (1.08, 2.33)
    """
    model, ground = stock.model(setting, report), stock.ground(setting.corpus, report)
    rng = np.random.default_rng(setting.draw)
    if setting.decoder in SEARCHES:
        found = searched(stock, setting, report)
        tokens = found[setting.draw % len(found)]
        context = () if setting.decoder != "greedy" else ground.opening
    else:
        found = decode(model, setting, 1, rng, report)
        tokens, context = found[0], ground.opening
    plain = _row(model, context)
    if setting.decoder in ("beam", "exact"):
        first = [int(tune[0]) if len(tune) else ground.size for tune in found]
        shaped = np.bincount(first, minlength=ground.size + 1) / len(first)
    else:
        shaped = _row(reshaped(model, setting), context)
    ended = len(tokens) < LONGEST or setting.decoder == "exact"
    return Sung(
        setting, ground, tokens, surprise(model, tokens)[:-1], ended,
        stock.usual(setting, report), context, plain, shaped, stock.origin(setting),
    )  # fmt: skip


def crowd(stock: Stock, setting: Setting, report: Report = quietly) -> Crowd:
    """Return many tunes of a setting, their profile, and their places on the map. Lesson 08.

    Parameters and errors are those of `sing`.

    Examples
    --------
    >>> many = crowd(Stock(["kinder"]), Setting("kinder", order=3, decoder="beam"))
    >>> len(many.tunes), many.different, "surprise" in many.profile.outside
    (500, 8, True)
    """
    model = stock.model(setting, report)
    rng = np.random.default_rng([setting.draw, 1])
    if setting.decoder in SEARCHES:
        found = searched(stock, setting, report)
        tunes = [found[i] for i in rng.integers(len(found), size=CROWD)]
    else:
        tunes = decode(model, setting, CROWD, rng, report)
    report(f"Measuring {CROWD} tunes", 0)
    people = stock.people(setting.corpus, report)
    report(f"Measuring {CROWD} tunes", 0.5)
    return Crowd(
        setting, tunes, people, people.profile(tunes, rng), people.places(tunes)[:DOTS],
        len({tune.tobytes() for tune in tunes}),
    )  # fmt: skip


def alike(one: Crowd, other: Crowd) -> tuple[Crowd, Crowd]:
    """Return two crowds of one corpus measured by equally many tunes, as they have to be compared.

    Examples
    --------
    >>> stock = Stock(["kinder"])
    >>> hot, cold = (crowd(stock, Setting("kinder", strength=degree)) for degree in (100, 0.5))
    >>> hot.profile.count, cold.profile.count, {one.profile.count for one in alike(hot, cold)}
    (8, 8, {8})
    """
    if one.profile is None or other.profile is None or one.people is not other.people:
        return one, other
    least = min(one.profile.count, other.profile.count)
    if not least:  # one set has no tune that is long enough
        return one, other
    return one.of_at_most(least), other.of_at_most(least)


def searched(stock: Stock, setting: Setting, report: Report = quietly) -> list[Tokens]:
    """Return the tunes that a search finds; they are kept, as no draw changes them."""
    key = replace(setting, draw=0)
    if key not in stock.searched:
        rng = np.random.default_rng(0)
        found = decode(stock.model(setting, report), setting, 1, rng, report)
        stock.searched = {key: found, **dict(list(stock.searched.items())[: SEARCHED - 1])}
    return stock.searched[key]


def decode(
    model: SequenceModel[Any],
    setting: Setting,
    count: int,
    rng: np.random.Generator,
    report: Report = quietly,
) -> list[Tokens]:
    """Return tunes of a model: as many as are asked for, or, of a search, what it finds.

    Examples
    --------
    >>> model = Stock(["kinder"]).model(Setting("kinder"))
    >>> rng = np.random.default_rng(0)
    >>> len(decode(model, Setting(strength=0.5), 7, rng))
    7
    >>> len(decode(model, Setting(decoder="beam", strength=4), 7, rng))
    4
    """
    watched = model
    if model.finite is None:  # it is slow enough to tell how far it has come
        watched = _Watched(model, f"Singing with the {setting.machine}", report)
    if setting.decoder == "greedy":
        return [greedy(watched, LONGEST).tokens]
    if setting.decoder == "beam":
        found = beam(watched, int(setting.strength), at_least=OPENING, at_most=LONGEST)
        return [one.tokens for one in found] or [greedy(watched, LONGEST).tokens]
    if setting.decoder == "exact":
        report("Searching for the most probable tunes", 0)
        best = n_best(watched, int(setting.strength), at_least=OPENING, at_most=LONGEST)
        return [one.tokens for one in best]
    return sample(reshaped(watched, setting), count, rng, longest=LONGEST)


def reshaped(model: SequenceModel[Any], setting: Setting) -> SequenceModel[Any]:
    """Return the model as a decoder reshapes it: a model again. Greedy search keeps one note.

    Examples
    --------
    >>> model = Stock(["kinder"]).model(Setting("kinder"))
    >>> reshaped(model, Setting(strength=1)) is model
    True
    """
    strength = setting.strength
    if setting.decoder == "mirostat":
        return Mirostat(model, strength)
    if (setting.decoder, strength) == ("temperature", 1):
        return model
    rules = {
        "temperature": partial(temperature, degree=strength),
        "top-k": partial(top_k, count=int(strength)),
        "top-p": partial(top_p, mass=strength),
        "min-p": partial(min_p, share=strength),
        "typical": partial(typical, mass=strength),
        "greedy": partial(top_k, count=1),
    }
    return Reshaped(model, rules[setting.decoder])


class _Watched(SequenceModel[Any]):
    """A model that says how far a tune has come, after each note."""

    def __init__(self, model: SequenceModel[Any], text: str, report: Report) -> None:
        self.model, self.size = model, model.size
        self._text, self._report, self._notes = text, report, 0

    def start(self, batch: int) -> Any:
        self._notes = 0
        return self.model.start(batch)

    def probabilities(self, state: Any) -> Rows:
        return self.model.probabilities(state)

    def advance(self, state: Any, tokens: Tokens) -> Any:
        self._notes += 1
        self._report(self._text, self._notes / LONGEST)
        return self.model.advance(state, tokens)


def _row(model: SequenceModel[Any], context: Sequence[int]) -> Rows:
    """Return the chances of what comes next after some notes, shape (size + 1,)."""
    state = model.start(1)
    for token in context:
        state = model.advance(state, np.array([token]))
    return np.asarray(model.probabilities(state)[0])
