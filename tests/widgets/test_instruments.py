"""Instruments: each shows what its pure function gives, whoever sets its value."""

from __future__ import annotations

import base64
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from meantone.decoding import temperature
from meantone.models import MarkovChain
from meantone.models.markov import transition_counts
from meantone.tunes import Corpus, Degree, Tune, load, set_names
from meantone.tunes.collections.recipes import SetError
from meantone.tunes.collections.sets import Built, Entry
from meantone.widgets import (
    CorpusSwitch,
    Instrument,
    Playlist,
    Shown,
    TemperatureSlider,
    corpora,
    corpus_card,
    learn,
    temperature_card,
)

CALL = Tune((67, 64, 60), (48, 48, 96), tonic="C")
ECHO = Tune((60, 64, 67), (48, 48, 96), tonic="C")
VIEW = Degree([0, 4, 7])
CHAIN = MarkovChain.fit([[0, 1, 2, 1, 0], [0, 2, 2, 1, 0], [1, 0]], 3)


def decoded(uri: str) -> bytes:
    return base64.b64decode(uri.partition(",")[2])


def shows(instrument: Instrument, shown: Shown) -> bool:
    """Tell whether an instrument's page has the words, the picture and the sounds."""
    players = shown.players
    sounds = [sound.encode("flac") for sound in players.sounds.values()] if players else []
    return (
        instrument.words == shown.words
        and instrument.alt == shown.alt
        and decoded(instrument.picture).decode() == shown.svg
        and [sound["label"] for sound in instrument.sounds] == list(shown.tunes)
        and [decoded(sound["source"]) for sound in instrument.sounds] == sounds
    )


def bundle(instrument: Instrument) -> dict[str, str]:
    found = instrument._repr_mimebundle_()
    return found[0] if isinstance(found, tuple) else found


# --- the corpus switch ------------------------------------------------------------------------


def test_a_machine_learns_what_lesson_02_counts() -> None:
    songs = load("kinder")
    view = Degree.of(songs)
    tokens = [view.encode(tune) for tune in songs.part("train")]
    learned = learn(songs)
    assert learned.view.vocabulary == view.vocabulary
    counts = transition_counts(tokens, len(view.vocabulary))
    known = counts.sum(axis=1) > 0
    known[len(view.vocabulary)] = False  # after the end
    shares = counts[known] / counts[known].sum(axis=1, keepdims=True)
    np.testing.assert_allclose(learned.chain.table[known], shares)


def test_the_figures_are_those_of_the_tunes() -> None:
    tunes = [CALL, CALL, ECHO, Tune((60, 62, 60), (48, 48, 48), tonic="C")]
    tunes = [Tune(t.pitches, t.durations, tonic="C", id=str(i)) for i, t in enumerate(tunes)]
    words = learn(Corpus.from_tunes(tunes, "four", parts=["train"] * 4)).words
    # two begin with 5 and two with 1, which comes first; three end on 1; 2 of 8 moves are small
    assert words == (
        "four: 4 tunes and 12 notes to learn from. The most frequent first note is 1 (50 %). 75 % "
        "end on 1, the tonic. Of all moves 25 % are small: two semitones or fewer."
    )


def test_a_degree_that_was_never_learned_is_not_drawn() -> None:
    tunes = [
        Tune(CALL.pitches, CALL.durations, tonic="C", id="a"),
        Tune((61,), (48,), tonic="C", id="b"),
    ]
    learned = learn(Corpus.from_tunes(tunes, "two", parts=["train", "test"]))
    assert learned.view.labels == ("1", "b2", "3", "5")
    shown = corpus_card(learned, np.random.default_rng(0))
    assert ">b2<" not in shown.svg
    assert shown.alt == (
        "Heat map of how likely each note follows each in two, from 1 to 5. The most frequent "
        "moves: 3 to 1 (100 %), 5 to 3 (100 %)."
    )


def test_the_tune_is_the_machines_own() -> None:
    learned = learn(load("starter"))
    for seed in range(20):
        ((label, tune),) = corpus_card(learned, np.random.default_rng(seed)).tunes.items()
        tokens = learned.view.encode(Tune(tune.pitches, tune.durations, tonic="C"))
        path = [learned.chain.size + 1, *tokens]
        assert all(learned.chain.table[a, b] > 0 for a, b in pairwise(path))
        assert len(tokens) <= corpora.LONGEST
        assert (", cut off" in label) == (len(tokens) == corpora.LONGEST)


def test_switching_shows_the_other_corpus() -> None:
    switch = CorpusSwitch("kinder", seed=3)
    for name in ("starter", "kinder"):
        switch.value = name
        card = corpus_card(learn(load(name)), np.random.default_rng([3, 0]))
        assert shows(switch, card)
    assert [value for value, _ in switch.choices] == list(set_names())


def test_another_tune_is_another_and_comes_again() -> None:
    switch = CorpusSwitch("starter")
    first = switch.sounds
    switch.draws = 1
    second = switch.sounds
    assert second != first
    assert switch.picture == CorpusSwitch("starter").picture
    switch.draws = 0
    assert switch.sounds == first


def test_a_set_that_is_being_built_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def build_slowly(name: str, progress: object) -> Built:
        entries = [Entry(None, "", str(n), "") for n in range(450)]
        assert len(list(progress(entries))) == 450
        return Built(load("starter"), True, None, 1.0)

    said: list[str] = []
    switch = CorpusSwitch("kinder")
    switch.observe(lambda change: said.append(change.new), "busy")
    monkeypatch.setattr(corpora, "obtain", build_slowly)
    switch.value = "irish"
    assert said == [
        "Building irish, this once: 0 of 450 tunes read.",
        "Building irish, this once: 200 of 450 tunes read.",
        "Building irish, this once: 400 of 450 tunes read.",
        "",
    ]


def test_a_set_that_cannot_be_had_says_why_and_the_next_one_works(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(name: str, progress: object) -> Built:
        raise SetError("the disk is full")

    switch = CorpusSwitch("kinder")
    monkeypatch.setattr(corpora, "obtain", fail)
    answers = switch.answers
    switch.value = "irish"
    assert switch.words == "irish cannot be used: the disk is full"
    assert (switch.picture, switch.sounds, switch.answers) == ("", [], answers + 1)
    switch.value = "kinder"
    assert switch.words.startswith("kinder: 170 tunes")


def test_a_corpus_that_there_is_not_is_refused() -> None:
    with pytest.raises(SetError, match="no data set 'kidner'"):
        CorpusSwitch("kidner")


# --- the temperature slider -------------------------------------------------------------------


@pytest.mark.parametrize("degree", [0.1, 0.5, 1.0, 3.0])
def test_the_slider_shows_what_the_function_gives(degree: float) -> None:
    slider = TemperatureSlider(CHAIN, VIEW, 0, seed=5)
    slider.value = degree
    card = temperature_card(CHAIN, VIEW, 0, degree, np.random.default_rng([5, 0]))
    assert shows(slider, card)
    row = temperature(CHAIN.table[0], degree)
    assert f"with {100 * row.max():.0f} %" in card.words


def test_in_the_cold_nothing_is_hard_to_guess_and_in_the_heat_everything() -> None:
    def many(degree: float) -> float:
        words = temperature_card(CHAIN, VIEW, 1, degree, np.random.default_rng(0)).words
        return float(words.split("as hard to guess as ")[1].split()[0])

    row = CHAIN.table[1]
    assert many(0.01) == 1.0
    assert many(1000.0) == (row > 0).sum()
    assert many(1.0) == pytest.approx(2 ** -np.sum(row[row > 0] * np.log2(row[row > 0])), abs=0.05)


def test_in_the_cold_the_tune_takes_the_likeliest_step_each_time() -> None:
    (tune,) = temperature_card(CHAIN, VIEW, 0, 0.01, np.random.default_rng(0)).tunes.values()
    path = [3 + 1, *VIEW.encode(Tune(tune.pitches, tune.durations, tonic="C"))]
    assert path[1:] == [int(CHAIN.table[token].argmax()) for token in path[:-1]]


def test_at_temperature_1_the_bars_fill_their_frames() -> None:
    card = temperature_card(CHAIN, VIEW, 0, 1.0, np.random.default_rng(0))
    heights = [part.split('"')[0] for part in card.svg.split(' height="')[5:]]  # after the legend
    assert len(heights) == 2 * (CHAIN.table[0] > 0).sum()
    assert heights[0::2] == heights[1::2]


def test_only_the_temperature_differs_not_the_random_numbers() -> None:
    slider = TemperatureSlider(CHAIN, VIEW, 0)
    first = slider.sounds
    slider.value = 0.5
    slider.value = 1.0
    assert slider.sounds == first


@pytest.mark.parametrize("degree", [0.0, 3.5])
def test_no_temperature_beyond_the_slider(degree: float) -> None:
    with pytest.raises(Exception, match="value"):
        TemperatureSlider(CHAIN, VIEW, 0, value=degree)


# --- what all instruments share ---------------------------------------------------------------


def test_a_playlist_counts_its_plays() -> None:
    playlist = Playlist({"call": CALL, "echo": ECHO}, instrument="flute")
    assert [sound["label"] for sound in playlist.sounds] == ["call", "echo"]
    assert "flute" in playlist.sounds[0]["name"]
    assert playlist.plays == 0


def test_a_playlist_needs_a_tune() -> None:
    with pytest.raises(ValueError, match="no tunes to listen to"):
        Playlist({})


def test_a_tune_without_notes_has_no_player() -> None:
    assert Playlist({"nothing": Tune((), ())}).sounds[0]["source"] == ""


INSTRUMENTS = {
    "playlist": lambda: Playlist({"call": CALL}),
    "corpora": lambda: CorpusSwitch("starter"),
    "temperature": lambda: TemperatureSlider(CHAIN, VIEW, 0),
}


@pytest.mark.parametrize("make", INSTRUMENTS.values(), ids=INSTRUMENTS)
def test_a_page_has_the_same_without_python(make: Callable[[], Instrument]) -> None:
    instrument = make()
    page, again = bundle(instrument), bundle(instrument)
    assert page["text/html"] == again["text/html"]
    assert page["text/plain"] == again["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in page
    assert page["text/html"].count("<audio") == len(instrument.sounds)
    assert instrument.words in page["text/html"].replace("&#x27;", "'")
    assert page["text/html"].count("<img alt=") == bool(instrument.picture)
    assert ("run the cell above" in page["text/html"]) == bool(instrument.label)
    assert "http" not in str(instrument._esm)
