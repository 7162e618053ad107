"""What the explorer chooses from: models are made once, and what does not fit is refused."""

from __future__ import annotations

import re
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from tiny_stock import OTHER, RESULTS, STOCK, TINY, setting, tunes

from meantone.models import NGram
from meantone.models.neural import Training
from meantone.tunes import Corpus, Degree, Interval, Pitch
from meantone.widgets import Explorer, Results, Setting, Stock
from meantone.widgets.explorer.ground import Ground
from meantone.widgets.explorer.reports import Cancelled, UnavailableError
from meantone.widgets.explorer.settings import LSTM, MIXTURE, RHYTHM, RHYTHM_LSTM, TRANSFORMER


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (Setting("tuny"), "no corpus 'tuny' here; there are tiny, other"),
        (Setting("tiny", "oracle"), "no model 'oracle' here; there are Markov chain, n-gram"),
        (Setting("tiny", LSTM, decoder="exact"), "exact search needs a model whose states are"),
        (Setting("other", "mine"), "mine was given for tiny; it cannot speak of other"),
    ],
)
def test_what_is_not_there_or_does_not_go_together_is_refused(wanted: Setting, said: str) -> None:
    ground = STOCK.ground("tiny")
    stock = Stock([TINY, OTHER], {"mine": NGram.fit(ground.part("train"), ground.size, 2)})
    with pytest.raises(ValueError, match=re.escape(said)):
        stock.check(wanted)
    with pytest.raises(ValueError, match=re.escape(said)):
        Results(stock).explored(wanted)


def test_a_given_model_is_used_and_has_to_know_the_corpus() -> None:
    ground = STOCK.ground("tiny")
    mine = NGram.fit(ground.part("train"), ground.size, 2)
    stock = Stock([TINY], {"mine": mine, LSTM: mine})
    assert stock.model(Setting("tiny", "mine")) is stock.model(Setting("tiny", LSTM)) is mine
    assert stock.kind("mine").finite
    strange = Stock([TINY], {"mine": NGram.fit([[0, 1]], 2, 2)})
    with pytest.raises(ValueError, match=rf"mine knows 2 tokens, and tiny has {ground.size}"):
        strange.model(Setting("tiny", "mine"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "give one corpus or more"),
        ([TINY, TINY], "each with a name of its own"),
        ([Corpus.from_tunes(tunes(3, 0))], "each with a name of its own"),
    ],
)
def test_corpora_need_names_of_their_own(given: list[Corpus], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Stock(given)


def test_models_see_a_token_for_each_note() -> None:
    found = Results(Stock([TINY], view=Pitch)).explored(setting())
    assert found.machine.tunes[0].notes == tuple(
        found.ground.view.vocabulary[token] for token in found.notes[0]
    )
    assert RHYTHM not in Stock([TINY], view=Pitch).models
    with pytest.raises(ValueError, match="Interval has no token for each note"):
        Explorer(setting(), corpora=[TINY], view=Interval)


def test_a_corpus_needs_parts() -> None:
    with pytest.raises(ValueError, match="has no parts"):
        Ground.of(Corpus.from_tunes(tunes(3, 0), "bare"), Degree)


@pytest.mark.parametrize("model", [LSTM, RHYTHM_LSTM, TRANSFORMER, MIXTURE])
def test_networks_are_trained_when_there_are_none(model: str) -> None:
    reports: list[tuple[str, float]] = []
    found = RESULTS.explored(setting(model), lambda text, share: reports.append((text, share)))
    assert len(found.tunes)
    assert "trained here for" in found.origin
    assert all(0 <= share <= 1.5 for _, share in reports)
    assert STOCK.is_quick(setting(model))


def test_the_longer_trained_network_is_taken_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from meantone.models import neural
    from meantone.models.neural import preparing

    ground = STOCK.ground("tiny")
    ready = SimpleNamespace(
        model=neural.NeuralModel(neural.LSTM(ground.size, np.random.default_rng(0), width=4)),
        viewpoint=ground.view,
        bits=2.3456,
    )
    monkeypatch.setattr(preparing, "SET", "tiny")
    monkeypatch.setattr(neural, "prepared", {"lstm": ready}.get)
    stock = Stock([TINY])
    assert stock.model(setting(LSTM)) is ready.model
    assert stock.origin(setting(LSTM)) == "longer trained: 2.35 bits per token"
    ready.viewpoint = Degree([0, 2])  # trained on other data
    stock = Stock([TINY], seconds=0.1)
    assert stock.model(setting(LSTM)) is not ready.model


def test_without_pytorch_networks_are_missed_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "meantone.models.neural", None)
    shown = Explorer(setting(LSTM), corpora=[TINY])
    with pytest.raises(UnavailableError, match=r"the LSTM needs PyTorch.*python course\.py doctor"):
        shown.wait()
    assert "the LSTM needs PyTorch" in shown.news
    shown.setting = setting()
    assert shown.wait()


def test_a_training_that_was_cancelled_goes_on_where_it_was() -> None:
    stock = Stock([TINY], seconds=30)

    def training() -> Training:
        return stock._kept.get(("training", "tiny", LSTM), lambda: None)

    def impatient(text: str, share: float) -> None:
        if text.startswith("Training") and training().steps == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        stock.model(setting(LSTM), impatient)
    begun, steps = training(), training().steps
    assert steps == 2  # the third batch was not taken
    assert not stock.is_quick(setting(LSTM))
    stock.seconds = begun.seconds + 0.2
    stock.model(setting(LSTM))
    assert training() is begun
    assert begun.steps > steps


def test_a_model_that_is_too_large_for_a_table_sings(monkeypatch: pytest.MonkeyPatch) -> None:
    ground = STOCK.ground("tiny")
    monkeypatch.setattr("meantone.models.ngram.LARGEST_TABLE", 1)
    large = NGram.fit(ground.part("train"), ground.size, 3)
    monkeypatch.undo()
    results = Results(Stock([TINY], {"large": large}))
    assert not results.stock.kind("large").finite
    assert len(results.explored(Setting("tiny", "large", strength=0.5)).tunes)
    with pytest.raises(ValueError, match="exact search needs a model whose states"):
        results.explored(Setting("tiny", "large", decoder="exact"))
