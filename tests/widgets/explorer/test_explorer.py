"""The explorer: what it shows is what was found out; the latest wish wins; nothing set is lost."""

from __future__ import annotations

import base64
import io
import re
import subprocess
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from meantone.decoding import greedy, min_p, most_probable, temperature, top_k, top_p, typical
from meantone.models import NGram, SequenceModel, surprise
from meantone.tunes import Corpus, Degree, Interval, Pitch, Tune, read_midi, read_musicxml
from meantone.widgets import DECODERS, Explorer, Setting, explorer_card
from meantone.widgets.explorer.explored import CROWD, LONGEST, Sung, alike, crowd, decode, sing
from meantone.widgets.explorer.explorer import FILES, KEPT
from meantone.widgets.explorer.ground import Ground
from meantone.widgets.explorer.latest import Done, Failed, Latest, News
from meantone.widgets.explorer.pictures import COLORS, map_picture, profile_picture
from meantone.widgets.explorer.settings import (
    LSTM,
    MARKOV,
    MIXTURE,
    MODELS,
    NGRAM,
    OPENING,
    ORDERS,
    TRANSFORMER,
    WHOLE,
)
from meantone.widgets.explorer.stock import Cancelled, Stock, UnavailableError, quietly


def tunes(count: int, seed: int) -> list[Tune]:
    """Return tunes that wander up and down a scale, each with its ways, as people's do."""
    rng = np.random.default_rng(seed)
    scale = [60, 62, 64, 65, 67, 69, 71, 72]
    made = []
    for number in range(count):
        steps = rng.choice([-2, -1, 0, 1, 2], rng.integers(34, 46), p=[0.1, 0.3, 0.2, 0.3, 0.1])
        places = np.abs(np.cumsum(steps)) % 14
        pitches = [scale[min(place, 14 - place)] for place in places]
        tune = Tune(
            tuple(pitches), (48,) * len(pitches), id=f"t{seed}-{number}", tonic="C", mode="major"
        )
        made.append(tune)
    return made


def corpus(name: str = "tiny", seed: int = 0) -> Corpus:
    parts = ["train"] * 60 + ["valid"] * 12 + ["test"] * 24
    return Corpus.from_tunes(tunes(len(parts), seed), name, parts=parts)


TINY = corpus()
STOCK = Stock([TINY, corpus("other", 1)], seconds=0.3)
"""Kept over tests: what it makes is made once."""


def setting(model: str = NGRAM, order: int = 3, decoder: str = "temperature", **more: Any):
    return Setting("tiny", model, order, decoder, **more)


def explorer(*settings: Setting, **more: Any) -> Explorer:
    shown = Explorer(*(settings or (setting(),)), corpora=[TINY, corpus("other", 1)], **more)
    shown.wait()
    return shown


def svg(picture: dict[str, str]) -> str:
    data = picture["source"].removeprefix("data:image/svg+xml;base64,")
    return base64.b64decode(data).decode("utf-8")


# --- settings ---------------------------------------------------------------------------------


@st.composite
def settings(draw: st.DrawFn) -> Setting:
    decoder = DECODERS[draw(st.sampled_from([*DECODERS]))]
    number = st.integers if decoder.name in WHOLE else st.floats
    return Setting(
        draw(st.text(max_size=9)),
        draw(st.sampled_from(MODELS) | st.text(max_size=9)),
        draw(st.sampled_from(ORDERS)),
        decoder.name,
        draw(number(*map(int, (decoder.least, decoder.most)))) if decoder.least >= 1
        else draw(st.floats(decoder.least, decoder.most)),
        draw(st.integers(0, 10**9)),
    )  # fmt: skip


@given(settings())
def test_a_setting_can_be_written_down_as_code_and_as_text(one: Setting) -> None:
    assert eval(repr(one)) == one
    assert Setting.from_text(one.text) == one
    assert Setting.from_text("#" + one.text) == one
    assert ";" not in one.text  # joins two


@pytest.mark.parametrize("name", DECODERS)
def test_every_stop_of_a_slider_is_a_setting_that_says_what_it_does(name: str) -> None:
    decoder = DECODERS[name]
    assert len(set(decoder.stops)) == len(decoder.stops)
    assert sorted(decoder.stops) in ([*decoder.stops], [*decoder.stops][::-1])
    assert decoder.start in decoder.stops
    for stop in decoder.stops:
        assert Setting(decoder=name, strength=stop).strength == stop
        assert decoder.says(stop)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"decoder": "guess"}, "no decoder 'guess'; there are temperature, top-k"),
        ({"order": 0}, "the order is 0; it is a whole number from 1 to 8"),
        ({"order": 2.5}, "the order is 2.5; it is a whole number"),
        ({"strength": -1}, "the strength of temperature is -1"),
        ({"strength": float("nan")}, "the strength of temperature is nan"),
        ({"decoder": "top-k", "strength": 2.5}, "a whole number from 1 to 999: notes kept"),
        ({"strength": True}, "is True"),
        ({"draw": -1}, "the draw is -1"),
    ],
)
def test_what_cannot_be_set_is_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        Setting(**given)


@pytest.mark.parametrize("text", ["", "nonsense", "order=three", "colour=red", "draw="])
def test_a_text_that_is_no_setting_is_refused_with_what_it_should_be(text: str) -> None:
    with pytest.raises(ValueError, match="it is written as NAME=VALUE&NAME=VALUE"):
        Setting.from_text(text)


# --- what is found out ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decoder", "strength", "rule"),
    [
        ("temperature", 0.4, lambda row: temperature(row, 0.4)),
        ("top-k", 3, lambda row: top_k(row, 3)),
        ("top-p", 0.6, lambda row: top_p(row, 0.6)),
        ("min-p", 0.3, lambda row: min_p(row, 0.3)),
        ("typical", 0.6, lambda row: typical(row, 0.6)),
        ("greedy", 1, lambda row: top_k(row, 1)),
    ],
)
def test_the_next_notes_chances_are_the_models_and_the_decoders(
    decoder: str, strength: float, rule: Callable[..., np.ndarray]
) -> None:
    found = sing(STOCK, setting(decoder=decoder, strength=strength))
    model = STOCK.model(setting())
    state = model.start(1)
    for token in STOCK.ground("tiny").opening:
        state = model.advance(state, np.array([token]))
    row = model.probabilities(state)[0]
    np.testing.assert_allclose(found.plain, row)
    np.testing.assert_allclose(found.shaped, rule(row))
    assert not np.allclose(found.shaped, found.plain)


@pytest.mark.parametrize("decoder", DECODERS)
def test_a_tune_is_what_the_model_and_the_decoder_make_and_cost(decoder: str) -> None:
    one = setting(decoder=decoder)
    found, again = sing(STOCK, one), sing(STOCK, one)
    np.testing.assert_array_equal(found.tokens, again.tokens)
    np.testing.assert_allclose(found.bits, surprise(STOCK.model(one), found.tokens)[:-1])
    assert found.shaped.sum() == pytest.approx(1)
    assert len(found.tokens) <= LONGEST
    assert found.ended == (len(found.tokens) < LONGEST or decoder == "exact")
    assert len(crowd(STOCK, one).tunes) == CROWD


def test_searches_find_what_they_are_named_after() -> None:
    model = STOCK.model(setting())
    exact = sing(STOCK, setting(decoder="exact", strength=1)).tokens
    best = most_probable(model, at_least=OPENING, at_most=LONGEST).tokens
    np.testing.assert_array_equal(exact, best)
    np.testing.assert_array_equal(
        sing(STOCK, setting(decoder="greedy")).tokens, greedy(model, LONGEST).tokens
    )


def test_another_draw_of_a_search_is_another_of_the_tunes_that_it_found() -> None:
    found = [
        sing(STOCK, setting(decoder="exact", strength=5, draw=draw)).tokens.tobytes()
        for draw in range(6)
    ]
    assert len(set(found)) == 5
    assert found[0] == found[5]


def test_from_mode_to_noise_surprise_grows_and_at_the_mode_all_tunes_are_one() -> None:
    made = [crowd(STOCK, setting(strength=degree)) for degree in (0.1, 1, 3)]
    bits = [one.profile["surprise"].value for one in made if one.profile]
    assert bits == sorted(bits)
    mode = crowd(STOCK, setting(decoder="exact", strength=1))
    assert (mode.different, mode.spread) == (1, pytest.approx(0))


def test_two_crowds_are_compared_by_equally_many_tunes() -> None:
    one, other = (crowd(STOCK, setting(strength=degree)) for degree in (0.5, 1))
    long = [tune for tune in one.tunes if len(tune) >= OPENING]
    few = replace(one, profile=one.people.profile(long[:5], np.random.default_rng(0)))
    assert few.profile is not None
    assert other.profile is not None
    assert few.profile.count < other.profile.count
    counts = {crowd.profile.count for crowd in alike(other, few) if crowd.profile}
    assert counts == {few.profile.count}
    none = replace(one, profile=one.people.profile([], np.random.default_rng(0)))
    assert alike(none, other) == (none, other)


def test_a_corpus_with_few_people_has_a_map_and_no_profile() -> None:
    parts = ["train"] * 20 + ["valid"] * 4 + ["test"] * 4
    few = Corpus.from_tunes(tunes(28, 3), "few", parts=parts)
    many = crowd(Stock([few]), Setting("few", order=2))
    assert many.profile is None
    card = explorer_card([sing(Stock([few]), many.setting)], [many])
    assert "There is no profile: 4 human tunes have 32 tokens" in card.words
    assert (card.profiles[0].svg, card.table) == ("", ())
    assert card.maps[0].svg


def test_a_corpus_of_short_tunes_is_heard_though_nothing_can_be_measured() -> None:
    parts = ["train"] * 20 + ["valid"] * 4 + ["test"] * 12
    short = Corpus.from_tunes([tune.excerpt(0, 9) for tune in tunes(36, 4)], "short", parts=parts)
    one = Setting("short", order=2)
    card = explorer_card([sing(Stock([short]), one)], [crowd(Stock([short]), one)])
    assert "There is no profile: 0 human tunes have 32 tokens" in card.words
    assert "spread" not in card.words
    assert "No tunes by people are long enough." in card.maps[0].svg


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
    stock = Stock([TINY, corpus("other", 1)], {"mine": NGram.fit(ground.learned, ground.size, 2)})
    with pytest.raises(ValueError, match=re.escape(said)):
        stock.check(wanted)
    with pytest.raises(ValueError, match=re.escape(said)):
        sing(stock, wanted)


def test_a_given_model_is_used_and_has_to_know_the_corpus() -> None:
    ground = STOCK.ground("tiny")
    mine = NGram.fit(ground.learned, ground.size, 2)
    stock = Stock([TINY], {"mine": mine, LSTM: mine})
    assert stock.model(Setting("tiny", "mine")) is stock.model(Setting("tiny", LSTM)) is mine
    assert stock.is_finite("mine")
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
    found = sing(Stock([TINY], view=Pitch), setting())
    assert len(found.tokens) == len(found.tune.notes)
    with pytest.raises(ValueError, match="Interval has no token for each note"):
        Explorer(setting(), corpora=[TINY], view=Interval)


def test_a_corpus_needs_parts() -> None:
    with pytest.raises(ValueError, match="has no parts"):
        Ground.of(Corpus.from_tunes(tunes(3, 0), "bare"), Degree)


@pytest.mark.parametrize("model", [LSTM, TRANSFORMER, MIXTURE])
def test_networks_are_trained_when_there_are_none(model: str) -> None:
    reports: list[tuple[str, float]] = []
    found = sing(STOCK, setting(model), lambda text, share: reports.append((text, share)))
    assert len(found.tokens)
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
    assert sing(stock, setting(LSTM)).origin == "longer trained: 2.35 bits per token"
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

    def impatient(text: str, share: float) -> None:
        if text.startswith("Training") and stock._trainings["tiny", LSTM].steps == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        stock.model(setting(LSTM), impatient)
    training = stock._trainings["tiny", LSTM]
    steps = training.steps
    assert steps == 2  # the third batch was not taken
    assert not stock.has(setting(LSTM))
    stock.seconds = training.seconds + 0.2
    stock.model(setting(LSTM))
    assert stock._trainings["tiny", LSTM] is training
    assert training.steps > steps


# --- the latest wish --------------------------------------------------------------------------


def test_only_the_latest_job_is_delivered() -> None:
    got: list[Any] = []
    begun, held = threading.Event(), threading.Event()

    def slow(report: Any) -> Iterator[str]:
        begun.set()
        held.wait(60)
        yield "stale"
        pytest.fail("it goes on although nobody waits")  # pragma: no cover

    latest = Latest(got.append)
    latest.do(slow)
    begun.wait(60)
    latest.do(lambda report: ["fresh"])
    held.set()
    assert latest.wait(60)
    assert got == ["fresh", Done()]


def test_a_job_that_fails_says_so_and_the_next_one_works() -> None:
    got: list[Any] = []
    latest = Latest(got.append)

    def bad(report: Any) -> Iterator[str]:
        yield "first"
        raise ZeroDivisionError("no")

    latest.do(bad)
    latest.wait(60)
    assert got[0] == "first"
    assert isinstance(got[1], Failed)
    assert str(got[1].error) == "no"
    latest.do(lambda report: ["well"])
    assert latest.wait(60)
    assert got[2:] == ["well", Done()]


def test_a_job_that_is_cancelled_ends_when_it_reports_and_says_nothing() -> None:
    got: list[Any] = []
    begun, held, ended = threading.Event(), threading.Event(), threading.Event()

    def job(report: Any) -> Iterator[str]:
        report("half", 0.5)
        begun.set()
        held.wait(60)
        try:
            report("more", 0.6)
        finally:
            ended.set()
        yield "never"  # pragma: no cover

    latest = Latest(got.append)
    latest.do(job)
    begun.wait(60)
    latest.collect()
    assert got == [News("half", 0.5)]
    assert latest.busy
    latest.cancel()
    assert not latest.busy
    held.set()
    assert ended.wait(60)
    latest.collect()
    assert got == [News("half", 0.5)]


# --- the card ---------------------------------------------------------------------------------


def test_the_card_says_what_was_found() -> None:
    one = setting(decoder="greedy")
    sung, many = sing(STOCK, one), crowd(STOCK, one)
    card = explorer_card([sung], [many])
    assert many.profile is not None
    assert f"{sung.mean:.2f} bits a note; people's tunes have {sung.usual:.2f}" in card.words
    outside = len(many.profile.outside)
    valued = sum(row.place != "no value" for row in many.profile.rows)
    assert re.search(rf"{outside} of {valued} measures lies? outside people's band", card.words)
    for row in many.profile.rows:
        assert f"{row.name} tunes {row.place}" in card.profiles[0].alt
    head, *lines = card.table
    assert head[:4] == ("measure", "tunes", "interval (95 %)", "tunes are")
    assert [line[3] for line in lines] == [row.place for row in many.profile.rows]
    assert all(len(line) == len(head) for line in lines)


def test_two_settings_differ_in_color_and_in_shape() -> None:
    pair = [setting(decoder="greedy"), setting(strength=2)]
    card = explorer_card([sing(STOCK, one) for one in pair], [crowd(STOCK, one) for one in pair])
    assert [part.name for part in card.parts] == ["A", "B"]
    assert [len(card.profiles), len(card.maps)] == [1, 1]
    for picture in (card.profiles[0].svg, card.maps[0].svg):
        assert all(color in picture for color in COLORS)
    drawn = card.profiles[0].svg
    assert "<circle" in drawn
    assert re.search(rf'<path d="M[\d. ]+l5\.5 9\.5h-11z" fill="{COLORS[1]}"', drawn)
    assert COLORS[0] in card.parts[0].roll.svg
    assert COLORS[1] in card.parts[1].roll.svg


def test_settings_of_two_corpora_have_a_profile_and_a_map_each() -> None:
    pair = [setting(), Setting("other", order=3)]
    card = explorer_card([sing(STOCK, one) for one in pair], [crowd(STOCK, one) for one in pair])
    assert [len(card.profiles), len(card.maps)] == [2, 2]
    assert COLORS[0] not in card.maps[1].svg
    assert card.table[0].count("people's band") == 2


def test_all_pictures_are_sound_and_none_is_without_words() -> None:
    pair = [setting(strength=100), setting(decoder="exact")]
    card = explorer_card([sing(STOCK, one) for one in pair], [crowd(STOCK, one) for one in pair])
    pictures = [*card.profiles, *card.maps]
    pictures += [picture for part in card.parts for picture in (part.roll, part.chances)]
    for picture in pictures:
        assert ET.fromstring(picture.svg).tag.endswith("svg")
        assert picture.title
        assert len(picture.alt) > 20


def test_bars_stay_in_place_when_the_slider_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[explorer_card.__module__], "SHOWN", 4)
    found = sing(STOCK, setting())
    strange = replace(found, shaped=np.eye(len(found.plain))[found.plain.argmin()])
    texts = []
    for one in (found, strange):
        [part] = explorer_card([one]).parts
        texts.append(re.findall(r'text-anchor="middle"[^>]*>([^<]+)<', part.chances.svg))
    assert texts[0] == texts[1]
    assert len(texts[0]) == 5  # and the rest


def test_a_tune_without_notes_is_said_and_drawn() -> None:
    found = sing(STOCK, setting())
    none = Sung(
        found.setting, found.ground, found.tokens[:0], found.bits[:0], True, found.usual,
        found.context, found.plain, found.shaped,
    )  # fmt: skip
    [part] = explorer_card([none]).parts
    assert "no notes; the tune ended before it began" in part.words
    assert "No notes." in part.roll.svg


def test_a_card_is_of_one_setting_or_two_and_of_the_same_crowds() -> None:
    found = sing(STOCK, setting())
    for many in ([], [found] * 3):
        with pytest.raises(ValueError, match="one or two"):
            explorer_card(many)
    with pytest.raises(ValueError, match="crowds of the same settings"):
        explorer_card([found], [crowd(STOCK, setting(draw=1))])


def test_the_map_is_framed_by_people_so_that_it_stays() -> None:
    people = np.random.default_rng(0).normal(size=(40, 2))
    pictures = [map_picture(people, [("A", people[:1] * far)]) for far in (1, 1000)]
    crosses = [re.findall(r'<path d="([^"]+)" stroke="#8a8a8a"', one)[1] for one in pictures]
    assert crosses[0] == crosses[1]


def test_what_lies_beyond_its_axis_is_an_arrow() -> None:
    noise = crowd(STOCK, setting(order=1, strength=100)).profile
    assert noise is not None
    human = noise["surprise"].human
    assert noise["surprise"].value > human
    drawn = profile_picture([("tunes", noise)])
    assert ET.fromstring(drawn).tag.endswith("svg")
    assert f"{noise['surprise'].value:.2f} above" in drawn


# --- the widget -------------------------------------------------------------------------------


def test_python_and_page_set_the_same() -> None:
    shown = explorer()
    before = shown.words
    shown.value = setting(decoder="greedy").text
    assert shown.wait()
    assert shown.words != before
    assert shown.setting == setting(decoder="greedy")
    assert shown.parts[0]["source"].startswith("data:audio/flac;base64,")
    assert shown.words == shown.card.words
    assert (shown.state, shown.measured) == ("", True)
    shown.setting = setting()
    shown.wait()
    assert shown.words == before


def test_what_is_shown_belongs_together() -> None:
    shown = explorer(setting(strength=0.5), setting(decoder="beam"))
    for part, name in zip(shown.parts, "AB", strict=True):
        assert part["label"].startswith(f"{name}: n-gram of order ")
        for key in ("roll", "chances", "score"):
            assert ET.fromstring(svg(part[key])).tag.endswith("svg")
    first, _ = shown.settings
    shown._crowds[first] = shown._crowds[first].of_at_most(5)  # as if few were long enough
    assert [one.profile.count for one in shown.crowds] == [3, 3]
    shown.beside = None
    shown.wait()
    assert [len(shown.parts), shown.other] == [1, ""]
    assert not shown.words.startswith("A: ")


def test_an_invalid_setting_is_refused_and_the_valid_one_stays() -> None:
    shown = explorer()
    before = shown.value, shown.words
    for wrong in ("corpus=nowhere", "corpus=tiny&decoder=top-k&strength=0", "what", ""):
        with pytest.raises(traitlets.TraitError):
            shown.value = wrong
    with pytest.raises(traitlets.TraitError, match="exact search needs a model"):
        shown.setting = setting(LSTM, decoder="exact")
    assert (shown.value, shown.words) == before
    with pytest.raises(ValueError, match="no corpus 'nowhere' here; there are tiny"):
        Explorer(Setting("nowhere"), corpora=[TINY])


def test_code_and_text_make_the_same_explorer_again() -> None:
    shown = explorer(setting(strength=0.5), setting(decoder="greedy"))
    corpora = [TINY, corpus("other", 1)]
    for again in (
        eval(shown.code, {"Explorer": Explorer, "Setting": Setting, "corpora": corpora}),
        Explorer.from_text(shown.text, corpora=corpora),
        Explorer.from_text(f"http://127.0.0.1/lab?reset#{shown.text}", corpora=corpora),
    ):
        assert again.settings == shown.settings
        again.wait()
        assert again.words == shown.words
    named = Explorer(Setting("kinder"), corpora=["kinder"])
    assert named.code.endswith(", corpora=['kinder'])")
    named.cancel()
    with pytest.raises(ValueError, match="holds 3 settings"):
        Explorer.from_text(";".join([setting().text] * 3), corpora=corpora)


class Stubborn(SequenceModel[Any]):
    """A model that waits until it is let, or fails."""

    def __init__(self, model: NGram) -> None:
        self.model, self.size = model, model.size
        self.let, self.begun = threading.Event(), threading.Event()
        self.broken = False

    def start(self, batch: int) -> Any:
        return self.model.start(batch)

    def probabilities(self, state: Any) -> Any:
        self.begun.set()
        assert self.let.wait(60)
        if self.broken:
            raise RuntimeError("it broke.")
        return self.model.probabilities(state)

    def advance(self, state: Any, tokens: Any) -> Any:
        return self.model.advance(state, tokens)


@pytest.fixture
def stubborn() -> Stubborn:
    ground = STOCK.ground("tiny")
    return Stubborn(NGram.fit(ground.learned, ground.size, 2))


def test_work_is_cancelled_and_gone_on_with(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    before = shown.words
    slow = setting("slow")
    shown.setting = slow
    assert stubborn.begun.wait(60)
    assert not shown.wait(0.01)
    assert shown.state == "busy"
    shown.cancel()
    assert (shown.state, shown.words) == ("cancelled", before)
    assert shown.setting == slow  # what was set is not lost
    stubborn.let.set()
    assert shown.wait()  # nothing is under way
    shown.go_on()
    assert shown.wait()
    assert (shown.state, shown.words != before) == ("", True)
    assert shown.sung[0].setting == slow


def test_a_wish_meanwhile_takes_the_place_of_what_is_under_way(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    shown.setting = setting("slow")
    assert stubborn.begun.wait(60)
    shown.setting = setting(decoder="greedy")
    stubborn.let.set()
    assert shown.wait()
    assert shown.sung[0].setting == setting(decoder="greedy")
    assert setting("slow") not in shown._sung


def test_one_setting_is_shown_while_the_other_takes_its_time(stubborn: Stubborn) -> None:
    shown = explorer(setting(), setting(decoder="greedy"), models={"slow": stubborn})
    shown.stock.is_quick = lambda one: one.model != "slow"
    slow, moved = setting("slow"), setting(strength=0.3)
    shown.beside = slow
    assert stubborn.begun.wait(60)
    shown.setting = moved
    stubborn.let.set()  # the one before notices only now that nobody waits for it
    stubborn.let.clear()
    while shown.sung[0].setting != moved or not shown.crowds:
        shown.wait(0.05)
    assert shown.sung[1].setting == setting(decoder="greedy")
    assert shown.parts[1]["label"] == "B: n-gram of order 3 on tiny, greedy"
    assert (shown.measured, shown.state) == (False, "busy")
    stubborn.let.set()
    assert shown.wait()
    assert (shown.sung[1].setting, shown.measured) == (slow, True)


def test_what_fails_is_said_and_raised_and_the_next_setting_works(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    stubborn.broken = True
    stubborn.let.set()
    shown.setting = setting("slow")
    with pytest.raises(RuntimeError, match="it broke"):
        shown.wait()
    assert (shown.state, shown.news) == ("failed", "It did not work: it broke.")
    shown.setting = setting(decoder="greedy")
    assert shown.wait()
    assert shown.state == ""


def test_settings_are_kept_but_not_without_end() -> None:
    shown = explorer()
    first = shown.words
    for draw in range(1, KEPT + 4):
        shown.setting = setting(decoder="greedy", draw=draw)
        shown.wait()
    assert len(shown._sung) == len(shown._crowds) == KEPT
    shown.setting = setting()
    shown.wait()
    assert shown.words == first


def test_tunes_are_saved_as_files_that_hold_them(tmp_path: Path) -> None:
    shown = explorer(setting(), setting(decoder="greedy"))
    for place in (0, 1):
        pitches = shown.sung[place].tune.pitches
        assert read_midi(shown.file(".mid", place)).pitches == pitches
        assert read_musicxml(shown.file(".musicxml", place)).pitches == pitches
    with wave.open(io.BytesIO(shown.file(".wav"))) as file:
        assert file.getnframes() > 22050
    for suffix in FILES:
        shown.write(tmp_path / f"tune{suffix}")
        assert (tmp_path / f"tune{suffix}").read_bytes() == shown.file(suffix)
    with pytest.raises(ValueError, match=r"no kind of file '\.pdf'; there are \.mid"):
        shown.write(tmp_path / "tune.pdf")
    with pytest.raises(ValueError, match="no tune 2; there are 2"):
        shown.file(".mid", 2)


def test_the_pages_buttons_are_heard(stubborn: Stubborn) -> None:
    shown = explorer(models={"slow": stubborn})
    sent: list[tuple[Any, Any]] = []
    shown.send = lambda content, buffers: sent.append((content, buffers))
    shown._handle_custom_msg({"do": "file", "suffix": ".mid", "part": 0}, [])
    [(content, buffers)] = sent
    assert content["name"] == "tiny-n-gram-of-order-3-temperature-1-0.mid"
    assert buffers == [shown.file(".mid")]
    shown.setting = setting("slow")
    assert stubborn.begun.wait(60)
    shown._handle_custom_msg({"do": "cancel"}, [])
    assert shown.state == "cancelled"
    stubborn.let.set()
    shown._handle_custom_msg({"do": "go on"}, [])
    assert shown.wait()
    assert shown.sung[0].setting == setting("slow")


def test_a_page_without_python_has_words_sounds_and_pictures() -> None:
    bundle = explorer(setting(), setting(decoder="greedy"))._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    html = data["text/html"]
    assert html.count("<audio") == 2
    assert html.count("<img alt=") == 6
    assert "To move the slider, run the notebook." in html
    assert "B: n-gram of order 3 on tiny, greedy" in data["text/plain"]
    waiting = Explorer(setting(LSTM), corpora=[TINY])
    waiting.cancel()
    bundle = waiting._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Cancelled." in data["text/plain"]


def test_who_waits_for_a_corpus_to_be_built_sees_how_far_it_is() -> None:
    done = threading.Event()
    shown = Explorer(setting(), corpora=[TINY])
    shown.cancel()
    ground = shown.stock.ground

    def building(name: str, report: Callable[[str, float], object] = quietly) -> Ground:
        while not done.wait(0.01):
            report("Building tiny, this once", 0.3)
        return ground(name)

    shown.stock.ground = building
    shown.go_on()
    bundle = shown._repr_mimebundle_()  # returns although nothing is there yet
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert "Building tiny, this once" in data["text/plain"]
    assert (shown.state, shown.share) == ("busy", 0.3)
    done.set()
    assert shown.wait()
    assert shown.measured


def test_what_the_page_may_choose_is_what_python_takes() -> None:
    shown = explorer()
    finite = {one["name"] for one in shown.spec["models"] if one["finite"]}
    assert finite == {MARKOV, NGRAM}
    ordered = {one["name"] for one in shown.spec["models"] if one["ordered"]}
    assert ordered == {NGRAM, MIXTURE}
    for one in shown.spec["decoders"]:
        assert len(one["stops"]) == len(one["says"])
        for stop in one["stops"]:
            shown.stock.check(setting(decoder=one["name"], strength=stop))


def test_networks_are_not_loaded_by_who_does_not_use_them() -> None:
    code = (
        "import sys; from meantone.widgets import Explorer, Setting; "
        "assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_model_that_is_too_large_for_a_table_sings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meantone.models.ngram.LARGEST_TABLE", 1)
    large = NGram.fit([[0, 1, 2, 1, 0]], 3, 2)
    monkeypatch.undo()
    assert not Stock([TINY], {"large": large}).is_finite("large")
    rng = np.random.default_rng(0)
    assert len(decode(large, Setting(strength=0.5), 4, rng)) == 4
    with pytest.raises(TypeError, match="too many to keep a table"):
        decode(large, Setting(decoder="exact", strength=1), 4, rng)
