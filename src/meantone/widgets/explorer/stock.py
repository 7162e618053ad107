"""The corpora and models that the explorer chooses from: made when first asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from meantone.models import MarkovChain, Mixture, NGram, SequenceModel
from meantone.tunes import Corpus, Degree, DegreeDuration, Pitch, Viewpoint, set_names
from meantone.tunes.collections.sets import Entry, obtain
from meantone.widgets.explorer.ground import Ground
from meantone.widgets.explorer.kept import Kept
from meantone.widgets.explorer.networks import Made, beginning, ready, trained
from meantone.widgets.explorer.reports import Report, quietly
from meantone.widgets.explorer.settings import LSTM, MARKOV, MIXTURE, MODELS, NGRAM, Kind, Setting

BUILDING = "Building"
"""How the report of a data set that is built for the first time begins."""

SECONDS = 60.0
"""The longest that the explorer trains a network."""

ADDED = 0.1
"""What every count of the Markov chain is raised by, so that no tune is impossible."""


class Stock:
    """All that the explorer can choose from; it makes models, and nothing else.

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
    >>> stock.models  # doctest: +NORMALIZE_WHITESPACE
    ('Markov chain', 'n-gram', 'n-gram with rhythm', 'LSTM', 'LSTM with rhythm', 'Transformer',
    'mixture')
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
        self._given, self.view, self.seconds = dict(models or {}), view, seconds
        made_here = [name for name, kind in MODELS.items() if view is Degree or not kind.rhythm]
        self.models = tuple(dict.fromkeys([*made_here, *self._given]))
        self._kept = Kept()

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
        if setting.decoder == "exact" and not self.kind(setting.model).finite:
            others = [name for name in self.models if self.kind(name).finite]
            raise ValueError(
                f"exact search needs a model whose states are numbered; {setting.model} is none. "
                f"Choose {', '.join(others)}, or a beam"
            )

    def kind(self, model: str) -> Kind:
        """Return what there is to know of a model before it is made."""
        if model in self._given:
            return Kind(finite=self._given[model].finite is not None, quick=True)
        return MODELS[model]

    def is_quick(self, setting: Setting) -> bool:
        """Tell whether a model is there already, or is counted in a moment."""
        return self.kind(setting.model).quick or self._key(setting) in self._kept

    def ground(self, corpus: str, report: Report = quietly) -> Ground:
        """Return a corpus as tokens, one for each note.

        Parameters
        ----------
        corpus : str
            Its name.
        report : function of (text, share), optional

        Raises
        ------
        SetError
            If the data set cannot be built.
        """
        return self._kept.get(
            ("ground", corpus), lambda: Ground.of(self._corpus(corpus, report), self.view)
        )

    def ground_of(self, setting: Setting, report: Report = quietly) -> Ground:
        """Return a setting's corpus as its model sees it: with durations, if it has rhythm.

        Parameters and errors are those of `ground`.
        """
        plain = self.ground(setting.corpus, report)
        if not self.kind(setting.model).rhythm:
            return plain
        return self._kept.get(
            ("rhythm", setting.corpus), lambda: Ground.of(plain.corpus, DegreeDuration)
        )

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
        return self._made(setting, report).model

    def origin(self, setting: Setting) -> str:
        """Return where the weights of a network come from; nothing for other models."""
        return self._made(setting, quietly).origin

    def _made(self, setting: Setting, report: Report) -> Made:
        self.check(setting)
        ground, key = self.ground_of(setting, report), self._key(setting)
        if key not in self._kept:
            report(f"Making the {setting.machine}", 0)
        return self._kept.get(key, lambda: self._make(setting, ground, report))

    def _key(self, setting: Setting) -> tuple[str, str, int]:
        ordered = self.kind(setting.model).ordered
        return setting.corpus, setting.model, setting.order if ordered else 0

    def _make(self, setting: Setting, ground: Ground, report: Report) -> Made:
        name = setting.model
        if name in self._given and ground.name == self.corpora[0]:
            return Made(self._fitting(name, ground))
        if name == MARKOV:
            return Made(MarkovChain.fit(ground.part("train"), ground.size, add=ADDED))
        if MODELS[name].quick:
            return Made(NGram.fit(ground.part("train"), ground.size, setting.order))
        if name == MIXTURE:
            parts = [Setting(ground.name, part, setting.order) for part in (NGRAM, LSTM)]
            both = [self._made(part, report) for part in parts]
            return Made(Mixture([part.model for part in both]), both[1].origin)
        report(f"Looking for a trained {name}", 0)
        return ready(name, ground) or self._train(name, ground, report)

    def _train(self, name: str, ground: Ground, report: Report) -> Made:
        training = self._kept.get(("training", ground.name, name), lambda: beginning(name, ground))
        return trained(training, name, ground, self.seconds, report)

    def _fitting(self, name: str, ground: Ground) -> SequenceModel[Any]:
        """Return a given model, if it has a token for each of the corpus's."""
        if self._given[name].size != ground.size:
            raise ValueError(
                f"{name} knows {self._given[name].size} tokens, and {ground.name} has "
                f"{ground.size}; give models that learned from {ground.name}, seen as "
                f"{self.view.__name__}"
            )
        return self._given[name]

    def _corpus(self, name: str, report: Report) -> Corpus:
        """Return a corpus, built if it never was."""
        source = self._sources[name]

        def entries(entries: list[Entry]) -> Iterable[Entry]:
            for done, entry in enumerate(entries):
                report(f"{BUILDING} {name}, this once", done / len(entries))
                yield entry

        report(f"Reading {name}", 0)
        return source if isinstance(source, Corpus) else obtain(name, entries).corpus
