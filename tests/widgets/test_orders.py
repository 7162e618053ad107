"""The order explorer: its pure functions against slow ones, and the widget by setting its value."""

from __future__ import annotations

import numpy as np
import pytest
import traitlets

from meantone.measures import bootstrap_interval, copied_share
from meantone.models import NGram, surprise, witten_bell
from meantone.tunes import Degree
from meantone.widgets import OrderExplorer, Survey, order_card, survey
from meantone.widgets.orders import ORDERS, RULES, RUN

VIEW = Degree([0, 2, 4, 5, 7])


def wandering(rng: np.random.Generator, count: int) -> list[np.ndarray]:
    """Tunes that move by at most one note, so that memory helps."""
    steps = [rng.integers(-1, 2, rng.integers(15, 30)) for _ in range(count)]
    return [np.clip(np.cumsum(step) + 2, 0, 4) for step in steps]


SONGS = wandering(np.random.default_rng(0), 30)
NEW = wandering(np.random.default_rng(1), 8)


@pytest.fixture(scope="module")
def known() -> Survey:
    return survey(VIEW, SONGS, NEW, np.random.default_rng(2))


@pytest.fixture
def explorer(known: Survey) -> OrderExplorer:
    return OrderExplorer(known, seed=3)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("order", [1, 3, 8])
def test_its_bits_are_those_of_the_model(known: Survey, rule: str, order: int) -> None:
    model = NGram.fit(SONGS, 5, order, smoothing=RULES[rule])
    expected = [surprise(model, song).mean() for song in NEW]
    np.testing.assert_allclose(known.bits[rule, order], expected)


def test_the_shuffled_songs_have_the_same_notes(known: Survey) -> None:
    assert [sorted(song) for song in known.mixed] == [sorted(song) for song in NEW]
    assert any((a != b).any() for a, b in zip(known.mixed, NEW, strict=True))


def test_the_words_say_what_was_measured(known: Survey) -> None:
    words = order_card(known, "Witten-Bell", 4, np.random.default_rng(0)).words
    model = NGram.fit(SONGS, 5, 4, smoothing=witten_bell)
    mixed = np.mean([surprise(model, song).mean() for song in known.mixed])
    unseen = 100 * np.mean(np.concatenate(model.unseen(NEW)))
    people = 100 * copied_share(NEW, SONGS, RUN)
    assert f"Witten-Bell: {known.bits['Witten-Bell', 4].mean():.2f} bits per note" in words
    low, high = bootstrap_interval(
        known.bits["Witten-Bell", 4], np.random.default_rng(0), draws=500
    )
    assert f"on 8 new songs ({low:.2f} to {high:.2f}; " in words
    assert f"shuffled {mixed:.2f})" in words
    assert f"{unseen:.0f} % of their steps were never heard" in words
    assert f"of the new songs' {people:.0f} %" in words


def test_counting_alone_says_how_many_songs_are_impossible(known: Survey) -> None:
    words = order_card(known, "counting alone", 6, np.random.default_rng(0)).words
    count = int(np.isinf(known.bits["counting alone", 6]).sum())
    assert count > 0
    assert f"{count} of 8 new songs are impossible" in words


def test_long_counting_copies_and_short_counting_does_not(known: Survey) -> None:
    def copied(order: int) -> int:
        words = order_card(known, "counting alone", order, np.random.default_rng(0)).words
        return int(words.split(f"runs of {RUN} notes ")[1].split(" %")[0])

    assert copied(8) > 5 + copied(2)


def test_the_widget_shows_what_the_function_says(known: Survey, explorer: OrderExplorer) -> None:
    for value in (["modified Kneser-Ney", 5], ["counting alone", 1]):
        explorer.value = value
        shown = order_card(known, *value, np.random.default_rng([3, 0]))
        assert explorer.words == shown.words
        assert [sound["label"] for sound in explorer.sounds] == list(shown.tunes)


def test_another_tune_is_another_tune(explorer: OrderExplorer) -> None:
    before = explorer.sounds[0]["source"]
    explorer.draws += 1
    assert explorer.sounds[0]["source"] != before


def test_what_it_sends_to_the_page(known: Survey, explorer: OrderExplorer) -> None:
    assert np.shape(explorer.bits) == (len(RULES), len(ORDERS))
    for rule, row in zip(explorer.rules, explorer.bits, strict=True):
        for order, cell in zip(explorer.orders, row, strict=True):
            mean = known.bits[rule, order].mean()
            assert cell == (pytest.approx(mean) if np.isfinite(mean) else None)
    bundle = explorer._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"].startswith("Order 3, Witten-Bell: ")
    assert "run the cell above" in data["text/html"]


@pytest.mark.parametrize("value", [["Witten-Bell", 9], ["witten", 3], [], ["Witten-Bell"]])
def test_no_machine_outside_the_table(explorer: OrderExplorer, value: list) -> None:
    with pytest.raises(traitlets.TraitError, match="the order from 1 to 8"):
        explorer.value = value
    assert explorer.value == ["Witten-Bell", 3]


def test_there_must_be_songs_to_judge_by() -> None:
    with pytest.raises(ValueError, match="no new songs"):
        survey(VIEW, SONGS, [], np.random.default_rng(0))
