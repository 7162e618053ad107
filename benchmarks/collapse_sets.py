"""What `bench collapse` measures: models, ways to draw from them, and the figures of each set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, NamedTuple, cast

import numpy as np

from benchmarks.cases import Case, Figures
from benchmarks.grounds import (
    GROUNDS,
    LENGTH,
    Ground,
    Model,
    Rows,
    Tokens,
    bands,
    figures,
    from_middle,
    ground,
    middle,
    minor,
)
from benchmarks.networks import MEMORY, count, trained
from benchmarks.onward import onward
from meantone.decoding import (
    Reshaped,
    beam,
    diverse_beam,
    min_p,
    n_best,
    sample,
    temperature,
    top_k,
    top_p,
    typical,
)
from meantone.decoding.reshaped import Rule
from meantone.measures import note_surprises
from meantone.models import MarkovChain, Mixture, NGram, cross_entropy, modified_kneser_ney
from meantone.models.learned_weights import learn_weights
from meantone.storage import cache_folder

COUNTING = ("Markov chain", "n-gram, order 3", "n-gram, order 5", "n-gram, order 8")
NETWORKS = {"LSTM": "LSTM, live", "Transformer": "Transformer"}
"""What they are called in `bench neural`, which trains them and keeps them."""

LEARNED = (*NETWORKS, "mixture")
"""Models that differ with the seed of a training; they know the degrees of `folk` alone."""

LIKELIEST = "likeliest of"
DRAWN: dict[str, dict[str, tuple[float, ...]]] = {
    "temperature": {"temperature": (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.4)},
    "cut": {
        "top-k": (2, 5),
        "top-p": (0.3, 0.7, 0.9),
        "min-p": (0.5, 0.1),
        "typical": (0.3, 0.6, 0.9),
    },
    "likeliest": {LIKELIEST: (16,)},
}
"""The ways to draw, in three cases: of each the settings."""

MODE, BEAM, DIVERSE, BEST = "mode", "beam", "diverse beam", "n-best"
SEARCH = "search"
"""The searches, in a case of their own: nothing is drawn."""

GROUP, PENALTY = 4, 1.0
"""Of a diverse beam: the width of its groups, and the bits that a repetition costs."""

LOW, FULL = "temperature 0.4", "temperature 1"


class Setting(NamedTuple):
    """One way to get a set of tunes out of a model.

    Examples
    --------
    >>> Setting("top-p", 0.9).name, Setting("beam").name
    ('top-p 0.9', 'beam')
    """

    family: str
    value: float | None = None

    @property
    def name(self) -> str:
        """Its name in tables."""
        return self.family if self.value is None else f"{self.family} {self.value:g}"


def settings(way: str) -> list[Setting]:
    """Return the settings of a case.

    Examples
    --------
    >>> [setting.name for setting in settings("search")]
    ['mode', 'beam', 'diverse beam', 'n-best']
    """
    if way == SEARCH:
        return [*map(Setting, (MODE, BEAM, DIVERSE, BEST))]
    return [Setting(family, value) for family, values in DRAWN[way].items() for value in values]


# Cases


@dataclass(frozen=True)
class People(Case):
    """People's tunes: their bands, how near they lie to their mean, how many are in minor."""

    corpus: str
    view: str

    guess: ClassVar[float] = 6.0

    def measure(self) -> Figures:
        """Return the bands, quantiles of nearness, and minor among training tunes."""
        held = ground(self.corpus, self.view)
        seen = held.reference.windows.features
        near = from_middle(seen, seen.mean(axis=0))
        long = [tune for tune in held.parts["train"] if len(tune) >= LENGTH]
        return {
            "bands": bands(held),
            "nearness": np.quantile(near, [0.1, 0.5]).tolist(),
            "minor": minor(long, held),
            "tunes": held.reference.most,
        }


@dataclass(frozen=True)
class Bits(Case):
    """How well a model predicts people's tunes."""

    corpus: str
    view: str
    model: str
    seed: int

    def measure(self) -> Figures:
        """Return bits per token on the test tunes, ends counted."""
        held = ground(self.corpus, self.view)
        model = model_of(self.corpus, self.view, self.model, self.seed)
        return {"bits": cross_entropy(model, held.parts["test"])}


@dataclass(frozen=True)
class Decoded(Case):
    """The sets that a model gives in one way of decoding, at each of its settings."""

    corpus: str
    view: str
    model: str
    way: str
    seed: int

    guess: ClassVar[float] = 4.0

    def measure(self) -> Figures:
        """Return the figures of each set; of those at two temperatures, the mean of features."""
        held = ground(self.corpus, self.view)
        model = model_of(self.corpus, self.view, self.model, self.seed)
        rng, found = np.random.default_rng(self.digits), {}
        for setting in settings(self.way):
            tunes = draw(model, setting, held.reference.most, LENGTH, rng)
            if tunes is not None:
                found[setting.name] = figures(tunes, held, model, rng)
                if setting.name in (LOW, FULL):
                    found[setting.name]["middle"] = middle(tunes, held)
        return found


def cases(seeds: int) -> list[Case]:
    """Return all cases of the sweep."""
    found: list[Case] = []
    for corpus, view in GROUNDS:
        found.append(People(corpus, view))
        for name in models_of(corpus, view):
            repeated = range(seeds) if name in LEARNED else range(1)
            found += [Bits(corpus, view, name, seed) for seed in repeated]
            found += [Decoded(corpus, view, name, SEARCH, seed) for seed in repeated]
            found += [
                Decoded(corpus, view, name, way, seed) for way in DRAWN for seed in range(seeds)
            ]
    return found


def models_of(corpus: str, view: str) -> tuple[str, ...]:
    """Return the models there are for a ground.

    Examples
    --------
    >>> models_of("irish", "degrees")[-1], models_of("folk", "degrees")[-1]
    ('n-gram, order 8', 'mixture')
    """
    return (*COUNTING, *LEARNED) if (corpus, view) == GROUNDS[0] else COUNTING


# Models


@cache
def model_of(corpus: str, view: str, name: str, seed: int) -> Model:
    """Return a model; networks are trained if they are not kept, which takes minutes."""
    held = ground(corpus, view)
    if name in NETWORKS:
        return network(name, seed, held)
    if name == "mixture":
        return mixture(seed, held)
    train = held.parts["train"]
    if name == COUNTING[0]:
        return MarkovChain.fit(train, held.size, add=0.01)
    return NGram.fit(train, held.size, int(name.split()[-1]), modified_kneser_ney)


def network(name: str, seed: int, held: Ground) -> Model:
    """Return a network of `bench neural`."""
    return trained(
        NETWORKS[name], seed, held.parts, held.size, cache_folder() / "bench-neural"
    ).model


def mixture(seed: int, held: Ground) -> Model:
    """Return an n-gram model, memory of the tune at hand and a Transformer, joined."""
    counting = count(held.parts["train"], held.size)
    joined = [*counting.values(), network("Transformer", seed, held)]
    trusted = [*counting].index(MEMORY)
    return Mixture(joined, learn_weights(joined, held.parts["valid"], trusted))


# Sets

RULES: dict[str, Callable[[Rows, float], Rows]] = {
    "temperature": temperature,
    "top-k": lambda rows, count: top_k(rows, int(count)),
    "top-p": top_p,
    "min-p": min_p,
    "typical": typical,
}


def draw(
    model: Model, setting: Setting, tunes: int, length: int, rng: np.random.Generator
) -> list[Tokens] | None:
    """Return a set of tunes of one length; None where a model cannot be searched so.

    The mode is taken as often as the set has tunes. Where a model is not finite, its mode is the
    best that a beam finds.
    """
    family, value = setting
    if value is None:
        return searched(model, family, tunes, length)
    going = Reshaped(model, onward)
    if family == LIKELIEST:
        return likeliest(going, int(value), tunes, length, rng)
    return list(sample(Reshaped(going, rule_of(setting)), tunes, rng, longest=length))


def rule_of(setting: Setting) -> Rule:
    """Return the rule of a setting as a function of rows alone."""
    rule, value = RULES[setting.family], cast(float, setting.value)
    return lambda rows: rule(rows, value)


def likeliest(
    model: Model, of: int, tunes: int, length: int, rng: np.random.Generator
) -> list[Tokens]:
    """Return tunes of which each is the one, of so many drawn, that the model finds likeliest."""
    drawn = sample(model, of * tunes, rng, longest=length)
    bits = np.array([tune.sum() for tune in note_surprises(model, drawn)])
    best = bits.reshape(tunes, of).argmin(axis=1) + of * np.arange(tunes)
    return [drawn[place] for place in best.tolist()]


def searched(model: Model, family: str, tunes: int, length: int) -> list[Tokens] | None:
    """Return what a search finds: the mode over and over, or as many tunes as are wanted."""
    if family == BEST and model.finite is None:
        return None
    if family == DIVERSE:
        groups = tunes // GROUP
        found: list[Any] = diverse_beam(model, groups * GROUP, groups, PENALTY, length)
    elif model.finite is not None and family != BEAM:
        found = n_best(model, tunes, length)
    else:
        found = beam(model, tunes, length)
    return [found[0].tokens] * tunes if family == MODE else [best.tokens for best in found]
