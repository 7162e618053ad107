"""The attention explorer: what it says and draws is what the weights hold."""

from __future__ import annotations

import base64
import re
import subprocess
import sys

import numpy as np
import pytest
import traitlets
from hypothesis import given
from hypothesis import strategies as st

from meantone.tunes import Tune
from meantone.tunes.tune import REST
from meantone.widgets import AttentionExplorer, attention_card, attention_picture, same_past

TUNE = Tune((60, 62, REST, 60, 62), (48, 48, 48, 48, 96), title="Four", meter=(3, 4))
WEIGHTS = np.array(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.3, 0.7, 0.0, 0.0, 0.0],
        [0.5, 0.3, 0.2, 0.0, 0.0],
        [0.1, 0.2, 0.6, 0.1, 0.0],
        [0.1, 0.1, 0.1, 0.5, 0.2],
    ]
)
HEADS = np.stack([[WEIGHTS, np.eye(5)], [np.tri(5) / np.arange(1, 6)[:, None], WEIGHTS]])


def obvious(tokens: list[int], depth: int) -> list[list[bool]]:
    whole = [9, *tokens]

    def alike(t: int, s: int) -> bool:
        pairs = [(t - back, s - 1 - back) for back in range(depth)]
        return s <= t and all(a >= 0 and b >= 0 and whole[a] == whole[b] for a, b in pairs)

    return [[alike(t, s) for s in range(len(whole))] for t in range(len(whole))]


@given(st.lists(st.integers(0, 2), max_size=12), st.integers(1, 4))
def test_same_past_is_what_a_slow_search_finds(tokens: list[int], depth: int) -> None:
    assert same_past(tokens, depth, boundary=9).tolist() == obvious(tokens, depth)


def test_same_past_needs_a_past() -> None:
    with pytest.raises(ValueError, match="depth is 0"):
        same_past([0, 1], 0, boundary=2)


def test_the_words_are_the_heads_own() -> None:
    assert attention_card(TUNE, WEIGHTS, 4, "layer 1, head 1").words == (
        "Before note 4 of Four layer 1, head 1 listens most to note 2, with 60 %. Spread evenly, "
        "each of the 4 places would have 25 %. 60 % goes to notes that came after the pitch heard "
        "last; spread evenly, 25 % would."
    )
    assert attention_card(TUNE, WEIGHTS, 1).words == (
        "Before note 1 of Four the head listens most to the start, with 100 %. Spread evenly, the "
        "only place has 100 %. Nothing has sounded yet."
    )
    assert "Before the end of Four the head listens most to note 3" in (
        attention_card(TUNE, WEIGHTS, 5).words
    )


def test_what_follows_is_never_looked_at() -> None:
    other = WEIGHTS.copy()
    other[4] = other[4, ::-1]
    assert attention_card(TUNE, other, 4) == attention_card(TUNE, WEIGHTS, 4)


def test_every_place_heard_has_a_bar_as_high_as_its_share() -> None:
    svg = attention_picture(TUNE, WEIGHTS[3, :4], 4)
    rect = r'<rect x="([^"]*)" y="[^"]*" width="[^"]*" height="([\d.]+)" fill="#0072b2"'
    found = np.array([[float(number) for number in bar] for bar in re.findall(rect, svg)])
    np.testing.assert_allclose(found[:, 1], 120 * WEIGHTS[3, :4], atol=0.1)
    quarter = 680 / 6
    np.testing.assert_allclose(found[1:, 0], 84 + quarter * np.array([0, 1, 3]), atol=0.1)
    assert svg.count('stroke-width="3"') == 1  # what comes next


def test_the_end_comes_after_all_notes() -> None:
    svg = attention_picture(TUNE, WEIGHTS[4], 5)
    assert 'stroke-width="3"' not in svg


def test_both_places_can_be_heard() -> None:
    heard = attention_card(TUNE, WEIGHTS, 4).tunes
    assert [tune.notes for tune in heard.values()] == [(60, 62, 60), (60, 62)]
    assert list(heard) == [
        "what it has just heard, up to note 3",
        "what it listens to, up to note 2",
    ]
    assert list(attention_card(TUNE, WEIGHTS, 1).tunes) == []


def test_head_note_and_tune_can_be_chosen() -> None:
    other = Tune((60, 64), (48, 48), title="Two")
    small = np.stack([[np.eye(3)] * 2] * 2)
    explorer = AttentionExplorer([(TUNE, HEADS), (other, small)], value=4)
    for head, note, press in [(0, 4, 0), (1, 4, 0), (2, 3, 0), (3, 5, 0), (3, 2, 1), (3, 5, 2)]:
        explorer.head, explorer.value, explorer.draws = head, note, press
        tune, weights = [(TUNE, HEADS), (other, small)][press % 2]
        name = f"layer {head // 2 + 1}, head {head % 2 + 1}"
        card = attention_card(tune, weights[head // 2, head % 2], note, name)
        assert (explorer.words, explorer.alt) == (card.words, card.alt)
        picture = base64.b64decode(explorer.picture.partition(",")[2]).decode()
        assert picture == card.svg
        assert [sound["label"] for sound in explorer.sounds] == list(card.tunes)
        assert explorer.between == [1.0, len(tune.notes) + 1.0, 1.0]


def test_a_shorter_tune_shows_its_end() -> None:
    other = Tune((60, 64), (48, 48), title="Two")
    explorer = AttentionExplorer([(TUNE, HEADS[:1]), (other, [[np.eye(3)] * 2])], value=5)
    explorer.draws = 1
    assert explorer.words.startswith("Before the end of Two layer 1, head 1")


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="for 4 notes; give a row and a column"):
        attention_card(TUNE, WEIGHTS[:4, :4], 1)
    with pytest.raises(ValueError, match="shares itself out"):
        attention_card(TUNE, WEIGHTS * 2, 1)
    with pytest.raises(ValueError, match="no note 6"):
        attention_card(TUNE, WEIGHTS, 6)
    with pytest.raises(ValueError, match="nothing to listen to"):
        attention_card(Tune((), ()), [[1.0]], 1)
    with pytest.raises(ValueError, match="no tune"):
        AttentionExplorer([])
    with pytest.raises(ValueError, match="need the same"):
        AttentionExplorer([(TUNE, HEADS), (TUNE, HEADS[:1])])
    with pytest.raises(ValueError, match="need the same"):
        AttentionExplorer([(TUNE, WEIGHTS)])
    explorer = AttentionExplorer([(TUNE, HEADS)])
    with pytest.raises(traitlets.TraitError, match="no head 4"):
        explorer.head = 4
    with pytest.raises(traitlets.TraitError, match="no head 4"):
        AttentionExplorer([(TUNE, HEADS)], head=4)


def test_a_trained_networks_own_weights_fit() -> None:
    torch = pytest.importorskip("torch")
    from meantone.models.neural import Transformer

    network = Transformer(3, np.random.default_rng(0), width=16, layers=2, heads=4).eval()
    with torch.inference_mode():
        layers = network.listening(torch.tensor([[3, 0, 1, 0, 1]]))
    explorer = AttentionExplorer([(TUNE, torch.cat(layers).numpy())], value=3)
    assert len(explorer.heads) == 8
    assert explorer.words.startswith("Before note 3 of Four layer 1, head 1")


def test_widgets_load_without_torch() -> None:
    code = "import sys, meantone.widgets; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
