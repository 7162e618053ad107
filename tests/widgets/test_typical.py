"""The typical-set explorers: their pure functions against slow ones, and each by its value."""

from __future__ import annotations

import base64
from itertools import product

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from meantone.models import MarkovChain, NGram, surprise
from meantone.tunes import Degree
from meantone.widgets import (
    CoinExplorer,
    TuneExplorer,
    beginnings,
    coin_card,
    coin_spread,
    tune_card,
    tune_spread,
)
from meantone.widgets.typical import DRAWN, HEARD, NOTES, Endless, Spread, histogram, per_note

VIEW = Degree([0, 4, 7])
SONGS = [np.array(song) for song in ([0, 1, 2, 1, 0], [0, 2, 2, 1, 0], [1, 0], [0, 1, 1, 0, 2, 0])]
PEOPLE = [np.array(song) for song in ([0, 1, 2, 2, 1, 0, 1, 0], [0, 2, 1], [2, 2, 2, 2])]
MODEL = NGram.fit(SONGS, 3, order=3)


def shares_of_notes(model: NGram | MarkovChain, tune: list[int]) -> float:
    """The slow way: the chance of each note among the notes alone, multiplied."""
    state, chance = model.start(1), 1.0
    for token in tune:
        row = model.probabilities(state)[0, :-1]
        chance *= row[token] / row.sum()
        state = model.advance(state, np.array([token]))
    return chance


# --- coins ------------------------------------------------------------------------------------


@pytest.mark.parametrize("heads", [0.2, 0.5, 0.6, 0.95])
@pytest.mark.parametrize("flips", [1, 3, 8])
def test_coins_lie_where_all_sequences_lie(flips: int, heads: float) -> None:
    spread = coin_spread(flips, heads)
    chances = [
        np.prod([heads if face else 1 - heads for face in faces])
        for faces in product([True, False], repeat=flips)
    ]
    bits = -np.log2(chances) / flips
    assert spread.likeliest == pytest.approx(bits.min())
    assert spread.mean == pytest.approx(np.dot(chances, bits))
    assert spread.shares.sum() == pytest.approx(1)
    for value, share in zip(spread.bits, spread.shares, strict=True):
        if heads != 0.5:
            assert share == pytest.approx(np.sum(np.array(chances)[np.isclose(bits, value)]))


@given(st.integers(1, 1000), st.floats(0.01, 0.99))
def test_the_mean_of_coins_is_their_entropy(flips: int, heads: float) -> None:
    entropy = -(heads * np.log2(heads) + (1 - heads) * np.log2(1 - heads))
    spread = coin_spread(flips, heads)
    assert spread.mean == pytest.approx(entropy, abs=1e-6)
    assert spread.likeliest <= entropy + 1e-9
    low, high = spread.middle()
    inside = (spread.bits >= low - 1e-12) & (spread.bits <= high + 1e-12)
    assert spread.shares[inside].sum() >= 0.95 - 1e-9


def test_more_flips_draw_together_and_leave_all_heads_outside() -> None:
    widths = []
    for flips in (10, 100, 1000):
        spread = coin_spread(flips, 0.6)
        low, high = spread.middle()
        widths.append(high - low)
        assert spread.likeliest < low
    assert widths == sorted(widths, reverse=True)


@pytest.mark.parametrize(("flips", "heads"), [(0, 0.5), (3, 0.0), (3, 1.0), (3, float("nan"))])
def test_no_spread_without_flips_or_chance(flips: int, heads: float) -> None:
    with pytest.raises(ValueError, match="give 1 flip or more, and a chance above 0"):
        coin_spread(flips, heads)


def test_the_coin_that_is_heard_is_the_one_that_is_drawn() -> None:
    drawn, likeliest = coin_card(20, 0.7, np.random.default_rng(4)).tunes.values()
    faces = np.random.default_rng(4).random(20) < 0.7
    assert [pitch > 60 for pitch in drawn.pitches] == faces.tolist()
    assert set(likeliest.pitches) == {67}
    assert set(
        next(reversed(coin_card(5, 0.3, np.random.default_rng(0)).tunes.values())).pitches
    ) == {60}
    assert (
        len(coin_card(500, 0.7, np.random.default_rng(0)).tunes["drawn: 500 flips, 32 heard"])
        == HEARD
    )


# --- tunes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "model", [MODEL, MarkovChain.fit(SONGS, 3, add=1)], ids=["order 3", "chain"]
)
def test_without_an_end_the_notes_share_its_chance(model: NGram) -> None:
    machine = Endless(model)
    for tune in PEOPLE:
        expected = -np.log2(shares_of_notes(model, tune.tolist()))
        assert machine.bits([tune])[0].sum() == pytest.approx(expected)
        assert len(machine.bits([tune])[0]) == len(tune)
    assert all(len(tune) == NOTES[-1] for tune in machine.draw(np.random.default_rng(0)))


@pytest.mark.parametrize("notes", [1, 2, 4])
def test_the_most_likely_beginning_is_found_among_all(notes: int) -> None:
    known = beginnings(MODEL, PEOPLE, np.random.default_rng(0))
    spread, tune = tune_spread(known, notes)
    chances = {t: shares_of_notes(MODEL, list(t)) for t in product(range(3), repeat=notes)}
    assert sum(chances.values()) == pytest.approx(1)
    assert chances[tuple(tune.tolist())] == pytest.approx(max(chances.values()))
    assert spread.likeliest == pytest.approx(-np.log2(max(chances.values())) / notes)
    expected = sum(-p * np.log2(p) for p in chances.values()) / notes
    assert spread.mean == pytest.approx(expected, abs=0.15)  # 500 of them were drawn
    assert len(spread.bits) == DRAWN


def test_bits_per_note_leave_out_tunes_that_are_too_short() -> None:
    known = beginnings(MODEL, PEOPLE, np.random.default_rng(0))
    assert len(per_note(known.people, 4)) == 2
    expected = -np.log2(shares_of_notes(MODEL, [0, 1, 2, 2])) / 4
    assert per_note(known.people, 4)[0] == pytest.approx(expected)
    assert [len(bits) for bits in known.mixed] == [8, 3, 4]


def test_the_words_are_those_of_the_figures() -> None:
    known = beginnings(MODEL, PEOPLE, np.random.default_rng(0))
    spread, tune = tune_spread(known, 4)
    shown = tune_card(known, VIEW, 4, which=7)
    low, high = spread.middle()
    people = per_note(known.people, 4)
    as_likely = (people <= spread.likeliest + 1e-9).sum()
    assert shown.words.startswith(f"4 notes: the most likely tune has {spread.likeliest:.2f} bits")
    assert (
        f"lie at {spread.mean:.2f} on average, 95 of 100 from {low:.2f} to {high:.2f}"
        in shown.words
    )
    assert f"People's lie at {people.mean():.2f} (2 tunes)" in shown.words
    assert f"; {as_likely} of people's are as likely" in shown.words
    assert "No tune by people is that long" in tune_card(known, VIEW, 64).words
    drawn, likeliest = shown.tunes.values()
    assert drawn == VIEW.decode(known.drawn[7][:4], duration=24)
    assert likeliest == VIEW.decode(tune, duration=24)


def test_sequences_that_are_no_less_likely_are_counted() -> None:
    known = beginnings(MODEL, [np.array([0, 1])], np.random.default_rng(0))
    spread, tune = tune_spread(known, 2)
    again = beginnings(MODEL, [tune, tune[::-1]], np.random.default_rng(0))
    assert "; 1 of people's is as likely" in tune_card(again, VIEW, 2).words
    assert surprise(MODEL, tune).shape == (3,)
    assert spread.likeliest > 0


# --- the picture ------------------------------------------------------------------------------


def test_bars_stand_where_the_bits_are_and_what_is_beyond_at_the_end() -> None:
    spread = Spread(np.array([0.05, 1.0, 9.0]), np.array([0.5, 0.25, 0.25]), 1.0)
    picture = histogram(spread, None, 2.0, "bits")
    rows = [part.split('"') for part in picture.split("<rect ")[3:]]  # after paper and legend
    left = [float(row[1]) for row in rows]
    heights = [float(row[7]) for row in rows]
    assert left == [56, 346, 636]  # bins of 10 pixels, from 46
    assert heights == [190, 95, 95]
    assert 'd="M346.0' in picture  # the most likely one
    assert picture.count("people") == 0
    assert histogram(spread, np.array([0.5]), 2.0, "bits").count("people") == 1


# --- the instruments --------------------------------------------------------------------------


def picture_of(instrument: CoinExplorer | TuneExplorer) -> str:
    return base64.b64decode(instrument.picture.partition(",")[2]).decode()


@pytest.mark.parametrize("value", [[1, 0.5], [100, 0.6], [1000, 0.95]])
def test_the_coins_sliders_show_what_the_function_gives(value: list[float]) -> None:
    explorer = CoinExplorer(seed=5)
    explorer.value = value
    card = coin_card(int(value[0]), value[1], np.random.default_rng([5, 0]))
    assert (explorer.words, picture_of(explorer), explorer.alt) == (card.words, card.svg, card.alt)
    assert [sound["label"] for sound in explorer.sounds] == list(card.tunes)


@pytest.fixture
def tunes() -> TuneExplorer:
    machines = {order: NGram.fit(SONGS, 3, order) for order in (1, 3)}
    return TuneExplorer(machines, VIEW, PEOPLE, [4, 3], seed=2)


def test_the_tunes_sliders_show_what_the_function_gives(tunes: TuneExplorer) -> None:
    for notes, order in ([8, 3], [1, 1], [128, 3]):
        tunes.value = [notes, order]
        model = NGram.fit(SONGS, 3, order)
        known = beginnings(model, PEOPLE, np.random.default_rng([2, order]))
        card = tune_card(known, VIEW, notes)
        assert (tunes.words, picture_of(tunes)) == (card.words, card.svg)


def test_another_one_is_drawn_and_nothing_else_changes(tunes: TuneExplorer) -> None:
    tunes.value = [32, 3]
    for explorer in (tunes, CoinExplorer([50, 0.6])):
        words, (drawn, likeliest) = explorer.words, explorer.sounds
        explorer.draws += 1
        assert explorer.words == words
        assert explorer.sounds[0] != drawn
        assert explorer.sounds[1] == likeliest


@pytest.mark.parametrize("value", [[3, 0.6], [10, 0.61], [10], [], [10, 0.6, 1]])
def test_a_slider_stops_at_its_stops(value: list[float]) -> None:
    explorer = CoinExplorer()
    with pytest.raises(traitlets.TraitError, match="Flips: 1, 2, 5, 10"):
        explorer.value = value
    assert explorer.value == [10, 0.6]


def test_a_page_has_the_same_without_python(tunes: TuneExplorer) -> None:
    for explorer in (tunes, CoinExplorer()):
        found = explorer._repr_mimebundle_()
        page = found[0] if isinstance(found, tuple) else found
        assert explorer.words in page["text/html"].replace("&#x27;", "'")
        assert page["text/html"].count("<audio") == 2
        assert page["text/html"].count("<img alt=") == 1
        assert "run the cell above" in page["text/html"]
        assert "http" not in str(explorer._esm)
