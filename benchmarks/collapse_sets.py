"""What `bench collapse` measures: models, ways to draw from them, and the figures of each set."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from benchmarks.neural import MEMORY, Parts, Tokens, count, trained
from benchmarks.onward import onward
from meantone import __version__
from meantone.decoding import (
    Mirostat,
    Reshaped,
    beam,
    diverse_beam,
    greedy,
    min_p,
    n_best,
    sample,
    temperature,
    top_k,
    top_p,
    typical,
)
from meantone.decoding.reshaped import Rule
from meantone.measures import (
    ALL,
    QUICK,
    Against,
    Measure,
    OfTunes,
    Reference,
    features,
    human_band,
    note_surprises,
    profile,
)
from meantone.models import (
    MarkovChain,
    Mixture,
    NGram,
    SequenceModel,
    cross_entropy,
    modified_kneser_ney,
)
from meantone.models.learned_weights import learn_weights
from meantone.models.neural import LSTM, NeuralModel, Plan, Training, load, save
from meantone.storage import cache_folder, write_whole
from meantone.tunes import Degree
from meantone.tunes import load as load_set

Rows = NDArray[np.float64]
Model = SequenceModel[Any]

NETWORKS = {"LSTM": "LSTM, live", "Transformer": "Transformer"}
"""What they are called in `bench neural`, which trains them and keeps them."""

LIKELIEST = "likeliest of"
DEGREES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4)
GRID: dict[str, tuple[float, ...]] = {
    "temperature": DEGREES,
    "top-k": (2, 3, 5, 8),
    "top-p": (0.3, 0.5, 0.7, 0.9),
    "min-p": (0.5, 0.2, 0.05),
    "typical": (0.3, 0.6, 0.9),
    "mirostat": (1.0, 1.75, 2.5),
    LIKELIEST: (16, 4),
}
"""The ways to draw, each from the sharpest setting to the mildest; temperature goes beyond 1."""

QUICK_GRID: dict[str, tuple[float, ...]] = {
    **GRID,
    "temperature": (0.4, 0.6, 0.8, 1.0),
    LIKELIEST: (16,),
}

GREEDY, MODE, BEAM, DIVERSE, BEST = "greedy", "mode", "beam", "diverse beam", "n-best"
"""The searches. The first two give one tune, the others as many as there are in every set."""

GROUP, PENALTY = 4, 1.0
"""Of a diverse beam: the width of its groups, and the bits that a repetition costs."""

SECOND = "surprise, LSTM judge"


class Setting(NamedTuple):
    """One way to get a set of tunes out of a model.

    Examples
    --------
    >>> Setting("top-p", 0.9).name, Setting("greedy").name
    ('top-p 0.9', 'greedy')
    """

    family: str
    value: float | None = None

    @property
    def name(self) -> str:
        """Its name in tables."""
        return self.family if self.value is None else f"{self.family} {self.value:g}"


def settings(grid: dict[str, tuple[float, ...]]) -> list[Setting]:
    """Return all settings of a grid, and the searches.

    Examples
    --------
    >>> [setting.name for setting in settings({"top-k": (2,)})]
    ['top-k 2', 'greedy', 'mode', 'beam', 'diverse beam', 'n-best']
    """
    drawn = [Setting(family, value) for family, values in grid.items() for value in values]
    return [*drawn, *map(Setting, (GREEDY, MODE, BEAM, DIVERSE, BEST))]


# Data and judges


class Ground(NamedTuple):
    """What all sets are held against, and the parts that models learn from."""

    parts: Parts
    size: int
    reference: Reference
    measures: tuple[Measure, ...]
    judges: dict[str, float]  # bits per token on the human tunes, ends counted


def ground(folder: Path) -> Ground:
    """Return the human tunes and both judges; the second is trained if it is not kept."""
    corpus = load_set("folk")
    view = Degree.of(corpus)
    tunes = {part: corpus.select(corpus.parts == part) for part in ("train", "valid", "test")}
    parts = {name: [view.encode(tune) for tune in part] for name, part in tunes.items()}
    size = len(view.vocabulary)
    _, firsts = np.unique(tunes["test"].clusters, return_index=True)
    human = [parts["test"][place] for place in sorted(firsts)]
    first = NGram.fit(parts["valid"], size, 4, modified_kneser_ney)
    second = lstm_judge(parts["valid"], size, folder / "judge.safetensors")
    reference = Reference(
        human,
        size,
        rng=np.random.default_rng(0),
        judge=first,
        training=parts["train"],
        view=view,
    )
    bits = {"n-gram": cross_entropy(first, human), "LSTM": cross_entropy(second, human)}
    return Ground(parts, size, reference, measures(second), bits)


def lstm_judge(tunes: Sequence[Tokens], size: int, path: Path) -> NeuralModel:
    """Return the second judge: it learns from nine tenths of tunes, and is chosen by the rest."""
    plan = Plan(epochs=40, batch=16, rate=8e-3, warm_up=20, patience=6)
    if path.exists() and (kept := load(path)[0]).plan == plan:
        return kept.model
    rest, held = [tune for i, tune in enumerate(tunes) if i % 10], list(tunes[::10])
    training = Training(LSTM(size, np.random.default_rng(0), width=96, dropout=0.4), plan)
    training.run(rest, held, show=False)
    save(training, path, {})
    return training.model


def measures(second: Model) -> tuple[Measure, ...]:
    """Return what is measured of each set."""
    wanted = {"told apart", "4-gram distance", "8-grams copied"}
    return (
        *QUICK,
        *(measure for measure in ALL if measure.name in wanted),
        OfTunes(
            SECOND, "bits", "The second judge's mean surprise at a token.",
            of=lambda windows, _: np.array(
                [bits.mean() for bits in note_surprises(second, windows.sequences)]
            ),
        ),
        OfTunes(
            "minor", "share", "Tunes with more minor thirds above the tonic than major ones.",
            ("view",), (0.0, 1.0), of=lambda windows, _: in_minor(windows.heights),
        ),
        OfTunes(
            "from the middle", "", "How far a tune's features are from the mean of people's.",
            of=lambda windows, reference: from_middle(
                windows.features, reference.windows.features.mean(axis=0)
            ),
        ),
        Against(
            "middles apart", "", "How far the mean of features is from the mean of people's.",
            of=lambda windows, human, _: apart(
                windows.features.mean(axis=0), human.features.mean(axis=0)
            ),
        ),
    )  # fmt: skip


def in_minor(heights: Rows) -> Rows:
    """Return 1 for each tune with more minor thirds than major ones, else 0.

    Examples
    --------
    >>> in_minor(np.array([[0.0, 3.0, 7.0], [0.0, 4.0, 15.0]]))
    array([1., 0.])
    """
    classes = heights % 12
    return np.asarray((classes == 3).sum(axis=1) > (classes == 4).sum(axis=1), dtype=float)


def from_middle(rows: Rows, middle: Rows) -> Rows:
    """Return how far each row is from a point.

    Examples
    --------
    >>> from_middle(np.array([[3.0, 4.0], [0.0, 0.0]]), np.zeros(2))
    array([5., 0.])
    """
    return np.asarray(np.linalg.norm(rows - middle, axis=1))


def apart(one: Rows, other: Rows) -> float:
    """Return how far two points are apart."""
    return float(np.linalg.norm(one - other))


# Models and sets


def models(data: Ground, seed: int, folder: Path) -> dict[str, Callable[[], Model]]:
    """Return how to get each model of a seed; networks are trained if they are not kept."""
    train, size = data.parts["train"], data.size

    def ngram(order: int) -> Callable[[], Model]:
        return lambda: NGram.fit(train, size, order, modified_kneser_ney)

    def network(name: str) -> Callable[[], Model]:
        return lambda: trained(NETWORKS[name], seed, data.parts, size, folder).model

    def mixture() -> Model:
        counting = count(train, size)
        joined = [*counting.values(), network("Transformer")()]
        trusted = [*counting].index(MEMORY)
        return Mixture(joined, learn_weights(joined, data.parts["valid"], trusted))

    return {
        "Markov chain": lambda: MarkovChain.fit(train, size, add=0.01),
        "n-gram, order 3": ngram(3),
        "n-gram, order 5": ngram(5),
        "n-gram, order 8": ngram(8),
        "LSTM": network("LSTM"),
        "Transformer": network("Transformer"),
        "mixture": mixture,
    }


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

    Greedy search and the mode give one tune, which is taken as often as the set has tunes. Where a
    model is not finite, its mode is the best that a beam finds.
    """
    family, value = setting
    if family == GREEDY:
        return [greedy(Reshaped(model, onward), length).tokens] * tunes
    if value is None:
        return searched(model, family, tunes, length)
    going = Reshaped(model, onward)
    if family == LIKELIEST:
        return likeliest(going, int(value), tunes, length, rng)
    if family == "mirostat":
        return list(sample(Mirostat(going, value), tunes, rng, longest=length))
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
        found = diverse_beam(model, groups * GROUP, groups, PENALTY, length)
    elif model.finite is not None and family != BEAM:
        found = n_best(model, tunes, length)
    else:
        found = beam(model, tunes, length)
    return [found[0].tokens] * tunes if family == MODE else [best.tokens for best in found]


# Measuring, and keeping what was measured


class Set(NamedTuple):
    """The figures of one set: of each measure its value and interval; the mean of its features."""

    rows: dict[str, tuple[float, float, float]]
    middle: list[float]


Kept = dict[str, Set]


def measure(tunes: Sequence[Tokens], data: Ground, model: Model, rng: np.random.Generator) -> Set:
    """Return the figures of a set."""
    found = profile(tunes, data.reference, rng, data.measures, made_by=model)
    middle = features(tunes, data.size).mean(axis=0)
    rows = {row.name: (row.value, *row.interval) for row in found.rows}
    return Set(rows, middle.round(4).tolist())


def measure_all(
    name: str,
    seed: int,
    wanted: Sequence[Setting],
    data: Ground,
    make: Callable[[], Model],
    path: Path,
) -> tuple[float, Kept]:
    """Return a model's bits on the human tunes and the figures of its sets, kept one by one.

    What was kept is used only if it was measured in the same way.
    """
    way = {
        "meantone": __version__,
        "length": data.reference.length,
        "tunes": data.reference.most,
        "measures": [measure.name for measure in data.measures],
    }
    bits, kept = read(path, way)
    missing = [setting for setting in wanted if setting.name not in kept]
    if bits is not None and not missing:
        return bits, {setting.name: kept[setting.name] for setting in wanted}
    model = make()
    bits = cross_entropy(model, data.parts["test"])
    for setting in missing:
        rng = np.random.default_rng([seed, crc32(f"{name} {setting.name}".encode())])
        tunes = draw(model, setting, data.reference.most, data.reference.length, rng)
        kept[setting.name] = Set({}, []) if tunes is None else measure(tunes, data, model, rng)
        write(path, way, bits, kept)
    print(f"  {name}, seed {seed}: {len(missing)} sets measured", file=sys.stderr, flush=True)
    return bits, {setting.name: kept[setting.name] for setting in wanted}


def read(path: Path, way: dict[str, Any]) -> tuple[float | None, Kept]:
    """Return what was kept, nothing if it was measured in another way."""
    if not path.exists():
        return None, {}
    held = json.loads(path.read_text(encoding="utf-8"))
    if held["way"] != way:
        return None, {}
    sets = {
        name: Set({row: tuple(figures) for row, figures in rows.items()}, middle)
        for name, (rows, middle) in held["sets"].items()
    }
    return held["bits"], sets


def write(path: Path, way: dict[str, Any], bits: float, kept: Kept) -> None:
    """Keep what was measured so far."""
    text = json.dumps({"way": way, "bits": bits, "sets": kept})
    write_whole(path, text.encode("utf-8"))


def human_rows(data: Ground) -> dict[str, tuple[float, ...]]:
    """Return of each measure: people's figure, the band's ends, and shuffled tunes' figure."""
    reference = data.reference
    return {
        measure.name: tuple(human_band(measure, reference, reference.most))
        for measure in data.measures
    }


def usual_folder() -> Path:
    """Return the folder of networks that `bench neural` uses too."""
    return cache_folder() / "bench-neural"
