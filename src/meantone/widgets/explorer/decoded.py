"""From a model and a setting to tunes: what is sampled, and what a search finds."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from meantone.decoding import beam, greedy, n_best, sample, temperature
from meantone.decoding.reshaped import Mirostat, Reshaped
from meantone.decoding.truncation import min_p, top_k, top_p, typical
from meantone.measures.dials import TUNES
from meantone.models import SequenceModel
from meantone.widgets.explorer.ground import Ground, Rows, Tokens
from meantone.widgets.explorer.reports import Report, quietly
from meantone.widgets.explorer.settings import OPENING, SEARCHES, Setting

LONGEST = 64
"""Tokens after which a tune is cut off: about twenty seconds."""

BATCH, BATCHES = 256, 4
"""Tunes drawn side by side, and how often at most, until `TUNES` of them are long enough."""


def decoded(
    model: SequenceModel[Any], ground: Ground, setting: Setting, report: Report = quietly
) -> list[Tokens]:
    """Return what a setting makes: tunes that were drawn, or those that its search finds.

    Parameters
    ----------
    model : SequenceModel
    ground : Ground
        What its tokens are.
    setting : Setting
    report : function of (text, share), optional

    Returns
    -------
    list of numpy.ndarray of int
        Of a sampler a whole number of `BATCH`, of different lengths; of a search, what it finds,
        which no draw changes.

    Examples
    --------
    >>> from meantone.widgets.explorer.stock import Stock
    >>> stock = Stock(["kinder"])
    >>> def count(setting):
    ...     return len(decoded(stock.model(setting), stock.ground_of(setting), setting))
    >>> count(Setting("kinder")), count(Setting("kinder", decoder="beam", strength=4))
    (512, 4)
    """
    if setting.decoder in SEARCHES:
        return searched(model, setting, report)
    shaped = reshaped(_watched(model, setting, report), setting)
    tunes: list[Tokens] = []
    for batch in range(BATCHES):
        rng = np.random.default_rng([setting.draw, batch])
        tunes += sample(shaped, BATCH, rng, longest=LONGEST)
        if sum(len(ground.notes(tune)) >= OPENING for tune in tunes) >= TUNES:
            break
    return tunes


def searched(model: SequenceModel[Any], setting: Setting, report: Report = quietly) -> list[Tokens]:
    """Return the tunes that a search finds: one or more, the most probable first.

    Parameters are those of `decoded`.
    """
    if setting.decoder == "greedy":
        return [greedy(_watched(model, setting, report), LONGEST).tokens]
    if setting.decoder == "beam":
        watched = _watched(model, setting, report)
        found = beam(watched, int(setting.strength), at_least=OPENING, at_most=LONGEST)
        return [one.tokens for one in found] or [greedy(model, LONGEST).tokens]
    report("Searching for the most probable tunes", 0)
    best = n_best(model, int(setting.strength), at_least=OPENING, at_most=LONGEST)
    return [one.tokens for one in best]


def reshaped(model: SequenceModel[Any], setting: Setting) -> SequenceModel[Any]:
    """Return the model as a decoder reshapes it: a model again. Greedy search keeps one note.

    Parameters
    ----------
    model : SequenceModel
    setting : Setting
        Whose decoder is no beam and no exact search.

    Examples
    --------
    >>> from meantone.models import MarkovChain
    >>> model = MarkovChain.fit([[0, 1]], size=2)
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


def _watched(model: SequenceModel[Any], setting: Setting, report: Report) -> SequenceModel[Any]:
    """Return a model that says how far it is; one that is two tables is quick enough without."""
    if model.finite is not None:
        return model
    return _Watched(model, f"Singing with the {setting.machine}", report)


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

    def likelihood(self, state: Any, tokens: Tokens) -> Rows:
        return self.model.likelihood(state, tokens)

    def advance(self, state: Any, tokens: Tokens) -> Any:
        self._notes += 1
        self._report(self._text, self._notes / LONGEST)
        return self.model.advance(state, tokens)
