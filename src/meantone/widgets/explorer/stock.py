"""The corpora and models that the explorer chooses from: made when first asked for, and kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from meantone.models import MarkovChain, Mixture, NGram, SequenceModel, surprises
from meantone.tunes import Corpus, Degree, Pitch, Viewpoint, set_names
from meantone.tunes.collections.sets import Entry, obtain
from meantone.widgets.explorer.ground import Ground, People, Tokens
from meantone.widgets.explorer.settings import (
    LSTM,
    MARKOV,
    MIXTURE,
    MODELS,
    NGRAM,
    TRANSFORMER,
    WITH_ORDER,
    Setting,
)

if TYPE_CHECKING:  # torch is loaded by those who train, not by all who import widgets
    from meantone.models.neural import Training

BUILDING = "Building"
"""How the report of a data set that is built for the first time begins."""

SECONDS = 60.0
"""The longest that the explorer trains a network."""

ADDED = 0.1
"""What every count of the Markov chain is raised by, so that no tune is impossible."""

_NETWORKS = {LSTM: "lstm", TRANSFORMER: "transformer"}  # and the names they are prepared by
_EXACT = (MARKOV, NGRAM)

Report = Callable[[str, float], object]
"""Is told what is being done, and which share of it is done; it may raise `Cancelled`."""


class Cancelled(Exception):  # noqa: N818  (nothing is wrong)
    """Nobody waits any more for what is being made."""


class UnavailableError(RuntimeError):
    """A model or a corpus cannot be had; the message says what to do."""


def quietly(text: str, share: float) -> None:
    """Report to nobody."""


class Stock:
    """All that the explorer can choose from.

    Parameters
    ----------
    corpora : sequence of str or Corpus
        Names of data sets, or corpora with parts and names of their own; all data sets if left out.
    models : mapping of str to SequenceModel
        Models to choose from besides, or in place of those made here, by name. They have to speak
        of the first corpus: its tokens.
    view : type of Viewpoint
        What models see of a tune: `Degree` or `Pitch`, which have a token for each note.
    seconds : float
        The longest that a network is trained.

    Attributes
    ----------
    corpora, models : tuple of str
        The names that there are.

    Raises
    ------
    ValueError
        If there is no corpus, two have the same name, or one has none; or the viewpoint is another.

    Examples
    --------
    >>> stock = Stock(["kinder"])
    >>> stock.corpora, stock.models
    (('kinder',), ('Markov chain', 'n-gram', 'LSTM', 'Transformer', 'mixture'))
    >>> stock.model(Setting("kinder", order=3))
    <NGram of order 3, 141 contexts, modified_kneser_ney>
    """

    def __init__(
        self,
        corpora: Sequence[str | Corpus] | None = None,
        models: Mapping[str, SequenceModel[Any]] | None = None,
        view: type[Viewpoint] = Degree,
        seconds: float = SECONDS,
    ) -> None:
        given = ["folk", *(n for n in set_names() if n != "folk")] if corpora is None else corpora
        self._sources = {c if isinstance(c, str) else c.name: c for c in given}
        if not given or len(self._sources) != len(given) or not all(self._sources):
            raise ValueError("give one corpus or more, each with a name of its own")
        if view not in (Degree, Pitch):
            raise ValueError(
                f"{view.__name__} has no token for each note; the explorer sees tunes as Degree or "
                "as Pitch"
            )
        self.corpora = tuple(self._sources)
        self._given, self._view, self.seconds = dict(models or {}), view, seconds
        self.models = tuple(dict.fromkeys([*MODELS, *self._given]))
        self._grounds: dict[str, Ground] = {}
        self._made: dict[tuple[str, str, int], SequenceModel[Any]] = {}
        self._trainings: dict[tuple[str, str], Training] = {}
        self._people: dict[str, People] = {}
        self._usual: dict[tuple[str, str, int], float] = {}
        self.searched: dict[Setting, list[Tokens]] = {}
        self._origins: dict[tuple[str, str], str] = {}

    def check(self, setting: Setting) -> None:
        """Raise a ValueError if there is no such corpus or model, or the two do not go together."""
        for what, name, names in (
            ("corpus", setting.corpus, self.corpora),
            ("model", setting.model, self.models),
        ):
            if name not in names:
                raise ValueError(f"no {what} {name!r} here; there are {', '.join(names)}")
        if setting.model not in MODELS and setting.corpus != self.corpora[0]:
            raise ValueError(
                f"{setting.model} was given for {self.corpora[0]}; it cannot speak of "
                f"{setting.corpus}"
            )
        if setting.decoder == "exact" and not self.is_finite(setting.model):
            raise ValueError(
                f"exact search needs a model whose states are numbered; {setting.model} is none. "
                f"Choose {', '.join(filter(self.is_finite, self.models))}, or a beam"
            )

    def has_order(self, model: str) -> bool:
        """Tell whether a model's order can be chosen."""
        return model in WITH_ORDER and model not in self._given

    def is_finite(self, model: str) -> bool:
        """Tell whether a model's states are numbered, so that its mode can be found exactly."""
        if model in self._given:
            return self._given[model].finite is not None
        return model in _EXACT

    def has(self, setting: Setting) -> bool:
        """Tell whether the model is there already."""
        return self._key(setting) in self._made and setting.corpus in self._grounds

    def ground(self, name: str, report: Report = quietly) -> Ground:
        """Return a corpus as tokens.

        Raises
        ------
        SetError
            If the data set cannot be built.
        """
        if name not in self._grounds:
            source = self._sources[name]

            def entries(entries: list[Entry]) -> Iterable[Entry]:
                for done, entry in enumerate(entries):
                    report(f"{BUILDING} {name}, this once", done / len(entries))
                    yield entry

            report(f"Reading {name}", 0)
            corpus = source if isinstance(source, Corpus) else obtain(name, entries).corpus
            self._grounds[name] = Ground.of(corpus, self._view)
        return self._grounds[name]

    def model(self, setting: Setting, report: Report = quietly) -> SequenceModel[Any]:
        """Return a model, made if there is none yet.

        Parameters
        ----------
        setting : Setting
        report : function of (text, share), optional
            Told what is done; what it raises ends the work, and nothing is lost by that.

        Raises
        ------
        ValueError
            As `check` does, or if a given model has another size than the corpus.
        UnavailableError
            If it is a network and there is no PyTorch.
        """
        self.check(setting)
        ground, key = self.ground(setting.corpus, report), self._key(setting)
        if key not in self._made:
            report(f"Making the {setting.machine}", 0)
            self._made[key] = self._make(setting, ground, report)
        return self._made[key]

    def origin(self, setting: Setting) -> str:
        """Return where the weights of a network come from; nothing for other models."""
        name = LSTM if setting.model == MIXTURE else setting.model
        return self._origins.get((setting.corpus, name), "")

    def is_quick(self, setting: Setting) -> bool:
        """Tell whether a model is there already, or is counted in a moment."""
        return self.has(setting) or setting.model in (*_EXACT, *self._given)

    def people(self, name: str, report: Report = quietly) -> People:
        """Return what people's tunes of a corpus are compared by."""
        if name not in self._people:
            ground = self.ground(name, report)
            report(f"Measuring people's tunes in {name}", 0)
            self._people[name] = People(ground)
        return self._people[name]

    def usual(self, setting: Setting, report: Report = quietly) -> float:
        """Return how many bits a note of people's tunes costs the model, ends left out."""
        model, key = self.model(setting, report), self._key(setting)
        if key not in self._usual:
            report(f"Reading people's tunes with the {setting.machine}", 0)
            bits = surprises(model, self.ground(setting.corpus).people)
            self._usual[key] = float(np.mean(np.concatenate([of[:-1] for of in bits])))
        return self._usual[key]

    def _key(self, setting: Setting) -> tuple[str, str, int]:
        ordered = self.has_order(setting.model)
        return setting.corpus, setting.model, setting.order if ordered else 0

    def _make(self, setting: Setting, ground: Ground, report: Report) -> SequenceModel[Any]:
        name = setting.model
        if name in self._given and ground.name == self.corpora[0]:
            return self._fitting(name, ground)
        if name == MARKOV:
            return MarkovChain.fit(ground.learned, ground.size, add=ADDED)
        if name == NGRAM:
            return NGram.fit(ground.learned, ground.size, setting.order)
        if name == MIXTURE:
            parts = [Setting(ground.name, part, setting.order) for part in (NGRAM, LSTM)]
            return Mixture([self.model(part, report) for part in parts])
        return self._network(name, ground, report)

    def _fitting(self, name: str, ground: Ground) -> SequenceModel[Any]:
        """Return a given model, if it has a token for each of the corpus's."""
        if self._given[name].size != ground.size:
            raise ValueError(
                f"{name} knows {self._given[name].size} tokens, and {ground.name} has "
                f"{ground.size}; give models that learned from {ground.name}, seen as "
                f"{self._view.__name__}"
            )
        return self._given[name]

    def _network(self, name: str, ground: Ground, report: Report) -> SequenceModel[Any]:
        """Return the longer-trained network if there is one; else train a small one."""
        report(f"Looking for a trained {name}", 0)
        try:
            from meantone.models.neural import prepared
            from meantone.models.neural.preparing import SET
        except ImportError as error:
            raise UnavailableError(
                f"the {name} needs PyTorch, which is not installed: python course.py doctor says "
                "what to do"
            ) from error
        ready = prepared(_NETWORKS[name]) if ground.name == SET else None
        if ready is not None and ready.viewpoint.vocabulary == ground.view.vocabulary:
            self._origins[ground.name, name] = f"longer trained: {ready.bits:.2f} bits per token"
            return ready.model
        training = self._train(name, ground, report)
        self._origins[ground.name, name] = (
            f"trained here for {training.seconds:.0f} s: {training.best_bits:.2f} bits per token"
        )
        return training.model

    def _train(self, name: str, ground: Ground, report: Report) -> Training:
        """Train a network, or go on where an earlier wish was cancelled."""
        key = ground.name, name
        if key not in self._trainings:
            self._trainings[key] = _new_training(name, ground)
        training = self._trainings[key]
        begun = time.monotonic() - training.seconds

        def watched(tokens: Tokens, rng: np.random.Generator) -> Tokens:
            spent = time.monotonic() - begun
            batches = training.plan.epochs * -(-len(ground.learned) // training.plan.batch)
            share = max(spent / self.seconds, training.steps / batches)
            report(f"Training the {name}, {self.seconds:.0f} s at most", share)
            return tokens

        training.augment = watched  # asked before each step, so a cancelled step is not taken
        training.run(
            ground.learned, ground.valid, seconds=self.seconds - training.seconds, show=False
        )
        return training


def _new_training(name: str, ground: Ground) -> Training:
    """Return a small network at its beginning, with as many epochs as there is time for."""
    from meantone.models import neural

    rng, notes = np.random.default_rng(0), sum(map(len, ground.learned))
    if name == LSTM:
        plan = neural.Plan(epochs=int(np.clip(2_400_000 // notes, 4, 40)))
        return neural.Training(neural.LSTM(ground.size, rng), plan)
    plan = neural.Plan(epochs=int(np.clip(1_200_000 // notes, 4, 40)), rate=4e-3)
    return neural.Training(neural.Transformer(ground.size, rng, width=64, layers=2), plan)
